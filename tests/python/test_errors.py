"""Mistakes of models, and libraries that are missing or other ones."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import models
import nnc

WRONG = """cell A:
    param tau = 10 ms
    state v = 1 mV
    dv/dt = (v + tau)/tau
cells = Population(1, A(), label="cells")
"""


class Mistakes(unittest.TestCase):
    def test_an_excerpt_and_fields(self):
        with self.assertRaises(nnc.CompileError) as caught:
            nnc.compile(WRONG)
        error = caught.exception
        self.assertEqual((error.code, error.file, error.line, error.column), ("NNC0201", "model.nn", 4, 18))
        self.assertEqual(error.exit_code, 1)
        self.assertEqual(error.diagnostics[0].severity, "error")
        for part in ("error[NNC0201]: ", "--> model.nn:4:18", " 4 |     dv/dt = (v + tau)/tau\n", "^"):
            self.assertIn(part, str(error))

    def test_as_the_compiler_says_it(self):
        with tempfile.TemporaryDirectory() as place:
            path = pathlib.Path(place, "wrong.nn")
            path.write_text(WRONG + "x = 1 mV + 1 ms\n")
            said = subprocess.run([models.NNC, "check", "wrong.nn"], cwd=place, capture_output=True, text=True).stderr
            with self.assertRaises(nnc.CompileError) as caught:
                nnc.compile(path)
        self.assertEqual(len(caught.exception.diagnostics), 2)
        self.assertIn(str(caught.exception).replace(str(path), "wrong.nn"), said)

    def test_all_errors(self):
        with self.assertRaises(nnc.CompileError) as caught:
            nnc.compile("x = 1 mV + 1 ms\ny = 1 nA + 1 ms\n", name="two.nn")
        self.assertEqual([(d.file, d.line) for d in caught.exception.diagnostics], [("two.nn", 1), ("two.nn", 2)])
        self.assertEqual(str(caught.exception).count("error["), 2)

    def test_places_without_a_text(self):
        with self.assertRaisesRegex(nnc.CompileError, "cannot read there_is_none.nn"):
            nnc.compile("there_is_none.nn")
        with self.assertRaisesRegex(nnc.CompileError, "no such parameter"):
            nnc.compile(models.PAIR).run(1, parameters={"m": 3})
        with self.assertRaisesRegex(nnc.CompileError, "NNC0714.*out of memory"):
            nnc.compile(models.PAIR).simulation(limit_memory="1k")
        with self.assertRaisesRegex(nnc.CompileError, "--dt: '1mV'"):
            nnc.compile(models.PAIR).run(1, dt="1mV")
        with self.assertRaisesRegex(nnc.CompileError, "has no parameter 'tau'"):
            nnc.compile(models.PAIR).simulation(each_cell=["cells.tau"])

    def test_documents(self):
        with self.assertRaisesRegex(nnc.CompileError, "--> broken.xml:"):
            nnc.compile("<Lems>\n", name="broken.xml")

    def test_warnings(self):
        with tempfile.TemporaryDirectory() as place:
            path = pathlib.Path(place, "warns.nn")
            path.write_text(models.DRIVEN + models.DRIVEN)
            said = subprocess.run([models.NNC, "check", path], capture_output=True, text=True).stderr
            self.assertIn("warning[", said)
            with self.assertWarnsRegex(nnc.ModelWarning, r"warning\[NNC") as caught:
                model = nnc.compile(path)
        self.assertEqual(list(model.simulation()), ["cells", "cells#2"])
        self.assertEqual(pathlib.Path(caught.filename), pathlib.Path(__file__))

    def test_arguments(self):
        model = nnc.compile("n = 3\ncells = Population(n, IF_curr_exp(), label='cells')\n", defines={"n": 7})
        self.assertEqual(len(model.simulation()["cells"]), 7)
        with self.assertRaisesRegex(ValueError, "form"):
            model.emit("ast")
        self.assertIn("population $cells", model.emit("ir"))
        self.assertIn("nnrt_main", model.emit("c"))

    def test_a_model_is_what_its_file_was(self):
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            pathlib.Path("size.nn").write_text("size = 4\n")
            path = pathlib.Path("net.nn")
            path.write_text("import size\ncells = Population(size.size, IF_curr_exp(), label='cells')\n")
            model = nnc.compile("net.nn")
            path.write_text("nothing of sense\n")
            os.chdir(before)
            self.assertEqual((model.name, len(model.simulation()["cells"])), ("net", 4))

    def test_include(self):
        with tempfile.TemporaryDirectory() as place:
            pathlib.Path(place, "others.nn").write_text("size = 4\n")
            text = "import others\ncells = Population(others.size, IF_curr_exp(), label='cells')\n"
            self.assertEqual(len(nnc.compile(text, include=[place]).simulation()["cells"]), 4)
            with self.assertRaises(nnc.CompileError):
                nnc.compile(text)


class Libraries(unittest.TestCase):
    def load(self, place, **environment):
        """Load the package from a folder that is no installation."""
        path = [entry for entry in sys.path if entry]
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import nnc\nprint(nnc.version())"], capture_output=True, text=True, cwd=place,
            env={"PATH": "/nowhere", "PYTHONPATH": os.pathsep.join(path), **environment},
        )
        return done.stdout + done.stderr

    def stub(self, place, text):
        pathlib.Path(place, "nnc").mkdir()
        source = pathlib.Path(place, "stub.c")
        source.write_text(text)
        library = pathlib.Path(place, "libnnc.so.0")
        subprocess.run([os.environ.get("NNC_TEST_CC", "cc"), "-shared", "-fPIC", source, "-o", library], check=True)
        return {"NNC_LIBRARY": str(pathlib.Path(place, "nnc"))}

    def test_none(self):
        with tempfile.TemporaryDirectory() as place:
            said = self.load(place, NNC_LIBRARY=str(pathlib.Path(place, "lib", "nnc")))
        self.assertIn("LibraryError: libnnc.so.0 is not to be found. Tried:", said)
        self.assertIn(str(pathlib.Path(place, "lib", "libnnc.so.0")) + " (NNC_LIBRARY)", said)
        self.assertIn("set NNC_LIBRARY to PREFIX/lib/nnc", said)

    def test_by_the_program(self):
        libraries = pathlib.Path(os.environ["NNC_LIBRARY"]).parent
        with tempfile.TemporaryDirectory() as place:
            prefix = pathlib.Path(place, "prefix")
            (prefix / "bin").mkdir(parents=True)
            (prefix / "bin" / "nnc").write_text("#!/bin/sh\n")
            (prefix / "bin" / "nnc").chmod(0o755)
            (prefix / "lib").symlink_to(libraries)
            self.assertRegex(self.load(place, PATH=str(prefix / "bin")), r"^\d+\.\d+\.\d+\n$")

    def test_another_interface(self):
        with tempfile.TemporaryDirectory() as place:
            said = self.load(place, **self.stub(place, "unsigned nnc_abi_version(void) { return 99; }\n"))
        self.assertRegex(said, "LibraryError: .*libnnc.so.0 has version 99 of the interface, this package needs 1")

    def test_an_older_one(self):
        with tempfile.TemporaryDirectory() as place:
            said = self.load(place, **self.stub(place, "unsigned nnc_abi_version(void) { return 1; }\n"))
        self.assertRegex(said, "LibraryError: .*is older than this package: it has no nnc_version")

    def test_something_else(self):
        with tempfile.TemporaryDirectory() as place:
            said = self.load(place, **self.stub(place, "int nothing;\n"))
        self.assertRegex(said, "LibraryError: .*is another library")
