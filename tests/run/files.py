"""Files that a script asks for: write_data(), record(to_file=) (language.md, section 6; docs/output.md)."""
import csv
import io
import json
import resource
import signal
import subprocess
import sys
import time
import zipfile

from harness import equal, holds, main

MODEL = """a = Population(4, IF_curr_exp(i_offset=1 nA), label="a")
b = Population(3, IF_curr_exp(i_offset=0.9 nA), label="b")
a.record(["spikes", "v"])
b.record("v", sampling_interval=1 ms)
"""


def table(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.reader(f))


def rule_a_table_has_the_name_that_was_given(lab):
    r = lab.run("table.nn", text=MODEL + 'run(40 ms)\na.write_data("deep/er/v.csv", "v")\na.write_data("s.csv", variables=["spikes"])\n')
    equal(table(r.folder / "deep/er/v.csv"), table(r.folder / "a.v.csv"), "v of a")
    equal(table(r.folder / "s.csv"), table(r.folder / "a.spikes.csv"), "spikes of a")
    holds(len(r.spikes("a")) > 3, "a fires")


def rule_cells_and_time_are_those_of_the_call(lab):
    """Views, what was recorded until the call, and since the one that cleared."""
    lines = ('run(10 ms)\na[1:3].write_data("one.csv", "v", clear=True)\nrun(10 ms)\na[0, 3].write_data("two.csv", "v")\n'
             '(a + b).write_data("both.csv", "v")\n')
    r = lab.run("parts.nn", text=MODEL + lines)
    whole = table(r.folder / "a.v.csv")
    equal(table(r.folder / "one.csv"), [[row[0], row[2], row[3]] for row in whole[:102]], "v of two cells until 10 ms")
    equal(table(r.folder / "two.csv"), [[row[0], row[1], row[4]] for row in whole[:1] + whole[102:]], "v of two cells after 10 ms")
    equal(table(r.folder / "both.a.v.csv"), whole[:1] + whole[102:], "v of a after 10 ms")
    equal(table(r.folder / "both.b.v.csv"), table(r.folder / "b.v.csv"), "v of b, which was not cleared")


def rule_segments_are_told_apart(lab):
    lines = 'run(5 ms)\nreset()\nrun(5 ms)\na.write_data("v.csv", "v")\na.write_data("v.npz", "v")\n'
    r = lab.run("segments.nn", text=MODEL + lines)
    for k in (0, 1):
        equal(table(r.folder / f"v.segment{k}.v.csv"), table(r.folder / f"segment{k}" / "a.v.csv"), f"v of segment {k}")
    names = zipfile.ZipFile(io.BytesIO((r.folder / "v.npz").read_bytes())).namelist()
    equal(names, [f"segment{k}.{n}.npy" for k in (0, 1) for n in ("t", "v", "v_index")], "arrays of the archive")


def rule_to_file_is_written_when_all_has_run(lab):
    r = lab.run("late.nn", text=MODEL + 'b.record("spikes", to_file="late.csv")\nrun(20 ms)\nrun(20 ms)\n')
    equal(table(r.folder / "late.csv"), table(r.folder / "b.spikes.csv"), "spikes of b")
    holds(len(table(r.folder / "late.csv")) > 3, "b fires")


def rule_annotations_are_in_run_json(lab):
    lines = 'run(1 ms)\na.write_data("v.csv", "v", annotations={"script": "x.py", "n": 2*k})\nreset(annotations={"what": "ramp"})\nrun(1 ms)\n'
    r = lab.run("notes.nn", "--set", "k=4", text="param k = 1\n" + MODEL + lines)
    run = json.loads((r.folder / "run.json").read_text(encoding="utf-8"))
    equal(run["requests"], [{"file": "v.csv", "annotations": {"script": "x.py", "n": 8}, "outputs": ["v.csv"]}], "requests")
    equal(run["segments"][0]["annotations"], {"what": "ramp"}, "annotations of the first segment")


