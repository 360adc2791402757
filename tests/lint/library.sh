#!/bin/sh
# libnnc prints nothing and never ends the program: its layers name no standard stream, no exit. The one abort is of a
# handler that breaks its contract (ir/base/arena.c).
set -u
wrong=$(grep -rnE '\b(exit|_exit|abort|printf|puts|putchar|perror)\(|\b(stdout|stderr)\b' \
    ir frontend/*.[ch] frontend/sema frontend/libnnc codegen grammar --include='*.[chly]' |
    grep -vE '^(ir/base/arena\.c|frontend/libnnc/nnc\.h|codegen/ref/.*):')
[ -z "$wrong" ] && exit 0
echo "the library must not print or exit:"
echo "$wrong"
exit 1
