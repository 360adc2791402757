#!/bin/sh
# check.sh CMAKE BUILD [CFLAGS]: installs the build, moves the folder, and uses what is in it.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" --install "$2" --prefix "$place/first" > /dev/null
mv "$place/first" "$place/moved"
prefix=$place/moved
NNC_TEST_CFLAGS=${3-}
for file in share/man/man1/nnc.1 share/bash-completion/completions/nnc; do
    [ -s "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
ls "$prefix"/lib*/nnc/libnnrt.a "$prefix"/lib*/nnc/include/runtime/nnrt.h > /dev/null
"$prefix/bin/nnc" units mV | grep -q '^1 mV = 1.0 mV'
if strings "$prefix/bin/nnc" 2> /dev/null | grep -F "$2"; then
    echo "the program holds a path of the build"
    exit 1
fi

# The compiler as a library, found by pkg-config: the shared one, and the archive.
if command -v pkg-config > /dev/null; then
    cat > "$place/program.c" << 'END'
#include <nnc.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const char *text = "cell A:\n    state v = 0 mV\n    dv/dt = 1 mV/ms\np = Population(1, A(), label=\"p\")\n";
    NncSession *s = nnc_session_new(NULL);
    const char *c = nnc_session_load_text(s, "a.nn", text, strlen(text)) ? nnc_session_print(s, NNC_FORM_C, NULL) : NULL;
    puts(c && strstr(c, "nnrt_main") ? nnc_version() : "no C");
    NncSimulation *sim = argc > 1 && !strcmp(argv[1], "steps") ? nnc_jit(s, NULL) : NULL;
    double v = 0;
    if (sim && nnc_simulation_advance_to(sim, 2) && nnc_simulation_read(sim, 0, "v", &v))
        printf("%g\n", v);
    nnc_simulation_free(sim);
    nnc_session_free(s);
    return 0;
}
END
    PKG_CONFIG_PATH=$(echo "$prefix"/lib*/pkgconfig "$prefix"/lib/*/pkgconfig | tr ' ' ':')
    export PKG_CONFIG_PATH
    libdir=$(pkg-config --variable=libdir nnc)
    version=$(pkg-config --modversion nnc)
    # shellcheck disable=SC2046
    ${CC:-cc} $NNC_TEST_CFLAGS "$place/program.c" -o "$place/program" $(pkg-config --cflags --libs nnc)
    # shellcheck disable=SC2046
    ${CC:-cc} $NNC_TEST_CFLAGS "$place/program.c" -o "$place/whole" $(pkg-config --cflags nnc) "$libdir/libnnc.a" -lm -ldl
    export LD_LIBRARY_PATH="$libdir"
    [ "$("$place/program")" = "$version" ] || { echo "libnnc.so does not compile a model"; exit 1; }
    [ "$("$place/whole")" = "$version" ] || { echo "libnnc.a does not compile a model"; exit 1; }
    if [ -e "$libdir/nnc/libnnc_llvm.so" ]; then
        [ "$("$place/program" steps | tail -n 1)" = 2 ] || { echo "libnnc.so does not step a model"; exit 1; }
        [ "$(NNC_LIBRARY=$libdir/nnc "$place/whole" steps | tail -n 1)" = 2 ] || { echo "libnnc.a does not step a model"; exit 1; }
    fi
    unset LD_LIBRARY_PATH
    if command -v c++ > /dev/null; then # hosts in C++ include it, too
        # shellcheck disable=SC2046
        echo '#include <nnc.h>' | c++ -x c++ -std=c++11 -Wall -Wextra -pedantic -fsyntax-only $(pkg-config --cflags nnc) -
    fi
fi

if [ -x "$2/bin/nnc-ref" ]; then # built where GSL is
    "$prefix/bin/nnc-ref" --help | grep -q '^usage: nnc-ref'
    [ -s "$prefix/share/man/man1/nnc-ref.1" ] || { echo "nnc-ref has no manual page"; exit 1; }
    ls "$prefix"/share/doc/*/LICENSE.nnc-ref > /dev/null
fi

# The folder may be called anything.
cat > "$place/few.nn" << 'NN'
cells = Population(3, IF_curr_exp(i_offset=2), label="cells")
cells.record("spikes")
run(50 ms)
NN
use() {
    prefix=$1
    rm -rf "$place/few" "$place/out"
    "$prefix/bin/nnc" "$place/few.nn" -o "$place/few"
    "$place/few" --progress none --format h5 -o "$place/out"
    [ -s "$place/out/spikes.h5" ] || { echo "no results of the program made by $prefix"; exit 1; }
}
odd="$place/an odd \"folder\", it's \$HOME"
"$1" --install "$2" --prefix "$odd" > /dev/null
use "$odd"
mv "$odd" "$place/back\\slash '\"%s"
use "$place/back\\slash '\"%s"
