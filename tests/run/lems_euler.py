"""--integrator=lems-euler: the order in which jLEMS evaluates components, as docs/numerics.md says it. What is expected is stepped here
by hand, in SI units. With NEUROML2_TRACES, a folder with models and traces of jLEMS, those are compared, too."""
import itertools
import math
import pathlib
import re
import struct
import subprocess
import sys

from harness import all_near, equal, given_folder, holds, main
from lems import CLOCK, SYNAPSE, document
from lems import network as around

numbers = itertools.count()


def times(n, step):
    """Times are sums of steps."""
    sums = [0.0]
    for _ in range(n):
        sums.append(sums[-1] + step)
    return sums


def run(lab, types, network, columns, steps, step="0.1ms", kind="network"):
    lab.flags = ["--integrator=lems-euler"]
    length = f"{steps*float(step[:-2])!r}ms"
    text = document(types, around(network, kind), columns, length=length, step=step)
    return lab.run(f"euler{next(numbers)}.xml", text=text, dt=float(step[:-2]))


def one(component):
    return f'<population id="p" size="1" component="{component}"/>'


DT = 1e-4  # s


def rule_a_component(lab):
    """Variables from old states, all rates, the step, then conditions in order at each step: new states, old variables."""
    types = """
<ComponentType name="pair" extends="base">
  <Parameter name="tau" dimension="time"/><Exposure name="x" dimension="none"/><Exposure name="y" dimension="none"/><Exposure name="d" dimension="none"/>
  <Dynamics>
    <StateVariable name="x" dimension="none" exposure="x"/><StateVariable name="y" dimension="none" exposure="y"/>
    <DerivedVariable name="d" dimension="none" exposure="d" value="x*x + t/tau"/>
    <OnStart><StateAssignment variable="x" value="0.2"/><StateAssignment variable="y" value="2*x"/></OnStart>
    <TimeDerivative variable="x" value="(y - x)/tau"/><TimeDerivative variable="y" value="(d - y)/tau"/>
    <OnCondition test="x .gt. 0.5"><StateAssignment variable="x" value="x - 0.4"/><StateAssignment variable="y" value="y + x"/></OnCondition>
    <OnCondition test="y .gt. 1"><StateAssignment variable="y" value="y/(1 + d)"/></OnCondition>
  </Dynamics>
</ComponentType><pair id="c" tau="2ms"/>"""
    r = run(lab, types, one("c"), "p[0]/x p[0]/y p[0]/d", 300)
    x, y, tau = 0.2, 0.4, 2e-3
    seen = [(x, y, x*x)]
    fired = 0
    for t in times(300, DT)[1:]:
        d = x*x + t/tau
        x, y = x + DT*(y - x)/tau, y + DT*(d - y)/tau
        if x > 0.5:
            fired += 1
            x -= 0.4
            y += x
        if y > 1:
            y /= 1 + d
        seen.append((x, y, d))
    holds(fired > 3, f"the first condition held {fired} times")
    for k, name in enumerate("xyd"):
        all_near(r.signal("p", name), [s[k] for s in seen], 1e-9, name)


NESTED = """
<ComponentType name="inner"><Requirement name="v" dimension="none"/><Parameter name="tau" dimension="time"/><Exposure name="a" dimension="none"/>
  <Dynamics><StateVariable name="a" dimension="none" exposure="a"/><TimeDerivative variable="a" value="(v - a)/tau"/></Dynamics>
</ComponentType>
<ComponentType name="middle">%s<Child name="inside" type="inner"/><Exposure name="b" dimension="none"/>
  <Dynamics><DerivedVariable name="in" dimension="none" select="inside/a"/><DerivedVariable name="b" dimension="none" exposure="b" value="%s"/></Dynamics>
</ComponentType>
<ComponentType name="outer" extends="base">
  <Parameter name="tau" dimension="time"/><Child name="child" type="middle"/><Exposure name="v" dimension="none"/><Exposure name="u" dimension="none"/>
  <Dynamics>
    <StateVariable name="v" dimension="none" exposure="v"/><DerivedVariable name="b" dimension="none" select="child/b"/>
    <DerivedVariable name="u" dimension="none" exposure="u" value="2*v + b"/>
    <OnStart><StateAssignment variable="v" value="1"/></OnStart>
    <TimeDerivative variable="v" value="(3*b - 2*v + 1)/tau"/>
  </Dynamics>
</ComponentType>
<outer id="c" tau="1ms"><child><inside tau="2ms"/></child></outer>"""


