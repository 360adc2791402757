"""--integrator=lems-euler: what cells see of each other, and of themselves, within a step (docs/numerics.md, the order of jLEMS)."""
import sys

from harness import all_near, equal, holds, main
from lems import CLOCK, SYNAPSE
from lems_euler import DT, LEAKY, run, times

# A cell with a rate x, whose square it publishes too; a component that reads both at the other end, and ends without these.
RATES = """
<ComponentType name="join"><Path name="a"/><Path name="b"/><Parameter name="weight" dimension="none"/>
  <ComponentReference name="far" type="current"/><ComponentReference name="near" type="current"/>
  <Structure><With instance="a" as="x"/><With instance="b" as="y"/>
    <Tunnel name="peer" endA="x" endB="y" componentA="far" componentB="near"><Assign property="weight" value="weight"/></Tunnel></Structure></ComponentType>
<ComponentType name="joined" extends="network"><Children name="joins" type="join"/></ComponentType>
<ComponentType name="unit" extends="base"><Parameter name="tau" dimension="time"/><Parameter name="x0" dimension="none"/>
  <Constant name="PA" dimension="current" value="1pA"/><Attachments name="inputs" type="current"/><Exposure name="x" dimension="none"/><Exposure name="y" dimension="none"/>
  <Dynamics><StateVariable name="x" dimension="none" exposure="x"/><DerivedVariable name="in" dimension="current" select="inputs[*]/i" reduce="add"/>
    <DerivedVariable name="y" dimension="none" exposure="y" value="x*x"/><TimeDerivative variable="x" value="(in/PA - x)/tau"/>
    <OnStart><StateAssignment variable="x" value="x0"/></OnStart></Dynamics></ComponentType>
<ComponentType name="end" extends="current"><Property name="weight" dimension="none" defaultValue="1"/><Constant name="PA" dimension="current" value="1pA"/></ComponentType>
<ComponentType name="sees" extends="end"><InstanceRequirement name="peer" type="end"/>
  <Dynamics><DerivedVariable name="other" dimension="none" select="peer/x"/><DerivedVariable name="square" dimension="none" select="peer/y"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="weight*(other + 0.3*square)*PA"/></Dynamics></ComponentType>
<ComponentType name="quiet" extends="end"><Dynamics><DerivedVariable name="i" dimension="current" exposure="i" value="0*PA"/></Dynamics></ComponentType>
<ComponentType name="filter" extends="end"><Parameter name="tau" dimension="time"/><Requirement name="x" dimension="none"/>
  <Dynamics><StateVariable name="z" dimension="none"/><TimeDerivative variable="z" value="(x - z)/tau"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="0*PA"/><OnStart><StateAssignment variable="z" value="0.2"/></OnStart></Dynamics></ComponentType>
<ComponentType name="hears" extends="end"><InstanceRequirement name="peer" type="filter"/>
  <Dynamics><DerivedVariable name="z" dimension="none" select="peer/z"/><DerivedVariable name="i" dimension="current" exposure="i" value="weight*z*PA"/></Dynamics></ComponentType>
<ComponentType name="middle" extends="end"><Requirement name="x" dimension="none"/><InstanceRequirement name="peer" type="middle"/>
  <Dynamics><DerivedVariable name="other" dimension="none" select="peer/x"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="weight*(other - x)*PA"/></Dynamics></ComponentType>
<sees id="sees"/><quiet id="quiet"/><filter id="filter" tau="3ms"/><hears id="hears"/><middle id="middle"/>
<unit id="u" tau="2ms" x0="1"/><unit id="w" tau="2ms" x0="0.5"/>
"""
POPULATIONS = '<population id="p" size="3" component="u"/><population id="q" size="2" component="w"/>'
START = (1.0, 1.0, 1.0, 0.5, 0.5)
NAMES = (("p", 0), ("p", 1), ("p", 2), ("q", 0), ("q", 1))
# Connections from cell to cell with their weights: forward, back, within a population both ways, and to the cell itself.
JOINS = ((0, 4, 0.8), (2, 3, -0.5), (4, 0, -0.7), (3, 1, 0.5), (0, 2, 0.4), (2, 1, 0.5), (1, 1, -0.3))


