#!/bin/sh
# bits.sh NNC: programs compiled with and without the optional passes write the same bytes of spikes and traces.
set -u
nnc=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
for effort in 0 3; do
    "$nnc" "$here/bits.nn" "-O$effort" -o "sim$effort" || exit 1
    "./sim$effort" --progress=none -o "out$effort" > "log$effort" || exit 1
    "$nnc" "$here/bits.nn" "-O$effort" --emit=kernel -o "k$effort.nnk" || exit 1
done
cmp -s k0.nnk k3.nnk && echo "the passes change nothing: this test tells nothing" && exit 1
failed=0
for file in out0/*; do
    name=$(basename "$file")
    [ "$name" = run.json ] && continue      # has times of the run
    cmp "$file" "out3/$name" || failed=1
done
[ "$(wc -l < out0/hh.spikes.csv)" -gt 3 ] || { echo "nothing fires"; failed=1; }
exit $failed
