"""Modes: clauses, handlers and aliases of regimes, edges, actions that run at once (semantics 3)."""
import math
import sys

from harness import equal, holds, main, near

# data of the cell that fires at 27.8 ms: 20 ms * ln 4 = 27.726 ms
DRIVE = '''
source $DC { param %amplitude : nA = 1nA; alias %i : nA = %amplitude out current }
'''

LEMS = '''nnir 1 model structured
cell $iafRefCell {
    param %leakConductance : S; param %leakReversal : V; param %C : F; param %thresh : V; param %reset : V; param %refract : s
    state %v : V = %leakReversal out; state %lastSpikeTime : s = 0s; event out %spike (); reduce %synapses.i : A add
    alias %iSyn : A = %synapses.i out; alias %iMemb : A = %leakConductance*(%leakReversal - %v) + %iSyn out
    mode %regime {
        regime @refractory { entry { %lastSpikeTime := t; %v := %reset }; whenever after(%lastSpikeTime + %refract) { enter @integrating } }
        regime @integrating initial { d %v = %iMemb/%C; whenever %v > %thresh { emit %spike; enter @refractory } }
    }
}
''' + DRIVE + '''
population $c : $iafRefCell size 1 { leakConductance = 50nS; leakReversal = -65mV; C = 1nF; thresh = -50mV; reset = -65mV; refract = 2ms }
input $i : $DC -> $c.synapses.i { }
experiment { record $c.spike; record $c.v; run 100ms }
'''

NINEML = '''nnir 1 model structured
cell $PyNNLeakyIntegrateAndFire {
    param %Cm : F; param %e_leak : V; param %tau : s; param %refractory_period : s; param %v_threshold : V; param %v_reset : V
    state %v : V = 0V out; state %end_refractory : s = 0s; reduce %i_synaptic : A add; event out %spike_output ()
    mode %regime {
        regime @refractory { when edge after(%end_refractory) par { enter @subthreshold } }
        regime @subthreshold initial {
            d %v = (%e_leak - %v)/%tau + %i_synaptic/%Cm
            when edge %v > %v_threshold par { %end_refractory := %refractory_period + t; %v := %v_reset; emit %spike_output; enter @refractory }
        }
    }
}
''' + DRIVE + '''
param $refractory : ms = 2ms
population $c : $PyNNLeakyIntegrateAndFire size 1 { Cm = 1nF; e_leak = -65mV; tau = 20ms; refractory_period = $refractory; v_threshold = -50mV; v_reset = -65mV; init v = -65mV }
input $i : $DC -> $c.i_synaptic { }
experiment { record $c.spike_output; record $c.v; run 100ms }
'''


def cell(items, experiment):
    return "nnir 1 model structured\ncell $C {\n" + items + "\n}\npopulation $c : $C size 1 { }\nexperiment { " + experiment + " }\n"


def rule_lems_cell_is_refractory_one_step_longer(lab):
    """`after` holds first 21 steps after the spike, and the step from there integrates."""
    equal(lab.run("lems.ir", text=LEMS).steps("c"), [278, 577, 876], "spikes of the LEMS cell")


def rule_nineml_cell(lab):
    equal(lab.run("nineml.ir", text=NINEML).steps("c"), [278, 577, 876], "spikes of the NineML cell")


def rule_nineml_cell_without_refractory_time(lab):
    """`after` of the time of entry is false there, so armed; it holds one step later, from where v integrates."""
    r = lab.run("nineml.ir", "--set", "refractory=0ms", text=NINEML)
    equal(r.steps("c"), [278, 557, 836], "spikes with a refractory time of 0")
    v = r.signal("c", "v")
    equal([v[278], v[279]], [-0.065, -0.065], "v at the spike and one step later")
    holds(v[280] > -0.065, "v integrates from there")


def rule_edge_is_unarmed_where_it_holds_at_entry(lab):
    """At the start, and again each time the regime is entered; it fires when it was found false in between."""
    text = cell('''    state %v : mV = 1mV out; state %n : 1 = 0 out; d %v = -1mV/ms
    mode %m { regime @a initial { when edge %v > 0.55mV par { %n := %n + 1 }
                                  when %v < -0.05mV { %v := 0.8mV; enter @b } }
              regime @b { when edge %v > 0.55mV par { %n := %n + 10 }
                          when %v < 0.45mV { %v := 0.9mV } } }''', "record $c.n; run 4ms")
    n = lab.run("edge.ir", text=text).signal("c", "n")
    equal(n[11], 0.0, "times that it fired in the first regime, where it held from the start")
    equal((n[15], n[16]), (0.0, 10.0), "after the entry of the second, one fall below and one rise")
    whenever = text.replace("when edge", "when")
    n = lab.run("noedge.ir", text=whenever).signal("c", "n")
    equal(n[1], 1.0, "without `edge` it fires at the first grid time")


