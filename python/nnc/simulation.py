"""Simulations, to be stepped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Callable

import numpy as np

from . import _abi
from ._handle import Handle
from ._progress import Progress, reporter
from ._quantity import Quantity, number
from ._session import Session
from .errors import SimulationError
from .objects import Input, Population
from .results import Results, Spikes, Trace, Traces

__all__ = ["Progress", "Simulation"]

PIECE = 0.1  # seconds of a call of a long run: how soon Ctrl-C and the progress line come


def _copy(pointer: Any, shape: int | tuple[int, ...], dtype: str) -> np.ndarray:
    if not np.prod(shape):
        return np.empty(shape, dtype)
    return np.ctypeslib.as_array(
        pointer, shape=shape if isinstance(shape, tuple) else (shape,)
    ).copy()


class Simulation:
    """A network in memory, as `Model.simulation` makes it.

    ``sim["cells"]`` is a population or an input by its label; iterating gives all labels. A
    simulation may be used by any thread, by one at a time.

    Used in a ``with``, it is closed at its end. Arrays that it gave stay valid for as long as they
    are kept.
    """

    def __init__(self, session: Session, words: list[str], effort: int):
        self._handle: Handle | None = Handle(session, words, effort)
        self._objects: dict[str, Population | Input] = {}
        self._since = self.time
        for index in range(self._handle.get("nnc_simulation_objects")):
            found = _abi.Object()
            self._handle.call("nnc_simulation_object", index, found)
            kind = Input if found.is_input else Population
            item = kind(self._handle, index, found)
            self._objects[item.label] = item

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else f"at {self.time:g} ms"
        return f"<nnc.Simulation of {', '.join(self._objects) or 'nothing'}, {state}>"

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self._handle = None

    @property
    def _live(self) -> Handle:
        if self._handle is None:
            raise SimulationError("the simulation is closed")
        return self._handle

    def close(self) -> None:
        """Close the simulation, and its files where it writes some; again is fine."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.call("nnc_simulation_finish")

    # ---- what there is ----

    def __getitem__(self, label: str) -> Population | Input:
        if label not in self._objects:  # libnnc knows what may have been meant
            self._live.find(label)
        return self._objects[label]

    def __contains__(self, label: object) -> bool:
        return label in self._objects

    def __iter__(self) -> Iterator[str]:
        return iter(self._objects)

    def __len__(self) -> int:
        return len(self._objects)

    @property
    def populations(self) -> list[Population]:
        """All populations, in the order of the model."""
        return [item for item in self._objects.values() if isinstance(item, Population)]

    # ---- time ----

    @property
    def time(self) -> float:
        """Present time in ms."""
        return self._live.get("nnc_simulation_time")

    @property
    def dt(self) -> float:
        """Time step in ms."""
        return self._live.get("nnc_simulation_timestep")

    @property
    def steps(self) -> int:
        """Steps done so far."""
        return self._live.get("nnc_simulation_steps")

    def step(self, steps: int = 1) -> None:
        """Advance by a number of steps."""
        if steps < 0:
            raise ValueError(f"steps: {steps} is negative")
        self._advance(steps, None)

    def advance(self, duration: Quantity, *, progress: Progress = False) -> None:
        """Advance by a time, to the step that is next to it.

        Parameters
        ----------
        duration : float or str
            In ms, or with a unit: "10 ms".
        progress : bool or callable, optional
            True: a line on standard error. A function gets the time and the end, in ms.

        Notes
        -----
        A long run is done in pieces of about 0.1 s of computing, which changes nothing of its
        results: Ctrl-C stops between two of them, and the simulation can go on from there.
        """
        span = number(duration, "ms", "duration")
        if not 0 <= span < np.inf:
            raise ValueError(f"duration: {duration!r} is no time to advance by")
        if span > 0 and round((self.time + span) / self.dt) == self.steps:
            raise ValueError(f"duration: {duration!r} is too short for a step of {self.dt:g} ms")
        self.advance_to(self.time + span, progress=progress)

    def advance_to(self, end: Quantity, *, progress: Progress = False) -> None:
        """Advance to a time, not back; else as `advance`."""
        wanted = number(end, "ms", "end") / self.dt
        if not np.isfinite(wanted) or round(wanted) < self.steps:
            raise ValueError(f"end: {end!r} is before {self.time:g} ms, the present time")
        with reporter(progress, self.time, round(wanted) * self.dt) as report:
            self._advance(round(wanted) - self.steps, report)

    def _advance(self, steps: int, report: Callable[[float], None] | None) -> None:
        piece, left = 1, steps
        while True:
            began = time.perf_counter()
            count = min(piece, left)
            self._live.call("nnc_simulation_advance", count)
            left -= count
            if report:
                report(self.time)
            if not left:
                return
            took = time.perf_counter() - began
            piece = 2 * count if took < PIECE / 2 else max(1, count // 2) if took > PIECE else count

    # ---- spikes ----

    def watch(self, *labels: str) -> None:
        """Keep spikes of these populations only; those of all are kept at first."""
        for label in labels:
            if not isinstance(self[label], Population):
                raise SimulationError(f"'{label}' is an input: it has no spikes")
        for population in self.populations:
            population.watch(population.label in labels)

    def spikes(self) -> Spikes:
        """Return the spikes of all populations since the last such call, or since the start."""
        self._since = self.time
        return Spikes(
            {
                population.label: population.spikes()
                for population in self.populations
                if population.watched
            }
        )

    def events(self) -> Spikes:
        """Return the events of other ports that the model records, as `spikes`: "cells.done"."""
        return Spikes(
            {
                f"{population.label}.{port}": population.events(port)
                for population in self.populations
                if population.watched
                for port in population.outputs[1:]
            }
        )

    # ---- recordings ----

    def _trace(self, index: int) -> Trace:
        r = _abi.Recording()
        self._live.call("nnc_simulation_recording", index, r)
        label = list(self._objects)[r.object]
        return Trace(
            label=label,
            name=r.name.decode(),
            unit=(r.unit or b"").decode(),
            cells=_copy(r.cells, r.n_cells, "u4"),
            times=_copy(r.times, r.n, "f8"),
            values=_copy(r.values, (r.n, r.n_cells), "f8"),
        )

    def traces(self) -> Traces:
        """Return what the model records of variables, since the start or `drop_traces`."""
        return Traces([self._trace(i) for i in range(self._live.get("nnc_simulation_recordings"))])

    def drop_traces(self) -> None:
        """Forget what was recorded so far; else it grows as long as the simulation runs."""
        self._live.get("nnc_simulation_drop")

    def results(self) -> Results:
        """Return spikes and events since the last call, and what the model recorded."""
        start = self._since
        return Results(
            self.spikes(), self.traces(), start=start, end=self.time, events=self.events()
        )
