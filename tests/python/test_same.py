"""What the package gives is what `nnc run` writes, to the bit."""
import collections
import csv
import pathlib
import tempfile
import unittest
import warnings

import models
import nnc

CASES = [  # path, ms, parameters, seed
    ("examples/hello/hello.nn", 100, {}, None),
    ("examples/coba/coba.nn", 60, {"N": 800}, 3),
    ("tests/run/models/learning.nn", 80, {}, None),
    ("tests/run/models/lif.ir", 100, {}, None),
    ("tests/neuroml/models/LEMS_network.xml", 50, {}, None),
]


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))[1:]


def spikes_of(path):
    return collections.Counter((float(time), int(cell)) for time, cell in rows_of(path))


class Same(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.out = pathlib.Path(self.place.name, "out")

    def program(self, path, ms, parameters, seed):
        options = [word for key, value in parameters.items() for word in ("--set", f"{key}={value}")]
        options += [] if seed is None else ["--seed", str(seed)]
        models.run_program(models.ROOT / path, self.out, *options, "--t", f"{ms}ms")
        return {file.name.removesuffix(".spikes.csv"): spikes_of(file) for file in self.out.glob("*.spikes.csv")}

    def compare(self, path, ms, parameters, seed, **options):
        wanted = self.program(path, ms, parameters, seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", nnc.ModelWarning)  # documents write files behind their run
            results = nnc.compile(models.ROOT / path).run(ms, parameters=parameters, seed=seed, **options)
        compared = 0
        for label, spikes in wanted.items():
            recorded = {cell for _, cell in spikes}
            trains = results.spikes[label]
            got = collections.Counter(zip(trains.times.tolist(), trains.cells.tolist()))
            self.assertEqual({at: n for at, n in got.items() if at[1] in recorded}, dict(spikes), label)
            compared += sum(spikes.values())
        return compared

    def test_spikes(self):
        compared = 0
        for case in CASES:
            with self.subTest(case[0]):
                compared += self.compare(*case)
        self.assertGreater(compared, 1000)

    def test_threads(self):
        self.assertGreater(self.compare("examples/coba/coba.nn", 40, {"N": 800}, 5, threads=3), 100)

    def test_traces(self):
        hello = models.ROOT / "examples/hello/hello.nn"
        models.run_program(hello, self.out, "--t", "50ms")
        found = [rows_of(file) for file in self.out.glob("*.csv") if not file.name.endswith(".spikes.csv")]
        self.assertEqual(len(found), 1)
        trace = nnc.compile(hello).run(50).traces["cells.v"]
        self.assertEqual((trace.unit, trace.cells.tolist(), len(trace.times)), ("mV", [0, 1, 2], 51))
        written = [[float(x) for x in row] for row in found[0]]
        self.assertEqual([[t, *row] for t, row in zip(trace.times.tolist(), trace.values.tolist())], written)

    def test_files(self):
        hello = models.ROOT / "examples/hello/hello.nn"
        models.run_program(hello, self.out, "--t", "50ms")
        mine = pathlib.Path(self.place.name, "mine")
        nnc.compile(hello).run(50, output=mine, formats=["csv"])
        names = {file.name for file in self.out.glob("*.csv")}
        self.assertEqual({file.name for file in mine.glob("*.csv")}, names)
        for name in names:
            self.assertEqual((mine / name).read_bytes(), (self.out / name).read_bytes())

    def test_efforts(self):
        model = nnc.compile(models.ROOT / "examples/coba/coba.nn")
        found = [model.run(20, parameters={"N": 400}, seed=2, effort=effort).spikes.to_array().tobytes() for effort in range(4)]
        self.assertGreater(len(found[0]), 1000)
        self.assertEqual(found, [found[3]] * 4)
        with self.assertRaisesRegex(ValueError, "effort: 4"):
            model.run(1, effort=4)

    def test_pieces(self):
        model = nnc.compile(models.ROOT / "examples/coba/coba.nn")
        whole = model.run(30, parameters={"N": 400}, seed=2).spikes.to_array()
        with model.simulation(parameters={"N": 400}, seed=2) as simulation:
            parts = []
            for steps in (1, 7, 50, 0, 142, 100):
                simulation.step(steps)
                parts += simulation.spikes().to_array().tolist()
        self.assertEqual(parts, whole.tolist())
        self.assertGreater(len(parts), 100)
