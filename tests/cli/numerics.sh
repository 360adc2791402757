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
expect 0 '^C.v: Runge-Kutta (order 4); not linear; with w; fastest ' default.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.i: exact (matrix exponential); linear with constant coefficients; fastest 50 ms, step 0.1 ms$' default.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.c: Runge-Kutta (order 4); linear in itself; with v; fastest ' default.nn --emit=c -o out.c --explain-numerics

model 'integrate c with exponential_euler' > one.nn
expect 0 '^C.c: exponential Euler (order 1); asked for; fastest ' one.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.w: Runge-Kutta (order 4); linear in itself; with v; fastest ' one.nn --emit=c -o out.c --explain-numerics
model 'integrate i with euler' 'integrate with rk4' > all.nn
expect 0 '^C.i: Euler (order 1); asked for; fastest ' all.nn --emit=c -o out.c --explain-numerics
expect 0 '^C.v: Runge-Kutta (order 4); asked for; with w; fastest ' all.nn --emit=c -o out.c --explain-numerics

model 'integrate v with rk44' > unknown.nn
expect 1 'error\[NNC0811\]: there is no method `rk44`' unknown.nn --emit=c -o out.c
expect 1 'did you mean `rk4`' check unknown.nn
model 'integrate v with exact' > exact.nn
expect 1 'error\[NNC0812\]: `v` cannot be integrated with exact' exact.nn --emit=c -o out.c
model 'integrate v with rk4' 'integrate w with euler' > two.nn
expect 1 'error\[NNC0812\]: `v` and `w` depend on each other' two.nn --emit=c -o out.c
# part LINE: a receptor with that line, and its owner.
part() {
    cat <<'END'
receptor R:
    param tau = 5 ms
    state g = 0 uS
    dg/dt = -g/tau
    on event(w: uS): g += w
    current i = g*(0 mV - v)
END
    echo "    $1"
    cat <<'END'
cell C:
    receptor excitatory = R(tau=2 ms)
    state v = -60 mV
    dv/dt = (-60 mV - v)/(10 ms) + i_syn/(1 nF)
p = Population(1, C(), label="p")
p.record("v")
run(1 ms)
END
}

for line in 'integrate g with euler' 'integrate with euler'; do
    part "$line" > part.nn
    expect 0 '^C.excitatory.g: Euler (order 1); asked for; fastest 2 ms' part.nn --emit=c -o out.c --explain-numerics
    expect 0 '^C.v: exponential, symmetric splitting (order 2); linear in itself; fastest' part.nn --emit=c -o out.c --explain-numerics
done

# sawtooth LINE: d reads w of another block, where it has no derivative.
sawtooth() {
    printf 'cell T:\n    state w = 1, d = 0\n    dw/dt = %s/(5 ms)\n    dd/dt = (%s - d^3)/(1 ms)\n    %s\n' "$1" "$2" "$3"
    printf 'p = Population(1, T(), label="p")\np.record("d")\nrun(1 ms)\n'
}

for line in 'integrate w, d with rosenbrock' 'integrate d with rosenbrock'; do
    sawtooth -w^3 'w % 1' "$line" > sawtooth.nn
    expect 1 'error\[NNC0812\]: rosenbrock needs the derivative of this equation by `w`' sawtooth.nn --emit=c -o out.c
done
sawtooth -w 'w % 1' 'integrate d with rosenbrock' > sawtooth.nn
expect 1 'error\[NNC0812\]: rosenbrock needs the derivative of this equation by `w`' sawtooth.nn --emit=c -o out.c
sawtooth '-1000*w^3' 'd % 1' '' > sawtooth.nn       # stiff, and yet not for Rosenbrock
expect 0 '^T.w: Runge-Kutta (order 4); not linear' sawtooth.nn --emit=c -o out.c --explain-numerics

cat > synapse.nn <<'END'
synapse Weary:
    state s = 0
    ds/dt = -s/(100 ms)
    integrate s with rk4
    on pre: s += 1; send weight*s
a = Population(1, SpikeSourceArray(spike_times=[1]), label="a")
b = Population(1, IF_curr_exp(), label="b")
b.record("v")
Projection(a, b, AllToAllConnector(), Weary(weight=1), receptor_type="excitatory")
run(1 ms)
END
expect 1 'error\[NNC0812\]: states of a synapse move by closed forms' synapse.nn --emit=c -o out.c

# stiff TAU METHOD: a cell whose fastest time constant is TAU/3, where x is 1.
stiff() {
    printf 'cell S:\n    param tau = 1 ms\n    state x = 1\n    state y = 1\n    dx/dt = (y - x^3)/tau\n    dy/dt = (1 - x*y)/(10 ms)\n'
    printf '    %s\np = Population(1, S(tau=%s), label="p")\np.record("x")\nrun(1 ms)\n' "$2" "$1"
}

