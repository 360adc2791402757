"""Models that `nnc convert` writes as LEMS and reads again: the same spikes, and a second document like the first."""
import math
import re
import sys
from xml.etree import ElementTree

from exporting import both, convert, convert_file, document, model, refused, same_spikes
from harness import all_near, equal, holds, main, near

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


def rule_a_hold_of_nothing_is_no_hold(lab):
    """tau_refrac = 0 holds nothing, in LEMS neither."""
    text = model("IF_curr_delta").replace("i_offset=0.9 nA", "i_offset=0.9 nA, tau_refrac=0 ms")
    first, second = same_spikes(lab, "no_hold", text)
    holds("refractory" not in lab.texts["no_hold.xml"], "there is a regime for a hold of nothing")
    equal(second.rows("p", "v"), first.rows("p", "v"), "v")


def rule_times_between_steps_are_refused(lab):
    """A hold and a window are rounded to steps here, and compared with t there."""
    hold = model("IF_curr_delta").replace("i_offset=0.9 nA", "i_offset=0.9 nA, tau_refrac=0.14 ms")
    refused(lab, "between", hold, "a hold of 0.14 ms, which is no whole number of steps,")
    refused(lab, "window", model("IF_curr_delta").replace("start=10 ms", "start=10.03 ms"), "`start`, a time of 10.03 ms that is no whole number of steps,")
    mixed = model("IF_curr_delta").replace("i_offset=0.9 nA", "i_offset=0.9 nA, tau_refrac=[0, 1, 2]")
    refused(lab, "mixed", mixed, "a hold of 0 ms beside longer ones")


def rule_functions_that_lems_has_not_are_logarithms(lab):
    """asinh from both sides of 0, with its argument named once; x is 0.5 - t/(10 ms), y the mean of the others."""
    text = """setup(timestep=0.1 ms)
cell X:
    state x = 0.5, y = 0
    dx/dt = -0.1 /ms
    a = asinh(3*x)
    b = acosh(1.5 - x)
    c = atanh(x*0.9)
    dy/dt = (a - y)/(1 ms)
p = Population(1, X())
p.record(["a", "b", "c", "y"])
run(10 ms)
"""
    first, second = both(lab, "areas", text)
    x = [0.5 - 0.01*k for k in range(101)]
    for name, wanted in [("a", [math.asinh(3*v) for v in x]), ("b", [math.acosh(1.5 - v) if v < 0.4999 else 0 for v in x]),
                         ("c", [math.atanh(0.9*v) for v in x])]:
        all_near(first.signal("p", name)[1:], wanted[1:], 1e-12, f"{name} here")
        all_near(second.signal("p", name)[1:], wanted[1:], 1e-12, f"{name} there")
    all_near(second.signal("p", "y"), first.signal("p", "y"), 1e-6, "y")


def rule_parts_are_children(lab):
    """Channels that all read a sum of what all of them have: paths go through them, and are found in a moment."""
    text = """setup(timestep=0.1 ms)
channel C:
    param k = 1 /ms
    input total: 1
    state m = 0.1
    dm/dt = k*(0.5 - m) - 0.01 /ms * total
cell X:
    state v = 0 mV
    dv/dt = -v/(10 ms) + i_inj/(1 nF)
    channel a = C()
    channel b = C(k=2 /ms)
    channel c = C(k=3 /ms)
    channel d = C(k=4 /ms)
    total = a.m + b.m + c.m + d.m
p = Population(1, X())
p.record(["total", "a.m"])
run(3 ms)
"""
    first, second = both(lab, "parts", text)
    holds('<Child name="a" type="C"/>' in lab.texts["parts.xml"] and 'select="a/m"' in lab.texts["parts.xml"], "a part is no child")
    for variable in ["total", "a.m"]:
        all_near(second.signal("p", variable), first.signal("p", variable), 1e-12, variable)


# ---- what programs draw ----
DRAWN = """setup(timestep=0.1 ms)
p = Population(4, IF_cond_exp(i_offset=0.9 nA))
p.initialize(v=RandomDistribution("uniform", (-65, -51)))
p.set(cm=RandomDistribution("uniform", (0.8, 1.2)))
p[0:1].set(i_offset=1.1 nA)
e = Projection(p, p, FixedProbabilityConnector(0.6), StaticSynapse(weight=RandomDistribution("uniform", (0.001, 0.01)), delay=1.5 ms), receptor_type="excitatory")
p.record("spikes")
run(100 ms)
"""


