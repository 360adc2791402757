"""Synapses with states of their own: order of events, ties, bounds, short-term plasticity (semantics 7)."""
import itertools
import math
import random
import sys

from harness import HERE, all_near, equal, holds, main, near

STDP = dict(tau_plus=20.0, tau_minus=20.0, A_plus=0.01, A_minus=0.012, w_max=0.1)
numbers = itertools.count()


def run(lab, synapse, pre, post, delay=1.0, fraction=1.0, until=100.0):
    """What the synapse sends to a cell that fires at the times `post`; weights at the end."""
    text = (HERE / "models" / "plastic.nn").read_text(encoding="utf-8") + f"""
pre = Population(1, Told(spike_times={pre}), label="pre")
post = Population(1, Told(spike_times={post}), label="post")
Projection(pre, post, AllToAllConnector(), {synapse}, receptor_type="excitatory", label="p")
post.record("excitatory.total")
post.record("spikes")
run({until} ms)
""".replace("DELAY", f"delay={delay}, dendritic_delay_fraction={fraction}")
    r = lab.run(f"plastic{next(numbers)}.nn", "--save-connections", text=text)
    total = r.signal("post", "excitatory.total")
    sent = [(k, total[k] - total[k - 1]) for k in range(1, len(total)) if total[k] != total[k - 1]]
    return sent, r.connections("p")[0]["weight"]


def stdp(pre, post, weight, delay=1.0, fraction=1.0, until=100.0, rule=STDP):
    """Another way to the same: every event of the synapse, sorted by time and kind, one by one."""
    d = round(delay * 10)
    dendrite = math.floor(fraction * d + 0.5)
    axon = d - dendrite
    events = [(round(10 * t) + dendrite, 0 if dendrite else 1, "post") for t in post]
    events += [(round(10 * t) + axon, 1 if dendrite else 0, "pre") for t in pre]
    last = {"pre": [], "post": []}
    sent = []
    for k, _, kind in sorted(events):
        if k > round(10 * until):
            break
        other = last["post" if kind == "pre" else "pre"]
        tau = rule["tau_minus" if kind == "pre" else "tau_plus"]
        # a pair with difference 0 changes nothing, unless the post spike is handled where it arises
        trace = sum(math.exp(-(k - at) * 0.1 / tau) for at in other if at < k or (kind == "post" and not dendrite))
        if kind == "pre":
            weight = max(0.0, weight - rule["A_minus"] * rule["w_max"] * trace)
            sent.append((k + dendrite, weight))
        else:
            weight = min(rule["w_max"], weight + rule["A_plus"] * rule["w_max"] * trace)
        last[kind].append(k)
    return [s for s in sent if s[0] <= round(10 * until)], weight


def compare(lab, pre, post, **how):
    sent, weight = run(lab, "STDP(weight=0.05, DELAY)", pre, post, **how)
    wanted, last = stdp(pre, post, 0.05, **how)
    wanted = [(k, w) for k, w in wanted if w > 0]          # the others leave no trace in the cell
    equal([k for k, _ in sent], [k for k, _ in wanted], f"arrivals, {how}")
    all_near([w for _, w in sent], [w for _, w in wanted], 1e-14, f"weights sent, {how}")
    near(weight, last, 1e-14, f"weight at the end, {how}")


def rule_pair(lab):
    """Pre 10, post 12, pre 20 ms, delay 1 ms, all dendritic."""
    _, after_post = run(lab, "STDP(weight=0.05, DELAY)", [10.0, 20.0], [12.0], until=15.0)
    near(after_post, 0.05 + 0.001 * math.exp(-3 / 20), 1e-15, "weight after the post spike")
    near(after_post, 0.050860708, 5e-10, "weight after the post spike, number of the text")
    sent, weight = run(lab, "STDP(weight=0.05, DELAY)", [10.0, 20.0], [12.0])
    near(weight, 0.050015082, 5e-10, "weight at the end")
    equal([k for k, _ in sent], [110, 210], "arrivals at the cell")


def rule_tie(lab):
    """Both reach the synapse at 20 ms: neither sees the other."""
    _, weight = run(lab, "STDP(weight=0.05, DELAY)", [20.0], [19.0])
    equal(weight, 0.05, "weight after a tie")


