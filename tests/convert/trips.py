"""nnc convert MODEL --to=lems, once and twice: the same network (tests/convert/machine.c says what that is), and the same spikes.

usage: trips.py NNC MACHINE GROUP"""
import collections
import csv
import difflib
import importlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from same import ROOT, RUN, given, library_texts, texts_of

OWN = sorted((ROOT / "tests/neuroml/models").glob("LEMS*.xml")) + sorted((ROOT / "examples").glob("**/LEMS*.xml"))
RUN_TOO = {"LEMS_channels.xml", "LEMS_learning.xml", "LEMS_network.xml", "LEMS_own_types.xml", "LEMS_pynn.xml", "LEMS_ring.xml"}
SCRIPTS = sorted(p for p in (ROOT / "examples").glob("**/*.nn") if p.stem != "brunel")  # it has 15 million connections
SCRIPTS += sorted((RUN / "models").glob("*.nn"))
RULES = ["cells", "lif", "arrivals", "conditions", "regimes", "wires", "few", "near", "values", "views", "names", "delays", "set_connections", "lems", "lems_attached",
         "lems_inputs", "lems_receptors", "lems_names", "neuroml", "synapse_both", "experiments", "linear_blocks"]
# What keeps its spikes, but not all bits of v: populations that are divided have their connections in another order, in which the cell adds up currents;
# and a kinetic scheme becomes equations, whose terms stand in another order.
LAST_BITS = {"LEMS_channels.xml", "LEMS_learning.xml", "LEMS_own_types.xml", "LEMS_ring.xml"}
# How many models of a group are compared at least, after one trip and after two, or by results: a test that compares nothing says nothing.
LEAST = {"documents": (13, 13, 0), "scripts": (1, 2, 0), "library": (10, 11, 0), "run": (85, 100, 0), "results": (0, 0, 6), "corpus": (17, 17, 0)}


class Trips:
    def __init__(self, nnc, machine, folder):
        self.nnc, self.machine, self.folder = nnc, machine, folder
        self.seen = collections.Counter()
        self.reasons = collections.Counter()

    def call(self, *command, timeout=120):
        return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=timeout)

    def fails(self, name, why):
        self.seen["fail"] += 1
        print(f"FAILS {name}: {why}")

    def refused(self, name, said):
        found = re.search(r"error\[NNC0711\]: (.*) cannot be said in LEMS", said)
        if not found:
            self.fails(name, said)
            return
        self.seen["are refused"] += 1
        self.reasons[re.sub(r"`[^`]*`", "`...`", found[1])] += 1

    def convert(self, name, source, target, include):
        """None: what is wrong was said."""
        done = self.call(self.nnc, "convert", source, "--to=lems", "-o", target, *include)
        if done.returncode:
            self.refused(name, done.stderr)
        return None if done.returncode else target

    def compare(self, name, what, before, after, before_include=()):
        one, two = self.call(self.machine, before, *before_include), self.call(self.machine, after)
        if one.returncode == 3:
            self.seen["are of a kind that is not compared"] += 1
            self.reasons[re.sub(r" \(.*", "", one.stderr.strip())] += 1
        elif one.returncode or two.returncode:
            self.fails(name, f"{what}: {one.stderr}{two.stderr}")
        elif one.stdout != two.stdout:
            lines = difflib.unified_diff(one.stdout.splitlines(), two.stdout.splitlines(), "before", "after", lineterm="", n=0)
            self.fails(name, f"{what}: another network:\n" + "\n".join(line[:300] for line in list(lines)[:20]))
        else:
            self.seen[f"are the same after {what}"] += 1

    def model(self, name, path, include=()):
        first = self.convert(name, path, self.folder / "first.xml", include)
        if not first:
            return None
        self.compare(name, "one trip", path, first, include)
        done = self.call(self.nnc, "convert", first, "--to=lems", "-o", self.folder / "second.xml")
        if done.returncode:
            self.fails(name, f"the second trip: {done.stderr}")
        else:
            self.compare(name, "two trips", first, self.folder / "second.xml")
        return first

    # ---- results ----
    def spikes(self, name, path, include=()):
        """Times of spikes by cell, in the order of the document; None: it does not run."""
        program, out = self.folder / "program", self.folder / "out"
        done = self.call(self.nnc, path, "-o", program, *include)
        if done.returncode == 0:
            done = self.call(program, "-o", out, "--format", "csv", "--progress", "none")
        if done.returncode:
            self.fails(name, done.stderr)
            return None
        return table_of(out)

    def results(self, name, path, include=()):
        first = self.convert(name, path, self.folder / "first.xml", include)
        if not first:
            return
        one = self.spikes(name, path, include)
        two = self.spikes(name, first)
        if one is None or two is None:
            return
        if one != two and not (name in LAST_BITS and all_near(one, two)):
            self.fails(name, f"other results, first {next((a, b) for a, b in zip(one + [None], two + [None]) if a != b)}")
        else:
            self.seen["have the same results"] += 1


