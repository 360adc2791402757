/* A program from its command line to its exit code: options, construction, the experiment, the
   results. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/sim.h"

#include "runtime/couple.h"
#include "runtime/decimal.h"
#include "runtime/estimate.h"
#include "runtime/history.h"
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/output/finish.h"
#include "runtime/periodic.h"
#include "runtime/prompt.h"
#include "runtime/provenance.h"
#include "runtime/signals.h"
#include "runtime/streams.h"
#include "runtime/turns.h"
#include "runtime/turns_cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct session { /* one call of nnrt_main */
    const nnrt_program *program;
    int argc;
    char **argv;
    nnrt_options options;
    nnrt_error error;
    nnrt_sim sim;
    char dir[4096];
    char *provenance;
    double constructed, ran; /* wall seconds */
    double busy;             /* CPU seconds of all threads while it ran */
} session;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static int tell(const nnrt_error *e)
{
    fprintf(stderr, "error: %s\n", e->text);
    return e->exit_code;
}

/* ---- what the program says about itself ---- */

static int finish_stdout(nnrt_error *e)
{
    if (!fflush(stdout) && !ferror(stdout))
        return NNRT_EXIT_OK;
    nnrt_error_set(e, NNRT_EXIT_IO, "cannot write to stdout");
    return tell(e);
}

static int describe(session *x)
{
    if (x->options.help)
        nnrt_options_help(x->program, stdout);
    else if (x->options.version)
        printf("%s, compiled by %s from %s\n", x->program->name, x->program->compiler,
               x->program->source_hash);
    else
        nnrt_options_list(x->program, stdout);
    return finish_stdout(&x->error);
}

/* ---- construction ---- */

/* Methods were chosen for the step that the model names; this is the one that it is run with. */
static bool stable_step(const nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_class *c = s->program->populations[i].cls;
        for (uint32_t q = 0; q < c->n_step_limits; q++) {
            const nnrt_step_limit *l = &c->step_limits[q];
            if (s->dt > l->most)
                return nnrt_error_set(
                    s->error, NNRT_EXIT_MODEL,
                    "%s: %s is not stable for `%s` of %s at a step of %.12g ms, it is up to %.3g "
                    "ms; compile the model with setup(timestep=%.12g ms) for a method that fits",
                    l->where, l->method, l->state, c->name, s->dt, l->most, s->dt);
        }
    }
    return true;
}

static bool set_up(session *x)
{
    nnrt_sim *s = &x->sim;
    s->program = x->program;
    s->options = &x->options;
    s->error = &x->error;
    s->threads = x->program->in_turn ? 1 : x->options.threads;
    s->dt = 0.1;
    s->seed = x->options.has_seed ? x->options.seed : 1;
    nnrt_memory_init(&s->memory, x->options.limit_memory, &x->error);
    if (!nnrt_params_make(s))
        return false;
    s->dt = x->options.has_dt ? x->options.dt
                              : nnrt_sim_value(s, x->program->timestep, "timestep", "", 0.1);
    if (!(s->dt > 0) || isinf(s->dt))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "a time step of %.12g ms (--dt)", s->dt);
    if (!stable_step(s))
        return false;
    const double seed = nnrt_sim_value(s, x->program->seed, "seed", "", 1);
    if (!(seed >= 0 && seed < 18446744073709551616.0) || seed != floor(seed))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "a seed of %.17g (--seed)", seed);
    if (!x->options.has_seed)
        s->seed = (uint64_t)seed;
    s->initialized = nnrt_memory_take(&s->memory, x->program->n_actions, sizeof *s->initialized,
                                      "the experiment");
    s->periodic =
        nnrt_memory_take(&s->memory, x->program->n_actions, sizeof *s->periodic, "the experiment");
    return s->initialized && s->periodic;
}

