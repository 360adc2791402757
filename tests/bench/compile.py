"""compile: how long nnc takes for a small model and for very large ones, against its limits (./dev bench compile)."""
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

from side.measure import folder, machine

HELLO = pathlib.Path(__file__).resolve().parents[2] / "examples" / "hello" / "hello.nn"
TERMS, TIMES = 100_000, 1_000_000


def sum_of_terms():
    terms = " +\n".join(f"{k}*v/(1 s)" for k in range(1, TERMS + 1))
    return f"cell Long:\n    state v = 0 mV\n    dv/dt = -({terms})\n\ncells = Population(1, Long())\nrun(1 ms)\n"


def spike_list():
    times = ",\n".join(f"{k / 10:.1f}" for k in range(1, TIMES + 1))
    return (f"source = Population(1, SpikeSourceArray(spike_times=[\n{times}\n]), label=\"source\")\n"
            "source.record(\"spikes\")\nrun(1 ms)\n")


def measure(command, rounds):
    """Median of the wall time and of the CPU time of a command and of the compiler that it starts, in ms."""
    walls, cpus = [], []
    for _ in range(rounds):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        walls.append(1000 * (time.perf_counter() - started))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()[:2000]}")
    return statistics.median(walls), statistics.median(cpus)


def main():
    nnc, where = os.environ["NNC"], folder("compile")
    try:
        for name, text in (("sum", sum_of_terms()), ("spikes", spike_list())):
            (where / f"{name}.nn").write_text(text, encoding="utf-8")
        out, program = str(where / "out.c"), str(where / "out")
        # what, command, limit in ms, rounds
        table = [("start: nnc --version", [nnc, "--version"], 2, 51),
                 ("hello to C", [nnc, str(HELLO), "--emit=c", "-o", out], 10, 51),
                 ("hello to a program", [nnc, str(HELLO), "-o", program], 500, 7),
                 (f"a sum of {TERMS} terms, to C", [nnc, str(where / "sum.nn"), "--emit=c", "-o", out], 1000, 3),
                 (f"{TIMES} lines of spike times, to C", [nnc, str(where / "spikes.nn"), "--emit=c", "-o", out], 2000, 3)]
        print(machine())
        print(f"{'':40}{'wall ms':>10}{'CPU ms':>10}{'limit':>8}")
        late = 0
        for what, command, limit, rounds in table:
            wall, cpu = measure(command, rounds)
            late += cpu > limit
            print(f"{what:40}{wall:10.1f}{cpu:10.1f}{limit:8}{'' if cpu <= limit else '  too slow'}", flush=True)
        return 1 if late else 0
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
