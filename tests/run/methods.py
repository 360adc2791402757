"""Orders of the methods of integration, measured against converged runs and closed forms (docs/numerics.md)."""
import math
import subprocess
import sys

from harness import equal, holds, main

# A driven oscillator: i is exact, t is read, c reads the block of v and w.
DRIVEN = '''cell Driven:
    state v = 0.5
    state w = 0
    state i = 1
    state c = 0
    dv/dt = (v - v^3/3 - w + i + 0.3*sin(t/(2 ms)))/(1 ms)
    dw/dt = (0.7 + v - 0.8*w)/(3 ms)
    di/dt = -i/(5 ms)
    dc/dt = (v^2 - c)/(4 ms)
    METHODS
p = Population(1, Driven(), label="p")
p.record(["v", "c"], sampling_interval=1 ms)
run(20 ms)
'''

VAN_DER_POL = '''cell Oscillator:
    param mu = 1
    state x = 2
    state y = -0.6
    dx/dt = y/(1 ms)
    dy/dt = (mu*(1 - x^2)*y - x)/(1 ms)
    METHODS
p = Population(1, Oscillator(mu=MU), label="p")
p.record("x", sampling_interval=1 ms)
run(TIME ms)
'''


def farthest(a, b):
    return max(abs(x - y) for x, y in zip(a, b))


def measured(errors, steps):
    return [math.log(a / b) / math.log(p / q) for a, b, p, q in zip(errors, errors[1:], steps, steps[1:])]


def driven(lab, methods, dt, variable="v"):
    name = "driven_" + "_".join(c for c in methods if c.isalnum()) + ".nn"
    return lab.run(name, text=DRIVEN.replace("METHODS", methods), dt=dt).signal("p", variable)


def order_is(lab, methods, order, steps=(0.2, 0.1, 0.05), variable="v"):
    wanted = driven(lab, "integrate v, w, c with rk4", 0.002, variable)
    errors = [farthest(driven(lab, methods, dt, variable), wanted) for dt in steps]
    holds(min(errors) > 1e-11, f"{methods}: something to measure, errors {errors}")
    for seen in measured(errors, steps):
        holds(abs(seen - order) < 0.35, f"{methods}: order {seen:.2f} instead of {order}, errors {errors}")


def rule_runge_kutta_is_fourth_order(lab):
    order_is(lab, "integrate v, w with rk4", 4, steps=(0.1, 0.05, 0.025))
    order_is(lab, "", 4, steps=(0.1, 0.05, 0.025), variable="c")


def rule_rosenbrock_is_third_order(lab):
    order_is(lab, "integrate with rosenbrock", 3, steps=(0.1, 0.05, 0.025))


def rule_rosenbrock_sees_exact_states_and_time(lab):
    order_is(lab, "integrate v, w with rosenbrock", 3, steps=(0.1, 0.05, 0.025))


CLOCKED = """setup(timestep=DT)
cell Clocked:
    param k = 2 /ms
    state v = 0
    drive = cos(t/(1 ms)) + 1e-12*(CLOCK)
    dv/dt = -k*(v - drive) - v^3/(1 ms)
    integrate v with rosenbrock
p = Population(1, Clocked(), label="p")
p.record("v")
run(4 ms)
"""


def rule_rosenbrock_moves_with_time_beside_what_jumps_with_it(lab):
    """Terms that are constant between jumps of the grid take nothing from the slope of the others."""
    def end(clock, dt):
        text = CLOCKED.replace("CLOCK)", clock + ")").replace("DT", str(dt))
        return lab.run(f"clocked_{sum(map(ord, clock))}_{dt}.nn", text=text, dt=dt).signal("p", "v")[-1]

    for clock in ("steps(t) % 7", "(t/(1 ms)) % 7", "1 if t > 2 ms else 0", "heaviside(t/(1 ms) - 2)"):
        wanted = end(clock, 0.0005)
        errors = [abs(end(clock, dt) - wanted) for dt in (0.04, 0.02)]
        holds(6 < errors[0] / errors[1] < 10, f"{clock}: errors {errors} at steps 0.04 and 0.02 ms fall with the third power")


def rule_rosenbrock_is_refused_without_a_slope_in_time(lab):
    text = ("nnir 1 model structured\ncell $C { state %v : 1 = 0; d %v = (exprel1(t/1ms) - %v*%v*%v)/1ms; integrate %v with rosenbrock }\n"
            "population $p : $C size 1 { }\nrecorder $p.v\nexperiment { record 0; run 1ms }\n")
    holds("NNC0812" in lab.refused("slope.ir", text), "no derivative by the time")


