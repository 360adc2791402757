#!/bin/sh
# examples.sh NNC: checks the models in README.md, which are indented blocks that begin with `cell NAME:`.
set -u
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
awk -v place="$place" '
    /^    cell [A-Za-z]+:$/ && !inside { inside = 1; n++ }
    /^[^ ]/ { inside = 0 }
    inside { sub(/^    /, ""); print > (place "/" n ".nn") }' README.md
checked=0
for model in "$place"/*.nn; do
    "$1" check "$model" || exit 1
    checked=$((checked + 1))
done
[ "$checked" -gt 0 ]
