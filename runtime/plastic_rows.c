/* Rows of plastic synapses: who is visited when, and the histories of post cells. */
#include "runtime/plastic_rows.h"

#include "runtime/plastic.h"

#include <stdlib.h>
#include <string.h>

/* Stamp of the entry before the first spike of a cell: older than all that is asked for, and finite. */
#define BEFORE_ALL (-0x1p40)

typedef struct
    past { /* of a post cell: entries, ascending; the first is as old as any connection asks for */
    double *entry; /* NULL: it has not fired, its newest entry is the block's `none` */
    uint32_t n, cap;
} past;

struct nnrt_traces {
    bool shared;   /* a slot per pre position; else per connection */
    uint32_t axon; /* steps, where shared */
    uint64_t n_slots;
    uint32_t n_cells, width; /* width: doubles of an entry */
    past *cells;             /* of the block: target t */
    const double **newest;
    double *none;        /* BEFORE_ALL and zeros */
    double *sent;        /* of the row at hand */
    int64_t replayed;    /* all post events that came up to this step have been handled */
    uint64_t held, room; /* entries in memory, and when to drop old ones */
    bool out_of_memory;
};

/* ---- making and clearing ---- */

static bool has_delays(const nnrt_rows *b)
{
    return b->delay8 || b->delay16;
}

static uint64_t longest_row(const nnrt_projection *p, const nnrt_rows *b)
{
    uint64_t longest = 0;
    for (uint32_t i = 0; i < p->pre->n; i++)
        longest = b->row[i + 1] - b->row[i] > longest ? b->row[i + 1] - b->row[i] : longest;
    return longest;
}

static bool cells_make(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, nnrt_traces *t)
{
    nnrt_memory *m = &s->memory;
    const char *what = p->def->label;
    const uint32_t cells = s->populations[b->population].n - b->lo;
    t->n_cells = cells < 65536 ? cells : 65536;
    t->width = p->def->synapse->entry;
    t->cells = nnrt_memory_take(m, t->n_cells, sizeof *t->cells, what);
    t->newest = nnrt_memory_take(m, t->n_cells, sizeof *t->newest, what);
    t->none = nnrt_memory_take(m, p->def->synapse->entry, sizeof *t->none, what);
    if (!t->cells || !t->newest || !t->none)
        return false;
    t->none[0] = BEFORE_ALL;
    return true;
}

bool nnrt_traces_make(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b)
{
    enum { LEAST_ROOM = 1 << 16 };
    const uint64_t n = b->row[p->pre->n];
    nnrt_traces *t = b->traces = nnrt_memory_take(&s->memory, 1, sizeof *t, p->def->label);
    if (!t)
        return false;
    t->shared = p->dendritic >= 1 || !has_delays(b);
    t->axon = p->dendritic >= 1 ? 0 : p->delay - nnrt_dendrite_of(p, p->delay);
    t->n_slots = t->shared ? p->pre->n : n;
    t->room = n / 4 < LEAST_ROOM ? LEAST_ROOM : n / 4;
    t->sent = nnrt_memory_take(&s->memory, longest_row(p, b), sizeof *t->sent, p->def->label);
    return t->sent && nnrt_instance_slots(&b->synapses, &s->memory, t->n_slots, p->def->label) &&
           (!p->def->synapse->mark || cells_make(s, p, b, t));
}

void nnrt_traces_free(nnrt_sim *s, nnrt_rows *b)
{
    nnrt_memory *m = &s->memory;
    nnrt_traces *t = b->traces;
    if (!t)
        return;
    for (uint32_t i = 0; t->cells && i < t->n_cells; i++)
        nnrt_grown_free(m, t->cells[i].entry, t->cells[i].cap, t->width * sizeof(double));
    nnrt_memory_give(m, t->cells);
    nnrt_memory_give(m, (void *)t->newest);
    nnrt_memory_give(m, t->none);
    nnrt_memory_give(m, t->sent);
    nnrt_memory_give(m, t);
}

void nnrt_traces_start(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    nnrt_traces *t = b->traces;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_HIDDEN && c->columns[i].space == NNRT_SLOT)
            nnrt_column_fill(b->synapses.self, &c->columns[i], (uint32_t)t->n_slots, 0);
    c->start_slots(b->synapses.self, s->dt, 0, (uint32_t)t->n_slots);
    for (uint32_t i = 0; i < t->n_cells; i++) {
        t->cells[i].n = t->cells[i].entry ? 1 : 0;
        t->newest[i] = t->cells[i].entry ? t->cells[i].entry : t->none;
        if (t->cells[i].entry)
            memcpy(t->cells[i].entry, t->none, c->entry * sizeof *t->none);
    }
    t->held = 0;
    t->replayed = -1;
}

bool nnrt_traces_failed(const nnrt_rows *b)
{
    return b->traces && b->traces->out_of_memory;
}

/* ---- pre spikes ---- */

/* The sums of one delay, or of each connection's own. */
static void deliver(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, const nnrt_visit *v)
{
    nnrt_population *post = &s->populations[b->population];
    const double *restrict sent = b->traces->sent;
    const uint16_t *restrict target = b->target;
    const uint64_t mask = post->slots - 1, n = (uint64_t)v->n;
    double *restrict ring = post->rings[b->port] ? post->rings[b->port] + b->lo : NULL;
    if (p->def->zero) {
        struct nnrt_queue *wired = ((nnrt_self *)post->shards[b->thread].self)->wired;
        for (uint64_t c = v->from; c < v->to; c++)
            nnrt_queue_add(wired, b->lo + target[c], b->port, sent[c - v->from]);
        return;
    }
    if (ring && !v->delay8 && !v->delay16) {
        double *restrict sum = ring + ((n + v->dendrite) & mask) * post->stride;
        for (uint64_t c = v->from; c < v->to; c++)
            sum[target[c]] += sent[c - v->from];
        return;
    }
    for (uint64_t c = v->from; c < v->to; c++) {
        const size_t slot = (n + (uint64_t)nnrt_visit_dendrite(v, c)) & mask;
        if (ring)
            ring[slot * post->stride + target[c]] += sent[c - v->from];
        else
            nnrt_queue_add(&post->shards[b->thread].queues[slot], b->lo + target[c], b->port,
                           sent[c - v->from]);
    }
}

