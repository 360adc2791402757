"""Factorials of what varies: those of whole numbers, and a run that stops at any other."""
import math
import sys

from harness import equal, holds, main

MODEL = """cell Count:
    state n = FROM, total = 0
    ways = factorial(n)
    whenever t > 0 ms:
        n += STEP
        total += ways/1e300
a = Population(2, Count(), label="a")
a.record(["n", "ways"])
run(5 ms)
"""


def model(start="0", step="1"):
    return "setup(timestep=1 ms)\n" + MODEL.replace("FROM", start).replace("STEP", step)


def rule_of_whole_numbers(lab):
    for first in (0, 7, 165):
        r = lab.run(f"from{first}.nn", text=model(str(first)), dt=1)
        for n, ways in zip(r.signal("a", "n", 1), r.signal("a", "ways", 1)):
            equal(ways, float(math.factorial(int(n))), f"factorial({n})")


def rule_of_others(lab):
    for start, step in (("170", "1"), ("0.5", "1"), ("1", "-1")):
        said = lab.run(f"no{start}.nn", text=model(start, step), fails=True)
        holds("total became NaN" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
