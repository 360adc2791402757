"""Events between the ports of one component, without delay; several event ports of a cell (semantics 2.6)."""
import subprocess
import sys

from harness import equal, holds, main

# two parts that count, and an owner that hears the first one
PARTS = '''nnir 1 model structured
receptor $First { state %n : 1 = 0 out; event in %event (w : 1); event out %done (w : 1)
    on %event (w : 1) { %n := %n + w; emit %done(%n) } }
receptor $Second { state %n : 1 = 0 out; event in %in (w : 1); event out %back (); on %in (w : 1) { %n := %n + 10*w; emit %back } }
cell $C {
    state %heard : 1 = 0 out; state %clock : 1 = 0 out; event out %spike (); event out %echo ()
    part %a : $First (); part %b : $Second ()
    wire %a.done -> %b.in; wire %b.back -> %echo
    d %clock = 1/ms
    on %b.back { %heard := %heard + 1 }
    when %clock > 0.45 { emit %a.event(3); %clock := %clock - 100 }
    when %a.n > 0 { emit %spike }
}
population $c : $C size 3 { }
experiment { record $c.a.n; record $c.b.n; record $c.heard; record $c.spike; run 1ms }
'''


def rule_events_between_parts_take_no_time(lab):
    """What conditions emit is handled at the same time after them; what handlers emit in the next round."""
    r = lab.run("parts.ir", text=PARTS)
    equal(r.signal("c", "a.n")[4:7], [0.0, 3.0, 3.0], "the first part")
    equal(r.signal("c", "b.n")[4:7], [0.0, 30.0, 30.0], "the second, which the first one calls")
    equal(r.signal("c", "heard")[4:7], [0.0, 1.0, 1.0], "the owner, which hears the second")


def rule_conditions_are_not_tested_again(lab):
    """A condition that the rounds make true fires at the next grid time."""
    equal(lab.run("parts.ir", text=PARTS).steps("c", 0), [6], "spikes")


def rule_rounds_have_an_end(lab):
    text = PARTS.replace("wire %b.back -> %echo", "wire %b.more -> %a.event").replace("emit %back }", "emit %back; emit %more(1) }")
    text = text.replace("event out %back ();", "event out %back (); event out %more (w : 1);")
    said = lab.run("cycle.ir", text=text, fails=True)
    holds("c[0]" in said and "1000 rounds" in said and "events of b." in said and "0.5 ms" in said,
          f"the message names cell, port and time: {said}")


PORTS = '''cell Two:
    event done
    state n = 0
    dn/dt = 1 /ms
    when n > 0.25: spike; send to done
    when n > 0.55: send to done
cell Count:
    state n = 0
    on event(w: 1): n += w
    on again(w: 1): n += 100*w
two = Population(1, Two(), label="two")
c = Population(1, Count(), label="c")
Projection(two, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), receptor_type="event")
Projection(two, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), source="done", receptor_type="again")
two.record("spikes")
c.record("n")
run(1 ms)
'''


def rule_projections_take_one_event_port(lab):
    r = lab.run("ports.nn", text=PORTS)
    equal(r.steps("two"), [3], "recorded spikes are those of the port `spike`")
    n = r.signal("c", "n")
    equal([n[3], n[4], n[6], n[7]], [0.0, 101.0, 101.0, 201.0], "what arrives by both ports")


def rule_handlers_can_spike(lab):
    """A relay: its spikes are stamped with the time of the arrival, and come in the order of cells."""
    text = '''cell Relay:
    on event(w: 1): spike
a = Population(4, SpikeSourceArray(spike_times=[1, 2]), label="a")
r = Population(4, Relay(), label="r")
def mirror(n): return [(i, n - 1 - i) for i in range(n)]
Projection(a, r, FromListConnector([(0, 3), (1, 2), (2, 1), (3, 0)]), StaticSynapse(weight=1, delay=0.5 ms), receptor_type="event")
r.record("spikes")
run(3 ms)
'''
    rows = lab.run("relay.nn", text=text).rows("r", "spikes")
    equal([(round(10 * float(t)), int(i)) for t, i in rows],
          [(15, 0), (15, 1), (15, 2), (15, 3), (25, 0), (25, 1), (25, 2), (25, 3)], "spikes of a relay")


def rule_assignments_of_handlers_are_lost_while_held(lab):
    """Up to and including the last time of the hold; the rest of the handler is not."""
    text = '''cell Held:
    state v = 0 mV, n = 0
    on event(w: mV):
        v = v + w + 0*n*w
        n += 1
    when v >= 10 mV:
        spike
        v = 0 mV
        hold v for 0.5 ms
a = Population(1, SpikeSourceArray(spike_times=[1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]), label="a")
c = Population(1, Held(), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=10, delay=0.1 ms), receptor_type="event")
c.record(["n", "spikes"])
run(3 ms)
'''
    r = lab.run("lost.nn", text=text)
    equal(r.steps("c"), [11, 17], "spikes: inputs of t_11+1 ... t_11+5 are lost")
    equal(r.signal("c", "n")[-1], 8.0, "all events were handled")


def rule_a_hold_of_a_handler(lab):
    """It lasts as long as that of a condition: from its time on."""
    text = '''cell Pause:
    state v = 0
    dv/dt = 1 /ms
    on event(w: 1): hold v for 0.3 ms
a = Population(1, SpikeSourceArray(spike_times=[0.4]), label="a")
c = Population(1, Pause(), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), receptor_type="event")
c.record("v")
run(1 ms)
'''
    v = lab.run("pause.nn", text=text).signal("c", "v")
    equal([round(10 * x) for x in v], [0, 1, 2, 3, 4, 5, 5, 5, 5, 6, 7], "v, held from t_5 to t_8")


def rule_flat_models_keep_their_wires(lab):
    """What --stop-after=flatten prints is a model that does the same."""
    structured = lab.folder / "structured.ir"
    structured.write_text(PARTS, encoding="utf-8")
    command = [lab.nnc, str(structured), "--emit=kernel", "--stop-after", "flatten", "-o", "-"]
    flat = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    holds("wire %a.done" in flat, "the wires are there")
    network = PARTS[PARTS.index("population"):]
    equal(lab.run("flat.ir", text=flat + network).bytes(), lab.run("parts.ir", text=PARTS).bytes(), "results")


if __name__ == "__main__":
    sys.exit(main(globals()))
