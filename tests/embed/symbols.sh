#!/bin/sh
# symbols.sh LIBRARY HEADER: the shared library defines the functions of its header for others, and no other symbols.
set -u
seen=$(nm -D --defined-only "$1" | awk '$2 ~ /^[TDBRVW]$/ { sub(/@.*/, "", $3); print $3 }' | sort)
wanted=$(grep -oE '\bnnc_[a-z_]+\(' "$2" | tr -d '(' | grep -v '^nnc_session_new$' | sort -u)
[ -n "$wanted" ] && [ "$seen" = "$wanted" ] && exit 0
printf 'it shows\n%s\nthe header has\n%s\n' "$seen" "$wanted"
exit 1