def nested(steps, requires):
    """What a part requires is what its owner had in the step before; what passes through a part that requires it too is one step older."""
    a, v, fetched, published = 0.0, 1.0, 1.0, 1.0
    seen = [(a, v, 2.0 + (1.0 if requires else 0.0))]
    for _ in range(steps):
        a += DT*((fetched if requires else published) - a)/2e-3
        fetched = published
        b = a + fetched if requires else a
        u = 2*v + b
        v += DT*(3*b - 2*v + 1)/1e-3
        published = v
        seen.append((a, v, u))
    return seen


def rule_children_come_first(lab):
    for requires in (False, True):
        types = NESTED % ('<Requirement name="v" dimension="none"/>', "in + v") if requires else NESTED % ("", "in")
        r = run(lab, types, one("c"), "p[0]/v p[0]/u p[0]/child/inside/a", 60)
        expected = nested(60, requires)
        all_near(r.signal("p", "child.inside.a"), [s[0] for s in expected], 1e-9, "a")
        all_near(r.signal("p", "v"), [s[1] for s in expected], 1e-9, "v")
        all_near(r.signal("p", "u"), [s[2] for s in expected], 1e-9, "u")


def rule_variables_of_the_owner(lab):
    """A part that requires a derived variable sees the one that its owner computed in the step before."""
    types = """
<ComponentType name="part"><Requirement name="u" dimension="none"/><Parameter name="tau" dimension="time"/><Exposure name="a" dimension="none"/>
  <Dynamics><StateVariable name="a" dimension="none" exposure="a"/><TimeDerivative variable="a" value="(u - a)/tau"/></Dynamics></ComponentType>
<ComponentType name="whole" extends="base"><Parameter name="tau" dimension="time"/><Child name="part" type="part"/><Exposure name="v" dimension="none"/>
  <Dynamics><StateVariable name="v" dimension="none" exposure="v"/><DerivedVariable name="u" dimension="none" value="1 + v*v"/>
    <TimeDerivative variable="v" value="(1 - v)/tau"/></Dynamics></ComponentType>
<whole id="c" tau="1ms"><part tau="2ms"/></whole>"""
    r = run(lab, types, one("c"), "p[0]/part/a", 60)
    a, v, u, seen = 0.0, 0.0, 1.0, [0.0]
    for _ in range(60):
        a += DT*(u - a)/2e-3
        u = 1 + v*v
        v += DT*(1 - v)/1e-3
        seen.append(a)
    all_near(r.signal("p", "part.a"), seen, 1e-9, "a")


def rule_the_order_of_variables(lab):
    """Conditional variables come after the others, which see them as they were, and variables of the document in its order."""
    types = """
<ComponentType name="chain" extends="base"><Parameter name="tau" dimension="time"/><Exposure name="x" dimension="none"/><Exposure name="a" dimension="none"/>
  <Dynamics><StateVariable name="x" dimension="none" exposure="x"/>
    <DerivedVariable name="a" dimension="none" exposure="a" value="b + c"/>
    <ConditionalDerivedVariable name="c" dimension="none"><Case condition="x .gt. 1" value="2 - x"/><Case value="x*x"/></ConditionalDerivedVariable>
    <DerivedVariable name="b" dimension="none" value="3*x + 1"/>
    <TimeDerivative variable="x" value="(a - x + c)/tau"/></Dynamics></ComponentType><chain id="c" tau="2ms"/>"""
    r = run(lab, types, one("c"), "p[0]/x p[0]/a", 60)
    x, b, c, seen = 0.0, 1.0, 0.0, [(0.0, 1.0)]
    for _ in range(60):
        a, b = b + c, 3*x + 1
        c = 2 - x if x > 1 else x*x
        x += DT*(a - x + c)/2e-3
        seen.append((x, a))
    holds(x > 1, "the case changes")
    for k, name in enumerate("xa"):
        all_near(r.signal("p", name), [s[k] for s in seen], 1e-9, name)


