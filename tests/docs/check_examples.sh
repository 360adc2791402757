#!/bin/sh
# check_examples.sh NNC PAGE: every fenced example of a page compiles without a message.
set -u
nnc=$1 page=$2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
awk -v dir="$dir" -f "$(dirname "$0")/extract.awk" "$page" || exit 1
failed=0
for example in "$dir"/*.nn; do
    if ! "$nnc" check "$example" >"$dir/messages" 2>&1 || [ -s "$dir/messages" ]; then
        echo "$(basename "$example") of $page:"
        cat "$dir/messages"
        failed=1
    fi
done
exit $failed
