#!/bin/sh
# check_examples.sh NNC PAGE: every fenced example of a page is correct, without a message; those that run something are compiled and run.
set -u
nnc=$1 page=$2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
awk -v dir="$dir" -f "$(dirname "$0")/extract.awk" "$page" || exit 1
failed=0
fail()
{
    echo "$(basename "$1") of $page:"
    cat "$dir/messages"
    failed=1
}
for example in "$dir"/*.nn; do
    "$nnc" check "$example" >"$dir/messages" 2>&1 && [ ! -s "$dir/messages" ] || { fail "$example"; continue; }
    case $example in *.check.nn) continue ;; esac
    grep -q 'run(' "$example" || continue
    { "$nnc" "$example" -o "$dir/program" && "$dir/program" -o "$dir/out" --progress=none; } >"$dir/messages" 2>&1 || fail "$example"
done
exit $failed
