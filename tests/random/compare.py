"""compare.py NNC INTERPRETER FIRST COUNT: random programs by the C compiler, by LLVM and with interpreted kernels. Each must end
in the same way and write the same bytes. What nnc refuses counts as compared where its message is one that models may get."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import networks

SECONDS = 120
MOST_REFUSED = 0.05  # of all programs
BUGS = ("NNC0790", "NNC0703", "NNC0710")  # what no model may cause: kernels that are wrong, C or code that does not compile


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=SECONDS, errors="replace")
    return done.returncode, done.stderr


def digests(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "run.json"}


class Different(Exception):
    """Not the same; the text says what."""


class Compared:
    """One program in a folder of its own."""

    def __init__(self, nnc, interpreter, seed, folder):
        self.nnc, self.interpreter, self.seed, self.folder = nnc, interpreter, seed, folder
        self.model = folder / f"random{seed}.nn"
        self.model.write_text(networks.program(seed), encoding="utf-8")
        self.refused = False

    def results(self, name, *command):
        """How it ended: exit code, messages, what it wrote."""
        out = self.folder / name
        code, said = run(*command, "-o", out, "--format", "csv", "--progress", "none")
        errors = "\n".join(line for line in said.splitlines() if line.startswith("error: "))
        return code, errors.replace(str(out), "OUT"), digests(out) if out.exists() else {}

    def compile(self, effort, *flags):
        """The program by the C compiler; None where it is refused."""
        program = self.folder / "program"
        code, said = run(self.nnc, self.model, *flags, effort, "-o", program)
        if code == 1 and not any(bug in said for bug in BUGS):
            self.refused = True
            return None
        if code:
            raise Different(f"nnc: exit code {code}\n{said}")
        return program

    def expect(self, name, first, *command):
        result = self.results(name, *command)
        if result != first:
            files = sorted(k for k in {**first[2], **result[2]} if first[2].get(k) != result[2].get(k))
            raise Different(f"{name}: exit code {result[0]}, not {first[0]}; files that differ: {files}\n{first[1]}{result[1]}")

    def compare(self, effort, *flags):
        program = self.compile(effort, *flags)
        if not program:
            return
        first = self.results("c", program, "--threads", 1 + self.seed % 3)
        if first[0] < 0 or first[0] == 0 and not first[2]:
            raise Different(f"the program: exit code {first[0]}\n{first[1]}")
        self.expect("llvm", first, self.nnc, "run", *flags, "-O2", "--cache-dir=", self.model)
        if not flags:
            self.expect("interpreted", first, self.interpreter, "-O3" if self.seed % 4 < 2 else "-O0", self.model)

    def difference(self):
        """What is wrong, or None. Some run in single precision, too, which is not interpreted."""
        try:
            self.compare("-O0")
            if self.seed % 10 == 0:
                self.compare("-O0", "--precision=single")
        except Different as difference:
            return str(difference)
        return None


def main(nnc, interpreter, first, count):
    if not os.path.exists(interpreter):
        print("SKIPS: nnc was built without LLVM")
        return 77
    refused, wrong = [], []
    for seed in range(first, first + count):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="nnc-random-"))
        try:
            compared = Compared(nnc, interpreter, seed, folder)
            difference = compared.difference()
            if compared.refused:
                refused.append(seed)
            if difference:
                wrong.append(seed)
                print(f"FAILS random program {seed}: {difference}\n{compared.model.read_text(encoding='utf-8')}", flush=True)
        except subprocess.TimeoutExpired as e:
            wrong.append(seed)
            print(f"FAILS random program {seed}: {e.cmd[0]} has not ended in {SECONDS} s", flush=True)
        finally:
            shutil.rmtree(folder)
    print(f"{count - len(wrong)} of {count} random programs are the same in three ways; {len(refused)} were refused by all: {refused[:20]}")
    return 1 if wrong or len(refused) > MOST_REFUSED * count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
