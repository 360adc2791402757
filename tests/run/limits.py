"""--limit-memory counts what grows in a run: lists of spikes and of events; and rows of connections. The longest delay."""
import sys

from harness import holds, main

BURSTS = '''cell Burst:
    state v = 0
    whenever t > 2 ms:
        for k in range(1000): spike
receptor Each:
    state g = 0 uS
    dg/dt = -g/(5 ms)
    on event(weight: uS): g = max(g, weight)
cell Takes:
    receptor exc = Each()
    state v = 0
    dv/dt = -v/(10 ms)
p = Population(500, Burst(), label="p")
q = Population(100, Takes(), label="q")
WHAT
run(RUN ms)
'''
EVENTS = '''Projection(p, q, FixedNumberPreConnector(50), StaticSynapse(weight=0.1, delay=10 ms), receptor_type="exc")
q.record("v", sampling_interval=1 ms)'''
SPIKES = 'p.record("spikes")'
ROWS = '''a = Population(1, IF_curr_exp(), label="a")
b = Population(200000, IF_curr_exp(), label="b")
Projection(a, b, AllToAllConnector(), StaticSynapse(weight=0.1), receptor_type="excitatory")
a.record("v")'''


def refused(lab, name, what, limit, run, *options, word="lists of spikes and events"):
    text = BURSTS.replace("WHAT", what).replace("RUN", str(run))
    lab.run(name, *options, text=text)
    said = lab.run(name, "--limit-memory", limit, *options, text=text, fails=True)
    holds(word in said and "--limit-memory" in said, said)


def rule_events_on_their_way_are_counted(lab):
    for threads in ("1", "2", "3"):
        refused(lab, "events.nn", EVENTS, "20M", 2.5, "--threads", threads)


def rule_spikes_of_a_step_are_counted(lab):
    refused(lab, "spikes.nn", SPIKES, "2500k", 2.3)


def rule_rows_of_connections_are_counted(lab):
    refused(lab, "rows.nn", ROWS, "20M", 1, word="rows of connections")


DELAYS = '''param D = 6553.5
s = Population(1, SpikeSourceArray(spike_times=[1]), label="s")
c = Population(1, IF_curr_exp(), label="c")
Projection(s, c, AllToAllConnector(), StaticSynapse(weight=0.1, delay=D), receptor_type="excitatory")
PoissonInput(target=c, receptor="excitatory", rate=1, n=1, weight=0.1, delay=D)
c.record("v")
run(1 ms)
'''


def rule_a_delay_has_at_most_65535_steps(lab):
    lab.run("delays.nn", text=DELAYS)
    for option in ("--set", "D=6553.6"), ("--set", "D=1e300"), ("--dt", "0.05ms"):
        said = lab.run("delays.nn", *option, text=DELAYS, fails=True)
        holds("delays.nn:" in said and "the most is 65535" in said, said)
    said = lab.run("delays.nn", "--set", "D=0.04", text=DELAYS, fails=True)
    holds("below half a step of 0.1 ms" in said, said)


if __name__ == "__main__":
    sys.exit(main(globals()))