PORT = "    on reward(a: 1): weight = weight + 0*a*weight\n"
OWN_TAUS = ', tau_minus=RandomDistribution("uniform", (10 ms, 11 ms))'


def rule_tie_with_several_post_spikes(lab):
    """Those of one stamp are several events, before none of which the pre spike sees anything: by rows, connection by
    connection, and by rows with traces of the connection's own."""
    text = (HERE / "models" / "plastic.nn").read_text(encoding="utf-8")
    network = """
pre = Population(1, Told(spike_times=[20.0]), label="pre")
post = Population(1, Told(spike_times=[19.0, 19.0, 19.0]), label="post")
Projection(pre, post, AllToAllConnector(), STDP(weight=0.05, delay=1{own}), receptor_type="excitatory", label="p")
run(100 ms)
"""
    for port, own in (("", ""), (PORT, ""), ("", OWN_TAUS)):
        synapse = text.replace("\nsetup", f"{port}\nsetup")
        r = lab.run(f"tie{next(numbers)}.nn", "--save-connections", text=synapse + network.format(own=own))
        equal(r.connections("p")[0]["weight"], 0.05, f"weight after a tie {port}{own}")


def rule_tie_without_dendrite(lab):
    """Delays in the axon only: the pre spike may have caused the post spike of its arrival."""
    sent, weight = run(lab, "STDP(weight=0.05, DELAY)", [19.0], [20.0], fraction=0.0)
    near(weight, 0.051, 1e-15, "weight after a pre arrival and a post spike at once")
    near(sent[0][1], 0.05, 1e-15, "what was sent before the post spike")


def rule_read_weight_is_up_to_date(lab):
    """Post spikes count without a later pre spike."""
    for until in (13.0, 14.0, 50.0):
        _, weight = run(lab, "STDP(weight=0.05, DELAY)", [10.0], [12.0, 13.0], until=until)
        near(weight, stdp([10.0], [12.0, 13.0], 0.05, until=until)[1], 1e-15, f"weight at {until} ms")


def rule_all_splits_of_the_delay(lab):
    source = random.Random(7)
    for delay, fraction in ((1.0, 1.0), (1.0, 0.0), (1.0, 0.5), (0.1, 1.0), (0.1, 0.0), (5.0, 0.3), (3.0, 1.0)):
        pre = sorted(round(source.uniform(1, 95), 1) for _ in range(40))
        post = sorted({round(source.uniform(1, 95), 1) for _ in range(60)})
        compare(lab, sorted(set(pre)), post, delay=delay, fraction=fraction)


def rule_bounds(lab):
    """Never outside [0, w_max], and exactly on the bounds."""
    post = [10.0 + 0.3 * k for k in range(40)]
    _, weight = run(lab, "STDP(weight=0.0995, DELAY)", [9.0], [round(t, 1) for t in post])
    equal(weight, 0.1, "weight at its upper bound")
    _, weight = run(lab, "STDP(weight=0.001, DELAY)", [round(30 + 0.3 * k, 1) for k in range(20)], [29.0])
    equal(weight, 0.0, "weight at its lower bound")


def rule_reset_forgets_unless_told(lab):
    """Weights return to their last `set`; keep_weights=True keeps what was learnt; traces start anew in both."""
    text = (HERE / "models" / "plastic.nn").read_text(encoding="utf-8") + '''
pre = Population(1, Told(spike_times=[10.0]), label="pre")
post = Population(1, Told(spike_times=[12.0]), label="post")
Projection(pre, post, AllToAllConnector(), STDP(weight=0.05, delay=1), receptor_type="excitatory", label="p")
run(30 ms)
reset(KEEP)
run(1 ms)
'''
    learnt = 0.05 + 0.001 * math.exp(-3 / 20)
    for keep, weight in (("", 0.05), ("keep_weights=True", learnt)):
        r = lab.run(f"reset{len(keep)}.nn", "--save-connections", text=text.replace("KEEP", keep))
        near(r.connections("p")[0]["weight"], weight, 1e-15, f"weight after reset({keep})")
    text = text.replace("run(1 ms)", "run(30 ms)")
    r = lab.run("again.nn", "--save-connections", text=text.replace("KEEP", ""))
    near(r.connections("p")[0]["weight"], learnt, 1e-15, "weight learnt again")


