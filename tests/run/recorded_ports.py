"""Events of several ports of a cell, each recorded on its own: files, views, stops, segments, threads."""
import json
import subprocess
import sys
import time

from exporting import both
from harness import equal, holds, main

# Cell i spikes each 1 + i/2 ms, and sends to `done` each 2.5 + i/2 ms.
TWO = '''cell Two:
    event done
    param d = 0
    state a = 0
    state b = 0
    da/dt = 1 /ms
    db/dt = 1 /ms
    when a > 0.95 + d: spike; a = 0
    when b > 2.45 + d: send to done; b = 0
setup(timestep=0.1 ms)
p = Population(3, Two(d=[0, 0.5, 1]), label="p")
'''
SPIKES = [(10 * k, 0) for k in range(1, 11)] + [(15 * k, 1) for k in range(1, 7)] + [(20 * k, 2) for k in range(1, 6)]
DONE = [(25 * k, 0) for k in range(1, 5)] + [(30 * k, 1) for k in range(1, 4)] + [(35 * k, 2) for k in range(1, 3)]


def events(results, name, segment=None):
    """Steps and cells of NAME.spikes.csv, as they stand there."""
    return [(round(float(t) / results.dt), int(i)) for t, i in results.rows(name, "spikes", segment)]


def rule_ports_are_recorded_beside_each_other(lab):
    r = lab.run("ports_two.nn", text=TWO + 'p.record(["spikes", "done", "a"])\nrun(10 ms)\n')
    equal(events(r, "p"), sorted(SPIKES), "spikes")
    equal(events(r, "p.done"), sorted(DONE), "events of done")
    equal(len(r.signal("p", "a")), 101, "samples of a variable beside them")


def rule_a_port_is_recorded_alone(lab):
    r = lab.run("ports_alone.nn", text=TWO + 'p.record("done")\nrun(10 ms)\n')
    equal(events(r, "p.done"), sorted(DONE), "events of done")
    equal(sorted(r.bytes()), ["p.done.spikes.csv"], "files")


def rule_threads_write_the_same_bytes(lab):
    text = TWO + 'p.record(["spikes", "done"])\nrun(10 ms)\n'
    many = text.replace("Population(3, Two(d=[0, 0.5, 1])", "Population(300, Two(d=0.5)")
    for name, source in [("ports_few.nn", text), ("ports_many.nn", many)]:
        one = lab.run(name, text=source).bytes()
        equal(lab.run(name, "--threads=3", text=source).bytes(), one, f"{name} with three threads")
        holds(one["p.done.spikes.csv"].count(b"\n") > 9, "there are events")


def rule_views_of_cells_have_their_events(lab):
    r = lab.run("ports_view.nn", text=TWO + 'p[1:3].record("done")\np[0].record("spikes")\nrun(10 ms)\n')
    equal(events(r, "p.done"), sorted(e for e in DONE if e[1]), "of two cells")
    equal(events(r, "p"), [e for e in sorted(SPIKES) if e[1] == 0], "spikes of another one")


def rule_recording_stops_and_goes_on(lab):
    """`record(None)` ends what was recorded of the cells, all of it; `record` begins again."""
    text = TWO + 'p.record(["spikes", "done", "a"])\nrun(4 ms)\np.record(None)\nrun(2 ms)\np.record(["done", "a"])\nrun(4 ms)\n'
    r = lab.run("ports_stop.nn", text=text)
    equal(events(r, "p"), [e for e in sorted(SPIKES) if e[0] <= 40], "spikes until 4 ms")
    equal(events(r, "p.done"), [e for e in sorted(DONE) if e[0] <= 40 or e[0] > 60], "done but for what lies between")
    steps = [round(10 * t) for t in r.times("p", "a")]
    equal(steps, [*range(0, 41), *range(60, 101)], "times of the samples")


def rule_texts_stop_what_they_name(lab):
    text = 'nnir 1 model structured\ncell $C { state %n : 1 = 0 out; event out %spike (); event out %done ()\n' \
           '    d %n = 1/ms\n    when %n > 0.95 { emit %done; emit %spike; %n := 0 } }\npopulation $c : $C size 1 { }\n' \
           'experiment { record event $c.done; record event $c.spike; run 3ms; stop_recording event $c.done; run 3ms }\n'
    r = lab.run("ports_stop.ir", text=text)
    equal(events(r, "c.done"), [(10, 0), (20, 0), (30, 0)], "done, until it is stopped")
    equal(events(r, "c"), [(10 * k, 0) for k in range(1, 7)], "spikes, which go on")


