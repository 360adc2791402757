#!/bin/sh
# nnc run, and programs by LLVM: options, exit codes, what is refused.
. "$(dirname "$0")/expect.sh"
export XDG_CACHE_HOME="$PWD/usual"

cat > model.nn <<'END'
param n = 3
cells = Population(n, IF_curr_exp(i_offset=2 nA), label="cells")
cells.record("spikes")
run(30 ms)
END
if [ ! -e "$(dirname "$NNC")/../lib/nnc/libnnc_llvm.so" ]; then
    expect 4 'NNC0710.: the LLVM target cannot be loaded' run model.nn
    expect 4 'NNC0710.: the LLVM target cannot be loaded' model.nn --codegen=llvm -o sim
    exit $failed
fi

expect 0 '' run model.nn --progress none
check "results in a folder of the model's name" -e model.out/spikes.h5
expect 0 '' run -O1 -march=x86-64-v2 model.nn -o here --set n=5 --seed 4 --format csv --progress none
check "five cells" "$(cut -d, -f2 here/cells.spikes.csv | sort -u | grep -c '[0-4]')" = 5
expect 0 '' model.nn --codegen=llvm -o sim
./sim -o there --set n=5 --seed 4 --format csv --progress none
check "the program spikes as the run" "$(cat here/cells.spikes.csv)" = "$(cat there/cells.spikes.csv)"

# Debug info tells lines of the model, and changes no results.
cat > fitz.nn <<'END'
cell Fitz:
    state v = -1, w = 0
    dv/dt = (v - v**3/3 - w + 0.5)/(1 ms)
    dw/dt = 0.08*(v + 0.7 - 0.8*w)/(1 ms)
    when v > 1.5:
        spike
cells = Population(3, Fitz(), label="cells")
cells.record("spikes")
run(100 ms)
END
expect 0 '' fitz.nn --codegen=llvm -g -o lines
expect 0 '' fitz.nn --codegen=llvm -o plain
./lines -o lines.out --progress none && ./plain -o plain.out --progress none
check "the same spikes" "$(cat lines.out/cells.spikes.csv)" = "$(cat plain.out/cells.spikes.csv)"
objdump --dwarf=decodedline lines > table
for line in 3 4 5 6; do
    check "line $line of the model" "$(grep -c "^fitz.nn  *$line " table)" -gt 0
done
expect 0 '' run -g fitz.nn -o memory.out --progress none
check "the same spikes in memory" "$(cat memory.out/cells.spikes.csv)" = "$(cat plain.out/cells.spikes.csv)"
if command -v gdb > found; then
    gdb -q -batch -ex 'set breakpoint pending on' -ex 'break fitz.nn:3' -ex run -ex 'info line' --args "$NNC" run -g fitz.nn -o memory.out --progress none > words 2>&1
    check "gdb stops at a line of the model" "$(grep -c 'at fitz.nn:3' words)" -ge 1
else
    echo "skipped: gdb is not installed"
fi
check "no lines without -g" "$(objdump --dwarf=decodedline plain | grep -c 'fitz.nn')" = 0

# What follows the model and is no option of nnc goes to the program, whose exit code is that of nnc.
expect 2 "unknown option '--sets'" run model.nn --sets n=5
expect 1 'n' run model.nn --set n=0
expect 2 'no option --sets' run --sets n=5 model.nn
expect 2 '-march is one of native|portable|x86-64-v2|x86-64-v3|x86-64-v4' run model.nn -march=i386
expect 2 'nothing to work on: nnc run MODEL' run
expect 0 '^Usage: nnc run' run model.nn --help
printf 'run(1 ms)\n' > empty.nn
expect 1 'nothing to simulate' run empty.nn

NNC_LIBRARY=/nowhere expect 4 'NNC0710.: the LLVM target cannot be loaded: .*nowhere' run model.nn
NNC_LIBRARY=/nowhere expect 4 'help: nnc MODEL -o PROGRAM makes a program' run model.nn
expect 0 '' model.nn --emit=llvm -o model.ll
check "a function of the model" "$(grep -c 'define internal void @IF_curr_exp_update' model.ll)" -ge 1
check "what runs once is compiled to less code" "$(grep -c '^attributes .* cold .*optsize' model.ll)" -ge 1
expect 0 '' model.nn --emit=asm -o model.s
expect 0 '' model.nn --emit=obj -o model.o
"${CC:-cc}" -c model.s -o model.again.o
check "an object that links" -s model.again.o

# Under a limit of memory LLVM works in a child.
expect 5 'NNC0718.: LLVM needs more memory for this program than 9000000 bytes' run --limit-memory 9000000 --cache-dir= model.nn
expect 5 'NNC0718' --codegen=llvm --limit-memory 9000000 model.nn -o unmade
expect 5 'NNC0718.: .* than 9000000 bytes' run --limit-memory 9M --cache-dir= model.nn
expect 5 'the limit is 200.0 MB' run model.nn --limit-memory 200M --set n=10000000 -o unmade
expect 0 '' run --limit-memory 1G --cache-dir= model.nn -o limited --set n=5 --seed 4 --format csv --progress none
check "the same spikes under a limit" "$(cat here/cells.spikes.csv)" = "$(cat limited/cells.spikes.csv)"

