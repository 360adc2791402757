"""When conditions fire: arming, order, events of regimes (semantics 3)."""
import sys

from harness import all_near, equal, holds, main, near

RAMP = '''cell Ramp:
    state v = 0 mV
    state n = 0
    dv/dt = 1 mV/ms
    {condition}
c = Population(1, Ramp(), label="c")
c.record(["spikes", "n"])
run(1 ms)
'''


def ramp(lab, name, condition):
    return lab.run(f"{name}.nn", text=RAMP.replace("{condition}", condition))


def rule_when_fires_once(lab):
    r = ramp(lab, "when", "when v > 0.35 mV: spike; n += 1")
    equal(r.steps("c"), [4], "spikes of a ramp above 0.35 mV")
    equal(r.signal("c", "n")[-1], 1.0, "number of times")


def rule_whenever_fires_at_each_step(lab):
    r = ramp(lab, "whenever", "whenever v > 0.35 mV: spike; n += 1")
    equal(r.steps("c"), [4, 5, 6, 7, 8, 9, 10], "spikes of a ramp above 0.35 mV")


def rule_when_is_armed_again(lab):
    """By its own action, or where it is found false."""
    r = ramp(lab, "again", "when v > 0.25 mV: spike; v = 0 mV")
    equal(r.steps("c"), [3, 6, 9], "spikes of a ramp that is set back")
    r = ramp(lab, "never", "when v > 0.25 mV: spike; v = 5 mV")
    equal(r.steps("c"), [3], "an action that leaves the condition true")


def rule_no_test_at_the_start(lab):
    """A condition that holds from the beginning fires at t_1."""
    equal(ramp(lab, "start", "when v > -1 mV: spike").steps("c"), [1], "spikes of a condition that holds at once")
    equal(ramp(lab, "starts", "whenever v > -1 mV: spike").steps("c"), list(range(1, 11)), "at every step, t_0 left out")


def rule_conditions_in_order(lab):
    """Each sees what those before it did."""
    r = ramp(lab, "order", "when v > 0.35 mV: v = 10 mV\n    when v > 5 mV: spike\n    when v > 100 mV: spike")
    equal(r.steps("c"), [4], "a condition that an earlier one makes true")
    r = ramp(lab, "before", "when v > 5 mV: spike\n    when v > 0.35 mV: v = 10 mV")
    equal(r.steps("c"), [5], "a condition that a later one makes true")


def rule_actions_run_in_order(lab):
    r = ramp(lab, "actions", "when v > 0.35 mV: spike; n = 3; n = n*n; n = n + 1")
    equal(r.signal("c", "n")[-1], 10.0, "n after three assignments")


def rule_time_is_compared_on_the_grid(lab):
    """t >= 0.3 ms holds at t_3, t > 0.3 ms from t_4 on, whatever the last bit of a product says."""
    equal(ramp(lab, "since", "whenever t >= 0.3 ms: spike").steps("c")[:2], [3, 4], "t >= 0.3 ms")
    equal(ramp(lab, "after", "whenever t > 0.3 ms: spike").steps("c")[:2], [4, 5], "t > 0.3 ms")
    equal(ramp(lab, "before3", "whenever t < 0.3 ms: spike").steps("c"), [1, 2], "t < 0.3 ms")
    equal(ramp(lab, "until3", "whenever t <= 0.3 ms: spike").steps("c"), [1, 2, 3], "t <= 0.3 ms")


def rule_refractory_time_by_comparison(lab):
    """20 steps after the last spike, each time: no step is lost to rounding."""
    text = '''cell Clock:
    state last = 0 ms
    when t >= last + 2 ms: spike; last = t
c = Population(1, Clock(), label="c")
c.record("spikes")
run(2000 ms)
'''
    equal(lab.run("clock.nn", text=text).steps("c"), list(range(20, 20001, 20)), "spikes every 20 steps")


def rule_spikes_once_per_action_potential(lab):
    text = '''c = Population(1, HH_cond_exp(i_offset=0.5 nA), label="c")
c.record(["spikes", "v"])
run(200 ms)
'''
    r = lab.run("hh.nn", text=text, dt=0.02)
    v = r.signal("c", "v")
    crossings = [k for k in range(1, len(v)) if v[k] > 10 >= v[k - 1]]
    holds(len(crossings) > 5, "the cell fires")
    equal(r.steps("c"), crossings, "spikes and crossings of 10 mV from below")