def rule_segments_have_their_events(lab):
    r = lab.run("ports_reset.nn", text=TWO + 'p.record("done")\nrun(4 ms)\nreset()\nrun(10 ms)\n')
    equal(events(r, "p.done", segment=0), [e for e in sorted(DONE) if e[0] <= 40], "before the reset")
    equal(events(r, "p.done", segment=1), sorted(DONE), "after it")


def rule_groups_have_each_population(lab):
    text = TWO + 'q = Population(2, Two(d=1), label="q")\n(p + q).record("done")\nrun(10 ms)\n'
    r = lab.run("ports_group.nn", text=text)
    equal(events(r, "p.done"), sorted(DONE), "the first population")
    equal(events(r, "q.done"), [(35, 0), (35, 1), (70, 0), (70, 1)], "the second")


def rule_a_label_can_be_taken(lab):
    text = TWO + 'q = Population(1, Two(), label="p.done")\n(p + q).record(["done", "spikes"])\nrun(10 ms)\n'
    r = lab.run("ports_label.nn", text=text)
    equal(events(r, "p.done"), [e for e in sorted(SPIKES) if e[1] == 0], "spikes of the population of that name")
    equal(events(r, "p.done%232"), sorted(DONE), "events of the port")


def rule_run_json_says_what_they_are(lab):
    r = lab.run("ports_two.nn", text=TWO + 'p.record(["spikes", "done", "a"])\nrun(10 ms)\n')
    told = json.loads((r.folder / "run.json").read_text(encoding="utf-8"))
    equal(told["populations"], [{"label": "p", "size": 3, "spikes": [[0, 2]]}], "populations")
    equal(told["events"], [{"population": 0, "port": "done", "label": "p.done", "cells": [[0, 2]]}], "events")
    equal(told["segments"][0]["recorded_spikes"], {"p": len(SPIKES), "p.done": len(DONE)}, "numbers of events")


def rule_sonata_holds_what_csv_does(lab):
    """`nnc plot` reads it back."""
    program = lab.program("ports_two.nn", TWO + 'p.record(["spikes", "done", "a"])\nrun(10 ms)\n')
    out = lab.folder / "sonata"
    subprocess.run([str(program), "-o", str(out), "--format=h5", "--progress=none"], check=True, timeout=60)
    holds(b"p.done" in (out / "spikes.h5").read_bytes(), "the file has a group for the port")
    figure = lab.folder / "raster.svg"
    subprocess.run([lab.nnc, "plot", str(out), "--raster", "-o", str(figure)], check=True, timeout=60, capture_output=True)
    holds("p.done" in figure.read_text(encoding="utf-8"), "the figure has a band for the port")


def rule_files_that_a_script_names(lab):
    text = TWO + '''p.record(["spikes", "done", "a"])
run(5 ms)
p.write_data("done.csv", "done")
p.write_data("both.csv", ["spikes", "done"])
p[1:3].write_data("part.npz", ["spikes", "done"], clear=True)
run(5 ms)
p.write_data("later.csv", "done")
write_events("list.txt", [(p, "done", "d"), (p, "spikes", "s")], format="ID_TIME")
'''
    r = lab.run("ports_files.nn", text=text)

    def rows(name):
        lines = (r.folder / name).read_text(encoding="utf-8").splitlines()[1:]
        return [(round(10 * float(line.split(",")[0])), int(line.split(",")[1])) for line in lines]

    early = [e for e in sorted(DONE) if e[0] <= 50]
    equal(rows("done.csv"), early, "one table")
    equal(rows("both.done.spikes.csv"), early, "one of two tables")
    equal(rows("both.spikes.csv"), [e for e in sorted(SPIKES) if e[0] <= 50], "the other one")
    equal(rows("later.csv"), [e for e in sorted(DONE) if e[0] > 50], "what was recorded after `clear`")
    archive = (r.folder / "part.npz").read_bytes()
    holds(b"done.spike_times.npy" in archive and b"spike_index.npy" in archive, "arrays of the archive")
    listed = (r.folder / "list.txt").read_text(encoding="utf-8").split()
    equal((listed.count("d"), listed.count("s")), (len(DONE), len(SPIKES)), "events of a list")


