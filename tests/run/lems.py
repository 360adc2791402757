"""LEMS documents: their component types, networks and simulations become the same programs as `.nn` text."""
import itertools
import math
import subprocess
import sys

from harness import all_near, equal, holds, main, near

numbers = itertools.count()

UNITS = """
<Dimension name="time" t="1"/>
<Dimension name="per_time" t="-1"/>
<Dimension name="voltage" m="1" l="2" t="-3" i="-1"/>
<Dimension name="current" i="1"/>
<Dimension name="conductance" m="-1" l="-2" t="3" i="2"/>
<Dimension name="capacitance" m="-1" l="-2" t="4" i="2"/>
<Dimension name="temperature" k="1"/>
<Unit symbol="s" dimension="time" power="0"/>
<Unit symbol="ms" dimension="time" power="-3"/>
<Unit symbol="min" dimension="time" power="0" scale="60"/>
<Unit symbol="per_ms" dimension="per_time" power="3"/>
<Unit symbol="mV" dimension="voltage" power="-3"/>
<Unit symbol="nA" dimension="current" power="-9"/>
<Unit symbol="pA" dimension="current" power="-12"/>
<Unit symbol="nS" dimension="conductance" power="-9"/>
<Unit symbol="uS" dimension="conductance" power="-6"/>
<Unit symbol="nF" dimension="capacitance" power="-9"/>
<Unit symbol="K" dimension="temperature" power="0"/>
<Unit symbol="degC" dimension="temperature" power="0" offset="273.15"/>
"""

NETWORKS = """
<ComponentType name="current"><Exposure name="i" dimension="current"/></ComponentType>
<ComponentType name="base"><EventPort name="spike" direction="out"/></ComponentType>
<ComponentType name="network">
  <Children name="populations" type="population"/><Children name="places" type="placed"/>
  <Children name="links" type="link"/><Children name="inputs" type="inject"/><Children name="gaps" type="gap"/>
</ComponentType>
<ComponentType name="warmNetwork" extends="network"><Parameter name="temperature" dimension="temperature"/></ComponentType>
<ComponentType name="population">
  <Parameter name="size" dimension="none"/><ComponentReference name="component" type="base"/>
  <Structure><MultiInstantiate number="size" component="component"/></Structure>
</ComponentType>
<ComponentType name="placed">
  <Children name="instances" type="instance"/><ComponentReference name="component" type="base"/>
</ComponentType>
<ComponentType name="instance"><Structure><ChildInstance component="../component"/></Structure></ComponentType>
<ComponentType name="link">
  <Path name="from"/><Path name="to"/><ComponentReference name="synapse" type="current"/>
  <Structure>
    <With instance="from" as="a"/><With instance="to" as="b"/>
    <EventConnection from="a" to="b" receiver="synapse"/>
  </Structure>
</ComponentType>
<ComponentType name="slowLink" extends="link">
  <Parameter name="weight" dimension="none"/><Parameter name="delay" dimension="time"/>
  <Structure>
    <With instance="from" as="a"/><With instance="to" as="b"/>
    <EventConnection from="a" to="b" receiver="synapse" delay="delay"><Assign property="weight" value="weight"/></EventConnection>
  </Structure>
</ComponentType>
<ComponentType name="inject">
  <Path name="target"/><ComponentReference name="input" type="current"/>
  <Structure>
    <With instance="target" as="a"/><With instance="target" as="b"/>
    <EventConnection from="a" to="b" receiver="input"/>
  </Structure>
</ComponentType>
<ComponentType name="gap">
  <Path name="a"/><Path name="b"/><ComponentReference name="junction" type="current"/>
  <Structure>
    <With instance="a" as="x"/><With instance="b" as="y"/>
    <Tunnel name="peer" endA="x" endB="y" componentA="junction" componentB="junction"/>
  </Structure>
</ComponentType>
<ComponentType name="Simulation">
  <Parameter name="length" dimension="time"/><Parameter name="step" dimension="time"/>
  <ComponentReference name="target" type="Component"/><Children name="columns" type="Column"/><Children name="events" type="Events"/>
  <Dynamics><StateVariable name="t" dimension="time"/></Dynamics>
  <Simulation><Run component="target" variable="t" increment="step" total="length"/></Simulation>
</ComponentType>
<ComponentType name="Column"><Path name="quantity"/><Simulation><Record quantity="quantity"/></Simulation></ComponentType>
<ComponentType name="Events">
  <Path name="select"/><Text name="port"/><Simulation><EventRecord quantity="select" eventPort="port"/></Simulation>
</ComponentType>
"""

LIF = """
<ComponentType name="lif" extends="base">
  <Parameter name="C" dimension="capacitance"/><Parameter name="g" dimension="conductance"/>
  <Parameter name="E" dimension="voltage"/><Parameter name="thresh" dimension="voltage"/>
  <Parameter name="reset" dimension="voltage"/><Parameter name="refract" dimension="time"/><Parameter name="drive" dimension="current"/>
  <Exposure name="v" dimension="voltage"/><Attachments name="inputs" type="current"/>
  <Dynamics>
    <StateVariable name="v" dimension="voltage" exposure="v"/><StateVariable name="last" dimension="time"/>
    <DerivedVariable name="iIn" dimension="current" select="inputs[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="E"/></OnStart>
    <Regime name="waiting">
      <OnEntry><StateAssignment variable="last" value="t"/><StateAssignment variable="v" value="reset"/></OnEntry>
      <OnCondition test="t .gt. last + refract"><Transition regime="integrating"/></OnCondition>
    </Regime>
    <Regime name="integrating" initial="true">
      <TimeDerivative variable="v" value="(g*(E - v) + iIn + drive)/C"/>
      <OnCondition test="v .gt. thresh"><EventOut port="spike"/><Transition regime="waiting"/></OnCondition>
    </Regime>
  </Dynamics>
</ComponentType>
<lif id="driven" C="1nF" g="0.05uS" E="-65mV" thresh="-50mV" reset="-65mV" refract="2ms" drive="1nA"/>
<lif id="still" C="1 nF" g="50nS" E="-65mV" thresh="0mV" reset="-65mV" refract="0.002s" drive="0nA"/>
"""

SYNAPSE = """
<ComponentType name="decay" extends="current">
  <Property name="weight" dimension="none" defaultValue="1"/><Parameter name="tau" dimension="time"/>
  <Parameter name="gbase" dimension="conductance"/><Parameter name="erev" dimension="voltage"/>
  <Requirement name="v" dimension="voltage"/><EventPort name="in" direction="in"/><Exposure name="g" dimension="conductance"/>
  <Dynamics>
    <StateVariable name="g" dimension="conductance" exposure="g"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="g*(erev - v)"/>
    <TimeDerivative variable="g" value="-g/tau"/>
    <OnEvent port="in"><StateAssignment variable="g" value="g + weight*gbase"/></OnEvent>
  </Dynamics>
</ComponentType>
<decay id="syn" tau="5ms" gbase="1nS" erev="0mV"/>
"""

CLOCK = """
<ComponentType name="clock" extends="base">
  <Parameter name="at" dimension="time"/>
  <Dynamics>
    <StateVariable name="done" dimension="none"/>
    <OnCondition test="t .geq. at .and. done .eq. 0"><StateAssignment variable="done" value="1"/><EventOut port="spike"/></OnCondition>
  </Dynamics>
</ComponentType>
<clock id="ten" at="10ms"/>
"""


