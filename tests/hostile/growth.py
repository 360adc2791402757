"""Equations that grow: what takes one name or one bracket more must not take twice the time, in any form of model."""
import sys

from hostile import LIMIT, MEGABYTE, main

DEEP, DOUBLINGS = 100, 40


def nest(form, depth, x="x"):
    for _ in range(depth):
        x = form.replace("#", x)
    return x


def cell(value, more=""):
    return f"cell C:\n    state x = 0.1\n{more}    dx/dt = ({value})/(1 ms)\nc = Population(1, C())\nc.record('x')\nrun(1 ms)\n"


def nineml(*parts):
    head = ('<NineML xmlns="http://nineml.net/9ML/2.0"><Dimension name="time" t="1"/><Dimension name="none"/>'
            '<Unit symbol="ms" dimension="time" power="-3"/><Unit symbol="one" dimension="none" power="0"/>')
    return head + "".join(parts) + "</NineML>"


def dynamics(value, aliases="", ports=""):
    def math(text):
        return "<MathInline>" + text.replace("<", "&lt;").replace(">", "&gt;") + "</MathInline>"
    rows = [row.split(" = ") for row in aliases.splitlines()]
    text = "".join(f'<Alias name="{name}">{math(inside)}</Alias>' for name, inside in rows)
    return (f'<Dynamics name="D"><Parameter name="tau" dimension="time"/><AnalogSendPort name="x" dimension="none"/>{ports}'
            f'<StateVariable name="x" dimension="none"/>{text}'
            f'<Regime name="r"><TimeDerivative variable="x">{math(f"({value})/tau")}</TimeDerivative></Regime></Dynamics>')


def properties(name):
    return (f'<DynamicsProperties name="{name}"><Definition name="D"/>'
            '<Property name="tau"><Quantity units="ms"><SingleValue>1</SingleValue></Quantity></Property>'
            '<Initial name="x"><Quantity units="one"><SingleValue>0</SingleValue></Quantity></Initial></DynamicsProperties>')


def lems(value, variables=""):
    rows = [row.split(" = ") for row in variables.splitlines()]
    text = "".join(f'<DerivedVariable name="{name}" dimension="none" value="{inside}"/>' for name, inside in rows)
    return ('<Lems><Dimension name="none"/><Dimension name="time" t="1"/><Unit symbol="ms" dimension="time" power="-3"/>'
            '<ComponentType name="D"><Constant name="tau" dimension="time" value="1ms"/><Exposure name="x" dimension="none"/>'
            f'<Dynamics><StateVariable name="x" dimension="none" exposure="x"/>{text}<TimeDerivative variable="x" value="({value})/tau"/>'
            '</Dynamics></ComponentType><Component id="d" type="D"/></Lems>')


def all_forms(place, name, *words, code=0, **options):
    """Checks and prints, in little memory."""
    for command in (["check"], ["--emit=c", "-o", "/dev/null"]):
        line = [place.nnc, *command, name]
        if code:
            place.fails(line, code, *words, memory=1024 * MEGABYTE, **options)
        else:
            place.works(line, memory=1024 * MEGABYTE, **options)


FUNCTIONS = ["exp(-#)", "expm1(#/2)", "exprel(#/3)", "log(2 + #)", "log1p(#)", "log10(3 + #)", "sqrt(1 + #)", "sin(#)", "cos(#)", "tan(#/2)",
             "asin(#/2)", "acos(#/4)", "atan(#)", "sinh(#/2)", "cosh(#/3)", "tanh(#)", "asinh(#)", "acosh(2 + #)", "atanh(#/2)", "erf(#)",
             "abs(#)", "min(#, 1)", "max(#, 0.1)", "pow(#, 1.5)", "pow(1.1, #)", "(1 + #)^3", "-(#)", "floor(#) + x"]


def case_functions_that_nest(place):
    for k, function in enumerate(FUNCTIONS):
        place.write(f"nested{k}.nn", cell(nest(function, DEEP)))
        all_forms(place, f"nested{k}.nn")


def case_choices_that_nest(place):
    for k, form in enumerate(["(1 if x > # else 2)", "(# if x > 0.3 else -x)", "(1 if x > 0.3 else #)", "(# if # > 0.3 else 1)"]):
        doubles = form.count("#") > 1
        place.write(f"choice{k}.nn", cell(nest(form, 12 if doubles else DEEP)))
        all_forms(place, f"choice{k}.nn")


def case_arguments_that_double(place):
    """Of functions that are written in place: an argument that is read twice."""
    for k, body in enumerate(["y + y*y", "y if y > 0 else -y", "exp(y)*y", "min(y, 2*y)"]):
        place.write(f"argument{k}.nn", f"def f(y):\n    return {body}\n" + cell(nest("f(#)", DOUBLINGS)))
        all_forms(place, f"argument{k}.nn", f"argument{k}.nn:2:", code=LIMIT)


