#!/bin/sh
# What is in a model, as text and as JSON; folders of imports.
. "$(dirname "$0")/expect.sh"

mkdir shared
cat > shared/cells.nn <<'END'
cell Leaky:
    """Leaks."""
    param tau = 10 ms, n = 2
    state v = -65 mV
    receptor excitatory = CurrExp(tau_syn=5 ms)
    dv/dt = (-65 mV - v)/tau + i_syn/(1 nF)
    when v > -50 mV:
        spike
        v = -65 mV
END
cat > main.nn <<'END'
from cells import Leaky
setup(timestep=0.2)
param g: ms = 3 "a time"
one = Population(7, Leaky(tau=12 ms), label="one")
Projection(one, one, FixedProbabilityConnector(0.5), StaticSynapse(weight=0.1, delay=1 ms), receptor_type="excitatory", label="loop")
one.record("spikes")
one.record("v", sampling_interval=2 ms)
run(10 ms)
END

cat > cell.nml <<'END'
<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d">
  <izhikevich2007Cell id="iz" v0="-60mV" C="100pF" k="0.7nS_per_mV" vr="-60mV" vt="-40mV" vpeak="35mV" a="0.03per_ms" b="-2nS" c="-50mV" d="100pA"/>
  <spikeGenerator id="sg" period="20ms"/>
</neuroml>
END
expect 0 '^    state     v : mV = v0$' info cell.nml
expect 0 '^    state     tsince : ms = 0$' info cell.nml
expect 0 '^    variable  iMemb : nA$' info cell.nml
expect 1 'cells.nn beside the program or in a folder of -I' info main.nn
expect 1 'no module' main.nn --emit=ir -I nowhere
expect 0 '^population one: 7 of Leaky$' info main.nn -I shared
expect 0 '^param g : ms = 3ms    a time$' info main.nn -I shared
expect 0 'state  *v : mV = -65mV' info main.nn -Ishared
expect 0 '"schema": "nnc-info-1"' info main.nn --include=shared --json -D g=1
"$NNC" info main.nn -I shared -o main.txt && grep -qx 'population one: 7 of Leaky' main.txt || { echo "info wrote no main.txt"; failed=1; }
"$NNC" info main.nn -I nowhere -I shared --json -D g=1 > info.json || failed=1
for line in '"main.nn",' '"shared/cells.nn"' '"timestep_ms": 0.2' '"doc": "Leaks."' \
    '{"name": "tau", "type": "ms", "default": 10}' \
    '{"name": "n", "type": "1", "default": 2}' \
    '{"name": "v", "type": "mV", "initial": -65}' \
    '{"name": "excitatory", "direction": "in", "receptor": "CurrExp"}' \
    '{"name": "spike", "direction": "out"}' \
    '{"name": "one", "model": "Leaky", "size": 7}' \
    '"pre": "one", "post": "one", "port": "excitatory"' \
    '"event": "spike"}' '"variable": "v", "interval_ms": 2}'; do
    grep -qF "$line" info.json || { echo "info.json lacks $line"; failed=1; }
done
check "-D is no file" -z "$(grep -e '-D g' info.json)"
expect 0 '^main: main.nn shared/cells.nn$' main.nn -I shared --emit=deps -D g=1

"$NNC" main.nn -I shared --emit=json > ir.json || failed=1
for line in '"schema": "nnc-ir-1"' '"name": "Leaky", "role": "cell", "stage": "structured", "doc": "Leaks."' \
    '{"item": "d", "name": "v", "value": "(-65mV - %v)/%tau + %i_syn/1nF"}' '{"do": "assign", "name": "v", "value": "-65mV"}' \
    '{"name": "one", "model": "Leaky", "size": "int(7)"' '{"do": "run", "value": "10ms"'; do
    grep -qF "$line" ir.json || { echo "ir.json lacks $line"; failed=1; }
done
if command -v python3 > /dev/null; then
    for file in info.json ir.json; do
        python3 -c 'import json, sys; json.load(open(sys.argv[1]))' $file || failed=1
    done
fi
exit $failed
