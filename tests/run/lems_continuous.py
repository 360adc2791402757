"""Variables of gap junctions and graded synapses of a LEMS document, which are recorded where they are."""
import math
import subprocess
import sys

from harness import all_near, equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<ComponentType name="slowJunction" extends="gapJunction">
  <Parameter name="tau" dimension="time"/>
  <Dynamics>
    <StateVariable name="x" dimension="voltage"/>
    <DerivedVariable name="vpeer" dimension="voltage" select="peer/v"/>
    <DerivedVariable name="far" dimension="voltage" select="peer/x"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="weight * conductance * x"/>
    <TimeDerivative variable="x" value="(vpeer - v - x) / tau"/>
    <OnStart><StateAssignment variable="x" value="0"/></OnStart>
  </Dynamics>
</ComponentType>
<iafCell id="cell" leakReversal="-60mV" thresh="-50mV" reset="-65mV" C="100pF" leakConductance="5nS"/>
<iafCell id="high" leakReversal="-50mV" thresh="-20mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<gapJunction id="gap" conductance="1nS"/><slowJunction id="slow" conductance="2nS" tau="3ms"/><silentSynapse id="silent"/>
<gradedSynapse id="graded" conductance="2nS" delta="5mV" Vth="-50mV" k="0.025per_ms" erev="0mV"/>
<linearGradedSynapse id="linear" conductance="1nS"/>
<pulseGenerator id="pulse" delay="5ms" duration="20ms" amplitude="400pA"/>
<network id="net">
  <population id="p" component="cell" size="4"/><population id="q" component="high" size="2"/>
  NETWORK
