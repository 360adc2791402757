"""Where cells and what is on them lie, in documents of NeuroML2: layouts and lists of places, segments that channels name."""
import subprocess
import sys

from harness import equal, holds, main

CELL = '<iafCell id="iaf" leakReversal="-60mV" thresh="-50mV" reset="-60mV" C="100pF" leakConductance="5nS"/>'


def nnc(lab, body, command="check"):
    path = lab.folder / "places.nml"
    path.write_text(f'<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="doc">{CELL}{body}</neuroml>', encoding="utf-8")
    return subprocess.run([lab.nnc, command, str(path)], capture_output=True, text=True, timeout=60, check=False)


def population(attributes, inside=""):
    return f'<network id="net"><space id="flat"/><population id="p" component="iaf"{attributes}>{inside}</population></network>'


def cells(lab, attributes, inside):
    """How many cells a population has, and what is said of it."""
    done = nnc(lab, population(attributes, inside), "info")
    equal(done.returncode, 0, f"exit code: {done.stderr}")
    found = [line.split() for line in done.stdout.splitlines() if line.startswith("population p:")]
    return int(found[0][2]) if found else 0, done.stderr


def rule_a_layout_says_only_where_cells_lie(lab):
    """The size says how many there are; without it the layout does."""
    for inside, number in (('<layout space="flat"><random number="4" region="slab"/></layout>', 4), ('<layout><unstructured number="3"/></layout>', 3),
                           ('<layout space="Grid_2D"><grid xSize="3" ySize="2"/></layout>', 6), ('<layout><grid xSize="3" ySize="2" zSize="2"/></layout>', 12),
                           ('<notes>n</notes><property tag="color" value="1 0 0"/><annotation><property tag="a" value="b"/></annotation><layout><grid xSize="2"/></layout>', 2)):
        equal(cells(lab, f' size="{number}"', inside), (number, ""), f"size {number} of {inside}")
        equal(cells(lab, "", inside), (number, ""), f"cells of {inside}")
        found, said = cells(lab, ' size="7"', inside)
        equal(found, 7, f"cells where the size is another: {inside}")
        holds("NNC0908" in said and f"these are {number} places for 7 cells" in said, said)
    equal(cells(lab, ' size="7"', '<layout space="flat"/>'), (7, ""), "cells of a layout without a number")


def rule_wrong_layouts_are_told(lab):
    grid = '<layout><grid xSize="{}" ySize="{}"/></layout>'
    for inside, code, said in (('<layout><random region="slab"/></layout>', "NNC0903", "needs the attribute 'size'"), ("", "NNC0903", "needs the attribute 'size'"),
                               (grid.format(2, -1), "NNC0404", "'-1' is no number of cells"), (grid.format(30000, 200000), "NNC0404", "6000000000 places are too many cells"),
                               ('<layout><grit xSize="2"/></layout>', "NNC0906", "no component type 'grit'")):
        done = nnc(lab, population("", inside))
        holds(done.returncode == 1 and code in done.stderr and said in done.stderr and "places.nml:1:" in done.stderr, f"{inside}: {done.stderr}")


PLACE = '<instance id="{}"><location x="0" y="0" z="0"/></instance>'


def rule_lists_of_places_are_networks(lab):
    """With places, and without any; a list says so by its type."""
    listed = ' type="populationList"'
    equal(cells(lab, listed, PLACE.format(0) + PLACE.format(4)), (2, ""), "cells of a list")
    equal(cells(lab, listed + ' size="0"', ""), (0, ""), "cells of an empty list")
    for attributes, inside, code, said in ((listed + ' size="2"', "", "NNC0913", "has 0 instances, its size is 2"),
                                           (' size="1"', PLACE.format(0), "NNC0908", 'type="populationList" of the population has one'),
                                           (listed, '<layout><grid xSize="2"/></layout>', "NNC0908", 'type="population" of the population has one')):
        done = nnc(lab, population(attributes, inside))
        holds(code in done.stderr and said in done.stderr, f"{attributes} {inside}: {done.stderr}")


def rule_populations_without_cells_run(lab):
    """Beside others that have some. No path leads to a cell of theirs."""
    text = (f'<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>{CELL}<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/>'
            '<network id="net"><population id="p" component="iaf" size="0"/><population id="q" component="iaf" size="1"/>'
            '<projection id="pq" presynapticPopulation="p" postsynapticPopulation="q" synapse="syn"/></network><Simulation id="sim" target="net" length="1ms" step="0.1ms">'
            '<OutputFile id="f" fileName="f.dat"><OutputColumn id="v" quantity="q[0]/v"/></OutputFile></Simulation></Lems>')
    equal(len((lab.run("empty.xml", text=text, dt=0.1).folder / "f.dat").read_text().splitlines()), 11, "rows")
    said = lab.refused("nobody.xml", text.replace("q[0]/v", "p[0]/v"))
    holds("there is no such cell in population 'p'" in said, said)


BALL = """<ionChannelPassive id="leak" conductance="10pS"/><cell id="c"><morphology id="m"><segment id="0" name="ball"><proximal x="0" y="0" z="0" diameter="20"/>
<distal x="20" y="0" z="0" diameter="20"/></segment><segmentGroup id="soma"><member segment="0"/></segmentGroup></morphology><biophysicalProperties id="b"><membraneProperties>
<{0}/><spikeThresh value="0mV"/><specificCapacitance value="1uF_per_cm2"/><initMembPotential value="-65mV"/></membraneProperties><intracellularProperties>
<resistivity value="0.1kohm_cm"/></intracellularProperties></biophysicalProperties></cell>"""


def rule_channels_lie_on_segments_that_there_are(lab):
    """By their ids; other words are told, with the one that is meant."""
    kinds = ('channelPopulation id="l" ionChannel="leak" number="3" erev="-54mV" ion="k"', 'channelDensity id="l" ionChannel="leak" condDensity="1S_per_m2" erev="-54mV" ion="k"',
             'channelDensityVShift id="l" ionChannel="leak" condDensity="1S_per_m2" erev="-54mV" ion="k" vShift="0mV"')
    for kind in kinds:
        for attribute, said in (('segment="0"', None), ('segmentGroup="soma"', None), ('segmentGroup="all"', None), ('segment="5"', "the cell has no segment '5'"),
                                ('segment="ball"', "that is a name: the id of this segment is '0'"), ('segmentGroup="sona"', "did you mean 'soma'?"),
                                ('segmentGroup="0"', "the cell has no group of segments '0'")):
            done = nnc(lab, BALL.format(f"{kind} {attribute}"))
            equal(done.returncode, 1 if said else 0, f"exit code of {kind} {attribute}: {done.stderr}")
            holds(said in done.stderr and "NNC0913" in done.stderr if said else not done.stderr, f"{kind} {attribute}: {done.stderr}")
    done = nnc(lab, BALL.format(kinds[0] + ' segment="5"'), "info")
    holds(done.returncode == 0 and "NNC0914" in done.stderr, f"a warning where it is not judged: {done.stderr}")


if __name__ == "__main__":
    sys.exit(main(globals()))
