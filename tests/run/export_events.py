"""Events that `nnc convert` writes as LEMS: between parts, of ports other than the first, to ports of cells, and over two trips."""
import sys

from exporting import both, convert_file, document, model, refused, same_spikes
from harness import equal, holds, main, near

PARTS = """setup(timestep=0.1 ms)
channel Counter:
    event done
    state n = 0
    on kick:
        n += 1
    when n >= 3:
        n = 0
        send to done
cell X:
    event third
    param drive = 1 mV/ms
    state v = 0 mV
    state k = 0
    channel c = Counter()
    dv/dt = drive
    on push:
        v += 0.5 mV
    when v >= 10 mV:
        spike
        v = 0 mV
        send to c.kick
    on c.done:
        k += 1
        send to third
p = Population(1, X(drive=1))
o = Population(1, X(drive=1.3))
q = Population(1, X(drive=0.2))
Projection(p, q, FromListConnector([(0, 0, 1, 1.5)]), StaticSynapse(), receptor_type="push", source="third")
Projection(o, q, FromListConnector([(0, 0, 1, 0.5)]), StaticSynapse(), receptor_type="push")
p.record("k")
q.record(["spikes", "v"])
run(100 ms)
"""


def rule_events_reach_parts_and_come_from_them(lab):
    """What a cell sends to a part, what it handles of one, and events of another port than spikes."""
    first, second = both(lab, "parts_and_ports", PARTS)
    holds(first.signal("p", "k")[-1] == 3, "the part sends nothing")
    equal(second.rows("p", "k"), first.rows("p", "k"), "k, which events of a part count")
    equal(second.rows("q", "v"), first.rows("q", "v"), "v, which two ports push")
    holds(second.rows("q", "spikes") == first.rows("q", "spikes"), "spikes of q")


def twice(lab, name, text):
    """Results of the document, and of the document that is made of it."""
    xml = document(lab, name, text)
    source, target = lab.folder / f"{name}_1.xml", lab.folder / f"{name}_2.xml"
    source.write_text(xml, encoding="utf-8")
    code, said, _ = convert_file(lab, source, target)
    equal((code, said), (0, ""), f"exit code and warnings of the second trip of {name}")
    return lab.run(f"{name}_1.xml", text=xml, dt=0.1), lab.run(f"{name}_2.xml", text=target.read_text(encoding="utf-8"), dt=0.1)


def rule_a_second_trip_keeps_receptors_and_ports(lab):
    """Lists of what is attached, and ports, are found again under the names of a document."""
    first, second = twice(lab, "twice_ports", PARTS)
    equal(second.rows("q", "v"), first.rows("q", "v"), "v of q")
    first, second = twice(lab, "twice_cells", model("IF_curr_exp", weight="1 nA"))
    holds(len(first.rows("p", "spikes")) > 3, "too few spikes")
    for k in range(3):  # each has an input of its own, so each is a population
        equal(second.signal(f"p_{k}", "v"), first.signal("p", "v", k), f"v of p[{k}]")
        equal(second.spikes(f"p_{k}"), first.spikes("p", k), f"spikes of p[{k}]")
    equal(second.bytes()["p_v.dat"], first.bytes()["p_v.dat"], "the file of v")


# ---- events with a weight that change the cell ----
def rule_steps_of_the_potential_keep_their_bits(lab):
    """Each weight has a port of the cell, which is held as in the model."""
    for cell, weight in [("IF_curr_delta", "9 mV"), ("IF_curr_delta", "20 mV")]:
        first, second = same_spikes(lab, f"delta_{weight[0]}", model(cell, weight=weight))
        equal(second.rows("p", "v"), first.rows("p", "v"), f"v with weights of {weight}")
    holds('targetPort="excitatory_w1"' in lab.texts["delta_9.xml"], "there is no port of a weight")


def rule_too_many_weights_of_such_events_are_refused(lab):
    text = """setup(timestep=0.1 ms)
p = Population(1, IF_curr_delta(i_offset=0.9 nA))
Projection(p, p, FromListConnector([(0, 0, 0.01*i, 1) for i in range(101)]), StaticSynapse(), receptor_type="excitatory")
run(1 ms)
"""
    refused(lab, "weights", text, "events of more than 100 weights that change the cell")


# ---- receptors that are no sum ----
SATURATED = """setup(timestep=0.1 ms)
cell Passive:
    receptor exc = Saturated()
    state v = -70 mV
    dv/dt = (10 nS*(-70 mV - v) + i_syn)/(200 pF)
receptor Saturated:
    state s = 0
    ds/dt = -s/(20 ms)
    on event(weight: 1): s += weight*(1 - s)
    current i = 5 nS*s*(0 mV - v)
    input v: mV
p = Population(2, Passive())
s = Population(2, SpikeSourceArray(spike_times=[5 ms, 8 ms]))
Projection(s, p, FromListConnector([CONNECTIONS], column_names=[]), StaticSynapse(weight=0.5, delay=1 ms), receptor_type="exc")
p.record("v")
run(20 ms)
"""


def rule_receptors_that_are_no_sum_have_one_connection(lab):
    """In LEMS each connection has a receptor of its own: of some that saturate together that would be something else."""
    refused(lab, "saturated", SATURATED.replace("CONNECTIONS", "(0, 0), (1, 0)"), "several connections to one receptor `exc`")
    first, second = both(lab, "alone", SATURATED.replace("CONNECTIONS", "(0, 0), (1, 1)"))
    for cell in (0, 1):
        for a, b in zip(first.signal("p", "v", cell), second.signal("p", "v", cell)):
            near(b, a, 0.05, "v of a cell with one connection")


