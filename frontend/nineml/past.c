/* Values of source cells as they were when the delay of a connection began: aliases of these cells, one for each delay that
   connections have, of which each connection takes one. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

#include <stdlib.h>

enum { DELAYS_MOST = 64 }; /* of a projection: each is an alias of all source cells */
static const char parameter[] = "delay_of_values";

static StrTable *strings(const NmlPast *x)
{
    return x->n->all->session->strings;
}

void nml_add_input(const NmlPast *x, IrModel *synapse, const Str *name, const Str *of)
{
    IrItem *in = ir_item_new(x->n->m->arena, IR_ITEM_IN, name, x->c->span);
    in->dim = x->dim;
    in->from = str_is(x->c->sender, "pre") ? IR_FROM_PRE : IR_FROM_POST;
    in->from_name = of;
    ir_model_add(x->n->m, synapse, in);
}

/* ---- aliases of the source cells ---- */
static bool is_free(const NmlPast *x, const Str *name)
{
    for (uint32_t i = 0; i < x->p->pre->members.n; i++) {
        const NmlCells *cells = map_get(&x->n->by_population, x->p->pre->members.v[i]);
        if (ir_item(cells->model, name))
            return false;
    }
    return true;
}

/* The value that it was so long ago: its name. */
static const Str *add_alias(const NmlPast *x, const Str *number)
{
    Arena *a = x->n->m->arena;
    const NmlValue *v = &x->p->delay;
    const Str *name = str_format(strings(x), "%s_to_%s", x->c->send->s, x->p->name->s);
    for (unsigned k = 2; !is_free(x, name); k++)
        name = str_format(strings(x), "%s_to_%s_%u", x->c->send->s, x->p->name->s, k);
    for (uint32_t i = 0; i < x->p->pre->members.n; i++) {
        const NmlCells *cells = map_get(&x->n->by_population, x->p->pre->members.v[i]);
        if (ir_item(cells->model, name)) /* populations of one model */
            continue;
        IrItem *alias = ir_item_new(a, IR_ITEM_ALIAS, name, x->c->span);
        alias->dim = x->dim;
        alias->value = ir_binary(a, IR_DELAY, ir_named(a, IR_ITEM, x->c->send, x->c->span),
                                 nml_quantity(x->n->all, number, v->unit, v->span));
        ir_model_add(x->n->m, cells->model, alias);
    }
    return name;
}

/* ---- delays that differ ---- */
static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t refuse(const NmlPast *x, DiagCode code, const char *what)
{
    nml_complain(x->n->all, code, x->p->delay.span, "%s", what);
    return 0;
}

/* How many delays there are, in order; 0 after a diagnostic. */
static uint32_t distinct(const NmlPast *x, double *sorted)
{
    const NmlValue *v = &x->p->delay;
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->n; i++)
        sorted[i] = v->numbers[i];
    qsort(sorted, v->n, sizeof *sorted, by_size);
    for (uint32_t i = 0; i < v->n; i++)
        if (!n || sorted[i] > sorted[n - 1])
            sorted[n++] = sorted[i];
    if (!n)
        return refuse(x, DIAG_NNC0926, "this array has no values");
    return n <= DELAYS_MOST ? n
                            : refuse(x, DIAG_NNC0909,
                                     "values that cells send cannot have more than 64 different "
                                     "delays yet");
}

/* Without a delay it is the value itself. */
static IrExpr *value_of(const NmlPast *x, IrModel *synapse, const Str *name, double delay,
                        uint32_t k)
{
    const Str *own = str_format(strings(x), "%s_%u", name->s, k + 1);
    const Str *of = delay > 0 ? add_alias(x, str_format(strings(x), "%.17g", delay)) : x->c->send;
    nml_add_input(x, synapse, own, of);
    return ir_named(x->n->m->arena, IR_ITEM, own, x->c->span);
}

/* select(delay < (d1 + d2)/2, x1, select(...)) */
static IrExpr *choose(const NmlPast *x, IrModel *synapse, const Str *name, const double *sorted,
                      uint32_t n)
{
    Arena *a = x->n->m->arena;
    const NmlValue *v = &x->p->delay;
    IrExpr *chosen = value_of(x, synapse, name, sorted[n - 1], n - 1);
    for (uint32_t k = n - 1; k > 0; k--) {
        const Str *middle =
            str_format(strings(x), "%.17g", sorted[k - 1] + (sorted[k] - sorted[k - 1]) / 2);
        IrExpr *own = ir_named(a, IR_ITEM, str_from(strings(x), parameter), v->span);
        IrExpr *below = ir_binary(a, IR_LT, own, nml_quantity(x->n->all, middle, v->unit, v->span));
        chosen = ir_select(a, below, value_of(x, synapse, name, sorted[k - 1], k - 1), chosen);
    }
    return chosen;
}

void nml_add_past(const NmlPast *x, IrModel *synapse, const Str *name)
{
    Arena *a = x->n->m->arena;
    const NmlValue *v = &x->p->delay;
    if (v->kind != NML_ARRAY) {
        nml_add_input(x, synapse, name, add_alias(x, v->number));
        return;
    }
    const Str *own = str_from(strings(x), parameter);
    double *sorted = ARENA_ARRAY(a, double, v->n + 1);
    const uint32_t n = distinct(x, sorted);
    if (!n)
        return;
    if (!ir_item(synapse, own)) {
        IrItem *param = ir_item_new(a, IR_ITEM_PARAM, own, v->span);
        param->dim = v->unit->dim;
        ir_model_add(x->n->m, synapse, param);
    }
    IrItem *alias = ir_item_new(a, IR_ITEM_ALIAS, name, x->c->span);
    alias->dim = x->dim;
    alias->value = choose(x, synapse, name, sorted, n);
    ir_model_add(x->n->m, synapse, alias);
}

bool nml_bind_past(const NmlProjection *p, const IrModel *synapse, const NmlPlace *place,
                   IrBinds *to)
{
    const Str *own = str_from(place->all->session->strings, parameter);
    NmlPlace here = *place;
    here.path = str_format(place->all->session->strings, "%s.%s", p->name->s, parameter);
    return !ir_item(synapse, own) || nml_bind_value(&here, own, &p->delay, false, to);
}