</network>
<Simulation id="sim" length="40ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation>
</Lems>
"""
PULSE = '<explicitInput target="p[0]" input="pulse"/>'


def document(network, quantities):
    columns = "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(quantities.split()))
    return DOCUMENT.replace("NETWORK", network).replace("COLUMNS", columns)


def junctions(*pairs, synapse="gap"):
    links = "".join(f'<electricalConnectionInstanceW id="{k}" preCell="../p/{a}/cell" postCell="../p/{b}/cell" synapse="{synapse}" weight="{w}"/>'
                    for k, (a, b, w) in enumerate(pairs))
    return f'<electricalProjection id="e{synapse}" presynapticPopulation="p" postsynapticPopulation="p">{links}</electricalProjection>'


def graded(pre, post, synapse="graded"):
    return '<continuousProjection id="c" presynapticPopulation="p" postsynapticPopulation="q">' \
           f'<continuousConnection id="0" preCell="{pre}" postCell="{post}" preComponent="silent" postComponent="{synapse}"/></continuousProjection>'


def columns(lab, name, text, *options):
    return values(lab.run(name, *options, text=text, dt=0.05).folder)


def values(folder):
    rows = [[float(x) for x in line.split("\t")[:-1]] for line in (folder / "o.dat").read_text().splitlines()]
    return [list(column) for column in zip(*rows)]


NETWORK = junctions((0, 1, 1), (1, 2, 3), (0, 1, 2), (3, 3, 1)) + PULSE
RECORDED = "p[0]/v p[1]/v p[2]/v p[0]/synapses:gap:0/i p[1]/synapses:gap:0/i p[1]/synapses:gap:1/i p[2]/gap/i p[2]/synapses:gap:0/vpeer " \
           "p[1]/synapses:gap:2/i p[0]/synapses:gap:1/i"


def rule_currents_of_gap_junctions(lab):
    """At each time that of the potentials of that time, from both ends, and in the order of the document."""
    _, a, b, c, first, first_far, middle, last, peer, second, second_far = columns(lab, "gap.xml", document(NETWORK, RECORDED))
    for k in range(len(a)):
        near(first[k], 1e-9 * (b[k] - a[k]), 3e-17, f"of cell 0 at step {k}")
        near(first_far[k], -first[k], 1e-20, f"of cell 1 at step {k}")
        near(middle[k], 3e-9 * (c[k] - b[k]), 9e-17, f"its second one at step {k}")
        near(last[k], -middle[k], 1e-20, f"of cell 2 at step {k}")
        near(second[k], 2e-9 * (a[k] - b[k]), 6e-17, f"the third one of cell 1 at step {k}")
        near(second_far[k], -second[k], 1e-20, f"the second one of cell 0 at step {k}")
    equal(peer, b, "what cell 2 sees")
    equal(len(a), 801, "a row for each time")
    holds(max(first_far) > 5e-12 and any(a[k] < a[k - 1] - 0.01 for k in range(1, len(a))), "there are currents and spikes")


def rule_both_ends_at_one_cell_are_counted(lab):
    """A junction of a cell with itself is attached to it twice."""
    _, *seen = columns(lab, "self.xml", document(NETWORK, "p[3]/synapses:gap:0/i p[3]/synapses:gap:1/i"))
    equal([set(x) for x in seen], [{0}, {0}], "its currents")
    said = lab.refused("more.xml", document(NETWORK, "p[3]/synapses:gap:2/i"))
    holds("nothing attached that 'synapses:gap:2/i' names" in said, said)


def rule_recording_changes_nothing(lab):
    _, *seen = columns(lab, "gap.xml", document(NETWORK, RECORDED))
    _, *plain = columns(lab, "plain.xml", document(NETWORK, "p[0]/v p[1]/v p[2]/v"))
    for k in range(3):
        all_near(seen[k], plain[k], 2e-8, f"cell {k} with and without recorders")


def rule_threads_change_nothing(lab):
    text = document(NETWORK, RECORDED)
    equal(columns(lab, "gap.xml", text, "--threads=3"), columns(lab, "gap.xml", text), "three threads and one")


def rule_states_of_graded_synapses(lab):
    """With both cells at rest the state is a closed form; the current is that of the state and potential of the time."""
    _, v, s, i, inf, peer = columns(lab, "rest.xml", document(graded(2, 1), "q[1]/v q[1]/synapses:graded:0/s q[1]/graded/i q[1]/graded/inf p[2]/silent/vpeer"))
    limit = 1 / (1 + math.exp(2))
    for k in range(len(v)):
        near(s[k], limit * (1 - math.exp(-0.025 / (1 - limit) * 0.05 * k)), 2e-8, f"s at step {k}")
        near(i[k], -2e-9 * s[k] * v[k], 1e-17, f"i at step {k}")
    equal(peer, v, "what the silent end sees")
    all_near(inf, [limit] * len(v), 2e-8, "inf")


def rule_derived_variables_follow_the_other_cell(lab):
    _, v, pre, s, inf = columns(lab, "moves.xml", document(graded(0, 1) + PULSE, "q[1]/v p[0]/v q[1]/graded/s q[1]/graded/inf"))
    for k in range(len(v)):
        near(inf[k], 1 / (1 + math.exp((-0.05 - pre[k]) / 0.005)), 1e-6, f"inf at step {k}")
    holds(max(s) > 0.1, "the synapse opens")
    _, v, pre, i, other = columns(lab, "linear.xml", document(
        graded(0, 1, "linear") + PULSE, "q[1]/v p[0]/v q[1]/linear/i p[0]/silent/i"))
    for k in range(len(v)):
        near(i[k], 1e-9 * (pre[k] - v[k]), 3e-17, f"i at step {k}")
    equal(set(other), {0}, "the silent end")


def ahead(v, k):
    """What a linear coupling sees of a cell in the step from t_k: at mid-step, unless it has just been reset."""
    return v[k] + (v[k] - v[k - 1])/2 if k > 0 and abs(v[k] - v[k - 1]) < 5e-3 else v[k]


def rule_both_ends_have_states(lab):
    """A filtered difference of potentials: each end has its own, and sees that of the other."""
    _, a, b, x, y, seen, i = columns(lab, "slow.xml", document(junctions((0, 1, 1), synapse="slow") + PULSE,
                                     "p[0]/v p[1]/v p[0]/slow/x p[1]/slow/x p[0]/slow/far p[0]/slow/i"))
    equal(seen, y, "the other end")
    keep = math.exp(-0.05 / 3)
    for k in range(1, len(a)):
        near(x[k], x[k - 1] * keep + (ahead(b, k - 1) - ahead(a, k - 1)) * (1 - keep), 2e-8, f"x at step {k}")
        near(i[k], 2e-9 * x[k], 2e-17, f"i at step {k}")
    holds(min(x) < -2e-3, "it moves")


PASSED_ON = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
<ComponentType name="unit" extends="baseCellMembPot"><Parameter name="tau" dimension="time"/><Parameter name="x0" dimension="none"/>
<Constant name="PA" dimension="current" value="1pA"/><Attachments name="synapses" type="basePointCurrent"/><Exposure name="x" dimension="none"/>
<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/><StateVariable name="x" dimension="none" exposure="x"/>
<DerivedVariable name="in" dimension="current" select="synapses[*]/i" reduce="add"/><TimeDerivative variable="x" value="(in/PA - x)/tau"/>
<OnStart><StateAssignment variable="x" value="x0"/></OnStart></Dynamics></ComponentType>
<ComponentType name="sees" extends="baseSynapse"><Property name="weight" dimension="none" defaultValue="1"/><Constant name="PA" dimension="current" value="1pA"/>
<InstanceRequirement name="peer" type="sees"/><Dynamics><DerivedVariable name="other" dimension="none" select="peer/x"/>
<DerivedVariable name="i" dimension="current" exposure="i" value="weight*other*PA"/></Dynamics></ComponentType>
<ComponentType name="quiet" extends="baseSynapse"><InstanceRequirement name="peer" type="sees"/>
<Dynamics><DerivedVariable name="i" exposure="i" value="0"/></Dynamics></ComponentType>
<sees id="sees"/><quiet id="quiet"/><unit id="a" tau="5ms" x0="1"/><unit id="b" tau="5ms" x0="0"/>
<network id="net"><population id="p" component="a" size="1"/><population id="q" component="b" size="1"/>PROJECTIONS</network>
<Simulation id="sim" length="20ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat"><OutputColumn id="p" quantity="p[0]/x"/>
<OutputColumn id="q" quantity="q[0]/x"/></OutputFile></Simulation></Lems>
"""