def rule_other_parameters_are_no_set_of_weights(lab):
    """Weights return to those before they learnt, whatever else was set meanwhile."""
    text = (HERE / "models" / "plastic.nn").read_text(encoding="utf-8") + '''
pre = Population(1, Told(spike_times=[10.0]), label="pre")
post = Population(1, Told(spike_times=[12.0]), label="post")
p = Projection(pre, post, AllToAllConnector(), STDP(weight=0.05, delay=1), receptor_type="excitatory", label="p")
run(30 ms)
p.set(A_plus=0.02)
reset()
run(1 ms)
'''
    r = lab.run("sets.nn", "--save-connections", text=text)
    equal(r.connections("p")[0]["weight"], 0.05, "weight after set and reset")


def tsodyks_markram(times, U, tau_rec, tau_facil, weight):
    u, x, last, sent = 0.0, 1.0, 0.0, []
    for t in times:
        u *= math.exp(-(t - last) / tau_facil) if tau_facil else 0.0
        x = 1 - (1 - x) * math.exp(-(t - last) / tau_rec)
        u += U * (1 - u)
        sent.append(weight * u * x)
        x -= u * x
        last = t
    return sent


def rule_tsodyks_markram(lab):
    sent, _ = run(lab, "TsodyksMarkramSynapse(weight=1, U=0.5, tau_rec=800, tau_facil=0, delay=1)", [10.0, 20.0], [])
    near(sent[0][1], 0.5, 1e-15, "first release")
    near(sent[1][1], 0.253106, 5e-7, "second release")
    times = [10.0 * k for k in range(1, 10)]
    for U, tau_rec, tau_facil in ((0.5, 800, 0), (0.04, 100, 1000), (0.2, 50, 50)):
        name = f"TsodyksMarkramSynapse(weight=0.3, U={U}, tau_rec={tau_rec}, tau_facil={tau_facil}, delay=1)"
        sent, _ = run(lab, name, times, [])
        equal([k for k, _ in sent], [round(10 * t) + 10 for t in times], "arrivals")
        all_near([w for _, w in sent], tsodyks_markram(times, U, tau_rec, tau_facil, 0.3), 1e-14, name)


def rule_every_event_counts(lab):
    """Two spikes of one stamp are two events, one after the other."""
    sent, _ = run(lab, "TsodyksMarkramSynapse(weight=1, U=0.5, tau_rec=800, tau_facil=1000, delay=1)", [10.0, 10.0], [])
    equal([k for k, _ in sent], [110], "arrivals")
    near(sent[0][1], sum(tsodyks_markram([10.0, 10.0], 0.5, 800, 1000, 1)), 1e-15, "what two spikes release")


SET = """synapse Trace:
    param tau = 10 ms, gain: weight = 1
    trace x: dx/dt = -x/tau, on pre: x += 1
    on pre: send weight*0
    on post: weight += gain*x
pre = Population(1, SpikeSourceArray(spike_times=[0.9]), label="pre")
post = Population(1, IF_curr_delta(), label="post")
kick = Population(1, SpikeSourceArray(spike_times=[20.9]), label="kick")
p = Projection(pre, post, AllToAllConnector(), Trace(weight=0 mV, delay=0.1), label="p", receptor_type="excitatory")
Projection(kick, post, AllToAllConnector(), StaticSynapse(weight=100 mV, delay=0.1), receptor_type="excitatory")
run(11 ms)
p.set(tau=5 ms)
run(20 ms)
"""


def rule_a_trace_decays_under_the_parameters_of_its_time(lab):
    """1 at 0.9 ms, with 10 ms until 11 ms, then with 5 ms until the post spike of 21 ms has come, at 21.1 ms."""
    weight = lab.run("trace_set.nn", "--save-connections", text=SET).connections("p")[0]["weight"]
    near(weight, math.exp(-1.01 - 2.02), 1e-12, "weight")


if __name__ == "__main__":
    sys.exit(main(globals()))
