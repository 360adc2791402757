#!/bin/sh
# builds.sh KIND PREFIX CMAKE EXAMPLES: an example of examples/embed is built and run with an installed nnc; it is built again where
# an import has changed, and where nothing has, nothing is done. KIND: cmake-ninja, cmake-make, make, ninja. KIND c: the program that
# compiles a text is built and run, no more.
set -eu
kind=$1 prefix=$2 cmake=$3
for tool in pkg-config "${kind#cmake-}"; do
    [ "$tool" = c ] || command -v "$tool" > /dev/null || { echo "skipped: there is no $tool"; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cp -R "$4" "$place/my examples"
cd "$place/my examples/${kind%%-*}"
PKG_CONFIG_PATH=$(ls -d "$prefix"/lib*/pkgconfig "$prefix"/lib/*/pkgconfig 2> /dev/null | head -n 1)
export PKG_CONFIG_PATH

if [ "$kind" = c ]; then
    eval "cc ${CFLAGS-} loop.c -o loop $(pkg-config --cflags --libs nnc)"
    LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH") ./loop > seen || { cat seen; exit 1; }
    grep -q '^at the end: lever at 0.06' seen || { cat seen; exit 1; }
    exit 0
fi
case $kind in
cmake-ninja) "$cmake" -G Ninja -B build -DCMAKE_PREFIX_PATH="$prefix" > log || { cat log; exit 1; } ;;
cmake-make) "$cmake" -G "Unix Makefiles" -B build -DCMAKE_PREFIX_PATH="$prefix" > log || { cat log; exit 1; } ;;
esac
build() {
    case $kind in
    cmake-*) "$cmake" --build build ;;
    *) "$kind" ;;
    esac > log 2>&1 || { cat log; exit 1; }
}
made=.
[ "${kind%%-*}" = "$kind" ] || made=build

# expect WHAT FILE TEXT: the file holds that line.
expect() {
    grep -qx "$3" "$2" || { echo "$kind: $1: no line '$3' in:"; cat "$2"; exit 1; }
}

build
"$made/host" > first
expect "the host" first '50 ms: 0 spikes'
expect "the host" first '100 ms: 6 spikes'
"$made/simulation" --progress none --format csv -o results
[ -e results/motors.spikes.csv ] || { echo "$kind: the simulation wrote no results"; exit 1; }

touch stamp
sleep 0.01
build
again=$(find "$made" -newer stamp -type f \( -name '*.o' -o -name '*.h' -o -name host -o -name simulation \))
[ -z "$again" ] || { echo "$kind: nothing was changed, and it made: $again"; exit 1; }

sed 's/tau = 20 ms/tau = 10 ms/' ../model/cells.nn > changed && mv changed ../model/cells.nn
build
"$made/host" > second
if cmp -s first second; then echo "$kind: a changed import changed nothing"; exit 1; fi
expect "after a change of an import" second '100 ms: 2 spikes'
[ -n "$(find "$made/simulation" -newer stamp)" ] || { echo "$kind: the simulation was not made again"; exit 1; }
