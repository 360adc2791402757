"""Sizes and loops: too many cells, connections, steps, elements; scripts that do not end."""
import sys

from hostile import LIMIT, MEGABYTE, MODEL, USAGE, main

CELLS = "c = Population({}, IF_curr_exp(i_offset=1))\nc.record('v')\nrun(10 ms)\n"


def case_sizes_of_populations(place):
    for k, size in enumerate(["0", "-5", "2**31*4", "10**12", "1.5", "float('nan')", "float('inf')", "'ten'", "None", "[]", "2**70"]):
        place.check(f"size{k}.nn", CELLS.format(size), MODEL, f"size{k}.nn:1:")
    place.check("quantity.nn", CELLS.format("10 ms"), MODEL, "quantity.nn:1:16")


def case_more_than_the_memory(place):
    program = place.program("large.nn", "param N = 10\n" + CELLS.format("N"))
    place.works([program, "--progress=none"])
    place.fails([program, "--set", "N=4000000000", "--progress=none"], LIMIT, "cells")
    place.fails([program, "--set", "N=2000000000", "--progress=none", "--limit-memory=1G"], LIMIT, "MB")
    for value in ("0", "-5", "1e12", "nan", "1.5", "99999999999999999999", "", "ten", "10ms"):
        done = place.run([program, "--set", f"N={value}", "--progress=none"])
        assert done.code in (MODEL, USAGE, LIMIT) and ("N" in done.err or "population c" in done.err), str(done)


def case_samples_beyond_the_memory(place):
    """Connections in all, and of one cell, with replacement: refused before they are drawn."""
    text = "c = Population(100, IF_curr_exp())\nProjection(c, c, {}, StaticSynapse(weight=0.1))\nrun(1 ms)\n"
    for k, connector in enumerate(["FixedTotalNumberConnector(10**11)", "FixedNumberPostConnector(10**9, with_replacement=True)",
                                   "FixedNumberPreConnector(10**9, with_replacement=True)"]):
        program = place.program(f"sampled{k}.nn", text.format(connector))
        place.fails([program, "--progress=none", "--limit-memory=1G"], LIMIT, f"sampled{k}.nn:2", "connections")


def case_all_to_all(place):
    text = ("a = Population(1000000, SpikeSourcePoisson())\nb = Population(1000000, IF_curr_exp())\n"
            "Projection(a, b, AllToAllConnector(), StaticSynapse(weight=0.1))\nb.record('spikes')\nrun(10 ms)\n")
    program = place.program("all.nn", text)
    place.fails([program, "--progress=none"], LIMIT, "connections")


def case_fixed_numbers(place):
    text = "a = Population(10, IF_curr_exp())\nProjection(a, a, {}, StaticSynapse(weight=0.1))\na.record('v')\nrun(10 ms)\n"
    for name in ("FixedNumberPreConnector", "FixedNumberPostConnector"):
        for k, n in enumerate(["11", "-1", "2.5", "'all'"]):
            place.check(f"{name}{k}.nn", text.format(f"{name}({n})"), MODEL, f"{name}{k}.nn:2:")
    program = place.program("few.nn", "param N = 10\na = Population(N, IF_curr_exp())\n"
                            "Projection(a, a, FixedNumberPreConnector(9), StaticSynapse(weight=0.1))\na.record('v')\nrun(10 ms)\n")
    place.works([program, "--progress=none"])
    place.fails([program, "--set", "N=5", "--progress=none"], MODEL, "few.nn:3")


def case_probabilities(place):
    text = "param p = 0.5\na = Population(10, IF_curr_exp())\nProjection(a, a, FixedProbabilityConnector({}), StaticSynapse(weight=0.1))\na.record('v')\nrun(10 ms)\n"
    for k, p in enumerate(["1.0000001", "-0.1", "float('nan')", "'often'", "0.5 ms"]):
        place.check(f"p{k}.nn", text.format(p), MODEL, f"p{k}.nn:3:")
    program = place.program("some.nn", text.format("p"))
    for value in ("1.0000001", "-1", "nan", "1e9"):
        done = place.run([program, "--set", f"p={value}", "--progress=none"])
        assert done.code in (MODEL, USAGE) and "p" in done.err, str(done)


