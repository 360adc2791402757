"""Constructs of the language against nnc-ref: regimes, events between ports, delays, kinetics, gates, time, methods for stiff cells."""
import sys

from reference import both, close, equal, same_spikes

import delays
import experiments
import regimes
import wires
from harness import main

KINETIC = '''cell Channel:
    param k1 = 0.3 /ms, k2 = 0.1 /ms, k3 = 0.05 /ms
    state C = 1, O = 0, I = 0, v = -60 mV
    kinetic scheme:
        C <-> O (k1, k2)
        O <-> I (k3, 0.02 /ms)
        conserve C + O + I = 1
    dv/dt = (-60 mV - v)/(10 ms) + 30 mV/ms*O

c = Population(1, Channel(), label="c")
c.record(["v", "O"], sampling_interval=0.5 ms)
run(30 ms)
'''

BUFFER = '''cell Buffer:
    state Ca = 0.005 mM, B = 0.02 mM, CaB = 0 mM
    f = 100000 /mM/ms*Ca*B - 100 /ms*CaB
    dCa/dt = -f + 0.001 mM/ms - 0.3 /ms*Ca
    dB/dt = -f
    dCaB/dt = f

c = Population(1, Buffer(), label="c")
c.record(["Ca", "CaB"], sampling_interval=0.5 ms)
run(20 ms)
'''

TIME = '''cell Clock:
    state v = 0, w = 0
    dv/dt = (sin(2*pi*t/(7 ms)) - v)/(3 ms)
    dw/dt = cos(t/(2 ms))/(1 ms)

c = Population(1, Clock(), label="c")
c.record(["v", "w"], sampling_interval=0.5 ms)
run(20 ms)
'''

GATED = '''cell Gated:
    param g = 2
    state v = -50 mV
    gate n^2: inf = 1/(1 + exp(-(v + 40 mV)/(5 mV))), tau = 1 ms + 3 ms*exp(-((v + 40 mV)/(20 mV))^2)
    dv/dt = (-65 mV - v)/(5 ms) + g*n^2*(10 mV - v)/(5 ms) + (i_inj)/(1 nF)

c = Population(1, Gated(), label="c")
s = StepCurrentSource(times=[5.0, 12.0], amplitudes=[3.0, -1.0])
s.inject_into(c)
c.record(["v", "n"], sampling_interval=0.5 ms)
run(30 ms)
'''

STIFF = '''cell Stiff:
    state v = 1, w = 0
    dv/dt = -200 /ms*(v - cos(w)) - v^3/(1 ms)
    dw/dt = v/(3 ms)
    integrate v, w with rosenbrock

c = Population(1, Stiff(), label="c")
c.record(["v", "w"], sampling_interval=0.5 ms)
run(20 ms)
'''

# name, text, step, (variable, tolerance); spikes are the same where the cells have any
MODELS = [
    ("kinetic", KINETIC, 0.01, (("v", 1e-5), ("O", 1e-5))),
    ("buffer", BUFFER, 0.01, (("Ca", 1e-3), ("CaB", 1e-3))),
    ("time", TIME, 0.01, (("v", 1e-5), ("w", 1e-5))),
    ("gated", GATED, 0.005, (("v", 1e-5), ("n", 1e-5))),
    ("stiff", STIFF, 0.0125, (("v", 1e-4), ("w", 1e-4))),
    ("delayed", delays.CELLS.replace("ARGS", "").replace("METHOD", "rk4"), 0.1, (("x", 1e-7),)),
    ("delayed_off_grid", delays.CELLS.replace("ARGS", "d=4.26").replace("METHOD", "rk4"), 0.1, (("x", 1e-5),)),
]


def rule_motions(lab):
    for name, text, dt, variables in MODELS:
        seen, wanted = both(lab, f"language_{name}", text, dt)
        label = "p" if "delayed" in name else "c"
        for variable, tolerance in variables:
            close(seen, wanted, label, variable, tolerance, name)


# Modes, edges, actions that run at once, rounds: nothing but the order of events. The texts are those of tests/run.
EVENTS = [
    ("lems", regimes.LEMS, ("v",)), ("nineml", regimes.NINEML, ("v",)), ("parts", wires.PARTS, ("a.n", "b.n", "heard")),
    ("ports", wires.PORTS, ("n",)),
]


def rule_events(lab):
    for name, text, variables in EVENTS:
        ending = "ir" if text.startswith("nnir") else "nn"
        seen, wanted = both(lab, f"events_{name}", text, 0.1, ending=ending)
        for variable in variables:
            close(seen, wanted, "c", variable, 1e-12, name)
        if name != "ports":
            same_spikes(seen, wanted, "c", name)
    equal(wanted.rows("two", "spikes"), seen.rows("two", "spikes"), "spikes of the port `spike`")


LISTS = """s = Population(3, SpikeSourceArray(spike_times=[[1, 0.002 s], [3], []]), label="s")
s[1:].set(spike_times=[[4], [5]])
c = Population(3, IF_curr_exp(i_offset=[0.1, 0.2, 0.3]), label="c")
c[1:].set(tau_m=[10, 15])
s.record("spikes")
c.record("v")
run(10 ms)
"""


def rule_arrays_and_sequences_of_cells(lab):
    seen, wanted = both(lab, "language_lists", LISTS, 0.1)
    same_spikes(seen, wanted, "s", "lists")
    close(seen, wanted, "c", "v", 1e-12, "lists", cells=3)


def rule_defaults_that_read_others(lab):
    seen, wanted = both(lab, "language_defaults", experiments.DEFAULTS, 0.1)
    for label, n in (("given", 2), ("views", 3), ("later", 1)):
        close(seen, wanted, label, "v", 1e-12, "defaults", cells=n)


if __name__ == "__main__":
    sys.exit(main(globals()))
