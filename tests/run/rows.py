"""Plastic synapses by rows (docs/kernel-ir.md): the same as connection by connection, for each split of the delay."""
import subprocess
import sys

from harness import all_near, equal, holds, main

# A port that nobody feeds: such a synapse is handled connection by connection.
PORT = "    on reward(a: 1): weight = weight + 0*a*weight\n"
TIRED = """synapse Tired:
    param U = 0.5, tau_rec = 100 ms, tau_facil = 30 ms
    state u = 0, x = 1
    du/dt = -u/tau_facil
    dx/dt = (1 - x)/tau_rec
    on pre:
        u = u + U*(1 - u)
        send weight*u*x
        x = x - u*x
"""
PAIR = """synapse Pair:
    param tau_plus = 20 ms, tau_minus = 30 ms, A_plus = 0.01, A_minus = 0.012, w_max: weight = 0.4
    trace x: dx/dt = -x/tau_plus, on pre: x += 1
    trace y: dy/dt = -y/tau_minus, on post: y += 1
    on pre:
        weight = max(0*w_max, weight - A_minus*w_max*y)
        send weight
    on post: weight = min(w_max, weight + A_plus*w_max*x)
"""
# Three traces, one of which only the connection can know; handlers of post read their own side; nearest neighbours only.
TRIPLET = """synapse Triplet:
    param tau_plus = 17 ms, tau_minus = 34 ms, tau_slow = 100 ms, A = 0.005, w_max: weight = 0.4
    state seen = 0
    dseen/dt = -seen/tau_slow
    trace x: dx/dt = -x/tau_plus, on pre: x = 1
    trace y: dy/dt = -y/tau_minus, on post: y = 1
    trace z: dz/dt = -z/tau_slow, on post: z += 1
    on pre:
        weight = max(0*w_max, weight*(1 - A*y*(1 + 0.1*seen)))
        seen = seen + 1
        send weight
    on post:
        weight = min(w_max, weight + A*w_max*x*(1 + z))
        seen = seen + 0.5*y
"""
# A state that both sides assign, which moves with one rate for all connections.
MIXED = """synapse Mixed:
    param tau = 25 ms, A = 0.01
    state seen = 0
    dseen/dt = -seen/tau
    on pre:
        weight = weight*(1 - A*seen)
        send weight
        seen = seen + 1
    on post:
        weight = weight*(1 + A*seen)
        seen = 0.7*seen - 0.4
"""
NETWORK = """{synapse}
setup(timestep=0.1)
pre = Population(30, SpikeSourcePoisson(rate=RandomDistribution("uniform", (5 Hz, 150 Hz))), label="pre")
post = Population(40, IF_curr_exp(i_offset=RandomDistribution("uniform", (0.7 nA, 1.1 nA)), tau_refrac=2 ms), label="post")
p = Projection(pre, post, FixedProbabilityConnector(0.6), {name}(weight=RandomDistribution("uniform", (0.1 nA, 0.3 nA)), {values}),
               receptor_type="excitatory", label="p")
post.record("spikes")
{then}
"""
DELAYS = ('delay=1.5 ms', 'delay=0.1 ms', 'delay=RandomDistribution("uniform", (0.1 ms, 6 ms))',
          'delay=RandomDistribution("uniform", (0.1 ms, 40 ms))')
FRACTIONS = (1.0, 0.0, 0.4)


def network(synapse, values, then="run(300 ms)", one_by_one=False):
    name = synapse.split()[1].rstrip(":")
    return NETWORK.format(synapse=synapse + (PORT if one_by_one else ""), name=name, values=values, then=then)


def results(lab, name, synapse, values, *options, **how):
    r = lab.run(f"{name}.nn", "--save-connections", *options, text=network(synapse, values, **how))
    spikes = list(zip(r.steps("post"), r.rows("post", "spikes")))
    return spikes, [c["weight"] for c in r.connections("p")]


def both(lab, name, synapse, values, **how):
    by_rows = results(lab, f"{name}r", synapse, values, **how)
    alone = results(lab, f"{name}a", synapse, values, one_by_one=True, **how)
    equal(by_rows[0], alone[0], f"{name}: spikes")
    holds(len(alone[0]) > 100, f"{name}: there are {len(alone[0])} spikes")
    return by_rows[1], alone[1]


def all_delays():
    return [(f"{d}{f}", f"{delay}, dendritic_delay_fraction={fraction}")
            for d, delay in enumerate(DELAYS) for f, fraction in enumerate(FRACTIONS)]


def kernels(lab, name, synapse, values):
    source = lab.folder / f"{name}.nn"
    source.write_text(network(synapse, values), encoding="utf-8")
    return subprocess.run([lab.nnc, str(source), "--emit=kernel"], capture_output=True, text=True, check=True).stdout


