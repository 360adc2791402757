"""Cells that are the same but for names, places and numbers: they share code, and each says what is its own."""
import subprocess
import sys

from harness import equal, holds, main

CELL = """cell NAME:
    param DRIVE = 0.5 /ms, BOUND = 1 ms
    state STATE = START, trace = 0
    dSTATE/dt = DRIVE*STATE*STATE POWER*(1 ms)/BOUND + trace/(1 ms)
    dtrace/dt = -trace/(4 ms)
    when STATE > 30: STATE = START
"""
TAIL = """a = Population(2, FIRST, label="a")
b = Population(2, SECOND, label="b")
a.record("v")
b.record("w")
run(20 ms)
"""


def cell(name, drive, bound, state, start, power=""):
    text = CELL.replace("NAME", name).replace("DRIVE", drive).replace("BOUND", bound).replace("STATE", state).replace("START", start)
    return text.replace(" POWER", power)


def model(first="First()", second="Second(gain=0.7)", power="", start="0.2"):
    return cell("First", "rate", "tau", "v", "0.2") + cell("Second", "gain", "scale", "w", start, power) + TAIL.replace("FIRST", first).replace("SECOND", second)


def c_text(lab, name, text):
    source = lab.folder / name
    source.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(source), "--emit=c"], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 0, done.stderr)
    return done.stdout


def rule_they_share_code(lab):
    text = c_text(lab, "alike.nn", model())
    holds("/* ---- Second: as First ---- */" in text and "struct Second" not in text, "the second one has the code of the first")
    for name, other in (("power", model(power="*w")), ("start", model(start="0.3"))):
        text = c_text(lab, f"{name}.nn", other)
        holds(": as First" not in text and "struct Second" in text, f"another {name} is other code")


def rule_results_are_those_of_code_of_its_own(lab):
    shared = lab.run("shared.nn", text=model(), dt=0.1)
    own = lab.run("own.nn", text=model().replace("cell Second:", "cell Second:\n    param other = 1").replace("w > 30", "w > 30*other"), dt=0.1)
    for label, variable in (("a", "v"), ("b", "w")):
        for k in range(2):
            equal(shared.signal(label, variable, k), own.signal(label, variable, k), f"{variable} of {label}[{k}]")
    holds(shared.signal("a", "v") != shared.signal("b", "w"), "their numbers differ")


def rule_faults_name_what_is_theirs(lab):
    said = lab.run("zero.nn", text=model(second="Second(scale=0)"), fails=True)
    holds("the equation of w divides by scale, which is 0" in said and "zero.nn:10" in said, said)
    said = lab.run("first.nn", text=model(first="First(tau=0)"), fails=True)
    holds("the equation of v divides by tau, which is 0" in said and "first.nn:4" in said, said)
    said = lab.run("large.nn", "--set", "b.gain=-1e300/ms", text=model(), fails=True)
    holds("w became " in said and "in b[0]" in said and "large.nn:10" in said, said)


LEMS = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
CELLS<pulseGenerator id="pulse" delay="1ms" duration="8ms" amplitude="0.5nA"/>
<network id="net">POPULATIONS</network>
<Simulation id="sim" length="15ms" step="0.025ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation></Lems>
"""
CHANNELS = """<ionChannelHH id="naID" conductance="10pS">
  <gateHHrates id="mID" instances="3"><forwardRate type="HHExpLinearRate" rate="1.0ID1per_ms" midpoint="-40mV" scale="10mV"/><reverseRate type="HHExpRate" rate="4per_ms" midpoint="-65mV" scale="-18mV"/></gateHHrates>
  <gateHHrates id="h" instances="1"><forwardRate type="HHExpRate" rate="0.07per_ms" midpoint="-65mV" scale="-20mV"/><reverseRate type="HHSigmoidRate" rate="1per_ms" midpoint="-35mV" scale="10mV"/></gateHHrates></ionChannelHH>
<ionChannelPassive id="passiveID" conductance="10pS"/>
<cell id="cID"><morphology id="mID"><segment id="0" name="soma"><proximal x="0" y="0" z="0" diameter="2ID"/><distal x="20" y="0" z="0" diameter="2ID"/></segment></morphology>
  <biophysicalProperties id="bID"><membraneProperties>
    <channelDensity id="leaksID" ionChannel="passiveID" condDensity="0.3 mS_per_cm2" erev="-54mV" ion="non_specific"/>
    <channelDensity id="nasID" ionChannel="naID" condDensity="40 mS_per_cm2" erev="50mV" ion="na"/>
    <spikeThresh value="0mV"/><specificCapacitance value="1 uF_per_cm2"/><initMembPotential value="-65mV"/>
  </membraneProperties><intracellularProperties/></biophysicalProperties></cell>
"""


def document(ids):
    cells = "".join(CHANNELS.replace("ID", str(k)) for k in ids)
    populations = "".join(f'<population id="p{k}" component="c{k}" size="1"/><explicitInput target="p{k}[0]" input="pulse"/>' for k in ids)
    columns = "".join(f'<OutputColumn id="v{k}" quantity="p{k}[0]/v"/>' for k in ids)
    return LEMS.replace("CELLS", cells).replace("POPULATIONS", populations).replace("COLUMNS", columns)


def rule_cells_whose_parts_have_other_names(lab):
    text = c_text(lab, "three.xml", document((0, 1, 2)))
    equal(text.count(": as c0 ---- */"), 2, "cells with the code of the first one")
    holds('"b2.membraneProperties.nas2.na2.m2.q"' in text, "the third one has columns of its names")
    rows = lab.run("together.xml", text=document((0, 1, 2)), dt=0.025).folder / "o.dat"
    together = [line.split("\t")[:-1] for line in rows.read_text().splitlines()]
    for k in range(3):
        rows = lab.run(f"alone{k}.xml", text=document((k,)), dt=0.025).folder / "o.dat"
        equal([line.split("\t")[1] for line in rows.read_text().splitlines()], [row[1 + k] for row in together], f"cell {k}")
    holds(together[-1][1] != together[-1][3], "cells differ")


if __name__ == "__main__":
    sys.exit(main(globals()))