def all_near(one, two):
    """Spikes at the same times; values to twelve digits of the range."""
    return len(one) == len(two) and all(a[:4] == b[:4] and (len(a) == 4 or abs(float(a[4]) - float(b[4])) < 1e-10) for a, b in zip(one, two))


def table_of(out):
    """All spikes and values of v, by population and cell; populations that were split are one again."""
    rows = []
    for path in out.glob("*.csv"):
        name, what = path.name[:-4].split(".", 1)
        with open(path, newline="", encoding="utf-8") as f:
            lines = list(csv.reader(f))
        split = re.fullmatch(r"(.*)_(\d+)", name)
        base, first = (split[1], int(split[2])) if split else (name, 0)
        if what == "spikes":
            rows += [(base, what, first + int(i), t) for t, i in lines[1:]]
        else:
            for k, cell in enumerate(lines[0][1:]):
                digits = re.search(r"(\d+)", cell)
                rows += [(base, what, first + (int(digits[1]) if digits else k), row[0], row[1 + k]) for row in lines[1:]]
        path.unlink()
    return sorted(rows)


def check(trips, group, corpus):
    if group == "documents":
        for path in OWN:
            trips.model(path.name, path)
    elif group == "scripts":
        for path in SCRIPTS:
            trips.model(path.name, path)
    elif group == "results":
        for path in OWN:
            if path.name in RUN_TOO:
                trips.results(path.name, path)
    elif group == "corpus":
        for path in sorted(pathlib.Path(corpus).rglob("LEMS_*.xml")):
            if trips.call(trips.nnc, "check", path, "-I", corpus).returncode == 0:
                trips.model(path.name, path, ["-I", corpus])
    else:
        texts = library_texts() if group == "library" else {f"{rule}_{name}": text for rule in RULES for name, text in texts_of(rule).items()}
        if group == "run":
            for rule in ("export_cases", "export_regimes", "export_starts", "export_inputs"):
                texts |= importlib.import_module(rule).MODELS
        for name, text in texts.items():
            path = trips.folder / "given" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            trips.model(name, path)


def main(nnc, machine, group):
    corpus = given("NEUROML_CORPUS") if group == "corpus" else None
    if group == "corpus" and not corpus:
        return 77
    with tempfile.TemporaryDirectory(prefix="nnc-trips-") as place:
        trips = Trips(os.path.abspath(nnc), os.path.abspath(machine), pathlib.Path(place))
        check(trips, group, corpus)
    for what, count in sorted(trips.seen.items()):
        print(f"{count} {what}")
    for reason, count in trips.reasons.most_common():
        print(f"      ({count}: {reason})")
    few = [(what, least) for what, least in zip(["are the same after one trip", "are the same after two trips", "have the same results"], LEAST[group])
           if trips.seen[what] < least]
    for what, least in few:
        print(f"FAILS: {trips.seen[what]} {what}, {least} are wanted")
    return 1 if trips.seen["fail"] or few else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