static void warn_clipped(const nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].clipped)
            fprintf(stderr, "warning: %s: %llu delays of %s were below one step and are one step\n",
                    s->projections[i].def->where, (unsigned long long)s->projections[i].clipped,
                    s->projections[i].def->label);
}

static bool construct(session *x)
{
    nnrt_sim *s = &x->sim;
    if (!set_up(x) || !nnrt_schedule_plan(s) || !nnrt_populations_make(s) || !nnrt_views_make(s) ||
        !nnrt_inputs_make(s) || !nnrt_settings_check(s) || !nnrt_projections_make(s) ||
        !nnrt_prompt_make(s) || !nnrt_turns_make(s) || !nnrt_rings_make(s) ||
        !nnrt_histories_make(s) || !nnrt_couplings_make(s) || !nnrt_turns_cells_make(s) ||
        !nnrt_record_make(s))
        return false;
    warn_clipped(s);
    return true;
}

/* ---- results ---- */

static bool folder_of(session *x)
{
    const char *name = x->program->name;
    const int n = x->options.out ? snprintf(x->dir, sizeof x->dir, "%s", x->options.out)
                                 : snprintf(x->dir, sizeof x->dir, "%s.out", name);
    if (n < 0 || (size_t)n >= sizeof x->dir)
        return nnrt_error_set(&x->error, NNRT_EXIT_IO, "the name of the output folder is too long");
    x->sim.dir = x->dir;
    return true;
}

static char *provenance_of(session *x)
{
    const nnrt_program *p = x->program;
    nnrt_parameter_value *values = calloc(p->n_params + 1, sizeof *values);
    if (!values)
        return NULL;
    for (uint32_t i = 0; i < p->n_params; i++) {
        double native;
        memcpy(&native, (char *)x->sim.params + p->params[i].offset, sizeof native);
        values[i] = (nnrt_parameter_value){p->params[i].name, p->params[i].unit,
                                           nnrt_param_shown(&p->params[i], native)};
    }
    const nnrt_provenance provenance = {.compiler = p->compiler,
                                        .model_hash = p->source_hash,
                                        .argc = x->argc,
                                        .argv = x->argv,
                                        .parameters = values,
                                        .n_parameters = p->n_params,
                                        .precision = p->single ? "single" : "double",
                                        .seed = x->sim.seed,
                                        .dt = x->sim.dt,
                                        .threads = x->sim.threads};
    char *text = nnrt_provenance_text(&provenance);
    free(values);
    return text;
}

static bool open_output(session *x)
{
    if (!folder_of(x) || (x->options.format && !nnrt_formats_check(x->options.format, &x->error)) ||
        !nnrt_outdir_prepare(x->dir, NULL, &x->error))
        return false;
    x->provenance = provenance_of(x);
    if (!x->provenance)
        return nnrt_error_memory(&x->error);
    x->sim.spool = nnrt_spool_open(x->dir, NULL, &x->sim.recording, x->provenance, &x->error);
    return x->sim.spool;
}

static const char *status_of(const session *x)
{
    if (x->sim.interrupted)
        return "interrupted";
    if (x->error.exit_code == NNRT_EXIT_NUMERIC)
        return "stopped";
    return x->error.exit_code ? "failed" : "complete";
}

static int exit_code_of(const session *x)
{
    if (x->error.exit_code)
        return x->error.exit_code;
    return x->sim.interrupted ? nnrt_signals_exit_code(x->sim.interrupted) : NNRT_EXIT_OK;
}

