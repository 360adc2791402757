"""Every current source of stdlib/ against nnc-ref, trains of spikes, and experiments: settings, two runs, resets; connections that the
program drew, read by nnc-ref."""
import sys

from reference import Reference, both, close, equal, holds, same_spikes
from table import RANDOM_WIRING, SOURCES

from harness import main


def rule_currents(lab):
    for name, source in SOURCES:
        text = f'''c = Population(2, IF_curr_exp(v_thresh=1000), label="c")
s = {source}
s.inject_into(c)
c.record("v", sampling_interval=0.1 ms)
run(90 ms)
'''
        seen, wanted = both(lab, f"source_{name}", text, 0.1)
        close(seen, wanted, "c", "v", 1e-12, name, cells=2)


def rule_trains(lab):
    """Times on and off the grid, at 0, twice the same."""
    text = '''s = Population(2, SpikeSourceArray(spike_times=[0.0, 0.04, 0.35, 1.0, 1.0, 7.26]), label="s")
c = Population(1, IF_curr_delta(v_thresh=0), label="c")
Projection(s, c, AllToAllConnector(), StaticSynapse(weight=3, delay=0.1), receptor_type="excitatory", label="p")
s.record("spikes")
c.record("v", sampling_interval=0.1 ms)
run(10 ms)
'''
    seen, wanted = both(lab, "trains", text, 0.1)
    equal(seen.steps("s", 0), [0, 0, 4, 10, 10, 73], "stamps")
    same_spikes(seen, wanted, "s", "trains")
    close(seen, wanted, "c", "v", 1e-13, "trains")


def rule_experiments(lab):
    text = '''s = Population(1, SpikeSourceArray(spike_times=[1.0, 12.0, 25.0]), label="s")
c = Population(4, IF_cond_exp(tau_refrac=[0.1*k for k in range(4)], i_offset=0.3), label="c")
p = Projection(s, c[1:], AllToAllConnector(), StaticSynapse(weight=0.01, delay=1.5), receptor_type="excitatory", label="p")
c.initialize(v=-60)
c.record("gsyn_exc", sampling_interval=0.3 ms)
c.record("spikes")
run(10.05 ms)
c[0:2].set(i_offset=2)
p.set(weight=0.03)
run(20 ms)
reset()
run(7 ms)
'''
    seen, wanted = both(lab, "experiments", text, 0.1)
    for segment in (0, 1):
        same_spikes(seen, wanted, "c", "experiments", segment)
        close(seen, wanted, "c", "gsyn_exc", 1e-12, "experiments", cells=4, segment=segment)


def rule_random_connections_are_read(lab):
    seen = lab.run("listed.nn", "--save-connections", text=RANDOM_WIRING)
    wanted = Reference(lab).run("listed.nn", RANDOM_WIRING, 0.1, "--connections", str(seen.folder), "--save-connections")
    equal(wanted.rows("c", "spikes"), seen.rows("c", "spikes"), "spikes")
    name = "p%20q.connections.csv"
    equal((wanted.folder / name).read_text(), (seen.folder / name).read_text(), "connections that are saved again")
    for cell in range(7):
        for a, b in zip(seen.signal("c", "v", cell), wanted.signal("c", "v", cell)):
            holds(abs(a - b) < 1e-11, f"v of cell {cell}: {a} and {b}")


if __name__ == "__main__":
    sys.exit(main(globals()))
