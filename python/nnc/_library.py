"""Finding libnnc and loading it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from . import _abi
from .errors import LibraryError

NAME = "libnnc.so.0"


def _in_prefix(prefix: Path) -> Iterator[Path]:
    """Where an installation may have its libraries."""
    yield prefix / "lib" / NAME
    yield prefix / "lib64" / NAME
    yield from sorted(prefix.glob(f"lib/*-linux-*/{NAME}"))


def _candidates() -> Iterator[tuple[str, str]]:
    """(why there, what to load), best first."""
    given = os.environ.get("NNC_LIBRARY")  # PREFIX/lib/nnc, as for libnnc itself
    if given:
        yield "NNC_LIBRARY", str(Path(given).resolve().parent / NAME)
    prefixes = dict.fromkeys([Path(sys.prefix), *list(Path(__file__).resolve().parents)[1:]])
    for prefix in prefixes:
        for path in _in_prefix(prefix):
            if path.exists():
                yield "the prefix of Python or of this package", str(path)
    program = shutil.which("nnc")
    if program:
        for path in _in_prefix(Path(program).resolve().parents[1]):
            if path.exists():
                yield "the prefix of `nnc` on PATH", str(path)
    yield "the loader of libraries", ctypes.util.find_library("nnc") or NAME


def _refuse(tried: list[str]) -> LibraryError:
    lines = "\n".join(f"  {line}" for line in tried)
    return LibraryError(
        f"{NAME} is not to be found. Tried:\n{lines}\n"
        "Install nnc (cmake --install build/release --prefix PREFIX), then put PREFIX/bin on PATH\n"
        "or set NNC_LIBRARY to PREFIX/lib/nnc"
    )


def _check(library: ctypes.CDLL, path: str) -> None:
    """Refuse a library with another interface, and give its functions their types."""
    missing = _abi.declare(library)
    if "nnc_abi_version" in missing:
        raise LibraryError(f"{path} is another library: it has no nnc_abi_version")
    found = library.nnc_abi_version()
    if found != _abi.VERSION:
        raise LibraryError(
            f"{path} has version {found} of the interface, this package needs {_abi.VERSION}: "
            "install the package that came with that nnc"
        )
    if missing:
        raise LibraryError(f"{path} is older than this package: it has no {', '.join(missing)}")


@cache
def library() -> ctypes.CDLL:
    """Load libnnc, once.

    Raises
    ------
    LibraryError
        Where there is none, with all places that were tried, or where it has another interface.
    """
    tried = []
    for why, path in _candidates():
        try:
            loaded = ctypes.CDLL(path)
        except OSError as error:
            tried.append(f"{path} ({why}): {error}")
            continue
        _check(loaded, path)
        return loaded
    raise _refuse(tried)
