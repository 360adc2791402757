"""brunel: nnc against NEST, both exact, one thread, construction included (./dev bench brunel)."""
import argparse
import os
import pathlib
import shutil
import sys

from side.measure import Contender, compare, compile_model, folder, nnc_contender, report_construction, verdict

CELLS = 12500
HERE = pathlib.Path(__file__).resolve().parent


def read_peer(path):
    with open(path, encoding="utf-8") as f:
        return [(float(t), int(i)) for t, i in (line.split(",") for line in f)]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--t", type=float, default=500, help="model time in ms")
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    where = folder("brunel")
    try:
        program, spikes = where / "brunel", where / "nest.spikes.csv"
        model = HERE.parents[1] / "examples" / "brunel" / "brunel.nn"
        compile_model(model, program)
        (where / "llvm").mkdir()
        compile_model(model, where / "llvm" / "brunel", "--codegen=llvm")
        nnc, out = nnc_contender(program, {"exc": 0, "inh": 4 * CELLS // 5}, ["--t", f"{options.t}ms"])
        llvm = nnc_contender(where / "llvm" / "brunel", {"exc": 0, "inh": 4 * CELLS // 5}, ["--t", f"{options.t}ms"], "nnc by LLVM")[0]
        python = os.path.abspath(os.path.join(os.environ["PEERS"], "bin", "python"))
        script = [python, str(HERE / "side" / "nest_brunel.py"), f"{options.t}", f"{CELLS}", str(spikes)]
        peer = Contender("NEST", script, where, lambda: read_peer(spikes))
        code = compare("brunel", [nnc, llvm, peer], CELLS, options.t, options.rounds, floor=10)
        synapses = report_construction(out)
        small = nnc_contender(program, {}, ["--t", "0.1ms", "--set", "N=10"])[0]
        small.run()
        size = (max(nnc.memory) - small.memory[0]) / synapses
        print(f"{size:.2f} bytes of peak memory per synapse, construction included; {verdict(size <= 5, '5 bytes')}")
        return code
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