def rates(lab, far, near):
    joins = "".join(f'<join a="{NAMES[a][0]}[{NAMES[a][1]}]" b="{NAMES[b][0]}[{NAMES[b][1]}]" weight="{w}" far="{far}" near="{near}"/>' for a, b, w in JOINS)
    columns = " ".join(f"{p}[{k}]/x" for p, k in NAMES)
    r = run(lab, RATES, POPULATIONS + joins, columns, 60, kind="joined")
    return [r.signal(p, "x", k) for p, k in NAMES]


def stepped(steps, ends):
    """`ends(cell, x, y)` is what the cell gets in its turn; x and y as all cells have published them so far."""
    x, y = list(START), [v*v for v in START]
    seen = [tuple(x)]
    for _ in range(steps):
        for cell in range(len(x)):
            total = ends(cell, x, y)
            y[cell] = x[cell]**2
            x[cell] += DT*(total - x[cell])/2e-3
        seen.append(tuple(x))
    return zip(*seen)


def compare(lab, far, near, ends):
    for (p, k), a, b in zip(NAMES, rates(lab, far, near), stepped(60, ends)):
        all_near(a, b, 1e-9, f"{p}[{k}] with {near}")


def rule_ends_without_the_variable(lab):
    """It is that of the cell at that end: of this step where the cell has been stepped already, also within a population."""
    compare(lab, "quiet", "sees", lambda cell, x, y: sum(w*(x[a] + 0.3*y[a]) for a, b, w in JOINS if b == cell))


def rule_ends_with_states_but_no_current(lab):
    """They are stepped with their own cell all the same."""
    z = [0.2]*len(JOINS)

    def ends(cell, x, _):
        total = 0.0
        for k, (a, b, w) in enumerate(JOINS):
            if a == cell:
                z[k] += DT*(x[a] - z[k])/3e-3
            if b == cell:
                total += w*z[k]
        return total
    compare(lab, "filter", "hears", ends)


def rule_both_ends_at_one_cell(lab):
    """The first one is stepped first: it sees what the second one took in the step before."""
    taken = [[START[a], START[b]] for a, b, _ in JOINS]

    def ends(cell, x, _):
        total = 0.0
        for k, (a, b, w) in enumerate(JOINS):
            for own, at in enumerate((a, b)):
                if at == cell:
                    total += w*(taken[k][1 - own] - x[cell])
                    taken[k][own] = x[cell]
        return total
    compare(lab, "middle", "middle", ends)


# A cell without states, which passes on what it gets.
PASSING = """
<ComponentType name="passing" extends="base"><Parameter name="gain" dimension="none"/><Constant name="PA" dimension="current" value="1pA"/>
  <Attachments name="inputs" type="current"/><Exposure name="x" dimension="none"/><Exposure name="y" dimension="none"/>
  <Dynamics><DerivedVariable name="in" dimension="current" select="inputs[*]/i" reduce="add"/>
    <DerivedVariable name="x" dimension="none" exposure="x" value="1 + gain*in/PA"/><DerivedVariable name="y" dimension="none" exposure="y" value="x*x"/>
  </Dynamics></ComponentType>
<passing id="g" gain="2"/><passing id="h" gain="-1"/>
"""
GAINS = {"g": 2, "h": -1}


def passed_on(order, joins, steps):
    """Rows of x of all cells, of (component, number) by population: at the start everything is evaluated twice, from zero, and the cells of a
    population that see each other twice in each of these; then once in a step."""
    cells = [(p, component, k) for p, component, n in order for k in range(n)]
    of = {(p, k): c for c, (p, _, k) in enumerate(cells)}
    into = [[] for _ in cells]
    for p, i, q, j, w in joins:
        into[of[q, j]].append((of[p, i], w))
    x, y = [0.0]*len(cells), [0.0]*len(cells)

    def turn(c, first):
        total = sum(w*(x[a] + 0.3*y[a]) for a, w in into[c])
        component = cells[c][1]
        if component in GAINS:
            x[c] = 1 + GAINS[component]*total
        elif first:
            x[c] = 1.0
        y[c] = x[c]**2
        if component not in GAINS and not first:
            x[c] += DT*(total - x[c])/2e-3

    for _ in range(2):
        for p, _, n in order:
            for _ in range(2):
                for k in range(n):
                    turn(of[p, k], True)
    rows = [tuple(x)]
    for _ in range(steps):
        for c in range(len(cells)):
            turn(c, False)
        rows.append(tuple(x))
    return cells, list(zip(*rows))


