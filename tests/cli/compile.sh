#!/bin/sh
# Compiling: programs, stages between, dependencies, formatting, and what goes wrong with files and tools.
. "$(dirname "$0")/expect.sh"

"$NNC" new ring > /dev/null || exit 1
expect 0 '' check ring.nn
check "check said something about a good model" ! -s output
cat > quiet.nn <<'END'
cells = Population(3, IF_curr_exp(i_offset=0.5 nA), label="cells")
cells.record("spikes")
run(100 ms)
END

"$NNC" quiet.nn -o sim 2> output || { cat output; exit 1; }
./sim --progress=none || failed=1
check "no spikes were written" -s quiet.out/cells.spikes.csv
"$NNC" quiet.nn || failed=1
check "the program is not named after its model" -x quiet

expect 0 '"label"\|Population' quiet.nn --emit=ast
expect 0 '^nnir ' quiet.nn --emit=ir
expect 0 '^nnir 1 kernel' quiet.nn --emit=kernel
expect 0 '#include "runtime/nnrt.h"' quiet.nn --emit=c
expect 0 '^a\\ b: quiet.nn$' quiet.nn --emit=deps -o 'a b'
expect 2 'is one of ast|ir|json|kernel' quiet.nn --emit=elf
"$NNC" quiet.nn --emit=ir -o quiet.ir && "$NNC" quiet.ir -o again && ./again --progress=none -o again.out || failed=1
cmp quiet.out/cells.spikes.csv again.out/cells.spikes.csv || failed=1
expect 2 'has no syntax tree' fmt quiet.ir

# Places go through the text of the model, and mistakes in it are shown where it was written.
cat > leak.nn <<'END'
cell Leak:
    param tau = 10 ms
    state v = 1 mV
    dv/dt = -v/tau
cells = Population(3, Leak(tau=20 ms), label="cells")
inputs = Population(1, SpikeSourcePoisson(rate=5 Hz), label="inputs")
cells.record("v")
inputs.record("spikes")
run(1 ms)
END
"$NNC" leak.nn --emit=ir --lossless -o leak.ir && "$NNC" leak.ir --emit=ir --lossless -o back.ir && cmp leak.ir back.ir || failed=1
"$NNC" leak.nn --emit=ir -o plain.ir && "$NNC" leak.ir --emit=ir -o back.ir && cmp plain.ir back.ir || failed=1
sed 's,/%tau,*%tau,' leak.ir > wrong.ir
expect 1 '^leak.nn:4:13: error NNC0203' wrong.ir --emit=c -o out.c --diagnostics-format=test
sed 's,/%tau,+%tau,' leak.ir > term.ir
expect 1 '^leak.nn:4:16: error NNC0201' term.ir --emit=c -o out.c --diagnostics-format=test
"$NNC" leak.ir --emit=c -o out.c && grep -q '"leak.nn:5:9"' out.c || { echo "the C does not name leak.nn"; failed=1; }
echo >> leak.nn
expect 1 '^wrong.ir:[0-9:]*: error NNC0203' wrong.ir --emit=c -o out.c --diagnostics-format=test
"$NNC" quiet.nn -o sim -MD -MF sim.deps && grep -qx 'sim: quiet.nn' sim.deps || { echo "wrong dependencies"; failed=1; }
"$NNC" quiet.nn --emit=c -o one.c && "$NNC" quiet.nn --emit=c -o two.c && cmp one.c two.c || failed=1
if grep -n "$place" one.c; then echo "the C holds an absolute path"; failed=1; fi

# The same text as other programs want it.
echo 'run(1 ms' > open.nn
expect 1 '^open.nn:1:4: error NNC0102' check open.nn --diagnostics-format=test
expect 1 '^{"code":"NNC0102",' check open.nn --diagnostics-format=json
expect 1 '^error.NNC0102' open.nn

# What a script asks for and the program does not do.
cat > asked.nn <<'END'
cells = Population(3, IF_curr_exp(i_offset=0.9 nA), label="cells")
inputs = Projection(cells, cells, AllToAllConnector(), TsodyksMarkramSynapse(weight=0.1), label="inputs")
cells.record("v")
run(1 ms)
cells.write_data("cells.pkl", variables=["v"])
plot(cells, "v", file="cells.png")
inputs.save(["weight", "delay"], "w.txt")
END
expect 0 "^asked.nn:5:1: warning NNC0261: 'cells.pkl' is not written" asked.nn --diagnostics-format=test
expect 0 'with --format csv -o FOLDER and read FOLDER/LABEL.VARIABLE.csv' asked.nn
expect 0 "^asked.nn:6:1: warning NNC0261: the program makes no figures" asked.nn --diagnostics-format=test
sed 's/cells.pkl/..\/cells.csv/' asked.nn > outside.nn
expect 1 "^outside.nn:5:1: error NNC0417: '../cells.csv' is no file within the output folder" outside.nn --diagnostics-format=test
sed 's/"delay"/"x"/' asked.nn > states.nn
expect 1 "^states.nn:7:1: error NNC0802: the native target saves weight and delay, not yet 'x'" states.nn --diagnostics-format=test

