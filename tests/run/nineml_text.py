"""Documents of NineML for tests: short spellings of version 1, and the same document in version 2."""
import xml.etree.ElementTree as xml

V1, V2 = "http://nineml.net/9ML/1.0", "http://nineml.net/9ML/2.0"

UNITS = '''
<Dimension name="time" t="1"/><Dimension name="voltage" m="1" l="2" t="-3" i="-1"/><Dimension name="current" i="1"/>
<Dimension name="per_time" t="-1"/><Dimension name="resistance" m="1" l="2" t="-3" i="-2"/><Dimension name="temperature" k="1"/>
<Dimension name="slope" m="1" l="2" t="-4" i="-1"/><Dimension name="dimensionless"/>
<Unit symbol="ms" dimension="time" power="-3"/><Unit symbol="s" dimension="time" power="0"/><Unit symbol="mV" dimension="voltage" power="-3"/>
<Unit symbol="nA" dimension="current" power="-9"/><Unit symbol="pA" dimension="current" power="-12"/><Unit symbol="Hz" dimension="per_time" power="0"/>
<Unit symbol="Mohm" dimension="resistance" power="6"/><Unit symbol="mV_per_ms" dimension="slope" power="0"/>
<Unit symbol="degC" dimension="temperature" power="0" offset="273.15"/><Unit symbol="K" dimension="temperature" power="0"/>
<Unit symbol="unitless" dimension="dimensionless" power="0"/>
'''


def document(*parts):
    return f'<?xml version="1.0"?>\n<NineML xmlns="{V1}">{UNITS}{"".join(parts)}</NineML>\n'


def math(text):
    for a, b in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(a, b)
    return f"<MathInline>{text}</MathInline>"


def named(tag, words):
    """'v:voltage tau:time' as elements with a name and a dimension."""
    pairs = [w.split(":") for w in words.split()]
    return "".join(f'<{tag} name="{p[0]}"' + (f' dimension="{p[1]}"' if len(p) > 1 else "") + "/>" for p in pairs)


def dynamics(name, body, parameters="", sends="", receives="", reduces="", spikes="", hears=""):
    ports = (named("Parameter", parameters) + named("AnalogSendPort", sends) + named("AnalogReceivePort", receives)
             + named("AnalogReducePort", reduces).replace("/>", ' operator="+"/>') + named("EventSendPort", spikes)
             + named("EventReceivePort", hears))
    return f'<ComponentClass name="{name}">{ports}<Dynamics>{body}</Dynamics></ComponentClass>'


def states(words):
    return named("StateVariable", words)


def alias(name, text):
    return f'<Alias name="{name}">{math(text)}</Alias>'


def regime(name, *parts):
    return f'<Regime name="{name}">{"".join(parts)}</Regime>'


def derivative(name, text):
    return f'<TimeDerivative variable="{name}">{math(text)}</TimeDerivative>'


def actions(sets, out):
    done = [f'<StateAssignment variable="{a}">{math(b)}</StateAssignment>' for a, b in sets.items()]
    return "".join(done + [f'<OutputEvent port="{port}"/>' for port in out.split()])


def when(test, to, out="", **sets):
    return f'<OnCondition target_regime="{to}"><Trigger>{math(test)}</Trigger>{actions(sets, out)}</OnCondition>'


def on(port, to, out="", **sets):
    return f'<OnEvent port="{port}" target_regime="{to}">{actions(sets, out)}</OnEvent>'


def value(text):
    """'3 mV' or an element."""
    number, units = text.split(" ", 1)
    return f'units="{units}"', number if number.startswith("<") else f"<SingleValue>{number}</SingleValue>"


def properties(tag, values):
    found = ""
    for name, text in values.items():
        units, inside = text if isinstance(text, tuple) else value(text)
        found += f'<{tag} name="{name}" {units}>{inside}</{tag}>'
    return found


def array(units, *values):
    rows = "".join(f'<ArrayValueRow index="{i}" value="{v}"/>' for i, v in enumerate(values))
    return f'units="{units}"', f"<ArrayValue>{rows}</ArrayValue>"


