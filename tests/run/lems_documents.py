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


if __name__ == "__main__":
    sys.exit(main(globals()))
