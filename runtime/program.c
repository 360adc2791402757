/* A program from its command line to its exit code: options, construction, the experiment, the
   results. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/estimate.h"
#include "runtime/results.h"
#include "runtime/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct session { /* one call of nnrt_main */
    const nnrt_program *program;
    nnrt_options options;
    nnrt_error error;
    nnrt_sim sim;
    nnrt_results results;
} session;

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

/* ---- the run ---- */

static void close_progress(nnrt_sim *s)
{
    const nnrt_progress_state state = nnrt_clock_progress(s, (double)s->total_steps * s->dt);
    nnrt_progress_close(&s->progress, &state);
}

static void run(session *x)
{
    nnrt_sim *s = &x->sim;
    nnrt_results *r = &x->results;
    const double started = nnrt_results_now(), begun = nnrt_results_cpu();
    nnrt_progress_open(&s->progress, x->options.progress, STDERR_FILENO);
    if (nnrt_estimate_recording(s, r->dir) && nnrt_schedule_run(s))
        nnrt_results_save_connections(r);
    nnrt_clock_end_segment(s);
    r->ran = nnrt_results_now() - started;
    r->busy = nnrt_results_cpu() - begun;
    close_progress(s);
    nnrt_results_close(r);
}

static int simulate(session *x)
{
    const double started = nnrt_results_now();
    nnrt_signals_install();
    if (nnrt_sim_make(&x->sim) && nnrt_results_open(&x->results)) {
        x->results.constructed = nnrt_results_now() - started;
        run(x);
    }
    if (x->error.exit_code)
        tell(&x->error);
    const int code = nnrt_sim_exit_code(&x->sim);
    nnrt_sim_free(&x->sim);
    nnrt_results_free(&x->results);
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
    x->sim = (nnrt_sim){.program = p, .options = &x->options, .error = &x->error};
    x->results = (nnrt_results){.sim = &x->sim, .argc = argc, .argv = argv};
    int code;
    if (!nnrt_program_fits(p, &x->error) ||
        !nnrt_options_read(&x->options, argc, argv, &x->error)) {
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
