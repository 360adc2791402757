"""Numbers of PyNN 0.13 on NEURON 8.2.2 for one protocol and all its standard cells. NEURON's implicit Euler is 0.06 mV off
the converged potential at 0.1 ms: what is compared is the model, not the last digits."""
import sys

from harness import equal, main, near

PROTOCOL = '''exc = Population(1, SpikeSourceArray(spike_times=[10.0, 30.0, 50.0, 52.0, 54.0, 56.0, 58.0, 60.0, 100.0, 120.0]), label="exc")
inh = Population(1, SpikeSourceArray(spike_times=[80.0, 110.0]), label="inh")
c = Population(1, CELL, label="c")
Projection(exc, c, AllToAllConnector(), SYNAPSE, receptor_type="excitatory", label="e")
Projection(inh, c, AllToAllConnector(), StaticSynapse(weight=INHIBIT, delay=1), receptor_type="inhibitory", label="i")
c.inject(DCSource(amplitude=CURRENT, start=130, stop=190))
c.record(["v", "spikes"])
run(200 ms)
'''
CURR = (1.5, -1.0, 0.9)
COND = (0.05, 0.02, 0.9)
ADEX = (0.02, 0.01, 0.9)

# name, cell, (excitation, inhibition, current), dt, spikes, v at 20 and 150 ms, tolerance of v
CELLS = [
    ("curr_exp", "IF_curr_exp(tau_refrac=2)", CURR, 0.1, [57.3, 65.5, 158.0], (-60.27671, -51.48280), 1e-2),
    ("cond_exp", "IF_cond_exp(tau_refrac=2)", COND, 0.1, [53.8, 58.9, 63.6, 134.4, 171.3], (-55.69628, -55.76913), 5e-2),
    ("curr_alpha", "IF_curr_alpha(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", CURR, 0.1, [56.7, 63.0, 164.8],
     (-59.15554, -53.25463), 0.1),
    ("cond_alpha", "IF_cond_alpha(tau_refrac=2, tau_syn_E=2, tau_syn_I=4)", COND, 0.1,
     [36.6, 55.5, 59.8, 64.2, 135.0, 172.9], (-53.74831, -56.39422), 0.15),
    ("adex_exp", "EIF_cond_exp_isfa_ista(tau_refrac=2)", ADEX, 0.01, [56.91, 62.70, 142.19, 166.06],
     (-60.24850, -59.44934), 3e-2),
    ("adex_alpha", "EIF_cond_alpha_isfa_ista(tau_refrac=2)", ADEX, 0.01,
     [37.39, 56.39, 60.51, 64.18, 68.34, 75.07, 133.83, 181.91], (-50.43089, -52.35069), 0.1),
    ("hh", "HH_cond_exp()", (0.01, 0.01, 0.3), 0.01, [136.96, 155.93, 174.91], (-64.41865, -63.30830), 0.1),
]


def run(lab, name, cell, synapse, inhibit, current, dt, *options):
    text = (PROTOCOL.replace("CELL", cell).replace("SYNAPSE", synapse).replace("INHIBIT", str(inhibit))
            .replace("CURRENT", str(current)))
    return lab.run(f"{name}.nn", *options, text=text, dt=dt)


def close(r, name, spikes, dt):
    seen = r.spikes("c")
    equal(len(seen), len(spikes), f"{name}: number of spikes, {seen}")
    for a, b in zip(seen, spikes):
        near(a, b, 0.1 + 5 * dt, f"{name}: time of a spike")


def rule_standard_cells(lab):
    for name, cell, (excite, inhibit, current), dt, spikes, (early, late), tolerance in CELLS:
        r = run(lab, name, cell, f"StaticSynapse(weight={excite}, delay=1)", inhibit, current, dt)
        close(r, name, spikes, dt)
        v = r.signal("c", "v")
        near(v[round(20 / dt)], early, tolerance, f"{name}: v(20 ms)")
        near(v[round(150 / dt)], late, tolerance, f"{name}: v(150 ms)")


if __name__ == "__main__":
    sys.exit(main(globals()))
