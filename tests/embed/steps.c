/* Runs a model as a host does and prints the spikes of all populations: steps MODEL MS PIECE [OPTION...]. PIECE: steps by call,
   1 more from call to call. A line is `label time cell`, the time as the bits of a double. */
#include <inttypes.h>
#include <math.h>
#include <nnc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void report(void *context, const NncDiagnostic *d)
{
    (void)context;
    fprintf(stderr, "%s:%u: %s %s\n", d->file ? d->file : "-", d->line, d->code, d->message);
}

static NncSimulation *compile(const char *path, char *const *words, size_t n)
{
    const NncOptions options = {.size = sizeof options, .report = report};
    const NncSimulationOptions run = {
        .size = sizeof run, .words = (const char *const *)words, .n_words = n};
    NncSession *s = nnc_session_new(&options);
    NncSimulation *sim = s && nnc_session_load_file(s, path) ? nnc_jit(s, &run) : NULL;
    nnc_session_free(s);
    return sim;
}

static bool print_spikes(NncSimulation *sim)
{
    NncObject o;
    NncSpikes spikes;
    for (uint32_t i = 0; i < nnc_simulation_objects(sim); i++) {
        if (!nnc_simulation_object(sim, i, &o))
            return false;
        if (o.is_input)
            continue;
        if (!nnc_simulation_spikes(sim, i, &spikes))
            return false;
        for (size_t k = 0; k < spikes.n; k++) {
            uint64_t bits;
            memcpy(&bits, &spikes.times[k], sizeof bits);
            printf("%s %016" PRIx64 " %" PRIu32 "\n", o.label, bits, spikes.cells[k]);
        }
    }
    return true;
}

/* All that is listed can be read, and what is not computed is in a buffer, with the same numbers. */
static bool read_all(NncSimulation *sim)
{
    enum { MOST = 10000 };
    static double values[MOST];
    NncObject o;
    NncValue v;
    NncBuffer b;
    for (uint32_t i = 0; i < nnc_simulation_objects(sim); i++)
        for (uint32_t k = 0; nnc_simulation_object(sim, i, &o) && k < o.n_values; k++) {
            if (o.size > MOST || !nnc_simulation_value(sim, i, k, &v) ||
                !nnc_simulation_read(sim, i, v.name, values))
                return false;
            if (v.kind == NNC_COMPUTED)
                continue;
            if (!nnc_simulation_buffer(sim, i, v.name, &b) || b.count != o.size)
                return false;
            const double first = b.type == NNC_F64 ? *(const double *)b.data : 0;
            if (b.type == NNC_F64 &&
                fabs((first - b.offset) / b.scale - values[0]) > 1e-12 * fabs(values[0]))
                return false;
        }
    return true;
}

static bool step(NncSimulation *sim, double end, uint64_t piece)
{
    const double dt = nnc_simulation_timestep(sim);
    while (nnc_simulation_time(sim) + (double)piece * dt < end) {
        if (!nnc_simulation_advance(sim, piece++) || !print_spikes(sim))
            return false;
    }
    return nnc_simulation_advance_to(sim, end) && print_spikes(sim) && read_all(sim) &&
           nnc_simulation_finish(sim);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    NncSimulation *sim = compile(argv[1], argv + 4, (size_t)argc - 4);
    if (!sim)
        return 1;
    const bool good = step(sim, atof(argv[2]), strtoull(argv[3], NULL, 10));
    if (!good)
        fprintf(stderr, "%s\n", nnc_simulation_error(sim));
    const int code = nnc_simulation_exit_code(sim);
    nnc_simulation_free(sim);
    return good ? 0 : code;
}
