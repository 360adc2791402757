"""Published models with their tests (.omt), where NEUROML_CORPUS names a folder with such: `nnc test` of all that are for jNeuroML."""
import os
import pathlib
import subprocess
import sys

from harness import holds, main

CORPUS = os.environ.get("NEUROML_CORPUS")
# These values carry the first-order error of the simulator that computed them: with half its step half of it is left.
KNOWN = {".test.ex14.jnml.omt": ["pop_HH_cond_exp"]}


def run_all(lab, known, *options):
    if not CORPUS:
        print("      (NEUROML_CORPUS names no folder: nothing to test)")
        return
    tests = [p for p in sorted(pathlib.Path(CORPUS).rglob(".*.omt")) if "engine: jNeuroML\n" in p.read_text(encoding="utf-8")]
    holds(tests, f"there are tests in {CORPUS}")
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


if __name__ == "__main__":
    sys.exit(main(globals()))
