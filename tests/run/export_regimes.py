"""Conditions in regimes, and of edges, that `nnc convert` writes as LEMS, whose conditions act at each step at which they hold."""
import sys

from exporting import both, convert_file
from harness import equal, holds, main

from regimes import cell

WHEN = """setup(timestep=0.1 ms)
cell Two:
    state v = 0 mV
    state n = 0
    state m = 0
    regime up:
        dv/dt = 1 mV/ms
        when v > 2 mV: n += 1
        when v > 3 mV:
            m += 1
            v = 2.5 mV
        when n > 2 + 4*m: enter down
        on kick: v -= 1.2 mV
        when t > 40 ms:
            spike
            enter down
    regime down:
        dv/dt = -0.7 mV/ms
        when v < 1.5 mV:
            n += 1
            enter up
        when v < 2 mV: m += 1
p = Population(1, Two())
q = Population(1, SpikeSourceArray(spike_times=[2.3 + 1.9*k for k in range(48)]))
Projection(q, p, FromListConnector([(0, 0)], column_names=[]), StaticSynapse(weight=1, delay=0.5), receptor_type="kick")
p.record(["spikes", "v", "n", "m"])
run(80 ms)
"""


def rule_conditions_of_regimes_act_once(lab):
    """Each time that they become true, and at the first step after the entry; also where the action leaves them true."""
    first, second = both(lab, "when_in_regime", WHEN)
    for name in ("v", "n", "m"):
        wanted = first.signal("p", name)
        holds(len(set(wanted)) > 3, f"{name} does nothing")
        equal(second.signal("p", name), wanted, name)
    equal(second.spikes("p"), first.spikes("p"), "spikes")


EDGES = """    state %v : mV = 1mV out; state %n : 1 = 0 out; d %v = -1mV/ms
    when edge %v > 0.75mV { %n := %n + 100 }
    mode %m { regime @a initial { when edge %v > 0.55mV par { %n := %n + 1 }
                                  when %v < -0.05mV { %v := 0.8mV; enter @b } }
              regime @b { when edge %v > 0.55mV par { %n := %n + 10 }
                          when %v < 0.45mV { %v := 0.9mV } } }"""


def rule_edges_are_seen_false_first(lab):
    """At the start, and at each entry of their regime, a test that holds does not act."""
    text = cell(EDGES, "record $c.n; record $c.v; run 4ms")
    source, target = lab.folder / "edges_in.ir", lab.folder / "edges_out.xml"
    source.write_text(text, encoding="utf-8")
    code, said, _ = convert_file(lab, source, target)
    equal(code, 0, f"exit code: {said}")
    first = lab.run("edges_1.ir", text=text)
    second = lab.run("edges_2.xml", text=target.read_text(encoding="utf-8"), dt=0.1)
    wanted = first.signal("c", "n")
    holds(len(set(wanted)) > 4, f"n has the values {set(wanted)}")
    for name in ("n", "v"):
        equal(second.signal("c", name), first.signal("c", name), name)


MODELS = {"when_in_regime.nn": WHEN}  # for tests/convert/trips.py
if __name__ == "__main__":
    sys.exit(main(globals()))
