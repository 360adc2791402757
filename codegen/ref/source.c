/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources of inputs: each target has one of its own, which moves, tests its conditions and sends as a
   cell does; its current is that of the start of a step, its events reach a port of the target. */
#include "codegen/ref/eval.h"

static bool make_values(Ref *r, RefInput *in)
{
    RefPopulation *p = &in->source;
    IrPopulation *def = ARENA_NEW(r->a, IrPopulation);
    *def = (IrPopulation){.name = in->def->name, .model = in->def->source, .span = in->def->span};
    p->def = def;
    p->n = in->target.n;
    p->cell = ARENA_ARRAY(r->a, RefValues, p->n + 1);
    p->held_until = ARENA_ARRAY(r->a, int64_t, (size_t)p->n * p->model->states.n + 1);
    for (uint32_t i = 0; i < p->n; i++) {
        const double k = in->def->shared ? 0 : i;
        const RefIndex at = {.i = k, .n = p->n, .place = k};
        p->cell[i] = ref_values(r, p->model, in->def->name->s);
        if (!ref_set_params(r, &p->cell[i], &in->def->values, at) ||
            !ref_start_states(r, &p->cell[i], &def->initial, at))
            return false;
    }
    return true;
}

static bool make_events(Ref *r, RefInput *in)
{
    RefScope s = ref_scope(r, NULL, 0);
    double ms = r->dt;
    const IrExpr *delay = in->def->delay ? in->def->delay : r->m->min_delay;
    if ((in->def->weight && !ref_value(r, &s, in->def->weight, &in->weight)) ||
        (delay && !ref_value(r, &s, delay, &ms)))
        return false;
    const int64_t steps = ref_steps(ms, r->dt);
    if (!(steps >= 1 && steps <= INT32_MAX))
        return ref_refuse(r, in->def->span, "a delay of %.12g ms, steps of %.12g ms", ms, r->dt);
    in->delay = (uint32_t)steps;
    for (uint32_t i = 0; i < in->target.n; i++)
        if (!ref_port(r, in->target.v[i].of, in->def->port))
            return ref_refuse(r, in->def->span, "%s has no port '%s' for events",
                              in->target.v[i].of->def->name->s, in->def->port->s);
    return true;
}

bool ref_input_make(Ref *r, RefInput *in)
{
    RefPopulation *p = &in->source;
    p->model = ref_model(r, ir_find_model(r->m, in->def->source), NULL, 0);
    if (!p->model || !ref_cells_of(r, in->def->target, &in->target))
        return false;
    for (uint32_t i = 0; i < p->model->flat->items.n; i++)
        if (p->model->flat->items.v[i]->is_current)
            in->current = p->model->flat->items.v[i];
    return make_values(r, in) && (in->current || make_events(r, in));
}

static bool inject(Ref *r, const RefInput *in)
{
    const Str *name = str_format(r->strings, "%s.outside", in->def->port->s);
    for (uint32_t i = 0; i < in->target.n; i++) {
        RefValues *cell = &in->target.v[i].of->cell[in->target.v[i].index];
        const RefSlot *slot = ref_slot(cell->model, name);
        RefScope s = ref_scope(r, &in->source.cell[i], nnrt_grid_time(&r->grid, r->k));
        double current;
        if (!slot || slot->kind != REF_INPUT)
            return ref_refuse(r, in->def->span, "the port %s takes no current", in->def->port->s);
        if (!ref_value(r, &s, in->current->value, &current))
            return false;
        cell->input[slot->index] += current;
    }
    return true;
}

bool ref_inputs_inject(Ref *r)
{
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        if (r->inputs[i].current && !inject(r, &r->inputs[i]))
            return false;
    return true;
}

/* The events of a time reach a cell as one, with their number times the weight. */
void ref_inputs_emit(Ref *r)
{
    for (uint32_t i = 0; i < r->m->inputs.n; i++) {
        const RefInput *in = &r->inputs[i];
        RefEvents *due = &r->due[(r->k + in->delay) % r->depth];
        for (uint32_t c = 0; !in->current && c < in->target.n; c++) {
            const RefCell cell = in->target.v[c];
            const uint32_t n =
                ref_sent_by(r, (RefCell){(RefPopulation *)&in->source, c}, NULL, r->k);
            if (n)
                VEC_PUSH(
                    r->a, due,
                    (RefEvent){cell, ref_port(r, cell.of, in->def->port)->name, n * in->weight});
        }
    }
}
