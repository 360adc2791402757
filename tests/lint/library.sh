#!/bin/sh
# libnnc prints nothing and never ends the program: its layers name no standard stream, no exit. The one abort is of a
# handler that breaks its contract (ir/base/arena.c); children, which do a part of its work, do end (ir/base/child.c).
set -u
wrong=$(grep -rnE '\b(exit|_exit|abort|printf|puts|putchar|perror)\(|\b(stdout|stderr)\b' \
    ir frontend codegen grammar --include='*.[chly]' |
    grep -vE '^(ir/base/arena\.c|ir/base/child\.[ch]|frontend/hdf5/trial\.c|frontend/libnnc/nnc\.h|frontend/driver/.*|codegen/ref/.*):')
[ -z "$wrong" ] && exit 0
echo "the library must not print or exit:"
echo "$wrong"
exit 1
