"""What compiled programs are told, and what happens to them while they simulate."""
import csv
import sys

from hostile import FILES, LIMIT, MODEL, NUMERIC, USAGE, main, require

MODEL_TEXT = """param N = 3 "cells"
param tau = 20 ms
param g = 2
param wide = True
c = Population(N, IF_curr_exp(i_offset=1, tau_m=tau), label='c')
c.record(['v', 'spikes'])
run(20 ms)
"""


def column(path):
    with open(path, newline="", encoding="utf-8") as f:
        return [float(row[1]) for row in list(csv.reader(f))[1:]]


def case_settings(place):
    program = place.program("set.nn", MODEL_TEXT)
    for setting, said in {
        "tua=10ms": "tau", "TAU=10ms": "tau", "tau=10mV": "ms", "tau=10 parsecs": "parsecs", "tau=": "tau", "tau": "NAME=VALUE",
        "=5": "NAME=VALUE", "tau=1e999ms": "tau", "tau=nan": "tau", "tau=inf": "tau", "g=two": "g", "g=1mV": "g", "g=1;2": "g",
        "c.tau_q=5ms": "c.tau_q", "c.tau_m=5mV": "ms", "tau=10ms10ms": "tau", "tau=0x10": "tau", "\u03c4=1ms": "\u03c4", "tau=" + "9" * 5000: "tau", "N=2.5": "N",
    }.items():
        done = place.run([program, "--set", setting, "--progress=none"])
        require(done.code in (MODEL, USAGE) and said in done.err, f"--set {setting[:50]}: {done}")
    place.works([program, "--set", "tau=0.02s", "--set", "N=5", "--progress=none"])
    place.works([program, "--set", "tau=30", "--progress=none"])


def case_options(place):
    program = place.program("options.nn", MODEL_TEXT)
    for options in (["--threads", "0"], ["--threads", "-1"], ["--threads", "1e9"], ["--threads", "99999999999999999999"], ["--threads", "two"],
                    ["--seed", "-1"], ["--seed", "x"], ["--seed", "99999999999999999999"], ["--format", "hdf"], ["--format", ""], ["--progress", "loud"],
                    ["--sett", "x=1"], ["--set"], ["-o"], ["-q"], ["--t", "5 apples"], ["--dt", "1 mV"], ["--limit-memory", "-1"], ["--limit-memory", "lots"],
                    ["extra"], ["--help=5"], ["--"  "unknown"]):
        done = place.run([program, *options])
        require(done.code in (USAGE, LIMIT) and "error" in done.err, f"{options}: {done}")
    for options in (["--help"], ["--version"], ["--list-params"]):
        done = place.works([program, *options])
        require(done.out and not done.err, str(done))


def case_temperatures(place):
    """A parameter of the program in degC: numbers and quantities that --set gives are on its scale."""
    text = ("param T = 20 degC\ncell A:\n    param temp = 6 degC\n    state x = 0\n    dx/dt = temp/(1 K)/(1 ms)\n"
            "c = Population(1, A(temp=T), label='c')\nc.record('x')\nrun(1 ms)\n")
    program = place.program("warm.nn", text)
    for k, (value, kelvin) in enumerate([(None, 293.15), ("25", 298.15), ("25degC", 298.15), ("300K", 300)]):
        place.works([program, "--progress=none", "--format=csv", "-o", f"out{k}", *(["--set", f"T={value}"] if value else [])])
        x = column(place.folder / f"out{k}" / "c.x.csv")[-1]
        require(abs(x - kelvin) < 1e-9, f"T = {value} is {x} K, not {kelvin}")


def case_recorded_temperatures(place):
    """What is recorded is on the scale of its unit: states and what is computed from them."""
    text = ("cell A:\n    state y: K = 280 K, z: degC = 6.85 degC\n    seen: degC = y\n    dy/dt = 0*y/(1 ms)\n    dz/dt = 0*y/(1 ms)\n"
            "c = Population(1, A(), label='c')\nc.record(['y', 'z', 'seen'])\nrun(1 ms)\n")
    place.works([place.program("seen.nn", text), "--progress=none", "--format=csv", "-o", "out"])
    for name, value in (("y", 280), ("z", 6.85), ("seen", 6.85)):
        x = column(place.folder / "out" / f"c.{name}.csv")[-1]
        require(abs(x - value) < 1e-9, f"{name} is {x}, not {value}")


