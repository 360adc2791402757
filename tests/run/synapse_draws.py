"""Draws of synapses: addressed by the pair of cells, so that neither threads nor other connections change them (semantics 9)."""
import sys

from harness import equal, holds, main, mean, near

TEXT = '''synapse Unreliable:
    param p = 0.4
    on pre:
        if random.uniform() < p:
            send weight
cell Sum:
    state n = 0
    on event(w: 1): n += w
a = Population(200, SpikeSourceArray(spike_times=[1, 2, 3, 4, 5]), label="a")
c = Population(200, Sum(), label="c")
q = Projection(a, c, {connector}, Unreliable(weight=1, delay=0.1 ms), receptor_type="event", label="q")
c.record("n")
run(6 ms)
'''


def counts(lab, name, connector, *options):
    r = lab.run(name, *options, text=TEXT.format(connector=connector))
    rows = r.rows("c", "n")
    return [[float(rows[k][1 + i]) for i in range(200)] for k in (11, 21, 31, 41, 51)]


def rule_threads_do_not_change_draws(lab):
    one = counts(lab, "one.nn", "OneToOneConnector()")
    equal(counts(lab, "one.nn", "OneToOneConnector()", "--threads", "3"), one, "events that came through with 3 threads")


def rule_draws_have_their_probability(lab):
    """Each spike and each connection anew."""
    total = counts(lab, "one.nn", "OneToOneConnector()")
    each = [total[0]] + [[b - a for a, b in zip(x, y)] for x, y in zip(total, total[1:])]
    for row in each:
        near(mean(row), 0.4, 0.12, "share of the events of one time that came through")
    holds(each[0] != each[1] and each[1] != each[2], "spikes of one connection are drawn for one by one")


def rule_other_connections_do_not_change_draws(lab):
    """The pair (i, i) draws the same whether or not there are connections besides."""
    one = counts(lab, "one.nn", "OneToOneConnector()")
    even = counts(lab, "even.nn", "FromListConnector([(i, i) for i in range(0, 200, 2)])")
    equal([row[::2] for row in even], [row[::2] for row in one], "events at even cells")


def rule_connections_of_one_pair_draw_apart(lab):
    twice = counts(lab, "twice.nn", "FromListConnector([(i, i) for i in range(200) for k in range(2)])")[0]
    shares = [twice.count(float(n)) / 200 for n in range(3)]
    for n, wanted in enumerate((0.36, 0.48, 0.16)):
        near(shares[n], wanted, 0.12, f"share of pairs of which {n} came through")


if __name__ == "__main__":
    sys.exit(main(globals()))
