"""Converged spike times of models by nnc-ref, for their tests (.omt) and expectations (.mep).

    reference.py NNC [--update] FILE.omt ...       writes the .mep beside each, or says whether it is the same

The columns of the test's file are found by the quantities of the document; the reference integrates each motion to 1e-13 on the grid
of the document's step, and spikes are found in its samples as `nnc test` finds them. What nnc-ref cannot integrate (synapses with
conditions) the program of nnc does itself, in a 16th of the step."""
import csv
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ROW = re.compile(r"^  (\S+):\n    observables:\n      spike times:\n        file: \{path: (\S+), columns: \[0, (\d+)\], "
                 r"scaling: \[1000, (\d+)\]\}\n        spike detection: \{method: threshold, threshold: (\S+)\}", re.M)

SHORT = 0.00025  # ms

QUANTITY = re.compile(r"(\w+)(?:\[(\d+)\]|/(\d+)(?:/\w+)?)/(\w+)")


def quantities(document, path):
    """The recorded paths of the file, in the order of its columns."""
    for e in xml.parse(document).getroot().iter():
        if e.tag.split("}")[-1] == "OutputFile" and e.get("fileName") == path:
            return [c.get("quantity") for c in e]
    raise SystemExit(f"{document}: no file {path}")


def samples(folder, quantity):
    """Times and values of "pop[3]/v", "pop/3/v" or "pop/3/cell/v", in ms and the units of the reference."""
    population, bracket, number, variable = QUANTITY.fullmatch(quantity).groups()
    with open(folder / f"{population}.{variable}.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    column = rows[0].index(bracket or number)
    return [float(r[0]) for r in rows[1:]], [float(r[column]) for r in rows[1:]]


def spikes(times, values, threshold):
    return [times[i + 1] for i in range(len(values) - 1) if values[i] <= threshold < values[i + 1]]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=3000)
    if done.returncode > 1:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stderr}")
    return done.returncode == 0


def integrate(nnc, document, folder, *options):
    """How it was done, and the grid of spikes; the samples are in the folder."""
    if run(str(pathlib.Path(nnc).parent / "nnc-ref"), str(document), "-o", folder, *options):
        return "nnc-ref", None
    step = float(re.search(r'step="([0-9.]+) *ms"', document.read_text(encoding="utf-8")).group(1))
    part = max(2, min(16, round(step/SHORT)))
    program = f"{folder}.sim"
    if not run(nnc, str(document), "-o", program, *options) or not run(program, "-o", folder, "--format", "csv", "--dt", f"{step/part!r} ms"):
        raise SystemExit(f"{document} does not run")
    return f"nnc in a {part}th of the step", step


def expected(nnc, test):
    """How it was computed, and {experiment: spike times in ms} of a test."""
    text = test.read_text(encoding="utf-8")
    document = test.parent / re.search(r"^target: (\S+)", text, re.M).group(1)
    with tempfile.TemporaryDirectory() as place:
        folder, found = f"{place}/out", {}
        how, step = integrate(nnc, document, folder)
        for name, path, column, _, threshold in ROW.findall(text):
            times, values = samples(pathlib.Path(folder), quantities(document, path)[int(column) - 1])
            found[name] = [math.ceil(t/step - 1e-6)*step if step else t for t in spikes(times, values, float(threshold))]
    return how, found


def as_mep(test, how, found):
    lines = [f"system: {test.stem}, integrated by {how}", "experiments:"]
    for name, times in found.items():
        lines += [f"  {name}:", "    expected:", f"      spike times: {json.dumps([round(t, 9) for t in times])}"]
    return "\n".join(lines) + "\n"


def main():
    update, stale = "--update" in sys.argv, False
    for name in sys.argv[2:]:
        if name == "--update":
            continue
        test = pathlib.Path(name)
        text, target = as_mep(test, *expected(sys.argv[1], test)), test.with_suffix(".mep")
        if update:
            target.write_text(text, encoding="utf-8")
        elif target.read_text(encoding="utf-8") != text:
            stale = True
            print(f"{target} is not what nnc-ref computes: --update writes it")
    return stale


if __name__ == "__main__":
    sys.exit(main())
