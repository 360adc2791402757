"""Models that `nnc convert` writes as LEMS and reads again: the same spikes, and a second document like the first."""
import re
import subprocess
import sys

from harness import equal, holds, main, near

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


# ---- cells ----
def rule_cells_without_receptors_keep_their_bits(lab):
    """Equations, resets, holds and inputs are the same numbers in the same order."""
    for cell, offset in [("IF_curr_delta", "0.9 nA"), ("Izhikevich", "0.01 nA")]:
        first, second = same_spikes(lab, f"bits_{cell}", model(cell, offset))
        equal(second.rows("p", "v"), first.rows("p", "v"), f"{cell}: v")


def rule_standard_cells_spike_in_the_same_steps(lab):
    for cell, weight in [("IF_curr_exp", "1 nA"), ("IF_cond_exp", "0.03 uS"), ("EIF_cond_exp_isfa_ista", "0.03 uS")]:
        same_spikes(lab, f"cell_{cell}", model(cell, weight=weight))


def rule_conditions_act_once(lab):
    """A Hodgkin-Huxley cell spikes once per action potential: `when` stays what it is."""
    same_spikes(lab, "once", model("HH_cond_exp"), steps=1)


# ---- what the document says ----
def rule_types_extend_the_core_types(lab):
    xml = document(lab, "core", model("IF_cond_exp", weight="0.03 uS"))
    for line in ['extends="baseCellMembPot"', 'extends="baseVoltageDepSynapse"', 'extends="basePointCurrent"', '<Regime name="refractory">',
                 '<Simulation id="sim" length="80 ms" step="0.1 ms" target="net">', '<OutputColumn id="0" quantity="p[0]/v"/>']:
        holds(line in xml, f"the document has no {line}")


def rule_units_that_the_core_types_lack_are_defined(lab):
    xml = document(lab, "units", model("Izhikevich", "0.01 nA"))
    holds(re.search(r'<Unit symbol="mV_per_ms" dimension="voltage_per_time" power="0"/>', xml), "mV_per_ms is not defined")
    holds('value="0.04 per_mV_per_ms"' in xml, "0.04 /mV/ms is not a constant")


def rule_names_are_spelled_and_told_apart(lab):
    """Labels that XML or LEMS cannot spell are changed; text of people is escaped."""
    text = '''setup(timestep=0.1 ms)
cell X:
    """ <&> "quoted" -- """
    param t_1 = 1 ms
    state id = 0
    did/dt = 1/t_1
    when id > 1:
        spike
        id = 0
p = Population(1, X(), label="a <b>")
q = Population(1, X(), label="a &b;")
p.record("spikes")
run(5 ms)
'''
    xml = document(lab, "names", text)
    holds('description="&lt;&amp;&gt; &quot;quoted&quot; --"' in xml.replace('description=" ', 'description="').replace('-- "', '--"'), "the description is not escaped")
    holds('id="a__b_"' in xml and 'id="a__b__2"' in xml, "populations are not told apart")
    equal(len(lab.run("names.xml", text=xml, dt=0.1).rows("a__b_", "spikes")), 4, "spikes")


def rule_a_second_trip_changes_nothing(lab):
    """A document that is read and written again says the same: its inputs are parts of the cell now."""
    xml = document(lab, "trip", """setup(timestep=0.1 ms)
p = Population(1, IF_curr_delta(i_offset=0.9 nA))
d = DCSource(amplitude=0.5 nA, start=10 ms, stop=20 ms)
d.inject_into(p)
p.record(["spikes", "v"])
run(80 ms)
""")
    (lab.folder / "trip1.xml").write_text(xml, encoding="utf-8")
    code, said, second = convert_file(lab, lab.folder / "trip1.xml", lab.folder / "trip2.xml")
    equal(code, 0, f"exit code: {said}")
    one = lab.run("trip1.xml", text=xml, dt=0.1)
    two = lab.run("trip2.xml", text=second.read_text(encoding="utf-8"), dt=0.1)
    equal(two.rows("p", "v"), one.rows("p", "v"), "v after a second trip")


def rule_two_sums_of_one_synapse_are_told(lab):
    """A cell that adds up the conductances of its synapses, too, is right in LEMS, and refused when it is read, not simulated as 0."""
    text = model("IF_cond_exp", weight="0.03 uS").replace('["spikes", "v"]', '["spikes", "gsyn_exc"]')
    xml = document(lab, "sums", text)
    holds('select="excitatory[*]/gsyn"' in xml, "the document has no sum of conductances")
    holds("add up 2 variables of this synapse" in lab.refused("sums.xml", xml), "a second sum is silent")


# ---- what LEMS cannot say ----
def rule_what_lems_cannot_say_is_refused(lab):
    start, end = "setup(timestep=0.1 ms)\n", "run(1 ms)\n"
    noisy = "cell N:\n    param sigma = 1 mV\n    state v = 0 mV\n    noise xi\n    dv/dt = -v/(10 ms) + sigma/sqrt(1 ms)*xi\n"
    refused(lab, "noise", start + noisy + "p = Population(1, N())\n" + end, "`noise`")
    late = "cell L:\n    state v = 1\n    dv/dt = -delay(v, 2 ms)/(1 ms)\n"
    refused(lab, "late", start + late + "p = Population(1, L())\n" + end, "`delay`")
    refused(lab, "poisson", start + "p = Population(1, SpikeSourcePoisson())\n" + end, "a number of events that is computed")
    refused(lab, "facilitation", start + """s = Population(1, SpikeSourceArray(spike_times=[1]))
p = Population(1, IF_curr_exp())
e = Projection(s, p, FromListConnector([(0, 0)], column_names=[]), TsodyksMarkramSynapse(weight=1), receptor_type="excitatory")
""" + end, "`tau_facil`, a divisor, with the value 0")
    refused(lab, "plastic", start + """p = Population(1, IF_curr_exp())
e = Projection(p, p, FromListConnector([(0, 0)], column_names=[]), STDPPairAdditive(weight=1), receptor_type="excitatory")
""" + end, "`on post` in a synapse")


sys.exit(main(globals()))
