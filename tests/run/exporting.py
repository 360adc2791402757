"""What tests of `nnc convert` share: models, their documents, and what both compute."""
import subprocess

from harness import equal, holds, near

INPUTS = """
d = DCSource(amplitude=0.5 nA, start=10 ms, stop=20 ms)
d.inject_into(p[0:1])
x = StepCurrentSource(times=[5, 15, 30], amplitudes=[0.2, -0.1, 0.3])
x.inject_into(p[1:2])
a = ACSource(amplitude=0.3 nA, frequency=50 Hz, start=2 ms, stop=60 ms)
a.inject_into(p[2:3])
p.record(["spikes", "v"])
run(80 ms)
"""
NETWORK = """
s = Population(2, SpikeSourceArray(spike_times=[[3 ms, 20 ms, 40.5 ms], [10 ms]]))
e = Projection(s, p, FromListConnector([(0, 0), (0, 1), (1, 2)], column_names=[]), StaticSynapse(weight=WEIGHT, delay=1 ms), receptor_type="excitatory")
f = Projection(p, p, FromListConnector([(0, 1, 0.01, 1.5), (1, 2, 0.02, 0.5), (2, 0, 0.03, 2.5)]), StaticSynapse(), receptor_type="inhibitory")
"""


def convert(lab, name, text, to="lems"):
    source, target = lab.folder / f"{name}.nn", lab.folder / f"{name}.xml"
    source.write_text(text, encoding="utf-8")
    return convert_file(lab, source, target, to)


def convert_file(lab, source, target, to="lems"):
    done = subprocess.run([lab.nnc, "convert", str(source), f"--to={to}", "-o", str(target)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr, target


def document(lab, name, text):
    code, said, target = convert(lab, name, text)
    equal(code, 0, f"exit code of convert {name}: {said}")
    return target.read_text(encoding="utf-8")


def both(lab, name, text):
    """Results of the model and of its document."""
    xml = document(lab, name, text)
    return lab.run(f"{name}.nn", text=text, dt=0.1), lab.run(f"{name}.xml", text=xml, dt=0.1)


def refused(lab, name, text, message):
    code, said, _ = convert(lab, name, text)
    equal(code, 1, f"exit code of convert {name}: {said}")
    holds(message in said and "NNC0711" in said, f"{name}: {said!r} does not say {message!r}")


def model(cell, offset="0.9 nA", weight=None, more=""):
    network = NETWORK.replace("WEIGHT", weight) if weight else ""
    return f"setup(timestep=0.1 ms)\n{more}p = Population(3, {cell}(i_offset={offset}))\n{network}{INPUTS}"


def same_spikes(lab, name, text, steps=0):
    first, second = both(lab, name, text)
    one, two = first.rows("p", "spikes"), second.rows("p", "spikes")
    equal(len(two), len(one), f"{name}: number of spikes")
    holds(len(one) > 3, f"{name}: {len(one)} spikes are too few to compare")
    for (t, i), (u, j) in zip(sorted(one, key=lambda r: (int(r[1]), float(r[0]))), sorted(two, key=lambda r: (int(r[1]), float(r[0])))):
        equal(j, i, f"{name}: cell of a spike")
        near(float(u), float(t), 0.1*steps + 1e-9, f"{name}: time of a spike")
    return first, second
