"""NineML documents: what a document means, one function for each point that the specification leaves open or states in passing."""
import itertools
import math
import subprocess
import sys

from harness import Failure, Results, all_near, equal, holds, main, mean, near
from nineml_text import (UNITS, alias, array, component, derivative, distribution, document, dynamics, on, population, projection,
                         random, regime, rule, states, version2, when)

numbers = itertools.count()

# a cell that integrates its input and fires at 10 mV; a clock that fires at `start`, and then each `period`
LIF = dynamics("LIF", states("v:voltage") + regime("only", derivative("v", "(R*i - v)/tau"), when("v > 10*theta", "only", "spike", v="0*theta")),
               "tau:time R:resistance theta:voltage", "v:voltage", "", "i:current", "spike")
CELL = component("cell", "LIF", {"v": "0 mV"}, tau="10 ms", R="1 Mohm", theta="1 mV")
CLOCK = dynamics("Clock", states("next:time") + regime("only", when("t > next", "only", "spike", next="t + period")), "period:time", spikes="spike")
CLOCKS = CLOCK + component("clock", "Clock", {"next": "0.95 ms"}, period="10 ms")
DECAY = dynamics("Decay", states("i:current") + regime("only", derivative("i", "-i/tau"), on("input", "only", i="i + weight")),
                 "tau:time", "i:current", "weight:current", hears="input")
STATIC = dynamics("Static", alias("weight", "w") + regime("only"), "w:current", "weight:current")
SYNAPSE = DECAY + STATIC + component("decay", "Decay", {"i": "0 nA"}, tau="5 ms") + component("static", "Static", w="2 nA")
ALL = rule("AllToAll") + component("all", "AllToAll")
ONE = rule("OneToOne") + component("one", "OneToOne")
WIRES = {"response": "decay", "to_post": {"Response": "i>i"}, "to_response": {"Source": "spike>input", "Plasticity": "weight>weight"}, "plasticity": "static"}


def compile_document(lab, text, *options, good=True, what="this", name=None, files=None):
    """The program, and what nnc says."""
    number = next(numbers)
    folder = lab.folder / f"document{number}"
    folder.mkdir()
    for path, content in (files or {}).items():
        (folder / path).write_text(content, encoding="utf-8")
    source = folder / (name or "model.xml")
    source.write_text(text, encoding="utf-8")
    program = folder / "sim"
    done = subprocess.run([lab.nnc, str(source), "-o", str(program), *options], capture_output=True, text=True, timeout=120)
    if good and done.returncode:
        raise Failure(f"exit code {done.returncode}: {done.stderr}\n{text[-600:]}")
    holds(good or done.returncode > 0, f"{what} is an error: {text[-600:]}")
    return program, done.stderr


def start(lab, program, *options, fails=False, dt=0.1):
    lab.n_runs += 1
    out = lab.folder / f"run{lab.n_runs}"
    done = subprocess.run([str(program), "-o", str(out), "--format", "csv", "--progress", "none", "--dt", f"{dt!r}ms", *options],
                          capture_output=True, text=True, timeout=300)
    holds((done.returncode != 0) == fails, f"exit code {done.returncode}: {done.stderr}")
    return done.stderr if fails else Results(out, dt)


def run(lab, text, *options, simtime="20ms", both=True, dt=0.1):
    """Runs the document; in both versions, which must write the same."""
    program, _ = compile_document(lab, text, *options)
    results = start(lab, program, "--set", f"simtime={simtime}", dt=dt)
    if both:
        other, _ = compile_document(lab, version2(text), *options)
        holds(start(lab, other, "--set", f"simtime={simtime}", dt=dt).bytes() == results.bytes(), "version 2 computes something else")
    return results


def one_cell(body, sends="", more="", start_at=None, **parts):
    """A document of one cell called c, of class C."""
    return document(dynamics("C", body, sends=sends, **parts), component("c", "C", start_at), more)


# ---- what runs ----
def rule_a_cell(lab):
    """20 mV of drive on the way to 20, 10 mV at 10 ln 2 = 6.93 ms; a document without populations is one cell of each component."""
    text = document(LIF.replace("R*i", "R*i + 20*theta"), CELL)
    r = run(lab, text, simtime="30ms")
    equal(r.steps("cell"), [70, 140, 210, 280], "spikes")
    near(r.signal("cell", "v")[50], 20*(1 - math.exp(-0.5)), 1e-9, "v at 5 ms")


def rule_a_network(lab):
    """A spike of 1.0 ms arrives 1 ms later; the current of 2 nA decays with 5 ms and acts on v from there."""
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, population("src", 2, "clock"), population("dst", 3, "cell"), projection("p", "src", "dst", "all", **WIRES))
    r = run(lab, text)
    v = r.signal("dst", "v", 2)
    equal(v[20], 0.0, "v when the spikes arrive")
    a, b, t = 10, 5, 5
    wanted = 4*b/(b - a)*(math.exp(-t/b) - math.exp(-t/a))
    near(v[70], wanted, 1e-9, "v 5 ms later, of two sources")


# ---- one point of the specification each ----
def rule_order_of_elements_and_aliases_is_free(lab):
    body = (alias("c", "b*2") + regime("only") + alias("a", "3*x") + alias("b", "a + x") + states("x:dimensionless"))
    text = '<NineML xmlns="http://nineml.net/9ML/1.0">' + component("c", "C", {"x": "2 unitless"}) + dynamics("C", body, sends="c:dimensionless") + UNITS + "</NineML>"
    equal(run(lab, text).signal("c", "c")[0], 16.0, "c = 2 (3x + x)")
    _, said = compile_document(lab, text.replace("3*x", "3*c"), good=False)
    holds("NNC0205" in said, f"a circle of aliases is told: {said}")


def rule_triggers_fire_on_edges(lab):
    """n counts rising edges of a wave of 5 ms: at the start the test holds already, which is no edge."""
    body = (states("n:dimensionless p:time") + alias("high", "cos(2*pi*p/period) > 0 ? 1 : 0") + regime("only", derivative("p", "1"), when("high > 0.5", "only", n="n + 1")))
    text = document(dynamics("C", body, "period:time", "n:dimensionless"), component("c", "C", {"n": "0 unitless", "p": "0 ms"}, period="5 ms"))
    n = run(lab, text).signal("c", "n")
    equal([n[0], n[30], n[45], n[95], n[199]], [0.0, 0.0, 1.0, 2.0, 4.0], "edges")


