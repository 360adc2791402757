"""The examples of the text of the IR (tests/ir/roundtrip) run as programs, and give the answers worked out by hand."""
import math
import pathlib
import sys

from harness import all_near, equal, holds, main, mean, near, variance

TEXTS = pathlib.Path(__file__).resolve().parent.parent / "ir" / "roundtrip"
DC = "source $DC { param %amplitude : nA = 1nA; alias %i : nA = %amplitude out current }\n"
ARRAY = '''cell $Pulse { param %from : ms = 10ms; param %every : ms = 10ms; param %until : ms = 100ms; state %next : ms = 0ms
    event out %spike ()
    whenever since(%from + %next) & !after(%until) { emit %spike; %next := %next + %every } }
connector $All { clause pair (i, j) { } }
'''


def example(lab, name, more, *options, dt=0.1, text=None):
    text = (TEXTS / f"{name}.ir").read_text(encoding="utf-8") if text is None else text
    return lab.run(f"{name}.ir", *options, dt=dt, text=text + more)


# ---- 3.1 ----
def rule_cell_with_receptors(lab):
    """20 ms ln 4 = 27.726 ms to the threshold; held 20 steps, so that the next test is 21 steps after a spike."""
    r = example(lab, "lif_receptors", "population $c : $IF_curr_exp size 1 { i_offset = 1nA; tau_refrac = 2ms }\n"
                "experiment { record $c.spike; run 100ms }\n")
    equal(r.steps("c"), [278, 576, 874], "spikes")


# ---- 3.4 ----
def rule_calcium_cell(lab):
    """At t_0 the gates are at their steady state and e_ca is that of Nernst; one spike per action potential."""
    r = example(lab, "hh_calcium", DC + "population $c : $HHCa size 1 { }\ninput $i : $DC (amplitude = 0.1nA) -> $c.i_inj { }\n"
                "experiment { record $c.v; record $c.na.m; record $c.na.h; record $c.cal.s; record $c.e_ca; record $c.cai; "
                "record $c.spike; run 50ms }\n", dt=0.01)
    first = {name: r.signal("c", name)[0] for name in ("v", "na.m", "na.h", "cal.s", "e_ca", "cai")}
    near(first["na.m"], 0.05293, 5e-6, "m at t_0")
    near(first["na.h"], 0.59612, 5e-6, "h at t_0")
    near(first["cal.s"], 1 / (1 + math.exp(7.5)), 1e-12, "s at t_0")
    near(first["e_ca"], 141.606, 5e-4, "e_ca at t_0")
    equal(first["v"], -65.0, "v at t_0")
    near(first["cai"], 50, 1e-12, "cai at t_0")
    v = r.signal("c", "v")
    crossings = [k for k in range(1, len(v)) if v[k] > 0 >= v[k - 1]]
    holds(len(crossings) >= 1, "the cell fires")
    equal(r.steps("c"), crossings, "spikes and crossings of 0 mV from below")
    holds(max(r.signal("c", "cai")) > 50.001, "calcium comes in")


# ---- 3.6 ----
def rule_kinetic_scheme(lab):
    """Equilibrium where the forward rates are twice the backward ones, at v = 0: C1 : C2 : O = 1 : 4 : 4; the sum is kept."""
    cell = '''cell $Clamp { state %v : mV = 0mV; part %k : $Kv (v = %v); reduce %i_chan : mA/cm2 add; feed %i_chan <- %k.i }
population $c : $Clamp size 1 { }
experiment { record $c.k.C1; record $c.k.C2; record $c.k.O; run 400ms }
'''
    r = example(lab, "kinetic", cell)
    end = [r.signal("c", f"k.{name}")[-1] for name in ("C1", "C2", "O")]
    all_near(end, [1 / 9, 4 / 9, 4 / 9], 1e-9, "C1, C2 and O")
    for k in (0, 5, 50):
        near(math.fsum(r.signal("c", f"k.{name}")[k] for name in ("C1", "C2", "O")), 1, 1e-12, "their sum")


# ---- 3.7 and 3.11 ----
def rule_ring_network(lab):
    """3200 cells; row i has the candidates i ... i + 50 modulo 3200, itself included: 5.1 targets on average. Two segments:
       1500 steps with 151 samples, then 1000 with 101."""
    text = (TEXTS / "network.ir").read_text(encoding="utf-8").replace("    clause list { data $targets }\n", "")
    r = example(lab, "network", "", "--save-connections", text=text)
    (table,) = r.folder.glob("*.connections.csv")
    rows = r.connections(table.name.removesuffix(".connections.csv"))
    holds(all((row["post"] - row["pre"]) % 3200 <= 50 for row in rows), "all targets are among the candidates")
    near(len(rows) / 3200, 5.1, 5 * math.sqrt(51 * 0.09 / 3200), "targets per cell")
    v = [r.times("exc", "v", segment=s) for s in (0, 1)]
    equal([len(v[0]), v[0][-1], len(v[1]), v[1][-1]], [151, 150.0, 101, 100.0], "samples of both segments")
    a, b = (r.signal("exc", "v", 7, segment=s)[0] for s in (0, 1))
    equal(a, b, "the second segment starts from the same draws")


# ---- 3.9 ----
def rule_depressing_synapse(lab):
    """u jumps to 0.5 and decays to 0 at once; x recovers with 800 ms: r = 0.5, then 0.5 (1 - 0.5 exp(-1/80)) = 0.253106."""
    more = ARRAY + '''cell $Sum { state %n : 1 = 0 out; event in %event (w : 1); on %event (w) { %n := %n + w } }
population $a : $Pulse size 1 { until = 25ms }
population $c : $Sum size 1 { }
projection $p : $a.spike -> $c.event { connector $All (); synapse $TM (tau_rec = 800ms); weight = 1; delay = 1ms }
experiment { record $c.n; record $a.spike; run 30ms }
'''
    text = (TEXTS / "synapses.ir").read_text(encoding="utf-8")
    text = text[:text.index("synapse $Gap")]
    r = example(lab, "synapses", more, text=text)
    equal(r.steps("a"), [100, 200], "spikes")
    n = r.signal("c", "n")
    all_near([n[109], n[110], n[210] - n[209]], [0, 0.5, 0.5 * (1 - 0.5 * math.exp(-1 / 80))], 1e-12, "what arrives")


# ---- 3.10 ----
def rule_ornstein_uhlenbeck_step(lab):
    """v := E + (v - E) exp(-0.01) + 2 mV sqrt(1 - exp(-0.02)) N: the factor of N is 0.2814, and steps are independent."""
    r = example(lab, "noise_and_delay", "population $c : $OU size 400 { }\nexperiment { record $c.v; run 1ms }\n")
    kicks = []
    for i in range(400):
        v = r.signal("c", "v", i)
        kicks += [(b + 65) - (a + 65) * math.exp(-0.01) for a, b in zip(v, v[1:])]
    near(mean(kicks), 0, 4 * 0.2814 / math.sqrt(len(kicks)), "mean of the kicks")
    near(math.sqrt(variance(kicks)), 2 * math.sqrt(1 - math.exp(-0.02)), 0.01, "their deviation")


if __name__ == "__main__":
    sys.exit(main(globals()))
