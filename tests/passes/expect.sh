#!/bin/sh
# expect.sh NAME NNC: pass NAME makes NAME.expected.nnk of NAME.nnk, and nothing more when it runs again.
set -u
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$2" opt "$here/$1.nnk" "--passes=$1" -o "$work/once.nnk" || exit 1
"$2" opt "$work/once.nnk" "--passes=$1" -o "$work/twice.nnk" || exit 1
diff "$here/$1.expected.nnk" "$work/once.nnk" && diff "$work/once.nnk" "$work/twice.nnk"
