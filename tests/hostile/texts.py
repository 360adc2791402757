"""Source texts: encodings, ends of lines, lengths, nesting, numbers, names."""
import sys

from hostile import LIMIT, MEGABYTE, MODEL, FILES, main

MODEL_TEXT = 'cells = Population(3, IF_curr_exp(i_offset=1))\ncells.record("v")\nrun(10 ms)\n'
BOM = b"\xef\xbb\xbf"


def case_empty_file(place):
    place.check("empty.nn", b"", 0)
    place.fails([place.nnc, "empty.nn", "-o", "sim"], MODEL, "nothing to simulate")


def case_byte_order_mark(place):
    place.check("bom.nn", BOM, 0)
    place.check("model.nn", BOM + MODEL_TEXT.encode(), 0)
    place.check("error.nn", BOM + b"x = 1 +* 2\n", MODEL, "error.nn:1:8")
    place.check("twice.nn", BOM + BOM + b"x = 1\n", MODEL, "twice.nn:1:1")


def case_utf16(place):
    for encoding in ("utf-16-le", "utf-16-be"):
        for mark, said in ("", "NUL"), ("\ufeff", "UTF-16"):
            place.check("wide.nn", (mark + MODEL_TEXT).encode(encoding), MODEL, "wide.nn:1:", said)