def case_scripts_that_do_not_end(place):
    few = ["--limit-steps=1000000"]
    for name, text in {
        "while": "while True:\n    pass\n",
        "recursion": "def f(n):\n    return f(n + 1)\nf(0)\n",
        "mutual": "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(0)\n",
        "lambda": "f = lambda g: g(g)\nf(f)\n",
        "doubling": "a = [1]\nwhile True:\n    a = a + a\n",
        "text": "a = 'x'\nwhile True:\n    a = a + a\n",
        "range": "x = sum(range(10**15))\n",
        "list": "x = list(range(10**12))\n",
        "repeated": "x = [0]*10**12\n",
        "repeated_text": "x = 'ab'*10**12\n",
        "comprehension": "x = [a*b for a in range(10**6) for b in range(10**6)]\n",
        "power": "x = 2\nwhile True:\n    x = x*1.0000001\n",
        "nested": "a = [1]\nwhile True:\n    a = [a]\n",
        "printing": "while True:\n    print('x')\n",
        "zeros": "import numpy as np\nx = np.zeros(10**12)\n",
        "arange": "import numpy as np\nx = np.arange(0, 1, 1e-15)\n",
        "linspace": "import numpy as np\nx = np.linspace(0, 1, 10**12)\n",
        "format": "x = '%1000000000d' % 1\n",
        "padding": "x = f'{1:1000000000d}'\n",
    }.items():
        path = place.write(name + ".nn", text)
        done = place.run([place.nnc, "check", *few, "--limit-memory=200000000", path.name], memory=1024 * MEGABYTE)
        assert done.code in (MODEL, LIMIT), f"{name}: {done}"
        assert done.cpu < 1 and "error" in done.err or "out of memory" in done.err, f"{name}: {done}"


def case_values_that_nest(place):
    """Lists in lists beyond what a stack holds, and values that contain themselves: an answer or a message."""
    deep = "def nest():\n    a = []\n    for i in range(300000):\n        a = [a]\n    return a\na = nest()\nb = nest()\n"
    turns = "a = []\na.append(a)\nb = []\nb.append(b)\n"
    for name, start in ("deep", deep), ("turns", turns):
        place.check(f"{name}_shown.nn", start + "print(a)\nprint({1: a}, (a,))\n", 0)
        place.check(f"{name}_same.nn", start + "x = a == a\n", 0)
        place.check(f"{name}_keys.nn", start + "d = {(a,): 1}\nd[(b,)] = 2\nprint(len(d))\n", 0)
        for k, what in enumerate(["a == b", "a in [b]", "a != b", "-np.array(a)", "np.array(a) + 1", "np.sqrt(a)", "sum(np.array(a))"]):
            place.check(f"{name}{k}.nn", "import numpy as np\n" + start + f"x = {what}\n", LIMIT, f"{name}{k}.nn:")
    for k, text in enumerate(["class C:\n    def __iter__(self): return self\nfor x in C(): pass\n",
                              "class C:\n    pass\nC.__call__ = C()\nC()()\n",
                              "t = (int,)\nfor i in range(100000):\n    t = (t, str)\nx = isinstance([], t)\n",
                              "import numpy as np\nx = np.zeros([1]*100000)\n"]):
        place.check(f"instance{k}.nn", text, LIMIT, f"instance{k}.nn:")


def case_units_that_double(place):
    """Units are suggested by values, each of which names two others."""
    params = "".join(f"    param p{k} = p{k + 1} + p{k + 1}*p{k + 1}/p{k + 1}\n" for k in range(200))
    place.check("units.nn", "cell A:\n" + params + "    param p200 = 1 mV\n    state v = 0 mV\n    dv/dt = -p0/(1 ms)\n", 0)
    place.check("itself.nn", "cell A:\n    param a = a*a*a*a\n    state v = 0\n    dv/dt = -v/(1 ms)\n", MODEL, "itself.nn:2:")


