"""Cells chosen by views of views, assemblies and one by one; array parameters of single cells (semantics 5, 9)."""
import sys

from harness import Failure, equal, holds, main

SOURCES = "pop = Population(20, SpikeSourceArray(spike_times=lambda i: [i + 1]))\npop.record('spikes')\n"


def fired(lab, name, lines, *options):
    """Cells with a spike time above 100 ms, which `lines` gives to those that it chooses."""
    r = lab.run(f"{name}.nn", *options, text=SOURCES + lines + "\nrun(200 ms)\n")
    return sorted({int(i) for t, i in r.rows("pop", "spikes") if float(t) > 100})


def rule_views_of_views(lab):
    late = ".set(spike_times=[150])"
    for name, view, wanted in (("slice", "pop[4:16:2][1:4]", [6, 8, 10]), ("list", "pop[4:16:2][1:4][[2, 0]]", [6, 10]),
                               ("mask", "pop[[True, False]*10][3]", [6]), ("end", "pop[10:][-3:]", [17, 18, 19]),
                               ("all", "pop[3:5].all()", [3, 4]), ("view", "PopulationView(pop, [1, 0])", [0, 1])):
        equal(fired(lab, name, view + late), wanted, view)


def rule_a_sample_of_a_view_is_in_the_view(lab):
    chosen = fired(lab, "sample", "pop[5:15].sample(4).set(spike_times=[150])")
    holds(len(chosen) == 4 and all(5 <= i < 15 for i in chosen), f"a sample: {chosen}")


def rule_sizes_known_when_the_program_starts(lab):
    text = """param N = 20
param first = 4
pop = Population(N, SpikeSourceArray(spike_times=[1]))
pop.record("spikes")
pop[first:N][2:4].set(spike_times=[150])
run(200 ms)
"""
    for options, wanted in (((), [6, 7]), (("--set", "N=30", "--set", "first=10"), [12, 13])):
        r = lab.run("sizes.nn", *options, text=text)
        equal(sorted({int(i) for t, i in r.rows("pop", "spikes") if float(t) > 100}), wanted, f"with {options}")


def rule_cells_of_assemblies(lab):
    lines = "more = Population(5, SpikeSourceArray())\nboth = pop + more\n"
    equal(fired(lab, "part", lines + "both[18:22].set(spike_times=[150])"), [18, 19], "a slice over two populations")
    equal(fired(lab, "each", lines + "for k, cell in enumerate(both):\n    if k % 7 == 3: cell.spike_times = [150]"),
          [3, 10, 17], "one by one")


def rule_arrays_of_single_cells(lab):
    r = lab.run("listed_cells.nn", text="""src = Population(3, SpikeSourceArray(spike_times=[[0, 5], (1, 2), []]))
src.record("spikes")
run(12)
src[0:2].set(spike_times=[[14], [15, 16 ms]])
src[2].spike_times = [17]
run(8)
""")
    equal(r.rows("src", "spikes"), [[str(t), str(i)] for t, i in
                                    ((0, 0), (1, 1), (2, 1), (5, 0), (14, 0), (15, 1), (16, 1), (17, 2))], "spikes")


def rule_arrays_of_views(lab):
    """An array has a value for each place in the view, whatever its cells are."""
    lines = "v = pop[4:16:2][1:4]\nv.set(spike_times=[[150], [151], [152]])"
    r = lab.run("places.nn", text=SOURCES + lines + """
cells = Population(6, IF_curr_exp())
cells[[5, 1, 3]].set(i_offset=[1, 2, 3])
cells[2:4].initialize(v=[-60, -61])
cells[4].sample(1).initialize(v=[-62])
cells.record("v")
run(200 ms)
""")
    equal([[t, i] for t, i in r.rows("pop", "spikes") if float(t) > 100], [["150", "6"], ["151", "8"], ["152", "10"]], "spikes")
    equal([r.signal("cells", "v", k)[0] for k in range(6)], [-65, -65, -60, -61, -62, -65], "initial values")
    later = [r.signal("cells", "v", k)[1] for k in range(6)]
    holds(later[0] == -65 < later[1] < later[5], f"currents 1, 2, 3 into cells 1, 3, 5: {later}")


def rule_probabilities_that_rise_with_distance_find_far_cells(lab):
    """A probability may jump up: only what falls everywhere lets far cells be passed over."""
    text = """cells = Population(400, IF_curr_exp(), structure=Grid2D(dx=10, dy=10), label="cells")
wires = Projection(cells, cells, DistanceDependentProbabilityConnector("RULE"), StaticSynapse(weight=0.1, delay=1), label="wires")
run(1)
"""
    near, far = (len(lab.run(name + ".nn", "--save-connections", text=text.replace("RULE", rule)).connections("wires"))
                 for name, rule in (("near", "1 if d < 95 else 0"), ("far", "0 if d < 95 else 1")))
    equal(near + far, 400*400, "pairs that one rule or the other connects")


