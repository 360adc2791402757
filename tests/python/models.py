"""Models that the tests of the package share, and the program that they are compared with."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
NNC = os.environ.get("NNC_TEST_NNC", "nnc")

# Two populations, one that the host drives.
PAIR = """param drive = 1.0
setup(timestep=0.1)
cells = Population(5, IF_curr_exp(tau_m=20 ms, i_offset=[0.0, 0.1, 0.2, 0.3, 0.4]), label="cells")
source = Population(2, SpikeSourceArray(spike_times=[]), label="source")
Projection(source, cells, AllToAllConnector(), StaticSynapse(weight=0.5 nA*drive, delay=1 ms), receptor_type="excitatory")
cells.record("v")
"""

# Compiled in no time.
SMALL = """cell Ramp:
    state v = 0 mV
    dv/dt = 1 mV/ms
    when v > 5 mV:
        spike
        v = 0 mV
cells = Population(2, Ramp(), label="cells")
"""

# Cell i spikes each 1 + i/2 ms, and sends to another port each 2.5 + i/2 ms.
PORTS = """cell Two:
    event done
    param d = 0
    state a = 0
    state b = 0
    da/dt = 1 /ms
    db/dt = 1 /ms
    when a > 0.95 + d: spike; a = 0
    when b > 2.45 + d: send to done; b = 0
setup(timestep=0.1)
p = Population(2, Two(d=[0, 0.5]), label="p")
q = Population(1, Two(), label="q")
p.record("done")
"""

# Cells that fire at once.
DRIVEN = 'cells = Population(3, IF_curr_exp(i_offset=[1.0, 1.5, 2.0]), label="cells")\ncells.record("v")\n'


def run_program(model, folder, *options):
    """Let `nnc run` write CSV into the folder."""
    done = subprocess.run(
        [NNC, "run", str(model), *options, "--progress=none", "--format=csv", "-o", str(folder)],
        capture_output=True, text=True, timeout=200, cwd=folder.parent,
    )
    if done.returncode:
        raise AssertionError(f"nnc run {model}: {done.stderr}")