def passed_on(*weights):
    return PASSED_ON.replace("PROJECTIONS", "".join(
        f'<continuousProjection id="c{pre}{post}" presynapticPopulation="{pre}" postsynapticPopulation="{post}"><continuousConnectionInstanceW id="0" '
        f'preCell="../{pre}/0/c" postCell="../{post}/0/c" preComponent="quiet" postComponent="sees" weight="{w}"/></continuousProjection>'
        for pre, post, w in weights))


def rule_rates_that_follow_each_other_are_of_second_order(lab):
    """x' = (-2y - x)/tau, y' = (3x - y)/tau, from 1 and 0: a spiral, exp(-t/tau) cos(sqrt(6) t/tau)."""
    worst = []
    for step in (0.4, 0.2, 0.1):
        text = passed_on(("p", "q", 3), ("q", "p", -2)).replace('step="0.05ms"', f'step="{step}ms"')
        _, x, _ = values(lab.run(f"spiral{step}.xml", text=text, dt=step).folder)
        worst.append(max(abs(a - math.exp(-k*step/5)*math.cos(math.sqrt(6)*k*step/5)) for k, a in enumerate(x)))
    holds(worst[2] < 2e-3 and worst[0] > 3.5*worst[1] > 3.5*3.5*worst[2], f"errors at 0.4, 0.2 and 0.1 ms: {worst}")


def rule_cells_show_through_ends_that_lack_a_variable(lab):
    """Ends that are no graded synapses: the far one has no `x`, so it is the cell's; its current is a plain 0."""
    _, x, y = columns(lab, "through.xml", passed_on(("p", "q", 3)))
    for k in range(0, 401, 40):
        t = 0.05 * k / 5
        near(x[k], math.exp(-t), 1e-6, f"x at step {k}")
        near(y[k], 3 * t * math.exp(-t), 0.012, f"y at step {k}")


def rule_ends_that_several_projections_share_are_written_once(lab):
    text = passed_on(("p", "p", 0.5), ("p", "q", 2), ("q", "p", -1))
    before = columns(lab, "shared.xml", text)
    back = lab.folder / "back.xml"
    subprocess.run([lab.nnc, "convert", str(lab.folder / "shared.xml"), "-o", str(back)], check=True, timeout=60)
    written = back.read_text(encoding="utf-8")
    equal(written.count('<ComponentType name="sees"'), 1, "types of the end")
    for a, b in zip(before, columns(lab, "again.xml", written)):
        all_near(b, a, 1e-9, "after the trip")
    holds(max(before[2]) > 0.3, "the cells are connected")


