"""Programs of --precision=single: near those of double precision, exact in time, the same bits everywhere, and never silently wrong."""
import json
import math
import os
import struct
import subprocess
import sys

from harness import all_near, equal, holds, main, near

FLAGS = ["--precision=single"]

CELLS = '''c = Population(200, CELL, label="c")
s = Population(200, SpikeSourcePoisson(rate=RATE Hz), label="s")
Projection(s, c, FixedProbabilityConnector(0.1, rng=NumpyRNG(7)), StaticSynapse(weight=WEIGHT, delay=1), label="p")
c.record(["spikes"])
c[0:3].record("v")
run(TIME ms)
'''

# cell, rate, weight, time in ms; allowed deviation of v in mV below threshold, and of spike times in steps
NEAR = [
    ("IF_curr_exp(v_thresh=1000)", 20, 0.5, 300, 2e-3, 0),
    ("IF_curr_alpha(v_thresh=1000, tau_syn_E=2)", 20, 0.5, 300, 2e-3, 0),
    ("IF_cond_exp(v_thresh=1000)", 20, 0.004, 300, 2e-3, 0),
    ("EIF_cond_exp_isfa_ista(i_offset=0.9)", 20, 0.002, 100, 2e-2, 1),
    ("HH_cond_exp(i_offset=0.3)", 20, 0.002, 100, 2e-1, 1),
    ("Izhikevich(i_offset=0.004)", 20, 0.05, 100, 2e-2, 1),
]

NETWORK = '''exc = Population(300, IF_cond_exp(tau_refrac=2), label="exc")
inh = Population(100, EIF_cond_exp_isfa_ista(), label="inh")
for cells in [exc, inh]:
    cells.initialize(v=RandomDistribution("uniform", low=-65, high=-50, rng=NumpyRNG(3)))
noise = Population(50, SpikeSourcePoisson(rate=100 Hz), label="noise")
rng = NumpyRNG(5)
Projection(noise, exc, FixedProbabilityConnector(0.2, rng=rng), StaticSynapse(weight=0.02, delay=1), label="n")
Projection(exc, inh, FixedProbabilityConnector(0.1, rng=rng), StaticSynapse(weight=0.004, delay=1.5), label="ei")
Projection(inh, exc, FixedProbabilityConnector(0.1, rng=rng), StaticSynapse(weight=0.02, delay=0.8), receptor_type="inhibitory", label="ie")
stdp = STDPMechanism(timing_dependence=SpikePairRule(tau_plus=20, tau_minus=20, A_plus=0.01, A_minus=0.012),
                     weight_dependence=AdditiveWeightDependence(w_min=0, w_max=0.01), weight=0.004, delay=1)
Projection(exc, exc, FixedProbabilityConnector(0.05, rng=rng), stdp, label="ee")
exc.record("spikes")
inh.record(["spikes", "w"])
exc[0:5].record("v")
run(200 ms)
'''


def both(lab, name, text, *options):
    """Results of a text in double and in single precision."""
    results = []
    for word, flags in (("double", []), ("single", FLAGS)):
        lab.flags = flags
        results.append(lab.run(f"{name}_{word}.nn", *options, text=text))
    return results


def single(lab, name, text, *options, **more):
    lab.flags = FLAGS
    return lab.run(name, *options, text=text, **more)


def rule_cells_are_near_those_of_doubles(lab):
    for k, (cell, rate, weight, time, allowed, steps) in enumerate(NEAR):
        text = (CELLS.replace("CELL", cell).replace("RATE", str(rate)).replace("WEIGHT", str(weight)).replace("TIME", str(time)))
        a, b = both(lab, f"near{k}", text)
        for cell_number in range(200):
            x, y = a.steps("c", cell_number), b.steps("c", cell_number)
            equal(len(y), len(x), f"{cell}: spikes of cell {cell_number}")
            all_near(y, x, steps, f"{cell}: steps of spikes of cell {cell_number}")
        if not a.spikes("c"):
            for i in range(3):
                all_near(b.signal("c", "v", i), a.signal("c", "v", i), allowed, f"{cell}: v of cell {i}")
        elif "HH" in cell or "EIF" in cell:
            holds(len(a.spikes("c")) > 200, f"{cell} fires")


def rule_samples_are_floats(lab):
    """What is recorded is a float, widened exactly."""
    v = single(lab, "floats.nn", 'c = Population(1, IF_curr_exp(i_offset=0.3), label="c")\nc.record("v")\nrun(20 ms)\n').signal("c", "v")
    for x in v:
        equal(struct.unpack("f", struct.pack("f", x))[0], x, "a sample as a float")


