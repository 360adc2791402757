"""The package, installed by pip without a network, finds an installed nnc."""
import os
import pathlib
import shutil
import site
import subprocess
import sys
import tempfile
import unittest

import models
from needs import needs

PROGRAM = """
import importlib.metadata, sys
import nnc
assert nnc.__file__.startswith(sys.prefix), nnc.__file__
assert nnc.version() == importlib.metadata.version("nnc"), importlib.metadata.version("nnc")
print(len(nnc.compile(sys.argv[1]).run("100 ms").spikes["cells"]))
"""


def run(*command, **environment):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("NNC_", "PYTHON", "PIP_"))}
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=250, env={**clean, **environment}
    )
    if done.returncode:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class Installation(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.venv = self.place / "venv"
        self.python = self.venv / "bin" / "python"

    def install_package(self):
        """As `pip install ./python`, from a copy, as pip leaves its files in the folder that it builds."""
        source = self.place / "source"
        shutil.copytree(models.ROOT / "python", source / "python", ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        shutil.copy(models.ROOT / "CMakeLists.txt", source)
        run(sys.executable, "-m", "venv", self.venv)
        ours = run(self.python, "-c", "import site; print(site.getsitepackages()[0])").strip()
        pathlib.Path(ours, "others.pth").write_text("\n".join(site.getsitepackages()))  # numpy, setuptools, wheel
        run(self.python, "-m", "pip", "install", "--no-index", "--no-build-isolation", "--no-deps", "--quiet", source / "python")

    def install_nnc(self, prefix):
        run(os.environ["NNC_TEST_CMAKE"], "--install", os.environ["NNC_TEST_BUILD"], "--prefix", prefix)

    @needs("setuptools", "wheel")
    def test_both_ways(self):
        self.install_package()
        hello = models.ROOT / "examples" / "hello" / "hello.nn"
        self.install_nnc(self.place / "prefix")
        path = f"{self.place / 'prefix' / 'bin'}:/usr/bin:/bin"
        self.assertGreater(int(run(self.python, "-B", "-c", PROGRAM, hello, PATH=path)), 10)
        shutil.rmtree(self.place / "prefix")
        self.install_nnc(self.venv)  # found without a PATH
        self.assertGreater(int(run(self.python, "-B", "-c", PROGRAM, hello, PATH="/usr/bin:/bin")), 10)
