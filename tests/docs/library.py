"""library.py [--check] PAGE FILE...: writes the page about the standard library from its source, or checks that it is up to date."""
import pathlib
import re
import sys

TITLES = {"cell": "Cells", "source": "Sources", "receptor": "Receptors", "synapse": "Synapses", "connector": "Connectors"}
HEAD = """# The standard library

What `stdlib/` holds, from its source: parameters with their defaults (a bare number given to a parameter takes the unit
of its default), and the equations. Names, defaults and units are those of PyNN. `docs/language.md` explains the notation;
a model of a program may derive from any of these (`cell Mine(IF_curr_exp):`) or take its place under the same name.

Written by `python3 tests/docs/library.py docs/library.md stdlib/*.nn`.
"""
MODEL = re.compile(r"(cell|source|receptor|synapse|connector) (\w+)(?:\((\w+)\))?:$")


def models(text):
    """(kind, name, base, lines of the body without their indentation) of each model."""
    found = []
    for line in text.splitlines():
        start = MODEL.match(line)
        if start:
            found.append((*start.groups(), []))
        elif found and (line.startswith("    ") or not line):
            found[-1][3].append(line[4:])
        elif line and not line.startswith("#"):
            found.append((None, None, None, []))
    return [m for m in found if m[0]]


def declarations(line):
    """`a = 1 mV, b: [ms] = []` cut at the commas outside of brackets."""
    parts, depth = [""], 0
    for c in line:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and not depth:
            parts.append("")
        else:
            parts[-1] += c
    return [p.strip() for p in parts]


def parameter(declaration):
    name, _, default = (x.strip() for x in declaration.partition("="))
    name, _, unit = (x.strip() for x in name.partition(":"))
    default, _, bounds = default.partition(" from ")
    if unit == "weight":
        unit = "that of the weight"
    elif unit:
        unit = f"`{unit}`"
    else:
        quantity = re.match(r"-?[\d.e]+ (\S+)$", default)
        unit = f"`{quantity[1]}`" if quantity else ""
    return f"| `{name}` | `{default}` | {unit} | {'from ' if bounds else ''}{bounds} |"


def section(kind, name, base, body):
    about = [line for line in body if line.startswith('"""')]
    rows = [parameter(d) for line in body if line.startswith("param ") for d in declarations(line[6:])]
    rest = "\n".join(line for line in body if not line.startswith(('"""', "param "))).strip("\n")
    text = [f"### {name}", ""]
    if about:
        text += [about[0].strip('"').strip(), ""]
    if base:
        text += [f"As `{base}`, " + ("with these parameters and items in place of its own:" if rows else "with these items in place of its own:"), ""]
    if rows:
        text += ["| parameter | default | unit | bounds |", "|---|---|---|---|", *rows, ""]
    if rest:
        text += ["```", rest, "```", ""]
    return "\n".join(text)


def page(files):
    found = [m for f in files for m in models(pathlib.Path(f).read_text(encoding="utf-8"))]
    text = [HEAD]
    for kind, title in TITLES.items():
        of_kind = [m for m in found if m[0] == kind]
        if of_kind:
            text.append(f"## {title}\n")
            text += [section(*m) for m in of_kind]
    return "\n".join(text).rstrip("\n") + "\n"


def main(arguments):
    check = arguments[0] == "--check"
    target, *files = arguments[check:]
    wanted = page(files)
    target = pathlib.Path(target)
    if not check:
        target.write_text(wanted, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != wanted:
        print(f"{target} is not what the library says: python3 tests/docs/library.py docs/library.md stdlib/*.nn")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
