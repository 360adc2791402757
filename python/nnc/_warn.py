"""Warnings and lines of models, said where the caller of the package stands."""

from __future__ import annotations

import sys
import warnings
from types import FrameType

from .errors import ModelWarning


def warn(text: str) -> None:
    """Warn at the first line outside of this package."""
    level = 1
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "nnc":
        level, frame = level + 1, frame.f_back
    warnings.warn(text, ModelWarning, stacklevel=level)