def document(body, network, columns="", length="100ms", step="0.1ms", events="", kind="network"):
    columns = "".join(f'<Column quantity="{c}"/>' for c in columns.split())
    events = "".join(f'<Events select="{e}" port="spike"/>' for e in events.split())
    return (f'<?xml version="1.0"?>\n<Lems>\n<Target component="sim"/>\n{UNITS}{NETWORKS}{body}\n{network}\n'
            f'<Simulation id="sim" length="{length}" step="{step}" target="net">{columns}{events}</Simulation>\n</Lems>\n')


def network(inside, kind="network", more=""):
    return f'<{kind} id="net" {more}>{inside}</{kind}>'


def run(lab, text, *options, dt=0.1):
    return lab.run(f"document{next(numbers)}.xml", *options, text=text, dt=dt)


def refused(lab, text):
    return lab.refused(f"wrong{next(numbers)}.xml", text)


def one(inside, body=LIF, columns="p[0]/v", **more):
    return document(body, network(inside), columns, **more)


def rule_a_cell_with_regimes(lab):
    """tau 20 ms, 20 mV above threshold's -65 mV: 20 ln 4 = 27.726; `t > last + 2 ms` holds 21 steps later."""
    r = run(lab, one('<population id="p" size="3" component="driven"/>', events="p[1]"))
    equal(r.steps("p"), [278, 577, 876], "spikes of cell 1 in steps")
    v = r.signal("p", "v")
    near(v[100], -65 + 20*(1 - math.exp(-10/20)), 1e-9, "v at 10 ms")


def rule_quantities_have_the_units_of_their_dimensions(lab):
    """Columns are written in SI units, as LEMS does; parameters that are set are read in theirs."""
    text = one('<population id="p" size="1" component="driven"/>')
    r = run(lab, text, "--format", "dat", "--set", "p.E=-0.07 V")
    rows = [[float(x) for x in line.split()] for line in (r.folder / "p.v.dat").read_text(encoding="utf-8").splitlines()]
    near(rows[-1][0], 0.1, 1e-12, "time in s")
    near(rows[0][1], -0.07, 1e-12, "v in V")


def rule_lists_and_paths(lab):
    """A list of places makes as many cells; paths name them by place or by id."""
    text = one('<placed id="p" component="driven"><instance id="7"/><instance id="9"/></placed>', columns="p[0]/v p/9/driven/v")
    r = run(lab, text)
    equal(r.signal("p", "v"), r.signal("p", "v", 1), "v of both cells")


def rule_parameters_are_recorded(lab):
    """Paths may lead to a constant."""
    text = one('<population id="p" size="2" component="driven"/>', columns="p[0]/v p[1]/E", length="1ms")
    equal(run(lab, text).signal("p", "E"), [-65]*11, "a parameter")


def rule_instances_of_a_list_are_known_by_id(lab):
    """A number that is no id is no place: it must not fall on another cell."""
    placed = '<placed id="p" component="driven"><instance id="7"/><instance id="{}"/></placed>'
    for other, path, words in ((9, "p/1/driven/v", ["NNC0302", "there is no such cell"]), (7, "p[0]/v", ["NNC0301", "'7' is declared twice"])):
        said = refused(lab, one(placed.format(other), columns=path))
        for word in words:
            holds(word in said, f"{word!r} is said of {path}: {said[:600]}")


def rule_components_extend_others(lab):
    """What a component does not say, the one that it extends says, and so on."""
    more = '<lif id="weaker" extends="driven" drive="0.9nA"/><lif id="slower" extends="weaker" C="2nF"/>'
    r = run(lab, one('<population id="p" size="1" component="slower"/>', LIF + more))
    near(r.signal("p", "v")[100], -65 + 18*(1 - math.exp(-10/40)), 1e-9, "v at 10 ms")


def rule_files_are_read_once(lab):
    """By whatever path: a file that includes itself is no circle."""
    (lab.folder / "units.xml").write_text(f'<Lems><Include file="./units.xml"/><Include file=".//units.xml"/>{UNITS}</Lems>')
    text = one('<population id="p" size="1" component="driven"/>', length="1ms")
    run(lab, text.replace(UNITS, '<Include file="units.xml"/>'))


def rule_weights_of_a_projection_agree(lab):
    links = "".join(f'<slowLink from="s[0]" to="p[0]" synapse="syn" weight="{w}" delay="1ms"/>' for w in ("0.5", "0.5nS"))
    said = refused(lab, one(f'<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/>{links}', LIF + SYNAPSE + CLOCK))
    holds("NNC0402" in said and "'weight' must be a pure number, not in uS" in said, f"what is said of two weights: {said[:600]}")


def rule_events_take_the_port_with_a_handler(lab):
    """Of several ports the first one with a handler, in the order of the handlers, whatever is declared before it."""
    plain = one('<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/><link from="s[0]" to="p[0]" synapse="syn"/>',
                LIF + SYNAPSE + CLOCK, length="40ms")
    ports = '<EventPort name="silent" direction="in"/><EventPort name="reset" direction="in"/><EventPort name="in" direction="in"/>'
    handled = plain.replace('<EventPort name="in" direction="in"/><Exposure name="g"', ports + '<Exposure name="g"')
    both = handled.replace("</OnEvent>", '</OnEvent>\n    <OnEvent port="reset"><StateAssignment variable="g" value="0*g"/></OnEvent>', 1)
    wanted = run(lab, plain).signal("p", "v")
    for text in (handled, both):
        holds(text != plain, "the document has more ports")
        equal(list(run(lab, text).signal("p", "v")), list(wanted), "v with more ports")


def rule_inputs_count_by_cell(lab):
    """A pulse on cell 1, twice on cell 2, none on cell 0: dv = i/g (1 - e^(-t/tau))."""
    pulse = '''
<ComponentType name="pulse" extends="current">
  <Parameter name="from" dimension="time"/><Parameter name="to" dimension="time"/><Parameter name="amplitude" dimension="current"/>
  <EventPort name="in" direction="in"/>
  <Dynamics>
    <StateVariable name="i" dimension="current" exposure="i"/>
    <OnCondition test="t .lt. from"><StateAssignment variable="i" value="0"/></OnCondition>
    <OnCondition test="t .geq. from .and. t .lt. to"><StateAssignment variable="i" value="amplitude"/></OnCondition>
    <OnCondition test="t .geq. to"><StateAssignment variable="i" value="0"/></OnCondition>
  </Dynamics>
</ComponentType>
<pulse id="step" from="10ms" to="30ms" amplitude="100pA"/>
'''
    r = run(lab, one('<population id="p" size="3" component="still"/><inject target="p[1]" input="step"/>'
                     '<inject target="../p/2/still" input="step"/><inject target="p[2]" input="step"/>',
                     LIF + pulse, "p[0]/v p[1]/v p[2]/v p[1]/step/i", length="50ms"))
    equal(set(r.signal("p", "v")), {-65.0}, "v of the cell without a pulse")
    for cell in (1, 2):
        near(r.signal("p", "v", cell)[300] + 65, 2*cell*(1 - math.exp(-1)), 1e-9, f"mV at 30 ms, cell {cell}")
    equal(max(r.signal("p", "pulse.i")), 0.1, "nA")


