/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The experiment: actions in source order, runs between them. */
#include "codegen/ref/eval.h"
#include "runtime/units.h"

#include <math.h>
#include <stdio.h>

static bool action_value(Ref *r, const IrAction *a, double *out)
{
    RefScope s = ref_scope(r, NULL, 0);
    *out = 0;
    return !a->value || ref_value(r, &s, a->value, out);
}

/* ---- runs ---- */
static const int64_t MOST_STEPS = INT64_C(1000000000000);

static bool run_to(Ref *r, double t, Span at)
{
    const int64_t until = ref_steps(t, r->dt);
    if (!(t >= 0) || !isfinite(t) || until < r->k)
        return ref_refuse(r, at, "cannot run until %.12g ms, it is %.12g ms", t,
                          nnrt_grid_time(&r->grid, r->k));
    if (until > MOST_STEPS)
        return nnrt_error_set(r->error, NNRT_EXIT_LIMIT, "%.12g ms are too many steps of %.12g ms",
                              t, r->dt);
    r->ran = t;
    if ((!r->in_segment && !ref_begin(r)) || !ref_periodic_act(r))
        return false;
    ref_remember(r);
    if (!ref_sample(r, r->in_segment))
        return false;
    r->in_segment = true;
    while (r->k < until)
        if (!ref_step(r))
            return false;
    return true;
}

static bool given_time(Ref *r, double *t)
{
    char why[160];
    return !r->options->t || nnrt_quantity_parse(r->options->t, "ms", 1, t, why) ||
           nnrt_error_set(r->error, NNRT_EXIT_USAGE, "--t: '%s' %s", r->options->t, why);
}

static bool do_run(Ref *r, const IrAction *a)
{
    double t;
    return action_value(r, a, &t) && given_time(r, &t) &&
           run_to(r, a->kind == IR_ACTION_RUN ? r->ran + t : t, a->span);
}

/* ---- values ---- */
static bool set_cell(Ref *r, const IrAction *a, RefCell c, uint32_t place)
{
    RefValues *v = &c.of->cell[c.index];
    const RefSlot *slot = ref_slot(v->model, a->name);
    if (a->kind == IR_ACTION_SET)
        return ref_set_param(r, v, a->name, a->value, (RefIndex){c.index, c.of->n, place, c});
    if (!slot || slot->kind != REF_STATE)
        return ref_refuse(r, a->span, "%s has no state '%s'", c.of->def->name->s, a->name->s);
    RefScope s = ref_scope(r, NULL, 0);
    ref_scope_add(&s, "i", c.index);
    ref_scope_add(&s, "N", c.of->n);
    ref_scope_add(&s, "place", place);
    s.cell = c;
    v->assigned[slot->index] = true;
    return ref_value(r, &s, a->value, &v->state[slot->index]);
}

static bool set_cells(Ref *r, const IrAction *a)
{
    RefCells cells = {0};
    if (!ref_cells_of(r, a->target, &cells))
        return false;
    for (uint32_t i = 0; i < cells.n; i++)
        if (!set_cell(r, a, cells.v[i], i))
            return false;
    return true;
}

/* Of spikes that are stamped from now on; those under way keep theirs. */
static bool set_delay(Ref *r, const IrAction *a, RefProjection *p, RefConnection *c)
{
    double ms;
    if (p->synapse)
        return ref_refuse(r, a->span, "delays of synapses with states cannot be set");
    if (!ref_pair_value(r, p, c, a->value, &ms) || !ref_delay_steps(r, p, ms, &c->delay))
        return false;
    c->dendrite = c->delay;
    ref_rings_lengthen(r, c->delay);
    return true;
}

static bool set_connection(Ref *r, const IrAction *a, RefProjection *p, RefConnection *c)
{
    double x;
    if (str_is(a->name, "delay"))
        return set_delay(r, a, p, c);
    if (!str_is(a->name, "weight"))
        return !p->synapse ||
               ref_set_param(r, &c->values, a->name, a->value,
                             (RefIndex){.i = c->pre, .n = p->pre.n, .place = c->pre});
    if (!ref_pair_value(r, p, c, a->value, &x))
        return false;
    c->weight = c->set = x;
    if (p->weight_state >= 0)
        c->values.state[p->weight_state] = x;
    return true;
}

static bool set_projection(Ref *r, const IrAction *a, RefProjection *p)
{
    if (!ref_synapses_settle(r))
        return false;
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (!set_connection(r, a, p, &p->connections.v[i]))
            return false;
    return true;
}

static bool set_input(Ref *r, const IrAction *a, RefInput *in)
{
    for (uint32_t i = 0; i < in->target.n; i++) {
        const double k = in->def->shared ? 0 : i;
        if (!ref_set_param(r, &in->source.cell[i], a->name, a->value,
                           (RefIndex){.i = k, .n = in->target.n, .place = k}))
            return false;
    }
    return true;
}

