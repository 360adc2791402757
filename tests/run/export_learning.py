"""Synapses that act when their target spikes, which `nnc convert` writes as NineML of both versions: plasticity that hears source and target."""
import sys

from exporting import convert, convert_file
from harness import all_near, equal, holds, main

CELLS = """setup(timestep=0.1 ms)
s = Population(3, IF_cond_exp(i_offset=[1.1, 1.3, 1.9]), label="s")
p = Population(2, IF_curr_exp(i_offset=[0.9, 1.2]), label="p")
"""
LISTEN = 'p.record("spikes")\nrun(300 ms)\n'
END = LISTEN + 'e.save(["weight"], "weights.txt")\n'
RULES = {
    "additive": "AdditiveWeightDependence(w_min=0, w_max=0.9)",
    "multiplicative": "MultiplicativeWeightDependence(w_min=0.01, w_max=0.9)",
    "mixed": "AdditivePotentiationMultiplicativeDepression(w_min=0, w_max=0.9)",
}
PAIR = """e = Projection(s, p, CONNECTOR, STDPMechanism(timing_dependence=SpikePairRule(tau_plus=15, A_plus=0.02), weight_dependence=RULE,
    weight=WEIGHT, dendritic_delay_fraction=0, delay=1.2), receptor_type="excitatory")
"""


def stdp(rule="additive", connector="AllToAllConnector()", weight="0.3"):
    return CELLS + PAIR.replace("RULE", RULES[rule]).replace("CONNECTOR", connector).replace("WEIGHT", weight) + END


def results(lab, name, text):
    r = lab.run(f"{name}.nn", text=text, dt=0.1)
    lines = next(r.folder.rglob("weights.txt")).read_text(encoding="utf-8").splitlines()
    weights = {tuple(line.split(",")[:2]): float(line.split(",")[2]) for line in lines[1:]}
    return sorted(r.rows("p", "spikes")), sorted(weights.items())


def again(lab, name, text):
    """The model that is read again of both versions, which is the same, under the same experiment."""
    read = []
    for version in ("nineml1", "nineml2"):
        code, said, document = convert(lab, f"{name}_{version}", text, version)
        equal(code, 0, f"exit code of {name} as {version}: {said}")
        code, said, model = convert_file(lab, document, lab.folder / f"{name}_{version}_read.nn", "nn")
        equal(code, 0, f"exit code of {name} read as {version}: {said}")
        read.append(model.read_text(encoding="utf-8"))
    equal(read[1], read[0], f"{name} of both versions")
    return read[0].split("p.record(")[0] + END


def same(lab, name, text, tolerance=0.0):
    spikes, weights = results(lab, name, text)
    holds(len(spikes) > 10 and len({w for _, w in weights}) > 2, f"{name} learns nothing: {weights}")
    other_spikes, other_weights = results(lab, f"{name}_again", again(lab, name, text))
    equal(other_spikes, spikes, f"{name}: spikes")
    equal([c for c, _ in other_weights], [c for c, _ in weights], f"{name}: connections")
    all_near([w for _, w in other_weights], [w for _, w in weights], tolerance, f"{name}: weights")


def rule_pairs_of_spikes_change_weights_alike(lab):
    for rule in RULES:
        same(lab, rule, stdp(rule))


LISTED = 'FromListConnector([(0, 0, 0.2, 1, 15), (2, 1, 0.4, 0.5, 30), (1, 0, 0.3, 2, 20)], column_names=["weight", "delay", "tau_minus"])'
LIST = CELLS + f"""e = Projection(s, p, {LISTED},
    STDPPairAdditive(dendritic_delay_fraction=0, w_max=0.9), receptor_type="excitatory")
""" + END


def rule_values_of_listed_connections_are_arrays(lab):
    """Weights, delays and parameters, in the order in which arrays count connections."""
    same(lab, "listed", LIST)


