"""Order and accuracy of the integrators, against converged runs of the program itself (semantics 10), and against numbers
that other simulators gave (PyNN 0.13 on NEURON 8.2.2 and Brian 2)."""
import math
import sys

from harness import equal, holds, main, near

SUBTHRESHOLD = '''src = Population(1, SpikeSourceArray(spike_times=[3.0, 9.0, 9.2]), label="src")
inh = Population(1, SpikeSourceArray(spike_times=[6.0, 15.0]), label="inh")
c = Population(1, CELL, label="c")
Projection(src, c, AllToAllConnector(), StaticSynapse(weight=WE, delay=1), receptor_type="excitatory", label="e")
Projection(inh, c, AllToAllConnector(), StaticSynapse(weight=WI, delay=1), receptor_type="inhibitory", label="i")
c.record("v", sampling_interval=1 ms)
c.record("spikes")
run(TIME ms)
'''


def traces(lab, name, cell, excite, inhibit, steps, time=40):
    text = (SUBTHRESHOLD.replace("CELL", cell).replace("WE", str(excite)).replace("WI", str(inhibit))
            .replace("TIME", str(time)))
    runs = [lab.run(f"{name}.nn", text=text, dt=dt) for dt in steps]
    return [r.signal("c", "v") for r in runs], [r.spikes("c") for r in runs]


def order(lab, name, cell, excite, inhibit, steps, least, most):
    """The slope of the error against the last of the steps, which is the reference."""
    v, spikes = traces(lab, name, cell, excite, inhibit, steps)
    equal([len(s) for s in spikes], [0] * len(steps), f"{name}: spikes of a run below threshold")
    errors = [max(abs(a - b) for a, b in zip(x, v[-1])) for x in v[:-1]]
    holds(max(errors) > 1e-9 and max(x for x in v[-1]) - min(v[-1]) > 1, f"{name}: something to measure, errors {errors}")
    slopes = [math.log(a / b) / math.log(p / q) for a, b, p, q in zip(errors, errors[1:], steps, steps[1:])]
    for slope in slopes:
        holds(least < slope < most, f"{name}: orders {slopes} between {least} and {most}, errors {errors}")


def rule_conductances_are_second_order(lab):
    order(lab, "cond_exp", "IF_cond_exp(i_offset=0.2, e_rev_I=-80)", 0.015, 0.02, (0.2, 0.1, 0.05, 0.003125), 1.8, 2.2)
    order(lab, "cond_alpha", "IF_cond_alpha(tau_syn_E=2, tau_syn_I=4, i_offset=0.2)", 0.015, 0.02, (0.2, 0.1, 0.05, 0.003125), 1.8, 2.2)


def rule_adex_is_fourth_order(lab):
    order(lab, "adex", "EIF_cond_exp_isfa_ista(i_offset=0.3)", 0.003, 0.003, (0.2, 0.1, 0.05, 0.00625), 3.7, 4.3)


def rule_hodgkin_huxley_is_second_order(lab):
    """Action potentials: the time of each is found in the limit of small steps, from quadratic errors of v."""
    text = '''c = Population(1, HH_cond_exp(i_offset=0.3), label="c")
c.record("v", sampling_interval=0.2 ms)
c.record("spikes")
run(60 ms)
'''
    steps = (0.02, 0.01, 0.005, 0.01 / 16)
    v = [lab.run("hh.nn", text=text, dt=dt).signal("c", "v") for dt in steps]
    holds(max(v[-1]) > 20, "the cell fires")
    errors = [math.sqrt(sum((a - b) ** 2 for a, b in zip(x, v[-1])) / len(x)) for x in v[:-1]]
    for a, b in zip(errors, errors[1:]):
        holds(1.7 < math.log2(a / b) < 2.3, f"order of HH: errors {errors}")


def rule_alpha_current_peaks_at_the_weight(lab):
    """The current is the weight, one time constant after the spike."""
    text = '''s = Population(1, SpikeSourceArray(spike_times=[1.0]), label="s")
c = Population(1, IF_curr_alpha(tau_syn_E=2), label="c")
Projection(s, c, AllToAllConnector(), StaticSynapse(weight=0.5, delay=1), receptor_type="excitatory", label="p")
c.record(["v", "excitatory.i_syn"])
run(30 ms)
'''
    r = lab.run("alpha.nn", text=text)
    current = r.signal("c", "excitatory.i_syn")
    near(max(current), 0.5, 1e-13, "peak of the current")
    equal(current.index(max(current)), 40, "step of the peak")
    for k in range(0, 301, 10):
        t = max(0.0, 0.1 * k - 2)
        near(current[k], 0.5 * t / 2 * math.exp(1 - t / 2), 1e-13, f"current at {0.1 * k:.1f} ms")


def rule_short_term_plasticity_of_conductances(lab):
    """Peak of the conductance and potential of PyNN's protocol: spikes every 10 ms, tau_syn 1 ms (NEURON: 0.022621 uS)."""
    text = '''s = Population(1, SpikeSourceArray(spike_times=[10.0*k for k in range(1, 11)]), label="s")
c = Population(1, IF_cond_exp(tau_syn_E=1), label="c")
Projection(s, c, AllToAllConnector(), TsodyksMarkramSynapse(U=0.5, tau_rec=800, tau_facil=0, weight=0.05, delay=1), receptor_type="excitatory", label="p")
c.record(["v", "gsyn_exc"])
run(160 ms)
'''
    g = lab.run("tm.nn", text=text).signal("c", "gsyn_exc")
    near(max(g), 0.025, 1e-15, "first peak: half of the weight")
    near(max(g) * math.exp(-0.1), 0.022621, 1e-6, "peak where events are seen a step of decay later, as in NEURON")


if __name__ == "__main__":
    sys.exit(main(globals()))
