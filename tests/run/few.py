"""Steps in which little arrives take the sums of few cells: every bit is as where all sums are taken."""
import sys

from harness import SINGLE, equal, holds, main

NETWORK = '''setup(timestep=0.1 ms)
s = Population(60, SpikeSourcePoisson(rate=40 Hz), label="s")
c = Population(400, {cell}, label="c")
Projection(s, c, FixedProbabilityConnector(0.08), StaticSynapse(weight={weight}, delay=0.3 ms), receptor_type="excitatory", label="e")
Projection(c, c, FixedNumberPreConnector(10), StaticSynapse(weight=RandomDistribution("uniform", ({low}, {high})),
           delay=0.5 ms), receptor_type="inhibitory", label="i")
{other}
c.record(["spikes", "v"])
run(100 ms)
'''
# One connection with a delay of its own: sums of all cells are taken in every step. It carries nothing.
OTHER = 'Projection(s, c, FromListConnector([(0, 0, 0 nA, 0.7 ms), (1, 1, 0 nA, 0.9 ms)], ["weight", "delay"]), label="o")'
CELLS = {
    "exp": ("IF_curr_exp(tau_refrac=2 ms)", "2 nA", "-0.3 nA", "-0.1 nA"),
    "alpha": ("IF_curr_alpha(tau_refrac=2 ms)", "2 nA", "-0.3 nA", "-0.1 nA"),
    "delta": ("IF_curr_delta(tau_refrac=2 ms)", "5 mV", "-1 mV", "-0.3 mV"),
    "cond": ("IF_cond_exp(tau_refrac=2 ms)", "0.02 uS", "0.001 uS", "0.002 uS"),
}


def results(lab, name, other, options=()):
    cell, weight, low, high = CELLS[name]
    text = NETWORK.format(cell=cell, weight=weight, low=low, high=high, other=other.replace("0 nA", "0 " + weight.split()[1]))
    return lab.run(f"{name}-{'all' if other else 'few'}.nn", *options, text=text)


def same(lab, name):
    few, all_sums = results(lab, name, ""), results(lab, name, OTHER)
    threads = results(lab, name, "", ("--threads", "3"))
    holds(len(few.spikes("c")) > 40, f"{name}: {len(few.spikes('c'))} spikes")
    for other in (all_sums, threads):
        equal(few.spikes("c"), other.spikes("c"), f"{name}: spikes")
        for cell in (0, 1, 7, 399):
            equal(few.signal("c", "v", cell), other.signal("c", "v", cell), f"{name}: v of cell {cell}")


def rule_exponential_currents(lab):
    same(lab, "exp")


def rule_alpha_currents(lab):
    same(lab, "alpha")


def rule_jumps_of_v(lab):
    """Tests read what arrived in the same step."""
    same(lab, "delta")


def rule_conductances(lab):
    same(lab, "cond")


def rule_infinite_sums_stop_in_their_step(lab):
    largest = "3e38" if SINGLE else "1.7e308"
    text = NETWORK.format(cell=CELLS["exp"][0], weight=f"-{largest} nA", low="0 nA", high="0 nA", other="")
    said = lab.run("infinite.nn", text=text, fails=True)
    holds("became minus infinite" in said, f"the sign of what arrived: {said}")
    said = lab.run("positive.nn", text=text.replace(f"-{largest}", largest), fails=True)
    holds("became infinite" in said, f"the sign of what arrived: {said}")


def rule_names_of_the_generated_code_are_free(lab):
    text = '''cell Named:
    param wakes = 20 ms, key = 1 nF
    receptor excitatory = CurrExp(tau_syn=5 ms)
    state checked = 0 mV
    dchecked/dt = -checked/wakes + i_syn/key
    when checked > 10 mV: spike; checked = 0 mV
c = Population(20, Named(), label="c")
c.record(["spikes", "checked"])
run(30 ms)
'''
    lab.run("names.nn", text=text)


def rule_programs_of_few_cells_have_the_same_bits(lab):
    """A number of cells that is no constant is taken to be large: vectors of cells, and functions in their loops."""
    text = '''setup(timestep=0.05 ms)
{size}
c = Population({n}, HH_cond_exp(i_offset=0.7 nA), label="c")
p = Population(2, SpikeSourcePoisson(rate=200 Hz), label="p")
Projection(p, c, AllToAllConnector(), StaticSynapse(weight=RandomDistribution("uniform", (0.01, 0.05)), delay=0.3 ms),
           receptor_type="excitatory", label="e")
c.record(["v", "spikes"])
run(60 ms)
'''
    few = lab.run("few_cells.nn", text=text.format(size="", n=5), dt=0.05)
    many = lab.run("many_cells.nn", text=text.format(size="param N = 5", n="N"), dt=0.05)
    holds(len(few.spikes("c")) > 5, "cells fire")
    equal({k: v for k, v in few.bytes().items()}, {k: v for k, v in many.bytes().items()}, "files")


if __name__ == "__main__":
    sys.exit(main(globals()))
