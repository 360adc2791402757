"""Bounds of views and lists of cells that depend on parameters of the program: what cannot be is an error at the start."""
import sys

from harness import holds, main

VIEW = '''param P = 3
param Q = 2.5
c = Population(5, IF_curr_exp(), label="c")
d = {view}
d.set(i_offset=1)
c.record("v")
run(1 ms)
'''


def driven(lab, name, view, *options):
    """Which cells of the population are in the view: those that a current drives."""
    run = lab.run(name, *options, text=VIEW.format(view=view))
    return [i for i in range(5) if run.signal("c", "v", cell=i)[-1] > -64.99]


def refused(lab, name, view, *wanted):
    said = lab.run(name, text=VIEW.format(view=view), fails=True)
    for word in (f"{name}:4", *wanted):
        holds(word in said, f"{view}: '{word}' in the message: {said}")


def rule_bounds_are_whole_numbers(lab):
    refused(lab, "fraction.nn", "c[0:Q]", "end of view", "2.5, not a whole number")
    refused(lab, "start.nn", "c[Q:]", "start of view")
    refused(lab, "step.nn", "c[::Q]", "step of view")


def rule_bounds_are_numbers(lab):
    refused(lab, "nan.nn", "c[0:(P-3)/(P-3)]", "end of view", "nan, not a whole number")
    refused(lab, "inf.nn", "c[1/(P-3):4]", "start of view", "inf, not a whole number")
    refused(lab, "zero.nn", "c[::P-3]", "the step of view", "is 0")


def rule_bounds_are_those_of_python(lab):
    holds(driven(lab, "some.nn", "c[1:P]") == [1, 2], "1:3")
    holds(driven(lab, "some.nn", "c[1:P]", "--set", "P=9") == [1, 2, 3, 4], "1:9 of 5 cells")
    holds(driven(lab, "back.nn", "c[::-P]") == [1, 4], "::-3")
    holds(driven(lab, "last.nn", "c[-P:]") == [2, 3, 4], "-3:")


def rule_a_list_for_each_cell(lab):
    text = '''nnir 1 model structured
cell $Clock {
    param %times : ms[] = []ms
    event out %spike ()
    whenever count(%times, t) > 0 {
        emit %spike
    }
}
population $p : $Clock size int(2) {
    times = LISTS
}
recorder event $p.spike
experiment {
    record 0
    run 5ms
    ACTION
    run 5ms
}
'''
    action = "set $p.times = LISTS"
    fine = text.replace("LISTS", "[[1ms], []ms]").replace("ACTION", action.replace("LISTS", "[[7ms], [8ms]]"))
    holds([lab.run("fine.ir", text=fine).spikes("p", i) for i in (0, 1)] == [[1, 7], [8]], "the times of both cells")
    for name, lists in (("few.ir", "[[1ms]]"), ("many.ir", "[[1ms], [2ms], [3ms]]")):
        said = lab.run(name, text=text.replace("LISTS", lists).replace("ACTION", "reset"), fails=True)
        holds(f"{name}:10" in said and "lists for times of 2 cells" in said, said)
        said = lab.run("set_" + name, text=text.replace("LISTS", "[]ms").replace("ACTION", action.replace("LISTS", lists)), fails=True)
        holds("lists for times of 2 cells" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
