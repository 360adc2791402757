"""Conditions, regimes and `on start` in synapses; sends at other events than those of pre (semantics 3 and 7)."""
import math
import sys

from harness import all_near, equal, holds, main, mean, near

CELLS = '''
cell Sum:
    state n = 0
    on event(w: 1): n += w
'''


def run_all(lab, name, text):
    """The run, whose results are the same with 1, 2, 3 and 7 threads."""
    lab.program(name, CELLS + text)
    one = lab.run(name)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    return one


def arrivals(r, cell=0, label="c", segment=None):
    """Steps at which something arrives, and how much."""
    x = r.signal(label, "n", cell, segment)
    return [(k, round(x[k] - x[k - 1], 9)) for k in range(1, len(x)) if x[k] != x[k - 1]]


LEAKY = '''
synapse Leaky:
    param tau = 10 ms, theta = 1.5
    state x = 0, n = 0
    dx/dt = -x/tau
    on start: n = 5
    on pre: x += 1
    when x > theta:
        n += 1
        send weight*n
    when x < 0.3:
        send 100*weight
        send 100*weight
a = Population(200, SpikeSourceArray(spike_times=[1, 2, 30]), label="a")
c = Population(200, Sum(), label="c")
q = Projection(a, c, OneToOneConnector(), Leaky(weight=1, delay=0.5 ms), receptor_type="event", label="q")
c.record("n")
run(40 ms)
{then}
'''


def rule_conditions_are_tested_once_a_step(lab):
    """x is 0 at 0.1 ms, the first test: 200 arrive 5 steps later. At 2 ms x is 1 + exp(-0.1) = 1.905, which the test of 2.1 ms is
    the first to see: `on start` made n 5, so 6 arrive at 2.6 ms. It falls below 0.3 when exp(-(t - 2)/10) < 0.1575, t > 20.48: the
    test of 20.5 ms sends 200 for 21 ms. At 30 ms x rises to 1.116 only."""
    r = run_all(lab, "leaky.nn", LEAKY.format(then="reset()\nrun(5 ms)"))
    for cell in (0, 199):
        equal(arrivals(r, cell, segment=0), [(6, 200.0), (26, 6.0), (210, 200.0)], f"what arrives at cell {cell}")
        equal(arrivals(r, cell, segment=1), [(6, 200.0), (26, 6.0)], "the same after a reset: armed, and started again")


def rule_whenever_sends_at_each_step(lab):
    """From 0.3 ms to 0.5 ms, with an arrival 3 steps later; `t` is the time of the test."""
    r = run_all(lab, "whenever.nn", '''
synapse Clock:
    whenever t > 0.25 ms and t < 0.55 ms: send weight
a = Population(1, SpikeSourceArray(), label="a")
c = Population(1, Sum(), label="c")
Projection(a, c, AllToAllConnector(), Clock(weight=2, delay=0.3 ms), receptor_type="event")
c.record("n")
run(2 ms)
''')
    equal(arrivals(r), [(6, 2.0), (7, 2.0), (8, 2.0)], "what arrives")


def rule_handlers_read_the_time(lab):
    """The second spike comes 7 ms after the first, the third 2 ms after the second."""
    r = run_all(lab, "interval.nn", '''
synapse Interval:
    state last = 0 ms
    on pre:
        send weight*((t - last)/(1 ms))
        last = t
a = Population(1, SpikeSourceArray(spike_times=[3, 10, 12]), label="a")
c = Population(1, Sum(), label="c")
Projection(a, c, AllToAllConnector(), Interval(weight=1, delay=1 ms), receptor_type="event")
c.record("n")
run(20 ms)
''')
    equal(arrivals(r), [(40, 3.0), (110, 7.0), (130, 2.0)], "intervals")


def rule_conditions_read_cells_as_recorders_show_them(lab):
    """v of the source is k dt/ms at t_k and falls to 0 when it fires at 1 ms: the test sees v > 0.55 at 0.6 ms, and again at 1.6 ms."""
    r = run_all(lab, "reads.nn", '''
cell Saw:
    state v = 0
    dv/dt = 1 /ms
    when v >= 0.999:
        spike
        v = 0
synapse Watch:
    when pre.v > 0.55: send weight
a = Population(130, Saw(), label="a")
c = Population(130, Sum(), label="c")
Projection(a, c, OneToOneConnector(), Watch(weight=1, delay=0.2 ms), receptor_type="event")
c.record("n")
run(2 ms)
''')
    for cell in (0, 129):
        equal(arrivals(r, cell), [(8, 1.0), (18, 1.0)], f"what arrives at cell {cell}")


