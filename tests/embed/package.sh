#!/bin/sh
# package.sh PREFIX CMAKE CTEST PROJECT LLVM: the project of the folder is configured, built and tested with an installed nnc.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$2" -S "$4" -B "$place/build" -DCMAKE_PREFIX_PATH="$1" -DLLVM="$5" > "$place/log" || { cat "$place/log"; exit 1; }
"$2" --build "$place/build" > "$place/log" 2>&1 || { cat "$place/log"; exit 1; }
"$3" --test-dir "$place/build" --output-on-failure > "$place/log" 2>&1 || { cat "$place/log"; exit 1; }
[ "$("$place/build/two")" = '3 spikes, x is 4 and 4 mV' ] || { echo "two models: $("$place/build/two")"; exit 1; }

# An option that has changed compiles the one model again, by make, too.
touch "$place/stamp"
sleep 0.01
"$2" "$place/build" -DCELLS=5 > /dev/null
"$2" --build "$place/build" > "$place/log" 2>&1 || { cat "$place/log"; exit 1; }
again=$(find "$place/build" -newer "$place/stamp" -name '*.o')
[ "$(basename "$again")" = fourth.o ] || { echo "after a change of its option it compiled: $again"; exit 1; }

# A shared model shows its own function and those of simulations, nothing of the runtime.
if nm -D --defined-only "$place"/build/libone-shared.so | grep -vE ' T (nnc_simulation_[a-z_]*|nnc_model_one)$'; then
    echo "a shared model shows these, too"
    exit 1
fi

# What is installed is all that a program needs besides the headers of nnc.
"$2" --install "$place/build" --prefix "$place/installed" > /dev/null
for file in include/one.h include/second.h lib*/libone-shared.so lib*/libsecond.a; do
    ls "$place"/installed/$file > /dev/null || exit 1
done

# What is wrong in a call is said when CMake runs.
mkdir "$place/wrong"
cat > "$place/wrong/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.24)
project(wrong LANGUAGES C)
find_package(nnc REQUIRED)
nnc_add_simulation(simulation one.nn ${WRONG})
END
refuse() {
    if "$2" -S "$place/wrong" -B "$place/wrong/build" -DCMAKE_PREFIX_PATH="$1" -DWRONG="$3" > "$place/log" 2>&1 || ! grep -q "$4" "$place/log"; then
        cat "$place/log"
        exit 1
    fi
}
refuse "$1" "$2" 'DEFINE;N=3' 'nnc_add_simulation: unknown or empty: DEFINE;N=3'
refuse "$1" "$2" 'CODEGEN;gcc' 'nnc_add_simulation: CODEGEN is c or llvm, not gcc'
