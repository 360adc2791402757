/* A simulation that another program steps: opened, advanced, finished. Values are in stepper_values.c, events in
   stepper_events.c. */
#include "runtime/stepper_data.h"

#include "runtime/caught.h"
#include "runtime/kept.h"
#include "runtime/numbers.h"
#include "runtime/periodic.h"
#include "runtime/sent.h"
#include "runtime/time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

static bool add_word(nnrt_stepper *x, const char *word)
{
    const size_t size = strlen(word) + 1;
    char *copy = malloc(size);
    if (!copy)
        return nnrt_error_memory(&x->error);
    x->words[x->n_words++] = memcpy(copy, word, size);
    return true;
}

/* Behind the name of the program, as on a command line. */
static bool copy_words(nnrt_stepper *x, const char *const *words, uint32_t n)
{
    x->words = calloc((size_t)n + 2, sizeof *x->words);
    if (!x->words)
        return nnrt_error_memory(&x->error);
    bool good = add_word(x, x->sim.program->name);
    for (uint32_t i = 0; good && i < n; i++)
        good = add_word(x, words[i]);
    return good;
}

/* Options of a program that its host has no use for. */
static bool refuse_options(nnrt_stepper *x)
{
    const nnrt_options *o = &x->options;
    const char *name = o->help          ? "--help"
                       : o->version     ? "--version"
                       : o->list_params ? "--list-params"
                       : o->has_t       ? "--t"
                       : o->progress    ? "--progress"
                                        : NULL;
    const bool folder = o->format || o->save_connections;
    if (name)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "%s: the host steps this simulation, it has no such option", name);
    return !folder || o->out ||
           nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                          "--format and --save-connections need a folder for the results (-o)");
}

/* ---- opening ---- */

static bool make(nnrt_stepper *x)
{
    nnrt_sim *s = &x->sim;
    return nnrt_sim_make(s) && nnrt_caught_make(s) && nnrt_sent_make(s) &&
           (!x->host.keep || nnrt_kept_make(s));
}

/* What the script says before it runs; the rest is left out, which the host is told. */
static bool prepare(nnrt_stepper *x)
{
    const nnrt_action *left;
    if (!nnrt_schedule_prepare(&x->sim, &left))
        return false;
    if (left)
        nnrt_sim_warn(&x->sim, "%s: what the script does after its first run is left out",
                      left->where ? left->where : x->sim.program->name);
    return true;
}

static bool open_all(nnrt_stepper *x, const nnrt_program *p, const char *const *words, uint32_t n)
{
    nnrt_sim *s = &x->sim;
    x->opened = nnrt_results_now();
    *s = (nnrt_sim){.program = p, .options = &x->options, .host = &x->host, .error = &x->error};
    s->progress.mode = NNRT_PROGRESS_NONE;
    if (!nnrt_program_fits(p, &x->error) || !copy_words(x, words, n) ||
        !nnrt_options_read(&x->options, (int)x->n_words, x->words, &x->error) ||
        !refuse_options(x) || !make(x))
        return false;
    x->results = (nnrt_results){.sim = s, .argc = (int)x->n_words, .argv = x->words};
    if (x->options.out && !nnrt_results_open(&x->results))
        return false;
    x->results.constructed = nnrt_results_now() - x->opened;
    return prepare(x);
}

nnrt_stepper *nnrt_stepper_open(const nnrt_program *p, const char *const *words, uint32_t n_words,
                                const nnrt_host *host, nnrt_error *e)
{
    nnrt_stepper *x = calloc(1, sizeof *x);
    if (!x) {
        nnrt_error_memory(e);
        return NULL;
    }
    if (host)
        x->host = *host;
    x->numbers = nnrt_numbers_make();
    const locale_t before = uselocale(x->numbers);
    const bool good = x->numbers ? open_all(x, p, words, n_words) : nnrt_error_memory(&x->error);
    uselocale(before);
    if (good)
        return x;
    *e = x->fault = x->error;
    nnrt_stepper_free(x);
    return NULL;
}

