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
    fails(lab, "grows.nn", "IF_curr_exp(tau_m=-1e-5)", "no finite step", "v", "E[0]")


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


if __name__ == "__main__":
    sys.exit(main(globals()))
