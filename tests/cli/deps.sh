#!/bin/sh
# The files that were read, for make and ninja: all of them, whatever they are called, each once; a file that goes away.
. "$(dirname "$0")/expect.sh"

odd='a $b#c\ d:e'
mkdir -p "$odd" inc
printf 'cell A:\n    state v = 0 mV\n    dv/dt = 1 mV/ms\n' > "$odd/first.nn"
printf 'import deep\ndef size():\n    return deep.N\n' > "inc/sizes.nn"
printf 'N = 3\n' > inc/deep.nn
cat > "$odd/main.nn" <<'END'
from first import A
import sizes
from first import A
p = Population(sizes.size(), A(), label="p")
p.record("v")
run(1 ms)
END

# everything is there, also by LLVM and for each form
"$NNC" "$odd/main.nn" -I inc --emit=deps -o out > rule || failed=1
for file in 'first.nn' 'main.nn' 'inc/sizes.nn' 'inc/deep.nn'; do
    [ "$(head -n 1 rule | grep -o "$file" | wc -l)" = 1 ] || { echo "the rule does not have $file once: $(cat rule)"; failed=1; }
done
"$NNC" "$odd/main.nn" -I inc --emit=kernel -MD -MF kernel.d -o out || failed=1
cmp rule kernel.d || failed=1
if "$NNC" "$odd/main.nn" -I inc --emit=llvm -MD -MF llvm.d -o out 2> output; then
    cmp rule llvm.d || failed=1
    "$NNC" "$odd/main.nn" -I inc --codegen=llvm -MD -MF llvm.d -o out && cmp rule llvm.d || failed=1
elif ! grep -q NNC0710 output; then
    cat output
    failed=1
fi

# what it includes, and the files of the documents
cat > doc.xml <<'END'
<Lems><Target component="sim"/><Include file="NeuroML2CoreTypes.xml"/><Include file="Simulation.xml"/><Include file="inc/net.xml"/>
<Simulation id="sim" length="1ms" step="0.1ms" target="net"/></Lems>
END
printf '<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d"><include href="cell.nml"/><network id="net"><population id="p" component="c" size="1"/></network></neuroml>\n' > inc/net.xml
printf '<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="c"><iafTauCell id="c" leakReversal="-50mV" thresh="-55mV" reset="-70mV" tau="30ms"/></neuroml>\n' > inc/cell.nml
expect 0 '^doc: doc.xml inc/net.xml inc/cell.nml$' doc.xml --emit=deps -o doc

# run TOOL FILE: the tool makes made.ir (a line in log) where something is newer.
made() { wc -l < log | tr -d ' '; }
run() {
    "$1" -f "$2" made.ir > output 2>&1 || { cat output; failed=1; }
}
cat > Makefile <<'END'
made.ir:
	"$(NNC)" 'a $$b#c\ d:e/main.nn' -I inc --emit=ir -o made.ir -MD
	echo >> log
-include made.ir.d
END
cat > build.ninja <<'END'
rule nnc
  command = "$$NNC" $in -I inc --emit=ir -o $out -MD && echo >> log
  depfile = $out.d
build made.ir: nnc a$ $$b#c\$ d$:e/main.nn
END
export NNC
for tool in make ninja; do
    command -v $tool > /dev/null || continue
    file=build.ninja
    [ $tool = ninja ] || file=Makefile
    rm -f made.ir made.ir.d log
    run $tool $file && run $tool $file
    [ "$(made)" = 1 ] || { echo "$tool: not once, but $(made) times: $(cat made.ir.d)"; failed=1; }
    for import in "$odd/first.nn" inc/deep.nn; do
        sleep 0.02
        touch "$import"
        run $tool $file
    done
    [ "$(made)" = 3 ] || { echo "$tool: touched imports made it $(made) times, not 3: $(cat made.ir.d)"; failed=1; }
    mv inc/deep.nn inc/kept.nn && sed 's/deep/kept/g' inc/sizes.nn > new && mv new inc/sizes.nn
    run $tool $file
    [ "$(made)" = 4 ] || { echo "$tool: an import that was renamed: made $(made) times, not 4"; failed=1; }
    mv inc/kept.nn inc/deep.nn && sed 's/kept/deep/g' inc/sizes.nn > new && mv new inc/sizes.nn
done
exit "$failed"
