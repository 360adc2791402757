"""NineML: projections that hear two event ports of the source, and connections that send values to ports of two names."""
import math
import sys

from harness import equal, holds, main, near
from nineml import ALL, ONE, compile_document, run
from nineml_text import (alias, component, derivative, distribution, document, dynamics, on, population, projection, random, regime, rule, states, when)

# sends `spike` at 1, 11, 21 ms, `burst` at 3 ms
SOURCE = dynamics("Source", states("next:time done:dimensionless") + regime(
    "only", when("t > next", "only", "spike", next="t + 10*unit"), when("t > 2.95*unit && done < 0.5", "only", "burst", done="1")),
    "unit:time", spikes="spike burst") + component("source", "Source", {"next": "0.95 ms", "done": "0 unitless"}, unit="1 ms")
# counts what it hears
EARS = dynamics("Ears", states("a:dimensionless b:dimensionless i2:current") + regime("only", on("left", "only", a="a + 1"), on("right", "only", b="b + 10")),
                sends="a:dimensionless b:dimensionless", hears="left right") + component("ears", "Ears", {"a": "0 unitless", "b": "0 unitless", "i2": "0 nA"})
SUM = dynamics("Sum", states("q:dimensionless r:dimensionless") + regime("only", derivative("q", "i/(unit*amp)"), derivative("r", "j/(unit*amp)")),
               "unit:time amp:current", "q:dimensionless r:dimensionless", "", "i:current j:current") + component(
    "sum", "Sum", {"q": "0 unitless", "r": "0 unitless"}, unit="1 ms", amp="1 nA")
STATIC = dynamics("Static", alias("weight", "w") + regime("only"), "w:current", "weight:current") + component("static", "Static", w="2 nA")
# i decays with 5 ms; an event adds the weight, or what is missing to it
DECAY = dynamics("Decay", states("i:current") + regime("only", derivative("i", "-i/tau"), on("input", "only", i="i + weight")),
                 "tau:time", "i:current", "weight:current", hears="input") + component("decay", "Decay", {"i": "0 nA"}, tau="5 ms")
BOUNDED = DECAY.replace("i + weight", "weight").replace("Decay", "Bounded").replace("decay", "bounded")


def two_ports(by, *, pre=1, post=1, delay="1 ms", rules=ALL + ONE):
    roles = {"to_post": {"Source": "spike>left burst>right"}}
    return document(SOURCE, EARS, rules, population("src", pre, "source"), population("dst", post, "ears"), projection("p", "src", "dst", by, delay=delay, **roles))


def through(response, parts, heard="spike>input burst>input", **more):
    wires = {"response": response, "to_post": {"Response": "i>i"}, "plasticity": "static", "to_response": {"Source": heard, "Plasticity": "weight>weight"}}
    return document(SOURCE, SUM, STATIC, parts, ALL, population("src", 1, "source"), population("dst", 1, "sum"), projection("p", "src", "dst", "all", **{**wires, **more}))


def rule_events_of_two_ports_reach_two_ports(lab):
    """Spikes at 1 and 11 ms, a burst at 3 ms, each 1 ms later; of two sources each counts twice."""
    r = run(lab, two_ports("all", pre=2, post=3))
    for cell in range(3):
        a, b = r.signal("dst", "a", cell), r.signal("dst", "b", cell)
        equal([a[19], a[20], a[120]], [0, 2, 4], "spikes")
        equal([b[39], b[40], b[199]], [0, 20, 20], "bursts")
    r = run(lab, two_ports("one", pre=3, post=3))
    equal([r.signal("dst", n, 2)[199] for n in "ab"], [2, 10], "one to one")


def rule_events_of_two_ports_reach_one_linear_response(lab):
    """i = 2 nA exp(-(t - 2)/5) + 2 nA exp(-(t - 4)/5); q is its integral."""
    for parts, heard in ((DECAY, "spike>input burst>input"),
                         (DECAY.replace('<EventReceivePort name="input"/>', '<EventReceivePort name="input"/><EventReceivePort name="also"/>').replace(
                             "</Regime>", on("also", "only", i="i + 3*weight") + "</Regime>"), "spike>input burst>also")):
        q = run(lab, through("decay", parts, heard)).signal("dst", "q")
        weight = 2 if "also" not in heard else 6
        near(q[40], 10*(1 - math.exp(-2/5)), 1e-9, "before the burst")
        near(q[90], 10*(1 - math.exp(-7/5)) + 5*weight*(1 - math.exp(-5/5)), 1e-9, "behind it")


def rule_what_would_be_drawn_twice_is_refused(lab):
    some = rule("Probabilistic", "probability:dimensionless") + component("some", "Probabilistic", probability="0.5 unitless")
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    for text in (two_ports("some", pre=4, post=4, rules=some), two_ports("all", delay=random("ms", "law"), rules=ALL + law)):
        _, said = compile_document(lab, text, good=False)
        holds("NNC0909" in said and "where numbers are drawn" in said, said)


def rule_values_go_to_ports_of_two_names(lab):
    """i and its half: a spike sets i to 2 nA at 2 and 12 ms. Cells see it in the middle of each step: 2e-5 of it."""
    parts = BOUNDED.replace('<AnalogSendPort name="i" dimension="current"/>', '<AnalogSendPort name="i" dimension="current"/><AnalogSendPort name="half" dimension="current"/>').replace(
        "<Regime", alias("half", "i/2") + "<Regime")
    r = run(lab, through("bounded", parts, "spike>input", to_post={"Response": "i>i half>j"}))
    q, h = r.signal("dst", "q"), r.signal("dst", "r")
    near(q[120], 10*(1 - math.exp(-2)), 3e-4, "q before the second spike")
    near(q[170], 10*(1 - math.exp(-2)) + 10*(1 - math.exp(-1)), 3e-4, "q behind it")
    for k in (20, 120, 170, 200):
        near(h[k], q[k]/2, 1e-12, "r is the half of q")


def rule_values_go_to_both_cells_by_two_names(lab):
    """The response that acts on the target by i acts on the source by j; each cell is its own target."""
    cell = dynamics("Both", states("next:time q:dimensionless r:dimensionless") + regime(
        "only", derivative("q", "i/(unit*amp)"), derivative("r", "j/(unit*amp)"), when("t > next", "only", "spike", next="t + 10*unit")),
        "unit:time amp:current", "q:dimensionless r:dimensionless", "", "i:current j:current", "spike") + component(
        "both", "Both", {"next": "0.95 ms", "q": "0 unitless", "r": "0 unitless"}, unit="1 ms", amp="1 nA")
    wires = {"response": "bounded", "to_post": {"Response": "i>i"}, "plasticity": "static", "to_response": {"Source": "spike>input", "Plasticity": "weight>weight"}}
    text = document(cell, STATIC, BOUNDED, ONE, population("cells", 2, "both"), projection("p", "cells", "cells", "one", **wires)).replace(
        "<Source><Reference>cells</Reference>", '<Source><Reference>cells</Reference><FromResponse send_port="i" receive_port="j"/>')
    r = run(lab, text)
    near(r.signal("cells", "q", 1)[120], 10*(1 - math.exp(-2)), 3e-4, "q of the cell as a target")
    near(r.signal("cells", "r", 1)[120], 10*(1 - math.exp(-2)), 3e-4, "r of it as a source")


if __name__ == "__main__":
    sys.exit(main(globals()))
