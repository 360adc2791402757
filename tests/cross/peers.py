"""Finds the environment with the other simulators and runs a test in it; compares spikes step by step."""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "run"))
SKIPPED = 77


def inside(module):
    """True in the environment that has the module. Else the script starts again there, or ends as skipped."""
    try:
        __import__(module)
        return
    except ImportError:
        pass
    python = pathlib.Path(sys.argv[2]) / "bin" / "python"
    if os.environ.get("NNC_IN_PEERS") or not python.exists():
        print(f"SKIPPED: no {module} in {sys.argv[2]}; './dev test' installs it")
        sys.exit(SKIPPED)
    done = subprocess.run([str(python), "-B", *sys.argv], env={**os.environ, "NNC_IN_PEERS": "1"})
    sys.exit(done.returncode)


def same_spikes(ours, theirs, what):
    """Both are sets of (step, cell)."""
    from harness import Failure
    if ours == theirs:
        return
    only = sorted(ours ^ theirs)
    first = only[0]
    where = "nnc only" if first in ours else "the other only"
    raise Failure(f"{what}: {len(ours)} and {len(theirs)} spikes; the first that differs is {first} ({where})")
