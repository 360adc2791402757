"""Applies the fixes of --diagnostics-format=json to each wrong model: the message that offered them is gone then."""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KEYS = {"code", "level", "message", "spans", "notes", "help", "fixes", "docs"}


def messages(nnc, path):
    done = subprocess.run([nnc, "check", "--diagnostics-format=json", str(path)], capture_output=True, text=True, timeout=30)
    found = [json.loads(line) for line in done.stderr.splitlines()]
    for message in found:
        assert set(message) == KEYS, f"{path.name}: members {sorted(message)}"
        assert (HERE.parent.parent / message["docs"]).exists(), f"{path.name}: no page {message['docs']}"
        assert message["level"] == "warning" or message["spans"], f"{path.name}: no place"
    return found


def applied(text, fixes):
    for fix in sorted(fixes, key=lambda f: f["offset"], reverse=True):
        end = fix["offset"] + fix["length"]
        text = text[: fix["offset"]] + fix["replacement"].encode() + text[end:]
    return text


def main(nnc):
    n_fixes = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(HERE.glob("*.nn")):
            before = messages(nnc, path)
            fixable = [m for m in before if m["fixes"]]
            if not fixable:
                continue
            n_fixes += len(fixable)
            mended = pathlib.Path(folder) / path.name
            mended.write_bytes(applied(path.read_bytes(), [f for m in fixable for f in m["fixes"]]))
            left = {(m["code"], m["message"]) for m in messages(nnc, mended)}
            for m in fixable:
                assert (m["code"], m["message"]) not in left, f"{path.name}: still {m['message']} in\n{mended.read_text()}"
    print(f"{n_fixes} fixes")
    assert n_fixes >= 40, "fewer messages with fixes than before"


main(sys.argv[1])
