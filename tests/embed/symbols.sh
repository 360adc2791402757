#!/bin/sh
# symbols.sh LIBRARY HEADER...: the shared library defines the functions of its headers for others, and no other symbols.
set -u
library=$1
shift
seen=$(nm -D --defined-only "$library" | awk '$2 ~ /^[TDBRVW]$/ { sub(/@.*/, "", $3); print $3 }' | sort)
wanted=$(grep -ohE '\bnnc_[a-z_]+\(' "$@" | tr -d '(' | grep -v '^nnc_session_new$' | sort -u)
[ -n "$wanted" ] && [ "$seen" = "$wanted" ] && exit 0
printf 'it shows\n%s\nthe headers have\n%s\n' "$seen" "$wanted"
exit 1
