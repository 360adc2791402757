"""Quantities: numbers, and texts with units."""

from __future__ import annotations

import ctypes
from typing import Any, Union

from ._library import library

Quantity = Union[float, str]


def number(value: Any, unit: str, what: str) -> float:
    """Return `value` as a number of `unit`.

    Parameters
    ----------
    value : float or str
        A number of `unit`, or a text such as "20 ms".
    what : str
        Names the value in messages.
    """
    if not isinstance(value, str):
        try:
            return float(value)
        except TypeError:
            raise TypeError(f"{what}: {value!r} is no number, and no text with a unit") from None
    out = ctypes.c_double()
    if not library().nnc_quantity(value.encode(), unit.encode(), out):
        wanted = f"a quantity in {unit}" if unit not in ("", "1") else "a number"
        raise ValueError(f"{what}: {value!r} is not {wanted}")
    return out.value
