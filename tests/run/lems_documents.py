"""Documents of LEMS and NeuroML2 that have no simulation, and mistakes in documents that must not pass in silence."""
import os
import subprocess
import sys

from harness import equal, holds, main

CELL = '<iafCell id="iaf" leakReversal="-50mV" thresh="-55mV" reset="-70mV" C="0.2nF" leakConductance="0.01uS"/>'
SYNAPSE = '<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/>'


def neuroml(body):
    return f'<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="doc">{body}</neuroml>'


def nnc(lab, name, text, *options):
    path = lab.folder / name
    path.write_text(text, encoding="utf-8")
    return subprocess.run([lab.nnc, *options, str(path)], capture_output=True, text=True, timeout=60)


def rule_components_without_a_network_are_models(lab):
    """What synapses can be attached to is a cell, what takes events a synapse; the core types need no include."""
    done = nnc(lab, "parts.nml", neuroml(CELL + SYNAPSE), "--emit=ir")
    equal((done.returncode, done.stderr), (0, ""), "what is said")
    for line in ("cell $iaf {", "synapse $syn {"):
        holds(line in done.stdout, f"{line!r} in {done.stdout[:600]}")
    equal(nnc(lab, "parts.nml", neuroml(CELL + SYNAPSE), "check").returncode, 0, "exit of nnc check")


def rule_networks_without_a_simulation_are_checked(lab):
    net = '<network id="net"><population id="p" component="{}" size="2"/></network>'
    done = nnc(lab, "net.nml", neuroml(CELL + net.format("iaf")), "--emit=ir")
    holds(done.returncode == 0 and "population $p : $iaf size int(2)" in done.stdout, f"{done.stderr}{done.stdout[:300]}")
    wrong = nnc(lab, "net.nml", neuroml(CELL + net.format("iff")), "check")
    holds(wrong.returncode == 1 and "did you mean 'iaf'?" in wrong.stderr, wrong.stderr)
    two = nnc(lab, "net.nml", neuroml(CELL + net.format("iaf") + net.format("iaf").replace('id="net"', 'id="other"')), "check")
    holds(two.returncode == 1 and "several networks" in two.stderr, two.stderr)


def rule_libraries_that_are_missing_are_told(lab):
    """A file that is no library stands where each would be found."""
    folder = lab.folder / "lib"
    folder.mkdir()
    for name in ("libxml2.so.2", "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5.so"):
        (folder / name).write_text("")
    for name, library in (("any.nml", "libxml2"), ("net.nml.h5", "libhdf5")):
        (lab.folder / name).write_text(neuroml(CELL))
        done = subprocess.run([lab.nnc, "check", str(lab.folder / name)], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "LD_LIBRARY_PATH": str(folder)}, check=False)
        equal(done.returncode, 4, "exit code")
        holds("NNC0910" in done.stderr and f"apt install {library}" in done.stderr, done.stderr)


def rule_files_that_are_no_hdf5_are_told(lab):
    (lab.folder / "bad.nml.h5").write_text("no table")
    done = nnc(lab, "bad.nml", neuroml('<include href="bad.nml.h5"/>' + CELL), "check")
    holds(done.returncode == 1 and ("NNC0919" in done.stderr or "NNC0910" in done.stderr), done.stderr)
    if "NNC0919" in done.stderr:
        holds("this is no file of HDF5" in done.stderr and "bad.nml:1:" in done.stderr, done.stderr)


def rule_chains_of_files_have_a_limit(lab):
    for i in range(202):
        (lab.folder / f"chain{i}.xml").write_text(f'<Lems><Include file="chain{i + 1}.xml"/></Lems>')
    (lab.folder / "chain202.xml").write_text("<Lems/>")
    done = nnc(lab, "chain.nml", neuroml('<include href="chain0.xml"/>' + CELL), "check")
    equal((done.returncode, done.stderr.count("error[")), (5, 1), done.stderr)
    holds("NNC0501" in done.stderr and "chain199.xml:1:" in done.stderr and "more than 200 deep" in done.stderr, done.stderr)
    equal(nnc(lab, "chain.nml", neuroml('<include href="chain10.xml"/>' + CELL), "check").returncode, 0, "exit with 193 files")


def rule_programs_need_a_simulation(lab):
    done = nnc(lab, "none.nml", neuroml(CELL), "-o", str(lab.folder / "none"))
    holds(done.returncode == 1 and all(word in done.stderr for word in ("NNC0409", "<Simulation>", "nnc convert", "nnc check")), done.stderr)


def rule_documents_of_core_types_are_named(lab):
    """A type that is in the core types, and not in what the document includes."""
    for type_, document in (("iafCell", "NeuroML2CoreTypes.xml"), ("IF_cond_exp", "PyNN.xml"), ("OutputFile", "Simulation.xml")):
        done = nnc(lab, "bare.xml", f'<Lems><{type_} id="x"/></Lems>', "check")
        holds(done.returncode == 1 and f'<Include file="{document}"/> declares it' in done.stderr, done.stderr)
    done = nnc(lab, "bare.xml", '<Lems><iaf id="x"/></Lems>', "check")
    holds(done.returncode == 1 and "declares it" not in done.stderr, done.stderr)


def rule_mistakes_in_types_are_told(lab):
    """What nothing would read, and what has no meaning, is a mistake, also in types that no component has."""
    kind = '<ComponentType name="odd" extends="baseSynapse">{}</ComponentType><odd id="o"/>'
    for inside, words in (
            ('<Paramter name="x" dimension="none"/>', ["NNC0909", "no <Paramter>", "did you mean <Parameter>?"]),
            ('<EventPort name="e" direction="input"/>', ["NNC0903", "'direction' must be in or out, not 'input'"]),
            ('<EventPort name="e"/>', ["NNC0903", "'direction'"]),
            ('<Dynamics><OnEvent port="inn"/></Dynamics>', ["NNC0907", "'inn' is no event port"])):
        done = nnc(lab, "odd.nml", neuroml(kind.format(inside)), "check")
        for word in words:
            holds(done.returncode == 1 and word in done.stderr, f"{word!r} is said of {inside}: {done.stderr}")


