/* Two cells in a loop with a machine: the host reads how often they fire, moves a lever by it, and feeds the position back as a
   current. Prints the spikes.

       cc loop.c -o loop $(pkg-config --cflags --libs nnc) */
#include <nnc.h>
#include <stdio.h>
#include <string.h>

static const char model[] =
    "cells = Population(2, IF_curr_exp(tau_m=20, i_offset=[0.8, 0.0]), label=\"cells\")\n"
    "cells.initialize(v=-65 mV)\n"
    "Projection(cells[0:1], cells[1:2], AllToAllConnector(),\n"
    "           StaticSynapse(weight=3.0, delay=1 ms), receptor_type=\"excitatory\")\n";

static void report(void *context, const NncDiagnostic *d)
{
    (void)context;
    fprintf(stderr, "%s:%u:%u: %s: %s\n", d->file ? d->file : "loop", d->line, d->column, d->code,
            d->message);
}

/* The model as a simulation; NULL where something is wrong, which `report` has said. */
static NncSimulation *compile(void)
{
    const char *words[] = {"--dt", "0.1ms", "--seed", "1"};
    const NncOptions options = {.size = sizeof options, .report = report};
    const NncSimulationOptions run = {.size = sizeof run, .words = words, .n_words = 4};
    NncSession *s = nnc_session_new(&options);
    NncSimulation *sim =
        s && nnc_session_load_text(s, "loop.nn", model, strlen(model)) ? nnc_jit(s, &run) : NULL;
    nnc_session_free(s);
    return sim;
}

/* One millisecond: the cells run, and the machine moves. */
static bool turn(NncSimulation *sim, uint32_t cells, double *position)
{
    NncSpikes spikes;
    if (!nnc_simulation_advance(sim, 10) || !nnc_simulation_spikes(sim, cells, &spikes))
        return false;
    *position *= 0.95;
    for (size_t i = 0; i < spikes.n; i++) {
        printf("%.1f ms: cell %u\n", spikes.times[i], spikes.cells[i]);
        *position += 0.1;
    }
    return nnc_simulation_set(sim, cells, "i_offset", 0, 1.2 - *position);
}

int main(void)
{
    NncSimulation *sim = compile();
    if (!sim)
        return 1;
    const uint32_t cells = nnc_simulation_find(sim, "cells");
    double position = 0, v[2];
    bool good = true;
    while (good && nnc_simulation_time(sim) < 200)
        good = turn(sim, cells, &position);
    if (good && nnc_simulation_read(sim, cells, "v", v))
        printf("at the end: lever at %.2f, v %.2f and %.2f mV\n", position, v[0], v[1]);
    else
        fprintf(stderr, "%s\n", nnc_simulation_error(sim));
    nnc_simulation_free(sim);
    return good ? 0 : 1;
}
