"""Inputs of cells in LEMS documents: many of a type, several on a cell, with weights; what they cost."""
import math
import subprocess
import sys

from harness import equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<iafCell id="cell" leakReversal="-60mV" thresh="20mV" reset="-60mV" C="50pF" leakConductance="5nS"/>
<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/>
COMPONENTS
<network id="net"><population id="p" component="cell" size="SIZE"/>INPUTS</network>
<Simulation id="sim" length="40ms" step="0.05ms" target="net"><OutputFile id="o" fileName="o.dat">COLUMNS</OutputFile></Simulation>
</Lems>
"""
G, TAU = 5.0, 10.0      # nS, ms


def document(components, inputs, size, columns):
    text = DOCUMENT.replace("COMPONENTS", components).replace("INPUTS", inputs).replace("SIZE", str(size))
    return text.replace("COLUMNS", "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(columns.split())))


def pulse(k, delay, amplitude, duration=1000):
    return f'<pulseGenerator id="pulse{k}" delay="{delay}ms" duration="{duration}ms" amplitude="{amplitude}pA"/>'


def response(t, pulses):
    """mV above rest of currents in pA that begin at a time and stay."""
    return sum(amplitude / G * (1 - math.exp(-(t - delay) / TAU)) for delay, amplitude in pulses if t > delay)


def table(r):
    return [[1e3 * float(x) for x in line.split()] for line in (r.folder / "o.dat").read_text(encoding="utf-8").splitlines()]


def check(rows, cell, pulses, what):
    for t in (9.0, 20.0, 40.0):
        row = min(rows, key=lambda r, t=t: abs(r[0] - t))
        near(row[1 + cell] + 60, response(t, pulses), 1e-4, f"{what}: mV of cell {cell} at {t} ms")


def kernels(lab, name, text):
    path = lab.folder / name
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--emit=kernel"], capture_output=True, text=True, check=False)
    holds(not done.returncode, done.stderr)
    return done.stdout


def rule_lists_that_are_named_take_what_has_their_current(lab):
    """Cells of PyNN have a list of synapses: a pulse has the current that they add up, and `destination` names the list; a synapse of numbers has none."""
    cell = '<IF_curr_exp id="c" cm="0.05" i_offset="0" tau_m="10" tau_refrac="1" tau_syn_E="5" tau_syn_I="5" v_init="-60" v_rest="-60" v_reset="-60" v_thresh="20"/>'
    text = document(cell + pulse(0, 5, 40) + '<pulseGeneratorDL id="number" delay="1ms" duration="1ms" amplitude="1"/>',
                    '<explicitInput target="p[0]" input="pulse0" destination="synapses"/>', 1, "p[0]/v")
    text = text.replace('component="cell"', 'component="c"').replace('"Inputs.xml"/>', '"Inputs.xml"/><Include file="PyNN.xml"/>')
    check(table(lab.run("named.xml", text=text, dt=0.05)), 0, [(5, 40)], "a cell of PyNN")
    for change in (('input="pulse0"', 'input="number"'), (' destination="synapses"', ' destination=""')):
        said = lab.refused("unnamed.xml", text.replace(*change))
        holds("NNC0403" in said and "can be attached to cells of type IF_curr_exp" in said, said[:400])


def rule_inputs_of_a_type_share_a_part(lab):
    """Each cell has an input of its own, with other numbers; one has none, one has two."""
    components = "".join(pulse(k, 2 + k, 10 * (k + 1)) for k in range(6))
    inputs = "".join(f'<explicitInput target="p[{k}]" input="pulse{k}"/>' for k in range(5)) + '<explicitInput target="p[1]" input="pulse5"/>'
    text = document(components, inputs, 6, " ".join(f"p[{k}]/v" for k in range(6)))
    rows = table(lab.run("own.xml", text=text))
    for k in range(5):
        check(rows, k, [(2 + k, 10 * (k + 1))] + ([(7, 60)] if k == 1 else []), "inputs of their own")
    check(rows, 5, [], "no input")
    states = [line for line in kernels(lab, "own.xml", text).splitlines() if line.strip().startswith("state") and ".i[" in line]
    holds(len(states) == 2, f"two parts for six inputs: {states}")


def rule_inputs_that_share_a_part_are_recorded_by_their_names(lab):
    """Of each cell its own; one of another cell is not there."""
    components = "".join(pulse(k, 5, 10*(k + 1)) for k in range(3))
    inputs = "".join(f'<explicitInput target="p[{k}]" input="pulse{k}"/>' for k in range(3))
    paths = [f"p[{k}]/{way}/i" for k in range(3) for way in (f"pulse{k}", f"synapses:pulse{k}:0")]
    rows = table(lab.run("named_parts.xml", text=document(components, inputs, 3, " ".join(paths)), dt=0.05))
    for k in range(6):
        near(rows[400][1 + k], 1e-8*(k//2 + 1), 1e-13, f"mA of {paths[k]}")
    for path in ("p[1]/pulse0/i", "p[0]/pulse1/i"):
        said = lab.refused("other.xml", document(components, inputs, 3, path))
        holds("NNC0407" in said and ("nothing attached" in said or "leads to no variable" in said), said[:400])


def rule_weights_of_inputs_count(lab):
    """inputW: other weights on other cells, and on one; the same twice."""
    inputs = '<inputList id="i" component="pulse0" population="p">' + "".join(
        f'<inputW id="{k}" target="../p[{cell}]" destination="synapses" weight="{w}"/>'
        for k, (cell, w) in enumerate(((0, 2), (1, 0.5), (2, 3), (2, 4), (3, 1.5), (3, 1.5)))) + "</inputList>"
    rows = table(lab.run("weights.xml", text=document(pulse(0, 4, 10), inputs, 4, " ".join(f"p[{k}]/v" for k in range(4)))))
    for cell, total in enumerate((2, 0.5, 7, 3)):
        check(rows, cell, [(4, 10 * total)], "weights")


def rule_equal_inputs_are_counted(lab):
    """A hundred times the same on a cell are one part; draws are each their own."""
    text = document(pulse(0, 4, 1), 100 * '<explicitInput target="p[0]" input="pulse0"/>', 2, "p[0]/v p[1]/v p[0]/synapses:pulse0:99/i")
    rows = table(lab.run("hundred.xml", text=text))
    check(rows, 0, [(4, 100)], "a hundred inputs")
    check(rows, 1, [], "none")
    near(rows[-1][3], 1e-9, 1e-14, "current of the last of them in mA")
    shown = kernels(lab, "hundred.xml", text)
    holds(shown.count("state f64 @pulseGenerator") == 1, "one part for all")
    said = lab.refused("101.xml", text.replace("pulse0:99", "pulse0:100"))
    holds("NNC0407" in said, f"there is no 101st: {said}")
    drawing = '<poissonFiringSynapse id="f" averageRate="50Hz" synapse="syn" spikeTarget="./syn"/>'
    shown = kernels(lab, "two.xml", document(drawing, 2 * '<explicitInput target="p[0]" input="f"/>', 1, "p[0]/v"))
    holds("poissonFiringSynapse_2" in shown, "two that draw are two parts")


def rule_inputs_without_delay_are_there_from_the_start(lab):
    """What a comparison of the time alone sets holds at the start, too, unless OnStart says what is there; with lems-euler it is tested first in the first step."""
    own = ('<ComponentType name="own" extends="basePointCurrent"><Parameter name="start" dimension="time"/><Parameter name="size" dimension="current"/>'
           '<DerivedParameter name="twice" dimension="current" value="2*size"/><EventPort name="in" direction="in"/>'
           '<Dynamics><StateVariable name="i" dimension="current" exposure="i"/>ON<OnEvent port="in"/><OnCondition test="t .geq. start">'
           '<StateAssignment variable="i" value="twice"/></OnCondition></Dynamics></ComponentType>')
    said = own.replace("ON", '<OnStart><StateAssignment variable="i" value="0"/></OnStart>').replace('"own"', '"said"')
    components = (pulse(0, 0, 40) + pulse(1, 1, 40) + pulse(2, -2, 40, 2) + own.replace("ON", "") + said + '<own id="o" start="0ms" size="20pA"/><said id="s" start="0ms" size="20pA"/>'
                  '<rampGenerator id="r" delay="0ms" duration="1s" startAmplitude="40pA" finishAmplitude="40pA" baselineAmplitude="0pA"/>')
    names = ("pulse0", "pulse1", "pulse2", "o", "s", "r")
    text = document(components, "".join(f'<explicitInput target="p[{k}]" input="{name}"/>' for k, name in enumerate(names)), len(names),
                    " ".join([f"p[{k}]/v" for k in range(len(names))] + [f"p[{k}]/{name}/i" for k, name in enumerate(names)]))
    rows = table(lab.run("start.xml", text=text, dt=0.05))
    for k, pulses in enumerate(([(0, 40)], [(1, 40)], [], [(0, 40)], [(0.05, 40)], [(0, 40)])):
        check(rows, k, pulses, names[k])
    for k, size in enumerate((40, 0, 0, 40, 0, 40)):
        near(rows[0][1 + len(names) + k], 1e-9*size, 1e-15, f"mA of {names[k]} at the start")
    lab.flags = ["--integrator=lems-euler"]
    equal(table(lab.run("turns.xml", text=text, dt=0.05))[0][1 + len(names):-1], [0.0]*5, "mA at the start with lems-euler")
    lab.flags = []


def rule_what_stays_does_not_wake(lab):
    """A latch that is cleared in each step, and a pulse that is off, are no reason to look at a cell again."""
    shown = kernels(lab, "wake.xml", document(pulse(0, 4, 1), '<explicitInput target="p[0]" input="pulse0"/>', 2, "p[0]/v"))
    tests = [line for line in shown.splitlines() if "wake if" in line]
    holds(tests and all("!=" in line for line in tests if "pulseGenerator" in line), f"tests see what would change: {tests}")


def rule_populations_that_are_alike_share_code(lab):
    """Populations of one cell, each with an input of its own, and cells with other numbers: one struct and one update, other currents."""
    other = '<iafCell id="other" leakReversal="-60mV" thresh="20mV" reset="-60mV" C="100pF" leakConductance="10nS"/>'
    components = other + "".join(pulse(k, 2 + k, 10 * (k + 1)) for k in range(3))
    populations = '<population id="q" component="cell" size="2"/><population id="r" component="other" size="2"/>'
    inputs = populations + "".join(f'<explicitInput target="{p}[{k % 2}]" input="pulse{k}"/>' for k, p in enumerate("pqr"))
    text = document(components, inputs, 2, "p[0]/v q[1]/v r[0]/v q[0]/v")
    rows = table(lab.run("alike.xml", text=text))
    check(rows, 0, [(2, 10)], "the first population")
    check(rows, 1, [(3, 20)], "the second")
    check(rows, 2, [(4, 15)], "a cell of twice the conductance")
    check(rows, 3, [], "no input")
    (lab.folder / "alike.xml").write_text(text, encoding="utf-8")
    code = subprocess.run([lab.nnc, str(lab.folder / "alike.xml"), "--emit=c"], capture_output=True, text=True, check=True).stdout
    updates = [line for line in code.splitlines() if line.startswith("static") and "_update(" in line]
    holds(len(updates) == 1, f"one update for three populations: {updates}")
    holds(code.count("static const nnrt_class ") == 3, "and three classes with their numbers")


if __name__ == "__main__":
    sys.exit(main(globals()))
