"""Pair STDP in NEST: the same spikes, and each connection's weight after its last pre spike to 1e-12."""
import random
import sys

from peers import inside, same_spikes

inside("nest")

import nest                                     # noqa: E402

from harness import holds, main                 # noqa: E402

PRE, POST, TIME = 12, 20, 400.0                 # every source fires once more at TIME
RULE = {"tau_plus": 17.0, "tau_minus": 34.0, "A_plus": 0.02, "A_minus": 0.013, "w_max": 1.2}
MODEL = """
def timing():
    return SpikePairRule(tau_plus={tau_plus}, tau_minus={tau_minus}, A_plus={A_plus}, A_minus={A_minus})

cells = Population({post}, IF_curr_exp(v_rest=-65, v_reset=-63, v_thresh=-50, tau_m=18, tau_refrac=2, tau_syn_E=3,
                                       i_offset={currents}), label="cells")
for k, times in enumerate({trains}):
    source = Population(1, SpikeSourceArray(spike_times=times), label=f"source{{k}}")
    Projection(source, cells, FixedProbabilityConnector(0.6),
               STDPMechanism(timing(), {dependence}(w_min=0, w_max={w_max}),
                             weight=RandomDistribution("uniform", (0.1, 1.1)), delay=RandomDistribution("uniform", (0.5, 6.0))),
               receptor_type="excitatory", label=f"learning{{k}}")
cells.record("spikes")
run({time} ms)
"""


def trains():
    source = random.Random(5)
    return [sorted({round(source.uniform(5, TIME - 20), 1) for _ in range(14)}) + [TIME] for _ in range(PRE)]


def in_nest(times, currents, connections, initial, exponents):
    """Spikes of the cells as (step, cell), and the weights after the last pre spike."""
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    # a generator's spike reaches its parrot a step later, which then fires at the wanted time
    generators = nest.Create("spike_generator", PRE, params=[{"spike_times": [t - 0.1 for t in train]} for train in times])
    sources = nest.Create("parrot_neuron", PRE)
    nest.Connect(generators, sources, "one_to_one", {"delay": 0.1})
    cells = nest.Create("iaf_psc_exp", POST, params={
        "E_L": -65.0, "V_reset": -63.0, "V_th": -50.0, "V_m": -65.0, "tau_m": 18.0, "t_ref": 2.0, "tau_syn_ex": 3.0, "C_m": 1000.0,
        "tau_minus": RULE["tau_minus"]})
    cells.I_e = [1000 * i for i in currents]
    nest.CopyModel("stdp_synapse", "learning", {
        "tau_plus": RULE["tau_plus"], "lambda": RULE["A_plus"], "alpha": RULE["A_minus"] / RULE["A_plus"],
        "Wmax": 1000 * RULE["w_max"], **exponents})
    for c, weight in zip(connections, initial):
        nest.Connect(sources[c["pre"]], cells[int(c["post"])], syn_spec={
            "synapse_model": "learning", "weight": 1000 * weight, "delay": c["delay"]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(TIME + 10)
    found = nest.GetConnections(sources, cells)
    weights = {(s - sources[0].global_id, t - cells[0].global_id): w / 1000
               for s, t, w in zip(found.source, found.target, found.weight)}
    events = recorder.events
    return {(round(10 * t), int(i) - cells[0].global_id) for t, i in zip(events["times"], events["senders"]) if t < TIME + 0.05}, weights


def learning(results):
    return [{**c, "pre": k} for k in range(PRE) for c in results.connections(f"learning{k}")]


def compare(lab, dependence, exponents):
    source, times = random.Random(6), trains()
    currents = [round(source.uniform(0.6, 1.0), 3) for _ in range(POST)]
    text = MODEL.format(trains=times, currents=currents, pre=PRE, post=POST, dependence=dependence, time=TIME, **RULE)
    r = lab.run(f"{dependence}.nn", "--save-connections", text=text)
    before = lab.run(f"{dependence}.nn", "--save-connections", "--t", "0.1ms", text=text)
    connections, initial = learning(r), [c["weight"] for c in learning(before)]
    ours = set(zip(r.steps("cells"), (int(row[1]) for row in r.rows("cells", "spikes"))))
    spikes, weights = in_nest(times, currents, connections, initial, exponents)
    same_spikes(ours, spikes, f"{dependence}: spikes")
    holds(len(ours) > 200, f"cells that are alive: {len(ours)} spikes")
    changes = [abs(c["weight"] - w) for c, w in zip(connections, initial)]
    errors = [abs(c["weight"] - weights[c["pre"], int(c["post"])]) for c in connections]
    holds(min(changes) > 1e-6 and max(changes) > 0.05, "every weight changes")
    holds(max(errors) < 1e-12, f"{dependence}: weights differ by {max(errors)}")
    print(f"      {len(ours)} spikes, {len(connections)} weights, largest difference {max(errors):.1e} nA")


def rule_additive(lab):
    compare(lab, "AdditiveWeightDependence", {"mu_plus": 0.0, "mu_minus": 0.0})


def rule_multiplicative(lab):
    compare(lab, "MultiplicativeWeightDependence", {"mu_plus": 1.0, "mu_minus": 1.0})


def rule_additive_potentiation_multiplicative_depression(lab):
    compare(lab, "AdditivePotentiationMultiplicativeDepression", {"mu_plus": 0.0, "mu_minus": 1.0})


if __name__ == "__main__":
    sys.exit(main(globals()))
