#!/bin/sh
# nnc test: models run as their tests say, spikes are found and judged, mistakes in tests are told.
. "$(dirname "$0")/expect.sh"

mkdir -p models/cells temporary
TMPDIR=$place/temporary
export TMPDIR
cat > models/saw.nml << 'END'
<neuroml id="saw">
  <ComponentType name="saw" extends="baseSpikingCell">
    <Parameter name="period" dimension="time"/><Exposure name="x" dimension="none"/>
    <Dynamics>
      <StateVariable name="x" dimension="none" exposure="x"/>
      <TimeDerivative variable="x" value="1/period"/>
      <OnCondition test="x .gt. 0.9999"><StateAssignment variable="x" value="0"/><EventOut port="spike"/></OnCondition>
    </Dynamics>
  </ComponentType>
</neuroml>
END
cat > models/cells/LEMS_saw.xml << 'END'
<Lems>
<Target component="sim"/>
<Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Simulation.xml"/><Include file="../saw.nml"/>
<saw id="ten" period="10ms"/><saw id="seven" period="7ms"/>
<network id="net"><population id="a" component="ten" size="1"/><population id="b" component="seven" size="1"/></network>
<Simulation id="sim" length="45ms" step="0.1ms" target="net">
  <OutputFile id="o" fileName="results/saw.dat"><OutputColumn id="a" quantity="a[0]/x"/><OutputColumn id="b" quantity="b[0]/x"/></OutputFile>
  <EventOutputFile id="e" fileName="../saw.spikes" format="TIME_ID">
    <EventSelection id="3" select="a[0]" eventPort="spike"/><EventSelection id="4" select="b[0]" eventPort="spike"/>
  </EventOutputFile>
</Simulation>
</Lems>
END
cat > models/saw.mep << 'END'
system: saws   # a comment
experiments:
  half way: {expected: {spike times: [5.1, 15.1,
    25.1, 35.1]}}      # 45.1 is behind the end
  peaks:
    expected:
      spike times:
      - 6.9
      - 13.9
      - 20.9
      - 27.9
      - 34.9
      - 41.9
  events:
    expected:
      spike times: [0.01, 0.02, 0.03, 0.04]
      "spike rate": 100
      resting: 0.5
END
cat > good.omt << 'END'
---
target: models/cells/LEMS_saw.xml
engine: 'jNeuroML'
mep: models/saw.mep
experiments:
  half way:
    observables:
      spike times:
        file:
          path: models/cells/results/saw.dat
          columns: [0, 1]
          scaling: [1000, 1]
        spike detection: {method: threshold, threshold: 0.505}
        tolerance: 0
  peaks:
    observables:
      spike times:
        file: {path: "models/cells/results/saw.dat", columns: [0, 2], scaling: 1000, header: 1}
        spike detection:
          method: derivative
        tolerance: 0.001
  events:
    observables:
      spike times:
        spiketimes file: {path: models/saw.spikes, format: TIME_ID, id: 3}
        tolerance: 0
      spike rate:
        spiketimes file: {path: models/saw.spikes, format: TIME_ID, ids: 3.0}
        tolerance: 0
      resting:
        file: {path: models/cells/results/saw.dat}
        average last: 2
        tolerance: 0.02
END
expect 0 'ok    half way: spike times: 4, largest deviation .* (0.5 % allowed)' test good.omt
for words in 'ok    peaks: spike times: 6, ' 'ok    events: spike times: 4, ' 'ok    events: spike rate: 1, ' \
    'ok    events: resting: 1, .*(2 % allowed)' '^good.omt$'; do
    grep -q "$words" output || { echo "'$words' is not in:"; cat output; failed=1; }
done
check "results are left behind" ! -e models/cells/results
check "the temporary folder is left behind" -z "$(ls temporary)"

# One compilation serves several tests of a target; one that only has to run; targets of other programs are left out.
printf 'target: models/cells/LEMS_saw.xml\n' > runs.omt
printf 'target: saw.hoc\nengine: NEURON\n' > other.omt
sed 's/35.1/35.5/; s/6.9/6.95/' models/saw.mep > bad.mep
sed 's/models.saw.mep/bad.mep/' good.omt > bad.omt
sed 's/15.1,/15.1, 20,/' models/saw.mep > more.mep
sed 's/models.saw.mep/more.mep/; s/columns: .0, 2./columns: [0, 7]/; s/saw.spikes, format: TIME_ID, id: 3/none.spikes/' good.omt > more.omt
expect 1 'FAIL  half way: spike times: 4, largest deviation 1.13 % at 35.5 (0.5 % allowed)' test runs.omt other.omt bad.omt more.omt
for words in 'ok    it runs' 'left out: other.omt, whose target saw.hoc is for NEURON' 'FAIL  peaks: .*at 6.95 (0.5 %' \
    'FAIL  half way: spike times: 4 instead of 5' "bad.omt:8:7" "NNC0917.: 'spike times' of 'half way' is not as expected" \
    'line 2: the line has not so many columns' 'the model has written no models/none.spikes'; do
    grep -q "$words" output || { echo "'$words' is not in:"; cat output; failed=1; }
done
expect 0 'ok    half way: .*(2 % allowed)' test --tolerance '2 %' bad.omt
expect 1 'FAIL  half way: .*(0 % allowed)' test --tolerance published bad.omt
expect 1 "NNC0916.: --tolerance is a number from 0 to 1, a percentage or .published., not 'x'" test --tolerance x bad.omt

# What cannot be read or judged.
wrong() {
    pattern=$1
    shift
    sed "$@" good.omt > wrong.omt
    expect 1 "$pattern" test wrong.omt
}
wrong "wrong.omt:8:7" 's/      spike times:$/      spike time:/'
grep -q "did you mean 'spike times'" output || { cat output; failed=1; }
wrong "'colour' cannot be judged" 's/      spike rate:$/      colour:/'
wrong "NNC0916.: 'half way' stands here twice" 's/  peaks:/  half way:/'
wrong "expects no 'spike times' of 'half day'" 's/half way/half day/'
wrong "indentation is by blanks" 's/^  peaks:/	peaks:/'
wrong "a comma or the closing bracket is missing" 's/columns: .0, 1./columns: [0, 1/'
wrong "the quotes are not closed" "s/'jNeuroML'/'jNeuroML/"
wrong "this form of YAML is not read here" "s/'jNeuroML'/\&a jNeuroML/"
wrong "'tolerance' must be a number" 's/tolerance: 0$/tolerance: small/'
wrong "not by 'peak'" 's/method: derivative/method: peak/'
wrong "needs 'spike detection'" '/spike detection: {/d'
wrong "'scaling' must be two numbers" 's/scaling: 1000/scaling: [1, 2, 3]/'
wrong "the test names no target" '/^target/d'
wrong "names an .mep file" '/^mep/d'
wrong "cannot read models/cells/none.xml" 's/LEMS_saw/none/'
wrong "NNC0917.: 'models/cells/none.xml' does not run" 's/LEMS_saw/none/'
wrong "nothing may stand behind this value" "s/'jNeuroML'/'jNeuroML' twice/"
wrong "a colon is missing" 's/^engine.*/engine/'
wrong "this line is indented as none before it" 's/^mep/   mep/'
sed 's/average last/averge last/' good.omt > warned.omt
expect 0 "nothing reads 'averge last'" test warned.omt
expect 4 'cannot read none.omt' test none.omt
expect 2 '' test
exit $failed
