"""Documents of NineML written as `.nn`, and again as NineML: the same bits, also of sums, draws and several actions at once."""
import subprocess
import sys

from harness import equal, holds, main
from nineml import ALL, CELL, CLOCKS, DECAY, LIF, SYNAPSE, WIRES, compile_document, start
from nineml_text import (alias, component, derivative, distribution, document, dynamics, on, population, projection, random, regime, rule, states, when)

POISSON = dynamics("Poisson", states("next:time") + regime("only", when("t > next", "only", "spike", next="t + random.exponential(rate)*unit")),
                   "rate:dimensionless unit:time", spikes="spike") + component("poisson", "Poisson", {"next": "0 ms"}, rate="0.3 unitless", unit="1 ms")
PAIRS = dynamics("Pairs", states("w:current x:dimensionless y:dimensionless") + alias("weight", "w") + regime(
    "only", derivative("x", "-x/tau"), derivative("y", "-y/tau"), on("pre", "only", w="max(0*most, w - 0.06*most*y)", x="x + 1"),
    on("post", "only", w="min(most, w + 0.05*most*x)", y="y + 1")), "tau:time most:current", "weight:current", hears="pre post")
LEARNING = PAIRS + component("pairs", "Pairs", {"w": "5 nA", "x": "0 unitless", "y": "0 unitless"}, tau="20 ms", most="20 nA")
LEARNS = {**WIRES, "plasticity": "pairs", "to_plasticity": {"Source": "spike>pre", "Destination": "spike>post"}}
SOME = rule("Probabilistic", "probability:dimensionless") + component("some", "Probabilistic", probability="0.4 unitless")


def law(name, **values):
    words = " ".join(f"{k}:dimensionless" for k in values)
    return distribution(name, words) + component(f"{name}s", name, **{k: f"{v} unitless" for k, v in values.items()})


def same_as_nn(lab, text, simtime="50ms"):
    program, _ = compile_document(lab, text)
    source = program.parent / "again.nn"
    done = subprocess.run([lab.nnc, "convert", str(program.parent / "model.xml"), "-o", str(source)], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 0, f"exit code of convert: {done.stderr}")
    again = program.parent / "again"
    done = subprocess.run([lab.nnc, str(source), "-o", str(again)], capture_output=True, text=True, timeout=120)
    equal(done.returncode, 0, f"exit code for {source.read_text(encoding='utf-8')}: {done.stderr}")
    first, second = (start(lab, p, "--set", f"simtime={simtime}") for p in (program, again))
    holds(first.bytes() == second.bytes(), f"{source.read_text(encoding='utf-8')} computes something else")
    return first


def same_as_nineml(lab, text, first):
    for version in ("nineml1", "nineml2"):
        program, _ = compile_document(lab, text)
        target = program.parent / "again.xml"
        done = subprocess.run([lab.nnc, "convert", str(program.parent / "model.xml"), f"--to={version}", "-o", str(target)], capture_output=True, text=True, timeout=60)
        equal(done.returncode, 0, f"exit code of convert: {done.stderr}")
        again, _ = compile_document(lab, target.read_text(encoding="utf-8"))
        holds(start(lab, again, "--set", "simtime=50ms").bytes() == first.bytes(), f"{target.read_text(encoding='utf-8')} computes something else")


def rule_sums_of_many_events(lab):
    """What 30 sources of different times send a receptor is added up in one order."""
    text = document(LIF, CELL, POISSON, SYNAPSE, SOME, population("src", 30, "poisson"), population("dst", 5, "cell"), projection("p", "src", "dst", "some", **WIRES))
    holds(len(same_as_nn(lab, text).steps("dst")) > 3, "cells spike")


def rule_events_to_ports_of_cells(lab):
    """A projection without a response; in both versions of NineML, too."""
    ears = dynamics("Ears", states("n:dimensionless") + regime("only", on("heard", "only", n="2*n + 1")), sends="n:dimensionless", hears="heard") + component(
        "ears", "Ears", {"n": "0 unitless"})
    text = document(ears, CLOCKS, SOME, ALL, population("src", 3, "clock"), population("dst", 4, "ears"),
                    projection("p", "src", "dst", "some", to_post={"Source": "spike>heard"}), projection("q", "src", "dst", "all", to_post={"Source": "spike>heard"}, delay="2 ms"))
    first = same_as_nn(lab, text)
    holds(first.signal("dst", "n")[40] >= 7, "three events of `q` at least are heard")
    same_as_nineml(lab, text, first)