def rule_a_regime_entered_where_the_test_holds_waits_for_the_next_edge(lab):
    """The second regime counts t-independent x > 0: it holds at entry, and does not fire until x has been below."""
    body = (states("x:dimensionless n:dimensionless s:time") + regime("a", derivative("s", "1"), derivative("x", "0/tau"), when("s > 2*tau", "b", x="1"))
            + regime("b", derivative("s", "1"), when("x > 0", "b", n="n + 1"), when("s > 4*tau", "b", x="-1"), when("s > 6*tau", "b", x="1")))
    text = document(dynamics("C", body, "tau:time", "n:dimensionless"),
                    component("c", "C", {"x": "0 unitless", "n": "0 unitless", "s": "0 ms"}, tau="1 ms"))
    n = run(lab, text, simtime="10ms").signal("c", "n")
    equal([n[25], n[50], n[65]], [0.0, 0.0, 1.0], "times that it fired")


def rule_transitions_at_one_time_are_told(lab):
    body = states("x:dimensionless") + regime("only", when("x > 0", "only", x="1"), when("x > 0", "only", x="2"))
    _, said = compile_document(lab, one_cell(body, start_at={"x": "0 unitless"}))
    holds("NNC0925" in said and "at the same times" in said, said)


def rule_assignments_happen_at_once(lab):
    body = states("x:dimensionless y:dimensionless s:time") + regime("only", derivative("s", "1"), when("s > tau", "only", x="y", y="x"))
    text = document(dynamics("C", body, "tau:time", "x:dimensionless y:dimensionless"),
                    component("c", "C", {"x": "1 unitless", "y": "2 unitless", "s": "0 ms"}, tau="1 ms"))
    r = run(lab, text, simtime="2ms")
    equal((r.signal("c", "x")[19], r.signal("c", "y")[19]), (2.0, 1.0), "x and y change places")


def rule_events_count_in_their_regime_alone(lab):
    """Spikes at 1 and 11 ms arrive 1 ms later; the first comes in regime a, which does not listen, and x stands still there."""
    body = (states("n:dimensionless x:dimensionless s:time") + regime("a", derivative("s", "1"), when("s > 5*tau", "b"))
            + regime("b", derivative("s", "1"), derivative("x", "1/tau"), on("input", "b", n="n + 1")))
    cell = dynamics("C", body, "tau:time", "n:dimensionless x:dimensionless", hears="input") + component(
        "c", "C", {"n": "0 unitless", "x": "0 unitless", "s": "0 ms"}, tau="1 ms")
    group = '<EventConnectionGroup name="g"><Source port="spike"><Reference name="src"/></Source><Destination port="input"><Reference name="dst"/></Destination><Connectivity><Reference name="all"/></Connectivity><Delay><Quantity units="ms"><SingleValue>1</SingleValue></Quantity></Delay></EventConnectionGroup>'
    text = version2(document(cell, CLOCKS, ALL, population("src", 1, "clock"), population("dst", 1, "c"))).replace("</NineML>", group + "</NineML>")
    r = run(lab, text, "-D", "C.regime=a", both=False)
    n, x = r.signal("dst", "n"), r.signal("dst", "x")
    equal([n[50], n[150]], [0.0, 1.0], "events that count")
    equal(x[50], 0.0, "x without a derivative")
    near(x[100] - x[80], 2.0, 1e-9, "x with one")


def rule_the_regime_of_the_start_has_most_derivatives(lab):
    body = states("x:dimensionless") + regime("still") + regime("moving", derivative("x", "1/tau"))
    text = document(dynamics("C", body, "tau:time", "x:dimensionless"), component("c", "C", {"x": "0 unitless"}, tau="1 ms"))
    program, said = compile_document(lab, text)
    holds("NNC0925" in said and "'moving'" in said and "-D C.regime=NAME" in said, said)
    near(start(lab, program).signal("c", "x")[10], 1.0, 1e-9, "x after 1 ms")
    equal(run(lab, text, "-D", "C.regime=still").signal("c", "x")[10], 0.0, "x where the cell starts in the other regime")
    _, said = compile_document(lab, text, "-D", "C.regime=mooving", good=False)
    holds("did you mean 'moving'" in said, said)


def rule_initial_values_that_are_missing_are_0(lab):
    text = document(LIF, component("cell", "LIF", {"V": "3 mV"}, tau="10 ms", R="1 Mohm", theta="1 mV"))
    program, said = compile_document(lab, text)
    holds(said.count("NNC0924") == 2 and "no initial value of v" in said and "did you mean 'v'" in said, said)
    equal(start(lab, program).signal("cell", "v")[0], 0.0, "v")


def rule_both_spellings_of_ports_are_read(lab):
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, population("src", 1, "clock"), population("dst", 1, "cell"), projection("p", "src", "dst", "all", **WIRES))
    old = text.replace("send_port=", "sender=").replace("receive_port=", "receiver=")
    holds(run(lab, text).bytes() == run(lab, old, both=False).bytes(), "the same")


def explicit(pre, post, spelling="Indices", count=3, more=""):
    rules = rule("Explicit", f"source{spelling}:dimensionless destination{spelling}:dimensionless")
    pairs = component("pairs", "Explicit", **{f"source{spelling}": array("unitless", *pre), f"destination{spelling}": array("unitless", *post)})
    return document(LIF, CELL, CLOCKS, SYNAPSE, rules, pairs, more, population("src", count, "clock"), population("dst", count, "cell"))


def joined(lab, text, *options):
    """Which cells of three get a current."""
    text = text.replace("</NineML>", projection("p", "src", "dst", "pairs", **WIRES) + "</NineML>")
    r = run(lab, text, *options)
    return [r.signal("dst", "v", k)[50] > 0 for k in range(3)]


def rule_indices_count_from_0_or_from_1(lab):
    equal(joined(lab, explicit([0, 1], [0, 2])), [True, False, True], "from 0, as one of them is 0")
    equal(joined(lab, explicit([1, 2], [1, 3])), [True, False, True], "from 1, as one of them is the number of cells")
    equal(joined(lab, explicit([1, 2], [1, 2])), [False, True, True], "from 0 where nothing tells")
    equal(joined(lab, explicit([1, 2], [1, 2]), "-D", "first_index=1"), [True, True, False], "from 1 where it is said")
    equal(joined(lab, explicit([0, 1], [0, 2], "Indicies")), [True, False, True], "in the other spelling")


