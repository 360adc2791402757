"""The version of the package is that of the compiler, which CMakeLists.txt has."""

import pathlib
import re

from setuptools import setup

HERE = pathlib.Path(__file__).resolve().parent
# (file, where it has the version): in the repository, and in a source distribution.
PLACES = [
    (HERE.parent / "CMakeLists.txt", r"project\(nnc VERSION ([0-9.]+)"),
    (HERE / "PKG-INFO", r"(?m)^Version: (\S+)"),
]


def version() -> str:
    for path, pattern in PLACES:
        found = re.search(pattern, path.read_text(encoding="utf-8")) if path.exists() else None
        if found:
            return found.group(1)
    raise SystemExit("no version: build this folder inside of the repository of nnc")


setup(version=version())
