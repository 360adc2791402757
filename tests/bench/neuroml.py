"""neuroml: nnc against EDEN, 1,000 cells of Hodgkin and Huxley with synapses, one thread (./dev bench neuroml).

EDEN is the program that $EDEN names, or `eden` among the peers: its wheel on PyPI is linked statically and ends where it
loads what it compiled, on systems with another C library. What nnc computes is compared with itself at a fifth of the step: it fails where more than 1 % of the spikes are more or less."""
import argparse
import os
import pathlib
import shutil
import statistics
import sys

from side import neuroml_models as models
from side.measure import Contender, compile_model, folder, machine, result_of, verdict

STEP, DURATION = 0.025, 200            # ms


def read(path):
    """Spikes of a file TIME_ID as (time in ms, cell), cell by cell."""
    with open(path, encoding="utf-8") as f:
        return sorted((int(i), 1e3 * float(t)) for t, i in (line.split() for line in f))


def documents(where, cells, connections, kinds):
    (where / "net.nml").write_text(models.network(cells, connections, kinds), encoding="utf-8")
    text = models.simulation("net.nml", f"{DURATION}ms", f"{STEP}ms", cells=cells)
    (where / "run.xml").write_text(text, encoding="utf-8")
    return where / "run.xml"


def ours(where, model, step):
    program, out = where / f"sim{step}", where / f"out{step}"
    compile_model(model, program)
    command = [str(program), "-o", str(out), "--progress", "none", "--threads", "1", "--dt", f"{step}ms"]
    return Contender(f"nnc, {step} ms", command, where, lambda: read(out / "spikes.dat"), lambda: result_of(out)["run_cpu_seconds"])


def eden(where, model):
    program = os.environ.get("EDEN") or shutil.which("eden", path=str(pathlib.Path(os.environ["PEERS"]) / "bin"))
    if not program:
        print("SKIPPED: no EDEN; EDEN=/path/to/eden names it")
        return None
    os.environ["OMP_NUM_THREADS"] = "1"
    return Contender("EDEN", [program, "nml", str(model)], where, lambda: read(where / "spikes.dat"))


def apart(spikes, exact):
    """How far the same spikes of two runs are apart in the mean and at most, in ms; None where a cell has more in one."""
    if [i for i, _ in spikes] != [i for i, _ in exact]:
        return None
    gaps = [abs(a - b) for (_, a), (_, b) in zip(spikes, exact)]
    return statistics.fmean(gaps), max(gaps)


def report(contender, exact):
    spikes = contender.spikes()
    gaps = apart(spikes, exact)
    how = f"{gaps[0]:.4f} ms from the converged ones in the mean, {gaps[1]:.4f} at most" if gaps else "other numbers of spikes"
    print(f"{contender.name:18}{statistics.median(contender.cpu):9.3f} s of CPU,{len(spikes):8} spikes, {how}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cells", type=int, default=1000)
    options.add_argument("--connections", type=int, default=20000)
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    where = folder("neuroml")
    try:
        print(f"{options.cells} cells, {options.connections} connections, {DURATION} ms in steps of {STEP} ms\n{machine()}")
        model = documents(where, options.cells, options.connections, 10)
        fine, program, peer = ours(where, model, STEP / 5), ours(where, model, STEP), eden(where, model)
        fine.run()
        for _ in range(options.rounds):
            for contender in filter(None, (program, peer)):
                contender.run()
        exact = fine.spikes()
        report(program, exact)
        print(f"{'':18}{statistics.median(program.simulating):9.3f} s of them the simulation; {len(exact)} spikes at a fifth of the step")
        code = 0 if abs(len(program.spikes()) - len(exact)) <= 0.01 * len(exact) else 1
        if peer:
            report(peer, exact)
            ratio = statistics.median(peer.cpu) / statistics.median(program.cpu)
            print(f"EDEN / nnc: {ratio:.1f} in CPU time, EDEN's compilation included, ours not; EDEN computes in single precision")
            print(verdict(ratio >= 10, "10 times"))
        return code
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