def rule_cells_without_states(lab):
    """Chains of them show at the start what two evaluations in document order make of them, and a step is one more."""
    joins = (("a", 0, "b", 0, 0.2), ("b", 0, "c", 0, 0.1), ("c", 0, "d", 0, 0.3), ("c", 1, "b", 0, -0.1), ("d", 0, "c", 1, 0.2), ("c", 1, "c", 0, 0.1),
             ("b", 0, "d", 0, -0.2), ("c", 0, "c", 1, -0.1))
    kinds = {"a": ("u", 1), "b": ("g", 1), "c": ("h", 2), "d": ("u", 1)}
    for names in ("abcd", "dcba", "cadb", "bdac"):
        order = [(p, *kinds[p]) for p in names]
        network = "".join(f'<population id="{p}" size="{n}" component="{c}"/>' for p, c, n in order) + "".join(
            f'<join a="{p}[{i}]" b="{q}[{j}]" weight="{w}" far="quiet" near="sees"/>' for p, i, q, j, w in joins)
        cells, wanted = passed_on(order, joins, 20)
        r = run(lab, RATES + PASSING, network, " ".join(f"{p}[{k}]/x" for p, _, k in cells), 20, kind="joined")
        for (p, _, k), x in zip(cells, wanted):
            all_near(r.signal(p, "x", k), x, 1e-9, f"{p}[{k}] of {names}")


def rule_delays_between_steps(lab):
    """An event arrives in the first step whose end its time does not exceed: 2.13 ms and 2.17 ms are 22 steps of 0.1 ms, and so is less than
    half a step one of them; with one delay, and with one for each connection."""
    ends = {"a": 2.13, "b": 2.17, "c": 0.03, "d": 3.0}
    for names in ("a", "b", "c", "abcd"):
        network = '<population id="s" size="1" component="ten"/>' + "".join(
            f'<population id="p" size="{len(names)}" component="cell"/>' if n == names[0] else "" for n in names) + "".join(
            f'<slowLink from="s[0]" to="p[{k}]" synapse="syn" weight="1" delay="{ends[n]}ms"/>' for k, n in enumerate(names))
        r = run(lab, SYNAPSE + LEAKY + CLOCK, network, " ".join(f"p[{k}]/v" for k in range(len(names))), 200)
        sums = times(200, DT)
        sent = next(k for k, t in enumerate(sums) if t >= 0.01)
        for k, n in enumerate(names):
            arrival = next(m for m, t in enumerate(sums) if t >= sums[sent] + ends[n]*1e-3)
            v = r.signal("p", "v", k)
            equal(next(m for m, x in enumerate(v) if x > -64.999999), arrival, f"first step that shows a delay of {ends[n]} ms, of {names}")


def rule_delays_of_whole_steps(lab):
    """As the document says them: 4.6 ms are less than 46 times 0.1 ms, by the last bit, and may be reached a step earlier."""
    delays = [k/10 for k in range(1, 60)]
    network = f'<population id="s" size="1" component="ten"/><population id="p" size="{len(delays)}" component="cell"/>' + "".join(
        f'<slowLink from="s[0]" to="p[{k}]" synapse="syn" weight="1" delay="{d}ms"/>' for k, d in enumerate(delays))
    r = run(lab, SYNAPSE + LEAKY + CLOCK, network, " ".join(f"p[{k}]/v" for k in range(len(delays))), 200)
    sums = times(200, DT)
    sent = next(k for k, t in enumerate(sums) if t >= 0.01)
    for k, d in enumerate(delays):
        arrival = next(m for m, t in enumerate(sums) if t >= sums[sent] + d*1e-3)
        equal(next(m for m, x in enumerate(r.signal("p", "v", k)) if x > -64.999999), arrival, f"first step that shows a delay of {d} ms")


