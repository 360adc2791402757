"""Parameters that cannot be are found when they are set, with equation, parameter and population, not at the first step."""
import sys

from harness import holds, main

CELL = '''param TAU = 20 ms
c = Population(3, {cell}, label="E")
c.record("v")
run(1 ms)
{more}
'''


def fails(lab, name, cell, *wanted, options=(), more=""):
    said = lab.run(name, *options, text=CELL.format(cell=cell, more=more), fails=True)
    for word in wanted:
        holds(word in said, f"{cell}: '{word}' in the message: {said}")
    holds("step 1" not in said, f"{cell}: found before the first step: {said}")


def rule_a_time_constant_of_zero(lab):
    fails(lab, "curr.nn", "IF_curr_exp(tau_m=0)", "equation of v", "tau_m, which is 0", "E[0]")
    fails(lab, "cond.nn", "IF_cond_exp(tau_m=[20, 0, 20])", "equation of v", "tau_m, which is 0", "E[1]")
    fails(lab, "syn.nn", "IF_curr_exp(tau_syn_E=0)", "equation of excitatory.i_syn", "tau_syn_E, which is 0", "E[0]")
    fails(lab, "param.nn", "IF_curr_exp(tau_m=TAU)", "tau_m, which is 0", options=("--set", "TAU=0ms"))


def rule_a_reset_above_the_threshold(lab):
    fails(lab, "reset.nn", "IF_curr_exp(v_reset=-40)", "still holds after its own actions", "v_reset", "v_thresh", "E[0]")


def rule_a_value_set_between_runs(lab):
    fails(lab, "later.nn", "IF_curr_exp()", "equation of v", "tau_m, which is 0", more="c.set(tau_m=0)\nrun(1 ms)")


def rule_a_propagator_that_overflows(lab):
    cell = "cell Grows:\n    param tau = 20 ms\n    state v = 1\n    dv/dt = v/tau\n"
    said = lab.run("grows.nn", text=cell + CELL.format(cell="Grows(tau=1e-5)", more=""), fails=True)
    holds("no finite step" in said and "E[0]" in said and "step 1" not in said, said)


def rule_values_outside_of_their_bounds(lab):
    """Those of the library: times, rates and the like are not negative."""
    for n, (cell, seen) in enumerate([
            ("IF_curr_exp(tau_m=-5)", "tau_m of E[0] = -5 ms"),
            ("IF_curr_exp(tau_refrac=-1)", "tau_refrac of E[0] = -1 ms"),
            ("IF_cond_exp(tau_syn_E=[5, -5, 5])", "tau_syn_E of E[1] = -5 ms"),
            ("IF_curr_alpha(cm=-0.1)", "cm of E[0] = -0.1 nF")]):
        fails(lab, f"bound{n}.nn", cell, seen, "outside of its bounds, 0 to inf", f"bound{n}.nn:2")
    text = CELL.replace('"v"', '"spikes"')
    said = lab.run("rate.nn", text=text.format(cell="SpikeSourcePoisson(rate=-5)", more=""), fails=True)
    holds("rate of E[0] = -5 Hz is outside" in said and "rate.nn:2" in said, said)
    fails(lab, "set.nn", "IF_curr_exp()", "tau_m of E", "set.nn:5", more="c.set(tau_m=-3)\nrun(1 ms)")


def rule_bounds_of_ones_own(lab):
    text = '''param N = 3 from 1 to 10
cell A:
    param tau = 5 ms from 0.1 to 1 s "time", x: mV = 3 from -4
    state v = 0
    dv/dt = (x/(1 mV) - v)/tau
p = Population(N, A(), label="E")
p.record("v")
run(1 ms)
'''
    lab.run("own.nn", text=text)
    for setting, seen in (("N=11", "N = 11 is outside of 1 to 10"), ("E.tau=2s", "tau of E[0] = 2000 ms is outside of its bounds, 0.1 to 1000"),
                          ("E.x=-5mV", "x of E[0] = -5 mV")):
        said = lab.run("own.nn", "--set", setting, text=text, fails=True)
        holds(seen in said and "outside" in said, f"{setting}: {said}")


def rule_defaults_are_within_their_bounds(lab):
    """Known where the model stands, whether a population sets the parameter or not."""
    text = 'cell A:\n    param tau = {}\n    state v = 1\n    dv/dt = -v/tau\n' + CELL.format(cell="A()", more="")
    for n, (given, seen) in enumerate([("2 s from 0 to 1 s", "`tau` is 2000 ms, outside of its bounds, 0 to 1000"), ("-1 ms from 0", "`tau` is -1 ms, outside of its bounds, 0 to inf"),
                                       ("20 ms from 1 s to 0 s", "no number is within the bounds of `tau`, 1000 to 0")]):
        said = lab.refused(f"default{n}.nn", text.format(given))
        holds("NNC0211" in said and seen in said and f"default{n}.nn:2" in said and said.count("error[") == 1, said)
    for n, given in enumerate(["1 s from 0 to 1 s", "5 ms from 5 ms to 5 ms"]):
        lab.run(f"edge{n}.nn", text=text.format(given))


def rule_a_param_is_whole_where_its_default_is(lab):
    text = """param N = 3
param g = 3.0
p = Population(N, IF_curr_exp(i_offset=g), label="E")
p.record("v")
run(1 ms)
"""
    said = lab.run("whole.nn", "--set", "N=2.5", text=text, fails=True)
    holds("N = 2.5 is no whole number, as its default in the model is" in said, said)
    lab.run("whole.nn", "--set", "N=4", "--set", "g=2.5", text=text)


def rule_a_zero_that_nothing_divides_by(lab):
    """In the arm of a test that is not taken."""
    text = '''cell C:
    param tau = 0 ms
    state v = 1
    dv/dt = -v/tau if tau > 0 ms else -v/(1 ms)
c = Population(1, C(), label="E")
c.record("v")
run(1 ms)
'''
    v = lab.run("arm.nn", text=text).signal("E", "v")
    holds(0.36 < v[-1] < 0.37, f"v after one time constant: {v[-1]}")


def rule_places_are_those_of_the_compiler(lab):
    """Of the library with its mark, and where the population is made; of a user's file without its folder."""
    said = lab.run("place.nn", text=CELL.format(cell="IF_curr_exp(tau_m=0)", more=""), fails=True)
    holds("error: <stdlib>/cells.nn:" in said and "in E[0] (place.nn:2:5)" in said, said)
    text = "cell A:\n    state v = 1\n    dv/dt = v^3/(0.01 ms)\n    integrate v with rk45\n" + CELL
    said = lab.run("cubed.nn", text=text.format(cell="A()", more=""), fails=True)
    holds("cubed.nn:" in said and "in E[0] (cubed.nn:6:5)" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
