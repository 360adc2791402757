"""Threads change no byte: all kinds of cells, synapses, sources and noise in one network (semantics 2, 12)."""
import sys

from harness import equal, holds, main

NETWORK = '''cell OU:
    param tau = 10 ms, sigma = 4 mV
    receptor excitatory = CurrExp(tau_syn=5 ms)
    noise xi
    state v = -65 mV
    dv/dt = (-60 mV - v)/tau + (i_syn + i_inj)/(1 nF) + sigma*sqrt(2/tau)*xi
    when v > -50 mV: spike; v = -65 mV

noise = Population(97, SpikeSourcePoisson(rate=100 Hz), label="noise")
exp = Population(131, IF_curr_exp(i_offset=RandomDistribution("normal", (0.7, 0.1))), label="exp")
delta = Population(53, IF_curr_delta(tau_refrac=1 ms), label="delta")
adex = Population(41, EIF_cond_exp_isfa_ista(), label="adex")
hh = Population(29, HH_cond_exp(), label="hh")
ou = Population(83, OU(), label="ou")
p = FixedProbabilityConnector(0.2)
delays = RandomDistribution("uniform", (0.1, 6.0))
stdp = STDPMechanism(timing_dependence=SpikePairRule(A_plus=0.1, A_minus=0.12), weight_dependence=AdditiveWeightDependence(w_min=0, w_max=0.6), weight=0.3, delay=delays)
Projection(noise, exp, p, stdp, receptor_type="excitatory", label="plastic")
Projection(exp, exp, p, TsodyksMarkramSynapse(weight=0.2, delay=delays, U=0.4, tau_rec=100), receptor_type="excitatory", label="depressing")
Projection(exp, delta, p, StaticSynapse(weight=2, delay=delays), receptor_type="excitatory", label="jumps")
Projection(delta, exp, p, StaticSynapse(weight=-0.3, delay=delays), receptor_type="inhibitory", label="back")
Projection(exp + noise, adex + hh, p, StaticSynapse(weight=0.004, delay=delays), receptor_type="excitatory", label="wide")
Projection(adex, ou, FixedNumberPreConnector(5), StaticSynapse(weight=0.5, delay=1), receptor_type="excitatory", label="five")
PoissonInput(delta, "excitatory", rate=300 Hz, weight=1, delay=1)
NoisyCurrentSource(mean=0.1, stdev=0.2, dt=0.5).inject_into(ou)
for x in (noise, exp, delta, adex, hh, ou): x.record("spikes")
for x in (exp, delta, adex, hh, ou): x.record("v", sampling_interval=3)
run(60 ms)
exp.set(i_offset=0.75)
run(40 ms)
'''


def rule_threads_change_no_byte(lab):
    one = lab.run("mixed.nn", "--save-connections", text=NETWORK)
    for label in ("noise", "exp", "delta", "adex", "ou"):
        holds(len(one.spikes(label)) > 20, f"{label} fires: {len(one.spikes(label))} spikes")
    weights = {c["weight"] for c in one.connections("plastic")}
    holds(len(weights) > 100, f"weights that were learnt: {len(weights)} values")
    wanted = one.bytes()
    for n in (2, 3, 7, 16):
        seen = lab.run("mixed.nn", "--save-connections", "--threads", str(n), text=NETWORK).bytes()
        equal(sorted(seen), sorted(wanted), f"files of {n} threads")
        equal([name for name in wanted if wanted[name] != seen[name]], [], f"files that differ with {n} threads")


if __name__ == "__main__":
    sys.exit(main(globals()))
