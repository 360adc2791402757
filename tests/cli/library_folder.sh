#!/bin/sh
# The folder of the runtime may have any name: programs know it as a text.
. "$(dirname "$0")/expect.sh"

cat > model.nn <<'END'
cells = Population(3, IF_curr_exp(i_offset=2 nA), label="cells")
cells.record("spikes")
run(30 ms)
END
library=$(cd "$(dirname "$NNC")/../lib/nnc" && pwd)
ways=c
[ -e "$library/libnnc_llvm.so" ] && ways='c llvm'
ln -s "$library" 'a"b\n?'
for way in $ways; do
    NNC_LIBRARY="$PWD/a\"b\\n?" expect 0 '' model.nn --codegen=$way -o odd
    ./odd -o odd.$way --progress none
    check "results in SONATA, by nnrt-convert of that folder ($way)" -e odd.$way/spikes.h5
done
exit $failed
