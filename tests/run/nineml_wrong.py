"""Mistakes in documents of NineML: each has one message, however often what is missing is used; what is doubtful is a warning."""
import re
import sys

from harness import equal, holds, main
from nineml import ALL, CELL, CLOCKS, LIF, ONE, SYNAPSE, WIRES, compile_document
from nineml_text import alias, array, component, derivative, distribution, document, dynamics, on, population, projection, random, regime, rule, states, version2

SOME = rule("Probabilistic", "probability:dimensionless") + component("some", "Probabilistic", probability="0.5 unitless")
NETWORK = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, SOME, ONE, population("src", 2, "clock"), population("dst", 2, "cell"), projection("p", "src", "dst", "some", **WIRES))


def one_error(lab, text, *words):
    for document_, version in ((text, 1), (version2(text), 2)):
        _, said = compile_document(lab, document_, good=False, what=words[0])
        equal(said.count("error["), 1, f"messages about {words[0]} in version {version}: {said}")
        for word in (*words, "model.xml:"):
            holds(word in said, f"{word!r} is not said: {said}")


def swapped(*pairs):
    text = NETWORK
    for old, new in pairs:
        holds(old in text, f"the document has no {old}")
        text = text.replace(old, new)
    return text


def rule_what_is_missing_is_told_once(lab):
    """However often it is used: a unit, a dimension, a state, a port, a component, a regime."""
    one_error(lab, swapped(('<Unit symbol="mV"', '<Unit symbol="millivolt"')), "there is no unit 'mV'")
    one_error(lab, swapped(('<Dimension name="voltage"', '<Dimension name="tension"')), "there is no dimension 'voltage'")
    one_error(lab, swapped(('<StateVariable name="v"', '<StateVariable name="u"')), "'v'")
    one_error(lab, swapped(('<StateVariable name="i"', '<StateVariable name="j"')), "'i'")
    one_error(lab, swapped(('<Population name="dst">', '<Population name="other">')), "there is no 'dst'")
    one_error(lab, swapped(('target_regime="', 'target_regime="no')), "has no regime 'no")


def rule_what_is_missing_may_stand_elsewhere(lab):
    """A component is not what it refers to; a definition in another file has a url."""
    for text, words in ((document(component("cells", "cell", tau="1 ms")), 'url="FILE"'), (document(LIF, component("LIFs", "LIFe", tau="1 ms")), "did you mean 'LIF'?")):
        one_error(lab, text, "there is no", words)


def rule_numbers_of_rules_and_distributions_have_no_unit(lab):
    one_error(lab, swapped(('name="probability" units="unitless"', 'name="probability" units="mV"')), "'probability' must be a plain number, not in mV", "NNC0402")
    percent = ('<Unit symbol="mV"', '<Unit symbol="percent" dimension="dimensionless" power="-2"/><Unit symbol="mV"')
    one_error(lab, swapped(percent, ('name="probability" units="unitless"', 'name="probability" units="percent"')), "'probability' must be a plain number, not in a scaled unit")
    pairs = rule("Explicit", "sourceIndices:dimensionless destinationIndices:dimensionless") + component(
        "pairs", "Explicit", sourceIndices=array("unitless", 0, 1), destinationIndices=array("ms", 1, 0))
    one_error(lab, swapped((ONE, ONE + pairs), ("<Reference>some</Reference>", "<Reference>pairs</Reference>")), "'destinationIndices' must be a plain number, not in ms")
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 mV")
    delayed = projection("q", "src", "dst", "all", **WIRES, delay=random("ms", "law"))
    one_error(lab, swapped((ONE, ONE + law), ("</NineML>", delayed + "</NineML>")), "'maximum' must be a plain number, not in mV")


def rule_values_have_their_place(lab):
    """An empty value, a second one, a delay into the past: told where it stands."""
    text = document(LIF, CELL, CLOCKS, SYNAPSE, ALL, population("src", 2, "clock"), population("dst", 2, "cell"), projection("p", "src", "dst", "all", **WIRES, delay="1.5 ms"))
    value = "<SingleValue>1.5</SingleValue>"
    for wrong, words in (("<SingleValue/>", "'' is no decimal number"), ("<SingleValue> </SingleValue>", "'' is no decimal number"), (2*value, "a second value"),
                         (value.replace("1.5", "-1.5"), "a delay is a time from 0 on")):
        one_error(lab, text.replace(value, wrong), words)
    one_error(lab, text.replace(f'<Delay units="ms">{value}', '<Delay units="ms">' + array("ms", 1, 2, -1, 1)[1]), "a delay is a time from 0 on")


def spoilt(text):
    """The document with an attribute or an element that nothing has in it, at each kind of element in turn: what is said, and the text."""
    seen = set()
    for place in re.finditer(r"<(\w+)([^<>]*?)(/?)>", text):
        tag, attributes, empty = place.groups()
        if tag in seen:
            continue
        seen.add(tag)
        before, after = text[:place.start()], text[place.end():]
        yield f"<{tag}> has no attribute 'colour'", f'{before}<{tag}{attributes} colour="red"{empty}>{after}'
        yield f"<Stray> cannot stand in <{tag}>", f"{before}<{tag}{attributes}><Stray/>" + (f"</{tag}>" if empty else "") + after


