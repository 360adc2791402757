"""Builds the peer of a Vogels-Abbott network: Brian 2, C++ standalone, all connections and initial values as given.

usage: brian.py cuba|coba FOLDER DURATION_MS   (FOLDER holds nnc's E and I connections and v at t_0 as CSV)
"""
import csv
import pathlib
import sys

import numpy as np
from brian2 import Network, NeuronGroup, SpikeMonitor, Synapses, defaultclock, device, ms, mV, prefs, set_device

EQUATIONS = {
    "cuba": """dv/dt = (ge + gi - (v + 49*mV))/(20*ms) : volt (unless refractory)
               dge/dt = -ge/(5*ms) : volt
               dgi/dt = -gi/(10*ms) : volt""",
    "coba": """dv/dt = ((-60*mV - v) + ge*(0*mV - v) + gi*(-80*mV - v) + 20*mV)/(20*ms) : volt (unless refractory)
               dge/dt = -ge/(5*ms) : 1
               dgi/dt = -gi/(10*ms) : 1""",
}
METHOD = {"cuba": "exact", "coba": "exponential_euler"}
# A current of I through 0.2 nF and 20 ms is I*100 Mohm; a conductance relative to the leak of 10 nS.
UNIT = {"cuba": 100*mV, "coba": 1/(10e-3)}


def columns(path, *names):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    return [np.array([float(row[name]) for row in rows]) for name in names]


def neurons(model):
    """Brian's refractory time of 5 ms ends one step earlier than a hold of 50 steps: the spike's own step counts."""
    defaultclock.dt = 0.1*ms
    return NeuronGroup(4000, EQUATIONS[model], threshold="v >= -50*mV", reset="v = -60*mV", refractory=5.1*ms,
                       method=METHOD[model])


def main(model, folder, duration):
    set_device("cpp_standalone", build_on_run=False)
    prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-std=c++11"]
    cells = neurons(model)
    cells.v = np.loadtxt(folder / "v0.csv", delimiter=",")*mV
    network = [cells]
    for label, variable, first in (("E", "ge", 0), ("I", "gi", 3200)):
        pre, post, weight = columns(folder / f"{label}.connections.csv", "pre", "post", "weight")
        synapses = Synapses(cells, cells, on_pre=f"{variable} += {float(weight[0])!r}*unit", namespace={"unit": UNIT[model]},
                            delay=0.1*ms)
        synapses.connect(i=pre.astype(int) + first, j=post.astype(int))
        network.append(synapses)
    spikes = SpikeMonitor(cells)
    net = Network(network + [spikes])
    net.run(duration*ms)
    device.build(directory=str(folder / "brian"), compile=True, run=True, debug=False)
    np.savetxt(folder / "brian.spikes.csv", np.column_stack([spikes.t/ms + 0.1, spikes.i]), fmt=["%.1f", "%d"], delimiter=",")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3]))
