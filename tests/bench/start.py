"""start: how long it takes from a model's source to the first step of its simulation (./dev bench start)."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

from side.measure import folder, machine

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
ROUNDS = 10
LIMITS = {"hello": 0.1, "coba": 0.25, "ten": 0.5}         # s, of `nnc run`; from the cache half of it

TEN = """setup(timestep=0.1)
a = Population(500, IF_curr_exp(), label="a")
b = Population(500, IF_curr_alpha(), label="b")
c = Population(500, IF_curr_delta(), label="c")
d = Population(500, IF_cond_exp(), label="d")
e = Population(500, IF_cond_alpha(), label="e")
f = Population(500, EIF_cond_exp_isfa_ista(), label="f")
g = Population(500, EIF_cond_alpha_isfa_ista(), label="g")
h = Population(500, Izhikevich(), label="h")
k = Population(500, HH_cond_exp(), label="k")
s = Population(500, SpikeSourcePoisson(rate=20 Hz), label="s")
"""


def ten_populations():
    """Ten types of cells; each population but the last drives the next by a weight in its unit."""
    weights = {"b": "0.1 nA", "c": "0.5 mV", "h": "0.5 mV"}
    names = "abcdefghks"
    lines = [TEN] + [f'Projection({pre}, {post}, FixedProbabilityConnector(0.05), StaticSynapse(weight={weights.get(post, weight_of(post))}, '
                     f'delay=1 ms), receptor_type="excitatory")\n' for pre, post in zip("s" + names, names[:-1])]
    return "".join(lines) + "".join(f'{name}.record("spikes")\n' for name in names) + "run(100 ms)\n"


def weight_of(post):
    return "0.1 nA" if post == "a" else "0.001 uS"


def first_output(command, where):
    """Seconds until a command writes its first byte to stderr, its progress; then it ends by itself."""
    best = 1e9
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with subprocess.Popen(command, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
            first = child.stderr.read(1)
            seconds = time.perf_counter() - started
            rest = child.stderr.read()
        if child.returncode or first not in (b"\r", b"{"):
            raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}\n{(first + rest).decode()[:2000]}")
        best = min(best, seconds)
    return best


def whole(command, where, rounds=ROUNDS):
    best = 1e9
    for _ in range(rounds):
        started = time.perf_counter()
        subprocess.run(command, cwd=where, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - started)
    return best


def report(what, seconds, limit=None):
    print(f"  {what:48}{seconds:8.3f} s" + ("" if limit is None else f", at most {limit:g}{'' if seconds <= limit else '  too much'}"), flush=True)
    return limit is not None and seconds > limit


def peers(name, where):
    """Brian 2 for one step: all of its script, once before so that what it caches is there."""
    script = [os.path.join(os.environ["PEERS"], "bin", "python"), str(pathlib.Path(__file__).parent / "side" / "brian_start.py"), name]
    for mode, what in (("runtime", "Brian 2 at run time, from its cache"), ("standalone", "Brian 2 C++ standalone")):
        command = [*script, mode, str(where / "brian")]
        whole(command, where, 1)
        report(what, whole(command, where, 3))


def bench(name, text, nnc, where):
    print(name)
    (where / f"{name}.nn").write_text(text, encoding="utf-8")
    common = [f"{name}.nn", "-o", "out", "--progress", "json"]
    late = report("nnc run", first_output([nnc, "run", "--cache-dir=", *common], where), LIMITS[name])
    late += report("nnc run, from the cache", first_output([nnc, "run", "--cache-dir=cache", *common], where), LIMITS[name] / 2)
    report("nnc -o sim, by the C compiler", whole([nnc, f"{name}.nn", "-o", "sim"], where))
    report("nnc -o sim --codegen=llvm", whole([nnc, "--codegen=llvm", f"{name}.nn", "-o", "sim"], where))
    report("sim", first_output(["./sim", "-o", "out", "--progress", "json"], where))
    if name in ("hello", "coba"):
        peers(name, where)
    return late


def main():
    nnc, where = os.environ["NNC"], folder("start")
    print(f"to the first step, wall time, least of {ROUNDS}\n{machine()}")
    models = {name: (EXAMPLES / name / f"{name}.nn").read_text(encoding="utf-8") for name in ("hello", "coba")}
    models["ten"] = ten_populations()
    try:
        return 1 if sum(bench(name, text, nnc, where) for name, text in models.items()) else 0
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
