"""Couplings (semantics 2.3): gap junctions and graded synapses, held and linear; sums that no thread changes."""
import itertools
import math
import sys

from harness import Failure, all_near, equal, holds, main, near

numbers = itertools.count()

GAP = """synapse Gap:
    param g = 1 nS
    current i = g*(pre.v - post.v)
    current j to pre = g*(post.v - pre.v)
"""
RC = """cell RC:
    param tau = 10 ms, cm = 0.1 nF, EL = -65 mV, leak = 1
    state v = -65 mV
    dv/dt = leak*(EL - v)/tau + i_syn/cm
"""
PAIR = GAP + RC + """
a = Population(1, RC(ARGS), label="a")
b = Population(1, RC(ARGS), label="b")
b.initialize(v=-64)
a.record("v")
b.record("v")
Projection(b, a, AllToAllConnector(), Gap(g=GAP), coupling="HOW")
run(UNTIL ms)
"""


def refusal(lab, text):
    try:
        run(lab, text)
    except Failure as failure:
        return str(failure)
    return "none"


def run(lab, text, *options, dt=0.1):
    return lab.run(f"coupled{next(numbers)}.nn", *options, text=text, dt=dt)


def pair(lab, how="held", args="", g="1 nS", until=20, dt=0.1):
    text = PAIR.replace("ARGS", args).replace("HOW", how).replace("GAP", g).replace("UNTIL", str(until))
    r = run(lab, text, dt=dt)
    return r.signal("a", "v"), r.signal("b", "v")


def rule_delay_of_an_event_is_before_the_current(lab):
    """A spike of 1 ms reaches a synapse with a delay of 2 ms at 3 ms: g = 1 nS e^(-(t - 3 ms)/(5 ms)) moves v from there."""
    r = run(lab, """synapse Gated:
    param tau = 5 ms
    state weight: nS = 0, g = 0 nS
    dg/dt = -g/tau
    on pre: g += weight
    current i = g*(0 mV - post.v)

cell Still:
    param cm = 1000 nF
    state v = -65 mV
    dv/dt = i_syn/cm

a = Population(1, SpikeSourceArray(spike_times=[1]), label="a")
b = Population(1, Still(), label="b")
Projection(a, b, AllToAllConnector(), Gated(weight=1 nS, delay=2 ms))
b.record("v")
run(10 ms)
""")
    v = r.signal("b", "v")
    equal(v[30], -65.0, "v when the spike arrives")
    near(v[50] + 65, 65e-6*5*(1 - math.exp(-2/5)), 1e-4, "mV, 2 ms later")


def rule_gap_acts_on_both_cells(lab):
    """Post at -65, pre at -64 mV: +1 pA and -1 pA, each cell's own potential live, the other's that of t_0."""
    a, b = pair(lab, args="leak=0", until=0.1)
    way = 1 - math.exp(-1e-3*0.1/0.1)          # g dt/cm; nS mV/nF in mV per ms is 1e-3
    near(a[1], -65 + way, 1e-13, "the post cell after a step")
    near(b[1], -64 - way, 1e-13, "the pre cell after a step")
    near((a[1] - a[0])*0.1/0.1, 0.001, 1e-6, "current on post, nA")
    near((b[1] - b[0])*0.1/0.1, -0.001, 1e-6, "current on pre, nA")


def gap_errors(lab, how):
    """Of the difference of two cells, which decays with 1/tau + 2 g/cm."""
    g, cm, tau, until = 20e-3, 0.1, 10.0, 10.0
    exact = 0.5*math.exp(-until*(1/tau + 2*g/cm))
    errors = []
    for dt in (0.2, 0.1, 0.05, 0.025):
        a, b = pair(lab, how, g="20 nS", until=until, dt=dt)
        errors.append(abs((b[-1] - a[-1])/2 - exact))
    return errors


def rule_held_is_of_first_order(lab):
    errors = gap_errors(lab, "held")
    for coarse, fine in itertools.pairwise(errors):
        near(coarse/fine, 2, 0.1, f"error ratio of {errors}")


def rule_linear_is_of_second_order(lab):
    errors = gap_errors(lab, "linear")
    for coarse, fine in itertools.pairwise(errors):
        near(coarse/fine, 4, 0.5, f"error ratio of {errors}")


LIF = """cell LIF:
    param tau = 10 ms, cm = 0.1 nF, i_offset = 0.2 nA
    state v = -65 mV
    dv/dt = (-65 mV - v)/tau + (i_syn + i_offset)/cm
    when v >= -50 mV:
        spike
        v = -70 mV
        hold v for 1 ms
"""


