"""Random cells, receptors and synapses of .nn."""
from channels import CHANNELS
from expressions import MILLI, SCALES, Scope, bounded, literal, test, value

UNITS = ["1", "1", "mV", "nA"]
METHODS = ["rk4", "rk4", "exponential_euler", "exponential_euler", "rk45", "rosenbrock", "rosenbrock", "euler"]


def time_constant(rng):
    return f"{round(rng.choice([rng.uniform(2, 30), rng.uniform(0.3, 2), 0.02]), 3):g} ms"


class Cell:
    """The text of a cell, and what a script may do with it."""

    def __init__(self, rng, name):
        self.rng, self.name, self.lines = rng, name, []
        self.params, self.states, self.aliases, self.ports, self.recorded = {}, {}, {}, {}, []
        self.events = ["spike"]
        self.scope = Scope(rng)
        self.parts = []  # texts of receptors and channels
        self.build()

    def build(self):
        rng = self.rng
        for k in range(rng.randint(1, 4)):
            unit = rng.choice(UNITS)
            self.params[f"p{k}"] = unit
            self.lines.append(f"    param p{k} = {literal(rng, unit).strip('()')}")
            self.scope.add(unit, f"p{k}")
        self.lines.append(f"    param tau = {round(rng.uniform(3, 25), 2):g} ms, tau_ref = {rng.choice(['0', '1', '2.3', '0.35'])} ms")
        self.membrane = rng.random() < 0.75
        if self.membrane:
            self.states["v"] = "mV"
        for k in range(rng.randint(0 if self.membrane else 1, 4)):
            self.states[f"x{k}"] = rng.choice(UNITS)
        for name, unit in self.states.items():
            self.declare(name, unit)
        self.channels = self.membrane and rng.random() < 0.3
        if self.membrane:
            self.receptors()
        if self.channels:
            self.add_channels()
        if rng.random() < 0.2:
            self.add_lists()
        for k in range(rng.randint(0, 2)):
            unit = rng.choice(UNITS)
            self.lines.append(f"    a{k} = {value(self.scope, unit)}")
            self.aliases[f"a{k}"] = unit
            self.scope.add(unit, f"a{k}")
        if rng.random() < 0.3:
            self.lines.append("    event done")
            self.events.append("done")
        if rng.random() < 0.3:
            self.lines.append("    noise xi")
            self.noise = True
        else:
            self.noise = False
        if rng.random() < 0.25:
            self.regimes()
        else:
            for line in self.equations():
                self.lines.append("    " + line)
            self.conditions()
        if rng.random() < 0.15:
            name = rng.choice(list(self.states))
            self.lines += ["    on start:", f"        {name} = {bounded(self.scope.with_draws(), self.states[name])}"]
        if rng.random() < 0.1 and not self.noise:
            self.lines.append(f"    integrate with {rng.choice(METHODS)}")

    def declare(self, name, unit):
        rng = self.rng
        start = literal(rng, unit).strip("()")
        if rng.random() < 0.3:
            start = f"{start} + {round(rng.uniform(0, 1) * SCALES[unit], 4):g}{MILLI[unit]}*random.uniform()"
        if unit == "1":
            self.lines.append(f"    state {name} = {start}")
        else:
            self.lines.append(f"    state {name}: {unit} = {start}")
        self.scope.add(unit, name)

    def receptors(self):
        for k in range(self.rng.randint(1, 3)):
            receptor = Receptor(self.rng, f"{self.name}R{k}")
            self.parts.append(receptor.text)
            self.ports[f"r{k}"] = receptor
            self.lines.append(f"    receptor r{k} = {receptor.name}()")

    def add_channels(self):
        for k in range(self.rng.randint(1, 2)):
            text, states = self.rng.choice(CHANNELS)(self.rng, f"{self.name}C{k}")
            self.parts.append(text)
            self.lines.append(f"    channel c{k} = {self.name}C{k}()")
            self.recorded += [f"c{k}.{x}" for x in states]

    def add_lists(self):
        """A course of values in time, and times that count."""
        rng = self.rng
        times = sorted({round(rng.uniform(0, 20), 1) for _ in range(rng.randint(0, 5))})
        self.lines.append(f"    param times: [ms] = {times}, courses: [mV] = {[round(rng.uniform(-9, 9), 2) for _ in times]}")
        self.lines += ["    course = lookup(times, courses, t)", "    ticks = count(times, t)"]
        self.aliases.update(course="mV", ticks="1")
        self.scope.add("mV", "course")
        self.scope.add("1", "ticks")

    def right_side(self, name, unit):
        """Decays to what stays bounded, with what other states add."""
        rng = self.rng
        tau = rng.choice(["tau", "tau", time_constant(rng)])
        same = [n for n, u in self.states.items() if u == unit and n != name]
        kind = rng.random()
        if kind < 0.3:
            target = literal(rng, unit)
        elif kind < 0.5 and same:
            target = f"{round(rng.uniform(-0.8, 0.8), 3):g}*{rng.choice(same)} + {literal(rng, unit)}"
        elif kind < 0.6:
            target = f"0.5*delay({name}, {round(rng.uniform(1, 9), 2):g} ms)"
        else:
            target = bounded(self.scope, unit)
        drive = ""
        if name == "v":
            drive = " + (40 MOhm)*(i_syn + i_inj" + (" + i_chan)" if self.channels else ")")
        text = f"({target}{drive} - {name})/{tau}"
        if self.noise and rng.random() < 0.6:
            text += f" + {round(0.1 * SCALES[unit], 4):g}{MILLI[unit]}*sqrt(2/{tau})*xi"
        return text

    def equations(self):
        return [f"d{name}/dt = {self.right_side(name, unit)}" for name, unit in self.states.items()
                if name == "v" or self.rng.random() < 0.85]

    # ---- actions ----
    def assignment(self):
        rng = self.rng
        name = rng.choice(list(self.states))
        unit, scope = self.states[name], self.scope.with_draws()
        kind = rng.random()
        if kind < 0.5:
            return f"{name} = {bounded(scope, unit, 1)}"
        if kind < 0.7:
            return f"{name} += {literal(rng, unit)}"
        if kind < 0.85:
            return f"{name} = 0.5*{name}"
        return f"{name} *= {round(rng.uniform(-0.9, 0.9), 2):g}"

    def action(self, depth=1):
        rng = self.rng
        kind = rng.random()
        if kind < 0.2 and depth:
            lines = [f"if {test(self.scope)}:"] + ["    " + line for line in self.action(depth - 1)]
            if rng.random() < 0.5:
                lines += ["else:"] + ["    " + line for line in self.action(depth - 1)]
            return lines
        if kind < 0.28 and depth:
            return [f"for k in range({rng.randint(1, 3)}): spike"]
        if kind < 0.36 and "done" in self.events:
            return ["send to done"]
        if kind < 0.5:
            return [f"hold {rng.choice(list(self.states))} for tau_ref"]
        return [self.assignment()]

    def actions(self, spikes):
        if not spikes and self.rng.random() < 0.15:
            return self.exchange()
        lines = ["spike"] if spikes or self.rng.random() < 0.6 else []
        if self.membrane and self.rng.random() < 0.8:
            lines.append(f"v = {literal(self.rng, 'mV')} - 20 mV")
        for _ in range(self.rng.randint(0 if lines else 1, 2)):
            lines += self.action()
        return lines

    def exchange(self):
        """All right sides read the values from before."""
        x, y = (self.rng.choice(list(self.states)) for _ in range(2))
        if x == y or self.states[x] != self.states[y]:
            return [self.assignment()]
        return [f"{x}, {y} = {y}, 0.5*{x}"]

    def condition(self):
        rng = self.rng
        if rng.random() < 0.2:
            return f"random.uniform() < {round(rng.uniform(0.002, 0.05), 4):g}"
        if self.membrane and rng.random() < 0.6:
            return f"v {rng.choice(['>', '>='])} {round(rng.uniform(2, 15), 2):g} mV"
        return test(self.scope)

    def conditions(self):
        for k in range(self.rng.randint(1, 2)):
            word = self.rng.choice(["when", "when", "whenever", "trigger"])
            self.lines.append(f"    {word} {self.condition()}:")
            self.lines += ["        " + line for line in self.actions(k == 0)]

    def regimes(self):
        rng = self.rng
        self.lines.append("    state t0 = 0 ms")
        names = ["first", "second"] + (["third"] if rng.random() < 0.3 else [])
        for k, name in enumerate(names):
            follows = names[(k + 1) % len(names)]
            self.lines.append(f"    regime {name}:")
            if rng.random() < 0.5:
                self.lines += ["        on entry:", f"            {self.assignment()}"]
            if k:
                self.lines += ([] if "on entry" in self.lines[-2] else ["        on entry:"]) + ["            t0 = t"]
            self.lines += ["        " + line for line in self.equations() if rng.random() < 0.8 or line.startswith("dv")]
            until = self.condition() if k == 0 else f"t >= t0 + {round(rng.uniform(0.4, 6), 2):g} ms"
            self.lines.append(f"        {rng.choice(['when', 'whenever']) if k == 0 else 'when'} {until}:")
            if k == 0 or rng.random() < 0.3:
                self.lines.append("            spike")
            self.lines.append(f"            enter {follows}")

    @property
    def text(self):
        return "\n".join([*self.parts, f"cell {self.name}:", *self.lines, ""])


