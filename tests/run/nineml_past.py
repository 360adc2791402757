"""NineML: values of source cells, with a delay of each connection."""
import sys

from harness import all_near, holds, main
from nineml import ALL, ONE, compile_document, run
from nineml_text import alias, array, component, derivative, distribution, document, dynamics, population, projection, random, regime, rule, states

# x = t/ms; q is the sum of dt x(t_k - d)
RAMP = dynamics("Ramp", states("x:dimensionless") + regime("only", derivative("x", "1/unit")), "unit:time", "x:dimensionless") + component(
    "ramp", "Ramp", {"x": "0 unitless"}, unit="1 ms")
SUM = dynamics("Sum", states("q:dimensionless") + regime("only", derivative("q", "i/unit")), "unit:time", "q:dimensionless", "", "i:dimensionless") + component(
    "sum", "Sum", {"q": "0 unitless"}, unit="1 ms")
HAND = dynamics("Hand", alias("i", "far*gain") + regime("only"), "gain:dimensionless", "i:dimensionless", "far:dimensionless") + component("hand", "Hand", gain="1 unitless")
UNIFORM = distribution("uniform", "minimum:dimensionless maximum:dimensionless") + component("law", "uniform", minimum="1 unitless", maximum="3 unitless")


def network(delay, by, pre=1, post=1, more=""):
    return document(RAMP, SUM, HAND, ALL, ONE, more, population("src", pre, "ramp"), population("dst", post, "sum"),
                    projection("p", "src", "dst", by, "hand", {"Response": "i>i"}, {"Source": "x>far"}, delay=delay))


def sums(*delays, n=200):
    """q of a cell with connections of these delays, in ms."""
    q = [0.0]
    for k in range(n):
        q.append(q[-1] + 0.1*sum(max(0, 0.1*k - d) for d in delays))
    return q


def rule_one_to_one(lab):
    r = run(lab, network(array("ms", 2, 0.5, 2), "one", 3, 3))
    for cell, d in enumerate([2, 0.5, 2]):
        all_near(r.signal("dst", "q", cell)[:201], sums(d), 1e-9, f"delay {d} ms")


def rule_all_to_all(lab):
    """Connections in the order of i_source N_target + i_target; a delay of 0 is the value of now."""
    r = run(lab, network(array("ms", 1, 2, 3, 0, 1, 0.3), "all", 2, 3))
    for cell, delays in enumerate([(1, 0), (2, 1), (3, 0.3)]):
        all_near(r.signal("dst", "q", cell)[:201], sums(*delays), 1e-9, f"delays {delays} ms")


def rule_explicit(lab):
    """The array counts connections in the order of all to all, also of a list in another one."""
    pairs = rule("Explicit", "sourceIndices:dimensionless destinationIndices:dimensionless") + component(
        "pairs", "Explicit", sourceIndices=array("unitless", 1, 0, 1), destinationIndices=array("unitless", 0, 1, 0))
    r = run(lab, network(array("ms", 1, 2, 3), "pairs", 2, 2, pairs))
    for cell, delays in enumerate([(2, 3), (1,)]):
        all_near(r.signal("dst", "q", cell)[:201], sums(*delays), 1e-9, f"delays {delays} ms")


def rule_what_cannot_be(lab):
    many = [0.1*k for k in range(1, 82)]
    for delay, by, size, words in [(random("ms", "law"), "all", 1, ("NNC0909", "drawn delays")), (array("ms", *many), "all", 9, ("NNC0909", "64 different delays")),
                                   (array("ms", 1, 2), "one", 3, ("NNC0926", "this array has 2 values, 3 are needed")), (array("ms", -1), "all", 1, ("NNC0406", "a time from 0 on"))]:
        _, said = compile_document(lab, network(delay, by, size, size, UNIFORM), good=False)
        holds(all(word in said for word in words), f"{words} in {said}")


if __name__ == "__main__":
    sys.exit(main(globals()))
