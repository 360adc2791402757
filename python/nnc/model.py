"""Models: compiled once, simulated as often as wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from . import _abi
from ._quantity import Quantity
from ._session import Session
from .results import Results
from .simulation import Progress, Simulation

Source = Union[str, "os.PathLike[str]"]
ENDINGS = (".nn", ".ir", ".xml", ".nml", ".nml.h5")
BINARY = ".h5"
PRECISIONS = {"double": False, "single": True}
MATHS = {"precise": False, "fast": True}


def _expression(value: Any) -> str:
    """Return a value of Python as one of the language."""
    if isinstance(value, str):
        return value
    return repr(value.tolist() if hasattr(value, "tolist") else value)


def compile(
    source: Source,
    *,
    defines: Mapping[str, Any] | None = None,
    include: Iterable[str | os.PathLike] = (),
    precision: str = "double",
    math: str = "precise",
    cache: str | os.PathLike | None = "",
    name: str = "model.nn",
) -> Model:
    """Compile a model.

    Parameters
    ----------
    source : str or path
        The text of a model, or the path of a file: any path object, or a text of one line that
        ends in .nn, .ir, .xml, .nml or .nml.h5.
    defines : mapping, optional
        Names of the model that get another value, as by ``-D``: numbers, or expressions of the
        language ("20 ms").
    include : iterable of paths, optional
        Folders where modules and documents are looked for, as by ``-I``.
    precision : {"double", "single"}
        Of states, parameters and weights.
    math : {"precise", "fast"}
        Exponentials with an error below one unit in the last place, or of 2e-10, for speed.
    cache : path, optional
        Folder where machine code is kept, so that the next simulation of the same model starts at
        once; "" is the folder of ``nnc run``. None: nothing is kept.
    name : str
        What messages call a text; its ending tells the language of the text.

    Returns
    -------
    Model

    Raises
    ------
    CompileError
        With what ``nnc`` says about the mistakes, and where they are.

    Examples
    --------
    >>> model = nnc.compile('cells = Population(2, IF_curr_exp(i_offset=2), label="cells")')
    >>> model.run("20 ms").spikes["cells"].times
    array([...])
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision: {precision!r} is none of {', '.join(PRECISIONS)}")
    if math not in MATHS:
        raise ValueError(f"math: {math!r} is none of {', '.join(MATHS)}")
    choices = {
        "single_precision": PRECISIONS[precision],
        "fast": MATHS[math],
        "cache": None if cache is None else os.fsencode(cache),
    }
    folders = [os.path.abspath(folder) for folder in include]
    settings = {key: _expression(value) for key, value in (defines or {}).items()}
    if isinstance(source, str) and ("\n" in source or not source.endswith(ENDINGS)):
        text: bytes | None = source.encode()
    else:
        name = os.fsdecode(source)
        text = None if name.endswith(BINARY) else _read(name)
    return Model(_Input(name, text, settings, folders, choices))


def _read(path: str) -> bytes | None:
    """Return what is in a file; None where libnnc shall say why it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


@dataclass(frozen=True)
class _Input:
    """What a model is made from, for each of its simulations again."""

    name: str  # as messages call it; files that it imports are looked for beside it
    text: bytes | None  # None: it is a file that libnnc reads
    settings: Mapping[str, str]
    include: list[str]
    choices: Mapping[str, Any]  # fields of _abi.Options
    cwd: str = field(default_factory=os.getcwd)

    @contextmanager
    def session(self, each_cell: Iterable[str] = ()) -> Iterator[Session]:
        name = self.name if os.getcwd() == self.cwd else os.path.join(self.cwd, self.name)
        with Session(self.choices) as session:
            session.prepare(self.settings, self.include, each_cell)
            if self.text is None:
                session.load_file(name)
            else:
                session.load_text(name, self.text)
            yield session


class Model:
    """A model that has been checked, as `compile` makes it.

    Later changes of its file do not reach it; files that it imports are read for each simulation.

    Attributes
    ----------
    name : str
        Of its file, without the ending.
    """

    def __init__(self, source: _Input):
        self.name = Path(source.name).stem
        self._source = source
        with source.session() as session:
            session.check()
            self._said = session.warn(frozenset())

    def __repr__(self) -> str:
        return f"<nnc.Model {self.name!r}>"

    def emit(self, form: str) -> str:
        """Return the model in another form, as ``nnc --emit`` does.

        Parameters
        ----------
        form : {"ir", "c", "llvm", "asm"}
        """
        if form not in _abi.FORMS or form == "ast":
            raise ValueError(f"form: {form!r} is none of ir, c, llvm, asm")
        with self._source.session() as session:
            return session.print(form).decode()

    def simulation(
        self,
        *,
        seed: int | None = None,
        dt: Quantity | None = None,
        threads: int | None = None,
        parameters: Mapping[str, Any] | None = None,
        each_cell: Iterable[str] = (),
        output: str | os.PathLike | None = None,
        formats: Iterable[str] = (),
        limit_memory: int | str | None = None,
        effort: int = 3,
    ) -> Simulation:
        """Make a simulation, to be stepped; what the script says before its first `run` is done.

        Parameters
        ----------
        seed : int, optional
            Of all random numbers; default: that of the model.
        dt : float or str, optional
            The time step in ms, or with a unit; default: that of the model.
        threads : int, optional
            Results do not depend on them.
        parameters : mapping, optional
            Parameters of the model, and "LABEL.PARAMETER" of a population, as by ``--set``:
            numbers in their unit, or texts with a unit.
        each_cell : iterable of str, optional
            "LABEL.PARAMETER" that get a number for each cell, to be set cell by cell.
        output : path, optional
            Folder for what the model records, as files.
        formats : iterable of str, optional
            Of h5, csv, npz and dat, for the files in `output`.
        limit_memory : int or str, optional
            Bytes, or a text such as "2G".
        effort : int
            Of the compiler, 0 to 3. With 0 a simulation starts about four times as soon, and steps
            about ten times as slowly; results are the same.

        Raises
        ------
        CompileError
            Where an option or a parameter is refused, or no such network can be built.
        """
        if effort not in range(4):
            raise ValueError(f"effort: {effort!r} is none of 0, 1, 2, 3")
        words = {
            "--seed": seed,
            "--dt": dt if dt is None or isinstance(dt, str) else f"{float(dt)!r}ms",
            "--threads": threads,
            "--limit-memory": limit_memory,
            "-o": None if output is None else os.fspath(output),
            "--format": ",".join(formats) or None,
        }
        given = [(word, str(value)) for word, value in words.items() if value is not None]
        for key, value in (parameters or {}).items():
            given.append(("--set", f"{key}={_expression(value)}"))
        with self._source.session(each_cell) as session:
            made = Simulation(session, [word for pair in given for word in pair], effort)
            session.warn(self._said)
            return made

    def run(
        self,
        duration: Quantity,
        *,
        watch: Iterable[str] | None = None,
        progress: Progress = False,
        **options: Any,
    ) -> Results:
        """Simulate for a time.

        Parameters
        ----------
        duration : float or str
            In ms, or with a unit: "1 s". It stands in for the `run` of the model.
        watch : iterable of str, optional
            Labels of the populations whose spikes are wanted; default: all.
        progress : bool or callable, optional
            True: a line on standard error. A function gets the time and the end, in ms.
        **options
            As of `simulation`.

        Returns
        -------
        Results
            Spikes, and what the model records.
        """
        with self.simulation(**options) as simulation:
            if watch is not None:
                simulation.watch(*watch)
            simulation.advance(duration, progress=progress)
            return simulation.results()
