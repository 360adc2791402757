#!/bin/sh
# symbols.sh NM OBJECT...: the numeric objects use nothing of libm but what IEEE 754 defines to the bit.
nm=$1
shift
allowed='fma floor ceil rint sqrt fabs fmaf floorf fabsf frexp ldexp memcpy memset memmove strlen snprintf'
used=$("$nm" -u "$@" | awk '$1 == "U" { print $2 }' | sort -u) || exit 1
[ -n "$used" ] || { echo "no symbols seen" >&2; exit 1; }
failed=0
for symbol in $used; do
    case " $allowed " in *" $symbol "*) continue ;; esac
    case $symbol in nnrt_*|plain_*|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_) continue ;; # ours, the linker's
    __cpu_indicator_init|__cpu_features2|__cpu_model) continue ;; esac
    echo "$symbol is not allowed in the mathematics of nnrt" >&2
    failed=1
done
exit $failed