def rule_events_reach_synapses(lab):
    """Without delay at 10 ms, with weight 0.5 and delay 5 ms at 15 ms."""
    text = one('<population id="s" size="1" component="ten"/><population id="p" size="2" component="still"/>'
               '<link from="s[0]" to="p[0]" synapse="syn"/><slowLink from="s[0]" to="p[1]" synapse="syn" weight="0.5" delay="5ms"/>',
               LIF + SYNAPSE + CLOCK, "p[0]/v p[1]/v", length="40ms", step="0.01ms")
    r = run(lab, text, dt=0.01)
    near(r.signal("p", "v")[1000] + 65, 0, 1e-12, "v of cell 0 when the event arrives")
    near(r.signal("p", "v", 1)[1500] + 65, 0, 1e-12, "v of cell 1 when the event arrives")

    for cell, weight, at in ((0, 1, 1000), (1, 0.5, 1500)):
        v, h = -65.0, 0.001
        for k in range(10000):
            f = lambda v, t: (50e-3*(-65 - v) + weight*1e-3*math.exp(-t/5)*(0 - v))/1.0  # noqa: E731
            a = f(v, k*h)
            b = f(v + h/2*a, (k + 0.5)*h)
            c = f(v + h/2*b, (k + 0.5)*h)
            v += h/6*(a + 2*b + 2*c + f(v + h*c, (k + 1)*h))
        near(r.signal("p", "v", cell)[at + 1000], v, 2e-5, f"v of cell {cell} 10 ms later")


def rule_children_require_what_owners_have(lab):
    """Gates in channels in a cell: rates need v of the cell and the temperature of the network."""
    body = '''
<ComponentType name="rate">
  <Parameter name="r" dimension="per_time"/><Parameter name="mid" dimension="voltage"/><Parameter name="width" dimension="voltage"/>
  <Requirement name="v" dimension="voltage"/><Exposure name="rate" dimension="per_time"/>
  <Dynamics><DerivedVariable name="rate" dimension="per_time" exposure="rate" value="r*exp((v - mid)/width)"/></Dynamics>
</ComponentType>
<ComponentType name="warm">
  <Constant name="tenKelvin" dimension="temperature" value="10K"/><Parameter name="at" dimension="temperature"/>
  <Requirement name="temperature" dimension="temperature"/><Exposure name="factor" dimension="none"/>
  <Dynamics><DerivedVariable name="factor" dimension="none" exposure="factor" value="3^((temperature - at)/tenKelvin)"/></Dynamics>
</ComponentType>
<ComponentType name="gate">
  <Parameter name="power" dimension="none"/><Child name="up" type="rate"/><Child name="down" type="rate"/><Children name="warmth" type="warm"/>
  <Exposure name="open" dimension="none"/><Exposure name="q" dimension="none"/>
  <Dynamics>
    <StateVariable name="q" dimension="none" exposure="q"/>
    <DerivedVariable name="scale" dimension="none" select="warmth[*]/factor" reduce="multiply"/>
    <DerivedVariable name="a" dimension="per_time" select="up/rate"/><DerivedVariable name="b" dimension="per_time" select="down/rate"/>
    <DerivedVariable name="open" dimension="none" exposure="open" value="q^power"/>
    <OnStart><StateAssignment variable="q" value="a/(a + b)"/></OnStart>
    <TimeDerivative variable="q" value="scale*(a*(1 - q) - b*q)"/>
  </Dynamics>
</ComponentType>
<ComponentType name="channel"><Children name="gates" type="gate"/><Exposure name="f" dimension="none"/>
  <Dynamics><DerivedVariable name="f" dimension="none" exposure="f" select="gates[*]/open" reduce="multiply"/></Dynamics>
</ComponentType>
<ComponentType name="conductor"><ComponentReference name="kind" type="channel"/>
  <Parameter name="g" dimension="conductance"/><Parameter name="erev" dimension="voltage"/><Requirement name="v" dimension="voltage"/>
  <Exposure name="i" dimension="current"/>
  <Dynamics><DerivedVariable name="f" dimension="none" select="kind/f"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="g*f*(erev - v)"/></Dynamics>
  <Structure><ChildInstance component="kind"/></Structure>
</ComponentType>
<ComponentType name="patch" extends="base"><Children name="conductors" type="conductor"/>
  <Parameter name="C" dimension="capacitance"/><Parameter name="v0" dimension="voltage"/><Exposure name="v" dimension="voltage"/>
  <Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>
    <DerivedVariable name="i" dimension="current" select="conductors[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="v0"/></OnStart><TimeDerivative variable="v" value="i/C"/></Dynamics>
</ComponentType>
<channel id="leak"/>
<channel id="k"><gate id="n" power="4"><up type="rate" r="0.1per_ms" mid="-40mV" width="20mV"/><down type="rate" r="0.12per_ms" mid="-65mV" width="-80mV"/>
  <warm at="6.3degC"/></gate></channel>
<patch id="cell" C="0.1nF" v0="-40mV"><conductor id="l" kind="leak" g="10nS" erev="-65mV"/><conductor id="kd" kind="k" g="0.1uS" erev="-77mV"/></patch>
'''
    text = document(body, network('<population id="p" size="1" component="cell"/>', "warmNetwork", 'temperature="16.3degC"'),
                    "p[0]/v p[0]/kd/k/n/q", length="20ms", step="0.01ms")
    same = '''channel K:
    param g = 0.1 uS
    gate n^4: alpha = 3*0.1 /ms*exp((v + 40 mV)/(20 mV)), beta = 3*0.12 /ms*exp(-(v + 65 mV)/(80 mV))
    current i = g*n^4*(-77 mV - v)

cell Patch:
    channel kd = K()
    state v = -40 mV
    dv/dt = (10 nS*(-65 mV - v) + i_chan)/(0.1 nF)

p = Population(1, Patch(), label="p")
p.record(["v", "kd.n"])
run(20 ms)
'''
    r, s = run(lab, text, dt=0.01), lab.run("patch.nn", text=same, dt=0.01)
    all_near(r.signal("p", "v"), s.signal("p", "v"), 1e-4, "v of both languages")
    all_near(r.signal("p", "kd.k.n.q"), s.signal("p", "kd.n"), 1e-6, "n of both languages")


def rule_cases_and_parameters(lab):
    """The first case that holds; a constant, a derived parameter; minutes; numbers in every notation."""
    body = '''
<Constant name="twelve" dimension="none" value="12"/>
<ComponentType name="stairs" extends="base">
  <Parameter name="tau" dimension="time"/><DerivedParameter name="half" dimension="time" value="tau/2"/><Parameter name="x0" dimension="none"/>
  <Exposure name="x" dimension="none"/><Exposure name="y" dimension="none"/><Exposure name="z" dimension="none"/>
  <Dynamics>
    <StateVariable name="x" dimension="none" exposure="x"/>
    <ConditionalDerivedVariable name="y" dimension="none" exposure="y">
      <Case condition="x .lt. 1" value="1"/><Case condition="x .lt. 2 .and. x .geq. 1" value="2^2^1"/><Case value="-3"/>
    </ConditionalDerivedVariable>
    <DerivedVariable name="z" dimension="none" exposure="z" value="-x^2 + twelve*H(x - 1.5) + .5e1*abs(-1)"/>
    <OnStart><StateAssignment variable="x" value="x0"/></OnStart>
    <TimeDerivative variable="x" value="1/half"/>
  </Dynamics>
</ComponentType>
<stairs id="s" tau="0.001min" x0="0"/>
'''
    r = run(lab, document(body, network('<population id="p" size="1" component="s"/>'), "p[0]/x p[0]/y p[0]/z", length="90ms"))
    x, y, z = (r.signal("p", name) for name in "xyz")
    near(x[-1], 3, 1e-9, "x after three halves of 60 ms")
    equal([y[100], y[500], y[800]], [1.0, 4.0, -3.0], "y")
    near(z[100], -x[100]**2 + 5, 1e-12, "z before the step")
    near(z[800], -x[800]**2 + 17, 1e-12, "z after it")


