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


SINGLE = '''synapse Told:
    state k = 0
    on pre: send weight
    on reward(a: 1): k = 10*k + a; send 100*a*weight
cell Sum:
    state n = 0
    on event(w: 1): n += w
a = Population(3, SpikeSourceArray(spike_times=[[], [], []]), label="a")
d = Population(2, SpikeSourceArray(spike_times=[[1], [1]]), label="d")
c = Population({n}, Sum(), label="c")
p = Projection(a, c, {wiring}, Told(weight=1, delay=0.5 ms), receptor_type="event", label="p")
q = Projection(d, p, {connector}, StaticSynapse(weight={weight}, delay={delay}), receptor_type="reward", label="q")
c.record("n")
run(5 ms)
'''


def single(lab, name, connector, weight="1", delay="1 ms", n=2, wiring="AllToAllConnector()"):
    """What arrives at each cell of c, by step; the same with 1, 2, 3 and 7 threads."""
    text = SINGLE.format(connector=connector, weight=weight, delay=delay, n=n, wiring=wiring)
    one = lab.run(name, text=text)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    seen = []
    for cell in range(n):
        x = one.signal("c", "n", cell)
        seen.append([(k, round(x[k] - x[k - 1], 9)) for k in range(1, len(x)) if x[k] != x[k - 1]])
    return seen


def rule_lists_reach_single_connections(lab):
    """Connections are numbered by pre cell, then post cell: 0 is a0 c0, 1 is a0 c1, ..., 5 is a2 c1. Sent at 1 ms, weights 2 and 3 reach
    connections 3 (a1 c1) after 1 ms and 4 (a2 c0) after 2 ms, and what these send the cell after 0.5 ms more."""
    seen = single(lab, "list.nn", "FromListConnector([(0, 3, 2.0, 1.0), (1, 4, 3.0, 2.0)])")
    equal(seen, [[(35, 300.0)], [(25, 200.0)]], "what arrives at the cells")


def rule_weights_and_delays_by_connection(lab):
    """Weight 1 + j + 10 i and delay 1 ms + 0.1 ms j from source i to connection j = 0, 2, 4 at c0 and 1, 3, 5 at c1: of both sources
    2 + 2 j + 10 at (1 + 0.1 j + 0.5) ms after 1 ms."""
    seen = single(lab, "values.nn", "AllToAllConnector()", "lambda i, j: 1 + j + 10*i", "lambda i, j: 1 + 0.1*j")
    equal(seen[0], [(25, 1200.0), (27, 1600.0), (29, 2000.0)], "c0")
    equal(seen[1], [(26, 1400.0), (28, 1800.0), (30, 2200.0)], "c1")


def rule_one_to_one_and_user_connectors(lab):
    """Source i to connection i; a rule over N_post, which is the number of connections."""
    seen = single(lab, "pairs.nn", "OneToOneConnector()")
    equal(seen, [[(25, 100.0)], [(25, 100.0)]], "one to one: connections 0 and 1 are those of c0 and c1")
    text = SINGLE.format(connector="Last()", weight="1", delay="1 ms", n=2, wiring="AllToAllConnector()")
    text = "connector Last:\n    for pre i, post j: connect if j == N_post - 1 and i == 1\n" + text
    x = lab.run("last.nn", text=text).signal("c", "n", 1)
    equal([x[24], x[25], x[49]], [0.0, 100.0, 100.0], "the last connection only")


def rule_random_connectors_do_not_depend_on_threads(lab):
    """600 connections in the blocks of several threads: each of the two sources reaches 30 % of them, or 40 of them."""
    wiring = "FixedProbabilityConnector(0.5)"
    some = single(lab, "some.nn", "FixedProbabilityConnector(0.3)", "RandomDistribution('uniform', (1, 2))",
                  "RandomDistribution('uniform', (0.5, 2))", 400, wiring)
    count = sum(len(x) for x in some)
    holds(200 < count < 500, f"events at different times: {count}, about 2*600*0.3 are expected")
    fixed = single(lab, "fixed.nn", "FixedNumberPostConnector(40)", n=400, wiring=wiring)
    equal(sum(w for x in fixed for _, w in x), 2*40*100.0, "events of 40 connections for each source")
    back = single(lab, "back.nn", "FixedNumberPreConnector(1)", n=400, wiring=wiring)
    all_of = lab.run("back.nn", "--save-connections").connections("p")
    equal(sum(w for x in back for _, w in x), len(all_of)*100.0, "one event for each connection")


