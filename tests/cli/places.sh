#!/bin/sh
# Where programs and texts are written, and the C compiler: mistakes are told in words of nnc, with exit code 4.
. "$(dirname "$0")/expect.sh"

cat > quiet.nn <<'END'
cells = Population(3, IF_curr_exp(i_offset=0.5 nA), label="cells")
cells.record("spikes")
run(1 ms)
END
mkdir -p folder

for form in '' --emit=c --emit=ir --emit=json; do
    expect 4 'NNC0702.: cannot write folder: it is a folder$' quiet.nn $form -o folder
    expect 4 'cannot write folder/: it is a folder$' quiet.nn $form -o folder/
    expect 4 'cannot write none/: it is a folder$' quiet.nn $form -o none/
    expect 4 'cannot write no/such: there is no folder no$' quiet.nn $form -o no/such
    expect 4 'cannot write quiet.nn/sim: there is no folder quiet.nn$' quiet.nn $form -o quiet.nn/sim
    expect 2 '-o needs a value: FILE' quiet.nn $form -o ''
    expect 2 '--output needs a value: FILE' quiet.nn $form --output=
done
expect 4 'cannot write folder: it is a folder$' fmt quiet.nn -o folder
expect 4 'cannot write folder: it is a folder$' info quiet.nn -o folder
expect 4 'cannot write folder: it is a folder$' quiet.nn -o sim -MD -MF folder
expect 4 'a program is not written to standard output' quiet.nn -o -
expect 0 '' quiet.nn -o folder/sim
check "no program in the folder" -x folder/sim
check "something else in the folder" "$(ls folder)" = sim
if [ "$(id -u)" != 0 ]; then
    mkdir -p closed && chmod 555 closed
    expect 4 'NNC0702.: cannot write closed/sim: Permission denied' quiet.nn -o closed/sim
    expect 4 'NNC0702.: cannot write closed/sim: Permission denied' quiet.nn --emit=c -o closed/sim
fi

rm -f other
CC=no-such-compiler expect 4 'NNC0703.: there is no C compiler `no-such-compiler`$' quiet.nn -o other
CC=no-such-compiler expect 4 'help: install gcc or clang; ' quiet.nn -o other
CC=/ expect 4 'NNC0703.: the C compiler `/` cannot be run: Permission denied$' quiet.nn -o other
CC=false expect 4 'NNC0703.: the C compiler `false` failed with exit code 1$' quiet.nn -o other
CC=false expect 4 'it said nothing' quiet.nn -o other
CC=true expect 4 'NNC0703.: the C compiler `true` ended well, but made no other$' quiet.nn -o other
printf '#!/bin/sh\nkill -9 $$\n' > killed && chmod +x killed
CC=./killed expect 4 'was ended by signal 9$' quiet.nn -o other
check "a failed build left something" -z "$(ls -d other* 2> /dev/null)"
CC='  ' expect 0 '' quiet.nn -o other
CC="${CC:-cc} -g0" expect 0 '' quiet.nn -o other
printf '#!/bin/sh\nexec "${REAL_CC:-cc}" "$@"\n' > 'my cc' && chmod +x 'my cc'
CC='./my cc' expect 0 '' quiet.nn -o other
exit $failed