def rule_kinetic_schemes(lab):
    """C1 <-> C2 <-> O at a = 2 b: C2 = 4 C1, O = 4 C1; all in the first node at the start."""
    body = '''
<ComponentType name="node"><Parameter name="open" dimension="none"/><Exposure name="share" dimension="none"/>
  <Dynamics><StateVariable name="occupancy" dimension="none"/>
    <DerivedVariable name="share" dimension="none" exposure="share" value="open*occupancy"/></Dynamics></ComponentType>
<ComponentType name="edge"><Link name="from" type="node"/><Link name="to" type="node"/>
  <Parameter name="f" dimension="per_time"/><Parameter name="b" dimension="per_time"/>
  <Exposure name="rf" dimension="per_time"/><Exposure name="rb" dimension="per_time"/>
  <Dynamics><DerivedVariable name="rf" dimension="per_time" exposure="rf" value="f"/>
    <DerivedVariable name="rb" dimension="per_time" exposure="rb" value="b"/></Dynamics></ComponentType>
<ComponentType name="scheme" extends="base"><Children name="nodes" type="node"/><Children name="edges" type="edge"/>
  <Exposure name="q" dimension="none"/>
  <Dynamics><DerivedVariable name="q" dimension="none" exposure="q" select="nodes[*]/share" reduce="add"/>
    <KineticScheme name="ks" nodes="nodes" stateVariable="occupancy" edges="edges" edgeSource="from" edgeTarget="to"
      forwardRate="rf" reverseRate="rb"/></Dynamics></ComponentType>
<scheme id="m"><node id="C1" open="0"/><node id="C2" open="0"/><node id="O" open="1"/>
  <edge from="C1" to="C2" f="0.4per_ms" b="0.1per_ms"/><edge from="C2" to="O" f="0.2per_ms" b="0.2per_ms"/></scheme>
'''
    good = document(body, network('<population id="p" size="1" component="m"/>'), "p[0]/q")
    q = run(lab, good).signal("p", "q")
    equal(q[0], 0.0, "O at the start")
    near(q[-1], 4/9, 1e-9, "O at rest")
    for old, new, words in (('nodes="nodes"', 'nodes="nods"', "'scheme' has no children 'nods'"), ('edges="edges"', 'edges="q"', "no children 'q'"),
                            ('stateVariable="occupancy"', 'stateVariable="share"', "a node has no state variable 'share'"),
                            ('edgeSource="from"', 'edgeSource="form"', "a edge has no 'form'"), ('forwardRate="rf"', 'forwardRate="rg"', "a edge has no 'rg'")):
        said = refused(lab, good.replace(old, new))
        holds("NNC0309" in said and words in said and said.count("error[") == 1, f"{words!r} is said of {new}: {said[:600]}")
    scheme = good[good.index("<KineticScheme"):good.index('reverseRate="rb"/>') + len('reverseRate="rb"/>')]
    for old, new, words in ((' edgeSource="from"', "", "needs the attribute 'edgeSource'"), (' edgeTarget="to"', "", "needs the attribute 'edgeTarget'"),
                            (scheme, scheme + scheme, "of <node> is moved by two kinetic schemes"),
                            (scheme, scheme + scheme.replace('"ks"', '"more"'), "of <node> is moved by two kinetic schemes"),
                            ('<node id="C2"', '<node id="C1"', "two nodes of the kinetic scheme are called 'C1'"),
                            ('name="occupancy" dimension="none"/>', 'name="occupancy" dimension="voltage"/>', "has a dimension"),
                            ('name="occupancy" dimension="none"/>', 'name="occupancy" dimension="none"/><OnStart><StateAssignment variable="occupancy" value="0.5"/></OnStart>',
                             "'occupancy' is moved by a kinetic scheme")):
        said = refused(lab, good.replace(old, new))
        holds(words in said and said.count("error[") == 1, f"{words!r} is said of {new}: {said[:600]}")


def rule_ends_of_a_tunnel_see_each_other(lab):
    """Two cells without leak through 0.6 + 0.3 + 0.1 nS, of a plain number in SI and of one with a unit: their difference of 10 mV falls with 2 g/C."""
    body = '''
<ComponentType name="junction" extends="current"><Property name="weight" dimension="none" defaultValue="1"/>
  <Property name="extra" dimension="conductance" defaultValue="3e-10"/><Property name="more" dimension="conductance" defaultValue="0.1 nS"/>
  <Parameter name="g" dimension="conductance"/><Requirement name="v" dimension="voltage"/><InstanceRequirement name="peer" type="junction"/>
  <Dynamics><DerivedVariable name="vpeer" dimension="voltage" select="peer/v"/>
    <DerivedVariable name="i" dimension="current" exposure="i" value="weight*(g + extra + more)*(vpeer - v)"/></Dynamics></ComponentType>
<ComponentType name="capacitor" extends="base"><Parameter name="C" dimension="capacitance"/><Parameter name="v0" dimension="voltage"/>
  <Attachments name="junctions" type="current"/><Exposure name="v" dimension="voltage"/>
  <Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>
    <DerivedVariable name="i" dimension="current" select="junctions[*]/i" reduce="add"/>
    <OnStart><StateAssignment variable="v" value="v0"/></OnStart><TimeDerivative variable="v" value="i/C"/></Dynamics></ComponentType>
<junction id="j" g="0.6nS"/><capacitor id="high" C="0.1nF" v0="-60mV"/><capacitor id="low" C="0.1nF" v0="-70mV"/>
'''
    text = document(body, network('<population id="h" size="1" component="high"/><population id="l" size="1" component="low"/>'
                                  '<gap a="h[0]" b="l[0]" junction="j"/>'), "h[0]/v l[0]/v", length="50ms", step="0.01ms")
    r = run(lab, text, dt=0.01)
    h, low = r.signal("h", "v"), r.signal("l", "v")
    near(h[-1] - low[-1], 10*math.exp(-2*0.01*50), 5e-3, "difference after 50 ms")
    near(h[-1] + low[-1], -130, 1e-9, "sum")