static nnrt_visit visit_of(const nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b,
                           int64_t now)
{
    nnrt_visit v = {.n = now,
                    .dt = s->dt,
                    .target = b->target,
                    .newest = b->traces->newest,
                    .replayed = b->traces->replayed,
                    .dendrite = nnrt_dendrite_of(p, p->delay)};
    if (b->traces->shared) { /* without axons, what delays there are, are dendritic */
        v.delay8 = b->delay8;
        v.delay16 = b->delay16;
    }
    return v;
}

static void visit_row(const nnrt_rows *b, nnrt_visit *v, uint32_t position)
{
    v->slot = position;
    v->from = b->row[position];
    v->to = b->row[position + 1];
}

static void visit_connection(const nnrt_projection *p, const nnrt_rows *b, nnrt_visit *v,
                             uint64_t c)
{
    v->slot = v->from = c;
    v->to = c + 1;
    v->dendrite = nnrt_dendrite_of(p, nnrt_rows_delay(p, b, c));
}

void nnrt_traces_pre(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position,
                     int64_t stamp, uint32_t axon)
{
    const nnrt_synapse_class *class = p->def->synapse;
    nnrt_traces *t = b->traces;
    nnrt_visit v = visit_of(s, p, b, stamp + axon);
    if (t->shared && axon == t->axon) {
        visit_row(b, &v, position);
        class->row(b->synapses.self, &v, t->sent);
        deliver(s, p, b, &v);
    }
    for (uint64_t c = b->row[position]; !t->shared && c < b->row[position + 1]; c++) {
        visit_connection(p, b, &v, c);
        if (nnrt_rows_delay(p, b, c) - v.dendrite != axon)
            continue;
        class->row(b->synapses.self, &v, t->sent);
        deliver(s, p, b, &v);
    }
}

/* ---- post spikes ---- */

/* Room for one more entry. */
static bool entry_make(nnrt_memory *m, const nnrt_traces *t, past *cell, uint32_t width)
{
    enum { FIRST = 4 };
    if (cell->entry && cell->n < cell->cap)
        return true;
    double *grown = nnrt_grown(m, cell->entry, &cell->cap, width * sizeof *grown, FIRST);
    if (!grown)
        return false;
    if (!cell->entry) {
        memcpy(grown, t->none, width * sizeof *grown);
        cell->n = 1;
    }
    cell->entry = grown;
    return true;
}

static void mark(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, uint32_t target,
                 int64_t stamp)
{
    nnrt_traces *t = b->traces;
    past *cell = &t->cells[target];
    const uint32_t width = p->def->synapse->entry;
    if (!entry_make(&s->memory, t, cell, width)) {
        t->out_of_memory = true;
        return;
    }
    double *next = cell->entry + (size_t)cell->n * width;
    p->def->synapse->mark(b->synapses.self, stamp, s->dt, next - width, next);
    cell->n++;
    t->newest[target] = next;
    t->held++;
}

/* Forgets entries but the newest that all connections have left behind. */
static void drop_old(const nnrt_projection *p, nnrt_rows *b)
{
    nnrt_traces *t = b->traces;
    const size_t width = p->def->synapse->entry;
    const double left = (double)(t->replayed - (int64_t)p->max_delay);
    for (uint32_t i = 0; i < t->n_cells; i++) {
        past *cell = &t->cells[i];
        uint32_t old = 0;
        while (old + 1 < cell->n && cell->entry[(old + 1) * width] <= left)
            old++;
        if (!old)
            continue;
        memmove(cell->entry, cell->entry + old * width,
                (cell->n - old) * width * sizeof *cell->entry);
        cell->n -= old;
        t->held -= old;
        t->newest[i] = cell->entry + (cell->n - 1) * width;
    }
    if (t->held > t->room / 2)
        t->room = 4 * t->held;
}

void nnrt_traces_post(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp)
{
    nnrt_traces *t = b->traces;
    if (!p->def->synapse->mark)
        return;
    const nnrt_spikes *spikes = &s->populations[b->population].shards[b->thread].spikes[stamp & 1];
    for (uint32_t i = 0; i < spikes->n; i++)
        if (spikes->index[i] >= b->lo && spikes->index[i] - b->lo < t->n_cells)
            mark(s, p, b, spikes->index[i] - b->lo, stamp);
    if (t->held > t->room) {
        nnrt_traces_replay(s, p, b, stamp);
        drop_old(p, b);
    }
}

/* ---- all connections ---- */

static void visit_all(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now,
                      void (*f)(void *self, const nnrt_visit *v))
{
    nnrt_visit v = visit_of(s, p, b, now);
    for (uint64_t slot = 0; f && slot < b->traces->n_slots; slot++) {
        if (b->traces->shared)
            visit_row(b, &v, (uint32_t)slot);
        else
            visit_connection(p, b, &v, slot);
        f(b->synapses.self, &v);
    }
}

void nnrt_traces_replay(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now)
{
    visit_all(s, p, b, now, p->def->synapse->replay);
    b->traces->replayed = now;
}

void nnrt_traces_refresh(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now)
{
    visit_all(s, p, b, now, p->def->synapse->refresh);
}
