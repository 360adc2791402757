"""What `nnc convert` does not write as LEMS: each row of the table in docs/convert.md has a model here, and each model a row."""
import pathlib
import re
import sys

from exporting import refused
from harness import equal, main

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs/convert.md"
START, END = "setup(timestep=0.1 ms)\n", "run(1 ms)\n"
CELL = "p = Population(2, IF_curr_exp(i_offset=0.9 nA))\n"
SOURCE = "s = Population(1, SpikeSourceArray(spike_times=[1]))\n"
RECEPTOR = """cell C:
    receptor r = Pair()
    state v = 0
    dv/dt = -v/(1 ms)
receptor Pair:
    state g = 0
    dg/dt = -g/(1 ms)
    on event(weight: 1): g += weight*(1 - g)
    current i = 1 nA*g
"""


def connect(model, what="p", weights="(0, 0)"):
    return f'Projection(p, {what}, FromListConnector([{weights}], column_names=[]), {model}, receptor_type="excitatory")\n'


# Row of the table: what is refused, the model, what is said.
CASES = {
    "`noise`": ("cell N:\n    state v = 0\n    noise xi\n    dv/dt = -v/(1 ms) + xi/sqrt(1 ms)\np = Population(1, N())\n", "`noise` in cell N"),
    "`delay(x, d)`": ("cell L:\n    state v = 1\n    dv/dt = -delay(v, 2 ms)/(1 ms)\np = Population(1, L())\n", "`delay`"),
    "draws of other distributions": ("cell D:\n    state x = 0\n    whenever t > 0 ms:\n        x = random.gamma(2, 1)\np = Population(1, D())\n", "`draw`"),
    "numbers of events of other distributions": ("cell B:\n    whenever t > 0 ms:\n        for k in range(random.binomial(3, 0.1)): spike\np = Population(1, B())\n",
                                                 "a number of events that is drawn or computed"),
    "`if` with `hold` or regimes": ("cell I:\n    state x = 0\n    dx/dt = 1/(1 ms)\n    when x > 1:\n        x = 0\n        if t > 9 ms: hold x for 1 ms\np = Population(1, I())\n",
                                    "`if` with `hold` in an action"),
    "several connections to a receptor that is no sum": (
        RECEPTOR + "p = Population(2, C())\nq = Population(2, IF_curr_exp())\n"
        'Projection(q, p, FromListConnector([(0, 0), (1, 0)], column_names=[]), StaticSynapse(weight=1), receptor_type="r")\n',
        "several connections to one receptor `r`"),
    "`on post`": (CELL + connect("STDPPairAdditive(weight=1)", weights="(0, 1)"), "`on post` in a synapse"),
    "a synapse that reads its target, with a delay behind it": (
        "synapse V:\n    on pre: send weight*exp(post.v/(9 mV))\n" + CELL + connect("V(weight=1, delay=1)", weights="(0, 1)"), "a delay of `p>p/excitatory` behind its synapse"),
    "more than 100 weights of events that change the cell": (
        'p = Population(1, IF_curr_delta())\nProjection(p, p, FromListConnector([(0, 0, 0.01*i, 1) for i in range(101)]), StaticSynapse(), receptor_type="excitatory")\n',
        "events of more than 100 weights that change the cell"),
    "more than 1000 sets of values in a population": ("p = Population(1001, IF_curr_exp(i_offset=lambda i: 0.001*i))\n", "more than 1000 sets of values"),
    "more than 100 events of an input in a step": (CELL + 'PoissonInput(p, "excitatory", rate=10000 Hz, n=1000, weight=1)\n', "events in a step"),
    "records of a conductance of a receptor": (
        'p = Population(1, IF_cond_exp())\np.record("excitatory.gsyn")\n', "the record of `excitatory.gsyn` beside the current of that receptor"),
    "a condition outside of regimes that depends on an earlier one with `hold`, or in a regime: LEMS tests it first":
        ("cell L:\n    state v = 0, w = 0\n    event low\n    dv/dt = 1/(1 ms)\n    when v > 3:\n        v = -1\n        hold v for 1 ms\n"
         "    when v < 0: send to low\np = Population(1, L())\n",
         "a condition that depends on an earlier one in a regime or with a `hold`"),
    "holds and windows between steps": ("p = Population(1, IF_curr_exp(tau_refrac=0.14 ms))\n", "a hold of 0.14 ms, which is no whole number of steps,"),
    "views of drawn cells": (CELL + 'p.sample(1).record("v")\n', "a view of cells that are drawn"),
    "a time constant of 0": (CELL + SOURCE + 'Projection(s, p, FromListConnector([(0, 0)], column_names=[]), TsodyksMarkramSynapse(weight=1), receptor_type="excitatory")\n',
                             "`tau_facil`, a divisor, with the value 0"),
    "changes in the course of a run": (CELL + "run(1 ms)\np.set(i_offset=1)\n", "`set` in the course of a simulation"),
}


def table():
    """First cells of the table of what is refused."""
    text = DOCS.read_text(encoding="utf-8").split("| not in LEMS | instead |")[1]
    return [row[1] for row in re.findall(r"^(\| (.*?) \| .* \|)$", text.split("\n\n")[0], re.M)]


def rule_the_table_has_each_refusal(lab):
    equal(table(), list(CASES), "rows of the table in docs/convert.md")


def rule_each_row_is_refused(lab):
    for number, (text, said) in enumerate(CASES.values()):
        refused(lab, f"case{number}", START + text + END, said)


sys.exit(main(globals()))
