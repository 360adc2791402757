"""Cell types of scripts that come from documents, and the table of what docs/nineml.md says is supported."""
import math
import re
import sys

from harness import HERE, equal, holds, main, near
from nineml import ALL, CELL, CLOCKS, DECAY, LIF, ONE, SYNAPSE, WIRES, compile_document, explicit, start
from nineml_learning import counting
from nineml_ports import answering
from nineml_text import (alias, array, component, derivative, distribution, document, dynamics, on, population, projection, random, regime, rule, states,
                         version2, when)

NEUROML = '''<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d">
  <iafCell id="iaf" C="0.2nF" thresh="0mV" reset="-70mV" leakConductance="0.01uS" leakReversal="-65mV"/>
  <expOneSynapse id="exp" gbase="1nS" erev="0mV" tauDecay="5ms"/></neuroml>'''
FILES = {"iaf.nml": NEUROML, "iaf.xml": document(LIF, CELL),
         "exp.xml": document(DECAY, component("slow", "Decay", {"i": "0 nA"}, tau="5 ms")),
         "two.xml": document(LIF, CELL, component("other", "LIF", {"v": "5 mV"}, tau="20 ms", R="1 Mohm", theta="1 mV")),
         "array.xml": document(LIF, component("cell", "LIF", {"v": array("mV", 1, 2)}, tau="10 ms", R="1 Mohm", theta="1 mV")),
         "bounded.xml": document(DECAY.replace("i + weight", "weight - i"), component("b", "Decay", {"i": "0 nA"}, tau="5 ms"))}


def script(lab, text, **more):
    return compile_document(lab, text, name="script.nn", files=FILES, **more)


# ---- scripts ----
def rule_a_cell_type_with_receptors(lab):
    """As on the slides of PyNN: a label, files, parameters with the names of their parts; the weight comes with the event."""
    program, _ = script(lab, '''
cell = nineml_cell_type("iaf_2exp", "iaf.xml", syn="exp.xml", fast=("exp.xml", "Decay"))
p = Population(2, cell, {"iaf.tau": 10, "syn.tau": 5, "fast.tau": 2}, label="p")
s = Population(2, SpikeSourceArray(spike_times=[1.0]), label="s")
Projection(s, p, OneToOneConnector(), StaticSynapse(weight=4, delay=1), receptor_type="syn")
p.record(["v", "spikes", "syn.i"])
run(20)
''')
    r = start(lab, program)
    near(r.signal("p", "syn.i", 1)[70], 4*math.exp(-1), 1e-9, "i 5 ms after the spike came")
    near(r.signal("p", "v", 1)[70], 4*(math.exp(-0.5) - math.exp(-1)), 1e-9, "v = 4 (exp(-t/10) - exp(-t/5))")


def rule_values_of_the_component_are_defaults(lab):
    program, _ = script(lab, '''
cell = nineml_cell_type("two.xml", "other")
a = Population(1, cell(), label="a")
b = Population(1, cell(tau=10), label="b", initial_values={"v": 12})
a.record("v")
b.record(["v", "spikes"])
run(10)
''')
    r = start(lab, program)
    near(r.signal("a", "v")[50], 5*math.exp(-0.25), 1e-9, "from 5 mV with 20 ms")
    equal((r.signal("b", "v")[0], r.steps("b")), (12.0, []), "above the threshold from the start: no edge")


def rule_random_values_are_drawn_for_each_cell(lab):
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    file = document(law, LIF, component("cell", "LIF", {"v": random("mV", "law")}, tau=random("ms", "law"), R="1 Mohm", theta="1 mV"))
    program, _ = compile_document(lab, '''
cell = nineml_cell_type("random.xml", "cell")
a = Population(5, cell, label="a")
b = Population(5, cell(tau=10), label="b", initial_values={"v": 2})
a.record("v")
b.record("v")
run(1)
''', name="script.nn", files={"random.xml": file})
    r = start(lab, program)
    v = [r.signal("a", "v", k) for k in range(5)]
    holds(len({x[0] for x in v}) == 5 and len({x[10]/x[0] for x in v}) == 5, "initial values and time constants of a")
    equal({r.signal("b", "v", k)[0] for k in range(5)}, {2.0}, "initial values of b")


