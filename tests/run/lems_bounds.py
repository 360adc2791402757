"""Values of NeuroML2 that have no meaning: less or more than a core type allows is told where it stands; what is allowed runs."""
import re
import subprocess
import sys

from harness import equal, holds, main
from lems_documents import CELL, neuroml, nnc

SYNAPSE = '<{} id="s" gbase="1nS" erev="0mV" tauRise="1ms" tauDecay="5ms">{}</{}>'
PLASTIC = SYNAPSE.format("blockingPlasticSynapse", '<plasticityMechanism type="tsodyksMarkramDepMechanism" initReleaseProb="0.5" tauRec="100ms"/>', "blockingPlasticSynapse")
PYNN = ('<IF_curr_exp id="c" cm="1.0" i_offset="0" tau_syn_E="5.0" tau_syn_I="5.0" v_init="-65" tau_m="20.0" tau_refrac="2.0" v_rest="-65.0" v_reset="-65.0" v_thresh="-50.0"/>')
CHANNEL = '<ionChannelHH id="k" conductance="10pS"><notes>none</notes></ionChannelHH>'
WARM = ('<ionChannelHH id="k" conductance="10pS"><gateHHrates id="n" instances="1"><q10Settings type="q10ExpTemp" q10Factor="2.5" experimentalTemp="24 degC"/>'
        '<forwardRate type="HHExpRate" rate="1per_ms" midpoint="0mV" scale="9mV"/><reverseRate type="HHExpRate" rate="1per_ms" midpoint="0mV" scale="-9mV"/></gateHHrates></ionChannelHH>'
        '<cell id="c"><morphology id="m"><segment id="0"><proximal x="0" y="0" z="0" diameter="9"/><distal x="10" y="0" z="0" diameter="10"/></segment></morphology>'
        '<biophysicalProperties id="b"><membraneProperties><channelDensity id="d" ionChannel="k" condDensity="1 mS_per_cm2" erev="-77mV" ion="k"/><spikeThresh value="0mV"/>'
        '<specificCapacitance value="1 uF_per_cm2"/><initMembPotential value="-65mV"/></membraneProperties></biophysicalProperties></cell>'
        '<network id="n" type="networkWithTemperature" temperature="20 degC"><population id="p" component="c" size="1"/></network>')
PULSE = '<pulseGenerator id="g" delay="5ms" duration="10ms" amplitude="1nA"/>'
# document, attribute, its value, what is wrong
BELOW = [
    (CELL, "C", "0.2nF", "-1 pF"),
    (CELL, "leakConductance", "0.01uS", "-0.01uS"),
    (CELL.replace("iafCell", "iafRefCell").replace("C=", 'refract="2ms" C='), "refract", "2ms", "-2ms"),
    (SYNAPSE.format("expTwoSynapse", "", "expTwoSynapse"), "tauRise", "1ms", "-1ms"),
    (SYNAPSE.format("expTwoSynapse", "", "expTwoSynapse"), "gbase", "1nS", "-1nS"),
    (PLASTIC, "tauRec", "100ms", "-100ms"),
    (PLASTIC, "initReleaseProb", "0.5", "-0.1"),
    (PYNN, "cm", "1.0", "-1"),
    (PYNN, "tau_m", "20.0", "-20"),
    (CHANNEL, "conductance", "10pS", "-10pS"),
    (PULSE, "duration", "10ms", "-10ms"),
    ('<spikeGenerator id="g" period="5ms"/>', "period", "5ms", "-5ms"),
    (WARM, "diameter", "9", "-9"),
]


def given(text, attribute, value, other):
    holds(f'{attribute}="{value}"' in text, f"{attribute} is given in {text}")
    return neuroml(text.replace(f'{attribute}="{value}"', f'{attribute}="{other}"'))


def rule_less_than_nothing_is_told(lab):
    """Each with its place; the value itself, and 0, are allowed by themselves."""
    for i, (text, attribute, value, wrong) in enumerate(BELOW):
        done = nnc(lab, f"below{i}.nml", given(text, attribute, value, wrong), "check")
        holds(done.returncode == 1 and f"'{attribute}' is {wrong}, and must be 0 or more" in done.stderr, f"{attribute}: {done.stderr}")
        holds(done.stderr.count("error[") == 1 and "NNC0211" in done.stderr and re.search(rf"below{i}\.nml:1:\d+", done.stderr), done.stderr)
        for good in (value, re.sub(r"^[\d.]+", "0", value)):
            equal(nnc(lab, f"good{i}.nml", given(text, attribute, value, good), "check").stderr, "", f"what is said of {attribute}={good}")


