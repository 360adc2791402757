"""Projections without delay against nnc-ref: rounds over all cells, own handlers first, synapses with states on the way."""
import sys

from reference import both, close, holds, same_spikes

from harness import main

TEXT = """nnir 1 model structured
cell $Clock { event out %spike (); param %every : ms = 5ms; state %last : ms = -5ms
    whenever t - %last > %every - 0.05ms { %last := t; emit %spike } }
cell $Relay { event in %in (w : mV); event out %spike (); param %tau : ms = 10ms; param %cm : nF = 1nF; state %v : mV = 0 out
    reduce %drive : nA add
    d %v = -%v/%tau + %drive/%cm
    on %in (w) { %v := 0.5*%v + w }
    when %v > 10mV { %v := 1mV; emit %spike } }
cell $Echo { event in %in (w : 1); event out %spike (); state %n : 1 = 0 out
    on %in (w) { %n := %n + w; emit %spike } }
synapse $Fading { state %weight : mV = 1mV weight; state %use : 1 = 1; param %tau : ms = 30ms
    event out %send (w : mV)
    d %use = (1 - %use)/%tau
    on pre { %use := 0.7*%use; emit %send(%weight*%use) } }
synapse $Current { state %weight : 1 = 1 weight; state %g : nA = 0; param %tau : ms = 3ms
    alias %i : nA = %g*%weight current
    d %g = -%g/%tau
    on pre { %g := %g + 1nA } }
connector $All { clause pair (i, j) { } }
connector $Next { clause pair (i, j) { guard j == i + 1 } }
population $clock : $Clock size 2 { }
population $a : $Relay size 3 { }
population $e : $Echo size 2 { }
projection $in : $clock.spike -> $a.in { connector $All (); weight = 4mV + 1mV*i + 2mV*j; zero }
projection $fading : $a.spike -> $a.in { connector $Next (); synapse $Fading (); weight = 6mV; zero }
projection $echo : $a.spike -> $e.in { connector $All (); weight = 1 + 10*i; zero }
projection $back : $e.spike -> $a.drive { connector $All (); synapse $Current (); weight = 0.5; zero }
recorder $a.v
recorder $e.n
recorder $a.spike
experiment { record 0; record 1; record 2; run 60ms }
"""


def rule_rounds(lab):
    seen, wanted = both(lab, "rounds", TEXT, 0.1, ending="ir")
    same_spikes(seen, wanted, "a", "rounds")
    holds(len(wanted.spikes("a")) > 10, f"{len(wanted.spikes('a'))} spikes of the relays")
    close(seen, wanted, "a", "v", 1e-9, "rounds", cells=3)
    close(seen, wanted, "e", "n", 0, "rounds", cells=2)


if __name__ == "__main__":
    sys.exit(main(globals()))