def rule_arrays_count_connections_by_source_and_target(lab):
    """i_source*N_target + i_target: of explicit connections, too, in whatever order they stand."""
    weights = component("static2", "Static", w=array("nA", 1, 2, 3))
    text = explicit([2, 0, 1], [0, 1, 2], more=weights).replace(
        "</NineML>", projection("p", "src", "dst", "pairs", **{**WIRES, "plasticity": "static2"}) + "</NineML>")
    v = [run(lab, text).signal("dst", "v", k)[50] for k in range(3)]
    all_near([v[1]/v[0], v[2]/v[0]], [1/3, 2/3], 1e-9, "connections (0,1), (1,2), (2,0) have 1, 2, 3 nA")
    four = component("static2", "Static", w=array("nA", 1, 2, 3, 4))
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, four, population("src", 2, "clock"), population("dst", 2, "cell"),
                    projection("p", "src", "dst", "all", **{**WIRES, "plasticity": "static2"}))
    v = [run(lab, text).signal("dst", "v", k)[50] for k in range(2)]
    near(v[1]/v[0], 6/4, 1e-9, "two sources with 1, 2 and 3, 4 nA")


def rule_delays_are_of_what_comes_from_the_source(lab):
    """An array of delays, and events that arrive 2 and 3 ms after the spike of 1 ms."""
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ONE, population("src", 2, "clock"), population("dst", 2, "cell"),
                    projection("p", "src", "dst", "one", **WIRES, delay=array("ms", 2, 3)))
    r = run(lab, text)
    equal([r.signal("dst", "v", k).index(next(x for x in r.signal("dst", "v", k) if x > 0)) for k in range(2)], [31, 41], "first steps above 0")
    at_once = run(lab, document(LIF, CELL, CLOCKS, SYNAPSE, ONE, population("src", 2, "clock"), population("dst", 2, "cell"),
                                projection("p", "src", "dst", "one", **WIRES, delay="0 ms"))).signal("dst", "v")
    equal(at_once.index(next(x for x in at_once if x > 0)), 11, "the first step above 0 without a delay")


def rule_draws_have_the_unit_of_their_property(lab):
    """1,000 cells; uniform from 1 to 3, in ms and in mV."""
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    body = states("x:voltage") + regime("only", derivative("x", "theta/tau"))
    cell = dynamics("C", body, "tau:time theta:voltage", "x:voltage") + component("c", "C", {"x": random("mV", "law")}, tau=random("ms", "law"), theta="1 mV")
    sink = dynamics("S", regime("only"), reduces="i:current") + component("s", "S")
    r = run(lab, document(law, cell, sink, population("p", 10, "c"), population("q", 3, "s")), simtime="1ms")
    x = [r.signal("p", "x", k) for k in range(10)]
    holds(len({a[0] for a in x}) == 10 and all(1 < a[0] < 3 for a in x), "initial values in mV")
    holds(all(1/3 < a[10] - a[0] < 1 for a in x), "1 mV per 1 to 3 ms")


def rule_the_forms_of_distributions(lab):
    """Normal by its variance, exponential by its rate; in expressions, what is left out is that of the standard form."""
    body = states("x:dimensionless s:time") + regime("only", derivative("s", "1"), when("s > tau", "only", x="random.normal(5, 4)"))
    text = document(dynamics("C", body, "tau:time", "x:dimensionless"), component("c", "C", {"x": "0 unitless", "s": "0 ms"}, tau="1 ms"))
    for draw, law in (("random.normal(5, 4)", "draw(normal, 5, 0x1p+1"), ("random.exponential(2)", "draw(exponential, "), ("random.uniform(0)", "draw(uniform, 0, "),
                      ("random.normal(0)", "draw(normal, 0, 0x1p+0"), ("random.poisson(3)", "draw(poisson, 3)"), ("random.binomial(4, 0.5)", "draw(binomial, 4, 0.5)")):
        done = compile_document(lab, text.replace("random.normal(5, 4)", draw), "--emit=ir")[0]
        holds(law in done.read_text(encoding="utf-8"), f"{draw} is {law}")


def rule_aliases_of_regimes_hold_for_all_that_read_them(lab):
    """g is 1 or 2, h = 3 g follows; the state reads h."""
    body = (states("x:dimensionless s:time") + alias("g", "1") + alias("h", "3*g")
            + regime("a", derivative("s", "1"), derivative("x", "h/tau"), when("s > 2*tau", "b"))
            + regime("b", derivative("s", "1"), derivative("x", "h/tau"), alias("g", "2")))
    text = document(dynamics("C", body, "tau:time", "x:dimensionless h:dimensionless"), component("c", "C", {"x": "0 unitless", "s": "0 ms"}, tau="1 ms"))
    r = run(lab, text, "-D", "C.regime=a", simtime="5ms")
    x, h = r.signal("c", "x"), r.signal("c", "h")
    equal((h[10], h[40]), (3.0, 6.0), "h")
    all_near([x[10] - x[0], x[40] - x[30]], [3.0, 6.0], 1e-9, "x per ms")


def rule_ports_that_nothing_sends_to_are_0(lab):
    body = alias("sum", "a + b + tau") + regime("only")
    text = document(dynamics("C", body, "tau:time", "sum:time", "a:time", "b:time"), component("c", "C", tau="3 ms"))
    program, said = compile_document(lab, text)
    holds("NNC0927" in said and "'a'" in said and "'b'" not in said, said)
    equal(start(lab, program).signal("c", "sum")[0], 3.0, "a + b + 3 ms")


def rule_a_receive_port_has_one_sender(lab):
    cell = LIF.replace('AnalogReducePort name="i" dimension="current" operator="+"', 'AnalogReceivePort name="i" dimension="current"')
    other = component("slow", "Decay", {"i": "0 nA"}, tau="9 ms")
    text = document(cell, CELL, CLOCKS, SYNAPSE, other, ALL, population("src", 1, "clock"), population("dst", 1, "cell"), projection("p", "src", "dst", "all", **WIRES))
    holds(run(lab, text).signal("dst", "v")[50] > 0, "one sender")
    twice = text.replace("</NineML>", projection("q", "src", "dst", "all", **{**WIRES, "response": "slow"}) + "</NineML>")
    _, said = compile_document(lab, twice, good=False)
    holds("NNC0922" in said and "receives from one sender" in said, said)


