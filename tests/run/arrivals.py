"""When events act, fire and are lost (semantics 2, 4)."""
import math
import sys

from harness import all_near, equal, holds, main, near


def rule_jump_fires_at_its_arrival(lab):
    """15.02 mV towards a threshold 15 mV away: below it again one step later."""
    r = lab.run("delta.nn")
    equal(r.spikes("cell"), [11.0], "spikes of the cell")


def rule_jump_to_the_threshold_fires(lab):
    equal(lab.run("delta.nn", "--set", "weight=15mV").spikes("cell"), [11.0], "a jump of exactly 15 mV")
    equal(lab.run("delta.nn", "--set", "weight=14.999mV", "--set", "tau_refrac=0ms").spikes("cell")[:1], [11.1],
          "a jump of 14.999 mV fires with the next input only")


def rule_jump_reads_in_full(lab):
    v = lab.run("delta.nn").signal("cell", "v")
    before = 5 * math.exp(-17.9 / 20)          # what is left of the jump at 13.1 ms
    near(v[309], -65 + before * math.exp(0.1 / 20), 1e-12, "v before a jump of 5 mV")
    near(v[310], -60 + before, 1e-12, "v when it arrives")
    near(v[311], -65 + (5 + before) * math.exp(-0.1 / 20), 1e-12, "v one step later")


def rule_lost_while_held(lab):
    """Spike at 11.0, held for 2 ms: what arrives at 11.1 to 13.0 is lost, what arrives at 13.1 is not."""
    v = lab.run("delta.nn").signal("cell", "v")
    equal(v[110:131], [-65.0] * 21, "v from 11.0 to 13.0 ms")
    near(v[131], -60.0, 1e-13, "v at 13.1 ms")


def rule_hold_of_zero_steps_loses_nothing(lab):
    v = lab.run("delta.nn", "--set", "tau_refrac=0ms").signal("cell", "v")
    near(v[111], -60.0, 1e-13, "v a step after the spike")


def sums(order):
    lines = "".join(f"""
s{k} = Population(1, SpikeSourceArray(spike_times=[10.0]), label="s{k}")
Projection(s{k}, cell, AllToAllConnector(), StaticSynapse(weight={w!r}, delay=1), receptor_type="excitatory", label="p{k}")"""
                    for k, w in enumerate(order))
    return f'cell = Population(1, IF_curr_exp(), label="cell"){lines}\ncell.record("excitatory.i_syn")\nrun(20 ms)\n'


def rule_order_of_sums(lab):
    """Arrivals of one time are added up from 0 in the order of the projections."""
    values = [1e-17, 0.1, 0.7, 1e16, -1e16, 0.3, 1e-3]
    for n, order in enumerate((values, values[::-1])):
        current = lab.run(f"sums{n}.nn", text=sums(order)).signal("cell", "excitatory.i_syn")
        total = 0.0
        for w in order:
            total += w
        equal(current[110], total, f"sum of {order}")


def rule_source_at_time_zero(lab):
    """A stamp 0 is emitted at the start and arrives after its delay."""
    text = '''a = Population(1, SpikeSourceArray(spike_times=[0.0]), label="a")
c = Population(1, IF_curr_exp(), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.5), receptor_type="excitatory", label="p")
a.record("spikes")
c.record("excitatory.i_syn")
run(2 ms)
'''
    r = lab.run("zero.nn", text=text)
    equal(r.spikes("a"), [0.0], "spikes of the source")
    equal(r.signal("c", "excitatory.i_syn")[:6], [0.0] * 5 + [1.0], "current of its target")


def rule_currents_hold_from_start_to_stop(lab):
    """DC acts from start to before stop: v moves in the steps that begin there."""
    text = '''c = Population(1, IF_curr_exp(), label="c")
DCSource(amplitude=0.5 nA, start=1 ms, stop=2 ms).inject_into(c)
c.record("v")
run(5 ms)
'''
    v = lab.run("dc.nn", text=text).signal("c", "v")
    equal(v[:11], [-65.0] * 11, "v until the current starts")
    all_near(v[11:21], [-65 + 10 * -math.expm1(-0.1 * k / 20) for k in range(1, 11)], 1e-12, "v while it lasts")
    holds(v[21] < v[20], "v falls after it")


def rule_step_and_ac_currents(lab):
    """Piecewise constant: an exact cell under the values at t_k."""
    text = '''c = Population(2, IF_curr_exp(), label="c")
StepCurrentSource(times=[1.0, 2.0, 3.0], amplitudes=[0.2, -0.1, 0.0]).inject_into(c[0:1])
ACSource(amplitude=0.3 nA, offset=0.1 nA, frequency=100 Hz, phase=30, start=1 ms, stop=4 ms).inject_into(c[1:2])
c.record("v")
run(6 ms)
'''
    def step(k):
        return 0.2 if 10 <= k < 20 else -0.1 if 20 <= k < 30 else 0.0

    def wave(k):
        return 0.1 + 0.3 * math.sin(2 * math.pi * 0.1 * 0.1 * (k - 10) + math.pi / 6) if 10 <= k < 40 else 0.0
    r = lab.run("currents.nn", text=text)
    for cell, current in ((0, step), (1, wave)):
        v, wanted = -65.0, [-65.0]
        for k in range(60):
            v = -65 + 20 * current(k) + (v + 65 - 20 * current(k)) * math.exp(-0.1 / 20)
            wanted.append(v)
        all_near(r.signal("c", "v", cell), wanted, 1e-12, f"v under {current.__name__}")


def rule_handlers_may_read_their_weight_in_any_way(lab):
    text = """receptor Squares:
    state g = 0
    on event(weight: 1): g += weight*weight
    current i = g*1 nA
receptor Rectifies:
    state g = 0
    on event(weight: 1): g += max(0, weight)
    current i = g*1 nA
cell Odd:
    receptor squares = Squares()
    receptor rectifies = Rectifies()
    state v = 0
    dv/dt = i_syn/(1 nA*1 ms)
sources = Population(2, SpikeSourceArray(spike_times=[1]), label="sources")
p = Population(1, Odd(), label="p")
for port in ("squares", "rectifies"):
    Projection(sources[0:1], p, AllToAllConnector(), StaticSynapse(weight=3, delay=1), receptor_type=port)
    Projection(sources[1:2], p, AllToAllConnector(), StaticSynapse(weight=-2, delay=1), receptor_type=port)
p.record(["squares.g", "rectifies.g"], sampling_interval=1 ms)
run(3 ms)
"""
    r = lab.run("odd_weights.nn", text=text)
    equal([r.signal("p", "squares.g")[-1], r.signal("p", "rectifies.g")[-1]], [13, 3], "sums of squares and of what is positive")


if __name__ == "__main__":
    sys.exit(main(globals()))