CONNECTED = """<ComponentType name="joined"><Path name="from"/><Path name="to"/><ComponentReference name="synapse" type="basePointCurrent"/>
<Parameter name="w" dimension="{dim}"/><Parameter name="delay" dimension="time"/><Text name="port"/><Structure><With instance="from" as="a"/>
<With instance="to" as="b"/><EventConnection from="a" to="b" receiver="synapse" {ports}><Assign property="{property}" value="w"/></EventConnection>
</Structure></ComponentType>
<ComponentType name="ring" extends="network"><Children name="joins" type="joined"/></ComponentType>
<ring id="net"><population id="p" component="iaf" size="1"/><population id="q" component="iaf" size="1"/>
<joined from="p[0]" to="q[0]" synapse="{synapse}" w="{w}" {more}/></ring>"""


def rule_mistakes_of_connections_are_told(lab):
    good = {"dim": "none", "ports": 'delay="delay"', "property": "weight", "synapse": "syn", "w": "2", "more": 'delay="1ms"'}
    silent = '<pulseGenerator id="pulse" delay="1ms" duration="1ms" amplitude="1nA"/>' \
             '<ComponentType name="deaf" extends="baseSynapse"><Property name="weight" dimension="none" defaultValue="1"/></ComponentType>'
    for change, words in (
            ({}, []),
            ({"property": "weigth"}, ["NNC0907", "'weigth' is no property"]),
            ({"dim": "conductance", "w": "2nS"}, ["NNC0402", "'weight' must be a pure number"]),
            ({"more": ""}, ["NNC0903", "'delay'"]),
            ({"more": 'delay=""'}, ["NNC0903", "'delay'"]),
            ({"ports": 'delay="late"'}, ["NNC0907", "the delay 'late' is no attribute of 'joined'"]),
            ({"ports": 'sourcePort="port"', "more": 'delay="1ms" port="spik"'}, ["NNC0403", "no such event port"]),
            ({"ports": 'sourcePort="prt"'}, ["NNC0907", "the sourcePort 'prt' is no attribute"]),
            ({"ports": 'targetPort="port"', "more": 'delay="1ms" port="inn"'}, ["NNC0909", "at its port 'in' only"])):
        text = neuroml(CELL + SYNAPSE + silent + CONNECTED.format(**{**good, **change}))
        done = nnc(lab, "joined.nml", text, "check")
        equal(done.returncode, 1 if words else 0, f"exit for {change}: {done.stderr}")
        for word in words:
            holds(word in done.stderr, f"{word!r} is said of {change}: {done.stderr}")


def rule_paths_stay_in_folders_that_were_named(lab):
    """-I permits what lies below its folder, nothing else."""
    (lab.folder / "shared").mkdir(exist_ok=True)
    (lab.folder / "model").mkdir(exist_ok=True)
    (lab.folder / "shared" / "cell.nml").write_text(neuroml(CELL), encoding="utf-8")
    text = neuroml('<include href="../shared/cell.nml"/><network id="n"><population id="p" component="iaf" size="1"/></network>')
    for options, fine in (((), False), (("-I", str(lab.folder / "shared")), True), (("-I", str(lab.folder)), True),
                          (("-I", str(lab.folder / "model")), False)):
        done = nnc(lab, "model/net.nml", text, "check", *options)
        equal(done.returncode == 0, fine, f"read with {options}: {done.stderr}")
        holds(fine or ("NNC0904" in done.stderr and f"-I {lab.folder}/model/.. permits" in done.stderr), done.stderr)
    (lab.folder / "model" / "link.nml").symlink_to(lab.folder / "shared" / "cell.nml")
    for options, fine in (((), False), (("-I", str(lab.folder / "shared")), True)):
        done = nnc(lab, "model/net.nml", text.replace("../shared/cell.nml", "link.nml"), "check", *options)
        equal(done.returncode == 0, fine, f"a link out of the folder with {options}: {done.stderr}")


def rule_what_has_no_dimension_anywhere_has_that_of_its_value(lab):
    """A variable and its exposure that declare none are read as what the value is."""
    text = neuroml('<ComponentType name="kid"><Requirement name="y" dimension="voltage"/><Exposure name="q" dimension="voltage"/><Dynamics><DerivedVariable name="q" exposure="q" dimension="voltage" '
                   'value="2*y"/></Dynamics></ComponentType><ComponentType name="own" extends="baseCellMembPot"><Parameter name="a" dimension="voltage"/><Exposure name="y"{}/><Child name="kid" type="kid"/>'
                   '<Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/><DerivedVariable name="y" exposure="y" value="2*a"/></Dynamics></ComponentType><own id="o" a="2mV"><kid/></own>'
                   '<network id="n"><population id="p" component="o" size="1"/></network>')
    for dimension, said in (("", ""), (' dimension="voltage"', ""), (' dimension="none"', "NNC0915")):
        done = nnc(lab, "bare.nml", text.format(dimension), "check")
        holds(said in done.stderr if said else (done.returncode, done.stderr) == (0, ""), f"{dimension}: {done.stderr}")


def rule_starts_of_no_state_are_told(lab):
    """With the one that is meant; not again where the state itself is wrong."""
    text = neuroml('<ComponentType name="ball" extends="baseSpikingCell"><Exposure name="height" dimension="{}"/><Dynamics><StateVariable name="height" exposure="height" dimension="length"/>'
                   '<OnStart><StateAssignment variable="{}" value="0"/></OnStart></Dynamics></ComponentType><ball id="b"/>')
    done = nnc(lab, "ball.nml", text.format("length", "hight"), "check")
    holds("there is no state variable 'hight'" in done.stderr and "did you mean 'height'?" in done.stderr and done.stderr.count("error[") == 1, done.stderr)
    done = nnc(lab, "ball.nml", text.format("length", "height").replace('exposure="height" dimension="length"', 'exposure="height" dimension="lenght"'), "check")
    holds("lenght" in done.stderr and done.stderr.count("error[") == 1, done.stderr)


