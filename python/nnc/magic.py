"""The cell magic ``%%nnc`` of IPython and Jupyter."""

from __future__ import annotations

import argparse
import keyword
import shlex
from typing import Any, NoReturn

from .errors import CompileError
from .model import Model, compile


class CellError(CompileError):
    """Mistakes of a cell: IPython shows what the compiler says, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class _Parser(argparse.ArgumentParser):
    """Raises what is wrong, where argparse would print it and end the process."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="%%nnc", description="compile the model in this cell", add_help=False)
    parser.add_argument("name", help="the variable that becomes the model")
    parser.add_argument(
        "-D", action="append", default=[], metavar="NAME=VALUE", help="fix a name of the model"
    )
    parser.add_argument(
        "-I", action="append", default=[], metavar="FOLDER", help="where modules are looked for"
    )
    parser.add_argument("--precision", choices=["double", "single"], default="double")
    return parser


def _arguments(line: str) -> argparse.Namespace:
    from IPython.core.error import UsageError

    parser = _parser()
    try:
        options = parser.parse_args(shlex.split(line))
        _check(options)
    except ValueError as error:
        raise UsageError(f"{error}; {parser.format_usage().strip()}") from None
    return options


def _check(options: argparse.Namespace) -> None:
    name = options.name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no name of a variable")
    for item in options.D:
        if "=" not in item:
            raise ValueError(f"-D {item} is not NAME=VALUE")


def compile_cell(shell: Any, line: str, cell: str) -> Model:
    """Compile a cell; the model becomes the variable that the line names."""
    options = _arguments(line)
    try:
        model = compile(
            cell if cell.endswith("\n") else cell + "\n",
            name=f"{options.name}.nn",
            defines=dict(item.partition("=")[::2] for item in options.D),
            include=options.I,
            precision=options.precision,
        )
    except CompileError as error:
        raise CellError(str(error), error.diagnostics, error.exit_code) from None
    shell.user_ns[options.name] = model
    return model


def register(shell: Any) -> None:
    """Make ``%%nnc`` known to a shell of IPython."""

    def nnc(line: str, cell: str) -> None:
        compile_cell(shell, line, cell)

    shell.register_magic_function(nnc, magic_kind="cell", magic_name="nnc")
