"""30 small models by LLVM at every effort and for every processor that this one can stand for: the bytes of the C compiler's program."""
import hashlib
import itertools
import pathlib
import subprocess
import sys

from harness import HERE, Skip, equal, holds, levels, main

ROOT = HERE.parents[1]
CELLS = ("IF_curr_exp", "IF_curr_alpha", "IF_curr_delta", "IF_cond_exp", "IF_cond_alpha", "EIF_cond_exp_isfa_ista",
         "EIF_cond_alpha_isfa_ista", "Izhikevich", "HH_cond_exp")
DRIVEN = """cells = Population(7, {0}(), label="cells")
noise = NoisyCurrentSource(mean=0.8 nA, stdev=0.5 nA, start=5 ms, stop=95 ms, dt=0.2 ms)
noise.inject_into(cells)
cells.record(["spikes", "v"])
run(100 ms)
"""
NOISY = """cell Noisy:
    state v = 0
    noise xi
    dv/dt = (0.5 - v)/(10 ms) + xi*sqrt(0.02/(1 ms))
    whenever random.uniform() < 1 - exp(-v*dt/(5 ms)):
        spike
        v = 0
cells = Population(9, Noisy(), label="cells")
cells.record(["spikes", "v"])
run(100 ms)
"""

def models(lab):
    """Paths, with the options of their programs."""
    for cell in CELLS:
        path = lab.folder / f"{cell}.nn"
        path.write_text(DRIVEN.format(cell), encoding="utf-8")
        yield path, []
    noisy = lab.folder / "noisy.nn"
    noisy.write_text(NOISY, encoding="utf-8")
    yield noisy, []
    for name in ("hello", "cuba", "coba"):
        yield ROOT / "examples" / name / f"{name}.nn", ["--t", "20ms"]
    for path in sorted((HERE / "models").glob("*.*")):
        if path.name != "plastic.nn":  # a module
            yield path, ["--t", "50ms"] if path.name == "runs.nn" else []
    for path in sorted((ROOT / "tests" / "neuroml" / "models").glob("LEMS_*.xml")):
        yield path, ["--t", "30ms"]


def results(lab, path, options, *flags):
    """Digests of the files of a program; None where it is not compiled."""
    program, out = lab.folder / "program", lab.folder / "out"
    done = subprocess.run([lab.nnc, str(path), *flags, "-o", str(program)], capture_output=True, text=True, timeout=120)
    holds(done.returncode == 0, f"{path.name} {flags}: {done.stderr}")
    done = subprocess.run([str(program), "-o", str(out), "--format", "csv", "--progress", "none", *options], capture_output=True, text=True, timeout=120)
    holds(done.returncode == 0, f"{path.name} {flags}: {done.stderr}")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.rglob("*") if p.is_file() and p.name != "run.json"}


def rule_same_bytes(lab):
    if not (pathlib.Path(lab.nnc).parent / "../lib/nnc/libnnc_llvm.so").exists():
        raise Skip("nnc was built without LLVM")
    count = 0
    for path, options in models(lab):
        expected = results(lab, path, options, "-O1")
        holds(expected, f"{path.name} writes something")
        for level, effort in itertools.product(levels(), "0123"):
            flags = ["--codegen=llvm", f"-march={level}", f"-O{effort}"]
            equal(results(lab, path, options, *flags), expected, f"{path.name} {flags}")
        count += 1
    holds(count == 30, f"30 models, not {count}")


if __name__ == "__main__":
    sys.exit(main(globals()))