def case_scripts_of_many_things(place):
    """What is done once for each of many things takes no time that grows with their square."""
    for name, text in {
        "sorted": "x = sorted([(i*7919) % 100003 for i in range(100000)])\nassert x[5] == 5\n",
        "cells": "a = Population(400000, IF_curr_exp())\nv = a[list(reversed(range(400000)))]\nv.record('v')\nrun(1)\n",
        "labels": "for i in range(5000):\n    p = Population(1, IF_curr_exp())\n    p.record('spikes')\nrun(1)\n",
        "joined": "x = ','.join([str(i) for i in range(100000)])\nassert len(x.replace(',', '--').split('-')) == 199999\n",
    }.items():
        place.check(f"{name}.nn", text, 0)


def case_views_that_nest(place):
    start = "a = Population(10, IF_curr_exp())\na.record('v')\n"
    place.check("deep.nn", start + "v = a\nfor i in range(100000):\n    v = v[0:5]\n", LIMIT, "deep.nn:5:")
    place.check("back.nn", start + "v = (a + a)[0:10:-1.0]\n", MODEL, "back.nn:3:")
    place.check("far.nn", start + "v = (a + a)[5:10:9223372036854775807]\n", 0)
    place.check("four.nn", "a = Population((2, 2, 2, 2), IF_curr_exp())\n", MODEL, "four.nn:1:16")


def case_definitions_that_double(place):
    functions = "def f0(x):\n    return x + x\n" + "".join(f"def f{k + 1}(x):\n    return f{k}(x) + f{k}(x)\n" for k in range(40))
    model = "cell A:\n    state v = 0\n    dv/dt = -f40(v)/(1 ms)\nc = Population(1, A())\nc.record('v')\nrun(1)\n"
    place.write("functions.nn", functions + model)
    done = place.run([place.nnc, "check", "--limit-memory=300000000", "functions.nn"], cpu=3, memory=1024 * MEGABYTE)
    assert done.code in (MODEL, LIMIT) and done.cpu < 3, str(done)
    aliases = "cell A:\n    state v = 0\n    a0 = v\n" + "".join(f"    a{k + 1} = a{k} + a{k}\n" for k in range(40))
    place.write("aliases.nn", aliases + "    dv/dt = -a40/(1 ms)\nc = Population(1, A())\nc.record('v')\nrun(1)\n")
    for command in (["check"], ["--emit=c"]):
        done = place.run([place.nnc, *command, "--limit-memory=300000000", "aliases.nn"], cpu=3, memory=1024 * MEGABYTE)
        assert done.code in (0, MODEL, LIMIT) and done.cpu < 3, str(done)


def case_long_lists_of_spikes(place):
    times = ",\n".join(f"{k / 10}" for k in range(1000000))
    place.check("spikes.nn", f"a = Population(1, SpikeSourceArray(spike_times=[{times}]))\na.record('spikes')\nrun(10 ms)\n", 0, cpu=2.0)


def case_long_times(place):
    program = place.program("long.nn", "c = Population(1, SpikeSourcePoisson(rate=1))\nc.record('spikes')\nrun(10 ms)\n")
    for time in ("1e300ms", "inf", "nan", "-1", "0", "1e30s", "10mV", "ten"):
        done = place.run([program, "--t", time, "--progress=none"])
        assert done.code in (MODEL, 2, LIMIT) and "error" in done.err, str(done)
    for dt in ("1e-320ms", "0", "-0.1", "nan", "1e300", "0.1mV"):
        done = place.run([program, "--dt", dt, "--progress=none"])
        assert done.code in (MODEL, 2, LIMIT) and "error" in done.err, str(done)


def case_recording_everything(place):
    program = place.program("all.nn", "c = Population(1000000, IF_curr_exp())\nc.record('v')\nrun(1e9 ms)\n")
    place.fails([program, "--progress=none"], LIMIT, "iB", cpu=2.0)


if __name__ == "__main__":
    sys.exit(main(globals()))
