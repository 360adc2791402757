"""Properties that each connection of a LEMS document assigns, not only weights."""
import math
import subprocess
import sys

from harness import equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<ComponentType name="tunedSynapse" extends="baseSynapse">
  <Property name="weight" dimension="none" defaultValue="1"/>
  <Property name="decay" dimension="time" defaultValue="0.01"/>
  <Parameter name="step" dimension="current"/>
  <Exposure name="x" dimension="current"/>
  <EventPort name="in" direction="in"/>
  <Dynamics>
    <StateVariable name="x" dimension="current" exposure="x"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="x"/>
    <TimeDerivative variable="x" value="-x / decay"/>
    <OnEvent port="in"><StateAssignment variable="x" value="x + weight * step"/></OnEvent>
  </Dynamics>
</ComponentType>
<ComponentType name="biasedJunction" extends="gapJunction">
  <Property name="bias" dimension="voltage" defaultValue="0"/>
  <Dynamics>
    <DerivedVariable name="vpeer" dimension="voltage" select="peer/v"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="weight * conductance * (vpeer - v + bias)"/>
  </Dynamics>
</ComponentType>
<ComponentType name="tunedConnection">
  <Path name="from"/><Path name="to"/>
  <ComponentReference name="synapse" type="baseSynapse"/>
  <Text name="destination"/>
  <Parameter name="w" dimension="none"/><Parameter name="tau" dimension="DIMENSION"/>
  <Structure>
    <With instance="from" as="a"/><With instance="to" as="b"/>
    <EventConnection from="a" to="b" receiver="synapse" receiverContainer="destination">
      <Assign property="weight" value="w"/><Assign property="decay" value="tau"/>
    </EventConnection>
  </Structure>
</ComponentType>
<ComponentType name="biased">
  <Path name="from"/><Path name="to"/>
  <ComponentReference name="synapse" type="gapJunction"/>
  <Parameter name="by" dimension="voltage"/>
  <Structure>
    <With instance="from" as="a"/><With instance="to" as="b"/>
    <Tunnel name="peer" endA="a" endB="b" componentA="synapse" componentB="synapse"><Assign property="bias" value="by"/></Tunnel>
  </Structure>
</ComponentType>
<ComponentType name="tunedNetwork" extends="network"><Children name="tuned" type="tunedConnection"/><Children name="junctions" type="biased"/></ComponentType>
<iafCell id="cell" leakReversal="-60mV" thresh="-20mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<spikeGenerator id="ten" period="10ms"/>
<tunedSynapse id="syn" step="1pA"/><biasedJunction id="gap" conductance="1nS"/>
<tunedNetwork id="net">
  <population id="a" component="ten" size="1"/><population id="p" component="cell" size="3"/>
  NETWORK
</tunedNetwork>
<Simulation id="sim" length="19ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation>
</Lems>
"""
TUNED = '<tunedConnection id="c0" from="a[0]" to="p[0]" synapse="syn" destination="synapses" w="1" tau="2ms"/>' \
        '<tunedConnection id="c1" from="a[0]" to="p[1]" synapse="syn" destination="synapses" w="3" tau="5ms"/>' \
        '<tunedConnection id="c2" from="a[0]" to="p[1]" synapse="syn" destination="synapses" w="1" tau="20ms"/>'
BIASED = '<biased id="g0" from="p[0]" to="p[1]" synapse="gap" by="5mV"/><biased id="g1" from="p[1]" to="p[2]" synapse="gap" by="-2mV"/>'


def document(network, quantities, dimension="time"):
    columns = "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(quantities.split()))
    return DOCUMENT.replace("NETWORK", network).replace("COLUMNS", columns).replace("DIMENSION", dimension)


def columns(lab, name, text, *flags):
    source = lab.folder / f"{name}.xml"
    source.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(source), *flags, "-o", str(lab.folder / name)], capture_output=True, text=True, timeout=120)
    equal(done.returncode, 0, done.stderr)
    done = subprocess.run([lab.folder / name, "-o", str(lab.folder / f"{name}.out")], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 0, done.stderr)
    rows = [[float(x) for x in line.split("\t")[:-1]] for line in (lab.folder / f"{name}.out" / "o.dat").read_text().splitlines()]
    return [list(column) for column in zip(*rows)]


def rule_synapses_of_events(lab):
    """Each decays with the time constant of its connection; in the order of LEMS by Euler's rule."""
    for name, flags, keep in (("exact", (), lambda tau: math.exp(-0.05 / tau)), ("euler", ("--integrator=lems-euler",), lambda tau: 1 - 0.05 / tau)):
        _, one, both, x = columns(lab, name, document(TUNED, "p[0]/iSyn p[1]/iSyn p[1]/synapses:syn:0/x"), *flags)
        at = next(k for k in range(len(one)) if one[k] > 0)
        for k in range(at, len(one)):
            n = k - at
            near(one[k], 1e-12 * keep(2) ** n, 1e-18, f"{name}: a synapse of 2 ms at step {k}")
            fast = x[at] * keep(5) ** n
            near(x[k], fast, 1e-18, f"{name}: one of 5 ms at step {k}")
            near(both[k], both[at] - 3e-12 * (1 - keep(5) ** n) - 1e-12 * (1 - keep(20) ** n), 2e-18, f"{name}: two synapses at step {k}")
        near(both[at], 4e-12, 1e-18, f"{name}: weights")


def rule_continuous_connections(lab):
    """Both ends have what the connection assigns."""
    _, a, b, c, first, second, third, fourth, total = columns(
        lab, "biased", document(BIASED, "p[0]/v p[1]/v p[2]/v p[0]/gap/i p[1]/synapses:gap:0/i p[1]/synapses:gap:1/i p[2]/gap/i p[1]/iSyn"))
    for k in range(len(a)):
        near(first[k], 1e-9 * (b[k] - a[k] + 0.005), 2e-17, f"the pre end of the first one at step {k}")
        near(second[k], 1e-9 * (a[k] - b[k] + 0.005), 2e-17, f"the post end of the first one at step {k}")
        near(third[k], 1e-9 * (c[k] - b[k] - 0.002), 2e-17, f"the pre end of the second one at step {k}")
        near(fourth[k], 1e-9 * (b[k] - c[k] - 0.002), 2e-17, f"the post end of the second one at step {k}")
        near(total[k], second[k] + third[k], 2e-18, f"what p[1] gets at step {k}")
    holds(abs(a[-1] - b[-1]) > 1e-4, "cells differ")


def rule_what_does_not_fit_is_told(lab):
    for text, code, words in ((document(TUNED, "p[0]/v", "voltage"), "NNC0402", "'tau' must be in"),
                              (document(TUNED.replace(' w="3"', ""), "p[0]/v"), "NNC0903", "needs the attribute 'w'"),
                              (document(TUNED, "p[0]/v").replace('property="decay"', 'property="step"'), "NNC0907", "'step' is no property")):
        said = lab.refused("wrong.xml", text)
        holds(code in said and words in said, f"{words} is not said\n{said}")


if __name__ == "__main__":
    sys.exit(main(globals()))
