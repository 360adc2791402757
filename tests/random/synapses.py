"""Random synapses of .nn."""


def number(rng, low, high):
    return f"{round(rng.uniform(low, high), 4):g}"


def trace_rule(rng, name):
    """Traces of both sides that change the weight."""
    sends = "send weight" if rng.random() < 0.8 else f"send weight*(1 + {number(rng, 0, 0.4)}*x)"
    first, second = ["weight = max(0, weight - a_minus*w_max*y)", sends][::rng.choice([1, 1, -1])]
    return f"""synapse {name}:
    param tau_a = {number(rng, 5, 30)} ms, tau_b = {number(rng, 5, 30)} ms, a_plus = {number(rng, 0, 0.2)}, a_minus = {number(rng, 0, 0.2)}, w_max: weight = 2
    trace x: dx/dt = -x/tau_a, on pre: x {rng.choice(['+= 1', '= 1', '+= 1 - x'])}
    trace y: dy/dt = -y/tau_b, on post: y {rng.choice(['+= 1', '= 1'])}
    on pre:
        {first}
        {second}
    on post: weight = min(w_max, weight + a_plus*w_max*x{rng.choice(['', '*(1 + 0.2*y)'])})
"""


def release(rng, name):
    """Use and recovery."""
    drawn = rng.random() < 0.3
    send = f"if random.uniform() < {number(rng, 0.2, 0.9)}:\n            send weight*u*r" if drawn else "send weight*u*r"
    return f"""synapse {name}:
    param U = {number(rng, 0.1, 0.9)} from 0 to 1, tau_rec = {number(rng, 5, 80)} ms, tau_facil = {number(rng, 1, 40)} ms
    state u = U, r = 1
    du/dt = (U - u)/tau_facil
    dr/dt = (1 - r)/tau_rec
    on pre:
        u = u + U*(1 - u)
        {send}
        r = r - u*r
"""


def steps_of_weight(rng, name):
    """Counters, branches and values of the cells."""
    reads = rng.choice(["c", "c", "sin(c)", "exp(-c)"])
    return f"""synapse {name}:
    param limit = {rng.randint(2, 6)}, tau = {number(rng, 2, 40)} ms
    state c = 0, d = {number(rng, -1, 1)}
    dd/dt = ({number(rng, -1, 1)} - d)/tau
    on pre:
        c += 1
        if c > limit:
            c = 0
            send weight*(1 + d)
        else:
            send weight*{reads}
    on post:
        d {rng.choice(['+= 0.1', '*= 0.5', '= random.uniform()'])}
"""


def condition(rng, name):
    return f"""synapse {name}:
    param tau = {number(rng, 2, 40)} ms, theta = {number(rng, 0.2, 2)}
    state s = 0
    ds/dt = -s/tau
    on pre:
        s += {number(rng, 0.2, 1)}
        send weight
    {rng.choice(['when', 'whenever', 'trigger'])} s > theta:
        send 0.5*weight
        s = 0
"""


def noisy(rng, name):
    return f"""synapse {name}:
    param tau = {number(rng, 2, 40)} ms
    state s = {number(rng, 0, 1)}
    noise xi
    ds/dt = -s/tau + 0.3*sqrt(2/tau)*xi
    on pre: send weight*(1 + abs(s))
"""


def pair(rng, name):
    """Events of two values."""
    return f"""synapse {name}:
    param tau = {number(rng, 2, 40)} ms
    state u = {number(rng, 0, 1)}
    du/dt = -u/tau
    on pre:
        u {rng.choice(['+= 0.3', '= 1 - u', '*= 0.5'])}
        send (weight, u)
"""


def rewarded(rng, name):
    """Its weight changes where another projection says so."""
    return f"""synapse {name}:
    param tau_x = {number(rng, 5, 30)} ms, tau_e = {number(rng, 10, 200)} ms, rate: weight = {number(rng, 0, 0.1)}
    trace x: dx/dt = -x/tau_x, on pre: x += 1
    state e = 0
    de/dt = -e/tau_e
    on pre: send weight
    on post: e += x
    on reward(a): weight {rng.choice(['+= rate*a*e', '= weight + rate*a*tanh(e)', '= max(0, weight - rate*a)'])}
"""


EVENT_SYNAPSES = [trace_rule, release, steps_of_weight, condition, noisy]


def gap(rng, name):
    back = "\n    current j to pre = weight*(post.v - pre.v)" if rng.random() < 0.6 else ""
    return f"""synapse {name}:
    state weight: nS = 0
    current i = weight*(pre.v - post.v){back}
"""


def graded(rng, name):
    return f"""synapse {name}:
    param g_max = {number(rng, 0.1, 2)} nS, tau = {number(rng, 1, 10)} ms, e_rev = {rng.choice([0, -70])} mV
    state s = 0
    ds/dt = (1/(1 + exp(-(pre.v + {number(rng, -10, 10)} mV)/(5 mV))) - s)/tau
    current i = g_max*s*(e_rev - post.v)
"""
