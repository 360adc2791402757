"""Random expressions of .nn with units that fit, which stay finite for any values of what they read."""

MILLI = {"1": "", "mV": " mV", "nA": " nA", "uS": " uS"}
SCALES = {"1": 1.0, "mV": 20.0, "nA": 0.5, "uS": 0.02}  # what values of that unit are like


class Scope:
    """What expressions may read: names by unit."""

    def __init__(self, rng, names=None, draws=False):
        self.rng, self.names, self.draws = rng, {unit: list(have) for unit, have in (names or {}).items()}, draws

    def add(self, unit, name):
        self.names.setdefault(unit, []).append(name)

    def with_draws(self):
        return Scope(self.rng, self.names, draws=True)


def literal(rng, unit):
    number = rng.choice([rng.uniform(-2, 2), rng.uniform(0.1, 1), rng.choice([0.5, 1, 2, -1, 1e-3])])
    return parens(f"{round(number * SCALES[unit], 4):g}{MILLI[unit]}")


def parens(text):
    return f"({text})" if text.startswith("-") else text


def leaf(scope, unit):
    rng = scope.rng
    names = scope.names.get(unit, [])
    if names and rng.random() < 0.75:
        return rng.choice(names)
    if unit == "1" and rng.random() < 0.15:
        return rng.choice(["t/(10 ms)", "dt/(1 ms)", "t/(3.7 ms)"])
    if unit == "1" and scope.draws and rng.random() < 0.4:
        return rng.choice(["random.uniform()", "random.uniform(-1, 2)", "random.normal(0, 0.5)", "random.poisson(1.5)",
                           "random.exponential(0.7)", "random.binomial(5, 0.3)", "random.gamma(2, 0.5)"])
    return literal(rng, unit)


# {0}, {1}, {2}: pure expressions; {c}: a test. Values stay finite.
PURE = ["tanh({0})", "sin({0})", "cos({0})", "atan({0})", "exp(-abs({0}))", "1/(1 + exp(-tanh({0})))", "log(1 + abs({0}))", "log1p(abs({0}))",
        "log10(2 + abs({0}))", "sqrt(abs({0}))", "erf({0})", "abs({0})", "sign({0})", "heaviside({0})", "floor(3*tanh({0}))", "ceil(2*sin({0}))",
        "round(4*cos({0}))", "exprel(3*tanh({0}))", "expm1(tanh({0}))", "sinh(tanh({0}))", "cosh(sin({0}))", "tan(sin({0}))", "asin(tanh({0}))",
        "acos(sin({0}))", "asinh({0})", "acosh(1 + abs({0}))", "atanh(0.9*tanh({0}))", "(0.1 + abs(tanh({0})))^1.7", "pow(1 + abs({0}), -0.3)",
        "min({0}, {1})", "max({0}, {1})", "{0} + {1}", "{0} - {1}", "tanh({0})*{1}", "{0}/(1 + abs({1}))", "tanh({0})^2", "tanh({0})^3",
        "({0} if {c} else {1})", "(sin({0}) if {c} else {1})", "exp(-tanh({0})^2)*{1}", "{0} % 2", "{0} // 3", "-({0})", "({0} + {1} + {2})/3",
        "tanh({0})*cos({1})*{2}", "(1 + abs({0}))^-1", "factorial(round(2 + 2*tanh({0})))", "exprel({0}/(50 + abs({0})))"]
SCALED = ["{0} + {1}", "{0} - {1}", "min({0}, {1})", "max({0}, {1})", "abs({0})", "({0} if {c} else {1})", "tanh({p})*{0}", "-({0})", "{0}/(1 + abs({p}))",
          "{0}*cos({p})"]
TESTS = ["{0} < {1}", "{0} > {1}", "{0} <= {1}", "{0} >= {1}"]


def test(scope, depth=1):
    rng = scope.rng
    if depth > 0 and rng.random() < 0.25:
        word = rng.choice([" and ", " or "])
        return f"({test(scope, depth - 1)}{word}{test(scope, depth - 1)})"
    if depth > 0 and rng.random() < 0.1:
        return f"not ({test(scope, depth - 1)})"
    unit = rng.choice([u for u, names in scope.names.items() if names] or ["1"])
    return rng.choice(TESTS).format(leaf(scope, unit), leaf(scope, unit))


def value(scope, unit, depth=2):
    """An expression of that unit."""
    rng = scope.rng
    if depth <= 0 or rng.random() < 0.15:
        return leaf(scope, unit)
    if unit == "1" and rng.random() < 0.15:
        other = rng.choice(["mV", "nA"])
        return f"({value(scope, other, depth - 1)})/({abs(SCALES[other])}{MILLI[other]})"
    form = rng.choice(PURE if unit == "1" else SCALED)
    parts = [f"({value(scope, unit, depth - 1)})" for _ in range(3)]
    pure = value(scope, "1", depth - 1) if "{p}" in form else ""
    return form.format(*parts, p=pure, c=test(scope))


def bounded(scope, unit, depth=2):
    """Within a few times what values of the unit are like."""
    size = round(scope.rng.uniform(0.2, 1.5) * SCALES[unit], 4)
    return f"{size:g}{MILLI[unit]}*tanh({value(scope, '1', depth)})"