def rule_a_variable_has_its_own_dimension_not_that_of_its_exposure(lab):
    """A warning, and in SI units the number that jLEMS shows; who wants it in the dimension of the exposure is told."""
    text = neuroml('<ComponentType name="ball" extends="baseSpikingCell"><Exposure name="speed" dimension="none"/>{}<Dynamics>'
                   '<StateVariable name="height" dimension="length"/><DerivedVariable name="speed" exposure="speed" dimension="{}" value="{}"/></Dynamics></ComponentType><ball id="b">{}</ball>')
    done = nnc(lab, "ball.nml", text.format('<Constant name="S" dimension="time" value="2ms"/>', "per_time", "1/S", ""), "check")
    equal((done.returncode, done.stderr.count("warning[NNC0915]: 'speed' is in 1/ms, and its exposure 'speed' in 1")), (0, 1), done.stderr)
    reader = ('<Child name="kid" type="kid"/>', '<ComponentType name="kid"><Requirement name="speed" dimension="none"/><Exposure name="q" dimension="none"/><Dynamics><DerivedVariable name="q" '
              'exposure="q" dimension="none" value="2*speed"/></Dynamics></ComponentType>')
    done = nnc(lab, "ball.nml", text.format('<Constant name="S" dimension="time" value="2ms"/>' + reader[0], "per_time", "1/S", "<kid/>").replace('<ComponentType name="ball"', reader[1] + '<ComponentType name="ball"'), "check")
    holds(done.returncode == 1 and "error[" in done.stderr and "speed" in done.stderr, done.stderr)


def rule_files_below_the_first_document_are_read(lab):
    """By paths that leave the folder of another document below it, too."""
    for folder in ("tree", "tree/cells", "tree/synapses", "beside"):
        (lab.folder / folder).mkdir(exist_ok=True)
    (lab.folder / "tree/synapses/syn.nml").write_text(neuroml(SYNAPSE), encoding="utf-8")
    (lab.folder / "beside/syn.nml").write_text(neuroml(SYNAPSE), encoding="utf-8")
    for path, fine in (("../synapses/syn.nml", True), ("../../tree/synapses/syn.nml", True), ("../../beside/syn.nml", False)):
        (lab.folder / "tree/cells/cell.nml").write_text(neuroml(f'<include href="{path}"/>{CELL}'), encoding="utf-8")
        done = nnc(lab, "tree/net.nml", neuroml('<include href="cells/cell.nml"/><network id="n"><population id="p" component="iaf" size="1"/></network>'), "check")
        equal((done.returncode, "NNC0904" in done.stderr), (0, False) if fine else (4, True), f"{path}: {done.stderr}")
    alone = nnc(lab, "tree/cells/cell.nml", neuroml('<include href="../synapses/syn.nml"/>' + CELL), "check")
    holds(alone.returncode == 4 and "/cells/.. permits it" in alone.stderr, alone.stderr)


def rule_the_first_version_is_told(lab):
    """All of its documents, by the namespaces of its levels and by its roots; included ones too."""
    for root, space, way in (("neuroml", "neuroml", "neuroConstruct"), ("morphml", "morphml", "neuroConstruct"), ("biophysics", "biophysics", "neuroConstruct"),
                             ("networkml", "networkml", "neuroConstruct"), ("channelml", "channelml", "pynml-channelml2nml"), ("channelml", None, "pynml-channelml2nml"),
                             ("networkml", None, "neuroConstruct"), ("m:morphml", "morphml", "neuroConstruct")):
        where = f' xmlns{":m" if ":" in root else ""}="http://morphml.org/{space}/schema"' if space else ""
        done = nnc(lab, "old.xml", f'<{root}{where} lengthUnits="micrometer"><cells/></{root}>', "check")
        holds(done.returncode == 1 and "NNC0903" in done.stderr and "NeuroML 1" in done.stderr and way in done.stderr and "old.xml:1:1" in done.stderr, f"{root}: {done.stderr}")
        equal(done.stderr.count("error["), 1, f"messages: {done.stderr}")
    done = nnc(lab, "new.nml", neuroml('<include href="old.xml"/>' + CELL), "check")
    holds(done.returncode == 1 and "NeuroML 1" in done.stderr and "old.xml:1:1" in done.stderr, done.stderr)


def rule_units_and_constants_have_one_meaning(lab):
    """They may be declared behind their use, and again, but not with another meaning."""
    use = '<iafCell id="c" leakReversal="-50mV" thresh="-30mV" reset="-50mV" C="3zz" leakConductance="0.1nS"/>'
    late = '<Unit symbol="zz" dimension="frob" power="-12"/><Dimension name="frob" m="-1" l="-2" t="4" i="2"/>'
    for text, words in (
            (late, []),
            (late + '<Unit symbol="zz" dimension="capacitance" power="-11" scale="0.1"/>', []),
            (late + '<Dimension name="capacitance" m="-1" l="-2" t="4" i="2"/>', []),
            ('<Constant name="k" dimension="none" value="3"/>' * 2 + late, []),
            (late + '<Unit symbol="zz" dimension="capacitance" power="-11"/>', ["the unit 'zz' is declared twice", "first here"]),
            (late + '<Unit symbol="mV" dimension="voltage" power="-2"/>', ["the unit 'mV' is declared twice", "first here"]),
            (late + '<Dimension name="voltage" m="1"/>', ["the dimension 'voltage' is declared twice", "first here"]),
            (late + '<Constant name="k" dimension="none" value="3"/><Constant name="k" dimension="none" value="4"/>', ["the constant 'k'"])):
        done = nnc(lab, "measures.nml", neuroml(use + text), "check")
        equal(done.returncode, 1 if words else 0, f"exit for {text}: {done.stderr}")
        for word in ["NNC0301", *words] if words else []:
            holds(word in done.stderr, f"{word!r} is said of {text}: {done.stderr}")


NETWORK = '<network id="net"><population id="p" component="iaf" size="1"/><explicitInput target="p[0]" input="in.1"/></network>'
SIMULATION = """<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/>
<pulseGenerator id="in.1" delay="1ms" duration="5ms" amplitude="3pA"/>{cell}""" + NETWORK + """
<Simulation id="sim" length="{length}" step="{step}" target="net"><OutputFile id="o" fileName="x.dat">
<OutputColumn id="v" quantity="p[0]/v"/>{column}</OutputFile></Simulation></Lems>"""


def rule_steps_and_lengths_are_times(lab):
    for length, step, words in (("20ms", "0.1ms", []), ("0ms", "0.1ms", []), ("20ms", "-0.1ms", ["NNC0406", "the step"]),
                                ("20ms", "0ms", ["NNC0406", "the step"]), ("-1ms", "0.1ms", ["NNC0406", "the length"]),
                                ("20ms", "0.1mV", ["NNC0203", "the time step"])):
        done = nnc(lab, "times.xml", SIMULATION.format(cell=CELL, length=length, step=step, column=""), "check")
        equal(done.returncode, 1 if words else 0, f"exit for {length}, {step}: {done.stderr}")
        for word in words:
            holds(word in done.stderr, f"{word!r} is said of {length}, {step}: {done.stderr}")


