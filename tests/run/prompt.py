"""Projections without delay (`zero`): events are handled at the time of the spike, in rounds over all cells (semantics 2.6)."""
import sys

from harness import all_near, equal, holds, main

HEAD = '''nnir 1 model structured
connector $All { clause pair (i, j) { } }
connector $One { clause pair (i, j) { guard i == j } }
cell $Source {
    param %at : ms = 0.5ms
    event out %spike ()
    state %sent : 1 = 0
    whenever after(%at - 0.05ms) & %sent < 1 { emit %spike; %sent := 1 }
}
cell $Relay { state %n : 1 = 0 out; event in %in (w : 1); event out %spike (); on %in (w) { %n := %n + w; emit %spike } }
cell $Sum { state %n : 1 = 0 out; event in %in (w : 1); on %in (w) { %n := %n + w } }
'''


def bytes_of(lab, name, text):
    """The results, which are the same for 1, 2, 3 and 7 threads."""
    lab.program(name, text)
    one = lab.run(name)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    return one


def rule_relays_take_no_time(lab):
    """a fires at 0.5 ms. In round 1 b gets 1 + 10 i + 100 j from each of its three cells: 1 + 11 + 21 and 101 + 111 + 121;
    each cell of c gets three events and sends three spikes: in round 2 b gets 6 events of 1000."""
    text = HEAD + '''
population $a : $Source size 3 { }
population $b : $Sum size 2 { }
population $c : $Relay size 2 { }
projection $p : $a.spike -> $b.in { connector $All (); weight = 1 + 10*i + 100*j; zero }
projection $q : $a.spike -> $c.in { connector $All (); weight = 1; zero }
projection $r : $c.spike -> $b.in { connector $All (); weight = 1000; zero }
experiment { record $a.spike; record $b.n; record $c.n; record $c.spike; run 1ms }
'''
    r = bytes_of(lab, "relays.ir", text)
    equal(r.signal("b", "n", 0)[4:7], [0.0, 6033.0, 6033.0], "first cell of b")
    equal(r.signal("b", "n", 1)[4:7], [0.0, 6333.0, 6333.0], "second cell of b")
    equal(r.signal("c", "n", 1)[4:7], [0.0, 3.0, 3.0], "second cell of c")
    equal([(round(10 * float(t)), int(i)) for t, i in r.rows("c", "spikes")], [(5, 0)] * 3 + [(5, 1)] * 3, "spikes of the relays")


def rule_events_come_by_projection_position_and_place(lab):
    """n := 10 n + w keeps the order. Position 299 of a is the last one, in a thread of its own; q was declared after p."""
    text = HEAD + '''
cell $List { state %n : 1 = 0 out; event in %in (w : 1); on %in (w) { %n := 10*%n + w } }
population $a : $Source size 300 { }
population $b : $List size 300 { }
connector $Ends { clause pair (i, j) { guard (i == 0 | i == 299) & (j == 0 | j == 299) } }
projection $p : $a.spike -> $b.in { connector $Ends (); weight = select(i == 0, 1, 2); zero }
projection $q : $a.spike -> $b.in { connector $Ends (); weight = select(i == 0, 3, 4); zero }
experiment { record $b.n; run 1ms }
'''
    r = bytes_of(lab, "order.ir", text)
    for cell in (0, 299):
        equal(r.signal("b", "n", cell)[5], 1234.0, f"events of cell {cell} in their order")


def rule_cells_fire_whose_currents_come_without_delay(lab):
    """A current of 1 nA from 0.5 ms on: n = t - 0.5 ms passes 0.35 at 0.9 ms, and the spike reaches c with a delay."""
    text = HEAD + '''
cell $Charge { event out %spike (); reduce %i : nA add; param %Q : nA*ms = 1nA*ms; state %n : 1 = 0 out; d %n = %i/%Q; when %n > 0.35 { emit %spike } }
synapse $Steady { state %g : nA = 0; alias %i : nA = %g current; on pre { %g := 1nA } }
population $a : $Source size 1 { }
population $b : $Charge size 2 { }
population $c : $Sum size 1 { }
projection $p : $a.spike -> $b.i { connector $All (); synapse $Steady (); zero }
projection $q : $b.spike -> $c.in { connector $All (); weight = 1; delay = 0.2ms }
experiment { record $b.spike; record $b.n; record $c.n; run 2ms }
'''
    r = bytes_of(lab, "charged.ir", text)
    equal([(round(10 * float(t)), int(i)) for t, i in r.rows("b", "spikes")], [(9, 0), (9, 1)], "spikes of the charged cells")
    equal(r.signal("c", "n")[10:12], [0.0, 2.0], "events that come of them")


