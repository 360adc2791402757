/* The experiment: actions in source order; runs between them. */
#include "runtime/sim.h"

#include "runtime/decimal.h"
#include "runtime/outdir.h"
#include "runtime/periodic.h"
#include "runtime/request.h"
#include "runtime/streams.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double action_value(const nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_sim_value(s, a->rule, a->purpose ? a->purpose : "action", "", 0);
}

static double run_time(const nnrt_sim *s, const nnrt_action *a)
{
    return s->options->has_t ? s->options->t : action_value(s, a);
}

/* ---- runs ---- */

bool nnrt_schedule_check(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_actions; i++) {
        const nnrt_action *a = &s->program->actions[i];
        if ((a->kind == NNRT_SAVE || a->kind == NNRT_WRITE) && !nnrt_request_check(s, a))
            return false;
    }
    return true;
}

bool nnrt_schedule_plan(nnrt_sim *s)
{
    uint32_t runs = 0;
    double segment = 0;
    s->planned = 0;
    for (uint32_t i = 0; i < s->program->n_actions; i++) {
        const nnrt_action *a = &s->program->actions[i];
        if (a->kind == NNRT_RESET) {
            s->planned += segment;
            segment = 0;
        }
        if (a->kind != NNRT_RUN && a->kind != NNRT_RUN_UNTIL)
            continue;
        runs++;
        const double t = run_time(s, a);
        if (!(t >= 0) || isinf(t))
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: cannot run for %.12g ms",
                                  a->where, t);
        segment = a->kind == NNRT_RUN ? segment + t : fmax(segment, t);
    }
    s->planned += segment;
    if (runs > 1 && s->options->has_t)
        return nnrt_error_set(s->error, NNRT_EXIT_USAGE, "--t: the program has %u runs, not one",
                              runs);
    if (!runs && !s->options->has_t)
        return nnrt_error_set(s->error, NNRT_EXIT_USAGE,
                              "the program has no run: give the time with --t, e.g. --t 100ms");
    if (!runs)
        s->planned = s->options->t;
    return true;
}

static bool run_to(nnrt_sim *s, double t, const char *where)
{
    const int64_t until = nnrt_sim_steps(s, t, "an end of a run", where);
    if (until < s->k)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: cannot run until %.12g ms, it is %.12g ms already", where, t,
                              (double)s->k * s->dt);
    if (until == 0 && t > 0)
        return nnrt_error_set(
            s->error, NNRT_EXIT_MODEL,
            "%s: a run of %.12g ms is shorter than half a step of %.12g ms (--dt)", where, t,
            s->dt);
    if (until > INT64_MAX / 4)
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT,
                              "%s: %.12g ms are too many steps of %.12g ms", where, t, s->dt);
    s->ran = t;
    return nnrt_periodic_run(s, until);
}

/* ---- values ---- */

static bool set_cells(nnrt_sim *s, const nnrt_action *a, bool state)
{
    const nnrt_group *g = &s->groups[a->id];
    for (uint32_t w = 0; w < g->n_views; w++) {
        const nnrt_view *v = &s->views[g->views[w]];
        const nnrt_population *p = &s->populations[v->population];
        const nnrt_class *c = p->def->cls;
        const int32_t column = nnrt_column_find(c->columns, c->n_columns, a->name);
        if (column < 0)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s has no %s '%s'", a->where,
                                  p->def->label, state ? "state" : "parameter", a->name);
        const nnrt_assign value = {.column = (uint32_t)column,
                                   .rule = a->rule,
                                   .uniform = a->uniform,
                                   .purpose = a->purpose,
                                   .list = a->list,
                                   .where = a->where};
        if (!nnrt_population_assign(s, v->population, v, &value))
            return false;
        if (!state && !nnrt_population_derive(s, v->population))
            return false;
    }
    return true;
}

bool nnrt_schedule_initialize(nnrt_sim *s, const nnrt_action *a)
{
    return set_cells(s, a, true);
}

static bool do_initialize(nnrt_sim *s, const nnrt_action *a)
{
    const uint32_t index = (uint32_t)(a - s->program->actions);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_initialized; i++)
        if (s->initialized[i] != index)
            s->initialized[n++] = s->initialized[i];
    s->initialized[n++] = index;
    s->n_initialized = n;
    return nnrt_schedule_initialize(s, a);
}

static bool do_set(nnrt_sim *s, const nnrt_action *a)
{
    switch (a->object) {
    case NNRT_OBJECT_GROUP:
        return set_cells(s, a, false);
    case NNRT_OBJECT_INPUT:
        return nnrt_input_set(s, a->id, a);
    case NNRT_OBJECT_PROJECTION:
        return nnrt_projection_set(s, a->id, a);
    case NNRT_OBJECT_NONE:
        break;
    }
    return nnrt_error_set(s->error, NNRT_EXIT_INTERNAL, "%s: a set of nothing", a->where);
}

