"""Weights and delays of connections, changed between runs and periodically (semantics 5)."""
import math
import sys

from harness import all_near, equal, holds, main, near

# each arrival adds its weight
TEXT = '''cell Sum:
    state n = 0
    on event(w: 1): n += w{queue}
a = Population({n}, SpikeSourceArray(spike_times=[1, 2, 3, 4]), label="a")
c = Population({n}, Sum(), label="c")
p = Projection(a, c, OneToOneConnector(), StaticSynapse(weight=1, delay={delay}), receptor_type="event", label="p")
c.record("n")
{then}
'''


def arrivals(lab, name, then, delay="0.5 ms", n=1, cell=0, queue=""):
    r = lab.run(name, text=TEXT.format(then=then, delay=delay, n=n, queue=queue))
    x = r.signal("c", "n", cell)
    return [(k, x[k] - x[k - 1]) for k in range(1, len(x)) if x[k] != x[k - 1]]


def rule_a_delay_that_is_set_holds_for_spikes_stamped_after(lab):
    """Those under way keep theirs, also where the queue of a longer delay is made anew."""
    for queue in ("", " + 0*n"):   # a sum, and a handler
        kind = "q" if queue else "s"
        seen = arrivals(lab, f"longer{kind}.nn", "run(1.2 ms)\np.set(delay=2.5 ms)\nrun(6 ms)", queue=queue)
        equal(seen, [(15, 1.0), (45, 1.0), (55, 1.0), (65, 1.0)], "arrivals, a longer delay from 1.2 ms on")
        seen = arrivals(lab, f"shorter{kind}.nn", "run(2.2 ms)\np.set(delay=0.1 ms)\nrun(4 ms)", delay="2 ms", queue=queue)
        equal(seen, [(30, 1.0), (31, 1.0), (40, 1.0), (41, 1.0)], "arrivals, a shorter delay from 2.2 ms on")


def rule_delays_of_their_own(lab):
    then = 'run(1.2 ms)\np.set(delay=lambda d: 0.3)\np.set(delay=random.RandomDistribution("uniform", (30, 31)))\nrun(40 ms)'
    for cell in (0, 70):
        seen = arrivals(lab, "own.nn", then, n=80, cell=cell)
        equal(seen[0], (15, 1.0), "the spike under way")
        holds(all(320 <= k <= 352 for k, _ in seen[1:]) and len(seen) == 4, f"the others, 30 to 31 ms later: {seen}")


CELLS = """a = Population(200, SpikeSourceArray(spike_times=[1, 2, 3, 4, 12]), label="a")
c = Population(200, IF_curr_exp(), label="c")
p = Projection(a, c, OneToOneConnector(), StaticSynapse(weight=1, delay={delay}), receptor_type="excitatory", label="p")
c[0:4].record("v")
{then}
run(30 ms)
"""


def rule_delays_that_are_set_are_those_that_are_given(lab):
    """Cells whose arrivals are listed where little arrives: longer delays, and one for each connection."""
    for kind, delay in (("longer", "9.3"), ("each", '"1 + 0*d + i % 7"')):
        given = lab.run(f"given_{kind}.nn", text=CELLS.format(delay=delay, then=""))
        put = lab.run(f"put_{kind}.nn", text=CELLS.format(delay="0.5", then=f"p.set(delay={delay})"))
        equal(put.rows("c", "v"), given.rows("c", "v"), f"v with delays {delay}")
        holds(max(put.signal("c", "v", 2)) > -64, "something arrives")


def rule_a_weight_that_is_set(lab):
    seen = arrivals(lab, "weight.nn", "run(1.2 ms)\np.set(weight=4)\nrun(1.5 ms)\np.set(weight=random.RandomDistribution("
                    '"uniform", (7, 8)))\nrun(3 ms)')
    equal(seen[:2], [(15, 1.0), (25, 4.0)], "the weight is that of the time of the spike")
    holds(all(7 <= w <= 8 for _, w in seen[2:]) and len(seen) == 4, f"weights of their own: {seen}")