REGIMES = '''
synapse Burst:
    """Lets every spike pass, but for 2 ms after each."""
    state since = 0 ms, k = 0
    regime open:
        on pre:
            send weight
            since = t
            enter shut
    regime shut:
        on entry: k += 1
        dk/dt = 0.1 /ms
        on pre: send 100*weight
        when t >= since + 2 ms:
            send k*weight
            enter open
a = Population(70, SpikeSourceArray(spike_times=[1, 2, 5, 5.1]), label="a")
c = Population(70, Sum(), label="c")
Projection(a, c, OneToOneConnector(), Burst(weight=1, delay=1 ms), receptor_type="event")
c.record("n")
run(10 ms)
'''


def rule_regimes_of_synapses(lab):
    """1 ms: 1 is sent, shut. 2 ms: 100. 3 ms: the test holds; k is 1 + 0.1 times 2 ms = 1.2. 5 ms: 1; 5.1 ms: 100; 7 ms: k = 1.2 + 1 + 0.2.
    Each arrives 1 ms later."""
    r = run_all(lab, "regimes.nn", REGIMES)
    for cell in (0, 69):
        seen = arrivals(r, cell)
        equal([k for k, _ in seen], [20, 30, 40, 60, 61, 80], "steps")
        all_near([w for _, w in seen], [1, 100, 1.2, 1, 100, 2.4], 1e-8, "what arrives")


def rule_a_regime_is_tested_from_the_next_step_on(lab):
    """A condition that holds when the regime is entered at 1 ms acts at 1.1 ms, where the dendrite begins, and at 1.2 ms where the
    event was handled before the conditions of 1.1 ms (an axon of a step)."""
    text = '''
synapse Two:
    regime first:
        on pre: enter second
    regime second:
        whenever t > 0 ms: send weight
a = Population(1, SpikeSourceArray(spike_times=[1]), label="a")
c = Population(1, Sum(), label="c")
Projection(a, c, AllToAllConnector(), Two(weight=1, delay=0.4 ms, dendritic_delay_fraction=FRACTION), receptor_type="event")
c.record("n")
run(1.8 ms)
'''
    equal(arrivals(run_all(lab, "next.nn", text.replace("FRACTION", "1")))[0], (15, 1.0), "tested at 1.1 ms, there 4 steps later")
    equal(arrivals(run_all(lab, "axon.nn", text.replace("FRACTION", "0.75")))[0], (15, 1.0), "tested at 1.2 ms, there 3 steps later")


POST = '''
cell Told:
    param spike_times: [ms] = []
    state n = 0
    on event(w: 1): n += w
    whenever count(spike_times, t) > 0: spike
synapse Back:
    state k = 0
    trace x: dx/dt = -x/(10 ms), on pre: x += 1
    on post:
        k += 1
        send weight*x
        send 10*weight
a = Population(1, SpikeSourceArray(spike_times=[1]), label="a")
c = Population(1, Told(spike_times=[2, 3]), label="c")
p = Projection(a, c, AllToAllConnector(), Back(weight=1, delay=1 ms, dendritic_delay_fraction=FRACTION), receptor_type="event", label="p")
c.record("n")
run(10 ms)
'''


def rule_post_spikes_may_send(lab):
    """They reach the synapse after the dendrite of 1 ms, at 3 and 4 ms, and what they send is there after 1 ms more. The trace of
    the spike of 1 ms is exp(-0.2) and exp(-0.3)."""
    seen = arrivals(run_all(lab, "post.nn", POST.replace("FRACTION", "1")))
    equal([k for k, _ in seen], [40, 50], "steps")
    all_near([w for _, w in seen], [10 + math.exp(-0.2), 10 + math.exp(-0.3)], 1e-8, "what arrives")


def rule_late_sends_need_a_dendrite(lab):
    said = lab.run("axon_only.nn", text=CELLS + POST.replace("FRACTION", "0"), fails=True)
    holds("Back of p" in said and "dendritic delay of a step" in said, said)


def rule_random_conditions_of_synapses(lab):
    """400 connections, 100 steps, p = 0.3, armed again when a draw fails: p(1 - p) of the steps send but for the first, p there;
    the draws are those of the pair."""
    text = '''
synapse Random:
    when random.uniform() < 0.3: send weight
a = Population(400, SpikeSourceArray(), label="a")
c = Population(400, Sum(), label="c")
Projection(a, c, CONNECTOR, Random(weight=1, delay=0.1 ms), receptor_type="event", label="q")
c.record("n")
run(10.1 ms)
'''
    r = run_all(lab, "random.nn", text.replace("CONNECTOR", "OneToOneConnector()"))
    total = [float(x) for x in r.rows("c", "n")[-1][1:]]
    near(mean(total), 0.3 + 99*0.21, 0.6, "events of a connection (standard error 0.15)")
    few = run_all(lab, "few.nn", text.replace("CONNECTOR", "FromListConnector([(i, i) for i in range(0, 400, 7)])"))
    equal([float(x) for x in few.rows("c", "n")[-1][1:]][::7], total[::7], "draws of a pair do not depend on other pairs")


if __name__ == "__main__":
    sys.exit(main(globals()))
