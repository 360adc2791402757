"""Variables of single synapses and inputs of a LEMS document: the k-th that is attached to a cell."""
import math
import sys

from harness import all_near, equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<iafCell id="cell" leakReversal="-60mV" thresh="-20mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<spikeGenerator id="ten" period="10ms"/><spikeGenerator id="seven" period="7ms"/>
<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/>
<expTwoSynapse id="two" tauRise="1ms" tauDecay="6ms" gbase="1nS" erev="0mV"/>
<blockingPlasticSynapse id="nmda" gbase="1nS" erev="0mV" tauRise="2ms" tauDecay="8ms">
  <voltageConcDepBlockMechanism id="mg" species="mg" blockConcentration="1.2mM" scalingConc="1.9mM" scalingVolt="16mV"/>
</blockingPlasticSynapse>
<gapJunction id="gap" conductance="1nS"/>
<pulseGenerator id="pulse" delay="5ms" duration="10ms" amplitude="10pA"/>
<network id="net">
  <population id="a" component="ten" size="1"/><population id="b" component="seven" size="1"/><population id="p" component="cell" size="3"/>
  NETWORK
</network>
<Simulation id="sim" length="40ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation>
</Lems>
"""


def document(network, quantities):
    columns = "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(quantities.split()))
    return DOCUMENT.replace("NETWORK", network).replace("COLUMNS", columns)


def link(source, target, synapse="syn"):
    return f'<synapticConnection from="{source}" to="{target}" synapse="{synapse}" destination="synapses"/>'


def weighted(source, target, weight, delay):
    return f'<synapticConnectionWD from="{source}" to="{target}" synapse="syn" destination="synapses" weight="{weight}" delay="{delay}"/>'


def columns(lab, name, text):
    folder = lab.run(name, text=text, dt=0.05).folder
    rows = [[float(x) for x in line.split("\t")[:-1]] for line in (folder / "o.dat").read_text().splitlines()]
    return [list(column) for column in zip(*rows)]


def onsets(values):
    """Steps at which a decaying conductance jumps, and by how much."""
    keep = math.exp(-0.05 / 5)
    return [(k, round((values[k] - values[k - 1] * keep) / 1e-9, 3)) for k in range(1, len(values))
            if values[k] - values[k - 1] * keep > 1e-12]


def rule_a_synapse_that_is_recorded_does_what_it_does(lab):
    network = link("a[0]", "p[1]") + link("b[0]", "p[1]")
    _, v, g = columns(lab, "one.xml", document(network, "p[1]/v p[1]/synapses:syn:0/g"))
    _, plain = columns(lab, "none.xml", document(network, "p[1]/v"))
    all_near(v, plain, 2e-7, "v with and without the recorder")
    holds(max(v) > -0.0595, "the synapse reaches the cell")
    equal([jump for _, jump in onsets(g)], [1, 1, 1], "jumps of g, of the first source alone")
    equal([k // 200 for k, _ in onsets(g)], [1, 2, 3], "their times in periods of 10 ms")


def rule_synapses_are_counted_in_the_order_of_the_document(lab):
    network = link("a[0]", "p[0]") + weighted("b[0]", "p[1]", 2, "1ms") + link("a[0]", "p[1]") + weighted("b[0]", "p[1]", 3, "0ms")
    _, first, third, second, other = columns(
        lab, "order.xml", document(network, "p[1]/synapses:syn:0/g p[1]/synapses:syn:2/g p/1/cell/synapses:syn:1/g p[0]/syn/g"))
    start = onsets(third)[0][0]
    equal({jump for _, jump in onsets(first)}, {2}, "weight of the first")
    equal({jump for _, jump in onsets(second)}, {1}, "weight of the second")
    equal({jump for _, jump in onsets(third)}, {3}, "weight of the third")
    equal(onsets(first)[0][0], start + 20, "the delay of the first")
    equal(second, other, "of the same source on another cell")


def rule_a_part_of_a_cell_is_not_that_of_another(lab):
    """Both cells have one part for it; weights and switches are theirs."""
    network = weighted("a[0]", "p[0]", 2, "0ms") + weighted("a[0]", "p[2]", 4, "0ms")
    text = document(network, "p[0]/synapses:syn:0/g p[2]/synapses:syn:0/g p[1]/v p[2]/v p[0]/v")
    _, two, four, still, more, less = columns(lab, "cells.xml", text)
    all_near(four, [2 * g for g in two], 1e-15, "g of the other cell")
    equal(set(still), {-0.06}, "v of a cell without synapses")
    near((max(more) + 0.06) / (max(less) + 0.06), 1.85, 0.15, "depolarisations, which saturate")


def rule_derived_variables_and_children_of_synapses(lab):
    network = link("a[0]", "p[0]", "two") + link("a[0]", "p[1]", "nmda")
    _, g, current, v, block, slow, u = columns(lab, "children.xml", document(
        network, "p[0]/synapses:two:0/g p[0]/synapses:two:0/i p[0]/v p[1]/synapses:nmda:0/mg/blockFactor p[1]/synapses:nmda:0/g p[1]/v"))
    near(max(g[:400]), 1e-9, 2e-12, "the largest conductance of a double exponential")
    for k in range(len(g)):
        near(current[k], g[k] * -v[k], 1e-16, "the current is that of v")
        near(block[k], 1 / (1 + 1.2 / 1.9 * math.exp(-u[k] / 0.016)), 1e-6, "the block is that of v")
    holds(0 < max(slow) < 1e-9, "blocked conductance")


def rule_sums_of_synapses_are_recorded(lab):
    """What all synapses of the cells contribute, at each time; the synapses do what they did."""
    network = link("a[0]", "p[1]") + link("b[0]", "p[1]") + link("a[0]", "p[2]", "two") + '<explicitInput target="p[1]" input="pulse"/>'
    _, total, v, g, h, pulse = columns(lab, "sums.xml", document(
        network, "p[1]/iSyn p[1]/v p[1]/synapses:syn:0/g p[1]/synapses:syn:1/g p[1]/synapses:pulse:0/i"))
    for k in range(len(total)):
        near(total[k], (g[k] + h[k]) * -v[k] + pulse[k], 2e-16, f"iSyn at step {k}")
    holds(max(total) > 5e-11, "there is a current")
    _, plain = columns(lab, "no_sums.xml", document(network, "p[1]/v"))
    all_near(v, plain, 2e-7, "v with and without the recorder")
    _, one, many, less, more = columns(lab, "many.xml", document(
        link("a[0]", "p[0]") + "".join(link("a[0]", "p[1]", "two") for _ in range(40)) + link("a[0]", "p[2]", "two"),
        "p[2]/iSyn p[1]/iSyn p[2]/v p[1]/v"))
    for k in range(len(one)):
        near(many[k] * less[k], 40 * one[k] * more[k], 1e-14 * abs(one[k]) / 1e-12 + 1e-19, f"40 synapses at step {k}")


def rule_inputs_are_counted_too(lab):
    network = "".join(f'<explicitInput target="p[{c}]" input="pulse" destination="synapses"/>' for c in (1, 0, 1))
    time, first, second = columns(lab, "inputs.xml", document(network, "p[1]/synapses:pulse:0/i p[1]/synapses:pulse:1/i"))
    equal(first, second, "both pulses")
    equal([t for t, i in zip(time, first) if i > 0][0], 0.005, "the start")
    near(max(first), 1e-11, 1e-18, "the amplitude")


def rule_what_is_not_there_is_told(lab):
    gap = '<electricalProjection id="e" presynapticPopulation="p" postsynapticPopulation="p">' \
          '<electricalConnection id="0" preCell="0" postCell="1" synapse="gap"/></electricalProjection>'
    network = link("a[0]", "p[1]") + gap + '<explicitInput target="p[1]" input="pulse"/>'
    for path, code, words in (("p[1]/synapses:syn:1/g", "NNC0407", "nothing attached that 'synapses:syn:1/g' names"),
                              ("p[0]/synapses:syn:0/g", "NNC0407", "nothing attached"),
                              ("p[1]/synapses:syn:x/g", "NNC0407", "nothing attached"),
                              ("p[1]/wires:syn:0/g", "NNC0407", "nothing attached"),
                              ("p[0]/synapses:pulse:0/i", "NNC0407", "nothing attached"),
                              ("p[1]/synapses:syn:0", "NNC0407", "not a variable of it"),
                              ("p[1]/synapses:syn:0/h", "NNC0407", "leads to no variable")):
        said = lab.refused("wrong.xml", document(network, path))
        holds(code in said and words in said, f"{words} is not said of {path}\n{said}")


if __name__ == "__main__":
    sys.exit(main(globals()))
