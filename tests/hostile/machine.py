"""Machines that fail: folders that cannot be written, full devices, signals, missing tools, odd paths and environments."""
import os
import shutil
import signal
import subprocess
import sys

from hostile import FILES, LIMIT, MEGABYTE, MODEL, Failure, main, require, wait_for

SHORT = "c = Population(20, IF_curr_exp(i_offset=1), label='c')\nc.record(['v', 'spikes'])\nrun(50 ms)\n"
# About 10^9 cell steps: minutes, unless it is stopped.
LONG = "c = Population(20000, IF_curr_exp(i_offset=0.8), label='c')\nc[0:10].record('v')\nc.record('spikes')\nrun(1000000 ms)\n"


def rows(folder):
    """Spikes and samples in the CSV files of a folder."""
    return sum(len(path.read_text().splitlines()) - 1 for path in folder.glob("*.csv"))


def start(place, program, *options):
    out = place.folder / "out"
    err = open(place.folder / "err", "wb")
    return out, subprocess.Popen([program, "--progress=none", "--format=csv", "-o", out, *options], cwd=place.folder, stderr=err)


def started(place, program):
    """The program while it simulates: its spool has begun to grow."""
    out, child = start(place, program)

    def grows():
        require(child.poll() is None, f"it ended with {child.returncode}: {(place.folder / 'err').read_text()}")
        return out.is_dir() and sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) > 100000

    wait_for(grows, "the spool")
    return out, child


def case_interrupted(place):
    program = place.program("long.nn", LONG)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        out, child = started(place, program)
        child.send_signal(number)
        code = child.wait(timeout=20)
        require(code == 128 + number, f"signal {number}: exit code {code}")
        require(rows(out) > 10, f"signal {number}: nothing was kept")
        shutil.rmtree(out)


def case_interrupted_twice(place):
    out, child = started(place, place.program("long.nn", LONG))
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGINT)
    code = child.wait(timeout=20)
    require(code in (130, -signal.SIGINT), f"exit code {code}")


def case_killed(place):
    out, child = started(place, place.program("long.nn", LONG))
    child.kill()
    child.wait(timeout=20)
    place.works([place.nnc, "recover", out])
    require(rows(out) > 10, "nothing was recovered")
    place.fails([place.nnc, "recover", out], FILES, "nothing is left to convert")


def case_recover_what_is_none(place):
    place.fails([place.nnc, "recover", "none"], FILES, "none")
    (place.folder / "empty").mkdir()
    place.fails([place.nnc, "recover", "empty"], FILES, "empty")
    place.write("file", "text")
    place.fails([place.nnc, "recover", "file"], FILES, "file")


