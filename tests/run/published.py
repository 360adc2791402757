"""Cells of the literature against an independent integration of their equations: classical Runge-Kutta, written out here,
with steps so short that its error is below 1e-11."""
import math
import sys

from harness import equal, holds, main, near

MORRIS_LECAR = '''cell MorrisLecar:
    """Barnacle muscle fibre (Morris and Lecar 1981), class II parameters."""
    param i_app = 90
    state v = -30
    state w = 0
    m_inf = 0.5*(1 + tanh((v + 1.2)/18))
    w_inf = 0.5*(1 + tanh((v - 2)/30))
    rate = 0.04*cosh((v - 2)/60)
    dv/dt = (i_app - 4.4*m_inf*(v - 120) - 8*w*(v + 84) - 2*(v + 60))/(20 ms)
    dw/dt = rate*(w_inf - w)/(1 ms)
    METHODS
p = Population(1, MorrisLecar(), label="p")
p.record(["v", "w"], sampling_interval=1 ms)
run(100 ms)
'''

KINETIC = '''cell Scheme:
    """A channel that opens in two steps, its rates moved by the potential, which its current moves."""
    state v = -60 mV
    kinetic:
        state c1 = 1
        state c2 = 0
        state o = 0
        c1 <-> c2 (2*exp((v + 40 mV)/(25 mV))/(1 ms), 0.5*exp(-(v + 40 mV)/(20 mV))/(1 ms))
        c2 <-> o (exp((v + 40 mV)/(25 mV))/(1 ms), 1/(1 ms))
    dv/dt = ((-60 mV - v)/(10 ms) + o*(50 mV - v)/(4 ms))
    METHODS
p = Population(1, Scheme(), label="p")
p.record(["v", "o"], sampling_interval=1 ms)
run(30 ms)
'''


def runge_kutta(f, x, n, h, every):
    """Values of the states after each `every`-th of n steps of h."""
    rows = [x]
    for k in range(1, n + 1):
        k1 = f(x)
        k2 = f([a + h/2*b for a, b in zip(x, k1)])
        k3 = f([a + h/2*b for a, b in zip(x, k2)])
        k4 = f([a + h*b for a, b in zip(x, k3)])
        x = [a + h/6*(p + 2*q + 2*r + s) for a, p, q, r, s in zip(x, k1, k2, k3, k4)]
        if k % every == 0:
            rows.append(x)
    return rows


def morris_lecar(x):
    v, w = x
    m_inf, w_inf = 0.5*(1 + math.tanh((v + 1.2)/18)), 0.5*(1 + math.tanh((v - 2)/30))
    return [(90 - 4.4*m_inf*(v - 120) - 8*w*(v + 84) - 2*(v + 60))/20, 0.04*math.cosh((v - 2)/60)*(w_inf - w)]


def scheme(x, fast=1):
    """`fast`: of the first transition, both ways."""
    v, c1, c2, o = x
    a, b = 2*fast*math.exp((v + 40)/25), 0.5*fast*math.exp(-(v + 40)/20)
    first, second = a*c1 - b*c2, math.exp((v + 40)/25)*c2 - o
    return [(-60 - v)/10 + o*(50 - v)/4, -first, first - second, second]


def errors(lab, name, text, methods, wanted, variable, steps):
    seen = [lab.run(f"{name}_{''.join(c for c in methods if c.isalnum())}.nn", text=text.replace("METHODS", methods), dt=dt)
            .signal("p", variable) for dt in steps]
    for s in seen:
        equal(len(s), len(wanted), f"{name}: samples")
    return [max(abs(a - b) for a, b in zip(s, wanted)) for s in seen]


def order_is(found, steps, order, what):
    for a, b, p, q in zip(found, found[1:], steps, steps[1:]):
        seen = math.log(a/b)/math.log(p/q)
        holds(abs(seen - order) < 0.4, f"{what}: order {seen:.2f} instead of {order}, errors {found}")


def rule_morris_lecar(lab):
    wanted = [row[0] for row in runge_kutta(morris_lecar, [-30, 0], 100000, 0.001, 1000)]
    holds(max(wanted) > 20 and min(wanted) < -30, "the cell oscillates")
    steps = (0.25, 0.125, 0.0625)
    order_is(errors(lab, "ml", MORRIS_LECAR, "", wanted, "v", steps), steps, 4, "Morris-Lecar by default")
    steps = (0.0625, 0.03125, 0.015625)
    order_is(errors(lab, "ml", MORRIS_LECAR, "integrate with rosenbrock", wanted, "v", steps), steps, 3, "by Rosenbrock")
    near(errors(lab, "ml", MORRIS_LECAR, "integrate with rk45", wanted, "v", (1.0,))[0], 0, 2e-6, "by rk45 at dt 1 ms")


def rule_kinetic_scheme(lab):
    rows = runge_kutta(scheme, [-60, 1, 0, 0], 30000, 0.001, 1000)
    holds(max(row[3] for row in rows) > 0.3, "the channel opens")
    steps = (0.1, 0.05, 0.025)
    for methods, order in (("", 2), ("integrate with rk4", 4), ("integrate with rosenbrock", 3)):
        for variable, column in (("v", 0), ("o", 3)):
            found = errors(lab, "scheme", KINETIC, methods, [row[column] for row in rows], variable, steps)
            order_is(found, steps, order, f"kinetic scheme, {methods or 'by default'}, {variable}")


