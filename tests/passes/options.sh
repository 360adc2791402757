#!/bin/sh
# options.sh NNC: what --print-after, --stop-after, --time-passes and `nnc opt` write.
set -u
nnc=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

# expect STATUS PATTERN ARGUMENT...: nnc ends with STATUS and writes a line with PATTERN.
expect() {
    status=$1 pattern=$2
    shift 2
    "$nnc" "$@" > out 2>&1
    [ $? -eq "$status" ] || { echo "nnc $*: not status $status"; head -n 5 out; failed=1; }
    grep -q -e "$pattern" out || { echo "nnc $*: nothing matches '$pattern' in:"; head -n 5 out; failed=1; }
}

model=$here/bits.nn
for pass in parse elaborate flatten lower fold hoist share dead print; do
    expect 0 "^$pass " help passes
    expect 0 . "$model" "--stop-after=$pass"
    expect 0 "^$pass  *[0-9.]* " "$model" --emit=c --time-passes -o c.c
done
for pass in parse elaborate flatten lower fold hoist share dead; do
    expect 0 "^# after $pass$" "$model" --emit=c -o c.c "--print-after=$pass"
done
expect 0 '^# after dead$' "$model" --emit=c -o c.c --print-after=all
expect 0 '^cell $Wave flat' "$model" --stop-after=flatten
expect 0 'select' "$model" --stop-after=lower
expect 0 '^nnir 1 kernel' opt "$model"
expect 0 '^cell $HH_cond_exp flat' opt "$model" --passes=flatten
expect 0 '^nnir 1 model structured' opt "$model" --passes=
expect 2 'there is no pass `flod`' opt "$model" --passes=flatten,flod
expect 2 'did you mean `fold`' opt "$model" --passes=flatten,flod
expect 2 'pass `fold` works on level kernel, and here is level model' opt "$model" --passes=fold
expect 2 'pass `lower` works on level flat, and here is level kernel' opt "$here/fold.nnk" --passes=lower
expect 2 'pass `parse` works on' opt "$model" --passes=parse
expect 2 'there is no pass `nothing`' "$model" --print-after=nothing --emit=c
expect 2 'there is no pass `nothing`' "$model" --stop-after=nothing
expect 2 'pass `fold` does not run here' "$model" --stop-after=fold -O0
expect 2 'the text of kernels has no network' "$here/fold.nnk" -o sim

"$nnc" help passes | while read -r pass rest; do
    grep -q "^| \`$pass\` | " "$here/../../docs/kernel-ir.md" || { echo "docs/kernel-ir.md does not list $pass"; exit 1; }
done || failed=1

# Kernels that were written are read back, and all passes have done their work on them.
"$nnc" "$model" --emit=kernel -o one.nnk && "$nnc" opt one.nnk -o two.nnk && cmp one.nnk two.nnk || failed=1
"$nnc" "$model" -O0 --emit=kernel -o raw.nnk && "$nnc" opt raw.nnk -o three.nnk && cmp one.nnk three.nnk || failed=1
"$nnc" "$model" --emit=ir -o model.ir && "$nnc" opt model.ir --passes=flatten -o flat.ir || failed=1
exit $failed
