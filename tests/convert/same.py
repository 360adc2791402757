"""nnc convert MODEL -o x.nn: the same model (tests/convert/normal.c says what that is), in the one layout, and x.nn gives itself.

usage: same.py NNC NORMAL GROUP [CORPUS]"""
import difflib
import glob
import importlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUN = HERE.parent / "run"
sys.path.insert(0, str(RUN))

from harness import Skip  # noqa: E402
from texts import TEXTS  # noqa: E402


class Collected(Exception):
    """A rule wants results: what it compiles is known by then."""


def library_texts():
    """Each cell of the library on its own, as text of the IR: there it is a model like any other."""
    cells = re.findall(r"^cell (\w+)", "".join(p.read_text() for p in sorted((ROOT / "stdlib").glob("*.nn"))), re.M)
    return {f"{cell}.nn": f"{cell.lower()}_cells = Population(2, {cell}())\n{cell.lower()}_cells.record(None)\nrun(1 ms)\n" for cell in cells}


class Collector:
    """Stands in for a Lab of tests/run: keeps the texts that rules compile."""

    def __init__(self):
        self.texts = {}

    def run(self, model, *_options, text=None, fails=False, **_named):
        if text is not None and not fails:
            self.texts.setdefault(model, text)
        raise Collected

    def __getattr__(self, name):
        raise Collected


def texts_of(test):
    """The documents in the rules of tests/run/TEST.py."""
    module = importlib.import_module(test)
    lab = Collector()
    for name, rule in vars(module).items():
        if name.startswith("rule_"):
            try:
                rule(lab)
            except (Collected, Skip, OSError):
                pass
    return lab.texts


def nineml_texts():
    """Name, text and other files of what the rules of tests/run/nineml.py compile; what they want to know of results is not asked."""
    module, found = importlib.import_module("nineml"), []

    def keep(_lab, text, *options, good=True, name=None, files=None, **_named):
        if good and not options:
            found.append((name or "model.xml", text, files or {}))
        return pathlib.Path("no program"), ""

    results = mock.MagicMock()
    results.signal.return_value = results.steps.return_value = list(range(1000))
    module.compile_document, module.start = keep, lambda *_arguments, **_named: results
    for check in ("equal", "near", "all_near", "holds"):
        setattr(module, check, mock.MagicMock())
    for name, rule in vars(module).copy().items():
        if name.startswith("rule_"):
            try:
                rule(mock.MagicMock())
            except (Skip, OSError, TypeError, ValueError, IndexError):  # it computes with results
                pass
    return found


def blocks(text):
    """Models and what stands between empty lines; a reader may meet models in another order."""
    return sorted(text.split("\n\n"))


class Refused(Exception):
    """The form has no words for something in the document."""


class Check:
    def __init__(self, nnc, normal, folder):
        self.nnc, self.normal_of, self.folder = nnc, normal, folder
        self.failed = self.count = 0
        self.refusal = None  # of what `.nn` has no words for

    def call(self, *command):
        return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300)

    def wrong(self, model, include):
        """What is wrong with the conversion of a file; None: nothing."""
        first, second = self.folder / "first.nn", self.folder / "second.nn"
        folders = [x for f in include for x in ("-I", f)]
        done = self.call(self.nnc, "convert", model, "-o", first, *folders)
        if done.returncode:
            return done.stderr
        before, after = self.call(self.normal_of, model, *folders), self.call(self.normal_of, first, "-I", self.folder)
        if before.returncode or after.returncode:
            return before.stderr + after.stderr
        if before.stdout != after.stdout:
            lines = difflib.unified_diff(before.stdout.splitlines(), after.stdout.splitlines(), "before", "after", lineterm="", n=1)
            return "another model:\n" + "\n".join(list(lines)[:40])
        if self.call(self.nnc, "fmt", "--check", first).returncode:
            return "nnc fmt would change it"
        done = self.call(self.nnc, "convert", first, "-o", second, "-I", self.folder)
        again = second.read_text() if second.exists() else ""
        if done.returncode or blocks(first.read_text()) != blocks(again.replace("second_data", "first_data")):
            return done.stderr or "what it gives when it is converted again is another text"
        return None

    def model(self, name, path, include=()):
        self.count += 1
        wrong = self.wrong(path, include)
        if wrong and self.refusal and "NNC0711" in wrong and self.refusal in wrong:
            print(f"      ({name} is refused: {self.refusal})")
        elif wrong:
            self.failed += 1
            print(f"FAILS {name}: {wrong}")

    def text(self, name, text):
        path = self.folder / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.model(name, path)


def check_corpus(check, corpus):
    """Documents of one compartment that others publish. Scripts have no words for what connections compute."""
    check.refusal = "a recorder of a synapse"
    for path in sorted(glob.glob(f"{corpus}/**/LEMS_*.xml", recursive=True) + glob.glob(f"{corpus}/**/*.nml", recursive=True)):
        plain = check.call(check.nnc, "check", path, "-I", corpus)
        if plain.returncode == 0 and "NNC0912" not in plain.stderr:
            check.model(os.path.basename(path), path, [corpus])


def is_read(check, path, folder):
    return check.call(check.nnc, "check", path, "-I", folder).returncode == 0


