"""Blocks of cells in which every argument of exprel is small are computed with less work, and with the same bits."""
import re
import sys

from harness import equal, holds, main

CELLS = 200
TEXT = """setup(timestep=0.1 ms)
cell Gated:
    param k = 1
    state v = -60 mV
    state m = 0.2
    rate = k*exp((v + 40 mV)/(20 mV))/(1 ms)
    dm/dt = rate*(1 - m) - m/(2 ms)
    dv/dt = (-(v + 65 mV) - 30*m^3*(v - 20 mV))/(10 ms)
    when v > -20 mV: spike

c = Population({n}, Gated(k={all}), label="c")
{set}
c.record(["v", "m"])
run(20 ms)
"""


def traces(results, cell):
    return [results.signal("c", name, cell) for name in ("v", "m")]


def rule_a_large_argument_changes_no_bit_of_its_block(lab):
    slow = lab.run("slow.nn", text=TEXT.format(n=CELLS, all=1, set=""))
    fast = lab.run("fast.nn", text=TEXT.format(n=CELLS, all=100, set=""))
    mixed = lab.run("mixed.nn", text=TEXT.format(n=CELLS, all=1, set="c[70:71].set(k=100)"))
    holds(traces(slow, 0) != traces(fast, 0), "the parameter matters")
    equal(traces(mixed, 70), traces(fast, 70), "the cell of large arguments")
    for cell in (0, 63, 64, 69, 71, 127, 128, CELLS - 1):
        equal(traces(mixed, cell), traces(slow, cell), f"cell {cell} beside it")


def rule_one_cell_has_the_bits_of_many(lab):
    for k in (1, 100):
        one = lab.run(f"one{k}.nn", text=TEXT.format(n=1, all=k, set=""))
        many = lab.run(f"many{k}.nn", text=TEXT.format(n=CELLS, all=k, set=""))
        equal(traces(one, 0), traces(many, CELLS - 1), f"k = {k}")


def rule_names_of_the_generated_code_are_free(lab):
    plain = lab.run("plain.nn", text=TEXT.format(n=CELLS, all=1, set=""))
    for k, names in enumerate(({"rate": "large", "k": "kept_0", "m": "kept_1", "dm": "dkept_1"}, {"rate": "far", "k": "wait"})):
        text = TEXT.format(n=CELLS, all=1, set="")
        for name, new in names.items():
            text = re.sub(rf"\b{name}\b", new, text)
        named = lab.run(f"named{k}.nn", text=text)
        equal(named.signal("c", "v", 5), plain.signal("c", "v", 5), f"v with {names}")


if __name__ == "__main__":
    sys.exit(main(globals()))
