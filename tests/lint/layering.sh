#!/bin/sh
# Who may include whom: grammar -> frontend -> ir -> ir/base, codegen -> ir -> ir/base, runtime alone.
# Folding in the compiler uses the mathematics that runs, so runtime/maths*.h is open to it; passes know the limits of expm.h,
# and what a file may be called, a delay may be, a processor can do is told before the program runs (within.h, limits.h, level.h).
set -u
failed=0
ours='grammar|frontend|ir|codegen|runtime|tests'

# check FOLDER ALLOWED EXCEPT: its files may include only what ALLOWED matches, those that EXCEPT
# matches aside.
check() {
    wrong=$(grep -rnE "^#include \"($ours)/" "$1" --include='*.[chly]' 2>/dev/null |
        grep -vE ":#include \"($2)" | grep -vE "^($3)")
    if [ -n "$wrong" ]; then
        echo "$1 may include only $2:"
        echo "$wrong"
        failed=1
    fi
}

check ir/base 'ir/base/|runtime/maths' -
check ir 'ir/|runtime/(maths|expm|limits)' -
check grammar 'grammar/|frontend/(ast|lex|parse)|ir/' -
check frontend 'frontend/[^/]*\.|frontend/(sema|xml|lems|nineml|hdf5|omv)/|grammar/|ir/|runtime/maths' 'frontend/(driver|libnnc|plot)/'
check frontend/plot 'frontend/plot/|ir/base/|runtime/' -   # reads what the runtime wrote
check codegen 'codegen/|ir/|runtime/(maths|within|limits|level)' 'codegen/(ref|llvm)/'
check codegen/llvm 'codegen/(llvm|program)/|ir/|runtime/(stepper|level)' -   # the runtime is in that module
check codegen/ref 'codegen/ref/|ir/|frontend/libnnc/|runtime/' -   # a program of its own
# What is under the GPL stays in its folder.
wrong=$(git ls-files -co --exclude-standard -- '*.[chly]' '*.nn' | grep -v '^codegen/ref/' | xargs grep -lE '#include [<"](gsl/|codegen/ref/)')
if [ -n "$wrong" ]; then
    echo "only codegen/ref may include GSL: $wrong"
    failed=1
fi
check runtime 'runtime/' -
exit $failed