def rule_times_are_compared_in_seconds(lab):
    """The sum of a time at which something happened and of a parameter is compared with the sum of steps to the last bit, which a few times in ms
    have lost."""
    types = """
<ComponentType name="again" extends="base"><Parameter name="d" dimension="time"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><StateVariable name="last" dimension="time"/>
    <OnCondition test="t .gt. last + d"><StateAssignment variable="last" value="t"/><StateAssignment variable="n" value="n + 1"/></OnCondition></Dynamics>
</ComponentType>"""
    waits = [k/10 for k in range(1, 90)]
    late = 0
    network = "".join(f'<population id="p{k}" size="1" component="a{k}"/>' for k in range(len(waits)))
    r = run(lab, types + "".join(f'<again id="a{k}" d="{d}ms"/>' for k, d in enumerate(waits)), network,
            " ".join(f"p{k}[0]/n" for k in range(len(waits))), 300)
    for k, d in enumerate(waits):
        last, n, counts = 0.0, 0, [0]
        for m, t in enumerate(times(300, DT)[1:], 1):
            if t > last + d*1e-3:
                late += round((t - last)/DT) > round(d*10)
                last, n = t, n + 1
            counts.append(n)
        all_near(r.signal(f"p{k}", "n"), counts, 0, f"what happened each {d} ms")
    holds(late > 100, f"{late} of them were late")


def rule_times_that_are_counted(lab):
    """What counts the time since something, in a component and in a part of one, by its own derivative or in a regime: the sum of steps in seconds, from 0 on each time,
    against its parameter in seconds; twice as fast, it is compared with twice that. What it is read for besides is the time, too."""
    types = """
<ComponentType name="clock"><Parameter name="d" dimension="time"/><Parameter name="speed" dimension="none"/><Exposure name="n" dimension="none"/><Exposure name="since" dimension="time"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><StateVariable name="since" dimension="time" exposure="since"/>
    <DerivedVariable name="left" dimension="time" value="d - since"/>
    <TimeDerivative variable="since" value="speed"/><OnStart><StateAssignment variable="since" value="d - d"/></OnStart>
    <OnCondition test="since .geq. speed*d"><StateAssignment variable="since" value="0"/><StateAssignment variable="n" value="n + 1"/></OnCondition></Dynamics>
</ComponentType>
<ComponentType name="holder" extends="base"><Child name="c" type="clock"/><Exposure name="n" dimension="none"/><Exposure name="s" dimension="time"/>
  <Dynamics><DerivedVariable name="n" dimension="none" exposure="n" select="c/n"/><DerivedVariable name="s" dimension="time" exposure="s" select="c/since"/></Dynamics></ComponentType>
<ComponentType name="regimes" extends="base"><Parameter name="d" dimension="time"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><StateVariable name="since" dimension="time"/>
    <Regime name="up" initial="true"><TimeDerivative variable="since" value="1"/>
      <OnCondition test="since .geq. d"><StateAssignment variable="since" value="0"/><StateAssignment variable="n" value="n + 1"/></OnCondition></Regime></Dynamics></ComponentType>"""
    waits = [k/10 for k in range(1, 40)]
    made, network, columns = "", "", []
    for k, d in enumerate(waits):
        made += f'<holder id="a{k}"><c type="clock" d="{d}ms" speed="1"/></holder><holder id="b{k}"><c type="clock" d="{d}ms" speed="2"/></holder><regimes id="r{k}" d="{d}ms"/>'
        network += "".join(f'<population id="{p}{k}" size="1" component="{p}{k}"/>' for p in "abr")
        columns += [f"{p}{k}[0]/n" for p in "abr"] + [f"a{k}[0]/s"]
    r = run(lab, types + made, network, " ".join(columns), 300)
    late = 0
    for k, d in enumerate(waits):
        since, counts, shown = 0.0, [0], [0.0]
        for _ in range(300):
            since += DT
            happens = since >= d*1e-3
            late += happens and round(since/DT) != round(d*10)
            since = 0.0 if happens else since
            counts.append(counts[-1] + happens)
            shown.append(1e3*since)
        for p in "ab":
            all_near(r.signal(f"{p}{k}", "n"), counts, 0, f"what happened each {d} ms in {p}")
        all_near(r.signal(f"r{k}", "n")[1:], counts[:-1], 0, f"what happened each {d} ms in a regime, which shows a step later")
        all_near(r.signal(f"a{k}", "s"), shown, 1e-9, f"ms since what happened each {d} ms")
    holds(late > 20, f"{late} of them were late")


