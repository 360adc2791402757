"""Converged spike times of published models, for tests/run/published_tests.py.

    corpus_reference.py NNC CORPUS [NAME ...]      adds to corpus.json; needs PyYAML; minutes for each model

CORPUS is a folder with tests of the Open Source Brain (.omt); all of jNeuroML that have spike times are taken, or those whose names
contain a NAME. How they are integrated: see reference.py."""
import json
import math
import pathlib
import re
import sys
import tempfile

import yaml

import reference

TABLE = pathlib.Path(__file__).with_name("corpus.json")


def quantity(document, file):
    """The recorded path that a column of a test's file has."""
    wanted = pathlib.PurePath(file["path"]).name
    for e in reference.xml.parse(document).getroot().iter():
        if e.tag.split("}")[-1] == "OutputFile" and pathlib.PurePath(e.get("fileName")).name == wanted:
            return list(e)[file["columns"][1] - 1].get("quantity")
    raise SystemExit(f"{document}: no file {wanted}")


def expected(nnc, corpus, test, content):
    document = (test.parent / content["target"]).resolve()
    with tempfile.TemporaryDirectory() as place:
        folder, found = f"{place}/out", {}
        how, step = reference.integrate(nnc, document, folder, "-I", str(corpus))
        for name, experiment in content["experiments"].items():
            observed = experiment["observables"].get("spike times")
            if not observed or "file" not in observed:
                continue
            detection = observed["spike detection"]
            if detection["method"] != "threshold":
                continue
            path = re.sub(r"/\d+(/\w+)$", r"\1", quantity(document, observed["file"]))
            if not reference.QUANTITY.fullmatch(path) or not path.endswith("/v"):
                continue  # no potential of a cell: those are in mV here, in V of which `scaling` says how many in the test
            times, values = reference.samples(pathlib.Path(folder), path)
            at = reference.spikes(times, values, 1000*float(detection["threshold"])/observed["file"]["scaling"][1])
            found[name] = [round(math.ceil(t/step - 1e-6)*step if step else t, 9) for t in at]
    return {"how": how, "spikes": found}


def main():
    nnc, corpus, names = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    for test in sorted(corpus.rglob(".*.omt")):
        content = yaml.safe_load(test.read_text(encoding="utf-8"))
        if content["engine"] != "jNeuroML" or "experiments" not in content or (names and not any(n in test.name for n in names)):
            continue
        found = expected(nnc, corpus, test, content)
        if not found["spikes"]:
            print(test.name, "observes no potential of a cell", flush=True)
            continue
        table[str(test.relative_to(corpus))] = found
        TABLE.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(test.name, table[str(test.relative_to(corpus))]["how"], flush=True)


if __name__ == "__main__":
    main()
