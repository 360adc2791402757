"""The examples of NeuroML2: each compiles without a message and writes what its document names; cells of scripts spike."""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "neuroml"
FILES = {"OutputFile", "EventOutputFile"}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode or done.stderr:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stderr}")


def main(nnc):
    documents = sorted(EXAMPLES.glob("LEMS_*.xml"))
    if len(documents) < 2:
        raise SystemExit(f"no examples in {EXAMPLES}")
    for document in documents:
        with tempfile.TemporaryDirectory() as folder:
            run(nnc, str(document), "-o", f"{folder}/sim")
            run(f"{folder}/sim", "-o", f"{folder}/out", "--progress=none")
            for e in xml.parse(document).getroot().iter():
                if e.tag in FILES and (pathlib.Path(folder) / "out" / e.get("fileName")).stat().st_size < 100:
                    raise SystemExit(f"{document}: nothing in {e.get('fileName')}")
    for script in sorted(EXAMPLES.glob("*.nn")):
        with tempfile.TemporaryDirectory() as folder:
            run(nnc, str(script), "-o", f"{folder}/sim")
            run(f"{folder}/sim", "-o", f"{folder}/out", "--progress=none")
            if len((pathlib.Path(folder) / "out" / "cells.spikes.csv").read_text(encoding="utf-8").split()) < 10:
                raise SystemExit(f"{script}: too few spikes")


if __name__ == "__main__":
    main(sys.argv[1])
