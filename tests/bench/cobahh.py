"""cobahh: nnc, of second order, against Brian 2 by exponential Euler: speed and error (./dev bench cobahh)."""
import csv
import os
import pathlib
import shutil
import subprocess
import sys

from side.measure import compile_model, folder, verdict
from side.vogels import bench

FLOOR = 6
DURATION, STEP, FINE = 50.0, 0.1, 0.0005      # ms
MODEL = """setup(timestep={dt} ms)
cells = Population(1, HH_cond_exp(e_rev_leak=-60 mV, tau_syn_E=5 ms, tau_syn_I=10 ms, i_offset=0.25 nA), label="cells")
cells.record("v", sampling_interval={every} ms)
run({duration} ms)
"""


def our_trace(where, dt, every):
    model, program, out = where / "cell.nn", where / "cell", where / "out"
    model.write_text(MODEL.format(dt=dt, every=every, duration=DURATION), encoding="utf-8")
    compile_model(model, program)
    subprocess.run([str(program), "-o", str(out), "--format", "csv", "--progress", "none"], check=True)
    with open(out / "cells.v.csv", newline="", encoding="utf-8") as f:
        return [float(row[1]) for row in list(csv.reader(f))[1:]]


def peer_trace(where):
    script = [os.path.join(os.environ["PEERS"], "bin", "python"), str(pathlib.Path(__file__).parent / "side" / "brian.py")]
    subprocess.run([*script, "trace", str(where), f"{DURATION}"], check=True)
    return [float(line) for line in (where / "trace.csv").read_text(encoding="utf-8").split()]


def distance(a, b):
    """Root of the mean square, in mV."""
    return (sum((x - y)**2 for x, y in zip(a, b)) / len(b))**0.5


def errors(where):
    converged = our_trace(where, FINE, STEP)
    ours, peer = (distance(trace, converged) for trace in (our_trace(where, STEP, STEP), peer_trace(where)))
    print(f"v of one cell over {DURATION:g} ms, from that at a step of {FINE} ms: nnc {ours:.3f} mV, Brian 2 {peer:.3f} mV; "
          + verdict(ours <= peer, "as small an error"))
    return ours > peer


def main():
    where = folder("cobahh")
    try:
        larger = errors(where)
    finally:
        shutil.rmtree(where)
    return bench("cobahh", floor=FLOOR, same_scheme=False) or int(larger)


if __name__ == "__main__":
    sys.exit(main())