# An input that sends itself an event at some time, and more of them than its cell sends.
INPUTS = LEAKY + SYNAPSE + """
<ComponentType name="once"><Parameter name="at" dimension="time"/><EventPort name="out" direction="out"/>
  <Dynamics><StateVariable name="done" dimension="none"/>
    <OnCondition test="t .geq. at .and. done .eq. 0"><StateAssignment variable="done" value="1"/><EventOut port="out"/></OnCondition></Dynamics>
  <Structure><With instance="this" as="a"/><With instance="parent" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="timed" extends="current"><Children name="times" type="once"/><ComponentReference name="synapse" type="decay"/><Path name="to"/>
  <EventPort name="in" direction="in"/><EventPort name="out" direction="out"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><DerivedVariable name="i" dimension="current" exposure="i" select="synapse/i"/>
    <OnEvent port="in"><StateAssignment variable="n" value="n + 1"/><EventOut port="out"/></OnEvent></Dynamics>
  <Structure><ChildInstance component="synapse"/><With instance="this" as="a"/><With instance="to" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="resets" extends="leaky"><Parameter name="level" dimension="voltage"/>
  <Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/><DerivedVariable name="iIn" dimension="current" select="inputs[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="E"/></OnStart><TimeDerivative variable="v" value="(g*(E - v) + iIn)/C"/>
    <OnCondition test="v .gt. level"><StateAssignment variable="v" value="E"/><EventOut port="spike"/></OnCondition></Dynamics></ComponentType>
<ComponentType name="rests" extends="leaky"><Parameter name="level" dimension="voltage"/><Parameter name="rest" dimension="time"/>
  <Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/><StateVariable name="last" dimension="time"/>
    <DerivedVariable name="iIn" dimension="current" select="inputs[*]/i" reduce="add"/><OnStart><StateAssignment variable="v" value="E"/></OnStart>
    <Regime name="free" initial="true"><TimeDerivative variable="v" value="(g*(E - v) + iIn)/C"/>
      <OnCondition test="v .gt. level"><EventOut port="spike"/><Transition regime="resting"/></OnCondition></Regime>
    <Regime name="resting"><OnEntry><StateAssignment variable="last" value="t"/><StateAssignment variable="v" value="E"/></OnEntry>
      <OnCondition test="t .gt. last + rest"><Transition regime="free"/></OnCondition></Regime></Dynamics></ComponentType>
<decay id="strong" tau="5ms" gbase="12nS" erev="0mV"/><timed id="t" synapse="strong" to="./strong"><once id="a" at="1.05ms"/></timed>
<resets id="r" C="0.1nF" g="5nS" E="-65mV" level="-62mV"/><rests id="s" C="0.1nF" g="5nS" E="-65mV" level="-62mV" rest="0.45ms"/>"""
HEARING = '<population id="p" size="2" component="r"/><population id="q" size="2" component="s"/><population id="none" size="1" component="r"/>' \
          '<inject target="p[0]" input="t"/><inject target="p[1]" input="t"/><inject target="p[1]" input="t"/><inject target="q[1]" input="t"/>' \
          '<inject target="none[0]" input="strong"/>'


class Input:
    def __init__(self):
        self.g, self.n, self.done = 0.0, 0, False

    def step(self, v, t):
        i = -self.g*v
        self.g += DT*-self.g/5e-3
        if t >= 1.05e-3 and not self.done:
            self.done = True
            self.hear()
        return i

    def hear(self):
        self.g, self.n = self.g + 12e-9, self.n + 1


def fires_at_once(count, steps):
    """The cell tests its new potential, then its inputs hear the spike; they act in the next step."""
    v, parts, seen = -0.065, [Input() for _ in range(count)], [-65.0]
    for t in times(steps, DT)[1:]:
        v += DT*(5e-9*(-0.065 - v) + sum(p.step(v, t) for p in parts))/1e-10
        if v > -0.062:
            v = -0.065
            for p in parts:
                p.hear()
        seen.append(1e3*v)
    return seen, [p.n for p in parts]


def fires_in_a_regime(steps):
    v, shown, part, last, seen = -0.065, -0.065, Input(), None, [-65.0]
    for t in times(steps, DT)[1:]:
        i = part.step(shown, t)
        dv = DT*(5e-9*(-0.065 - v) + i)/1e-10
        shown = v
        seen.append(1e3*v)
        if last is None:
            v += dv
            if v > -0.062:
                v, last = -0.065, t
                part.hear()
        elif t > last + 0.45e-3:
            last = None
    return seen, part.n


