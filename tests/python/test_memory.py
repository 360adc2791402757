"""Compilations and runs by the hundred leave nothing."""
import os
import subprocess
import sys
import unittest


class Memory(unittest.TestCase):
    ROUNDS = """
import resource, sys
import models, nnc
def work(n):
    for i in range(n):
        nnc.compile(models.SMALL).run(20).spikes["cells"]
        try:
            nnc.compile("x = 1 mV + 1 ms\\n")
        except nnc.CompileError:
            pass
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
work(30)
before = peak()
work(200)
print(peak() - before)
"""

    def test_memory_does_not_grow(self):
        done = subprocess.run(
            [sys.executable, "-B", "-c", self.ROUNDS], capture_output=True, text=True, timeout=250,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(int(done.stdout), 6000, "kilobytes more after 200 rounds")