int nnrt_hand_over(const nnrt_program *p, int argc, char **argv)
{
    (void)argc;
    *(const nnrt_program **)(void *)argv = p;
    return 0;
}

/* ---- the end ---- */

static bool close_results(nnrt_stepper *x)
{
    nnrt_sim *s = &x->sim;
    x->error = x->fault;
    const bool good = nnrt_results_save_connections(&x->results) && nnrt_clock_end_segment(s);
    nnrt_results_close(&x->results);
    return good && !x->error.exit_code;
}

bool nnrt_stepper_finish(nnrt_stepper *x)
{
    const bool open = !x->ended && x->sim.spool;
    x->ended = true;
    if (!open)
        return true;
    const locale_t before = uselocale(x->numbers);
    const bool good = close_results(x);
    uselocale(before);
    return good;
}

void nnrt_stepper_free(nnrt_stepper *x)
{
    if (!x)
        return;
    nnrt_stepper_finish(x);
    if (x->sim.program)
        nnrt_sim_free(&x->sim);
    nnrt_results_free(&x->results);
    nnrt_options_free(&x->options);
    for (uint32_t i = 0; x->words && i < x->n_words; i++)
        free(x->words[i]);
    free(x->words);
    if (x->numbers)
        freelocale(x->numbers);
    free(x);
}

const nnrt_error *nnrt_stepper_error(const nnrt_stepper *x)
{
    return &x->error;
}

bool nnrt_steppable_goes_on(nnrt_stepper *x)
{
    if (x->fault.exit_code)
        x->error = x->fault;
    return !x->fault.exit_code;
}

/* ---- time ---- */

/* What it took is told with the results, where there are any. */
static bool run_timed(nnrt_stepper *x, int64_t until)
{
    if (!x->sim.spool)
        return nnrt_periodic_run(&x->sim, until);
    const double started = nnrt_results_now(), begun = nnrt_results_cpu();
    const bool good = nnrt_periodic_run(&x->sim, until);
    x->results.ran += nnrt_results_now() - started;
    x->results.busy += nnrt_results_cpu() - begun;
    return good;
}

static bool run_to(nnrt_stepper *x, int64_t until)
{
    if (x->ended)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "the simulation has been finished");
    if (!nnrt_steppable_goes_on(x))
        return false;
    x->error = (nnrt_error){0};
    const locale_t before = uselocale(x->numbers);
    const bool good = run_timed(x, until);
    uselocale(before);
    if (!good)
        x->fault = x->error;
    return good;
}

bool nnrt_stepper_advance(nnrt_stepper *x, uint64_t steps)
{
    if (steps > (uint64_t)(INT64_MAX / 4 - x->sim.k))
        return nnrt_error_set(&x->error, NNRT_EXIT_LIMIT, "%llu are too many steps",
                              (unsigned long long)steps);
    return run_to(x, x->sim.k + (int64_t)steps);
}

bool nnrt_stepper_advance_to(nnrt_stepper *x, double ms)
{
    const int64_t until = nnrt_steps(ms, x->sim.dt).k;
    if (isnan(ms))
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "NaN is no time");
    if (!isfinite(ms) || until > INT64_MAX / 4)
        return nnrt_error_set(&x->error, NNRT_EXIT_LIMIT, "a time of %.12g ms cannot be reached",
                              ms);
    if (until < x->sim.k)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "a time of %.12g ms is over, it is %.12g ms already", ms,
                              nnrt_stepper_time(x));
    return run_to(x, until);
}

uint64_t nnrt_stepper_steps(const nnrt_stepper *x)
{
    return (uint64_t)x->sim.k;
}

double nnrt_stepper_time(const nnrt_stepper *x)
{
    const nnrt_grid grid = nnrt_grid_of(x->sim.dt);
    return nnrt_grid_time(&grid, x->sim.k);
}

double nnrt_stepper_dt(const nnrt_stepper *x)
{
    return x->sim.dt;
}

/* ---- the table ---- */

const nnrt_stepper_calls nnrt_stepper_table = {
#define STEPPER(name) .name = nnrt_stepper_##name,
#include "runtime/stepper.def"
#undef STEPPER
};
