"""What handlers of synapses read of their cells: pre.x, post.x, receptor.x, and states that follow a cell (semantics 2, 7)."""
import itertools
import math
import sys

from harness import all_near, equal, holds, main, near

numbers = itertools.count()

CELLS = """receptor Sum:
    param scale = 1
    state total = 0 nA
    on event(weight: nA): total += weight

cell Told:
    param spike_times: [ms] = [], tau = 10 ms, v_inf = -50 mV
    receptor excitatory = Sum(scale=2.5)
    state v = -65 mV
    dv/dt = (v_inf - v)/tau
    whenever count(spike_times, t) > 0:
        spike
        v = -70 mV

synapse RULE

pre = Population(1, Told(spike_times=PRE, tau=7, v_inf=-60), label="pre")
post = Population(1, Told(spike_times=POST), label="post")
pre.record("v")
post.record(["v", "excitatory.total"])
Projection(pre, post, AllToAllConnector(), Rule(weight=0, delay=DELAY, dendritic_delay_fraction=FRACTION), receptor_type="excitatory", label="p")
run(50 ms)
"""
PRE, POST = [5.0, 12.3, 30.0, 30.1, 41.7], [7.7, 12.3, 29.0, 44.0]


def run(lab, rule, delay=1.0, fraction=1.0, *options):
    text = CELLS.replace("RULE", rule.strip()).replace("PRE", str(PRE)).replace("POST", str(POST))
    text = text.replace("DELAY", str(delay)).replace("FRACTION", str(fraction))
    r = lab.run(f"read{next(numbers)}.nn", "--save-connections", *options, text=text)
    return r, r.connections("p")[0]["weight"]


def steps(times, delay=0.0):
    return [round((t + delay)/0.1) for t in times if t + delay <= 50]


def rule_pre_handler_reads_the_present(lab):
    """A spike that reaches the synapse at once finds the cells as a recorder shows them at that time."""
    r, weight = run(lab, """
Rule:
    param unit: weight = 1
    on pre:
        weight += unit*(post.v - pre.v)/(1 mV)
        send weight
""")
    pre, post = r.signal("pre", "v"), r.signal("post", "v")
    near(weight, sum(post[k] - pre[k] for k in steps(PRE)), 1e-11, "weight")


def rule_handler_after_an_axon(lab):
    """Behind an axon the same, unless what it sends reaches the cell at once: then before the cells have moved."""
    rule = """
Rule:
    param unit: weight = 1
    on pre:
        weight += unit*post.v/(1 mV)
        send weight
"""
    for fraction, late in ((0.5, 0), (0.0, 1)):
        axon = round(1 - fraction, 1)
        r, weight = run(lab, rule, 1.0, fraction)
        post = r.signal("post", "v")
        near(weight, sum(post[k - late] for k in steps(PRE, axon)), 1e-11, f"weight, fraction {fraction}")


def rule_post_handler_reads_at_its_arrival(lab):
    """Not when the next pre spike comes."""
    rule = """
Rule:
    param unit: weight = 1
    on pre: send weight
    on post: weight += unit*(pre.v + 2*post.v)/(1 mV)
"""
    for delay, fraction in ((1.0, 1.0), (1.0, 0.0), (3.0, 0.5)):
        r, weight = run(lab, rule, delay, fraction)
        pre, post = r.signal("pre", "v"), r.signal("post", "v")
        wanted = sum(pre[k] + 2*post[k] for k in steps(POST, delay*fraction))
        near(weight, wanted, 1e-11, f"weight, delay {delay}, fraction {fraction}")


def rule_parameters_of_the_receptor(lab):
    r, weight = run(lab, """
Rule:
    param unit: weight = 1
    on pre: send receptor.scale*unit
""")
    near(r.signal("post", "excitatory.total")[-1], 2.5*len(PRE), 1e-12, "what was sent")


def rule_states_that_follow_a_cell(lab):
    """A low-pass of the potential, relaxed at each step to where the cell was at its start."""
    r, weight = run(lab, """
Rule:
    param unit: weight = 1, tau = 8 ms
    state u = -65 mV
    du/dt = (post.v - u)/tau
    on pre:
        weight += unit*u/(1 mV)
        send weight
    on post: u = u - 1 mV
""")
    post, u, wanted = r.signal("post", "v"), -65.0, 0.0
    for k in range(501):
        u -= k in steps(POST, 1.0)
        wanted += u if k in steps(PRE) else 0
        u = post[k] + (u - post[k])*math.exp(-0.1/8)
    near(weight, wanted, 1e-10, "weight")


def rule_threads_change_no_byte(lab):
    text = CELLS[:CELLS.index("synapse RULE")] + """
synapse Voltage:
    param theta = -58 mV, unit: weight = 1
    state u = -65 mV
    du/dt = (post.v - u)/(8 ms)
    trace x: dx/dt = -x/(20 ms), on pre: x += 1
    on pre:
        weight = max(0, weight - 0.001*(u - theta)*unit/(1 mV))
        send weight
    on post: weight = weight + 0.001*x*(pre.v - theta)*unit/(1 mV)

cell LIF:
    receptor excitatory = CurrExp(tau_syn=5 ms)
    param i_offset = 0.2 nA
    state v = -65 mV
    dv/dt = (-65 mV - v)/(10 ms) + (i_syn + i_offset)/(0.1 nF)
    when v >= -50 mV:
        spike
        v = -70 mV

p = Population(150, LIF(i_offset=random.RandomDistribution("uniform", (0.1, 0.25))), label="p")
p.initialize(v=random.RandomDistribution("uniform", (-70, -50)))
p.record("v")
some = p[5:40] + p[60:150:2]
Projection(some, p, FixedProbabilityConnector(0.2), Voltage(weight=0.01, delay=random.RandomDistribution("uniform", (0.1, 3))), label="s")
run(100 ms)
"""
    first = None
    for threads in (1, 2, 3, 7):
        r = lab.run("voltage.nn", "--threads", str(threads), "--save-connections", text=text)
        first = first or r.bytes()
        equal(r.bytes() == first, True, f"bytes of {threads} threads")
    holds(len({c["weight"] for c in r.connections("s")}) > 100, "weights change")


if __name__ == "__main__":
    sys.exit(main(globals()))