def case_aliases_that_double(place):
    for k, form in enumerate(["# + #", "#*#", "#/(1 + #)", "(# if # > 0 else -#)", "exp(#)*#", "pow(#, #)"]):
        chain = "    a0 = x\n" + "".join(f"    a{i + 1} = {form.replace('#', f'a{i}')}\n" for i in range(DOUBLINGS))
        place.write(f"alias{k}.nn", cell(f"a{DOUBLINGS}", chain))
        all_forms(place, f"alias{k}.nn", "NNC0504", code=LIMIT)
    test = "    b0 = x > 0\n" + "".join(f"    b{i + 1} = b{i} and (b{i} or x > {i})\n" for i in range(DOUBLINGS))
    place.write("test.nn", cell(f"1 if b{DOUBLINGS} else 0", test))
    all_forms(place, "test.nn", "NNC0504", code=LIMIT)


def case_gates_and_schemes(place):
    """Rates of gates and kinetic schemes, which methods derive and multiply."""
    chain = "    a0 = v/(1 mV)\n" + "".join(f"    a{i + 1} = a{i} + a{i}/2\n" for i in range(DOUBLINGS))
    head = "cell C:\n    state v = -65 mV\n" + chain
    tail = "    dv/dt = -v/(1 ms)\nc = Population(1, C())\nc.record('v')\nrun(1 ms)\n"
    place.write("gate.nn", head + f"    gate m^3: alpha = 1 /ms*exp(a{DOUBLINGS}), beta = 1 /ms\n" + tail)
    place.write("scheme.nn", head + "    state o = 1, c = 0\n    kinetic:\n"
                f"        o <-> c (1 /ms*exp(a{DOUBLINGS}), 1 /ms)\n" + tail)
    for name in ("gate.nn", "scheme.nn"):
        all_forms(place, name, "NNC0504", code=LIMIT)
    nested = nest("asinh(#)", DEEP, "v/(1 mV)")
    place.write("nested.nn", "cell C:\n    state v = -65 mV\n"
                f"    gate m^3: alpha = 1 /ms*exp({nested}), beta = 1 /ms\n" + tail.replace("-v/", "-v*m/"))
    all_forms(place, "nested.nn")


def case_documents_that_nest(place):
    for k, form in enumerate(["asinh(#)", "acosh(2 + #)", "atanh(#/2)", "pow(#, 3)", "(x > # ? 1 : 2)", "(x > 1 ? # : x)", "min(#, x)"]):
        place.write(f"nested{k}.xml", nineml(dynamics(nest(form, DEEP)), properties("d")))
        all_forms(place, f"nested{k}.xml")
        place.works([place.nnc, "convert", f"nested{k}.xml", "-o", f"LEMS_nested{k}.xml"], memory=1024 * MEGABYTE)
        place.works([place.nnc, "convert", f"nested{k}.xml", "-o", f"nested{k}.nn"], memory=1024 * MEGABYTE)
    for k, form in enumerate(["ln(2 + #)", "(#)^3", "abs(#)"]):
        place.check(f"nested{k}.lems.xml", lems(nest(form, DEEP)), 0)


def case_documents_that_double(place):
    """Also where the chain is a response, which is asked whether it is linear, and a trigger."""
    chain = "a0 = x\n" + "\n".join(f"a{i + 1} = a{i} + a{i}" for i in range(DOUBLINGS))
    last = f"a{DOUBLINGS}"
    place.check("chain.xml", nineml(dynamics(last, chain), properties("d")), LIMIT, "NNC0504")
    place.check("chain.lems.xml", lems(last, chain), LIMIT, "NNC0504")
    response = dynamics(f"-{last}", chain, '<EventReceivePort name="spike"/>').replace(
        "</TimeDerivative>", '</TimeDerivative><OnEvent port="spike"><StateAssignment variable="x"><MathInline>x + 1</MathInline>'
        "</StateAssignment></OnEvent>")
    place.write("exp.xml", nineml(response, properties("d")))
    place.write("cell.xml", nineml('<Dynamics name="D"><Parameter name="tau" dimension="time"/><AnalogReducePort name="x" dimension="none" operator="+"/>'
                                   '<StateVariable name="v" dimension="none"/><Regime name="r"><TimeDerivative variable="v"><MathInline>x/tau</MathInline>'
                                   "</TimeDerivative></Regime></Dynamics>", properties("d").replace('"x"', '"v"')))
    place.check("script.nn", "cell = nineml_cell_type('cell.xml', 'd', syn='exp.xml')\np = Population(1, cell())\np.record('v')\nrun(1)\n",
                LIMIT, "NNC0504")


if __name__ == "__main__":
    sys.exit(main(globals()))