def rule_regimes(lab):
    """States are published, then the active regime moves them one by one and tests its conditions, all of them after a transition, too."""
    types = """
<ComponentType name="two" extends="base">
  <Parameter name="tau" dimension="time"/><Exposure name="v" dimension="none"/><Exposure name="w" dimension="none"/>
  <Dynamics>
    <StateVariable name="v" dimension="none" exposure="v"/><StateVariable name="w" dimension="none" exposure="w"/>
    <StateVariable name="last" dimension="time"/>
    <Regime name="down"><TimeDerivative variable="w" value="(v - w)/tau"/><TimeDerivative variable="v" value="-w/tau"/>
      <OnEntry><StateAssignment variable="last" value="t"/><StateAssignment variable="v" value="v + 0.5"/></OnEntry>
      <OnCondition test="t .gt. last + 0.95*tau"><Transition regime="up"/></OnCondition>
      <OnCondition test="t .gt. last + 0.95*tau"><StateAssignment variable="w" value="w/2"/></OnCondition></Regime>
    <Regime name="up" initial="true"><TimeDerivative variable="v" value="(2 - v)/tau"/><TimeDerivative variable="w" value="(v - w)/tau"/>
      <OnCondition test="v .gt. 1"><Transition regime="down"/></OnCondition></Regime>
  </Dynamics>
</ComponentType><two id="c" tau="1ms"/>"""
    r = run(lab, types, one("c"), "p[0]/v p[0]/w", 80)
    v = w = last = 0.0
    up, tau, seen = True, 1e-3, [(0.0, 0.0)]
    for t in times(80, DT)[1:]:
        seen.append((v, w))
        if up:
            v += DT*(2 - v)/tau
            w += DT*(v - w)/tau
            if v > 1:
                up, last, v = False, t, v + 0.5
        else:
            w += DT*(v - w)/tau
            v += DT*-w/tau
            if t > last + 0.95*tau:
                up, w = True, w/2
    for k, name in enumerate("vw"):
        all_near(r.signal("p", name), [s[k] for s in seen], 1e-9, name)


def rule_time_is_a_sum(lab):
    """A time at which a test holds first is that of the sum of steps, which may be one step later than the grid says."""
    at = [3, 8, 17, 34, 100]
    sums = times(200, DT)
    population = "".join(f'<clock id="c{k}" at="{k/10}ms"/>' for k in at)
    network = "".join(f'<population id="p{k}" size="1" component="c{k}"/>' for k in at)
    r = run(lab, CLOCK + population, network, " ".join(f"p{k}[0]/done" for k in at), 200)
    late = 0
    for k in at:
        first = next(n for n, t in enumerate(sums) if t >= k/10*1e-3)
        late += first > k
        equal(r.signal(f"p{k}", "done").index(1.0), first, f"first step at {k/10} ms")
    holds(late > 0, "one of them is late")


LEAKY = """
<ComponentType name="leaky" extends="base">
  <Parameter name="C" dimension="capacitance"/><Parameter name="g" dimension="conductance"/><Parameter name="E" dimension="voltage"/>
  <Exposure name="v" dimension="voltage"/><Attachments name="inputs" type="current"/>
  <Dynamics>
    <StateVariable name="v" dimension="voltage" exposure="v"/><DerivedVariable name="iIn" dimension="current" select="inputs[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="E"/></OnStart><TimeDerivative variable="v" value="(g*(E - v) + iIn)/C"/>
  </Dynamics>
</ComponentType><leaky id="cell" C="0.1nF" g="5nS" E="-65mV"/>"""


class Cell:
    """A leaky cell with one synapse, as jLEMS steps them."""

    def __init__(self):
        self.v, self.g = -0.065, 0.0

    def step(self):
        i = self.g*(0 - self.v)
        self.g += DT*-self.g/5e-3
        self.v += DT*(5e-9*(-0.065 - self.v) + i)/1e-10