def rule_a_cell_of_neuroml(lab):
    """A component of a document, with the core types that are part of nnc; what it requires the script gives."""
    cell = '''<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d">
      <iafCell id="iaf" C="0.2nF" thresh="-55mV" reset="-70mV" leakConductance="0.01uS" leakReversal="-65mV"/></neuroml>'''
    program, _ = compile_document(lab, '''
p = Population(2, neuroml_cell_type("iaf.nml", "iaf")(leakReversal=-50), label="p", initial_values={"v": -70})
p.record(["v", "spikes"])
run(50)
''', name="script.nn", files={"iaf.nml": cell})
    r = start(lab, program)
    equal(len(r.steps("p", 1)), 1, "spikes")
    near(r.signal("p", "v")[100], -50 - 20*math.exp(-0.5), 1e-6, "v at 10 ms")


def rule_a_cell_of_neuroml_takes_currents_and_events(lab):
    """Injected currents join what attached inputs contribute; synapses that add up are receptors, from any document."""
    program, _ = compile_document(lab, '''
p = Population(3, neuroml_cell_type("iaf.nml", "iaf", exc="exp", other=("more.nml", "exp")), label="p", initial_values={"v": -65})
p[0].inject(DCSource(amplitude=0.1 nA, start=10 ms))
s = Population(1, SpikeSourceArray(spike_times=[10]), label="s")
Projection(s, p[1:2], AllToAllConnector(), StaticSynapse(weight=2, delay=1), receptor_type="exc", label="a")
Projection(s, p[2:3], AllToAllConnector(), StaticSynapse(weight=2, delay=1), receptor_type="other", label="b")
p.record(["v", "exc.g", "other.g"])
run(50)
''', name="script.nn", files={"iaf.nml": NEUROML, "more.nml": NEUROML.replace("1nS", "3nS")})
    r = start(lab, program)
    near(r.signal("p", "v", 0)[500], -65 + 10*(1 - math.exp(-2)), 1e-6, "v, 40 ms of current")
    near(r.signal("p", "exc.g", 1)[160], 2e-3*math.exp(-1), 1e-9, "g of the synapse beside the cell")
    near(r.signal("p", "other.g", 2)[160], 6e-3*math.exp(-1), 1e-9, "g of the one in another file")


def rule_mistakes_are_told(lab):
    for text, words in (
            ('nineml_cell_type("LIF", "none.xml")', ["NNC0904", "none.xml"]),
            ('nineml_cell_type("two.xml")', ["NNC0921", "several cells", "cell, other"]),
            ('nineml_cell_type("iaf.xml", "LFI")', ["NNC0921", "there is no 'LFI'", "did you mean 'LIF'"]),
            ('nineml_cell_type("LIF", "iaf.xml", syn="iaf.xml")', ["NNC0922", "no response"]),
            ('nineml_cell_type("LIF", "iaf.xml", syn="bounded.xml")', ["NNC0909", "not linear", "'LIF' sends no 'weight': its value comes with each event"]),
            ('nineml_cell_type("LIF", "iaf.xml")(tua=3)', ["NNC0401", "did you mean 'tau'"]),
            ('nineml_cell_type("LIF", "iaf.xml", syn=3)', ["NNC0251", "the file of a response"]),
            ('Projection(Population(1, nineml_cell_type("iaf.xml", "cell"), label="a"), Population(1, IF_curr_exp(), label="b"), AllToAllConnector(), '
             'StaticSynapse(weight=1), source="fired")', ["NNC0403", "never sends 'fired'", "it sends 'spike'"]),
            ('Population(1, nineml_cell_type("exp.xml", "Decay"), {"Decay.tua": 1})', ["NNC0401"]),
            ('Population(1, nineml_cell_type("exp.xml", "Decay"))', ["NNC0206", "'tau' of Decay has no value"]),
            ('Population(3, nineml_cell_type("array.xml", "cell"))', ["NNC0926", "'v' of cell has 2 values"]),
            ('neuroml_cell_type("iaf.xml", "cell")', ["NNC0903", "no document of LEMS"]),
            ('neuroml_cell_type("iaf.nml", "iaf", exc="exq")', ["NNC0906", "no component 'exq'", "did you mean 'exp'"]),
            ('neuroml_cell_type("iaf.nml", "iaf", exc="iaf")', ["NNC0909", "'iaf' is no receptor"]),
            ('neuroml_cell_type("iaf.nml", "iaf", exc=("none.nml", "e"))', ["NNC0904", "none.nml"]),
            ('neuroml_cell_type("iaf.nml", "iaf", exc=3)', ["NNC0251", "the id of a synapse"])):
        _, said = script(lab, f"c = {text}\np = Population(1, IF_curr_exp(), label='p')\np.record('v')\nrun(1)\n", good=False, what=text)
        for word in words:
            holds(word in said, f"{word!r} is said of {text}: {said[:500]}")


