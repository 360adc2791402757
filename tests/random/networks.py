"""Random programs of .nn: models, populations, connections and an experiment. The same seed gives the same text."""
import random

import synapses
from cells import Cell
from expressions import SCALES

WEIGHTS = {"two": (0.001, 0.02), "nA": (0.02, 0.6), "uS": (0.001, 0.02), "1": (0.1, 2), "mV": (0.2, 3)}
STANDARD = {"IF_curr_exp": "nA", "IF_cond_exp": "uS", "IF_cond_alpha": "uS", "EIF_cond_exp_isfa_ista": "uS", "Izhikevich": "mV", "HH_cond_exp": "uS",
            "IF_curr_delta": "mV"}
STEPS = ["0.1", "0.1", "0.1", "0.05", "0.125", "0.2", "1"]


class Program:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.models, self.script, self.end = [], [], []
        self.cells = {}     # label -> (size, what is recorded, ports: name -> unit of weights)
        self.sources = {}   # label -> size
        self.settable, self.projections, self.rewarded = [], [], []
        self.dt = self.rng.choice(STEPS)
        self.build()

    def build(self):
        rng = self.rng
        self.script.append(f"setup(timestep={self.dt} ms, seed={rng.randint(1, 9999)}{', min_delay=' + self.dt if rng.random() < 0.3 else ''})")
        self.own_populations()
        self.standard_populations()
        self.source_populations()
        for k in range(rng.randint(1, 4)):
            self.projection(k)
        for k in range(rng.randint(0, 2)):
            self.coupling(k)
        self.inputs()
        self.recorders()
        self.experiment()

    # ---- populations ----
    def parameter(self, unit):
        rng = self.rng
        low = rng.uniform(-1, 1) * SCALES[unit]
        high = low + rng.uniform(0.1, 1) * SCALES[unit]
        kind = rng.random()
        if kind < 0.4:
            return f"{low:.4g}"
        if kind < 0.7:
            law = rng.choice(['"uniform", ({0}, {1})', '"normal", ({0}, {2})', '"normal_clipped", ({0}, {2}, {3}, {1})', '"exponential", ({2},)'])
            return f"RandomDistribution({law.format(f'{low:.4g}', f'{high:.4g}', f'{(high - low) / 3:.4g}', f'{low - (high - low):.4g}')})"
        return f"lambda i: {low:.4g} + {(high - low) / 5:.4g}*i"

    def values(self, parameters):
        chosen = [(name, unit) for name, unit in parameters.items() if self.rng.random() < 0.4]
        return ", ".join(f"{name}={self.parameter(unit)}" for name, unit in chosen)

    def own_populations(self):
        rng = self.rng
        for k in range(rng.randint(1, 2)):
            cell = Cell(rng, f"Cell{k}")
            self.models.append(cell.text)
            for m in range(rng.choice([1, 1, 2])):
                label, n = f"own{k}{'ab'[m]}", rng.choice([1, 2, 3, 7, 20, 70])
                structure = rng.choice(["", "", ", structure=Line(dx=10)", ", structure=RandomStructure(Cuboid(100, 100, 100))", ", structure=Grid2D(dx=20, dy=10)"])
                self.script.append(f'{label} = Population({n}, {cell.name}({self.values(cell.params)}){structure}, label="{label}")')
                recorded = [*cell.states, *cell.aliases, *(f"{port}.{x}" for port, r in cell.ports.items() for x in r.recorded), *cell.recorded]
                self.cells[label] = (n, recorded, {port: "two" if r.takes_two else r.weight for port, r in cell.ports.items()}, cell.events, cell.membrane)
                self.settable += [(label, name, unit) for name, unit in cell.params.items()]
                if rng.random() < 0.4:
                    name, unit = rng.choice(list(cell.states.items()))
                    self.script.append(f"{label}.initialize({name}={self.parameter(unit)})")

    def standard_populations(self):
        rng = self.rng
        if rng.random() < 0.5:
            return
        name = rng.choice(list(STANDARD))
        n = rng.choice([1, 3, 10, 65])
        given = "" if name in ("Izhikevich", "HH_cond_exp") else f"tau_refrac={rng.choice(['0.0', '1.0', '2.25'])}"
        if "curr" in name or "cond_exp" in name:
            given += (", " if given else "") + f"i_offset={rng.choice(['0.3', '0.9', '[' + ', '.join(f'{0.2 + 0.05 * (i % 20):.2f}' for i in range(n)) + ']'])}"
        self.script.append(f'std = Population({n}, {name}({given}), label="std")')
        unit = STANDARD[name]
        ports = {"excitatory": unit, "inhibitory": unit}
        self.cells["std"] = (n, ["v"], ports, ["spike"], True)

    def source_populations(self):
        rng = self.rng
        n = rng.choice([1, 5, 12])
        if rng.random() < 0.7:
            rate = rng.choice([f"{rng.randint(20, 300)} Hz", f'RandomDistribution("uniform", (10, {rng.randint(50, 300)}))'])
            self.script.append(f'poisson = Population({n}, SpikeSourcePoisson(rate={rate}, start={rng.choice([0, 3])} ms), label="poisson")')
            self.sources["poisson"] = n
        else:
            times = [sorted(round(rng.uniform(0, 30), 1) for _ in range(rng.randint(0, 6))) for _ in range(n)]
            self.script.append(f'given = Population({n}, SpikeSourceArray(spike_times={times}), label="given")')
            self.sources["given"] = n

    # ---- connections ----
    def connector(self, n_pre, n_post, same):
        rng = self.rng
        flags = rng.choice(["", ", allow_self_connections=False"] + [', allow_self_connections="NoMutual"']) if same else ""
        p = f"{rng.uniform(0.1, 1):.2f}"
        choices = [f"AllToAllConnector({flags[2:]})", "OneToOneConnector()", f"FixedProbabilityConnector({p}{flags})",
                   f"FixedNumberPreConnector({rng.randint(0, max(1, n_pre - 1))}{flags})", f"FixedNumberPostConnector({rng.randint(0, max(1, n_post - 1))}{flags})",
                   f"FixedNumberPreConnector({rng.randint(1, 4)}, with_replacement=True{flags})", f"FixedTotalNumberConnector({rng.randint(0, 2 * n_post)}{flags})",
                   f'DistanceDependentProbabilityConnector("exp(-d/{rng.randint(5, 60)})"{flags})', f'IndexBasedProbabilityConnector("(i + j) % {rng.randint(2, 4)} == 0")']
        if rng.random() < 0.15:
            return self.own_connector()
        return rng.choice(choices) if rng.random() < 0.9 else self.listed(n_pre, n_post)

    def listed(self, n_pre, n_post):
        rng = self.rng
        pairs = sorted({(rng.randrange(n_pre), rng.randrange(n_post)) for _ in range(rng.randint(1, 8))})
        return f"FromListConnector({[(i, j, round(rng.uniform(0.01, 0.5), 3), float(rng.randint(1, 5))) for i, j in pairs]})"

    def own_connector(self):
        rng = self.rng
        name = f"Wiring{len(self.models)}"
        test = rng.choice(["(i + j) % 2 == 0", "i != j", "i <= j", "(i*i + 3*j) % 5 < 2"])
        loop = rng.choice([f"    for pre i, post j:\n        connect if {test}",
                           f"    for pre i, post j:\n        if {test}:\n            connect with probability p*exp(-distance(i, j)/(40 um))",
                           "    for pre i, post j:\n        near = min((j - i) % N_post, (i - j) % N_post)\n        connect with probability (p if near <= 2 else p/4)",
                           "    for post j:\n        for i in sample(pre, 2, replace=True): connect"])
        self.models.append(f"connector {name}:\n    param p = 0.5\n{loop}\n")
        return f"{name}(p={rng.uniform(0.1, 1):.2f})"

    def delay(self):
        rng, dt = self.rng, float(self.dt)
        some = f'RandomDistribution("uniform", ({dt:g}, {round(20 * dt, 4):g}))'
        return rng.choice([f"{round(rng.randint(1, 40) * dt, 4):g}", f"{dt:g}", some, f"lambda i, j: {dt:g} + {dt:g}*i"])

    def dendrite(self):
        return self.rng.choice(["", "", ", dendritic_delay_fraction=0", ", dendritic_delay_fraction=0.5", ", dendritic_delay_fraction=1"])

    def own_synapse(self, make, name, tail):
        self.models.append(make(self.rng, name))
        return f"{name}({tail}{self.dendrite()})"

    def synapse(self, unit, name):
        rng = self.rng
        low, high = WEIGHTS[unit]
        weight = rng.choice([f"{rng.uniform(low, high):.4g}", f'RandomDistribution("uniform", ({low}, {high}))', f"lambda i, j: {low} + {(high - low) / 30:.4g}*j"])
        tail = f"weight={weight}, delay={self.delay()}"
        kind = rng.random()
        if unit == "two":
            return self.own_synapse(synapses.pair, name, tail)
        if kind < 0.25:
            return f"StaticSynapse({tail})"
        if kind < 0.35:
            return f"TsodyksMarkramSynapse(U={rng.uniform(0.05, 0.9):.3g}, tau_rec={rng.uniform(2, 100):.4g}, tau_facil={rng.uniform(1, 100):.4g}, {tail})"
        if kind < 0.5:
            dependence = rng.choice(["AdditiveWeightDependence", "MultiplicativeWeightDependence"])
            return (f"STDPMechanism(timing_dependence=SpikePairRule(tau_plus={rng.uniform(5, 30):.4g}, tau_minus={rng.uniform(5, 30):.4g}, A_plus={rng.uniform(0, 0.2):.3g}, "
                    f"A_minus={rng.uniform(0, 0.2):.3g}), weight_dependence={dependence}(w_min=0, w_max={2 * high}), {tail}{self.dendrite()})")
        if kind < 0.6:
            self.rewarded.append(name)
            return self.own_synapse(synapses.rewarded, name, tail)
        return self.own_synapse(rng.choice(synapses.EVENT_SYNAPSES), name, tail)

    def projection(self, k):
        rng = self.rng
        targets = [label for label, x in self.cells.items() if x[2]]
        if not targets:
            return
        post = rng.choice(targets)
        pre = rng.choice([*self.sources, *self.cells] if rng.random() < 0.6 else list(self.sources))
        n_pre = self.sources[pre] if pre in self.sources else self.cells[pre][0]
        n_post, _, ports, _, _ = self.cells[post]
        port = rng.choice(list(ports))
        synapse = self.synapse(ports[port], f"Synapse{k}")
        connector = self.connector(n_pre, n_post, pre == post)
        source = f', source="{rng.choice(self.cells[pre][3])}"' if pre in self.cells and rng.random() < 0.3 else ""
        part, cells = "", (pre, post)
        if rng.random() < 0.2 and n_post > 2 and "FromList" not in connector and "Fixed" not in connector and "Wiring" not in connector:
            part = rng.choice(["[1:]", "[::2]", "[[0, 2]]"])
        self.script.append(f'prj{k} = Projection({cells[0]}, {cells[1]}{part}, {connector}, {synapse}, receptor_type="{port}"{source}, label="prj{k}")')
        self.projections.append((f"prj{k}", ports[port]))
        if f"Synapse{k}" in self.rewarded:
            self.reward(k)

    def reward(self, k):
        rng = self.rng
        connector = rng.choice(["AllToAllConnector()", "FixedProbabilityConnector(0.5)"])
        self.script.append(f'Projection({rng.choice(list(self.sources))}, prj{k}, {connector}, StaticSynapse(weight={rng.uniform(-1, 1):.3g}, delay={self.dt}), '
                           f'receptor_type="reward", label="reward{k}")')

    def coupling(self, k):
        rng = self.rng
        cells = [label for label, x in self.cells.items() if x[4] and x[0] <= 20 and label != "std"]
        if not cells or rng.random() < 0.5:
            return
        pre, post = rng.choice(cells), rng.choice(cells)
        name = f"Coupling{k}"
        make = rng.choice([synapses.gap, synapses.graded])
        self.models.append(make(rng, name))
        given = f"weight={rng.uniform(0.1, 5):.3g} nS" if make is synapses.gap else ""
        linear = ', coupling="linear"' if rng.random() < 0.3 and make is synapses.gap else ""
        connector = rng.choice(["AllToAllConnector()", "OneToOneConnector()", "FixedProbabilityConnector(0.4)"])
        self.script.append(f'Projection({pre}, {post}, {connector}, {name}({given}){linear}, receptor_type="i_syn", label="couple{k}")')

    def inputs(self):
        rng = self.rng
        cells = [label for label, x in self.cells.items() if x[4]]
        for label in cells:
            if rng.random() < 0.5:
                continue
            start, amplitude = rng.randint(0, 8), f"{rng.uniform(-0.3, 1):.3g}"
            source = rng.choice([f"DCSource(amplitude={amplitude}, start={start}, stop={start + 20})", f"ACSource(amplitude={amplitude}, frequency={rng.randint(5, 200)}, start={start})",
                                 f"StepCurrentSource(times=[{start}, {start + 7}, {start + 11}], amplitudes=[{amplitude}, -0.1, 0.4])",
                                 f"NoisyCurrentSource(mean={amplitude}, stdev=0.3, dt={rng.choice([1, 2]) * float(self.dt):g} ms, start={start})"])
            part = rng.choice(["", "", "[::2]", "[0]"])
            if rng.random() < 0.25:
                source = self.own_source()
            self.script.append(f"{label}{part}.inject({source})")
            ports = {port: unit for port, unit in self.cells[label][2].items() if unit != "two"}
            if ports and rng.random() < 0.4:
                port = rng.choice(list(ports))
                self.script.append(f'PoissonInput({label}, "{port}", rate={rng.randint(20, 900)} Hz, weight={WEIGHTS[ports[port]][1] / 3:.3g})')

    def own_source(self):
        rng = self.rng
        name = f"Source{len(self.models)}"
        current = rng.choice(["size*sin(t/(7 ms))", "size if steps(t) % 7 < 3 else 0 nA", "size*(t - start)/(20 ms) if t >= start else 0 nA"])
        self.models.append(f"source {name}:\n    param size = 0.2 nA, start = 3 ms\n    current i = {current}\n")
        return f"{name}(size={rng.uniform(-0.3, 0.6):.3g})"

    # ---- the experiment ----
    def recorders(self):
        rng = self.rng
        for label, (_, recorded, _, _, _) in self.cells.items():
            chosen = [x for x in recorded if rng.random() < 0.7] or recorded[:1]
            chosen.append("spikes")
            interval = f", sampling_interval={round(rng.choice([1, 1, 3]) * float(self.dt), 4):g} ms"
            self.script.append(f"{label}.record({chosen}{interval})")
        for label in self.sources:
            self.script.append(f'{label}.record("spikes")')

    def change(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.5 and self.settable:
            label, name, unit = rng.choice(self.settable)
            part = rng.choice(["", "", "[0]"])
            return f"{label}{part}.set({name}={self.parameter(unit) if not part else f'{rng.uniform(-1, 1) * SCALES[unit]:.4g}'})"
        if kind < 0.6 and self.cells:
            label = rng.choice(list(self.cells))
            name = rng.choice([x for x in self.cells[label][1] if x in ("v", "x0", "x1")] or ["v"])
            if name in self.cells[label][1] and label != "std":
                return f'{label}.initialize({name}={rng.uniform(-1, 1):.3g})'
        if kind < 0.8 and self.projections:
            name, unit = rng.choice(self.projections)
            low, high = WEIGHTS[unit]
            return f"{name}.set(weight={rng.uniform(low, high):.4g})"
        return "reset()" if rng.random() < 0.5 else "pass"

    def experiment(self):
        rng, dt = self.rng, float(self.dt)
        steps = rng.randint(40, 250)
        if rng.random() < 0.1 and self.settable:
            label, name, unit = rng.choice(self.settable)
            self.end += ["def step():", f"    {label}.set({name}={rng.uniform(-1, 1) * SCALES[unit]:.4g})", f"every({round(rng.randint(5, 20) * dt, 4):g} ms, step)"]
        self.end.append(f"run({round(steps * dt, 4):g} ms)")
        for _ in range(rng.randint(0, 2)):
            self.end += [self.change(), f"run({round(rng.randint(20, 120) * dt, 4):g} ms)"]
        for name, _ in self.projections:
            self.end.append(f'{name}.save(["weight", "delay"], "{name}.txt")')

    @property
    def text(self):
        return "\n".join([*self.models, *self.script, *self.end, ""])


def program(seed):
    return Program(seed).text