def rule_linear_responses_are_one_receptor(lab):
    """Two projections with one response: one part of the cell; a response that saturates is one for each connection."""
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, population("src", 2, "clock"), population("dst", 1, "cell"),
                    projection("p", "src", "dst", "all", **WIRES), projection("q", "src", "dst", "all", **WIRES))
    ir = compile_document(lab, text, "--emit=ir")[0].read_text(encoding="utf-8")
    equal((ir.count("part %"), ir.count("synapse $")), (1, 0), "parts and synapses")
    doubled = run(lab, text).signal("dst", "v")[60]
    near(doubled, 2*run(lab, text.replace(projection("q", "src", "dst", "all", **WIRES), "")).signal("dst", "v")[60], 1e-9, "v of both")
    bounded = text.replace("i + weight", "i + weight*(1 - i/(4*weight))")
    ir = compile_document(lab, bounded, "--emit=ir")[0].read_text(encoding="utf-8")
    equal((ir.count("part %"), ir.count("synapse $") > 0), (0, True), "parts and synapses of one that saturates")
    near(run(lab, bounded).signal("dst", "v")[60], doubled, 1e-9, "the first spike of each connection is whole")


def rule_plasticity_is_a_synapse(lab):
    """u grows by a half of what is missing at each spike, and plasticity hears it before the response."""
    plastic = dynamics("Grow", states("u:dimensionless") + alias("weight", "w*u") + regime("only", on("spike", "only", u="u + 0.5*(1 - u)")),
                       "w:current", "weight:current", hears="spike") + component("grow", "Grow", {"u": "0 unitless"}, w="4 nA")
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, plastic, population("src", 1, "clock"), population("dst", 1, "cell"),
                    projection("p", "src", "dst", "all", **{**WIRES, "plasticity": "grow", "to_plasticity": {"Source": "spike>spike"}}))
    v = run(lab, text, simtime="40ms").signal("dst", "v")
    first, second = v[25], v[125] - v[120]*math.exp(-0.05)
    one = run(lab, text.replace("<Plasticity><Reference>grow", "<Plasticity><Reference>static")
              .replace('<FromSource send_port="spike" receive_port="spike"/>', "")).signal("dst", "v")
    near(first, one[25], 1e-9, "first spike: u is a half, 2 nA")
    left = 2*math.exp(-2)
    near(second/one[25], (3 + left)/2, 1e-6, "second: three quarters, 3 nA, and what is left of the first")


def rule_initial_values_of_plasticity_differ_between_connections(lab):
    """u starts from 0.2 and 0.6 for two connections, in whatever order states stand; or from a draw."""
    plastic = dynamics("Grow", states("z:dimensionless u:dimensionless") + alias("weight", "w*u*z") + regime("only", on("spike", "only", u="u + 0")),
                       "w:current", "weight:current", hears="spike")
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    wires = {**WIRES, "plasticity": "grow", "to_plasticity": {"Source": "spike>spike"}}
    grow = component("grow", "Grow", {"u": array("unitless", 0.2, 0.6), "z": "2 unitless"}, w="1 nA")
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, plastic, grow, population("src", 1, "clock"), population("dst", 2, "cell"), projection("p", "src", "dst", "all", **wires))
    r = run(lab, text)
    near(r.signal("dst", "v", 1)[60]/r.signal("dst", "v", 0)[60], 3, 1e-9, "0.6 of 0.2")
    drawn = document(law, LIF, CELL, CLOCKS, SYNAPSE, ALL, plastic, component("grow", "Grow", {"u": random("unitless", "law"), "z": "2 unitless"}, w="1 nA"),
                     population("src", 1, "clock"), population("dst", 2, "cell"), projection("p", "src", "dst", "all", **wires))
    r = run(lab, drawn)
    holds(r.signal("dst", "v", 0)[60] != r.signal("dst", "v", 1)[60], "each its own")


def rule_definitions_that_nothing_asks_for_are_told(lab):
    for option, words in (("frist_index=1", ["NNC0707", "did you mean 'first_index'"]), ("first_index=2", ["NNC0707", "0 or 1"]), ("LIF.regime=only", ["NNC0707", "no 'LIF.regime'"])):
        text = explicit([0, 1], [0, 2]).replace("</NineML>", projection("p", "src", "dst", "pairs", **WIRES) + "</NineML>")
        _, said = compile_document(lab, text, "-D", option, good=False, what=option)
        for word in words:
            holds(word in said, f"{word!r} is said of {option}: {said[:400]}")


def multi(version2_document):
    """A soma and a spiker as parts of one cell."""
    wholes = ('<MultiDynamics name="Both"><SubDynamics name="soma"><Reference name="Soma"/></SubDynamics><SubDynamics name="axon"><Reference name="Axon"/></SubDynamics>'
              '<AnalogPortConnection sender_name="soma" receiver_name="axon" send_port="v" receive_port="v"/>'
              '<EventPortConnection sender_name="axon" receiver_name="soma" send_port="spike" receive_port="reset"/>'
              '<AnalogReducePortExposure name="i" sub_component="soma" port="i"/><AnalogSendPortExposure name="v_soma" sub_component="soma" port="v"/>'
              '<EventSendPortExposure name="spike" sub_component="axon" port="spike"/></MultiDynamics>'
              '<MultiDynamicsProperties name="both"><Definition name="Both"/><SubDynamicsProperties name="soma"><Reference name="soma"/></SubDynamicsProperties>'
              '<SubDynamicsProperties name="axon"><Reference name="axon"/></SubDynamicsProperties></MultiDynamicsProperties>')
    return version2_document.replace("</NineML>", wholes + "</NineML>")


def rule_multi_dynamics_keeps_its_parts(lab):
    """The spiker of one part resets the other at once; regimes are not multiplied."""
    soma = dynamics("Soma", states("v:voltage") + regime("only", derivative("v", "(R*i + 20*theta - v)/tau"), on("reset", "only", v="0*theta")),
                    "tau:time R:resistance theta:voltage", "v:voltage", "", "i:current", "", "reset")
    axon = dynamics("Axon", states("s:time") + regime("a", when("v > 10*theta", "b", "spike", s="t")) + regime("b", when("t > s + hold", "a")),
                    "theta:voltage hold:time", "", "v:voltage", "", "spike")
    parts = document(soma, axon, component("soma", "Soma", {"v": "0 mV"}, tau="10 ms", R="1 Mohm", theta="1 mV"),
                     component("axon", "Axon", {"s": "0 ms"}, theta="1 mV", hold="2 ms"))
    text = multi(version2(parts).replace("</NineML>", '<Population name="p"><Size>2</Size><Cell><Reference name="both"/></Cell></Population></NineML>'))
    r = run(lab, text, "-D", "Axon.regime=a", both=False, simtime="30ms")
    equal(r.steps("p", 1), [70, 140, 210, 280], "spikes")
    near(r.signal("p", "v_soma")[50], 20*(1 - math.exp(-0.5)), 1e-9, "v at 5 ms")
    ir = compile_document(lab, text, "--emit=ir")[0].read_text(encoding="utf-8")
    equal((ir.count("part %"), ir.count("regime @")), (2, 2), "parts and regimes")
    holds("%tau__soma" in ir, "names of parameters")