def rule_what_is_not_there_is_told(lab):
    network = junctions((0, 1, 1)) + PULSE
    for path, code, words in (("p[1]/synapses:gap:1/i", "NNC0407", "nothing attached that 'synapses:gap:1/i' names"),
                              ("p[1]/synapses:gap:0/g", "NNC0407", "leads to no variable"),
                              ("p[1]/synapses:gap:0", "NNC0407", "not a variable of it")):
        said = lab.refused("wrong.xml", document(network, path))
        holds(code in said and words in said, f"{words} is not said of {path}\n{said}")


BOTH = '<electricalProjection id="b" presynapticPopulation="p" postsynapticPopulation="q">' \
       '<electricalConnectionInstanceW id="0" preCell="../p/0/cell" postCell="../q/0/cell" synapse="gap" weight="2"/></electricalProjection>' \
       '<electricalProjection id="c" presynapticPopulation="q" postsynapticPopulation="p">' \
       '<electricalConnectionInstanceW id="0" preCell="../q/0/cell" postCell="../p/1/cell" synapse="gap" weight="1"/></electricalProjection>'


def rule_sums_that_take_them_in(lab):
    """What the cell gets at the time of the row: of junctions, of a graded synapse with a state, of an input."""
    network = NETWORK + BOTH + graded(0, 1)
    _, p, first, second, third, pulse, q, only, s, v = columns(lab, "sums.xml", document(network,
        "p[0]/iSyn p[0]/synapses:gap:0/i p[0]/synapses:gap:1/i p[0]/synapses:gap:2/i p[0]/synapses:pulse:0/i q[1]/iSyn q[1]/graded/i q[1]/graded/s q[1]/v"))
    for k in range(len(p)):
        near(p[k], first[k] + second[k] + third[k] + pulse[k], 1e-16, f"iSyn of a cell with junctions at step {k}")
        near(q[k], -2e-9 * s[k] * v[k], 1e-17, f"iSyn of a cell with a graded synapse at step {k}")
    equal(q, only, "a sum of one")
    holds(max(p) > 3e-10 and min(p) < 1e-11 and max(q) > 1e-12, "there are currents")


def rule_recording_sums_changes_nothing(lab):
    network = NETWORK + BOTH + graded(0, 1)
    _, *seen, _, _ = columns(lab, "seen.xml", document(network, "p[0]/v p[2]/v q[1]/v q[1]/graded/s p[0]/iSyn q[1]/iSyn"))
    _, *plain = columns(lab, "unseen.xml", document(network, "p[0]/v p[2]/v q[1]/v q[1]/graded/s"))
    equal(seen, plain, "with and without recorders of sums")
    text = document(network, "p[0]/iSyn p[1]/iSyn p[2]/iSyn q[0]/iSyn q[1]/iSyn")
    equal(columns(lab, "threads.xml", text, "--threads=3"), columns(lab, "threads.xml", text), "three threads and one")


def rule_the_order_of_lems(lab):
    """Each half moves just before its cell: it sees its own cell, and what the other half saw when it moved last."""
    source = lab.folder / "euler.xml"
    source.write_text(document(BOTH + graded(0, 1) + PULSE, "p[0]/v p[1]/v q[0]/v q[1]/v p[0]/gap/i q[0]/gap/i p[0]/synapses:gap:0/vpeer "
                               "p[0]/iSyn p[1]/iSyn q[0]/iSyn q[1]/graded/s q[1]/iSyn p[0]/synapses:pulse:0/i"), encoding="utf-8")
    done = subprocess.run([lab.nnc, str(source), "--integrator=lems-euler", "-o", str(lab.folder / "euler")], capture_output=True, text=True, timeout=120)
    equal(done.returncode, 0, done.stderr)
    done = subprocess.run([lab.folder / "euler", "-o", str(lab.folder / "euler.out")], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 0, done.stderr)
    _, a, b, x, y, i, j, peer, sum_a, sum_b, sum_x, s, sum_y, pulse = values(lab.folder / "euler.out")
    for k in range(len(a)):
        one, two = max(k - 1, 0), max(k - 2, 0)
        near(peer[k], x[two], 1e-9, f"what the half at p[0] sees at step {k}")
        near(i[k], 2e-9 * (x[two] - a[one]), 2e-17, f"the half at p[0], step {k}")
        near(j[k], 2e-9 * (a[one] - x[one]), 2e-17, f"the half at q[0], step {k}")
        near(sum_a[k], i[k] + pulse[k], 4e-17, f"iSyn of p[0], step {k}")
        near(sum_b[k], 1e-9 * (x[two] - b[one]), 2e-17, f"iSyn of p[1], step {k}")
        near(sum_x[k], j[k] + 1e-9 * (b[one] - x[one]), 4e-17, f"iSyn of q[0], step {k}")
        near(sum_y[k], -2e-9 * s[one] * y[one], 2e-17, f"iSyn of q[1], step {k}")
    holds(min(i) < -1e-12 and max(i) > 1e-11 and max(s) > 0.05, "there are currents")


