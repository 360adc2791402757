"""Simulations that Python steps: values, live views, events, several at once, interruptions, memory."""
import gc
import os
import pathlib
import signal
import tempfile
import threading
import unittest

import models
import nnc
import numpy as np


class Values(unittest.TestCase):
    def setUp(self):
        self.simulation = nnc.compile(models.PAIR).simulation()
        self.cells = self.simulation["cells"]

    def test_what_there_is(self):
        self.assertEqual(list(self.simulation), ["cells", "source"])
        self.assertIn("cells", self.simulation)
        self.assertEqual((len(self.simulation), len(self.cells), self.cells.label), (2, 5, "cells"))
        self.assertEqual(self.cells.values["v"], nnc.Value("v", "mV", "state", False))
        self.assertEqual(self.cells.values["tau_m"], nnc.Value("tau_m", "ms", "parameter", True))
        self.assertEqual(self.cells.ports["excitatory"].unit, "nA")
        self.assertIn("v", dir(self.cells))
        self.assertFalse(hasattr(self.cells, "w"))

    def test_views_are_live(self):
        v = self.cells.v
        before = v.copy()
        self.simulation.advance("5 ms")
        self.assertTrue((v != before).any())
        self.assertEqual(v.tolist(), self.cells.read("v").tolist())
        self.assertEqual(self.cells.v.ctypes.data, v.ctypes.data)

    def test_views_are_written(self):
        self.cells.v[1:3] = -60.5
        self.assertEqual(self.cells.read("v").tolist(), [-65, -60.5, -60.5, -65, -65])
        self.cells.v = -61
        self.assertEqual(self.cells.v.tolist(), [-61] * 5)

    def test_views_of_parameters_are_read(self):
        self.assertEqual(self.cells.tau_m.tolist(), [20] * 5)
        for name in ("tau_m", "i_offset"):
            with self.assertRaisesRegex(ValueError, "read-only"):
                self.cells[name][0] = 3

    def test_units(self):
        self.cells.tau_m = "0.015 s"
        self.assertEqual(self.cells.tau_m[0], 15)
        self.cells.set("i_offset", "500 pA", cells=[0, 2])
        self.assertEqual(self.cells.i_offset[[0, 2]].tolist(), [0.5, 0.5])
        self.cells.set("i_offset", [1, 2], cells=slice(3, 5))
        self.assertEqual(self.cells.i_offset[3:].tolist(), [1, 2])
        self.cells.i_offset = np.arange(5)
        self.assertEqual(self.cells.i_offset.tolist(), [0, 1, 2, 3, 4])

    def test_parameters_act(self):
        self.cells.i_offset = 0
        self.simulation.advance(5)
        self.assertEqual(self.cells.v.tolist(), [-65] * 5)
        self.cells.i_offset = "2 nA"
        self.simulation.advance(5)
        self.assertTrue((self.cells.v > -65).all())

    def test_each_cell(self):
        simulation = nnc.compile(models.PAIR).simulation(each_cell=["cells.tau_m"])
        simulation["cells"].set("tau_m", 7, cells=3)
        self.assertEqual(simulation["cells"].tau_m.tolist(), [20, 20, 20, 7, 20])

    def test_refusals_change_nothing(self):
        cases = [
            (ValueError, "cells.tau_m: '5 mV' is not a quantity in ms", lambda: self.cells.set("tau_m", "5 mV")),
            (nnc.SimulationError, "outside of its bounds", lambda: self.cells.set("tau_m", -1)),
            (nnc.SimulationError, "one 'tau_m'", lambda: self.cells.set("tau_m", 4, cells=1)),
            (nnc.UnknownNameError, "no value 'taum'; did you mean 'tau_m'", lambda: self.cells.set("taum", 1)),
            (AttributeError, "no value 'w'", lambda: setattr(self.cells, "w", 1)),
            (IndexError, "no cell 5", lambda: self.cells.set("v", 1, cells=5)),
            (IndexError, "no cell -1", lambda: self.cells.spike(-1)),
            (TypeError, "whole numbers", lambda: self.cells.set("v", 1, cells=[0.5])),
            (ValueError, r"\(3,\) values for 5 cells", lambda: self.cells.set("v", [1, 2, 3])),
            (ValueError, r"\(3,\) values for 2 cells", lambda: self.cells.set("v", [1, 2, 3], cells=[0, 1])),
            (nnc.UnknownNameError, "'cell'", lambda: self.simulation["cell"]),
            (nnc.UnknownNameError, "no port 'exc'", lambda: self.cells.send("exc", 1)),
            (ValueError, "not a quantity in nA", lambda: self.cells.send("excitatory", "1 mV")),
            (ValueError, "no time to advance by", lambda: self.simulation.advance(-1)),
            (ValueError, "no time to advance by", lambda: self.simulation.advance(float("nan"))),
            (ValueError, "too short for a step of 0.1 ms", lambda: self.simulation.advance("50 us")),
            (ValueError, "not a quantity in ms", lambda: self.simulation.advance("1 mV")),
            (TypeError, "duration: None is no number, and no text", lambda: self.simulation.advance(None)),
            (ValueError, "negative", lambda: self.simulation.step(-1)),
        ]
        before = (self.cells.read("v").tolist(), self.cells.read("tau_m").tolist())
        for kind, pattern, call in cases:
            with self.subTest(pattern), self.assertRaisesRegex(kind, pattern):
                call()
        self.assertEqual((self.cells.read("v").tolist(), self.cells.read("tau_m").tolist()), before)
        self.assertEqual(self.simulation.steps, 0)

    def test_names_of_the_population_are_its_own(self):
        with self.assertRaisesRegex(AttributeError, "size of cells cannot be set"):
            self.cells.size = 3
        self.assertEqual(self.cells.size, 5)

    def test_values_in_other_units(self):
        text = "cell A:\n    state u = 0 V\n    du/dt = 1 V/s\ncells = Population(2, A(), label='cells')\n"
        cells = nnc.compile(text).simulation()["cells"]
        cells.u = "20 mV"
        self.assertEqual(cells.u.tolist(), [0.02, 0.02])
        cells.set("u", [0.5], cells=[1])
        self.assertEqual(cells.read("u").tolist(), [0.02, 0.5])
        with self.assertRaisesRegex(ValueError, "read-only"):
            cells.u[0] = 1
        with self.assertRaisesRegex(nnc.SimulationError, "stored in another unit than V"):
            cells.view("u")

    def test_inputs(self):
        text = models.PAIR + "DCSource(amplitude=0.1 nA).inject_into(cells)\n"
        simulation = nnc.compile(text).simulation()
        source = next(simulation[label] for label in simulation if isinstance(simulation[label], nnc.Input))
        source.amplitude = "2 nA"
        self.assertEqual(source.amplitude.tolist(), [2])
        simulation.advance(30)
        self.assertEqual(simulation["cells"].spikes().counts().min() > 0, True)

    def test_not_finite(self):
        self.cells.v[0] = np.inf
        with self.assertRaises(nnc.SimulationError) as caught:
            self.simulation.advance(10)
        self.assertEqual(caught.exception.exit_code, 3)

    def test_single_precision(self):
        simulation = nnc.compile(models.PAIR, precision="single").simulation()
        self.assertEqual(simulation["cells"].v.dtype, np.float32)
        with self.assertRaisesRegex(ValueError, "precision"):
            nnc.compile(models.PAIR, precision="half")