def rule_actions_at_once_read_old_values(lab):
    text = cell('''    state %x : 1 = 1 out; state %y : 1 = 2 out; state %n : 1 = 0
    d %n = 1/ms
    when %n > 0.25 par { %x := %y; %y := %x }''', "record $c.x; record $c.y; run 1ms")
    r = lab.run("swap.ir", text=text)
    equal((r.signal("c", "x")[-1], r.signal("c", "y")[-1]), (2.0, 1.0), "x and y after a swap")
    r = lab.run("chain.ir", text=text.replace("par ", ""))
    equal((r.signal("c", "x")[-1], r.signal("c", "y")[-1]), (2.0, 2.0), "x and y, one assignment after the other")


def rule_alias_of_a_regime_is_seen_by_all(lab):
    text = cell('''    state %x : 1 = 0 out; alias %rate : 1/ms = 1/ms; alias %twice : 1/ms = 2*%rate out
    d %x = %twice
    mode %m { regime @slow initial { whenever since(0.5ms) { enter @fast } }
              regime @fast { alias %rate : 1/ms = 10/ms } }''', "record $c.x; record $c.twice; run 1ms")
    r = lab.run("override.ir", text=text)
    near(r.signal("c", "x")[5], 1.0, 1e-12, "x at the transition")
    near(r.signal("c", "x")[10], 11.0, 1e-12, "x five steps later")
    equal(r.signal("c", "twice")[4:7], [2.0, 20.0, 20.0], "an alias that reads the overridden one")


RELAY = '''cell Gate:
    state n = 0
    event done
    regime closed:
        on open(w: 1): n += w; enter opened
    regime opened:
        on open(w: 1): n += 100*w; spike
        on event_close(w: 1): enter closed
    on event_close(w: 1): n += 1000
'''


def rule_handlers_of_regimes(lab):
    """Only those of the regime that is active when the event comes; those outside regimes always."""
    text = RELAY.replace("    event done\n", "") + '''
a = Population(1, SpikeSourceArray(spike_times=[1, 2, 3, 5]), label="a")
b = Population(1, SpikeSourceArray(spike_times=[4]), label="b")
g = Population(1, Gate(), label="g")
Projection(a, g, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), receptor_type="open")
Projection(b, g, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), receptor_type="event_close")
g.record(["n", "spikes"])
run(6 ms)
'''
    r = lab.run("gate.nn", text=text)
    n = r.signal("g", "n")
    equal([n[11], n[21], n[31], n[41], n[51]], [1.0, 101.0, 201.0, 1201.0, 1202.0], "n after each event")
    equal(r.steps("g"), [21, 31], "spikes of a handler")


def rule_a_regime_entered_by_an_event_is_tested_at_the_next_time(lab):
    text = '''cell Late:
    state n = 0
    regime idle:
        on event(w: 1): enter busy
    regime busy:
        when t >= 0 ms: spike; enter idle
a = Population(1, SpikeSourceArray(spike_times=[1, 2]), label="a")
c = Population(1, Late(), label="c")
Projection(a, c, AllToAllConnector(), StaticSynapse(weight=1, delay=0.1 ms), receptor_type="event")
c.record("spikes")
run(4 ms)
'''
    equal(lab.run("late.nn", text=text).steps("c"), [12, 22], "spikes one step after the events")


def rule_a_regime_entered_anew_is_armed(lab):
    text = '''cell Again:
    state n = 0
    regime only:
        when t >= 0.2 ms: n += 1; enter only
        when t >= 0.2 ms: n += 100
c = Population(1, Again(), label="c")
c.record("n")
run(0.4 ms)
'''
    equal(lab.run("again.nn", text=text).signal("c", "n"), [0.0, 0.0, 1.0, 2.0, 3.0],
          "n: armed by each entry, and what follows in the regime is not tested")


def rule_a_regime_that_leads_to_itself_alone(lab):
    """What the others would do is never seen: v = 30 mV (1 - e^(-t/tau)) all the time."""
    text = """cell A:
    param tau = 10 ms
    state v = 0 mV
    regime on:
        dv/dt = 3 mV/ms - v/tau
        when v > 5 mV:
            spike
            enter on
    regime off:
        when t > 3 ms: enter on
p = Population(2, A(tau=RandomDistribution("uniform", (10 ms, 10.001 ms))), label="p")
p.record(["v", "spikes"])
run(20 ms)
"""
    r = lab.run("itself.nn", text=text)
    near(r.signal("p", "v")[-1], 30*(1 - math.exp(-2)), 0.01, "v at 20 ms")
    holds(len(r.steps("p")) > 100, "the condition is armed at each entry")


def rule_one_branch_of_a_test(lab):
    text = '''cell Branch:
    state x = 1
    when t >= 0.2 ms:
        if x > 0:
            x = -1
        else:
            x = 5
c = Population(1, Branch(), label="c")
c.record("x")
run(0.3 ms)
'''
    equal(lab.run("branch.nn", text=text).signal("c", "x"), [1.0, 1.0, -1.0, -1.0], "x: the other branch is not taken")


if __name__ == "__main__":
    sys.exit(main(globals()))