def rule_kinetic_scheme_with_fast_transitions(lab):
    """The first transition is 100 times as fast as the step: its states stay in balance while the others move."""
    text = KINETIC.replace("(2*exp(", "(400*exp(").replace("0.5*exp(", "100*exp(")
    rows = runge_kutta(lambda x: scheme(x, 200), [-60, 1, 0, 0], 300000, 0.0001, 10000)
    steps = (0.2, 0.1, 0.05)
    for variable, column, most in (("v", 0, 0.05), ("o", 3, 1e-3)):
        found = errors(lab, "fast", text, "", [row[column] for row in rows], variable, steps)
        holds(found[1] < most, f"{variable}: {found}")
        order_is(found, steps, 2, f"fast transitions, {variable}")


def rule_adex_does_not_overflow(lab):
    """The exponential of the step that fires would be exp(600): right sides read min(v, v_spike)."""
    text = '''c = Population(1, EIF_cond_exp_isfa_ista(delta_T=0.5, v_thresh=-60, v_spike=-20, i_offset=20), label="c")
c.record(["v", "w", "spikes"])
run(50 ms)
'''
    r = lab.run("steep.nn", text=text)
    holds(len(r.spikes("c")) > 5 and all(math.isfinite(x) for x in r.signal("c", "w")), "the cell fires and goes on")


def rule_cap_follows_the_entry_of_a_regime(lab):
    """Assigned by `on entry`, and the test written the other way round."""
    text = '''cell Quadratic:
    state v = 0
    state n = 0
    regime up:
        dv/dt = exp(v)/(1 ms)
        when 5 < v: enter down
    regime down:
        on entry: v = 0; n += 1
        when t > 100 ms: enter up
c = Population(1, Quadratic(), label="c")
c.record(["v", "n"])
run(3 ms)
'''
    r = lab.run("entry.nn", text=text, dt=0.5)
    holds(max(r.signal("c", "v")) < 100 and r.signal("c", "n")[-1] > 0, f"v stays finite: {r.signal('c', 'v')}")


def rule_equal_time_constants_are_exact(lab):
    """tau_syn = tau_m: v = w t/C exp(-t/tau), where a closed form by differences would divide by zero."""
    text = '''s = Population(1, SpikeSourceArray(spike_times=[1.0]), label="s")
c = Population(1, IF_curr_exp(tau_m=5, tau_syn_E=5, v_rest=0, v_reset=-1, v_thresh=100, cm=0.25), label="c")
c.initialize(v=0)
Projection(s, c, AllToAllConnector(), StaticSynapse(weight=0.5, delay=1), receptor_type="excitatory", label="e")
c.record("v")
run(30 ms)
'''
    v = lab.run("equal.nn", text=text).signal("c", "v")
    for k in range(21, 301, 7):
        t = 0.1*k - 2
        near(v[k], 0.5*t/0.25*math.exp(-t/5), 1e-13, f"v at {0.1*k:.1f} ms")


def rule_cells_of_their_own_are_as_all_alike(lab):
    """A parameter per cell takes another propagator per cell: with equal values the same bits."""
    text = '''s = Population(5, SpikeSourcePoisson(rate=400), label="s")
c = Population(3, IF_curr_exp(TAU, i_offset=0.6), label="c")
Projection(s, c, AllToAllConnector(), StaticSynapse(weight=0.4, delay=1), receptor_type="excitatory", label="e")
c.record(["v", "spikes"])
run(200 ms)
'''
    alike = lab.run("alike.nn", text=text.replace("TAU", "tau_m=12.3"))
    own = lab.run("own.nn", text=text.replace("TAU", "tau_m=[12.3, 12.3, 12.3]"))
    holds(len(alike.spikes("c")) > 5, "the cells fire")
    equal(own.bytes(), alike.bytes(), "results of cells with values of their own")
    other = lab.run("other.nn", text=text.replace("TAU", "tau_m=[12.3, 20, 12.3]"))
    equal(other.signal("c", "v", cell=2), alike.signal("c", "v", cell=2), "a cell beside one that differs")
    holds(other.signal("c", "v", cell=1) != alike.signal("c", "v", cell=1), "the other cell differs")


def rule_multiplicative_noise_is_of_strong_order_half(lab):
    """dx = a x dt + s x dW against exp((a - s^2/2) t + s W) with the W of the same cell: one noise, two states."""
    text = '''cell Growing:
    state x = 1
    state w = 0
    noise xi
    dx/dt = 0.5*x/(1 ms) + 0.8*x*sqrt(1/(1 ms))*xi
    dw/dt = sqrt(1/(1 ms))*xi
p = Population(2000, Growing(), label="p")
p.record(["x", "w"], sampling_interval=1 ms)
run(1 ms)
'''
    found, steps = [], (0.1, 0.025, 0.00625)
    for dt in steps:
        r = lab.run("growing.nn", text=text, dt=dt)
        x, w = ([float(c) for c in r.rows("p", name)[-1][1:]] for name in ("x", "w"))
        near(sum(a*a for a in w)/len(w), 1, 0.15, "variance of W(1)")
        found.append(sum(abs(a - math.exp(0.5 - 0.32 + 0.8*b)) for a, b in zip(x, w))/len(x))
    for a, b in zip(found, found[1:]):
        holds(0.4 < math.log(a/b)/math.log(4) < 0.6, f"strong order 1/2: errors {found}")


if __name__ == "__main__":
    sys.exit(main(globals()))