def lif_pair(how, g, i_offset, n, dt=0.1, tau=10.0, cm=0.1):
    """Two cells, the rule done by hand: each relaxes to where the other is (held), or will be at mid-step (linear)."""
    v, before, held, assigned = [-65.0, -62.0], None, [0, 0], [True, True]
    trace = [list(v)]
    for _ in range(n):
        seen = [v[c] if how == "held" or assigned[c] else v[c] + 0.5*(v[c] - before[c]) for c in (0, 1)]
        before, after = list(v), list(v)
        assigned = [False, False]
        for c in (0, 1):
            if held[c]:
                held[c] -= 1
                continue
            rate = 1/tau + g/cm
            inf = (-65/tau + (i_offset[c] + g*seen[1 - c])/cm)/rate
            after[c] = inf + (v[c] - inf)*math.exp(-rate*dt)
            if after[c] >= -50:
                after[c], held[c], assigned[c] = -70.0, round(1/dt), True
        v = after
        trace.append(list(v))
    return trace


def rule_assigned_states_are_not_extrapolated(lab):
    """What a reset, an event or the schedule assigned is seen as it is."""
    for how in ("held", "linear"):
        r = run(lab, GAP + LIF + f"""
p = Population(2, LIF(i_offset=[0.2, 0.17]), label="p")
p.initialize(v=[-65, -62])
p.record("v")
Projection(p, p, FromListConnector([(0, 1)]), Gap(g=5 nS), coupling="{how}")
run(30 ms)
run(70 ms)
""")
        wanted = lif_pair(how, 5e-3, (0.2, 0.17), 1000)
        for c in (0, 1):
            all_near(r.signal("p", "v", cell=c), [x[c] for x in wanted], 1e-10, f"v[{c}], {how}")
        holds(min(x[0] for x in wanted) <= -70, "the cell fires")


GRADED = """synapse Graded:
    param g = 10 nS, e = 0 mV, th = -40 mV, k = 5 mV, tau = 10 ms
    state s = 0
    ds/dt = (1/(1 + exp((th - pre.v)/k)) - s)/tau
    current i = g*s*(e - post.v)
"""


def graded(dt, n, v_pre=-42.0, tau_s=10.0, tau=10.0, cm=0.1, g=10e-3):
    """RK4 with fine steps of v' = (-65 - v)/tau + g s(t) (0 - v)/cm, s in closed form."""
    inf = 1/(1 + math.exp((-40 - v_pre)/5))
    f = lambda t, v: (-65 - v)/tau - g*inf*(1 - math.exp(-t/tau_s))*v/cm
    v, h = -65.0, dt/8
    for i in range(8*n):
        t = i*h
        k1 = f(t, v)
        k2 = f(t + h/2, v + h/2*k1)
        k3 = f(t + h/2, v + h/2*k2)
        v += h/6*(k1 + 2*k2 + 2*k3 + f(t + h, v + h*k3))
    return v


def rule_graded_synapse_relaxes_to_its_held_target(lab):
    """The state is exact and acts with its value at mid-step: the cell is of second order."""
    errors = []
    for dt in (0.4, 0.2, 0.1):
        r = run(lab, GRADED + RC + """
a = Population(1, RC(EL=-42, leak=1), label="a")
a.initialize(v=-42)
b = Population(1, RC(), label="b")
b.record("v")
Projection(a, b, AllToAllConnector(), Graded())
run(40 ms)
""", dt=dt)
        errors.append(abs(r.signal("b", "v")[-1] - graded(dt, round(40/dt))))
    holds(errors[-1] < 1e-3, f"errors {errors}")
    for coarse, fine in itertools.pairwise(errors):
        near(coarse/fine, 4, 0.4, f"error ratio of {errors}")


def rule_factors_of_the_own_cell_are_live(lab):
    """A block by the cell's own potential is part of its equation: each stage of its method sees it."""
    r = lab.run("block.nn", text="""synapse Blocked:
    param g = 10 nS, e = 0 mV
    current i = g*(pre.v/(-42 mV))*(e - post.v)/(1 + 0.28*exp(-0.062*post.v/(1 mV))) - 0.5*g*post.v
""" + RC + """
a = Population(1, RC(EL=-42), label="a")
a.initialize(v=-42)
b = Population(1, RC(), label="b")
b.record("v")
Projection(a, b, AllToAllConnector(), Blocked())
run(40 ms)
""")
    f = lambda v: (-65 - v)/10 + 0.01*(-v/(1 + 0.28*math.exp(-0.062*v)) - 0.5*v)/0.1
    wanted = [-65.0]
    for _ in range(400):
        v = wanted[-1]
        k1 = f(v)
        k2 = f(v + 0.05*k1)
        k3 = f(v + 0.05*k2)
        wanted.append(v + 0.1/6*(k1 + 2*k2 + 2*k3 + f(v + 0.1*k3)))
    all_near(r.signal("b", "v"), wanted, 1e-11, "v behind a block")


