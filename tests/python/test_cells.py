"""Cells of IPython that are models."""
import contextlib
import io
import os
import tempfile
import unittest

import models
import nnc
from needs import needs


@needs("IPython")
class Cells(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        os.environ["IPYTHONDIR"] = place.name
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        cls.shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
        cls.shell.run_line_magic("load_ext", "nnc")

    def run_cell(self, text):
        """Give what the cell raises, and what it shows."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            result = self.shell.run_cell(text)
        return result.error_in_exec or result.error_before_exec, out.getvalue()

    def test_a_model(self):
        error, _ = self.run_cell("%%nnc net -D n=3\nn = 7\n" + models.DRIVEN.replace("Population(3", "Population(n"))
        self.assertIsNone(error)
        self.assertIsInstance(self.shell.user_ns["net"], nnc.Model)
        error, _ = self.run_cell("spikes = net.run('50 ms').spikes['cells']")
        self.assertIsNone(error)
        self.assertEqual(self.shell.user_ns["spikes"].size, 3)

    def test_mistakes(self):
        self.shell.user_ns.pop("bad", None)
        error, shown = self.run_cell("%%nnc bad\nx = 1 mV + 1 ms\n")
        self.assertIsInstance(error, nnc.CompileError)
        self.assertEqual((error.file, error.line), ("bad.nn", 1))
        self.assertIn(" 1 | x = 1 mV + 1 ms", shown)
        self.assertNotIn("Traceback", shown)
        self.assertNotIn("bad", self.shell.user_ns)

    def test_usage(self):
        for line in ("%%nnc", "%%nnc 3x", "%%nnc a b", "%%nnc a --precision half", "%%nnc a -D"):
            with self.subTest(line):
                error, _ = self.run_cell(f"{line}\n{models.DRIVEN}")
                self.assertEqual(type(error).__name__, "UsageError")
                self.assertIn("usage: %%nnc", str(error))
