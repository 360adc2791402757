"""The benchmark networks fire as in the simulators that others wrote: rate and CV of one seed within four standard
deviations of ten seeds in NEST and Brian 2 (tests/cross/rates/*.json, made by measure.py there)."""
import json
import pathlib
import statistics
import sys

from harness import HERE, holds, main

sys.path.insert(0, str(HERE.parent / "bench"))

from side.measure import rate_and_cv                                           # noqa: E402

EXAMPLES = HERE.parents[1] / "examples"
SPREAD = 4.0                                                                   # standard deviations


def compare(lab, name, seed):
    wanted = json.loads((HERE.parent / "cross" / "rates" / f"{name}.json").read_text(encoding="utf-8"))
    holds(len(wanted["seeds"]) == 10, f"{name}: ten seeds of {wanted['simulator']}")
    cells, duration = wanted["cells"], wanted["duration_ms"]
    text = (EXAMPLES / name / f"{name}.nn").read_text(encoding="utf-8")
    r = lab.run(f"{name}.nn", "--t", f"{duration}ms", "--seed", str(seed), text=text)
    spikes = [(float(row[0]), first + int(row[1])) for label, first in (("exc", 0), ("inh", 4 * cells // 5))
              for row in r.rows(label, "spikes")]
    for key, ours in zip(("rate", "cv"), rate_and_cv(spikes, cells, duration)):
        theirs = [s[key] for s in wanted["seeds"]]
        mean, deviation = statistics.fmean(theirs), statistics.stdev(theirs)
        print(f"      {name} {key}: {ours:.4f}; {wanted['simulator']}: {mean:.4f} +- {deviation:.4f}")
        holds(abs(ours - mean) < SPREAD * deviation, f"{name}: {key} {ours} is far from {mean} +- {deviation}")


def rule_brunel(lab):
    compare(lab, "brunel", 1)


def rule_cuba(lab):
    compare(lab, "cuba", 1)


def rule_coba(lab):
    compare(lab, "coba", 1)


if __name__ == "__main__":
    sys.exit(main(globals()))
