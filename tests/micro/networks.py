"""Networks against nnc-ref: periodic actions, delays that are set, inputs that send events, places and distances."""
import math
import sys

from reference import Reference, both, close, equal, holds, same_spikes

from harness import main

CELLS = """a = Population(12, IF_curr_exp(i_offset=1.5), label="a", structure=STRUCTURE)
b = Population(9, IF_curr_exp(), label="b", structure=Grid2D(dx=2, dy=3, x0=1))
a.record("spikes")
b.record(["v", "spikes"])
"""


def compare(lab, name, text, tolerance=1e-9):
    seen, wanted = both(lab, name, text, 0.1, "--save-connections")
    for label in "ab":
        same_spikes(seen, wanted, label, name)
    close(seen, wanted, "b", "v", tolerance, name, cells=9)
    return seen, wanted


def rule_periodic_actions(lab):
    """At 0, 7, 14 ms ..., before what is recorded then; once at a time at which two runs meet; again after a reset."""
    text = CELLS.replace("STRUCTURE", "None") + """b.set(i_offset=0.3)
def kick():
    b.initialize(v=-58)
    a[0:3].set(i_offset=1.2)
every(7 ms, kick)
run(14 ms)
every(3 ms, lambda: b[0:2].initialize(v=-70))
run(14 ms)
reset()
run(20 ms)
"""
    seen, wanted = both(lab, "periodic", text, 0.1)
    for segment in (0, 1):
        equal(seen.rows("b", "v", segment)[0][1:], wanted.rows("b", "v", segment)[0][1:], "v at the first time")
        close(seen, wanted, "b", "v", 1e-9, "periodic actions", cells=9, segment=segment)
        same_spikes(seen, wanted, "a", "periodic actions", segment)


def rule_delays_that_are_set(lab):
    """Longer than all before, while spikes are under way."""
    text = CELLS.replace("STRUCTURE", "None") + """p = Projection(a, b, AllToAllConnector(), StaticSynapse(weight=0.3, delay=2), receptor_type="excitatory", label="p")
run(17 ms)
p.set(delay=9.3)
run(20 ms)
p.set(delay=0.4)
run(20 ms)
"""
    seen, _ = compare(lab, "delays_set", text)
    holds(len(seen.spikes("a")) > 12, "a fires")


def rule_inputs_that_send_events(lab):
    text = """source Bursts:
    param period = 5 ms, n = 3, first = 1 ms
    whenever t > first and steps(t) % steps(period) < n:
        spike
        """ + CELLS.replace("STRUCTURE", "None").replace("a =", "\na =", 1) + """Bursts(b, "excitatory", weight=0.4, delay=1.5)
Bursts(b[2:5], "inhibitory", weight=-0.2, period=7 ms, n=1)
run(40 ms)
"""
    compare(lab, "bursts", text)


POST = """synapse Echo:
    state x = 0
    dx/dt = -x/(20 ms)
    on pre:
        x += 1
        send weight
    on post: send 0.1*weight*x

"""


def rule_sends_at_post_spikes(lab):
    """After the dendritic delay."""
    for fraction in (0.4, 1):
        text = POST + CELLS.replace("STRUCTURE", "None") + f"""b.set(i_offset=1.1)
Projection(a, b, AllToAllConnector(), Echo(weight=0.2, delay=1.5, dendritic_delay_fraction={fraction}), receptor_type="excitatory", label="p")
run(60 ms)
"""
        seen, _ = compare(lab, f"post{10*fraction:.0f}", text)
        holds(len(seen.spikes("b")) > 9, "b fires")


READS = """synapse Reads:
    on pre: send weight*(1 + 0.2*(post.v + 60 mV)/(1 mV) + 0.5*post.excitatory.i_syn/(1 nA))

"""


def rule_reads_of_the_target(lab):
    """With an axon alone as the cell was a step before, else with all that arrives at that time."""
    for fraction in (0, 0.4, 1):
        text = READS + CELLS.replace("STRUCTURE", "None") + f"""b.set(i_offset=1.1)
Projection(a, b, AllToAllConnector(), Reads(weight=0.02, delay=1, dendritic_delay_fraction={fraction}), receptor_type="excitatory", label="p")
run(60 ms)
"""
        compare(lab, f"reads{10*fraction:.0f}", text)


def rule_distances(lab):
    """Guards, weights and delays by distance, cells on grids and lines, spaces with axes, scale, offset and boundaries."""
    spaces = ("Space()", 'Space(axes="xy", scale_factor=0.5, offset=2)', 'Space(axes="x", periodic_boundaries=((0, 7), None, None))')
    total = []
    structures = ("Line(dx=1.5, x0=-2)", "Grid2D(aspect_ratio=3, dx=1, dy=2)", "Grid3D(aspect_ratioXY=2, aspect_ratioXZ=1, dx=2, dy=1, dz=3)")
    for k, (space, structure) in enumerate(zip(spaces, structures)):
        text = f"""connector Near:
    param reach = 3 um
    for pre i, post j:
        connect if distance(i, j) < reach

""" + CELLS.replace("STRUCTURE", structure) + f"""Projection(a, b, Near(reach=4.2), StaticSynapse(weight="0.5*exp(-d/3)", delay="0.5 + 0.2*d"), receptor_type="excitatory", space={space}, label="p")
run(30 ms)
"""
        seen, wanted = compare(lab, f"near{k}", text)
        rows, others = seen.connections("p"), wanted.connections("p")
        equal([(c["pre"], c["post"], c["delay"]) for c in rows], [(c["pre"], c["post"], c["delay"]) for c in others], "connections")
        holds(5 < len(rows), f"{len(rows)} pairs are connected")
        total.append(len(rows))
        for x, y in zip(rows, others):
            holds(abs(x["weight"] - y["weight"]) <= 1e-12, f"weights {x} and {y}")
    holds(min(total) < 100 and len(set(total)) == 3, f"connections of three spaces: {total}")


SOURCE = """nnir 1 model structured
cell $Leaky {
    param %tau : ms = 10ms; state %v : mV = 0mV; reduce %i_inj : nA add; d %v = %i_inj/1nF - %v/%tau
}
source $Ramp {
    state %x : 1 = 1; d %x = -%x/5ms + 0.1/ms
    alias %i : nA = %x*1nA current
}
population $c : $Leaky size 1 { }
input $s : $Ramp -> $c.i_inj { }
recorder $c.v
experiment { record 0; run 5ms; reset; run 5ms }
"""


def rule_sources_with_states(lab):
    """x = 1/2 + exp(-t/5)/2; its value at t_k is the current of the step."""
    r = Reference(lab).run("ramp.ir", SOURCE, 0.1)
    for segment in (0, 1):
        v = 0.0
        for k, seen in enumerate(r.signal("c", "v", 0, segment)):
            holds(abs(seen - v) < 1e-11, f"v at step {k}: {seen!r} instead of {v!r}")
            x = 0.5 + 0.5*math.exp(-0.1*k/5)
            v = v*math.exp(-0.01) + 10*x*-math.expm1(-0.01)


if __name__ == "__main__":
    sys.exit(main(globals()))