MODULE = """nnir 1 model structured
cell $Cell {
    state %v : mV = 1mV out
    state %w : mV = 3mV out
    event out %spike ()
    event in %in (w : nA)
    reduce %i_syn : nA add
    d %v = %i_syn/1nF
    d %w = 0
    on in (w : nA) {
        %v := %v + w*1ms/1nF
    }
}
synapse $Gap {
    param %g : uS = 0.5uS
    in %near : mV from post.v
    in %far : mV from pre.w
    alias %i : nA = %g*(%far - %near) current
}
synapse $Plastic<'w> {
    state %weight : 'w = 0 weight
    state %x : 1 = 1
    event out %send (w : 'w)
    d %x = -%x/10ms
    on pre {
        emit %send(%weight)
    }
}
connector $One {
    clause pair (i, j) {
        guard i == 0 & j == 1
    }
}
connector $All {
    clause pair (i, j) {
    }
}
population $a : $Cell size 2 {
}
view $seen of $a slice start 1 stop 2
projection $gap : $a -> $a.i_syn {
    connector $CONNECTOR
    synapse $Gap
    FLAG
}
projection $plastic : $a.spike -> $a.in {
    connector $One
    synapse $Plastic
    weight = 1nA
    delay = 1ms
}
recorder $seen.PATH
recorder $seen.v every 0.5ms
recorder $seen.w every 0.5ms
experiment {
    EXPERIMENT
}
"""
WAYS = {"between": "record 0\n record 1\n record 2\n run 2ms\n initialize $a.w = 5mV\n run 1ms",
        "later": "run 2ms\n initialize $a.w = 5mV\n record 0\n record 1\n record 2\n run 1ms",
        "periodic": "record 0\n record 1\n record 2\n every 2ms {\n initialize $a.w = 5mV\n }\n run 3ms"}


def module(path="i of $gap every 0.5ms", connector="One", flag="", way="between"):
    return MODULE.replace("PATH", path).replace("CONNECTOR", connector).replace("FLAG", flag).replace("EXPERIMENT", WAYS[way])


def rule_recorders_of_projections(lab):
    """At the times of cells, whose values they see; also where a state is assigned between runs and at periods."""
    for way, first, flag in (("between", 0, ""), ("later", 4, ""), ("periodic", 0, ""), ("between", 0, "linear"), ("later", 4, "linear"), ("periodic", 0, "linear")):
        r = lab.run(f"{way}{flag}.ir", text=module(way=way, flag=flag))
        i, v, w = (r.signal("a", name) for name in ("gap.i", "v", "w"))
        all_near(r.times("a", "gap.i"), [0.5 * k for k in range(first, 7)], 1e-12, f"times, {way} {flag}")
        all_near(i, [0.5 * (b - a) for a, b in zip(v, w)], 1e-12, f"i, {way} {flag}")
        equal(w[-1], 5, f"w, {way} {flag}")
        if way == "between" and not flag:
            all_near(i[:5], [math.exp(-0.25 * k) for k in range(5)], 1e-9, "the closed form")


def rule_what_recorders_of_projections_cannot_be(lab):
    for path, flag, code, words in (("i of $gop", "", "NNC0302", "no projection `gop`"), ("j of $gap", "", "NNC0204", "unknown name `j`"),
                                    ("x of $plastic", "", "NNC0802", "its states are known at events alone")):
        said = lab.refused("wrong.ir", module(path, flag=flag))
        holds(code in said and words in said, f"{words} is not said of {path}\n{said}")
    said = lab.run("many.ir", text=module(connector="All"), fails=True)
    holds("synapses of gap cannot be recorded: it has 4 connections" in said, said)