OWN = CELLS + """synapse Voltage:
    \"\"\"Potentiates by the potential of the target when it spikes, tires when the source does, and counts.\"\"\"
    param tau = 30 ms, gain = 0.002, top: weight = 1
    state u = 1, n = 0
    trace x: dx/dt = -x/tau, on pre: x += 1
    trace y: dy/dt = -y/(2*tau), on post: y += 0.5
    du/dt = (1 - u)/tau
    on pre:
        u = 0.8*u
        weight = max(0, weight - gain*top*(1 + y)*exp((post.v + 65 mV)/(10 mV)))
        send weight
    on post:
        weight = min(top, weight + gain*(1 + n)*u*top*x)
        n += 1
    when n > 7:
        n = 0
        weight = 0.5*weight

e = Projection(s, p, AllToAllConnector(), Voltage(weight=0.3, delay=1, dendritic_delay_fraction=0), receptor_type="excitatory")
""" + END


def rule_further_states_and_values_of_the_target_count(lab):
    same(lab, "own", OWN, 1e-15)


def rule_one_rule_for_currents_and_conductances_is_two_classes(lab):
    text = stdp().replace(END, "") + """q = Population(2, IF_cond_exp(), label="q")
f = Projection(s, q, AllToAllConnector(), STDPMechanism(timing_dependence=SpikePairRule(), weight_dependence=AdditiveWeightDependence(w_max=0.1),
    weight=0.02, delay=1, dendritic_delay_fraction=0), receptor_type="excitatory")
""" + END
    code, said, document = convert(lab, "two", text, "nineml2")
    equal(code, 0, said)
    equal(document.read_text(encoding="utf-8").count('<Dynamics name="STDPPairAdditive'), 2, "classes of plasticity")
    same(lab, "two", text)


TIRED = CELLS + """synapse Tired:
    param tau = 40 ms, step: weight = 0.01
    state u = 1
    trace x: dx/dt = -x/tau, on pre: x += 1
    du/dt = (1 - u)/tau
    on pre:
        send weight*u
        u = 0.6*u
    on post: weight = weight + step*x

e = Projection(s, p, AllToAllConnector(), Tired(weight=0.3, delay=1, dendritic_delay_fraction=0), receptor_type="excitatory")
""" + LISTEN


def rule_what_changes_after_it_is_sent_is_one_with_the_response(lab):
    """Spikes come in the same steps or a few beside them, as states of connections act with their value in the middle of a step."""
    first = lab.run("tired.nn", text=TIRED)
    second = lab.run("tired_again.nn", text=again(lab, "tired", TIRED).replace(END, LISTEN))
    for k in range(2):
        holds(len(first.spikes("p", k)) > 5, "there are spikes")
        all_near(second.spikes("p", k), first.spikes("p", k), 0.3 + 1e-9, f"spikes of p[{k}]")


def rule_what_nineml_cannot_say_of_targets_is_refused(lab):
    """A delay between synapse and cell, events that take a step, a receptor, which all connections share; and LEMS cannot say `on post`."""
    wrong = {
        "late": (stdp().replace("dendritic_delay_fraction=0, ", ""), "a delay of `e` behind its synapse"),
        "half": (stdp().replace("fraction=0", "fraction=0.5"), "dendritic_delay_fraction=0 all of it lies before the synapse"),
        "sends": (TIRED.replace("on post: ", "on post:\n        send weight\n        "), "`on post` in a synapse"),
        "receptor": (TIRED.replace("step*x", "step*x*receptor.i_syn/(1 nA)"), "`receptor.i_syn`, read by a synapse,"),
    }
    for name, (text, words) in wrong.items():
        code, said, _ = convert(lab, name, text, "nineml1")
        holds(code == 1 and words in said and "NNC0711" in said and f"{name}.nn:" in said, f"{name}: {said!r} does not say {words!r}")
    at_once = stdp().replace(" dendritic_delay_fraction=0, delay=1.2", "").replace('"excitatory")', '"excitatory", zero_delay=True)')
    code, said, _ = convert(lab, "once", at_once, "nineml2")
    equal(code, 0, f"exit code without a delay: {said}")
    code, said, _ = convert(lab, "lems", stdp())
    holds(code == 1 and "`on post` in a synapse cannot be said in LEMS" in said, said)


MODELS = {"stdp.nn": stdp(), "drawn.nn": stdp("mixed", weight='RandomDistribution("uniform", (0.2, 0.4))'), "listed.nn": LIST, "own.nn": OWN}  # for tests/convert/same.py

if __name__ == "__main__":
    sys.exit(main(globals()))