def rule_powers(lab):
    """x^y is pow(x, y): tighter than a sign in front, with a sign behind; of quantities, too."""
    names = {"a": "x^2", "b": "-x^2", "c": "2*x^-1", "d": "(x + 1)^0.5", "e": "-(x^3)^2/x", "f": "(u^2/unit^2)^2", "g": "pow(x, 2)"}
    text = document(dynamics("C", "".join(alias(k, v) for k, v in names.items()) + regime("only"), "x:dimensionless u:voltage unit:voltage", " ".join(f"{k}:dimensionless" for k in names)),
                    component("c", "C", x="3 unitless", u="2 mV", unit="1 mV"))
    r = run(lab, text, simtime="1ms")
    for name, value in zip(names, (9, -9, 2/3, 2, -243, 16, 9)):
        near(r.signal("c", name)[0], value, 1e-12, names[name])


def rule_units_with_a_scale(lab):
    """A minute is 60 s: a decay of a thousandth of one is one of 60 ms. The scale stands beside the power."""
    minute = '<Unit symbol="short" dimension="time" power="-3" scale="60"/>'
    text = one_cell(states("v:voltage") + regime("only", derivative("v", "-v/tau")), "v:voltage", minute, {"v": "8 mV"}, parameters="tau:time")
    text = text.replace("<Definition>C</Definition>", '<Definition>C</Definition><Property name="tau" units="short"><SingleValue>1</SingleValue></Property>')
    near(run(lab, text).signal("c", "v")[100], 8*math.exp(-10/60), 1e-9, "v at 10 ms")
    _, said = compile_document(lab, text.replace('scale="60"', 'scale="0"'), good=False)
    holds("the scale of a unit is positive" in said, said)


def rule_words_of_the_schema(lab):
    """The schema of version 1 has other words than its text: targetRegime and Number (and column_name, below)."""
    clock = dynamics("Two", states("v:voltage") + regime("up", derivative("v", "slope"), when("v > 2*slope*unit", "down", "spike")) + regime("down", derivative("v", "-slope")),
                     "slope:slope unit:time", "v:voltage", spikes="spike") + component("two", "Two", {"v": "0 mV"}, slope="1 mV_per_ms", unit="1 ms")
    text = document(clock, population("p", 3, "two"))
    options = ("-D", "Two.regime=up")
    expected = run(lab, text, *options)
    equal(len(expected.steps("p")), 3, "spikes of three cells")
    other = text.replace("target_regime", "targetRegime").replace("Size>", "Number>")
    equal(run(lab, other, *options).bytes(), expected.bytes(), "what other words compute")


def rule_scales_with_an_offset(lab):
    """20 degC - 6.3 degC is 13.7 K; what divides a difference of temperatures is one, 10 K: q10 = 3^1.37."""
    body = alias("q10", "pow(3, (celsius - base)/ten)") + alias("kelvin", "celsius") + regime("only")
    text = document(dynamics("C", body, "celsius:temperature base:temperature ten:temperature", "q10:dimensionless kelvin:temperature"),
                    component("c", "C", celsius="20 degC", base="6.3 degC", ten="10 degC"))
    r = run(lab, text, simtime="1ms")
    near(r.signal("c", "q10")[0], 3**1.37, 1e-12, "q10")
    near(r.signal("c", "kelvin")[0], 293.15, 1e-9, "an absolute one")


def rule_dimensions_are_compared_by_exponents(lab):
    other = '<Dimension name="potential" m="1" l="2" t="-3" i="-1"/><Unit symbol="V" dimension="potential" power="0"/>'
    r = run(lab, document(LIF.replace("R*i", "R*i + 20*theta"), other, CELL.replace('units="mV"><SingleValue>1<', 'units="V"><SingleValue>0.001<')))
    equal(r.steps("cell")[:1], [70], "first spike")


def rule_definitions_lie_in_other_files(lab):
    """Relative to the file that names them, through one that names the first again."""
    library = document(LIF.replace("R*i", "R*i + 20*theta"), component("back", "cell", url="model.xml", prototype=True))
    text = document(component("cell", "LIF", {"v": "0 mV"}, url="lib.xml", tau="10 ms", R="1 Mohm", theta="1 mV"))
    program, _ = compile_document(lab, text, files={"lib.xml": library})
    equal(start(lab, program).steps("cell")[:1], [70], "first spike")
    loop = document(component("cell", "back", url="lib.xml", prototype=True))
    _, said = compile_document(lab, loop, files={"lib.xml": library}, good=False)
    holds("NNC0921" in said and "refers to itself" in said, said)


def rule_a_prototype_gives_what_is_not_said(lab):
    text = document(LIF.replace("R*i", "R*i + 20*theta"), component("slow", "cell", prototype=True, tau="20 ms"), CELL)
    r = run(lab, text)
    near(r.signal("slow", "v")[50], 20*(1 - math.exp(-0.25)), 1e-9, "v at 5 ms")


def rule_arrays_in_files(lab):
    body = states("x:dimensionless") + regime("only", derivative("x", "0*k/tau"))
    cell = dynamics("C", body, "k:dimensionless tau:time", "x:dimensionless")
    named = "a b\n1 4\n2 5\n3 6\n"
    for mime, column, content in (("application/vnd.nineml.externalarray.text", 'columnName="b"', named), ("text/plain", 'column_name="b"', named),
                                  ("application/vnd.nineml.valuearray.text", "", "4\n5\n6\n")):
        outside = ('units="unitless"', f'<ExternalArrayValue url="data.txt" mimeType="{mime}" {column}/>')
        text = document(cell, component("c", "C", {"x": outside}, k="1 unitless", tau="1 ms"), population("p", 3, "c"))
        program, _ = compile_document(lab, text, files={"data.txt": content})
        r = start(lab, program, "--set", "simtime=1ms")
        equal([r.signal("p", "x", k)[0] for k in range(3)], [4.0, 5.0, 6.0], f"values of {mime}")


