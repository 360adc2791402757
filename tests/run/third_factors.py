"""Projections that end at the connections of another one: `on reward(a)` in a synapse (semantics 7)."""
import math
import sys

from harness import all_near, equal, holds, main, near

TEXT = '''synapse Reward:
    param tau = 20 ms, gain: weight = 1
    trace e: de/dt = -e/tau, on pre: e += 1
    on pre: send weight
    on reward(a: 1): weight += a*gain*e
cell Sum:
    state n = 0
    on event(w: 1): n += w
a = Population({n}, SpikeSourceArray(spike_times={pre}), label="a")
d = Population(1, SpikeSourceArray(spike_times={reward}), label="d")
c = Population({n}, Sum(), label="c")
p = Projection(a, c, OneToOneConnector(), Reward(weight=1, delay=1 ms), receptor_type="event", label="p")
q = Projection(d, p, AllToAllConnector(), StaticSynapse(weight=0.5, delay=2 ms), receptor_type="reward", label="q")
c.record("n")
{then}
'''


def arrivals(lab, name, pre, reward, then="run(50 ms)", n=1, cell=0, options=(), segment=None):
    r = lab.run(name, *options, text=TEXT.format(pre=pre, reward=reward, then=then, n=n))
    x = r.signal("c", "n", cell, segment)
    return [(k, x[k] - x[k - 1]) for k in range(1, len(x)) if x[k] != x[k - 1]]


def rule_reward_reaches_the_synapse(lab):
    """Sent at 15 ms, it is there at 17 ms, when the trace of the spike at 10 ms is exp(-7/20)."""
    seen = arrivals(lab, "reward.nn", "[10, 40]", "[15]")
    equal([k for k, _ in seen], [110, 410], "arrivals at the cell")
    all_near([w for _, w in seen], [1, 1 + 0.5 * math.exp(-7 / 20)], 1e-12, "weights")


def rule_reward_comes_before_pre_at_equal_times(lab):
    """It sees the trace without the spike of that time, and that spike is sent with the new weight."""
    seen = arrivals(lab, "tie.nn", "[10, 17, 40]", "[15]")
    step = 0.5 * math.exp(-7 / 20)
    all_near([w for _, w in seen], [1, 1 + step, 1 + step], 1e-12, "weights")


def rule_each_event_counts(lab):
    seen = arrivals(lab, "twice.nn", "[10, 40]", "[15, 15, 20]")
    near(seen[1][1], 1 + math.exp(-7 / 20) + 0.5 * math.exp(-12 / 20), 1e-12, "weight after three rewards")


def rule_a_reset_forgets_rewards_under_way(lab):
    seen = arrivals(lab, "reset.nn", "[10, 40]", "[15]", then="run(16 ms)\nreset()\nrun(50 ms)", segment=1)
    all_near([w for _, w in seen], [1, 1 + 0.5 * math.exp(-7 / 20)], 1e-12, "weights of the second segment")


def rule_threads_do_not_matter(lab):
    seen = [arrivals(lab, "threads.nn", "[10, 40]", "[15]", n=300, cell=cell, options=("--threads", "3")) for cell in (0, 299)]
    equal(seen[0], seen[1], "first and last cell, in threads of their own")
    near(seen[1][1][1], 1 + 0.5 * math.exp(-7 / 20), 1e-12, "weight of the last one")


def rule_other_connectors_are_refused(lab):
    text = TEXT.format(pre="[1]", reward="[2]", then="run(5 ms)", n=4)
    said = lab.refused("fixed.nn", text.replace("Projection(d, p, AllToAllConnector()", "Projection(d, p, FixedProbabilityConnector(0.5)"))
    holds("NNC0802" in said and "reaches all of them alike" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
