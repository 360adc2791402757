/* Synapses and the cells that they connect: what a synapse reads of a cell is there, and its currents have a sum to join. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verify.h"

typedef struct Coupling {
    IrModule *m;
    const IrProjection *p;
    const IrModel *synapse;
    bool failed;
} Coupling;

static Diag *complain(Coupling *c, const char *text)
{
    c->failed = true;
    return diag(c->m->session->diags, DIAG_NNC0311, c->p->span, "%s", text);
}

static const char *told(const Coupling *c, const IrItem *item, const char *what)
{
    return arena_printf(c->m->arena, "%s of the synapse %s %s", item->name->s, c->synapse->name->s,
                        what);
}

/* ---- the cells at an end ---- */
typedef void CheckCell(Coupling *c, const IrItem *item, const IrModel *cell);

static void each_cell(Coupling *c, const Str *group, const IrItem *item, CheckCell *check,
                      unsigned depth)
{
    enum { GROUP_DEPTH_MAX = 8 };
    const IrGroup *g = ir_find_group(c->m, group);
    for (uint32_t i = 0; g && depth < GROUP_DEPTH_MAX && i < g->members.n && !c->failed; i++)
        each_cell(c, g->members.v[i], item, check, depth + 1);
    const IrView *view = ir_find_view(c->m, group);
    const IrPopulation *cells = ir_find_population(c->m, view ? view->population : group);
    const IrModel *model = cells ? ir_find_model(c->m, cells->model) : NULL;
    if (model && !c->failed)
        check(c, item, model);
}

/* ---- what is read ---- */
static bool is_value(const IrItem *item)
{
    return item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE ||
           item->kind == IR_ITEM_ALIAS || item->kind == IR_ITEM_GATE ||
           item->kind == IR_ITEM_REDUCE;
}

static const Str *far_path(const Coupling *c, const IrItem *in)
{
    if (in->from != IR_FROM_RECEPTOR || !c->p->post_port)
        return in->from_name;
    return str_format(c->m->session->strings, "%s.%s", c->p->post_port->s, in->from_name->s);
}

static void check_far(Coupling *c, const IrItem *in, const IrModel *cell)
{
    const Str *path = far_path(c, in);
    const IrItem *item = ir_path_item(c->m, cell, path, NULL);
    if (!item || !is_value(item)) {
        StrNearest near = str_nearest_start(path->s);
        ir_offer_items(&near, cell);
        Diag *d = complain(c, arena_printf(c->m->arena, "%s has no %s, which the synapse %s reads",
                                           cell->name->s, path->s, c->synapse->name->s));
        if (near.best)
            diag_help(c->m->session->diags, d, "did you mean `%s`?", near.best);
        return;
    }
    if (in->dim.var || dim_equal(in->dim, item->dim))
        return;
    IrTyping t = ir_typing(c->m, NULL);
    Diag *d = complain(
        c, told(c, in,
                arena_printf(c->m->arena, "is %s, and %s of %s is %s", ir_type_words(&t, in->dim),
                             path->s, cell->name->s, ir_type_words(&t, item->dim))));
    diag_note(c->m->session->diags, d, item->span, "declared here");
}

/* ---- currents ---- */
static void check_receiver(Coupling *c, const IrItem *current, const IrModel *cell)
{
    const Str *joined = ir_projection_sum(c->p);
    const IrItem *sum = ir_item(cell, joined);
    if (!sum || sum->kind != IR_ITEM_REDUCE || sum->multiply)
        complain(c, arena_printf(
                        c->m->arena,
                        "%s takes no current as %s, which the current %s of the synapse %s joins",
                        cell->name->s, joined->s, current->name->s, c->synapse->name->s));
    else if (!dim_equal(sum->dim, current->dim))
        complain(c, told(c, current,
                         arena_printf(c->m->arena, "has not the dimension of %s of %s",
                                      sum->name->s, cell->name->s)));
}

/* Between its parts: no event leaves the connection. */
static bool is_wired(const IrModel *synapse, const Str *port)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_WIRE && synapse->items.v[i]->wire_from == port)
            return true;
    return false;
}

static bool sends(const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_EVENT_OUT &&
            !is_wired(synapse, synapse->items.v[i]->name))
            return true;
    return false;
}

static void check_current(Coupling *c, const IrItem *current)
{
    if (!ir_projection_sum(c->p) || (sends(c->synapse) && !c->p->feed))
        complain(c,
                 told(c, current, "is a current, and the projection does not tell what it joins"));
    else
        each_cell(c, current->to_pre ? c->p->pre : c->p->post, current, check_receiver, 0);
}

static bool has_current(const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_ALIAS && synapse->items.v[i]->is_current)
            return true;
    return false;
}

/* Connections that change nothing are a mistake. */
static void check_acts(Coupling *c)
{
    if (sends(c->synapse) || has_current(c->synapse))
        return;
    c->failed = true;
    Diag *d = diag(c->m->session->diags, DIAG_NNC0325, c->p->span,
                   "the synapse %s does nothing to its targets: it neither sends nor has a current",
                   c->synapse->name->s);
    diag_note(c->m->session->diags, d, c->synapse->span, "declared here");
    diag_help(c->m->session->diags, d, "`on pre: send weight` hands on the weight at each spike");
}

bool ir_verify_coupling(IrModule *m, const IrProjection *p)
{
    Coupling c = {m, p, p->synapse ? ir_find_model(m, p->synapse) : NULL, false};
    if (c.synapse)
        check_acts(&c);
    for (uint32_t i = 0; c.synapse && i < c.synapse->items.n; i++) {
        const IrItem *item = c.synapse->items.v[i];
        if (item->kind == IR_ITEM_IN && item->from != IR_OWN)
            each_cell(&c, item->from == IR_FROM_PRE ? p->pre : p->post, item, check_far, 0);
        else if (item->kind == IR_ITEM_ALIAS && item->is_current)
            check_current(&c, item);
    }
    return !c.failed;
}