class Compiled(unittest.TestCase):
    def v(self, **options):
        with nnc.compile(models.PAIR, **options).simulation() as simulation:
            simulation.advance(20)
            return simulation["cells"].v.tolist()

    def test_cache(self):
        with tempfile.TemporaryDirectory() as folder:
            expected = self.v(cache=None)
            self.assertEqual(os.listdir(folder), [])
            for _ in range(2):
                self.assertEqual(self.v(cache=folder), expected)
                self.assertEqual(len(os.listdir(folder)), 1)

    def test_fast(self):
        np.testing.assert_allclose(self.v(math="fast"), self.v(), rtol=1e-8)
        code = nnc.compile(models.PAIR, math="fast").emit("llvm")
        self.assertNotEqual(code, nnc.compile(models.PAIR).emit("llvm"))
        with self.assertRaisesRegex(ValueError, "math"):
            nnc.compile(models.PAIR, math="exact")


class Time(unittest.TestCase):
    def test_time(self):
        simulation = nnc.compile(models.PAIR).simulation(dt="0.05 ms")
        self.assertEqual((simulation.time, simulation.dt, simulation.steps), (0, 0.05, 0))
        simulation.advance("0.01 s")
        simulation.step()
        self.assertEqual(simulation.steps, 201)
        simulation.advance_to("20 ms")
        self.assertEqual((simulation.time, simulation.steps), (20, 400))
        with self.assertRaisesRegex(ValueError, "before 20 ms"):
            simulation.advance_to(19)

    def test_many_small_times_do_not_drift(self):
        simulation = nnc.compile(models.PAIR).simulation()
        for _ in range(1000):
            simulation.advance(0.1)
        self.assertEqual(simulation.steps, 1000)

    def test_progress(self):
        seen = []
        nnc.compile(models.PAIR).run(50, progress=lambda now, end: seen.append((now, end)))
        self.assertEqual(seen[-1], (50, 50))
        self.assertEqual(seen, sorted(seen))

    def test_interrupt(self):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been ignored
        self.addCleanup(signal.signal, signal.SIGINT, before)
        simulation = nnc.compile(models.PAIR).simulation(parameters={"drive": 2})
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            simulation.advance("1e6 s")
        timer.join()
        stopped = simulation.steps
        self.assertGreater(stopped, 0)
        simulation.step(3)
        self.assertEqual(simulation.steps, stopped + 3)


