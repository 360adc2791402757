"""Responses with a formula: both the program and nnc-ref must give it."""
import math
import sys

from reference import both, holds

from harness import main

REST, CM, TAU_M, WEIGHT = -65.0, 0.5, 20.0, 0.3


def psp_exp(t, tau):
    """Of a current w exp(-t/tau); at equal time constants t exp(-t/tau)/C."""
    if tau == TAU_M:
        return WEIGHT / CM * t * math.exp(-t / tau)
    return WEIGHT / CM * tau * TAU_M / (tau - TAU_M) * (math.exp(-t / tau) - math.exp(-t / TAU_M))


def psp_alpha(t, tau):
    """Of a current w e t/tau exp(-t/tau)."""
    peak = WEIGHT * math.e / (tau * CM)
    if tau == TAU_M:
        return peak * t * t / 2 * math.exp(-t / tau)
    a = 1 / tau - 1 / TAU_M
    return peak * (math.exp(-t / TAU_M) / a**2 - math.exp(-t / tau) * (t / a + 1 / a**2))


def psp_delta(t, tau):
    return WEIGHT * math.exp(-t / TAU_M)


# cell, formula, synaptic time constant in ms
FORMS = [
    ("IF_curr_exp", psp_exp, 5.0), ("IF_curr_exp", psp_exp, 20.0), ("IF_curr_exp", psp_exp, 60.0),
    ("IF_curr_alpha", psp_alpha, 0.5), ("IF_curr_alpha", psp_alpha, 20.0), ("IF_curr_alpha", psp_alpha, 45.0),
    ("IF_curr_delta", psp_delta, None),
]


def rule_responses(lab):
    for k, (cell, form, tau) in enumerate(FORMS):
        syn = f", tau_syn_E={tau}" if tau else ""
        text = f'''s = Population(1, SpikeSourceArray(spike_times=[3.0]), label="s")
c = Population(1, {cell}(cm={CM}, tau_m={TAU_M}{syn}), label="c")
Projection(s, c, AllToAllConnector(), StaticSynapse(weight={WEIGHT}, delay=1), receptor_type="excitatory", label="p")
c.record("v", sampling_interval=0.5 ms)
run(80 ms)
'''
        for who, r in zip(("nnc", "nnc-ref"), both(lab, f"form{k}", text, 0.1)):
            for t, v in zip(r.times("c", "v"), r.signal("c", "v")):
                wanted = REST + (form(t - 4.0, tau) if t >= 4.0 else 0.0)
                holds(abs(v - wanted) < 2e-12, f"{who}, {cell}, tau {tau}: v({t}) is {v!r} instead of {wanted!r}")


def rule_charging(lab):
    """A constant current, and the time of the first spike under it."""
    text = f'''c = Population(1, IF_curr_exp(cm={CM}, tau_m={TAU_M}, i_offset=0.5, tau_refrac=1.7), label="c")
c.record("v", sampling_interval=0.1 ms)
c.record("spikes")
run(120 ms)
'''
    rise = math.ceil(TAU_M * math.log(20.0 / 5.0) / 0.1)      # to -50 mV of the -45 mV that it tends to
    for who, r in zip(("nnc", "nnc-ref"), both(lab, "charging", text, 0.1)):
        holds(r.steps("c") == list(range(rise, 1201, rise + 17)), f"{who}: spikes at {r.steps('c')}, charging takes {rise}")
        for k in range(0, rise, 20):
            wanted = REST + 20.0 * -math.expm1(-0.1 * k / TAU_M)
            holds(abs(r.signal("c", "v")[k] - wanted) < 1e-12, f"{who}: v at step {k}")


# PyNN's protocol on NEURON with its step going to 0: v at 20 ms, before any spike, and at 150 ms, after three or four.
PROTOCOL = '''exc = Population(1, SpikeSourceArray(spike_times=[10.0, 30.0, 50.0, 52.0, 54.0, 56.0, 58.0, 60.0, 100.0, 120.0]), label="exc")
inh = Population(1, SpikeSourceArray(spike_times=[80.0, 110.0]), label="inh")
c = Population(1, CELL(tau_refrac=2), label="c")
Projection(exc, c, AllToAllConnector(), StaticSynapse(weight=EXCITE, delay=1), receptor_type="excitatory", label="e")
Projection(inh, c, AllToAllConnector(), StaticSynapse(weight=INHIBIT, delay=1), receptor_type="inhibitory", label="i")
c.inject(DCSource(amplitude=0.9, start=130, stop=190))
c.record("v", sampling_interval=10 ms)
run(150 ms)
'''
CONVERGED = [("IF_curr_exp", 1.5, -1.0, -60.27671, -51.48280), ("IF_cond_exp", 0.05, 0.02, -55.69628, -55.76913)]


def rule_converged_numbers(lab):
    for cell, excite, inhibit, early, late in CONVERGED:
        text = PROTOCOL.replace("CELL", cell).replace("EXCITE", str(excite)).replace("INHIBIT", str(inhibit))
        for dt, before, after in ((0.1, 1e-4, 0.05), (0.00125, 1e-5, 5e-4)):
            v = lab.run(f"converged_{cell}.nn", text=text, dt=dt).signal("c", "v")
            holds(abs(v[2] - early) < before, f"{cell}, dt {dt}: v(20 ms) is {v[2]}, converged {early}")
            holds(abs(v[15] - late) < after, f"{cell}, dt {dt}: v(150 ms) is {v[15]}, converged {late}")


if __name__ == "__main__":
    sys.exit(main(globals()))
