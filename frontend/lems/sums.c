/* Variables that add up what synapses contribute (iSyn). What the synapses of connections contribute is there while a step is
   integrated, not when a cell is sampled: where such a variable is recorded, they become parts of the cells. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

/* ---- which sums a variable takes in ---- */
typedef struct Search {
    const LemsModel *x;
    const IrItem *sum;
    Map seen; /* items that were looked at: parts read what reads parts */
} Search;

static bool reads_sum(Search *s, const IrExpr *e);

/* An item of the cell, or of a part, which reads what it is bound to. */
static bool item_reads(Search *s, const Str *name)
{
    const char *dot = strchr(name->s, '.');
    const Str *first =
        dot ? str_intern(s->x->d->session->strings, name->s, (size_t)(dot - name->s)) : name;
    const IrItem *item = ir_item(s->x->model, first);
    if (!item || item == s->sum || map_has(&s->seen, item))
        return item == s->sum;
    map_set(&s->seen, item, (void *)(uintptr_t)item);
    if (item->kind == IR_ITEM_ALIAS)
        return reads_sum(s, item->value);
    for (uint32_t i = 0; i < item->binds.n; i++)
        if (reads_sum(s, item->binds.v[i].value))
            return true;
    return false;
}

static bool node_reads(void *context, const IrExpr *e)
{
    return e->op == IR_ITEM && item_reads(context, e->u.name);
}

static bool reads_sum(Search *s, const IrExpr *e)
{
    return e && ir_expr_any(e, node_reads, s);
}

/* ---- the synapses of a sum ---- */
static bool joins(const LemsConnections *k, const LemsPopulation *p, const Str *attachments)
{
    return k->rows.n && !k->part && !k->target && k->attachments == attachments &&
           (k->post == p || (k->far_end && k->pre == p));
}

uint32_t lems_most_of_a_cell(LemsNetwork *n, const LemsConnections *k)
{
    uint32_t most = 0;
    uint32_t *count = ARENA_ARRAY(n->all->d->session->arena, uint32_t, k->post->size + 1);
    memset(count, 0, (k->post->size + 1) * sizeof *count);
    for (uint32_t i = 0; i < k->rows.n; i++) {
        const uint32_t of_cell = ++count[k->rows.v[i].post];
        most = of_cell > most ? of_cell : most;
    }
    return most;
}

static const char *what_keeps(LemsNetwork *n, const LemsPopulation *p, const Str *attachments)
{
    uint32_t parts = 0;
    for (uint32_t i = 0; i < n->connections.n; i++) {
        const LemsConnections *k = n->connections.entries[i].value;
        if (!joins(k, p, attachments))
            continue;
        if (k->far_end)
            return "what takes in continuous connections is not recorded";
        parts += lems_most_of_a_cell(n, k);
    }
    return parts > LEMS_PARTS_MAX ? "what adds up so many synapses of a cell is not recorded"
                                  : NULL;
}

static bool own_all(LemsNetwork *n, const LemsPopulation *p, const Str *attachments)
{
    for (uint32_t i = 0; i < n->connections.n; i++) {
        LemsConnections *k = n->connections.entries[i].value;
        if (joins(k, p, attachments) && !lems_own_rows(n, k))
            return false;
    }
    return true;
}

const char *lems_own_sums(LemsNetwork *n, LemsPopulation *p, const Str *variable)
{
    LemsModel *x = p->model;
    for (uint32_t i = 0; i < x->reads.n; i++) {
        Search search = {.x = x, .sum = x->reads.v[i].reduce};
        map_init(&search.seen, n->all->d->session->arena);
        if (!item_reads(&search, variable))
            continue;
        const char *reason = what_keeps(n, p, x->reads.v[i].attachments);
        if (reason || !own_all(n, p, x->reads.v[i].attachments))
            return reason;
    }
    return NULL;
}
