/* Couplings in a step. A thread advances the connections onto its own cells and sums what acts on them; what acts on pre
   cells is summed by their owners, along the rows. So each sum has one order, by projection, pre and place, first all that
   acts on post cells, whatever the threads. */
#include "runtime/couple.h"

#include <string.h>

/* ---- what is seen of pre cells, by position ---- */

static void mirror_view(nnrt_sim *s, const nnrt_projection *p, uint32_t view, uint32_t lo,
                        uint32_t hi, int64_t k)
{
    const nnrt_view *v = &s->views[p->pre->views[view]];
    const nnrt_synapse_class *c = p->def->synapse;
    uint32_t from, to;
    nnrt_view_range(v, lo, hi, &from, &to);
    for (uint32_t f = 0; f < c->n_fars; f++) {
        double *out = p->mirror->far[k & 1][f];
        if (!out)
            continue;
        const nnrt_snapshot *x = p->mirror->seen[f * p->mirror->n_views + view];
        for (uint32_t i = from; i < to; i++)
            out[p->pre->first[view] + i] = x->value[k & 1][nnrt_view_cell(v, i)];
    }
}

/* Of the cells of a thread, or of all. */
static void mirror(nnrt_sim *s, const uint32_t *thread, int64_t k)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        const nnrt_projection *p = &s->projections[i];
        for (uint32_t w = 0; p->mirror && w < p->pre->n_views; w++) {
            const nnrt_population *cells = &s->populations[s->views[p->pre->views[w]].population];
            const uint32_t lo = thread ? cells->shards[*thread].lo : 0;
            mirror_view(s, p, w, lo, thread ? cells->shards[*thread].hi : cells->n, k);
        }
    }
}

void nnrt_couplings_see(nnrt_sim *s, uint32_t thread, int64_t k)
{
    nnrt_snapshots_write(s, thread, k);
    mirror(s, &thread, k);
}

bool nnrt_couplings_look(nnrt_sim *s, uint32_t thread, int64_t k, bool ahead)
{
    if (!nnrt_snapshots_look(s, thread, k, ahead))
        return false;
    mirror(s, &thread, k);
    return true;
}

void nnrt_couplings_begin(nnrt_sim *s, bool begin)
{
    nnrt_snapshots_begin(s, begin);
    mirror(s, NULL, s->k);
}

void nnrt_far_load(const nnrt_projection *p, const nnrt_rows *b, uint32_t position, uint32_t target,
                   int64_t k)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t f = 0; f < c->n_fars; f++) {
        const uint32_t at = c->fars[f].side == NNRT_PRE ? position : target;
        nnrt_column_set(b->synapses.self, &c->columns[c->fars[f].column], 0,
                        b->link->far[k & 1][f][at]);
    }
}

/* ---- sums ---- */

static void clear_sums(nnrt_sim *s, const nnrt_projection *p, uint32_t thread)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t k = 0; k < c->n_terms; k++) {
        const nnrt_group *g = c->terms[k].to_pre ? p->pre : p->post;
        for (uint32_t w = 0; w < g->n_views; w++) {
            const nnrt_population *cells = &s->populations[s->views[g->views[w]].population];
            const nnrt_shard *shard = &cells->shards[thread];
            double *sum = p->mirror->column[k * p->mirror->n_views + w];
            memset(sum + shard->lo, 0, (shard->hi - shard->lo) * sizeof *sum);
        }
    }
}

static nnrt_coupling coupling_of(const nnrt_projection *p, const nnrt_rows *b, int64_t k)
{
    (void)p;
    return (nnrt_coupling){b->row, b->target, b->link->far[k & 1], b->link->sum};
}

static void couple_post(nnrt_projection *p, uint32_t thread, const nnrt_step *step,
                        nnrt_couple *act)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        const nnrt_rows *b = &p->blocks[k];
        if (b->thread != thread)
            continue;
        const nnrt_coupling c = coupling_of(p, b, step->k);
        act(b->synapses.self, step, &c, 0, p->pre->n);
    }
}

/* Sums of places of a view, from their column to their positions, or back. */
static void move_sums(const nnrt_projection *p, uint32_t view, const nnrt_view *v, uint32_t from,
                      uint32_t to, bool back)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t t = 0; t < c->n_terms; t++) {
        if (!c->terms[t].to_pre)
            continue;
        double *column = p->mirror->column[t * p->mirror->n_views + view];
        double *sum = p->mirror->sum[t] + p->pre->first[view];
        double *run = column + v->start + from;
        if (!v->cells)
            memcpy(back ? run : sum + from, back ? sum + from : run, (to - from) * sizeof *sum);
        for (uint32_t i = from; v->cells && i < to; i++)
            if (back)
                column[v->cells[i]] = sum[i];
            else
                sum[i] = column[v->cells[i]];
    }
}

void nnrt_couple_view(nnrt_sim *s, nnrt_projection *p, uint32_t view, uint32_t thread,
                      const nnrt_step *step, nnrt_far_choice *choose, nnrt_couple *act)
{
    const nnrt_view *v = &s->views[p->pre->views[view]];
    const nnrt_shard *shard = &s->populations[v->population].shards[thread];
    uint32_t from, to;
    nnrt_view_range(v, shard->lo, shard->hi, &from, &to);
    if (from >= to)
        return;
    move_sums(p, view, v, from, to, false);
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        const nnrt_coupling c = choose(p, &p->blocks[k], step->k);
        act(p->blocks[k].synapses.self, step, &c, p->pre->first[view] + from,
            p->pre->first[view] + to);
    }
    move_sums(p, view, v, from, to, true);
}

/* View by view: a cell may stand in two of them. */
static void couple_pre(nnrt_sim *s, nnrt_projection *p, uint32_t thread, const nnrt_step *step,
                       nnrt_couple *act)
{
    for (uint32_t w = 0; w < p->pre->n_views; w++)
        nnrt_couple_view(s, p, w, thread, step, coupling_of, act);
}

void nnrt_couplings_clear(nnrt_sim *s, uint32_t thread)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].mirror)
            clear_sums(s, &s->projections[i], thread);
}

void nnrt_couplings_run(nnrt_sim *s, uint32_t thread, const nnrt_step *step, nnrt_barrier *barrier)
{
    nnrt_couplings_clear(s, thread);
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].mirror && s->projections[i].def->synapse->couple)
            couple_post(&s->projections[i], thread, step, s->projections[i].def->synapse->couple);
    if (s->coupling_waits)
        nnrt_barrier_wait(barrier);
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].mirror && s->projections[i].def->synapse->couple_pre)
            couple_pre(s, &s->projections[i], thread, step,
                       s->projections[i].def->synapse->couple_pre);
}

void nnrt_couplings_show(nnrt_sim *s, uint32_t thread, int64_t k)
{
    const nnrt_step step = {k, (double)k * s->dt, s->dt};
    nnrt_couplings_clear(s, thread);
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].mirror && s->projections[i].def->synapse->show)
            couple_post(&s->projections[i], thread, &step, s->projections[i].def->synapse->show);
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].mirror && s->projections[i].def->synapse->show_pre)
            couple_pre(s, &s->projections[i], thread, &step,
                       s->projections[i].def->synapse->show_pre);
}
