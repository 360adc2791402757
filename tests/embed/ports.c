/* Events of several ports of a cell, as a host takes them. */
#include <math.h>
#include <nnc.h>
#include <stdio.h>
#include <string.h>

/* Cell i spikes each 1 + i/2 ms, and sends to `done` each 2.5 + i/2 ms; nobody records `never`. */
static const char text[] = "cell Two:\n"
                           "    event done\n"
                           "    event never\n"
                           "    param d = 0\n"
                           "    state a = 0\n"
                           "    state b = 0\n"
                           "    da/dt = 1 /ms\n"
                           "    db/dt = 1 /ms\n"
                           "    when a > 0.95 + d: spike; a = 0\n"
                           "    when b > 2.45 + d: send to done; b = 0\n"
                           "    when b > 100: send to never\n"
                           "setup(timestep=0.1 ms)\n"
                           "q = Population(1, IF_curr_exp(), label='q')\n"
                           "p = Population(2, Two(d=[0, 0.5]), label='p')\n"
                           "q.record('spikes')\n"
                           "p[0].record(['done', 'a'])\n";

static int failures;

static void check(bool good, const char *what)
{
    if (good)
        return;
    printf("%s\n", what);
    failures++;
}

static void report(void *context, const NncDiagnostic *d)
{
    (void)context;
    printf("%u: %s %s\n", d->line, d->code, d->message);
}

static NncSimulation *compile(void)
{
    const NncOptions options = {.size = sizeof options, .report = report};
    const NncSimulationOptions run = {.size = sizeof run};
    NncSession *s = nnc_session_new(&options);
    NncSimulation *sim =
        s && nnc_session_load_text(s, "ports.nn", text, strlen(text)) ? nnc_jit(s, &run) : NULL;
    nnc_session_free(s);
    return sim;
}

static bool is_event(const NncSpikes *s, size_t i, double time, uint32_t cell)
{
    return i < s->n && fabs(s->times[i] - time) < 1e-9 && s->cells[i] == cell;
}

static void list(NncSimulation *sim, uint32_t p, uint32_t q)
{
    check(nnc_simulation_outputs(sim, p) == 2, "two ports of p are kept");
    check(!strcmp(nnc_simulation_output(sim, p, 0), "spike"), "the first is spike");
    check(!strcmp(nnc_simulation_output(sim, p, 1), "done"), "the second is done");
    check(!nnc_simulation_output(sim, p, 2), "there is no third");
    check(nnc_simulation_outputs(sim, q) == 1, "one port of q is kept");
    check(nnc_simulation_outputs(sim, 7) == 0, "there is no object 7");
}

static void take(NncSimulation *sim, uint32_t p)
{
    NncSpikes done, spikes;
    check(nnc_simulation_advance_to(sim, 5), "5 ms");
    check(nnc_simulation_events(sim, p, "done", &done), "events of done");
    check(done.n == 3 && is_event(&done, 0, 2.5, 0) && is_event(&done, 1, 3, 1) &&
              is_event(&done, 2, 5, 0),
          "events of done, of all cells");
    check(nnc_simulation_events(sim, p, "done", &done) && done.n == 0, "they are taken once");
    check(nnc_simulation_spikes(sim, p, &spikes) && spikes.n == 8, "spikes beside them");
    check(nnc_simulation_events(sim, p, "spike", &spikes) && spikes.n == 0,
          "which have a name too");
    check(nnc_simulation_advance_to(sim, 6) && nnc_simulation_events(sim, p, "done", &done) &&
              done.n == 1 && is_event(&done, 0, 6, 1),
          "events since the last call");
    check(nnc_simulation_watch(sim, p, false) && nnc_simulation_advance_to(sim, 10) &&
              nnc_simulation_events(sim, p, "done", &done) && done.n == 0,
          "nothing is kept of what is not watched");
}

static void refuse(NncSimulation *sim, uint32_t p, uint32_t q)
{
    NncSpikes spikes;
    check(!nnc_simulation_events(sim, p, "never", &spikes) &&
              strstr(nnc_simulation_error(sim), "the model does not record them"),
          "a port that is not recorded");
    check(!nnc_simulation_events(sim, p, "nothing", &spikes) &&
              strstr(nnc_simulation_error(sim), "no output 'nothing' of p"),
          "a port that is not there");
    check(!nnc_simulation_events(sim, q, "done", &spikes), "a port of other cells");
    check(nnc_simulation_exit_code(sim) == 2, "its exit code");
}

int main(void)
{
    NncSimulation *sim = compile();
    if (!sim) {
        printf("the model is not compiled\n");
        return 1;
    }
    const uint32_t p = nnc_simulation_find(sim, "p"), q = nnc_simulation_find(sim, "q");
    list(sim, p, q);
    take(sim, p);
    refuse(sim, p, q);
    nnc_simulation_free(sim);
    return failures != 0;
}
