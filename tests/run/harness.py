"""Compiles models, runs the programs and reads what they wrote. A test is a file of functions rule_*; each gets a Lab."""
import csv
import hashlib
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


class Failure(Exception):
    """A rule that does not hold; the text says what was seen."""


class Skip(Exception):
    """What a rule needs is not on this machine."""


def given_folder(variable):
    """The folder of documents of others that an environment variable names; without one the rule is skipped."""
    folder = os.environ.get(variable, "")
    if not os.path.isdir(folder):
        raise Skip(f"{variable} names no folder")
    return pathlib.Path(folder)


def equal(seen, wanted, what):
    if seen != wanted:
        raise Failure(f"{what}: {clip(seen)} instead of {clip(wanted)}")


# NNC_PRECISION=single: the models run in single precision. Values are allowed so large a share of what is wanted, and
# where that is nearly 0, so large a number.
SINGLE = os.environ.get("NNC_PRECISION") == "single"
SINGLE_RELATIVE, SINGLE_ABSOLUTE = 1e-4, 1e-5


def near(seen, wanted, tolerance, what):
    if SINGLE:
        tolerance = max(tolerance, SINGLE_RELATIVE * abs(wanted), SINGLE_ABSOLUTE)
    if not abs(seen - wanted) <= tolerance:
        raise Failure(f"{what}: {seen!r} instead of {wanted!r}, off by {abs(seen - wanted):.3g} (allowed {tolerance:.3g})")


def all_near(seen, wanted, tolerance, what):
    equal(len(seen), len(wanted), f"{what}, number of values")
    for k, (a, b) in enumerate(zip(seen, wanted)):
        near(a, b, tolerance, f"{what} [{k}]")


def holds(condition, what):
    if not condition:
        raise Failure(what)


def clip(value):
    text = repr(value)
    return text if len(text) < 400 else text[:400] + " ..."


class Results:
    """The folder of one run."""

    def __init__(self, folder, dt):
        self.folder, self.dt = folder, dt

    def rows(self, label, variable, segment=None):
        folder = self.folder if segment is None else self.folder / f"segment{segment}"
        path = folder / f"{label}.{variable}.csv"
        if not path.exists():
            raise Failure(f"no {path.name}; there are {sorted(p.name for p in folder.iterdir())}")
        with open(path, newline="", encoding="utf-8") as f:
            return list(csv.reader(f))[1:]

    def spikes(self, label, cell=None, segment=None):
        """Times in ms, of all cells or of one."""
        return [float(t) for t, i in self.rows(label, "spikes", segment) if cell is None or int(i) == cell]

    def steps(self, label, cell=None, segment=None):
        return [round(t / self.dt) for t in self.spikes(label, cell, segment)]

    def signal(self, label, variable, cell=0, segment=None):
        return [float(row[1 + cell]) for row in self.rows(label, variable, segment)]

    def times(self, label, variable, segment=None):
        return [float(row[0]) for row in self.rows(label, variable, segment)]

    def connections(self, label):
        with open(self.folder / f"{label}.connections.csv", newline="", encoding="utf-8") as f:
            return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(f)]

    def bytes(self):
        """All outputs but run.json, which names the machine and the command."""
        return {p.name: p.read_bytes() for p in sorted(self.folder.rglob("*")) if p.is_file() and p.name != "run.json"}