# ---- the table of docs/nineml.md: a document for each line ----
def network(*more, **wires):
    return document(LIF, CELL, CLOCKS, SYNAPSE, ALL, *more, population("src", 1, "clock"), population("dst", 1, "cell"), projection("p", "src", "dst", "all", **{**WIRES, **wires}))


def cell(body, *more, start_at=None, parameters="tau:time", values=None, **ports):
    return document(*more, dynamics("C", body, parameters, **ports), component("c", "C", start_at or {}, **(values or {"tau": "1 ms"})))


GROUP = ('<{0}ConnectionGroup name="g"><Source port="{1}"><Reference name="src"/></Source><Destination port="{2}"><Reference name="dst"/></Destination>'
         '<Connectivity><Reference name="all"/></Connectivity></{0}ConnectionGroup>')
OUT = dynamics("Out", alias("i", "w") + regime("only", when("t > 0*tau", "only", "spike")), "w:current tau:time", "i:current", spikes="spike") + component("out", "Out", w="3 nA", tau="1 ms")
EAR = dynamics("Ear", states("n:dimensionless") + regime("only", on("input", "only", n="n + 1")), "", "n:dimensionless", "", "i:current", "", "input") + component("ear", "Ear", {"n": "0 unitless"})
GROUPS = version2(document(OUT, EAR, ALL, population("src", 2, "out"), population("dst", 1, "ear"))).replace(
    "</NineML>", '<Network name="all_of_it"><Reference name="src"/><Reference name="dst"/></Network>' + GROUP.format("Event", "spike", "input")
    + GROUP.format("Analog", "i", "i").replace('name="g"', 'name="h"') + "</NineML>").replace("<Population", "<ComponentArray").replace("</Population", "</ComponentArray").replace(
    "<Cell>", "").replace("</Cell>", "")
RULES = [network(rule(n, f"{p}:dimensionless") + component("by", n, **{p: "1 unitless"})).replace("<Connectivity><Reference>all", "<Connectivity><Reference>by")
         for n, p in (("Probabilistic", "probability"), ("RandomFanIn", "number"), ("RandomFanOut", "number"))] + [network(ONE), explicit([0], [0])]


def law(name, *parameters):
    inside = distribution(name, " ".join(f"{p}:dimensionless" for p in parameters)) + component("law", name, **{p: "1 unitless" for p in parameters})
    return document(LIF, inside, component("cell", "LIF", {"v": random("mV", "law")}, tau="10 ms", R="1 Mohm", theta="1 mV"))


LAWS = [law("uniform", "minimum", "maximum"), law("normal", "mean", "variance"), law("exponential", "rate"), law("poisson", "rate"),
        law("binomial", "numberOfTrials", "probabilityOfSuccess"), law("gamma", "shape", "scale"), law("lognormal", "logScale", "shape")]
BOUNDED = network().replace("i + weight", "i + weight*(1 - i/(4*weight))")
VOLTS = BOUNDED.replace('name="i" dimension="current"', 'name="i" dimension="voltage"').replace('name="weight" dimension="current"', 'name="weight" dimension="voltage"').replace(
    'name="w" dimension="current"', 'name="w" dimension="voltage"').replace("R*i", "i").replace('name="i" units="nA"', 'name="i" units="mV"').replace('name="w" units="nA"', 'name="w" units="mV"')
