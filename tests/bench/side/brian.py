"""Builds the peer of a Vogels-Abbott network: Brian 2, C++ standalone, all connections and initial values as given.

usage: brian.py cuba|coba|cobahh FOLDER DURATION_MS   (FOLDER holds nnc's E and I connections and v at t_0 as CSV)
       brian.py trace FOLDER DURATION_MS               (v of one cell of cobahh without synapses, in each step, to FOLDER/trace.csv)
"""
import csv
import pathlib
import sys

import numpy as np
from brian2 import Network, NeuronGroup, SpikeMonitor, StateMonitor, Synapses, defaultclock, device, ms, mV, prefs, set_device, uS

MODELS = {
    "cuba": {"equations": """dv/dt = (ge + gi - (v + 49*mV))/(20*ms) : volt (unless refractory)
                             dge/dt = -ge/(5*ms) : volt
                             dgi/dt = -gi/(10*ms) : volt""",
             "unit": 100*mV,                 # a current of I through 0.2 nF and 20 ms is I*100 Mohm
             "method": "exact"},
    "coba": {"equations": """dv/dt = ((-60*mV - v) + ge*(0*mV - v) + gi*(-80*mV - v) + 20*mV)/(20*ms) : volt (unless refractory)
                             dge/dt = -ge/(5*ms) : 1
                             dgi/dt = -gi/(10*ms) : 1""",
             "unit": 1/(10e-3),              # a conductance relative to the leak of 10 nS
             "method": "exponential_euler"},
    "cobahh": {"equations": """
        dv/dt = (10*nS*(-60*mV - v) + 20*uS*m**3*h*(50*mV - v) + 6*uS*n**4*(-90*mV - v) + ge*(0*mV - v) + gi*(-80*mV - v) + 0.25*nA)/(0.2*nF) : volt
        dm/dt = alpha_m*(1 - m) - beta_m*m : 1
        dh/dt = 0.128*exp((17*mV - x)/(18*mV))/ms*(1 - h) - 4/(1 + exp((40*mV - x)/(5*mV)))/ms*h : 1
        dn/dt = alpha_n*(1 - n) - 0.5*exp((10*mV - x)/(40*mV))/ms*n : 1
        alpha_m = 0.32*4/exprel((13*mV - x)/(4*mV))/ms : Hz
        beta_m = 0.28*5/exprel((x - 40*mV)/(5*mV))/ms : Hz
        alpha_n = 0.032*5/exprel((15*mV - x)/(5*mV))/ms : Hz
        x = v + 63*mV : volt
        dge/dt = -ge/(5*ms) : siemens
        dgi/dt = -gi/(10*ms) : siemens""",
               "unit": 1*uS,
               "method": "exponential_euler"},
}


def columns(path, *names):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    return [np.array([float(row[name]) for row in rows]) for name in names]


def neurons(model, n=4000):
    """Brian's refractory time of 5 ms ends one step earlier than a hold of 50 steps: the spike's own step counts."""
    defaultclock.dt = 0.1*ms
    if model == "cobahh":
        cells = NeuronGroup(n, MODELS[model]["equations"], threshold="v > 10*mV", refractory="v > 10*mV", method=MODELS[model]["method"])
        cells.h = 1
        return cells
    return NeuronGroup(n, MODELS[model]["equations"], threshold="v >= -50*mV", reset="v = -60*mV", refractory=5.1*ms,
                       method=MODELS[model]["method"])


def trace(folder, duration):
    """v at the start of each step: Brian's monitors record before they integrate."""
    prefs.codegen.target = "numpy"
    cell = neurons("cobahh", 1)
    cell.v = -65*mV
    monitor = StateMonitor(cell, "v", record=True)
    Network(cell, monitor).run(duration*ms)
    np.savetxt(folder / "trace.csv", monitor.v[0]/mV)


def main(model, folder, duration):
    set_device("cpp_standalone", build_on_run=False)
    prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-std=c++11"]
    cells = neurons(model)
    cells.v = np.loadtxt(folder / "v0.csv", delimiter=",")*mV
    network = [cells]
    for label, variable, first in (("E", "ge", 0), ("I", "gi", 3200)):
        pre, post, weight = columns(folder / f"{label}.connections.csv", "pre", "post", "weight")
        synapses = Synapses(cells, cells, on_pre=f"{variable} += {float(weight[0])!r}*unit", namespace={"unit": MODELS[model]["unit"]},
                            delay=0.1*ms)
        synapses.connect(i=pre.astype(int) + first, j=post.astype(int))
        network.append(synapses)
    spikes = SpikeMonitor(cells)
    net = Network(network + [spikes])
    net.run(duration*ms)
    device.build(directory=str(folder / "brian"), compile=True, run=True, debug=False)
    np.savetxt(folder / "brian.spikes.csv", np.column_stack([spikes.t/ms + 0.1, spikes.i]), fmt=["%.1f", "%d"], delimiter=",")


if __name__ == "__main__":
    words = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
    if words[0] == "trace":
        trace(*words[1:])
    else:
        main(*words)
