"""What nobody means well: inputs, limits and machines that fail. A test is a file of functions case_*; each gets a Place.

Whatever happens, a program ends by itself: with a documented exit code, a message that says what was wrong, in little time
and memory, and never by a signal of its own making."""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

MODEL, USAGE, NUMERIC, FILES, LIMIT = 1, 2, 3, 4, 5
DOCUMENTED = {0, 1, 2, 3, 4, 5, 129, 130, 143}
MEGABYTE = 1 << 20


class Failure(Exception):
    """Something that must not happen; the text says what was seen."""


class Ended:
    def __init__(self, command, code, out, err, cpu):
        self.command, self.code, self.out, self.err, self.cpu = command, code, out, err, cpu

    def __str__(self):
        return f"{' '.join(map(str, self.command))[:300]}\nexit {self.code}, {self.cpu:.2f} s\n{self.err[:1500]}"


def require(condition, what):
    if not condition:
        raise Failure(what)


class Place:
    """A folder of its own, and the compiler."""

    def __init__(self, nnc, folder):
        self.nnc, self.folder = nnc, folder

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, command, cpu=1.0, memory=None, file_size=None, env=None, cwd=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE):
        """Runs to the end. cpu: seconds of processor time that it may take; memory, file_size: limits in bytes."""

        def limits():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 20, int(cpu) + 20))
            if memory:
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        with tempfile.TemporaryFile() as out:
            target = out if stdout == subprocess.PIPE else stdout
            child = subprocess.Popen([str(c) for c in command], stdin=stdin, stdout=target, stderr=subprocess.PIPE, preexec_fn=limits,
                                     env={**os.environ, **(env or {})}, cwd=cwd or self.folder)
            err = child.stderr.read()
            child.stderr.close()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            return Ended(command, child.returncode, out.read().decode(errors="replace"), err.decode(errors="replace"),
                         usage.ru_utime + usage.ru_stime)

    def fails(self, command, code, *words, cpu=1.0, **options):
        """Ends with that exit code and says all of the words."""
        done = self.run(command, cpu=cpu, **options)
        require(done.code == code, f"exit code {code} was expected: {done}")
        require(done.cpu <= cpu, f"more than {cpu} s: {done}")
        for word in words:
            require(word in done.err, f"'{word}' is not said: {done}")
        require(len(done.err) < 20000, f"{len(done.err)} bytes of messages: {done}")
        return done

    def works(self, command, cpu=1.0, **options):
        done = self.run(command, cpu=cpu, **options)
        require(done.code == 0, f"exit code 0 was expected: {done}")
        require(done.cpu <= cpu, f"more than {cpu} s: {done}")
        return done

    def check(self, name, content, code, *words, **options):
        """`nnc check` of a text."""
        path = self.write(name, content)
        command = [self.nnc, "check", "--diagnostics-format=test", path.name]
        return self.fails(command, code, *words, **options) if code else self.works(command, **options)

    def program(self, name, content, cpu=20.0):
        """Compiles; the path of the program."""
        self.write(name, content)
        target = self.folder / pathlib.Path(name).stem
        self.works([self.nnc, name, "-O0", "-o", target.name], cpu=cpu)
        return target


def wait_for(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        require(time.monotonic() < end, f"waited {seconds} s for {what}")
        time.sleep(0.01)


def main(cases):
    """Runs the functions case_* of a test; exit code 1 when one fails."""
    nnc = os.path.abspath(sys.argv[1])
    wanted = [f"case_{name}" for name in sys.argv[2:]]
    failed = count = 0
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for name, case in list(cases.items()):
        if not name.startswith("case_") or (wanted and name not in wanted):
            continue
        count += 1
        folder = pathlib.Path(tempfile.mkdtemp(prefix="nnc-hostile-"))
        try:
            case(Place(nnc, folder))
        except (Failure, AssertionError) as failure:
            failed += 1
            print(f"FAILS {name[5:]}: {failure}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{count - failed} of {count} cases hold")
    return 1 if failed or not count else 0
