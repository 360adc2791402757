"""NineML: values that explicit connections have of their own."""
import math
import sys

from harness import all_near, main, near
from nineml import WIRES, explicit, run
from nineml_as_nn import same_as_nn
from nineml_text import alias, array, component, dynamics, on, projection, regime, states


def rule_explicit_connections_have_values_of_their_own(lab):
    """Of parameters and initial values of plasticity with states: weights of 1, 2*2, 3*3 nA in the order of all to all, 0-0, 0-2, 1-1."""
    hold = dynamics("Hold", states("u:dimensionless") + alias("weight", "w*u*k") + regime("only", on("heard", "only", u="u")), "w:current k:dimensionless",
                    "weight:current", hears="heard") + component("hold", "Hold", {"u": array("unitless", 1, 2, 3)}, w="1 nA", k=array("unitless", 1, 2, 3))
    wires = {**WIRES, "plasticity": "hold", "to_plasticity": {"Source": "spike>heard"}}
    text = explicit([0, 1, 0], [0, 1, 2], more=hold).replace("</NineML>", projection("p", "src", "dst", "pairs", **wires) + "</NineML>")
    r = run(lab, text)
    same_as_nn(lab, text)
    v = [r.signal("dst", "v", k)[50] for k in range(3)]
    near(v[0], math.exp(-0.3) - math.exp(-0.6), 1e-9, "v of 1 nA")
    all_near(v, [v[0], 9*v[0], 4*v[0]], 1e-12, "v at 5 ms")


if __name__ == "__main__":
    sys.exit(main(globals()))