def rule_components_send_each_other_events(lab):
    """An array of moments: its children send to it, it sends on; events in a synapse reach its parts."""
    body = LIF + '''
<ComponentType name="moment" extends="base"><Parameter name="at" dimension="time"/>
  <Dynamics><StateVariable name="done" dimension="none"/>
    <OnCondition test="(t .geq. at) .and. (done .eq. 0)"><StateAssignment variable="done" value="1"/><EventOut port="spike"/></OnCondition></Dynamics>
  <Structure><With instance="this" as="a"/><With instance="parent" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="moments" extends="base"><Children name="all" type="moment"/><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/>
    <OnEvent port="in"><StateAssignment variable="n" value="n + 1"/><EventOut port="spike"/></OnEvent></Dynamics></ComponentType>
<ComponentType name="tired"><EventPort name="in" direction="in"/><Parameter name="keep" dimension="none"/><Exposure name="R" dimension="none"/>
  <Dynamics><StateVariable name="R" dimension="none" exposure="R"/><OnStart><StateAssignment variable="R" value="1"/></OnStart>
    <OnEvent port="in"><StateAssignment variable="R" value="R*keep"/></OnEvent></Dynamics>
  <Structure><With instance="parent" as="a"/><With instance="this" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="charge" extends="current"><Child name="mood" type="tired"/><Parameter name="step" dimension="current"/>
  <EventPort name="in" direction="in"/><EventPort name="relay" direction="out"/>
  <Dynamics><StateVariable name="i" dimension="current" exposure="i"/><DerivedVariable name="R" dimension="none" select="mood/R"/>
    <OnEvent port="in"><StateAssignment variable="i" value="i + step*R"/><EventOut port="relay"/></OnEvent></Dynamics></ComponentType>
<moments id="three"><moment at="10ms"/><moment at="20ms"/><moment at="30ms"/></moments>
<charge id="q" step="100pA"><mood type="tired" keep="0.5"/></charge>
'''
    text = document(body, network('<population id="s" size="1" component="three"/><population id="p" size="1" component="still"/>'
                                  '<link from="s[0]" to="p[0]" synapse="q"/>'), "s[0]/n p[0]/v", events="s[0]", length="1200ms")
    r = run(lab, text)
    equal(r.steps("s"), [100, 200, 300], "spikes in steps")
    equal(r.signal("s", "n")[-1], 3.0, "events that the array got")
    near(r.signal("p", "v")[-1] + 65, (0.1 + 0.05 + 0.025)/0.05, 1e-3, "mV of three steps of current, each half of the last")


def rule_nesting_is_limited(lab):
    """Whatever nests goes through the compiler by recursion: what is too deep is told, the rest compiles."""
    good = one('<population id="p" size="1" component="driven"/>', length="1ms")
    equation, alias = 'value="(g*(E - v) + iIn + drive)/C"', '<DerivedVariable name="iIn"'

    def with_factor(factor):
        return good.replace(equation, f'value="(g*(E - v) + iIn + drive)/C*({factor})"')

    def with_cases(n):
        cases = "<Case condition='v .lt. E' value='0'/>"*n
        return good.replace(alias, f'<ConditionalDerivedVariable name="c" dimension="none">{cases}</ConditionalDerivedVariable>{alias}')

    def with_types(n):
        chain = "".join(f'<ComponentType name="t{i}" extends="t{i + 1}"/>' for i in range(n))
        return good.replace("<lif id", f'{chain}<ComponentType name="t{n}"/><t0 id="x"/><lif id', 1)

    inputs = '<inject target="p[0]" input="leak"/>'*250
    leak = '''<ComponentType name="leak" extends="current"><Parameter name="g" dimension="conductance"/><Requirement name="v" dimension="voltage"/>
<Dynamics><DerivedVariable name="i" dimension="current" exposure="i" value="-g*v"/></Dynamics></ComponentType><leak id="leak" g="1nS"/>'''
    wide = one(f'<population id="p" size="1" component="still"/>{inputs}', LIF + leak)
    fine = (with_factor("1" + "*1"*5000), with_factor("1" + "/1"*50), with_factor("1/("*190 + "1" + ")"*190), with_factor("sin("*900 + "1" + ")"*900),
            with_factor("H("*20 + "1" + ")"*20), with_cases(20), with_types(20), wide)
    deep = (with_factor("2" + "^-2"*50000), with_factor("2" + "^2"*50000), with_factor("1" + "/1"*50000), with_factor("-(1)/("*9000 + "1" + ")"*9000),
            with_factor("sin("*5000 + "1" + ")"*5000), with_cases(100000), with_types(100000))
    for text in fine + deep:
        name = f"deep{next(numbers)}.xml"
        (lab.folder / name).write_text(text)
        done = subprocess.run([lab.nnc, "check", lab.folder / name], capture_output=True, text=True, timeout=120)
        equal(done.returncode, 5 if text in deep else 0, f"exit code, {done.stderr[:300]}")
        holds(text in fine or "NNC0501" in done.stderr, f"NNC0501 is said: {done.stderr[:300]}")


def rule_synapses_with_regimes_send_nothing(lab):
    """Nobody hears what a synapse emits, in a regime or on its entry: it still acts."""
    body = LIF + CLOCK + '''
<ComponentType name="switch" extends="current"><Parameter name="on" dimension="current"/>
  <EventPort name="in" direction="in"/><EventPort name="relay" direction="out"/>
  <Dynamics><StateVariable name="i" dimension="current" exposure="i"/>
    <Regime name="off" initial="true"><OnEvent port="in"><EventOut port="relay"/><Transition regime="on"/></OnEvent></Regime>
    <Regime name="on"><OnEntry><StateAssignment variable="i" value="on"/><EventOut port="relay"/></OnEntry></Regime></Dynamics></ComponentType>
<switch id="q" on="50pA"/>
'''
    text = document(body, network('<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/>'
                                  '<link from="s[0]" to="p[0]" synapse="q"/>'), "p[0]/v", length="300ms")
    near(run(lab, text).signal("p", "v")[-1] + 65, 1, 1e-3, "mV of 50 pA")


def rule_one_regime_hears_an_event(lab):
    """A part of a synapse whose regimes take turns with each event, recorded or not, in both orders of evaluation: 1 + 1/2 + 1 of 100 pA."""
    body = LIF + '''
<ComponentType name="thrice" extends="base"><Parameter name="every" dimension="time"/>
  <Dynamics><StateVariable name="n" dimension="none"/>
    <OnCondition test="(t .geq. (n + 0.95)*every) .and. (n .lt. 3)"><StateAssignment variable="n" value="n + 1"/><EventOut port="spike"/></OnCondition></Dynamics></ComponentType>
<ComponentType name="turns"><EventPort name="in" direction="in"/><Exposure name="share" dimension="none"/>
  <Dynamics><StateVariable name="share" dimension="none" exposure="share"/><OnStart><StateAssignment variable="share" value="1"/></OnStart>
    <Regime name="whole" initial="true"><OnEvent port="in"><StateAssignment variable="share" value="0.5"/><Transition regime="half"/></OnEvent></Regime>
    <Regime name="half"><OnEvent port="in"><StateAssignment variable="share" value="1"/><Transition regime="whole"/></OnEvent></Regime></Dynamics>
  <Structure><With instance="parent" as="a"/><With instance="this" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="charge" extends="current"><Child name="mood" type="turns"/><Parameter name="step" dimension="current"/>
  <EventPort name="in" direction="in"/><EventPort name="relay" direction="out"/>
  <Dynamics><StateVariable name="i" dimension="current" exposure="i"/><DerivedVariable name="share" dimension="none" select="mood/share"/>
    <OnEvent port="in"><StateAssignment variable="i" value="i + step*share"/><EventOut port="relay"/></OnEvent></Dynamics></ComponentType>
<thrice id="source" every="10ms"/><charge id="q" step="100pA"><mood type="turns"/></charge>
'''
    for flags, columns in itertools.product(([], ["--integrator=lems-euler"]), ("p[0]/v", "p[0]/v p[0]/q/i")):
        lab.flags = flags
        r = run(lab, document(body, network('<population id="s" size="1" component="source"/><population id="p" size="1" component="still"/>'
                                            '<link from="s[0]" to="p[0]" synapse="q"/>'), columns, length="300ms"))
        near(r.signal("p", "v")[-1] + 65, 5, 1e-3, f"mV of 250 pA, {flags}, {columns}")
    lab.flags = []


