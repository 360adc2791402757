"""The address of a simulation, with its calls as Python wants them."""

from __future__ import annotations

import ctypes
import threading
from typing import Any

from . import _abi
from ._library import library
from ._session import Session
from ._warn import warn
from .errors import SimulationError, UnknownNameError


class Handle:
    """A simulation of libnnc, freed when nothing refers to it: neither Simulation nor an array."""

    _pointer = None

    def __init__(self, session: Session, words: list[str], effort: int):
        self.library = library()
        self._lock = threading.Lock()
        self._told: list[tuple[bool, str]] = []
        told = self._told  # a reference to self would keep it alive
        self._tell = _abi.Tell(
            lambda _, warning, text: told.append((warning, text.decode("utf-8", "replace")))
        )
        encoded = [word.encode("utf-8", "surrogateescape") for word in words]
        options = _abi.SimulationOptions(
            size=ctypes.sizeof(_abi.SimulationOptions),
            words=(ctypes.c_char_p * len(encoded))(*encoded),
            n_words=len(encoded),
            effort=str(int(effort)).encode(),
            keep=True,
            tell=self._tell,
        )
        self._pointer = session.simulate(options)
        self.say()

    def __del__(self) -> None:
        if self._pointer:
            self.library.nnc_simulation_free(self._pointer)

    def say(self) -> None:
        """Pass on what the model said in the last call."""
        told = self._told[:]
        self._told.clear()
        for is_warning, text in told:
            if is_warning:
                warn(text)
            else:
                print(text, end="" if text.endswith("\n") else "\n")

    def get(self, name: str, *arguments: Any) -> Any:
        """Call a function that cannot fail, or that tells by its result."""
        with self._lock:
            return getattr(self.library, name)(self._pointer, *arguments)

    def call(self, name: str, *arguments: Any, error: type = SimulationError) -> None:
        """Call a function that returns false where it fails: an exception then."""
        with self._lock:
            good = getattr(self.library, name)(self._pointer, *arguments)
            text = None if good else self.library.nnc_simulation_error(self._pointer)
            code = 0 if good else self.library.nnc_simulation_exit_code(self._pointer)
        self.say()
        if text is not None:
            raise error(text.decode("utf-8", "replace"), code)

    def find(self, label: str) -> int:
        """Return the number of an object; UnknownNameError with what may have been meant."""
        with self._lock:
            found = self.library.nnc_simulation_find(self._pointer, label.encode())
            text = self.library.nnc_simulation_error(self._pointer)
        if found == _abi.NONE:
            raise UnknownNameError(text.decode("utf-8", "replace"))
        return found
