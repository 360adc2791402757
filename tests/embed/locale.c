/* A host with a decimal comma gets the numbers of any other: locale NAME FOLDER compiles and steps a model in that locale and
   prints what it got with a decimal point; results as CSV go to the folder. */
#include <locale.h>
#include <nnc.h>
#include <stdio.h>
#include <string.h>

static const char model[] =
    "cell Leaky:\n    param tau = 12.5 ms\n    state v = 0.25 mV\n"
    "    dv/dt = (20.5 mV - v)/tau\n    when v > 15.5 mV:\n        spike\n"
    "        v = 0.125 mV\ncells = Population(2, Leaky(), label=\"cells\")\n"
    "cells.record(\"v\", sampling_interval=0.5 ms)\n";

static bool keeps_point_of(const char *name)
{
    return !strcmp(localeconv()->decimal_point, strcmp(name, "C") ? "," : ".");
}

static NncSimulation *simulate(const char *folder, NncSession *s)
{
    const char *words[] = {"--dt", "0.05ms", "--format", "csv,npz", "-o", folder};
    const NncSimulationOptions o = {.size = sizeof o, .words = words, .n_words = 6};
    return nnc_session_load_text(s, "leaky.nn", model, sizeof model - 1) ? nnc_jit(s, &o) : NULL;
}

/* The spikes as integers of 1/1000 ms, whatever the locale of this program. */
static bool step(NncSimulation *sim, double tau)
{
    NncSpikes spikes;
    if (!nnc_simulation_set(sim, 0, "tau", 1, tau) || !nnc_simulation_advance_to(sim, 80.5) ||
        !nnc_simulation_spikes(sim, 0, &spikes))
        return false;
    for (size_t i = 0; i < spikes.n; i++)
        printf("%.0f us: %u\n", 1000 * spikes.times[i], spikes.cells[i]);
    return spikes.n && nnc_simulation_finish(sim);
}

int main(int argc, char **argv)
{
    double tau = 0;
    if (argc < 3 || !setlocale(LC_ALL, argv[1]) || !keeps_point_of(argv[1]))
        return 2;
    NncSession *s = nnc_session_new(NULL);
    nnc_session_each_cell(s, "cells.tau");
    NncSimulation *sim = simulate(argv[2], s);
    const bool good = sim && nnc_quantity("0.0105 s", "ms", &tau) && step(sim, tau);
    if (!good)
        fprintf(stderr, "%s\n", sim ? nnc_simulation_error(sim) : nnc_session_error(s));
    nnc_simulation_free(sim);
    nnc_session_free(s);
    return good && keeps_point_of(argv[1]) ? 0 : 1;
}
