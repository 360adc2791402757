"""Random numbers: what a draw depends on, and what it follows (semantics 5, 9, 10)."""
import math
import sys

from harness import correlation, equal, holds, main, mean, near, variance

POISSON = '''p = Population(200, SpikeSourcePoisson(rate=RATE Hz, start=START ms, duration=DURATION ms), label="p")
p.record("spikes")
run(1000 ms)
'''


def poisson(lab, name, rate, start=0, duration=1e10, *options):
    text = POISSON.replace("RATE", str(rate)).replace("START", str(start)).replace("DURATION", str(duration))
    return lab.run(f"{name}.nn", *options, text=text)


def rule_poisson_counts(lab):
    """Mean and variance of the number per cell; gaps that do not depend on each other."""
    for rate in (20, 500, 3000):
        r = poisson(lab, f"poisson{rate}", rate)
        counts = [0] * 200
        steps = [0] * 10000
        for t, i in r.rows("p", "spikes"):
            counts[int(i)] += 1
            steps[round(float(t) * 10) - 1] += 1
        near(mean(counts), rate, 5 * math.sqrt(rate / 200), f"mean count at {rate} Hz")
        near(variance(counts) / rate, 1, 0.5, f"variance of the count over its mean at {rate} Hz")
        near(variance(steps) / mean(steps), 1, 0.075, f"variance over mean of the count per step at {rate} Hz")
        near(correlation(steps[:-1], steps[1:]), 0, 0.05, f"correlation of neighbouring steps at {rate} Hz")


def rule_poisson_window(lab):
    """Active while start <= t_k < start + duration: stamps from start + dt on."""
    steps = poisson(lab, "window", 5000, 100, 50).steps("p")
    equal((min(steps), max(steps)), (1001, 1500), "first and last stamp of 100 ms to 150 ms")


def rule_one_train_per_source(lab):
    text = '''p = Population(3, SpikeSourcePoisson(rate=100 Hz), label="p")
a = Population(4, IF_curr_exp(v_thresh=1000 mV), label="a")
Projection(p, a, AllToAllConnector(), StaticSynapse(weight=0.1, delay=1), receptor_type="excitatory", label="q")
a.record("excitatory.i_syn")
p.record("spikes")
run(200 ms)
'''
    r = lab.run("one_train.nn", text=text)
    current = [r.signal("a", "excitatory.i_syn", cell) for cell in range(4)]
    holds(max(current[0]) > 0.1, "spikes arrive")
    for cell in (1, 2, 3):
        equal(current[cell], current[0], "current of two targets of the same sources")


def rule_poisson_input(lab):
    """n sources for each target, independent ones; stamps from start + dt to start + duration, then the delay."""
    text = '''receptor Sum:
    state total = 0 nA
    on event(weight: nA): total += weight
cell Counter:
    receptor excitatory = Sum()
    state spikes = 0
    whenever spikes > 1: spike
c = Population(300, Counter(), label="c")
PoissonInput(c, "excitatory", rate=500 Hz, n=20, weight=1 nA, delay=1 ms, start=5 ms, duration=10 ms)
c.record("excitatory.total")
run(30 ms)
'''
    rows = [[float(x) for x in row[1:]] for row in lab.run("input.nn", text=text).rows("c", "excitatory.total")]
    steps = [k for k in range(1, len(rows)) if rows[k] != rows[k - 1]]
    equal((steps[0], steps[-1], len(steps)), (61, 160, 100), "steps at which spikes of 5 to 15 ms arrive after 1 ms")
    near(mean(rows[-1]), 100, 5 * 10 / math.sqrt(300), "mean count of 20 sources of 500 Hz in 10 ms")
    near(variance(rows[-1]) / 100, 1, 0.42, "variance of the count over its mean")


