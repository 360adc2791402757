/* Parameters that a host sets cell by cell: with numbers for each cell the spikes are those with one for all, until one changes. */
#include <nnc.h>
#include <stdio.h>
#include <string.h>

static const char model[] = "cells = Population(70, IF_cond_exp(i_offset=1.0), label=\"cells\")\n"
                            "cells.initialize(v=RandomDistribution(\"uniform\", (-65, -55)))\n"
                            "Projection(cells, cells, FixedProbabilityConnector(0.1), "
                            "StaticSynapse(weight=0.002, delay=1.0))\n";

static NncSession *open_model(const char *const *each)
{
    NncSession *s = nnc_session_new(NULL);
    nnc_session_load_text(s, "cells.nn", model, strlen(model));
    for (; *each; each++)
        nnc_session_each_cell(s, *each);
    return s;
}

static NncSimulation *simulate(const char *const *each)
{
    NncSession *s = open_model(each);
    NncSimulation *sim = nnc_jit(s, NULL);
    if (!sim)
        fprintf(stderr, "%s\n", nnc_session_error(s));
    nnc_session_free(s);
    return sim;
}

static const char *const none[] = {NULL};
static const char *const some[] = {"cells.v_thresh", "cells.tau_m", "cells.tau_syn_E", NULL};

static bool same_spikes(void)
{
    NncSimulation *a = simulate(none), *b = simulate(some);
    NncSpikes x, y;
    const bool same = a && b && nnc_simulation_advance_to(a, 100) &&
                      nnc_simulation_advance_to(b, 100) && nnc_simulation_spikes(a, 0, &x) &&
                      nnc_simulation_spikes(b, 0, &y) && x.n > 100 && x.n == y.n &&
                      !memcmp(x.times, y.times, x.n * sizeof *x.times) &&
                      !memcmp(x.cells, y.cells, x.n * sizeof *x.cells);
    nnc_simulation_free(a);
    nnc_simulation_free(b);
    return same;
}

/* Cell 7 has its threshold below where it starts, cells beside it do not spike in that step. */
static bool one_cell(void)
{
    NncSimulation *sim = simulate(some);
    NncSpikes spikes;
    const bool good = sim && nnc_simulation_set(sim, 0, "v", NNC_ALL_CELLS, -60) &&
                      nnc_simulation_set(sim, 0, "v_thresh", 7, -62) &&
                      nnc_simulation_set(sim, 0, "tau_m", 8, 1) && nnc_simulation_advance(sim, 1) &&
                      nnc_simulation_spikes(sim, 0, &spikes) && spikes.n == 1 &&
                      spikes.cells[0] == 7;
    double v[70] = {0};
    const bool moved = good && nnc_simulation_read(sim, 0, "v", v) && v[8] < v[9] - 0.1;
    nnc_simulation_free(sim);
    return moved;
}

static bool refused(const char *name, const char *text)
{
    const char *const each[] = {name, NULL};
    NncSession *s = open_model(each);
    NncDiagnostic d;
    const bool good = !nnc_jit(s, NULL) && strstr(nnc_session_error(s), text) &&
                      nnc_session_diagnostic(s, 0, &d) && d.help && strstr(d.help, "did you mean");
    nnc_session_free(s);
    return good;
}

static bool shared(void)
{
    NncSimulation *sim = simulate(none);
    const bool good = sim && !nnc_simulation_set(sim, 0, "v_thresh", 7, -62) &&
                      strstr(nnc_simulation_error(sim), "share one 'v_thresh'") &&
                      nnc_simulation_set(sim, 0, "v_thresh", NNC_ALL_CELLS, -62);
    nnc_simulation_free(sim);
    return good;
}

int main(void)
{
    const struct {
        const char *what;
        bool good;
    } all[] = {
        {"the same spikes", same_spikes()},
        {"one cell changed", one_cell()},
        {"a wrong parameter", refused("cells.v_tresh", "cells has no parameter 'v_tresh'")},
        {"a wrong label", refused("cell.v_thresh", "'cell.v_thresh' is no parameter")},
        {"one for all", shared()},
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        printf("%s: %s\n", all[i].what, all[i].good ? "well" : "failed");
        failed += !all[i].good;
    }
    return failed ? 1 : 0;
}
