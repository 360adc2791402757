"""Delayed states (semantics 10): history, off-grid delays, stages of methods, against the rule done by hand."""
import itertools
import math
import sys

from harness import all_near, equal, holds, main, near

numbers = itertools.count()
CELLS = """cell DDE:
    param tau = 10 ms, k = -0.2 /ms, d = 17 ms
    state x = 1
    dx/dt = -x/tau + k*delay(x, d)
    integrate x with METHOD

p = Population(1, DDE(ARGS), label="p")
p.record("x")
run(100 ms)
"""


def history(values, steps, at):
    """x at the time `at` (in steps), linear between grid points; before t_0 its initial value."""
    at -= steps
    k = int(at // 1)
    w = at - k
    lower = values[max(k, 0)]
    return lower if w == 0 else (1 - w)*lower + w*values[max(k + 1, 0)]


def rk4(d, dt, n, tau=10.0, k=-0.2, start=1.0):
    """The classical method with the delayed term read at its stages."""
    x, steps = [start], d/dt
    if abs(steps - round(steps)) < 1e-9*max(1, steps):
        steps = round(steps)
    for i in range(n):
        late = [history(x, steps, i + c) for c in (0, 0.5, 1)]
        f = lambda y, c: -y/tau + k*late[c]
        k1 = f(x[i], 0)
        k2 = f(x[i] + 0.5*dt*k1, 1)
        k3 = f(x[i] + 0.5*dt*k2, 1)
        k4 = f(x[i] + dt*k3, 2)
        x.append(x[i] + dt/6*(k1 + 2*k2 + 2*k3 + k4))
    return x


def run(lab, args="", method="rk4", dt=0.1, text=CELLS):
    return lab.run(f"dde{next(numbers)}.nn", dt=dt, text=text.replace("ARGS", args).replace("METHOD", method))


def rule_delay_is_read_from_the_grid(lab):
    """170 steps; the middle stages read the mean of two neighbours; x(t < 0) = x(0)."""
    seen = run(lab).signal("p", "x")
    all_near(seen, rk4(17.0, 0.1, 1000), 1e-12, "x")
    near(seen[170], -2 + 3*math.exp(-1.7), 1e-9, "x while the delayed term is that of the start")


def rule_shortest_delay_is_one_step(lab):
    all_near(run(lab, "d=0.1").signal("p", "x"), rk4(0.1, 0.1, 1000), 1e-12, "x")
    error = lab.run("short.nn", text=CELLS.replace("ARGS", "d=0.05").replace("METHOD", "rk4"), fails=True)
    holds("a delay of 0.05 ms in p[0]" in error, f"the error tells the delay: {error}")


def rule_off_grid_delays_are_interpolated(lab):
    for d in (0.125, 3.14159, 17.03):
        all_near(run(lab, f"d={d}").signal("p", "x"), rk4(d, 0.1, 1000), 1e-12, f"x with d = {d}")


def rule_default_method_is_of_second_order(lab):
    """The exponential step reads the delayed term in its middle."""
    text = CELLS.replace("    integrate x with METHOD\n", "")
    exact = rk4(17.0, 0.0125, 8000)[-1]
    errors = [abs(run(lab, dt=dt, text=text).signal("p", "x")[-1] - exact) for dt in (0.2, 0.1, 0.05)]
    for coarse, fine in zip(errors, errors[1:]):
        near(coarse/fine, 4, 0.4, f"error ratio of {errors}")


def rule_each_cell_has_its_delay(lab):
    text = CELLS.replace("Population(1", "Population(3").replace("ARGS", "d=[1.0, 2.5, 7.77]").replace("METHOD", "rk4")
    r = lab.run("each.nn", text=text)
    for i, d in enumerate((1.0, 2.5, 7.77)):
        all_near(r.signal("p", "x", cell=i), rk4(d, 0.1, 1000), 1e-12, f"x with d = {d}")


def rule_two_runs_are_one(lab):
    text = CELLS.replace("run(100 ms)", "run(33.3 ms)\nrun(66.7 ms)")
    equal(run(lab, text=text).signal("p", "x"), run(lab).signal("p", "x"), "x of two runs")


def rule_reset_forgets_the_past(lab):
    text = CELLS + "reset()\nrun(100 ms)\n"
    r = run(lab, text=text)
    equal(r.signal("p", "x", segment=1), r.signal("p", "x", segment=0), "x after a reset")


def rule_history_starts_with_what_initialize_says(lab):
    text = CELLS.replace("p.record", "p.initialize(x=0.25)\np.record")
    all_near(run(lab, text=text).signal("p", "x"), rk4(17.0, 0.1, 1000, start=0.25), 1e-12, "x")


def rule_delays_of_expressions(lab):
    """An alias that reads a delay is shown at the time of the sample; conditions see it at the end of their step."""
    r = lab.run("alias.nn", text="""cell Echo:
    state x = 0, seen = 0
    late = delay(2*x + 1, 1 ms)
    dx/dt = 1 /ms
    when late >= 5: seen = t/(1 ms)
p = Population(1, Echo(), label="p")
p.record(["x", "late", "seen"])
run(5 ms)
""")
    x, late = r.signal("p", "x"), r.signal("p", "late")
    all_near(late, [1 + 2*x[max(k - 10, 0)] for k in range(51)], 1e-12, "the delayed alias")
    near(r.signal("p", "seen")[-1], 3.0, 0.11, "time at which the condition saw 5")


if __name__ == "__main__":
    sys.exit(main(globals()))
