"""Files that a LEMS document names: OutputFile and EventOutputFile, as tables in the output folder."""
import subprocess
import sys

from harness import equal, holds, main, near

DOCUMENT = """<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Inputs.xml"/><Include file="Simulation.xml"/>
<ComponentType name="ramp" extends="baseSpikingCell">
  <Parameter name="slope" dimension="conductance_per_time"/><Exposure name="g" dimension="conductance"/>
  <Exposure name="rate" dimension="per_time"/><Exposure name="share" dimension="none"/>
  <Dynamics>
    <StateVariable name="g" dimension="conductance" exposure="g"/>
    <DerivedVariable name="share" dimension="none" exposure="share" value="g/(g + slope*10*ms)"/>
    <DerivedVariable name="rate" dimension="per_time" exposure="rate" value="3*share/ms"/>
    <TimeDerivative variable="g" value="slope"/>
    <OnCondition test="g .gt. slope*4.5*ms"><StateAssignment variable="g" value="0"/><EventOut port="spike"/></OnCondition>
  </Dynamics>
  <Constant name="ms" dimension="time" value="1ms"/>
</ComponentType>
<Dimension name="conductance_per_time" m="-1" l="-2" t="2" i="2"/>
<Unit symbol="nS_per_ms" dimension="conductance_per_time" power="-6"/>
<ramp id="slow" slope="1nS_per_ms"/>
<ramp id="quick" slope="2nS_per_ms"/>
<network id="net">
  <population id="one" component="slow" size="1"/><population id="many" component="quick" size="3"/>
</network>
<Simulation id="sim" length="10ms" step="0.5ms" target="net">FILES</Simulation>
</Lems>
"""


def document(files):
    return DOCUMENT.replace("FILES", files)


def columns(name, *quantities, **more):
    attributes = "".join(f' {key}="{value}"' for key, value in more.items())
    inner = "".join(f'<OutputColumn id="c{i}" quantity="{q}"/>' for i, q in enumerate(quantities))
    return f'<OutputFile id="{name}"{attributes}>{inner}</OutputFile>'


def events(name, form, *selections):
    inner = "".join(f'<EventSelection id="{i}" select="{cell}" eventPort="spike"/>' for i, cell in selections)
    return f'<EventOutputFile id="{name}" fileName="{name}" format="{form}">{inner}</EventOutputFile>'


def table(results, name):
    return [[float(x) for x in line.split("\t")[:-1]] for line in (results.folder / name).read_text().splitlines()]


def rule_columns_stand_in_the_order_of_the_document(lab):
    quantities = ("many[2]/g", "one[0]/g", "many[1]/share", "many/0/quick/g", "one[0]/g")
    text = document(columns("a", *quantities, fileName="results/a.dat") + columns("b", "one[0]/rate", fileName="b.txt"))
    results = lab.run("files_columns.xml", text=text, dt=0.5)
    rows = table(results, "results/a.dat")
    equal(len(rows), 21, "rows of a run of 20 steps")
    equal(rows[0], [0, 0, 0, 0, 0, 0], "the row after the start")
    for row in rows[1:9]:
        t, many, one, share, again, same = row
        near(many, 2e-6 * t, 1e-15, "S in the first column")
        near(one, 1e-6 * t, 1e-15, "S in the second column")
        near(share, t / (t + 0.01), 1e-7, "the third column")
        equal((again, same), (many, one), "the other columns")
    near(table(results, "b.txt")[4][1], 3e3 * 2 / 12, 1e-4, "a rate per second")


def rule_the_layout_is_that_of_lems(lab):
    text = document(columns("a", "one[0]/g", "one[0]/share", fileName="a.dat"))
    lines = lab.run("files_layout.xml", text=text, dt=0.5).folder.joinpath("a.dat").read_text().split("\n")
    equal(lines[:3], ["0\t0\t0\t", "0.0005\t5e-10\t0.04761905\t", "0.001\t1e-09\t0.09090909\t"], "the first lines")
    equal(lines[-1], "", "what is behind the last line")


def rule_events_have_the_ids_of_their_selections(lab):
    chosen = (("b", "many[1]"), ("7", "one[0]"), ("a", "many[0]"))
    text = document(events("id", "ID_TIME", *chosen) + events("time", "TIME_ID", *chosen))
    results = lab.run("files_events.xml", text=text, dt=0.5)
    equal((results.folder / "id").read_text(), "b\t0.005\n7\t0.005\na\t0.005\nb\t0.01\n7\t0.01\na\t0.01\n", "events")
    equal((results.folder / "time").read_text().split("\n")[1], "0.005\t7", "time first")