def rule_weights_that_learn(lab):
    text = document(LIF, CELL, CLOCKS, DECAY, component("decay", "Decay", {"i": "0 nA"}, tau="5 ms"), LEARNING, ALL, population("src", 3, "clock"),
                    population("dst", 2, "cell"), projection("p", "src", "dst", "all", **LEARNS))
    same_as_nn(lab, text, "100ms")


def rule_a_state_called_weight_is_the_weight(lab):
    """Also one that has a derivative, and one that plasticity does not send: `.nn` knows it by its name."""
    fades = dynamics("Fades", states("weight:current") + regime("only", derivative("weight", "-weight/tau")), "tau:time", "weight:current") + component(
        "fades", "Fades", {"weight": "9 nA"}, tau="40 ms")
    beside = dynamics("Beside", states("weight:current w:current") + regime("only", on("pre", "only", w="w + weight")), "", "w:current", hears="pre") + component(
        "beside", "Beside", {"weight": "2 nA", "w": "1 nA"})
    for plasticity, more in ((fades, {"plasticity": "fades"}), (beside, {"plasticity": "beside", "to_plasticity": {"Source": "spike>pre"}})):
        wires = {**WIRES, "to_response": {"Source": "spike>input", "Plasticity": "weight>weight" if plasticity is fades else "w>weight"}, **more}
        first = same_as_nn(lab, document(LIF, CELL, CLOCKS, DECAY, component("decay", "Decay", {"i": "0 nA"}, tau="5 ms"), plasticity, ALL, population("src", 3, "clock"),
                                         population("dst", 2, "cell"), projection("p", "src", "dst", "all", **wires)))
        holds(max(first.signal("dst", "v")) > 1, "the weight acts")


def rule_connections_that_draw_their_parameters(lab):
    """Each its own step, also where it is drawn which there are; in both versions of NineML, too."""
    step = dynamics("Step", states("i:current") + regime("only", derivative("i", "-i/tau"), on("input", "only", i="i + w")), "tau:time w:current", "i:current", hears="input")
    text = document(LIF, CELL, CLOCKS, law("uniform", minimum=1, maximum=9), step, component("steps", "Step", {"i": random("nA", "uniforms")}, tau="5 ms", w=random("nA", "uniforms")),
                    SOME, population("src", 9, "clock"), population("dst", 4, "cell"),
                    projection("p", "src", "dst", "some", "steps", {"Response": "i>i"}, {"Source": "spike>input"}))
    first = same_as_nn(lab, text)
    holds(len({first.signal("dst", "v", k)[30] for k in range(4)}) == 4, "cells differ")
    same_as_nineml(lab, text, first)


def rule_drawn_values(lab):
    """Of laws whose numbers have no unit, too."""
    laws = law("lognormal", logScale=1, shape=0.2) + law("gamma", shape=2, scale=3) + law("normal", mean=10, variance=4)
    cell = component("drawn", "LIF", {"v": random("mV", "normals")}, tau=random("ms", "normals"), R=random("Mohm", "gammas"), theta=random("mV", "lognormals"))
    text = document(LIF, laws, cell, CLOCKS, SYNAPSE, ALL, population("src", 2, "clock"), population("dst", 6, "drawn"), projection("p", "src", "dst", "all", **WIRES))
    same_as_nn(lab, text)
    program, _ = compile_document(lab, text.replace('name="theta" units="mV"', 'name="theta" units="mV_off"').replace(
        '<Unit symbol="nA"', '<Unit symbol="mV_off" dimension="voltage" power="-2"/><Unit symbol="nA"'))
    done = subprocess.run([lab.nnc, "convert", str(program.parent / "model.xml"), "-o", str(program.parent / "again.nn")], capture_output=True, text=True, timeout=60)
    holds(done.returncode == 1 and "a drawn number times a quantity" in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(main(globals()))
