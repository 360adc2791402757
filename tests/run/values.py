"""Events with several values: sent by synapses, between parts of a cell, without delay (semantics 2.4, 2.6)."""
import sys

from harness import equal, holds, main

TEXT = '''
receptor Two:
    state g = 0, h = 0
    on event(weight: 1, x: UNIT):
        g += weight
        h = 10*h + x/(1 UNIT)
cell C:
    receptor r = Two()
    state v = 0 mV
    dv/dt = -v/(1 ms)
synapse S:
    state k = 0
    on pre:
        k += 1
        send (weight, k)
        send (2*weight, 2*k)
a = Population(150, SpikeSourceArray(spike_times=[1, 2]), label="a")
c = Population(150, C(), label="c")
Projection(a, c, OneToOneConnector(), SYNAPSE(weight=7, delay=1 ms), receptor_type="r", label="p")
c.record(["r.g", "r.h"])
run(4 ms)
'''


def run_all(lab, name, text):
    lab.program(name, text)
    one = lab.run(name)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    return one


def rule_synapses_send_several_values(lab):
    """k is 1 at the first spike: x is 1, then 2, h = 12. At the second x is 2, then 4: h = 122, then 1224. g grows by 7 + 14 each time."""
    r = run_all(lab, "sent.nn", TEXT.replace("UNIT", "1").replace("/(1 1)", "").replace("SYNAPSE", "S"))
    for cell in (0, 149):
        equal([r.signal("c", "r.g", cell)[k] for k in (19, 20, 29, 30)], [0.0, 21.0, 21.0, 42.0], "g")
        equal([r.signal("c", "r.h", cell)[k] for k in (19, 20, 29, 30)], [0.0, 12.0, 12.0, 1224.0], "h")


def rule_values_have_to_fit(lab):
    said = lab.refused("static.nn", TEXT.replace("UNIT", "1").replace("/(1 1)", "").replace("SYNAPSE", "StaticSynapse"))
    holds("NNC0208" in said and "has 2 values, and a projection without a synapse sends 1" in said, said)
    said = lab.refused("unit.nn", TEXT.replace("UNIT", "mV").replace("SYNAPSE", "S"))
    holds("NNC0208" in said and "the value `x` of an event at `event` is in mV" in said, said)


PARTS = '''nnir 1 model structured
receptor $First { state %n : 1 = 0 out; event in %event (w : 1, x : mV); event out %done (x : mV, w : 1)
    on %event (w : 1, x : mV) { %n := %n + w; emit %done(2*x, %n) } }
receptor $Second { state %v : mV = 0mV out; state %k : 1 = 0 out; event in %in (a : mV, b : 1)
    on %in (a : mV, b : 1) { %v := 10*%v + a; %k := 10*%k + b } }
cell $C {
    state %heard : mV = 0mV out; state %clock : 1 = 0 out; event out %spike (); event in %far (w : 1, y : mV)
    part %a : $First (); part %b : $Second ()
    wire %a.done -> %b.in
    d %clock = 1/ms
    on %a.done (p : mV, q : 1) { %heard := %heard + p*q }
    on %far (w : 1, y : mV) { emit %a.event(w, y) }
    when %clock > 0.45 { emit %a.event(3, 4mV); emit %a.event(1, 1mV); %clock := %clock - 100; emit %spike }
}
'''


def rule_parts_send_each_other_several_values(lab):
    """a hears (3, 4 mV) and (1, 1 mV): n is 3, then 4, and b hears (8 mV, 3) and (2 mV, 4): v = 82 mV, k = 34. The owner hears the same
    under other names: 8*3 + 2*4 = 32 mV."""
    r = run_all(lab, "parts.ir", PARTS + '''
population $c : $C size 130 { }
experiment { record $c.a.n; record $c.b.v; record $c.b.k; record $c.heard; run 1ms }
''')
    for cell in (0, 129):
        equal([r.signal("c", name, cell)[5] for name in ("a.n", "b.v", "b.k", "heard")], [4.0, 82.0, 34.0, 32.0], f"cell {cell}")
        equal(r.signal("c", "heard", cell)[4], 0.0, "nothing before")


def rule_several_values_without_delay(lab):
    """The spike of 0.5 ms reaches the synapse in the first round, the port `far` gets (5, 6 mV) and (50, 7 mV), which a hears after it."""
    r = run_all(lab, "zero.ir", PARTS + '''
synapse $Two { state %weight : 1 = 0 weight; event out %send (w : 1, y : mV)
    on pre { emit %send(%weight, 6mV); emit %send(10*%weight, 7mV) } }
connector $One { clause pair (i, j) { guard i == j } }
population $s : $C size 130 { }
population $c : $C size 130 { init clock = -1000 }
projection $p : $s.spike -> $c.far { connector $One (); synapse $Two (); weight = 5; zero }
experiment { record $c.a.n; record $c.b.v; record $c.b.k; run 1ms }
''')
    for cell in (0, 129):
        equal([r.signal("c", name, cell)[5] for name in ("a.n", "b.v", "b.k")], [55.0, 134.0, 105.0], f"cell {cell}: 5, 55; 12 mV, 14 mV; 5, 55")


if __name__ == "__main__":
    sys.exit(main(globals()))
