"""Rules of docs/semantics.md that no other file tests; the table of all is semantics.table."""
import math
import sys

from harness import all_near, equal, holds, main, near

CELL = '''cell Ramp:
    param rate = 1 mV/ms
    state v = 0 mV
    state n = 0
    dv/dt = rate
    {clause}
c = Population(2, Ramp(), label="c")
c.record(["v", "n", "spikes"])
'''


def ramp(lab, name, clause, then, *options):
    return lab.run(name, *options, text=CELL.replace("{clause}", clause) + then)


# ---- 1, 2: time and steps ----
def rule_times_round_alike_in_every_unit(lab):
    """A half is rounded up, whatever quotient of doubles the unit gives: 0.35 ms are 4 steps of 0.1 ms."""
    for time in ("0.35 ms", "350 us", "0.00035 s", "3.5e-4 s"):
        v = ramp(lab, f"half{len(time)}{time[0]}.nn", "when t >= 100 ms: spike", f"run({time})\n").signal("c", "v")
        equal(len(v), 5, f"samples of a run of {time}")


def rule_two_halves_of_a_step_are_one(lab):
    equal(len(ramp(lab, "halves.nn", "when t >= 100 ms: spike", "run(0.05 ms)\nrun(0.05 ms)\n").signal("c", "v")), 2,
          "samples of two runs of half a step")


def rule_currents_enter_with_their_value_at_the_start_of_the_step(lab):
    text = '''c = Population(1, IF_curr_exp(tau_m=10, v_rest=0, v_thresh=1000, tau_refrac=1), label="c")
c.initialize(v=0)
c.inject(DCSource(amplitude=1, start=0.5, stop=0.6))
c.record("v")
run(1 ms)
'''
    v = lab.run("dc.nn", text=text).signal("c", "v")
    equal(v[5], 0.0, "v when the current is switched on")
    near(v[6], 10 * (1 - math.exp(-0.01)), 1e-12, "v one step later")
    near(v[7], v[6] * math.exp(-0.01), 1e-12, "v after it is off")


def rule_an_event_shows_at_once_and_acts_on_v_a_step_later(lab):
    text = '''a = Population(1, SpikeSourceArray(spike_times=[1]), label="a")
c = Population(1, IF_curr_exp(v_rest=-65, tau_syn_E=5), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.5), receptor_type="excitatory")
c.record(["v", "excitatory.i_syn"])
run(3 ms)
'''
    r = lab.run("shows.nn", text=text)
    i, v = r.signal("c", "excitatory.i_syn"), r.signal("c", "v")
    equal([i[14], i[15]], [0.0, 1.0], "the current before and at the arrival")
    equal([v[14], v[15]], [-65.0, -65.0], "v then")
    holds(v[16] > -65, "v a step later")


# ---- 3: conditions ----
def rule_right_sides_read_a_capped_v(lab):
    """The exponential of an AdEx cell that is driven hard cannot overflow inside its last step."""
    text = '''c = Population(1, EIF_cond_exp_isfa_ista(i_offset=500, v_spike=0), label="c")
c.record(["v", "spikes"])
run(20 ms)
'''
    r = lab.run("adex.nn", text=text, dt=0.1)
    holds(len(r.steps("c")) > 20 and all(math.isfinite(v) for v in r.signal("c", "v")), "spikes, and v is finite")


def rule_a_condition_is_tested_on_what_events_did(lab):
    """Handlers come before conditions, each condition once: an event that undoes a crossing hides it."""
    text = '''cell Sum:
    state v = 0 mV
    dv/dt = 1 mV/ms
    on event(w: mV): v = v + w
    when v > 0.95 mV: spike
a = Population(1, SpikeSourceArray(spike_times=[0.9]), label="a")
c = Population(1, Sum(), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=-0.3, delay=0.1), receptor_type="event")
c.record("spikes")
run(2 ms)
'''
    equal(lab.run("hides.nn", text=text).steps("c"), [13], "spikes: 1.0 - 0.3 mV at t_10 is below")


# ---- 4: holds ----
HOLD = "when v > 0.25 mV:\n        spike\n        v = 0 mV\n        hold v for 0.5 ms"


