"""The table of what docs/neuroml.md says is supported: documents for each of its lines."""
import math
import re
import subprocess
import sys

from harness import HERE, equal, holds, main, near

CELL = """<iafCell id="iaf" leakReversal="-60mV" thresh="-50mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/><gapJunction id="gap" conductance="1nS"/>
<pulseGenerator id="pulse" delay="1ms" duration="1ms" amplitude="10pA"/>"""
NETWORK = '<network id="net"><population id="p" component="{0}" size="2"/>{1}</network>'
LINK = '<synapticConnection from="p[0]" to="p[1]" synapse="syn" destination="synapses"/>'
JUNCTION = """<electricalProjection id="e" presynapticPopulation="p" postsynapticPopulation="p">
<electricalConnection id="0" preCell="0" postCell="1" synapse="gap"/></electricalProjection>"""
TYPE = """<ComponentType name="own" extends="baseCellMembPot"><Parameter name="tau" dimension="time"/>{0}
<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>{1}<TimeDerivative variable="v" value="-v/tau"/></Dynamics>{2}</ComponentType>
{3}<own id="o" tau="5ms">{4}</own>"""
SHAPE = """<cell id="c"><morphology id="m"><segment id="0"><proximal x="0" y="0" z="0" diameter="9"/><distal x="9" y="0" z="0" diameter="9"/></segment>
<segment id="1"><parent segment="0"/><distal x="99" y="0" z="0" diameter="1"/></segment>
<segmentGroup id="all"><member segment="0"/><member segment="1"/></segmentGroup></morphology><biophysicalProperties id="b"><membraneProperties>
<specificCapacitance value="1uF_per_cm2"/><initMembPotential value="-60mV"/><spikeThresh value="0mV"/></membraneProperties>
<intracellularProperties><resistivity value="0.1kohm_cm"/></intracellularProperties></biophysicalProperties></cell>"""


def lems(body=CELL, network=NETWORK.format("iaf", ""), parts=""):
    return f"""<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
{body}{network}<Simulation id="sim" target="net" length="2ms" step="0.1ms">{parts}</Simulation></Lems>"""


def own(members="", dynamics="", structure="", before="", children=""):
    return lems(TYPE.format(members, dynamics, structure, before, children), NETWORK.format("o", ""))


def columns(*paths):
    return '<OutputFile id="f" fileName="f.dat">' + "".join(f'<OutputColumn id="c{i}" quantity="{p}"/>' for i, p in enumerate(paths)) + "</OutputFile>"


KID = '<ComponentType name="kid"><Text name="word"/><Exposure name="q" dimension="none"/><Dynamics><StateVariable name="q" dimension="none" exposure="q"/></Dynamics></ComponentType>'
KINETIC = """<ionChannelKS id="ks" conductance="10pS"><gateKS id="n" instances="1"><closedState id="c"/><openState id="o"/><forwardTransition id="f" from="c" to="o">
<rate type="HHExpRate" rate="1per_ms" midpoint="0mV" scale="9mV"/></forwardTransition><reverseTransition id="r" from="c" to="o">
<rate type="HHExpRate" rate="1per_ms" midpoint="0mV" scale="-9mV"/></reverseTransition></gateKS></ionChannelKS>
<pointCellCondBased id="kc" C="10pF" v0="-65mV" thresh="0mV"><channelPopulation id="cp" ionChannel="ks" number="9" erev="0mV"/></pointCellCondBased>"""
TWICE = own('<Exposure name="g" dimension="conductance"/><Attachments name="synapses" type="basePointCurrent"/>',
            '<DerivedVariable name="g" dimension="conductance" exposure="g" select="synapses[*]/g" reduce="add"/>'
            '<DerivedVariable name="i" dimension="current" select="synapses[*]/i" reduce="add"/>', before=CELL).replace('size="2"/>', 'size="2"/>' + LINK)
