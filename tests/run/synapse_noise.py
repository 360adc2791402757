"""Synapses whose states have no closed form between events: noise, equations that are not linear (semantics 2.3, 7 and 10)."""
import math
import sys

from harness import all_near, correlation, equal, main, mean, near, variance

TEXT = '''
synapse Noisy:
    {items}
    on pre: send weight*({sent})
cell Sum:
    state n = 0
    on event(w: 1): n += w
a = Population(2000, SpikeSourceArray(spike_times=[{at}]), label="a")
c = Population(2000, Sum(), label="c")
Projection(a, c, OneToOneConnector(), Noisy(weight=1, delay={delay}), receptor_type="event", label="q")
c.record("n")
run({end})
'''


def sent(lab, name, items, value, at=20, delay=1, dt=0.1):
    """What 2000 connections send for one spike; the same with 1, 2, 3 and 7 threads."""
    text = TEXT.format(items=items, sent=value, at=at, delay=delay, end=at + 2*delay)
    one = lab.run(name, text=text, dt=dt)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads, dt=dt).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    return [float(x) for x in one.rows("c", "n")[-1][1:]]


OU = """param tau = 10 ms, sigma = 2
    noise xi
    state x = 1
    dx/dt = -x/tau + sigma*sqrt(2/tau)*xi"""


def rule_linear_noise_is_exact_in_distribution(lab):
    """At t: mean exp(-t/tau), variance sigma^2 (1 - exp(-2 t/tau)), also where four steps make up t = 20 ms."""
    for dt, delay in ((0.1, 1), (5.0, 5)):
        x = sent(lab, "ou.nn" if dt < 1 else "coarse.nn", OU, "x", delay=delay, dt=dt)
        near(mean(x), math.exp(-2), 0.15, f"mean at dt {dt} (standard error 0.045)")
        near(variance(x), 4*(1 - math.exp(-4)), 0.4, f"variance at dt {dt} (standard error 0.13)")
        near(correlation(x[:-1], x[1:]), 0, 0.08, "correlation of neighbours")


def rule_one_number_per_noise(lab):
    """Two states that read one noise get the same number; those of two noises differ."""
    one = """noise xi
    state x = 0, y = 0
    dx/dt = xi/sqrt(1 ms)
    dy/dt = -2*xi/sqrt(1 ms)"""
    equal(set(sent(lab, "shared.nn", one, "2*x + y")), {0.0}, "2 x + y")
    two = """noise xi
    noise eta
    state x = 0
    dx/dt = (3*xi + 4*eta)/sqrt(1 ms)"""
    near(variance(sent(lab, "two.nn", two, "x", at=4)), 25*4, 12, "variances add up: 25 per ms (standard error 3.2)")


def rule_coupled_linear_states(lab):
    """An alpha function per connection: x = t/tau exp(-t/tau) after a jump of y at 0, by steps of second order."""
    alpha = """param tau = 5 ms
    state x = 0, y = 1
    dx/dt = (y - x)/tau
    dy/dt = -y/tau"""
    exact = 4*math.exp(-4)
    errors = [abs(sent(lab, "alpha.nn", alpha, "x", dt=dt)[0] - exact) for dt in (0.1, 0.05)]
    near(errors[0], 0, 1e-5, "x at 20 ms")
    near(errors[0]/errors[1], 4, 0.4, "the error falls with the square of the step")


def rule_equations_that_are_not_linear(lab):
    """x' = -x^2/ms from 1: x = 1/(1 + t)."""
    all_near(sent(lab, "riccati.nn", "state x = 1\n    dx/dt = -x^2/(1 ms)", "x", at=3)[:3], [1/4]*3, 1e-3, "x at 3 ms")


if __name__ == "__main__":
    sys.exit(main(globals()))
