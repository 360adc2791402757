#!/bin/sh
# Every operation of the model level, item and law has its word in docs/ir.md. $1: the source folder.
set -u
cd "$1" || exit 2
failed=0
words=$(sed -n 's/^OP([A-Z0-9]*, *"\([a-z0-9]*\)", *CALL,.*, *\(MODEL\|BOTH\),.*/\1/p' ir/ops.def
    sed -n 's/^ITEM([A-Z_]*, "\(.*\)").*/\1/p' ir/items.def | tr ' ' '_'
    sed -n 's/^LAW([A-Z_]*, "\(.*\)", .*/\1/p' ir/laws.def)
[ "$(echo "$words" | wc -l)" -gt 60 ] || { echo "the tables cannot be read"; failed=1; }
for word in $words; do
    text=$(echo "$word" | sed 's/^event_/event /')
    [ "$word" = data ] && continue # written $d[row]
    grep -qE "(\`|\"|\\b)$text(\`|\"|\\()" docs/ir.md || { echo "docs/ir.md does not name '$text'"; failed=1; }
done
exit $failed
