"""suite.py NNC LIBDIR PEERS MODULE [--sanitized]: the tests of a module, with the package of python/ and the libnnc in LIBDIR.

They run in the environment PEERS where this Python has no numpy. Exit code 77: skipped, all of them.
"""
import importlib
import importlib.util
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "python"
SKIPPED = 77


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def go_to_peers(peers):
    python = pathlib.Path(peers, "bin", "python")
    if os.environ.get("NNC_IN_PEERS") or not python.exists():
        skip(f"no numpy in {peers}; './dev test' installs it")
    done = subprocess.run([python, "-B", *sys.argv], env={**os.environ, "NNC_IN_PEERS": "1"})
    sys.exit(done.returncode)


def main():
    nnc, libraries, peers, module = sys.argv[1:5]
    if "--sanitized" in sys.argv:
        skip("libnnc has sanitizers, which Python would have to be started with")
    if not importlib.util.find_spec("numpy"):
        go_to_peers(peers)
    os.environ["NNC_TEST_NNC"] = nnc
    os.environ["NNC_LIBRARY"] = str(pathlib.Path(libraries, "nnc").resolve())
    sys.path[:0] = [str(PACKAGE), str(HERE)]
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(module)))
    if not result.testsRun:
        sys.exit(f"{module} has no tests")
    if result.wasSuccessful() and len(result.skipped) == result.testsRun:
        skip(result.skipped[0][1])
    sys.exit(not result.wasSuccessful())


main()
