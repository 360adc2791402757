"""Initial values of the states of synapses and sources that read weights, parameters and other states (semantics 7)."""
import math
import sys

from harness import all_near, equal, main

MODEL = '''setup(timestep=0.1 ms)
cell Sum:
    state n = 0
    on event(w: 1): n += w
{synapse}
a = Population(3, SpikeSourceArray(spike_times=[1 ms, 3 ms]), label="a")
c = Population(3, Sum(), label="c")
q = Projection(a, c, FromListConnector([(0, 0, 2.0, 0.5), (1, 1, 3.0, 0.5), (2, 2, -4.0, 0.5)]), Own({arguments}), receptor_type="event", label="q")
c.record("n")
{script}
'''


def sums(lab, name, synapse, arguments="", script="run(5 ms)", segment=None):
    r = lab.run(name, text=MODEL.format(synapse=synapse, arguments=arguments, script=script))
    return [r.signal("c", "n", cell, segment)[-1] for cell in range(3)]


FROM_WEIGHT = """synapse Own:
    state k: weight = 2*weight
    on pre:
        send k
        k = k/2
"""


def rule_a_state_starts_from_the_weight_of_its_connection(lab):
    all_near(sums(lab, "weight.nn", FROM_WEIGHT), [6, 9, -12], 1e-12, "twice the weight, then once")


def rule_a_state_that_moves_starts_from_the_weight(lab):
    seen = sums(lab, "moves.nn", "synapse Own:\n    state k: weight = weight\n    dk/dt = -k/(2 ms)\n    on pre: send k\n")
    share = math.exp(-0.5) + math.exp(-1.5)
    all_near(seen, [2 * share, 3 * share, -4 * share], 1e-12, "what decays from the start on")


def rule_states_start_from_each_other_in_any_order(lab):
    """Also where spikes of the source alone move one of them."""
    synapse = """synapse Own:
    param U = 0.25
    state sum = first + other
    state first = 2*other
    state other = U
    on pre:
        other = other + 1
        send weight*sum*other
"""
    all_near(sums(lab, "order.nn", synapse), [2 * 0.75 * 3.5, 3 * 0.75 * 3.5, -4 * 0.75 * 3.5], 1e-12, "0.75 times 1.25 + 2.25")


def rule_reset_starts_from_the_weight_again(lab):
    script = "run(5 ms)\nreset()\nrun(5 ms)"
    for segment in (0, 1):
        equal(sums(lab, "reset.nn", FROM_WEIGHT, script=script, segment=segment), [6, 9, -12], f"run {segment}")
    script = "run(5 ms)\nq.set(weight=7)\nreset()\nrun(5 ms)"
    equal(sums(lab, "changed.nn", FROM_WEIGHT, script=script, segment=1), [21, 21, 21], "from the weight that was set")


def rule_an_action_at_the_start_reads_the_weight(lab):
    synapse = "synapse Own:\n    state k: weight = 0\n    on start: k = 2*weight\n    on pre: send k\n"
    equal(sums(lab, "action.nn", synapse), [8, 12, -16], "twice the weight, twice")


CURRENT = '''setup(timestep=0.1 ms)
cell C:
    state v = 0 mV
    dv/dt = i_syn/(1 pF) + i_inj/(1 pF)
synapse Steady:
    state weight: nA = 0
    state k = 2*weight
    current i = k
source Constant:
    state a = 0.5 nA
    state b = 2*a
    current i = b
c = Population(2, C(), label="c")
Projection(c[0:1], c[1:2], AllToAllConnector(), Steady(weight=3 nA))
Constant().inject_into(c[0:1])
c.record("v")
run(2 ms)
'''


def rule_currents_of_synapses_and_sources_start_so(lab):
    r = lab.run("current.nn", text=CURRENT)
    all_near([r.signal("c", "v", cell)[-1] for cell in range(2)], [2000, 12000], 1e-8, "v after 2 ms of 1 and 6 nA in 1 pF")


if __name__ == "__main__":
    sys.exit(main(globals()))