class Lab:
    def __init__(self, nnc, folder):
        self.nnc, self.folder, self.n_runs, self.programs, self.texts = nnc, folder, 0, {}, {}
        self.flags = ["--precision=single"] if SINGLE else []  # of nnc, when it compiles
        self.also = others()  # flags of further programs, whose results must be the same bytes
        # A program that interprets models, whose results must be the same bytes: its command, before the model. It knows no single precision.
        self.interpreter = os.environ.get("NNC_INTERPRETER", "").split()
        self.interpreted = {}  # program -> its arguments

    def program(self, model, text=None):
        """Compiles models/MODEL, or a text under that name, once."""
        if text is not None and self.texts.setdefault(model, text) != text:
            raise Failure(f"two texts are called {model}")
        if model not in self.programs:
            source = HERE / "models" / model
            if text is not None:
                source = self.folder / model
                source.write_text(text, encoding="utf-8")
            source = self.converted(source)
            target = self.folder / model.replace(".", "_")
            self.compile(source, target, self.flags)
            for k, flags in enumerate(self.also):
                self.compile(source, other(target, k), [*self.flags, *flags])
            self.programs[model] = target
            if "--precision=single" not in self.flags:
                self.interpreted[target] = [*self.flags, str(source)]
        return self.programs[model]

    def compile(self, source, target, flags):
        done = subprocess.run([self.nnc, str(source), *flags, "-o", str(target)], capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise Failure(f"nnc {source.name} {flags}: exit code {done.returncode}\n{done.stderr}")

    def converted(self, source):
        """NNC_CONVERT=nn: the tests run what `nnc convert` makes of each model."""
        form = os.environ.get("NNC_CONVERT")
        if not form:
            return source
        target = self.folder / "converted" / f"{source.stem}_.{form}"
        target.parent.mkdir(exist_ok=True)
        command = [self.nnc, "convert", str(source), "-o", str(target)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise Failure(f"nnc convert {source.name}: exit code {done.returncode}\n{done.stderr}")
        return target

    def refused(self, model, text):
        """What nnc says of a text that is wrong."""
        source = self.folder / model
        source.write_text(text, encoding="utf-8")
        done = subprocess.run([self.nnc, str(source), "-o", str(self.folder / "refused")], capture_output=True, text=True, timeout=120)
        holds(done.returncode > 0, f"{model} is compiled, {text[-80:]}, an error was expected")
        return done.stderr

    def said(self, program):
        """What a program prints."""
        self.n_runs += 1
        command = [str(program), "-o", str(self.folder / f"run{self.n_runs}"), "--format", "csv", "--progress", "none"]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout

    def explain(self, model, text):
        """What --explain-numerics says of a text."""
        source = self.folder / model
        source.write_text(text, encoding="utf-8")
        done = subprocess.run([self.nnc, str(source), "--explain-numerics", "-o", str(self.folder / "explained")],
                              capture_output=True, text=True, timeout=120)
        return done.stdout + done.stderr

    def run(self, model, *options, dt=0.1, text=None, fails=False):
        program = self.program(model, text)
        self.n_runs += 1
        out = self.folder / f"run{self.n_runs}"
        command = [str(program), "-o", str(out), "--format", "csv", "--progress", "none", "--dt", f"{dt!r}ms", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        for k in range(len(self.also)):
            if other(program, k).exists():
                self.run_also([str(other(program, k)), *command[1:], *threads(k, options)], done, Results(out, dt))
        if self.interpreter and program in self.interpreted:
            self.run_also([*self.interpreter, *self.interpreted[program], *command[1:]], done, Results(out, dt))
        if fails:
            holds(done.returncode > 0, f"{model} {options}: exit code {done.returncode}, an error was expected")
            return done.stderr
        if done.returncode:
            raise Failure(f"{model} {options}: exit code {done.returncode}\n{done.stderr}")
        return Results(out, dt)

    def run_also(self, command, done, results):
        """Another program ends as the first did, and writes the same bytes."""
        out, at = other(results.folder, 0), command.index("-o")
        again = subprocess.run([*command[:at + 1], str(out), *command[at + 2:]], capture_output=True, text=True, timeout=300)
        what = " ".join(command)
        equal(again.returncode, done.returncode, f"exit code of {what}: {again.stderr}")
        if "or a state after it" not in done.stderr:  # programs do not tell the last of many states apart
            equal(again.stderr.replace(str(out), str(results.folder)), done.stderr, f"messages of {what}")
        if done.returncode == 0:
            equal({k: hashlib.sha256(v).hexdigest() for k, v in Results(out, results.dt).bytes().items()},
                  {k: hashlib.sha256(v).hexdigest() for k, v in results.bytes().items()}, f"results of {what}")
        if out.exists():
            shutil.rmtree(out)


LEVELS = {"x86-64-v2": "sse4_2", "x86-64-v3": "avx2", "x86-64-v4": "avx512vl"}  # with a flag of processors that have it


def levels():
    """What -march may name for programs that run here."""
    flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    return [level for level, flag in LEVELS.items() if flag in flags]


def others():
    """NNC_ALSO: the flags of a program, |, those of the next; without those for another processor than this one."""
    beyond = {f"-march={level}" for level in LEVELS.keys() - levels()}
    programs = [text.split() for text in os.environ.get("NNC_ALSO", "").split("|")]
    return [flags for flags in programs if flags and not beyond & set(flags)]


def other(path, k):
    return path.with_name(f"{path.name}_also{k}")


def threads(k, options):
    """NNC_ALSO_THREADS: how many threads those programs have, in turn, where a test does not say it."""
    counts = os.environ.get("NNC_ALSO_THREADS", "").split()
    return ["--threads", counts[k % len(counts)]] if counts and "--threads" not in options else []


def mean(values):
    return math.fsum(values) / len(values)


def variance(values):
    m = mean(values)
    return math.fsum((x - m) ** 2 for x in values) / (len(values) - 1)


def correlation(a, b):
    ma, mb = mean(a), mean(b)
    top = math.fsum((x - ma) * (y - mb) for x, y in zip(a, b))
    return top / math.sqrt(math.fsum((x - ma) ** 2 for x in a) * math.fsum((y - mb) ** 2 for y in b))


def main(rules):
    """Runs the functions rule_* of a test; exit code 1 when one does not hold, 77 when all were skipped."""
    nnc = os.path.abspath(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="nnc-run-"))
    wanted = [name for name in sys.argv[2:] if f"rule_{name}" in rules]
    failed = skipped = count = 0
    try:
        lab = Lab(nnc, folder)
        for name, rule in list(rules.items()):
            if not name.startswith("rule_") or (wanted and name[5:] not in wanted):
                continue
            count += 1
            try:
                rule(lab)
                print(f"ok    {name[5:]}")
            except Failure as failure:
                failed += 1
                print(f"FAILS {name[5:]}: {failure}")
            except Skip as reason:
                skipped += 1
                print(f"SKIPS {name[5:]}: {reason}")
    finally:
        shutil.rmtree(folder)
    print(f"{count - failed - skipped} of {count} rules hold, {skipped} skipped")
    if count and skipped == count:
        return 77
    return 1 if failed or not count else 0
