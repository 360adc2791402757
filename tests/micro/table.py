"""The micro-models: one line per model of stdlib/ with its stimulus, what is compared with nnc-ref, and how closely.

A stimulus is the network of `network()`: excitatory and inhibitory spikes, a DC current from 130 to 190 ms and others of other times.
Tolerances are shares of the largest value of the reference."""

NETWORK = '''exc = Population(1, SpikeSourceArray(spike_times=[0.0, 10.0, 30.0, 50.0, 52.0, 54.0, 56.0, 58.0, 60.0, 100.0, 120.0]), label="exc")
inh = Population(1, SpikeSourceArray(spike_times=[80.0, 110.0, 110.0]), label="inh")
c = Population(1, CELL, label="c")
Projection(exc, c, AllToAllConnector(), StaticSynapse(weight=EXCITE, delay=1), receptor_type="excitatory", label="e")
Projection(inh, c, AllToAllConnector(), StaticSynapse(weight=INHIBIT, delay=2.5), receptor_type="inhibitory", label="i")
c.inject(DCSource(amplitude=CURRENT, start=130, stop=190))
c.record(VARIABLES, sampling_interval=EVERY ms)
c.record("spikes")
run(TIME ms)
'''


def network(cell, stimulus, variables, time=200, every=1):
    excite, inhibit, current = stimulus
    names = "[" + ", ".join(f'"{v}"' for v in variables.split()) + "]"
    return (NETWORK.replace("CELL", cell).replace("EXCITE", str(excite)).replace("INHIBIT", str(inhibit))
            .replace("CURRENT", str(current)).replace("VARIABLES", names).replace("TIME", str(time)).replace("EVERY", str(every)))


I_SYN, G_SYN = "v excitatory.i_syn inhibitory.i_syn", "gsyn_exc gsyn_inh"
CURR, COND, ADEX, DELTA = (1.5, -1.0, 0.9), (0.05, 0.02, 0.9), (0.02, 0.01, 0.9), (12.0, -5.0, 0.9)

# Exact paths: name, cell, stimulus, variables, dt in ms, tolerance. Spikes are the same, step for step.
EXACT = [
    ("curr_exp", "IF_curr_exp(tau_refrac=2)", CURR, I_SYN, 0.1, 1e-12),
    ("curr_exp_long_step", "IF_curr_exp(tau_refrac=2)", CURR, I_SYN, 0.5, 1e-12),
    ("curr_exp_offset", "IF_curr_exp(i_offset=0.8, tau_refrac=0.1, v_rest=-70)", CURR, I_SYN, 0.1, 1e-12),
    ("curr_exp_degenerate", "IF_curr_exp(tau_refrac=2, tau_syn_E=20, tau_syn_I=20)", (0.5, -0.4, 0.9), I_SYN, 0.1, 1e-12),
    ("curr_exp_almost_degenerate", "IF_curr_exp(tau_refrac=2, tau_syn_E=20.0000001, tau_syn_I=19.9999)", (0.5, -0.4, 0.9),
     I_SYN, 0.1, 1e-12),
    ("curr_alpha", "IF_curr_alpha(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", CURR, I_SYN, 0.1, 1e-12),
    ("curr_alpha_degenerate", "IF_curr_alpha(tau_refrac=2, tau_syn_E=20, tau_syn_I=20)", (0.5, -0.4, 0.9), I_SYN, 0.1, 1e-12),
    ("curr_delta", "IF_curr_delta(tau_refrac=2)", DELTA, "v", 0.1, 1e-12),
    ("cond_exp_g", "IF_cond_exp(tau_refrac=2)", COND, G_SYN, 0.1, 1e-12),
    ("cond_alpha_g", "IF_cond_alpha(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", COND, G_SYN, 0.1, 1e-12),
]

# Converging paths at a fine step. The HH cell is of second order and steep: 1e-2 is a shift of an action potential by 3 us.
FINE = [
    ("adex_exp", "EIF_cond_exp_isfa_ista(tau_refrac=2)", ADEX, "v w " + G_SYN, 0.01, 1e-6),
    ("adex_alpha", "EIF_cond_alpha_isfa_ista(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", ADEX, "v w " + G_SYN, 0.01, 1e-6),
    ("izhikevich", "Izhikevich()", (5.0, -5.0, 0.01), "v u", 0.0025, 1e-6),
    ("cond_exp", "IF_cond_exp(tau_refrac=2)", COND, "v", 0.01, 1e-6),
    ("cond_alpha", "IF_cond_alpha(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", COND, "v", 0.01, 1e-6),
    ("adapting", "IF_cond_exp_gsfa_grr(tau_refrac=2, q_rr=300)", (0.2, 0.05, 1.8), "v g_s g_r", 0.01, 1e-6),
    ("hh", "HH_cond_exp()", (0.01, 0.01, 0.3), "v m h n", 0.01, 1e-2),
]