def rule_inputs_hear_their_cells(lab):
    """An input is connected as a synapse is, from its cell to its cell: spikes reach it, however often the cell has it, and whether it
    fires in a regime or not. A synapse as an input is one from the cell to itself."""
    r = run(lab, INPUTS, HEARING, "p[0]/v p[1]/v q[0]/v q[1]/v none[0]/v", 80)
    for cell, count in ((0, 1), (1, 2)):
        expected, heard = fires_at_once(count, 80)
        holds(min(heard) > 3, f"events: {heard}")
        all_near(r.signal("p", "v", cell), expected, 1e-9, f"cell with {count}")
    expected, heard = fires_in_a_regime(80)
    holds(heard > 3, f"{heard} events")
    all_near(r.signal("q", "v", 1), expected, 1e-9, "cell with regimes")
    for population in ("q", "none"):
        all_near(r.signal(population, "v"), [-65]*81, 1e-12, f"a cell of {population} that does not fire")


SHOWS = INPUTS + CLOCK + """
<ComponentType name="shows" extends="timed"><Exposure name="seen" dimension="conductance"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><DerivedVariable name="i" dimension="current" exposure="i" select="synapse/i"/>
    <DerivedVariable name="seen" dimension="conductance" exposure="seen" select="synapse/g"/>
    <OnEvent port="in"><StateAssignment variable="n" value="n + 1"/><EventOut port="out"/></OnEvent></Dynamics></ComponentType>
<shows id="u" synapse="strong" to="./strong"><once id="a" at="1.05ms"/></shows>"""


def rule_events_show_after_the_next_step(lab):
    """What an event changes is there at once for the part, and seen by recorders and owners after the part's next step. Here events of the
    input come after its synapse and before itself, those of the cell and of a population behind it after both."""
    network = '<population id="p" size="1" component="r"/><population id="ten" size="1" component="ten"/>' \
              '<inject target="p[0]" input="u"/><link from="ten[0]" to="p[0]" synapse="syn"/>'
    r = run(lab, SHOWS, network, "p[0]/v p[0]/u/strong/g p[0]/u/seen p[0]/u/n p[0]/syn/g", 150)
    part, g, v, rows = Input(), 0.0, -0.065, [(-65.0, 0.0, 0, 0.0)]
    for t in times(150, DT)[1:]:
        shown = part.g*(1 - DT/5e-3)
        i = part.step(v, t) - g*v
        g *= 1 - DT/5e-3
        v += DT*(5e-9*(-0.065 - v) + i)/1e-10
        rows.append((1e3*v, 1e6*shown, part.n, 1e6*g))
        if v > -0.062:
            v = -0.065
            rows[-1] = (-65.0, *rows[-1][1:])
            part.hear()
        if 10e-3 <= t < 10e-3 + DT:
            g += 1e-9
    for name, k in (("v", 0), ("shows.strong.g", 1), ("shows.seen", 1), ("shows.n", 2), ("decay.g", 3)):
        all_near(r.signal("p", name), [row[k] for row in rows], 1e-9, name)


def rule_what_is_no_exposure_shows_at_once(lab):
    types = LEAKY + CLOCK + """
<ComponentType name="count" extends="current"><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><StateVariable name="hidden" dimension="none"/><StateVariable name="i" dimension="current" exposure="i"/>
    <OnEvent port="in"><StateAssignment variable="n" value="n + 1"/><StateAssignment variable="hidden" value="hidden + 1"/></OnEvent></Dynamics></ComponentType>
<count id="c"/>"""
    network = '<population id="p" size="1" component="cell"/><population id="s" size="1" component="ten"/><link from="s[0]" to="p[0]" synapse="c"/>'
    r = run(lab, types, network, "p[0]/c/n p[0]/c/hidden", 150)
    sent = next(k for k, t in enumerate(times(150, DT)) if t >= 0.01)
    for name, first in (("n", sent + 1), ("hidden", sent)):
        equal(r.signal("p", f"count.{name}").index(1.0), first, f"first row of {name}")


if __name__ == "__main__":
    sys.exit(main(globals()))
