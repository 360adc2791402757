"""Long runs of connections and places are kept packed: however they are written, the model is the same."""
import subprocess
import sys

from harness import equal, holds, main

CELLS, LINKS = 150, 300
HEAD = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<iafCell id="cell" leakReversal="-60mV" thresh="-50mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/><gapJunction id="gap" conductance="1nS"/>
<pulseGenerator id="pulse" delay="5ms" duration="10ms" amplitude="80pA"/>
<network id="net">
"""
TAIL = '</network>\n<Simulation id="sim" length="20ms" step="0.1ms" target="net"/>\n</Lems>\n'


def network(instance, link, gap, drive):
    """Each text is a function of the number of the element."""
    return (HEAD + '<population id="p" type="populationList" component="cell" size="150">\n' + "".join(map(instance, range(CELLS))) + "</population>\n" +
            '<projection id="j" presynapticPopulation="p" postsynapticPopulation="p" synapse="syn">\n' + "".join(map(link, range(LINKS))) +
            '</projection>\n<electricalProjection id="g" presynapticPopulation="p" postsynapticPopulation="p">\n' +
            "".join(map(gap, range(LINKS))) + '</electricalProjection>\n<inputList id="i" component="pulse" population="p">\n' +
            "".join(map(drive, range(CELLS))) + "</inputList>\n" + TAIL)


def ends(k):
    return (7*k) % CELLS, (11*k + 3) % CELLS


def link(k):
    i, j = ends(k)
    return (f'<connectionWD id="{k}" preCellId="../p/{i}/cell" postCellId="../p/{j}/cell" weight="{1 + k % 5}" '
            f'delay="{1 + k % 3}ms"/>\n')


def odd_link(k):
    """The same, in other orders, quotes, blanks and places of comments."""
    i, j = ends(k)
    return (f"<connectionWD\n weight = '{1 + k % 5}'\tdelay='{1 + k % 3} ms' id=\"{k}\"  postCellId='../p/{j}/cell' preCellId=\"../p/{i}/cell\"><!-- a --></connectionWD>"
            if k % 2 else link(k))


def instance(k):
    return f'<instance id="{k}"><location x="1" y="{k}" z="2.5"/></instance>\n'


def gap(k):
    i, j = ends(k)
    return f'<electricalConnectionInstanceW id="{k}" preCell="../p/{i}/cell" postCell="../p/{j}/cell" synapse="gap" weight="{1 + k % 4}"/>\n'


def drive(k):
    return f'<input id="{k}" target="../p/{k}/cell" destination="synapses"/>\n' if k % 3 else ""


def model(lab, name, text):
    """The program of the model, without places in the document."""
    path = lab.folder / "model.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--emit=c"], capture_output=True, text=True, check=False)
    holds(not done.returncode, f"{name} compiles\n{done.stderr[:1000]}")
    return [line for line in done.stdout.splitlines() if "model.xml" not in line and "source_hash" not in line]


def rule_packed_elements_mean_the_same(lab):
    """An entity keeps an element from being packed, and changes nothing."""
    packed = model(lab, "packed", network(instance, link, gap, drive))
    loose = model(lab, "loose", network(lambda k: instance(k).replace('x="1"', 'x="&#49;"'),
                                            lambda k: link(k).replace("/cell\"", "/&#99;ell\""), lambda k: gap(k).replace('"gap"', '"&#103;ap"'),
                                            lambda k: drive(k).replace('"synapses"', '"&#115;ynapses"')))
    odd = model(lab, "odd", network(lambda k: instance(k).replace("><", "> <!-- a --> <"), odd_link, gap, drive))
    holds(any("0x" in line or "numbers" in line for line in packed), "there are tables")
    for name, other in (("loose", loose), ("odd", odd)):
        equal(len(other), len(packed), f"lines of {name}")
        for a, b in zip(other, packed):
            equal(a, b, f"a line of {name}")


def rule_mistakes_in_long_runs_have_their_place(lab):
    """A row deep in a run: its message and its line."""
    for k, old, new, words in ((250, 'weight="1"', 'weight="1mV"', "'weight' must be a pure number, not in mV"), (251, "ms\"/>", "mV\"/>", "a delay is a time"),
                               (252, "/cell\" postCellId", "9999/cell\" postCellId", "there is no such cell"), (253, 'preCellId="', 'preCell="', "")):
        text = network(instance, lambda i, k=k, old=old, new=new: link(i).replace(old, new) if i == k else link(i), gap, drive)
        said = lab.refused(f"wrong{k}.xml", text)
        line = 1 + text[:text.index(f'<connectionWD id="{k}"')].count("\n")
        holds(words in said and f":{line}:" in said, f"{words!r} is said of line {line}: {said[:600]}")


if __name__ == "__main__":
    sys.exit(main(globals()))