def rule_a_network_that_is_drawn_is_the_same(lab):
    """Connections, weights and values are those of the program; cells that differ are populations of their own."""
    first, second = both(lab, "drawn", DRAWN)
    one = sorted((int(i), float(t)) for t, i in first.rows("p", "spikes"))
    two = sorted((k, t) for k in range(4) for t in second.spikes(f"p_{k}"))
    holds(len(one) > 8, f"{len(one)} spikes are too few to compare")
    equal([i for i, _ in two], [i for i, _ in one], "cells of spikes")
    for (_, t), (_, u) in zip(one, two):
        near(u, t, 0.1 + 1e-9, "time of a spike")


def rule_drawn_weights_keep_their_unit(lab):
    """Programs save weights in the unit that the receptor declares."""
    text = """setup(timestep=0.1 ms)
cell Passive:
    receptor exc = Conductance()
    state v = -70 mV
    g_exc = exc.g
    dv/dt = (10 nS*(-70 mV - v) + i_syn)/(200 pF)

receptor Conductance:
    state g = 0 nS
    dg/dt = -g/(3 ms)
    on event(weight: nS): g += weight
    current i = g*(0 mV - v)

p = Population(2, Passive())
q = Population(2, Passive())
s = Population(4, SpikeSourceArray(spike_times=[5 ms]))
both = p + q
Projection(s, p, FixedProbabilityConnector(0.9), StaticSynapse(weight=5 nS, delay=1 ms), receptor_type="exc")
Projection(s, both, FixedProbabilityConnector(0.9), StaticSynapse(weight=0.007 uS, delay=2 ms), receptor_type="exc")
p.record("g_exc")
q.record("g_exc")
run(20 ms)
"""
    first, second = both(lab, "units_of_weights", text)
    for population in "pq":
        for cell in (0, 1):
            one = first.signal(population, "g_exc", cell)
            holds(max(one) > 0.003, "nothing arrives")
            all_near(second.signal(population, "g_exc", cell), one, 1e-12, f"g_exc of {population}[{cell}]")


def rule_too_many_sets_of_values_are_refused(lab):
    refused(lab, "many", DRAWN.replace("Population(4", "Population(1001"), "population `p`, whose cells have more than 1000 sets of values,")


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


def rule_two_sums_of_one_synapse_are_kept(lab):
    """A cell that adds up the conductances of its synapses, too, shows the same conductances."""
    text = model("IF_cond_exp", weight="0.03 uS").replace('["spikes", "v"]', '["spikes", "gsyn_exc"]')
    first, second = both(lab, "sums", text)
    holds('select="excitatory[*]/gsyn"' in lab.texts["sums.xml"], "the document has no sum of conductances")
    one = first.signal("p", "gsyn_exc")
    holds(max(one) > 0.02, "nothing arrives")
    all_near(second.signal("p", "gsyn_exc"), one, 1e-12, "gsyn_exc")


def rule_two_sums_of_a_document_are_kept(lab):
    """The first is no current."""
    attached = '<DerivedVariable name="{0}" dimension="{1}" exposure="{0}" select="synapses[*]/{2}" reduce="add"/>'
    xml = f"""<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
<ComponentType name="adding" extends="baseCellMembPotCap"><Exposure name="g" dimension="conductance"/><Attachments name="synapses" type="basePointCurrent"/>
<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>{attached.format("g", "conductance", "g")}{attached.format("iSyn", "current", "i")}
<DerivedVariable name="iMemb" dimension="current" exposure="iMemb" value="iSyn"/><TimeDerivative variable="v" value="iMemb/C"/></Dynamics></ComponentType>
<adding id="cell" C="100pF"/><expTwoSynapse id="syn" gbase="1nS" erev="20mV" tauRise="1ms" tauDecay="4ms"/><spikeGenerator id="ten" period="10ms"/>
<network id="net"><population id="a" component="ten" size="1"/><population id="p" component="cell" size="1"/>
<synapticConnection from="a[0]" to="p[0]" synapse="syn" destination="synapses"/></network>
<Simulation id="sim" target="net" length="30ms" step="0.1ms"><OutputFile id="o" fileName="o.dat"><OutputColumn id="v" quantity="p[0]/v"/>
<OutputColumn id="g" quantity="p[0]/g"/></OutputFile></Simulation></Lems>"""
    (lab.folder / "adding.xml").write_text(xml, encoding="utf-8")
    code, said, second = convert_file(lab, lab.folder / "adding.xml", lab.folder / "added.xml")
    equal(code, 0, f"exit code: {said}")
    one, two = lab.run("adding.xml", text=xml), lab.run("added.xml", text=second.read_text(encoding="utf-8"))
    holds(max(one.signal("p", "g")) > 5e-4, "nothing arrives")
    for variable in ("v", "g"):
        all_near(two.signal("p", variable), one.signal("p", variable), 1e-12, variable)