SLOWER = """<ComponentType name="slower" extends="expOneSynapse"><Property name="factor" dimension="none" defaultValue="1"/></ComponentType>
<slower id="slow" tauDecay="5ms" gbase="1nS" erev="0mV"/><ComponentType name="giving" extends="synapticConnection"><Parameter name="k" dimension="none"/><Path name="from"/><Path name="to"/>
<Text name="destination"/><Structure><With instance="from" as="a"/><With instance="to" as="b"/><EventConnection from="a" to="b" receiver="synapse" receiverContainer="destination">
<Assign property="factor" value="k"/></EventConnection></Structure></ComponentType>"""
# What the line starts with: documents that compile, or the code of what is said of those in REFUSED
DOCUMENTS = {
    "`Include`": [lems(), lems('<Dimension name="odd" m="1"/><Unit symbol="heap" dimension="odd" power="2"/><Constant name="K" dimension="odd" value="2heap"/>' + CELL)],
    "`ComponentType`": [own('<DerivedParameter name="rate" dimension="per_time" value="1/tau"/><Constant name="two" dimension="none" value="2"/><Property name="p" dimension="none"/>'
                            '<Text name="word"/><Path name="path"/><Child name="one" type="kid"/><Children name="more" type="kid"/><Attachments name="synapses" type="basePointCurrent"/>'
                            '<EventPort name="spike" direction="out"/><Exposure name="z" dimension="none"/>', '<StateVariable name="z" dimension="none" exposure="z"/>', before=KID,
                            children='<one type="kid" word="a"/><kid id="b" word="b"/>')],
    "`Dynamics`": [own('<EventPort name="spike" direction="out"/><EventPort name="in" direction="in"/>',
                       '<StateVariable name="w" dimension="none"/><ConditionalDerivedVariable name="c" dimension="none"><Case condition="w .gt. 1" value="1"/><Case value="0"/></ConditionalDerivedVariable>'
                       '<OnStart><StateAssignment variable="w" value="1"/><EventOut port="spike"/></OnStart><OnEvent port="in"><StateAssignment variable="w" value="0"/></OnEvent>'
                       '<OnCondition test="w .gt. 5"><EventOut port="spike"/></OnCondition><Regime name="r" initial="true"><OnCondition test="w .gt. 3"><Transition regime="s"/></OnCondition></Regime>'
                       '<Regime name="s"><OnEntry><StateAssignment variable="w" value="0"/></OnEntry></Regime>'), lems(KINETIC, NETWORK.format("kc", ""))],
    "`Structure`": [lems(network=NETWORK.format("iaf", LINK + JUNCTION))],
    "`Choose`": "NNC0909",
    "components": [lems(CELL + '<iafCell id="twin" extends="iaf"/>', NETWORK.format("twin", ""))],
    "`Simulation`": [lems(parts='<Display id="d" title="t" timeScale="1ms" xmin="0" xmax="1" ymin="0" ymax="1"><Line id="l" quantity="p[0]/v" scale="1mV" timeScale="1ms"/></Display>')],
    "`DataWriter`": [lems(parts=columns("p[0]/v") + '<EventOutputFile id="e" fileName="e.dat" format="TIME_ID"><EventSelection id="0" select="p[0]" eventPort="spike"/></EventOutputFile>')],
    "variables": [lems(network=NETWORK.format("iaf", LINK + JUNCTION + '<explicitInput target="p[0]" input="pulse"/>'),
                       parts=columns("p[1]/synapses:syn:0/g", "p[0]/synapses:gap:0/i", "p[0]/pulse/i", "p[1]/iSyn"))],
    "several sums": [TWICE],
    "cells of several segments": "NNC0909",
    "networks in HDF5": [],  # run.lems_packed
    "properties": [lems(CELL + SLOWER, NETWORK.format("iaf", '<giving from="p[0]" to="p[1]" synapse="slow" destination="synapses" k="2"/>'))],
    "a `DerivedVariable`": "NNC0909",
}
REFUSED = {
    "`Choose`": [own(structure=f"<Structure><{word}/></Structure>") for word in ("Choose", "Apply", "Gather")],
    "cells of several segments": [lems(SHAPE, NETWORK.format("c", ""))],
    "a `DerivedVariable`": [own(dynamics='<DerivedVariable name="w" dimension="voltage" select="../p[0]/v"/>')],
}


def supported():
    text = (HERE.parent.parent / "docs" / "neuroml.md").read_text(encoding="utf-8")
    table = text[text.index("| elements | |"):].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:3]] for line in table]


def compiled(lab, text):
    path = lab.folder / "line.xml"
    path.write_text(text, encoding="utf-8")
    return subprocess.run([lab.nnc, str(path), "--emit=c"], capture_output=True, text=True, timeout=60, check=False)


def rule_paths_start_at_the_target(lab):
    """A component on its own is a cell, whose variables have no population before them; a network may stand in another component."""
    part = '<ComponentType name="part"><Requirement name="v" dimension="voltage"/><Exposure name="y" dimension="none"/><Constant name="MV" dimension="voltage" value="1mV"/>' \
           '<Dynamics><DerivedVariable name="y" dimension="none" exposure="y" value="v/MV"/></Dynamics></ComponentType>'
    text = own('<Child name="inside" type="part"/>', "", "", part, '<inside type="part"/>').replace('target="net"', 'target="o"')
    text = text.replace('<TimeDerivative', '<OnStart><StateAssignment variable="v" value="7mV"/></OnStart><TimeDerivative').replace(NETWORK.format("o", ""), "")
    text = text.replace("7mV", "first").replace('<Parameter name="tau"', '<Constant name="first" dimension="voltage" value="7mV"/><Parameter name="tau"')
    alone = text.replace("</Simulation>", columns("v", "inside/y") + "</Simulation>")
    rows = [line.split() for line in (lab.run("alone.xml", text=alone, dt=0.1).folder / "f.dat").read_text().splitlines()]
    near(float(rows[20][1]), 7e-3 * math.exp(-0.4), 1e-8, "v at 2 ms")
    near(float(rows[20][2]), 7 * math.exp(-0.4), 1e-5, "y at 2 ms")
    box = '<ComponentType name="box"><Children name="nets" type="network"/></ComponentType>' + CELL
    inner = lems(box, f'<box id="b">{NETWORK.format("iaf", "")}</box>', columns("net/p[1]/v", "p[1]/v")).replace('target="net"', 'target="b"')
    rows = [line.split() for line in (lab.run("inner.xml", text=inner, dt=0.1).folder / "f.dat").read_text().splitlines()]
    equal([row[1] for row in rows], [row[2] for row in rows], "both paths")
    for path in ("nit/p[0]/v", "net/r[0]/v"):
        said = lab.refused("wrong.xml", inner.replace("net/p[1]/v", path))
        holds("NNC0302" in said and "there is no population" in said, said[:300])


def rule_the_table_of_what_is_supported_is_true(lab):
    lines = supported()
    equal(len(lines), len(DOCUMENTS), "lines of the table")
    for start, wanted in DOCUMENTS.items():
        found = [says for line, says in lines if line.startswith(start)]
        equal(len(found), 1, f"lines that start with {start}")
        refused = isinstance(wanted, str)
        equal(refused, not re.match(r"yes|any", found[0]), f"whether {start} is refused: {found[0]}")
        for text in REFUSED[start] if refused else wanted:
            done = compiled(lab, text)
            equal(done.returncode != 0, refused, f"{start}: {done.stderr[:600]}")
            holds(not refused or wanted in done.stderr, f"{start}: {wanted} is said in {done.stderr[:600]}")


if __name__ == "__main__":
    sys.exit(main(globals()))
