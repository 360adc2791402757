/* What the host of a simulation sends: spikes of cells wait in a list of their population until all threads have seen
   them, events go to the ring or the queue of the next time. */
#include "runtime/sent.h"

#include "runtime/arrivals.h"
#include "runtime/queue.h"
#include "runtime/rounds.h"

bool nnrt_sent_make(nnrt_sim *s)
{
    const uint32_t n = s->program->n_populations;
    s->sent = nnrt_memory_take(&s->memory, n, sizeof *s->sent, "spikes of the host");
    for (uint32_t i = 0; s->sent && i < n; i++)
        s->sent[i].cells.memory = &s->memory;
    return s->sent;
}

/* Its clock lets events through cell by cell. */
static bool is_open(nnrt_sim *s)
{
    return !s->program->in_turn ||
           nnrt_error_set(s->error, NNRT_EXIT_USAGE,
                          "a program in the steps of LEMS takes no events of its host");
}

static bool no_room(nnrt_sim *s)
{
    return nnrt_memory_short(&s->memory, "spikes of the host", s->error);
}

bool nnrt_sent_spike(nnrt_sim *s, uint32_t population, uint32_t cell)
{
    nnrt_sent *sent = &s->sent[population];
    if (!is_open(s))
        return false;
    if (sent->stamp != s->k + 1)
        sent->cells.n = 0;
    sent->stamp = s->k + 1;
    nnrt_spike(&sent->cells, cell, 1);
    return !atomic_load(&s->memory.lacking) || no_room(s);
}

static nnrt_shard *shard_of(const nnrt_sim *s, nnrt_population *p, uint32_t cell)
{
    uint32_t t = 0;
    while (t + 1 < s->threads && cell >= p->shards[t].hi)
        t++;
    return &p->shards[t];
}

bool nnrt_sent_event(nnrt_sim *s, uint32_t population, uint32_t port, uint32_t cell, double weight)
{
    nnrt_population *p = &s->populations[population];
    nnrt_shard *shard = shard_of(s, p, cell);
    const nnrt_port *at = &p->def->cls->ports[port];
    const size_t slot = (uint64_t)(s->k + 1) & (p->slots - 1);
    if (!is_open(s))
        return false;
    if (at->n_more)
        return nnrt_error_set(s->error, NNRT_EXIT_USAGE,
                              "events at '%s' of %s have %u values, a host sends one", at->name,
                              p->def->label, at->n_more + 1);
    if (!p->rings[port]) {
        nnrt_queue_add(&shard->queues[slot], cell, port, weight);
        return !atomic_load(&s->memory.lacking) || no_room(s);
    }
    p->rings[port][slot * p->stride + cell] += weight;
    if (shard->arrivals)
        shard->arrivals[slot].many = true; /* no row of connections names it */
    return true;
}

void nnrt_sent_emit(const nnrt_sim *s, uint32_t population, const nnrt_shard *shard, int64_t stamp,
                    nnrt_spikes *out)
{
    const nnrt_sent *sent = &s->sent[population];
    const uint32_t before = out->n;
    for (uint32_t i = 0; sent->stamp == stamp && i < sent->cells.n; i++)
        if (sent->cells.index[i] >= shard->lo && sent->cells.index[i] < shard->hi)
            nnrt_spike(out, sent->cells.index[i], 1);
    if (out->n > before)
        nnrt_spikes_sort(out, 0);
}

void nnrt_sent_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->sent && i < s->program->n_populations; i++)
        nnrt_grown_free(&s->memory, s->sent[i].cells.index, s->sent[i].cells.cap, sizeof(uint32_t));
    nnrt_memory_give(&s->memory, s->sent);
}