def rule_ids_may_have_dots(lab):
    """Of what is attached, and of children and channels on the paths of recorders."""
    column = '<OutputColumn id="i" quantity="p[0]/synapses:in.1:0/i"/><OutputColumn id="j" quantity="p[0]/in.1/i"/>' \
             '<OutputColumn id="q" quantity="o[0]/c.1/x"/>'
    types = '<ComponentType name="clock"><Exposure name="x" dimension="none"/><Requirement name="tau" dimension="time"/><Dynamics>' \
            '<StateVariable name="x" dimension="none" exposure="x"/><TimeDerivative variable="x" value="1/tau"/></Dynamics></ComponentType>' \
            '<ComponentType name="owner" extends="baseSpikingCell"><Parameter name="tau" dimension="time"/>' \
            '<Children name="clocks" type="clock"/><Exposure name="s" dimension="none"/><Dynamics>' \
            '<DerivedVariable name="s" dimension="none" exposure="s" select="clocks[*]/x" reduce="add"/></Dynamics></ComponentType>' \
            '<owner id="own" tau="1ms"><clock id="c.1"/><clock id="c.2"/></owner>'
    text = SIMULATION.format(cell=CELL + types, length="20ms", step="0.1ms", column=column)
    text = text.replace("<explicitInput", '<population id="o" component="own" size="1"/><explicitInput')
    equal(nnc(lab, "dots.xml", text, "check").stderr, "", "what is said")


def rule_sums_over_no_list_are_told(lab):
    text = '<ComponentType name="sum" extends="baseSpikingCell"><Attachments name="synapses" type="basePointCurrent"/>' \
           '<Exposure name="i" dimension="current"/><Dynamics><DerivedVariable name="i" dimension="current" exposure="i" ' \
           'select="{}" reduce="add" required="{}"/></Dynamics></ComponentType><sum id="s"/>'
    for path, required, fine in (("synapses[*]/i", "true", True), ("synapse[*]/i", "true", False), ("synapse[*]/i", "false", True)):
        done = nnc(lab, "sums.nml", neuroml(text.format(path, required)), "check")
        equal(done.returncode, 0, f"exit for {path}: {done.stderr}")
        equal("NNC0918" in done.stderr and "did you mean 'synapses'" in done.stderr, not fine, f"what is said of {path}: {done.stderr}")


def rule_signs_of_powers_are_told(lab):
    """A sign behind an operator, with an exponent that is not odd, is taken in two ways."""
    text = '<ComponentType name="sign" extends="baseSpikingCell"><Exposure name="x" dimension="none"/><Constant name="a" dimension="none" ' \
           'value="3"/><Dynamics><DerivedVariable name="x" dimension="none" exposure="x" value="{}"/></Dynamics></ComponentType><sign id="s"/>'
    for value, told in (("2 * -a^2", True), ("2/-a^a^2", True), ("1 + - a^0.5", True), ("2 * -a^3", False), ("-a^2", False), ("2 * (-a^2)", False),
                        ("2 * -(a^2)", False), ("2*-a*a^2", False), ("1 - a^2", False), ("exp(-a^2) * a^-2", False)):
        done = nnc(lab, "signs.nml", neuroml(text.format(value)), "check")
        equal(done.returncode, 0, f"exit for {value}: {done.stderr}")
        equal("NNC0915" in done.stderr, told, f"what is said of {value}: {done.stderr}")


def rule_types_that_are_named_exist(lab):
    """What a tag would be is not taken instead, unless its type has an attribute called type."""
    channel = '<ionChannelHH id="na" conductance="10pS"><gateHHrates id="m" instances="2"><forwardRate type="{}" rate="1per_ms" ' \
              'midpoint="-40mV" scale="10mV"/><reverseRate type="HHExpRate" rate="1per_ms" midpoint="-40mV" scale="10mV"/>' \
              '</gateHHrates></ionChannelHH>'
    own = '<ComponentType name="kinds" extends="baseSpikingCell"><Text name="type"/></ComponentType><kinds id="k" type="basket"/>'
    network = '<network id="n" type="{}"><population id="p" component="iaf" size="1"/></network>'
    for text, word in ((channel.format("HHExpRate"), None), (own, None), (network.format("network"), None),
                       (channel.format("HHExpRat"), "did you mean 'HHExpRate'"), (network.format("netwerk"), "did you mean 'network'")):
        done = nnc(lab, "types.nml", neuroml(CELL + text), "check")
        equal(done.returncode, 1 if word else 0, f"exit for {text}: {done.stderr}")
        holds(not word or ("NNC0906" in done.stderr and word in done.stderr), f"{word} is said of {text}: {done.stderr}")


def rule_children_without_a_place_are_told(lab):
    whole = neuroml(cell(segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20))))
    density = whole[whole.index("<channelDensity"):]
    density = density[:density.index("/>") + 2]
    equal(nnc(lab, "inside.nml", whole, "check").stderr, "", "what is said of a density inside")
    done = nnc(lab, "outside.nml", whole.replace(density, "").replace("<membraneProperties>", density + "<membraneProperties>"), "check")
    holds("NNC0908" in done.stderr and "has no place for a channelDensity" in done.stderr, f"it is told: {done.stderr}")