TWO_EARS = network(dynamics("Both", states("n:dimensionless") + alias("weight", "w") + regime("only", on("a", "only", n="n + 1"), on("b", "only", n="n + 2")), "w:current", "weight:current",
                            hears="a b") + component("both", "Both", {"n": "0 unitless"}, w="1 nA"), plasticity="both", to_plasticity={"Source": "spike>a other>b"}).replace(
    '<EventSendPort name="spike"/><Dynamics><StateVariable name="next"', '<EventSendPort name="spike"/><EventSendPort name="other"/><Dynamics><StateVariable name="next"')
TWO_DIRECT = document(dynamics("Two", regime("only", on("input", "only", "spike other")), spikes="spike other", hears="input"), component("two", "Two"), ALL,
                      population("src", 1, "two"), population("dst", 1, "two"), projection("p", "src", "dst", "all", to_post={"Source": "spike>input other>input"}))
STATES = dynamics("Hold", states("u:dimensionless") + alias("weight", "w*u") + regime("only", on("a", "only", u="u")), "w:current", "weight:current", hears="a") + component(
    "hold", "Hold", {"u": array("unitless", 1)}, w="1 nA")
ECHO = document(dynamics("Relay", regime("only", on("input", "only", "spike")), spikes="spike", hears="input"), component("relay", "Relay"),
                dynamics("Echo", regime("only", on("input", "only", "out")), spikes="out", hears="input"), component("echo", "Echo"), ALL,
                population("src", 1, "relay"), population("dst", 1, "relay"),
                projection("p", "src", "dst", "all", "echo", {"Response": "out>input"}, {"Source": "spike>input"})).replace(
    "<Source><Reference>src</Reference>", '<Source><Reference>src</Reference><FromResponse send_port="out" receive_port="input"/>')

UNIFORM = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("one_to_three", "uniform", minimum="1 unitless", maximum="3 unitless")


def late(delay, more=""):
    gap = dynamics("Gap", alias("i", "(far - v)/r") + regime("only"), "r:resistance", "i:current", "v:voltage far:voltage") + component("gap", "Gap", r="1 Mohm")
    return document(LIF, CELL, ALL, gap, more, population("src", 1, "cell"), population("dst", 1, "cell"),
                    projection("p", "src", "dst", "all", "gap", {"Response": "i>i"}, {"Destination": "v>v", "Source": "v>far"}, delay=delay))