def case_not_a_number(place):
    text = ("cell A:\n    param k = 1 /ms\n    state v = 1\n    dv/dt = k*v*v*v\n    when v > 1e300: spike\n"
            "c = Population(3, A(k=[0, 1, 0]), label='burst')\nc.record('v')\nrun(100 ms)\n")
    program = place.program("nan.nn", text)
    done = place.fails([program, "--progress=none", "--format=csv", "-o", "out"], NUMERIC, "nan.nn:4", "v became", "burst[1]", "step", "dt 0.1 ms")
    values = column(place.folder / "out" / "burst.v.csv")
    require(len(values) > 3 and all(x == x for x in values), f"what was computed is not kept: {values} {done}")


def case_not_a_number_from_the_start(place):
    body = "cell A:\n    param tau = 10 ms, a = 1\n    state v = {}\n    dv/dt = {}\nc = Population(2, A({}))\nc.record('v')\nrun(10 ms)\n"
    for k, (start, equation) in enumerate([("log(a - 2)", "-v/tau"), ("1", "-sqrt(v - 5)/tau"), ("1/(a - 1)", "-v/tau")]):
        program = place.program(f"start{k}.nn", body.format(start, equation, ""))
        place.fails([program, "--progress=none"], NUMERIC, f"start{k}.nn:", "v became", "c[0]")
    for k, (equation, value, said) in enumerate([("-v/tau", "tau=0", "divides by tau, which is 0"), ("(1/(a - 1) - v)/tau", "", "divides by"),
                                                 ("(exp(1000*a) - v)/tau", "", "no finite step")]):
        program = place.program(f"parameters{k}.nn", body.format("0", equation, value))
        place.fails([program, "--progress=none"], MODEL, f"parameters{k}.nn:", "equation of v", said, "c[0]")


def case_time_constants(place):
    text = "c = Population(2, IF_curr_exp(i_offset=1, {}))\nc.record('v')\nrun(10 ms)\n"
    for k, value in enumerate(["tau_m=0", "cm=0", "tau_syn_E=0"]):
        program = place.program(f"zero{k}.nn", text.format(value))
        place.fails([program, "--progress=none"], MODEL, "divides by", "which is 0", "c[0]")
    program = place.program("equal.nn", "s = Population(1, SpikeSourceArray(spike_times=[1]))\nc = Population(1, IF_curr_exp(tau_m=5, tau_syn_E=5), label='c')\n"
                            "Projection(s, c, AllToAllConnector(), StaticSynapse(weight=0.1, delay=1))\nc.record('v')\nrun(20 ms)\n")
    place.works([program, "--progress=none", "--format=csv", "-o", "out"])
    values = column(place.folder / "out" / "c.v.csv")
    # v = w/cm*s*exp(-s/tau) s ms after the arrival at 2 ms; its peak is at s = tau
    peak = 0.1/1.0*5*2.718281828459045**-1
    require(abs(max(values) + 65 - peak) < 1e-9, f"peak {max(values) + 65} instead of {peak}")


def case_steps_beside_time_constants(place):
    program = place.program("steps.nn", MODEL_TEXT)
    place.works([program, "--dt", "10ms", "--set", "tau=1ms", "--progress=none", "-o", "long"])
    for dt in ("0", "-0.1ms", "nan", "1e-320ms", "1e300ms", "50ms"):
        done = place.run([program, "--dt", dt, "--progress=none"])
        require(done.code in (MODEL, USAGE, LIMIT) and "error" in done.err, f"--dt {dt}: {done}")


def case_delays(place):
    text = ("param d = 1 ms\nc = Population(5, IF_curr_exp(i_offset=1))\nProjection(c, c, AllToAllConnector(), StaticSynapse(weight=0.1, delay=d))\n"
            "c.record('spikes')\nrun(10 ms)\n")
    program = place.program("delay.nn", text)
    place.works([program, "--set", "d=0.15ms", "--progress=none"])
    for value, code in (("0", MODEL), ("0.04ms", MODEL), ("-1ms", MODEL), ("1e9ms", LIMIT), ("1e300ms", LIMIT)):
        place.fails([program, "--set", f"d={value}", "--progress=none"], code, "delay.nn:3", "delay")
    program = place.program("nodelay.nn", text.replace("delay=d", "delay=1/(d/(1 ms) - 1)"))
    done = place.run([program, "--progress=none"])
    require(done.code in (MODEL, LIMIT) and "delay" in done.err, str(done))


