"""Models of neurons and networks, compiled and simulated by nnc.

>>> import nnc
>>> model = nnc.compile("coba.nn")
>>> results = model.run("1 s", seed=1)
>>> results.spikes["exc"].times
array([...])

`compile` makes a `Model` of a text or a file. `Model.run` gives `Results`; `Model.simulation` gives
a `Simulation`, to be stepped, read and changed.
"""

from typing import Any

from ._library import library as _library
from .errors import (
    CompileError,
    Diagnostic,
    Error,
    LibraryError,
    ModelWarning,
    SimulationError,
    UnknownNameError,
)
from .model import Model, compile
from .objects import Input, Population, Value
from .results import Results, Spikes, SpikeTrains, Trace, Traces
from .simulation import Simulation

__all__ = [
    "CompileError",
    "Diagnostic",
    "Error",
    "Input",
    "LibraryError",
    "Model",
    "ModelWarning",
    "Population",
    "Results",
    "Simulation",
    "SimulationError",
    "SpikeTrains",
    "Spikes",
    "Trace",
    "Traces",
    "UnknownNameError",
    "Value",
    "compile",
    "version",
]


def version() -> str:
    """Return the version of the library that compiles: "0.1.0"."""
    return _library().nnc_version().decode()


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext nnc`` calls this: cells that begin with ``%%nnc NAME`` are models."""
    from . import magic

    magic.register(shell)
