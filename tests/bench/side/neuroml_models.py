"""Documents of NeuroML2 of any size: a cell of Hodgkin and Huxley, networks of it, cells of many channels."""

CELL = """  <ionChannelHH id="leak" conductance="10pS"/>
  <ionChannelHH id="sodium" conductance="10pS">
    <gateHHrates id="m" instances="3">
      <forwardRate type="HHExpLinearRate" rate="1per_ms" midpoint="-40mV" scale="10mV"/>
      <reverseRate type="HHExpRate" rate="4per_ms" midpoint="-65mV" scale="-18mV"/>
    </gateHHrates>
    <gateHHrates id="h" instances="1">
      <forwardRate type="HHExpRate" rate="0.07per_ms" midpoint="-65mV" scale="-20mV"/>
      <reverseRate type="HHSigmoidRate" rate="1per_ms" midpoint="-35mV" scale="10mV"/>
    </gateHHrates>
  </ionChannelHH>
  <ionChannelHH id="potassium" conductance="10pS">
    <gateHHrates id="n" instances="4">
      <forwardRate type="HHExpLinearRate" rate="0.1per_ms" midpoint="-55mV" scale="10mV"/>
      <reverseRate type="HHExpRate" rate="0.125per_ms" midpoint="-65mV" scale="-80mV"/>
    </gateHHrates>
  </ionChannelHH>
  <cell id="hh">
    <morphology id="shape">
      <segment id="0" name="soma">
        <proximal x="0" y="0" z="0" diameter="17.841242"/>
        <distal x="0" y="0" z="0" diameter="17.841242"/>
      </segment>
      <segmentGroup id="soma_group"><member segment="0"/></segmentGroup>
    </morphology>
    <biophysicalProperties id="properties">
      <membraneProperties>
        <channelDensity id="leaks" ionChannel="leak" condDensity="3.0 S_per_m2" erev="-54.3mV" ion="non_specific"/>
        <channelDensity id="sodiums" ionChannel="sodium" condDensity="120.0 mS_per_cm2" erev="50.0 mV" ion="na"/>
        <channelDensity id="potassiums" ionChannel="potassium" condDensity="360 S_per_m2" erev="-77mV" ion="k"/>
        <spikeThresh value="-20mV"/>
        <specificCapacitance value="1.0 uF_per_cm2"/>
        <initMembPotential value="-65mV"/>
      </membraneProperties>
      <intracellularProperties><resistivity value="0.03 kohm_cm"/></intracellularProperties>
    </biophysicalProperties>
  </cell>
"""
SYNAPSE = '  <expTwoSynapse id="synapse" gbase="0.5nS" erev="0mV" tauRise="1ms" tauDecay="5ms"/>\n'


def pulses(kinds, period=17):
    """Inputs with different amplitudes."""
    return "".join(f'  <pulseGenerator id="pulse{k}" delay="{5 + k % period}ms" duration="80ms" amplitude="{0.07 + 0.002 * k:g}nA"/>\n'
                   for k in range(kinds))


def population(cells, label="cells"):
    instances = "".join(f'      <instance id="{i}"><location x="{i % 97}.5" y="{i % 89}.25" z="{i % 83}"/></instance>\n'
                        for i in range(cells))
    return f'    <population id="{label}" component="hh" type="populationList" size="{cells}">\n{instances}    </population>\n'


def ends(number, cells):
    """Pairs of different cells, the same each time."""
    state = 12345
    for _ in range(number):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        pre = (state >> 33) % cells
        yield pre, (pre + 1 + (state >> 13) % (cells - 1)) % cells


def projection(number, cells, label="cells"):
    rows = "".join(f'      <connectionWD id="{k}" preCellId="../{label}/{i}/hh" postCellId="../{label}/{j}/hh" '
                   f'weight="{0.5 + k % 11 / 10:g}" delay="{1 + k % 7 / 2:g}ms"/>\n' for k, (i, j) in enumerate(ends(number, cells)))
    return (f'    <projection id="projection" presynapticPopulation="{label}" postsynapticPopulation="{label}" synapse="synapse">\n'
            f"{rows}    </projection>\n")