def case_thresholds_and_resets(place):
    text = "c = Population(1, IF_curr_exp(i_offset=1, tau_refrac=0, v_thresh={}, v_reset={}), label='c')\nc.record('spikes')\nrun(10 ms)\n"
    for k, (threshold, reset) in enumerate([(-65, -65), (-65, -60), (-70, -70)]):
        program = place.program(f"reset{k}.nn", text.format(threshold, reset))
        place.fails([program, "--progress=none"], MODEL, "still holds after its own actions", "c[0]")


def case_spike_times(place):
    text = "c = Population(1, SpikeSourceArray(spike_times={}), label='c')\nc.record('spikes')\nrun(10 ms)\n"
    for times, wanted in (("[0]", [0]), ("[0.1]", [0.1]), ("[3, 3, 3]", [3, 3, 3]), ("[2.04, 2.06]", [2.0, 2.1]), ("[]", []), ("[5, 1, 3, 1]", [1, 1, 3, 5]), ("[1e9]", [])):
        program = place.program("times.nn", text.format(times))
        place.works([program, "--progress=none", "--format=csv", "-o", "out"])
        seen = [float(line.split(",")[0]) for line in (place.folder / "out" / "c.spikes.csv").read_text().splitlines()[1:]]
        require(seen == wanted, f"{times}: {seen}")
    for times in ("[-1]", "[float('nan')]", "[1, 'a']", "[1 mV]", "[None]", "[[1], [2]]"):
        place.check("bad.nn", text.format(times), MODEL, "bad.nn:1:")


def case_weights(place):
    text = ("param w = 0.1 nA\nc = Population(5, IF_curr_exp(i_offset=1))\nProjection(c, c, AllToAllConnector(), StaticSynapse(weight={}, delay=1))\n"
            "c.record('spikes')\nrun(10 ms)\n")
    for k, weight in enumerate(["w/0", "w*1e300*1e300", "log(-1)*w"]):
        done = place.run([place.nnc, "check", place.write(f"w{k}.nn", text.format(weight)).name])
        if done.code == 0:
            program = place.program(f"w{k}.nn", text.format(weight))
            done = place.run([program, "--progress=none"])
        require(done.code in (MODEL, NUMERIC) and "error" in done.err, str(done))


def case_names_of_files(place):
    text = "c = Population(3, IF_curr_exp(i_offset=1), label='c')\nc.record('v')\nrun(1 ms)\nc.write_data({!r})\n"
    place.write("victim", "kept")
    for k, name in enumerate(["../victim", "/etc/nnc-was-here", "a/../../victim", "", "x" * 3000, "a\nb", "%s%n%s", "/dev/full"]):
        done = place.run([place.nnc, place.write(f"f{k}.nn", text.format(name)).name, "-O0", "-o", f"f{k}"], cpu=20.0)
        if done.code == 0:
            done = place.run([place.folder / f"f{k}", "--progress=none", "-o", "out/deep"])
        require(done.code in (0, MODEL, USAGE, FILES), f"{name[:40]!r}: {done}")
    require((place.folder / "victim").read_text() == "kept", "a file outside of the folder was replaced")


def case_texts_that_are_code(place):
    for k, text in enumerate(['"); system("touch pwned"); ("', "*/ int x; /*", "%s%s%s%n", "\\\\", "\\n#include </etc/passwd>", "??/", "//\\\\", "a" * 100]):
        source = (f"param N = 1 {text!r}\ncell A:\n    {text!r}\n    param k = 1 {text!r}\n    state v = 0\n    dv/dt = -v*k/(1 ms)\n"
                  f"c = Population(N, A(), label={text!r})\nc.record('v')\nprint({text!r})\nrun(1 ms)\nreset(annotations={{{text!r}: {text!r}}})\nrun(1 ms)\n")
        program = place.program(f"code{k}.nn", source)
        place.works([program, "--progress=none", "-o", f"out{k}"])
        place.works([program, "--help"])
    require(not (place.folder / "pwned").exists(), "a text was run")
    place.check("long.nn", f"c = Population(1, IF_curr_exp(), label='{'a' * 900}')\nc.record('v')\nrun(1 ms)\n", LIMIT, "long.nn:1:")


if __name__ == "__main__":
    sys.exit(main(globals()))