def random(units, name):
    return f'units="{units}"', f"<RandomDistributionValue><Reference>{name}</Reference></RandomDistributionValue>"


def component(name, of, start=None, url="", prototype=False, **values):
    tag = "Prototype" if prototype else "Definition"
    url = f' url="{url}"' if url else ""
    return (f'<Component name="{name}"><{tag}{url}>{of}</{tag}>{properties("Property", values)}'
            f'{properties("Initial", start or {})}</Component>')


def population(name, size, cell):
    return f'<Population name="{name}"><Size>{size}</Size><Cell><Reference>{cell}</Reference></Cell></Population>'


def rule(name, parameters=""):
    return (f'<ComponentClass name="{name}">{named("Parameter", parameters)}'
            f'<ConnectionRule standard_library="http://nineml.net/9ML/1.0/connectionrules/{name}"/></ComponentClass>')


def distribution(name, parameters):
    return (f'<ComponentClass name="{name}">{named("Parameter", parameters)}'
            f'<RandomDistribution standard_library="http://www.uncertml.org/distributions/{name}"/></ComponentClass>')


def ports(roles):
    """{'Source': 'spike>input'} as <FromSource .../>"""
    pairs = [(role, pair.split(">")) for role, all_pairs in roles.items() for pair in all_pairs.split()]
    return "".join(f'<From{role} send_port="{a}" receive_port="{b}"/>' for role, (a, b) in pairs)


def projection(name, pre, post, by, response=None, to_post=None, to_response=None, plasticity=None, to_plasticity=None, delay="1 ms"):
    middle = f"<Response><Reference>{response}</Reference>{ports(to_response or {})}</Response>" if response else ""
    if plasticity:
        middle += f"<Plasticity><Reference>{plasticity}</Reference>{ports(to_plasticity or {})}</Plasticity>"
    units, inside = delay if isinstance(delay, tuple) else value(delay)
    return (f'<Projection name="{name}"><Source><Reference>{pre}</Reference></Source>'
            f"<Destination><Reference>{post}</Reference>{ports(to_post or {})}</Destination>"
            f"<Connectivity><Reference>{by}</Reference></Connectivity>{middle}<Delay {units}>{inside}</Delay></Projection>")


# ---- the same in version 2 ----
ROLES = {"Source": "pre", "Destination": "post", "Response": "response", "Plasticity": "plasticity"}


def text_to_name(e):
    e.set("name", e.text.strip())
    e.text = None


def to_quantity(e):
    inside = list(e)
    for child in inside:
        e.remove(child)
    quantity = xml.SubElement(e, "Quantity", units=e.attrib.pop("units"))
    quantity.extend(inside)


def unwrap(e):
    """<ComponentClass> with what it contains becomes that."""
    body = next(c for c in e if c.tag in ("Dynamics", "ConnectionRule", "RandomDistribution"))
    e.remove(body)
    e.tag, inside = body.tag, list(body)
    e.attrib.update(body.attrib)
    e.extend(inside)


def connections(e):
    found = []
    for member in e:
        for source in [c for c in member if c.tag.startswith("From")]:
            member.remove(source)
            found.append(xml.Element("EventPortConnection", sender_role=ROLES[source.tag[4:]], receiver_role=ROLES[member.tag],
                                     send_port=source.get("send_port"), receive_port=source.get("receive_port")))
        member.tag = {"Source": "Pre", "Destination": "Post"}.get(member.tag, member.tag)
    e.extend(found)


def version2(text):
    root = xml.fromstring(text.replace(f' xmlns="{V1}"', ""))
    for e in list(root.iter()):
        if e.tag in ("Reference", "Definition", "Prototype"):
            text_to_name(e)
        elif e.tag == "Constant":
            e.set("value", e.text.strip())
            e.text = None
        elif e.tag in ("Property", "Initial", "Delay"):
            to_quantity(e)
        elif e.tag == "Component":
            e.tag = "DynamicsProperties"
    for e in root.findall("ComponentClass"):
        unwrap(e)
    for e in root.findall("Projection"):
        connections(e)
    root.set("xmlns", V2)
    return xml.tostring(root, encoding="unicode")