# A jump is no constant coefficient: the state moves at every step.
sed 's,-s/(100 ms),(1 if s < 2 else 0.5)/(1 ms),; /integrate/d' synapse.nn > jumping.nn
expect 0 '' jumping.nn --emit=c -o out.c
grep -q '^static void Weary_couple(' out.c || { echo "s of Weary does not move at every step"; failed=1; }
sed 's,(1 if s < 2 else 0.5)/(1 ms),-s/(100 ms),' jumping.nn > smooth.nn
expect 0 '' smooth.nn --emit=c -o out.c
! grep -q '^static void Weary_couple(' out.c || { echo "s of Weary has a closed form"; failed=1; }

stiff '1 ms' '' > mild.nn
expect 0 '^S.x: Runge-Kutta (order 4); not linear; with y; fastest 0.3' mild.nn --emit=c -o out.c --explain-numerics
stiff '0.1 ms' '' > stiff.nn
expect 0 '^S.x: Rosenbrock (RODAS3, order 3, for stiff equations); not linear; with y; fastest 0.03' \
    stiff.nn --emit=c -o out.c --explain-numerics
stiff '0.1 ms' 'integrate with rk4' > forced.nn
expect 1 'error\[NNC0814\]: rk4 is not stable for `x` of S' forced.nn --emit=c -o out.c
expect 1 '`integrate x with rosenbrock` or `rk45` is stable at any step, rk4 up to setup(timestep=0.092[0-9] ms)' check forced.nn
sed '1i setup(timestep=0.09 ms)' forced.nn > shorter.nn
expect 0 '' check shorter.nn
check "a step that is short enough is warned of" ! -s output
# The step may be a parameter of the program; then its default is meant.
{ echo 'param dt = 1 ms'; echo 'setup(timestep=dt)'; cat mild.nn; } > symbolic.nn
expect 0 '^S.x: Rosenbrock .*, step 1 ms, which is longer$' symbolic.nn --emit=c -o out.c --explain-numerics
stiff '0.3 ms' 'integrate with rk4' > enough.nn
expect 0 '' enough.nn --emit=c -o out.c
check "a step that is short enough is warned of" ! -s output

cat > short.nn <<'END'
p = Population(1, IF_curr_exp(tau_syn_E=0.02), label="p")
p.record("v")
run(1 ms)
END
expect 0 'warning\[NNC0813\]: `excitatory.i_syn` of IF_curr_exp decays within a step: its time constant is 0.02 ms' \
    short.nn --emit=c -o out.c

# Sums, alias chains and exact parts of any size: quick, or an error.
{
    echo 'cell C:'; echo '    param a = 0.01/(1 ms)'; echo '    state v = 1'
    awk 'BEGIN { printf "    dv/dt = a*v*v"; for (k = 1; k < 20000; k++) printf " + a*v*v"; print "" }'
    printf 'p = Population(1, C(), label="p")\np.record("v")\nrun(1 ms)\n'
} > sum.nn
expect 0 '' sum.nn --emit=c -o out.c
{
    echo 'cell C:'; echo '    state v = 1'
    awk 'BEGIN { printf "    dv/dt = 1/(1 ms)"; for (k = 0; k < 3000; k++) printf "*v"; print "" }'
    printf 'p = Population(1, C(), label="p")\np.record("v")\nrun(1 ms)\n'
} > product.nn
expect 0 '' product.nn --emit=c -o out.c
{
    echo 'cell C:'; echo '    state v = 1'; echo '    x0 = v'
    awk 'BEGIN { for (k = 1; k <= 60; k++) printf "    x%d = x%d + x%d\n", k, k - 1, k - 1 }'
    echo '    dv/dt = -x60/(1 ms)'
    printf 'p = Population(1, C(), label="p")\np.record("v")\nrun(1 ms)\n'
} > chain.nn
expect 5 'error\[NNC0504\]' chain.nn --emit=c -o out.c
{
    echo 'cell C:'; echo '    state s0 = 1'; echo '    ds0/dt = -s0/(1 ms)'
    awk 'BEGIN { for (k = 1; k < 40; k++) printf "    state s%d = 0\n    ds%d/dt = (s%d - s%d)/(1 ms)\n", k, k, k - 1, k }'
    printf 'p = Population(1, C(), label="p")\np.record("s39")\nrun(1 ms)\n'
} > long.nn
expect 0 '^C.s39: exponential, symmetric splitting (order 2); linear, but with more than 31 states and inputs; with s38$' \
    long.nn --emit=c -o out.c --explain-numerics
exit $failed
