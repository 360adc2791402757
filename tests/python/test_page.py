"""The examples of docs/python.md run, in its order, and print what the block behind them says."""
import contextlib
import io
import os
import pathlib
import re
import unittest

import models
import nnc
from needs import needs

PAGE = models.ROOT / "docs" / "python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.M | re.S)


class Page(unittest.TestCase):
    @needs("pandas")
    def test_examples(self):
        names = {"nnc": nnc, "pathlib": pathlib}
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(models.ROOT)
        blocks = BLOCK.findall(PAGE.read_text())
        self.assertGreater(len(blocks), 6)
        for number, (code, text) in enumerate(blocks, 1):
            out = io.StringIO()
            with self.subTest(number), contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                exec(compile(code, f"example {number} of {PAGE.name}", "exec"), names)
                if text:
                    self.assertEqual(out.getvalue().rstrip(), text.rstrip())
