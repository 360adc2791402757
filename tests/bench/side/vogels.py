"""The two networks of Vogels and Abbott, nnc against Brian 2: the same wiring, initial values, scheme and step."""
import argparse
import csv
import pathlib
import shutil
import subprocess
import os

from side.measure import Contender, compare, compile_model, folder, nnc_contender, read_spikes, report_construction

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "examples"
LABELS = {"exc": 0, "inh": 3200}
IDENTICAL = 100.0              # ms; later rounding, which differs, is amplified by the network


def export_wiring(model, where):
    """Connections and v at t_0, as the peer reads them: of the same model, which also records v."""
    out, program = where / "wiring", where / "exporter"
    recording = where / "recording.nn"
    recording.write_text(model.read_text(encoding="utf-8").replace('all.record("spikes")', 'all.record("v")'), encoding="utf-8")
    compile_model(recording, program)
    subprocess.run([str(program), "-o", str(out), "--t", "0.1ms", "--format", "csv", "--progress", "none",
                    "--save-connections"], check=True)
    values = []
    for label in LABELS:
        with open(out / f"{label}.v.csv", newline="", encoding="utf-8") as f:
            values += list(csv.reader(f))[1][1:]
    (where / "v0.csv").write_text(",".join(values) + "\n", encoding="utf-8")
    for label in ("E", "I"):
        shutil.copy(out / f"{label}.connections.csv", where)
    return report_construction(out)


def read_peer(where):
    with open(where / "brian.spikes.csv", encoding="utf-8") as f:
        return [(float(t), int(i)) for t, i in (line.split(",") for line in f)]


def peer_seconds(where):
    """The first word of what Brian's program leaves about its run: CPU time, by std::clock."""
    return float((where / "brian" / "results" / "last_run_info.txt").read_text(encoding="utf-8").split()[0])


def identical_until(ours, theirs):
    a, b = (sorted((round(10 * t), i) for t, i in spikes) for spikes in (ours, theirs))
    same = next((k for k, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return a[same][0] / 10 if same < len(a) else a[-1][0] / 10, same


def contenders(name, model, where, options):
    """nnc by the C compiler and by LLVM, whose results are the same bytes, and Brian 2; where the first has its results."""
    ways = []
    for way, flags in (("nnc", ()), ("nnc by LLVM", ("--codegen=llvm",))):
        place = where / way.replace(" ", "-")
        place.mkdir()
        compile_model(model, place / name, *flags)
        ways.append(nnc_contender(place / name, LABELS, ["--t", f"{options.t}ms"], way))
    peer = Contender("Brian 2 C++ standalone", ["./main"], where / "brian", lambda: read_peer(where),
                     lambda: peer_seconds(where))
    return [c for c, _ in ways] + [peer], ways[0][1]


def bench(name, head="", floor=3, same_scheme=True):
    """`head`: text of a cell type PeerCell that the example's network is made of, for the peer's scheme. Without the same scheme
    neither spikes nor rates are the same: errors are to be compared."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--t", type=float, default=5000, help="model time in ms")
    options.add_argument("--rounds", type=int, default=5)
    options = options.parse_args()
    where = folder(name)
    try:
        model = where / f"{name}.nn"
        text = (EXAMPLES / name / f"{name}.nn").read_text(encoding="utf-8")
        model.write_text(head + (text.replace("IF_cond_exp(", "PeerCell(") if head else text), encoding="utf-8")
        synapses = export_wiring(model, where)
        subprocess.run([os.path.join(os.environ["PEERS"], "bin", "python"), str(pathlib.Path(__file__).parent / "brian.py"),
                        name, str(where), f"{options.t}"], check=True)
        ours, out = contenders(name, model, where, options)
        code = compare(name, ours, 4000, options.t, options.rounds, floor, same_scheme)
        print(f"{synapses} synapses")
        if not same_scheme:
            return code
        until, same = identical_until(read_spikes(out, LABELS), read_peer(where))
        print(f"the first {same} spikes are the same, up to {until} ms")
        return code if until >= IDENTICAL else 1
    finally:
        shutil.rmtree(where)
