"""Conductance-based cells in Brian 2, both by exponential Euler: the same wiring, and each spike in the same step."""
import random
import sys

from peers import inside, same_spikes

inside("brian2")

from brian2 import NeuronGroup, Network, SpikeMonitor, Synapses, defaultclock, ms, mV, prefs     # noqa: E402

from harness import holds, main                                                                  # noqa: E402

prefs.codegen.target = "numpy"
CELLS, EXCITATORY, TIME = 200, 160, 300.0
MODEL = """
cell Peer(IF_cond_exp):
    integrate v with exponential_euler

cells = Population({n}, Peer(tau_m=20 ms, cm=0.2 nF, v_rest=-60 mV, v_thresh=-50 mV, v_reset=-60 mV, tau_refrac=5 ms,
                             tau_syn_E=5 ms, tau_syn_I=10 ms, e_rev_E=0 mV, e_rev_I=-80 mV, i_offset=0.3 nA), label="cells")
cells.initialize(v={v})
wiring = FixedProbabilityConnector(0.1)
Projection(cells[0:{e}], cells, wiring, StaticSynapse(weight=6 nS, delay=1.5 ms), receptor_type="excitatory", label="E")
Projection(cells[{e}:{n}], cells, wiring, StaticSynapse(weight=67 nS, delay=1.5 ms), receptor_type="inhibitory", label="I")
cells.record("spikes")
run({t} ms)
"""
# In units of the leak, 10 nS. Brian's refractory time counts the step of the spike: a hold of 50 steps is 5.1 ms.
EQUATIONS = """dv/dt = (-60*mV - v + ge*(0*mV - v) + gi*(-80*mV - v) + 30*mV)/(20*ms) : volt (unless refractory)
               dge/dt = -ge/(5*ms) : 1
               dgi/dt = -gi/(10*ms) : 1"""


def in_brian(potentials, connections):
    defaultclock.dt = 0.1*ms
    cells = NeuronGroup(CELLS, EQUATIONS, threshold="v >= -50*mV", reset="v = -60*mV", refractory=5.1*ms,
                        method="exponential_euler")
    cells.v = potentials*mV
    spikes = SpikeMonitor(cells)
    network = Network(cells, spikes)
    for label, first, change in (("E", 0, "ge += 0.6"), ("I", EXCITATORY, "gi += 6.7")):
        synapses = Synapses(cells, cells, on_pre=change, delay=1.5*ms)
        synapses.connect(i=[int(c["pre"]) + first for c in connections[label]], j=[int(c["post"]) for c in connections[label]])
        network.add(synapses)
    network.run(TIME*ms)
    # a spike of Brian's step k, which ends at t_{k+1}, is stamped t_k there
    return {(round(float(t) * 10) + 1, int(i)) for t, i in zip(spikes.t/ms, spikes.i)}


def rule_exponential_euler(lab):
    source = random.Random(1)
    potentials = [round(source.uniform(-60, -50), 2) for _ in range(CELLS)]
    r = lab.run("peer.nn", "--save-connections", text=MODEL.format(n=CELLS, e=EXCITATORY, v=potentials, t=TIME))
    ours = set(zip(r.steps("cells"), (int(row[1]) for row in r.rows("cells", "spikes"))))
    holds(len(ours) > 500, f"a network that is alive: {len(ours)} spikes")
    same_spikes(ours, in_brian(potentials, {label: r.connections(label) for label in "EI"}), "spikes")
    print(f"      {len(ours)} spikes")


if __name__ == "__main__":
    sys.exit(main(globals()))
