"""Runs programs one after the other, round by round, and compares what they took and what they found."""
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time

ROUNDS = 5
RATE_TOLERANCE = 0.02          # a ratio of times is void where the rates differ by more


class Contender:
    """A program of one simulator: how to start it and how to read the spikes of its last run."""

    def __init__(self, name, command, folder, spikes, simulated=None):
        """simulated: how long the last run simulated, in s of CPU time, without what came before and after."""
        self.name, self.command, self.folder, self.spikes, self.simulated = name, command, folder, spikes, simulated
        self.cpu, self.wall, self.memory, self.simulating = [], [], [], []

    def run(self):
        """CPU time is the process's own; the peak of memory is read while it runs, without that of this script."""
        peak = 0
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            started = time.perf_counter()
            child = subprocess.Popen(self.command, cwd=self.folder, stdout=nowhere)
            pid = 0
            while not pid:
                peak = max(peak, memory_of(child.pid))
                time.sleep(0.005)
                pid, status, used = os.wait4(child.pid, os.WNOHANG)
            self.wall.append(time.perf_counter() - started)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{self.name}: exit code {child.returncode}")
        self.cpu.append(used.ru_utime + used.ru_stime)
        self.memory.append(peak)
        if self.simulated:
            self.simulating.append(self.simulated())


def memory_of(pid):
    """Peak resident bytes of a process, 0 where it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as f:
            return next((int(line.split()[1]) * 1024 for line in f if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def rate_and_cv(spikes, cells, duration):
    """Spikes as (time in ms, cell): rate in Hz, mean CV of the intervals of cells with five spikes or more."""
    times = {}
    for t, i in spikes:
        times.setdefault(i, []).append(t)
    cvs = []
    for train in times.values():
        train.sort()
        gaps = [b - a for a, b in zip(train, train[1:])]
        if len(gaps) >= 4:
            cvs.append(statistics.pstdev(gaps) / statistics.fmean(gaps))
    return len(spikes) / cells / duration * 1000, statistics.fmean(cvs) if cvs else math.nan


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.processor())
    return f"{model}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} when it began"


def verdict(met, what):
    return f"{what}: floor {'met' if met else 'not met'}"


def compare_simulation(ours, peer):
    """The ratio of the simulating parts alone, as each program measures its own; None where one does not."""
    if not (ours.simulating and peer.simulating):
        return None
    a, b = statistics.median(ours.simulating), statistics.median(peer.simulating)
    print(f"{peer.name} / {ours.name}: {b / a:.2f} in CPU time of the simulation alone ({b:.3f} and {a:.3f} s)")
    return b / a


def compare(title, contenders, cells, duration, rounds=ROUNDS, floor=None, same_rates=True):
    """Prints the table, and whether the ratio of the last to the first (of the simulations, where both tell) reaches `floor`; exit
    code 1 where rates differ that should be the same."""
    print(f"{title}: {duration:g} ms of model time, {rounds} rounds, one thread\n{machine()}")
    for _ in range(rounds):
        for c in contenders:
            c.run()
    print(f"{'':28}{'CPU s':>10}{'least':>10}{'wall s':>10}{'MB':>8}{'rate Hz':>10}{'CV':>8}")
    found = []
    for c in contenders:
        rate, cv = rate_and_cv(c.spikes(), cells, duration)
        found.append(rate)
        print(f"{c.name:28}{statistics.median(c.cpu):10.3f}{min(c.cpu):10.3f}{statistics.median(c.wall):10.3f}"
              f"{max(c.memory) / 1e6:8.0f}{rate:10.3f}{cv:8.3f}")
    ours, code = contenders[0], 0
    for c, rate in zip(contenders[1:], found[1:]):
        if same_rates and abs(rate - found[0]) > RATE_TOLERANCE * found[0]:
            print(f"{c.name}: rates differ by more than 2 %, no ratio")
            code = 1
        else:
            print(f"{c.name} / {ours.name}: {statistics.median(c.cpu) / statistics.median(ours.cpu):.1f} in CPU time of "
                  f"the whole program, {min(c.cpu) / min(ours.cpu):.1f} between the least")
            ratio = compare_simulation(ours, c) or statistics.median(c.cpu) / statistics.median(ours.cpu)
            if floor and c is contenders[-1]:
                print(verdict(ratio >= floor, f"{floor:g} times"))
    return code


# ---- programs of nnc ----

def folder(name):
    return pathlib.Path(tempfile.mkdtemp(prefix=f"nnc-bench-{name}-"))


def compile_model(model, program, *flags):
    started = time.perf_counter()
    subprocess.run([os.environ["NNC"], str(model), "-O3", *flags, "-o", str(program)], check=True)
    print(f"nnc {' '.join(flags)} compiled {model.name} in {time.perf_counter() - started:.2f} s")


def read_spikes(out, labels):
    """labels: population -> number of its first cell."""
    spikes = []
    for label, first in labels.items():
        with open(out / f"{label}.spikes.csv", encoding="utf-8") as f:
            next(f)
            spikes += [(float(t), first + int(i)) for t, i in (line.split(",") for line in f)]
    return spikes


def result_of(out):
    return json.loads((out / "run.json").read_text(encoding="utf-8"))["result"]


def report_construction(out):
    result = result_of(out)
    synapses, seconds = result["synapses"], result["construct_seconds"]
    print(f"{synapses} synapses made in {seconds:.3f} s of wall time: {synapses / seconds:.3g} per s")
    return synapses


def nnc_contender(program, labels, options, name="nnc"):
    out = program.parent / "results"
    command = [str(program), "-o", str(out), "--progress", "none", "--format", "csv", *options]
    return Contender(name, command, program.parent, lambda: read_spikes(out, labels),
                     lambda: result_of(out)["run_cpu_seconds"]), out