CELLS = '''cells = Population(60, IF_curr_exp(i_offset=RandomDistribution("normal", (0.8, 0.1))), label="cells")
cells.initialize(v=RandomDistribution("uniform", (-65, -55)))
noise = Population(30, SpikeSourcePoisson(rate=300 Hz), label="noise")
Projection(noise, cells, FixedProbabilityConnector(0.3), StaticSynapse(weight=RandomDistribution("uniform", (0.1, 0.3)), delay=1), receptor_type="excitatory", label="q")
cells.record("v")
noise.record("spikes")
'''
BEFORE = '''extra = Population(17, SpikeSourcePoisson(rate=300 Hz), label="extra")
other = Population(9, IF_curr_exp(i_offset=RandomDistribution("normal", (0.8, 0.1))), label="other")
Projection(extra, other, FixedProbabilityConnector(0.3), StaticSynapse(weight=0.2, delay=1), receptor_type="excitatory", label="r")
extra.record("spikes")
'''


def rule_other_objects_change_nothing(lab):
    """A population and a projection more, before or after the others: the same bytes of what was there."""
    alone = lab.run("alone.nn", text=CELLS + "run(50 ms)\n").bytes()
    for name, text in (("first", BEFORE + CELLS), ("last", CELLS + BEFORE)):
        more = lab.run(f"{name}.nn", text=text + "run(50 ms)\n").bytes()
        for file, data in alone.items():
            equal(more.get(file), data, f"{file} with more objects, those {name}")


def rule_projections_are_not_alike(lab):
    """Two projections of one program, and one projection under two seeds, have wirings that do not depend on each other."""
    text = '''a = Population(100, SpikeSourceArray(spike_times=[1.0]), label="a")
b = Population(100, IF_curr_exp(), label="b")
for name in ["p", "q"]:
    Projection(a, b, FixedProbabilityConnector(0.2), StaticSynapse(weight=RandomDistribution("uniform", (0, 1)), delay=1), receptor_type="excitatory", label=name)
run(1 ms)
'''
    r, s = (lab.run("two.nn", "--save-connections", "--seed", seed, text=text) for seed in ("1", "2"))
    pairs = [{(c["pre"], c["post"]): c["weight"] for c in run.connections(label)}
             for run, label in ((r, "p"), (r, "q"), (s, "p"))]
    for other in pairs[1:]:
        both = sorted(set(pairs[0]) & set(other))
        near(len(both), 400, 5 * math.sqrt(400 * 0.96), "pairs that two wirings share, of 10,000 with p = 0.04")
        near(correlation([pairs[0][x] for x in both], [other[x] for x in both]), 0, 0.25, "correlation of their weights")
    equal(pairs[0], {(c["pre"], c["post"]): c["weight"] for c in
                     lab.run("two.nn", "--save-connections", "--seed", "1", text=text).connections("p")}, "the same seed")


def wiring(lab, name, connector, n_pre=200, n_post=300):
    text = f'''a = Population({n_pre}, SpikeSourceArray(spike_times=[1.0]), label="a")
b = Population({n_post}, IF_curr_exp(), label="b")
Projection(a, b, {connector}, StaticSynapse(weight=1, delay=1), receptor_type="excitatory", label="p")
run(1 ms)
'''
    return [(int(c["pre"]), int(c["post"])) for c in lab.run(f"{name}.nn", "--save-connections", text=text).connections("p")]