def rule_events_without_delay_do_not_go_round_for_ever(lab):
    """A ring of two cells that answer at once, set off by a clock."""
    cell = dynamics("C", regime("only", on("input", "only", "spike")), spikes="spike", hears="input") + component("c", "C")
    link = '<EventConnectionGroup name="{0}{1}"><Source port="spike"><Reference name="{0}"/></Source><Destination port="input"><Reference name="{1}"/></Destination><Connectivity><Reference name="all"/></Connectivity></EventConnectionGroup>'
    text = version2(document(cell, CLOCKS, ALL, population("k", 1, "clock"), population("a", 1, "c"), population("b", 1, "c")))
    once = text.replace("</NineML>", link.format("k", "a") + link.format("a", "b") + "</NineML>")
    equal(run(lab, once, both=False).steps("b"), [10, 110], "an answer at once")
    program, _ = compile_document(lab, once.replace("</NineML>", link.format("b", "a") + "</NineML>"))
    holds("round" in start(lab, program, fails=True), "the run stops")


def rule_events_that_nobody_hears(lab):
    """A response without a connection to the source, of cells whose events are called otherwise than spikes: it runs, and does nothing;
    so does one for each connection, with what it sends besides."""
    step = dynamics("Step", states("i:current") + regime("only", derivative("i", "-i/tau"), on("input", "only", i="i + w")), "tau:time w:current", "i:current", hears="input")
    apart = document(LIF, CELL, CLOCKS, step, ALL, component("step", "Step", {"i": "0 nA"}, tau="5 ms", w="2 nA"), population("src", 2, "clock"),
                     population("dst", 1, "cell"), projection("p", "src", "dst", "all", "step", {"Response": "i>i"}))
    fired = apart.replace('"spike"', '"fired"')
    for text in (apart, fired):
        r = run(lab, text)
        equal(max(abs(v) for v in r.signal("dst", "v")), 0.0, "v without any input")
    echo = dynamics("Echo", alias("i", "far/R") + states("n:dimensionless") + regime("only", on("input", "only", n="n + 1")), "R:resistance", "i:current", "far:voltage", hears="input")
    fixed = dynamics("Fixed", alias("v", "level") + regime("only", when("v < 0*level", "only", "fired")), "level:voltage", "v:voltage", spikes="fired")
    text = document(LIF, CELL, echo, fixed, ALL, component("echo", "Echo", R="1 Mohm"), component("fixed", "Fixed", level="5 mV"), population("src", 1, "fixed"),
                    population("dst", 1, "cell"), projection("p", "src", "dst", "all", "echo", {"Response": "i>i"}, {"Source": "v>far"}, delay="0 ms"))
    near(run(lab, text, simtime="200ms").signal("dst", "v")[-1], 5, 1e-3, "v of 5 nA")


def rule_groups_of_analog_connections(lab):
    """What source cells send is added to the port of target cells."""
    source = dynamics("Out", alias("i", "w") + regime("only"), "w:current", "i:current") + component("out", "Out", w="3 nA")
    group = '<AnalogConnectionGroup name="g"><Source port="i"><Reference name="src"/></Source><Destination port="i"><Reference name="dst"/></Destination><Connectivity><Reference name="all"/></Connectivity></AnalogConnectionGroup>'
    text = version2(document(LIF, CELL, source, ALL, population("src", 2, "out"), population("dst", 1, "cell"))).replace("</NineML>", group + "</NineML>")
    arrays = text.replace("<Population", "<ComponentArray").replace("</Population", "</ComponentArray").replace("<Cell>", "").replace("</Cell>", "")
    for cells in (text, arrays):
        near(run(lab, cells, both=False).signal("dst", "v")[50], 6*(1 - math.exp(-0.5)), 1e-6, "v with 6 nA")


def rule_a_response_that_reads_both_cells_is_a_junction(lab):
    """g (v_source - v) with no event: a cell of 5 mV holds the other at 5 R g/(1 + R g)."""
    gap = dynamics("Gap", alias("i", "g*(far - v)") + regime("only"), "g:conductance", "i:current", "v:voltage far:voltage") + component("gap", "Gap", g="0.5 uS")
    fixed = dynamics("Fixed", alias("v", "level") + regime("only"), "level:voltage", "v:voltage") + component("fixed", "Fixed", level="5 mV")
    units = '<Dimension name="conductance" m="-1" l="-2" t="3" i="2"/><Unit symbol="uS" dimension="conductance" power="-6"/>'
    text = document(units, LIF, CELL, gap, fixed, ALL, population("src", 1, "fixed"), population("dst", 1, "cell"),
                    projection("p", "src", "dst", "all", "gap", {"Response": "i>i"}, {"Destination": "v>v", "Source": "v>far"}, delay="0 ms"))
    near(run(lab, text, simtime="200ms").signal("dst", "v")[-1], 5*0.5/1.5, 1e-3, "v at the end")


def rule_a_response_acts_on_both_cells(lab):
    """g (v_far - v_near) into both: the sum of the potentials decays as of one cell, the difference faster by 1 + 2 R g."""
    gap = (dynamics("Gap", alias("i", "g*(far - v)") + alias("back", "-i") + regime("only"), "g:conductance", "i:current back:current", "v:voltage far:voltage")
           + component("gap", "Gap", g="0.5 uS"))
    units = '<Dimension name="conductance" m="-1" l="-2" t="3" i="2"/><Unit symbol="uS" dimension="conductance" power="-6"/>'
    full = component("full", "LIF", {"v": "8 mV"}, tau="10 ms", R="1 Mohm", theta="1 mV")
    text = document(units, LIF, CELL, full, gap, ALL, population("src", 1, "full"), population("dst", 1, "cell"),
                    projection("p", "src", "dst", "all", "gap", {"Response": "i>i"}, {"Destination": "v>v", "Source": "v>far"}, delay="0 ms"))
    both = text.replace("<Source><Reference>src</Reference></Source>", '<Source><Reference>src</Reference><FromResponse send_port="back" receive_port="i"/></Source>')
    holds(both != text, "the response acts on the source")
    done = run(lab, both, simtime="20ms", dt=0.01)
    near(done.signal("dst", "v")[-1], 4*(math.exp(-2) - math.exp(-4)), 5e-4, "v at the end")
    one = run(lab, text, simtime="20ms", dt=0.01).signal("dst", "v")[-1]
    holds(one > 1.2*done.signal("dst", "v")[-1], "a source that nothing acts on keeps its potential longer")


