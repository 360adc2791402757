"""How far a run is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, Union

Progress = Union[bool, Callable[[float, float], object]]


@contextmanager
def reporter(
    progress: Progress, start: float, end: float
) -> Iterator[Callable[[float], None] | None]:
    """Give a function that is told the time in ms between two pieces of a run; None: nobody is."""
    if not progress:
        yield None
        return

    def tell(now: float) -> None:
        if callable(progress):
            progress(now, end)

    def show(now: float) -> None:
        share = (now - start) / (end - start) if end > start else 1
        print(
            f"\r{now:.1f} of {end:.1f} ms, {100 * share:.0f} %", end="", file=sys.stderr, flush=True
        )

    if callable(progress):
        yield tell
        return
    try:
        yield show
    finally:
        print(file=sys.stderr)