static char *result_of(const session *x)
{
    const nnrt_sim *s = &x->sim;
    const uint32_t n = s->program->n_populations;
    nnrt_population_count *counts = calloc(n + 1, sizeof *counts);
    if (!counts)
        return NULL;
    const nnrt_grid grid = nnrt_grid_of(s->dt);
    nnrt_result result = {.status = status_of(x),
                          .exit_code = exit_code_of(x),
                          .message = x->error.exit_code ? x->error.text : NULL,
                          .simulated = nnrt_grid_time(&grid, s->total_steps),
                          .construct_seconds = x->constructed,
                          .run_seconds = x->ran,
                          .run_cpu_seconds = x->busy,
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
static void close_output(session *x)
{
    nnrt_error e = {0};
    nnrt_error *first = x->error.exit_code ? &e : &x->error;
    char *result = result_of(x);
    const bool closed = nnrt_spool_close(x->sim.spool, result, first);
    free(result);
    if (!closed)
        return;
    const nnrt_finish_options finish = {.formats = x->options.format,
                                        .library = x->program->library,
                                        .h5 = asks_for_h5(x->program)};
    nnrt_finish_output(x->dir, &finish, first);
}

/* ---- the run ---- */

static bool save_connections(session *x)
{
    for (uint32_t i = 0; x->options.save_connections && i < x->program->n_projections; i++) {
        char name[512], path[sizeof x->dir + sizeof name];
        nnrt_file_name(x->program->projections[i].label, name, sizeof name - 20);
        const int n = snprintf(path, sizeof path, "%s/%s.connections.csv", x->dir, name);
        if (n < 0 || !nnrt_connections_save(&x->sim, i, path))
            return false;
    }
    return true;
}

static void close_progress(nnrt_sim *s)
{
    const nnrt_progress_state state = nnrt_clock_progress(s, (double)s->total_steps * s->dt);
    nnrt_progress_close(&s->progress, &state);
}

static void run(session *x)
{
    nnrt_sim *s = &x->sim;
    const double started = now(), begun = cpu_seconds();
    nnrt_progress_open(&s->progress, x->options.progress, STDERR_FILENO);
    if (nnrt_estimate_recording(s, x->dir) && nnrt_schedule_run(s))
        save_connections(x);
    nnrt_clock_end_segment(s);
    x->ran = now() - started;
    x->busy = cpu_seconds() - begun;
    close_progress(s);
    close_output(x);
}

static void free_all(session *x)
{
    nnrt_sim *s = &x->sim;
    nnrt_record_free(s);
    nnrt_rings_free(s);
    nnrt_histories_free(s);
    nnrt_couplings_free(s);
    nnrt_projections_free(s);
    nnrt_inputs_free(s);
    nnrt_views_free(s);
    nnrt_prompt_free(s);
    nnrt_turns_free(s);
    nnrt_turns_cells_free(s);
    nnrt_populations_free(s);
    nnrt_memory_give(&s->memory, s->initialized);
    nnrt_memory_give(&s->memory, s->periodic);
    nnrt_memory_give(&s->memory, s->params);
    free(x->provenance);
}

static int simulate(session *x)
{
    const double started = now();
    nnrt_signals_install();
    if (construct(x) && open_output(x)) {
        x->constructed = now() - started;
        run(x);
    }
    if (x->error.exit_code)
        tell(&x->error);
    const int code = exit_code_of(x);
    free_all(x);
    return code ? code : finish_stdout(&x->error);
}

int nnrt_main(const nnrt_program *p, int argc, char **argv)
{
    session *x = calloc(1, sizeof *x);
    if (!x) {
        fputs("error: out of memory\n", stderr);
        return NNRT_EXIT_LIMIT;
    }
    x->program = p;
    x->argc = argc;
    x->argv = argv;
    int code;
    if (p->abi != NNRT_ABI) {
        nnrt_error_set(&x->error, NNRT_EXIT_INTERNAL,
                       "the program was compiled for another runtime (%u, this is %u)", p->abi,
                       NNRT_ABI);
        code = tell(&x->error);
    } else if (!nnrt_options_read(&x->options, argc, argv, &x->error)) {
        code = tell(&x->error);
    } else if (x->options.help || x->options.version || x->options.list_params) {
        code = describe(x);
    } else {
        code = simulate(x);
    }
    nnrt_options_free(&x->options);
    free(x);
    return code;
}
