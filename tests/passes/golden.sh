#!/bin/sh
# golden.sh NNC [--update]: the kernels of three cells are those of golden/cells.nnk, byte for byte. A change of a pass
# shows there what it does; --update takes it over.
set -u
golden=$(dirname "$0")/golden
[ "${2:-}" = --update ] && exec "$1" "$golden/cells.nn" --emit=kernel -o "$golden/cells.nnk"
"$1" "$golden/cells.nn" --emit=kernel | diff "$golden/cells.nnk" - && exit 0
echo "if this is meant: sh tests/passes/golden.sh build/dev/bin/nnc --update"
exit 1
