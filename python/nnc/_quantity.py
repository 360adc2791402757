"""Quantities: numbers, and texts with units."""

from __future__ import annotations

import ctypes
from typing import Union

from ._library import library

Quantity = Union[float, str]


def number(value: Quantity, unit: str, what: str) -> float:
    """Return `value` as a number of `unit`.

    Parameters
    ----------
    value : float or str
        A number of `unit`, or a text such as "20 ms".
    what : str
        Names the value in messages.
    """
    if not isinstance(value, str):
        return float(value)
    out = ctypes.c_double()
    if not library().nnc_quantity(value.encode(), unit.encode(), out):
        wanted = f"a quantity in {unit}" if unit not in ("", "1") else "a number"
        raise ValueError(f"{what}: {value!r} is not {wanted}")
    return out.value