def rule_parameters_of_the_own_cell_may_stand_in_factors(lab):
    text = """synapse S:
    param g = 10 nS
    current i = g*(pre.v - post.v)/(1 + exp(-(post.v - post.EL)/(5 mV)))
""" + RC + """
a = Population(1, RC(EL=-42), label="a")
a.initialize(v=-42)
b = Population(1, RC(EL=-60), label="b")
b.record("v")
Projection(a, b, AllToAllConnector(), S())
run(1 ms)
"""
    f = lambda v: (-60 - v)/10 + 0.1*(-42 - v)/(1 + math.exp(-(v + 60)/5))
    v = run(lab, text, dt=0.01).signal("b", "v")
    near((v[1] - v[0])/0.01, f(-65), 1e-2, "slope at the start")


RECTIFYING = """synapse Rectifying:
    param g = 20 nS, k = 5 mV
    current i = g*(pre.v - post.v)/(1 + exp(-(pre.v - post.v)/k))
    current j to pre = g*(post.v - pre.v)/(1 + exp(-(pre.v - post.v)/k))
""" + RC + """
a = Population(1, RC(EL=-50 mV), label="a")
b = Population(1, RC, label="b")
b.record("v")
Projection(a, b, AllToAllConnector(), Rectifying(), coupling="HOW")
run(10 ms)
"""


def rectified(until=10.0, steps=20000):
    """v of b, by the classic Runge-Kutta method over the two coupled equations."""
    g, k, cm, tau = 20e-3, 5.0, 0.1, 10.0

    def slope(v):
        flow = g*(v[0] - v[1])/(1 + math.exp(-(v[0] - v[1])/k))
        return [(-50 - v[0])/tau - flow/cm, (-65 - v[1])/tau + flow/cm]

    v, h = [-65.0, -65.0], until/steps
    for _ in range(steps):
        k1 = slope(v)
        k2 = slope([x + h/2*d for x, d in zip(v, k1)])
        k3 = slope([x + h/2*d for x, d in zip(v, k2)])
        k4 = slope([x + h*d for x, d in zip(v, k3)])
        v = [x + h/6*(p + 2*q + 2*r + s) for x, p, q, r, s in zip(v, k1, k2, k3, k4)]
    return v[1]


def rule_rectifying_junctions_enter_by_their_tangent(lab):
    """No method of a cell sees both cells move: order 1 held and 2 linear, as of junctions that are affine."""
    exact = rectified()
    for how, ratio in (("held", 2), ("linear", 4)):
        errors = [abs(run(lab, RECTIFYING.replace("HOW", how), dt=dt).signal("b", "v")[-1] - exact) for dt in (0.1, 0.05, 0.025)]
        for coarse, fine in itertools.pairwise(errors):
            near(coarse/fine, ratio, 0.1*ratio, f"error ratio of {errors}, {how}")


def rule_states_act_on_pre_too(lab):
    """A junction that fades in: both cells see the same mid-step value of its state."""
    r = run(lab, """synapse Fading:
    param g = 1 nS
    state s = 0
    ds/dt = (1 - s)/(5 ms)
    current i = g*s*(pre.v - post.v)
    current j to pre = g*s*(post.v - pre.v)
""" + RC + """
a = Population(1, RC(leak=0), label="a")
b = Population(1, RC(leak=0), label="b")
b.initialize(v=-64)
a.record("v")
b.record("v")
Projection(a, b, AllToAllConnector(), Fading())
run(20 ms)
""")
    a, b, s = [-65.0], [-64.0], 0.0
    for _ in range(200):
        middle = 1 - (1 - s)*math.exp(-0.05/5)
        s = 1 - (1 - s)*math.exp(-0.1/5)
        fade = math.exp(-1e-3*middle*0.1/0.1)
        a, b = a + [b[-1] + (a[-1] - b[-1])*fade], b + [a[-1] + (b[-1] - a[-1])*fade]
    all_near(r.signal("a", "v"), a, 1e-11, "a.v")
    all_near(r.signal("b", "v"), b, 1e-11, "b.v")


def rule_text_of_the_ir_runs(lab):
    """1 pA on 1 nF is 1 uV per ms; s = (1 - exp(-t/tau))/2 at its threshold; a delayed state."""
    r = lab.run("coupled.ir")
    pre, post = r.signal("pre", "v"), r.signal("post", "v")
    way = 1 - math.exp(-1e-4)                  # g dt/cm
    near(post[1], -65 + way, 1e-13, "the post cell after a step")
    near(pre[1], -64 - way, 1e-13, "the pre cell after a step")
    v, s = -65.0, 0.0
    for k in range(400):
        rate = 1e-3*(0.5 + (s - 0.5)*math.exp(-0.05/10))
        s = 0.5 + (s - 0.5)*math.exp(-0.1/10)
        v *= math.exp(-rate*0.1)
    near(r.signal("graded", "v")[-1], v, 1e-11, "the cell behind the graded synapse")
    near(r.signal("late", "x")[170], -2 + 3*math.exp(-1.7), 1e-9, "the delayed state")


