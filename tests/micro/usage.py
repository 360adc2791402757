"""nnc-ref on the command line: exit codes (docs/exit-codes.md), messages with places, results of runs that fail."""
import os
import subprocess
import sys

from reference import Reference, equal, holds
from table import RANDOM_WIRING

from harness import Results, main

FINE = '''c = Population(1, IF_curr_exp(i_offset=2), label="c")
c.record(["v", "spikes"])
'''
NOISE = '''s = Population(1, SpikeSourcePoisson(rate=5), label="s")
s.record("spikes")
run(1 ms)
'''
BURST = '''cell Burst:
    state v = 1
    dv/dt = v^2/(1 ms)

c = Population(1, Burst(), label="c")
c.record("v")
run(2 ms)
'''
STIFF = '''cell Stiff:
    state v = 0, w = 1
    dv/dt = (w - v)*1e7 /ms - v^3*1e6 /ms
    dw/dt = -w/(10 ms)

c = Population(1, Stiff(), label="c")
c.record(["v", "w"])
run(2 ms)
'''
LIST = '''nnir 1 model structured
receptor $R { state %n : 1 = 0; event in %event (w : 1); on %event (w : 1) { %n := %n + w } }
cell $C { event out %spike (); part %in : $R () }
data $list rows 2 {
    column pre {} 0 7
    column post {} 0 1
}
connector $Listed { clause list { data $list } }
population $c : $C size 3 { }
projection $p : $c.spike -> $c.in { connector $Listed weight = 1 delay = 1ms }
experiment { run 1ms }
'''
PAIRS = '''a = Population(20000, IF_curr_exp())
Projection(a, a, AllToAllConnector(), StaticSynapse(weight=1), receptor_type="excitatory")
run(1 ms)
'''
EVENTS = '''nnir 1 model structured
cell $C { event out %spike (); whenever since(0ms) { emit %spike times 1e9 } }
population $c : $C size 1 { }
experiment { run 1ms }
'''

# what is given, exit code, text of the message
CASES = [
    ([], 2, "no model was given"), (["--frequency", "3"], 2, "--frequency is no option"), (["a.nn", "b.nn"], 2, "one model too many"),
    (["a.nn", "-o"], 2, "-o needs a value"), (["a.nn", "--help=3"], 2, "takes no value"), (["nowhere.nn"], 4, "nowhere.nn"),
    (["a.nn", "--dt", "0", "--t", "1ms"], 2, "--dt"), (["a.nn", "--dt", "nan", "--t", "1ms"], 2, "--dt"),
    (["a.nn", "--dt", "3 mV", "--t", "1ms"], 2, "--dt: '3 mV'"), (["a.nn", "--tolerance", "-1", "--t", "1ms"], 2, "--tolerance"),
    (["a.nn"], 2, "the model has no run"), (["a.nn", "--t", "soon"], 2, "--t: 'soon'"), (["a.nn", "--t=-3ms"], 1, "cannot run"),
    (["wrong.nn"], 1, "wrong.nn:1:"), (["noise.nn"], 1, "draws random numbers"), (["drawn.nn"], 1, "drawn.nn:1: a random value"), (["random.nn"], 1, "--connections"),
    (["a.nn", "--t", "1ms", "-o", "full"], 4, "full"), (["folder"], 4, "folder"),
    (["a.nn", "--t", "1ms", "--dt", "1e-200"], 5, "too many steps"), (["far.ir"], 1, "which do not exist"),
    (["pairs.nn"], 5, "too many"), (["events.ir"], 1, "events at once"), (["empty.nn"], 1, "no population"),
]


def ask(lab, *options, **how):
    program = Reference(lab).program
    return subprocess.run([program, *options], capture_output=True, text=True, timeout=60, cwd=lab.folder, **how)


def rule_exit_codes(lab):
    texts = {"far.ir": LIST, "pairs.nn": PAIRS, "events.ir": EVENTS, "a.nn": FINE, "wrong.nn": "c = Populatoin(1)\n", "noise.nn": NOISE, "random.nn": RANDOM_WIRING, "empty.nn": "x = 1\n",
             "drawn.nn": 'c = Population(2, IF_curr_exp(i_offset=RandomDistribution("uniform", [0, 1])))\nrun(1 ms)\n'}
    for name, text in texts.items():
        (lab.folder / name).write_text(text, encoding="utf-8")
    (lab.folder / "folder").mkdir()
    (lab.folder / "full").mkdir()
    (lab.folder / "full" / "thesis.tex").write_text("precious", encoding="utf-8")
    for options, code, text in CASES:
        done = ask(lab, *options)
        equal(done.returncode, code, f"exit code of nnc-ref {options}: {done.stderr}")
        holds(text in done.stderr, f"nnc-ref {options}: '{text}' in the message {done.stderr!r}")
    equal((lab.folder / "full" / "thesis.tex").read_text(encoding="utf-8"), "precious", "a file of others")