/* ---- recording, output ---- */

static bool do_run(nnrt_sim *s, const nnrt_action *a)
{
    return run_to(s, s->ran + run_time(s, a), a->where);
}

static bool do_run_until(nnrt_sim *s, const nnrt_action *a)
{
    return run_to(s, run_time(s, a), a->where);
}

static bool do_record(nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_record_switch(s, a->id, true);
}

static bool do_stop_recording(nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_record_switch(s, a->id, false);
}

static bool do_reset(nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_clock_reset(s, a->keep_weights, a->new_noise);
}

void nnrt_schedule_annotate(const nnrt_sim *s, const nnrt_action *a, nnrt_json *to)
{
    nnrt_json_key(to, a->name);
    if (a->text)
        nnrt_json_string(to, a->text);
    else
        nnrt_json_number(to, action_value(s, a));
}

static bool do_annotate(nnrt_sim *s, const nnrt_action *a)
{
    nnrt_schedule_annotate(s, a, &s->annotations);
    return true;
}

static bool do_save(nnrt_sim *s, const nnrt_action *a)
{
    char path[4096];
    if (a->object != NNRT_OBJECT_PROJECTION)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: only projections can be saved",
                              a->where);
    const int n = snprintf(path, sizeof path, "%s/%s", s->dir, a->name);
    if (n < 0 || (size_t)n >= sizeof path)
        return nnrt_error_set(s->error, NNRT_EXIT_IO, "%s: the path of '%.200s' is too long",
                              a->where, a->name);
    return nnrt_outdir_make_parents(s->dir, a->name, &nnrt_io_posix, s->error) &&
           nnrt_connections_save(s, a->id, path);
}

static bool do_print(nnrt_sim *s, const nnrt_action *a)
{
    char value[NNRT_NUMBER_TEXT] = "";
    if (a->rule.given)
        nnrt_number_text(action_value(s, a), value);
    nnrt_progress_clear(&s->progress);
    nnrt_sim_print(s, a->text ? a->text : "", value);
    return true;
}

static bool do_assert(nnrt_sim *s, const nnrt_action *a)
{
    const double truth = action_value(s, a);
    return truth < 0 || truth > 0 ||
           nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: assertion failed%s%s", a->where,
                          a->text ? ": " : "", a->text ? a->text : "");
}

static bool do_every(nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_periodic_add(s, a, action_value(s, a));
}

/* Annotations belong to a segment that has run or will; those of a segment without a run are
   dropped with it. */
bool nnrt_schedule_act(nnrt_sim *s, const nnrt_action *a)
{
    static bool (*const act[])(nnrt_sim *, const nnrt_action *) = {
        [NNRT_RUN] = do_run,
        [NNRT_RUN_UNTIL] = do_run_until,
        [NNRT_SET] = do_set,
        [NNRT_INITIALIZE] = do_initialize,
        [NNRT_RECORD] = do_record,
        [NNRT_STOP_RECORDING] = do_stop_recording,
        [NNRT_RESET] = do_reset,
        [NNRT_ANNOTATE] = do_annotate,
        [NNRT_SAVE] = do_save,
        [NNRT_PRINT] = do_print,
        [NNRT_ASSERT] = do_assert,
        [NNRT_EVERY] = do_every,
        [NNRT_WRITE] = nnrt_request_write,
    };
    const bool records = a->kind == NNRT_RECORD || a->kind == NNRT_STOP_RECORDING;
    const bool writes = a->kind == NNRT_SAVE || a->kind == NNRT_WRITE;
    if (!s->spool && (writes || (records && !s->kept)))
        return true; /* there is no place for results */
    return act[a->kind](s, a);
}

bool nnrt_schedule_prepare(nnrt_sim *s, const nnrt_action **left)
{
    *left = NULL;
    for (uint32_t i = 0; i < s->program->n_actions; i++) {
        const nnrt_action *a = &s->program->actions[i];
        if (a->kind == NNRT_RUN || a->kind == NNRT_RUN_UNTIL) {
            *left = i + 1 < s->program->n_actions ? a + 1 : NULL;
            return true;
        }
        if (!nnrt_schedule_act(s, a))
            return false;
        i += a->n_body;
    }
    return true;
}

/* A run that is interrupted writes what it has to the files that were to come. */
bool nnrt_schedule_run(nnrt_sim *s)
{
    uint32_t runs = 0;
    for (uint32_t i = 0; i < s->program->n_actions; i++) {
        const nnrt_action *a = &s->program->actions[i];
        if (s->interrupted && a->kind != NNRT_WRITE)
            continue;
        runs += a->kind == NNRT_RUN || a->kind == NNRT_RUN_UNTIL;
        if (!nnrt_schedule_act(s, a))
            return false;
        i += a->n_body;
    }
    return runs || s->interrupted || run_to(s, s->options->t, "--t");
}
