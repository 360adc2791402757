/* The order of LEMS between populations. What is attached to a cell is stepped just before the cell, in document order of the
   populations. Where it reads what is attached to another cell, it finds that as its last step left it: of this step where
   the other cell came earlier, of the step before where it comes later. */
#include "runtime/turns.h"

#include "runtime/couple.h"
#include "runtime/rounds.h"
#include "runtime/turns_now.h"

#include <math.h>

/* ---- which projections act on a population ---- */
static bool ends_at(const nnrt_sim *s, const nnrt_projection *p, uint32_t population)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t k = 0; c && c->couple && k < p->n_blocks; k++)
        if (p->blocks[k].population == population)
            return true;
    for (uint32_t w = 0; c && c->couple_pre && w < p->pre->n_views; w++)
        if (s->views[p->pre->views[w]].population == population)
            return true;
    return false;
}

/* Those of one population into out[], unless that is NULL; how many they are. */
static uint32_t find_acting(const nnrt_sim *s, uint32_t population, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (ends_at(s, &s->projections[i], population)) {
            if (out)
                out[n] = i;
            n++;
        }
    return n;
}

static bool acting_make(nnrt_sim *s)
{
    const uint32_t n = s->program->n_populations;
    s->acting_first =
        nnrt_memory_take(&s->memory, (uint64_t)n + 1, sizeof *s->acting_first, "turns");
    for (uint32_t i = 0; s->acting_first && i < n; i++)
        s->acting_first[i + 1] = s->acting_first[i] + find_acting(s, i, NULL);
    if (!s->acting_first)
        return false;
    s->acting =
        nnrt_memory_take(&s->memory, (uint64_t)s->acting_first[n] + 1, sizeof *s->acting, "turns");
    for (uint32_t i = 0; s->acting && i < n; i++)
        find_acting(s, i, s->acting + s->acting_first[i]);
    return s->acting;
}

/* ---- time ---- */
bool nnrt_turns_make(nnrt_sim *s)
{
    if (!s->program->in_turn)
        return true;
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].max_delay > s->ahead)
            s->ahead = s->projections[i].max_delay;
    s->n_sums = 2 * (s->ahead + 2);
    s->sums = nnrt_memory_take(&s->memory, s->n_sums, sizeof *s->sums, "times");
    if (s->sums)
        nnrt_turns_start(s);
    return s->sums && acting_make(s);
}

void nnrt_turns_free(nnrt_sim *s)
{
    nnrt_memory_give(&s->memory, s->sums);
    nnrt_memory_give(&s->memory, s->acting_first);
    nnrt_memory_give(&s->memory, s->acting);
}

static double *sum_at(const nnrt_sim *s, int64_t n)
{
    return &s->sums[(uint64_t)n % s->n_sums];
}

void nnrt_turns_start(nnrt_sim *s)
{
    if (!s->sums)
        return;
    *sum_at(s, 0) = 0;
    for (int64_t n = 0; n < s->ahead; n++)
        nnrt_turns_note(s, n - s->ahead + 1);
}

void nnrt_turns_note(nnrt_sim *s, int64_t n)
{
    *sum_at(s, n + s->ahead) = *sum_at(s, n + s->ahead - 1) + s->dt * 1e-3;
}

double nnrt_turns_time(const nnrt_sim *s, int64_t n)
{
    return *sum_at(s, n) * 1e3;
}

/* A delay in s as documents say it, in ms with few digits: 46 steps of 0.1 ms are 4.6 ms, not the double above. */
static double seconds_of(const nnrt_sim *s, uint32_t delay)
{
    const double digits = 1e9;
    return floor((double)delay * s->dt * digits + 0.5) / digits * 1e-3;
}

bool nnrt_turns_late(const nnrt_sim *s, int64_t stamp, uint32_t delay)
{
    return *sum_at(s, stamp + delay) < *sum_at(s, stamp) + seconds_of(s, delay);
}

/* ---- events ---- */
void nnrt_turns_arrive(nnrt_sim *s, uint32_t population, const nnrt_step *step)
{
    nnrt_population *p = &s->populations[population];
    nnrt_shard *shard = &p->shards[0];
    if (shard->queues)
        nnrt_events_handle(p, shard, step, &shard->spikes[(step->k + 1) & 1]);
}

/* ---- couplings ---- */
/* The population at the other end, of plain projections: their groups have one view. */
static uint32_t other_population(const nnrt_sim *s, const nnrt_group *g)
{
    return s->views[g->views[0]].population;
}

nnrt_coupling nnrt_turns_seen(const nnrt_projection *p, const nnrt_rows *b, int64_t k, bool late,
                              bool pre)
{
    const nnrt_synapse_class *c = p->def->synapse;
    const int64_t before = k > 0 ? k - 1 : k;
    for (uint32_t f = 0; f < c->n_fars; f++) {
        const bool other = (c->fars[f].side == NNRT_PRE) != pre;
        b->link->mixed[f] = b->link->far[(late && other && !c->fars[f].latest ? before : k) & 1][f];
    }
    return (nnrt_coupling){b->row, b->target, b->link->mixed, b->link->sum};
}

static nnrt_coupling pre_of_now(const nnrt_projection *p, const nnrt_rows *b, int64_t k)
{
    return nnrt_turns_seen(p, b, k, false, true);
}

static nnrt_coupling pre_and_late(const nnrt_projection *p, const nnrt_rows *b, int64_t k)
{
    return nnrt_turns_seen(p, b, k, true, true);
}

nnrt_couple *nnrt_turns_act(const nnrt_synapse_class *c, bool on_pre, nnrt_turn_kind kind)
{
    if (kind == NNRT_TURN_START)
        return on_pre ? c->show_pre : c->show;
    return on_pre ? c->couple_pre : c->couple;
}

static void act_on_post(nnrt_sim *s, nnrt_projection *p, uint32_t population, const nnrt_step *step,
                        nnrt_couple *act)
{
    const bool later = other_population(s, p->pre) > population;
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        const nnrt_rows *b = &p->blocks[k];
        if (b->population != population)
            continue;
        nnrt_turns_now_pre(s, p, step);
        const nnrt_coupling c = nnrt_turns_seen(p, b, step->k, later, false);
        act(b->synapses.self, step, &c, 0, p->pre->n);
    }
}

static void act_on_pre(nnrt_sim *s, nnrt_projection *p, uint32_t population, const nnrt_step *step,
                       nnrt_couple *act)
{
    const bool later = other_population(s, p->post) > population;
    for (uint32_t w = 0; w < p->pre->n_views; w++)
        if (s->views[p->pre->views[w]].population == population) {
            nnrt_turns_now_post(s, p, step);
            nnrt_couple_view(s, p, w, 0, step, later ? pre_and_late : pre_of_now, act);
        }
}

void nnrt_turns_couple(nnrt_sim *s, uint32_t population, const nnrt_step *step, nnrt_turn_kind kind)
{
    for (uint32_t i = s->acting_first[population]; i < s->acting_first[population + 1]; i++) {
        nnrt_projection *p = &s->projections[s->acting[i]];
        if (!p->mirror || !p->pre->n_views || !p->post->n_views)
            continue;
        nnrt_couple *on_post = nnrt_turns_act(p->def->synapse, false, kind),
                    *on_pre = nnrt_turns_act(p->def->synapse, true, kind);
        if (on_post)
            act_on_post(s, p, population, step, on_post);
        if (on_pre)
            act_on_pre(s, p, population, step, on_pre);
    }
}
