"""The examples of NeuroML2: each compiles without a message and writes the files that its comment says; cells of scripts spike."""
import pathlib
import re
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "neuroml"
WRITES = re.compile(r"writes (\S+)(?: and (\S+))?")


def run(*command, folder=None):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    if done.returncode or done.stderr:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stderr}")


def main(nnc):
    documents = sorted(EXAMPLES.glob("LEMS_*.xml"))
    if len(documents) < 2:
        raise SystemExit(f"no examples in {EXAMPLES}")
    for document in documents:
        with tempfile.TemporaryDirectory() as folder:
            run(nnc, str(document), "-o", f"{folder}/sim")
            run(f"{folder}/sim", "--progress=none", folder=folder)
            files = WRITES.search(document.read_text(encoding="utf-8")).groups()
            for name in filter(None, files):
                if (pathlib.Path(folder) / name).stat().st_size < 100:
                    raise SystemExit(f"{document}: nothing in {name}")
    for script in sorted(EXAMPLES.glob("*.nn")):
        with tempfile.TemporaryDirectory() as folder:
            run(nnc, str(script), "-o", f"{folder}/sim")
            run(f"{folder}/sim", "-o", f"{folder}/out", "--progress=none")
            if len((pathlib.Path(folder) / "out" / "cells.spikes.csv").read_text(encoding="utf-8").split()) < 10:
                raise SystemExit(f"{script}: too few spikes")


if __name__ == "__main__":
    main(sys.argv[1])
