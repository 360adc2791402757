"""The interface of nnc.h for ctypes: structs, numbers and functions, in its order."""

from __future__ import annotations

import ctypes
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char,
    c_char_p,
    c_double,
    c_int,
    c_size_t,
    c_uint,
    c_uint32,
    c_uint64,
    c_void_p,
)

VERSION = 1
NONE = ALL_CELLS = 0xFFFFFFFF
SEVERITIES = ("note", "warning", "error")
FORMS = {"ast": 0, "ir": 1, "c": 2, "llvm": 3, "asm": 4}
KINDS = ("parameter", "state", "computed")
TYPES = ("f8", "f4", "u4", "u2", "u1")  # of numbers in buffers

Report = CFUNCTYPE(None, c_void_p, c_void_p)
Tell = CFUNCTYPE(None, c_void_p, c_bool, c_char_p)


class Diagnostic(Structure):
    _fields_ = [
        ("severity", c_int),
        ("code", c_char_p),
        ("title", c_char_p),
        ("message", c_char_p),
        ("label", c_char_p),
        ("help", c_char_p),
        ("file", c_char_p),
        ("line", c_uint),
        ("column", c_uint),
        ("end_line", c_uint),
        ("end_column", c_uint),
    ]


class Options(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("limit_steps", c_uint64),
        ("limit_memory", c_uint64),
        ("limit_diagnostics", c_uint),
        ("warnings_are_errors", c_bool),
        ("single_precision", c_bool),
        ("fast", c_bool),
        ("cache", c_char_p),
        ("library", c_char_p),
        ("report", Report),
        ("context", c_void_p),
    ]


class SimulationOptions(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("words", POINTER(c_char_p)),
        ("n_words", c_size_t),
        ("effort", c_char),
        ("keep", c_bool),
        ("tell", Tell),
        ("context", c_void_p),
    ]


class Object(Structure):
    _fields_ = [
        ("label", c_char_p),
        ("size", c_uint32),
        ("is_input", c_bool),
        ("n_values", c_uint32),
        ("n_ports", c_uint32),
    ]


class Value(Structure):
    _fields_ = [("name", c_char_p), ("unit", c_char_p), ("kind", c_int), ("shared", c_bool)]


class Buffer(Structure):
    _fields_ = [
        ("data", c_void_p),
        ("type", c_int),
        ("count", c_uint32),
        ("stride", c_size_t),
        ("scale", c_double),
        ("offset", c_double),
    ]


class Spikes(Structure):
    _fields_ = [("n", c_size_t), ("times", POINTER(c_double)), ("cells", POINTER(c_uint32))]


class Recording(Structure):
    _fields_ = [
        ("object", c_uint32),
        ("name", c_char_p),
        ("unit", c_char_p),
        ("n_cells", c_uint32),
        ("cells", POINTER(c_uint32)),
        ("n", c_size_t),
        ("times", POINTER(c_double)),
        ("values", POINTER(c_double)),
    ]


_SESSION = _SIMULATION = c_void_p
_NUMBERS = c_void_p  # of doubles: the address of an array
_OF_OBJECT = [_SIMULATION, c_uint32]

# name: (result, arguments)
FUNCTIONS = {
    "nnc_abi_version": (c_uint, []),
    "nnc_version": (c_char_p, []),
    "nnc_quantity": (c_bool, [c_char_p, c_char_p, POINTER(c_double)]),
    "nnc_session_open": (_SESSION, [c_uint, POINTER(Options)]),
    "nnc_session_free": (None, [_SESSION]),
    "nnc_session_define": (c_bool, [_SESSION, c_char_p, c_char_p]),
    "nnc_session_include": (c_bool, [_SESSION, c_char_p]),
    "nnc_session_each_cell": (c_bool, [_SESSION, c_char_p]),
    "nnc_session_load_file": (c_bool, [_SESSION, c_char_p]),
    "nnc_session_load_text": (c_bool, [_SESSION, c_char_p, c_char_p, c_size_t]),
    "nnc_session_check": (c_bool, [_SESSION]),
    "nnc_session_print": (c_void_p, [_SESSION, c_int, POINTER(c_size_t)]),
    "nnc_session_diagnostic": (c_bool, [_SESSION, c_size_t, POINTER(Diagnostic)]),
    "nnc_session_excerpt": (c_char_p, [_SESSION, c_size_t]),
    "nnc_session_error": (c_char_p, [_SESSION]),
    "nnc_session_exit_code": (c_int, [_SESSION]),
    "nnc_jit": (_SIMULATION, [_SESSION, POINTER(SimulationOptions)]),
    "nnc_simulation_free": (None, [_SIMULATION]),
    "nnc_simulation_finish": (c_bool, [_SIMULATION]),
    "nnc_simulation_error": (c_char_p, [_SIMULATION]),
    "nnc_simulation_exit_code": (c_int, [_SIMULATION]),
    "nnc_simulation_advance": (c_bool, [_SIMULATION, c_uint64]),
    "nnc_simulation_time": (c_double, [_SIMULATION]),
    "nnc_simulation_timestep": (c_double, [_SIMULATION]),
    "nnc_simulation_steps": (c_uint64, [_SIMULATION]),
    "nnc_simulation_objects": (c_uint32, [_SIMULATION]),
    "nnc_simulation_find": (c_uint32, [_SIMULATION, c_char_p]),
    "nnc_simulation_object": (c_bool, [*_OF_OBJECT, POINTER(Object)]),
    "nnc_simulation_value": (c_bool, [*_OF_OBJECT, c_uint32, POINTER(Value)]),
    "nnc_simulation_port": (c_bool, [*_OF_OBJECT, c_uint32, POINTER(Value)]),
    "nnc_simulation_read": (c_bool, [*_OF_OBJECT, c_char_p, _NUMBERS]),
    "nnc_simulation_write": (c_bool, [*_OF_OBJECT, c_char_p, _NUMBERS]),
    "nnc_simulation_set": (c_bool, [*_OF_OBJECT, c_char_p, c_uint32, c_double]),
    "nnc_simulation_buffer": (c_bool, [*_OF_OBJECT, c_char_p, POINTER(Buffer)]),
    "nnc_simulation_spike": (c_bool, [*_OF_OBJECT, c_uint32]),
    "nnc_simulation_send": (c_bool, [*_OF_OBJECT, c_char_p, c_uint32, c_double]),
    "nnc_simulation_spikes": (c_bool, [*_OF_OBJECT, POINTER(Spikes)]),
    "nnc_simulation_watch": (c_bool, [*_OF_OBJECT, c_bool]),
    "nnc_simulation_outputs": (c_uint32, _OF_OBJECT),
    "nnc_simulation_output": (c_char_p, [*_OF_OBJECT, c_uint32]),
    "nnc_simulation_events": (c_bool, [*_OF_OBJECT, c_char_p, POINTER(Spikes)]),
    "nnc_simulation_recordings": (c_uint32, [_SIMULATION]),
    "nnc_simulation_recording": (c_bool, [_SIMULATION, c_uint32, POINTER(Recording)]),
    "nnc_simulation_drop": (None, [_SIMULATION]),
}


def declare(library: ctypes.CDLL) -> list[str]:
    """Give the functions of the library their types; the names of those that it does not have."""
    missing = []
    for name, (result, arguments) in FUNCTIONS.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            missing.append(name)
            continue
        function.restype, function.argtypes = result, arguments
    return missing