def rule_values_that_are_not_finite_stop_the_run(lab):
    text = RAMP.replace("{condition}", "dn/dt = (n*n + 1)/(1 ms)\n    when v > 1000 mV: spike").replace("run(1 ms)", "run(100 ms)")
    said = lab.run("blow.nn", text=text, fails=True)
    holds("n" in said and "c" in said and "ms" in said, f"the message names state, population and time: {said}")


STAIRS = '''cell Stairs:
    param threshold = 1 mV, wake = 1 ms, far = 1 mV, left = 0.3 ms, events = 0
    state v = 0 mV, offset = 0
    dv/dt = far/wake
    when v >= threshold:
        spike
        v = 0 mV
        offset = offset + 1
        hold v for left
c = Population(200, Stairs(), label="c")
c.set(threshold=[(0.05 + 0.1*(i % 77)) * mV for i in range(200)])
c.record(["spikes", "offset"])
run(20 ms)
'''


def rule_each_cell_fires_on_its_own(lab):
    """Cells of several blocks, of which a few fire in each step; names that generated code has too."""
    r = lab.run("stairs.nn", text=STAIRS)
    for cell in (0, 1, 63, 64, 76, 77, 127, 128, 199):
        period = cell % 77 + 1
        wanted = list(range(period, 201, period + 3))
        equal(r.steps("c", cell), wanted, f"spikes of cell {cell}")
        equal(r.signal("c", "offset", cell)[-1], len(wanted), f"actions of cell {cell}")
    equal(lab.run("stairs.nn", "--threads", "3", text=STAIRS).spikes("c"), r.spikes("c"), "spikes of three threads")


def rule_a_reset_does_not_hide_what_is_not_finite(lab):
    text = '''cell Jump:
    state v = 1e300 mV
    dv/dt = v/(0.001 ms)
    when v >= 1 mV: spike; v = 0 mV
c = Population(70, Jump(), label="c")
run(1 ms)
'''
    said = lab.run("jump.nn", text=text, fails=True)
    holds("v became" in said and "c[0]" in said, f"the message names state and cell: {said}")


def rule_actions_at_the_start_are_all_done(lab):
    """Tests, holds and those of parts too."""
    text = """receptor Filled:
    state g = 0
    on start: g = 3
    on event(weight: 1): g += weight
    current i = g*1 nA
cell Starts:
    receptor r = Filled()
    state v = 0, w = 1
    dv/dt = (1 + i_syn/(3 nA))/(1 ms)
    on start:
        if w > 0:
            v = 5
        else:
            v = 7
        hold v for 2 ms
p = Population(2, Starts(), label="p", initial_values={"w": [1, -1]})
p.record("v", sampling_interval=1 ms)
run(4 ms)
"""
    r = lab.run("actions_at_start.nn", text=text)
    for cell, start in ((0, 5), (1, 7)):
        all_near(r.signal("p", "v", cell=cell), [start, start, start, start + 2, start + 4], 1e-12, f"v of cell {cell}")


def rule_what_is_not_finite_is_said(lab):
    """Above all bounds, below them, or no number."""
    text = "cell Grows:\n    state v = 1\n    dv/dt = ({})/(1 ms)\nc = Population(3, Grows(), label='c')\nrun(50 ms)\n"
    for k, (slope, how) in enumerate([("v*v", "infinite"), ("-v*v - 1", "minus infinite"), ("sqrt(5 - v)", "NaN")]):
        said = lab.run(f"grows{k}.nn", text=text.format(slope), fails=True)
        holds(f"v became {how} at" in said, f"{slope}: {said}")


def rule_a_random_test_draws_once_a_step(lab):
    """It is armed again when its draw fails: with p = 0.3 there is a spike at the first success of a row of them, p(1 - p) = 0.21
    per step (0.3 in the first); two draws a step, one for the test and one for the arming, would give 0.27."""
    r = lab.run("draws.nn", text='''
cell Lucky:
    when random.uniform() < 0.3: spike
c = Population(500, Lucky(), label="c")
c.record("spikes")
run(20.1 ms)
''')
    spikes = r.rows("c", "spikes")
    near(len(spikes) / 500, 0.3 + 200 * 0.21, 0.8, "spikes of a cell (standard error 0.2)")
    seen = {(int(i), round(10 * float(t))) for t, i in spikes}
    holds(not any((i, k + 1) in seen for i, k in seen), "two spikes in a row need a failure between them")


if __name__ == "__main__":
    sys.exit(main(globals()))
