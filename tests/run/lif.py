"""Integrate-and-fire cells with currents: the grid, holds, arrivals, exact integration (semantics 1, 2, 4, 5, 10)."""
import math
import sys

from harness import all_near, equal, holds, main, near


def rule_constant_current(lab):
    """20 ln 4 = 27.726: at 27.8; held from t_278 to t_298, which integrates again."""
    equal(lab.run("lif.ir").spikes("driven"), [27.8, 57.6, 87.4], "spikes of 1 nA into 1 nF, 20 ms")


def rule_closed_form(lab):
    v = lab.run("lif.ir", "--set", "i_offset=0.7nA").signal("driven", "v")
    all_near(v, [-65 + 14 * -math.expm1(-0.1 * k / 20) for k in range(1001)], 1e-12, "v of 0.7 nA")


def rule_samples(lab):
    """n steps are sampled at t_0 .. t_n; an interval counts from t_0."""
    for interval, n in ((0.1, 1001), (0.3, 334), (1, 101), (7, 15)):
        r = lab.run("lif.ir", "--set", f"every={interval}ms")
        times = r.times("target", "v")
        equal(len(times), n, f"samples of 100 ms every {interval} ms")
        all_near(times, [interval * k for k in range(n)], 1e-9, "times of samples")


def rule_refractory_steps(lab):
    """The next spike comes at t_{s+n+1} at the earliest: 5,000 nA reach the threshold in one step."""
    for n in (*range(1, 60), 99, 100, 127, 128, 255, 256, 257, 500, 999):
        steps = lab.run("lif.ir", "--set", f"tau_refrac={n / 10}ms", "--set", "i_offset=5000nA").steps("driven")
        equal(steps, list(range(1, 1001, n + 1)), f"spikes with a hold of {n} steps")


def rule_refractory_rounds(lab):
    for tau, n in ((0.14, 1), (0.15, 2), (0.35, 4), (0.25, 3), (0.449, 4)):
        steps = lab.run("lif.ir", "--set", f"tau_refrac={tau}ms", "--set", "i_offset=5000nA").steps("driven")
        equal(steps[1] - steps[0], n + 1, f"interval of spikes, tau_refrac {tau} ms")


def rule_no_refractoriness(lab):
    steps = lab.run("lif.ir", "--set", "tau_refrac=0ms", "--set", "i_offset=5000nA").steps("driven")
    equal(steps, list(range(1, 1001)), "spikes without a hold")


def rule_held_value(lab):
    v = lab.run("lif.ir").signal("driven", "v")
    equal(v[278:299], [-65.0] * 21, "v from t_s to t_{s+20}")
    holds(v[299] > -65, "v moves in the step from t_{s+20}")
    holds(max(v) < -50, "no sample of v reaches the threshold")


def rule_delay_steps(lab):
    """A spike stamped t_s shows in the current at t_{s+d}, all of it, and in v one step later."""
    for d in (1, 2, 3, 7, 10, 99, 255, 256, 257, 800):
        r = lab.run("lif.ir", "--set", f"delay={d / 10}ms")
        current, v = r.signal("target", "excitatory.I"), r.signal("target", "v")
        at = 100 + d
        equal(current[:at], [0.0] * at, f"current before a delay of {d} steps")
        equal(current[at], 1.0, f"current of two spikes after {d} steps")
        equal(v[at], -65.0, "v when the current arrives")
        if at < 1000:
            holds(v[at + 1] > -65, "v a step after the arrival")


def rule_delay_rounds(lab):
    for delay, d in ((0.14, 1), (0.16, 2), (0.35, 4), (1.05, 11)):
        current = lab.run("lif.ir", "--set", f"delay={delay}ms").signal("target", "excitatory.I")
        equal(next(k for k, x in enumerate(current) if x), 100 + d, f"arrival, delay {delay} ms")


def rule_delay_too_short(lab):
    holds("delay" in lab.run("lif.ir", "--set", "delay=0.04ms", fails=True), "a message on the delay")


def rule_several_spikes(lab):
    """Two events of one stamp are two events."""
    equal(lab.run("lif.ir").spikes("input"), [10.0, 10.0, 12.5], "spikes of the array")


def psp(t, tau_m, tau_s):
    """v of a unit current that decays, 1 nF."""
    if tau_m == tau_s:
        return t * math.exp(-t / tau_m)
    return tau_m * tau_s / (tau_m - tau_s) * math.exp(-t / tau_m) * -math.expm1(t / tau_m - t / tau_s)


def rule_synaptic_currents(lab):
    """Exact for every ratio of the time constants, equal ones and nearly equal ones too."""
    for tau in (5, 0.5, 19, 20, 20.0000001, 20 * (1 + 1e-13), 40, 1000):
        v = lab.run("lif.ir", "--set", f"tau_syn={tau!r}ms", "--set", "weight=0.25nA").signal("target", "v")
        for k in range(0, 1001, 7):
            t = 0.1 * k
            if tau != 20 and abs(tau - 20) < 1e-5:
                wanted = sum(0.25 * psp(t - s, 20, 20) for s in (11, 11, 13.5) if t >= s)
                tolerance = 1e-7
            else:
                wanted = sum(0.25 * psp(t - s, 20, tau) for s in (11, 11, 13.5) if t >= s)
                tolerance = 3e-12          # half a unit in the last place of 65 mV, some hundred times
            near(v[k] + 65, wanted, tolerance, f"v({t:.1f}), tau_syn {tau}")


def rule_same_grid_values(lab):
    """Exact integration: a step of 1 ms and one of 0.05 ms agree where both have samples."""
    coarse = lab.run("lif.ir", "--set", "i_offset=0.7nA", "--set", "every=1ms", dt=0.5).signal("driven", "v")
    fine = lab.run("lif.ir", "--set", "i_offset=0.7nA", dt=0.05).signal("driven", "v")
    all_near(coarse, fine[::10], 1e-11, "v with steps of 0.5 and 0.05 ms")


if __name__ == "__main__":
    sys.exit(main(globals()))