# What can be changed: of the program, and options of a script.
cat > open.nn <<'END'
param N = 4 "cells in all"
param tau = 20 ms
param both = 2*N
cells = Population(both, IF_curr_exp(tau_m=tau), label="cells")
cells.record("spikes")
print("N", N, sep=" = ")
print("a", 1, end=".\n")
run(1 ms)
END
"$NNC" open.nn || failed=1
./open --set N=6 --progress=none > output
printf 'N = 6\na 1.\n' | cmp - output || failed=1
sed 's/"N", N/f"{N} cells"/' open.nn > late.nn
expect 0 'late.nn:6:.*NNC0261: the text is made without this param' check late.nn --diagnostics-format=test
./open --help > output
for line in 'N  *cells in all (default 4)' 'tau  *(default 20 ms)' 'both  *(default 2\*$N)'; do
    grep -q "^  $line\$" output || { echo "--help lacks $line"; failed=1; }
done
./open --list-params > output
grep -q "^tau	ms	20	\$" output && grep -q "^cells.tau_m	ms\$" output || { echo "--list-params:"; cat output; failed=1; }
cat > options.nn <<'END'
from pyNN.utility import get_simulator
sim, options = get_simulator(("benchmark", "Which."), ("--plot-figure", "Draw.", {"action": "store_true"}))
assert options.benchmark == "COBA" and options.plot_figure
END
expect 0 '' check -D 'benchmark="COBA"' -D plot_figure=True options.nn
expect 1 "warning.NNC0261.: the argument 'benchmark' of the script is not given" check options.nn

# A recorded alias without a declared unit has that of its dimension.
cat > units.nn <<'END'
cell Passive:
    param gL = 5 nS, EL = -60 mV
    state v = -50 mV
    leak = gL*(EL - v)
    rate = gL/(100 pF)
    dv/dt = leak/(100 pF)
cells = Population(1, Passive(), label="cells")
cells.record(["leak", "rate"])
run(1 ms)
END
"$NNC" units.nn && ./units --progress=none || failed=1
grep -q '"variable": "leak", "unit": "nA", "si_factor": 1e-09' units.out/run.json || { echo "leak has no unit"; failed=1; }
grep -q '"variable": "rate", "unit": "1/ms", "si_factor": 1000' units.out/run.json || { echo "rate has no unit"; failed=1; }

# Files and tools.
expect 4 'cannot read none.nn: No such file' none.nn
expect 4 'cannot read .: Is a directory' .
expect 4 'did you mean the command check' chekc
expect 5 'limit-memory' check ring.nn --limit-memory=100000
expect 5 'NNC0503' check ring.nn --limit-steps=1

printf 'param   n=3\n' > untidy.nn
expect 1 'NNC0704' fmt --check untidy.nn
expect 0 '' fmt untidy.nn
expect 0 '' fmt --check untidy.nn
grep -qx 'param n = 3' untidy.nn || { echo "not formatted:"; cat untidy.nn; failed=1; }
printf 'x  =  1\n' | "$NNC" fmt - > output && grep -qx 'x = 1' output || { echo "fmt - failed"; failed=1; }
# Each random value of a class has a number of its own, which is a byte.
{
    echo 'cell C:'; echo '    state x = 0'; echo '    whenever t > 0 ms:'
    awk 'BEGIN { for (k = 0; k < 257; k++) print "        x += random.uniform(0, 1)" }'
    printf 'p = Population(1, C(), label="p")\np.record("x")\nrun(1 ms)\n'
} > draws.nn
expect 1 'error.NNC0802.: C draws more than 256 random values' draws.nn --emit=c -o draws.c

# What the runtime has no place for is said, not passed over.
cat > source.nn <<'END'
source Decays:
    state x = 1
    dx/dt = -x/(5 ms)
    on start: x = 2
    current i = x*1 nA
p = Population(1, IF_curr_exp(), label="p")
p.inject(Decays())
p.record("v")
run(1 ms)
END
expect 1 'error.NNC0802.: a source cannot have an equation of a state: `Decays` has no cells' source.nn --emit=c -o source.c
expect 1 'error.NNC0802.: a source cannot have an action: `Decays`' source.nn --emit=c -o source.c
exit $failed
