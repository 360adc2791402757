"""Each section of docs/semantics.md has tests, and each test that semantics.table names is there."""
import pathlib
import re
import sys

from harness import HERE, holds, main

DOCUMENT = HERE.parent.parent / "docs" / "semantics.md"


def rows():
    lines = (HERE / "semantics.table").read_text(encoding="utf-8").splitlines()
    return [line.split(None, 2) for line in lines if line and not line.startswith("#")]


def rule_every_test_is_there(lab):
    for _, test, _ in rows():
        file, function = test.split(".")
        path = pathlib.Path(HERE / f"{file}.py")
        holds(path.exists() and f"\ndef rule_{function}(" in path.read_text(encoding="utf-8"), f"no test {test}")


def rule_every_section_has_tests(lab):
    sections = set(re.findall(r"^## (\d+)\.", DOCUMENT.read_text(encoding="utf-8"), re.M))
    holds(len(sections) > 8, f"sections of the document: {sections}")
    missing = sections - {section for section, _, _ in rows()}
    holds(not missing, f"sections without a test: {sorted(missing)}")


if __name__ == "__main__":
    sys.exit(main(globals()))
