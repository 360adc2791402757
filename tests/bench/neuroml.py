"""neuroml: nnc against EDEN, 1,000 cells of Hodgkin and Huxley with synapses, one thread (./dev bench neuroml).

EDEN is the program that $EDEN names, or `eden` among the peers: its wheel on PyPI is linked statically and ends where it
loads what it compiled, on systems with another C library. CPU times are the least of all rounds. What a program takes for one step
is taken off: what is left is the simulation, measured in the same way on both sides.

The network is chaotic: any two steps part after some spikes. So results are checked in the same cells without connections:
each cell must have the spikes of a fifth of the step, none of them further from it than two steps, in double and in single precision. With connections, there must not
be more than 1 % more or fewer spikes than at a fifth of the step. How far EDEN is from that is printed."""
import argparse
import os
import pathlib
import shutil
import statistics
import sys

from side import neuroml_models as models
from side.measure import Contender, compile_model, folder, machine, verdict

STEP, DURATION = 0.025, 200            # ms
CORE_TYPES = pathlib.Path(__file__).resolve().parents[2] / "stdlib" / "neuroml2"
PYLEMS = "import sys; sys.setrecursionlimit(100000); from lems.run import run; run(sys.argv[1], [sys.argv[2]], nogui=True)"


def read(path):
    """Spikes of a file TIME_ID as (cell, time in ms), cell by cell."""
    with open(path, encoding="utf-8") as f:
        return sorted((int(i), 1e3 * float(t)) for t, i in (line.split() for line in f))


def documents(where, cells, connections, kinds):
    """The model, and the same over one step; both write spikes.dat."""
    (where / "net.nml").write_text(models.network(cells, connections, kinds), encoding="utf-8")
    for name, length in (("run", DURATION), ("step", STEP)):
        text = models.simulation("net.nml", f"{length}ms", f"{STEP}ms", cells=cells)
        (where / f"{name}.xml").write_text(text, encoding="utf-8")
    return where / "run.xml"


def ours(where, model, step, length=DURATION, precision="double"):
    program, out = where / f"sim-{precision}", where / f"out-{precision}-{step}-{length}"
    if not program.exists():
        compile_model(model, program, f"--precision={precision}")
    command = [str(program), "-o", str(out), "--progress", "none", "--threads", "1", "--dt", f"{step}ms", "--t", f"{length}ms"]
    return Contender(f"{precision}, {step} ms", command, where, lambda: read(out / "spikes.dat"))


def eden(where, name="run"):
    program = os.environ.get("EDEN") or shutil.which("eden", path=str(pathlib.Path(os.environ["PEERS"]) / "bin"))
    if not program:
        return None
    os.environ["OMP_NUM_THREADS"] = "1"
    return Contender("EDEN", [program, "nml", str(where / f"{name}.xml")], where, lambda: read(where / "spikes.dat"))


def trains(spikes):
    found = {}
    for cell, t in spikes:
        found.setdefault(cell, []).append(t)
    return found


def report(name, spikes, exact):
    """Prints how far the spikes of two runs are apart in cells that have as many in both. The value: the number of other cells,
    and the largest distance in ms."""
    mine, other = trains(spikes), trains(exact)
    alike = [i for i in mine if len(mine[i]) == len(other.get(i, []))]
    unlike = len(mine.keys() | other.keys()) - len(alike)
    gaps = [abs(a - b) for i in alike for a, b in zip(mine[i], other[i])]
    print(f"  {name:18}{len(spikes):8} spikes, other numbers in {unlike} cells; in the rest {statistics.fmean(gaps or [0]):.4f} ms apart "
          f"in the mean, {max(gaps or [0]):.4f} at most")
    return unlike, max(gaps or [0])


def check(where, cells, kinds, peer):
    """Cells without connections: False where ours are not those of a fifth of the step."""
    where.mkdir()
    model = documents(where, cells, 0, kinds)
    runs = [ours(where, model, STEP / 5), ours(where, model, STEP), ours(where, model, STEP, precision="single")]
    runs += [eden(where)] if peer else []
    for run in runs:
        run.run()
    exact = runs[0].spikes()
    print(f"without connections: {len(exact)} spikes at a fifth of the step")
    found = [report(run.name, run.spikes(), exact) for run in runs[1:]]
    return all(unlike == 0 and apart <= 2 * STEP for unlike, apart in found[:2])