def rule_states_are_where_they_belong(lab):
    """By what they read and who assigns them, not by their names."""
    text = kernels(lab, "where", TRIPLET, "delay=1 ms")
    for column in ("@x[pre]", "@y[post]", "@z[post]", "@seen[conn]", "@weight[conn]"):
        holds(f"state f64 {column}" in text, f"{column} is a column")
    text = kernels(lab, "random", TRIPLET, 'delay=1 ms, tau_plus=RandomDistribution("uniform", (10 ms, 20 ms))')
    for column in ("@x[conn]", "@y[post]"):
        holds(f"state f64 {column}" in text, f"{column} is a column where tau_plus differs")
    text = kernels(lab, "alone", TRIPLET + PORT, "delay=1 ms")
    holds("[pre]" not in text and "kernel pre" in text, "a third factor is handled connection by connection")


def rule_a_row_gives_the_bits_of_its_connections(lab):
    """Depression alone: all states are those of the pre cell, and are moved at the same times."""
    for name, values in all_delays():
        by_rows, alone = both(lab, f"tired{name}", TIRED, values)
        equal(by_rows, alone, f"weights, {values}")


def rule_states_of_connections_give_the_same_bits(lab):
    """Parameters that differ, or handlers of both sides: a trace is the connection's own. Decays that are looked up have
    the bits of those that are computed."""
    own = ('tau_plus=RandomDistribution("uniform", (10 ms, 30 ms)), tau_minus=RandomDistribution("uniform", (10 ms, 30 ms))')
    for name, values in all_delays():
        by_rows, alone = both(lab, f"own{name}", PAIR, f"{values}, {own}")
        equal(by_rows, alone, f"weights, {values}")
    for name, values in all_delays():
        by_rows, alone = both(lab, f"mixed{name}", MIXED, values)
        equal(by_rows, alone, f"weights, states of both sides, {values}")
    by_rows, alone = both(lab, "tired_own", TIRED, 'delay=1 ms, U=RandomDistribution("uniform", (0.2, 0.8))')
    equal(by_rows, alone, "weights, U differs")


def rule_shared_traces_are_those_of_connections(lab):
    """Each trace is moved by one factor from its last event, not by one per event of the connection: the last bits differ."""
    for synapse, short in ((PAIR, "pair"), (TRIPLET, "triplet")):
        for name, values in all_delays():
            by_rows, alone = both(lab, f"{short}{name}", synapse, values)
            all_near(by_rows, alone, 1e-13, f"weights, {short}, {values}")


def rule_parameters_may_change(lab):
    then = "run(100 ms)\np.set({change})\nrun(200 ms)"
    for name, change in (("plus", "tau_plus=5 ms"), ("minus", "tau_minus=5 ms"), ("weight", "weight=0.2 nA"), ("A", "A_plus=0.03")):
        text = then.replace("{change}", change)
        values = 'delay=RandomDistribution("uniform", (0.1 ms, 6 ms))'
        by_rows, alone = both(lab, f"set{name}", PAIR, values, then=text)
        all_near(by_rows, alone, 1e-13, f"weights after a change: {change}")


def rule_a_reset_starts_anew(lab):
    then = "run(150 ms)\nreset({keep})\nrun(150 ms)"
    for name, keep in (("forget", ""), ("keep", "keep_weights=True")):
        values = 'delay=RandomDistribution("uniform", (0.1 ms, 6 ms))'
        by_rows = lab.run(f"{name}r.nn", "--save-connections", text=network(PAIR, values, then.format(keep=keep)))
        alone = lab.run(f"{name}a.nn", "--save-connections", text=network(PAIR, values, then.format(keep=keep), True))
        for segment in (0, 1):
            equal(by_rows.steps("post", None, segment), alone.steps("post", None, segment), f"spikes of segment {segment}")
        all_near([c["weight"] for c in by_rows.connections("p")], [c["weight"] for c in alone.connections("p")], 1e-13, "weights")


def rule_old_spikes_are_forgotten(lab):
    """More post spikes than a history keeps."""
    text = network(PAIR, "delay=RandomDistribution(\"uniform\", (0.1 ms, 3 ms))", "run(4 s)")
    text = text.replace("Population(40,", "Population(150,").replace("(0.7 nA, 1.1 nA)", "(8 nA, 9 nA)")
    by_rows = lab.run("oldr.nn", "--save-connections", text=text)
    alone = lab.run("olda.nn", "--save-connections", text=text.replace("\n\nsetup", "\n" + PORT + "\nsetup"))
    holds(len(by_rows.steps("post")) > 140000, f"there are {len(by_rows.steps('post'))} spikes")
    equal(by_rows.steps("post"), alone.steps("post"), "spikes")
    all_near([c["weight"] for c in by_rows.connections("p")], [c["weight"] for c in alone.connections("p")], 1e-12, "weights")


def rule_threads_do_not_matter(lab):
    values = 'delay=RandomDistribution("uniform", (0.1 ms, 6 ms))'
    seen = [results(lab, "threads", TRIPLET, values, "--threads", f"{n}") for n in (1, 2, 3)]
    equal(seen[1], seen[0], "two threads")
    equal(seen[2], seen[0], "three threads")


if __name__ == "__main__":
    sys.exit(main(globals()))