def rule_what_the_schema_has_is_taken(lab):
    """Spaces, regions, places in a grid, segments of connections by number, and parts of a cell say nothing that a compartment needs."""
    rest = '<gapJunction id="gap" conductance="1nS"/><silentSynapse id="still"/><gradedSynapse id="graded" conductance="1nS" delta="5mV" Vth="-55mV" k="0.1per_ms" erev="0mV"/>'
    ends = ' id="0" preCell="0" postCell="1" preSegment="0" preFractionAlong="0.25" postSegment="0" postFractionAlong="0.75"'
    two = ' presynapticPopulation="p" postsynapticPopulation="p">'
    ball = cell(segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20)) + '<segmentGroup id="soma"><member segment="0"/></segmentGroup>', biophysics=BIOPHYSICS.replace(
        "</membraneProperties>", '<channelPopulation id="n" ionChannel="leak" number="3" erev="-54mV" segmentGroup="soma" ion="k"/>'
        '<channelPopulation id="o" ionChannel="leak" number="3" erev="-54mV" segment="0" ion="k"/></membraneProperties>'))
    net = ('<network id="net" type="networkWithTemperature" temperature="30degC"><space id="grid" basedOn="Grid_3D"><structure xSpacing="1" ySpacing="1" zSpacing="2" xStart="4"/></space>'
           '<space id="other"/><region id="slab" space="grid"><rectangularExtent xStart="0" yStart="0" zStart="0" xLength="1" yLength="2" zLength="3"/></region>'
           '<population id="p" component="c" type="populationList" extracellularProperties="bath" size="2"><instance id="0" i="0" j="0" k="0"><location x="0" y="0" z="0"/></instance>'
           '<instance id="1" i="1" j="0" k="0"><location x="0" y="0" z="0"/></instance></population>'
           f'<electricalProjection id="e"{two}<electricalConnection{ends} synapse="gap"/></electricalProjection>'
           f'<continuousProjection id="g"{two}<continuousConnection{ends} preComponent="still" postComponent="graded"/></continuousProjection></network>')
    done = nnc(lab, "schema.nml", neuroml(ball + rest + net), "check")
    equal((done.returncode, done.stderr), (0, ""), "what is said")
    done = nnc(lab, "schema.nml", neuroml(ball + rest + net.replace(' type="networkWithTemperature"', "")), "check")
    holds('type="networkWithTemperature" has it' in done.stderr, done.stderr)
    done = nnc(lab, "schema.nml", neuroml(ball + rest + net.replace('postSegment="0"', 'postSegment="4"', 1)), "check")
    holds("test 10050" in done.stderr, done.stderr)
    shape = "".join(segment(i, i - 1 if i else None, start=(0, 0, 0, 2)) for i in range(2))
    places = ('<segmentGroup id="all"><member segment="0"/><member segment="1"/><inhomogeneousParameter id="far" variable="x" metric="Path Length from root">'
              '<proximal translationStart="0"/><distal normalizationEnd="1"/></inhomogeneousParameter></segmentGroup>')
    done = nnc(lab, "tree.nml", neuroml(cell(shape + places)), "check")
    holds("NNC0908" not in done.stderr and "NNC0912" in done.stderr, f"points of a path are no points of a segment: {done.stderr}")


def rule_paths_may_end_in_a_slash(lab):
    text = ('<Lems><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/><Target component="s"/>' + cell(segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20)))
            + '<network id="n"><population id="p" component="c" size="1"/></network><Simulation id="s" length="1ms" step="0.1ms" target="n"><OutputFile id="o" fileName="o.dat">'
            '<OutputColumn id="a" quantity="p[0]/v"/><OutputColumn id="b" quantity="p[0]/b/membraneProperties/l/iDensity"/></OutputFile></Simulation></Lems>')
    plain, closed, twice = (nnc(lab, "slash.xml", text.replace('/v"', f'/v{end}"').replace('/iDensity"', f'/iDensity{end}"'), "--emit=ir") for end in ("", "/", "//"))
    equal((plain.returncode, plain.stderr), (0, ""), "what is said")
    equal((closed.returncode, closed.stderr, closed.stdout), (0, "", plain.stdout), "the same with a slash")
    holds(twice.returncode == 1 and "this is no path to a variable" in twice.stderr, twice.stderr)


def rule_children_that_types_read_are_asked_for_where_they_lack(lab):
    text = neuroml(cell(segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20)), biophysics=BIOPHYSICS.replace('<initMembPotential value="-65mV"/>', "")).replace("<cell", "\n<cell"))
    done = nnc(lab, "lacks.nml", text, "check")
    holds("'c' has nothing at 'biophysicalProperties/membraneProperties/initMembPotential/value'" in done.stderr and "lacks.nml:2:1" in done.stderr, done.stderr)


# ---- the tests of jNeuroML, by their numbers ----
NET = ('<network id="n"><population id="p" component="c" type="populationList" size="2"><instance id="0"><location x="0" y="0" z="0"/></instance>'
       '<instance id="1"><location x="0" y="0" z="0"/></instance></population><population id="q" component="c" size="1"/>'
       '<projection id="pq" presynapticPopulation="p" postsynapticPopulation="q" synapse="syn">'
       '<connection id="0" preCellId="../p/0/c" postCellId="../q[0]" postSegmentId="0"/></projection></network>')


WRONG_SIZE = NET.replace('size="2"', 'size="3"')


def rule_the_tests_of_jneuroml(lab):
    """Each test fails by a change of one place of a document that passes all."""
    ball = segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20))
    group = '<segmentGroup id="soma"><member segment="0"/></segmentGroup>'
    whole = SYNAPSE + cell(ball + group).replace('ion="non_specific"', 'segmentGroup="soma" ion="non_specific"') + NET
    equal(nnc(lab, "tests.nml", neuroml(whole), "check").stderr, "", "what is said of the right document")
    for old, new, code, number in (
            (LEAK, LEAK + LEAK, "NNC0301", None),
            ('population id="q"', 'population id="p"', "NNC0913", 5001),
            ("</segment>", '</segment><segment id="0"><parent segment="0"/><distal x="0" y="0" z="0" diameter="1"/></segment>', "NNC0301", 10000),
            ("</segment>", "</segment>" + segment(1, start=(0, 0, 0, 1)), "NNC0301", 10002),
            ('member segment="0"', 'member segment="5"', "NNC0302", 10003),
            (group, group + group, "NNC0301", 10004),
            (group, group + '<segmentGroup id="x"><include segmentGroup="none"/></segmentGroup>', "NNC0302", 10005),
            ('segmentGroup="soma" ion', 'segmentGroup="axon" ion', "NNC0913", 10006),
            ('<member segment="0"/>', '<member segment="0"/><annotation><property tag="numberInternalDivisions" value="3"/></annotation>', "NNC0914", 10007),
            (LEAK, LEAK + '<include href="nowhere.nml"/>', "NNC0904", None),
            ('id="q" component="c"', 'id="q" component="d"', "NNC0302", None),
            ('ionChannel="leak"', 'ionChannel="lek"', "NNC0302", None),
            ('size="2"', 'size="3"', "NNC0913", 10030),
            ('postsynapticPopulation="q"', 'postsynapticPopulation="r"', "NNC0913", 10040),
            ('postSegmentId="0"', 'postSegmentId="4"', "NNC0913", 10050),
            ('preCellId="../p/0/c"', 'preCellId="../q/0/c"', "NNC0913", 10060),
            ('synapse="syn"', 'synapse="sin"', "NNC0302", None),
            (ball, ball.replace('segment id="0"', 'segment id="7"'), "NNC0914", 100001)):
        holds(old in whole, f"{old} stands in the document")
        done = nnc(lab, "tests.nml", neuroml(whole.replace(old, new, 1)), "check")
        said = f"test {number})" if number else code
        holds(code in done.stderr and said in done.stderr, f"{code} {said} is said of {new}: {done.stderr}")