def rule_probabilities_end_at_1(lab):
    done = nnc(lab, "above.nml", given(PLASTIC, "initReleaseProb", "0.5", "1.5"), "check")
    holds(done.returncode == 1 and "'initReleaseProb' is 1.5, and must be 1 or less" in done.stderr, done.stderr)
    equal(nnc(lab, "one.nml", given(PLASTIC, "initReleaseProb", "0.5", "1"), "check").stderr, "", "what is said of 1")


def rule_temperatures_begin_at_absolute_zero(lab):
    """In the unit of the document, with its offset."""
    for attribute, value in (("temperature", "20 degC"), ("experimentalTemp", "24 degC")):
        done = nnc(lab, "cold.nml", given(WARM, attribute, value, "-300 degC"), "check")
        holds(done.returncode == 1 and "cold.nml:1:" in done.stderr and f"'{attribute}' is -300 degC, and must be 0 K or more" in done.stderr, done.stderr)
        for good in ("-273 degC", "0 K"):
            equal(nnc(lab, "cool.nml", given(WARM, attribute, value, good), "check").stderr, "", f"what is said of {attribute}={good}")
    done = nnc(lab, "odd.nml", given(WARM, "temperature", "20 degC", "20 mV"), "check")
    place = neuroml(WARM).index('20 degC') + 1
    holds(done.returncode == 1 and done.stderr.count("error[") == 1 and f"odd.nml:1:{place}" in done.stderr, done.stderr)


def rule_numbers_that_are_too_large_are_told(lab):
    """Wherever they stand: such a connection is not left out."""
    net = (CELL + SYNAPSE.format("expTwoSynapse", "", "expTwoSynapse") + PULSE + '<network id="n"><population id="p" component="iaf" size="2"/>'
           '<projection id="q" presynapticPopulation="p" postsynapticPopulation="p" synapse="s"><connectionWD id="0" preCellId="../p[0]" postCellId="../p[1]" weight="2" delay="3ms"/></projection>'
           '<inputList id="l" component="g" population="p"><inputW id="0" target="../p[0]" destination="synapses" weight="4"/></inputList></network>')
    for attribute, value, wrong in (("weight", "2", "1e999"), ("weight", "2", "-1e999"), ("delay", "3ms", "1e999 ms"), ("weight", "4", "1e999"), ("amplitude", "1nA", "1e999 nA"), ("weight", "2", "1" + 400*"0")):
        done = nnc(lab, "large.nml", given(net, attribute, value, wrong), "check")
        holds(done.returncode == 1 and done.stderr.count("error[") == 1 and "NNC0211" in done.stderr and "large.nml:1:" in done.stderr, f"{attribute}={wrong}: {done.stderr}")


def rule_own_types_may_have_bounds(lab):
    """In units of the parameter; bounds of another dimension are a mistake."""
    own = ('<ComponentType name="own" extends="baseCellMembPot"><Parameter name="tau" dimension="time" min="1ms" max="1s"/><Dynamics>'
           '<StateVariable name="v" dimension="voltage" exposure="v"/><TimeDerivative variable="v" value="-v/tau"/></Dynamics></ComponentType><own id="c" tau="10ms"/>')
    for value, words in (("0.5ms", "'tau' is 0.5ms, and must be 1ms or more"), ("2s", "'tau' is 2s, and must be 1s or less"), ("10ms", "")):
        done = nnc(lab, "own.nml", given(own, "tau", "10ms", value), "check")
        holds(words in done.stderr and (done.returncode == 1) == bool(words), done.stderr)
    done = nnc(lab, "dimension.nml", neuroml(own.replace('max="1s"', 'max="1mV"')), "check")
    holds(done.returncode == 1 and "error[" in done.stderr, done.stderr)


def rule_scripts_cannot_set_what_documents_cannot(lab):
    """Cells of documents have the bounds of their types."""
    (lab.folder / "cell.nml").write_text(neuroml(CELL), encoding="utf-8")
    (lab.folder / "set.nn").write_text('p = Population(2, neuroml_cell_type("cell.nml", "iaf"))\np.set(C=-1 pF)\nrun(1 ms)\n', encoding="utf-8")
    done = subprocess.run([lab.nnc, "run", str(lab.folder / "set.nn"), "-o", str(lab.folder / "out"), "--progress", "none"], capture_output=True, text=True, timeout=60, check=False)
    holds(done.returncode == 1 and "C of p[0] = -0.001 nF is outside of its bounds" in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(main(globals()))
