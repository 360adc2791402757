"""Kinetic schemes by the default method: the exponential of their matrix of rates (docs/numerics.md), at any number of states and for
rates of any speed."""
import math
import sys

from harness import SINGLE, equal, holds, main, near

def chain(n, fast=1, body="", method=""):
    """A cell whose potential opens a chain of n states and is moved by the last of them."""
    states = "".join(f"        state s{i} = {1 if i == 0 else 0}\n" for i in range(n))
    moves = "".join(f"        s{i} <-> s{i + 1} ({fast*(1 + 0.1*i)}*exp((v + 40 mV)/(25 mV))/(1 ms), {0.4*fast*(1 + 0.05*i)}*exp(-(v + 40 mV)/(30 mV))/(1 ms))\n"
                    for i in range(n - 1))
    return f'''cell Chain:
    state v = -60 mV
    kinetic:
{states}{moves}    dv/dt = ((-60 mV - v)/(10 ms) + s{n - 1}*(50 mV - v)/(4 ms))
{body}    {method}
'''


def run(lab, name, cell, recorded, dt, length=20, n=1):
    names = ", ".join(f'"{x}"' for x in recorded)
    text = cell + f'p = Population({n}, Chain(), label="p")\np.record([{names}], sampling_interval=1 ms)\nrun({length} ms)\n'
    return lab.run(f"{name}.nn", text=text, dt=dt)


STEPS = (0.1, 0.05, 0.0025)


def converges(runs, wanted):
    """At STEPS, of which the last is taken for the limit: no further off than that, and much less at half the step."""
    for x, most in wanted:
        coarse, half = (max(abs(a - b) for a, b in zip(r.signal("p", x), runs[-1].signal("p", x))) for r in runs[:2])
        holds(coarse < (max(most, 1e-5) if SINGLE else most), f"{x}: {coarse} off")
        holds(SINGLE or half < coarse/2.7 or half < 1e-5, f"{x}: {coarse}, and {half} at half the step")


def rule_chains_of_any_length(lab):
    """Two states are one exponential; matrices of blocks have up to 8; one of more than 32 is left to Rosenbrock."""
    for n in (2, 3, 5, 9, 12, 34):
        last = f"s{n - 1}"
        wanted = run(lab, f"exact{n}", chain(n, method="integrate with rk45"), ["v", last], 0.1)
        worst = [max(abs(a - b) for variable in ("v", last)
                     for a, b in zip(run(lab, f"chain{n}", chain(n), ["v", last], dt).signal("p", variable), wanted.signal("p", variable)))
                 for dt in (0.1, 0.05)]
        holds(worst[0] < 0.2, f"{n} states: {worst}")
        if not SINGLE:
            holds(worst[1] < worst[0]/3, f"{n} states, of second order: {worst}")


def rule_rates_that_stand_still_are_exact_at_any_step(lab):
    """The rates follow a state that events alone move: a step of 1 ms is as good as one of 0.05 ms, at 0.01 to 1e5 per ms."""
    cell = '''cell Gated:
    state level = 0.5
    kinetic:
        state a = 1
        state b = 0
        state c = 0
        a <-> b (level*100000/(1 ms), 30000/(1 ms))
        b <-> c (level/(1 ms), level*level*0.3/(1 ms))
        c -> a (0.01/(1 ms))
    event in push(w: 1)
    on push(w): level += w
'''
    text = cell + '''p = Population(1, Gated(), label="p")
s = Population(1, SpikeSourceArray(spike_times=[4, 9 ms]))
Projection(s, p, AllToAllConnector(), StaticSynapse(weight=0.7, delay=1 ms), receptor_type="push")
p.record(["a", "b", "c"], sampling_interval=1 ms)
run(20 ms)
'''
    coarse, fine = (lab.run("gated.nn", text=text, dt=dt) for dt in (1, 0.05))
    for x in "abc":
        for k, (one, other) in enumerate(zip(coarse.signal("p", x), fine.signal("p", x))):
            near(one, other, 1e-3 if SINGLE else 1e-9, f"{x} at {k} ms")
    total = [sum(coarse.signal("p", x)[k] for x in "abc") for k in range(21)]
    for k, s in enumerate(total):
        near(s, 1, 1e-9, f"sum at {k} ms")
    equilibrium = 0.5*100000/30000
    near(fine.signal("p", "b")[2]/fine.signal("p", "a")[2], equilibrium, 1e-4, "the fast states are in balance")


