/* What synapses read of cells, and where their currents go: found by name when the program starts. */
#include "runtime/couple.h"

#include <stdio.h>

/* ---- names ---- */

static double *sum_column(const nnrt_sim *s, const nnrt_projection *p, const nnrt_term *term,
                          uint32_t population)
{
    const nnrt_population *cells = &s->populations[population];
    const nnrt_class *c = cells->def->cls;
    char name[512];
    snprintf(name, sizeof name, "%s.coupled%s%s", p->def->reduce, term->own ? "." : "",
             term->own ? term->own : "");
    const int32_t column = nnrt_column_find(c->columns, c->n_columns, name);
    return column < 0 ? NULL : nnrt_column_at(cells->cells.self, &c->columns[column]);
}

static const nnrt_snapshot *seen(nnrt_sim *s, const nnrt_projection *p, const nnrt_far *far,
                                 uint32_t population)
{
    const char *receptor = far->side == NNRT_RECEPTOR && p->def->port ? p->def->port : "";
    char name[512];
    snprintf(name, sizeof name, "%s%s%s", receptor, *receptor ? "." : "", far->item);
    const nnrt_seeing how = {p->def->linear, far->latest};
    return nnrt_snapshot_of(s, population, name, how, p->def->where);
}

/* ---- making ---- */

static bool is_plain_run(const nnrt_sim *s, const nnrt_group *g)
{
    return g->n_views == 1 && !s->views[g->views[0]].cells;
}

/* What is seen of pre cells, per view; by position where that is no plain run. */
static bool far_of_pre(nnrt_sim *s, nnrt_projection *p, uint32_t k)
{
    for (uint32_t w = 0; w < p->pre->n_views; w++) {
        const uint32_t population = s->views[p->pre->views[w]].population;
        const nnrt_snapshot *x = seen(s, p, &p->def->synapse->fars[k], population);
        p->mirror->seen[k * p->mirror->n_views + w] = x;
        if (!x)
            return false;
    }
    for (int b = 0; !is_plain_run(s, p->pre) && b < 2; b++) {
        p->mirror->far[b][k] =
            nnrt_memory_take(&s->memory, p->pre->n, sizeof(double), p->def->label);
        if (!p->mirror->far[b][k])
            return false;
    }
    return true;
}

/* The columns of the cells that a term acts on, per view; by position for those of pre. */
static bool term_columns(nnrt_sim *s, nnrt_projection *p, uint32_t k)
{
    const nnrt_term *term = &p->def->synapse->terms[k];
    const nnrt_group *g = term->to_pre ? p->pre : p->post;
    for (uint32_t w = 0; w < g->n_views; w++) {
        const uint32_t population = s->views[g->views[w]].population;
        double *column = sum_column(s, p, term, population);
        p->mirror->column[k * p->mirror->n_views + w] = column;
        if (!column)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s takes no current from %s",
                                  p->def->where, s->populations[population].def->label,
                                  p->def->label);
    }
    if (term->to_pre)
        p->mirror->sum[k] = nnrt_memory_take(&s->memory, p->pre->n, sizeof(double), p->def->label);
    return !term->to_pre || p->mirror->sum[k];
}

static bool link_far(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t k)
{
    const nnrt_far *far = &p->def->synapse->fars[k];
    const bool pre = far->side == NNRT_PRE, plain = is_plain_run(s, p->pre);
    const nnrt_view *first = p->pre->n_views ? &s->views[p->pre->views[0]] : NULL;
    for (int at = 0; at < 2; at++) {
        if (pre && !plain) {
            b->link->far[at][k] = p->mirror->far[at][k];
            continue;
        }
        const nnrt_snapshot *x = seen(s, p, far, pre ? first->population : b->population);
        if (!x)
            return false;
        b->link->seen[k] = x;
        b->link->far[at][k] = x->value[at] + (pre ? first->start : b->lo);
    }
    return true;
}