def rule_connectors(lab):
    pairs = wiring(lab, "fixed_probability", "FixedProbabilityConnector(0.1)")
    near(len(pairs), 6000, 5 * math.sqrt(5400), "connections of 60,000 pairs with p = 0.1")
    equal(len(set(pairs)), len(pairs), "no pair twice")
    fan = [sum(1 for i, _ in pairs if i == k) for k in range(200)]
    near(variance(fan) / 27, 1, 0.5, "variance of the fan-out, binomial")
    pairs = wiring(lab, "fixed_pre", "FixedNumberPreConnector(7)")
    equal([sum(1 for _, j in pairs if j == k) for k in range(300)], [7] * 300, "sources of each cell")
    equal(len(set(pairs)), len(pairs), "no source twice")
    pairs = wiring(lab, "fixed_post", "FixedNumberPostConnector(7)")
    equal([sum(1 for i, _ in pairs if i == k) for k in range(200)], [7] * 200, "targets of each cell")
    pairs = wiring(lab, "total", "FixedTotalNumberConnector(12000)")
    equal(len(pairs), 12000, "connections in all")
    for side, n in ((0, 200), (1, 300)):
        fan = [sum(1 for pair in pairs if pair[side] == k) for k in range(n)]
        near(variance(fan) / (12000 / n * (1 - 1 / n)), 1, 0.5, "variance of what falls to a cell, multinomial")
    near(len(set(pairs)), 60000 * (1 - math.exp(-0.2)), 250, "pairs that are drawn at least once")
    equal(wiring(lab, "one", "OneToOneConnector()"), [(i, i) for i in range(200)], "one to one")
    equal(len(wiring(lab, "all", "AllToAllConnector()")), 60000, "all to all")


def rule_ornstein_uhlenbeck(lab):
    """v := E + (v - E) e^(-dt/tau) + sigma sqrt(1 - e^(-2 dt/tau)) N: exact for every step."""
    text = '''cell OU:
    param E = -65 mV, tau = 10 ms, sigma = 2 mV
    noise xi
    state v = -65 mV
    dv/dt = (E - v)/tau + sigma*sqrt(2/tau)*xi
c = Population(400, OU(), label="c")
c.record("v")
run(400 ms)
'''
    for dt in (0.1, 1.0):
        rows = lab.run("ou.nn", text=text, dt=dt).rows("c", "v")
        v = [[float(x) for x in row[1:]] for row in rows]
        n = round(100 / dt)
        late = [x for row in v[n::round(5 / dt)] for x in row]
        near(mean(late), -65, 0.08, f"mean, dt {dt} ms")
        near(math.sqrt(variance(late)), 2, 0.06, f"standard deviation, dt {dt} ms")
        decay = math.exp(-dt / 10)
        jumps = [(b + 65 - (a + 65) * decay) / (2 * math.sqrt(1 - decay * decay)) for a, b in zip(v[-2], v[-1])]
        jumps += [(b + 65 - (a + 65) * decay) / (2 * math.sqrt(1 - decay * decay)) for a, b in zip(v[n], v[n + 1])]
        near(mean(jumps), 0, 0.18, "mean of the normals")
        near(variance(jumps), 1, 0.26, "variance of the normals")
        near(correlation(v[-1], v[-1][1:] + v[-1][:1]), 0, 0.25, "correlation of neighbouring cells")


def rule_noisy_currents(lab):
    """Independent for each cell, a new value every dt of the source."""
    text = '''c = Population(300, IF_curr_exp(v_thresh=1000 mV), label="c")
NoisyCurrentSource(mean=0.1 nA, stdev=0.4 nA, dt=0.5 ms, start=1 ms, stop=21 ms).inject_into(c)
c.record("v")
run(30 ms)
'''
    rows = lab.run("noisy.nn", text=text).rows("c", "v")
    v = [[float(x) for x in row[1:]] for row in rows]
    decay = math.exp(-0.1 / 20)
    current = [[(b + 65 - (a + 65) * decay) / (20 * (1 - decay)) for a, b in zip(v[k], v[k + 1])] for k in range(300)]
    holds(max(abs(x) for x in current[9] + current[210]) < 1e-9, "no current before start and from stop on")
    for k in (10, 15, 105):
        for m in range(1, 5):
            holds(max(abs(x - y) for x, y in zip(current[k], current[k + m])) < 1e-9, f"step {k + m} has the value of step {k}")
    values = [x for k in range(10, 210, 5) for x in current[k]]
    near(mean(values), 0.1, 0.02, "mean")
    near(math.sqrt(variance(values)), 0.4, 0.015, "standard deviation")
    near(correlation(current[10], current[15]), 0, 0.3, "correlation of two values of a cell")


if __name__ == "__main__":
    sys.exit(main(globals()))
