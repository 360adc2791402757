"""One small network on two ways: the compiled program, and nnc-ref, which integrates it to convergence."""
import math
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "run"))
from harness import Failure, Results, equal, holds  # noqa: E402


class Reference:
    """Runs of nnc-ref, each model text at each step of the grid once."""

    def __init__(self, lab):
        self.lab, self.program = lab, os.path.join(os.path.dirname(lab.nnc), "nnc-ref")

    def run(self, name, text, dt, *options):
        folder = self.lab.folder / f"ref_{name.replace('.', '_')}_{dt!r}"
        model = self.lab.folder / name
        model.write_text(text, encoding="utf-8")
        command = [self.program, str(model), "-o", str(folder), "--dt", f"{dt!r}ms", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise Failure(f"nnc-ref {name}: exit code {done.returncode}\n{done.stderr}")
        return Results(folder, dt)


def both(lab, name, text, dt, *options, ending="nn"):
    file = f"{name}.{ending}"
    return lab.run(file, *options, text=text, dt=dt), Reference(lab).run(file, text, dt, *options)


def same_spikes(seen, wanted, label, what, segment=None):
    equal(seen.rows(label, "spikes", segment), wanted.rows(label, "spikes", segment), f"{what}: spikes of {label}")


def error(seen, wanted, label, variable, cells=1, segment=None):
    """The largest difference of a trace, in shares of the largest value of the reference."""
    worst = size = 0.0
    for cell in range(cells):
        a, b = seen.signal(label, variable, cell, segment), wanted.signal(label, variable, cell, segment)
        equal(seen.times(label, variable, segment), wanted.times(label, variable, segment), f"times of {label}.{variable}")
        worst = max(worst, max(abs(x - y) for x, y in zip(a, b)))
        size = max(size, max(map(abs, b)))
    holds(math.isfinite(worst) and size > 0, f"{label}.{variable}: a trace that is finite and not 0")
    return worst / size


def close(seen, wanted, label, variable, tolerance, what, cells=1, segment=None):
    off = error(seen, wanted, label, variable, cells, segment)
    holds(off <= tolerance, f"{what}: {label}.{variable} is off by {off:.3g}, allowed {tolerance:.3g}")
    return off