def rule_failing_tests_are_warnings_of_a_program(lab):
    ball = segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20))
    text = (f'<Lems><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/><Target component="s"/>{SYNAPSE}{cell(ball)}'
            f'{WRONG_SIZE}<Simulation id="s" length="1ms" step="0.1ms" target="n"/></Lems>')
    for command in (["-o", str(lab.folder / "sized")], ["convert", "-o", str(lab.folder / "sized.nn")], ["info"]):
        done = nnc(lab, "sized.xml", text, *command)
        holds(done.returncode == 0 and "warning[NNC0914]" in done.stderr and "test 10030" in done.stderr, done.stderr)
    holds(nnc(lab, "sized.xml", text, "check").returncode == 1, "nnc check takes it")


# ---- shapes ----
def segment(number, parent=None, start=None, end=(0, 0, 0, 1), fraction=None):
    point = lambda role, p: f'<{role} x="{p[0]}" y="{p[1]}" z="{p[2]}" diameter="{p[3]}"/>'  # noqa: E731
    along = f' fractionAlong="{fraction}"' if fraction is not None else ""
    return (f'<segment id="{number}">' + (f'<parent segment="{parent}"{along}/>' if parent is not None else "")
            + (point("proximal", start) if start else "") + point("distal", end) + "</segment>")


SHAPE = (segment(3, 1, end=(0, 40, 30, 1)) + segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20))
         + segment(1, 0, end=(20, 40, 0, 2), fraction=0.5) + segment(2, 1, start=(0, 0, 0, 4), end=(0, 3, 4, 4)))
GROUPS = ('<segmentGroup id="soma"><member segment="0"/></segmentGroup><segmentGroup id="both"><include segmentGroup="soma"/>'
          '<include segmentGroup="way"/></segmentGroup><segmentGroup id="way"><path><from segment="1"/><to segment="2"/></path></segmentGroup>'
          '<segmentGroup id="tree"><subTree><from segment="1"/></subTree></segmentGroup>')
BIOPHYSICS = ('<membraneProperties><spikeThresh value="0mV"/><specificCapacitance value="1uF_per_cm2"/><initMembPotential value="-65mV"/>'
              '<channelDensity id="l" ionChannel="leak" condDensity="0.3mS_per_cm2" erev="-54mV" ion="non_specific"/></membraneProperties>')
LEAK = '<ionChannelPassive id="leak" conductance="10pS"/>'


def cell(shape, name="c", biophysics=BIOPHYSICS):
    return (f'{LEAK}<cell id="{name}"><morphology id="m">{shape}</morphology>'
            f'<biophysicalProperties id="b">{biophysics}</biophysicalProperties></cell>')


def rule_shapes_are_read_and_not_simulated(lab):
    """Parents come first, and what stood before its parent behind it; a segment starts on its parent where it does not say where; groups are sets of segments."""
    done = nnc(lab, "shape.nml", neuroml(cell(SHAPE + GROUPS)), "--emit=ir")
    equal(done.returncode, 0, done.stderr)
    holds("NNC0912" in done.stderr, done.stderr)
    for line in ("tree (parent = [-1, 0, 1, 1], fraction = [1, 0.5, 1, 1], length = [20, 41.23105625617661, 36.05551275463989, 5]um, "
                 "diam_proximal = [20, 20, 2, 4]um, diam = [20, 2, 1, 4]um)",
                 "region @soma { [int(0), int(0)] }", "region @way { [int(1), int(1)], [int(3), int(3)] }",
                 "region @both { [int(0), int(1)], [int(3), int(3)] }", "region @tree { [int(1), int(3)] }"):
        holds(line in done.stdout, f"{line!r} in {done.stdout[:1500]}")
    net = cell(SHAPE) + '<network id="n"><population id="p" component="c" size="1"/></network>'
    equal(nnc(lab, "shape.nml", neuroml(net), "check").returncode, 0, "exit of nnc check")
    made = nnc(lab, "shape.xml", f'<Lems><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/><Target component="s"/>{net}'
               '<Simulation id="s" length="1ms" step="0.1ms" target="n"/></Lems>', "-o", str(lab.folder / "shape"))
    holds(made.returncode == 1 and "NNC0909" in made.stderr and "cells of several segments cannot be simulated yet: 'c' has 4" in made.stderr, made.stderr)


def rule_wrong_shapes_are_told(lab):
    root = segment(0, start=(0, 0, 0, 1))
    for shape, words in (
            (root + segment(1, 7), ["NNC0302", "there is no segment '7'"]),
            (root + segment(1, 2) + segment(2, 1), ["NNC0306", "hangs on itself"]),
            (root + segment(1, start=(0, 0, 0, 1)), ["NNC0301", "a cell has one root"]),
            (root + segment(0, 0), ["NNC0301", "the segment '0' is declared twice"]),
            (root + segment(1, 0, end=(0, 0, "x", 1)), ["NNC0905", "'x' is no number"]),
            (segment(0) + segment(1, 0), ["NNC0903", "needs <proximal>"]),
            (root + segment(1, 0) + '<segmentGroup id="g"><member segment="9"/></segmentGroup>', ["NNC0302", "there is no segment '9'"]),
            (root + segment(1, 0) + '<segmentGroup id="g"><include segmentGroup="h"/></segmentGroup>', ["NNC0302", "'h'"])):
        done = nnc(lab, "wrong.nml", neuroml(cell(shape)), "check")
        for word in words:
            holds(done.returncode == 1 and word in done.stderr, f"{word!r} is said of {shape}: {done.stderr}")


