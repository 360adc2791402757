"""Results as objects of neo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .results import Results, SpikeTrains, Trace, _module

if TYPE_CHECKING:
    import neo

UNITS = {"": "dimensionless", "Ohm": "ohm", "degC": "degC"}  # of quantities, where they differ


def _quantity(values: np.ndarray, unit: str):
    pq = _module("quantities", "to_neo")
    try:
        return pq.Quantity(values, UNITS.get(unit, unit))
    except LookupError:  # a unit that quantities does not know
        return pq.Quantity(values, pq.CompoundUnit(unit))


def _trains(trains: SpikeTrains, start: float, end: float) -> list[neo.SpikeTrain]:
    neo = _module("neo", "to_neo")
    return [
        neo.SpikeTrain(
            times,
            units="ms",
            t_start=start,
            t_stop=end,
            name=f"{trains.label}[{cell}]",
            population=trains.label,
            cell=cell,
        )
        for cell, times in enumerate(trains.by_cell())
    ]


def _signal(key: str, trace: Trace):
    """Return an analog signal where the samples are as far from each other as the first two."""
    neo, pq = _module("neo", "to_neo"), _module("quantities", "to_neo")
    about = {"name": key, "population": trace.label, "array_annotations": {"cell": trace.cells}}
    values = _quantity(trace.values, trace.unit)
    gaps = np.diff(trace.times)
    if len(gaps) and np.allclose(gaps, gaps[0], rtol=1e-9, atol=1e-9):
        start = trace.times[0] * pq.ms
        return neo.AnalogSignal(values, t_start=start, sampling_period=gaps[0] * pq.ms, **about)
    return neo.IrregularlySampledSignal(trace.times * pq.ms, values, **about)


def block(results: Results) -> neo.Block:
    """Return a block with one segment."""
    neo = _module("neo", "to_neo")
    segment = neo.Segment()
    for trains in (*results.spikes.values(), *results.events.values()):
        segment.spiketrains.extend(_trains(trains, results.start, results.end))
    for key, trace in results.traces.items():
        signal = _signal(key, trace)
        regular = isinstance(signal, neo.AnalogSignal)
        (segment.analogsignals if regular else segment.irregularlysampledsignals).append(signal)
    whole = neo.Block()
    whole.segments.append(segment)
    return whole