# Order of convergence: name, cell, stimulus, variables, steps in ms, time, order of the method. Below threshold, or without resets.
ORDERS = [
    ("cond_exp", "IF_cond_exp(i_offset=0.1)", (0.012, 0.02, 0.2), "v", (0.5, 0.25, 0.125), 200, 2),
    ("cond_alpha", "IF_cond_alpha(tau_syn_E=2, tau_syn_I=4, i_offset=0.1)", (0.006, 0.02, 0.2), "v", (0.5, 0.25, 0.125), 200, 2),
    ("adex_exp", "EIF_cond_exp_isfa_ista()", (0.002, 0.01, 0.2), "v w", (0.5, 0.25, 0.125), 200, 4),
    ("adex_alpha", "EIF_cond_alpha_isfa_ista(tau_syn_E=2, tau_syn_I=4)", (0.002, 0.01, 0.2), "v w", (0.5, 0.25, 0.125), 200, 4),
    ("izhikevich", "Izhikevich()", (2.0, -5.0, 0.001), "v u", (0.5, 0.25, 0.125), 200, 4),
    ("hh", "HH_cond_exp()", (0.0002, 0.01, 0.0), "v h n", (0.05, 0.025, 0.0125), 40, 2),
    ("hh_firing", "HH_cond_exp(i_offset=0.3)", (0.0, 0.0, 0.0), "v m h n", (0.005, 0.0025, 0.00125), 40, 2),
]

# Methods that a cell may name, on one nonlinear cell: method, order.
METHODS = [("rk4", 4), ("euler", 1), ("exponential_euler", 1), ("splitting", 2)]

# Plastic synapses: name, synapse (DELAY stands for weight, delay and share of the dendrite), variables of the cell.
TM = "TsodyksMarkramSynapse(U={}, tau_rec={}, tau_facil={}, DELAY)"
STDP = ("STDPMechanism(timing_dependence=SpikePairRule(tau_plus=20, tau_minus=15, A_plus=0.03, A_minus=0.04), "
        "weight_dependence={}, DELAY)")
SYNAPSES = [
    ("static", "StaticSynapse(weight=0.05, delay=2)"),
    ("tm_depressing", TM.format(0.5, 800, 0)),
    ("tm_facilitating", TM.format(0.04, 100, 1000)),
    ("tm_both", TM.format(0.2, 150, 60)),
    ("stdp_additive", STDP.format("AdditiveWeightDependence(w_min=0, w_max=0.1)")),
    ("stdp_multiplicative", STDP.format("MultiplicativeWeightDependence(w_min=0.01, w_max=0.1)")),
    ("stdp_mixed", STDP.format("AdditivePotentiationMultiplicativeDepression(w_min=0.005, w_max=0.1)")),
]

# Currents: name, source; into a passive cell.
SOURCES = [
    ("dc", "DCSource(amplitude=0.4, start=3.04, stop=41.26)"),
    ("ac", "ACSource(amplitude=0.5, start=5.5, stop=70.0, frequency=37.0, offset=0.1, phase=40.0)"),
    ("step", "StepCurrentSource(times=[2.0, 17.3, 17.36, 50.0], amplitudes=[0.3, -0.2, 0.5, 0.0])"),
]

# Connections and delays that are drawn: nnc-ref reads what the program saved.
RANDOM_WIRING = '''a = Population(20, SpikeSourceArray(spike_times=[1.0, 3.0]), label="a")
c = Population(7, IF_curr_exp(), label="c")
Projection(a, c, FixedProbabilityConnector(0.4), StaticSynapse(weight=0.3, delay=RandomDistribution("uniform", [0.2, 2.0])),
           receptor_type="excitatory", label="p q")
c.record(["v", "spikes"], sampling_interval=0.1 ms)
run(12 ms)
'''

# Models of stdlib/ that draw random numbers have no reference; tests/run/noise.py measures them.
RANDOM = {"SpikeSourcePoisson", "NoisyCurrentSource", "PoissonInput"}
# Parts of the cells above.
PARTS = {"CurrExp", "CurrAlpha", "CondExp", "CondAlpha", "Delta", "SpikeSourceArray"}