def crossings(path, threshold=-0.02):
    """Spikes of potentials in V, as (cell, time in ms): the first sample above the threshold."""
    with open(path, encoding="utf-8") as f:
        rows = [[float(x) for x in line.split()] for line in f]
    return sorted((i - 1, 1e3 * b[0]) for a, b in zip(rows, rows[1:]) for i in range(1, len(b)) if a[i] <= threshold < b[i])


def beside_pylems(where, kinds, cells=10):
    """Ten cells without connections in PyLEMS, with our core types: it integrates as jLEMS does, so spikes drift."""
    where.mkdir()
    (where / "net.nml").write_text(models.network(cells, 0, kinds), encoding="utf-8")
    (where / "run.xml").write_text(models.simulation("net.nml", f"{DURATION}ms", f"{STEP}ms", traces=cells), encoding="utf-8")
    compile_model(where / "run.xml", where / "sim")
    python = pathlib.Path(os.environ["PEERS"]) / "bin" / "python"
    mine = Contender("nnc", [str(where / "sim"), "-o", "out", "--progress", "none"], where, lambda: crossings(where / "out" / "traces.dat"))
    peer = Contender("PyLEMS", [str(python), "-c", PYLEMS, "run.xml", str(CORE_TYPES)], where, lambda: crossings(where / "traces.dat"))
    for contender in (mine, peer):
        contender.run()
        print(f"{contender.name:18}{contender.cpu[0]:9.3f} s of CPU, {cells} cells without connections, potentials written")
    unlike, apart = report("PyLEMS", peer.spikes(), mine.spikes())
    print(f"PyLEMS / nnc: {peer.cpu[0] / mine.cpu[0]:.0f} in CPU time of whole programs; PyLEMS makes steps of Euler's method")
    return unlike == 0 and apart < 1


def least(contender, step):
    """CPU time of the whole program, and without what it takes for one step."""
    whole, one = min(contender.cpu), min(step.cpu)
    print(f"{contender.name:18}{whole:9.3f} s of CPU, {whole - one:.3f} s of them the simulation")
    return whole, whole - one


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cells", type=int, default=1000)
    options.add_argument("--connections", type=int, default=20000)
    options.add_argument("--rounds", type=int, default=5)
    options = options.parse_args()
    where = folder("neuroml")
    try:
        print(f"{options.cells} cells, {options.connections} connections, {DURATION} ms in steps of {STEP} ms\n{machine()}")
        model = documents(where, options.cells, options.connections, 10)
        fine = ours(where, model, STEP / 5)
        pairs = [(ours(where, model, STEP, DURATION, word), ours(where, model, STEP, STEP, word)) for word in ("double", "single")]
        peer = eden(where)
        if peer:
            pairs.append((peer, eden(where, "step")))
        else:
            print("SKIPPED: no EDEN; EDEN=/path/to/eden names it")
        fine.run()
        for _ in range(options.rounds):
            for contender, step in pairs:
                step.run()
                contender.run()
        exact = fine.spikes()
        times = [least(*pair) for pair in pairs]
        print(f"with connections: {len(exact)} spikes at a fifth of the step")
        for contender, _ in pairs:
            report(contender.name, contender.spikes(), exact)
        good = all(abs(len(pair[0].spikes()) - len(exact)) <= 0.01 * len(exact) for pair in pairs[:2])
        good = check(where / "apart", options.cells, 10, peer) and good
        good = beside_pylems(where / "ten", 10) and good
        if peer:
            for word, mine, wanted in zip(("double", "single"), times, (10, 20)):
                whole, alone = (b / a for a, b in zip(mine, times[2]))
                print(f"EDEN / nnc in {word} precision: {whole:.1f} in CPU time of whole programs, EDEN's compilation included, ours not; "
                      f"{alone:.1f} of the simulation; EDEN computes in single precision")
                print(verdict(whole >= wanted, f"{wanted} times"))
        return 0 if good else 1
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