def inputs(cells, kinds, label="cells"):
    """Cell i gets input i modulo `kinds`."""
    return "".join(f'    <inputList id="inputs{k}" component="pulse{k}" population="{label}">\n' +
                   "".join(f'      <input id="{i}" target="../{label}/{i}/hh" destination="synapses"/>\n' for i in range(k, cells, kinds)) +
                   "    </inputList>\n" for k in range(kinds))


def network(cells, connections, kinds=1, driven=None):
    """A document of NeuroML2: `driven` cells get inputs, all where it is None."""
    return ('<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="document">\n' + CELL + SYNAPSE + pulses(kinds) + '  <network id="net">\n' +
            population(cells) + (projection(connections, cells) if connections else "") +
            inputs(cells if driven is None else driven, kinds) + "  </network>\n</neuroml>\n")


def simulation(include, length="100ms", step="0.025ms", cells=0, label="cells", traces=0):
    """A document of LEMS that runs `include`, and writes the spikes of its first `cells`, the potentials of its first `traces` cells."""
    columns = "".join(f'      <OutputColumn id="v{i}" quantity="{label}/{i}/hh/v"/>\n' for i in range(traces))
    spikes = "".join(f'      <EventSelection id="{i}" select="{label}/{i}/hh" eventPort="spike"/>\n' for i in range(cells))
    return ('<Lems>\n  <Target component="run"/>\n  <Include file="Cells.xml"/>\n  <Include file="Networks.xml"/>\n'
            f'  <Include file="Simulation.xml"/>\n  <Include file="{include}"/>\n'
            f'  <Simulation id="run" length="{length}" step="{step}" target="net">\n' +
            (f'    <EventOutputFile id="spikes" fileName="spikes.dat" format="TIME_ID">\n{spikes}    </EventOutputFile>\n' if spikes else "") +
            (f'    <OutputFile id="traces" fileName="traces.dat">\n{columns}    </OutputFile>\n' if columns else "") +
            "  </Simulation>\n</Lems>\n")


def long_cell(segments):
    """A document of one cell that is a chain of segments."""
    chain = "".join(f'      <segment id="{i}" name="s{i}"><parent segment="{i - 1}"/><distal x="{i}" y="1{i % 10}" z="0" diameter="1"/></segment>\n'
                    for i in range(1, segments))
    return ('<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="document">\n' +
            CELL.replace("      <segmentGroup", chain + "      <segmentGroup") + "</neuroml>\n")


def channel(k):
    return f"""  <ionChannelHH id="channel{k}" conductance="10pS">
    <notes>One of many, with numbers of its own</notes>
    <gateHHrates id="m" instances="3">
      <forwardRate type="HHExpLinearRate" rate="{1 + k / 1000:g}per_ms" midpoint="-40mV" scale="10mV"/>
      <reverseRate type="HHExpRate" rate="4per_ms" midpoint="-65mV" scale="-18mV"/>
    </gateHHrates>
    <gateHHtauInf id="h" instances="1">
      <timeCourse type="fixedTimeCourse" tau="{2 + k / 100:g}ms"/>
      <steadyState type="HHSigmoidVariable" rate="1" midpoint="-60mV" scale="-7mV"/>
    </gateHHtauInf>
  </ionChannelHH>
"""


def large_model(channels, cell_channels=10):
    """A document of LEMS with its model: cells with so many channels each."""
    text = ['<Lems>\n  <Target component="run"/>\n  <Include file="NeuroML2CoreTypes.xml"/>\n  <Include file="Simulation.xml"/>\n', CELL]
    text += [channel(k) for k in range(channels)]
    cells = [range(k, min(k + cell_channels, channels)) for k in range(0, channels, cell_channels)]
    for number, own in enumerate(cells):
        densities = "".join(f'        <channelDensity id="d{k}" ionChannel="channel{k}" condDensity="0.1 mS_per_cm2" erev="-70mV" ion="k"/>\n' for k in own)
        text.append(CELL[CELL.index("  <cell "):].replace('id="hh"', f'id="cell{number}"').replace("        <spikeThresh", densities + "        <spikeThresh"))
    text.append('  <network id="net">\n' + "".join(f'    <population id="p{k}" component="cell{k}" size="1"/>\n' for k in range(len(cells))) +
                '  </network>\n  <Simulation id="run" length="10ms" step="0.025ms" target="net"/>\n</Lems>\n')
    return "".join(text)