# ---- continuous connections ----
CONTINUOUS = """setup(timestep=0.05 ms)
cell Passive:
    param g = 10 nS
    param e = -70 mV
    state v = -70 mV
    dv/dt = (g*(e - v) + i_syn + i_inj)/(200 pF)
synapse Rectifying:
    param g = 3 nS
    param low = -80 mV
    state s = 0.5
    ds/dt = ((pre.v - low)/(10 mV) - s)/(5 ms)
    current i = g*s*(pre.v - post.v)
p = Population(2, Passive(e=[-60, -65]))
q = Population(2, Passive())
Projection(p, q, FromListConnector([(0, 0), (1, 0), (1, 1)], column_names=[]), Rectifying(), receptor_type="i_syn", coupling="linear", label="r")
p.record("v")
q.record("v")
run(30 ms)
"""


def rule_a_synapse_that_reads_both_cells_is_two_components(lab):
    """One with the current and one that shows what it reads of the other cell."""
    first, second = both(lab, "rectifying", CONTINUOUS)
    holds("<Tunnel" in lab.texts["rectifying.xml"] and 'select="peer/v"' in lab.texts["rectifying.xml"], "there are no peers")
    one = [first.signal("q", "v", k) for k in (0, 1)]
    holds(max(one[0]) > max(one[1]) + 0.1 > -69.8, f"the cells are not connected: {max(one[0])}, {max(one[1])}")
    for k in (0, 1):
        for a, b in zip(one[k], second.signal("q", "v", k)):
            near(b, a, 1e-9, f"v of q[{k}]")


def rule_currents_at_both_cells_are_both_kept(lab):
    text = CONTINUOUS.replace("    current i =", "    current j to pre = 2*g*(post.v - pre.v)\n    current i =")
    first, second = both(lab, "mutual", text)
    for k in (0, 1):  # cells with other values are another population
        for one, two in [(first.signal("p", "v", k), second.signal(f"p_{k}", "v")), (first.signal("q", "v", k), second.signal("q", "v", k))]:
            holds(max(one) - min(one) > 0.1, "nothing happens")
            for a, b in zip(one, two):
                near(b, a, 1e-9, f"v of cell {k}")


def rule_continuous_connections_name_no_list(lab):
    """A cell that takes currents into another sum has two lists, of which a continuous connection would have to name one."""
    text = CONTINUOUS.replace("p.record", "DCSource(amplitude=0.1 nA).inject_into(q)\np.record", 1)
    refused(lab, "lists", text, "a continuous connection beside currents into other sums than `i_syn`")


# ---- what is drawn while it runs ----
def rule_poisson_sources_keep_their_rate(lab):
    """Events after intervals that are drawn, from `start` on, for `duration`."""
    text = """setup(timestep=0.1 ms, seed=4)
p = Population(40, SpikeSourcePoisson(rate=200 Hz, start=100 ms, duration=1000 ms))
q = Population(2, SpikeSourcePoisson(rate=0 Hz))
p.record("spikes")
q.record("spikes")
run(1300 ms)
"""
    first, second = both(lab, "poisson", text)
    one, two = first.spikes("p"), second.spikes("p")
    holds(min(two) > 100 and max(two) <= 1100.0 + 1e-9, f"spikes from {min(two)} to {max(two)}")
    near(len(two), 8000, 4*8000**0.5, "spikes of 40 sources of 200 Hz in 1 s")
    near(len(one), 8000, 4*8000**0.5, "spikes of the model")
    equal(len(second.rows("q", "spikes")), 0, "spikes of sources of 0 Hz")


def rule_draws_have_their_distributions(lab):
    text = """setup(timestep=1 ms, seed=7)
cell D:
    state u = 0
    state e = 0
    state n = 0
    whenever t > 0 ms:
        u = random.uniform(2, 5)
        e = random.exponential(3)
        n = random.normal(1, 2)
p = Population(20, D())
p.record(["u", "e", "n"])
run(500 ms)
"""
    first, second = both(lab, "draws", text)
    for name, mean, spread in [("u", 3.5, 0.75**0.5), ("e", 3, 3), ("n", 1, 2)]:
        for results in (first, second):
            values = [v for k in range(20) for v in results.signal("p", name, k)[2:]]
            error = spread/len(values)**0.5
            near(sum(values)/len(values), mean, 4*error, f"mean of {name}")
            near((sum((v - mean)**2 for v in values)/len(values))**0.5, spread, 0.05*spread, f"spread of {name}")


# ---- what parts read ----
def rule_parts_read_what_their_owner_gives_them(lab):
    """A part that is given another variable than the one of its name has a type of its own."""
    text = """setup(timestep=0.1 ms)
channel C:
    input v: mV
    input x: 1
    state m = 0.1
    dm/dt = (v/(1 mV) + x - m)/(10 ms)
cell X:
    state v = 1 mV
    state u = 3 mV
    state x = 5
    dv/dt = -v/(20 ms)
    du/dt = -u/(30 ms)
    channel a = C(v=v, x=x)
    channel b = C(v=u, x=2*x)
    total = a.m + b.m
p = Population(1, X())
p.record(["total", "a.m", "b.m"])
run(10 ms)
"""
    first, second = both(lab, "given", text)
    for variable in ["total", "a.m", "b.m"]:
        for a, b in zip(first.signal("p", variable), second.signal("p", variable)):
            near(b, a, 1e-12, variable)


sys.exit(main(globals()))
