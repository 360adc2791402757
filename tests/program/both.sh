#!/bin/sh
# Each program of this folder prints the same, compiled by the C compiler and by LLVM at any effort and for any processor.
run=$1 module=$2 cc=$3
failed=0
for source in "$(dirname "$0")"/*.c; do
    name=$(basename "$source" .c)
    [ "$name" = program_run ] && continue
    "$cc" -std=c11 -O1 -ffp-contract=off -fno-math-errno "$source" -o "$name" -lm && "./$name" > "$name.cc" || failed=1
    [ "$(wc -l < "$name.cc")" -ge 10 ] || { echo "$name prints nothing"; failed=1; }
    for how in "0 native" "1 native" "2 native" "3 native" "0 x86-64-v2" "3 x86-64-v2" "3 x86-64-v3"; do
        # shellcheck disable=SC2086  # two words
        "$run" "$module" "$source" $how > "$name.llvm" || { echo "$name, $how, does not run"; failed=1; }
        diff "$name.cc" "$name.llvm" > "$name.diff" || { echo "$name, $how:"; head -5 "$name.diff"; failed=1; }
    done
done
exit $failed