RECEPTOR = HEAD + '''
receptor $Step { state %g : 1 = 0 out; event in %event (w : 1); on %event (w) { %g := %g + w } }
cell $Test {
    part %r : $Step ()
    state %seen : 1 = 0 out
    event out %spike ()
    when %r.g > 2.5 { emit %spike; %seen := %r.g }
}
population $a : $Source size 1 { }
population $b : $Test size 1 { }
projection $late : $a.spike -> $b.r { connector $All (); weight = 1; delay = 0.1ms }
projection $now : $a.spike -> $b.r { connector $All (); weight = WEIGHT; zero }
experiment { record $b.r.g; record $b.spike; run 1ms }
'''


def rule_one_receptor_takes_both_kinds(lab):
    """At 0.5 ms it gets 1 without delay, at 0.6 ms 1 with a delay: 2 is below the threshold of 2.5."""
    r = bytes_of(lab, "both.ir", RECEPTOR.replace("WEIGHT", "1"))
    equal(r.signal("b", "r.g")[4:8], [0.0, 1.0, 2.0, 2.0], "g")
    equal(r.steps("b"), [], "spikes")


def rule_conditions_are_tested_before(lab):
    """3 without delay at 0.5 ms: the condition of that time is over, it fires at 0.6 ms."""
    r = bytes_of(lab, "tested.ir", RECEPTOR.replace("WEIGHT", "3"))
    equal(r.signal("b", "r.g")[4:7], [0.0, 3.0, 4.0], "g")
    equal(r.steps("b"), [6], "spikes")


def rule_cells_of_synapses_without_delay_have_conditions(lab):
    """A synapse with a current takes the events itself; the conditions of the cell that it acts on are tested all the same."""
    text = HEAD + '''
cell $Cell {
    state %v : mV = 0mV out
    reduce %i : nA add
    event out %spike ()
    d %v = %i/1nF
    when %v > 1mV { emit %spike; %v := 0mV }
}
synapse $Current { state %I : nA = 0nA out; d %I = 0nA/1ms; alias %now : nA = %I out current; on pre { %I := %I + 10nA } }
population $a : $Source size 1 { }
population $b : $Cell size 2 { }
projection $p : $a.spike -> $b.i { connector $All (); synapse $Current; zero }
experiment { record $b.v; record $b.spike; run 1ms }
'''
    r = bytes_of(lab, "acted_on.ir", text)
    equal(r.steps("b", 1), [7, 9], "spikes: 10 nA for 0.2 ms are more than 1 mV")
    equal([round(v, 9) for v in r.signal("b", "v", 1)[5:8]], [0.0, 1.0, 0.0], "v around the first spike")


def rule_stamps_of_time_zero_reach_at_time_zero(lab):
    """Before the first sample."""
    text = HEAD + '''
cell $First { event out %spike (); on start () { emit %spike } }
population $a : $First size 1 { }
population $b : $Relay size 1 { }
population $c : $Sum size 1 { }
projection $p : $a.spike -> $b.in { connector $All (); weight = 1; zero }
projection $q : $b.spike -> $c.in { connector $All (); weight = 2; zero }
experiment { record $c.n; record $b.spike; run 0.2ms; reset; run 0.2ms }
'''
    r = bytes_of(lab, "first.ir", text)
    for segment in (0, 1):
        equal(r.signal("c", "n", 0, segment), [2.0, 2.0, 2.0], "n")
        equal(r.steps("b", 0, segment), [0], "spikes of the relay")


