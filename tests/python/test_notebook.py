"""The notebook among the examples runs, and draws what it says."""
import os
import tempfile
import unittest

import models
from needs import needs

NOTEBOOK = models.ROOT / "examples" / "python" / "coba.ipynb"


class Lines(unittest.TestCase):
    """What stands behind `%%nnc`."""

    @needs("IPython")
    def test_mistakes(self):
        from IPython.core.error import UsageError

        from nnc import magic

        cases = {
            "": "required: name; usage: %%nnc",
            "model --bogus": "unrecognized arguments: --bogus",
            "a b": "unrecognized arguments: b",
            "1x": "'1x' is no name of a variable",
            "class": "'class' is no name of a variable",
            "model -D n": "-D n is not NAME=VALUE",
            "model --precision half": "invalid choice: 'half'",
            "model 'x": "No closing quotation",
        }
        for line, why in cases.items():
            with self.subTest(line), self.assertRaises(UsageError) as caught:
                magic.compile_cell(None, line, "x = 1\n")
            self.assertIn(why, str(caught.exception))


class Notebook(unittest.TestCase):
    @needs("nbclient", "ipykernel", "jupyter_client", "matplotlib")
    def test_it_runs(self):
        import nbformat
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        notebook = nbformat.read(NOTEBOOK, as_version=4)
        self.assertFalse(any(cell.get("outputs") for cell in notebook.cells), "it is kept without outputs")
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        folders = {name: place.name for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")}
        os.environ.update(folders, PYTHONPATH=str(models.ROOT / "python"))
        resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
        kernel = AsyncKernelManager(kernel_name="python3", ip="127.0.0.1")
        NotebookClient(notebook, km=kernel, timeout=200, resources=resources).execute()
        shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        texts = "".join(output.get("text", "") for output in shown)
        self.assertRegex(texts, r"exc: \d+\.\d Hz")
        pictures = sum("image/png" in output.get("data", {}) for output in shown)
        self.assertEqual(pictures, 2)