def rule_annotations_have_units(lab):
    """A quantity is its text, a param a number of its unit, what is computed of it one of the native unit (nA)."""
    lines = 'run(1 ms)\nreset(annotations={"rate": 20 Hz, "i": i, "twice": 2*i, "r": r, "x": 0.5})\nrun(1 ms)\n'
    r = lab.run("units.nn", "--set", "i=250pA", text="param i = 500 pA\nparam r: Hz = 20\n" + MODEL + lines)
    notes = json.loads((r.folder / "run.json").read_text(encoding="utf-8"))["segments"][0]["annotations"]
    equal(notes, {"rate": "20 Hz", "i": 250, "twice": 0.5, "r": 20, "x": 0.5}, "annotations")


def rule_what_was_not_recorded_is_told(lab):
    program = lab.program("none.nn", MODEL + 'run(1 ms)\nb.write_data("s.csv", ["spikes", "v"])\n')
    done = subprocess.run([str(program), "-o", str(lab.folder / "none"), "--progress", "none"], capture_output=True, text=True, timeout=60)
    equal((done.returncode, done.stderr), (0, "warning: none.nn:6:1: 'spikes' was not recorded: it is not in 's.csv'\n"), "what is said")
    holds((lab.folder / "none" / "s.csv").exists(), "the rest is written")


def rule_names_lead_nowhere_else(lab):
    for k, name in enumerate(("/tmp/x.csv", "../x.csv", "a/../../x.csv", "a//x.csv", "y" * 300 + ".csv")):
        said = lab.refused(f"bad{k}.nn", MODEL + f'run(1 ms)\na.write_data("{name}")\n')
        holds("NNC0417" in said and f"bad{k}.nn:6:1" in said, said)
    said = lab.refused("save.nn", MODEL + 'p = Projection(a, b, AllToAllConnector(), StaticSynapse(weight=0.1))\nrun(1 ms)\np.save(["weight"], "../w.txt")\n')
    holds("NNC0417" in said, said)


def rule_an_interrupted_run_writes_what_it_has(lab):
    """Also the files that the script would have asked for later."""
    program = lab.program("long.nn", MODEL + 'a.record("v", to_file="late.csv")\nrun(1e8 ms)\nb.write_data("b.csv", "v")\n')
    out = lab.folder / "long"
    run = subprocess.Popen([str(program), "-o", str(out), "--progress", "none", "--format", "csv"], stderr=subprocess.DEVNULL)
    while run.poll() is None and not (out / "spool.nnrt").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    equal(run.wait(timeout=60), 130, "exit code")
    equal(json.loads((out / "run.json").read_text(encoding="utf-8"))["status"], "interrupted", "status")
    for name, own in (("late.csv", "a.v.csv"), ("b.csv", "b.v.csv")):
        equal((out / name).read_bytes(), (out / own).read_bytes(), name)


def rule_a_full_disk_keeps_what_was_simulated(lab):
    program = lab.program("full.nn", MODEL + 'run(40 ms)\na.write_data("sub/v.csv", "v")\n')
    out = lab.folder / "full"

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000))    # bytes: room for the spool, none for the table

    done = subprocess.run([str(program), "-o", str(out), "--progress", "none", "--format", "csv"], capture_output=True, text=True,
                          timeout=60, preexec_fn=limit)
    holds(done.returncode in (4, 5) and "nnc recover" in done.stderr, f"exit code {done.returncode}: {done.stderr}")
    holds(not list(out.rglob("*.csv")) and not list(out.rglob("*.part")), "no part of a file is left")
    holds((out / "spool.nnrt").exists(), "the spool is kept")
    done = subprocess.run([lab.nnc, "recover", str(out)], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 0, f"exit code of recover: {done.stderr}")
    equal(len(table(out / "sub" / "v.csv")), 402, "rows of the table that recover wrote")


if __name__ == "__main__":
    sys.exit(main(globals()))
