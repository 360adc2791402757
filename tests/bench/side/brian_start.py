"""A model of `./dev bench start` in Brian 2, for one step: brian_start.py hello|coba runtime|standalone FOLDER."""
import sys

from brian2 import Network, NeuronGroup, SpikeMonitor, Synapses, defaultclock, ms, mV, prefs, set_device


def hello():
    cells = NeuronGroup(10, "dv/dt = (24*mV - v)/(20*ms) : volt (unless refractory)", threshold="v > 15*mV", reset="v = 0*mV",
                        refractory=2*ms, method="exact")
    return [cells, SpikeMonitor(cells)]


def coba():
    cells = NeuronGroup(4000, """dv/dt = ((-60*mV - v) + ge*(0*mV - v) + gi*(-80*mV - v) + 20*mV)/(20*ms) : volt (unless refractory)
                                 dge/dt = -ge/(5*ms) : 1
                                 dgi/dt = -gi/(10*ms) : 1""", threshold="v >= -50*mV", reset="v = -60*mV", refractory=5*ms,
                        method="exponential_euler")
    cells.v = "-60*mV + 10*mV*rand()"
    network = [cells, SpikeMonitor(cells)]
    for source, variable, weight in ((cells[:3200], "ge", 0.4), (cells[3200:], "gi", 5.1)):
        synapses = Synapses(source, cells, on_pre=f"{variable} += {weight}")
        synapses.connect(p=0.02)
        network.append(synapses)
    return network


def main(model, mode, where):
    if mode == "standalone":
        set_device("cpp_standalone", directory=where)
        prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native"]
    defaultclock.dt = 0.1*ms
    Network({"hello": hello, "coba": coba}[model]()).run(0.1*ms)


if __name__ == "__main__":
    main(*sys.argv[1:])