def rule_splitting_is_second_order(lab):
    order_is(lab, "integrate v, w with splitting", 2, steps=(0.1, 0.05, 0.025))


# Gates without the word: x and y are one group, v is the other.
SPLIT = """cell Split:
    STATES
    drive = 1 + 0.5*sin(t/(2 ms))
    dv/dt = (drive - v + 4*x^3*y*(2 - v))/(2 ms)
    dx/dt = (exp(v)*(1 - x) - exp(-v)*x)/(1 ms)
    dy/dt = (exp(-2*v)*(1 - y) - 0.2*y)/(3 ms)
    METHODS
p = Population(1, Split(), label="p")
p.record("v", sampling_interval=1 ms)
run(20 ms)
"""
ORDERS = {"first": "state v = 0.1, x = 0.2, y = 0.7", "last": "state x = 0.2, y = 0.7, v = 0.1"}


def split(lab, order, methods, dt):
    text = SPLIT.replace("STATES", ORDERS[order]).replace("METHODS", methods)
    return lab.run(f"split_{order}{len(methods)}.nn", text=text, dt=dt).signal("p", "v")


def rule_what_costs_most_is_evaluated_once(lab):
    """The dearest group takes the whole step, whichever state comes first."""
    wanted = split(lab, "first", "integrate with rk4", 0.002)
    for order in ORDERS:
        errors = [farthest(split(lab, order, "", dt), wanted) for dt in (0.1, 0.05, 0.025)]
        for seen in measured(errors, (0.1, 0.05, 0.025)):
            holds(abs(seen - 2) < 0.2, f"v {order}: order {seen:.2f}, errors {errors}")
        kernel = subprocess.run([lab.nnc, str(lab.folder / f"split_{order}0.nn"), "--emit=kernel"], capture_output=True, text=True, check=True)
        equal(kernel.stdout.count("exp("), 3, f"exponentials in a step, v {order}")


def rule_euler_methods_are_first_order(lab):
    order_is(lab, "integrate v, w with euler", 1, steps=(0.05, 0.025, 0.0125))
    order_is(lab, "integrate v, w with exponential_euler", 1, steps=(0.05, 0.025, 0.0125))


def rule_later_blocks_are_second_order(lab):
    """c reads v of another block at both ends of the step and their mean."""
    order_is(lab, "integrate c with splitting", 2, steps=(0.2, 0.1, 0.05), variable="c")


def oscillator(lab, methods, mu, time, dt, fails=False):
    name = f"oscillator_{mu}_{time}_{dt}_" + "_".join(c for c in methods if c.isalnum()) + ".nn"
    text = f"setup(timestep={dt})\n" + VAN_DER_POL.replace("METHODS", methods).replace("MU", str(mu)).replace("TIME", str(time))
    r = lab.run(name, text=text, dt=dt, fails=fails)
    return r if fails else r.signal("p", "x")


def rule_rosenbrock_is_stable_where_the_equations_are_stiff(lab):
    """The fast time constant is 1/300 ms, a thirtieth of the step."""
    steps = (0.1, 0.05, 0.025)
    wanted = oscillator(lab, "integrate with rk4", 100, 60, 0.001)
    errors = [farthest(oscillator(lab, "integrate with rosenbrock", 100, 60, dt), wanted) for dt in steps]
    holds(errors[0] < 1e-3 and errors[2] < errors[0], f"errors at dt {steps}: {errors}")


def rule_a_step_that_the_method_does_not_bear_is_refused(lab):
    """A program runs at any --dt up to where its methods are stable."""
    text = "setup(timestep=0.001)\n" + VAN_DER_POL.replace("METHODS", "integrate with rk4").replace("MU", "100").replace("TIME", "1")
    lab.run("bears.nn", text=text, dt=0.005)
    told = lab.run("bears.nn", text=text, dt=0.1, fails=True)
    holds("bears.nn:6:5: rk4 is not stable for `x` of Oscillator at a step of 0.1 ms" in told, told)
    holds("setup(timestep=0.1 ms)" in told and "step 1" not in told, told)