def rule_the_closest_list_takes_what_is_attached(lab):
    """Of two lists the one for fewer types; a current that is always 0 moves nothing; neither list closer is told."""
    body = CLOCK + '''
<ComponentType name="shunt" extends="current"><Parameter name="gbase" dimension="conductance"/><Exposure name="g" dimension="conductance"/>
  <EventPort name="in" direction="in"/>
  <Dynamics><StateVariable name="g" dimension="conductance" exposure="g"/><DerivedVariable name="i" dimension="current" exposure="i" value="0"/>
    <OnEvent port="in"><StateAssignment variable="g" value="g + gbase"/></OnEvent></Dynamics></ComponentType>
<ComponentType name="sum" extends="base"><Attachments name="all" type="current"/><Attachments name="some" type="shunt"/><Exposure name="x" dimension="none"/>
  <Parameter name="C" dimension="capacitance"/><Constant name="unit" dimension="current" value="1nA"/>
  <Dynamics><StateVariable name="x" dimension="none" exposure="x"/><DerivedVariable name="gIn" dimension="conductance" select="some[*]/g" reduce="add"/>
    <DerivedVariable name="iIn" dimension="current" select="all[*]/i" reduce="add"/><TimeDerivative variable="x" value="gIn/C*(1 + iIn/unit)"/></Dynamics></ComponentType>
<shunt id="q" gbase="1nS"/><sum id="c" C="0.1nF"/>
'''
    inside = '<population id="s" size="1" component="ten"/><population id="p" size="1" component="c"/><link from="s[0]" to="p[0]" synapse="q"/>'
    text = document(body, network(inside), "p[0]/x", length="20ms")
    near(run(lab, text).signal("p", "x")[-1], 0.1, 2e-3, "10 ms of 1 nS by 100 pF")
    equal(run(lab, text.replace('name="some" type="shunt"', 'name="some" type="clock"')).signal("p", "x")[-1], 0.0, "what another list takes")
    said = refused(lab, text.replace('name="some" type="shunt"', 'name="some" type="current"'))
    holds("NNC0403" in said and "both take a shunt" in said and said.count("error[") == 1, said[:600])


def rule_exposures_have_names_of_their_own(lab):
    """A state, a derived variable and one of a part, which others see as y, w and u; tau 10 ms, in both orders of evaluation."""
    body = '''
<ComponentType name="inner"><Exposure name="y" dimension="none"/><Parameter name="tau" dimension="time"/>
  <Dynamics><StateVariable name="x" dimension="none" exposure="y"/><TimeDerivative variable="x" value="(1 - x)/tau"/>
    <OnCondition test="x .gt. 0.99"><StateAssignment variable="x" value="x/2"/></OnCondition></Dynamics></ComponentType>
<ComponentType name="needs"><Requirement name="u" dimension="none"/><Exposure name="twice" dimension="none"/>
  <Dynamics><DerivedVariable name="two" dimension="none" exposure="twice" value="2*u"/></Dynamics></ComponentType>
<ComponentType name="outer" extends="base"><Child name="part" type="inner"/><Child name="other" type="needs"/><Exposure name="u" dimension="none"/><Exposure name="w" dimension="none"/>
  <Parameter name="tau" dimension="time"/>
  <Dynamics><StateVariable name="z" dimension="none" exposure="w"/><DerivedVariable name="k" dimension="none" select="part/y"/>
    <DerivedVariable name="kk" dimension="none" exposure="u" value="2*k + z"/><OnStart><StateAssignment variable="z" value="1"/></OnStart>
    <TimeDerivative variable="z" value="-z/tau"/></Dynamics></ComponentType>
<outer id="o" tau="10ms"><part type="inner" tau="10ms"/><other type="needs"/></outer>
'''
    good = document(body, network('<population id="p" size="1" component="o"/>'), "p[0]/part/y p[0]/u p[0]/w p[0]/other/twice", length="20ms", step="0.01ms")
    for flags, tolerance in (([], 1e-6), (["--integrator=lems-euler"], 4e-3)):
        lab.flags = flags
        r = run(lab, good, dt=0.01)
        y = 1 - math.exp(-2)
        for name, wanted in (("part.y", y), ("u", 2*y + math.exp(-2)), ("w", math.exp(-2)), ("other.twice", 4*y + 2*math.exp(-2))):
            near(r.signal("p", name)[-1], wanted, tolerance, f"{name} after 20 ms, {flags}")
    lab.flags = []
    for old, new, words in (('exposure="u"', 'exposure="uu"', "has no exposure 'uu'"), ('exposure="w"', 'exposure="u"', "called like another variable"),
                            ('name="k" ', 'name="w" ', "called like another variable")):
        said = refused(lab, good.replace(old, new))
        holds(words in said, f"{words!r} is said of {new}: {said[:600]}")


def rule_components_have_the_type_of_what_they_extend(lab):
    """<Component extends="..."/> before and behind what it extends, over one that does the same."""
    body = LIF + '<Component id="a" extends="b" refract="3ms"/><Component id="b" extends="driven" drive="1.5nA"/>'
    r = run(lab, document(body, network('<population id="p" size="1" component="a"/>'), "p[0]/v", events="p[0]", length="60ms"))
    equal(len(r.steps("p")), 3, "spikes of 1.5 nA: 20 ln 2 = 13.9 ms and 3 ms")
    for old, new, words in (('extends="driven"', 'extends="drivn"', "there is no component 'drivn'"), ('extends="driven"', 'extends="a"', "no type among the components")):
        said = refused(lab, document(body.replace(old, new), network('<population id="p" size="1" component="a"/>'), "p[0]/v"))
        holds(words in said, f"{words!r} is said of {new}: {said[:600]}")


