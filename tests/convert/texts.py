"""Models that put `nnc convert` to the test: names, lists, what only text of the IR has."""

NAMES = '''nnir 1 model structured
program $names
channel $run { in %v : mV; state %lambda : 1 = 0; param %"a b" : mV = 1mV; d %lambda = %v/%"a b"/1ms - %lambda/1ms }
cell $setup "three \\"quotes\\" \\\\ and a\\x0aline" {
    param %t : ms = 5ms
    param %in : 1 = 2
    param %"not a word`" : mV = -3mV
    state %v : mV = -65mV out
    state %dt : 1 = 0
    state %spike_ : 1 = 0
    event out %spike ()
    part %if : $run (v = %v)
    alias %state : mV = %in*%v + %"not a word`"
    alias %print = %if.lambda + %state/%"not a word`"
    d %v = -%v/%t
    d %dt = %print/1ms
    whenever after(%t) { %dt := %dt + 1; emit %spike }
}
population $"the cells" : $setup size 3 { in = 4; init dt = 0.5 }
population $run_ : $setup size 2 { }
population $lambda : $setup size 2 { t = 3ms }
recorder $"the cells".if.lambda
recorder event $run_.spike
recorder $lambda.dt every 1ms
experiment { record 0; record 1; record 2; run 10ms }
'''

ACTIONS = '''nnir 1 model structured
program $actions
receptor $First { state %n : 1 = 0 out; event in %event (w : 1); event out %done (w : 1)
    on %event (w : 1) { %n := %n + w; emit %done(%n) } }
cell $C {
    param %low : 1 = 2
    state %x : 1 = 0 out
    state %y : 1 = 1 out
    event out %spike ()
    part %a : $First ()
    event in %add (w : 1, z : 1)
    d %y = -%y/10ms
    on add (w : 1, z : 1) { if w > 1 { %x := %x + w } else { if z > 2 { %x := z } else { %y := 0 } } }
    on %a.done { emit %spike times int(2) }
    whenever %y < 0.1 { emit %a.event(3); %y := 1 }
    mode %regime {
        regime @down { d %x = 1/ms; when edge %x > %low par { %x := %y; %y := %x; emit %spike; enter @up } }
        regime @up initial { d %x = -%x/1ms; when edge %x < 0.5 par { enter @down }; entry { %x := 3 } }
    }
}
population $c : $C size 2 { }
recorder $c.x
recorder $c.a.n
recorder event $c.spike
experiment { record 0; record 1; record 2; run 50ms }
'''

SCRIPT = '''param N = 6 "cells"
param share = 0.5 from 0 to 1
param wait: ms = 5

cell Counter(IF_curr_exp):
    event third
    state n = 0
    when v >= v_thresh:
        spike
        v = v_reset
        n += 1
        if n % 3 == 0: send to third

setup(timestep=0.1 ms, min_delay=0.2 ms, seed=3)
a = Population(6, Counter(i_offset=[0.9, 1, 1.1, 1.2, 1.3, 1.4], tau_m=RandomDistribution("uniform", (15, 25))), label="first cells")
b = Population((2, 3), IF_cond_exp(v_thresh=lambda i: -50 + 0.1*i), structure=Grid2D(dx=50, dy=40), initial_values={"v": -60})
c = Population(N, SpikeSourcePoisson(rate=20 Hz))
some = a[1:5]
both = Assembly(some, a[[0, 5]], label="both")
Projection(some, b, FromListConnector([(i % 4, i % 6, 0.001*i, 1.5) for i in range(150)]), receptor_type="excitatory", label="many")
Projection(a, b, FixedProbabilityConnector(share, allow_self_connections=False), StaticSynapse(weight=0.01, delay="0.5 + 0.01*d"),
           source="third", receptor_type="inhibitory", space=Space(axes="xy", periodic_boundaries=((0, 100), None, None)))
stdp = STDPMechanism(timing_dependence=SpikePairRule(tau_plus=20, tau_minus=20, A_plus=0.01, A_minus=0.012),
                     weight_dependence=AdditiveWeightDependence(w_min=0, w_max=0.5), weight=0.2, delay=1)
learning = Projection(c, a, AllToAllConnector(), stdp, receptor_type="excitatory")
noise = NoisyCurrentSource(mean=0.1, stdev=0.05, dt=0.5)
both.inject(noise)
PoissonInput(b, "excitatory", rate=100 Hz, weight=2 nS)
a.record(["spikes", "third", "n"])
some.record("v", sampling_interval=1 ms)
b.sample(2).record("v")
run(wait)
a[2].set(tau_m=10 ms)
some.initialize(v=[-50, -51, -52, -53])
learning.set(weight=0.1)
every(2 ms, lambda: a.set(i_offset=1))
print("half")
run_until(20 ms)
some.record(None)
learning.save(["weight"], "weights.txt")
reset(annotations={"what": "again", "rate": 20 Hz, "n": 3}, keep_weights=True)
run(5 ms)
a.write_data("out.csv", variables=["n"], annotations={"who": "a"})
'''

TEXTS = {"names.ir": NAMES, "actions.ir": ACTIONS, "script.nn": SCRIPT}
