#!/bin/sh
# nnc convert: formats by ending and by name, outputs that are kept.
. "$(dirname "$0")/expect.sh"

printf 'cell A:\n    state x = 1\n    dx/dt = -x/(10 ms)\n' > a.nn
expect 0 '' convert a.nn -o a.ir
check "the IR was not written" -s a.ir
expect 0 'cell .A' convert a.nn --to=ir
expect 0 'cell .A' convert a.ir --to=ir -o -
expect 2 'NNC0708.: the ending of a.txt names no format' convert a.nn -o a.txt
expect 2 "NNC0708.: no format 'irr'" convert a.nn --to irr
expect 2 'did you mean ir' convert a.nn --to irr
expect 4 'cannot write a.ir: the model was read from it' convert a.ir -o a.ir
expect 4 'cannot read' convert none.nn -o a.ir
exit $failed
