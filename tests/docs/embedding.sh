#!/bin/sh
# embedding.sh CC HEADERS LIBDIR PAGE: the examples of the page compile without a warning. Those with a main run, and print what the
# block behind them says; the others are bodies of a function.
set -u
cc=$1 headers=$2 libdir=$3 page=$4
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
awk -v dir="$dir" '
    /^```(c|text)$/ { kind = substr($0, 4); n += kind == "c"; file = dir "/" n "." kind; inside = 1; next }
    /^```$/ { inside = 0 }
    inside { print > file }' "$page"
whole=0 parts=0 failed=0
fail() {
    echo "example $1 of $page: $2"
    failed=1
}
for example in "$dir"/*.c; do
    name=$(basename "$example" .c)
    if grep -q 'int main' "$example"; then
        whole=$((whole + 1))
        "$cc" -std=c11 -Wall -Wextra -Werror -I "$headers" "$example" -o "$dir/program" -L "$libdir" -lnnc || fail "$name" "does not compile"
        LD_LIBRARY_PATH="$libdir" "$dir/program" > "$dir/seen" 2>&1
        cmp -s "$dir/seen" "$dir/$name.text" || { fail "$name" "prints something else:"; cat "$dir/seen"; }
        continue
    fi
    parts=$((parts + 1))
    {
        printf '#include <nnc.h>\n#include <stdio.h>\n#include <string.h>\n'
        printf 'void report(void *context, const NncDiagnostic *d);\nvoid tell(void *context, bool warning, const char *text);\n'
        printf 'void body(NncSession *s, NncSimulation *sim%s);\n' "$(grep -q 'uint32_t cells' "$example" || printf ', uint32_t cells')"
        printf 'void body(NncSession *s, NncSimulation *sim%s)\n{\n' "$(grep -q 'uint32_t cells' "$example" || printf ', uint32_t cells')"
        cat "$example"
        echo '}'
    } > "$dir/part.c"
    "$cc" -std=c11 -Wall -Wextra -Werror -Wno-unused -Wno-unused-parameter -I "$headers" -fsyntax-only "$dir/part.c" || fail "$name" "does not compile"
done
while IFS= read -r line; do # the project that the page shows is the one that is tested
    case $line in
    '#'* | '') ;;
    *) grep -qxF "    $line" "$page" || { echo "$page does not show '$line' of the example for CMake"; failed=1; } ;;
    esac
done < "$(dirname "$page")/../examples/embed/cmake/CMakeLists.txt"
[ "$whole" -gt 0 ] && [ "$parts" -gt 5 ] || { echo "no examples in $page"; exit 1; }
exit $failed
