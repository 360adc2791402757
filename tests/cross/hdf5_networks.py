"""Networks of NeuroML2 in HDF5, written by h5py as libNeuroML does, are those of the same documents in XML."""
import sys

from peers import inside

inside("h5py")

import random
import subprocess

import h5py
import numpy

from harness import equal, holds, main

CELLS = """<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="all_but_the_network">
<iafCell id="cell" leakReversal="-60mV" thresh="-50mV" reset="-60mV" C="100pF" leakConductance="5nS"/>
<expOneSynapse id="syn" tauDecay="5ms" gbase="1nS" erev="0mV"/><gapJunction id="gap" conductance="1nS"/><silentSynapse id="silent"/>
<gradedSynapse id="graded" conductance="5pS" delta="5mV" Vth="-55mV" k="0.025per_ms" erev="0mV"/>
<pulseGenerator id="pulse" delay="5ms" duration="10ms" amplitude="80pA"/>
</neuroml>
"""
LEMS = """<Lems><Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Synapses.xml"/><Include file="Simulation.xml"/>
<Include file="FILE"/>
<Simulation id="sim" length="20ms" step="0.1ms" target="net"/></Lems>
"""
N = 100


def rows():
    """Connections and inputs, as lists of numbers."""
    chemical = [(k, 7*k % N, (11*k + 3) % N, 0.1 + k % 5, 1.3 + k % 3) for k in range(300)]
    gaps = [(k, k % N, (3*k + 1) % N, 0.5 + k % 2) for k in range(90)]
    graded = [(k, k % 5, (2*k) % N) for k in range(40)]
    inputs = [(k, 3*k % N, 1.25 + k % 3) for k in range(30)]
    return chemical, gaps, graded, inputs


def in_xml():
    chemical, gaps, graded, inputs = rows()
    text = CELLS.replace("</neuroml>", '<network id="net" type="networkWithTemperature" temperature="32degC">\n')
    text += '<population id="few" component="cell" size="5"/>\n<population id="many" type="populationList" component="cell" size="100">'
    text += "".join(f'<instance id="{i}"><location x="{i}" y="0.1" z="2"/></instance>' for i in range(N)) + "</population>\n"
    text += '<continuousProjection id="c" presynapticPopulation="few" postsynapticPopulation="many">' + "".join(
        f'<continuousConnectionInstance id="{k}" preCell="../few/{i}/cell" postCell="../many/{j}/cell" preComponent="silent" postComponent="graded"/>'
        for k, i, j in graded) + "</continuousProjection>\n"
    text += '<electricalProjection id="e" presynapticPopulation="many" postsynapticPopulation="many">' + "".join(
        f'<electricalConnectionInstanceW id="{k}" preCell="../many/{i}/cell" postCell="../many/{j}/cell" synapse="gap" weight="{w}"/>'
        for k, i, j, w in gaps) + "</electricalProjection>\n"
    text += '<projection id="p" presynapticPopulation="many" postsynapticPopulation="many" synapse="syn">' + "".join(
        f'<connectionWD id="{k}" preCellId="../many/{i}/cell" postCellId="../many/{j}/cell" weight="{w:g}" delay="{d:g} ms"/>'
        for k, i, j, w, d in chemical) + "</projection>\n"
    text += '<inputList id="i" component="pulse" population="many">' + "".join(
        f'<inputW id="{k}" target="../many/{i}/cell" destination="synapses" weight="{w}"/>' for k, i, w in inputs) + "</inputList>\n"
    return text + "</network></neuroml>\n"


def table(group, name, values, columns, **more):
    made = group.create_dataset(name, data=numpy.array(values, dtype=numpy.float32), **more)
    for k, column in enumerate(columns):
        made.attrs[f"column_{k}"] = numpy.bytes_(column)


def group(network, name, **attributes):
    made = network.create_group(name)
    for key, value in attributes.items():
        made.attrs[key] = value
    return made


def in_hdf5(path):
    chemical, gaps, graded, inputs = rows()
    with h5py.File(path, "w") as f:
        root = f.create_group("neuroml")
        root.attrs["id"] = "network"
        root.attrs["neuroml_top_level"] = CELLS
        network = group(root, "network", id="net", temperature="32degC")
        group(network, "population_few", id="few", component="cell", size=5)
        many = group(network, "population_many", id="many", component="cell", size=N, type=numpy.bytes_("populationList"))
        table(many, "many", [(i, i, 0.1, 2) for i in range(N)], ("id", "x", "y", "z"))
        both = {"presynapticPopulation": "many", "postsynapticPopulation": "many"}
        table(group(network, "projection_p", id="p", type="projection", synapse="syn", **both), "p", chemical,
              ("id", "pre_cell_id", "post_cell_id", "weight", "delay"), compression="gzip")
        table(group(network, "projection_e", id="e", type="electricalProjection", synapse="gap", **both), "e", gaps,
              ("id", "pre_cell_id", "post_cell_id", "weight"))
        table(group(network, "projection_c", id="c", type="continuousProjection", presynapticPopulation="few", postsynapticPopulation="many",
                    preComponent="silent", postComponent="graded"), "c", graded, ("id", "pre_cell_id", "post_cell_id"))
        table(group(network, "inputList_i", id="i", component="pulse", population="many"), "i", inputs, ("id", "target_cell_id", "weight"))


