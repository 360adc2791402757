#!/bin/sh
# wrong.table: a text, a tab, what is said of it.
run=$1 module=$2
failed=0 lines=0
while IFS="$(printf '\t')" read -r text said; do
    case $text in ''|'//'*) continue ;; esac
    lines=$((lines + 1))
    printf '%s\nint main(int argc, char **argv)\n{\n    return 0;\n}\n' "$text" > wrong.text
    "$run" "$module" wrong.text > wrong.out 2>&1
    code=$?
    if [ $code != 1 ] || [ "$(cat wrong.out)" != "program:$said" ]; then
        echo "$text"
        echo "    exit code $code: $(cat wrong.out)"
        echo "    expected: program:$said"
        failed=1
    fi
done < "$(dirname "$0")/wrong.table"
[ $lines -gt 20 ] || failed=1
exit $failed