WIRED = HEAD + '''
receptor $Part { event in %event (w : 1); event out %done (w : 1); on %event (w) { emit %done(w) } }
cell $Wired {
    state %n : 1 = 0 out
    event in %in (w : 1); event out %spike ()
    part %p : $Part ()
    on %in (w) { %n := 10*%n + w AGAIN }
    on %p.done (w) { %n := 10*%n + w }
    whenever after(0.45ms) & %n < 0.5 { emit %p.event(1); emit %spike }
}
population $x : $Wired size 2 { }
population $z : $Relay size 2 { }
projection $p : $x.spike -> $z.in { connector $One (); weight = 1; zero }
projection $q : $z.spike -> $x.in { connector $One (); weight = 2; zero }
experiment { record $x.n; record $z.n; run 0.5ms }
'''


def rule_events_of_a_cell_and_of_others_share_rounds(lab):
    """Round 1: p.event, and z by x's spike. Round 2: p.done (n = 1), then what z sent (n = 12)."""
    r = bytes_of(lab, "wired.ir", WIRED.replace("AGAIN", ""))
    equal(r.signal("x", "n", 1)[5], 12.0, "own events come before those of others")
    equal(r.signal("z", "n", 1)[5], 1.0, "the relay")


def rule_rings_of_projections_are_told(lab):
    said = lab.run("ring.ir", text=WIRED.replace("AGAIN", "; emit %spike"), fails=True)
    holds("z[0]" in said and "events at in" in said and "without delay" in said and "1000 rounds" in said and "0.5 ms" in said,
          f"with a cell, a port and a time: {said}")


def rule_plastic_synapses_without_delay(lab):
    """w grows by 1 at each pre spike before it is sent, and by 0.5 at each post spike, which follows the pre spike of its time.
    The relay b spikes when it gets an event. 0.5 ms: pre 1 + 1 = 2 is sent, then post 2.5. 0.7 ms: 3.5 is sent, post 4."""
    text = HEAD + '''
synapse $Grow {
    state %weight : 1 = 0 weight
    event out %send (w : 1)
    on pre { %weight := %weight + 1; emit %send(%weight) }
    on post { %weight := %weight + 0.5 }
}
cell $Twice { event out %spike (); state %k : 1 = 0; d %k = 1/ms
    whenever %k > 0.45 & %k < 0.55 | %k > 0.65 & %k < 0.75 { emit %spike } }
population $a : $Twice size 1 { }
population $b : $Relay size 1 { }
projection $p : $a.spike -> $b.in { connector $All (); synapse $Grow (); weight = 1; zero }
experiment { record $b.n; record $b.spike; run 1ms; save $p names %weight }
'''
    r = bytes_of(lab, "plastic.ir", text.replace("; save $p names %weight", ""))
    equal(r.steps("b"), [5, 7], "spikes of the target")
    all_near(r.signal("b", "n")[4:9], [0.0, 2.0, 2.0, 5.5, 5.5], 0.0, "what was sent")
    saved = lab.run("plastic.ir", "--save-connections")
    equal([c["weight"] for c in saved.connections("p")], [4.0], "the weight in the end")


def rule_a_hold_loses_what_comes_at_once(lab):
    """v is held from 0.5 ms on for 0.2 ms: events of 0.5 (in the rounds after the hold began) to 0.7 ms are lost, n counts."""
    text = HEAD + '''
cell $Held {
    state %v : 1 = 0 out; state %n : 1 = 0 out; state %k : 1 = 0; d %k = 1/ms
    event in %in (w : 1)
    on %in (w) { %v := %v + w; %n := %n + 1 }
    when %k > 0.45 & %k < 0.55 { hold %v for 0.2ms }
}
cell $Each { event out %spike (); whenever since(0.3ms) { emit %spike } }
population $a : $Each size 1 { }
population $b : $Held size 1 { }
projection $p : $a.spike -> $b.in { connector $All (); weight = 1; zero }
experiment { record $b.v; record $b.n; run 1ms }
'''
    r = bytes_of(lab, "held.ir", text)
    equal(r.signal("b", "v")[2:11], [0.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 4.0, 5.0], "v")
    equal(r.signal("b", "n")[10], 8.0, "events")


def rule_zero_has_no_delay(lab):
    said = lab.refused("both_given.ir", HEAD + '''
population $a : $Source size 1 { }
population $b : $Sum size 1 { }
projection $p : $a.spike -> $b.in { connector $All (); weight = 1; delay = 1ms; zero }
experiment { run 1ms }
''')
    holds("NNC0310" in said and "`zero` and has a delay" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