def rule_children_may_stand_elsewhere(lab):
    """Cells share a shape and its biophysics by id; a component that extends another has its children."""
    ball = segment(0, start=(0, 0, 0, 20), end=(20, 0, 0, 20))
    whole = nnc(lab, "whole.nml", neuroml(cell(ball)), "--emit=ir")
    parts = LEAK + (f'<morphology id="m">{ball}</morphology><biophysicalProperties id="b">{BIOPHYSICS}</biophysicalProperties>'
                    '<cell id="c" morphology="m" biophysicalProperties="b"/>')
    equal((whole.returncode, whole.stderr), (0, ""), "what is said of the whole cell")
    shared = nnc(lab, "whole.nml", neuroml(parts), "--emit=ir")
    tail = lambda text: text[text.index("cell $c {"):text.index("}", text.index("cell $c {"))]  # noqa: E731
    equal(tail(shared.stdout).replace('$"b#2"', "$b"), tail(whole.stdout), f"the cell of shared parts: {shared.stderr}")
    twin = nnc(lab, "twin.nml", neuroml(cell(ball) + '<cell id="twin" extends="c"/>'), "--emit=ir")
    renamed = twin.stdout.replace("cell $c {", "cell $first {").replace("cell $twin {", "cell $c {").replace("twin.", "c.")
    equal(tail(renamed).replace("#2", "").replace('"', ""), tail(whole.stdout), f"the cell that extends another: {twin.stderr}")
    wrong = nnc(lab, "whole.nml", neuroml(parts.replace('morphology="m"', 'morphology="n"')), "check")
    holds(wrong.returncode == 1 and "there is no component 'n'" in wrong.stderr, wrong.stderr)