def rule_events_act_in_turn(lab):
    """Without delay, a population behind the sender sees an event in the same step, one before it in the next; with a delay events
    come before all steps of their time, when the sum of steps has reached it."""
    types = SYNAPSE + LEAKY + CLOCK
    network = "".join(f'<population id="{n}" size="1" component="{c}"/>' for n, c in
                      (("first", "cell"), ("source", "ten"), ("second", "cell"), ("slow", "cell")))
    network += '<link from="source[0]" to="first[0]" synapse="syn"/><link from="source[0]" to="second[0]" synapse="syn"/>'
    network += '<slowLink from="source[0]" to="slow[0]" synapse="syn" weight="2" delay="2.1ms"/>'
    r = run(lab, types, network, "first[0]/v second[0]/v slow[0]/v", 200)
    cells, seen, due, done = {n: Cell() for n in ("first", "second", "slow")}, [], None, False
    sums = times(200, DT)
    seen.append({n: c.v for n, c in cells.items()})
    for t in sums[1:]:
        if due is not None and t >= due:
            cells["slow"].g += 2e-9
            due = None
        cells["first"].step()
        if t >= 0.01 and not done:
            done, due = True, t + 2.1e-3
            cells["first"].g += 1e-9
            cells["second"].g += 1e-9
        cells["second"].step()
        cells["slow"].step()
        seen.append({n: c.v for n, c in cells.items()})
    for name in cells:
        all_near(r.signal(name, "v"), [1e3*s[name] for s in seen], 1e-9, name)


SENDING = """
<ComponentType name="sending" extends="leaky">
  <Parameter name="level" dimension="voltage"/><Parameter name="drive" dimension="current"/>
  <Dynamics>
    <StateVariable name="v" dimension="voltage" exposure="v"/><DerivedVariable name="iIn" dimension="current" select="inputs[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="E"/></OnStart><TimeDerivative variable="v" value="(g*(E - v) + iIn + drive)/C"/>
    <OnCondition test="v .gt. level"><StateAssignment variable="v" value="E"/><EventOut port="spike"/></OnCondition>
  </Dynamics>
</ComponentType><sending id="driven" C="0.1nF" g="5nS" E="-65mV" level="-60mV" drive="40pA"/>"""


def rule_cells_take_turns(lab):
    """Within a population, too: cells behind the sender see its event in the same step, and junctions a cell before as it is now."""
    junction = """
<ComponentType name="junction" extends="current"><Parameter name="g" dimension="conductance"/><Requirement name="v" dimension="voltage"/>
  <InstanceRequirement name="peer" type="junction"/>
  <Dynamics><DerivedVariable name="vpeer" dimension="voltage" select="peer/v"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="g*(vpeer - v)"/></Dynamics></ComponentType><junction id="j" g="2nS"/>"""
    network = '<population id="p" size="4" component="driven"/>'
    links = ((0, 2), (2, 0), (3, 1), (1, 2))
    network += "".join(f'<link from="p[{a}]" to="p[{b}]" synapse="syn"/>' for a, b in links) + '<gap a="p[0]" b="p[3]" junction="j"/>'
    r = run(lab, SYNAPSE + LEAKY + SENDING + junction, network, " ".join(f"p[{i}]/v" for i in range(4)), 400)
    v, g, last = [-0.065]*4, {link: 0.0 for link in links}, {0: -0.065, 3: -0.065}
    seen, sent = [list(v)], 0
    for _ in range(400):
        for cell in range(4):
            i = 0.0
            for link in links:
                if link[1] == cell:
                    i += g[link]*(0 - v[cell])
                    g[link] += DT*-g[link]/5e-3
            if cell in last:
                i += 2e-9*(last[3 - cell] - v[cell])
                last[cell] = v[cell]
            v[cell] += DT*(5e-9*(-0.065 - v[cell]) + i + 40e-12)/1e-10
            if v[cell] > -0.06:
                v[cell], sent = -0.065, sent + 1
                for link in links:
                    g[link] += 1e-9 if link[0] == cell else 0
        seen.append(list(v))
    holds(sent > 8, f"{sent} events")
    for cell in range(4):
        all_near(r.signal("p", "v", cell), [1e3*s[cell] for s in seen], 1e-9, f"cell {cell}")