def rule_values_of_source_cells_are_delayed(lab):
    """A source that rises as t: its target, held to it tightly, is 3 ms behind; without a delay it is not."""
    gap = dynamics("Gap", alias("i", "g*(far - v)") + regime("only"), "g:conductance", "i:current", "v:voltage far:voltage") + component("gap", "Gap", g="1 uS")
    ramp = (dynamics("Ramp", states("v:voltage") + regime("only", derivative("v", "rate")), "rate:slope", "v:voltage")
            + component("ramp", "Ramp", {"v": "0 mV"}, rate="1 mV_per_ms"))
    units = '<Dimension name="conductance" m="-1" l="-2" t="3" i="2"/><Unit symbol="uS" dimension="conductance" power="-6"/>'
    wires = ("gap", {"Response": "i>i"}, {"Destination": "v>v", "Source": "v>far"})
    late, now = (run(lab, document(units, LIF, CELL, gap, ramp, ALL, population("src", 1, "ramp"), population("dst", 1, "cell"),
                                   projection("p", "src", "dst", "all", *wires, delay=delay)), simtime="15ms").signal("dst", "v") for delay in ("3 ms", "0 ms"))
    holds(abs(late[30]) < 1e-9 < now[30], "nothing arrives before the delay")
    near(late[130], now[100], 2e-3, "the same 3 ms later")


def rule_responses_send_any_quantity(lab):
    """A response that is not linear, one for each connection, that sends a rate of change of a potential."""
    cell = (dynamics("Sum", states("v:voltage") + regime("only", derivative("v", "drive")), "", "v:voltage", reduces="drive:slope")
            + component("sum", "Sum", {"v": "0 mV"}))
    square = (dynamics("Square", states("a:dimensionless") + alias("rate", "k*a*a") + regime("only", on("input", "only", a="a + 1")),
                       "k:slope", "rate:slope", hears="input") + component("square", "Square", {"a": "0 unitless"}, k="1 mV_per_ms"))
    text = document(CLOCKS, cell, square, ALL, population("src", 1, "clock"), population("dst", 1, "sum"),
                    projection("p", "src", "dst", "all", "square", {"Response": "rate>drive"}, {"Source": "spike>input"}, delay="1 ms"))
    v = run(lab, text, simtime="20ms").signal("dst", "v")
    near(v[120] - v[110], 1, 1e-9, "a ms behind the first event")
    near(v[140] - v[130], 4, 1e-9, "a ms behind the second")


def rule_connection_rules(lab):
    """How many inputs each target has; probability 1 and fan-out count, too."""
    for by, parameter, wanted in (("AllToAll", "", 4), ("RandomFanIn", "number=3", 3), ("RandomFanOut", "number=2", 2), ("Probabilistic", "probability=1", 4), ("OneToOne", "", 1)):
        name, _, number = parameter.partition("=")
        rules = rule(by, f"{name}:dimensionless" if name else "") + component("by", by, **({name: f"{number} unitless"} if name else {}))
        text = document(LIF, CELL, CLOCKS, SYNAPSE, rules, population("src", 4, "clock"), population("dst", 4, "cell"), projection("p", "src", "dst", "by", **WIRES))
        r = run(lab, text)
        near(mean([r.signal("dst", "v", k)[70] for k in range(4)])/(2*5/(5 - 10)*(math.exp(-1) - math.exp(-0.5))), wanted, 1e-9, f"inputs by {by}")


def rule_selections_join_populations(lab):
    chosen = '<Selection name="both"><Concatenate><Item index="1"><Reference>b</Reference></Item><Item index="0"><Reference>a</Reference></Item></Concatenate></Selection>'
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ONE, chosen, population("src", 3, "clock"), population("a", 1, "cell"), population("b", 2, "cell"),
                    projection("p", "src", "both", "one", **WIRES))
    r = run(lab, text)
    holds(all(r.signal(p, "v", k)[50] > 0 for p, k in (("a", 0), ("b", 0), ("b", 1))), "all cells have their source")


