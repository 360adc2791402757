"""What a run gives: spikes and traces, as arrays of numpy, to pandas and to neo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import neo
    import pandas


def _module(name: str, method: str) -> Any:
    """Import what one method alone needs."""
    try:
        return __import__(name)
    except ImportError as error:
        raise ImportError(f"{method} needs {name}: pip install {name}") from error


@dataclass(frozen=True)
class SpikeTrains:
    """Spikes of a population, by time.

    Attributes
    ----------
    label : str
    size : int
        Cells of the population.
    times : numpy.ndarray of float
        In ms.
    cells : numpy.ndarray of uint32
        Who spikes, from 0.
    """

    label: str
    size: int
    times: np.ndarray
    cells: np.ndarray

    def __len__(self) -> int:
        return len(self.times)

    def __repr__(self) -> str:
        return f"<nnc.SpikeTrains {self.label!r}: {len(self)} spikes of {self.size} cells>"

    def of(self, cell: int) -> np.ndarray:
        """Return the times of one cell."""
        return self.times[self.cells == cell]

    def counts(self) -> np.ndarray:
        """Return the number of spikes of each cell."""
        return np.bincount(self.cells, minlength=self.size)

    def by_cell(self) -> list[np.ndarray]:
        """Return the times of each cell."""
        order = np.argsort(self.cells, kind="stable")
        return np.split(self.times[order], np.cumsum(self.counts())[:-1])


class Spikes(Mapping):
    """Spikes by the label of the population: ``spikes["exc"].times``."""

    def __init__(self, trains: Mapping[str, SpikeTrains]):
        self._trains = dict(trains)

    def __getitem__(self, label: str) -> SpikeTrains:
        return self._trains[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self._trains)

    def __len__(self) -> int:
        return len(self._trains)

    def __repr__(self) -> str:
        counted = ", ".join(f"{label}: {len(t)}" for label, t in self._trains.items())
        return f"<nnc.Spikes {counted}>"

    def to_array(self) -> np.ndarray:
        """Return all of them as one array with the fields population, cell and time, by time."""
        width = max(map(len, self._trains), default=1)
        dtype = [("population", f"U{max(width, 1)}"), ("cell", "u4"), ("time", "f8")]
        out = np.empty(sum(map(len, self._trains.values())), dtype)
        at = 0
        for label, trains in self._trains.items():
            part = out[at : at + len(trains)]
            part["population"], part["cell"], part["time"] = label, trains.cells, trains.times
            at += len(trains)
        return out[np.argsort(out["time"], kind="stable")]

    def to_pandas(self) -> pandas.DataFrame:
        """Return all of them as a table with the columns population, cell and time, by time."""
        pd = _module("pandas", "to_pandas")
        table = self.to_array()
        population = pd.Categorical(table["population"], categories=list(self._trains))
        return pd.DataFrame(
            {"population": population, "cell": table["cell"], "time": table["time"]}
        )


@dataclass(frozen=True)
class Trace:
    """A variable of a population, as the model records it.

    Attributes
    ----------
    label, name, unit : str
        "cells", "v" and "mV".
    cells : numpy.ndarray of uint32
        Those that are recorded, ascending.
    times : numpy.ndarray of float
        In ms.
    values : numpy.ndarray of float
        A row for each time, a column for each cell.
    """

    label: str
    name: str
    unit: str
    cells: np.ndarray
    times: np.ndarray
    values: np.ndarray

    def __repr__(self) -> str:
        return (
            f"<nnc.Trace {self.label}.{self.name} in {self.unit or '1'}: "
            f"{len(self.times)} samples of {len(self.cells)} cells>"
        )

    def of(self, cell: int) -> np.ndarray:
        """Return the values of one cell."""
        column = np.flatnonzero(self.cells == cell)
        if not column.size:
            raise KeyError(f"cell {cell} of {self.label} is not recorded")
        return self.values[:, column[0]]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a table: an index of times in ms, a column for each cell."""
        pd = _module("pandas", "to_pandas")
        index = pd.Index(self.times, name="time")
        return pd.DataFrame(self.values, index=index, columns=pd.Index(self.cells, name="cell"))


class Traces(Mapping):
    """Traces by population and variable: ``traces["cells.v"]``.

    Where the model records a variable more than once the others are ``traces["cells.v#2"]``, and
    so on.
    """

    def __init__(self, traces: Sequence[Trace]):
        self._traces: dict[str, Trace] = {}
        for trace in traces:
            name = key = f"{trace.label}.{trace.name}"
            again = 1
            while key in self._traces:
                again += 1
                key = f"{name}#{again}"
            self._traces[key] = trace

    def __getitem__(self, key: str) -> Trace:
        return self._traces[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._traces)

    def __len__(self) -> int:
        return len(self._traces)

    def __repr__(self) -> str:
        return f"<nnc.Traces {', '.join(self._traces) or 'of nothing'}>"


@dataclass(frozen=True)
class Results:
    """What a run gives.

    Attributes
    ----------
    spikes : Spikes
        Of all populations, or of those that were watched.
    traces : Traces
        What the model records of variables.
    start, end : float
        The time that was simulated, in ms.
    events : Spikes
        Of other event ports than `spikes`, where the model records them: ``events["cells.done"]``.
    """

    spikes: Spikes
    traces: Traces
    start: float
    end: float
    events: Spikes = field(default_factory=lambda: Spikes({}))

    def rate(self, label: str) -> float:
        """Return the mean rate of a population in Hz."""
        trains, seconds = self.spikes[label], (self.end - self.start) / 1000
        return len(trains) / (trains.size * seconds) if trains.size and seconds > 0 else 0.0

    def to_pandas(self) -> dict[str, pandas.DataFrame | Any]:
        """Return tables: "spikes", "events" if any are recorded, and each trace by its name."""
        tables = {"spikes": self.spikes.to_pandas()}
        if self.events:
            tables["events"] = self.events.to_pandas()
        tables.update((key, trace.to_pandas()) for key, trace in self.traces.items())
        return tables

    def to_neo(self) -> neo.Block:
        """Return a block with one segment: a spike train for each cell, a signal for each trace.

        Spike trains are annotated with population and cell, signals with their population; a
        channel is annotated with its cell.
        """
        from . import _neo

        return _neo.block(self)
