"""Integrate-and-fire networks in NEST: the same wiring, and each spike in the same step."""
import random
import sys

from peers import inside, same_spikes

inside("nest")

import nest                                     # noqa: E402

from harness import equal, holds, main          # noqa: E402

CELLS, EXCITATORY, TIME = 50, 40, 400.0
CURRENT = {"v_rest": "E_L", "v_reset": "V_reset", "v_thresh": "V_th", "tau_m": "tau_m", "tau_refrac": "t_ref"}
SYNAPSES = {"tau_syn_E": "tau_syn_ex", "tau_syn_I": "tau_syn_in"}
MEMBRANE = {"v_rest": -65.0, "v_reset": -63.0, "v_thresh": -50.0, "tau_m": 18.0, "tau_refrac": 2.0}


def network(cell, values, excite, inhibit, currents, potentials):
    arguments = ", ".join(f"{name}={value}" for name, value in values.items())
    return f"""
cells = Population({CELLS}, {cell}({arguments}, i_offset={currents}), label="cells")
cells.initialize(v={potentials})
for name, group, low, high, receptor in [("E", cells[0:{EXCITATORY}], {excite[0]}, {excite[1]}, "excitatory"),
                                         ("I", cells[{EXCITATORY}:{CELLS}], {inhibit[0]}, {inhibit[1]}, "inhibitory")]:
    Projection(group, cells, FixedProbabilityConnector(0.2, allow_self_connections=False),
               StaticSynapse(weight=RandomDistribution("uniform", (low, high)), delay=RandomDistribution("uniform", (0.1, 5.0))),
               receptor_type=receptor, label=name)
cells.record("spikes")
run({TIME} ms)
"""


def in_nest(model, parameters, currents, potentials, connections, scale):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    cells = nest.Create(model, CELLS, params=parameters)
    cells.I_e = [1000 * i for i in currents]
    cells.V_m = potentials
    for c in connections:
        nest.Connect(cells[c["pre"]], cells[c["post"]], syn_spec={"weight": c["weight"] * scale, "delay": c["delay"]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(TIME)
    events = recorder.events
    first = cells[0].global_id
    return {(round(10 * t), int(i) - first) for t, i in zip(events["times"], events["senders"])}


def compare(lab, cell, model, synapses, excite, inhibit, scale):
    source = random.Random(cell)
    currents = [round(source.uniform(0.7, 1.1), 3) for _ in range(CELLS)]
    potentials = [round(source.uniform(-65, -51), 2) for _ in range(CELLS)]
    r = lab.run(f"{cell}.nn", "--save-connections",
                text=network(cell, {**MEMBRANE, **synapses}, excite, inhibit, currents, potentials))
    connections = []
    for label, first in (("E", 0), ("I", EXCITATORY)):
        for c in r.connections(label):
            connections.append({**c, "pre": int(c["pre"]) + first, "post": int(c["post"])})
    parameters = {CURRENT[k]: v for k, v in MEMBRANE.items()} | {SYNAPSES[k]: v for k, v in synapses.items()} | {"C_m": 1000.0}
    ours = set(zip(r.steps("cells"), (int(row[1]) for row in r.rows("cells", "spikes"))))
    holds(len(ours) > 200 and len(connections) > 400, f"a network that is alive: {len(ours)} spikes")
    equal(len({s for s, _ in ours}) > 100, True, "spikes at many times")
    same_spikes(ours, in_nest(model, parameters, currents, potentials, connections, scale), f"{cell} and {model}")
    print(f"      {len(ours)} spikes, {len(connections)} connections")


def rule_exponential_currents(lab):
    compare(lab, "IF_curr_exp", "iaf_psc_exp", {"tau_syn_E": 3.0, "tau_syn_I": 7.0}, (0.2, 0.6), (-1.5, -0.5), 1000.0)


def rule_alpha_currents(lab):
    compare(lab, "IF_curr_alpha", "iaf_psc_alpha", {"tau_syn_E": 1.5, "tau_syn_I": 4.0}, (0.2, 0.6), (-1.5, -0.5), 1000.0)


def rule_jumps(lab):
    compare(lab, "IF_curr_delta", "iaf_psc_delta", {}, (0.2, 1.0), (-3.0, -1.0), 1.0)


if __name__ == "__main__":
    sys.exit(main(globals()))