class Events(unittest.TestCase):
    def test_spikes_of_the_host(self):
        simulation = nnc.compile(models.PAIR).simulation()
        simulation.advance(5)
        simulation["source"].spike([0])
        simulation.step()
        self.assertEqual(simulation["source"].spikes().cells.tolist(), [0])
        v = simulation["cells"].read("v")
        simulation["cells"].i_offset = 0
        simulation.advance(3)
        self.assertTrue((simulation["cells"]["excitatory.i_syn"] > 0).all())
        self.assertGreater(simulation["cells"].v[0], v[0])

    def test_send(self):
        simulation = nnc.compile(models.PAIR).simulation()
        simulation["cells"].send("excitatory", "300 pA", cells=[1, 4])
        simulation.step()
        self.assertEqual(simulation["cells"]["excitatory.i_syn"].tolist(), [0, 0.3, 0, 0, 0.3])

    def test_spikes_since_the_last_call(self):
        simulation = nnc.compile(models.DRIVEN).simulation()
        cells = simulation["cells"]
        simulation.advance(60)
        first = cells.spikes()
        self.assertGreater(len(first), 0)
        self.assertEqual(len(cells.spikes()), 0)
        simulation.advance(60)
        second = cells.spikes()
        self.assertGreater(second.times.min(), 60)
        self.assertEqual(len(first) + len(second), len(nnc.compile(models.DRIVEN).run(120).spikes["cells"]))

    def test_results_by_pieces(self):
        simulation = nnc.compile(models.DRIVEN).simulation()
        simulation.advance(100)
        first = simulation.results()
        simulation.advance(50)
        second = simulation.results()
        self.assertEqual([(r.start, r.end) for r in (first, second)], [(0, 100), (100, 150)])
        self.assertAlmostEqual(second.rate("cells"), len(second.spikes["cells"]) / 3 / 0.05)

    def test_watch(self):
        results = nnc.compile(models.PAIR).run(50, watch=["source"])
        self.assertEqual(list(results.spikes), ["source"])
        text = models.PAIR + "DCSource(amplitude=0.1 nA).inject_into(cells)\n"
        simulation = nnc.compile(text).simulation()
        sources = [label for label in simulation if isinstance(simulation[label], nnc.Input)]
        self.assertEqual(len(sources), 1)
        with self.assertRaisesRegex(nnc.SimulationError, "is an input"):
            simulation.watch(sources[0])

    def test_traces_are_dropped(self):
        simulation = nnc.compile(models.DRIVEN).simulation()
        simulation.advance(1)
        self.assertEqual(simulation.traces()["cells.v"].times.tolist(), [i / 10 for i in range(11)])
        simulation.drop_traces()
        simulation.advance(1)
        self.assertEqual(len(simulation.traces()["cells.v"].times), 10)


class Life(unittest.TestCase):
    def test_a_view_outlives_its_simulation(self):
        simulation = nnc.compile(models.PAIR).simulation()
        simulation.advance(5)
        v = simulation["cells"].v
        values = v.tolist()
        simulation.close()
        simulation.close()
        with self.assertRaisesRegex(nnc.SimulationError, "closed"):
            simulation.advance(1)
        del simulation
        gc.collect()
        churn = [nnc.compile(models.PAIR).simulation() for _ in range(5)]
        self.assertEqual(v.tolist(), values)
        self.assertEqual(len(churn), 5)

    def test_context(self):
        with nnc.compile(models.PAIR).simulation() as simulation:
            simulation.advance(1)
        self.assertIn("closed", repr(simulation))

    def test_two_models_at_once(self):
        a, b = nnc.compile(models.DRIVEN).simulation(), nnc.compile(models.PAIR).simulation()
        for _ in range(100):
            a.advance(1)
            b.advance(0.5)
        self.assertEqual((a.time, b.time), (100, 50))
        alone = nnc.compile(models.DRIVEN).run(100).spikes["cells"]
        self.assertEqual(a["cells"].spikes().times.tolist(), alone.times.tolist())

    def test_threads_of_python(self):
        wanted = nnc.compile(models.DRIVEN).run(100).spikes["cells"].times.tolist()
        seen = []

        def work():
            for _ in range(3):
                seen.append(nnc.compile(models.DRIVEN).run(100).spikes["cells"].times.tolist())

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(seen, [wanted] * 12)

    def test_lines_and_warnings_of_models(self):
        text = models.DRIVEN + 'run(1 ms)\ncells.set(i_offset=0)\nrun(1 ms)\n'
        model = nnc.compile(text)
        with self.assertWarnsRegex(nnc.ModelWarning, "after its first run is left out") as caught:
            model.run(1)
        self.assertEqual(pathlib.Path(caught.filename), pathlib.Path(__file__))
        self.assertTrue(str(caught.warning).startswith("model.nn:4:"), caught.warning)