def rule_cells_that_fire(lab):
    """A potential that is reset beside a scheme, in more cells than a block has, which differ."""
    body = "    param g = 1\n    when v > -20 mV: v = -60 mV; spike\n"
    cell = chain(4, fast=50, body=body).replace("s3*(50 mV - v)", "g*s3*(50 mV - v)")
    text = cell + '''p = Population(150, Chain(), label="p")
p.set(g=RandomDistribution("uniform", low=0.6, high=1.4))
p.record(["spikes", "s3"], sampling_interval=1 ms)
run(40 ms)
'''
    coarse, fine = (lab.run("firing.nn", text=text, dt=dt) for dt in (0.05, 0.005))
    for cell in (0, 63, 64, 149):
        equal(len(coarse.spikes("p", cell)), len(fine.spikes("p", cell)), f"spikes of cell {cell}")
        holds(len(fine.spikes("p", cell)) > 2, f"cell {cell} fires")
        for a, b in zip(coarse.spikes("p", cell), fine.spikes("p", cell)):
            near(a, b, 0.02*b, f"spike of cell {cell}")


def rule_ways_without_a_way_back_and_constant_rates(lab):
    """One transition is constant, one has no way back: the scheme is one all the same."""
    cell = '''cell Chain:
    state v = -60 mV
    kinetic:
        state a = 1
        state b = 0
        state c = 0
        a -> b (3/(1 ms))
        b -> c (200*exp((v + 60 mV)/(25 mV))/(1 ms))
        c -> 0 (0.05/(1 ms))
    dv/dt = (-60 mV - v)/(10 ms) + c*(50 mV - v)/(4 ms)
'''
    converges([run(lab, "oneway", cell, ["v", "a", "b", "c"], dt) for dt in STEPS], (("v", 0.1), ("a", 1e-9), ("b", 1e-3), ("c", 1e-3)))


def rule_species_are_declared_by_all_or_by_none(lab):
    """Without declarations the first one starts at 1, the others at 0; declarations may follow the scheme."""
    rates = "        A <-> B (0.5 /ms, 0.25 /ms)\n        B <-> C (0.125 /ms, 0.5 /ms)\n"
    cells = {"implied": f"    kinetic:\n{rates}", "before": f"    state A = 1, B = 0, C = 0\n    kinetic:\n{rates}",
             "after": f"    kinetic:\n{rates}    state A = 1, B = 0, C = 0\n", "inside": f"    kinetic:\n{rates}        state A = 1, B = 0, C = 0\n"}
    runs = {name: run(lab, f"species_{name}", f"cell Chain:\n{cell}", ["A", "B", "C"], 0.1) for name, cell in cells.items()}
    for x in "ABC":
        for name, each in runs.items():
            equal(list(each.signal("p", x)), list(runs["before"].signal("p", x)), f"{name}: {x}")
    near(runs["implied"].signal("p", "A")[0], 1, 1e-12, "the first species starts at 1")


