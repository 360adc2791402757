"""Spikes at the start of a run, which `nnc convert` writes as LEMS and which are read there."""
import sys

from exporting import both
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
if __name__ == "__main__":
    sys.exit(main(globals()))
