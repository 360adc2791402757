#!/bin/sh
# nnc run: while the model runs no page of memory with code is writable.
. "$(dirname "$0")/expect.sh"
needs_llvm

cat > endless.nn <<'END'
cells = Population(3, IF_curr_exp(i_offset=2 nA), label="cells")
run(1e6 s)
END
"$NNC" run endless.nn -o endless --cache-dir= --progress none > output 2>&1 &
run=$!
tries=0
while [ ! -e endless ] && [ $tries -lt 60 ]; do
    sleep 0.5
    tries=$((tries + 1))
done
cat /proc/$run/maps > maps
kill $run
check "code that is of no file: that of the model" "$(awk '$2 ~ /x/ && NF == 5' maps | grep -c .)" -ge 1
check "no page to be written and run" "$(awk '$2 ~ /wx/' maps | grep -c .)" = 0
exit $failed
