#!/bin/sh
# check.sh CMAKE BUILD: installs the build, moves the folder, and uses what is in it.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" --install "$2" --prefix "$place/first" > /dev/null
mv "$place/first" "$place/moved"
prefix=$place/moved
for file in share/man/man1/nnc.1 share/bash-completion/completions/nnc; do
    [ -s "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
ls "$prefix"/lib*/nnc/libnnrt.a "$prefix"/lib*/nnc/include/runtime/nnrt.h > /dev/null
"$prefix/bin/nnc" units mV | grep -q '^1 mV = 1.0 mV'
if strings "$prefix/bin/nnc" 2> /dev/null | grep -F "$2"; then
    echo "the program holds a path of the build"
    exit 1
fi