def rule_regimes_of_synapses(lab):
    """The handler of the regime that is active; its time is that of the last step of the synapse."""
    synapse = """
<ComponentType name="window" extends="current"><Parameter name="g" dimension="conductance"/><Parameter name="d" dimension="time"/>
  <Requirement name="v" dimension="voltage"/><EventPort name="in" direction="in"/>
  <Dynamics><StateVariable name="on" dimension="none"/><StateVariable name="last" dimension="time"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="-on*g*v"/>
    <Regime name="shut" initial="true"><OnEntry><StateAssignment variable="on" value="0"/></OnEntry>
      <OnEvent port="in"><StateAssignment variable="last" value="t"/><Transition regime="open"/></OnEvent></Regime>
    <Regime name="open"><OnEntry><StateAssignment variable="on" value="1"/></OnEntry>
      <OnCondition test="t .gt. last + d"><Transition regime="shut"/></OnCondition></Regime></Dynamics></ComponentType>
<window id="w" g="1nS" d="0.75ms"/>"""
    network = "".join(f'<population id="{n}" size="1" component="{c}"/>' for n, c in
                      (("first", "cell"), ("source", "ten"), ("second", "cell")))
    network += '<link from="source[0]" to="first[0]" synapse="w"/><link from="source[0]" to="second[0]" synapse="w"/>'
    r = run(lab, LEAKY + CLOCK + synapse, network, "first[0]/v second[0]/v", 150)
    v, on, last = {"first": -0.065, "second": -0.065}, {"first": 0, "second": 0}, {"first": 0.0, "second": 0.0}
    seen, before, done = [dict(v)], 0.0, False

    def step(name, t):
        i = -on[name]*1e-9*v[name]
        if on[name] and t > last[name] + 0.75e-3:
            on[name] = 0
        v[name] += DT*(5e-9*(-0.065 - v[name]) + i)/1e-10

    for t in times(150, DT)[1:]:
        step("first", t)
        if t >= 0.01 and not done:
            done = True
            on = {"first": 1, "second": 1}
            last = {"first": t, "second": before}
        step("second", t)
        before = t
        seen.append(dict(v))
    for name in v:
        all_near(r.signal(name, "v"), [1e3*s[name] for s in seen], 1e-9, name)