def rule_draws_are_those_of_doubles(lab):
    text = '''s = Population(50, SpikeSourcePoisson(rate=[33.3*k for k in range(50)]), label="s")
g = Population(20, IF_curr_exp(), label="g")
NoisyCurrentSource(mean=0.1, stdev=0.3, dt=0.5).inject_into(g)
s.record("spikes")
g.record("v")
run(300 ms)
'''
    a, b = both(lab, "draws", text)
    equal(b.rows("s", "spikes"), a.rows("s", "spikes"), "spikes of Poisson sources")
    for i in range(20):
        all_near(b.signal("g", "v", i), a.signal("g", "v", i), 1e-3, f"v of cell {i} under noise")


def rule_time_stays_double(lab):
    """After 2^24 steps floats have no odd numbers: times of spikes and of sources, refractory periods and t are exact all the same."""
    text = '''setup(timestep=0.001)
cell Clock:
    state last = 0 ms
    state phase = 0
    state x = 0 mV
    dx/dt = 0.001 mV/ms*cos(0.5/ms*t)
    when t > 16777.2185 ms: last = t; phase = t/(0.001 ms) - 16777218; spike
c = Population(1, Clock(), label="c")
d = Population(1, IF_curr_exp(tau_refrac=0.003, tau_m=0.01, tau_syn_E=0.01), label="d")
s = Population(1, SpikeSourceArray(spike_times=[16777.217, 16777.219, 16777.223]), label="s")
Projection(s, d, AllToAllConnector(), StaticSynapse(weight=1e6, delay=0.001), label="p")
StepCurrentSource(times=[16777.225, 16777.227], amplitudes=[1e6, 0]).inject_into(d)
c.record("spikes")
d.record("spikes")
s.record("spikes")
run(16777.24 ms)
c.record(["last", "phase"])
run(0.002 ms)
'''
    r = single(lab, "clock.nn", text, dt=0.001)
    first = 16777216
    equal([n - first for n in r.steps("s")], [1, 3, 7], "steps of given spikes")
    equal([n - first for n in r.steps("d")], [3, 7, 11, 15, 19, 23], "spikes: after an arrival, then as soon as 3 steps of refractoriness are over")
    equal([n - first for n in r.steps("c")], [3], "the step at which a test of t begins to hold")
    equal(r.signal("c", "last"), [16777.219] * 3, "a state that is a time")
    all_near(r.signal("c", "phase"), [1.0] * 3, 1e-4, "a number of steps after 2^24")


def rule_same_bits_for_threads_effort_and_cpu(lab):
    lab.flags = FLAGS
    program = lab.program("network.nn", NETWORK)
    results = {}
    for n in (1, 2, 3):
        results[f"{n} threads"] = lab.run("network.nn", "--threads", str(n), dt=0.1).bytes()
    lab.flags = FLAGS + ["-O0"]
    results["-O0"] = lab.run("network0.nn", text=NETWORK).bytes()
    compiler = lab.folder / "cc"
    compiler.write_text('#!/bin/sh\nfor a do\n  shift\n  [ "$a" = -march=native ] && a=-march=$LEVEL\n  set -- "$@" "$a"\ndone\nexec cc "$@"\n', encoding="utf-8")
    compiler.chmod(0o755)
    lab.flags = FLAGS
    os.environ["CC"] = str(compiler)
    for level in ("x86-64-v2", "x86-64-v3", "x86-64-v4"):
        if runs(level):
            os.environ["LEVEL"] = level
            results[level] = lab.run(f"network{level}.nn", text=NETWORK).bytes()
    del os.environ["CC"]
    first = results["1 threads"]
    holds(len(first["exc.spikes.csv"]) > 2000, "the network is active")
    for what, seen in results.items():
        equal({name: len(x) for name, x in seen.items()}, {name: len(x) for name, x in first.items()}, f"sizes of files, {what}")
        holds(seen == first, f"same bytes, {what}")


CONSTANTS = """cell Constant:
    param p = -8.4 mV, q = 0.852
    state x = 0.6, y = 0.1
    dx/dt = (0.6187*tanh(p*cos(q)/(20 mV)) - sin(x))/(5.39 ms)
    dy/dt = (exp(-q)*tanh(y) + cosh(q)*0.1 - y)/(7 ms)
cells = Population(30, Constant(p=RandomDistribution("exponential", (1.518,)), q=lambda i: 0.1*i), label="cells")
cells.record(["x", "y"])
run(20 ms)
"""


def rule_what_parameters_decide_is_double_at_every_effort(lab):
    results = {}
    for effort in "013":
        lab.flags = [*FLAGS, f"-O{effort}"]
        results[effort] = lab.run(f"constants{effort}.nn", text=CONSTANTS).bytes()
    equal(results["0"], results["3"], "files of -O0")
    equal(results["1"], results["3"], "files of -O1")


