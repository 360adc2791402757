"""What can go wrong, as exceptions and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """One message of the compiler.

    Attributes
    ----------
    severity : str
        "note", "warning" or "error".
    code : str
        "NNC0203"; ``nnc explain NNC0203`` says more.
    message : str
        What is wrong, in lower case.
    file, line, column, end_line, end_column
        The place, from 1, where there is one; `end_column` is one past the last character.
    help : str or None
        The remedy.
    text : str
        All of it, with the lines of the model and a caret, as ``nnc`` shows it.
    """

    severity: str
    code: str
    message: str
    file: str | None
    line: int
    column: int
    end_line: int
    end_column: int
    help: str | None
    text: str

    def __str__(self) -> str:
        return self.text.rstrip()


class Error(Exception):
    """Anything that nnc refuses."""


class LibraryError(Error, ImportError):
    """No libnnc was found, or one with another interface."""


class CompileError(Error):
    """The model has mistakes.

    Attributes
    ----------
    diagnostics : tuple of Diagnostic
        All messages, by place; the other attributes are those of the first error.
    exit_code : int
        What ``nnc`` would exit with: 1 model, 2 usage, 4 files, 5 memory or another limit.
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = (), exit_code: int = 1):
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code
        errors = [d for d in self.diagnostics if d.severity == "error"]
        first = errors[0] if errors else None
        self.code = first.code if first else None
        self.message = first.message if first else message
        self.file = first.file if first else None
        self.line = first.line if first else None
        self.column = first.column if first else None
        super().__init__("\n\n".join(map(str, errors)) or message)


class SimulationError(Error):
    """A call of a simulation failed; nothing has changed by it.

    Attributes
    ----------
    exit_code : int
        1 a value that the model forbids, 2 a call that makes no sense, 3 a state that became
        infinite or not a number, 4 files, 5 memory or another limit. After 3, and after 5 in a
        step, the simulation stays where it is.
    """

    def __init__(self, message: str, exit_code: int = 2):
        self.exit_code = exit_code
        super().__init__(message)


class UnknownNameError(SimulationError, KeyError):
    """The model has nothing of that name."""

    __str__ = Exception.__str__  # a KeyError would show its text in quotes


class ModelWarning(UserWarning):
    """A warning of the compiler, or of a running simulation."""