def rule_equations_that_share_flows_are_a_scheme(lab):
    """The same transitions written as equations; a cell whose states feed each other otherwise is none."""
    rates = [("(60*exp((v + 40 mV)/(25 mV))/(1 ms))", "(40*exp(-(v + 40 mV)/(30 mV))/(1 ms))"), ("(exp((v + 40 mV)/(25 mV))/(1 ms))", "(1/(1 ms))")]
    states = "    state a = 1\n    state b = 0\n    state c = 0\n"
    (f1, r1), (f2, r2) = rates
    equations = f"    da/dt = {r1}*b - {f1}*a\n    db/dt = {f1}*a - {r1}*b - {f2}*b + {r2}*c\n    dc/dt = {f2}*b - {r2}*c\n"
    declared = f"    kinetic:\n        a <-> b ({f1}, {r1})\n        b <-> c ({f2}, {r2})\n"
    cells = [f"cell Chain:\n    state v = -60 mV\n{states}{body}    dv/dt = ((-60 mV - v)/(10 ms) + c*(50 mV - v)/(4 ms))\n" for body in (equations, declared)]
    one, two = (run(lab, f"shared{k}", cell, ["v", "a", "b", "c"], 0.1) for k, cell in enumerate(cells))
    for x in ("v", "a", "b", "c"):
        for k, (p, q) in enumerate(zip(one.signal("p", x), two.signal("p", x))):
            near(p, q, 1e-3 if SINGLE else 1e-10*max(1, abs(q)), f"{x} at {k} ms")
    said = lab.explain("shared.nn", cells[0] + 'p = Population(1, Chain(), label="p")\np.record("v")\nrun(1 ms)\n')
    equal(said.count("of a kinetic scheme"), 3, said)
    exchange = """cell Exchange:
    state a = 0 mV, b = 1 mV
    axial = (b - a)*exp(b/(100 mV))/(1 ms)
    da/dt = axial - a/(5 ms)
    db/dt = -axial
p = Population(1, Exchange(), label="p")
p.record("a")
run(1 ms)
"""
    equal(lab.explain("exchange.nn", exchange).count("of a kinetic scheme"), 0, "potentials that exchange a current")
    other = """cell Feeding:
    state v = 0
    state w = 0
    dv/dt = (sin(v) - w)/(10 ms)
    dw/dt = (w + 0.3*v)/(20 ms)
p = Population(1, Feeding(), label="p")
p.record("v")
run(1 ms)
"""
    equal(lab.explain("feeding.nn", other).count("of a kinetic scheme"), 0, "states that feed each other")


def rule_exponential_euler_moves_them_together(lab):
    """By choice of first order, and still in balance where transitions are fast."""
    recorded = ["v", "s0", "s3"]
    fine = run(lab, "euler", chain(4, fast=200, method="integrate with exponential_euler"), recorded, 0.0025)
    coarse = run(lab, "euler", chain(4, fast=200, method="integrate with exponential_euler"), recorded, 0.05)
    near(coarse.signal("p", "v")[10], fine.signal("p", "v")[10], 2, "v at 10 ms")
    near(coarse.signal("p", "s3")[10], fine.signal("p", "s3")[10], 0.02, "s3 at 10 ms")


def rule_reactions_of_two(lab):
    """Two that bind, and one that does so twice: the derivatives of the slopes depend on the amounts."""
    cell = '''cell Chain:
    state v = -60 mV
    kinetic:
        state free = 1
        state site = 0.6
        state bound = 0
        state pair = 0
        free + site <-> bound (40*exp((v + 60 mV)/(60 mV))/(1 ms), 4/(1 ms))
        2*bound <-> pair (5/(1 ms), 1/(1 ms))
    dv/dt = (-60 mV - v)/(10 ms) + pair*(50 mV - v)/(4 ms)
'''
    names = ["v", "free", "site", "bound", "pair"]
    wanted = run(lab, "exact", cell + "    integrate with rk45\n", names, 0.1)
    worst = []
    for dt in (0.1, 0.05):
        seen = run(lab, "two", cell, names, dt)
        worst.append(max(abs(a - b) for x in names for a, b in zip(seen.signal("p", x), wanted.signal("p", x))))
        for k in range(21):
            free, site, bound, pair = (seen.signal("p", x)[k] for x in names[1:])
            near(free + bound + 2*pair, 1, 1e-10, f"what binds is kept at {k} ms")
            near(site + bound + 2*pair, 0.6, 1e-10, f"the sites are kept at {k} ms")
    holds(worst[0] < 0.5 and (SINGLE or worst[1] < worst[0]/2.7), f"of second order: {worst}")