# ---- mistakes: each has one message, with its place and a remedy ----
def rule_mistakes_are_told(lab):
    good = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, rule("RandomFanIn", "number:dimensionless"), component("fan", "RandomFanIn", number="1 unitless"),
                    population("src", 2, "clock"), population("dst", 1, "cell"), projection("p", "src", "dst", "all", **WIRES))
    fan = good.replace("<Connectivity><Reference>all", "<Connectivity><Reference>fan")
    cases = [
        (good, "9ML/1.0", "9ML/0.3", ["NNC0920", "no document of NineML", "drafts before those"]),
        (good.replace("</NineML>", "</nineml>"), "<NineML ", "<nineml ", ["NNC0920", "no document of NineML"]),
        (good, ">LIF</Definition>", ">LFI</Definition>", ["NNC0921", "there is no 'LFI'", "did you mean 'LIF'"]),
        (good, "<Cell><Reference>cell", "<Cell><Reference>all", ["NNC0921", "has no dynamics"]),
        (good, "<Cell><Reference>cell", "<Cell><Reference>LIF", ["NNC0921", "'LIF' is no component"]),
        (good, "<Source><Reference>src", "<Source><Reference>clock", ["NNC0921", "'clock' is no selection"]),
        (good, '<Population name="src">', '<Population name="clock">', ["NNC0301", "'clock' is declared twice"]),
        (good, 'send_port="spike"', 'send_port="spikes"', ["NNC0922", "no port 'spikes' that sends", "did you mean 'spike'"]),
        (good, 'receive_port="weight"', 'receive_port="input"', ["NNC0922", "not both ports of events"]),
        (good, '<OutputEvent port="spike"/></OnCondition></Regime></Dynamics></ComponentClass><Component name="cell"', '<OutputEvent port="v"/></OnCondition></Regime></Dynamics></ComponentClass><Component name="cell"',
         ["NNC0922", "no port 'v' that sends events"]),
        (good, '<AnalogSendPort name="v" dimension="voltage"/>', '<AnalogSendPort name="w" dimension="voltage"/>', ["NNC0922", "no state or alias 'w'"]),
        (good, '<Property name="R" units="Mohm">', '<Property name="r" units="Mohm">', ["NNC0923", "no parameter 'r'"]),
        (good, '<Property name="R" units="Mohm"><SingleValue>1</SingleValue></Property>', "", ["NNC0923", "no value for the parameter 'R'"]),
        (good, '<Property name="R" units="Mohm">', '<Property name="R" units="mV">', ["NNC0402", "'R' must be in", "not in mV"]),
        (good, 'units="Mohm"><SingleValue>1<', 'units="Mohm"><SingleValue>one<', ["NNC0905", "'one' is no decimal number"]),
        (good, 'units="Mohm"', 'units="Mhom"', ["NNC0905", "there is no unit 'Mhom'", "Mohm"]),
        (good, 'dimension="resistance"/>', 'dimension="resistence"/>', ["NNC0905", "there is no dimension 'resistence'", "resistance"]),
        (good, "<Size>2</Size>", "<Size>-2</Size>", ["NNC0404"]),
        (good, "<Size>2</Size>", "<Size>0</Size>", ["NNC0404", "at least one cell"]),
        (good, '<Property name="w" units="nA"><SingleValue>2</SingleValue>', '<Property name="w" units="nA"><ArrayValue><ArrayValueRow index="0" value="1"/></ArrayValue>',
         ["NNC0926", "this array has 1 values, 2 are needed"]),
        (fan, '<Property name="w" units="nA"><SingleValue>2</SingleValue>', '<Property name="w" units="nA"><ArrayValue><ArrayValueRow index="0" value="1"/></ArrayValue>',
         ["NNC0926", "at random"]),
        (good, '<SingleValue>2</SingleValue>', '<ArrayValue><ArrayValueRow index="1" value="1"/></ArrayValue>', ["NNC0926", "numbered from 0"]),
        (fan, '<SingleValue>1</SingleValue></Property></Component><Population name="src"', '<SingleValue>3</SingleValue></Property></Component><Population name="src"',
         ["NNC0926", "whole number from 0 to 2"]),
        (good, "connectionrules/AllToAll", "connectionrules/AllToNone", ["NNC0928", "AllToNone", "AllToAll"]),
        (good, "R*i - v", "R*i - w", ["NNC0907", "'w' means nothing in 'LIF'"]),
        (good, "R*i - v", "R*i ** 2", ["NNC0907", "no operator '**'", "x^y or pow(x, y)"]),
        (good, "R*i - v", "(R*i - v)*2^3^2", ["NNC0907", "brackets must say which power comes first"]),
        (good, "R*i - v", "R*expp(i)", ["NNC0907", "no function 'expp'", "exp"]),
        (good, "R*i - v", "(R*i - v", ["NNC0907", "not closed"]),
        (good, "R*i - v", "R*i - tau", ["NNC0201"]),
        (good, "R*i - v", "pow(R*i)", ["NNC0907", "pow takes 2 arguments, not 1"]),
        (good, "R*i - v", "random.cauchy(1)*v", ["NNC0909", "'cauchy' cannot be drawn from"]),
        (good, 'target_regime="only"', 'target_regime="onyl"', ["NNC0907", "no regime 'onyl'", "only"]),
        (good, '<StateVariable name="v"', '<StateVariable name="u"', ["NNC0922", "'v'"]),
        (good, '<Population name="dst">', '<Population name="src">', ["NNC0301", "'src' is declared twice"]),
        (good, "<Dynamics>", "<Dynamic>", ["NNC0901"]),
        (good, "<Connectivity><Reference>all</Reference></Connectivity>", "", ["NNC0903", "needs a <Connectivity>"]),
        (good, "<Regime ", "<Regim ", ["NNC0901"]),
        (good, '<Definition>LIF', '<Definition url="../lif.xml">LIF', ["NNC0904", "there is no file '../lif.xml'", "/../lif.xml'"]),
        (good, '<Definition>LIF', '<Definition url="http://x.org/lif.xml">LIF', ["NNC0904", "not fetched"]),
        (good, '<Definition>LIF', '<Definition url="lif.xml">LIF', ["NNC0904", "there is no file 'lif.xml'", "-I FOLDER"]),
        (good, '<Delay units="ms">', '<Delay units="mV">', ["NNC0402", "a delay must be a time"]),
        (good, '<Population name="src">', '<Thing/><Population name="src">', ["NNC0903", "<Thing> cannot stand"]),
        (good, 'name="tau" dimension="time"/><Parameter name="R"', 'name="t au" dimension="time"/><Parameter name="R"', ["NNC0903", "'t au' is no name"]),
    ]
    for text, old, new, words in cases:
        holds(old in text, f"{old!r} stands in the text")
        _, said = compile_document(lab, text.replace(old, new), good=False, what=repr(new))
        for word in words:
            holds(word in said, f"{word!r} is said of {new!r}: {said[:700]}")


# ---- sources of events: times between grid points ----
def rule_periods_are_not_rounded(lab):
    """Every 0.25 ms from 0: 40 spikes in 10 ms, though the step is 0.1 ms."""
    text = document(CLOCK, component("clock", "Clock", {"next": "0 ms"}, period="0.25 ms"))
    equal(run(lab, text, simtime="10ms").steps("clock")[:5], [1, 3, 6, 8, 11], "steps behind 0, 0.25, 0.5, 0.75, 1")


def rule_a_regime_entered_late_does_not_catch_up(lab):
    """The time of the next spike is over when the regime is entered, at 5 ms: no rising edge, no spike."""
    body = (states("next:time s:time") + regime("off", derivative("s", "1"), when("s > 5*period", "on"))
            + regime("on", derivative("s", "1"), when("t > next", "on", "spike", next="t + period"), when("s > 8*period", "on", next="t + period")))
    text = document(dynamics("C", body, "period:time", spikes="spike"), component("c", "C", {"next": "0.5 ms", "s": "0 ms"}, period="1 ms"))
    steps = run(lab, text, "-D", "C.regime=off", simtime="10ms").steps("c")
    holds(steps and steps[0] > 85, f"the first spike comes when the time was set anew: {steps}")


def rule_exponential_intervals_are_a_poisson_process(lab):
    """20 kHz, twice per step: numbers of spikes have mean and variance 2."""
    body = states("next:time") + '<Constant name="second" units="s">1.0</Constant>' + regime("only", when("t > next", "only", "spike", next="t + second*random.exponential(second*rate)"))
    text = document(dynamics("P", body, "rate:per_time", spikes="spike"), component("p", "P", {"next": "0 ms"}, rate="20000 Hz"))
    steps = run(lab, text, simtime="1s").steps("p")
    counts = [0]*10001
    for k in steps:
        counts[k] += 1
    n = mean(counts[1:])
    near(n, 2.0, 4*math.sqrt(2/1e4), "mean")
    near(mean([(c - n)**2 for c in counts[1:]]), 2.0, 0.2, "variance")


if __name__ == "__main__":
    sys.exit(main(globals()))
