"""Spikes and states at the start of a run, which `nnc convert` writes as LEMS and which are read there."""
import sys

from exporting import both, convert, refused
from harness import equal, holds, main

STARTS = """setup(timestep=0.1 ms)
cell Early:
    state n = 0
    on start:
        n = 3
        spike
    on hit: n += 1
    whenever n == 5:
        n = 6
        spike
s = Population(3, SpikeSourceArray(spike_times=[[0 ms, 0 ms, 2 ms], [1 ms], [0 ms]]))
e = Population(1, Early())
f = Population(3, Early())
Projection(s, f, FromListConnector([(0, 0), (1, 1), (2, 2)], column_names=[]), StaticSynapse(weight=1, delay=0.5 ms), receptor_type="hit")
Projection(e, f, FromListConnector([(0, 1)], column_names=[]), StaticSynapse(weight=1, delay=1.5 ms), receptor_type="hit")
s.record("spikes")
e.record(["spikes", "n"])
f.record(["spikes", "n"])
run(5 ms)
"""


def rule_spikes_at_the_start_are_kept(lab):
    first, second = both(lab, "starts", STARTS)
    equal(first.spikes("e")[0], 0.0, "the spike of a cell at the start")
    equal(second.rows("e", "spikes"), first.rows("e", "spikes"), "spikes of e")
    equal(first.spikes("s", 0), [0.0, 0.0, 2.0], "spikes of s[0]")
    for k in range(3):
        equal(second.spikes(f"s_{k}"), first.spikes("s", k), f"spikes of s[{k}]")
        wanted = first.signal("f", "n", k)
        holds(len(set(wanted)) > 1, f"nothing arrives at f[{k}]: {set(wanted)}")
        equal(second.signal("f", "n", k), wanted, f"n of f[{k}]")


MODELS = {"starts.nn": STARTS}  # for tests/convert/trips.py
PARTS = """setup(timestep=0.1 ms)
cell Two:
    state v = -65 mV
    channel slow = Slow()
    receptor exc = Decay()
    dv/dt = (-65 mV - v)/(10 ms) + slow.x/(1 ms) + i_syn/(1 pF)

channel Slow:
    channel deep = Deep()
    state x = 0 mV
    dx/dt = (deep.y - x)/(5 ms)

channel Deep:
    state y = 1 mV
    dy/dt = -y/(20 ms)

receptor Decay:
    state j = 0 nA
    dj/dt = -j/(2 ms)
    on event(weight: nA): j += weight
    current i = j

a = Population(3, Two(), label="a", initial_values={"slow.x": [1 mV, 2 mV, 2 mV], "slow.deep.y": [3 mV, 4 mV, 5 mV]})
b = Population(1, Two(), label="b"MORE)
a.record("v")
b.record("v")
run(20 ms)
"""


def rule_states_of_parts_start_as_populations_say(lab):
    """In cells that differ in nothing else; a population that says nothing has the values of the model."""
    first, second = both(lab, "parts", PARTS.replace("MORE", ""))
    for one, label, other, cell in (("a", "a_0", 0, 0), ("a", "a_1", 1, 0), ("a", "a_2", 2, 0), ("b", "b", 0, 0)):
        equal(second.signal(label, "v", cell), first.signal(one, "v", other), f"v of {label}")
    holds(first.signal("a", "v", 1)[-1] != first.signal("a", "v", 2)[-1], "cells 1 and 2 differ")


RECEIVING = """setup(timestep=0.1 ms)
cell One:
    state v = -65 mV
    receptor exc = Decay()
    dv/dt = (-65 mV - v)/(10 ms) + i_syn/(1 nF)

receptor Decay:
    state j = 0 nA
    dj/dt = -j/(2 ms)
    on event(weight: nA): j += weight
    current i = j

a = Population(2, One(), label="a", initial_values={"exc.j": START})
"""


def rule_starts_of_receptors_are_refused(lab):
    refused(lab, "receptor", PARTS.replace("MORE", ', initial_values={"exc.j": 1 nA}'), "an initial value of `exc.j`, of a receptor")
    code, said, _ = convert(lab, "other", RECEIVING.replace("START", "1 nA"), to="nineml2")
    holds(code == 1 and "an initial value of `exc.j`" in said, said)
    equal(convert(lab, "same", RECEIVING.replace("START", "0 nA"), to="nineml2")[0], 0, "exit code with a start of 0")
    both(lab, "zero", PARTS.replace("MORE", ', initial_values={"exc.j": 0 nA}'))


if __name__ == "__main__":
    sys.exit(main(globals()))
