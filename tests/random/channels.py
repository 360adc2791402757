"""Random channels of .nn: conductances with gates or kinetic schemes. They read the potential v of their cell."""


def rate(rng, slope):
    return f"{rng.uniform(0.05, 2):.3g} /ms*exp({slope}(v + {rng.uniform(-20, 60):.3g} mV)/({rng.uniform(15, 60):.3g} mV))"


def gate(rng, name):
    power = rng.choice(["", "^2", "^3", "^4"])
    if rng.random() < 0.5:
        alpha = rate(rng, "") if rng.random() < 0.6 else f"{rng.uniform(0.05, 1):.3g} /ms/exprel(-(v + {rng.uniform(-20, 60):.3g} mV)/(10 mV))"
        return f"    gate {name}{power}: alpha = {alpha}, beta = {rate(rng, '-')}"
    tau = rng.choice([f"{rng.uniform(0.1, 8):.3g} ms", f"{rng.uniform(0.5, 3):.3g} ms + 4 ms*exp(-((v + 40 mV)/(30 mV))^2)"])
    return f"    gate {name}{power}: inf = 1/(1 + exp({rng.choice(['-', ''])}(v + {rng.uniform(-20, 50):.3g} mV)/({rng.uniform(5, 20):.3g} mV))), tau = {tau}"


def gated(rng, name):
    gates = ["m", "h"][:rng.randint(1, 2)]
    lines = [f"channel {name}:", f"    param g_max = {rng.uniform(0.5, 20):.3g} nS from 0, e_rev = {rng.choice([-90, 0, 50])} mV", *(gate(rng, g) for g in gates),
             f"    current i = g_max*{'*'.join(gates)}*(e_rev - v)", ""]
    return "\n".join(lines), gates


def scheme(rng, name):
    sum_ = rng.choice([["        conserve C1 + C2 + O = 1"], ["        conserve C1 + C2 + O = 1"], []])
    lines = [f"channel {name}:", f"    param g_max = {rng.uniform(0.5, 10):.3g} nS, e_rev = {rng.choice([-90, 0])} mV",
             f"    am = {rate(rng, '')}", f"    bm = {rate(rng, '-')}",
             "    state C1 = 1, C2 = 0, O = 0", "    kinetic:", f"        C1 <-> C2 ({rng.choice(['2*am', 'am'])}, bm)", "        C2 <-> O (am, 2*bm)",
             *sum_, "    current i = g_max*O*(e_rev - v)", ""]
    return "\n".join(lines), ["O", "C1"]


CHANNELS = [gated, gated, scheme]