def rule_a_file_without_events_is_there(lab):
    text = document(events("none", "ID_TIME", ("0", "one[0]"))).replace('slope="1nS_per_ms"', 'slope="0nS_per_ms"')
    equal((lab.run("files_none.xml", text=text, dt=0.5).folder / "none").read_text(), "", "the file")


def rule_files_stay_in_the_output_folder(lab):
    text = document(columns("a", "one[0]/g", fileName="../../up/./x.dat") + columns("b", "one[0]/g", path="/var/out/", fileName="deep/../y.dat")
                    + columns("c", "one[0]/g", path="in", fileName="z.dat") + columns("d", "one[0]/g", fileName="in/z.dat"))
    source = lab.folder / "files_paths.xml"
    source.write_text(text, encoding="utf-8")
    said = subprocess.run([lab.nnc, str(source), "-o", str(lab.folder / "said")], capture_output=True, text=True, timeout=120).stderr
    for word in ("NNC0911", "'../../up/./x.dat' becomes 'up/x.dat'", "'/var/out//deep/../y.dat' becomes 'var/out/y.dat'",
                 "takes the place of an earlier one of the name 'in/z.dat'"):
        holds(word in said, f"{word} is not in\n{said}")
    equal(said.count("NNC0911"), 3, "warnings")
    results = lab.run("files_paths.xml", text=text, dt=0.5)
    for name in ("up/x.dat", "var/out/y.dat", "in/z.dat"):
        equal(len(table(results, name)), 21, f"rows of {name}")


def rule_wrong_files_are_told(lab):
    for files, words in ((events("a", "ID-TIME", ("0", "one[0]")), ["NNC0903", "TIME_ID or ID_TIME, not 'ID-TIME'"]),
                         (columns("a", "one[0]/g", fileName="results/.."), ["NNC0417", "'results/..' is no name of a file"]),
                         (columns("a", "one[0]/g", fileName="./run.json"), ["NNC0417", "'run.json' is written by the program itself"]),
                         (columns("a", "one[0]/g", fileName="x") + columns("b", "one[0]/g", fileName="x/y/z"), ["NNC0417", "'x' cannot be a file and a folder"]),
                         (columns("a", "one[0]/g", fileName="x/y/z") + columns("b", "one[0]/g", fileName="x/y"), ["NNC0417", "'x/y' cannot be a file and a folder"]),
                         (columns("a", "one[0]/g"), ["NNC0903", "fileName"]),
                         (columns("a", "one[1]/g", fileName="a"), ["NNC0302", "no such cell"]),
                         (columns("a", "one[0]", fileName="a"), ["NNC0407", "names a cell"]),
                         (columns("a", "one[0]/h", fileName="a"), ["NNC0407", "leads to no variable"]),
                         (events("a", "ID_TIME", ("0", "one[0]")).replace("EventOutputFile", "OutputFile"), ["NNC0903", "'a' is a file of values"])):
        said = lab.refused("files_wrong.xml", document(files))
        for word in words:
            holds(word in said, f"{word} is not in\n{said}")


IR = """nnir 1 model structured
program $files
timestep = 0.5ms
cell $C {
    state %x : 1 = 0
    event out %spike ()
    d %x = 1/1ms
}
population $p : $C size int(2) {
}
recorder $p.x every 1ms
recorder $p.x
recorder event $p.spike
experiment {
    record 0
    record 1
    run 1ms
    reset
    run 2ms
    write %"a/t.dat" TABLE
}
"""


def rule_a_table_of_ir_has_a_file_per_segment(lab):
    text = IR.replace("TABLE", "columns 1, 0")
    folder = lab.run("files.ir", text=text, dt=0.5).folder
    equal((folder / "a/t.segment0.dat").read_text(), "0\t0\t0\t0\t0\t\n0.0005\t0.5\t0.5\tnan\tnan\t\n0.001\t1\t1\t1\t1\t\n", "the first segment")
    equal(len((folder / "a/t.segment1.dat").read_text().splitlines()), 5, "lines of the second segment")


def rule_wrong_tables_of_ir_are_told(lab):
    for table_text, words in (("columns 3", "there is no recorder 3"), ("columns 2", "recorder 2 is not of values"),
                              ("id_time 1 %a", "recorder 1 is not of events"), ("id_time 2", "events need a label"),
                              ("columns 1 %a", "values have no use for a label")):
        said = lab.refused("files_wrong.ir", IR.replace("TABLE", table_text))
        holds(words in said, f"{words} is not in\n{said}")


if __name__ == "__main__":
    sys.exit(main(globals()))
