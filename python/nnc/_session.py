"""Sessions of libnnc: text in, a checked model or a simulation out."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping, Set
from typing import Any

from . import _abi
from ._library import library
from ._warn import warn
from .errors import CompileError, Diagnostic

# "Nothing is connected to or recorded from it": those who step a simulation need no recorders.
IDLE = frozenset({"NNC0410"})


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")


class Session:
    """One compilation; to be used in a `with`, which frees it."""

    def __init__(self, choices: Mapping[str, Any]):
        """Choices are fields of `_abi.Options`."""
        options = _abi.Options(size=ctypes.sizeof(_abi.Options), **choices)
        self._library = library()
        self._pointer = self._library.nnc_session_open(_abi.VERSION, options)
        if not self._pointer:
            raise MemoryError("no memory for a session of nnc")

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.nnc_session_free(self._pointer)

    def _call(self, name: str, *arguments: Any) -> Any:
        """Call a function of the session; what it fails with becomes an exception."""
        result = getattr(self._library, name)(self._pointer, *arguments)
        if not result:
            raise self._error()
        return result

    def _error(self) -> CompileError:
        line = _text(self._library.nnc_session_error(self._pointer))
        code = self._library.nnc_session_exit_code(self._pointer)
        memory = line is None or line.startswith("error: out of memory (")
        found = () if memory else self.diagnostics()
        return CompileError(line or "out of memory", found, code)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All messages so far, by place."""
        found: list[Diagnostic] = []
        d = _abi.Diagnostic()
        while self._library.nnc_session_diagnostic(self._pointer, len(found), d):
            excerpt = self._library.nnc_session_excerpt(self._pointer, len(found))
            message = _text(d.message) or ""
            found.append(
                Diagnostic(
                    severity=_abi.SEVERITIES[d.severity],
                    code=_text(d.code) or "",
                    message=message,
                    file=_text(d.file),
                    line=d.line,
                    column=d.column,
                    end_line=d.end_line,
                    end_column=d.end_column,
                    help=_text(d.help),
                    text=_text(excerpt) or message,
                )
            )
        return tuple(found)

    def warn(self, said: Set[str]) -> Set[str]:
        """Say what is no error and not among `said`, as warnings; return all that is none."""
        texts = [
            str(diagnostic)
            for diagnostic in self.diagnostics()
            if diagnostic.severity != "error" and diagnostic.code not in IDLE
        ]
        for text in texts:
            if text not in said:
                warn(text)
        return frozenset(texts)

    def prepare(
        self, defines: Mapping[str, str], include: Iterable[str], each_cell: Iterable[str]
    ) -> None:
        """Set what stands in for -D and -I, and which parameters get a number for each cell."""
        for name, value in defines.items():
            self._call("nnc_session_define", name.encode(), value.encode())
        for folder in include:
            self._call("nnc_session_include", os.fsencode(folder))
        for name in each_cell:
            self._call("nnc_session_each_cell", name.encode())

    def load_file(self, path: str) -> None:
        self._call("nnc_session_load_file", os.fsencode(path))

    def load_text(self, name: str, text: bytes) -> None:
        self._call("nnc_session_load_text", os.fsencode(name), text, len(text))

    def check(self) -> None:
        self._call("nnc_session_check")

    def print(self, form: str) -> bytes:
        """Return the model in one of the forms of `_abi.FORMS`."""
        size = ctypes.c_size_t()
        text = self._call("nnc_session_print", _abi.FORMS[form], size)
        return ctypes.string_at(text, size.value)

    def simulate(self, options: _abi.SimulationOptions) -> int:
        """Return the address of a simulation, which lives by itself."""
        return self._call("nnc_jit", options)