def rule_help(lab):
    done = ask(lab, "--help")
    holds(done.returncode == 0 and "--tolerance" in done.stdout and "General Public License" in done.stdout, "the help")
    holds(ask(lab, "--version").stdout.startswith("nnc-ref "), "the version")
    if os.path.exists("/dev/full"):
        with open("/dev/full", "w", encoding="utf-8") as full:
            program = Reference(lab).program
            equal(subprocess.run([program, "--help"], stdout=full, check=False).returncode, 4, "help onto a full device")


def rule_what_was_computed_is_kept(lab):
    (lab.folder / "burst.nn").write_text(BURST, encoding="utf-8")
    done = ask(lab, "burst.nn", "-o", "burst")
    equal(done.returncode, 3, "exit code")
    holds("burst.nn:3" in done.stderr, f"place in the message {done.stderr!r}")
    v = Results(lab.folder / "burst", 0.1).signal("c", "v")
    holds(9 <= len(v) <= 11 and abs(v[5] - 2) < 1e-11, f"1/(1 - t), until it bursts: {v}")


REWARDED = """synapse S:
    state x = 0
    on pre: send weight
    on reward(r: 1): x += r
p = Population(1, IF_curr_exp())
Projection(p, p, AllToAllConnector(), S(weight=1, delay=1))
run(1 ms)
"""


def rule_synapses_with_third_factors_are_refused(lab):
    (lab.folder / "rewarded.nn").write_text(REWARDED, encoding="utf-8")
    done = ask(lab, "rewarded.nn", "-o", "rewarded")
    equal(done.returncode, 1, f"exit code: {done.stderr}")
    holds("rewarded.nn:4: the reference integrator knows no handlers of other events of synapses" in done.stderr, done.stderr)


CHATTER = '''cell Chatter:
    state v = 0.05, w = 0
    push = -1 if v > w else 1
    dv/dt = push/(1 ms)
    dw/dt = (0.1 - w)/(10 ms)

c = Population(1, Chatter(), label="c")
c.record("v")
run(2 ms)
'''


def rule_cells_held_by_a_jump_are_refused(lab):
    """v runs to w, where its slope changes sign: there is no solution beyond, and no step short enough."""
    (lab.folder / "chatter.nn").write_text(CHATTER, encoding="utf-8")
    done = ask(lab, "chatter.nn", "-o", "chatter")
    equal(done.returncode, 3, "exit code")
    holds("chatter.nn:4: dv/dt of cell 0 of c jumps at a value of the states" in done.stderr, f"the message {done.stderr!r}")


def rule_what_it_cannot_do_is_refused(lab):
    """Conditions of synapses that are random, or beside traces; compartments."""
    text = """synapse S:
    state k = 0
    trace x: dx/dt = -x/(10 ms), on pre: x += 1
    {item}
    on pre: send weight
cell Sum:
    state n = 0
    on event(w: 1): n += w
a = Population(1, SpikeSourceArray(spike_times=[1]))
c = Population(1, Sum(), label="c")
Projection(a, c, AllToAllConnector(), S(weight=7, delay=1 ms), receptor_type="event")
run(3 ms)
"""
    for n, (item, words) in enumerate((("when k > 1: k = 0", "synapse S has conditions and traces that jump"),
                                       ("whenever random.uniform() > 0.5: send weight", "S draws random numbers"))):
        (lab.folder / f"acts{n}.nn").write_text(text.format(item=item), encoding="utf-8")
        done = ask(lab, f"acts{n}.nn", "-o", "acts")
        holds(done.returncode > 0 and f"acts{n}.nn:4: {words}" in done.stderr, f"the message {done.stderr!r}")
    (lab.folder / "tree.ir").write_text('''nnir 1 model structured
cell $C { tree (parent = [-1, 0], length = [20, 100]um, diam = [20, 2]um); state %n : 1 = 0 }
population $c : $C size 1 { }
experiment { run 1ms }
''', encoding="utf-8")
    done = ask(lab, "tree.ir", "-o", "tree")
    holds(done.returncode > 0 and "C has several compartments" in done.stderr, f"the message {done.stderr!r}")


def rule_stiff_cells(lab):
    """The fast state follows w = v + v^3/10."""
    r = Reference(lab).run("stiff.nn", STIFF, 0.1)
    for t, v, w in zip(r.times("c", "v"), r.signal("c", "v"), r.signal("c", "w")):
        holds(t == 0 or abs(w - v - 0.1 * v**3) < 1e-6, f"v at {t}")
        holds(abs(w - 2.718281828459045 ** (-t / 10)) < 1e-12, f"w at {t}")


if __name__ == "__main__":
    sys.exit(main(globals()))