def rule_a_crash_loses_nothing(lab):
    """A program that is killed leaves a spool, which has the ports."""
    text = TWO + 'p.record(["spikes", "done"])\nrun(10 ms)\nrun(1000000000 ms)\n'
    program = lab.program("ports_crash.nn", text)
    out = lab.folder / "crash"
    child = subprocess.Popen([str(program), "-o", str(out), "--progress=none"])
    spool, end = out / "spool.nnrt", time.monotonic() + 60
    while time.monotonic() < end and not (spool.exists() and spool.stat().st_size > 10000):
        time.sleep(0.02)
    child.kill()
    child.wait()
    done = subprocess.run([lab.nnc, "recover", str(out)], capture_output=True, text=True, timeout=200)
    equal(done.returncode, 0, f"nnc recover: {done.stderr}")
    with open(out / "p.done.spikes.csv", encoding="utf-8") as f:
        first = [next(f) for _ in range(len(DONE) + 1)][1:]
    equal([(round(10 * float(line.split(",")[0])), int(line.split(",")[1])) for line in first], sorted(DONE), "recovered events")


def rule_ports_that_are_not_there(lab):
    said = lab.refused("ports_wrong.nn", TWO + 'p.record(["spikes", "doen"])\n')
    holds("NNC0407" in said and "Two has no variable 'doen' to record" in said and "did you mean 'done'?" in said, said)
    said = lab.refused("ports_mixed.nn", TWO + 'q = Population(1, IF_curr_exp(), label="q")\n(p + q).record("done")\n')
    holds("NNC0407" in said and "IF_curr_exp sends no events 'done'" in said, said)
    text = 'nnir 1 model structured\ncell $C { state %n : 1 = 0 out; event out %spike (); event out %done ()\n' \
           '    when %n > 1 { emit %done; emit %spike } }\npopulation $c : $C size 1 { }\nexperiment { record event $c.%s; run 1ms }\n'
    said = lab.refused("ports_wrong.ir", text.replace("%s;", "doen;"))
    holds("NNC0302" in said and "`C` has no event port `doen`" in said and "did you mean `done`?" in said, said)
    said = lab.refused("ports_value.ir", text.replace("%s;", "n;"))
    holds("NNC0302" in said and "`C` has no event port `n`" in said, said)
    part = text.replace("cell $C {", "receptor $R { event in %in (); event out %heard (); on %in () { emit %heard } }\ncell $C { part %r : $R ();")
    said = lab.refused("ports_part.ir", part.replace("%s;", "r.heard;"))
    holds("NNC0802" in said and "the events of `r.heard` cannot be recorded" in said, said)


# The same cells, with a step of 0.1 ms and conditions that hold at its end.
LEMS = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Simulation.xml"/>
<ComponentType name="two" extends="baseSpikingCell">
  <Parameter name="d" dimension="time"/><Constant name="early" dimension="time" value="0.05ms"/>
  <Constant name="one" dimension="time" value="1ms"/><Constant name="more" dimension="time" value="2.5ms"/>
  <EventPort name="done" direction="out"/><EventPort name="kick" direction="in"/>
  <Dynamics>
    <StateVariable name="a" dimension="time"/><StateVariable name="b" dimension="time"/>
    <TimeDerivative variable="a" value="1"/><TimeDerivative variable="b" value="1"/>
    <OnCondition test="a .gt. one + d - early"><StateAssignment variable="a" value="0"/><EventOut port="spike"/></OnCondition>
    <OnCondition test="b .gt. more + d - early"><StateAssignment variable="b" value="0"/><EventOut port="done"/></OnCondition>
    <OnEvent port="kick"><StateAssignment variable="a" value="0"/></OnEvent>
  </Dynamics>