def runs(level):
    """Does this machine have the instructions of a level of x86-64?"""
    needed = {"x86-64-v2": "sse4_2", "x86-64-v3": "avx2", "x86-64-v4": "avx512vl"}[level]
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        return f" {needed} " in f.read().replace("\n", " \n")


def rule_what_overflows_stops_the_run(lab):
    text = '''cell Grows:
    state v = 1 mV
    dv/dt = v*v/(1 mV*1 ms)
    integrate v with euler
c = Population(70, Grows(), label="c")
run(10 ms)
'''
    said = single(lab, "grows.nn", text, fails=True, dt=0.5)
    holds("v became" in said and "c[0]" in said, said)


def rule_numbers_beyond_floats_are_refused(lab):
    text = '''cell Tiny:
    param k = 1
    state v = 1 mV
    dv/dt = -0.1*k*v/(1 ms)
    when v > NUMBER mV: v = 0 mV
c = Population(1, Tiny(k=K), label="c")
run(1 ms)
'''
    for number in ("1e-60", "1e60"):
        path = lab.folder / "tiny.nn"
        path.write_text(text.replace("NUMBER", number).replace("K)", "1)"), encoding="utf-8")
        done = subprocess.run([lab.nnc, str(path), "-o", str(lab.folder / "tiny"), *FLAGS], capture_output=True, text=True, timeout=60)
        holds(done.returncode == 1 and "NNC0804" in done.stderr and "tiny.nn:5" in done.stderr, f"{number}: {done.stderr}")
    for k in ("1e39", "1e-46"):
        said = single(lab, f"tiny{k}.nn", text.replace("NUMBER", "10").replace("K)", f"{k})"), fails=True)
        holds("not in the range of single precision" in said, said)


def rule_weights_are_floats(lab):
    """A weight is the same number whether all connections share it, each has it, or it is set; a network of drawn ones takes less memory."""
    text = '''s = Population(3, SpikeSourceArray(spike_times=[1, 2.5, 4]), label="s")
c = Population(2, IF_cond_exp(), label="c")
p = Projection(s, c, AllToAllConnector(), StaticSynapse(weight=WEIGHT, delay=0.5), label="p")
SET
c.record(["v", "gsyn_exc"])
run(8 ms)
p.save("all", "p.connections.csv")
'''
    runs = [single(lab, f"weights{k}.nn", text.replace("WEIGHT", weight).replace("SET", later))
            for k, (weight, later) in enumerate((("0.0123456789", ""), ("lambda d: 0.0123456789 + 0*d", ""), ("1", "p.set(weight=0.0123456789)")))]
    for other in runs[1:]:
        equal(other.bytes(), runs[0].bytes(), "what runs write")
    weight = runs[0].connections("p")[0]["weight"]
    equal(struct.unpack("f", struct.pack("f", weight))[0], weight, "a weight as a float")
    near(weight, 0.0123456789, 1e-9, "weight")
    said = single(lab, "heavy.nn", text.replace("WEIGHT", "1e39").replace("SET", ""), fails=True)
    holds("weight" in said and "1e+39" in said, said)


def rule_options_and_provenance(lab):
    text = 'c = Population(1, IF_curr_exp(), label="c")\nrun(1 ms)\n'
    for word, result in zip(("double", "single"), both(lab, "provenance", text)):
        run = json.loads((result.folder / "run.json").read_text())
        equal(run["provenance"]["precision"], word, "precision in run.json")
    path = lab.folder / "options.nn"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--precision=half"], capture_output=True, text=True, timeout=60)
    holds(done.returncode == 2 and "double" in done.stderr and "single" in done.stderr, done.stderr)
    done = subprocess.run([lab.nnc, str(path), "--integrator=lems-euler", *FLAGS], capture_output=True, text=True, timeout=60)
    holds(done.returncode == 2 and "NNC0709" in done.stderr and "double precision" in done.stderr, done.stderr)


def rule_potentials_rest_where_they_should(lab):
    """A step of v that is below half a unit in its last place is lost: v comes to rest within v 2^-24 tau/dt."""
    text = 'c = Population(1, IF_curr_exp(v_rest=-65, i_offset=0.2, cm=1, tau_m=20, v_thresh=0), label="c")\nc.record("v")\nrun(500 ms)\n'
    v = single(lab, "rest.nn", text).signal("c", "v")
    near(v[-1], -61, 65 * 2**-24 * 20 / 0.1, "v at rest")
    near(v[200], -65 + 4 * (1 - math.exp(-1)), 1e-3, "v after one time constant")


if __name__ == "__main__":
    sys.exit(main(globals()))
