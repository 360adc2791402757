"""NineML: connections that hear two event ports of the source with one state, and events of targets that go to sources."""
import math
import sys

from exporting import convert_file
from harness import equal, holds, main, near
from nineml import ALL, ONE, compile_document, run
from nineml_split import BOUNDED, DECAY, EARS, SOURCE, STATIC, SUM
from nineml_text import array, component, distribution, document, dynamics, on, population, projection, random, regime, rule, states, version2, when

# spikes at 1, 11, 21 ms double the weight, the burst at 3 ms adds 10 nA
LEARN = dynamics("Learn", states("w:current") + regime("only", on("usual", "only", w="2*w"), on("rare", "only", w="w + 10*step")),
                 "step:current", "w:current", hears="usual rare")


def learning(by="all", pre=1, post=1, start="1 nA", delay="1 ms", heard="spike>input", hears="spike>usual burst>rare", rules=ALL + ONE):
    learn = LEARN + component("learn", "Learn", {"w": start}, step="1 nA")
    wires = {"response": "decay", "to_post": {"Response": "i>i"}, "plasticity": "learn", "to_plasticity": {"Source": hears},
             "to_response": {"Source": heard, "Plasticity": "w>weight"}}
    return document(SOURCE, SUM, DECAY, learn, rules, population("src", pre, "source"), population("dst", post, "sum"), projection("p", "src", "dst", by, delay=delay, **wires))


def rule_two_ports_change_one_state(lab):
    """1 nA is doubled by the spike at 2 ms, 12 by the burst at 4 ms, 24 by the spike at 12 ms. Only spikes reach the response."""
    for text in (learning(), version2(learning())):
        q = run(lab, text, simtime="20ms").signal("dst", "q")
        near(q[119], 10*(1 - math.exp(-9.9/5)), 1e-9, "q before the second spike: 2 nA since 2 ms")
        near(q[170], 10*(1 - math.exp(-3)) + 120*(1 - math.exp(-1)), 1e-9, "q behind it: 24 nA since 12 ms")


def rule_both_ports_reach_the_response(lab):
    """A linear response takes the burst, too: 12 nA at 4 ms."""
    r = run(lab, learning(heard="spike>input burst>input"), simtime="20ms")
    near(r.signal("dst", "q")[110], 10*(1 - math.exp(-9/5)) + 60*(1 - math.exp(-7/5)), 1e-9, "q")


def rule_one_port_of_plasticity_hears_both(lab):
    """Spike, burst, spike: 2, 4, 8 nA."""
    r = run(lab, learning(hears="spike>usual burst>usual"), simtime="20ms")
    near(r.signal("dst", "q")[170], 10*(1 - math.exp(-3)) + 40*(1 - math.exp(-1)), 1e-9, "q")


def rule_each_connection_has_its_own_state_and_delay(lab):
    """By all kinds of rules that do not draw; the burst finds the connections of its cell."""
    pairs = rule("Explicit", "sourceIndices:dimensionless destinationIndices:dimensionless") + component(
        "pairs", "Explicit", sourceIndices=array("unitless", 1, 0, 1), destinationIndices=array("unitless", 0, 1, 1))
    late = learning("all", 2, 2, array("nA", 1, 2, 3, 4), array("ms", 1, 2, 3, 4))
    found = [(late, [(1, 1), (3, 3)], [(2, 2), (4, 4)]), (learning("one", 2, 2, array("nA", 1, 2)), [(1, 1)], [(2, 1)]),
             (learning("pairs", 2, 2, array("nA", 1, 2, 3), rules=pairs), [(2, 1)], [(1, 1), (3, 1)])]
    for text, *cells in found:
        r = run(lab, text, simtime="20ms")
        for k, connections in enumerate(cells):
            wanted = sum(10*w*(1 - math.exp(-(18 - d)/5)) + 5*2*(2*w + 10)*(1 - math.exp(-(8 - d)/5)) for w, d in connections)
            near(r.signal("dst", "q", k)[190], wanted, 1e-9, f"q of cell {k}")


def rule_a_response_that_is_not_linear_has_one_state(lab):
    """A burst sets i to 2 nA, as a spike does."""
    q = run(lab, bounded(), simtime="20ms").signal("dst", "q")
    near(q[110], 10*(1 - math.exp(-2/5)) + 10*(1 - math.exp(-7/5)), 2e-3, "2 nA at 2 ms, again at 4 ms")


def rule_what_two_ports_cannot_reach_yet(lab):
    """Connections or delays that are drawn, no delay, too many connections."""
    some = rule("Probabilistic", "probability:dimensionless") + component("some", "Probabilistic", probability="0.5 unitless")
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    for text, words in [(learning("some", 4, 4, rules=some), "where connections or delays are drawn"), (learning(delay=random("ms", "law"), rules=ALL + law), "delays are drawn"),
                        (learning(delay="0 ms"), "without a delay"), (learning(pre=4000, post=4000), "more than 10000000 connections")]:
        _, said = compile_document(lab, text, good=False)
        holds("NNC0909" in said and words in said and "model.xml:" in said and said.count("error[") == 1, f"{words}: {said}")


def bounded():
    wires = {"response": "bounded", "to_post": {"Response": "i>i"}, "plasticity": "static", "to_response": {"Source": "spike>input burst>input", "Plasticity": "weight>weight"}}
    return document(SOURCE, SUM, STATIC, BOUNDED, ALL, population("src", 1, "source"), population("dst", 1, "sum"), projection("p", "src", "dst", "all", **wires))