def rule_weights_set_periodically(lab):
    seen = arrivals(lab, "periodic.nn", "every(2 ms, lambda: p.set(weight=3))\nrun(5 ms)")
    all_near([w for _, w in seen], [3, 3, 3, 3], 0, "weights, set from t_0 on")


def rule_delays_that_cannot_be(lab):
    for delay in ("0.01 ms", "-1 ms", "1e6 ms"):
        said = lab.run(f"bad{delay[:4]}.nn", text=TEXT.format(then=f"run(1 ms)\np.set(delay=1 ms*DELAY)\nrun(1 ms)", delay="1 ms", n=1,
                       queue="").replace("cell Sum", f"param DELAY = {delay.split()[0]}\ncell Sum"), fails=True)
        holds("a delay of" in said and "p" in said, said)


def rule_lists_come_in_any_order(lab):
    """Rows are sorted: a short one first, then one that is longer than the room of the first."""
    text = '''a = Population(2, SpikeSourceArray(spike_times=[1]), label="a")
b = Population(2000, IF_curr_exp(), label="b")
down = [(1, 1999 - j, 0.001*j, 1.0) for j in range(2000)]
Projection(a, b, FromListConnector([(0, 1, 7.0, 1.0), (0, 0, 8.0, 1.0)] + down), StaticSynapse(weight=0.1, delay=1), label="p")
run(1 ms)
'''
    rows = lab.run("unsorted.nn", "--save-connections", text=text).connections("p")
    equal([(r["pre"], r["post"], r["weight"]) for r in rows[:2]], [(0, 0, 8), (0, 1, 7)], "the short row")
    equal([r["post"] for r in rows[2:]], [float(j) for j in range(2000)], "targets of the long row")
    holds(all(abs(r["weight"] - 0.001*(1999 - r["post"])) < 1e-9 for r in rows[2:]), "weights of the long row")


LISTED = """setup(timestep=0.1 ms)
s = Population(1, SpikeSourceArray(spike_times=[1, 21]))
p = Population(3, IF_curr_exp(tau_syn_E=1))
e = Projection(s, p, FromListConnector([ROWS], column_names=["weight", "delay", COLUMNS]),
    TsodyksMarkramSynapse(tau_facil=0, tau_rec=40, U=0.5), receptor_type="excitatory")
p.record("excitatory.i_syn")
run(30 ms)
"""


def rule_lists_give_parameters_of_synapses(lab):
    """Each connection has its own: the second response is 1 - U exp(-20/tau_rec) of the first one."""
    rows = ((0, 0, 0.1, 1.0, 0.3, 20), (0, 1, 0.1, 1.0, 0.6, 100), (0, 2, 0.2, 1.0, 1, 10))
    listed = LISTED.replace("ROWS", str(rows)[1:-1]).replace("COLUMNS", '"U", "tau_rec"')
    r = lab.run("listed.nn", text=listed)
    for _, j, weight, _, u, tau in rows:
        x = r.signal("p", "excitatory.i_syn", j)
        near(x[20], weight * u, 1e-12, f"the first response of cell {j}")
        first = x[20] * math.exp(-20)
        near(x[220] - first, weight * u * (1 - u * math.exp(-20 / tau)), 1e-12, f"the second response of cell {j}")


def rule_other_columns_of_lists_are_refused(lab):
    for columns, row, words in (('"x"', "1", "`x` for each connection of a list is not supported"), ('"V"', "1", "synapses have no 'V'")):
        said = lab.refused("columns.nn", LISTED.replace("ROWS", f"(0, 1, 0.1, 1.0, {row})").replace("COLUMNS", columns))
        holds(words in said, said)
    r = lab.run("outside.nn", text=LISTED.replace("ROWS", "(0, 1, 0.1, 1.0, 1.5)").replace("COLUMNS", '"U"'), fails=True)
    holds("U of" in r and "from 0 to 1 = 1.5" in r and "outside of its bounds" in r, r)


if __name__ == "__main__":
    sys.exit(main(globals()))
