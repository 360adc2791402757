"""Events that `nnc convert` writes as LEMS: between parts, of ports other than the first, to ports of cells, and over two trips."""
import sys

from exporting import both, convert_file, document, model
from harness import equal, holds, main

PARTS = """setup(timestep=0.1 ms)
channel Counter:
    event done
    state n = 0
    on kick:
        n += 1
    when n >= 3:
        n = 0
        send to done
cell X:
    event third
    param drive = 1 mV/ms
    state v = 0 mV
    state k = 0
    channel c = Counter()
    dv/dt = drive
    on push:
        v += 0.5 mV
    when v >= 10 mV:
        spike
        v = 0 mV
        send to c.kick
    on c.done:
        k += 1
        send to third
p = Population(1, X(drive=1))
o = Population(1, X(drive=1.3))
q = Population(1, X(drive=0.2))
Projection(p, q, FromListConnector([(0, 0, 1, 1.5)]), StaticSynapse(), receptor_type="push", source="third")
Projection(o, q, FromListConnector([(0, 0, 1, 0.5)]), StaticSynapse(), receptor_type="push")
p.record("k")
q.record(["spikes", "v"])
run(100 ms)
"""


def rule_events_reach_parts_and_come_from_them(lab):
    """What a cell sends to a part, what it handles of one, and events of another port than spikes."""
    first, second = both(lab, "parts_and_ports", PARTS)
    holds(first.signal("p", "k")[-1] == 3, "the part sends nothing")
    equal(second.rows("p", "k"), first.rows("p", "k"), "k, which events of a part count")
    equal(second.rows("q", "v"), first.rows("q", "v"), "v, which two ports push")
    holds(second.rows("q", "spikes") == first.rows("q", "spikes"), "spikes of q")


def twice(lab, name, text):
    """Results of the document, and of the document that is made of it."""
    xml = document(lab, name, text)
    source, target = lab.folder / f"{name}_1.xml", lab.folder / f"{name}_2.xml"
    source.write_text(xml, encoding="utf-8")
    code, said, _ = convert_file(lab, source, target)
    equal((code, said), (0, ""), f"exit code and warnings of the second trip of {name}")
    return lab.run(f"{name}_1.xml", text=xml, dt=0.1), lab.run(f"{name}_2.xml", text=target.read_text(encoding="utf-8"), dt=0.1)


def rule_a_second_trip_keeps_receptors_and_ports(lab):
    """Lists of what is attached, and ports, are found again under the names of a document."""
    first, second = twice(lab, "twice_ports", PARTS)
    equal(second.rows("q", "v"), first.rows("q", "v"), "v of q")
    first, second = twice(lab, "twice_cells", model("IF_curr_exp", weight="1 nA"))
    holds(len(first.rows("p", "spikes")) > 3, "too few spikes")
    for k in range(3):  # each has an input of its own, so each is a population
        equal(second.signal(f"p_{k}", "v"), first.signal("p", "v", k), f"v of p[{k}]")
        equal(second.spikes(f"p_{k}"), first.spikes("p", k), f"spikes of p[{k}]")
    equal(second.bytes()["p_v.dat"], first.bytes()["p_v.dat"], "the file of v")


sys.exit(main(globals()))
