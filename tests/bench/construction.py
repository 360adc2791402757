"""construction: connections per second and bytes per connection, for each connector, on two threads (./dev bench construction)."""
import argparse
import json
import shutil
import sys

from side.measure import compile_model, folder, nnc_contender, verdict

RATE = 2e7                     # connections per second of CPU time on two threads that are wanted at least
BYTES = {"one weight": 5.0, "own weights": 13.0}
CELLS = 20000
NETWORK = """setup(timestep=0.1)
param N = {cells} "cells"
cells = Population(N, IF_curr_exp(), label="cells")
Projection(cells, cells, {connector}, StaticSynapse(weight={weight}, delay=1.5 ms), receptor_type="excitatory", label="P")
run(0.1 ms)
"""
CONNECTORS = ("FixedProbabilityConnector(0.03)", "FixedNumberPreConnector(600)", "FixedNumberPostConnector(600)",
              "FixedTotalNumberConnector({total})")
WEIGHTS = {"one weight": "0.1 nA", "own weights": 'RandomDistribution("uniform", (0.1 nA, 0.2 nA))'}


def build(where, name, cells, connector, weight):
    model, program = where / f"{name}.nn", where / name
    model.write_text(NETWORK.format(cells=cells, connector=connector, weight=weight), encoding="utf-8")
    compile_model(model, program)
    return nnc_contender(program, {}, ["--threads", "2"])


def made(out):
    result = json.loads((out / "run.json").read_text(encoding="utf-8"))["result"]
    return result["synapses"], result["construct_seconds"]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    where = folder("construction")
    try:
        empty, _ = build(where, "empty", CELLS, "FixedNumberPreConnector(1)", "0.1 nA")
        empty.run()
        rows = []
        for number, connector in enumerate(CONNECTORS):
            connector = connector.format(total=600 * CELLS)
            for kind, weight in WEIGHTS.items():
                program, out = build(where, f"n{number}{kind[0]}", CELLS, connector, weight)
                seconds = []
                for _ in range(rounds):
                    program.run()
                    synapses, wall = made(out)
                    seconds.append(wall)
                busy = max(min(program.cpu) - min(empty.cpu), 1e-3) / 2
                rows.append((connector, kind, synapses, synapses / busy, synapses / min(seconds),
                             (max(program.memory) - min(empty.memory)) / synapses))
        print(f"{'':36}{'':14}{'connections':>12}{'1/s of CPU':>12}{'1/s of wall':>12}{'bytes':>8}")
        for connector, kind, synapses, rate, wall, size in rows:
            print(f"{connector:36}{kind:14}{synapses:12}{rate:12.3g}{wall:12.3g}{size:8.2f}  "
                  f"{verdict(rate >= RATE, 'rate')}, {verdict(size <= BYTES[kind], 'memory')}")
        return 0
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
