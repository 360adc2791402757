"""The peer of brunel and plastic: NEST, iaf_psc_delta, one thread.

usage: nest_brunel.py DURATION_MS CELLS SPIKES_CSV [static|tsodyks|stdp]
       (the synapses of excitatory cells; what the simulation took, in s of CPU time, goes to SPIKES_CSV.seconds)
"""
import sys
import time

import nest

JUMP = 0.1                     # mV
SYNAPSES = {
    "static": {"synapse_model": "static_synapse"},
    "tsodyks": {"synapse_model": "tsodyks2_synapse", "U": 0.5, "u": 0.5, "x": 1.0, "tau_rec": 100.0, "tau_fac": 50.0},
    "stdp": {"synapse_model": "stdp_synapse", "tau_plus": 20.0, "lambda": 0.001, "alpha": 1.05, "mu_plus": 0.0,
             "mu_minus": 0.0, "Wmax": 2 * JUMP},
}


def simulate(duration, cells, excitatory):
    """Spikes as (time in ms, cell), and what it took without construction."""
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    nest.local_num_threads = 1
    jump, g, eta, delay = JUMP, 5.0, 2.0, 1.5
    n_exc, k_exc, k_inh = 4 * cells // 5, cells // 10 * 4 // 5, cells // 10 // 5
    parameters = {"C_m": 1000.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 10.0, "t_ref": 2.0, "V_m": 0.0}
    neurons = nest.Create("iaf_psc_delta", cells, params=parameters)
    # eta times what just reaches the threshold: 20 mV/(J 20 ms) per cell, as spikes per second
    noise = nest.Create("poisson_generator", params={"rate": eta * 20.0 / (jump * 20.0) * 1000.0})
    recorder = nest.Create("spike_recorder")
    nest.Connect(noise, neurons, syn_spec={"weight": jump, "delay": delay})
    for group, indegree, synapse in ((neurons[:n_exc], k_exc, {"weight": jump, **SYNAPSES[excitatory]}),
                                     (neurons[n_exc:], k_inh, {"weight": -g * jump})):
        nest.Connect(group, neurons, {"rule": "fixed_indegree", "indegree": indegree, "allow_multapses": False},
                     {**synapse, "delay": delay})
    nest.Connect(neurons, recorder)
    nest.Prepare()
    started = time.process_time()
    nest.Run(duration)
    seconds = time.process_time() - started
    nest.Cleanup()
    events, first = recorder.events, neurons[0].global_id
    return [(float(t), int(i) - first) for t, i in zip(events["times"], events["senders"])], seconds


def main(duration, cells, path, excitatory="static"):
    spikes, seconds = simulate(duration, cells, excitatory)
    with open(path, "w", encoding="utf-8") as f:
        for t, i in spikes:
            f.write(f"{t:.1f},{i}\n")
    with open(f"{path}.seconds", "w", encoding="utf-8") as f:
        f.write(f"{seconds}\n")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
