"""Equations that are linear are exact on the grid, also in regimes and with coefficients that conditions change (semantics 10)."""
import math
import sys

from harness import all_near, holds, main, near


def rule_each_regime_is_exact(lab):
    """Coupled states with other coefficients in each regime, against the closed form."""
    text = '''cell Two:
    state a = 1, b = 0, n = 0
    dn/dt = 1 /ms
    regime fast:
        da/dt = -a/(1 ms)
        db/dt = a/(1 ms) - b/(2 ms)
        when t >= 1 ms: enter slow
    regime slow:
        da/dt = (0.5 - a)/(10 ms)
c = Population(1, Two(), label="c")
c.record(["a", "b"])
run(2 ms)
'''
    r = lab.run("two.nn", text=text, dt=0.25)
    a, b = r.signal("c", "a"), r.signal("c", "b")
    steps = [0.25 * k for k in range(5)]
    all_near(a[:5], [math.exp(-t) for t in steps], 1e-13, "a in the first regime")
    all_near(b[:5], [2 * (math.exp(-t / 2) - math.exp(-t)) for t in steps], 1e-13, "b in the first regime")
    all_near(a[4:], [0.5 + (math.exp(-1) - 0.5) * math.exp(-t / 10) for t in steps], 1e-13, "a in the second")
    all_near(b[4:], [b[4]] * 5, 0, "b, which has no equation there")


def rule_regimes_are_exact_says_the_report(lab):
    text = '''cell Two:
    state a = 1
    regime on:
        da/dt = -a/(1 ms)
        when a < 0.5: enter off
    regime off:
        da/dt = (1 - a)/(5 ms)
        when a > 0.9: enter on
c = Population(1, Two(), label="c")
run(1 ms)
'''
    said = lab.explain("report.nn", text)
    holds("a: exact" in said, f"the report of methods: {said}")


def rule_states_without_an_equation_are_held(lab):
    """They enter as currents do: with their value at t_k."""
    text = '''cell Kicked:
    state v = 0, kick = 0, gain = 1
    dv/dt = (kick*3 - v)/(2 ms) + gain*kick/(1 ms)
    when t >= 0.5 ms: kick = 2
    when t >= 1 ms: kick = 0; gain = 5
c = Population(1, Kicked(), label="c")
c.record("v")
run(2 ms)
'''
    v = lab.run("kicked.nn", text=text).signal("c", "v")
    holds(v[5] == 0 and v[6] > 0, f"v moves from the kick on: {v[4:8]}")
    near(v[10], 10 * (1 - math.exp(-0.5 / 2)), 1e-9, "v after 0.5 ms of the kick")
    near(v[20], v[10] * math.exp(-0.5), 1e-9, "v after it")


def rule_tests_of_states_are_not_linear(lab):
    """A slope that depends on which side of a threshold the state is."""
    text = '''cell Bent:
    state v = 0
    dv/dt = (2 if v < 0.55 else 1)/(1 ms)
c = Population(1, Bent(), label="c")
c.record("v")
run(2 ms)
'''
    near(lab.run("bent.nn", text=text).signal("c", "v")[-1], 0.6 + 1.7, 0.06, "v after 0.3 ms of slope 2 and 1.7 ms of slope 1")
    text = text.replace("(2 if v < 0.55 else 1)/(1 ms)", "abs(v - 1)/(1 ms)")
    near(lab.run("abs.nn", text=text).signal("c", "v")[-1], 1 - math.exp(-2), 1e-6, "v of dv/dt = abs(v - 1)/ms")


if __name__ == "__main__":
    sys.exit(main(globals()))
