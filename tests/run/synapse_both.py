"""Synapses that send events and have a current, at the same connection (semantics 2.3 and 7)."""
import math
import sys

from harness import all_near, equal, holds, main, near

TEXT = '''
synapse Both:
    param tau = 5 ms
    state s = 0
    ds/dt = -s/tau
    on pre:
        s += 1
        send weight
    current i = 3 nA*s
{back}
receptor Count:
    state n = 0
    on event(w: 1): n += w
cell Cell:
    receptor r = Count()
    state v = 0 mV, u = 0 mV
    total = i_syn
    dv/dt = i_syn/(1 nF)
    when v > 1 V: spike
cell Told:
    param spike_times: [ms] = []
    state v = 0 mV
    dv/dt = i_syn/(1 nF)
    whenever count(spike_times, t) > 0: spike
a = Population(80, Told(spike_times=[1, 1.5]), label="a")
c = Population(80, Cell(), label="c")
Projection(a, c, OneToOneConnector(), Both(weight=7, delay=1 ms, dendritic_delay_fraction={fraction}), receptor_type="r", label="p")
c.record(["v", "r.n"])
a.record("v")
run(60 ms)
'''


def run_all(lab, name, **values):
    text = TEXT.format(**{"back": "", **values})
    lab.program(name, text)
    one = lab.run(name)
    for threads in ("2", "3", "7"):
        equal(lab.run(name, "--threads", threads).bytes() == one.bytes(), True, f"the same bytes with {threads} threads")
    return one


def potential(k, starts, h=0.1, tau=5.0):
    """v(t_k) in mV: each step adds 3 h times s in its middle, s = exp(-(t - start)/tau)."""
    return sum(3*h*math.exp(-(j + 0.5 - start)*h/tau) for start in starts for j in range(start, k))


def rule_events_and_current_of_one_connection(lab):
    """Spikes of 1 and 1.5 ms reach the synapse at once and the receptor after 1 ms; the current flows from the synapse's time on."""
    r = run_all(lab, "both.nn", fraction=1)
    for cell in (0, 79):
        n, v = r.signal("c", "r.n", cell), r.signal("c", "v", cell)
        equal([n[19], n[20], n[24], n[25], n[600]], [0.0, 7.0, 7.0, 14.0, 14.0], f"events of cell {cell}")
        steps = (10, 11, 15, 16, 20, 100, 600)
        all_near([v[k] for k in steps], [potential(k, (10, 15)) for k in steps], 1e-9, f"v of cell {cell}")


def rule_an_axon_delays_the_current_too(lab):
    """With half of the delay in the axon the synapse is reached 0.5 ms later, the receptor at the same time."""
    r = run_all(lab, "axon.nn", fraction=0.5)
    n, v = r.signal("c", "r.n", 79), r.signal("c", "v", 79)
    equal([n[19], n[20], n[24], n[25]], [0.0, 7.0, 7.0, 14.0], "events")
    all_near([v[k] for k in (14, 15, 16, 60)], [potential(k, (15, 20)) for k in (14, 15, 16, 60)], 1e-9, "v")


def rule_a_current_back_to_the_source(lab):
    r = run_all(lab, "back.nn", fraction=1, back="    current j to pre = -1 nA*s")
    near(r.signal("a", "v", 79)[600], -potential(600, (10, 15))/3, 1e-9, "v of the source")
    near(r.signal("c", "v", 79)[600], potential(600, (10, 15)), 1e-9, "v of the target")


def rule_the_ir_tells_what_currents_join(lab):
    """`feed %i_syn` beside the port; without it a synapse that does both is refused."""
    text = '''nnir 1 model structured
synapse $Both { state %weight : 1 = 1 weight; state %s : 1 = 0; event out %send (w : 1)
    d %s = -%s/5ms
    on pre { %s := %s + 1; emit %send(%weight) }
    alias %i : nA = 3nA*%s current }
cell $Source { state %k : 1 = 0; event out %spike (); d %k = 1/ms; when %k > 0.95 { emit %spike } }
cell $Cell { state %n : 1 = 0 out; state %v : mV = 0mV out; event in %in (w : 1); reduce %i_syn : nA add
    d %v = %i_syn/1nF
    on %in (w) { %n := %n + w } }
connector $All { clause pair (i, j) { } }
population $a : $Source size 1 { }
population $c : $Cell size 1 { }
projection $p : $a.spike -> $c.in { connector $All (); synapse $Both (); FEED weight = 2; delay = 1ms }
experiment { record $c.n; record $c.v; run 3ms }
'''
    r = lab.run("feed.ir", text=text.replace("FEED", "feed %i_syn;"))
    equal([r.signal("c", "n")[k] for k in (19, 20)], [0.0, 2.0], "events")
    near(r.signal("c", "v")[20], potential(20, (10,)), 1e-9, "v")
    said = lab.refused("none.ir", text.replace("FEED", ""))
    holds("NNC0311" in said and "does not tell what it joins" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
