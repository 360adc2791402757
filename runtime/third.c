/* Third factors: events of a projection that ends at another one's connections, before the pre and post spikes of the same
   time (semantics 7). Where they reach all connections alike they are counted; else see third_aims.c. */
#include "runtime/third.h"

#include "runtime/checks.h"
#include "runtime/plastic.h"
#include "runtime/streams.h"
#include "runtime/third_aims.h"
#include "runtime/time.h"

#include <math.h>
#include <string.h>

static bool find_port(nnrt_sim *s, nnrt_projection *p)
{
    const nnrt_synapse_class *c = p->onto->def->synapse;
    while (c && p->third < c->n_thirds && strcmp(c->thirds[p->third].name, p->def->port))
        p->third++;
    return (c && p->third < c->n_thirds) ||
           nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: the synapses of %s have no port '%s'",
                          p->def->where, p->onto->def->label, p->def->port);
}

static bool find_delay(nnrt_sim *s, nnrt_projection *p)
{
    const nnrt_projection_def *d = p->def;
    const double least = nnrt_sim_value(s, s->program->min_delay, NNRT_PURPOSE_DELAY, "", s->dt);
    const double delay = nnrt_sim_value(s, d->delay, NNRT_PURPOSE_DELAY, d->label, least);
    nnrt_sim_steps(s, delay, "a delay", d->where);
    if (!nnrt_delay_steps(s, delay, d->label, d->where, &p->delay, s->error))
        return false;
    p->max_delay = p->delay;
    return true;
}

static bool make_counts(nnrt_sim *s, nnrt_projection *p)
{
    p->weight = nnrt_sim_value(s, p->def->weight, NNRT_PURPOSE_WEIGHT, p->def->label, 0);
    if (!isfinite(p->weight))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: the weight of %s is %g",
                              p->def->where, p->def->label, p->weight);
    if (!find_delay(s, p))
        return false;
    p->counts = nnrt_memory_take(&s->memory, (uint64_t)s->threads * (p->delay + 1),
                                 sizeof *p->counts, p->def->label);
    return p->counts;
}

bool nnrt_third_make(nnrt_sim *s, nnrt_projection *p)
{
    p->onto = &s->projections[p->def->post];
    return find_port(s, p) && (p->def->alike ? make_counts(s, p) : nnrt_aims_make(s, p));
}

void nnrt_third_start(nnrt_sim *s, nnrt_projection *p)
{
    if (p->aims)
        nnrt_aims_start(s, p);
    else
        memset(p->counts, 0, (size_t)s->threads * (p->delay + 1) * sizeof *p->counts);
}

static uint32_t *count_of(const nnrt_projection *p, uint32_t thread, int64_t stamp)
{
    return p->counts + (size_t)thread * (p->delay + 1) + (uint64_t)stamp % (p->delay + 1);
}

/* Where all connections are reached alike each thread counts for itself: no other one has to wait. */
void nnrt_third_deliver(nnrt_sim *s, nnrt_projection *p, uint32_t thread, int64_t stamp)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < p->pre->n_views; w++) {
        const nnrt_view *v = &s->views[p->pre->views[w]];
        for (uint32_t t = 0; t < s->threads; t++) {
            const nnrt_spikes *spikes =
                &s->populations[v->population].shards[t].spikes[2 * p->output[w] + (stamp & 1)];
            for (uint32_t i = 0; i < spikes->n; i++) {
                const uint32_t place = nnrt_view_place(v, spikes->index[i]);
                n += place != NNRT_NOWHERE;
                if (p->aims && place != NNRT_NOWHERE)
                    nnrt_aims_deliver(s, p, thread, p->pre->first[w] + place, stamp);
            }
        }
    }
    if (!p->aims)
        *count_of(p, thread, stamp) = n;
}

static void arrive_alike(nnrt_sim *s, const nnrt_projection *p, uint32_t thread, int64_t now)
{
    if (now < p->delay)
        return;
    const uint32_t n = *count_of(p, thread, now - p->delay);
    for (uint32_t k = 0; n && k < p->onto->n_blocks; k++)
        if (p->onto->blocks[k].thread == thread)
            nnrt_plastic_modulate(s, p->onto, &p->onto->blocks[k], p->third, n, p->weight, now);
}

void nnrt_third_arrive(nnrt_sim *s, uint32_t thread, int64_t now)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->onto && p->aims)
            nnrt_aims_arrive(s, p, thread, now);
        else if (p->onto)
            arrive_alike(s, p, thread, now);
    }
}
