"""Inputs of events, recorded receptors and populations of different cells that `nnc convert` writes as LEMS."""
import sys

from exporting import both, refused
from harness import equal, holds, main, near

INPUT = """setup(timestep=0.1 ms, seed=5)
p = Population(50, IF_curr_exp(i_offset=0 nA, tau_m=20 ms, cm=1 nF, v_thresh=100 mV, tau_syn_E=2 ms, tau_syn_I=2 ms))
x = PoissonInput(p, "excitatory", rate=RATE, n=COUNT, weight=0.05 nA, delay=1 ms)
y = PoissonInput(p[10:20], "inhibitory", rate=400 Hz, weight=-0.3 nA, start=100 ms, duration=100 ms)
p.record("v")
run(400 ms)
"""


def mean(results, cells, first):
    values = [v for k in cells for v in results.signal("p", "v", k)[first:]]
    return sum(values)/len(values)


def rule_inputs_of_events_keep_their_rate(lab):
    """weight*rate*tau_syn*tau_m/cm above rest; of views for a while only; many events come from several sources."""
    for name, rate, count, rise in [("few", "300 Hz", 1, 0.6), ("many", "50 Hz", 200, 20)]:
        first, second = both(lab, f"input_{name}", INPUT.replace("RATE", rate).replace("COUNT", str(count)))
        for results, what in ((first, "model"), (second, "document")):
            near(mean(results, range(20, 50), 1500), -65 + rise, 0.05*rise + 0.05, f"mean of v of the {what}, {name}")
            low = min(min(results.signal("p", "v", k)[1200:2000]) for k in range(10, 20))
            holds(low < min(min(results.signal("p", "v", k)[1200:2000]) for k in range(20, 30)) - 0.5, f"the view of the {what} is not inhibited")
    equal(lab.texts["input_few.xml"].count("<population "), 3, "populations")


def rule_too_many_events_are_refused(lab):
    refused(lab, "input_most", INPUT.replace("RATE", "10000 Hz").replace("COUNT", "1000"), "events in a step")


RECORDED = """setup(timestep=0.1 ms)
s = Population(2, SpikeSourceArray(spike_times=[[1, 5], [3, 3.4, 9]]))
p = Population(2, IF_curr_exp())
Projection(s, p, FromListConnector([(0, 0), (1, 0), (1, 1)], column_names=[]), StaticSynapse(weight=0.1, delay=1), receptor_type="excitatory")
p.record(["excitatory.isyn", "v"])
run(20 ms)
"""


def rule_variables_of_receptors_are_recorded_as_sums(lab):
    first, second = both(lab, "receptors", RECORDED)
    for k in range(2):
        wanted = first.signal("p", "excitatory.isyn", k)
        holds(max(wanted) > 0.005, "nothing arrives")
        for a, b in zip(wanted, second.signal("p", "excitatory_isyn", k)):
            near(b, a, 1e-12, "isyn")
    refused(lab, "conductances", RECORDED.replace("IF_curr_exp", "IF_cond_exp").replace("isyn", "gsyn"),
            "the record of `excitatory.gsyn` beside the current of that receptor")


def rule_populations_of_many_different_cells(lab):
    """Each set of values has a component; cells with the same one share it, wherever they are."""
    text = """setup(timestep=0.1 ms)
cell X:
    param a = 1
    state x = 0
    dx/dt = a/(1 ms)
p = Population(24, X(a=lambda i: i % 3 + 1))
p.record("x")
run(1 ms)
"""
    first, second = both(lab, "different", text)
    equal(lab.texts["different.xml"].count("<X "), 3, "components")
    for k in range(24):
        equal(second.signal(f"p_{k}", "x"), first.signal("p", "x", k), f"x of cell {k}")


MODELS = {"receptors.nn": RECORDED}  # for tests/convert/trips.py
if __name__ == "__main__":
    sys.exit(main(globals()))
