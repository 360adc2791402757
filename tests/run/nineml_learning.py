"""NineML: plasticity that hears the target, and states of it that are the weights of connections."""
import sys

from exporting import convert_file
from harness import equal, holds, main
from nineml import ALL, CLOCKS, compile_document
from nineml_text import array, component, derivative, document, dynamics, on, population, projection, regime, states, when

# v grows by 1 mV in 1 ms; early at 2 mV, spike at 4 mV, where it starts again
RAMP = dynamics("Ramp", states("v:voltage") + regime("only", derivative("v", "slope"), when("v > 2*u", "only", "early"), when("v > 4*u", "only", "spike", v="0*u")),
                "slope:slope u:voltage", "v:voltage", "", "i:current", "early spike") + component("ramp", "Ramp", {"v": "0 mV"}, slope="1 mV_per_ms", u="1 mV")
DECAY = dynamics("Decay", states("i:current") + regime("only", derivative("i", "-i/tau"), on("spike", "only", i="i + weight")),
                 "tau:time", "i:current", "weight:current", hears="spike") + component("syn", "Decay", {"i": "0 nA"}, tau="5 ms")


def counting(state="w", port="spike", start="0 nA", more=""):
    """The weight grows by 1 nA at each event of the target."""
    count = dynamics("Count", states(f"{state}:current") + more + regime("only", on("hit", "only", **{state: f"{state} + step"})), "step:current", f"{state}:current", hears="hit")
    wires = {"response": "syn", "to_post": {"Response": "i>i"}, "to_response": {"Source": "spike>spike", "Plasticity": f"{state}>weight"},
             "plasticity": "count", "to_plasticity": {"Destination": f"{port}>hit"}}
    return document(CLOCKS, RAMP, DECAY, count, component("count", "Count", {state: start}, step="1 nA"), ALL, population("src", 2, "clock"), population("dst", 2, "ramp"),
                    projection("p", "src", "dst", "all", **wires))


def saved(lab, name, text):
    """Weights at 0 and after 10 ms, in which each target spikes twice."""
    (lab.folder / f"{name}.xml").write_text(text, encoding="utf-8")
    code, said, model = convert_file(lab, lab.folder / f"{name}.xml", lab.folder / f"{name}.nn", "nn")
    equal(code, 0, said)
    script = model.read_text(encoding="utf-8").split("dst.record(")[0] + 'p.save(["weight"], "before.txt")\nrun(10 ms)\np.save(["weight"], "after.txt")\n'
    folder = lab.run(f"{name}_saved.nn", text=script).folder
    return [[float(line.split(",")[2]) for line in next(folder.rglob(f"{when_}.txt")).read_text(encoding="utf-8").splitlines()[1:]] for when_ in ("before", "after")]


def rule_a_state_that_plasticity_sends_is_the_weight(lab):
    """Whatever it is called; its initial values are those of the connections. Spikes of the target come at 4 and 8 ms."""
    equal(saved(lab, "alike", counting()), [[0.0]*4, [2.0]*4], "weights")
    equal(saved(lab, "array", counting(start=array("nA", 1, 2, 3, 4))), [[1.0, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0]], "weights that differ")
    equal(saved(lab, "named", counting(state="weight", start="0.5 nA")), [[0.5]*4, [2.5]*4], "weights of a state called weight")


def rule_a_name_that_is_taken_stays_a_state(lab):
    """The weight would have the name of an alias: the state is one of the synapse."""
    taken = counting(more='<Alias name="weight"><MathInline>2*step</MathInline></Alias>')
    ir = compile_document(lab, taken, "--emit=ir")[0].read_text(encoding="utf-8")
    holds([line.split()[-1] for line in ir.splitlines() if "state %w : nA" in line] == ["out"], ir)


def rule_of_the_target_only_spikes_are_heard(lab):
    """Not those of another port; what can be heard is said."""
    text = counting(port="early")
    _, said = compile_document(lab, text, good=False)
    holds("NNC0909" in said and "'early' of target cells cannot be heard by connections yet" in said and "those hear 'spike'" in said and "model.xml:" in said, said)
    other = RAMP.replace('"spike"', '"late"')
    compile_document(lab, text.replace(RAMP, other))
    _, said = compile_document(lab, counting(port="late").replace(RAMP, other), good=False, what="the second port where none is called spike")
    holds("'late' of target cells" in said and "those hear 'early'" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
