#!/bin/sh
# texts.sh NNC: what passes make of models with all forms of items reads back from its text as the same (in builds with assertions,
# which check that after each pass).
set -u
code=0
for model in "$(dirname "$0")"/../sema/ok/*.nn; do
    "$1" check "$model" > said.txt 2>&1
    if [ $? -ge 64 ] || grep -q NNC0790 said.txt; then
        echo "$model:"
        cat said.txt
        code=1
    fi
done
rm -f said.txt
exit $code