def check_catalogue(check, catalogue):
    """Documents of NineML that others publish, but those that lack what they name."""
    for path in sorted(pathlib.Path(catalogue).rglob("*.xml")):
        if "9ML" in path.read_text(encoding="utf-8")[:300] and is_read(check, path, catalogue):
            check.model(str(path.relative_to(catalogue)), path, [catalogue])
            if both_versions(check, str(path.relative_to(catalogue)), path, catalogue):
                print(f"      ({path.name} is refused as NineML)")


def check_nineml(check):
    """Arrays of states of connections are refused."""
    check.refusal = "equations read no parameters and data of the program"
    for number, (name, text, files) in enumerate(nineml_texts()):
        place = check.folder / "given" / str(number)
        place.mkdir(parents=True)
        for other, content in files.items():
            (place / other).write_text(content, encoding="utf-8")
        path = place / name
        path.write_text(text, encoding="utf-8")
        if is_read(check, path, place):
            check.model(f"{name} {number}", path, [place])


def wrong_again(check, model, folder, version):
    """What is wrong with a document that is written as NineML again."""
    again = check.folder / f"{version}.xml"
    done = check.call(check.nnc, "convert", model, f"--to={version}", "-o", again, "-I", folder)
    if "NNC0711" in done.stderr:
        raise Refused
    before, after = check.call(check.normal_of, model, "-I", folder), check.call(check.normal_of, again)
    if done.returncode or before.returncode or after.returncode:
        return done.stderr + before.stderr + after.stderr
    lines = difflib.unified_diff(before.stdout.splitlines(), after.stdout.splitlines(), "before", "after", lineterm="", n=1)
    return "\n".join(list(lines)[:40]) if before.stdout != after.stdout else None


def both_versions(check, name, path, folder):
    """The number of refusals."""
    refused = 0
    for version in ("nineml1", "nineml2"):
        try:
            wrong = wrong_again(check, path, folder, version)
        except Refused:
            refused += 1
            continue
        check.count += 1
        if wrong:
            check.failed += 1
            print(f"FAILS {name} as {version}: {wrong}")
    return refused


def check_again(check):
    """Documents of NineML in both versions of it."""
    refused = 0
    for number, (name, text, files) in enumerate(nineml_texts()):
        path = check.folder / "given" / str(number) / name
        path.parent.mkdir(parents=True)
        for other, content in files.items():
            (path.parent / other).write_text(content, encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        if "9ML/2.0" in text or not is_read(check, path, path.parent):
            continue
        refused += both_versions(check, f"{name} {number}", path, path.parent)
    if refused:
        check.failed += 1
        print(f"FAILS: {refused} are refused")


def check_learning(check):
    """Documents made of scripts whose synapses act when their target spikes, as NineML again; documents with several ports as `.nn`."""
    ports = importlib.import_module("nineml_ports")
    spike, burst = (f'<EventSendPort name="{port}"/>' for port in ("spike", "burst"))  # in the order in which `.nn` declares them
    for name, text in {"two_ports.xml": ports.learning("all", 2, 2).replace(spike + burst, burst + spike), "answers.xml": ports.answering()}.items():
        check.text(name, text)
        if both_versions(check, name, check.folder / "given" / name, check.folder):
            check.failed += 1
            print(f"FAILS {name} is refused as NineML")
    for name, text in importlib.import_module("export_learning").MODELS.items():
        source = check.folder / name
        source.write_text(text, encoding="utf-8")
        for version in ("nineml1", "nineml2"):
            document = check.folder / f"given_{version}.xml"
            done = check.call(check.nnc, "convert", source, f"--to={version}", "-o", document)
            if done.returncode or both_versions(check, f"{name} by way of {version}", document, check.folder):
                check.failed += 1
                print(f"FAILS {name} is refused: {done.stderr}")


def given(variable):
    """The folder of documents of others that an environment variable names, or None."""
    folder = os.environ.get(variable, "")
    if os.path.isdir(folder):
        return folder
    print(f"SKIPPED: {variable} names no folder with documents")
    return None


def main(nnc, normal, group):
    with tempfile.TemporaryDirectory(prefix="nnc-convert-") as place:
        check = Check(os.path.abspath(nnc), os.path.abspath(normal), pathlib.Path(place))
        if group == "corpus":
            corpus = given("NEUROML_CORPUS")
            if not corpus:
                return 77
            check_corpus(check, corpus)
        elif group == "catalogue":
            catalogue = given("NINEML_CATALOGUE")
            if not catalogue:
                return 77
            check_catalogue(check, catalogue)
        elif group == "nineml_again":
            check_again(check)
        elif group == "nineml_learning":
            check_learning(check)
        elif group == "nineml":
            check_nineml(check)
        elif group == "texts":
            for name, text in TEXTS.items():
                check.text(name, text)
        elif group == "library":
            for name, text in library_texts().items():
                check.text(name, text)
        elif group == "examples":
            for path in sorted((ROOT / "examples").glob("**/*.nn")) + sorted((ROOT / "tests/run/models").glob("*.nn")):
                check.model(path.name, path)
        else:
            for name, text in texts_of(group).items():
                check.text(name, text)
        print(f"{check.count - check.failed} of {check.count} models are the same")
        return 1 if check.failed or not check.count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
