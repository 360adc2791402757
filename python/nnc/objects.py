"""What a network consists of: populations and inputs, with their values, ports and spikes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np

from . import _abi
from ._handle import Handle
from ._quantity import Quantity, number
from .errors import SimulationError, UnknownNameError
from .results import SpikeTrains

Cells = Union[int, Sequence[int], np.ndarray, slice, None]
Values = Union[Quantity, Sequence[float], np.ndarray]


@dataclass(frozen=True)
class Value:
    """A value that cells have.

    Attributes
    ----------
    name, unit : str
        "v" and "mV"; the unit of a pure number is "".
    kind : {"parameter", "state", "computed"}
        Computed values follow from the others in each step; they can be read only.
    shared : bool
        One number for all cells.
    """

    name: str
    unit: str
    kind: str
    shared: bool


class _Memory:
    """Numbers of a simulation, for numpy; an array made of it keeps the simulation."""

    def __init__(self, handle: Handle, buffer: _abi.Buffer, writable: bool):
        self.handle = handle
        self.__array_interface__ = {
            "version": 3,
            "data": (buffer.data, not writable),
            "shape": (buffer.count,),
            "strides": (buffer.stride,),
            "typestr": np.dtype(_abi.TYPES[buffer.type]).str,
        }


class _Object:
    """What populations and inputs have in common; names of values are attributes, too."""

    _INNER = frozenset(
        {"label", "size", "values", "ports", "outputs", "watched", "_handle", "_index"}
    )

    def __init__(self, handle: Handle, index: int, found: _abi.Object):
        self._handle = handle
        self._index = index
        self.label: str = found.label.decode()
        self.size: int = found.size
        self.values: Mapping[str, Value] = self._list("nnc_simulation_value", found.n_values)
        self.ports: Mapping[str, Value] = self._list("nnc_simulation_port", found.n_ports)

    def _list(self, function: str, n: int) -> dict[str, Value]:
        listed, v = {}, _abi.Value()
        for i in range(n):
            self._handle.call(function, self._index, i, v)
            unit = (v.unit or b"").decode()
            name = v.name.decode()
            listed[name] = Value(name, "" if unit == "1" else unit, _abi.KINDS[v.kind], v.shared)
        return listed

    def __repr__(self) -> str:
        return f"<nnc.{type(self).__name__} {self.label!r}: size {self.size}>"

    def __len__(self) -> int:
        return self.size

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in self.values if name.isidentifier())})

    # ---- values ----

    def _value(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        near = difflib.get_close_matches(name, self.values, 1)
        meant = f"; did you mean '{near[0]}'?" if near else f"; it has {', '.join(self.values)}"
        raise UnknownNameError(f"{self.label} has no value '{name}'{meant}")

    def _buffer(self, name: str) -> _abi.Buffer:
        buffer = _abi.Buffer()
        self._handle.call("nnc_simulation_buffer", self._index, name.encode(), buffer)
        return buffer

    def view(self, name: str) -> np.ndarray:
        """Return the numbers themselves, without a copy.

        They are as they are between two calls that advance the simulation. Those of a state may be
        written; parameters are changed by `set`, as other numbers follow from them.

        Raises
        ------
        SimulationError
            For computed values, which have no place in memory, and for values that are stored in
            another unit than theirs: `read` gives both.

        Notes
        -----
        The place stays the same as long as the simulation is there. The array keeps it: after
        `Simulation.close` it has the last values.
        """
        value = self._value(name)
        buffer = self._buffer(name)
        if buffer.scale != 1 or buffer.offset != 0:
            raise SimulationError(
                f"{self.label}.{name} is stored in another unit than {value.unit}"
            )
        writable = value.kind == "state" and not value.shared and buffer.stride > 0
        return np.asarray(_Memory(self._handle, buffer, writable))

    def read(self, name: str) -> np.ndarray:
        """Return a copy: a number for each cell, in the unit of the value."""
        self._value(name)
        out = np.empty(self.size)
        self._handle.call("nnc_simulation_read", self._index, name.encode(), out.ctypes.data)
        return out

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a view where there can be one, else a copy that is read-only."""
        if self._value(name).kind != "computed":
            buffer = self._buffer(name)
            if buffer.scale == 1 and buffer.offset == 0:
                return self.view(name)
        copy = self.read(name)
        copy.flags.writeable = False
        return copy

    def set(self, name: str, value: Values, cells: Cells = None) -> None:
        """Set a parameter or a state.

        Parameters
        ----------
        value : float, str or array
            A number in the unit of the value, a text with a unit ("20 ms"), or a number for each
            of the cells.
        cells : int, sequence of int or slice, optional
            Default: all. Those that are named are set one after the other, up to one that the
            model refuses.
        """
        unit, what = self._value(name).unit, f"{self.label}.{name}"
        one = isinstance(value, str) or np.ndim(value) == 0
        if one and cells is None:
            self._set_one(name, _abi.ALL_CELLS, number(value, unit, what))
            return
        numbers = None if cells is None else self._cells(cells)
        wanted = self.size if numbers is None else len(numbers)
        values = np.full(wanted, number(value, unit, what)) if one else np.array(value, dtype=float)
        if values.shape != (wanted,):
            raise ValueError(f"{what}: {values.shape} values for {wanted} cells")
        if numbers is None:
            address = values.ctypes.data
            self._handle.call("nnc_simulation_write", self._index, name.encode(), address)
            return
        for cell, number_of_cell in zip(numbers.tolist(), values.tolist()):
            self._set_one(name, cell, number_of_cell)

    def _set_one(self, name: str, cell: int, value: float) -> None:
        self._handle.call("nnc_simulation_set", self._index, name.encode(), cell, value)

    def __setitem__(self, name: str, value: Values) -> None:
        self.set(name, value)

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_") or name in self._INNER:
            raise AttributeError(name)
        try:
            return self[name]
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._INNER:
            if name in self.__dict__ and name != "watched":
                raise AttributeError(f"{name} of {self.label} cannot be set")
            super().__setattr__(name, value)
            return
        try:
            self.set(name, value)
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    def _cells(self, cells: Cells) -> np.ndarray:
        """Return the numbers of cells; none of them count from the end."""
        every = np.arange(self.size)
        if isinstance(cells, slice):
            return every[cells]
        numbers = np.atleast_1d(np.asarray(cells))
        if numbers.dtype == bool and numbers.shape == every.shape:
            return every[numbers]
        if numbers.dtype.kind not in "iu":
            raise TypeError(f"{self.label}: cells are whole numbers, not {cells!r}")
        wrong = numbers[(numbers < 0) | (numbers >= self.size)]
        if wrong.size:
            raise IndexError(f"{self.label} has {self.size} cells, and no cell {wrong.flat[0]}")
        return numbers