</ComponentType>
<two id="c0" d="0ms"/><two id="c1" d="0.5ms"/>
<network id="net"><population id="p" component="c0" size="2"/><population id="q" component="c1" size="1"/></network>
<Simulation id="sim" length="10ms" step="0.1ms" target="net">FILES</Simulation>
</Lems>
"""


def selections(name, form, *chosen):
    inner = "".join(f'<EventSelection id="{i}" select="{cell}" eventPort="{port}"/>' for i, cell, port in chosen)
    return f'<EventOutputFile id="{name}" fileName="{name}.dat" format="{form}">{inner}</EventOutputFile>'


def listed(results, name, id_first):
    """(step, id) of each line."""
    lines = [line.split("\t") for line in (results.folder / name).read_text(encoding="utf-8").splitlines()]
    return [(round(10000 * float(line[id_first])), line[1 - id_first]) for line in lines]


def rule_documents_select_events_of_any_port(lab):
    text = LEMS.replace("FILES", selections("ends", "TIME_ID", (7, "p[1]", "done"), (3, "q[0]", "done"))
                        + selections("all", "ID_TIME", ("s", "q[0]", "spike"), ("d", "q[0]", "done")))
    for name, document in [("ports.xml", text), ("ports_euler.xml", text)]:
        lab.flags = [*lab.flags, "--integrator=lems-euler"] if "euler" in name else lab.flags
        r = lab.run(name, text=document)
        equal(listed(r, "ends.dat", 0), sorted([(25 * k, "7") for k in range(1, 5)] + [(30 * k, "3") for k in range(1, 4)]), name)
        equal(listed(r, "all.dat", 1), sorted([(15 * k, "s") for k in range(1, 7)] + [(30 * k, "d") for k in range(1, 4)],
                                              key=lambda e: (e[0], e[1] != "s")), f"both ports of a cell, {name}")
        equal(events(r, "p.done"), [(25 * k, 1) for k in range(1, 5)], f"the cell that is selected, {name}")
    lab.flags = [flag for flag in lab.flags if "integrator" not in flag]


INPUTS = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
<iafCell id="c" leakReversal="-60mV" thresh="20mV" reset="-60mV" C="50pF" leakConductance="5nS"/>
<expTwoSynapse id="syn" gbase="0.1nS" erev="0mV" tauDecay="2ms" tauRise="0.5ms"/><pulseGenerator id="pulse" delay="1ms" duration="5ms" amplitude="1pA"/>
<timedSynapticInput id="a" synapse="syn" spikeTarget="./syn"><spike time="1.96 ms"/><spike time="7.46 ms"/></timedSynapticInput>
<timedSynapticInput id="b" synapse="syn" spikeTarget="./syn"><spike time="3.06 ms"/></timedSynapticInput>
<network id="net"><population id="p" component="c" size="3"/><explicitInput target="p[0]" input="a" destination="synapses"/>
<explicitInput target="p[2]" input="b" destination="synapses"/><explicitInput target="p[2]" input="a" destination="synapses"/>
<explicitInput target="p[0]" input="pulse" destination="synapses"/></network>
<Simulation id="sim" length="20ms" step="0.1ms" target="net">FILES</Simulation></Lems>
"""


def rule_documents_select_events_of_inputs(lab):
    """Each cell those of its own."""
    text = INPUTS.replace("FILES", selections("e", "ID_TIME", (0, "p[0]/a", "spike"), (1, "p[2]/synapses:b:0", "spike"), (2, "p[2]/a", "spike"), (3, "p[2]", "spike")))
    expected = [(20, "0"), (20, "2"), (31, "1"), (75, "0"), (75, "2")]
    equal(listed(lab.run("inputs.xml", text=text), "e.dat", 1), expected, "events")
    lab.flags = [*lab.flags, "--integrator=lems-euler"]
    equal(listed(lab.run("inputs_euler.xml", text=text), "e.dat", 1), expected, "events in Euler's steps")
    lab.flags = [flag for flag in lab.flags if "integrator" not in flag]
    for path in ("p[1]/a", "p[0]/b", "p[0]/pulse", "p[0]/a/syn"):
        said = lab.refused("no_input.xml", INPUTS.replace("FILES", selections("e", "ID_TIME", (0, path, "spike"))))
        holds("NNC0407" in said and "events of cells and of their inputs" in said, said)


def rule_documents_name_ports_that_are_there(lab):
    said = lab.refused("ports_wrong.xml", LEMS.replace("FILES", selections("e", "TIME_ID", (0, "p[0]", "doen"))))
    holds("has no event port `doen`" in said and "did you mean `done`?" in said and "ports_wrong.xml:" in said, said)
    said = lab.refused("ports_in.xml", LEMS.replace("FILES", selections("e", "TIME_ID", (0, "p[0]", "kick"))))
    holds("has no event port `kick`" in said, said)
    said = lab.refused("ports_inside.xml", LEMS.replace("FILES", selections("e", "TIME_ID", (0, "p[0]/syn", "spike"))))
    holds("NNC0407" in said and "events of cells and of their inputs can be recorded, not those of 'syn'" in said, said)


def rule_models_keep_their_recorders_when_they_are_converted(lab):
    text = TWO + 'p.record(["spikes", "done"])\nrun(10 ms)\nwrite_events("ends.dat", [(p, "done", "x")])\n'
    first, second = both(lab, "ports_trip", text)
    equal(listed(second, "ends.dat", 0), listed(first, "ends.dat", 0), "events of a file")
    equal(len(listed(first, "ends.dat", 0)), len(DONE), "their number")
    equal((second.folder / "p_spikes.dat").read_text(encoding="utf-8").count("\n"), len(SPIKES), "spikes, which no file has")


if __name__ == "__main__":
    sys.exit(main(globals()))
