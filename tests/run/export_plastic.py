"""Synapses whose weight changes, which `nnc convert` writes as LEMS: a state of each connection, as its weight there is a constant."""
import sys

from exporting import both
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


if __name__ == "__main__":
    sys.exit(main(globals()))