class Receptor:
    """A current of its cell, by events of weights that add up or do something else."""

    def __init__(self, rng, name):
        self.rng, self.name = rng, name
        self.weight = rng.choice(["nA", "uS", "uS", "1", "mV"])
        self.takes_two = self.weight == "uS" and rng.random() < 0.2
        self.recorded = []
        self.text = "\n".join([f"receptor {name}:", *self.body(), ""])

    def handler(self, state):
        rng = self.rng
        kind = rng.random()
        if kind < 0.55:
            return [f"{state} += weight"]
        if kind < 0.65:
            return [f"{state} = weight"]
        if kind < 0.8:
            return [f"{state} += weight*{round(rng.uniform(0.3, 1.2), 2):g}", f"n = {rng.choice(['n + 1', '0.9*n + 0.1', 'random.uniform()'])}"]
        return [f"if {state} < 3*abs(weight):", f"    {state} += weight", "else:", f"    {state} *= 0.5"]

    def body(self):
        rng, unit = self.rng, self.weight
        if unit == "mV":
            return [f"    on event(weight: mV): v += {rng.choice(['weight', '0.5*weight'])}"]
        zero = "0" if unit == "1" else f"0 {unit}"
        lines = [f"    param tau = {time_constant(rng)}, e_rev = {rng.choice([0, -80, 30])} mV", f"    state g = {zero}", "    state n = 0"]
        self.recorded += ["g", "n"]
        if rng.random() < 0.3:
            lines += [f"    state h = {zero}", "    dh/dt = -h/tau", "    dg/dt = (h - g)/tau"]
            actions = self.handler("h")
        else:
            lines.append("    dg/dt = -g/tau")
            actions = self.handler("g")
        if self.takes_two:
            actions.append("n = 0.5*n + second")
        lines += [f"    on event(weight: {unit}{', second: 1' if self.takes_two else ''}):"] + ["        " + line for line in actions]
        if rng.random() < 0.15:
            lines += [f"    when n > {rng.randint(2, 5)}:", "        n = 0"]
        lines.append("    current i = " + {"nA": "g", "1": "g*0.1 nA", "uS": "g*(e_rev - v)"}[unit])
        if unit == "uS" and rng.random() < 0.3:
            lines[-1] = "    current i = g/(1 + exp(-0.062 /mV*v)/3.57)*(e_rev - v)"
        return lines