def program(lab, text):
    path = lab.folder / "model.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([lab.nnc, str(path), "--emit=c"], capture_output=True, text=True, check=False)
    holds(not done.returncode, f"it compiles\n{done.stderr[:1000]}")
    return [line for line in done.stdout.splitlines() if not any(word in line for word in ("model.xml", "net.nml", "source_hash"))]


def rule_a_network_in_hdf5_is_that_in_xml(lab):
    """Populations of both kinds, all three kinds of projections, inputs with weights, all that is beside the network."""
    (lab.folder / "net.nml").write_text(in_xml(), encoding="utf-8")
    in_hdf5(lab.folder / "net.nml.h5")
    xml, hdf5 = program(lab, LEMS.replace("FILE", "net.nml")), program(lab, LEMS.replace("FILE", "net.nml.h5"))
    equal(len(hdf5), len(xml), "lines")
    for a, b in zip(hdf5, xml):
        equal(a, b, "a line")
    done = subprocess.run([lab.nnc, "check", str(lab.folder / "net.nml.h5")], capture_output=True, text=True, check=False)
    equal(done.returncode, 0, f"nnc check of the file itself\n{done.stderr}")


def rule_dependencies_have_the_file(lab):
    """Once, and none of the texts that stand in it."""
    in_hdf5(lab.folder / "net.nml.h5")
    (lab.folder / "model.xml").write_text(LEMS.replace("FILE", "net.nml.h5"), encoding="utf-8")
    done = subprocess.run([lab.nnc, "model.xml", "--emit=deps", "-o", "sim"], capture_output=True, text=True, check=False, cwd=lab.folder)
    equal(done.stdout, "sim: model.xml net.nml.h5\nnet.nml.h5:\n", f"the rule\n{done.stderr[:1000]}")


def spoil(change):
    def make(path):
        in_hdf5(path)
        with h5py.File(path, "a") as f:
            change(f["neuroml/network"])
    return make


def retable(network, values, columns=("id", "pre_cell_id", "post_cell_id"), **more):
    del network["projection_p/p"]
    table(network["projection_p"], "p", values, columns, **more)


def unallocated(network):
    del network["projection_p/p"]
    network["projection_p"].create_dataset("p", shape=(10**12, 3), dtype="f4", chunks=(1024, 3))


def flattened(network):
    del network["projection_p/p"]
    network["projection_p"].create_dataset("p", data=numpy.zeros(10))


def words(network):
    del network["projection_p/p"]
    network["projection_p"].create_dataset("p", data=numpy.array([[b"a", b"b"]]))


def unnetworked(network):
    del network.parent["network"]


def rule_mistakes_are_told(lab):
    for change, said in ((spoil(unnetworked), "there is no group /neuroml/network"), (spoil(unallocated), "more than 100000000 rows"),
                         (spoil(flattened), "has not two dimensions"), (spoil(words), "is no table of numbers"),
                         (spoil(lambda n: retable(n, [(0, 1, 2)], ("id", "pre_cell_id"))), "has no column 'post_cell_id'"),
                         (spoil(lambda n: retable(n, [(0, -1, 2)])), "is no whole number"),
                         (spoil(lambda n: retable(n, [(0, float("nan"), 2)])), "is no whole number"),
                         (spoil(lambda n: retable(n, [(0, 1000, 2)])), "there is no such cell"),
                         (spoil(lambda n: n["projection_p"].attrs.__delitem__("synapse")), "'projection_p' needs the attribute 'synapse'"),
                         (spoil(lambda n: n["projection_p"].attrs.__setitem__("type", "magic")), "'magic' in 'projection_p'"),
                         (spoil(lambda n: n["projection_p"].attrs.__setitem__("presynapticPopulation", "none")), "there is no population 'none'"),
                         (spoil(lambda n: n["population_few"].attrs.__delitem__("size")), "needs the attribute 'size'"),
                         (spoil(lambda n: n["population_few"].attrs.__setitem__("component", 'a"b<')), "there is no component"),
                         (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100)), "this is no file of HDF5"),
                         (lambda path: path.write_bytes(b""), "this is no file of HDF5")):
        change(lab.folder / "bad.nml.h5")
        text = lab.refused("bad.xml", LEMS.replace("FILE", "bad.nml.h5"))
        holds(said in text and "NNC" in text, f"{said!r} is said: {text[:500]}")


def rule_damage_ends_no_process(lab):
    """libhdf5 may not survive bytes that are wrong; nnc does, and says so."""
    in_hdf5(lab.folder / "whole.nml.h5")
    whole, path, rng = (lab.folder / "whole.nml.h5").read_bytes(), lab.folder / "bad.nml.h5", random.Random(1)
    for _ in range(80):
        damaged = bytearray(whole)
        for _ in range(rng.choice([1, 4, 16])):
            damaged[rng.randrange(len(whole))] = rng.choice([0, 255, rng.randrange(256)])
        path.write_bytes(damaged)
        done = subprocess.run([lab.nnc, "check", str(path)], capture_output=True, text=True, check=False, timeout=60)
        holds(done.returncode in (0, 1) and (done.returncode == 0 or "error[NNC" in done.stderr), f"exit code {done.returncode}: {done.stderr[-500:]}")


if __name__ == "__main__":
    sys.exit(main(globals()))