def rule_order_of_events_at_one_connection(lab):
    """Of one time by emission, source and place: k = 10 k + a becomes 12, and 34 after a later time; two synapses of the pair (1, 0)."""
    text = SINGLE.format(connector="FromListConnector([(1, 0, 3.0, 2.0), (1, 0, 4.0, 2.0), (0, 0, 1.0, 1.0), (1, 0, 2.0, 1.0)])", weight="1",
                         delay="1 ms", n=2, wiring="AllToAllConnector()")
    text = text.replace("send 100*a*weight", "send k*weight")
    for threads in ("1", "3"):
        x = lab.run("order.nn", "--threads", threads, text=text).signal("c", "n", 0)
        equal([x[24], x[25], x[35]], [0.0, 1.0 + 12.0, 13.0 + 123.0 + 1234.0], "what k was at the four events")


def rule_a_reset_forgets_single_events_under_way(lab):
    text = SINGLE.format(connector="OneToOneConnector()", weight="1", delay="1 ms", n=2, wiring="AllToAllConnector()")
    r = lab.run("again.nn", text=text.replace("run(5 ms)", "run(1.5 ms)\nreset()\nrun(5 ms)"))
    x = r.signal("c", "n", 0, 1)
    equal([x[24], x[25], x[50]], [0.0, 100.0, 100.0], "the second segment")


def saved(lab, name, connector, weight="1", delay="1 ms", unit="1"):
    """The connections of q, from 2 cells to the 400 or so of p, in which the numbers stand for `post`; with 1 and 3 threads."""
    text = SINGLE.format(connector=connector, weight=weight, delay=delay, n=400, wiring="FixedProbabilityConnector(0.5)")
    text = text.replace("a: 1", "a: " + unit).replace("k = 10*k + a; send 100*a*weight", "send weight")
    one, three = (lab.run(name, "--save-connections", "--threads", n, text=text) for n in ("1", "3"))
    equal(one.bytes(), three.bytes(), "the same files with 3 threads")
    rows = [(int(r["pre"]), int(r["post"]), r["weight"], r["delay"]) for r in one.connections("q")]
    return rows, len(one.connections("p"))


def rule_connections_to_connections_are_saved(lab):
    """By pre cell, then number of the connection that is reached, with weights in the unit of the port."""
    rows, _ = saved(lab, "listed.nn", "FromListConnector([(1, 590, 2.0, 1.5), (0, 3, 4.0, 2.0), (0, 1, 3.0, 1.0)])")
    equal(rows, [(0, 1, 3.0, 1.0), (0, 3, 4.0, 2.0), (1, 590, 2.0, 1.5)], "list")
    rows, n = saved(lab, "alike.nn", "AllToAllConnector()", "2 V", "1.5 ms", unit="V")
    equal(rows, [(i, j, 2.0, 1.5) for i in range(2) for j in range(n)], "all alike")
    rows, n = saved(lab, "each.nn", "AllToAllConnector()", "lambda i, j: 1 V + j*(1 V) + i*(10 V)", unit="V")
    equal(rows, [(i, j, 1.0 + j + 10*i, 1.0) for i in range(2) for j in range(n)], "each its own")


def rule_what_connections_do_not_have_is_refused(lab):
    text = SINGLE.format(connector="AllToAllConnector()", weight='"1 + d"', delay="1 ms", n=2, wiring="AllToAllConnector()")
    said = lab.refused("far.nn", text)
    holds("NNC0802" in said and "depends on places" in said, said)
    text = SINGLE.format(connector="FromListConnector([(0, 6)])", weight="1", delay="1 ms", n=2, wiring="AllToAllConnector()")
    said = lab.run("six.nn", text=text, fails=True)
    holds("connection 0 is 0 to 6" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
