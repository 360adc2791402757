"""Derived parameters with `select`: numbers of other components. A cell relaxes to a potential that it finds."""
import math
import sys

from harness import equal, holds, main, near

DOCUMENT = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
<ComponentType name="ion"><Parameter name="charge" dimension="none"/></ComponentType>
<ComponentType name="potential"><ComponentReference name="ion" type="ion"/><Parameter name="E" dimension="voltage"/>
<DerivedParameter name="half" dimension="voltage" value="E*share"/><Constant name="share" dimension="none" value="0.5"/>
<DerivedParameter name="loop" dimension="voltage" value="half + turn"/><DerivedParameter name="turn" dimension="voltage" select="again/loop"/>
<ComponentReference name="again" type="potential"/><Text name="word"/></ComponentType>
<ComponentType name="surroundings"><Children name="potentials" type="potential"/></ComponentType>
<ComponentType name="door"><ComponentReference name="ion" type="ion"/><Parameter name="tau" dimension="time"/></ComponentType>
<ComponentType name="relaxing" extends="baseCellMembPot"><ComponentReference name="gate" type="door"/><ComponentReference name="world" type="surroundings"/>
<Child name="own" type="potential"/><Text name="wanted"/>
<DerivedParameter name="E" dimension="DIMENSION" select="PATH"/><DerivedParameter name="tau" dimension="time" select="gate/tau"/>
<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/><TimeDerivative variable="v" value="(E - v)/tau"/></Dynamics></ComponentType>
<ion id="na" charge="1"/><ion id="k" charge="1"/>
<surroundings id="bath"><potential ion="na" E="50mV" word="first"/><potential id="second" ion="k" E="-80mV" word="none" again="second"/></surroundings>
<door id="g" ion="k" tau="5ms"/><relaxing id="c" gate="g" world="bath" wanted="first"><potential id="own" ion="k" E="-20mV"/></relaxing>
<network id="net"><population id="p" component="c" size="1"/></network>
<Simulation id="sim" length="20ms" step="0.1ms" target="net"><OutputFile id="o" fileName="o.dat"><OutputColumn id="v" quantity="p[0]/v"/></OutputFile></Simulation></Lems>
"""


def document(path, dimension="voltage"):
    return DOCUMENT.replace("PATH", path.replace("<", "&lt;")).replace("DIMENSION", dimension)


def rule_paths_lead_to_numbers(lab):
    for i, (path, mV) in enumerate((("//potential[word='first']/E", 50), ("//surroundings/second/E", -80), ("world/second/half", -40),
                                    ("world/potentials[ion=gate/ion]/E", -80), ("world/potentials[word=wanted]/half", 25), ("own/E", -20),
                                    ("//surroundings/potentials[ion='na']/E", 50), ("world/potential[word=&quot;none&quot;]/E", -80))):
        rows = (lab.run(f"path{i}.xml", text=document(path), dt=0.1).folder / "o.dat").read_text().splitlines()
        equal(len(rows), 201, "rows")
        near(float(rows[100].split()[1]), 1e-3 * mV * (1 - math.exp(-2)), 1e-8, f"v at 10 ms by {path}")


def rule_paths_that_lead_to_no_number_are_told(lab):
    for path, words in (("//potential/E", "leads to 3 components"), ("//potential[ion=gate/ion]/E", "leads to 2 components"), ("//reversal/E", "leads to nothing"),
                        ("world/third/E", "leads to nothing"), ("world/potentials[ion=gate/tau]/E", "leads to nothing"), ("gate/tau", "'E'"),
                        ("own/V", "the component type 'potential' has no 'V'"), ("own/word", "'word' of 'potential' is no parameter"), ("E", "this is no path to a parameter"),
                        ("own/", "this is no path"), ("//", "this is no path"), ("own//E", "this is no path"), ("own[word/E", "this is no path"),
                        ("own[=1]/E", "this is no path"), ("world/potentials[ion=own[ion=gate/ion]/ion]/E", "leads to nothing"), ("own/again/E", "leads to nothing"),
                        ("world/second/loop", "comes from derived parameters without end")):
        said = lab.refused("wrong.xml", document(path))
        holds(words in said and ": error" not in said and said.count("error[") == 1 and "wrong.xml:" in said, f"{path}: {said[:400]}")
    holds("NNC0402" in lab.refused("wrong.xml", document("own/E", "time")), "another dimension")


def rule_global_constants_are_read(lab):
    """Of a derived parameter of the other component; one without a value is told."""
    text = document("own/half").replace('value="E*share"', 'value="E*part"').replace("<ComponentType", '<Constant name="part" dimension="none" value="0.25"/><ComponentType', 1)
    rows = (lab.run("global.xml", text=text, dt=0.1).folder / "o.dat").read_text().splitlines()
    near(float(rows[100].split()[1]), -5e-3 * (1 - math.exp(-2)), 1e-8, "v at 10 ms")
    said = lab.refused("lacks.xml", text.replace(' value="0.25"', ""))
    holds("needs the attribute 'value'" in said and "Sanitizer" not in said, said[:300])


def rule_numbers_that_double_end(lab):
    """Forty derived parameters, each twice the one before: nothing is as large as it would be written out."""
    chain = "".join(f'<DerivedParameter name="d{k}" dimension="voltage" value="d{k + 1} + d{k + 1}"/>' for k in range(20)) + \
        '<DerivedParameter name="d20" dimension="voltage" value="E"/>'
    said = lab.refused("large.xml", document("own/d0").replace('<Text name="word"/>', chain + '<Text name="word"/>'))
    holds("comes from too many numbers" in said and said.count("error[") == 1, said[:400])


if __name__ == "__main__":
    sys.exit(main(globals()))
