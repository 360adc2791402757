#!/bin/sh
# Help, wrong use, and the texts that are written from the tables.
. "$(dirname "$0")/expect.sh"

expect 0 '^Usage: nnc'
expect 0 '^Usage: nnc' --help
expect 0 '^Usage: nnc units' help units
expect 0 '^Usage: nnc units' units -h
expect 0 '^nnc [0-9.]*$' --version
expect 2 "no command 'unitss'" help unitss
expect 2 'did you mean --help' units --halp
expect 2 'no option -q' units -q
expect 2 '-o is no option of' units -o x
expect 2 'takes no value' units --help=3
expect 2 'needs a value: bash' help --completion
expect 2 "is one of bash, not 'fish'" help --completion=fish
expect 2 'too many arguments' new a b
expect 2 "no command 'chekc': did you mean check" chekc a.nn
expect 2 "no command 'simulate'; see nnc --help" simulate a.nn -o a
expect 2 "too many arguments: 'b.nn'" ./chekc b.nn
expect 2 '-MF says where -MD writes' a.nn -MF a.d
expect 2 'nothing to work on: nnc new NAME' new
expect 2 'an argument is empty: nnc new NAME' new ''
expect 2 'an argument is empty: nnc compile MODEL' ''
expect 2 'an argument is empty: nnc fmt MODEL.nn...' fmt a.nn ''
expect 2 '--limit-memory needs a value: SIZE' check x.nn --limit-memory=
expect 2 "needs a size such as 500M or 4G, not '4GB'" check x.nn --limit-memory=4GB
expect 2 "needs a size such as 500M or 4G, not '99999999T'" check x.nn --limit-memory 99999999T
expect 2 '-O needs a value' x.nn -O
expect 2 '-I needs a value: FOLDER' check x.nn -I ''
expect 2 "is one of 0|1|2|3, not '4'" x.nn -O4
expect 2 "needs a whole number, not '-1'" check x.nn --error-limit=-1
expect 2 "needs a whole number, not '1e9'" check x.nn --limit-steps 1e9
expect 0 '^.TH NNC 1' help --man
expect 0 '^complete -F _nnc nnc' help --completion=bash
expect 0 '^complete -F _nnc nnc' help --completion bash
bash -n output || failed=1

# Files that are models, by their endings, and folders.
touch model.nn cell.nml results.csv
bash -c '. ./output; COMP_LINE="nnc check "; COMP_POINT=10; COMP_WORDS=(nnc check ""); COMP_CWORD=2; _nnc
    printf "%s " "${COMPREPLY[@]}"' > words 2>&1
check "files that are completed: $(cat words)" "$(tr ' ' '\n' < words | sort | tr -d '\n')" = "cell.nmlmodel.nn"
rm model.nn cell.nml results.csv

# Options and pages name the same things.
"$NNC" help --man | sed 's/\\-/-/g; s/\\f.//g' > page
for word in $("$NNC" help --completion=bash | grep -o -e '--[a-z-]*=*' | sort -u); do
    [ "$word" = -- ] || grep -qe "$word" page || { echo "the manual page lacks $word"; failed=1; }
done

# Standard output that cannot be written is a failure of files.
if [ -c /dev/full ]; then
    "$NNC" --help > /dev/full 2> output
    check "full device: exit $?" $? = 4
fi
exit $failed
