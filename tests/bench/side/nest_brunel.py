"""The peer of brunel: NEST, iaf_psc_delta, one thread.

usage: nest_brunel.py DURATION_MS CELLS SPIKES_CSV
"""
import sys

import nest


def simulate(duration, cells):
    """Spikes as (time in ms, cell)."""
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    nest.local_num_threads = 1
    jump, g, eta, delay = 0.1, 5.0, 2.0, 1.5
    n_exc, k_exc, k_inh = 4 * cells // 5, cells // 10 * 4 // 5, cells // 10 // 5
    parameters = {"C_m": 1000.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 10.0, "t_ref": 2.0, "V_m": 0.0}
    neurons = nest.Create("iaf_psc_delta", cells, params=parameters)
    # eta times what just reaches the threshold: 20 mV/(J 20 ms) per cell, as spikes per second
    noise = nest.Create("poisson_generator", params={"rate": eta * 20.0 / (jump * 20.0) * 1000.0})
    recorder = nest.Create("spike_recorder")
    nest.Connect(noise, neurons, syn_spec={"weight": jump, "delay": delay})
    for group, indegree, weight in ((neurons[:n_exc], k_exc, jump), (neurons[n_exc:], k_inh, -g * jump)):
        nest.Connect(group, neurons, {"rule": "fixed_indegree", "indegree": indegree, "allow_multapses": False},
                     {"weight": weight, "delay": delay})
    nest.Connect(neurons, recorder)
    nest.Simulate(duration)
    events, first = recorder.events, neurons[0].global_id
    return [(float(t), int(i) - first) for t, i in zip(events["times"], events["senders"])]


def main(duration, cells, path):
    with open(path, "w", encoding="utf-8") as f:
        for t, i in simulate(duration, cells):
            f.write(f"{t:.1f},{i}\n")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
