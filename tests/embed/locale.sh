#!/bin/sh
# locale.sh PROGRAM: a host of the language where 1/2 is "0,5" gets the numbers and files that others get.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place" || exit 1
command -v localedef > /dev/null && localedef -i de_DE -f UTF-8 "$place/de_DE.UTF-8" 2> words
[ -d de_DE.UTF-8 ] || { echo "SKIP: localedef makes no locale with a decimal comma"; exit 77; }
export LOCPATH="$place"
"$1" C point > point.txt || exit 1
"$1" de_DE.UTF-8 comma > comma.txt || exit 1
failed=0
cmp point.txt comma.txt || failed=1
for file in point/*.csv point/*.npz; do
    cmp "$file" "comma/${file#point/}" || failed=1
done
grep -q '"dt[^"]*": 0[.]05' comma/run.json || { cat comma/run.json; failed=1; }
exit $failed
