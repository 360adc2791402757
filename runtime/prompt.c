/* Projections without delay: after the conditions of a time, what was emitted reaches its targets in rounds. In a round
   every thread takes the events for its own cells from the spikes of the round before, by projection, pre position and
   place in the row; when all have taken them, it handles them after those between the ports of one cell. So each cell
   sees one order of events, whatever the threads (semantics 2.6). */
#include "runtime/prompt.h"

#include "runtime/plastic.h"
#include "runtime/rounds.h"

static bool is_prompt(const nnrt_program *p)
{
    for (uint32_t i = 0; i < p->n_projections; i++)
        if (p->projections[i].zero)
            return true;
    return false;
}

bool nnrt_prompt_make(nnrt_sim *s)
{
    s->prompt = is_prompt(s->program);
    for (uint32_t i = 0; s->prompt && i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        for (uint32_t t = 0; t < s->threads; t++) {
            p->shards[t].fresh = nnrt_memory_take(&s->memory, nnrt_class_outputs(p->def->cls),
                                                  sizeof *p->shards[t].fresh, p->def->label);
            if (!p->shards[t].fresh)
                return false;
        }
    }
    return true;
}

void nnrt_prompt_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->populations && i < s->program->n_populations; i++)
        for (uint32_t t = 0; s->populations[i].shards && t < s->threads; t++)
            nnrt_memory_give(&s->memory, s->populations[i].shards[t].fresh);
}

/* ---- the cells of a thread ---- */

static nnrt_spikes *spikes_of(const nnrt_shard *shard, uint32_t output, int64_t stamp)
{
    return &shard->spikes[2 * output + (stamp & 1)];
}

/* Events of the round go to this queue from now on. */
static void fill(nnrt_sim *s, uint32_t thread, uint64_t round)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_shard *shard = &s->populations[i].shards[thread];
        ((nnrt_self *)shard->self)->wired = &shard->wired[round & 1];
    }
}

static void sort_fresh(nnrt_sim *s, uint32_t thread, int64_t stamp)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        const nnrt_shard *shard = &p->shards[thread];
        for (uint32_t q = 0; q < nnrt_class_outputs(p->def->cls); q++)
            nnrt_spikes_sort(spikes_of(shard, q, stamp), shard->fresh[q]);
    }
}

/* What is emitted from now on is of the next round; at the start of a time nothing was taken yet. */
static void note_fresh(nnrt_sim *s, uint32_t thread, int64_t stamp, bool start)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        const nnrt_shard *shard = &p->shards[thread];
        for (uint32_t q = 0; q < nnrt_class_outputs(p->def->cls); q++)
            shard->fresh[q] = start ? 0 : spikes_of(shard, q, stamp)->n;
    }
}

/* ---- events of projections ---- */

static void take_row(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position,
                     int64_t stamp)
{
    if (p->def->synapse) {
        nnrt_plastic_prompt(s, p, b, position, stamp);
        return;
    }
    const nnrt_self *self = s->populations[b->population].shards[b->thread].self;
    for (uint64_t c = b->row[position]; c < b->row[position + 1]; c++)
        nnrt_queue_add(self->wired, b->lo + b->target[c], b->port, nnrt_rows_weight(p, b, c));
}

/* Fresh spikes of the cells of a view in a thread. */
static void take_view(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t view, uint32_t thread,
                      int64_t stamp)
{
    const nnrt_view *v = &s->views[p->pre->views[view]];
    const nnrt_shard *shard = &s->populations[v->population].shards[thread];
    const nnrt_spikes *spikes = spikes_of(shard, p->output[view], stamp);
    for (uint32_t i = shard->fresh[p->output[view]]; i < spikes->n; i++) {
        const uint32_t place = nnrt_view_place(v, spikes->index[i]);
        if (place != NNRT_NOWHERE)
            take_row(s, p, b, p->pre->first[view] + place, stamp);
    }
}

static void take_block(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp)
{
    for (uint32_t w = 0; w < p->pre->n_views; w++)
        for (uint32_t t = 0; t < s->threads; t++)
            take_view(s, p, b, w, t, stamp);
}

