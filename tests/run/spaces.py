"""Distances in a space of the projection's own, as PyNN defines them: pre - scale_factor*(post + offset) along each axis that
counts; along a periodic one the shorter of the two ways around."""
import math
import sys

from harness import all_near, equal, holds, main

A = [(40.0*(c // 2), 50.0*(c % 2), 0.0) for c in range(4)]                      # Grid2D(dx=40, dy=50)
B = [(30.0*c, 5.0, -7.0) for c in range(6)]                                     # Line(dx=30, y=5, z=-7)
TEXT = '''import numpy
param S = 1.5
a = Population(4, IF_curr_exp(), structure=Grid2D(dx=40, dy=50), label="a")
b = Population(6, IF_curr_exp(), structure=Line(dx=30, y=5, z=-7), label="b")
q = Projection(a, b, AllToAllConnector(), StaticSynapse(weight="0.5*d", delay="0.1+0.01*d"), space=Space({space}), label="q")
a.record("spikes")
run(1)
{then}
'''


def distance(a, b, axes=(0, 1, 2), scale=1.0, offset=(0, 0, 0), period=(0, 0, 0)):
    total = 0
    for k in axes:
        d = abs(a[k] - scale*(b[k] + offset[k]))
        total += (min(d, period[k] - d) if period[k] else d)**2
    return math.sqrt(total)


SPACES = [
    ('axes="xyz"', {}),
    ('axes="x"', {"axes": (0,)}),
    ('axes="yz"', {"axes": (1, 2)}),
    ("scale_factor=2", {"scale": 2}),
    ("scale_factor=S", {"scale": 1.5}),
    ("offset=3", {"offset": (3, 3, 3)}),
    ("offset=(1, 2, 3), scale_factor=0.5", {"offset": (1, 2, 3), "scale": 0.5}),
    ("periodic_boundaries=((0, 100), None, None)", {"period": (100, 0, 0)}),
    ("periodic_boundaries=((-10, 70), (0, 60 um), (0, 10))", {"period": (80, 60, 10)}),
    ('axes="xz", offset=7, periodic_boundaries=((0, 90), (0, 2), None)',
     {"axes": (0, 2), "offset": (7, 7, 7), "period": (90, 0, 0)}),
]


def rule_weights_and_delays_of_the_distance(lab):
    for n, (text, space) in enumerate(SPACES):
        rows = lab.run(f"d{n}.nn", "--save-connections", text=TEXT.format(space=text, then="")).connections("q")
        wanted = [distance(a, b, **space) for a in A for b in B]
        all_near([float(r["weight"]) for r in rows], [0.5*d for d in wanted], 1e-12, f"weights in Space({text})")
        all_near([float(r["delay"]) for r in rows], [0.1*math.floor(1 + 0.1*d + 0.5) for d in wanted], 1e-9,
                 f"delays in Space({text})")


def rule_values_that_are_set_use_it_too(lab):
    text = TEXT.format(space="scale_factor=2", then="q.set(weight=lambda d: d)\nrun(1)")
    rows = lab.run("set.nn", "--save-connections", text=text).connections("q")
    all_near([float(r["weight"]) for r in rows], [distance(a, b, scale=2) for a in A for b in B], 1e-12, "weights")


def rule_params_move_the_space(lab):
    rows = lab.run("moved.nn", "--save-connections", "--set", "S=3",
                   text=TEXT.format(space="scale_factor=S", then="")).connections("q")
    all_near([float(r["weight"]) for r in rows], [0.5*distance(a, b, scale=3) for a in A for b in B], 1e-12, "weights")
    said = lab.run("bad.nn", "--set", "S=0", text=TEXT.format(space="scale_factor=1/S", then=""), fails=True)
    holds("the space of q has the scale factor inf" in said and "bad.nn:5" in said, said)


# A steep fall at 30 um connects cells that are nearer surely, and those farther away never.
TORUS = '''cells = Population(400, IF_curr_exp(), structure=Grid2D(dx=3, dy=7), label="cells")
Projection(cells, cells, DistanceDependentProbabilityConnector("{rule}"), StaticSynapse(weight=0.001, delay=1),
           space=Space({space}), label="q")
cells.record("spikes")
run(0.1)
'''
GRID = [(3.0*(c // 20), 7.0*(c % 20), 0.0) for c in range(400)]


def rule_cells_beyond_a_boundary_are_found(lab):
    """Also where cells far away are passed over: connections are those of all pairs within reach."""
    for n, (text, space) in enumerate([
            ("periodic_boundaries=((0, 60), (0, 140), None)", {"period": (60, 140, 0)}),
            ('axes="y", periodic_boundaries=(None, (0, 140), None)', {"axes": (1,), "period": (0, 140, 0)}),
            ('axes="x", periodic_boundaries=((0, 20), None, None)', {"axes": (0,), "period": (20, 0, 0)}),
            ('axes="z"', {"axes": (2,)}),
            ("scale_factor=-1, offset=(-60, 0, 0)", {"scale": -1, "offset": (-60, 0, 0)})]):
        distances = {(i, j): distance(a, b, **space) for i, a in enumerate(GRID) for j, b in enumerate(GRID)}
        sure = {pair for pair, d in distances.items() if d < 28.5}
        never = {pair for pair, d in distances.items() if d > 31.5}
        for name, rule in (("sharp", "d < 30"), ("soft", "1/(1 + exp(40*(d - 30)))")):
            rows = lab.run(f"torus{n}_{name}.nn", "--save-connections", text=TORUS.format(rule=rule, space=text)).connections("q")
            made = {(int(r["pre"]), int(r["post"])) for r in rows}
            equal(len(made), len(rows), "each pair once")
            equal(sorted(sure - made)[:5], [], f"pairs that are missing, {rule} in Space({text})")
            equal(sorted(made & never)[:5], [], f"pairs out of reach, {rule} in Space({text})")
            holds(sure, "there are pairs within reach")


if __name__ == "__main__":
    sys.exit(main(globals()))
