#include "runtime/turns_now.h"

static void see(const nnrt_sim *s, const nnrt_snapshot *x, uint32_t lo, uint32_t hi,
                const nnrt_step *step)
{
    nnrt_tap_read(&x->tap, s->populations[x->population].cells.self, step, lo, hi, x->value[0]);
}

static void see_all(const nnrt_sim *s, const nnrt_snapshot *x, const nnrt_step *step)
{
    see(s, x, 0, s->populations[x->population].n, step);
}

/* By position, where the group is no plain run of cells. */
static void place(const nnrt_projection *p, uint32_t far, uint32_t position, double value,
                  const nnrt_step *step)
{
    double *out = p->mirror->far[step->k & 1][far];
    if (out)
        out[position] = value;
}

static const nnrt_snapshot *of_view(const nnrt_projection *p, uint32_t far, uint32_t view)
{
    return p->mirror->seen[far * p->mirror->n_views + view];
}

static bool is_read(const nnrt_projection *p, uint32_t far, bool pre)
{
    const nnrt_far *f = &p->def->synapse->fars[far];
    return f->latest && (f->side == NNRT_PRE) == pre;
}

void nnrt_turns_now_pre(const nnrt_sim *s, const nnrt_projection *p, const nnrt_step *step)
{
    for (uint32_t f = 0; f < p->def->synapse->n_fars; f++)
        for (uint32_t w = 0; is_read(p, f, true) && w < p->pre->n_views; w++) {
            const nnrt_view *v = &s->views[p->pre->views[w]];
            const nnrt_snapshot *x = of_view(p, f, w);
            see_all(s, x, step);
            for (uint32_t i = 0; i < v->n; i++)
                place(p, f, p->pre->first[w] + i, x->value[0][nnrt_view_cell(v, i)], step);
        }
}

void nnrt_turns_now_post(const nnrt_sim *s, const nnrt_projection *p, const nnrt_step *step)
{
    for (uint32_t f = 0; f < p->def->synapse->n_fars; f++)
        for (uint32_t k = 0; is_read(p, f, false) && k < p->n_blocks; k++)
            see_all(s, p->blocks[k].link->seen[f], step);
}

void nnrt_turns_now_cell(const nnrt_sim *s, const nnrt_projection *p, const nnrt_turns_other *other,
                         const nnrt_step *step)
{
    for (uint32_t f = 0; f < p->def->synapse->n_fars; f++) {
        if (!is_read(p, f, other->pre))
            continue;
        const nnrt_snapshot *x =
            other->pre ? of_view(p, f, other->view) : other->block->link->seen[f];
        see(s, x, other->cell, other->cell + 1, step);
        if (other->pre)
            place(p, f, other->position, x->value[0][other->cell], step);
    }
}