def rule_ends_of_connections_exist(lab):
    """Within a component: a part that there is not, a port that there is not, what would be ignored."""
    body = '''
<ComponentType name="inner"><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><OnEvent port="in"><StateAssignment variable="n" value="n + 1"/></OnEvent></Dynamics>
  <Structure><With instance="parent" as="a"/><With instance="this" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="outer" extends="clock"><Child name="child" type="inner"/></ComponentType>
<outer id="o" at="1ms"><child/></outer>
'''
    good = document(CLOCK + body, network('<population id="p" size="1" component="o"/>'), "p[0]/child/n", length="2ms")
    equal(run(lab, good).signal("p", "child.n")[-1], 1.0, "events that the child got")
    for old, new, words in (('instance="this"', 'instance="that"', ["NNC0907", "an end of this connection is no part of"]),
                            ('<EventPort name="in" direction="in"/>', "", ["NNC0907", "'in' is no event port"]),
                            ('<EventPort name="in" direction="in"/>', '<EventPort name="in" direction="out"/>', ["NNC0907", "takes events"]),
                            ('<OnEvent port="in"><StateAssignment variable="n" value="n + 1"/></OnEvent>', "", []),
                            ('<EventConnection from="a" to="b"/>', '<EventConnection from="a" to="b" delay="d"/>', ["NNC0909", "'delay'"])):
        if not words:
            equal(run(lab, good.replace(old, new)).signal("p", "child.n")[-1], 0.0, "events that nobody counts")
            continue
        said = refused(lab, good.replace(old, new))
        for word in words:
            holds(word in said, f"{word!r} is said of {new}: {said[:600]}")


def rule_events_within_a_synapse_end(lab):
    """A circle of two, and parts that each send twice: 2^15 events."""
    relay = '''
<ComponentType name="relay"><EventPort name="in" direction="in"/><EventPort name="out" direction="out"/>
  <Dynamics><OnEvent port="in"><EventOut port="out"/></OnEvent></Dynamics>
  <Structure><With instance="parent" as="a"/><With instance="this" as="b"/><EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="answer" extends="relay"><Structure><With instance="parent" as="a"/><With instance="this" as="b"/>
  <EventConnection from="a" to="b"/><EventConnection from="b" to="a"/></Structure></ComponentType>
<ComponentType name="caller" extends="relay"><Child name="other" type="answer"/></ComponentType>
<ComponentType name="twice" extends="relay"><Children name="others" type="relay"/>
  <Dynamics><OnEvent port="in"><EventOut port="out"/><EventOut port="out"/></OnEvent></Dynamics></ComponentType>
<ComponentType name="syn" extends="current"><EventPort name="in" direction="in"/><EventPort name="out" direction="out"/>
  <Child name="first" type="relay"/><Dynamics><StateVariable name="i" dimension="current" exposure="i"/>
    <OnEvent port="in"><EventOut port="out"/></OnEvent></Dynamics></ComponentType>
'''
    deep = "<twice>"*14 + "<twice/>" + "</twice>"*14
    for inside in ('<first type="caller"><other/></first>', f'<first type="twice">{deep}</first>'):
        text = document(LIF + CLOCK + relay + f'<syn id="q">{inside}</syn>', network(
            '<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/><link from="s[0]" to="p[0]" synapse="q"/>'), "p[0]/v")
        said = refused(lab, text)
        holds("NNC0307" in said, f"NNC0307 is said: {said[:600]}")


def rule_events_that_nothing_hears_go_nowhere(lab):
    """A part of a synapse sends at a port that has no receiver: nothing reaches the cell by it."""
    relay = '''
<ComponentType name="relay"><EventPort name="in" direction="in"/><EventPort name="out" direction="out"/>
  <Dynamics><OnEvent port="in"><EventOut port="out"/></OnEvent></Dynamics></ComponentType>
<ComponentType name="first" extends="relay"><Structure><With instance="parent" as="a"/><With instance="this" as="b"/>
  <EventConnection from="a" to="b"/></Structure></ComponentType>
<ComponentType name="syn" extends="current"><EventPort name="in" direction="in"/><EventPort name="out" direction="out"/>
  <Constant name="one" dimension="current" value="1nA"/><Child name="first" type="first"/><Dynamics><StateVariable name="i" dimension="current" exposure="i"/>
    <OnEvent port="in"><StateAssignment variable="i" value="i + one"/><EventOut port="out"/></OnEvent></Dynamics></ComponentType>
<syn id="q"><first/></syn>'''
    for more in ('<link from="s[0]" to="p[0]" synapse="q"/>', '<lateLink from="s[0]" to="p[0]" synapse="q" delay="1ms"/>'):
        types = relay + '''<ComponentType name="lateLink" extends="link"><Parameter name="delay" dimension="time"/><Structure>
<With instance="from" as="a"/><With instance="to" as="b"/><EventConnection from="a" to="b" receiver="synapse" delay="delay"/></Structure></ComponentType>'''
        r = run(lab, document(LIF + CLOCK + types, network('<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/>' + more),
                              "p[0]/v", length="12ms"))
        v = r.signal("p", "v")
        holds(v[100] == v[0] and v[-1] > v[0], f"v before and after the event: {v[0]}, {v[100]}, {v[-1]}")


def rule_what_is_attached_has_what_is_added(lab):
    text = one('<population id="p" size="1" component="still"/><inject target="p[0]" input="q"/>', LIF + '''
<ComponentType name="other" extends="current"><Exposure name="j" dimension="current"/><EventPort name="in" direction="in"/>
  <Dynamics><DerivedVariable name="j" dimension="current" exposure="j" value="0"/></Dynamics></ComponentType>
<other id="q"/>''')
    said = refused(lab, text)
    for word in ("NNC0907", "'q' has no 'i', which 'still' adds up from its inputs"):
        holds(word in said, f"{word} is said: {said[:600]}")


def rule_many_populations(lab):
    """Of one cell: their models have names of their own."""
    text = one("".join(f'<population id="p{k}" size="1" component="driven"/>' for k in range(2000)), columns="p7[0]/v")
    source = lab.folder / "many.xml"
    source.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, "check", str(source)], capture_output=True, text=True, timeout=120)
    equal((done.returncode, done.stderr), (0, ""), "exit code and what is said")


def rule_each_cell_of_a_population(lab):
    """ForEach joins all cells of two populations; events without a receiver go to a port of the cells themselves."""
    types = """
<ComponentType name="pattern"/>
<ComponentType name="allToAll" extends="pattern"><Structure><ForEach instances="../source" as="a"><ForEach instances="../target" as="b">
  <EventConnection from="a" to="b"/></ForEach></ForEach></Structure></ComponentType>
<ComponentType name="wiring"><Link name="source" type="population"/><Link name="target" type="population"/><Child name="how" type="pattern"/></ComponentType>
<ComponentType name="wired" extends="network"><Children name="wirings" type="wiring"/></ComponentType>
<ComponentType name="tally" extends="base"><EventPort name="in" direction="in"/><Exposure name="n" dimension="none"/>
  <Dynamics><StateVariable name="n" dimension="none" exposure="n"/><OnEvent port="in"><StateAssignment variable="n" value="n + 1"/></OnEvent>
  </Dynamics></ComponentType><tally id="t"/>"""
    inside = """<population id="s" size="3" component="ten"/><population id="p" size="2" component="t"/>
<wiring source="{}" target="p"><how type="allToAll"/></wiring>"""
    r = run(lab, document(LIF + CLOCK + types, network(inside.format("s"), kind="wired"), "p[0]/n p[1]/n", length="20ms"))
    for cell in (0, 1):
        equal([r.signal("p", "n", cell)[k] for k in (99, 101)], [0, 3], f"events at cell {cell} before and after 10 ms")
    said = refused(lab, document(LIF + CLOCK + types, network(inside.format("q"), kind="wired"), "p[0]/n"))
    holds("NNC0302" in said and "'q'" in said, f"what is said of an unknown population: {said[:600]}")


