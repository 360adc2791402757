"""The spikes of whole networks, step by step and on every machine, are those that were found before.

`regression.py NNC --update` writes regression.json anew: when semantics or numerics change on purpose, say so in CHANGELOG.md.
"""
import hashlib
import json
import sys

from harness import HERE, equal, holds, main

EXAMPLES = HERE.parents[1] / "examples"
EXPECTED = HERE / "regression.json"
NETWORKS = {"cuba": (EXAMPLES / "cuba" / "cuba.nn", ["--t", "300ms"]), "coba": (EXAMPLES / "coba" / "coba.nn", ["--t", "200ms"]),
            "learning": (HERE / "models" / "learning.nn", [])}


def found(lab, name):
    model, options = NETWORKS[name]
    r = lab.run(f"{name}.nn", "--seed", "7", *options, text=model.read_text(encoding="utf-8"))
    lines = [f"{label} {step} {row[1]}" for label in ("exc", "inh")
             for step, row in zip(r.steps(label), r.rows(label, "spikes"))]
    return {"spikes": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def rule_networks(lab):
    expected = {} if "--update" in sys.argv else json.loads(EXPECTED.read_text(encoding="utf-8"))
    seen = {name: found(lab, name) for name in NETWORKS}
    for name, network in seen.items():
        holds(network["spikes"] > 500, f"{name}: a network that is alive")
        print(f"      {name}: {network['spikes']} spikes")
    if "--update" in sys.argv:
        EXPECTED.write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")
        return
    for name, network in seen.items():
        equal(network, expected.get(name), f"{name}: spikes of before")


if __name__ == "__main__":
    sys.exit(main(globals()))
