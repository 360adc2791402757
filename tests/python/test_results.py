"""Results as arrays, tables and objects of neo."""
import os
import subprocess
import sys
import unittest

import models
import nnc
import numpy as np
from needs import needs


class Arrays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = nnc.compile(models.DRIVEN).run("100 ms")

    def test_spikes(self):
        trains = self.results.spikes["cells"]
        self.assertEqual((trains.times.dtype, trains.cells.dtype), (np.float64, np.uint32))
        self.assertEqual(trains.counts().sum(), len(trains))
        self.assertEqual([t.tolist() for t in trains.by_cell()], [trains.of(cell).tolist() for cell in range(3)])
        self.assertGreater(len(trains.of(2)), len(trains.of(0)))
        self.assertAlmostEqual(self.results.rate("cells"), len(trains) / 3 / 0.1)

    def test_one_array(self):
        table = self.results.spikes.to_array()
        self.assertEqual(table.dtype.names, ("population", "cell", "time"))
        self.assertEqual(set(table["population"]), {"cells"})
        self.assertEqual(table["time"].tolist(), sorted(self.results.spikes["cells"].times.tolist()))

    def test_nothing(self):
        results = nnc.compile(models.DRIVEN).run(0)
        self.assertEqual(len(results.spikes.to_array()), 0)
        self.assertEqual(results.rate("cells"), 0)
        self.assertEqual([len(t) for t in results.spikes["cells"].by_cell()], [0, 0, 0])

    def test_traces(self):
        trace = self.results.traces["cells.v"]
        self.assertEqual((list(self.results.traces), trace.unit), (["cells.v"], "mV"))
        self.assertEqual(trace.values.shape, (1001, 3))
        self.assertEqual(trace.of(1).tolist(), trace.values[:, 1].tolist())
        with self.assertRaisesRegex(KeyError, "not recorded"):
            trace.of(7)

    def test_ports(self):
        results = nnc.compile(models.PORTS).run(5)
        self.assertEqual(list(results.spikes), ["p", "q"])
        self.assertEqual(list(results.events), ["p.done"])
        done = results.events["p.done"]
        self.assertEqual((done.label, done.size), ("p.done", 2))
        self.assertEqual(list(zip(done.times.round(9).tolist(), done.cells.tolist())), [(2.5, 0), (3, 1), (5, 0)])
        self.assertEqual(len(results.spikes["p"]), 8)
        self.assertEqual(dict(self.results.events), {})

    def test_ports_of_a_simulation(self):
        with nnc.compile(models.PORTS).simulation() as simulation:
            p, q = simulation["p"], simulation["q"]
            self.assertEqual((p.outputs, q.outputs), (("spike", "done"), ("spike",)))
            simulation.advance(3)
            self.assertEqual((len(p.events("done")), len(p.events("done")), len(p.events("spike"))), (2, 0, 5))
            with self.assertRaisesRegex(nnc.SimulationError, "does not record them"):
                q.events("done")
            simulation.watch("q")
            simulation.advance(3)
            self.assertEqual(list(simulation.events()), [])

    @needs("pandas")
    def test_pandas_of_ports(self):
        table = nnc.compile(models.PORTS).run(5).to_pandas()["events"]
        self.assertEqual(list(table["population"]), ["p.done"] * 3)
        self.assertEqual(list(table["cell"]), [0, 1, 0])

    @needs("pandas")
    def test_pandas(self):
        tables = self.results.to_pandas()
        self.assertEqual(list(tables), ["spikes", "cells.v"])
        spikes = tables["spikes"]
        self.assertEqual(list(spikes.columns), ["population", "cell", "time"])
        counts = spikes.groupby("cell").size().tolist()
        self.assertEqual(counts, self.results.spikes["cells"].counts().tolist())
        v = tables["cells.v"]
        self.assertEqual((v.shape, v.index.name, list(v.columns)), ((1001, 3), "time", [0, 1, 2]))
        self.assertEqual(v[1].tolist(), self.results.traces["cells.v"].of(1).tolist())

    @needs("neo", "quantities")
    def test_neo(self):
        segment = self.results.to_neo().segments[0]
        trains = self.results.spikes["cells"]
        self.assertEqual(len(segment.spiketrains), 3)
        for cell, train in enumerate(segment.spiketrains):
            self.assertEqual(train.rescale("ms").magnitude.tolist(), trains.of(cell).tolist())
            self.assertEqual(train.annotations, {"population": "cells", "cell": cell})
        signal = segment.analogsignals[0]
        self.assertEqual(str(signal.units.dimensionality), "mV")
        self.assertEqual(signal.magnitude.tolist(), self.results.traces["cells.v"].values.tolist())
        self.assertEqual(float(signal.sampling_period.rescale("ms")), 0.1)

    def test_what_is_missing_is_said(self):
        text = "import sys, nnc, models\nsys.modules[sys.argv[1]] = None\ngetattr(nnc.compile(models.DRIVEN).run(1), sys.argv[2])()"
        for module, method in (("pandas", "to_pandas"), ("neo", "to_neo")):
            done = subprocess.run(
                [sys.executable, "-B", "-c", text, module, method], capture_output=True, text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            self.assertIn(f"ImportError: {method} needs {module}: pip install {module}", done.stderr)