def rule_stoichiometry_and_units(lab):
    """Two make one, twice; the amounts are concentrations, and the rates of what meets are per concentration."""
    cell = '''cell Chain:
    param total: mM = 0.5 mM
    state v = -60 mV, A = 0.5 mM, D = 0 mM, T = 0 mM
    kinetic:
        2*A <-> D (3 /mM/ms*exp((v + 60 mV)/(20 mV)), 0.4 /ms)
        2*D <-> T (2 /mM/ms, 0.1 /ms)
        conserve A + 2*D + 4*T = total
    dv/dt = (-60 mV - v)/(10 ms) + T*(100 mV)/(1 mM)/(1 ms)
'''
    converges([run(lab, "stoichiometry", cell, ["v", "A", "D", "T"], dt, length=40) for dt in STEPS],
              (("v", 0.1), ("A", 1e-3), ("D", 1e-3), ("T", 1e-3)))


def rule_sums_with_stoichiometry_are_exact(lab):
    """Of a whole number of parts: half of what is left, not half of it rounded down."""
    cell = "cell Chain:\n    state B = 0, A = 1\n    kinetic:\n        A -> 2*B (0.1 /ms)\n        conserve 2*B + 4*A = 4\n"
    seen = run(lab, "halves", cell, ["A", "B"], 1)
    for k in range(21):
        near(seen.signal("p", "A")[k], math.exp(-0.1*k), 1e-12, f"A at {k} ms")
        near(seen.signal("p", "B")[k], 2 - 2*math.exp(-0.1*k), 1e-12, f"B at {k} ms")


def rule_schemes_that_share_a_species_are_one(lab):
    """What moves it in one and in the other adds up; a sum may be of both."""
    body = "    state A = 1, B = 0, M = 0, X = 0, Y = 1\n"
    apart = """    kinetic first:
        A <-> M (1 /ms*(0.2 + Y), 0.5 /ms)
    kinetic second:
        M <-> B (0.4 /ms*(1 + 3*X), 0.2 /ms)
    kinetic third:
        Y <-> X (0.3 /ms*M, 0.1 /ms*A)
        conserve A + M + B = 1
"""
    whole = "    kinetic:\n" + "".join(f"{line}\n" for line in apart.splitlines() if "kinetic" not in line)
    names = ["A", "B", "M", "X", "Y"]
    free = apart.replace("        conserve A + M + B = 1\n", "")
    one, two, three = (run(lab, name, f"cell Chain:\n{body}{scheme}", names, 0.1) for name, scheme in (("apart", apart), ("whole", whole), ("free", free)))
    exact = run(lab, "whole_exact", f"cell Chain:\n{body}{whole}    integrate with rk45\n", names, 0.1)
    for x in names:
        for k, (p, q, r) in enumerate(zip(*(each.signal("p", x) for each in (one, two, three)))):
            wanted = exact.signal("p", x)[k]
            holds(max(abs(p - wanted), abs(q - wanted), abs(r - wanted)) < 1e-3, f"{x} at {k} ms: {p}, {q} and {r} instead of {wanted}")
    holds(exact.signal("p", "B")[-1] > 0.1, "B is reached")


