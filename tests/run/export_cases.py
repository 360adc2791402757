"""Actions with cases that `nnc convert` writes as LEMS, whose actions are assignments and nothing else."""
import sys

from exporting import both, document, refused
from harness import equal, holds, main, near

CASES = """setup(timestep=0.1 ms)
cell Cases:
    param drive = 1 mV/ms
    state v = 0 mV
    state n = 0
    state last = 0
    state a = 1
    state b = 2
    state c = 0
    state d = 0
    dv/dt = drive
    when v >= 5 mV:
        n += 1
        last = n
        if n > 2 and v < 5.12 mV:
            a = n + b
            b = a
            spike
        elif n > 10:
            if b > 20:
                a = 0
                b = a - 1
            c = b
        else: last = -n
        d = last + a
        v = 0 mV
        if a > b: a -= 1
    on push:
        if v > 2 mV: v -= 1 mV
        else:
            v += 1.5 mV
            c += 1
p = Population(2, Cases(drive=[1, 1.7]))
q = Population(1, SpikeSourceArray(spike_times=[3 + 4.9*k for k in range(48)]))
Projection(q, p, FromListConnector([(0, 0), (0, 1)], column_names=[]), StaticSynapse(weight=1, delay=0.5), receptor_type="push")
p.record(["spikes", "v", "n", "last", "a", "b", "c", "d"])
run(250 ms)
"""


def rule_cases_of_actions_keep_their_values(lab):
    """Assignments see those before them, in cases too; what is sent in one case is sent in the same step."""
    first, second = both(lab, "cases", CASES)
    for k in (0, 1):
        holds(len(first.spikes("p", k)) > 5, "too few spikes")
        equal(second.spikes(f"p_{k}"), first.spikes("p", k), f"spikes of cell {k}")
        for name in ("v", "n", "last", "a", "b", "c", "d"):
            seen, wanted = second.signal(f"p_{k}", name), first.signal("p", name, k)
            holds(len(set(wanted)) > 2, f"{name} does nothing")
            equal(seen, wanted, f"{name} of cell {k}")


DRAWN = """setup(timestep=0.1 ms, seed=3)
cell Drawn:
    state n = 0
    state x = 0
    state y = 0
    whenever t > 0 ms:
        if random.uniform(0, 1) < 0.25:
            n += 1
            x += random.normal(2, 1)
            y += 1
            spike
        elif random.uniform(0, 1) < 0.5: y += 1
p = Population(20, Drawn())
p.record(["spikes", "n", "x", "y"])
run(100 ms)
"""


def rule_a_drawn_test_is_drawn_once(lab):
    """All that one case assigns and sends goes together."""
    first, second = both(lab, "drawn_cases", DRAWN)
    for results, what in ((first, "model"), (second, "document")):
        n, x, y = ([results.signal("p", name, k)[-1] for k in range(20)] for name in "nxy")
        near(sum(n), 5000, 4*(20000*0.25*0.75)**0.5, f"n of the {what}")
        near(sum(x), 2*sum(n), 4*(sum(n))**0.5, f"x of the {what}")
        near(sum(y), 20000*0.625, 4*(20000*0.625*0.375)**0.5, f"y of the {what}")
        for k in range(20):
            near(len(results.spikes("p", k)), n[k], 1.5, f"spikes of a cell of the {what}")
            holds(y[k] >= n[k], "y counts less than n")


SYNAPSE = """setup(timestep=0.1 ms)
synapse Counting:
    state k = 0
    state u = 0.5
    on pre:
        k = 1 - k
        if k < 0.5:
            u = 0.5*u
            send weight*u
        else: send 2*weight
p = Population(1, IF_curr_exp(tau_syn_E=2 ms))
q = Population(1, SpikeSourceArray(spike_times=[5 ms, 8 ms, 12 ms, 20 ms]))
Projection(q, p, OneToOneConnector(), Counting(weight=0.5 nA, delay=1 ms), receptor_type="excitatory")
p.record("v")
run(30 ms)
"""


def rule_a_synapse_sends_in_cases(lab):
    first, second = both(lab, "counting", SYNAPSE)
    one, two = first.signal("p", "v"), second.signal("p", "v")
    holds(max(one) > min(one) + 1, "nothing arrives")
    for a, b in zip(one, two):
        near(b, a, 1e-2, "v")


def rule_old_values_are_kept_for_those_who_read_them(lab):
    """What an assignment reads is not yet changed in simulators whose variables are those of the start of a step, either."""
    xml = document(lab, "order", CASES)
    action = xml.split('<OnCondition test="v .geq.')[1].split("</OnCondition>")[0]
    names = [line.split('variable="')[1].split('"')[0] for line in action.splitlines() if "variable=" in line]
    equal(len(names), len(set(names)), "variables that are assigned once")
    holds(any(name.startswith("next_") for name in names), f"no value is put aside: {names}")


def rule_holds_and_regimes_in_cases_are_refused(lab):
    text = """setup(timestep=0.1 ms)
cell H:
    state v = 0 mV
    dv/dt = 1 mV/ms
    when v > 5 mV:
        v = 0 mV
        if t > 10 ms: hold v for 2 ms
p = Population(1, H())
run(1 ms)
"""
    refused(lab, "held", text, "`if` with `hold` in an action")


MODELS = {"cases.nn": CASES}  # for tests/convert/trips.py
if __name__ == "__main__":
    sys.exit(main(globals()))
