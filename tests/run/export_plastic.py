"""Synapses whose weight changes, which `nnc convert` writes as LEMS: a state of each connection, as its weight there is a constant."""
import sys

from exporting import both, document, refused
from harness import equal, holds, main, near

PLASTIC = """setup(timestep=0.1 ms)
synapse Depressing:
    param tau = 20 ms
    param low: weight = 0.2
    state n = 0
    trace x: dx/dt = -x/tau, on pre: x += 1
    on pre:
        send weight*(1 + x)
        n += 1
        if n > 1: weight = max(low, 0.7*weight)
p = Population(2, IF_curr_exp(tau_syn_E=2 ms))
q = Population(2, SpikeSourceArray(spike_times=[[5 ms, 8 ms, 12 ms, 20 ms], [7, 8, 9]]))
Projection(q, p, FromListConnector([(0, 0, 0.5, 1), (1, 1, 0.3, 1)]), Depressing(), receptor_type="excitatory")
p.record("excitatory.isyn")
run(30 ms)
"""


def rule_weights_that_pre_spikes_change_are_states(lab):
    """Also with a trace, a limit and cases; each connection starts at its weight."""
    first, second = both(lab, "plastic", PLASTIC)
    both(lab, "given", PLASTIC.replace("Depressing()", "Depressing(low=0.25 nA)"))
    holds('variable="weight_change"' in lab.texts["plastic.xml"], "there is no state of the weight")
    for k in range(2):
        one, two = first.signal("p", "excitatory.isyn", k), second.signal("p", "excitatory_isyn", k)
        equal(len(two), len(one), "number of samples")
        holds(max(one) > 0.4, "nothing arrives")
        for a, b in zip(one, two):
            near(b, a, 0.02, f"the current of cell {k}")


READING = """setup(timestep=0.05 ms)
synapse Voltage:
    on pre: send weight*exp((post.v + 65 mV)/(5 mV))
s = Population(1, SpikeSourceArray(spike_times=[10 ms, 30 ms, 50 ms]))
p = Population(1, CELL(i_offset=0.6))
e = Projection(s, p, AllToAllConnector(), Voltage(weight=WEIGHT, delay=8 ms, dendritic_delay_fraction=0), receptor_type="excitatory")
p.record("v")
run(70 ms)
"""


def rule_values_of_the_target_are_read_on_it(lab):
    """By the name that the cell has for them, beside a receptor that reads it, too, or alone; a delay behind the synapse has no words."""
    for cell, weight in (("IF_curr_exp", "0.1 nA"), ("IF_cond_exp", "0.005 uS")):
        text = READING.replace("CELL", cell).replace("WEIGHT", weight)
        first, second = (lab.run(name, text=t, dt=0.05).signal("p", "v") for name, t in ((f"{cell}.nn", text), (f"{cell}.xml", document(lab, cell, text))))
        equal(len(second), len(first), "number of samples")
        holds(max(first) > first[-1] + 0.1, "the synapse acts")
        for a, b in zip(first, second):
            near(b, a, 0.02, f"v of {cell}")
        refused(lab, f"{cell}_late", text.replace(", dendritic_delay_fraction=0", ""), "a delay of `e` behind its synapse")


if __name__ == "__main__":
    sys.exit(main(globals()))