def rule_many_states_as_equations(lab):
    """Ten states with transitions faster than the step are the same scheme, declared or written as equations."""
    declared = chain(10, fast=100)
    flows = [line.strip().split(" (", 1) for line in declared.splitlines() if "<->" in line]
    slopes = [[] for _ in range(10)]
    for k, (_, rates) in enumerate(flows):
        there, back = rates[:-1].rsplit(", ", 1)
        slopes[k] += [f"- {there}*s{k}", f"+ {back}*s{k + 1}"]
        slopes[k + 1] += [f"+ {there}*s{k}", f"- {back}*s{k + 1}"]
    equations = "\n".join(line for line in declared.splitlines() if "<->" not in line and "kinetic" not in line) + "\n"
    equations = equations.replace("        state", "    state") + "".join(f"    ds{k}/dt = 0 /ms {' '.join(terms)}\n" for k, terms in enumerate(slopes))
    one, two = (run(lab, name, cell, ["v", "s0", "s5", "s9"], 0.1) for name, cell in (("declared", declared), ("equations", equations)))
    for x in ("v", "s0", "s5", "s9"):
        for k, (p, q) in enumerate(zip(one.signal("p", x), two.signal("p", x))):
            near(p, q, 1e-3 if SINGLE else 1e-10*max(1, abs(q)), f"{x} at {k} ms")


def rule_buffers_as_equations(lab):
    """What binds fast, with an influx, moves as one as well: declared, as flows, and with what a sum leaves."""
    states = "    state v = -60 mV, Ca = 0.005 mM, B = 0.02 mM{}\n    dv/dt = (-60 mV - v)/(10 ms) + 0.2 mV/(1 uM)/(1 ms)*Ca\n"
    free = "0.001 mM/ms*exp((v + 60 mV)/(20 mV)) - 0.3 /ms*Ca"
    declared = """    kinetic:
        Ca + B <-> CaB (100000 /mM/ms, 100 /ms)
        0 -> Ca (0.001 mM/ms*exp((v + 60 mV)/(20 mV)))
        Ca -> 0 (0.3 /ms)
"""
    flow = "    f = 100000 /mM/ms*Ca*B - 100 /ms*CaB\n"
    flows = f"{flow}    dCa/dt = -f + {free}\n    dB/dt = -f\n    dCaB/dt = f\n"
    left = f"    CaB = 0.02 mM - B\n{flow}    dCa/dt = -f + {free}\n    dB/dt = -f\n"
    bound = ", CaB = 0 mM"
    texts = {"buffer": states.format(bound) + declared, "buffer_flows": states.format(bound) + flows, "buffer_left": states.format("") + left}
    runs = {name: run(lab, name, f"cell Chain:\n{text}", ["v", "Ca", "B", "CaB"], 0.1, length=40) for name, text in texts.items()}
    exact = run(lab, "buffer_exact", f"cell Chain:\n{texts['buffer']}    integrate with rk45\n", ["v", "Ca", "B", "CaB"], 0.1, length=40)
    for x, most in (("v", 0.1), ("Ca", 1e-5), ("B", 1e-4), ("CaB", 1e-4)):
        for name, each in runs.items():
            for k in range(41):
                near(each.signal("p", x)[k], exact.signal("p", x)[k], most, f"{name}: {x} at {k} ms")


def rule_schemes_within_regimes(lab):
    """Transitions that are equations of a regime, and stand still in another, are a scheme."""
    cell = """cell Chain:
    state v = -65 mV, t0 = 0 ms, C = 1, O = 0, B = 0
    f = 500 /ms*exp((v + 55 mV)/(5 mV))*C - 300 /ms*O
    g = 0.1 /ms*O - 0.02 /ms*B
    regime integrating:
        dv/dt = (-35 mV - v - 30 mV*B)/(10 ms)
        dC/dt = -f
        dO/dt = f - g
        dB/dt = g
        when v >= -52 mV:
            spike
            enter refractory
    regime refractory:
        on entry: v = -65 mV; t0 = t
        when t >= t0 + 2 ms: enter integrating
"""
    names = ["v", "C", "O", "B"]
    seen, exact = (run(lab, name, cell + method, names, 0.05, length=40) for name, method in (("regimes", ""), ("regimes_exact", "    integrate with rk45\n")))
    for x, most in (("v", 0.01), ("C", 5e-3), ("O", 5e-3), ("B", 1e-4)):
        for k in range(41):
            near(seen.signal("p", x)[k], exact.signal("p", x)[k], most, f"{x} at {k} ms")