static bool link_make(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    nnrt_memory *m = &s->memory;
    nnrt_link *x = b->link = nnrt_memory_take(m, 1, sizeof *x, p->def->label);
    if (!x)
        return false;
    x->far[0] = nnrt_memory_take(m, c->n_fars, sizeof *x->far[0], p->def->label);
    x->far[1] = nnrt_memory_take(m, c->n_fars, sizeof *x->far[1], p->def->label);
    x->mixed = nnrt_memory_take(m, c->n_fars, sizeof *x->mixed, p->def->label);
    x->sum = nnrt_memory_take(m, c->n_terms, sizeof *x->sum, p->def->label);
    x->seen = nnrt_memory_take(m, c->n_fars, sizeof *x->seen, p->def->label);
    if (!x->far[0] || !x->far[1] || !x->mixed || !x->sum || !x->seen)
        return false;
    for (uint32_t k = 0; k < c->n_fars; k++)
        if (!link_far(s, p, b, k))
            return false;
    for (uint32_t i = 0; i < c->n_terms; i++)
        x->sum[i] = c->terms[i].to_pre ? p->mirror->sum[i]
                                       : sum_column(s, p, &c->terms[i], b->population) + b->lo;
    return true;
}

static bool mirror_make(nnrt_sim *s, nnrt_projection *p)
{
    const nnrt_synapse_class *c = p->def->synapse;
    const uint32_t views = p->pre->n_views > p->post->n_views ? p->pre->n_views : p->post->n_views;
    nnrt_memory *m = &s->memory;
    const char *what = p->def->label;
    nnrt_mirror *x = p->mirror = nnrt_memory_take(m, 1, sizeof *x, what);
    if (!x)
        return false;
    x->n_views = views;
    x->far[0] = nnrt_memory_take(m, c->n_fars, sizeof *x->far[0], what);
    x->far[1] = nnrt_memory_take(m, c->n_fars, sizeof *x->far[1], what);
    x->seen = nnrt_memory_take(m, (uint64_t)c->n_fars * views, sizeof *x->seen, what);
    x->sum = nnrt_memory_take(m, c->n_terms, sizeof *x->sum, what);
    x->column = nnrt_memory_take(m, (uint64_t)c->n_terms * views, sizeof *x->column, what);
    if (!x->far[0] || !x->far[1] || !x->seen || !x->sum || !x->column)
        return false;
    for (uint32_t k = 0; k < c->n_fars; k++)
        if (c->fars[k].side == NNRT_PRE && !far_of_pre(s, p, k))
            return false;
    for (uint32_t k = 0; k < c->n_terms; k++)
        if (!term_columns(s, p, k))
            return false;
    return true;
}

bool nnrt_couplings_make(nnrt_sim *s)
{
    if (!nnrt_snapshots_make(s))
        return false;
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        const nnrt_synapse_class *c = p->def->synapse;
        if (!c || (!c->n_fars && !c->n_terms && !c->couple))
            continue;
        if (!mirror_make(s, p))
            return false;
        for (uint32_t k = 0; k < p->n_blocks; k++)
            if (!link_make(s, p, &p->blocks[k]))
                return false;
        s->coupling_waits |= c->couple_pre_waits;
    }
    return true;
}

static void link_free(nnrt_memory *m, nnrt_link *x)
{
    if (!x)
        return;
    nnrt_memory_give(m, x->far[0]);
    nnrt_memory_give(m, x->far[1]);
    nnrt_memory_give(m, x->mixed);
    nnrt_memory_give(m, x->sum);
    nnrt_memory_give(m, x->seen);
    nnrt_memory_give(m, x);
}

static void mirror_free(nnrt_memory *m, const nnrt_synapse_class *c, nnrt_mirror *x)
{
    for (int b = 0; b < 2; b++) {
        for (uint32_t k = 0; x->far[b] && k < c->n_fars; k++)
            nnrt_memory_give(m, x->far[b][k]);
        nnrt_memory_give(m, x->far[b]);
    }
    for (uint32_t i = 0; x->sum && i < c->n_terms; i++)
        nnrt_memory_give(m, x->sum[i]);
    nnrt_memory_give(m, x->sum);
    nnrt_memory_give(m, x->seen);
    nnrt_memory_give(m, x->column);
    nnrt_memory_give(m, x);
}

void nnrt_couplings_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->projections && i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        for (uint32_t k = 0; p->blocks && k < p->n_blocks; k++)
            link_free(&s->memory, p->blocks[k].link);
        if (p->mirror)
            mirror_free(&s->memory, p->def->synapse, p->mirror);
    }
    nnrt_snapshots_free(s);
}