DOCUMENT = """<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d">
<iafCell id="iaf" C="0.2nF" thresh="-50mV" reset="-70mV" leakConductance="0.01uS" leakReversal="-65mV"/>
<expTwoSynapse id="exp" gbase="2nS" erev="0mV" tauRise="0.5ms" tauDecay="5ms"/></neuroml>"""


def rule_synapses_of_documents_are_synapses_again(lab):
    """What the cell adds up of them is their current."""
    (lab.folder / "cell.nml").write_text(DOCUMENT, encoding="utf-8")
    same_spikes(lab, "again", """setup(timestep=0.1 ms)
p = Population(3, neuroml_cell_type("cell.nml", "iaf", syn="exp"), initial_values={"v": -60 mV})
s = Population(1, SpikeSourceArray(spike_times=[[3 ms, 5 ms, 20 ms, 40.5 ms]]))
e = Projection(s, p, FromListConnector([(0, 0, 3, 1), (0, 1, 6, 1), (0, 2, 9, 2)], column_names=["weight", "delay"]), StaticSynapse(), receptor_type="syn")
p.inject(DCSource(amplitude=0.1 nA, start=10 ms))
p.record(["spikes", "v"])
run(80 ms)
""", steps=1)


# ---- NineML ----
PLASTIC = """setup(timestep=0.1 ms)
p = Population(3, IF_cond_exp(i_offset=[0.9, 1.0, 1.1]))
q = Population(2, IF_cond_exp(i_offset=0.7 nA))
e = Projection(p, q, AllToAllConnector(), StaticSynapse(weight=RandomDistribution("uniform", (0.003, 0.005)), delay=1 ms), receptor_type="excitatory")
f = Projection(p, q, FixedProbabilityConnector(0.7), TsodyksMarkramSynapse(tau_facil=50 ms, weight=0.015 uS, delay=1.5 ms), receptor_type="excitatory")
g = Projection(q, p, OneToOneConnector(), StaticSynapse(weight=0.01 uS, delay=0.5 ms), receptor_type="inhibitory")
p.record("spikes")
q.record("spikes")
run(100 ms)
"""


def rule_nineml_has_the_elements_of_its_version(lab):
    for version, wanted in [("nineml1", ['<ComponentClass name="IF_cond_exp">', "<Source>", '<FromSource send_port="spike" receive_port="event"/>', '<Property name="tau_m" units="ms">']),
                            ("nineml2", ['<Dynamics name="IF_cond_exp">', "<Pre>", '<EventPortConnection sender_role="pre" receiver_role="response" send_port="spike" receive_port="event"/>', '<Quantity units="ms">'])]:
        code, said, target = convert(lab, version, PLASTIC, version)
        equal(code, 0, f"exit code of {version}: {said}")
        holds("NNC0712" in said, f"that runs are left out is not said: {said}")
        text = target.read_text(encoding="utf-8")
        ElementTree.fromstring(text)
        for line in wanted + ["<MathInline>gsyn + weight*((u + U*(1 - u))*x)</MathInline>", "<MathInline>x - (u + U*(1 - u))*x</MathInline>", 'target_regime="refractory"']:
            holds(line in text, f"{version} has no {line}")


def rule_nineml_spikes_in_the_same_steps(lab):
    """Read again, both versions give the spikes of the model, or their neighbours: connections may have states of their own."""
    first = lab.run("nineml.nn", text=PLASTIC)
    for version in ["nineml1", "nineml2"]:
        _, _, target = convert(lab, f"again_{version}", PLASTIC, version)
        second = lab.run(f"read_{version}.xml", "--set", "simtime=100ms", text=target.read_text(encoding="utf-8"))
        for label, size in [("p", 3), ("q", 2)]:
            for k in range(size):
                one, two = first.spikes(label, k), second.spikes(label, k)
                equal(len(two), len(one), f"{version}: number of spikes of {label}[{k}]")
                holds(len(one) > 1, f"{len(one)} spikes are too few to compare")
                all_near(two, one, 0.1 + 1e-9, f"{version}: spikes of {label}[{k}]")


