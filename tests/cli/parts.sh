#!/bin/sh
# LLVM compiles programs in parts: their object is one, and the same on any number of processors.
. "$(dirname "$0")/expect.sh"
needs_llvm

cat > several.nn <<'END'
a = Population(20, IF_cond_exp(i_offset=1 nA), label="a")
b = Population(20, EIF_cond_exp_isfa_ista(i_offset=1 nA), label="b")
c = Population(20, Izhikevich(i_offset=0.02 nA), label="c")
Projection(a, b, AllToAllConnector(), StaticSynapse(weight=0.001 uS, delay=1 ms), receptor_type="excitatory")
Projection(b, c, AllToAllConnector(), StaticSynapse(weight=0.5 mV, delay=1 ms), receptor_type="excitatory")
for p in [a, b, c]:
    p.record("v")
run(50 ms)
END
expect 0 '' several.nn --emit=obj -o all.o
check "several parts" "$(readelf -SW all.o | grep -c ' \.text ')" -ge 3
taskset -c "$(taskset -cp $$ | sed 's/.*[ ,-]//')" "$NNC" several.nn --emit=obj -o one.o || failed=1
check "by one processor" "$(cksum < all.o)" = "$(cksum < one.o)"
expect 0 '' several.nn --emit=obj --limit-memory 1G -o limited.o
check "by one thread" "$(cksum < all.o)" = "$(cksum < limited.o)"
check "others see main alone" "$(nm -g --defined-only all.o | grep -c .)" = 1
check "nothing is left of the parts" "$(nm -u all.o | grep -vc ' nnrt_')" = 0

# With lines of the model it is in one part, whose numbers are the same.
expect 0 '' several.nn --codegen=llvm -o parts
expect 0 '' several.nn --codegen=llvm -g -o whole
./parts -o parts.out --format csv --progress none && ./whole -o whole.out --format csv --progress none
for p in a b c; do
    check "the same potentials of $p" "$(cksum < parts.out/$p.v.csv)" = "$(cksum < whole.out/$p.v.csv)"
done

# Two libraries with cells of one name fit into one program.
expect 0 '' several.nn --emit=obj --library=one -o first.o
expect 0 '' several.nn --emit=obj --library=two -o second.o
"${CC:-cc}" -r -nostdlib first.o second.o -o both.o || failed=1
check "two models" "$(nm -g --defined-only both.o | grep -c ' nnc_model_')" = 2
exit $failed