static bool do_set(Ref *r, const IrAction *a)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        if (r->projections[i].def->name == a->target)
            return set_projection(r, a, &r->projections[i]);
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        if (r->inputs[i].def->name == a->target)
            return set_input(r, a, &r->inputs[i]);
    return set_cells(r, a);
}

static bool do_initialize(Ref *r, const IrAction *a)
{
    VEC_PUSH(r->a, &r->initialized, a);
    return set_cells(r, a);
}

/* ---- segments ---- */
static void end_segment(Ref *r)
{
    if (r->in_segment)
        ref_output_segment(r);
    r->in_segment = false;
}

static bool do_reset(Ref *r, const IrAction *a)
{
    if (!ref_synapses_settle(r))
        return false;
    end_segment(r);
    ref_forget(r);
    ref_periodic_start(r);
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        if (!ref_projection_start(r, &r->projections[i], a->keep_weights))
            return false;
    for (uint32_t i = 0; i < r->moving.n; i++) {
        RefPopulation *p = r->moving.v[i];
        for (uint32_t c = 0; c < p->n; c++)
            if (!ref_start_states(r, &p->cell[c], &p->def->initial, (RefIndex){c, p->n, c, {p, c}}))
                return false;
    }
    for (uint32_t i = 0; i < r->initialized.n; i++)
        if (!set_cells(r, r->initialized.v[i]))
            return false;
    return true;
}

/* ---- the rest ---- */
static bool do_record(Ref *r, const IrAction *a)
{
    return ref_record(r, a->recorder, true);
}

static bool do_stop_recording(Ref *r, const IrAction *a)
{
    return a->target ? ref_stop_recording(r, a->target, a->name)
                     : ref_record(r, a->recorder, false);
}

static bool do_nothing(Ref *r, const IrAction *a)
{
    (void)r;
    (void)a;
    return true;
}

static bool do_print(Ref *r, const IrAction *a)
{
    char text[NNRT_NUMBER_TEXT] = "";
    double x;
    if (!action_value(r, a, &x))
        return false;
    if (a->value)
        nnrt_number_text(x, text);
    printf("%s%s\n", a->text ? a->text : "", text);
    return true;
}

static bool do_assert(Ref *r, const IrAction *a)
{
    double x;
    return action_value(r, a, &x) && (x < 0 || x > 0 ||
                                      ref_refuse(r, a->span, "assertion failed%s%s",
                                                 a->text ? ": " : "", a->text ? a->text : ""));
}

static bool do_every(Ref *r, const IrAction *a)
{
    double ms;
    return action_value(r, a, &ms) && ref_periodic_add(r, a, ms);
}

bool ref_do(Ref *r, const IrAction *a)
{
    static bool (*const act[])(Ref *, const IrAction *) = {
        [IR_ACTION_RUN] = do_run,       [IR_ACTION_RUN_UNTIL] = do_run,
        [IR_ACTION_SET] = do_set,       [IR_ACTION_INITIALIZE] = do_initialize,
        [IR_ACTION_RECORD] = do_record, [IR_ACTION_STOP_RECORDING] = do_stop_recording,
        [IR_ACTION_RESET] = do_reset,   [IR_ACTION_ANNOTATE] = do_nothing,
        [IR_ACTION_WRITE] = do_nothing, [IR_ACTION_SAVE] = do_nothing,
        [IR_ACTION_PLOT] = do_nothing,  [IR_ACTION_EVERY] = do_every,
        [IR_ACTION_PRINT] = do_print,   [IR_ACTION_ASSERT] = do_assert,
    };
    return act[a->kind](r, a);
}

bool ref_run(Ref *r)
{
    uint32_t runs = 0;
    for (uint32_t i = 0; i < r->m->experiment.n; i++) {
        const IrAction *a = &r->m->experiment.v[i];
        runs += a->kind == IR_ACTION_RUN || a->kind == IR_ACTION_RUN_UNTIL;
        if (runs > 1 && r->options->t)
            return nnrt_error_set(r->error, NNRT_EXIT_USAGE,
                                  "--t: the model has more than one run");
        if (!ref_do(r, a))
            return false;
    }
    double t = 0;
    if (!runs && !r->options->t)
        return nnrt_error_set(r->error, NNRT_EXIT_USAGE,
                              "the model has no run: give the time with --t");
    if (!runs && !(given_time(r, &t) && run_to(r, t, NOWHERE)))
        return false;
    if (!ref_synapses_settle(r))
        return false;
    end_segment(r);
    return true;
}