def rule_rk45_keeps_its_tolerance(lab):
    """At any step of the grid, also one that is longer than the time constants; exact states and time are seen."""
    for variable in ("v", "c"):
        wanted = driven(lab, "integrate v, w, c with rk4", 0.002, variable)
        for dt in (1.0, 0.1):
            error = farthest(driven(lab, "integrate with rk45", dt, variable), wanted)
            holds(error < 2e-7, f"error of {variable} at dt {dt}: {error}")
    wanted = oscillator(lab, "integrate with rk4", 10, 60, 0.0005)
    holds(max(wanted) > 1 and min(wanted) < -1, "the oscillator turns")
    error = farthest(oscillator(lab, "integrate with rk45", 10, 60, 1.0), wanted)
    holds(error < 5e-6, f"error of the oscillator at dt 1 ms: {error}")


def rule_rk45_steps_are_those_of_the_cell_alone(lab):
    text = VAN_DER_POL.replace("METHODS", "integrate with rk45").replace("TIME", "20")
    alone = [lab.run(f"alone{mu}.nn", text=text.replace("MU", str(mu)), dt=0.5).signal("p", "x") for mu in (1, 20)]
    text = text.replace("Population(1,", "Population(2,").replace("MU", "[20, 1]")
    both = lab.run("both.nn", text=text, dt=0.5)
    equal([both.signal("p", "x", cell=1), both.signal("p", "x", cell=0)], alone, "cells together and alone")


def rule_rk45_ends_where_it_cannot_go_on(lab):
    """dx/dt = x^2 from 1/ms has no solution after 1 ms."""
    text = """cell Explodes:
    state x = 1
    dx/dt = x^2/(1 ms)
    integrate x with rk45
p = Population(1, Explodes(), label="p")
p.record("x")
run(2 ms)
"""
    told = lab.run("explodes.nn", text=text, dt=0.1, fails=True)
    holds("x became" in told and "t = 1" in told, f"the run says what and when: {told}")


def rule_states_without_an_equation_are_read_as_they_are(lab):
    """g changes by an action alone; v relaxes towards it exactly."""
    text = """cell Still:
    param tau = 1 ms
    state v = 0, g = 0
    dv/dt = (g - v)/tau
    when t > 2 ms: g = 1
p = Population(1, Still(), label="p")
p.record(["v", "g"], sampling_interval=0.1 ms)
run(4 ms)
"""
    r = lab.run("still.nn", text=text)
    v, g = r.signal("p", "v"), r.signal("p", "g")
    first = g.index(1)
    holds(19 < first < 23, f"g becomes 1 at step {first}")
    for k, seen in enumerate(v):
        wanted = 1 - math.exp(-(k - first)*0.1) if k > first else 0
        holds(abs(seen - wanted) < 1e-14, f"v at step {k}: {seen} instead of {wanted}")


def rule_equations_with_jumps_are_not_linear(lab):
    """Their derivatives are constant, and they are not exact: the slope is that of the branch at hand."""
    text = """cell Jumps:
    state v = 0, w = 0, x = 0
    dv/dt = (2 if v < 1 else 0.5)/(1 ms)
    dw/dt = (1 + floor(w))/(1 ms)
    dx/dt = min(3 - x, 1 - x)/(1 ms)
p = Population(1, Jumps(), label="p")
p.record(["v", "w", "x"], sampling_interval=1 ms)
run(2 ms)
"""
    r = lab.run("jumps.nn", text=text, dt=0.01)
    for variable, wanted in (("v", [0, 1.25, 1.75]), ("w", [0, 1, 3.5]), ("x", [0, 1 - math.exp(-1), 1 - math.exp(-2)])):
        seen = r.signal("p", variable)
        holds(farthest(seen, wanted) < 0.2, f"{variable}: {seen} instead of {wanted}")


def rule_derivatives_of_long_products(lab):
    """Products of more than eight factors are derived by halves: Rosenbrock is of order 3 only with the right ones."""
    text = """cell Product:
    state v = 0.9
    dv/dt = -0.0001*(v+1)*(v+2)*(v+3)*(v+4)*(v+5)*(v+6)*(v+7)*(v+8)*v/(1 ms)
    METHODS
p = Population(1, Product(), label="p")
p.record("v", sampling_interval=1 ms)
run(1 ms)
"""
    wanted = lab.run("product_a.nn", text=text.replace("METHODS", "integrate with rk45")).signal("p", "v")[-1]
    steps = (0.005, 0.0025, 0.00125)
    text = text.replace("METHODS", "integrate with rosenbrock")
    errors = [abs(lab.run("product_b.nn", text=text, dt=dt).signal("p", "v")[-1] - wanted) for dt in steps]
    for seen in measured(errors, steps):
        holds(abs(seen - 3) < 0.35, f"order {seen:.2f} instead of 3, errors {errors}")


if __name__ == "__main__":
    sys.exit(main(globals()))
