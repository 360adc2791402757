"""llvm: programs by LLVM beside the same by the C compiler, for this processor: times and spikes (./dev bench llvm).

Words after `--` are options of nnc for both, as in `./dev bench llvm -- --precision=single`."""
import argparse
import pathlib
import shutil
import statistics
import sys

from side.measure import compile_model, folder, machine, nnc_contender, verdict

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
MODELS = {"cuba": 5000, "coba": 5000, "cobahh": 1000, "brunel": 500}      # ms of model time
WAYS = {"the C compiler": (), "LLVM": ("--codegen=llvm",)}
LABELS = ("exc", "inh")
WIDTH = 12


def make(name, where, duration, flags):
    """The two contenders, with the folders of their results."""
    made = []
    for number, (way, own) in enumerate(WAYS.items()):
        place = where / f"{name}.{number}"
        place.mkdir()
        compile_model(EXAMPLES / name / f"{name}.nn", place / name, "-march=native", *own, *flags)
        made.append(nnc_contender(place / name, dict.fromkeys(LABELS, 0), ["--t", f"{duration}ms"], way))
    return made


def same_spikes(outs):
    return all((outs[0] / f"{label}.spikes.csv").read_bytes() == (outs[1] / f"{label}.spikes.csv").read_bytes() for label in LABELS)


def ratio(times, pick):
    return pick(times[1]) / pick(times[0])


def measure(name, made, options):
    """One row of the table; whether LLVM's simulation was as fast, whether the spikes were the same."""
    contenders = [contender for contender, _ in made]
    for k in range(options.rounds):
        for contender in contenders[::-1 if k % 2 else 1]:
            contender.run()
    times, whole = [c.simulating for c in contenders], [c.cpu for c in contenders]
    same = same_spikes([out for _, out in made])
    row = [*(pick(t) for pick in (min, statistics.median) for t in times), ratio(times, min), ratio(times, statistics.median),
           ratio(whole, min)]
    print(f"{name:{WIDTH}}" + "".join(f"{x:{WIDTH}.3f}" for x in row) + ("" if same else "  other spikes"), flush=True)
    return ratio(times, min) <= 1, same


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--t", type=float, help="model time in ms, of all models")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", choices=MODELS, help="one of the models")
    parser.add_argument("flags", nargs="*", help="options of nnc")
    options = parser.parse_args()
    where = folder("llvm")
    try:
        made = {name: make(name, where, options.t or MODELS[name], options.flags)
                for name in ([options.only] if options.only else MODELS)}
        print(f"{options.rounds} rounds, one thread, CPU time of the simulation in s\n{machine()}")
        print(f"{'':{WIDTH}}" + "".join(f"{head:>{WIDTH}}" for head in
              ("C: least", "LLVM", "C: median", "LLVM", "least", "median", "whole")))
        found = [measure(name, pair, options) for name, pair in made.items()]
        print(verdict(all(fast for fast, _ in found), "LLVM / C compiler at most 1"))
        return int(not all(same for _, same in found))
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
