/* Eight threads compile four models each, right and wrong ones in turn, and check and print them; with the argument `run` they
   simulate the right ones, too, and all get the same spikes. */
#include <nnc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 4 };

typedef struct Model {
    const char *name, *text, *code; /* code: of the first error, or NULL */
} Model;

static const Model models[ROUNDS] = {
    {"driven.nn",
     "cells = Population(20, IF_cond_exp(i_offset=RandomDistribution(\"uniform\", (0.2, 1.2))), "
     "label=\"cells\")\n"
     "Projection(cells, cells, FixedProbabilityConnector(0.2), StaticSynapse(weight=0.003, "
     "delay=1.5))\n",
     NULL},
    {"units.nn", "cell A:\n    state v = 1 mV\n    dv/dt = -v/(10 mV)\np = Population(2, A())\n",
     "NNC0203"},
    {"own.nn",
     "cell A:\n    param tau = 10 ms\n    state v = 0 mV\n    dv/dt = (20 mV - v)/tau\n"
     "    when v > 15 mV:\n        spike\n        v = 0 mV\np = Population(3, A(), "
     "label=\"cells\")\n",
     NULL},
    {"text.nn", "cell A(:\n    state v\n", NULL}, /* any error will do */
};

typedef struct Job {
    pthread_t thread;
    bool run, good;
    double last[ROUNDS]; /* time of the last spike, by model */
    size_t spikes[ROUNDS];
} Job;

static bool compile(NncSession *s, const Model *m)
{
    size_t size;
    return nnc_session_load_text(s, m->name, m->text, strlen(m->text)) && nnc_session_check(s) &&
           nnc_session_print(s, NNC_FORM_C, &size) && size > 1000;
}

static bool simulate(Job *job, size_t k, NncSession *s)
{
    NncSimulation *sim = nnc_jit(s, NULL);
    NncSpikes spikes = {0};
    const bool good = sim && nnc_simulation_advance_to(sim, 100) &&
                      nnc_simulation_spikes(sim, 0, &spikes) && spikes.n > 0;
    if (good) {
        job->spikes[k] = spikes.n;
        job->last[k] = spikes.times[spikes.n - 1];
    }
    nnc_simulation_free(sim);
    return good;
}

static bool try_model(Job *job, size_t k)
{
    NncSession *s = nnc_session_new(NULL);
    NncDiagnostic d;
    bool good = s != NULL;
    const bool right = k % 2 == 0, compiled = good && compile(s, &models[k]);
    if (good && right)
        good = compiled && nnc_session_errors(s) == 0 && (!job->run || simulate(job, k, s));
    else if (good)
        good = !compiled && nnc_session_exit_code(s) == 1 && nnc_session_diagnostic(s, 0, &d) &&
               (!models[k].code || !strcmp(d.code, models[k].code));
    nnc_session_free(s);
    return good;
}

static void *work(void *context)
{
    Job *job = context;
    job->good = true;
    for (size_t k = 0; k < ROUNDS; k++)
        job->good &= try_model(job, k);
    return NULL;
}

int main(int argc, char **argv)
{
    static Job jobs[THREADS];
    bool good = true;
    for (int t = 0; t < THREADS; t++) {
        jobs[t].run = argc > 1 && !strcmp(argv[1], "run");
        if (pthread_create(&jobs[t].thread, NULL, work, &jobs[t]) != 0)
            return 2;
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(jobs[t].thread, NULL);
        good &= jobs[t].good && !memcmp(jobs[t].spikes, jobs[0].spikes, sizeof jobs[t].spikes) &&
                !memcmp(jobs[t].last, jobs[0].last, sizeof jobs[t].last);
    }
    printf("%d threads, %d models: %s, %zu spikes\n", THREADS, ROUNDS, good ? "well" : "failed",
           jobs[0].spikes[0]);
    return good ? 0 : 1;
}
