"""Names of models in generated C: whatever a model calls its items, its program does the same."""
import pathlib
import re
import subprocess
import sys

from harness import Failure, equal, holds, main

# Every kind of function of a class is there: an exponential with noise, an adaptive loop, a condition, a hold, events
# one by one, a plastic synapse. NAMES stands for the declarations, SUM for what reads them.
MODELS = '''receptor Counts:
    state events_seen = 0
    on event(weight: nA):
        if weight > 0 nA: events_seen += 1
    current i_counted = events_seen*1 nA
cell Full:
    param NAMES
    param tau_x = 5 ms
    receptor r = Counts()
    state x = 0.1, y = 1, z = 0.5
    noise xi
    dx/dt = ((SUM)*x - x^3 + floor(x) + ceil(x)/8 + abs(x) + sqrt(abs(y)) + i_syn/(1 nA))/(1 ms)
    dy/dt = -(SUM)*y/tau_x + xi/sqrt(1 ms)
    dz/dt = (y - (SUM)*z)/tau_x
    integrate x with rk45
    twice = (SUM)*x
    when x > 3*(SUM):
        spike
        x = 0
        hold x for (SUM)*1 ms
synapse Plastic:
    param NAMES
    param tau_x = 5 ms
    trace x: dx/dt = -x/tau_x, on pre: x += (SUM)
    trace y: dy/dt = -y/tau_x, on post: y += (SUM)
    on pre:
        weight = max(0, weight - (SUM)*weight*y/100)
        send weight
    on post: weight = weight + (SUM)*weight*x/100
src = Population(3, SpikeSourceArray(spike_times=[1, 2, 2.5, 3]), label="src")
full = Population(3, Full(), label="full")
Projection(src, full, AllToAllConnector(), Plastic(weight=0.1, delay=1), receptor_type="r")
full.record(["x", "z", "twice", "spikes"])
run(6 ms)
'''
RESERVED = {"tau_x", "x", "y", "z", "r", "t", "dt", "weight", "delay"}
OUTER = ("sqrt", "floor", "INT64_MAX", "uint32_t", "DBL_MAX", "nnrt_exp", "wired", "round", "last", "A", "B", "P")


def text(names):
    return MODELS.replace("NAMES", ", ".join(f"`{n}` = 1.5" for n in names)).replace("SUM", " + ".join(f"`{n}`" for n in names))


def generated(lab, source):
    path = lab.folder / "names.nn"
    path.write_text(source, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--emit=c", "-o", f"{path}.c"], capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise Failure(f"exit code {done.returncode}: {done.stderr}")
    return pathlib.Path(f"{path}.c")


def rule_no_name_changes_a_program(lab):
    wanted = lab.run("plain.nn", text=text(["gain"])).bytes()
    holds(len(wanted) > 3, "there is something to compare")
    for name in OUTER:
        seen = lab.run(f"named_{name}.nn", text=text([name])).bytes()
        holds(seen == wanted, f"the parameter {name}: results differ")


def rule_no_word_of_the_generated_text_is_hidden(lab):
    """All words of the program are parameters of its models, and the C compiler finds no name that hides another."""
    plain = re.sub(r'/\*.*?\*/|"[^"\n]*"', "", generated(lab, text(["gain"])).read_text(encoding="utf-8"), flags=re.S)
    words = sorted(set(re.findall(r"\b[A-Za-z][A-Za-z0-9_]*", plain)) - RESERVED)
    holds(len(words) > 100, "there are words")
    include = pathlib.Path(lab.nnc).resolve().parent.parent / "lib" / "nnc" / "include"
    command = ["cc", "-std=c11", "-fsyntax-only", "-Wshadow=local", "-Werror", f"-I{include}", str(generated(lab, text(words)))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    holds(done.returncode == 0, f"{len(words)} words: {done.stderr[:2000]}")


def rule_no_name_ends_a_comment(lab):
    text = """cell `a*/b`:
    state v = 0
    dv/dt = 1/(1 ms)
p = Population(1, `a*/b`(), label="p")
p.record("v")
run(1 ms)
"""
    holds(lab.run("comment.nn", text=text).signal("p", "v")[-1] > 0.99, "it runs")


def rule_the_last_of_many_states_is_not_taken_for_another(lab):
    """There are 56 bits for states that may become infinite; those that share the last one say so."""
    equations = "".join(f"    state s{i} = 1\n    ds{i}/dt = -s{i}^3/(1 ms)\n" for i in range(70))
    text = f"""cell Many:
{equations}    when t > 0.5 ms: sSTATE = 1/(s0 - s0)
p = Population(1, Many(), label="p")
p.record("s0")
run(2 ms)
"""
    for state, what in (("54", "s54"), ("55", "s55 or a state after it"), ("65", "s55 or a state after it")):
        said = lab.run(f"many{state}.nn", text=text.replace("STATE", state), fails=True)
        holds(f"{what} became" in said, f"the message of s{state}: {said}")


ARGUMENTS = """receptor R:
    state g = 0 uS
    dg/dt = -g/(5 ms)
    on event(b1: uS, b2: 1): g += b1*b2
    current i = g*(0 mV - v)
receptor Q:
    state g = 0 uS
    state k = 0
    dg/dt = -g/(5 ms)
    on event(weight: uS, b3: 1):
        k = k + b3
        g += weight*k
    current i = g*(0 mV - v)
synapse S:
    param b1 = 2, b3 = 3
    trace x: dx/dt = -x/(20 ms), on pre: x += 1
    state e = 0, b2 = 1
    de/dt = -e/(100 ms)
    on pre: send (weight*b1*b3, b2)
    on post: e += x
    on reward(b1): weight += 0.0001*b1*e*weight
cell C:
    state v = -65 mV
    receptor r = R()
    receptor q = Q()
    dv/dt = (-65 mV - v)/(10 ms) + i_syn/(1 nF)
    when v > -60 mV:
        spike
        v = -65 mV
src = Population(3, SpikeSourcePoisson(rate=100 Hz), label="src")
c = Population(3, C(), label="c")
p = Projection(src, c, AllToAllConnector(), S(weight=0.01, delay=1), receptor_type="r", label="p")
p2 = Projection(src, c, AllToAllConnector(), S(weight=0.01, delay=1), receptor_type="q", label="p2")
Projection(src, p, AllToAllConnector(), StaticSynapse(weight=1, delay=1), receptor_type="reward", label="w")
c.record(["spikes", "v", "r.g"])
run(40 ms)
"""


def rule_arguments_may_be_called_as_times_are(lab):
    """What kernels call steps is free for arguments and parameters."""
    plain = lab.run("arguments.nn", text=ARGUMENTS).bytes()
    for k, names in enumerate((("n", "n_post", "n_past"), ("t_next", "n", "n_post"))):
        text = ARGUMENTS
        for old, new in zip(("b1", "b2", "b3"), names):
            text = text.replace(old, new)
        equal(lab.run(f"arguments{k}.nn", text=text).bytes(), plain, f"results with {names}")


if __name__ == "__main__":
    sys.exit(main(globals()))