def rule_two_ports_are_written_again(lab):
    """One projection that hears both, with the same results; of each connection its delay and weight."""
    for name, text in (("late", learning("all", 2, 2, array("nA", 1, 2, 3, 4), array("ms", 1, 2, 3, 4))), ("one", learning("one", 2, 2)), ("bounded", bounded())):
        first = run(lab, text, simtime="20ms").signal("dst", "q")
        for version in ("nineml1", "nineml2"):
            (lab.folder / f"{name}.xml").write_text(text, encoding="utf-8")
            code, said, written = convert_file(lab, lab.folder / f"{name}.xml", lab.folder / f"{name}_{version}.xml", version)
            equal(code, 0, f"exit code of {name} as {version}: {said}")
            again = written.read_text(encoding="utf-8")
            equal(again.count("<Projection "), 1, f"projections of {name} as {version}")
            equal(run(lab, again, simtime="20ms").signal("dst", "q"), first, f"q of {name} as {version}")


SCRIPT = """cell Two:
    state n = 0
    event other
    dn/dt = 1/(1 ms)
    when n > 3.05: spike
    when n > 5.05: send to other

synapse Learn:
    on pre: send weight
    on other: weight = 2*weight

a = Population(2, Two())
b = Population(2, IF_curr_exp())
p = Projection(a, b, AllToAllConnector(), Learn(weight=1, delay=1 ms), receptor_type="excitatory")
q = Projection(a, p, FromListConnector(LIST, column_names=[]), StaticSynapse(delay=DELAY), source="other", receptor_type="other")
b.record("v")
run(10 ms)
"""


def rule_projections_onto_connections_are_ports_of_the_same_source_alone(lab):
    """To all connections of each source, with their delay; as scripts have it, too."""
    own, crossed, fewer = ("[(0, 0), (0, 1), (1, 3), (1, 2)]", "[(0, 0), (0, 2), (1, 1), (1, 3)]", "[(0, 0), (0, 1), (1, 2)]")
    for i, (rows, delay, good) in enumerate(((own, "1 ms", True), (crossed, "1 ms", False), (fewer, "1 ms", False), (own, "2 ms", False))):
        path = lab.folder / f"script{i}.nn"
        path.write_text(SCRIPT.replace("LIST", rows).replace("DELAY", delay), encoding="utf-8")
        code, said, _ = convert_file(lab, path, lab.folder / f"script{i}.xml", "nineml2")
        equal(code, 0 if good else 1, f"exit code of {rows} after {delay}: {said}")
        holds(good or ("a projection to the synapses of another one cannot be said" in said and f"script{i}.nn:" in said), said)


# ---- events to sources ----
def answering(by="all", pre=2, post=2, rules=ALL + ONE):
    """Targets hear sources and spike; sources hear them at once."""
    target = dynamics("Answer", regime("only", on("heard", "only", "spike")), spikes="spike", hears="heard") + component("answer", "Answer")
    ears = dynamics("Both", states("next:time a:dimensionless") + regime("only", when("t > next", "only", "spike", next="t + 10*unit"), on("left", "only", a="a + 1")),
                    "unit:time", "a:dimensionless", spikes="spike", hears="left") + component("both", "Both", {"next": array("ms", *(0.95 + k for k in range(pre))), "a": "0 unitless"}, unit="1 ms")
    return document(target, ears, rules, population("src", pre, "both"), population("dst", post, "answer"),
                    projection("p", "src", "dst", by, to_post={"Source": "spike>heard"}, delay="2 ms")).replace(
        "<Source><Reference>src</Reference>", '<Source><Reference>src</Reference><FromDestination send_port="spike" receive_port="left"/>')


def rule_events_of_targets_reach_sources(lab):
    """Sources spike at 1 and 2 ms, targets at 3 and 4 ms: each source counts what comes by its own connections, at that time."""
    pairs = rule("Explicit", "sourceIndices:dimensionless destinationIndices:dimensionless") + component(
        "pairs", "Explicit", sourceIndices=array("unitless", 0, 0, 1), destinationIndices=array("unitless", 0, 1, 1))
    for by, rules, first, second in (("all", ALL, [2, 4], [2, 4]), ("one", ONE, [1, 1], [0, 1]), ("pairs", pairs, [2, 3], [1, 2])):
        r = run(lab, answering(by, rules=rules), simtime="8ms")
        for cell, wanted in enumerate((first, second)):
            a = r.signal("src", "a", cell)
            equal([a[29], a[31], a[41]], [0.0, *map(float, wanted)], f"{by}: what source {cell} has counted")


def rule_events_alone_the_other_way(lab):
    """A projection whose only events go to the source; it has no delay."""
    text = answering().replace('<FromSource send_port="spike" receive_port="heard"/>', "")
    other = text.replace("<Population", component("again", "Both", {"next": "0.95 ms", "a": "0 unitless"}, unit="1 ms") + "<Population", 1).replace(
        '<Population name="dst"><Size>2</Size><Cell><Reference>answer', '<Population name="dst"><Size>2</Size><Cell><Reference>again')
    a = run(lab, other, simtime="8ms").signal("src", "a", 1)
    equal([a[9], a[10]], [0.0, 2.0], "what source 1 has counted")


def rule_what_cannot_go_to_sources_yet(lab):
    some = rule("Probabilistic", "probability:dimensionless") + component("some", "Probabilistic", probability="0.5 unitless")
    _, said = compile_document(lab, answering("some", rules=some), good=False)
    holds("NNC0909" in said and "where the rule draws" in said and "model.xml:" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
