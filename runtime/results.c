/* The results of a run: the folder, what they come from, the spool, and the files that are made of it. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/results.h"

#include "runtime/decimal.h"
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/output/finish.h"
#include "runtime/provenance.h"
#include "runtime/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double nnrt_results_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double nnrt_results_cpu(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static bool folder_of(nnrt_results *r)
{
    nnrt_sim *s = r->sim;
    const char *out = s->options->out;
    const int n =
        snprintf(r->dir, sizeof r->dir, "%s%s", out ? out : s->program->name, out ? "" : ".out");
    if (n < 0 || (size_t)n >= sizeof r->dir)
        return nnrt_error_set(s->error, NNRT_EXIT_IO, "the name of the output folder is too long");
    s->dir = r->dir;
    return true;
}

static char *provenance_of(nnrt_results *r)
{
    const nnrt_program *p = r->sim->program;
    nnrt_parameter_value *values = calloc(p->n_params + 1, sizeof *values);
    if (!values)
        return NULL;
    for (uint32_t i = 0; i < p->n_params; i++) {
        double native;
        memcpy(&native, (char *)r->sim->params + p->params[i].offset, sizeof native);
        values[i] = (nnrt_parameter_value){p->params[i].name, p->params[i].unit,
                                           nnrt_param_shown(&p->params[i], native)};
    }
    const nnrt_provenance provenance = {.compiler = p->compiler,
                                        .model_hash = p->source_hash,
                                        .argc = r->argc,
                                        .argv = r->argv,
                                        .parameters = values,
                                        .n_parameters = p->n_params,
                                        .precision = p->single ? "single" : "double",
                                        .maths = p->fast ? "fast" : "precise",
                                        .seed = r->sim->seed,
                                        .dt = r->sim->dt,
                                        .threads = r->sim->threads};
    char *text = nnrt_provenance_text(&provenance);
    free(values);
    return text;
}

bool nnrt_results_open(nnrt_results *r)
{
    nnrt_sim *s = r->sim;
    const char *formats = s->options->format;
    if (!folder_of(r) || (formats && !nnrt_formats_check(formats, s->error)) ||
        !nnrt_outdir_prepare(r->dir, NULL, s->error))
        return false;
    r->provenance = provenance_of(r);
    if (!r->provenance)
        return nnrt_error_memory(s->error);
    s->spool = nnrt_spool_open(r->dir, NULL, &s->recording, r->provenance, s->error);
    return s->spool;
}

bool nnrt_results_save_connections(nnrt_results *r)
{
    const nnrt_sim *s = r->sim;
    for (uint32_t i = 0; s->options->save_connections && i < s->program->n_projections; i++) {
        char name[512], path[sizeof r->dir + sizeof name];
        nnrt_file_name(s->program->projections[i].label, name, sizeof name - 20);
        const int n = snprintf(path, sizeof path, "%s/%s.connections.csv", r->dir, name);
        if (n < 0 || !nnrt_connections_save(r->sim, i, path))
            return false;
    }
    return true;
}

static const char *status_of(const nnrt_sim *s)
{
    if (s->interrupted)
        return "interrupted";
    if (s->error->exit_code == NNRT_EXIT_NUMERIC)
        return "stopped";
    return s->error->exit_code ? "failed" : "complete";
}

int nnrt_sim_exit_code(const nnrt_sim *s)
{
    if (s->error->exit_code)
        return s->error->exit_code;
    return s->interrupted ? nnrt_signals_exit_code(s->interrupted) : NNRT_EXIT_OK;
}

static char *result_of(const nnrt_results *r)
{
    const nnrt_sim *s = r->sim;
    const uint32_t n = s->program->n_populations;
    nnrt_population_count *counts = calloc(n + 1, sizeof *counts);
    if (!counts)
        return NULL;
    const nnrt_grid grid = nnrt_grid_of(s->dt);
    nnrt_result result = {.status = status_of(s),
                          .exit_code = nnrt_sim_exit_code(s),
                          .message = s->error->exit_code ? s->error->text : NULL,
                          .simulated = nnrt_grid_time(&grid, s->total_steps),
                          .construct_seconds = r->constructed,
                          .run_seconds = r->ran,
                          .run_cpu_seconds = r->busy,
                          .populations = counts,
                          .n_populations = n};
    for (uint32_t i = 0; i < n; i++)
        counts[i] = (nnrt_population_count){s->populations[i].def->label, s->populations[i].n,
                                            s->n_spikes[i]};
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        result.synapses += s->projections[i].n;
    char *text = nnrt_result_text(&result);
    free(counts);
    return text;
}

static bool asks_for_h5(const nnrt_program *p)
{
    for (uint32_t i = 0; i < p->n_actions; i++)
        if (p->actions[i].kind == NNRT_WRITE && !strcmp(p->actions[i].format, "h5"))
            return true;
    return false;
}

/* The state of the run stays an error of the run, also when closing works. */
void nnrt_results_close(nnrt_results *r)
{
    nnrt_sim *s = r->sim;
    nnrt_error e = {0};
    nnrt_error *first = s->error->exit_code ? &e : s->error;
    char *result = result_of(r);
    const bool closed = nnrt_spool_close(s->spool, result, first);
    s->spool = NULL;
    free(result);
    if (!closed)
        return;
    const nnrt_finish_options finish = {.formats = s->options->format,
                                        .library = s->program->library,
                                        .quiet = s->host != NULL,
                                        .h5 = asks_for_h5(s->program)};
    nnrt_finish_output(r->dir, &finish, first);
}

void nnrt_results_free(nnrt_results *r)
{
    free(r->provenance);
}
