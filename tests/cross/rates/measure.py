"""Rates and CVs of the benchmark networks over ten seeds of the simulators that others wrote, written as NAME.json.

usage: measure.py brunel|cuba|coba FIRST_SEED LAST_SEED   (run in an environment with NEST and Brian 2)

Each seed draws wiring, initial values and noise anew. tests/run/rates.py holds nnc's networks against these numbers.
"""
import json
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench"))

from side.measure import rate_and_cv                                           # noqa: E402

CELLS = {"brunel": 12500, "cuba": 4000, "coba": 4000}
DURATION = {"brunel": 500.0, "cuba": 2000.0, "coba": 2000.0}                   # ms
CONNECTED = 0.02                                                               # of the pairs of cuba and coba


def brunel(seed, duration):
    import nest
    from side.nest_brunel import simulate
    nest.ResetKernel()
    nest.rng_seed = seed
    return "NEST " + nest.__version__, simulate(duration, CELLS["brunel"])


def vogels(name):
    def run(seed, duration):
        import brian2
        from brian2 import Network, SpikeMonitor, Synapses, ms, mV
        from side.brian import UNIT, neurons
        brian2.prefs.codegen.target = "cython"
        brian2.start_scope()
        brian2.seed(seed)
        cells = neurons(name)
        cells.v = "-60*mV + 10*mV*rand()"
        spikes = SpikeMonitor(cells)
        network = Network(cells, spikes)
        weights = {"cuba": (0.0162, -0.09), "coba": (0.006, 0.067)}[name]      # nA, uS
        for variable, weight, group in zip(("ge", "gi"), weights, (cells[:3200], cells[3200:])):
            synapses = Synapses(group, cells, on_pre=f"{variable} += {weight!r}*unit", namespace={"unit": UNIT[name]},
                                delay=0.1*ms)
            synapses.connect(p=CONNECTED)
            network.add(synapses)
        network.run(duration*ms)
        return "Brian 2 " + brian2.__version__, list(zip(spikes.t/ms + 0.1, spikes.i))
    return run


NETWORKS = {"brunel": brunel, "cuba": vogels("cuba"), "coba": vogels("coba")}


def measure(name, seeds):
    cells, duration = CELLS[name], DURATION[name]
    found = []
    for seed in seeds:
        simulator, spikes = NETWORKS[name](seed, duration)
        rate, cv = rate_and_cv(spikes, cells, duration)
        print(f"{name} in {simulator}, seed {seed}: {rate:.4f} Hz, CV {cv:.4f}", flush=True)
        found.append({"seed": seed, "rate": round(rate, 5), "cv": round(float(cv), 6)})
    return {"network": name, "simulator": simulator, "cells": cells, "duration_ms": duration, "seeds": found}


def main(name, first, last):
    result = measure(name, range(first, last + 1))
    (HERE / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for key in ("rate", "cv"):
        values = [s[key] for s in result["seeds"]]
        print(f"{key}: {statistics.fmean(values):.4f} +- {statistics.stdev(values):.4f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
