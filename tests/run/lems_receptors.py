"""Synapses that add up are one receptor of a cell; all others stay one to a connection. Either way the cell gets the same."""
import math
import subprocess
import sys

from harness import equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<iafCell id="cell" leakReversal="-60mV" thresh="20mV" reset="-60mV" C="50pF" leakConductance="5nS"/>
<spikeGenerator id="ten" period="10ms"/>
<ComponentType name="kick" extends="baseSynapse">
  <Property name="weight" dimension="none" defaultValue="2"/><Parameter name="tau" dimension="time"/><Parameter name="ibase" dimension="current"/>
  <EventPort name="in" direction="in"/><Exposure name="i" dimension="current"/>
  <Dynamics>
    <StateVariable name="a" dimension="none"/><DerivedVariable name="i" dimension="current" exposure="i" value="CURRENT"/>
    START<TimeDerivative variable="a" value="SLOPE"/>
    <OnEvent port="in"><StateAssignment variable="a" value="JUMP"/></OnEvent>
  </Dynamics>
</ComponentType>
<kick id="kick" tau="5ms" ibase="10pA"/>
<expTwoSynapse id="two" tauRise="1ms" tauDecay="6ms" gbase="1nS" erev="0mV"/>
<blockingPlasticSynapse id="nmda" gbase="1nS" erev="0mV" tauRise="2ms" tauDecay="8ms">
  <voltageConcDepBlockMechanism id="mg" species="mg" blockConcentration="1.2mM" scalingConc="1.9mM" scalingVolt="16mV"/>
</blockingPlasticSynapse>
<blockingPlasticSynapse id="tired" gbase="1nS" erev="0mV" tauRise="2ms" tauDecay="8ms">
  <tsodyksMarkramDepMechanism id="stp" initReleaseProb="0.5" tauRec="120ms"/>
</blockingPlasticSynapse>
<network id="net">
  <population id="a" component="ten" size="1"/><population id="p" component="cell" size="2"/>
  <projection id="j" presynapticPopulation="a" postsynapticPopulation="p" synapse="SYNAPSE">
    <connectionWD id="0" preCellId="../a[0]" postCellId="../p[0]" weight="1" delay="1ms"/>
    <connectionWD id="1" preCellId="../a[0]" postCellId="../p[0]" weight="-3" delay="2ms"/>
    <connectionWD id="2" preCellId="../a[0]" postCellId="../p[1]" weight="0.5" delay="1ms"/>
    <connection id="3" preCellId="../a[0]" postCellId="../p[1]"/>
  </projection>
