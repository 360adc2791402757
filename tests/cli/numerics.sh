#!/bin/sh
# Methods of integration: what --explain-numerics tells, and which requests are refused.
. "$(dirname "$0")/expect.sh"

# model METHODS...: a program whose cell has v and w that depend on each other, and c that reads v.
model() {
    cat <<'END'
cell C:
    state v = 0.5
    state w = 0
    state c = 0
    state i = 1
    dv/dt = (v - v^3/3 - w + i)/(1 ms)
    dw/dt = (0.7 + v - 0.8*w)/(12 ms)
    dc/dt = (v^2 - c)/(100 ms)
    di/dt = -i/(50 ms)
END
    for line in "$@"; do echo "    $line"; done
    printf 'p = Population(1, C(), label="p")\np.record("v")\nrun(1 ms)\n'
}

model > default.nn
expect 0 '^C.v: Runge-Kutta (order 4); not linear; with w$' default.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.i: exact (matrix exponential); linear with constant coefficients$' default.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.c: Runge-Kutta (order 4); linear in itself; with v$' default.nn --emit=c -o out.c --explain-numerics

model 'integrate c with exponential_euler' > one.nn
expect 0 '^C.c: exponential Euler (order 1); asked for$' one.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.w: Runge-Kutta (order 4); linear in itself; with v$' one.nn --emit=c -o out.c --explain-numerics
model 'integrate i with euler' 'integrate with rk4' > all.nn
expect 0 '^C.i: Euler (order 1); asked for$' all.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.v: Runge-Kutta (order 4); asked for; with w$' all.nn --emit=c -o out.c --explain-numerics

model 'integrate v with rk44' > unknown.nn
expect 1 'error\[NNC0811\]: there is no method `rk44`' unknown.nn --emit=c -o out.c
expect 1 'did you mean `rk4`' check unknown.nn
model 'integrate v with exact' > exact.nn
expect 1 'error\[NNC0812\]: `v` cannot be integrated with exact' exact.nn --emit=c -o out.c
model 'integrate v with rk4' 'integrate w with euler' > two.nn
expect 1 'error\[NNC0812\]: `v` and `w` depend on each other' two.nn --emit=c -o out.c
exit $failed