class Input(_Object):
    """A source of current or of events without cells of its own."""


class Population(_Object):
    """Cells of a kind.

    ``cells.v`` is a live view of a state: it changes with the simulation, and may be written.
    ``cells.tau_m`` is a view of a parameter, to be read; ``cells.tau_m = "20 ms"`` sets it. Names
    with a dot, and such as this class has itself, are items: ``cells["excitatory.i_syn"]``.

    Attributes
    ----------
    label : str
    size : int
    values, ports : mapping of str to Value
        What can be read, and where events can be sent.
    outputs : tuple of str
        Event ports whose events are kept: the first one's are `spikes`; others the model records.
    watched : bool
        Whether spikes, and events of other ports, are kept.
    """

    def __init__(self, handle: Handle, index: int, found: _abi.Object):
        super().__init__(handle, index, found)
        self.watched = True
        self.outputs = tuple(
            handle.get("nnc_simulation_output", index, i).decode()
            for i in range(handle.get("nnc_simulation_outputs", index))
        )

    def watch(self, on: bool = True) -> None:
        """Keep spikes, and events of the other outputs, or do not."""
        self._handle.call("nnc_simulation_watch", self._index, on)
        self.watched = on

    def spikes(self) -> SpikeTrains:
        """Return the spikes since the last such call, or since the start."""
        found = _abi.Spikes()
        self._handle.call("nnc_simulation_spikes", self._index, found)
        return self._trains(self.label, found)

    def events(self, port: str) -> SpikeTrains:
        """Return the events of one of `outputs` since the last such call, or since the start."""
        found = _abi.Spikes()
        self._handle.call("nnc_simulation_events", self._index, port.encode(), found)
        return self._trains(f"{self.label}.{port}", found)

    def _trains(self, label: str, found: _abi.Spikes) -> SpikeTrains:
        if not found.n:
            return SpikeTrains(label, self.size, np.empty(0), np.empty(0, "u4"))
        times = np.ctypeslib.as_array(found.times, shape=(found.n,)).copy()
        cells = np.ctypeslib.as_array(found.cells, shape=(found.n,)).copy()
        return SpikeTrains(label, self.size, times, cells)

    def spike(self, cells: Cells = None) -> None:
        """Let cells spike at the time that the next step reaches; their states stay."""
        for cell in self._cells(slice(None) if cells is None else cells):
            self._handle.call("nnc_simulation_spike", self._index, int(cell))

    def send(self, port: str, weight: Quantity, cells: Cells = None) -> None:
        """Send an event to a port of cells at the time that the next step reaches.

        Parameters
        ----------
        port : str
            One of `ports`: "excitatory".
        weight : float or str
            In the unit of the port, or a text with a unit.
        cells : int, sequence of int or slice, optional
            Default: all.
        """
        found: Value | None = self.ports.get(port)
        if not found:
            known = ", ".join(self.ports) or "none"
            raise UnknownNameError(f"{self.label} has no port '{port}'; it has {known}")
        value = number(weight, found.unit, f"{self.label}.{port}")
        for cell in self._cells(slice(None) if cells is None else cells):
            self._handle.call("nnc_simulation_send", self._index, port.encode(), int(cell), value)