NETWORK = GAP + GRADED + LIF + """
p = Population(200, LIF(i_offset=random.RandomDistribution("uniform", (0.1, 0.25))), label="p")
q = Population(77, LIF(i_offset=0.18), label="q")
p.initialize(v=random.RandomDistribution("uniform", (-70, -50)))
some = p[3:190:3] + q[5:60]
p.record("v")
q.record("v")
p.record("spikes")
p.record("i_syn", sampling_interval=1 ms)
FP = FixedProbabilityConnector
Projection(p, p, FP(0.1, allow_self_connections=False), Gap(g=random.RandomDistribution("uniform", (0, 0.2))), label="g1")
Projection(some, p[10:150], FP(0.2), Gap(g=0.1), coupling="linear", label="g2")
Projection(some, some, FP(0.1), Graded(g=0.05), label="g3")
Projection(q, some, FP(0.1), Fading(g=0.05), label="g4")
run(50 ms)
p.initialize(v=-60)
run(50 ms)
"""
FADING = """synapse Fading:
    param g = 1 nS
    state s = 0
    ds/dt = (1/(1 + exp((-55 mV - pre.v)/(5 mV))) - s)/(5 ms)
    current i = g*s*(pre.v - post.v)
    current j to pre = g*s*(post.v - pre.v)
"""


def rule_threads_change_no_byte(lab):
    """Groups of slices, cells in two roles, currents on both ends, states that wait for each other."""
    text = FADING + NETWORK
    first = None
    for threads in (1, 2, 3, 7):
        r = lab.run("network.nn", "--threads", str(threads), text=text)
        first = first or r.bytes()
        equal(r.bytes() == first, True, f"bytes of {threads} threads")
    holds(len(r.spikes("p")) > 200, "the network fires")


def rule_reset_starts_couplings_anew(lab):
    r = run(lab, FADING + RC + """
a = Population(3, RC(), label="a")
a.initialize(v=[-65, -50, -60])
a.record("v")
Projection(a, a, AllToAllConnector(), Fading(g=3), coupling="linear")
run(20 ms)
reset()
run(20 ms)
""")
    for c in range(3):
        equal(r.signal("a", "v", cell=c, segment=1), r.signal("a", "v", cell=c, segment=0), f"v[{c}] after a reset")


def rule_what_does_not_fit_is_told(lab):
    """A current that no equation takes, an item that no cell has, one of another dimension."""
    cases = {
        ("current i = g*(pre.v - post.v)", "v*0.1/ms"): "takes no current as i_syn",
        ("current i = -g*post.v*pre.zz", "i_syn/cm"): "has no zz",
        ("current i = g*(pre.v - post.total*1 Mohm)", "total/cm"): "cannot feed `i_syn` of C and read it",
    }
    for (current, term), wanted in cases.items():
        text = f"""synapse S:
    param g = 1 nS
    {current}
cell C:
    param cm = 1 nF, tau = 1 ms
    state v = -65 mV
    {"total = i_syn - v*1 nS" if "total" in term else ""}
    dv/dt = {term}
p = Population(2, C(), label="p")
Projection(p, p, AllToAllConnector(), S())
run(1 ms)
"""
        holds(wanted in refusal(lab, text), f"the message for {current}")



def rule_sums_with_couplings(lab):
    """What the cell gets at the time of the row, also where couplings see extrapolated states; recording changes nothing."""
    text = PAIR.replace("ARGS", "").replace("GAP)", "2 nS)").replace("HOW", "held").replace("UNTIL", "1").replace('b.record("v")', '(a + b).record("i_syn")')
    for how in ("held", "linear"):
        this = text.replace('coupling="held"', f'coupling="{how}"')
        r = run(lab, this.replace("run(", '(a + b).record("v")\nrun('))
        v, u = r.signal("a", "v"), r.signal("b", "v")
        all_near(r.signal("b", "i_syn"), [2e-3 * (x - y) for x, y in zip(v, u)], 1e-15, f"of the post cell, {how}")
        all_near(r.signal("a", "i_syn"), [2e-3 * (y - x) for x, y in zip(v, u)], 1e-15, f"of the pre cell, {how}")
        alone = run(lab, this.replace('.record("i_syn")', '.record("v")'))
        equal([list(alone.signal(p, "v")) for p in "ab"], [list(v), list(u)], f"v without the record of sums, {how}")
    run(lab, text.replace("Projection(", "# Projection("))


if __name__ == "__main__":
    sys.exit(main(globals()))