def case_invalid_utf8(place):
    for k, bad in enumerate([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82", b"\x80"]):
        place.check(f"name{k}.nn", b"a" + bad + b" = 1\n", MODEL, f"name{k}.nn:1:2")
        place.check(f"text{k}.nn", b'a = "' + bad + b'"\n', MODEL, f"text{k}.nn:1:")
        place.check(f"comment{k}.nn", b"a = 1 # " + bad + b"\n", MODEL, f"comment{k}.nn:1:")
    place.check("cut.nn", b"a = 1 # \xe2", MODEL, "cut.nn:1:9")


def case_nul(place):
    place.check("nul.nn", b"a = 1\x00\nb = 2\n", MODEL, "nul.nn:1:6")
    place.check("text.nn", b'a = "x\x00y"\n', MODEL, "text.nn:1:")
    place.check("many.nn", b"\x00" * MEGABYTE, MODEL, "many.nn:1:1")


def case_ends_of_lines(place):
    for end in ("\r\n", "\r"):
        place.check("ends.nn", MODEL_TEXT.replace("\n", end), 0)
        place.check("late.nn", f"x = 1{end}y = 2{end}z = = 1{end}", MODEL, "late.nn:3:5")
    place.check("mixed.nn", "x = 1\r\ny = 2\rz = 3\nw = = 1", MODEL, "mixed.nn:4:5")


def case_long_name(place):
    place.check("name.nn", "a" * MEGABYTE + " = 1\n", LIMIT, "name.nn:1:1")
    place.check("digit.nn", "x = 1" + "a" * 900000 + "\ny = 0" + "7" * 900000 + "\n", MODEL, "digit.nn:1:5", "digit.nn:2:5")
    place.check("unit.nn", "x = 1 " + "m" * 100000 + "\n", LIMIT, "unit.nn:1:7")


def case_long_lines(place):
    place.check("blanks.nn", b" " * (100 * MEGABYTE), LIMIT, "blanks.nn")
    place.check("comment.nn", b"# " + b"x" * (60 * MEGABYTE), LIMIT, "comment.nn:1:1", "line of more than")
    place.check("number.nn", b"x = " + b"1" * 1000000 + b"\n", MODEL, "number.nn:1:5")
    place.check("string.nn", b'x = "' + b"y" * 1000000 + b'"\nz = = 1\n', MODEL, "string.nn:2:5")


def case_never_closed(place):
    place.check("string.nn", 'x = "abc\n', MODEL, "string.nn:1:5")
    place.check("text.nn", 'x = """abc\ny = 2\n', MODEL, "text.nn:1:5")
    place.check("bracket.nn", "x = (1 + 2\n", MODEL, "bracket.nn:1:5")
    place.check("brace.nn", 'x = {"a": 1,\n' + "y = 2\n" * 10000, MODEL, "brace.nn:1:5")
    place.check("block.nn", "if True:", MODEL, "block.nn:1:9")
    place.check("formatted.nn", 'x = f"{1 + "\n', MODEL, "formatted.nn:1:")


def case_nesting(place):
    depth = 100000
    for open_, close in ("()", "[]", "{}"):
        place.check("deep.nn", "x = " + open_ * depth + "1" + close * depth + "\n", LIMIT, "deep.nn:1:")
    place.check("signs.nn", "x = " + "-" * depth + "1\n", LIMIT, "signs.nn:1:")
    place.check("nots.nn", "x = " + "not " * depth + "True\n", LIMIT, "nots.nn:1:")
    place.check("powers.nn", "x = " + "2**" * depth + "1\n", LIMIT, "powers.nn:1:")
    place.check("calls.nn", "x = " + "f(" * depth + ")" * depth + "\n", LIMIT, "calls.nn:1:")
    place.check("attributes.nn", "x = a" + ".b" * depth + "\n", LIMIT, "attributes.nn:1:")
    place.check("lambdas.nn", "x = " + "lambda: " * depth + "1\n", LIMIT, "lambdas.nn:1:")
    place.check("choices.nn", "x = " + "1 if True else " * depth + "1\n", LIMIT, "choices.nn:1:")
    place.check("loops.nn", "x = [1 " + "for i in [1] "*depth + "]\n", LIMIT, "loops.nn:1:")
    place.check("tests.nn", "x = [1 for i in [1] " + "if True "*depth + "]\n", LIMIT, "tests.nn:1:")
    place.check("blocks.nn", "".join(" " * k + "if True:\n" for k in range(3000)) + " " * 3000 + "x = 1\n", LIMIT, "blocks.nn:")
    place.check("fstring.nn", "x = " + "f'{" * 1000 + "1" + "}'" * 1000 + "\n", MODEL, "fstring.nn:1:")


def case_nesting_of_models(place):
    depth = 20000
    body = "cell A:\n    state v = 0 mV\n    dv/dt = {}\nc = Population(1, A())\nc.record('v')\nrun(1)\n"
    place.check("parens.nn", body.format("(" * depth + "-v/(1 ms)" + ")" * depth), LIMIT, "parens.nn:3:")
    place.check("minus.nn", body.format("-" * depth + "v/(1 ms)"), LIMIT, "minus.nn:3:")
    chain = [f"    a{k + 1} = a{k}\n" for k in range(depth)]
    model = "cell A:\n    state v = 0\n    dv/dt = -v/(1 ms)\n    when v > 1:\n        "
    place.check("elif.nn", model + "if v > 2: v = 0\n" + "        elif v > 3: v = 1\n"*depth, LIMIT, "elif.nn:5:")
    place.check("compare.nn", model + "v = 0 if " + " < ".join(["v"]*depth) + " else 1\n", 0)
    for name, lines, code in ("chain.nn", chain, 0), ("turned.nn", chain[::-1], MODEL):
        place.check(name, "cell A:\n    state v = 0 mV\n    a0 = v\n" + "".join(lines) +
                    f"    dv/dt = -a{depth}/(1 ms)\nc = Population(1, A())\nc.record('v')\nrun(1)\n", code, cpu=3.0)


def case_long_sums(place):
    terms = 1000000
    place.check("script.nn", "x = (" + "\n + ".join(["1"] * terms) + ")\n", 0, cpu=2.0)
    body = "cell A:\n    state v = 0 mV\n    dv/dt = -v/(1 ms){}\nc = Population(1, A())\nc.record('v')\nrun(1)\n"
    place.check("sum.nn", body.format(" + 1 mV/ms" * 100000), 0)
    place.check("product.nn", body.format("*1" * 100000), 0)
    place.check("quotient.nn", body.format("/1" * 100000), LIMIT, "quotient.nn:3:")
    place.check("condition.nn", "cell A:\n    state v = 0 mV\n    dv/dt = -v/(1 ms)\n    when v > 0 mV" + " + 1 mV" * 100000 + ": spike\n", 0)
    place.check("or.nn", "cell A:\n    state v = 0 mV\n    dv/dt = -v/(1 ms)\n    when v > 0 mV" + " or v > 1 mV" * 50000 + ": spike\n", 0)
    place.check("least.nn", "cell A:\n    state v = 0\n    dv/dt = -max(v" + ", 1" * 100000 + ")/(1 ms)\n", LIMIT, "least.nn:3:")


def case_numbers(place):
    for k, text in enumerate(["1e999999", "-1e400", "9" * 400 + ".0"]):
        place.check(f"large{k}.nn", f"c = Population(1, IF_curr_exp(tau_m={text}))\n", MODEL, f"large{k}.nn:1:")
    for k, text in enumerate(["0x", "0b2", "1e", "1e+", ".5.5", "1.2.3", "0o8", "1__0", "12abc", "07"]):
        place.check(f"bad{k}.nn", f"x = {text}\n", MODEL, f"bad{k}.nn:1:5")
    place.check("whole.nn", "x = 99999999999999999999\n", MODEL, "whole.nn:1:5")
    place.check("least.nn", "x = -9223372036854775807\ny = x - 2\n", MODEL, "least.nn:2:5")
    place.check("tiny.nn", "setup(timestep=1e-320 ms)\nc = Population(1, IF_curr_exp())\nc.record('v')\nrun(1 ms)\n", MODEL, "tiny.nn:4:")
    place.check("exponent.nn", "x = 1e-99999999999999999999\ny = 1e99999999999999999999\n", MODEL, "exponent.nn:2:5")


def case_deceptive_characters(place):
    place.check("bidi.nn", "x = 1 # \u202e 2 = y\n", MODEL, "bidi.nn:1:9")
    place.check("text.nn", 'x = "\u2066a\u2069"\n', MODEL, "text.nn:1:6")
    place.check("homoglyph.nn", "t\u0430u = 1\n", MODEL, "homoglyph.nn:1:2")
    place.check("invisible.nn", "a\u200bb = 1\n", MODEL, "invisible.nn:1:2")
    place.check("minus.nn", "x = \u22121\n", MODEL, "minus.nn:1:5")


def case_names_of_other_languages(place):
    words = ["int", "double", "register", "volatile", "restrict", "main", "NULL", "errno", "auto", "inline", "exp2", "I",
             "self", "None_", "A", "B", "E", "j", "k", "n", "x", "u", "w", "cell", "run", "exp", "fma", "table", "state", "column", "celsius", "PROCEDURE", "t_", "struct", "union", "malloc", "nnrt_main", "uint32_t", "P", "i"]
    params = "".join(f"    param {word} = 1 ms\n" for word in words)
    total = " + ".join(words)
    path = place.write("words.nn", "cell struct_:\n    state v = 0 mV\n" + params + f"    dv/dt = -v/({total})\n    when v > 1 mV: spike\n"
                       "c = Population(1, struct_())\nc.record('v')\nrun(1 ms)\n")
    place.works([place.nnc, path.name, "-O0", "-o", "words"], cpu=20.0)
    place.works(["./words", "--progress=none"])
    place.check("class.nn", "cell class:\n    state v = 0 mV\n    dv/dt = -v/(1 ms)\n", MODEL, "class.nn:1:6")
    place.check("quoted.nn", "cell `class`:\n    param `lambda` = 1 ms\n    state v = 0 mV\n    dv/dt = -v/`lambda`\n", 0)


def case_names_that_meet(place):
    text = ("a = Population(1, IF_curr_exp(i_offset=1), label='a-b')\nb = Population(1, IF_curr_exp(i_offset=2), label='a_b')\n"
            "c = Population(1, IF_curr_exp(i_offset=3), label='../a/b')\nd = Population(1, IF_curr_exp(i_offset=3), label='a b\\\\n\"%s')\n"
            "for p in [a, b, c, d]:\n    p.record('v')\nrun(1 ms)\n")
    program = place.program("meet.nn", text)
    place.works([program, "--progress=none", "--format=csv", "-o", "out"])
    found = sorted(p.name for p in (place.folder / "out").glob("*.csv"))
    assert len(found) == 4, found
    assert not list(place.folder.glob("**/a/b*")), "a label leaves the folder"


def case_a_folder_and_a_device(place):
    (place.folder / "folder.nn").mkdir()
    place.fails([place.nnc, "check", "folder.nn"], FILES, "folder.nn")
    place.fails([place.nnc, "check", "/dev/zero"], FILES, "/dev/zero")
    place.fails([place.nnc, "check", "none.nn"], FILES, "none.nn", "No such file")


if __name__ == "__main__":
    sys.exit(main(globals()))
