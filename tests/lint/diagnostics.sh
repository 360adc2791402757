#!/bin/sh
# Every code of diag.def has a page with an example that is wrong and one that is right, is reported
# somewhere, and every page has a code.
set -u
failed=0
codes=$(sed -n 's/^DIAG(\(NNC[0-9]*\),.*/\1/p' ir/base/diag.def)

complain() {
    echo "$1"
    failed=1
}

[ -n "$codes" ] || complain "no codes in ir/base/diag.def"
[ "$codes" = "$(echo "$codes" | sort -u)" ] || complain "codes of diag.def are not sorted, or one is there twice"
for code in $codes; do
    page=docs/errors/$code.md
    title=$(sed -n "s/^DIAG($code,.*\"\(.*\)\")$/\1/p" ir/base/diag.def)
    if [ ! -f "$page" ]; then
        complain "$code has no page $page"
        continue
    fi
    [ "$(head -n 1 "$page")" = "# $code: $title" ] || complain "$page does not begin with '# $code: $title'"
    grep -q '^Wrong:' "$page" || complain "$page shows nothing wrong ('Wrong:')"
    grep -q '^Right:' "$page" || complain "$page shows nothing right ('Right:')"
    grep -rq "DIAG_$code" frontend grammar ir codegen --include='*.[chly]' || complain "$code is never reported"
done
for page in docs/errors/NNC*.md; do
    code=$(basename "$page" .md)
    echo "$codes" | grep -qx "$code" || complain "$page explains no code of diag.def"
done
exit $failed