JUNCTION = """
cell Leaky:
    param tau = 10 ms, R = 1 MOhm, drive = 0 nA
    state v = 0 mV
    sum i: nA
    dv/dt = (R*(i + drive) - v)/tau

synapse Junction:
    param g: uS
    current c = g*(pre.v - post.v)

a = Population(3, Leaky(drive=[1, 2, 3]))
b = Population(3, Leaky())
p = Projection(a, b, OneToOneConnector(), Junction(g=0.3 uS), receptor_type="i")
b.record("v")
run(20 ms)
"""


def rule_nineml_has_junctions(lab):
    """A current without a weight is a response that reads both cells, at once."""
    first = lab.run("junction.nn", text=JUNCTION)
    for version in ["nineml1", "nineml2"]:
        code, said, target = convert(lab, f"junction_{version}", JUNCTION, version)
        equal(code, 0, f"exit code of {version}: {said}")
        text = target.read_text(encoding="utf-8")
        holds("lasticity" not in text, f"{version} has a plasticity")
        second = lab.run(f"junction_{version}.xml", "--set", "simtime=20ms", text=text)
        for k in range(3):
            all_near(second.signal("b", "v", k), first.signal("b", "v", k), 1e-12, f"{version}: v of b[{k}]")
        holds(first.signal("b", "v", 2)[-1] > 2*first.signal("b", "v", 0)[-1] > 0, "cells differ")


def rule_conditions_that_hold_as_a_regime_is_entered_are_refused(lab):
    """NineML would wait until they were false: those of what the same action changes. Others are written."""
    held = "    when v > 4 mV: spike; v = 0 mV; n += 1; hold v for 2 ms\n"
    entered = "    regime up:\n        dv/dt = 1 mV/ms\n        when v > 4 mV: spike; v = 0 mV; n += 1; enter rest\n    regime rest:\n        dv/dt = 2 mV/ms\n        when v > 1 mV: enter up\n"
    for i, (body, condition, good) in enumerate([
            ("    dv/dt = 1 mV/ms\n" + held, "when n > 1.5", False), ("    dv/dt = 1 mV/ms\n" + held, "trigger n > 1.5", False), ("    dv/dt = 1 mV/ms\n" + held, "when w > 1.55 mV", True),
            (entered, "when n > 1.5", False), (entered, "trigger n > 1.5", True), (entered, "when w > 1.55 mV", True)]):
        text = f"cell C:\n    state v: mV = 0, w: mV = 0, n = 0\n    event done\n    dw/dt = 1 mV/ms\n{body}    {condition}: send to done; n = 0\nc = Population(1, C())\n"
        (lab.folder / f"entry{i}.nn").write_text(text, encoding="utf-8")
        code, said, _ = convert_file(lab, lab.folder / f"entry{i}.nn", lab.folder / f"entry{i}.xml", "nineml1")
        equal(code, 0 if good else 1, f"exit code of {condition}: {said}")
        holds(good or (f"entry{i}.nn:" in said and "a condition on what changes as a regime is entered or a state is held cannot be said in NineML" in said), said)


def rule_what_nineml_cannot_say_is_refused(lab):
    code, said, _ = convert(lab, "inputs", model("IF_curr_exp"), "nineml1")
    equal(code, 1, "exit code")
    holds("an input into cells cannot be said in NineML" in said, said)
    event = JUNCTION.replace("param g: uS", "param g: uS\n    state n = 0\n    on pre: n += 1").replace("g*(pre.v - post.v)", "n*g*(pre.v - post.v)")
    event = event.replace("    sum i: nA", "    sum i: nA\n    when v > 1 mV: spike")
    code, said, _ = convert(lab, "late", event, "nineml1")
    equal(code, 1, f"exit code of a value that events overtake: {said}")
    holds("`pre.v`, which has another delay than the events, cannot be said in NineML" in said, said)


sys.exit(main(globals()))
