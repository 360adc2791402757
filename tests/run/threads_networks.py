"""Threads change no byte of published networks, nor of one that learns (by LLVM too: llvm.threads_networks)."""
import sys

from harness import HERE, equal, holds, main

THREADS = (1, 2, 3, 7)
EXAMPLES = HERE.parents[1] / "examples"


def same_files(lab, name, text, *options):
    first = lab.run(name, *options, "--threads", "1", text=text)
    for n in THREADS[1:]:
        equal(lab.run(name, *options, "--threads", str(n)).bytes() == first.bytes(), True, f"the same bytes with {n} threads")
    return first


def example(name):
    return (EXAMPLES / name / f"{name}.nn").read_text(encoding="utf-8")


def rule_cuba(lab):
    r = same_files(lab, "cuba.nn", example("cuba"), "--t", "100ms", "--format", "csv")
    holds(len(r.steps("exc")) > 1000, "it spikes")


def rule_brunel_with_stdp(lab):
    """Excitatory synapses between excitatory cells learn; weights are drawn, delays too."""
    text = example("brunel")
    static = 'Projection(exc, all, FixedNumberPreConnector(C*4*N//5), StaticSynapse(weight=J, delay=1.5 ms), receptor_type="excitatory", label="E")'
    holds(static in text, "the projection of the example")
    learning = """stdp = STDPMechanism(timing_dependence=SpikePairRule(tau_plus=20 ms, tau_minus=20 ms, A_plus=0.01, A_minus=0.012),
    weight_dependence=AdditiveWeightDependence(w_min=0 mV, w_max=0.3 mV), weight=RandomDistribution("uniform", (0.05 mV, 0.15 mV)),
    delay=RandomDistribution("uniform", (0.5 ms, 2.5 ms)))
Projection(exc, exc, FixedNumberPreConnector(C*4*N//5), stdp, receptor_type="excitatory", label="EE")
Projection(exc, inh, FixedNumberPreConnector(C*4*N//5), StaticSynapse(weight=J, delay=1.5 ms), receptor_type="excitatory", label="EI")"""
    text = text.replace(static, learning)
    r = same_files(lab, "brunel.nn", text, "--t", "100ms", "--set", "N=2500", "--format", "csv", "--save-connections")
    holds(len(r.steps("exc")) > 1000, "it spikes")
    weights = [c["weight"] for c in r.connections("EE")]
    holds(len(set(weights)) > len(weights) / 2 and max(weights) > 0.15, "weights have changed")


if __name__ == "__main__":
    sys.exit(main(globals()))
