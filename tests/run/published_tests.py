"""Published models with their tests (.omt), where NEUROML_CORPUS names a folder with such: `nnc test` of all that are for jNeuroML."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

from harness import given_folder, holds, main

CONVERGED = pathlib.Path(__file__).resolve().parents[1] / "neuroml" / "corpus.json"

# These values carry the first-order error of the simulator that computed them: with half its step half of it is left.
KNOWN = {".test.ex14.jnml.omt": ["pop_HH_cond_exp"]}


def run_all(lab, known, *options):
    corpus = given_folder("NEUROML_CORPUS")
    tests = [p for p in sorted(corpus.rglob(".*.omt")) if "engine: jNeuroML\n" in p.read_text(encoding="utf-8")]
    holds(tests, f"there are tests in {corpus}")
    for test in tests:
        done = subprocess.run([lab.nnc, "test", *options, str(test)], capture_output=True, text=True, timeout=300)
        failed = [line.split()[1].rstrip(":") for line in done.stdout.splitlines() if line.startswith("  FAIL")]
        holds(failed == known.get(test.name, []) and (done.returncode == 0) == (not failed), f"{test}\n{done.stdout}{done.stderr}")
        print(f"      {test.name}")


def rule_published_tests_hold(lab):
    run_all(lab, KNOWN)


def rule_published_tolerances_hold_in_steps_of_jlems(lab):
    """They are those of jNeuroML, to the last digit that they have."""
    run_all(lab, {}, "--integrator=lems-euler", "--tolerance=published")


def only(text, names):
    """The test with those of its experiments alone."""
    head, experiments = re.split(r"^experiments:.*\n", text, maxsplit=1, flags=re.M)
    blanks = re.search(r"^( *)\S", experiments, flags=re.M).group(1)
    blocks = re.split(rf"^(?={blanks}[^\s#])", experiments, flags=re.M)
    return head + "experiments:\n" + "".join(b for b in blocks if b.split(":")[0].strip() in names)


def rule_spike_times_have_converged(lab):
    """Within 0.1 % of those that nnc-ref finds (tests/neuroml/corpus_reference.py)."""
    corpus = given_folder("NEUROML_CORPUS")
    copy = lab.folder / "corpus"
    shutil.copytree(corpus, copy)
    for name, entry in json.loads(CONVERGED.read_text(encoding="utf-8")).items():
        test = copy / name
        if not test.exists():
            print(f"      ({name} is not there)")
            continue
        lines = ["experiments:"]
        for experiment, times in entry["spikes"].items():
            lines.append(f"  {experiment}: {{expected: {{spike times: {times}}}}}")
        test.write_text(only(test.read_text(encoding="utf-8"), entry["spikes"]), encoding="utf-8")
        mep = test.parent / re.search(r"^mep: *(\S+)", test.read_text(encoding="utf-8"), re.M).group(1)
        mep.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run([lab.nnc, "test", "--tolerance=0.001", str(test)], capture_output=True, text=True, timeout=300)
        holds(done.returncode == 0, f"{test}\n{done.stdout}{done.stderr}")
        print(f"      {name}: {entry['how']}")


if __name__ == "__main__":
    sys.exit(main(globals()))
