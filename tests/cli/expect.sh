# Read by the scripts beside it. NNC is the program, everything happens in a folder of its own.
set -u
NNC=$1
failed=0
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place" || exit 1

# expect EXIT PATTERN ARGUMENT...: nnc ends with that code, and a line of what it writes matches.
expect() {
    code=$1 pattern=$2
    shift 2
    "$NNC" "$@" > output 2>&1 < /dev/null
    got=$?
    if [ "$got" != "$code" ]; then
        echo "nnc $*: exit $got, expected $code:"
        cat output
        failed=1
    elif [ -n "$pattern" ] && ! grep -qe "$pattern" output; then
        echo "nnc $*: nothing matches '$pattern' in:"
        cat output
        failed=1
    fi
}

# check WHAT CONDITION...: a condition of test(1).
check() {
    what=$1
    shift
    if ! test "$@"; then
        echo "$what"
        failed=1
    fi
}

# needs_llvm: the test is skipped where nnc was built without LLVM.
needs_llvm() {
    [ -e "$(dirname "$NNC")/../lib/nnc/libnnc_llvm.so" ] && return
    echo "SKIPS: nnc was built without LLVM"
    exit 77
}