LEMS = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="PyNN.xml"/><Include file="Simulation.xml"/>
BODY
<network id="net"><population id="p" component="CELL" size="1"/>MORE</network>
<Simulation id="sim" length="4ms" step="0.05ms" target="net"/>
</Lems>
"""


def lems(body, cell="iaf", more=""):
    return LEMS.replace("BODY", CELL + SYNAPSE + body).replace("CELL", cell).replace("MORE", more)


def refused(lab, name, text, *words):
    done = nnc(lab, name, text, "check")
    holds(done.returncode == 1 and all(w in done.stderr for w in words), f"{words} in what is said of {name}: {done.stderr}")


def rule_exposures_have_the_dimension_of_their_variable(lab):
    """By their name, and by the attribute; a derived variable, too: else there is a warning. Zero has any dimension."""
    own = '<ComponentType name="odd" extends="baseCellMembPot"><Exposure name="w" dimension="time"/><Dynamics>' \
        '<StateVariable name="v" dimension="voltage" exposure="v"/>{}<TimeDerivative variable="v" value="0"/></Dynamics></ComponentType><odd id="o"/>'
    for name, variable in (("state", '<StateVariable name="w" dimension="voltage"/>'), ("named", '<StateVariable name="u" dimension="voltage" exposure="w"/>'),
                           ("derived", '<DerivedVariable name="w" dimension="voltage" value="2*v"/>')):
        done = nnc(lab, f"{name}.xml", lems(own.format(variable), "o"), "check")
        said = f"warning[NNC0915]: '{'u' if name == 'named' else 'w'}' is in mV, and its exposure 'w' in ms"
        equal((done.returncode, done.stderr.count(said)), (0, 1), done.stderr)
    for name, variable in (("fine", '<StateVariable name="u" dimension="time" exposure="w"/>'),
                           ("zero", '<DerivedVariable name="w" dimension="none" exposure="w" value="0"/>')):
        fine = nnc(lab, f"{name}.xml", lems(own.format(variable), "o"), "check")
        equal((fine.returncode, fine.stderr.count("error")), (0, 0), fine.stderr)


def rule_own_types_have_names_of_their_own(lab):
    """A type of the document is no other version of a core type, whichever is read first."""
    own = '<ComponentType name="iafCell" extends="baseCellMembPot"><Dynamics/></ComponentType>'
    for name, text in (("last", lems(own)), ("first", lems("").replace("<Lems>", "<Lems>" + own, 1))):
        refused(lab, f"twice_{name}.xml", text, "NNC0301", "'iafCell' is declared twice", "leave yours out, or call it otherwise")


def rule_paths_of_another_machine(lab):
    done = nnc(lab, "home.xml", lems('<Include file="/nowhere/at/all/cell.nml"/>'), "check")
    holds(done.returncode == 4 and "there is no file '/nowhere/at/all/cell.nml'" in done.stderr and "write it as seen from this document" in done.stderr, done.stderr)


def rule_components_have_what_is_read_of_them(lab):
    """Told at the component, whose type is another one than its owner reads."""
    channel = '<ionChannelHH id="ch" conductance="1pS"><gateHHrates id="n" instances="1"><forwardRate type="HHSigmoidVariable" rate="1" ' \
        'midpoint="0mV" scale="1mV"/><reverseRate type="HHExpRate" rate="1per_ms" midpoint="0mV" scale="1mV"/></gateHHrates></ionChannelHH>' \
        '<pointCellCondBased id="c" C="1pF" v0="-60mV" thresh="0mV"><channelPopulation id="chs" ionChannel="ch" number="9" erev="0mV"/></pointCellCondBased>'
    refused(lab, "variable.xml", lems(channel, "c"), "NNC0907", "'HHSigmoidVariable' has no 'r'", "read here", "variable.xml:")


def rule_names_of_old_documents(lab):
    for name, words in (("baseBlock", "it became 'baseBlockMechanism'"), ("stpMechanism", "it became 'basePlasticityMechanism'")):
        refused(lab, f"{name}.xml", lems(f'<ComponentType name="own" extends="{name}"/>'), "NNC0906", words)
    refused(lab, "outside.xml", lems("").replace('<network id="net">', '<network id="net"><extracellularProperties temperature="6 degC"/>'),
            "NNC0906", 'networkWithTemperature')


def rule_inputs_do_not_wait_for_events(lab):
    put = '<explicitInput target="p[0]" input="{}"/>'
    refused(lab, "synapse.xml", lems("", more=put.format("syn")), "NNC0906", "'syn' is no input", "expOneSynapse")
    plastic = ('<blockingPlasticSynapse id="parts" gbase="1nS" erev="0mV" tauDecay="5ms" tauRise="1ms"><plasticityMechanism type='
               '"tsodyksMarkramDepMechanism" initReleaseProb="0.5" tauRec="9ms"/></blockingPlasticSynapse>'
               '<doubleSynapse id="two" synapse1="syn" synapse2="parts" synapse1Path="./syn" synapse2Path="./parts"/>'
               '<poissonFiringSynapse id="drive" averageRate="50Hz" synapse="two" spikeTarget="./two"/>')
    for name in ("parts", "two"):
        refused(lab, f"{name}.xml", lems(plastic, more=put.format(name)), "NNC0906", f"'{name}' is no input")
    for text in (plastic, plastic.replace("./", "")):  # a path to a child, written in both ways
        equal(nnc(lab, "drive.xml", lems(text, more=put.format("drive")), "check").returncode, 0, "exit of what makes spikes inside")
    pulse = '<pulseGenerator id="pulse" delay="1ms" duration="1ms" amplitude="1nA"/>'
    equal(nnc(lab, "pulse.xml", lems(pulse, more=put.format("pulse")), "check").returncode, 0, "exit of a pulse")


def rule_types_that_nothing_uses_extend_what_there_is(lab):
    refused(lab, "unknown.xml", lems('<ComponentType name="one" extends="none"/>'), "NNC0906", "there is no component type 'none'")
    refused(lab, "circle.xml", lems('<ComponentType name="one" extends="two"/><ComponentType name="two" extends="one"/>'), "NNC0906", "extends itself")


def rule_numbers_without_a_unit_are_told_as_such(lab):
    pulse = '<pulseGenerator id="pulse" delay="{}" duration="1ms" amplitude="1nA"/>'
    put = '<explicitInput target="p[0]" input="pulse"/>'
    refused(lab, "bare.xml", lems(pulse.format("1"), more=put), "NNC0402", "'delay' must be in ms, not a pure number")
    refused(lab, "other.xml", lems(pulse.format("1mV"), more=put), "NNC0402", "'delay' must be in ms, not in mV")


def rule_factorials_are_numbers(lab):
    """Of a number and of a parameter; of what is no whole number or too large it is refused."""
    own = '<ComponentType name="odd" extends="baseCellMembPot"><Parameter name="n" dimension="none"/><Dynamics>' \
        '<StateVariable name="v" dimension="voltage" exposure="v"/><StateVariable name="k" dimension="none"/><DerivedVariable name="w" dimension="none" value="{}"/>' \
        '<TimeDerivative variable="v" value="0"/></Dynamics></ComponentType><odd id="o" n="5"/>'
    for text, value in (("factorial(4)", "(24.0)"), ("factorial(0)", "(1.0)"), ("2*factorial(n)", "(120.0)"), ("factorial(20)", "(2.43290200817664e+18)"), ("factorial(n - 2)", "(6.0)"), ("factorial(k)", "factorial(%k)")):
        done = nnc(lab, "fine.xml", lems(own.format(text), "o"), "--emit=ir")
        line = next((x for x in done.stdout.splitlines() if "alias %w" in x), done.stderr)
        holds(value in line, f"{text}: {line}")
    for text in ("factorial(2.5)", "factorial(171)", "factorial(0-1)"):
        refused(lab, "wrong.xml", lems(own.format(text), "o"), "NNC0907", "factorial takes a whole number from 0 to 170")
    refused(lab, "wrong.xml", lems(own.format("factorial(v)"), "o"), "NNC0202", "factorial needs a pure number")


def rule_paths_to_other_cells_are_refused(lab):
    """Also as a sum, which would be 0 of nothing."""
    own = '<ComponentType name="odd" extends="baseCellMembPot"><Dynamics><StateVariable name="v" dimension="voltage" exposure="v"/>' \
        '<DerivedVariable name="w" dimension="voltage" select="{}"/><TimeDerivative variable="v" value="0"/></Dynamics></ComponentType><odd id="o"/>'
    for path in ("../p[0]/v", "net/p[1]/v", "../p/0/o/v", '../p[*]/v" reduce="add', '../v" required="false'):
        refused(lab, "out.xml", lems(own.format(path), "o"), "NNC0909", "leads out of the component")


def rule_rates_are_not_negative(lab):
    """Each generator would fire at every step."""
    for name, generator in (("poisson", '<spikeGeneratorPoisson id="g" averageRate="{}"/>'),
                            ("ref", '<spikeGeneratorRefPoisson id="g" averageRate="{}" minimumISI="1ms"/>'),
                            ("pynn", '<SpikeSourcePoisson id="g" start="0ms" duration="1s" rate="{}"/>')):
        refused(lab, f"{name}.xml", lems(generator.format("-50Hz"), "g"), "NNC0211", "is -50Hz, and must be 0 or more")
        equal(nnc(lab, f"{name}0.xml", lems(generator.format("0.5Hz"), "g"), "check").returncode, 0, f"exit of a rate of {name}")
    firing = '<poissonFiringSynapse id="g" averageRate="-50Hz" synapse="syn" spikeTarget="./syn"/>'
    refused(lab, "firing.xml", lems(firing, more='<explicitInput target="p[0]" input="g"/>'), "NNC0211", "is -50Hz")


def rule_documents_in_four_bytes_are_read(lab):
    """UTF-32, with a mark and without, with a declaration and without; nothing is said past our own messages."""
    text = neuroml(CELL)
    for i, data in enumerate((text.encode("utf-32"), text.encode("utf-32-le"), text.encode("utf-32-be"), ("\ufeff" + text).encode("utf-32-be"),
                              ('<?xml version="1.0" encoding="UTF-32"?>' + text).encode("utf-32"))):
        path = lab.folder / f"wide{i}.nml"
        path.write_bytes(data)
        done = subprocess.run([lab.nnc, "check", str(path)], capture_output=True, text=True, timeout=60, check=False)
        equal((done.returncode, done.stderr), (0, ""), f"what is said of document {i}")
    path.write_bytes(text.encode("utf-32")[:-6])
    done = subprocess.run([lab.nnc, "check", str(path)], capture_output=True, text=True, timeout=60, check=False)
    holds(done.returncode == 1 and done.stderr.startswith("error[NNC0901]"), f"half a character: {done.stderr}")


if __name__ == "__main__":
    sys.exit(main(globals()))
