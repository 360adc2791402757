"""Events of several ports of a cell, each recorded on its own: files, views, stops, segments, threads."""
import json
import subprocess
import sys
import time

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


if __name__ == "__main__":
    sys.exit(main(globals()))
