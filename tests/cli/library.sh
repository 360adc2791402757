#!/bin/sh
# Models as libraries for other programs: objects, headers, and what is refused.
. "$(dirname "$0")/expect.sh"

cat > net.nn <<'END'
param g: nA = 2 "a weight */"
param n = 3
cell Adapting:
    param tau = 10 ms
    state v = 0 mV
    receptor exc = CurrExp(tau_syn=5 ms)
    i = v*(2 nS)
    dv/dt = -v/tau + (i_syn + i_inj)/(1 nF)
    event done
    when v > 5 mV:
        spike
        send to done
        v = 0 mV
a = Population(n, Adapting(), label="new */ cells")
b = Population(2, Adapting(tau=[1, 2]), label="new    cells")
Projection(a, b, AllToAllConnector(), StaticSynapse(weight=g, delay=1 ms), receptor_type="exc")
b.record("i")
b.inject(DCSource(amplitude=0.1 nA))
END
"$NNC" net.nn --emit=header --library=net -o net.h || failed=1
for line in '   --set     g                            nA      a weight \* /' '   --set     n                            1' \
    '    /\* Cells of Adapting, "new \* / cells":' '    /\* 2 cells of Adapting, "new    cells":' \
    '       parameter tau                          ms      one for all cells' '       parameter tau                          ms' \
    '       state     v                            mV' '       computed  i                            nA' \
    "       port      exc                          nA      of its events' weights" \
    '       sends     spike                        nnc_simulation_spikes' \
    '       sends     done                         nnc_simulation_events, where the model records them' \
    '    NET_NEW____CELLS = 0,' '    NET_NEW____CELLS_2 = 1,' '       parameter amplitude                    nA      one for all cells'; do
    grep -qx "$line" net.h || { echo "the header has no line '$line':"; cat net.h; failed=1; }
done
printf '#include <stddef.h>\ntypedef int NncModel(int, char **);\ntypedef struct NncSimulation NncSimulation;typedef struct O NncSimulationOptions;\n%s\n' \
    'NncSimulation *nnc_simulation_open(unsigned, NncModel *, const NncSimulationOptions *, char *, size_t);' > nnc_model.h
echo '#include "net.h"' | ${CC:-cc} -x c -std=c11 -Wall -Wextra -pedantic -Werror -DNNC_ABI_VERSION=1 -I. -fsyntax-only - || failed=1

expect 0 '' net.nn --emit=obj --codegen=c --library=net -o net.o
expect 2 'NNC0717.: a library is an object file and its header$' net.nn --library=net -o sim
expect 2 'NNC0717.: a header needs the name that its functions begin with$' net.nn --emit=header
expect 2 "NNC0717.: '2net' cannot begin the names of functions$" net.nn --emit=header --library=2net
expect 2 "NNC0717.: 'a b' cannot begin" net.nn --emit=obj --library='a b' -o net.o
expect 2 "NNC0717.: 'nnc_a' cannot begin" net.nn --emit=obj --library=nnc_a -o net.o
expect 4 'what the C compiler makes is not written to standard output$' net.nn --emit=obj --codegen=c
printf 'cell A:\n    state v = 0 mV\n' > none.nn
expect 1 'nothing to simulate: the file makes no population' none.nn --emit=header --library=none
exit "$failed"