def rule_what_an_element_does_not_have_is_told(lab):
    """Misspelt attributes and elements are not passed over, whichever element has them."""
    cell = dynamics("K", states("q:dimensionless") + alias("a", "q") + regime("only", derivative("q", "-q/tau"), on("x", "only", "s", q="q + c")).replace(
        "<StateVariable", '<Constant name="c" units="unitless">1</Constant><StateVariable'), "tau:time", "a:dimensionless", spikes="s", hears="x")
    values = component("k", "K", {"q": array("unitless", 1)}, tau="1 ms") + component("l", "k", prototype=True, tau=random("ms", "law"))
    law = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")
    chosen = '<Selection name="both"><Concatenate><Item index="0"><Reference>dst</Reference></Item></Concatenate></Selection><Network name="net"><Reference>src</Reference></Network>'
    text = NETWORK.replace("</NineML>", cell + law + values + chosen + "</NineML>")
    for document_ in (text, version2(text)):
        compile_document(lab, document_)
        for words, wrong in spoilt(document_):
            _, said = compile_document(lab, wrong, good=False, what=words)
            equal(said.count("error["), 1, f"messages about {words}: {said}")
            holds(words in said, f"{words!r} is not said: {said}")
    holds("did you mean 'power'?" in compile_document(lab, swapped(('power="-3"', 'powr="-3"')), good=False)[1], "a hint at what was meant")


def rule_what_other_versions_have_is_told(lab):
    """Elements of the other version and of drafts: with what stands there in this version; files that have them are told once."""
    event = '<EventOut port="spike"/>'
    for old, new, text, hints in (
            ('xmlns="http://nineml.net/9ML/1.0"', 'xmlns="http://nineml.net/9ML/2.0"', NETWORK, ["NineML 2.0 has <Dynamics>", "<ComponentClass> is of version 1.0", "NineML 2.0 has <Pre>"]),
            ('xmlns="http://nineml.net/9ML/2.0"', 'xmlns="http://nineml.net/9ML/1.0"', version2(NETWORK), ["NineML 1.0 has <ComponentClass>", "<Dynamics> is of version 2.0", "NineML 1.0 has <Source>"]),
            ('<OutputEvent port="spike"/>', event, NETWORK, ["NineML 1.0 has <OutputEvent>"]),
            ('<OutputEvent port="spike" />', event, version2(NETWORK), ["NineML 2.0 has <OutputEvent>"])):
        holds(old in text, f"the document has no {old}")
        _, said = compile_document(lab, text.replace(old, new), good=False)
        for hint in hints:
            holds(hint in said, f"{hint!r} is not said: {said}")
        holds("NNC0921" not in said, f"nothing follows from it: {said}")
    one_error(lab, swapped(('"src"', '"all src"'), (">src<", ">all src<")), "'all src' is no name", "letters, digits and _")
    other = document(LIF.replace("<OutputEvent", "<EventOut"), CELL)
    two = document(*(component(c, "cell", url="other.xml", prototype=True) for c in ("a", "b")))
    _, said = compile_document(lab, two, good=False, files={"other.xml": other})
    equal(said.count("error["), 1, f"messages about a file that two components name: {said}")


def rule_ports_without_a_connection_are_told(lab):
    """A warning each: no events come, nothing is received; documents that connect all have none."""
    equal(compile_document(lab, NETWORK)[1].count("NNC0927"), 0, "warnings about all that is connected")
    for roles, words in (({"to_response": {"Plasticity": "weight>weight"}}, ["no events come to the port 'input' of 'decay'"]), ({"to_post": {}}, ["nothing receives what 'decay' sends"]),
                         ({"to_response": {"Source": "spike>input"}}, ["nothing receives what 'static' sends", "nothing sends to the port 'weight'"])):
        _, said = compile_document(lab, document(LIF, CELL, CLOCKS, SYNAPSE, ALL, population("src", 2, "clock"), population("dst", 2, "cell"),
                                                 projection("p", "src", "dst", "all", **{**WIRES, **roles})))
        equal(said.count("NNC0927"), len(words), f"warnings of {roles}: {said}")
        for word in words:
            holds(word in said, said)


def rule_values_that_go_round_are_refused(lab):
    """The response sends what it makes of the weight, the plasticity makes the weight of that."""
    response = dynamics("Echo", alias("i", "weight + 0*weight") + regime("only"), "", "i:current", "weight:current") + component("echo", "Echo")
    plastic = dynamics("Round", alias("weight", "2*i") + regime("only"), "", "weight:current", "i:current") + component("round", "Round")
    one_error(lab, document(LIF, CELL, CLOCKS, ALL, response, plastic, population("src", 1, "clock"), population("dst", 1, "cell"),
                            projection("p", "src", "dst", "all", "echo", {"Response": "i>i"}, {"Plasticity": "weight>weight"}, "round", {"Response": "i>i"})), "each other")
    self = dynamics("Ring", states("q:dimensionless") + alias("a", "b + q") + alias("b", "2*a") + regime("only", derivative("q", "-q/tau"), on("x", "only", q="q + 1")), "tau:time", "a:dimensionless", hears="x")
    one_error(lab, document(self, component("ring", "Ring", tau="1 ms")), "each other")


if __name__ == "__main__":
    sys.exit(main(globals()))
