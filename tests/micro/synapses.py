"""Every synapse of stdlib/ against nnc-ref: what a cell receives, its spikes, weights at the end; ties between pre and post spikes."""
import sys

from reference import both, close, equal, holds, same_spikes
from table import SYNAPSES

from harness import main, near
from synapse_conditions import CELLS, LEAKY, REGIMES

# Drive of a very short current makes each cell fire one step after its arrival: 28.0 of the first cell meets the pre spike
# at 30.0 in a dendrite of 2 ms.
TEXT = '''pre = Population(2, SpikeSourceArray(spike_times=[10.0, 20.0, 21.0, 30.0, 30.4, 55.0, 90.0, 90.0, 91.0]), label="pre")
drive = Population(1, SpikeSourceArray(spike_times=[10.9, 18.9, 26.9, 28.9, 53.9, 60.0, 88.0]), label="drive")
post = Population(2, IF_curr_exp(tau_refrac=0.1, tau_syn_I=0.05), label="post")
Projection(drive, post[0:1], AllToAllConnector(), StaticSynapse(weight=1000, delay=1), receptor_type="inhibitory", label="d")
Projection(drive, post[1:2], AllToAllConnector(), StaticSynapse(weight=1000, delay=5.7), receptor_type="inhibitory", label="e")
Projection(pre, post, AllToAllConnector(), SYNAPSE, receptor_type="excitatory", label="p")
post.record(["v", "excitatory.i_syn"], sampling_interval=0.1 ms)
post.record("spikes")
run(120 ms)
'''


def compare(lab, name, synapse, dt):
    seen, wanted = both(lab, name, TEXT.replace("SYNAPSE", synapse), dt, "--save-connections")
    same_spikes(seen, wanted, "post", name)
    equal(len(seen.spikes("post")), 14, f"{name}: spikes")
    close(seen, wanted, "post", "excitatory.i_syn", 1e-11, name, cells=2)
    close(seen, wanted, "post", "v", 1e-11, name, cells=2)
    a, b = seen.connections("p"), wanted.connections("p")
    equal([(x["pre"], x["post"], x["delay"]) for x in a], [(x["pre"], x["post"], x["delay"]) for x in b], f"{name}: connections")
    if "stdp" in name:
        holds(all(1e-4 < abs(x["weight"] - 0.05) < 0.045 for x in a), f"{name}: weights move, and stay off their bounds: {a}")
    for x, y in zip(a, b):
        near(x["weight"], y["weight"], 1e-13, f"{name}: weight at the end")


def rule_all_synapses(lab):
    for name, synapse in SYNAPSES:
        compare(lab, name, synapse.replace("DELAY", "weight=0.05, delay=2"), 0.1)


def rule_splits_of_the_delay(lab):
    """From all in the axon to all in the dendrite; a step of half a delay's share, too."""
    for name, synapse in SYNAPSES:
        for k, fraction in enumerate((0.0, 0.25, 0.5)):
            if "stdp" in name:
                how = synapse.replace("DELAY", f"weight=0.05, delay=2, dendritic_delay_fraction={fraction}")
                compare(lab, f"{name}_{k}", how, 0.1)


# One that watches the potential of its source, and one with a regime whose test holds at once; the sum of what arrives is n.
WATCH = '''
cell Saw:
    state v = 0
    dv/dt = 1 /ms
    when v >= 0.999:
        spike
        v = 0
synapse Watch:
    state x = 0
    dx/dt = (pre.v - x)/(2 ms)
    when pre.v > 0.55: send weight*x
    when x > 0.4:
        x = 0.1
        send 10*weight
a = Population(2, Saw(), label="a")
'''
TWO = '''
synapse Two:
    state k = 0
    regime first:
        on pre:
            k += 1
            enter second
    regime second:
        on pre: k += 10
        whenever t > 0 ms:
            send weight*k
            enter first
a = Population(2, SpikeSourceArray(spike_times=[1, 1.1, 1.5, 1.6, 1.7]), label="a")
'''
JOIN = '''
c = Population(2, Sum(), label="c")
Projection(a, c, AllToAllConnector(), SYNAPSE, receptor_type="event")
c.record("n")
run(8 ms)
'''


def rule_conditions_of_synapses(lab):
    """And regimes, and `on start`, where the delay lies in the dendrite and in the axon."""
    texts = [(LEAKY.format(then=""), 1e-8), (REGIMES, 1e-8), (WATCH + JOIN.replace("SYNAPSE", "Watch(weight=1, delay=0.2 ms)"), 1e-3)]
    for fraction in (1, 0.75, 0.5):
        texts.append((TWO + JOIN.replace("SYNAPSE", f"Two(weight=1, delay=0.4 ms, dendritic_delay_fraction={fraction})"), 1e-12))
    for k, (text, tolerance) in enumerate(texts):
        seen, wanted = both(lab, f"conditions_{k}", CELLS + text, 0.1)
        close(seen, wanted, "c", "n", tolerance, f"model {k}", cells=2)


if __name__ == "__main__":
    sys.exit(main(globals()))