def rule_delays_are_parameters(lab):
    text = one('<population id="s" size="1" component="ten"/><population id="p" size="1" component="still"/>'
               '<slowLink from="s[0]" to="p[0]" synapse="syn" weight="0.5" delay="5ms"/>', LIF + SYNAPSE + CLOCK)
    said = refused(lab, text.replace('receiver="synapse" delay="delay"', 'receiver="synapse" delay="late"'))
    holds("NNC0907" in said and "the delay 'late' is no attribute of 'slowLink'" in said, said[:600])


def rule_other_encodings(lab):
    """Latin-1 and UTF-16 are read as what they are; CDATA and entities of XML are text."""
    text = one('<population id="p" size="1" component="driven"/>', length="1ms").replace("<Lems>", "<Lems>\n<notes>M\u00fcller &amp; Co</notes>")
    wanted = run(lab, text).signal("p", "v")
    for encoding in ("iso-8859-1", "utf-16"):
        name = f"encoded{next(numbers)}.xml"
        source = lab.folder / name
        source.write_bytes(text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding))
        target = lab.folder / f"encoded{next(numbers)}"
        lab.programs[name] = target
        done = subprocess.run([lab.nnc, str(source), "-o", str(target)], capture_output=True, text=True, timeout=60)
        equal((done.returncode, done.stderr), (0, ""), f"what is said of {encoding}")
        equal(lab.run(name).signal("p", "v"), wanted, f"v, {encoding}")


def rule_files_that_are_missing_are_told_alone(lab):
    """What they declare is not known: components of their types, units and references to them are no mistakes. Each file is told."""
    good = one('<population id="p" size="1" component="driven"/>')
    types = good[good.index("<Dimension"):good.index("<lif id")]
    for change in ((types, '<Include file="types.xml"/>\n<Include file="quantities.xml"/>\n'), ("<Lems>", '<Lems><Include file="types.xml"/>\n<Include file="../quantities.xml"/>\n<nothing id="x" v="1mX"/>')):
        said = lab.refused(f"missing{next(numbers)}.xml", good.replace(*change))
        holds(said.count("error[") == 2 == said.count("error[NNC0904]"), said)


def rule_mistakes_are_told_with_their_place(lab):
    good = one('<population id="p" size="1" component="driven"/>')
    for old, new, words in (
            ('drive="1nA"', 'drive="1mV"', ["NNC0402", "'drive' must be in nA, not in mV"]),
            ('drive="1nA"', 'drive="1nAmp"', ["NNC0905", "there is no unit 'nAmp'"]),
            ('drive="1nA"', "", ["NNC0903", "'driven' of type lif needs the attribute 'drive'"]),
            ('drive="1nA"', 'drive="1nA" drift="3"', ["NNC0908", "'drift' is no attribute of a lif"]),
            ("<lif id=\"driven\"", "<liff id=\"driven\"", ["NNC0906", "there is no component type 'liff'", "did you mean 'lif'"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="(g*(E - v) + iInn + drive)/C"', ["NNC0907", "'iInn' means nothing", "iIn"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="(g*(E - v) + iIn + drive/C"', ["NNC0907", "this '(' is not closed"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="(g*(E - v) + iIn + drive)/C**2"', ["NNC0907", "no operator '**'", "x^y"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="(g*sine(E - v) + iIn + drive)/C"', ["NNC0907", "no function 'sine'", "sin"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="(g*sin(E, v) + iIn + drive)/C"', ["NNC0907", "sin takes 1 argument, not 2"]),
            ('value="(g*(E - v) + iIn + drive)/C"', 'value="g*(E - v) + iIn + drive"', ["NNC02"]),
            ('component="driven"/>', 'component="drivn"/>', ["NNC0302", "there is no component 'drivn'", "driven"]),
            ('extends="base"', 'extends="bass"', ["NNC0906", "there is no component type 'bass'", "base"]),
            ('dimension="conductance"', 'dimension="conductanze"', ["NNC0905", "there is no dimension 'conductanze'", "conductance"]),
            ('quantity="p[0]/v"', 'quantity="p[3]/v"', ["NNC0302", "there is no such cell in population 'p'"]),
            ('quantity="p[0]/v"', 'quantity="p[0]/w"', ["NNC0407", "'w' leads to no variable", "has v"]),
            ('<Target component="sim"/>', '', ["NNC0409", "the document has no Target"]),
            ("<Lems>", '<!DOCTYPE Lems [<!ENTITY a "b">]>\n<Lems>', ["NNC0902", "document type"]),
            ("<Lems>", '<Lems><Include file="nowhere.xml"/>', ["NNC0904", "there is no file 'nowhere.xml'"]),
            ("<Lems>", '<Lems><Include file="../up.xml"/>', ["NNC0904", "there is no file '../up.xml'", "/../up.xml'"]),
            ("<Lems>", '<Lems><Include file="NeuroML2CoreTypes/Cells.xml"/>', ["NNC0904", "by their name: 'Cells.xml'"]),
            ("<Lems>", '<Lems><DefaultRun component="sim"/>', ["NNC0906", "it is called <Target"]),
            ("<lif id", '<clock id="driven" at="1ms"/><lif id', ["NNC0906", "there is no component type 'clock'"]),
            ('<lif id="still"', '<lif id="driven"', ["NNC0301", "the component 'driven' is declared twice", "first here"]),
            ('<lif id="still"', '<lif id="still" extends="stil"', ["NNC0302", "there is no component 'stil'"]),
            ('<lif id="still"', '<lif id="still" extends="still"', ["NNC0306", "the component extends itself"]),
            ('<MultiInstantiate', '<Choose/><MultiInstantiate', ["NNC0909", "<Choose> in a structure"]),
            ('drive="1nA"', 'drive="1nA pA"', ["NNC0905", "there is no unit 'nA pA'"]),
            ('drive="1nA"', 'drive="-inf nA"', ["NNC0905", "'-inf nA' is no number"]),
            ('drive="1nA"', 'drive="0x1p3nA"', ["NNC0905", "there is no unit 'x1p3nA'"]),
            ("<Lems>", "<Lems>" + "<a>" * 300, ["NNC0501", "more than 200 deep"]),
            ("<Lems>", "<Lems", ["NNC0901"]),
            ('size="1"', 'size="-1"', ["NNC0404"]),
            ('size="1"', 'size="0x1"', ["NNC0404"]),
            ('reduce="add"', 'reduce="max"', ["NNC0903", "'reduce' must be add or multiply, not 'max'"]),
            ('reduce="add"', 'reduce="multiply"', ["NNC0909", "products of what is attached"]),
            ('dimension="time" power="-3"/>', 'dimension="time" power="-3" scale="0"/>', ["NNC0903", "'scale' must be above 0"]),
            ('component="component"/></Structure>', 'component="component"/><MultiInstantiate number="size" component="component"/></Structure>',
             ["NNC0909", "several <MultiInstantiate>"]),
            ('size="1"', 'size="1e30"', ["NNC0404"])):
        holds(old in good, f"{old} stands in the document")
        said = lab.refused(f"mistake{next(numbers)}.xml", good.replace(old, new)) if words[0] != "NNC0908" else None
        if said is None:
            continue
        for word in words:
            holds(word in said, f"{word!r} is said of {new[:40]!r}: {said[:600]}")


if __name__ == "__main__":
    sys.exit(main(globals()))
