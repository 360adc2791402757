#!/bin/sh
# check.sh NNC NAME: `nnc check NAME.nn` says what NAME.expect holds, with the exit code on its last line.
# check.sh --write NNC NAME...: writes what it says now; read the difference before it is committed.
set -u
unset COLUMNS
export NO_COLOR=1

say() {
    "$1" check "$2.nn" 2>&1 < /dev/null
    echo "exit $?"
}

if [ "$1" = --write ]; then
    nnc=$2
    shift 2
    for name in "$@"; do
        say "$nnc" "$name" > "$name.expect"
    done
    exit 0
fi
say "$1" "$2" | diff "$2.expect" - > /dev/null && exit 0
say "$1" "$2" | diff -u "$2.expect" -
exit 1
