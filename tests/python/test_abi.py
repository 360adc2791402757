"""The structs and functions of the package are those of nnc.h and of nnc_simulation.h, which it includes."""
import ctypes
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import models
from nnc import _abi

HEADERS = models.ROOT / "frontend" / "libnnc"


def structs():
    return [
        kind for kind in vars(_abi).values()
        if isinstance(kind, type) and issubclass(kind, ctypes.Structure) and kind is not ctypes.Structure
    ]


class Interface(unittest.TestCase):
    def test_structs(self):
        lines, wanted = [], []
        for kind in structs():
            lines.append(f'printf("%zu\\n", sizeof(Nnc{kind.__name__}));')
            wanted.append(ctypes.sizeof(kind))
            for name, _ in kind._fields_:
                lines.append(f'printf("%zu\\n", offsetof(Nnc{kind.__name__}, {name}));')
                wanted.append(getattr(kind, name).offset)
        with tempfile.TemporaryDirectory() as place:
            source, program = pathlib.Path(place, "sizes.c"), pathlib.Path(place, "sizes")
            source.write_text("#include <nnc.h>\n#include <stdio.h>\nint main(void)\n{\n" + "\n".join(lines) + "\nreturn 0;\n}\n")
            subprocess.run([os.environ.get("NNC_TEST_CC", "cc"), "-I", HEADERS, source, "-o", program], check=True)
            got = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
        self.assertGreater(len(wanted), 40)
        self.assertEqual([int(n) for n in got], wanted)

    def test_functions_and_version(self):
        header = (HEADERS / "nnc.h").read_text() + (HEADERS / "nnc_simulation.h").read_text()
        there = set(re.findall(r"\b(nnc_[a-z_]+)\(", header))
        self.assertEqual(set(_abi.FUNCTIONS) - there, set())
        self.assertEqual(int(re.search(r"NNC_ABI_VERSION (\d+)", header)[1]), _abi.VERSION)