void nnrt_prompt_taken(nnrt_sim *s, uint32_t population, int64_t stamp)
{
    const nnrt_shard *shard = &s->populations[population].shards[0];
    const uint32_t n = nnrt_class_outputs(s->populations[population].def->cls);
    for (uint32_t q = 0; s->prompt && q < n; q++)
        shard->fresh[q] = spikes_of(shard, q, stamp)->n;
}

void nnrt_prompt_start(nnrt_sim *s, uint32_t population)
{
    const nnrt_shard *shard = &s->populations[population].shards[0];
    const uint32_t n = nnrt_class_outputs(s->populations[population].def->cls);
    for (uint32_t q = 0; s->prompt && q < n; q++)
        shard->fresh[q] = 0;
}

static bool has_fresh(const nnrt_sim *s, uint32_t population, int64_t stamp)
{
    const nnrt_shard *shard = &s->populations[population].shards[0];
    const uint32_t n = nnrt_class_outputs(s->populations[population].def->cls);
    for (uint32_t q = 0; q < n; q++)
        if (spikes_of(shard, q, stamp)->n > shard->fresh[q])
            return true;
    return false;
}

void nnrt_prompt_from(nnrt_sim *s, uint32_t population, const nnrt_step *step)
{
    const int64_t stamp = step->k + 1;
    if (!s->prompt || !has_fresh(s, population, stamp))
        return;
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        for (uint32_t w = 0; p->def->zero && w < p->pre->n_views; w++)
            for (uint32_t k = 0;
                 s->views[p->pre->views[w]].population == population && k < p->n_blocks; k++)
                take_view(s, p, &p->blocks[k], w, 0, stamp);
    }
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_shard *shard = &s->populations[i].shards[0];
        nnrt_events_take(&s->populations[i], shard, &shard->wired[0], step,
                         &shard->spikes[stamp & 1]);
    }
}

static void take_events(nnrt_sim *s, uint32_t thread, int64_t stamp)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        for (uint32_t k = 0; p->def->zero && k < p->n_blocks; k++)
            if (p->blocks[k].thread == thread)
                take_block(s, p, &p->blocks[k], stamp);
    }
}

/* ---- rounds ---- */

/* The first population of the thread with an event in this round, or NNRT_NOWHERE. */
static uint32_t first_waiting(const nnrt_sim *s, uint32_t thread, uint64_t round)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        if (s->populations[i].shards[thread].wired[round & 1].n)
            return i;
    return NNRT_NOWHERE;
}

static void handle_round(nnrt_sim *s, uint32_t thread, const nnrt_step *after, uint64_t round)
{
    fill(s, thread, round + 1);
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        nnrt_shard *shard = &p->shards[thread];
        nnrt_events_take(p, shard, &shard->wired[round & 1], after,
                         &shard->spikes[(after->k + 1) & 1]);
    }
}

static void end_rounds(nnrt_sim *s, uint32_t thread, int64_t stamp)
{
    fill(s, thread, 0);
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        nnrt_events_sort(p->def->cls, &p->shards[thread].spikes[stamp & 1]);
    }
}

bool nnrt_prompt_rounds(nnrt_sim *s, uint32_t thread, const nnrt_step *after, nnrt_barrier *barrier,
                        _Atomic uint64_t *active, uint32_t *population, nnrt_event *endless)
{
    const int64_t stamp = after->k + 1;
    const uint64_t first = (uint64_t)stamp * (NNRT_ROUNDS + 2) + 1; /* no other time has it */
    note_fresh(s, thread, stamp, true);
    for (uint64_t round = 0;; round++) {
        sort_fresh(s, thread, stamp);
        nnrt_barrier_wait(barrier);
        take_events(s, thread, stamp);
        *population = first_waiting(s, thread, round);
        if (*population != NNRT_NOWHERE)
            atomic_store(active, first + round);
        nnrt_barrier_wait(barrier);
        if (atomic_load(active) != first + round)
            break;
        if (round == NNRT_ROUNDS) {
            if (*population != NNRT_NOWHERE)
                *endless = s->populations[*population].shards[thread].wired[round & 1].event[0];
            return false;
        }
        note_fresh(s, thread, stamp, false);
        handle_round(s, thread, after, round);
    }
    end_rounds(s, thread, stamp);
    return true;
}
