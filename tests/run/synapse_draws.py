"""Draws of synapses: addressed by the pair of cells, so that neither threads nor other connections change them (semantics 9)."""
import hashlib
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


def uniform(purpose, path, i, j, n):
    """The uniform of an address by semantics 9, written down a second time: SHA-256 for the key, Philox4x32-10 for the words."""
    key = int.from_bytes(hashlib.sha256(f"1\n{purpose}\n{path}\n0".encode()).digest()[:8], "big")
    c, k0, k1 = (i, j, n & 0xffffffff, n >> 32), key & 0xffffffff, key >> 32
    for _ in range(10):
        a, b = c[0] * 0xd2511f53, c[2] * 0xcd9e8d57
        c = ((b >> 32) ^ c[1] ^ k0, b & 0xffffffff, (a >> 32) ^ c[3] ^ k1, a & 0xffffffff)
        k0, k1 = (k0 + 0x9e3779b9) & 0xffffffff, (k1 + 0xbb67ae85) & 0xffffffff
    return ((c[0] << 32 | c[1]) >> 12) * 2.0**-52 + 2.0**-53


def rule_further_connections_have_purposes_of_their_own(lab):
    """The m-th further connection of a pair draws under "dynamics#m"; the first one as if it were alone."""
    seen = counts(lab, "thrice.nn", "FromListConnector([(i, i) for i in range(200) for k in range(3)])", "--seed", "1")[0]
    purposes = ("dynamics", "dynamics#1", "dynamics#2")
    wanted = [sum(uniform(p, "q", i, i, 10 << 20) < 0.4 for p in purposes) for i in range(200)]
    equal(seen, [float(n) for n in wanted], "events of three connections per pair")


if __name__ == "__main__":
    sys.exit(main(globals()))
