/* From spikes to the rings of their targets. A thread delivers all spikes of a time to its own
   cells, in the order that fixes every sum: projection as declared, pre position, place in the row.
   */
#include "runtime/sim.h"

#include "runtime/arrivals.h"
#include "runtime/plastic.h"
#include "runtime/third.h"
#include "runtime/turns.h"

enum { BATCH = 16 }; /* spikes whose rows are asked for before the first is delivered */

typedef struct route { /* where the connections of a block go */
    double *ring;      /* of the port, at the block's first cell; NULL: queues */
    nnrt_queue *queues;
    size_t stride;
    uint64_t mask, stamp;
    uint32_t lo, port;
    nnrt_shard *shard;
    nnrt_arrivals *arrivals; /* list of what is delivered, or NULL */
    const nnrt_sim *in_turn; /* NULL: delays are whole steps, however times add up */
} route;

static inline size_t slot_of(const route *to, uint64_t delay)
{
    return (to->stamp + delay) & to->mask;
}

/* ---- one row, by what its connections carry ---- */

static void row_uniform(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                        uint64_t from, uint64_t end)
{
    double *restrict sum = to->ring + slot_of(to, p->delay) * to->stride;
    const uint16_t *restrict target = b->target;
    const double w = p->weight;
    for (uint64_t c = from; c < end; c++)
        sum[target[c]] += w;
}

static void row_weights(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                        uint64_t from, uint64_t end)
{
    double *restrict sum = to->ring + slot_of(to, p->delay) * to->stride;
    const uint16_t *restrict target = b->target;
    const double *restrict weight = b->weight;
    for (uint64_t c = from; c < end; c++)
        sum[target[c]] += weight[c];
}

static void row_weights32(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                          uint64_t from, uint64_t end)
{
    double *restrict sum = to->ring + slot_of(to, p->delay) * to->stride;
    const uint16_t *restrict target = b->target;
    const float *restrict weight = b->weight32;
    for (uint64_t c = from; c < end; c++)
        sum[target[c]] += (double)weight[c];
}

static void row_delay8(const route *to, const nnrt_projection *p, const nnrt_rows *b, uint64_t from,
                       uint64_t end)
{
    const uint16_t *restrict target = b->target;
    const uint8_t *restrict delay = b->delay8;
    double *restrict ring = to->ring;
    for (uint64_t c = from; c < end; c++)
        ring[slot_of(to, delay[c]) * to->stride + target[c]] += nnrt_rows_weight(p, b, c);
}

static void row_delay16(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                        uint64_t from, uint64_t end)
{
    const uint16_t *restrict target = b->target;
    const uint16_t *restrict delay = b->delay16;
    double *restrict ring = to->ring;
    for (uint64_t c = from; c < end; c++)
        ring[slot_of(to, delay[c]) * to->stride + target[c]] += nnrt_rows_weight(p, b, c);
}

static void row_queued(const route *to, const nnrt_projection *p, const nnrt_rows *b, uint64_t from,
                       uint64_t end)
{
    for (uint64_t c = from; c < end; c++) {
        uint32_t delay = nnrt_rows_delay(p, b, c);
        if (to->in_turn && !nnrt_rows_between(p, b, c) &&
            nnrt_turns_late(to->in_turn, (int64_t)to->stamp, delay))
            delay++;
        nnrt_queue_add(&to->queues[slot_of(to, delay)], to->lo + b->target[c], to->port,
                       nnrt_rows_weight(p, b, c));
    }
}

typedef void row_function(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                          uint64_t from, uint64_t end);

static row_function *row_function_of(const route *to, const nnrt_rows *b)
{
    if (!to->ring)
        return row_queued;
    if (b->delay8)
        return row_delay8;
    if (b->delay16)
        return row_delay16;
    return b->weight32 ? row_weights32 : b->weight ? row_weights : row_uniform;
}

/* ---- all rows of a time ---- */

typedef struct span { /* connections of a row */
    uint64_t from, end;
} span;

/* The first lines of a row; what follows them the machine foresees. */
static void prefetch_row(const nnrt_rows *b, const span *r)
{
    enum { LINE = 64, LINES = 4 };
    const uint64_t end = r->from + LINES * LINE / sizeof *b->target;
    for (uint64_t c = r->from; c < r->end && c < end; c += LINE / sizeof *b->target)
        __builtin_prefetch(b->target + c);
    for (uint64_t c = r->from; b->weight && c < r->end && c < end; c += LINE / sizeof *b->weight)
        __builtin_prefetch(b->weight + c);
    for (uint64_t c = r->from; b->weight32 && c < r->end && c < end;
         c += LINE / sizeof *b->weight32)
        __builtin_prefetch(b->weight32 + c);
}

static void note_row(const route *to, const nnrt_rows *b, const span *r)
{
    const nnrt_arrived row = {b->target + r->from, to->lo, (uint32_t)(r->end - r->from), to->port};
    nnrt_arrivals_add(to->shard, to->arrivals, &row);
}

static void deliver_spikes(const route *to, const nnrt_projection *p, const nnrt_rows *b,
                           const nnrt_view *v, uint32_t first, const nnrt_spikes *spikes)
{
    row_function *deliver = row_function_of(to, b);
    for (uint32_t i = 0; i < spikes->n;) {
        span rows[BATCH];
        uint32_t n = 0;
        for (; n < BATCH && i < spikes->n; i++) {
            const uint32_t place = nnrt_view_place(v, spikes->index[i]);
            if (place == NNRT_NOWHERE)
                continue;
            rows[n] = (span){b->row[first + place], b->row[first + place + 1]};
            prefetch_row(b, &rows[n++]);
        }
        for (uint32_t k = 0; to->arrivals && k < n; k++)
            note_row(to, b, &rows[k]);
        for (uint32_t k = 0; k < n; k++)
            deliver(to, p, b, rows[k].from, rows[k].end);
    }
}

static route route_of(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, int64_t stamp)
{
    nnrt_population *post = &s->populations[b->population];
    nnrt_shard *shard = &post->shards[b->thread];
    double *ring = post->rings[b->port];
    const uint64_t slot = ((uint64_t)stamp + p->delay) & (post->slots - 1);
    return (route){.shard = shard,
                   .in_turn = s->program->in_turn ? s : NULL,
                   .arrivals = shard->arrivals ? &shard->arrivals[slot] : NULL,
                   .ring = ring ? ring + b->lo : NULL,
                   .queues = shard->queues,
                   .stride = post->stride,
                   .mask = post->slots - 1,
                   .stamp = (uint64_t)stamp,
                   .lo = b->lo,
                   .port = b->port};
}

static void deliver_block(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, int64_t stamp)
{
    const route to = route_of(s, p, b, stamp);
    for (uint32_t w = 0; w < p->pre->n_views; w++) {
        const nnrt_view *v = &s->views[p->pre->views[w]];
        const nnrt_population *pre = &s->populations[v->population];
        for (uint32_t t = 0; t < s->threads; t++)
            deliver_spikes(&to, p, b, v, p->pre->first[w],
                           &pre->shards[t].spikes[2 * p->output[w] + (stamp & 1)]);
    }
}

void nnrt_deliver(nnrt_sim *s, uint32_t thread, int64_t stamp)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->onto)
            nnrt_third_deliver(s, p, thread, stamp);
        for (uint32_t k = 0; k < p->n_blocks; k++) {
            nnrt_rows *b = &p->blocks[k];
            if (b->thread != thread)
                continue;
            if (p->def->synapse)
                nnrt_plastic_deliver(s, p, b, stamp);
            else if (!p->def->zero)
                deliver_block(s, p, b, stamp);
        }
    }
}
