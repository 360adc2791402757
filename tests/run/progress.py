"""The line of progress tells the mean rate of cells, not of the sources that drive them."""
import json
import subprocess
import sys

from harness import holds, main

SOURCES = '''noise = Population(100, SpikeSourcePoisson(rate=500 Hz), label="noise")
noise.record("spikes")
'''
CELLS = '''cells = Population(10, IF_curr_exp(CURRENT), label="cells")
cells.record("spikes")
'''


def last(lab, name, text):
    program = lab.program(name, text + "run(100 ms)\n")
    command = [str(program), "-o", str(lab.folder / name) + ".out", "--format", "csv", "--progress", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return json.loads([line for line in done.stderr.splitlines() if line.startswith("{")][-1])


def rule_sources_do_not_count(lab):
    holds(last(lab, "silent.nn", SOURCES + CELLS.replace("CURRENT", ""))["rate_hz"] == 0, "silent cells beside busy sources")
    told = last(lab, "firing.nn", SOURCES + CELLS.replace("CURRENT", "i_offset=2"))
    alone = last(lab, "alone.nn", CELLS.replace("CURRENT", "i_offset=2"))
    holds(told["rate_hz"] == alone["rate_hz"] > 0, f"with sources {told}, alone {alone}")


def rule_sources_alone_count(lab):
    holds(400 < last(lab, "sources.nn", SOURCES)["rate_hz"] < 600, "sources alone")


if __name__ == "__main__":
    sys.exit(main(globals()))