def rule_regimes_of_recorded_synapses(lab):
    """An event each third step; the synapse is open for more than six steps, so the one after eight is the next that it takes."""
    types = """
<ComponentType name="beat" extends="base"><Dynamics><StateVariable name="n" dimension="none"/>
  <OnCondition test="n .lt. 2.5"><StateAssignment variable="n" value="n + 1"/></OnCondition>
  <OnCondition test="n .gt. 2.5"><StateAssignment variable="n" value="0"/><EventOut port="spike"/></OnCondition></Dynamics></ComponentType>
<ComponentType name="window" extends="current"><Parameter name="d" dimension="time"/>
  <EventPort name="in" direction="in"/><Exposure name="taken" dimension="none"/>
  <Dynamics><StateVariable name="taken" dimension="none" exposure="taken"/><StateVariable name="last" dimension="time"/>
    <StateVariable name="i" dimension="current" exposure="i"/>
    <Regime name="shut" initial="true"><OnEvent port="in"><StateAssignment variable="last" value="t"/><Transition regime="open"/></OnEvent></Regime>
    <Regime name="open"><OnEntry><StateAssignment variable="taken" value="taken + 1"/></OnEntry>
      <OnCondition test="t .gt. last + d"><Transition regime="shut"/></OnCondition></Regime></Dynamics></ComponentType>
<beat id="beat"/><window id="w" d="0.65ms"/>"""
    network = ('<population id="s" size="1" component="beat"/><population id="p" size="1" component="cell"/>'
               '<link from="s[0]" to="p[0]" synapse="w"/>')
    r = run(lab, LEAKY + types, network, "p[0]/w/taken", 150)
    all_near(r.signal("p", "window.taken"), [(k + 6)//9 for k in range(151)], 0, "events taken")


def rule_parts_hear_what_others_hear(lab):
    """A cell's event reaches its own part, the synapse of another cell, and the recorder."""
    types = CLOCK + """
<ComponentType name="ear"><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><OnEvent port="in"><StateAssignment variable="n" value="n + 1"/></OnEvent></Dynamics>
  <Structure><With instance="parent" as="a"/><With instance="this" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="loud" extends="clock"><Child name="ear" type="ear"/></ComponentType>
<ComponentType name="count" extends="current"><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><StateVariable name="i" dimension="current" exposure="i"/>
    <OnEvent port="in"><StateAssignment variable="n" value="n + 1"/></OnEvent></Dynamics></ComponentType>
<loud id="l" at="0.95ms"><ear/></loud><count id="c"/>"""
    network = ('<population id="s" size="1" component="l"/><population id="p" size="1" component="cell"/>'
               '<link from="s[0]" to="p[0]" synapse="c"/>')
    lab.flags = ["--integrator=lems-euler"]
    r = lab.run(f"euler{next(numbers)}.xml", text=document(LEAKY + types, around(network), "s[0]/ear/n p[0]/c/n", length="2ms", events="s[0]"), dt=0.1)
    equal(r.steps("s"), [10], "the event in steps")
    for population, name in (("s", "ear.n"), ("p", "count.n")):
        equal(r.signal(population, name)[-1], 1.0, f"events that {name} counted")


def rule_the_other_end(lab):
    """What is read across a tunnel is what the other end had in its last step: of this step where its cell came before."""
    types = LEAKY + """
<ComponentType name="junction" extends="current"><Parameter name="g" dimension="conductance"/><Requirement name="v" dimension="voltage"/>
  <InstanceRequirement name="peer" type="junction"/>
  <Dynamics><DerivedVariable name="vpeer" dimension="voltage" select="peer/v"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="g*(vpeer - v)"/></Dynamics></ComponentType>
<junction id="j" g="20nS"/><leaky id="other" C="0.1nF" g="5nS" E="-50mV"/>"""
    network = ('<population id="a" size="1" component="cell"/><population id="b" size="1" component="other"/>'
               '<gap a="a[0]" b="b[0]" junction="j"/>')
    r = run(lab, types, network, "a[0]/v b[0]/v", 60)
    v = {"a": -0.065, "b": -0.05}
    rest, last, seen = dict(v), dict(v), [dict(v)]
    for _ in range(60):
        for name, peer in (("a", "b"), ("b", "a")):
            i = 20e-9*(last[peer] - v[name])
            last[name] = v[name]
            v[name] += DT*(5e-9*(rest[name] - v[name]) + i)/1e-10
        seen.append(dict(v))
    for name in "ab":
        all_near(r.signal(name, "v"), [1e3*s[name] for s in seen], 1e-9, name)


def rule_kinetic_schemes(lab):
    """Occupancies move by a matrix exponential, from all in the first; what reads them sees those before the move."""
    types = """
<ComponentType name="node"><Exposure name="x" dimension="none"/><Dynamics><StateVariable name="x" dimension="none" exposure="x"/></Dynamics></ComponentType>
<ComponentType name="closed" extends="node"/><ComponentType name="opened" extends="node"/>
<ComponentType name="edge"><Link name="from" type="node"/><Link name="to" type="node"/><Parameter name="f" dimension="per_time"/>
  <Parameter name="r" dimension="per_time"/><Exposure name="rf" dimension="per_time"/><Exposure name="rr" dimension="per_time"/>
  <Dynamics><DerivedVariable name="rf" dimension="per_time" exposure="rf" value="f"/><DerivedVariable name="rr" dimension="per_time" exposure="rr" value="r"/></Dynamics></ComponentType>
<ComponentType name="gate" extends="base"><Children name="states" type="node"/><Children name="openStates" type="opened"/>
  <Children name="edges" type="edge"/><Exposure name="q" dimension="none"/>
  <Dynamics><DerivedVariable name="q" dimension="none" exposure="q" select="openStates[*]/x" reduce="add"/>
    <KineticScheme name="ks" nodes="states" stateVariable="x" edges="edges" edgeSource="from" edgeTarget="to" forwardRate="rf" reverseRate="rr"/></Dynamics></ComponentType>
<gate id="c"><closed id="c1"/><opened id="o1"/><edge id="e" from="c1" to="o1" f="2per_ms" r="0.5per_ms"/></gate>"""
    r = run(lab, types, one("c"), "p[0]/q", 40)
    opened, seen = 0.0, [0.0]
    for _ in range(40):
        seen.append(opened)
        opened = 0.8 + (opened - 0.8)*math.exp(-2500*DT)
    all_near(r.signal("p", "q"), seen, 1e-9, "q")
    many = "".join(f'<closed id="c{k}"/>' for k in range(1, 34)) + "".join(f'<edge id="e{k}" from="c{k}" to="c{k + 1}" f="2per_ms" r="0.5per_ms"/>' for k in range(1, 33))
    types = types.replace('<closed id="c1"/>', many)
    (lab.folder / "large.xml").write_text(document(types, around(one("c"), "network"), "p[0]/q"), encoding="utf-8")
    done = subprocess.run([lab.nnc, str(lab.folder / "large.xml"), "--integrator=lems-euler", "-o", str(lab.folder / "large")], capture_output=True, text=True, timeout=60)
    holds(done.returncode == 1 and "NNC0812" in done.stderr and "at most 32" in done.stderr, done.stderr[:600])


def rule_kinetic_schemes_of_synapses(lab):
    """They are stepped with the cell, recorded or not; more than 32 at a cell are refused."""
    types = """
<ComponentType name="node"><Exposure name="x" dimension="none"/><Dynamics><StateVariable name="x" dimension="none" exposure="x"/></Dynamics></ComponentType>
<ComponentType name="edge"><Link name="from" type="node"/><Link name="to" type="node"/><Parameter name="f" dimension="per_time"/><Requirement name="on" dimension="none"/>
  <Exposure name="rf" dimension="per_time"/><Exposure name="rr" dimension="per_time"/>
  <Dynamics><DerivedVariable name="rf" dimension="per_time" exposure="rf" value="f*on"/><DerivedVariable name="rr" dimension="per_time" exposure="rr" value="f/4"/></Dynamics></ComponentType>
<ComponentType name="receptor" extends="current"><Children name="states" type="node"/><Children name="edges" type="edge"/><Child name="open" type="node"/>
  <Parameter name="top" dimension="current"/><EventPort name="in" direction="in"/>
  <Dynamics><StateVariable name="on" dimension="none"/><DerivedVariable name="share" dimension="none" select="open/x"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="share*top"/>
    <KineticScheme name="ks" nodes="states" stateVariable="x" edges="edges" edgeSource="from" edgeTarget="to" forwardRate="rf" reverseRate="rr"/>
    <OnEvent port="in"><StateAssignment variable="on" value="1"/></OnEvent></Dynamics></ComponentType>
<receptor id="w" top="0.05nA"><node id="shut"/><node id="open"/><edge id="e" from="shut" to="open" f="1per_ms"/></receptor>"""
    link = '<link from="s[0]" to="p[0]" synapse="w"/>'
    network = '<population id="s" size="1" component="ten"/><population id="p" size="1" component="cell"/>'
    seen = [run(lab, LEAKY + CLOCK + types, network + link, columns, 300).signal("p", "v") for columns in ("p[0]/v", "p[0]/v p[0]/w/share")]
    equal(seen[0], seen[1], "v with the share recorded, and without")
    holds(abs(seen[0][-1] + 65 - 8*(1 - math.exp(-1))) < 0.2, f"mV of 0.8 times 50 pA over 5 nS, after 20 ms: {seen[0][-1] + 65}")
    (lab.folder / "many.xml").write_text(document(LEAKY + CLOCK + types, around(network + link*33), "p[0]/v"), encoding="utf-8")
    done = subprocess.run([lab.nnc, str(lab.folder / "many.xml"), "--integrator=lems-euler", "-o", str(lab.folder / "many")], capture_output=True, text=True, timeout=60)
    holds(done.returncode == 1 and "NNC0909" in done.stderr and "up to 32" in done.stderr, done.stderr[:600])


def rule_other_models_are_refused(lab):
    source = lab.folder / "cell.nn"
    source.write_text("Population(1, IF_curr_exp(), label=\"p\")\nrun(1)\n", encoding="utf-8")
    done = subprocess.run([lab.nnc, "check", str(source), "--integrator=lems-euler"], capture_output=True, text=True, timeout=60)
    equal(done.returncode, 2, "exit code")
    holds("NNC0709" in done.stderr and "documents of LEMS" in done.stderr, done.stderr)


# ---- models and traces of jLEMS ----
QUICK = ("Ex0_", "Ex1_", "Ex3_", "Ex4_", "Ex5_", "Ex6_", "Ex9_", "Ex10_", "Ex19_", "Ex20a_", "TestNet")


def trace_rows(path):
    rows = [line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return rows[0][2:], rows[1:]


def recorded(results, quantity):
    """The columns of the file of a path: its population, cell, and the names behind."""
    population, cell, path = re.match(r"([^/\[]+)[\[/](\d+)\]?/(.*)", quantity).groups()
    steps = [re.sub(r".*:(\w+):\d+$", r"\1", s) for s in path.split("/")]
    for n in range(len(steps), 0, -1):
        found = [p for p in results.folder.glob(f"{population}.*.csv") if p.name.endswith("." + ".".join(steps[-n:]) + ".csv")]
        if found:
            rows = [line.split(",") for line in found[0].read_text(encoding="utf-8").splitlines()]
            at = next((k for k, word in enumerate(rows[0]) if k and re.search(rf"\b{cell}\b", word)), 1)
            return [float(row[at]) for row in rows[1:]]
    raise LookupError(quantity)


def compare(name, seen, wanted):
    """Two units of the last place of single precision, a millionth of the range, or 1e-5; in the unit that the results are in."""
    scale = 10.0**round(math.log10(sum(map(abs, seen))/sum(map(abs, wanted)))) if any(seen) and any(wanted) else 1
    reach = max(wanted) - min(wanted)
    for k, (a, b) in enumerate(zip(seen, wanted)):
        allowed = max(1e-6*reach, 1e-5*abs(b), 2*math.ulp(struct.unpack("f", struct.pack("f", b))[0])*2**29)
        holds(abs(a/scale - b) <= allowed, f"{name}: value {k} is {a/scale!r} instead of {b!r}")


def rule_published_models(lab):
    folder, compared = given_folder("NEUROML2_TRACES"), 0
    models = {}
    for line in (folder / "reference" / "INDEX.tsv").read_text(encoding="utf-8").splitlines():
        _, model, file, kind, _ = (line + "\t").split("\t")[:5]
        if kind == "trace" and any(word in model for word in QUICK):
            models.setdefault(model, []).append(file)
    for model, files in models.items():
        source = folder / model
        target = lab.folder / f"trace{compared}"
        done = subprocess.run([lab.nnc, str(source), "-I", str(source.parent), "-I", str(source.parent.parent), "--integrator=lems-euler",
                               "-o", str(target)], capture_output=True, text=True, timeout=120)
        holds(done.returncode == 0, f"{model}: {done.stderr[:600]}")
        lab.programs[model] = target
        results = type("Folder", (), {"folder": lab.folder / f"traces{compared}"})
        subprocess.run([str(target), "-o", str(results.folder), "--format", "csv", "--progress", "none"], capture_output=True, timeout=300, check=True)
        for file in files:
            head, rows = trace_rows(folder / "reference" / f"{model[:-4]}__{pathlib.Path(file).name}")
            for k, quantity in enumerate(head):
                values = recorded(results, quantity)
                compare(f"{model} {quantity}", [values[int(row[0])] for row in rows], [float(row[2 + k]) for row in rows])
                compared += 1
    holds(compared > 20, f"{compared} traces were compared")
    print(f"      ({compared} traces)")


if __name__ == "__main__":
    sys.exit(main(globals()))