SWITCHES = """cell Switch:
    param on = True, n = 2, limit = 3.05 mV
    state v = 0 mV, up = True
    strong = exp(n) > 7 and on
    dv/dt = (1 mV/ms if on else 0 mV/ms) if up else -2 mV/ms
    when strong and v > limit: up = not on
c = Population(5, Switch(on=[True, False, True, True, True]), label="c")
c[3:].set(on=False)
c[2].n = 1
c.record(["v", "up", "strong"])
run(5 ms)
c.set(on=True)
run(1 ms)
"""


def rule_switches(lab):
    """Tests as parameters, states and aliases; as values of all cells, of views, in arrays."""
    r = lab.run("switches.nn", text=SWITCHES)
    for variable, at, wanted in (("v", 50, [-0.7, 0, 5, 0, 0]), ("v", 60, [-2.7, 1, 6, 1, 1]),
                                 ("up", 50, [0, 1, 1, 1, 1]), ("strong", 0, [1, 0, 0, 0, 0]), ("strong", 60, [1, 1, 0, 1, 1])):
        seen = [r.signal("c", variable, cell)[at] for cell in range(5)]
        holds(all(abs(a - b) < 1e-9 for a, b in zip(seen, wanted)), f"{variable} at step {at}: {seen} instead of {wanted}")


SEQUENCES = """cell Listed:
    param times: [ms] = [1, 2.5, 0.003 s]
    state n = 0
    whenever count(times, t) > 0: spike
source Steps:
    param at: [ms] = [1, 2], amps: [nA] = [0.5, 1]
    current i = lookup(at, amps, t)
cell Sum:
    state v = 0 mV
    dv/dt = i_inj/(1 nF)
c = Population(2, Listed(), label="c")
d = Population(1, Sum(), label="d")
Steps().inject_into(d)
c[1].set(times=[4])
c.record("spikes")
d.record("v")
run(5)
"""


def rule_sequences_by_default(lab):
    r = lab.run("default_lists.nn", text=SEQUENCES)
    equal([r.spikes("c", cell) for cell in range(2)], [[1, 2.5, 3], [4]], "spikes of sequences")
    holds(abs(r.signal("d", "v")[-1] - 3.5) < 1e-9, "a source with sequences of its own")


def rule_parameters_are_recorded(lab):
    """What they are at each time, in the cell and in its parts; lists of what there is to record leave them out."""
    cell = "cell C:\n    param cm = 100 pF\n    state v = -60 mV\n    channel leak:\n        input v: mV\n        param erev = -70 mV\n" \
        "        i = (3 nS)*(erev - v)\n    dv/dt = leak.i/cm\np = Population(3, C(cm=[100 pF, 200 pF, 300 pF]), label='p')\n"
    r = lab.run("constants.nn", text=cell + "p.record(['cm', 'leak.erev'])\nrun(0.3 ms)\np[0:1].set(cm=50 pF)\nrun(0.2 ms)\n")
    equal([r.signal("p", "cm", cell) for cell in range(2)], [[100]*4 + [50]*2, [200]*6], "a parameter")
    equal(r.signal("p", "leak.erev", 2), [-70]*6, "a parameter of a part")
    said = lab.refused("constants_list.nn", cell + "p.record('nothing')\nrun(1 ms)\n")
    holds("there are v, leak.v, leak.i" in said, said)


def rule_times_of_single_cells_are_sorted(lab):
    """As those of all cells are, with a warning; what is negative is refused."""
    for k, times in enumerate(("[[5, 2], [3]]", "lambda i: [5 - 3*i, 2 + i]")):
        text = f"s = Population(2, SpikeSourceArray(spike_times={times}), label='s')\ns.record('spikes')\nrun(10)\n"
        r = lab.run(f"unsorted{k}.nn", text=text)
        equal([r.steps("s", cell) for cell in range(2)], [[20, 50], [30] if k == 0 else [20, 30]], times)
    negative = "s = Population(2, SpikeSourceArray(spike_times=[[1], [-3]]))\nrun(10)\n"
    try:
        lab.program("negative_times.nn", negative)
    except Failure as failure:
        holds("is negative" in str(failure), f"the message: {failure}")
    else:
        raise Failure("a negative time is accepted")


if __name__ == "__main__":
    sys.exit(main(globals()))
