#!/bin/sh
# layout_again.sh NNC FILE...: a file whose layout was spoilt gets the same layout back, with every comment.
set -u
nnc=$1
shift
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
for file; do
    # Blanks around commas mean nothing outside of strings and comments.
    sed -e '/["#]/!s/, */  ,   /g' "$file" >"$dir/spoilt.nn"
    "$nnc" fmt "$dir/spoilt.nn" || failed=1
    cmp -s "$file" "$dir/spoilt.nn" || { echo "$file is laid out in another way:"; diff "$file" "$dir/spoilt.nn"; failed=1; }
done
exit $failed