def rule_settings_set_the_value_that_is_held(lab):
    v = ramp(lab, "held.nn", HOLD, "run(0.4 ms)\nc.initialize(v=0.1)\nrun(1 ms)\n").signal("c", "v")
    all_near(v[3:11], [0, 0, 0.1, 0.1, 0.1, 0.1, 0.2, 0.0], 1e-12, "v: held from t_3 to t_8, set at t_4, fires at t_10")


def rule_a_later_hold_replaces_an_earlier_one(lab):
    clause = HOLD + "\n    when n >= 0 and t >= 0.5 ms:\n        n += 1\n        hold v for 0.2 ms"
    v = ramp(lab, "later.nn", clause.replace("when n >= 0 and t >= 0.5 ms", "when t >= 0.95 ms"), "run(1.3 ms)\n").signal("c", "v")
    all_near(v[8:14], [0, 0.1, 0.2, 0.2, 0.2, 0.0], 1e-12, "v, held again by another clause at t_10, for two steps")


def rule_other_states_go_on_while_one_is_held(lab):
    r = ramp(lab, "others.nn", HOLD + "\n    dn/dt = 1 /ms", "run(1 ms)\n")
    all_near(r.signal("c", "n"), [0.1 * k for k in range(11)], 1e-12, "n")


# ---- 5: sources ----
def rule_unsorted_times_are_sorted(lab):
    text = '''a = Population(1, SpikeSourceArray(spike_times=[3, 1, 2]), label="a")
a.record("spikes")
run(4 ms)
'''
    equal(lab.run("unsorted.nn", text=text).steps("a"), [10, 20, 30], "spikes of unsorted times")


def rule_a_segment_starts_with_the_stamp_of_time_zero(lab):
    text = '''a = Population(1, SpikeSourceArray(spike_times=[0, 0.04, 0.06, 1]), label="a")
a.record("spikes")
run(0.5 ms)
run(0.5 ms)
reset()
run(0.2 ms)
'''
    r = lab.run("zero.nn", text=text)
    equal([r.steps("a", segment=0), r.steps("a", segment=1)], [[0, 0, 1, 10], [0, 0, 1]], "spikes")


# ---- 10, 11: numbers ----
def rule_decaying_states_become_zero(lab):
    """Below 2^-500 at each 64th step, instead of slow numbers."""
    text = '''cell Decay:
    state x = 1
    dx/dt = -x/(0.1 ms)
c = Population(1, Decay(), label="c")
c.record("x")
run(40 ms)
'''
    x = lab.run("decay.nn", text=text).signal("c", "x")
    first = next(k for k in range(0, len(x), 64) if x[k] < 2.0 ** -500)
    holds(all(v >= 2.0 ** -610 for v in x[:first]), "none decays for longer than 64 steps")
    holds(x[first - 1] > 0 and not any(x[first:]), "from the next multiple of 64 on it is 0")
    near(math.log(x[300]), -300, 1e-9, "logarithm of x after 300 time constants")


def rule_defaults_are_constants(lab):
    """v starts at its declared value when v_rest is changed."""
    text = 'c = Population(1, IF_curr_exp(v_rest=-60), label="c")\nc.record("v")\nrun(0.1 ms)\n'
    equal(lab.run("start.nn", text=text).signal("c", "v")[0], -65.0, "v at the start")


def rule_views_that_overlap_draw_alike(lab):
    text = '''c = Population(10, IF_curr_exp(), label="c")
d = random.RandomDistribution("uniform", (-70, -60))
{first}
{second}
c.record("v")
run(0.1 ms)
'''
    first, second = "c[0:7].initialize(v=d)", "c[3:10].initialize(v=d)"
    seen = []
    for k, (x, y) in enumerate([(first, second), (second, first), ("c.initialize(v=d)", "")]):
        r = lab.run(f"views{k}.nn", text=text.format(first=x, second=y))
        seen.append([r.signal("c", "v", i)[0] for i in range(10)])
    holds(seen[0] == seen[1] == seen[2] and len(set(seen[0])) == 10, f"initial values by views: {seen}")


if __name__ == "__main__":
    sys.exit(main(globals()))