def case_recover_damaged_spools(place):
    """What a killed program leaves behind, cut and with bytes turned over: files are made of it, or a message says why not."""
    out, child = started(place, place.program("long.nn", LONG))
    child.kill()
    child.wait(timeout=20)
    [spool] = [p for p in out.rglob("*") if "spool" in p.name]
    whole = spool.read_bytes()[:60000]
    codes = set()
    damaged = [whole[:cut] for cut in (0, 1, 7, len(whole) // 2, len(whole) - 1)]
    damaged += [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1:] for at in range(0, len(whole), len(whole) // 60)]
    for content in damaged:
        shutil.rmtree(out)
        spool.parent.mkdir(parents=True)
        spool.write_bytes(content)
        done = place.run([place.nnc, "recover", out])
        require(done.code in (0, FILES), str(done))
        require(done.code == 0 or "error" in done.err, str(done))
        codes.add(done.code)
    require(codes == {0, FILES}, f"all were read, or none: {codes}")


def case_folders_that_cannot_be_written(place):
    program = place.program("short.nn", SHORT)
    place.write("file", "text")
    os.symlink("nowhere", place.folder / "dangling")
    for out, said in (("file", "file"), ("file/out", "file"), ("dangling", "dangling"), ("/proc/out", "/proc/out"), ("", "")):
        done = place.run([program, "--progress=none", "-o", out])
        require(done.code in (FILES, 2) and "error" in done.err and said in done.err, str(done))
    place.fails([program, "--progress=none", "-o", "x" * 5000], FILES)
    require((place.folder / "file").read_text() == "text", "a file was replaced")


def case_full_device(place):
    program = place.program("short.nn", SHORT)
    for size in (0, 10, 1000, 5000, 20000):
        done = place.run([program, "--progress=none", "--format=csv", "-o", f"out{size}"], file_size=size)
        require(done.code in (0, FILES), str(done))
        require(done.code == 0 or "error" in done.err, str(done))
    done = place.run([program, "--progress=none", "--format=h5", "-o", "sonata"], file_size=3000)
    require(done.code == FILES and "error" in done.err, str(done))
    place.works([place.nnc, "recover", "sonata"])


def case_full_device_while_compiling(place):
    place.write("short.nn", SHORT)
    place.fails([place.nnc, "short.nn", "-o", "sim"], FILES, "sim", file_size=100)
    place.fails([place.nnc, "short.nn", "-o", "sim"], FILES, "C compiler", cpu=20.0, file_size=30000)
    left = sorted(p.name for p in place.folder.iterdir() if p.name != "short.nn")
    require(left == [], f"left behind: {left}")
    place.fails([place.nnc, "short.nn", "--emit=c", "-o", "/dev/full"], FILES, "/dev/full")
    with open("/dev/full", "wb") as full:
        for command in (["--help"], ["short.nn", "--emit=ir"], ["units"], ["fmt", "-o", "-", "short.nn"]):
            done = place.run([place.nnc, *command], stdout=full)
            require(done.code == FILES, str(done))


def case_devices_stay(place):
    """Output to a device, a pipe or a link goes there; it never takes its place."""
    place.write("short.nn", SHORT)
    os.mkfifo(place.folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=place.folder, stdout=subprocess.PIPE)
    place.works([place.nnc, "short.nn", "--emit=ir", "-o", "pipe"])
    text, _ = reader.communicate(timeout=20)
    require(text.startswith(b"nnir"), "nothing came through the pipe")
    place.write("target", "")
    os.symlink("target", place.folder / "link")
    place.works([place.nnc, "short.nn", "--emit=ir", "-o", "link"])
    require((place.folder / "link").is_symlink() and (place.folder / "target").read_text().startswith("nnir"), "the link was replaced")


def case_standard_streams(place):
    program = place.program("short.nn", SHORT)
    piped = subprocess.run(f"{place.nnc} units | head -n 1", shell=True, capture_output=True, text=True, timeout=20)
    require(piped.returncode == 0 and piped.stderr == "", f"{piped}")
    closed = subprocess.run(f"{program} --progress=none -o a <&- >&- 2>&-", shell=True, timeout=20, cwd=place.folder)
    require(closed.returncode == 0, f"closed streams: {closed.returncode}")
    closed = subprocess.run(f"{place.nnc} check short.nn <&- >&- 2>&-", shell=True, timeout=20, cwd=place.folder)
    require(closed.returncode == 0, f"closed streams of nnc: {closed.returncode}")
    from_pipe = subprocess.run([place.nnc, "check", "-"], input=SHORT.encode(), timeout=20)
    require(from_pipe.returncode == 0, "standard input is no model")


def case_little_memory(place):
    place.write("short.nn", SHORT)
    codes = set()
    for size in (4, 6, 7, 10, 20, 50):  # 4: the loader gives up; at 5 there is no room for a stack, which no program can tell
        done = place.run([place.nnc, "check", "short.nn"], memory=size * MEGABYTE)
        require(done.code in (0, LIMIT) or (done.code == 127 and "shared libraries" in done.err), f"{size} MB: {done}")
        require(done.code != LIMIT or "memory" in done.err, f"{size} MB: {done}")
        codes.add(done.code)
    require({0, LIMIT} <= codes, f"no size was too small, or none was enough: {codes}")
    program = place.program("large.nn", "param N = 10\nc = Population(N, IF_curr_exp())\nc.record('spikes')\nrun(1 ms)\n")
    place.fails([program, "--set", "N=10000000", "--progress=none", "-o", "a"], LIMIT, "memory", memory=200 * MEGABYTE)
    place.fails([program, "--set", "N=10000000", "--progress=none", "-o", "b", "--limit-memory=100M"], LIMIT, "--limit-memory")


def case_missing_tools(place):
    place.write("short.nn", SHORT)
    for env in ({"CC": "no-such-compiler"}, {"CC": "/dev/null"}, {"CC": "false"}, {"PATH": "/nonexistent", "CC": ""}):
        place.fails([place.nnc, "short.nn", "-o", "sim"], FILES, "NNC0703", env=env)
    require(not (place.folder / "sim").exists() and not (place.folder / "sim.c").exists(), "a failed build left files")
    place.run([place.nnc, "short.nn", "-o", "sim", "--save-temps"], env={"CC": "false"})
    require((place.folder / "sim.c").exists(), "--save-temps kept nothing")


def case_odd_paths(place):
    names = ["with blank", "quote'single", 'quote"double', "dollar$HOME", "semi;colon", "new\nline", "back\\slash", "star*", "-dash", "\u00e9\u4e2d", "%s%n", "#hash"]
    for name in names:
        folder = place.folder / name
        folder.mkdir()
        (folder / "m.nn").write_text(SHORT)
        place.works([place.nnc, f"./{name}/m.nn", "-O0", "-o", f"./{name}/s i'm"], cpu=20.0)
        place.works([folder / "s i'm", "--progress=none", "--format=csv", "-o", f"./{name}/out"])
        require(rows(folder / "out") > 10, f"no results in {name!r}")
        place.works([place.nnc, "plot", f"./{name}/out", "-o", f"./{name}/p.svg"])
        place.works([place.nnc, f"./{name}/m.nn", "--emit=deps", "-o", "x"])


def case_children_that_are_ignored(place):
    """Started where SIGCHLD is ignored: how the C compiler and the converter ended is learnt all the same."""
    program = place.program("short.nn", SHORT)
    ignoring = [sys.executable, "-c", "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"]
    place.works([*ignoring, program, "--progress=none", "-o", "out"])
    place.fails([*ignoring, place.nnc, "short.nn", "-o", "other"], FILES, "C compiler", env={"CC": "false"})


def case_environment(place):
    program = place.program("short.nn", SHORT)
    place.works([program, "--progress=none", "--format=csv", "-o", "plain"])
    for k, env in enumerate([{"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "C"}, {"TZ": "Nowhere/Atlantis"}, {"HOME": "/nonexistent"},
                             {"TMPDIR": "/nonexistent"}, {"COLUMNS": "1"}, {"COLUMNS": "99999999999999999999"}, {"COLUMNS": "-5"}, {"TERM": ""}]):
        place.works([program, "--progress=none", "--format=csv", "-o", f"out{k}"], env=env)
        for path in sorted((place.folder / "plain").glob("*.csv")):
            require(path.read_bytes() == (place.folder / f"out{k}" / path.name).read_bytes(), f"{env} changes {path.name}")
        place.check("wrong.nn", "x = (1\n", MODEL, "NNC0102", env=env)


def case_output_that_is_input(place):
    place.write("short.nn", SHORT)
    done = place.run([place.nnc, "short.nn", "-o", "short.nn"], cpu=20.0)
    require(done.code != 0, "the model was replaced by its program")
    require((place.folder / "short.nn").read_text() == SHORT, "the model is gone")


if __name__ == "__main__":
    sys.exit(main(globals()))