DOCUMENTS = {
    "parameters, constants, state variables, aliases in any order": [cell(alias("b", "a*2") + states("x:dimensionless") + regime("only", derivative("x", "b*k/tau")) + alias("a", "x")
                                                                         + '<Constant name="k" units="unitless">2</Constant>')],
    "regimes with derivatives, aliases of their own, target regimes": [cell(states("x:dimensionless") + alias("g", "1") + regime("a", derivative("x", "g/tau"), when("x > 1", "b")) + regime("b", alias("g", "2")))],
    "triggers, events, assignments, `random.*` in assignments": [cell(states("x:dimensionless") + regime("only", on("e", "only", x="random.normal(0)"), when("x > 1", "only", "f", x="0")), hears="e", spikes="f")],
    "analog send, receive and reduce ports; event ports": [network()],
    "reduce ports with another operator than `+`": [network().replace('operator="+"', 'operator="*"')],
    "MathInline: C's arithmetic, `x^y`, comparisons, `&&` `||` `!`, `?:`, functions, `pi`, `t`": [
        cell(alias("a", "t > tau && !(2 <= 1) || 1 != 2 ? exp(1)*pow(2, 3)/sqrt(pi) + asinh(1) - log10(atanh(0.5)) : -cosh(.5e1)") + regime("only"))],
    "connection rules of the standard library": RULES,
    "distributions uniform, normal, exponential, poisson, binomial, gamma, lognormal": LAWS,
    "other distributions of UncertML": [law("cauchy", "location", "scale")],
    "properties: single values, arrays, arrays in files of text, random values": [network().replace("<SingleValue>2</SingleValue>", '<ArrayValue><ArrayValueRow index="0" value="1"/></ArrayValue>'),
                                                                                   network().replace("<SingleValue>2</SingleValue>", '<ExternalArrayValue url="one.txt" mimeType="text/plain"/>')],
    "arrays in files of HDF5": [network().replace("<SingleValue>2</SingleValue>", '<ExternalArrayValue url="one.h5" mimeType="application/vnd.nineml.valuearray.hdf5"/>')],
    "arrays for explicit connections": [explicit([0], [0], more=STATES).replace(
        "</NineML>", projection("p", "src", "dst", "pairs", **{**WIRES, "plasticity": "hold", "to_plasticity": {"Source": "spike>a"}}) + "</NineML>")],
    "prototypes, references, definitions in other files": [document(component("again", "cell", url="iaf.xml", prototype=True, tau="5 ms"))],
    "populations, selections, projections with response and plasticity": [network('<Selection name="s"><Concatenate><Item index="0"><Reference>dst</Reference></Item></Concatenate></Selection>')],
    "a linear response, as a receptor that all connections share": [network()],
    "any other response, one for each connection, also one that acts on both cells": [
        BOUNDED, VOLTS, BOUNDED.replace("<Source><Reference>src</Reference>", '<Source><Reference>dst</Reference><FromResponse send_port="i" receive_port="i"/>')],
    "such a response that sends to ports of two names": [BOUNDED.replace('<AnalogSendPort name="v"', '<AnalogReducePort name="back" dimension="current" operator="+"/><AnalogSendPort name="v"').replace(
        "<Source><Reference>src</Reference>", '<Source><Reference>dst</Reference><FromResponse send_port="i" receive_port="back"/>')],
    "projections that hear two event ports of the source, by rules and values that are not drawn": [TWO_DIRECT],
    "two event ports of the source that act on one state of a connection, with a delay": [TWO_EARS],
    "such events without a delay": [TWO_EARS.replace("<Delay units=\"ms\"><SingleValue>1<", "<Delay units=\"ms\"><SingleValue>0<")],
    "events of the target to the source": [answering()],
    "events of plasticity or response to the source": [ECHO],
    "events of the target to plasticity and response: its spikes (the port `spike`, else the first)": [counting()],
    "events of another port of the target": [counting(port="early")],
    "values of source cells, with one delay for all connections": [late("1 ms")],
    "such values with up to 64 different delays of connections": [late(array("ms", 1))],
    "such values with drawn delays": [late(random("ms", "one_to_three"), UNIFORM)],
    "`Network`, `ComponentArray`, `EventConnectionGroup`, `AnalogConnectionGroup`": [GROUPS],
    "`MultiDynamics`": [version2(document(LIF, CELL)).replace("</NineML>", '<MultiDynamicsProperties name="m"><SubDynamicsProperties name="a"><Reference name="cell"/></SubDynamicsProperties>'
                        '<AnalogSendPortExposure name="v" sub_component="a" port="v"/></MultiDynamicsProperties></NineML>')],
}


def supported():
    text = (HERE.parent.parent / "docs" / "nineml.md").read_text(encoding="utf-8")
    table = text[text.index("| part of NineML"):].split("\n\n")[0].splitlines()[2:]
    return {row[0].strip().replace(r"\|", "|"): row[1].strip() for row in (re.split(r"(?<!\\)\|", line)[1:3] for line in table)}


def rule_the_table_of_what_is_supported_is_true(lab):
    table = supported()
    equal(sorted(table), sorted(DOCUMENTS), "lines of the table")
    for line, documents in DOCUMENTS.items():
        holds(table[line] in ("yes", "not yet"), f"{line}: {table[line]}")
        for text in documents:
            good = table[line] == "yes"
            _, said = compile_document(lab, text, "--emit=c", good=good, what=line, files={**FILES, "one.txt": "1\n"})
            holds(good or "NNC0909" in said, f"{line}: {said[:400]}")


# ---- what a document becomes ----
def rule_the_model_of_a_network(lab):
    """The whole text of the model IR, as it should be."""
    path, _ = compile_document(lab, network(), "--emit=ir")
    wanted = HERE / "models" / "nineml_network.ir"
    equal(path.read_text(encoding="utf-8"), wanted.read_text(encoding="utf-8"), "the IR")


if __name__ == "__main__":
    sys.exit(main(globals()))
