"""neuroml_big: how long nnc takes for large documents of NeuroML2, and what they take of memory (./dev bench neuroml_big)."""
import os
import resource
import shutil
import subprocess
import sys
import time

from side import neuroml_models as models
from side.measure import Contender, folder, machine

CELLS, CONNECTIONS = 26_000, 800_000          # 100 MB


def measure(command, where):
    """Wall and CPU time in s, and peak memory in bytes, of a command and what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = Contender(" ".join(command), command, where, None)
    child.run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return child.wall[0], cpu, child.memory[0]


def report(what, seconds, limit, memory=None, most=None):
    """CPU time, as others work on the machine, too."""
    good = seconds <= limit and (most is None or memory <= most)
    sizes = "" if most is None else f"{memory / 1e6:10.0f} MB, at most {most / 1e6:.0f}"
    print(f"{what:58}{seconds:9.3f} s, at most {limit:g}{sizes}{'' if good else '  too much'}", flush=True)
    return not good


def write(where, name, text):
    (where / name).write_text(text, encoding="utf-8")
    return len(text)


def large_network(nnc, where):
    size = write(where, "net.nml", models.network(CELLS, CONNECTIONS))
    write(where, "run.xml", models.simulation("net.nml"))
    _, cpu, memory = measure([nnc, "check", str(where / "run.xml")], where)
    return report(f"check of {size / 1e6:.0f} MB of instances, connections, inputs", cpu, 10, memory, 4 * size)


def many_channels(nnc, where):
    size = write(where, "large.xml", models.large_model(380))
    best = min(measure([nnc, "check", str(where / "large.xml")], where)[1] for _ in range(5))
    return report(f"check of a model of {size / 1e3:.0f} kB: 38 cells, 494 channels", best, 0.05)


def many_segments(nnc, where):
    size = write(where, "shape.nml", models.long_cell(2600))
    best = min(measure([nnc, "check", str(where / "shape.nml")], where)[1] for _ in range(5))
    return report(f"check of a cell of {size / 1e3:.0f} kB: 2,600 segments", best, 0.05)


def first_step(nnc, where):
    """One cell of Hodgkin and Huxley, from its source to the end of the first step."""
    write(where, "one.nml", models.network(1, 0))
    write(where, "one.xml", models.simulation("one.nml"))
    best = wall = 1e9
    for _ in range(5):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        for command in ([nnc, str(where / "one.xml"), "-o", str(where / "one")],
                        [str(where / "one"), "-o", str(where / "out"), "--t", "0.025ms", "--progress", "none"]):
            subprocess.run(command, check=True, cwd=where, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = min(wall, time.perf_counter() - started)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"one cell of Hodgkin and Huxley: source to first step {wall:9.3f} s of wall time")
    return report("one cell of Hodgkin and Huxley: source to first step", best, 0.5)


def main():
    nnc, where = os.environ["NNC"], folder("neuroml-big")
    try:
        print(machine())
        return 1 if large_network(nnc, where) + many_channels(nnc, where) + many_segments(nnc, where) + first_step(nnc, where) else 0
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
