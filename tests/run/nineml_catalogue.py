"""The catalogue of NineML models, where NINEML_CATALOGUE names its folder (nineml-catalog, or v1 and v2 of it): every document is checked,
every cell and synapse runs, and its network of Brunel fires as the same network in `.nn`."""
import subprocess
import sys
import xml.etree.ElementTree as xml

from harness import equal, given_folder, holds, main, mean, near, variance
from nineml import compile_document, start

FOLDER = "NINEML_CATALOGUE"
DYNAMIC = ("Dynamics", "MultiDynamics")


def documents():
    folder = given_folder(FOLDER)
    found = [p for p in sorted(folder.rglob("*.xml")) if "9ML" in p.read_text(encoding="utf-8")[:300]]
    holds(found, f"there are documents of NineML in {folder}")
    return found


def tag(e):
    return e.tag.split("}")[-1]


def classes(path):
    """Names of classes of dynamics with their parameters, and of components of such."""
    found, components = {}, []
    for e in xml.parse(path).getroot():
        body = e if tag(e) in DYNAMIC else next((c for c in e if tag(c) in DYNAMIC), None) if tag(e) == "ComponentClass" else None
        if body is not None:
            found[e.get("name")] = [p.get("name") for p in e if tag(p) == "Parameter"]
    for e in xml.parse(path).getroot():
        definition = next((c for c in e if tag(c) == "Definition" and not c.get("url")), None)
        if definition is not None and ((definition.text or "").strip() or definition.get("name")) in found:
            components.append(e.get("name"))
    return found, components


def rule_documents_are_checked(lab):
    """What is wrong with one is told: a class that is not there is the only thing that published documents lack."""
    for path in documents():
        done = subprocess.run([lab.nnc, "check", "-I", str(given_folder(FOLDER)), str(path)], capture_output=True, text=True, timeout=60)
        errors = [line for line in done.stderr.splitlines() if line.startswith("error")]
        holds(all("NNC0921" in e for e in errors), f"{path}: {errors}")
        equal(done.returncode, 1 if errors else 0, f"exit code of {path}")


def rule_cells_and_synapses_run(lab):
    """Classes without values get 1 of each unit; what becomes of their states is not judged, but that they are numbers."""
    n = 0
    for path in documents():
        found, components = classes(path)
        cells = [(c, "") for c in components] + [(c, ", ".join(f"{p}=1" for p in found[c])) for c in found if not components]
        for name, values in cells:
            text = f'p = Population({5 if name.startswith("dynPropC") else 2}, nineml_cell_type("{path}", "{name}")({values}), label="p")\nrun(5)\n'
            program, _ = compile_document(lab, text, "-I", str(given_folder(FOLDER)), name="script.nn", what=name)
            done = subprocess.run([str(program), "-o", str(lab.folder / f"out{n}"), "--progress", "none"], capture_output=True, text=True, timeout=60)
            holds(done.returncode == 0 or "finite" in done.stderr or "NaN" in done.stderr, f"{path} {name}: {done.returncode} {done.stderr}")
            if done.returncode:  # it divides by a port that nothing sends to, or grows without end
                print(f"      ({name} of {path.relative_to(given_folder(FOLDER))}: {done.stderr.splitlines()[0][-90:]})")
            n += 1
    if n:
        print(f"      ({n} cells and synapses)")


SCRIPT = """receptor Alpha:
    param tau = 0.1 ms
    state a = 0 nA, b = 0 nA
    da/dt = (b - a)/tau
    db/dt = -b/tau
    on event(weight: nA): b += weight
    current i = a
cell LIF:
    param tau = 20 ms, R = 1.5 Mohm, v_reset = 10 mV, v_threshold = 20 mV, refractory = 2.1 ms
    receptor syn = Alpha()
    state v = 0 mV
    dv/dt = (R*i_syn - v)/tau
    when v > v_threshold:
        spike
        v = v_reset
        hold v for refractory
param simtime = 100 ms
exc = Population(1000, LIF(), label="Exc", initial_values={"v": RandomDistribution("uniform", (0, 20))})
inh = Population(250, LIF(), label="Inh", initial_values={"v": RandomDistribution("uniform", (0, 20))})
ext = Population(1250, SpikeSourcePoisson(rate=52638.7053487), label="Ext")
for pre, rule, factor in ((exc, FixedNumberPreConnector(100), 1), (inh, FixedNumberPreConnector(25), -5), (ext, OneToOneConnector(), 1)):
    Projection(pre, exc + inh, rule, StaticSynapse(weight=factor*13.7707633471, delay=1.5), receptor_type="syn")
exc.record("spikes")
inh.record("spikes")
run(simtime)
"""
TENTH = (("<Size>10000<", "<Size>1000<"), ("<Size>12500<", "<Size>1250<"), ("<Size>2500<", "<Size>250<"), ("<SingleValue>1000<", "<SingleValue>100<"),
         ("<SingleValue>250<", "<SingleValue>25<"), ("<SingleValue>1000.0<", "<SingleValue>100<"), ("<SingleValue>250.0<", "<SingleValue>25<"))


def activity(lab, program, seed, after=100.0, until=250.0):
    """Rate in Hz and mean CV of intervals."""
    r = start(lab, program, "--seed", str(seed), "--set", f"simtime={until}ms")
    trains = {}
    for t, i in r.rows("Exc", "spikes"):
        if float(t) > after:
            trains.setdefault(int(i), []).append(float(t))
    spread = []
    for train in trains.values():
        gaps = [b - a for a, b in zip(train, train[1:])]
        if len(gaps) > 3:
            spread.append(variance(gaps)**0.5/mean(gaps))
    return sum(map(len, trains.values()))/(until - after), mean(spread)


def rule_brunel_fires_as_the_same_network_in_nn(lab):
    """A tenth of the cells and of the inputs of each; means of three seeds, within four standard deviations of their difference."""
    seeds = (1, 2, 3)
    networks = [p for p in documents() if p.name == "AI.xml"]
    holds(networks, "the catalogue has AI.xml")
    same = [activity(lab, compile_document(lab, SCRIPT, name="ai.nn")[0], seed) for seed in seeds]
    for path in networks:
        text = path.read_text(encoding="utf-8")
        for old, new in TENTH:
            text = text.replace(old, new)
        text = text.replace("../../", f"{path.parent.parent.parent}/")
        ours = [activity(lab, compile_document(lab, text, "-I", str(given_folder(FOLDER)))[0], seed) for seed in seeds]
        for k, what in ((0, "rate"), (1, "CV")):
            a, b = [x[k] for x in ours], [x[k] for x in same]
            deviation = (variance(a + b)*(1/len(a) + 1/len(b)))**0.5
            near(mean(a), mean(b), max(4*deviation, 0.01*mean(b)), f"{what} of {path}")
            print(f"      ({what} {mean(a):.4g}, in .nn {mean(b):.4g})")


if __name__ == "__main__":
    sys.exit(main(globals()))
