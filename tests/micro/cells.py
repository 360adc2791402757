"""Every cell of stdlib/ against nnc-ref: exact paths, converging paths at a fine step, order of convergence."""
import math
import sys

from reference import Reference, both, close, error, equal, holds, same_spikes
from table import EXACT, FINE, METHODS, ORDERS, network

from harness import main


def compare(lab, row):
    name, cell, stimulus, variables, dt, tolerance = row
    text = network(cell, stimulus, variables)
    seen, wanted = both(lab, name, text, dt)
    same_spikes(seen, wanted, "c", name)
    return [close(seen, wanted, "c", v, tolerance, name) for v in variables.split()]


def rule_exact(lab):
    for row in EXACT:
        compare(lab, row)


def rule_fine(lab):
    for row in FINE:
        compare(lab, row)


def slopes(lab, name, text, variable, steps):
    """Orders between the steps, and the errors. The reference is the same at each, for all events lie on the coarsest grid."""
    wanted = Reference(lab).run(f"{name}.nn", text, steps[0])
    runs = [lab.run(f"{name}.nn", text=text, dt=dt) for dt in steps]
    for r in runs:                # a finer grid may stamp a spike earlier, within a step of the coarsest
        equal(len(r.spikes("c")), len(wanted.spikes("c")), f"{name}: number of spikes")
    errors = [error(r, wanted, "c", variable) for r in runs]
    holds(errors[-1] > 1e-13, f"{name}.{variable}: something to measure, {errors}")
    return [math.log(a / b) / math.log(p / q) for a, b, p, q in zip(errors, errors[1:], steps, steps[1:])], errors


def rule_orders(lab):
    for name, cell, stimulus, variables, steps, time, order in ORDERS:
        for variable in variables.split():
            found, errors = slopes(lab, f"order_{name}", network(cell, stimulus, variables, time), variable, steps)
            holds(all(order - 0.35 < s < order + 0.7 for s in found),
                  f"{name}.{variable}: orders {found} instead of {order}, errors {errors}")


NAMED = '''cell Bistable:
    state v = 0.1, w = 0
    dv/dt = (v - v^3/3 - w + 0.3)/(1 ms)
    dw/dt = 0.3 /ms*(v + 0.7 - 0.8*w)
    integrate v, w with METHOD

c = Population(1, Bistable(), label="c")
c.record(["v", "w"], sampling_interval=0.5 ms)
run(12 ms)
'''


def rule_named_methods(lab):
    for method, order in METHODS:
        text, name, steps = NAMED.replace("METHOD", method), f"method_{method}", (0.05, 0.025, 0.0125)
        wanted = Reference(lab).run(f"{name}.nn", text, steps[0])
        errors = [error(lab.run(f"{name}.nn", text=text, dt=dt), wanted, "c", "v") for dt in steps]
        found = [math.log2(a / b) for a, b in zip(errors, errors[1:])]
        holds(all(order - 0.35 < s < order + 0.7 for s in found), f"{method}: orders {found} instead of {order}, errors {errors}")


if __name__ == "__main__":
    sys.exit(main(globals()))
