#!/bin/sh
# vectorizes.sh OBJDUMP OBJECT SET REGISTER TYPE FUNCTION...: each loop SET_FUNCTION of OBJECT works on packed reals (TYPE:
# pd doubles, ps floats) in registers REGISTER (ymm, zmm) and calls nothing.
objdump=$1 object=$2 set=$3 register=$4 type=$5
shift 5
code=$("$objdump" -d --no-show-raw-insn "$object") || exit 1
failed=0
for name; do
    if ! printf '%s\n' "$code" | awk -v start="<${set}_$name>:" -v register="$register" -v type="$type" '
        /^[0-9a-f]+ </ { inside = $2 == start; seen += inside }
        inside && $0 ~ ("\t(v(f?n?m?(add|sub)[0-9]*|mul|add|sub|min|max|blend[mv]*|cmp[a-z_]*|and|rndscale|round))" type " ") &&
            $0 ~ register { packed++ }
        inside && /\tcall/ { calls++ }
        END { exit !(seen == 1 && packed && !calls) }'; then
        echo "the loop over nnrt_$name is not vectorized for $set" >&2
        failed=1
    fi
done
exit $failed
