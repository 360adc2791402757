"""Documents of LEMS and NeuroML2 that have no simulation, and mistakes in documents that must not pass in silence."""
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


def rule_programs_need_a_simulation(lab):
    done = nnc(lab, "none.nml", neuroml(CELL), "-o", str(lab.folder / "none"))
    holds(done.returncode == 1 and "NNC0409" in done.stderr and "nnc check" in done.stderr, done.stderr)


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
            ({"dim": "conductance", "w": "2nS"}, ["NNC0402", "'weight' must be in 1"]),
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
        holds(fine or ("NNC0904" in done.stderr and "-I" in done.stderr), done.stderr)


if __name__ == "__main__":
    sys.exit(main(globals()))
