"""Runs, resets, changes between runs (semantics 1, 2, 8, 12)."""
import math
import sys

from harness import HERE, equal, holds, main, near

MODEL = (HERE / "models" / "runs.nn").read_text(encoding="utf-8")


def experiment(lab, name, lines, *options, **how):
    return lab.run(f"{name}.nn", *options, text=MODEL + lines, **how)


def rule_two_runs_are_one(lab):
    one = experiment(lab, "one", "run(40 ms)\n")
    for name, lines in (("two", "run(15 ms)\nrun(25 ms)\n"), ("until", "run(1.3 ms)\nrun_until(40 ms)\n"),
                        ("many", "for k in range(8): run(5 ms)\n")):
        equal(experiment(lab, name, lines).bytes(), one.bytes(), f"outputs of {lines!r}")
    holds(len(one.spikes("cells")) > 10, "the cells fire")


def rule_runs_add_up_before_they_are_rounded(lab):
    """Two runs of half a step are one step."""
    equal(experiment(lab, "halves", "run(0.05 ms)\nrun(0.05 ms)\n").times("cells", "v"), [0.0, 0.1], "times of samples")


def rule_same_seed_same_bytes(lab):
    a, b = (experiment(lab, "one", "run(40 ms)\n", "--seed", "7") for _ in range(2))
    equal(a.bytes(), b.bytes(), "outputs of the same seed")
    c = experiment(lab, "one", "run(40 ms)\n", "--seed", "8")
    holds(a.spikes("noise") != c.spikes("noise"), "another seed has other noise")


def rule_threads_do_not_matter(lab):
    lines = "run(40 ms)\n"
    one = experiment(lab, "one", lines).bytes()
    for n in (2, 3, 7):
        equal(experiment(lab, "one", lines, "--threads", str(n)).bytes(), one, f"outputs of {n} threads")


def rule_reset_replays(lab):
    """The same noise, the same initial values, array sources from their beginning."""
    r = experiment(lab, "reset", "run(40 ms)\nreset()\nrun(40 ms)\n")
    one = experiment(lab, "one", "run(40 ms)\n")
    for label, variable in (("cells", "v"), ("cells", "spikes"), ("noise", "spikes"), ("given", "spikes")):
        wanted = one.rows(label, variable)
        for segment in (0, 1):
            equal(r.rows(label, variable, segment), wanted, f"{label}.{variable} of segment {segment}")


def rule_reset_with_new_noise(lab):
    r = experiment(lab, "fresh", "run(40 ms)\nreset(new_noise=True)\nrun(40 ms)\n")
    holds(r.rows("noise", "spikes", 0) != r.rows("noise", "spikes", 1), "other spikes of the sources")
    equal(r.rows("given", "spikes", 0), r.rows("given", "spikes", 1), "given spikes")


def rule_idle_resets_make_no_segment(lab):
    r = experiment(lab, "idle", "reset()\nrun(40 ms)\nreset()\n")
    equal(r.bytes(), experiment(lab, "one", "run(40 ms)\n").bytes(), "outputs with resets before and after the run")


def rule_parameters_stay_after_reset(lab):
    r = experiment(lab, "kept", "run(10 ms)\ncells.set(i_offset=0.2 nA)\nreset()\nrun(10 ms)\n")
    changed = experiment(lab, "changed", "cells.set(i_offset=0.2 nA)\nrun(10 ms)\n")
    equal(r.rows("cells", "v", 1), changed.rows("cells", "v"), "v of the second segment")


def rule_changes_show_from_the_next_step(lab):
    r = experiment(lab, "change", "run(10 ms)\ncells.set(i_offset=0.2 nA)\nrun(10 ms)\n")
    one = experiment(lab, "one", "run(40 ms)\n")
    step = 0.5 * 20 * -math.expm1(-0.1 / 20)          # what 0.5 nA less take from v in one step
    moving = 0
    for cell in range(10):
        a, b = r.signal("cells", "v", cell), one.signal("cells", "v", cell)
        equal(a[:101], b[:101], "v up to the change, the sample of its time included")
        if b[101] != -65:
            near(b[101] - a[101], step, 1e-12, "v a step after the change")
            moving += 1
    holds(moving > 4, "most cells are not held")


def rule_states_set_between_runs(lab):
    """Show from the first step of the second run: each time has one sample."""
    text = '''c = Population(1, IF_curr_exp(i_offset=0.7 nA), label="c")
c.record("v")
run(10 ms)
c.initialize(v=-61 mV)
run(1 ms)
'''
    v = lab.run("state.nn", text=text).signal("c", "v")
    equal(len(v), 111, "number of samples")
    near(v[100], -65 - 14 * math.expm1(-10 / 20), 1e-12, "v at the end of the first run")
    near(v[101], -51 - 10 * math.exp(-0.1 / 20), 1e-12, "v a step after it was set")


def rule_sampling_interval_counts_from_zero(lab):
    text = '''c = Population(1, IF_curr_exp(i_offset=0.1 nA), label="c")
run(1 ms)
c.record("v", sampling_interval=0.3 ms)
run(1 ms)
'''
    times = lab.run("late.nn", text=text).times("c", "v")
    equal([round(10 * t) for t in times], [12, 15, 18], "steps of samples of a recorder started at t_10")


DEFAULTS = """cell Dependent:
    param a = 2, b = 3
    param ab = a*b, rate = ab + 1
    state v = 0
    cab = a*b
    cba = a*b
    dv/dt = (rate + cab - cba)/(1 ms)
given = Population(2, Dependent(rate=5), label="given")
views = Population(3, Dependent(a=[1, 2, 3]), label="views")
later = Population(1, Dependent(), label="later")
views[2].set(ab=10)
for cells in (given, views, later): cells.record("v")
run(1 ms)
later.set(a=10)
run(1 ms)
later.set(rate=1)
run(1 ms)
later.set(a=20)
run(1 ms)
"""


def rule_defaults_follow_what_they_read_until_they_are_set(lab):
    r = lab.run("dependent.nn", text=DEFAULTS)
    equal([round(r.signal("given", "v", cell)[40], 9) for cell in range(2)], [20, 20], "given for all cells")
    equal([round(r.signal("views", "v", cell)[10], 9) for cell in range(3)], [4, 7, 11], "given for one cell")
    equal([round(r.signal("later", "v")[k], 9) for k in (10, 20, 30, 40)], [7, 38, 39, 40], "set between runs")


def rule_nothing_is_recorded_while_all_is_stopped(lab):
    """All that is recorded of the cells ends; what is recorded again goes on."""
    lines = 'run(10 ms)\ncells.record(None)\nrun(10 ms)\ncells.record("v")\nrun(20 ms)\n'
    r = experiment(lab, "stopped", lines)
    equal([round(10 * t) for t in r.times("cells", "v")], [*range(0, 101), *range(200, 401)], "times of samples")
    holds(r.steps("cells") and max(r.steps("cells")) <= 100, f"spikes until 10 ms: {r.steps('cells')}")


if __name__ == "__main__":
    sys.exit(main(globals()))
