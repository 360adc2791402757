#!/bin/sh
# -D NAME=VALUE: what it sets, and names that it cannot set.
. "$(dirname "$0")/expect.sh"

cat > main.nn <<'END'
from lib import shared
N = 3
param tau = 20 ms
cells = Population(N*shared, IF_curr_exp(tau_m=tau), label="cells")
cells.record("spikes")
run(10 ms)
END
printf 'shared = 2\n' > lib.nn

expect 0 '^population cells: 6 of ' info main.nn
expect 0 '^population cells: 10 of ' info main.nn -D N=5
expect 0 '^population cells: 21 of ' info main.nn -D shared=7
expect 0 '^population cells: 20 of ' info main.nn -D N=5 -D shared=N-1
expect 0 'tau_m = 30ms' main.nn --emit=ir -D 'tau=30 ms'
sed 's/shared = 2/param shared = 2/' lib.nn > other.nn && sed 's/lib/other/' main.nn > imports.nn
expect 0 '^population cells: 21 of ' info imports.nn -D shared=7

expect 2 "error.NNC0707.: the model has no name 'n' that -D could set" check main.nn -D n=5
expect 2 'did you mean -D N?' check main.nn -D n=5
expect 2 'did you mean -D shared?' main.nn -D sharde=5
expect 2 'an option of get_simulator' info main.nn -D something=5
expect 2 "NNC0707.: '' is no name" main.nn -D =5
expect 2 "NNC0707.: '3' is no name" main.nn -D 3=5
expect 2 '-D needs a value' main.nn -D ''
expect 1 'NNC0101' main.nn -D N=
expect 1 "'x' is not defined" main.nn -D N=x
printf 'print(M)\n' > reads.nn
expect 0 '' check reads.nn -D M=3
"$NNC" main.nn --emit=ir -o main.ir || failed=1
expect 2 "text of the intermediate representation has no name 'N'" main.ir -D N=5
exit $failed
