"""same.py NNC STEPS: models that a host steps have the spikes, and the files, of their programs, whatever the steps and threads."""
import collections
import csv
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = [  # path, ms, options
    ("examples/hello/hello.nn", 100, []),
    ("examples/coba/coba.nn", 60, ["--set", "N=800", "--seed", "3"]),
    ("tests/run/models/learning.nn", 80, []),
    ("tests/run/models/coupled.ir", 40, []),
    ("tests/run/models/lif.ir", 100, []),
    ("tests/embed/periodic.nn", 100, []),
    ("tests/neuroml/models/LEMS_network.xml", 50, []),
]
WAYS = [(1, ["--threads", "3"]), (50, [])]  # steps of the first call, options


def run(command, folder):
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=folder)
    if done.returncode:
        sys.exit(f"{command}: {done.returncode}\n{done.stderr}")
    return done.stdout


def files_of(out):
    return {path.name: path.read_bytes() for path in out.glob("*.csv")}


def spikes_in(files):
    """By population, as many times as they are there."""
    found = {}
    for name, text in files.items():
        if name.endswith(".spikes.csv"):
            label = urllib.parse.unquote(name.removesuffix(".spikes.csv"))
            rows = list(csv.reader(text.decode().splitlines()))[1:]
            found[label] = collections.Counter((float(time), int(cell)) for time, cell in rows)
    return found


def spikes_told(text):
    found = collections.defaultdict(collections.Counter)
    for line in text.splitlines():
        label, bits, cell = line.rsplit(" ", 2)
        found[label][struct.unpack(">d", bytes.fromhex(bits))[0], int(cell)] += 1
    return found


def compare(nnc, steps, model, ms, options, folder):
    path, counted = str(ROOT / model), 0
    run([nnc, "run", path, *options, "--t", f"{ms}ms", "--progress=none", "--format=csv", "-o", "program"], folder)
    wanted = files_of(folder / "program")
    for piece, way in WAYS:
        told = spikes_told(run([steps, path, str(ms), str(piece), *options, *way, "--format", "csv", "-o", "host"], folder))
        if not wanted or files_of(folder / "host") != wanted:
            sys.exit(f"{model} {way}: the files of the host are not those of the program")
        result = json.loads((folder / "host" / "run.json").read_text())["result"]
        if not (result["run_seconds"] > 0 and result["run_cpu_seconds"] > 0):
            sys.exit(f"{model} {way}: the time that it took is not told: {result}")
        for label, spikes in spikes_in(wanted).items():
            counted += sum(spikes.values())
            recorded = {cell for _, cell in spikes}  # of a population the model may record some
            if collections.Counter({at: n for at, n in told[label].items() if at[1] in recorded}) != spikes:
                sys.exit(f"{model} {way}: other spikes of {label}")
    print(f"{model}: {counted} spikes in {len(WAYS)} ways, {len(wanted)} files")
    return counted


def main():
    nnc, steps = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        counted = 0
        for number, (model, ms, options) in enumerate(MODELS):
            place = pathlib.Path(folder, str(number))
            place.mkdir()
            counted += compare(nnc, steps, model, ms, options, place)
    if counted < 1000:
        sys.exit("hardly a spike was compared")


main()