# Shorter polynomials are the same ones in both ways.
cat > hh.nn <<'END'
cells = Population(9, HH_cond_exp(i_offset=0.4 nA), label="cells")
cells.record("v")
run(30 ms)
END
expect 0 '' hh.nn --math=fast -o fast
expect 0 '' hh.nn -o precise
expect 0 '' run --math=fast hh.nn -o fast.llvm --format csv --progress none
./fast -o fast.out --format csv --progress none && ./precise -o precise.out --format csv --progress none
check "the same numbers" "$(cat fast.out/cells.v.csv)" = "$(cat fast.llvm/cells.v.csv)"
check "other numbers than precise ones" "$(cat fast.out/cells.v.csv)" != "$(cat precise.out/cells.v.csv)"
check "what run.json says" "$(grep -c '"maths": "fast"' fast.out/run.json fast.llvm/run.json precise.out/run.json | cut -d: -f2 | tr -d '\n')" = 110
check "near to them" "$(cut -c1-8 fast.out/cells.v.csv)" = "$(cut -c1-8 precise.out/cells.v.csv)"
expect 2 '--math is one of precise|fast' run hh.nn --math=exact

# Programs that are handed on pick the code for the processor when they start; one for a later processor says so.
case $(uname -m) in x86_64)
    expect 0 '' model.nn -march=portable -o portable
    expect 0 '' model.nn -march=portable --codegen=llvm -o portable.llvm
    for program in portable portable.llvm; do
        ./$program -o $program.out --set n=5 --seed 4 --format csv --progress none
        check "$program spikes as the run" "$(cat here/cells.spikes.csv)" = "$(cat $program.out/cells.spikes.csv)"
    done
    # for the processor at hand: the level that the program tests, and no more
    printf '#!/bin/sh\necho "$@" >> asked\nexec %s "$@"\n' "${CC:-cc}" > told && chmod +x told
    CC=./told expect 0 '' model.nn -march=native -o native
    check "a level and its tuning" "$(grep -c -e '-march=x86-64-v[234] -mtune=native ' asked)" = 1
    # vectors of 64 bytes where the level has them
    CC=./told expect 0 '' model.nn -march=x86-64-v4 -o v4
    check "the C compiler's vectors" "$(grep -e '-march=x86-64-v4' asked | grep -vc -e '-mprefer-vector-width=512')" = 0
    expect 0 '' model.nn -march=x86-64-v4 --emit=asm -o v4.s
    check "LLVM's vectors" "$(grep -c '%zmm' v4.s)" -gt 0
    expect 0 '' model.nn --emit=c -o later.c
    library=$(dirname "$NNC")/../lib/nnc
    "${CC:-cc}" -DNNRT_LEVEL=9 -I"$library/include" later.c "$library/libnnrt.a" -lm -lpthread -o later
    ./later -o later.out 2> words
    check "its exit code" $? = 4
    check "what it says" "$(grep -c 'compiled for processors of x86-64-v9, and this is none' words)" = 1
    expect 4 'NNC0710.: what is run at once is for this processor' run -march=portable model.nn
    expect 4 'NNC0710.: --emit shows code for one processor' -march=portable --emit=asm model.nn
esac

# Code is kept, and made again when anything that it depends on is another.
kept() { ls "$1" | grep -c '\.o$'; }
check "kept in the usual place" "$(kept usual/nnc)" -ge 2
expect 0 '' run model.nn -o first --seed 4 --format csv --progress none --cache-dir cache
check "one program" "$(kept cache)" = 1
expect 0 '' run model.nn -o again --seed 4 --format csv --progress none --cache-dir cache
check "the same program" "$(kept cache)" = 1
check "the same spikes" "$(cat first/cells.spikes.csv)" = "$(cat again/cells.spikes.csv)"
printf 'x' | dd of="$(ls cache/*.o)" bs=1 seek=2000 conv=notrunc 2>dd.log
expect 0 '' run model.nn -o damaged --seed 4 --format csv --progress none --cache-dir cache
check "a damaged file is made again" "$(cat first/cells.spikes.csv)" = "$(cat damaged/cells.spikes.csv)"
expect 0 '' run -O1 --cache-dir cache model.nn -o other --progress none
sed 's/2 nA/3 nA/' model.nn > more.nn
expect 0 '' run --cache-dir cache more.nn -o more --progress none
expect 0 '' run --cache-dir cache -march=x86-64-v2 model.nn -o v2 --progress none
check "four programs" "$(kept cache)" = 4
rm -r usual
expect 0 '' run --cache-dir= model.nn -o none --progress none
check "nothing is kept" ! -e usual
expect 0 'NNC0716.: compiled programs are not kept: model.nn/x: Not a directory' run --cache-dir model.nn/x model.nn -o none --progress none
mkdir open && chmod 777 open
expect 0 'NNC0716.: compiled programs are not kept: others can write to open' run --cache-dir open model.nn -o none --progress none
XDG_CACHE_HOME=/proc/x expect 0 '' run model.nn -o none --progress none
exit $failed
