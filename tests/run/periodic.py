"""Periodic actions of the experiment: every(...) (semantics 2.1 and 2.2)."""
import json
import sys

from harness import all_near, equal, holds, main

CELL = '''cell C:
    param rate = 1 /ms
    state x = 0
    dx/dt = rate
c = Population(3, C(), label="c")
c.record("x")
'''


def rule_actions_come_before_the_sample_of_their_time(lab):
    """At multiples of the interval, t_0 and the end of the run included."""
    text = CELL + '''def back(): c.initialize(x=0.05)
every(0.5 ms, back)
run(1 ms)
'''
    x = lab.run("back.nn", text=text).signal("c", "x")
    all_near(x, [0.05, 0.15, 0.25, 0.35, 0.45, 0.05, 0.15, 0.25, 0.35, 0.45, 0.05], 1e-12, "x")


def rule_an_interval_beyond_the_run_is_due_at_its_start(lab):
    """However long it is: the run goes to its end."""
    text = CELL + "every(1e18 ms, lambda: print('tick'))\nrun(1 ms)\nrun(1 ms)\n"
    equal(len(lab.run("rare.nn", text=text).signal("c", "x")), 21, "samples")


def rule_the_end_of_a_run_is_one_time(lab):
    """What is due where one run ends and the next begins is done once; a change between them shows from the next step."""
    text = CELL + '''c.initialize(x=0)
def more(): c[0:1].set(rate=3)
every(0.5 ms, lambda: print("tick"))
run(0.5 ms)
more()
run(0.7 ms)
reset()
run(0.2 ms)
'''
    program = lab.program("once.nn", text)
    r = lab.run("once.nn")
    all_near(r.signal("c", "x", 0, 0)[4:8], [0.4, 0.5, 0.8, 1.1], 1e-12, "x of the cell that was set")
    all_near(r.signal("c", "x", 1, 0)[4:8], [0.4, 0.5, 0.6, 0.7], 1e-12, "x of another")
    equal(lab.said(program).count("tick"), 4, "number of times: 0, 0.5 and 1 ms, and 0 of the second segment")


def rule_each_thread_sees_them(lab):
    text = CELL.replace("Population(3", "Population(200") + '''def faster(): c[0:150].set(rate=2)
every(0.3 ms, faster)
run(2 ms)
'''
    one, three = lab.run("threads.nn", text=text), lab.run("threads.nn", "--threads", "3")
    equal(one.bytes(), three.bytes(), "files of 1 and 3 threads")
    all_near([one.signal("c", "x", 0)[-1], one.signal("c", "x", 199)[-1]], [4.0, 2.0], 1e-12, "x at the end")


def rule_annotations_once_per_segment(lab):
    text = '''nnir 1 model structured
cell $C { state %x : 1 = 0 out; d %x = 1/ms }
population $c : $C size 2 { }
experiment {
    record $c.x
    every 0.5ms { initialize $c.x = 0; annotate (kicked = 1) }
    run 1ms; reset; run 0.3ms
}
'''
    r = lab.run("notes.ir", text=text)
    all_near(r.signal("c", "x", 0, 0), [0, 0.1, 0.2, 0.3, 0.4, 0, 0.1, 0.2, 0.3, 0.4, 0], 1e-12, "x")
    notes = [s["annotations"] for s in json.loads((r.folder / "run.json").read_text())["segments"]]
    equal(notes, [{"kicked": 1}, {"kicked": 1}], "annotations")


def rule_what_cannot_be_periodic(lab):
    for action in ("run(1 ms)", "reset()", "every(1 ms, lambda: None)", "c.record(None)"):
        said = lab.refused("bad.nn", CELL + f"def f(): {action}\nevery(1 ms, f)\nrun(2 ms)\n")
        holds("NNC0307" in said, f"{action}: {said}")
    said = lab.refused("bad.ir", '''nnir 1 model structured
cell $C { state %x : 1 = 0 out; d %x = 1/ms }
population $c : $C size 2 { }
experiment { every 1ms { run 1ms }; run 1ms }
''')
    holds("NNC0307" in said, said)
    said = lab.run("short.nn", text=CELL + 'every(0.01 ms, lambda: c.set(rate=1))\nrun(1 ms)\n', fails=True)
    holds("half a step" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