</network>
<Simulation id="sim" length="30ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">
<OutputColumn id="c0" quantity="p[0]/v"/><OutputColumn id="c1" quantity="p[1]/v"/></OutputFile>
<EventOutputFile id="e" fileName="e.dat" format="TIME_ID"><EventSelection id="0" select="a[0]" eventPort="spike"/></EventOutputFile></Simulation>
</Lems>
"""
LINEAR = {"SYNAPSE": "kick", "CURRENT": "a * ibase", "SLOPE": "-a/tau", "JUMP": "a + weight", "START": ""}
C, G, TAU, BASE = 50.0, 5.0, 5.0, 10.0          # pF, nS, ms, pA


SHOWING = """<ComponentType name="showing" extends="baseCellMembPotCap"><Exposure name="g" dimension="conductance"/>
<Attachments name="synapses" type="basePointCurrent"/><Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>
<DerivedVariable name="iSyn" dimension="current" exposure="iSyn" select="synapses[*]/i" reduce="add"/>
<DerivedVariable name="iMemb" dimension="current" exposure="iMemb" value="iSyn"/>
<DerivedVariable name="g" dimension="conductance" exposure="g" select="synapses[*]/g" reduce="add"/>
<TimeDerivative variable="v" value="iSyn/C"/></Dynamics></ComponentType>
<showing id="show" C="100pF"/>"""


def document(**changes):
    text = DOCUMENT
    for old, new in {**LINEAR, **changes}.items():
        text = text.replace(old, new)
    return text


def ir(lab, text):
    path = lab.folder / "model.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--emit=ir"], capture_output=True, text=True, check=False)
    holds(not done.returncode, done.stderr)
    return done.stdout


def receptors(lab, **changes):
    lines = ir(lab, document(**changes)).splitlines()
    return sum(line.startswith("receptor ") for line in lines), sum(line.startswith("synapse ") for line in lines)


def rule_weights_and_delays_are_those_of_connections(lab):
    """Exponential currents into a leaky cell, in closed form: dv = w i/C (e^(-t/tau) - e^(-t/tau_m))/(1/tau_m - 1/tau)."""
    r = lab.run("sums.xml", text=document(), dt=0.05)
    rows, events = ([[float(x) for x in line.split()] for line in (r.folder / name).read_text(encoding="utf-8").splitlines()]
                    for name in ("o.dat", "e.dat"))
    spikes = [1e3 * row[0] for row in events]
    equal(len(spikes), 2, "spikes of the source")
    tau_m = C / G
    for t in (5.0, 14.0, 25.0, 30.0):
        row = rows[round(t / 0.05)]
        near(1e3 * row[0], t, 1e-6, "ms")
        for cell, connections in enumerate((((1, 1), (-3, 2)), ((0.5, 1), (2, 0)))):
            want = sum(w * BASE / C * (math.exp(-(t - s - d) / TAU) - math.exp(-(t - s - d) / tau_m)) / (1 / tau_m - 1 / TAU)
                       for s in spikes for w, d in connections if t > s + d)
            near(1e3 * row[1 + cell] + 60, want, 1e-4, f"mV of cell {cell} at {t} ms")


def rule_what_is_linear_adds_up(lab):
    for name in ("kick", "two", "nmda"):
        equal(receptors(lab, SYNAPSE=name), (1, 0), f"receptors and synapses of {name}")
    equal(receptors(lab, JUMP="weight * 3 + a"), (1, 0), "a factor of the weight")
    both = {"SYNAPSE": "two", "<network": SHOWING + "<network", 'component="cell"': 'component="show"'}
    equal(receptors(lab, **both), (1, 0), "two variables that the cell adds up")


def rule_all_else_is_one_to_a_connection(lab):
    for changes, what in (({"SYNAPSE": "tired"}, "plasticity"), ({"CURRENT": "a * a * ibase"}, "a square"), ({"CURRENT": "(a + 1) * ibase"}, "a constant"),
                          ({"SLOPE": "(1 - a)/tau"}, "another resting point"), ({"JUMP": "a + weight * (1 - a)"}, "saturation"),
                          ({"JUMP": "weight"}, "an assignment"), ({"CURRENT": "weight * a * ibase"}, "a weight outside events"),
                          ({"START": '<OnStart><StateAssignment variable="a" value="1"/></OnStart>'}, "a start above 0"),
                          ({"SLOPE": "-a/tau * exp(-a)"}, "a rate that depends on the state")):
        seen = receptors(lab, **changes)
        holds(seen[0] == 0 and seen[1] > 0, f"{what}: {seen} receptors and synapses")


WATCHED = """<OutputColumn id="c0" quantity="p[0]/v"/><OutputColumn id="c1" quantity="p[0]/g"/>"""


def rule_two_variables_of_what_does_not_add_up(lab):
    """Each connection of a plastic synapse is a part of the cells then: the sum is that of one that is recorded for itself."""
    text = document(SYNAPSE="tired", **{"<network": SHOWING + "<network", 'component="cell"': 'component="show"', '<OutputColumn id="c0" quantity="p[0]/v"/>': WATCHED})
    alone = text.replace('quantity="p[0]/g"', 'quantity="p[0]/synapses:tired:0/g"').replace('weight="-3"', 'weight="0"')
    for flags in ((), ("--integrator=lems-euler",)):
        rows = []
        for name, source in (("sum", text.replace('weight="-3"', 'weight="0"')), ("alone", alone)):
            path = lab.folder / f"{name}.xml"
            path.write_text(source, encoding="utf-8")
            lab.compile(path, lab.folder / name, list(flags))
            subprocess.run([str(lab.folder / name), "-o", str(lab.folder / f"{name}.out"), "--progress=none"], check=True, timeout=60)
            rows.append([[float(x) for x in line.split()] for line in (lab.folder / f"{name}.out" / "o.dat").read_text().splitlines()])
        holds(max(row[2] for row in rows[0]) > 1e-10, "the conductance moves")
        equal(rows[0], rows[1], f"with {flags}: v and conductance")


if __name__ == "__main__":
    sys.exit(main(globals()))