RATES = """<Lems><Target component="sim"/><Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Simulation.xml"/>
<ComponentType name="unit" extends="baseCellMembPotDL"><Exposure name="R" dimension="none"/></ComponentType>
<ComponentType name="given" extends="unit"><Parameter name="x" dimension="none"/><Attachments name="synapses" type="basePointCurrentDL"/>
<Dynamics><DerivedVariable name="R" dimension="none" exposure="R" value="x"/><DerivedVariable name="V" dimension="none" exposure="V" value="0"/></Dynamics></ComponentType>
<ComponentType name="line" extends="unit"><Parameter name="a" dimension="none"/><Attachments name="synapses" type="basePointCurrentDL"/><Exposure name="I" dimension="none"/>
<Dynamics><DerivedVariable name="I" dimension="none" exposure="I" select="synapses[*]/I" reduce="add"/><DerivedVariable name="V" dimension="none" exposure="V" value="0"/>
<DerivedVariable name="R" dimension="none" exposure="R" value="a*I"/></Dynamics></ComponentType>
<ComponentType name="pathless" extends="baseSynapseDL"><Property name="weight" dimension="none" defaultValue="1"/><Exposure name="I" dimension="none"/><InstanceRequirement name="peer" type="pathless"/>
<Dynamics><DerivedVariable name="I" exposure="I" value="0"/></Dynamics></ComponentType>
<ComponentType name="rated" extends="pathless"><Constant name="UNIT" dimension="time" value="UNITS"/><Requirement name="R" dimension="none"/>
<Dynamics><DerivedVariable name="far" dimension="none" select="peer/R"/><DerivedVariable name="I" exposure="I" value="weight * UNIT * far"/></Dynamics></ComponentType>
<rated id="rate"/><pathless id="still"/><given id="in" x="0.25"/><line id="first" a="2"/><line id="second" a="4"/>
<network id="net">POPULATIONS</network>
<Simulation id="sim" target="net" length="1ms" step="0.1ms"><OutputFile id="o" fileName="o.dat"><OutputColumn id="r" quantity="LAST[0]/R"/></OutputFile></Simulation></Lems>"""


def rates(*cells, units="1s"):
    populations = "".join(f'<population id="p{c}" component="{c}" size="1"/>' for c in cells)
    links = "".join(f'<continuousProjection id="c{b}" presynapticPopulation="p{a}" postsynapticPopulation="p{b}"><continuousConnectionInstanceW id="0" preCell="../p{a}[0]" '
                    f'postCell="../p{b}[0]" preComponent="still" postComponent="rate" weight="3"/></continuousProjection>' for a, b in zip(cells, cells[1:]))
    return RATES.replace("POPULATIONS", populations + links).replace("LAST", f"p{cells[-1]}").replace("UNITS", units)


def rule_pure_numbers_are_in_si_units(lab):
    """A variable without a dimension, whose exposure has none, takes the number that its value is in seconds; a warning says so. A cell that reads nothing of its end gets none."""
    for k, (units, value) in enumerate((("1s", 1.5), ("1ms", 1.5e-3), ("2ms", 3e-3))):
        text = rates("in", "first", units=units)
        near(float((lab.run(f"rates{k}.xml", text=text, dt=0.1).folder / "o.dat").read_text().splitlines()[5].split()[1]), value, 1e-6 * value, f"R at {units}")
    done = subprocess.run([lab.nnc, "check", str(lab.folder / "rates0.xml")], capture_output=True, text=True, timeout=60, check=False)
    holds(done.returncode == 0 and "NNC0915" in done.stderr and "'I' is a pure number, its value in ms" in done.stderr, done.stderr)


def rule_synapses_cannot_read_what_synapses_change_at_once(lab):
    """It is told when the model is checked. In the order of LEMS they can."""
    text = rates("in", "first", "second")
    path = lab.folder / "chain.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, "check", str(path)], capture_output=True, text=True, timeout=60, check=False)
    holds(done.returncode == 1 and done.stderr.count("error[") == 1 and "`R` of pfirst changes at once" in done.stderr and "lems-euler" in done.stderr, done.stderr)
    target = lab.folder / "chained"
    done = subprocess.run([lab.nnc, str(path), "--integrator=lems-euler", "-o", str(target)], capture_output=True, text=True, timeout=60, check=False)
    equal(done.returncode, 0, done.stderr)
    subprocess.run([str(target), "-o", str(lab.folder / "chained.out")], capture_output=True, timeout=60, check=True)
    near(float((lab.folder / "chained.out" / "o.dat").read_text().splitlines()[5].split()[1]), 18, 1e-5, "R behind two synapses")


if __name__ == "__main__":
    sys.exit(main(globals()))