def rule_derived_models_replace_schemes(lab):
    """One without a name takes the place of that without a name, one of another name stands beside it."""
    base = """cell Base:
    state C = 1, O = 0, I = 0
    kinetic:
        C <-> O (0.5 /ms, 0.3 /ms)
        conserve C + O = 1
    kinetic slow:
        C <-> O (0.1 /ms, 0.1 /ms)
cell Chain(Base):
"""
    new = "    kinetic:\n        C <-> O (2 /ms, 0.4 /ms)\n        O <-> I (0.2 /ms, 0.1 /ms)\n"
    alone = "cell Chain:\n    state C = 1, O = 0, I = 0\n" + new + "    kinetic slow:\n        C <-> O (0.1 /ms, 0.1 /ms)\n"
    one, two = (run(lab, name, text, ["C", "O", "I"], 0.1) for name, text in (("derived", base + new), ("own", alone)))
    for x in "COI":
        for k, (p, q) in enumerate(zip(one.signal("p", x), two.signal("p", x))):
            near(p, q, 1e-12, f"{x} at {k} ms")
    holds(one.signal("p", "I")[-1] > 0.1, "I is reached")


def rule_methods_of_what_a_sum_leaves(lab):
    """It has no equation: `integrate` means that of the others."""
    cell = """cell Chain:
    state C = 1, O = 0
    kinetic:
        C <-> O (0.2 /ms*(1 + O), 0.1 /ms)
        conserve C + O = 1
"""
    one, two, other = (run(lab, f"named{k}", cell + method, ["C", "O"], 0.1)
                       for k, method in enumerate(("    integrate O with euler\n", "    integrate C with euler\n", "")))
    equal(one.signal("p", "O"), two.signal("p", "O"), "the same method")
    holds(one.signal("p", "O") != other.signal("p", "O"), "another one than without")


def rule_schemes_of_parts_are_apart(lab):
    """Two channels of one kind in a cell have a scheme each; with one of them asked for in another way."""
    text = '''channel K:
    param shift = 0 mV, g = 1 nS
    state c = 1, o = 0, d = 0
    kinetic:
        c <-> o (20*exp((v + 40 mV + shift)/(25 mV))/(1 ms), 20*exp(-(v + 40 mV + shift)/(25 mV))/(1 ms))
        o <-> d (0.3/(1 ms), 0.2*exp(-(v + 60 mV)/(20 mV))/(1 ms))
    current i = g*o*(-90 mV - v)
cell Two:
    param cm = 20 pF
    channel one = K(g=2 nS)
    channel two = K(shift=15 mV)
    state v = -20 mV
    dv/dt = (i_chan + 1 nS*(-30 mV - v))/cm
p = Population(1, Two(), label="p")
p.record(["v", "one.o", "two.o", "two.d"], sampling_interval=1 ms)
run(30 ms)
'''
    runs = [lab.run("parts.nn", text=text, dt=dt) for dt in STEPS]
    converges(runs, (("v", 0.3), ("one.o", 0.01), ("two.o", 0.01), ("two.d", 0.01)))
    fine = runs[-1]
    holds(abs(fine.signal("p", "one.o")[10] - fine.signal("p", "two.o")[10]) > 0.01, "they differ")


def rule_rates_beyond_reason_stop_the_run(lab):
    """1e-16 times the product of rate and step is what is left of an occupancy: there is an end."""
    text = chain(3, fast=1e15) + 'p = Population(1, Chain(), label="p")\np.record("v")\nrun(1 ms)\n'
    said = lab.run("beyond.nn", text=text, fails=True)
    holds("became NaN at t = 0.1 ms" in said and "beyond.nn:" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
