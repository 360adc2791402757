"""plastic: nnc against NEST, networks whose excitatory synapses learn or tire, one thread (./dev bench plastic)."""
import argparse
import os
import pathlib
import shutil
import statistics
import sys

from side.measure import Contender, compare, compile_model, folder, nnc_contender, report_construction

HERE = pathlib.Path(__file__).resolve().parent
CELLS = 5000
STATIC = 'StaticSynapse(weight=J, delay=1.5 ms), receptor_type="excitatory", label="E"'
# What replaces the static synapses of Brunel's excitatory cells, and the least ratio to NEST in CPU time.
KINDS = {
    "tsodyks": ("TsodyksMarkramSynapse(U=0.5, tau_rec=100 ms, tau_facil=50 ms, weight=J, delay=1.5 ms)", 10),
    "stdp": ("STDPPairAdditive(tau_plus=20 ms, tau_minus=20 ms, A_plus=0.001, A_minus=0.00105, w_max=2*J, weight=J, delay=1.5 ms)", 5),
}


def model_of(kind, where):
    text = (HERE.parents[1] / "examples" / "brunel" / "brunel.nn").read_text(encoding="utf-8")
    if STATIC not in text:
        raise SystemExit("examples/brunel has no such projection any more")
    model = where / f"{kind}.nn"
    model.write_text(text.replace(STATIC, STATIC.replace("StaticSynapse(weight=J, delay=1.5 ms)", KINDS[kind][0])),
                     encoding="utf-8")
    return model


def read_peer(path):
    with open(path, encoding="utf-8") as f:
        return [(float(t), int(i)) for t, i in (line.split(",") for line in f)]


def nest(kind, cells, duration, where):
    spikes = where / f"nest.{kind}.csv"
    python = os.path.abspath(os.path.join(os.environ["PEERS"], "bin", "python"))
    script = [python, str(HERE / "side" / "nest_brunel.py"), f"{duration}", f"{cells}", str(spikes), kind]
    seconds = where / f"nest.{kind}.csv.seconds"
    return Contender("NEST", script, where, lambda: read_peer(spikes), lambda: float(seconds.read_text(encoding="utf-8")))


def report_events(contender, cells, synapses):
    """Each spike of an excitatory cell is an event of all its plastic synapses."""
    fired = sum(i < 4 * cells // 5 for _, i in contender.spikes())
    events = fired * synapses / (4 * cells // 5)
    seconds = statistics.median(contender.simulating)
    print(f"{contender.name}: {events:.3g} plastic events, {events / seconds:.3g} per s, {seconds / events * 1e9:.1f} ns each, "
          "all the rest of the simulation included")


def report_size(contender, small, synapses):
    small.run()
    size = (max(contender.memory) - small.memory[0]) / synapses
    print(f"{contender.name}: {size:.1f} bytes of peak memory per synapse, construction included")


def bench(kind, options, where):
    cells, program = options.cells, where / kind
    compile_model(model_of(kind, where), program)
    size = ["--t", f"{options.t}ms", "--set", f"N={cells}"]
    ours, out = nnc_contender(program, {"exc": 0, "inh": 4 * cells // 5}, size)
    peer = nest(kind, cells, options.t, where)
    code = compare(f"{kind}, {cells} cells", [ours, peer], cells, options.t, options.rounds, floor=KINDS[kind][1])
    synapses = report_construction(out)
    for contender in (ours, peer):
        report_events(contender, cells, synapses * 4 // 5)
    report_size(ours, nnc_contender(program, {}, ["--t", "0.1ms", "--set", "N=10"])[0], synapses)
    report_size(peer, nest(kind, 10, 0.1, where), synapses)
    return code


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="*", help=", ".join(KINDS))
    options.add_argument("--t", type=float, default=300, help="model time in ms")
    options.add_argument("--cells", type=int, default=CELLS)
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    where = folder("plastic")
    try:
        return max([bench(kind, options, where) for kind in options.kinds or KINDS])
    finally:
        shutil.rmtree(where)


if __name__ == "__main__":
    sys.exit(main())
