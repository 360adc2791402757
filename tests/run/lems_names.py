"""Names that documents choose and names that nnc makes: whatever a document calls its own, it computes the same."""
import subprocess
import sys

from harness import all_near, equal, holds, main

HEAD = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>BODY
<Simulation id="sim" length="40ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation></Lems>"""
CELL = """<ComponentType name="own" extends="baseCellMembPotCap"><Parameter name="g" dimension="conductance"/>
<Parameter name="E" dimension="voltage"/>MEMBERS<Attachments name="synapses" type="basePointCurrent"/>
<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>STATES
<DerivedVariable name="iSyn" dimension="current" exposure="iSyn" select="synapses[*]/i" reduce="add"/>
<DerivedVariable name="iMemb" dimension="current" exposure="iMemb" value="g*(E-v)+iSyn"/>
<TimeDerivative variable="v" value="iMemb/C"/><OnStart><StateAssignment variable="v" value="E"/></OnStart></Dynamics></ComponentType>
<own id="c" C="1nF" g="50nS" E="-65mV" VALUES/>"""
SYNAPSE = '<expTwoSynapse id="syn" tauRise="1ms" tauDecay="5ms" gbase="2nS" erev="0mV"/><spikeGenerator id="gen" period="10ms"/>'


def pulse(name, amplitude):
    return f'<pulseGenerator id="{name}" delay="10ms" duration="20ms" amplitude="{amplitude}"/>'


def columns(lab, name, body, quantities):
    text = HEAD.replace("BODY", body).replace("COLUMNS", "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(quantities)))
    rows = [[float(x) for x in line.split()] for line in (lab.run(name, text=text, dt=0.05).folder / "o.dat").read_text().splitlines()]
    return [list(column) for column in zip(*rows)][1:]


def network(first="pulse", second="pulse2", members="", states="", values=""):
    cell = CELL.replace("MEMBERS", members).replace("STATES", states).replace("VALUES", values)
    return cell + SYNAPSE + pulse(first, "0.1nA") + pulse(second, "0.2nA") + \
        f'<network id="net"><population id="p" component="c" size="2"/><population id="s" component="gen" size="1"/>' \
        f'<explicitInput target="p[0]" input="{first}"/><explicitInput target="p[1]" input="{second}"/><explicitInput target="p[1]" input="{first}"/>' \
        '<synapticConnection from="s[0]" to="p[0]" synapse="syn" destination="synapses"/></network>'


def rule_names_of_documents_are_theirs(lab):
    """A parameter, a state or another component has the name that nnc would have given an input, its switch, its port or a sum."""
    quantities = ["p[0]/v", "p[1]/v", "p[0]/synapses:syn:0/g"]
    plain = columns(lab, "plain.xml", network(), quantities)
    holds(max(plain[1]) > max(plain[0]) + 1e-4, "the cells differ")
    for i, (name, dimension, value) in enumerate((("pulseGenerator_on", "none", "7"), ("pulseGenerator_amplitude", "current", "5nA"), ("synapses_i", "current", "1nA"),
                                                  ("expOneSynapse_in", "none", "3"), ("expOneSynapse_on", "none", "3"))):
        for kind, given in (("parameter", {"members": f'<Parameter name="{name}" dimension="{dimension}"/>', "values": f'{name}="{value}"'}),
                            ("state", {"states": f'<StateVariable name="{name}" dimension="{dimension}"/>'})):
            for a, b in zip(columns(lab, f"{kind}{i}.xml", network(**given), quantities), plain):
                all_near(a, b, 1e-9, f"with a {kind} {name}")
    for i, names in enumerate((("a", "a_on"), ("pulseGenerator", "pulseGenerator_on"), ("synapses_i", "synapses_i_2"))):
        for a, b in zip(columns(lab, f"ids{i}.xml", network(*names), quantities), plain):
            all_near(a, b, 1e-9, f"with inputs {names}")


def rule_names_at_the_other_end(lab):
    """A gap junction has a parameter, or its variable itself, of the name that what it reads of the other end would have."""
    junction = '<ComponentType name="own" extends="gapJunction">{}</ComponentType><own id="g" conductance="1nS" {}/>'
    net = "".join(f'<iafCell id="{c}" leakReversal="{rest}mV" thresh="20mV" reset="-60mV" C="50pF" leakConductance="5nS"/>'
                  for c, rest in (("c", -60), ("d", -40))) + \
        '<network id="net"><population id="p" component="c" size="1"/><population id="q" component="d" size="1"/><electricalProjection id="e" ' \
        'presynapticPopulation="p" postsynapticPopulation="q"><electricalConnection id="0" preCell="0" postCell="0" synapse="g"/>' \
        '</electricalProjection></network>'
    plain = columns(lab, "gap.xml", junction.format("", "") + net, ["p[0]/v", "q[0]/v"])
    holds(plain[0][-1] > plain[0][0] + 1e-3, "the junction acts")
    clash = junction.format('<Parameter name="peer_v" dimension="voltage"/>', 'peer_v="0mV"')
    for a, b in zip(columns(lab, "clash.xml", clash + net, ["p[0]/v", "q[0]/v"]), plain):
        all_near(a, b, 1e-9, "with a parameter peer_v")


def rule_children_that_extend_are_inherited(lab):
    """A component that is extended has a child that extends another; one that extends what it stands in has no end."""
    base = '<pulseGenerator id="base" delay="10ms" duration="20ms" amplitude="0.1nA"/>'
    cell = CELL.replace("MEMBERS", "").replace("STATES", "").replace("VALUES", "")
    net = '<network id="net"><population id="p" component="c" size="2"/><explicitInput target="p[0]" input="a"/>' \
          '<explicitInput target="p[1]" input="b"/></network>'
    body = cell + base + '<compoundInput id="a"><pulseGenerator id="k" extends="base"/></compoundInput><compoundInput id="b" extends="a"/>' + net
    first, second = columns(lab, "inherited.xml", body, ["p[0]/v", "p[1]/v"])
    all_near(first, second, 1e-12, "the cells have equal inputs")
    holds(max(first) > first[0] + 1e-3, "the input acts")
    text = lab.refused("endless.xml", HEAD.replace("COLUMNS", "").replace("BODY", cell + '<ComponentType name="box"><Children name="in" type="box"/>'
                       '</ComponentType><box id="a" extends="b"/><box id="b"><box id="x" extends="a"/></box>' + net))
    holds("NNC0306" in text, text[:400])


def rule_segments_in_any_order(lab):
    """Each segment before its parent: as quick as in order."""
    def morphology(numbers):
        return "".join(f'<segment id="{i}">' + (f'<parent segment="{i - 1}"/>' if i else '<proximal x="0" y="0" z="0" diameter="1"/>')
                       + f'<distal x="{i + 1}" y="0" z="0" diameter="1"/></segment>' for i in numbers)
    path = lab.folder / "cell.nml"
    said = []
    for numbers in (range(20000), reversed(range(20000))):
        path.write_text(f'<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d"><morphology id="m">{morphology(numbers)}</morphology>'
                        '<iafCell id="c" leakReversal="-60mV" thresh="20mV" reset="-60mV" C="50pF" leakConductance="5nS"/>'
                        '<cell id="cell" morphology="m"/></neuroml>', encoding="utf-8")
        done = subprocess.run([lab.nnc, "check", str(path)], capture_output=True, text=True, timeout=20, check=False)
        said.append([line for line in done.stderr.splitlines() if line.startswith(("error", "warning"))])
    holds("NNC0912" in said[0][0], said)
    equal(*said, "what is said of both orders")


if __name__ == "__main__":
    sys.exit(main(globals()))
