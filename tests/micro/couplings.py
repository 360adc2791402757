"""Couplings of cells against nnc-ref: gap junctions, graded synapses, held and linear."""
import sys

from reference import Reference, both, close

import couplings
import lems_continuous
from harness import main

GRADED = '''synapse Graded:
    param g = 2 nS, tau = 4 ms
    state s = 0.1
    ds/dt = (1/(1 + exp(-(pre.v + 60 mV)/(2 mV))) - s)/tau
    current i = g*s*(-20 mV - post.v)
''' + couplings.RC + '''
a = Population(2, RC(), label="a")
b = Population(1, RC(tau=30), label="b")
a.initialize(v=-58)
a.record("v")
b.record("v")
Projection(a, b, AllToAllConnector(), Graded(), coupling="HOW")
Projection(b, a, AllToAllConnector(), Graded(g=1), coupling="held")
run(20 ms)
'''


def rule_gap_junctions(lab):
    for how in ("held", "linear"):
        text = couplings.PAIR.replace("ARGS", "").replace("HOW", how).replace("GAP", "20 nS").replace("UNTIL", "10")
        seen, wanted = both(lab, f"gap_{how}", text, 0.1)
        for label in "ab":
            close(seen, wanted, label, "v", 1e-13, how)


def rule_graded_synapses(lab):
    for how in ("held", "linear"):
        seen, wanted = both(lab, f"graded_{how}", GRADED.replace("HOW", how), 0.1)
        for label, cells in (("a", 2), ("b", 1)):
            close(seen, wanted, label, "v", 1e-13, how, cells=cells)


def rule_what_is_recorded_of_synapses(lab):
    """Currents and states of single connections of a document, while their cells move; and of the text of the IR."""
    network = lems_continuous.junctions((0, 1, 2)) + lems_continuous.graded(0, 1) + lems_continuous.PULSE.replace("pulse", "weak")
    text = lems_continuous.document(network, "p[0]/gap/i p[1]/gap/vpeer q[1]/graded/s q[1]/graded/i q[1]/graded/inf")
    text = text.replace("<network ", '<pulseGenerator id="weak" delay="5ms" duration="20ms" amplitude="40pA"/><network ', 1)
    seen, wanted = both(lab, "recorded", text, 0.05, ending="xml")
    for label, variable in (("p", "egap.1.far.i"), ("p", "egap.1.near.vpeer"), ("q", "c.2.near.s"), ("q", "c.2.near.i"), ("q", "c.2.near.inf")):
        close(seen, wanted, label, variable, 1e-11, "document")
    for way in ("between", "periodic"):
        seen, wanted = both(lab, way, lems_continuous.module(way=way), 0.1, ending="ir")
        close(seen, wanted, "a", "gap.i", 1e-12, way)


def rule_saved_weights_have_their_unit(lab):
    """What the program saves in the unit of the synapse is read in it."""
    text = couplings.PAIR.replace("Gap:\n    param g = 1 nS", "Gap:\n    state weight: nS = 0").replace("g*(", "weight*(")
    text = text.replace("Gap(g=GAP)", "Gap(weight=20 nS)").replace("ARGS", "").replace("HOW", "held").replace("UNTIL", "10")
    seen = lab.run("gap_saved.nn", "--save-connections", text=text)
    wanted = Reference(lab).run("gap_saved.nn", text, 0.1, "--connections", str(seen.folder))
    close(seen, wanted, "a", "v", 1e-13, "saved")


if __name__ == "__main__":
    sys.exit(main(globals()))
