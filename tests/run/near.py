"""Blocks of cells in which every argument of exprel is small are computed with less work, and with the same bits."""
import re
import sys

from harness import equal, holds, main

CELLS = 200
# Arguments that cost as much as the step, cheap ones, which are looked at first, and one that depends on another.
CELL = {"gated": """    rate = k*exp((v + 40 mV)/(20 mV))/(1 ms)
    dm/dt = rate*(1 - m) - m/(2 ms)
    dv/dt = (-(v + 65 mV) - 30*m^3*(v - 20 mV))/(10 ms)
""", "leaky": """    dm/dt = -m/(5 ms)
    dv/dt = (-(v + 65 mV) - 30*k*m*(v - 20 mV))/(10 ms)
""", "chain": """    state s = 0.5
    ds/dt = -s/(4 ms)
    dm/dt = (7*k*s*(1 - m) - m)/(3 ms)
    dv/dt = (-(v + 65 mV) - 3*m*(v - 20 mV))/(10 ms)
""", "tested": """    dm/dt = -m/(5 ms)
    dv/dt = -(v + 65 mV)/(10 ms)
    when exprel(-k*m*dt/(1 ms)) < 0.9: m = m/2
"""}
TEXT = """setup(timestep=0.1 ms)
cell Cell:
    param k = 1
    state v = -60 mV
    state m = 0.2
{cell}
    when v > -20 mV: spike

c = Population({n}, Cell(k={all}), label="c")
{set}
c.record(["v", "m"])
run(20 ms)
"""


def traces(results, cell):
    return [results.signal("c", name, cell) for name in ("v", "m")]


def run(lab, kind, name, changes=(), n=CELLS, k=1, more=""):
    text = TEXT.format(n=n, all=k, set=more, cell=CELL[kind])
    for old, new in dict(changes).items():
        text = re.sub(rf"\b{old}\b", new, text)
    return lab.run(f"{kind}_{name}.nn", text=text)


def rule_a_large_argument_changes_no_bit_of_its_block(lab):
    for kind in CELL:
        slow = run(lab, kind, "slow")
        fast = run(lab, kind, "fast", k=100)
        mixed = run(lab, kind, "mixed", more="c[70:71].set(k=100)")
        holds(traces(slow, 0) != traces(fast, 0), "the parameter matters")
        equal(traces(mixed, 70), traces(fast, 70), "the cell of large arguments")
        for cell in (0, 63, 64, 69, 71, 127, 128, CELLS - 1):
            equal(traces(mixed, cell), traces(slow, cell), f"cell {cell} beside it")


def rule_one_cell_has_the_bits_of_many(lab):
    for kind in CELL:
        for k in (1, 100):
            one, many = (run(lab, kind, f"{n}_{k}", n=n, k=k) for n in (1, CELLS))
            equal(traces(one, 0), traces(many, CELLS - 1), f"k = {k}")


def rule_names_of_the_generated_code_are_free(lab):
    names = {"gated": ({"rate": "large", "k": "kept_0", "m": "kept_1", "dm": "dkept_1"}, {"rate": "far", "k": "wait"}),
             "leaky": ({"k": "argument_0", "m": "argument", "dm": "dargument"},)}
    for kind, changes in names.items():
        plain = run(lab, kind, "plain")
        for k, change in enumerate(changes):
            named = run(lab, kind, f"named{k}", change)
            equal(named.signal("c", "v", 5), plain.signal("c", "v", 5), f"v with {change}")


if __name__ == "__main__":
    sys.exit(main(globals()))
