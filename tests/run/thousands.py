"""A thousand values in one program: holds and delays of exactly 1 to 1,000 steps (semantics 4, 5)."""
import sys

from harness import equal, main


def rule_holds(lab):
    text = '''c = Population(1000, IF_curr_exp(i_offset=5000 nA, tau_refrac=[0.1*(k + 1) for k in range(1000)]), label="c")
c.record("spikes")
run(250 ms)
'''
    trains = [[] for _ in range(1000)]
    r = lab.run("holds.nn", text=text)
    for time, cell in r.rows("c", "spikes"):
        trains[int(cell)].append(round(10 * float(time)))
    for k, train in enumerate(trains):
        equal(train, list(range(1, 2501, k + 2)), f"spikes of a cell that is held for {k + 1} steps")


def rule_delays(lab):
    text = '''connector Later:
    for pre i, post j:
        connect if i == j, weight = 1 nA, delay = 0.1 ms*(i + 1)

a = Population(1000, SpikeSourceArray(spike_times=[1.0]), label="a")
c = Population(1000, IF_curr_exp(tau_syn_E=1e6, v_thresh=1e9), label="c")
Projection(a, c, Later(), StaticSynapse(), receptor_type="excitatory", label="p")
c.record("excitatory.i_syn")
run(110 ms)
'''
    rows = lab.run("delays.nn", text=text).rows("c", "excitatory.i_syn")
    first = [None] * 1000
    for step, row in enumerate(rows):
        for cell, x in enumerate(row[1:]):
            if first[cell] is None and x != "0":
                first[cell] = step
    equal(first, [10 + k + 1 for k in range(1000)], "steps at which spikes of t_10 arrive")


if __name__ == "__main__":
    sys.exit(main(globals()))
