"""No model of stdlib/ without a line in the table."""
import pathlib
import re
import sys

import table
from reference import equal

from harness import main

KINDS = re.compile(r"^(?:cell|receptor|synapse|source) (\w+)", re.MULTILINE)


def rule_every_model_has_a_line(lab):
    stdlib = pathlib.Path(__file__).resolve().parents[2] / "stdlib"
    models = {name for path in stdlib.glob("**/*.nn") for name in KINDS.findall(path.read_text(encoding="utf-8"))}
    lines = repr([table.EXACT, table.FINE, table.ORDERS, table.SYNAPSES, table.SOURCES])
    used = {name for name in models if re.search(rf"\b{name}\b", lines)} | stdp_classes(lines) | table.RANDOM | table.PARTS
    equal(sorted(models - used), [], "models without a line")


def stdp_classes(lines):
    """PyNN names a mechanism by its rules."""
    named = {"AdditiveWeightDependence": "STDPPairAdditive", "MultiplicativeWeightDependence": "STDPPairMultiplicative",
             "AdditivePotentiationMultiplicativeDepression": "STDPPairAdditiveMultiplicative"}
    return {model for rule, model in named.items() if rule in lines}


if __name__ == "__main__":
    sys.exit(main(globals()))
