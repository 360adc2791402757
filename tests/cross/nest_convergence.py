"""Conductance-based cells in NEST, which integrates them adaptively: nearly every spike in the same step. NEST resets AdEx
inside the step: there the spike times of both come together with the step, about linearly."""
import random
import sys

from peers import inside

inside("nest")

import nest                                     # noqa: E402

from harness import holds, main, mean           # noqa: E402

CELLS, TRAINS, TIME = 10, 6, 300.0
STEPS = (0.1, 0.05, 0.025)
NAMES = {"v_rest": "E_L", "v_reset": "V_reset", "v_thresh": "V_th", "tau_refrac": "t_ref", "tau_syn_E": "tau_syn_ex",
         "tau_syn_I": "tau_syn_in", "e_rev_E": "E_ex", "e_rev_I": "E_in", "delta_T": "Delta_T", "tau_w": "tau_w",
         "v_spike": "V_peak", "a": "a", "tau_sfa": "tau_sfa", "e_rev_sfa": "E_sfa", "q_sfa": "q_sfa", "tau_rr": "tau_rr",
         "e_rev_rr": "E_rr", "q_rr": "q_rr"}
CONDUCTANCE = {"v_rest": -65.0, "v_reset": -62.0, "v_thresh": -50.0, "tau_m": 15.0, "cm": 0.25, "tau_refrac": 2.0,
               "e_rev_E": 0.0, "e_rev_I": -75.0}
ADAPTING = {"tau_sfa": 110.0, "e_rev_sfa": -80.0, "q_sfa": 14.0, "tau_rr": 2.0, "e_rev_rr": -72.0, "q_rr": 120.0}
ADEX = {"v_rest": -70.6, "v_reset": -60.0, "v_thresh": -50.4, "tau_m": 9.3667, "cm": 0.281, "tau_refrac": 1.0, "delta_T": 2.0,
        "v_spike": -40.0, "a": 4.0, "b": 0.0805, "tau_w": 144.0, "e_rev_E": 0.0, "e_rev_I": -80.0}
MODEL = """
cells = Population({n}, {cell}({values}, i_offset={currents}), label="cells")
cells.initialize(v={v})
for k, times in enumerate({trains}):
    source = Population(1, SpikeSourceArray(spike_times=times), label=f"source{{k}}")
    Projection(source, cells, AllToAllConnector(), StaticSynapse(weight=0.004, delay=1),
               receptor_type="excitatory" if k % 2 == 0 else "inhibitory", label=f"p{{k}}")
cells.record("spikes")
run({time} ms)
"""


def to_nest(values):
    """PyNN's parameters as NEST's: pF, nS and pA."""
    named = {NAMES[k]: v for k, v in values.items() if k in NAMES}
    capacity = 1000 * values["cm"]
    return named | {"C_m": capacity, "g_L": capacity / values["tau_m"], "V_m": values["v_rest"]} | (
        {"b": 1000 * values["b"]} if "b" in values else {})


def in_nest(model, values, currents, trains, dt):
    """Spike times of every cell."""
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = dt
    cells = nest.Create(model, CELLS, params=to_nest(values))
    cells.I_e = [1000 * i for i in currents]
    for k, times in enumerate(trains):
        generator = nest.Create("spike_generator", params={"spike_times": times})
        nest.Connect(generator, cells, syn_spec={"weight": 4.0 if k % 2 == 0 else -4.0, "delay": 1.0})
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(TIME)
    events, first = recorder.events, cells[0].global_id
    return [sorted(t for t, i in zip(events["times"], events["senders"]) if i == first + k) for k in range(CELLS)]


def distances(lab, cell, model, values, least, most):
    """Mean distance of the spikes' times at each step; `least` to `most` nA are injected."""
    source = random.Random(cell)
    currents = [round(source.uniform(least, most), 3) for _ in range(CELLS)]
    trains = [sorted({round(source.uniform(1, TIME - 5), 1) for _ in range(30)}) for _ in range(TRAINS)]
    text = MODEL.format(n=CELLS, cell=cell, values=", ".join(f"{k}={v}" for k, v in values.items()), currents=currents,
                        v=values["v_rest"], trains=trains, time=TIME)
    found = []
    for dt in STEPS:
        r = lab.run(f"{cell}.nn", text=text, dt=dt)
        ours = [r.spikes("cells", k) for k in range(CELLS)]
        theirs = in_nest(model, values, currents, trains, dt)
        shared = [(a, b) for x, y in zip(ours, theirs) for a, b in zip(x, y)]
        holds(len(shared) > 50, f"cells that are alive: {len(shared)} spikes")
        holds(sum(abs(len(x) - len(y)) for x, y in zip(ours, theirs)) <= CELLS / 2, "as many spikes, but for some at the end")
        found.append(mean([abs(a - b) for a, b in shared]))
    print(f"      {len(shared)} spikes, mean distances {', '.join(f'{d:.4f}' for d in found)} ms")
    return found


def same_steps(lab, cell, model, values, least=0.3, most=0.7):
    for dt, distance in zip(STEPS, distances(lab, cell, model, values, least, most)):
        holds(distance < 0.02 * dt, f"{cell} and {model}: at most one of 50 spikes a step apart, at {dt} ms: {distance} ms")


def rule_exponential_conductances(lab):
    same_steps(lab, "IF_cond_exp", "iaf_cond_exp", CONDUCTANCE | {"tau_syn_E": 5.0, "tau_syn_I": 8.0})


def rule_alpha_conductances(lab):
    same_steps(lab, "IF_cond_alpha", "iaf_cond_alpha", CONDUCTANCE | {"tau_syn_E": 2.0, "tau_syn_I": 3.0})


def rule_adapting_conductances(lab):
    same_steps(lab, "IF_cond_exp_gsfa_grr", "iaf_cond_exp_sfa_rr",
               CONDUCTANCE | ADAPTING | {"tau_syn_E": 5.0, "tau_syn_I": 8.0}, 1.2, 1.8)


def rule_adex(lab):
    found = distances(lab, "EIF_cond_exp_isfa_ista", "aeif_cond_exp", ADEX | {"tau_syn_E": 5.0, "tau_syn_I": 8.0}, 0.8, 1.2)
    for coarse, fine in zip(found, found[1:]):
        holds(1.5 < coarse / fine < 2.7, f"AdEx and aeif_cond_exp: distances {found} halve with the step")
    holds(found[0] < 1, f"AdEx and aeif_cond_exp: a mean distance below 1 ms, {found[0]}")


if __name__ == "__main__":
    sys.exit(main(globals()))
