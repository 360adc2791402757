/* Synapses with states of their own. Pre spikes reach them d_axon steps after their stamp; post
   spikes d_dendrite steps after theirs, from a history that is applied when the next pre spike
   comes, or when weights are read. At equal times post spikes come first where d_dendrite >= 1,
   else after the pre spikes (semantics 7). */
#include "runtime/plastic.h"

#include "runtime/checks.h"
#include "runtime/couple.h"
#include "runtime/pairs.h"
#include "runtime/plastic_rows.h"
#include "runtime/third.h"
#include "runtime/time.h"
#include "runtime/turns.h"

#include <stdlib.h>
#include <string.h>

typedef struct stamps { /* of one cell, ascending */
    int64_t *stamp;
    uint32_t n, cap;
    uint32_t dropped; /* spikes before the first one, modulo 2^32 */
} stamps;

typedef struct positions { /* pre positions that fired at one time */
    uint32_t *position;
    uint32_t n, cap;
} positions;

struct nnrt_history {
    stamps *cells; /* of the block: target t */
    uint32_t n_cells;
    uint32_t
        *seen; /* per connection: post spikes that were applied, modulo 2^32; NULL: it wants none */
    uint64_t held, room; /* stamps in memory, and when to drop old ones */
    positions *sent;     /* per stamp modulo `depth`: pre spikes under way in axons */
    uint32_t depth;      /* longest axonal delay + 1 */
    int64_t *busy;      /* stamps that `sent` has spikes of, ascending, in a ring of `depth`: ... */
    uint64_t from, to;  /* ... places `from` up to `to` */
    double *initial;    /* weights as they were set last; NULL: the program has no reset */
    uint32_t *incoming; /* connections by target: those of t are first[t] .. first[t + 1]; ... */
    uint32_t *first;    /* ... NULL: post spikes may wait for the next pre spike */
    nnrt_memory *memory; /* where the lists of `cells` and `sent` are counted */
    bool out_of_memory;
};

uint32_t nnrt_dendrite_of(const nnrt_projection *p, uint32_t delay)
{
    return p->dendritic >= 1 ? delay : (uint32_t)nnrt_steps(p->dendritic * delay, 1).k;
}

/* ---- making and clearing ---- */

static bool has_reset(const nnrt_program *p)
{
    for (uint32_t i = 0; i < p->n_actions; i++)
        if (p->actions[i].kind == NNRT_RESET)
            return true;
    return false;
}

static uint32_t longest_axon(const nnrt_projection *p, const nnrt_rows *b, uint64_t n)
{
    uint32_t longest = 0;
    for (uint64_t c = 0; c < n; c++) {
        const uint32_t delay = nnrt_rows_delay(p, b, c), axon = delay - nnrt_dendrite_of(p, delay);
        longest = axon > longest ? axon : longest;
    }
    return longest;
}

static void note_weights(nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t k = 0; b->history->initial && k < b->synapses.n; k++)
        b->history->initial[k] = nnrt_synapse_weight(b, c, k);
}

/* A handler that reads a cell or sends, states that move at every step, conditions: post spikes are handled when they
   arrive. */
static bool is_eager(const nnrt_synapse_class *c)
{
    return c->post && (c->n_fars || c->couple || c->test || c->sends_late);
}

static bool incoming_make(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b)
{
    nnrt_history *h = b->history;
    const uint64_t n = b->row[p->pre->n];
    h->incoming = nnrt_memory_take(&s->memory, n, sizeof *h->incoming, p->def->label);
    h->first =
        nnrt_memory_take(&s->memory, (uint64_t)h->n_cells + 2, sizeof *h->first, p->def->label);
    if (!h->incoming || !h->first)
        return false;
    for (uint64_t c = 0; c < n; c++)
        h->first[b->target[c] + 2]++;
    for (uint32_t t = 2; t < h->n_cells + 2; t++)
        h->first[t] += h->first[t - 1];
    for (uint64_t c = 0; c < n; c++)
        h->incoming[h->first[b->target[c] + 1]++] = (uint32_t)c;
    return true;
}

/* When conditions and post spikes are handled, the cells of their time are done. */
static bool check_sends(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b)
{
    for (uint64_t c = 0; p->def->synapse->sends_late && c < b->row[p->pre->n]; c++)
        if (!nnrt_dendrite_of(p, nnrt_rows_delay(p, b, c)))
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                                  "%s: %s of %s sends at post spikes or conditions: that takes a "
                                  "dendritic delay of a step at least",
                                  p->def->where, p->def->synapse->name, p->def->label);
    return true;
}

static bool history_make(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b)
{
    nnrt_memory *m = &s->memory;
    const char *what = p->def->label;
    const uint64_t n = b->row[p->pre->n];
    nnrt_history *h = b->history = nnrt_memory_take(m, 1, sizeof *h, what);
    if (!h)
        return false;
    h->memory = m;
    const uint32_t cells = s->populations[b->population].n - b->lo;
    h->n_cells = cells < 65536 ? cells : 65536;
    h->room = n < 1u << 20 ? 1u << 20 : n;
    h->depth = longest_axon(p, b, n) + 1;
    h->cells = nnrt_memory_take(m, h->n_cells, sizeof *h->cells, what);
    h->sent = nnrt_memory_take(m, h->depth, sizeof *h->sent, what);
    h->busy = nnrt_memory_take(m, h->depth, sizeof *h->busy, what);
    if (p->def->synapse->post)
        h->seen = nnrt_memory_take(m, n, sizeof *h->seen, what);
    if (has_reset(s->program))
        h->initial = nnrt_memory_take(m, n, sizeof *h->initial, what);
    if (!h->cells || !h->sent || !h->busy || (p->def->synapse->post && !h->seen) ||
        (has_reset(s->program) && !h->initial))
        return false;
    note_weights(p, b);
    if (p->def->synapse->row)
        return nnrt_traces_make(s, p, b);
    return !is_eager(p->def->synapse) || incoming_make(s, p, b);
}

bool nnrt_projection_derive(nnrt_sim *s, nnrt_projection *p)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t k = 0; c && c->derive && k < p->n_blocks; k++) {
        nnrt_bad bad = {0};
        c->derive(p->blocks[k].synapses.self, s->dt, 0, p->blocks[k].synapses.n, &bad);
        if (bad.what)
            return nnrt_bad_tell(s, &bad, p->def->label, p->def->where);
    }
    return true;
}

static void start_block(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    nnrt_pairs_key(s, p, b);
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_HIDDEN && c->columns[i].space <= NNRT_EACH)
            nnrt_column_fill(b->synapses.self, &c->columns[i], b->synapses.n, 0);
    if (c->start)
        c->start(b->synapses.self, s->dt, 0, b->synapses.n);
    if (b->traces)
        nnrt_traces_start(s, p, b);
}

static void restore_weights(nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t k = 0; b->history->initial && k < b->synapses.n; k++)
        nnrt_synapse_set_weight(b, c, k, b->history->initial[k]);
}

void nnrt_plastic_note_weights(nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++)
        note_weights(p, &p->blocks[k]);
}

static void clear_block(nnrt_rows *b)
{
    nnrt_history *h = b->history;
    for (uint32_t t = 0; t < h->n_cells; t++)
        h->cells[t].n = h->cells[t].dropped = 0;
    for (uint32_t k = 0; k < h->depth; k++)
        h->sent[k].n = 0;
    h->from = h->to = 0;
    if (h->seen)
        memset(h->seen, 0, b->synapses.n * sizeof *h->seen);
    h->held = 0;
}

void nnrt_projection_start(nnrt_sim *s, nnrt_projection *p, bool keep_weights)
{
    for (uint32_t k = 0; p->def->synapse && k < p->n_blocks; k++) {
        nnrt_rows *b = &p->blocks[k];
        if (keep_weights)
            note_weights(p, b);
        clear_block(b);
        restore_weights(p, b);
        start_block(s, p, b);
    }
}

bool nnrt_plastic_make(nnrt_sim *s, nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        if (!check_sends(s, p, &p->blocks[k]) || !history_make(s, p, &p->blocks[k]) ||
            !nnrt_pairs_make(s, p, &p->blocks[k]))
            return false;
    }
    if (!nnrt_projection_derive(s, p))
        return false;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        start_block(s, p, &p->blocks[k]);
    return true;
}

void nnrt_plastic_free(nnrt_sim *s, nnrt_projection *p)
{
    nnrt_memory *m = &s->memory;
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        nnrt_history *h = p->blocks[k].history;
        nnrt_pairs_free(s, &p->blocks[k]);
        nnrt_traces_free(s, &p->blocks[k]);
        if (!h)
            continue;
        for (uint32_t t = 0; h->cells && t < h->n_cells; t++)
            nnrt_grown_free(m, h->cells[t].stamp, h->cells[t].cap, sizeof *h->cells[t].stamp);
        for (uint32_t i = 0; h->sent && i < h->depth; i++)
            nnrt_grown_free(m, h->sent[i].position, h->sent[i].cap, sizeof *h->sent[i].position);
        nnrt_memory_give(m, h->cells);
        nnrt_memory_give(m, h->sent);
        nnrt_memory_give(m, h->busy);
        nnrt_memory_give(m, h->seen);
        nnrt_memory_give(m, h->initial);
        nnrt_memory_give(m, h->incoming);
        nnrt_memory_give(m, h->first);
        nnrt_memory_give(m, h);
    }
}

/* ---- events of a connection ---- */

static uint32_t position_of(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    uint32_t lo = 0, hi = p->pre->n;
    while (hi - lo > 1) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (b->row[middle] <= c)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

static void send_one(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, uint64_t c,
                     int64_t at, const double *value, uint32_t n_values)
{
    nnrt_population *post = &s->populations[b->population];
    nnrt_shard *shard = &post->shards[b->thread];
    const size_t slot = (uint64_t)at & (post->slots - 1);
    const nnrt_event event = {b->lo + b->target[c], b->port, value[0]};
    if (p->def->zero)
        nnrt_queue_add_values(((nnrt_self *)shard->self)->wired, &event, value + 1, n_values - 1);
    else if (post->rings[b->port])
        post->rings[b->port][slot * post->stride + event.cell] += event.weight;
    else
        nnrt_queue_add_values(&shard->queues[slot], &event, value + 1, n_values - 1);
}

/* What a handler of connection c sent. */
static void send(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, uint64_t c, int64_t at,
                 const double *sent, int n)
{
    const uint32_t n_values = p->def->synapse->n_values ? p->def->synapse->n_values : 1;
    for (int e = 0; e < n; e++)
        send_one(s, p, b, c, at, sent + (size_t)e * n_values, n_values);
}

/* Post spikes that reach connection c by `now`; with `tie` also those that reach it at `now`. */
static void catch_up(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, uint64_t c,
                     uint32_t dendrite, int64_t now, bool tie)
{
    double sent[NNRT_SENT];
    nnrt_history *h = b->history;
    const stamps *cell = &h->cells[b->target[c]];
    while (h->seen[c] != cell->dropped + cell->n) {
        const int64_t arrival = cell->stamp[h->seen[c] - cell->dropped] + dendrite;
        if (arrival > now || (arrival == now && !tie))
            break;
        if (b->link)
            nnrt_far_load(p, b, position_of(p, b, c), b->target[c], arrival);
        const int n = p->def->synapse->post(b->synapses.self, (uint32_t)c, arrival, s->dt, sent);
        send(s, p, b, c, arrival + dendrite, sent, n);
        h->seen[c]++;
    }
}

/* Of which connections, in programs `in_turn`: of delays that are multiples of the step, or that end within their last one. */
typedef enum arriving { ARRIVE_ALL, ARRIVE_ON_GRID, ARRIVE_BETWEEN } arriving;

/* The pre spike stamped `stamp` in those connections of its row whose axon takes `axon` steps. Handlers see cells as
   they were at t_seen: after an axon only those run before the time is over that reach the cell without delay. */
static void pre_row(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position, int64_t stamp,
                    uint32_t axon, int64_t seen, arriving which)
{
    const nnrt_synapse_class *class = p->def->synapse;
    const int64_t now = stamp + axon;
    if (class->row) {
        nnrt_traces_pre(s, p, b, position, stamp, axon);
        return;
    }
    for (uint64_t c = b->row[position]; c < b->row[position + 1]; c++) {
        const uint32_t delay = nnrt_rows_delay(p, b, c), dendrite = nnrt_dendrite_of(p, delay);
        if (delay - dendrite != axon || (b->link && axon && !dendrite != (seen < now)) ||
            (which != ARRIVE_ALL && nnrt_rows_between(p, b, c) != (which == ARRIVE_BETWEEN)))
            continue;
        if (class->post)
            catch_up(s, p, b, c, dendrite, now, dendrite >= 1);
        if (b->link)
            nnrt_far_load(p, b, position, b->target[c], seen);
        double sent[NNRT_SENT];
        const int n = class->pre(b->synapses.self, (uint32_t)c, now, s->dt, sent);
        send(s, p, b, c, now + dendrite, sent, n);
    }
}

/* The cells of its time are known when all rounds are over: handlers see those of the step before. */
void nnrt_plastic_prompt(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position,
                         int64_t stamp)
{
    if (p->def->synapse->pre || b->traces)
        pre_row(s, p, b, position, stamp, 0, stamp > 0 ? stamp - 1 : 0, ARRIVE_ALL);
}

/* ---- spikes of a time ---- */

static void remember(nnrt_history *h, stamps *cell, int64_t stamp)
{
    if (cell->n == cell->cap) {
        int64_t *grown = nnrt_grown(h->memory, cell->stamp, &cell->cap, sizeof *grown, 8);
        if (!grown) {
            h->out_of_memory = true;
            return;
        }
        cell->stamp = grown;
    }
    cell->stamp[cell->n++] = stamp;
    h->held++;
}

static void remember_sent(nnrt_history *h, positions *list, uint32_t position)
{
    if (list->n == list->cap) {
        uint32_t *grown = nnrt_grown(h->memory, list->position, &list->cap, sizeof *grown, 64);
        if (!grown) {
            h->out_of_memory = true;
            return;
        }
        list->position = grown;
    }
    list->position[list->n++] = position;
}

static void flush_block(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now)
{
    if (b->traces)
        nnrt_traces_replay(s, p, b, now);
    for (uint64_t c = 0; b->history->seen && c < b->synapses.n; c++)
        catch_up(s, p, b, c, nnrt_dendrite_of(p, nnrt_rows_delay(p, b, c)), now, true);
}

/* Applies all that arrived, then forgets what no connection waits for any more. */
static void drop_old(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now)
{
    nnrt_history *h = b->history;
    flush_block(s, p, b, now);
    for (uint32_t t = 0; t < h->n_cells; t++) {
        stamps *cell = &h->cells[t];
        uint32_t old = 0;
        while (old < cell->n && cell->stamp[old] + p->max_delay <= now)
            old++;
        memmove(cell->stamp, cell->stamp + old, (cell->n - old) * sizeof *cell->stamp);
        cell->n -= old;
        cell->dropped += old;
        h->held -= old;
    }
    if (h->held > h->room / 2)
        h->room = 4 * h->held;
}

static void remember_post(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp)
{
    nnrt_history *h = b->history;
    const nnrt_spikes *spikes = &s->populations[b->population].shards[b->thread].spikes[stamp & 1];
    for (uint32_t i = 0; i < spikes->n; i++)
        if (spikes->index[i] >= b->lo && spikes->index[i] - b->lo < h->n_cells)
            remember(h, &h->cells[spikes->index[i] - b->lo], stamp);
    if (h->held > h->room)
        drop_old(s, p, b, stamp);
}

/* Pre spikes of a time, in the connections with that axonal delay. */
static void arrive_of(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp, uint32_t axon,
                      int64_t seen, arriving which)
{
    const nnrt_history *h = b->history;
    if (stamp < 0)
        return;
    const positions *sent = &h->sent[(uint64_t)stamp % h->depth];
    for (uint32_t n = 0; n < sent->n; n++)
        pre_row(s, p, b, sent->position[n], stamp, axon, seen, which);
}

/* Pre spikes that arrive at t_now after an axonal delay: only stamps that have some are looked at, of however many steps. */
static void arrive_pre(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t now, int64_t seen)
{
    const bool in_turn = s->program->in_turn;
    const nnrt_history *h = b->history;
    for (uint64_t k = h->from; k < h->to; k++) {
        const int64_t stamp = h->busy[k % h->depth];
        const uint32_t axon = (uint32_t)(now - stamp);
        const bool late = in_turn && nnrt_turns_late(s, stamp, axon);
        if (axon < h->depth)
            arrive_of(s, p, b, stamp, axon, seen, late ? ARRIVE_BETWEEN : ARRIVE_ALL);
        if (in_turn && axon > 1 && nnrt_turns_late(s, stamp, axon - 1))
            arrive_of(s, p, b, stamp, axon - 1, seen - 1, ARRIVE_ON_GRID);
    }
}

/* The slot of a new stamp, which takes the place of the one `depth` steps before. */
static positions *sent_at(nnrt_history *h, int64_t stamp)
{
    positions *sent = &h->sent[(uint64_t)stamp % h->depth];
    sent->n = 0;
    while (h->from < h->to && h->busy[h->from % h->depth] + h->depth <= stamp)
        h->from++;
    return sent;
}

/* Post spikes that arrive at t_now, where they cannot wait. */
static void arrive_post(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now)
{
    const nnrt_history *h = b->history;
    for (uint32_t t = 0; h->first && t < h->n_cells; t++) {
        const stamps *cell = &h->cells[t];
        if (!cell->n || cell->stamp[cell->n - 1] + p->max_delay < now)
            continue;
        for (uint32_t k = h->first[t]; k < h->first[t + 1]; k++)
            catch_up(s, p, b, h->incoming[k],
                     nnrt_dendrite_of(p, nnrt_rows_delay(p, b, h->incoming[k])), now, true);
    }
}

/* Pre spikes of a time whose axon takes no time; those with an axon are noted. */
static void arrive_at_once(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp)
{
    nnrt_history *h = b->history;
    positions *sent = sent_at(h, stamp);
    for (uint32_t w = 0; w < p->pre->n_views; w++) {
        const nnrt_view *v = &s->views[p->pre->views[w]];
        for (uint32_t t = 0; t < s->threads; t++) {
            const nnrt_spikes *spikes =
                &s->populations[v->population].shards[t].spikes[2 * p->output[w] + (stamp & 1)];
            for (uint32_t i = 0; i < spikes->n; i++) {
                const uint32_t place = nnrt_view_place(v, spikes->index[i]);
                if (place == NNRT_NOWHERE)
                    continue;
                pre_row(s, p, b, p->pre->first[w] + place, stamp, 0, stamp, ARRIVE_ALL);
                if (h->depth > 1)
                    remember_sent(h, sent, p->pre->first[w] + place);
            }
        }
    }
    if (sent->n)
        h->busy[h->to++ % h->depth] = stamp;
}

/* Conditions of all connections; at t_0 what they do there. */
static void test_all(nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b, int64_t now)
{
    nnrt_connection_event *test = now ? p->def->synapse->test : p->def->synapse->first;
    double sent[NNRT_SENT];
    for (uint32_t i = 0; test && i < p->pre->n; i++)
        for (uint64_t c = b->row[i]; c < b->row[i + 1]; c++) {
            if (b->link)
                nnrt_far_load(p, b, i, b->target[c], now);
            const int n = test(b->synapses.self, (uint32_t)c, now, s->dt, sent);
            send(s, p, b, c, now + nnrt_dendrite_of(p, nnrt_rows_delay(p, b, c)), sent, n);
        }
}

void nnrt_plastic_deliver(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp)
{
    nnrt_history *h = b->history;
    const nnrt_synapse_class *c = p->def->synapse;
    if (!c->pre && !c->post && !c->test && !c->first && !c->row)
        return;
    arrive_post(s, p, b, stamp);
    if (b->link && c->pre)
        arrive_pre(s, p, b, stamp, stamp);
    test_all(s, p, b, stamp);
    if (!p->def->zero && (c->pre || c->row))
        arrive_at_once(s, p, b, stamp);
    if (b->traces)
        nnrt_traces_post(s, p, b, stamp);
    else if (h->seen)
        remember_post(s, p, b, stamp);
    if (p->dendritic < 1 || p->def->zero)
        arrive_post(s, p, b, stamp);
}

static void modulate(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, uint64_t c, uint32_t port,
                     uint32_t count, double value, int64_t now)
{
    const nnrt_synapse_class *class = p->def->synapse;
    const uint32_t dendrite = nnrt_dendrite_of(p, nnrt_rows_delay(p, b, c));
    double sent[NNRT_SENT];
    if (class->post)
        catch_up(s, p, b, c, dendrite, now, false);
    for (uint32_t m = 0; m < count; m++) {
        const int n =
            class->thirds[port].handle(b->synapses.self, (uint32_t)c, now, s->dt, value, sent);
        send(s, p, b, c, now + dendrite, sent, n);
    }
}

void nnrt_plastic_modulate_one(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t c,
                               uint32_t port, double value, int64_t now)
{
    modulate(s, p, b, c, port, 1, value, now);
}

void nnrt_plastic_modulate(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t port,
                           uint32_t count, double value, int64_t now)
{
    for (uint64_t c = 0; c < b->synapses.n; c++)
        modulate(s, p, b, c, port, count, value, now);
}

bool nnrt_plastic_arrive(nnrt_sim *s, uint32_t thread, int64_t now)
{
    bool ok = true;
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        for (uint32_t k = 0; p->def->synapse && k < p->n_blocks; k++) {
            nnrt_rows *b = &p->blocks[k];
            if (b->thread != thread)
                continue;
            ok = ok && !b->history->out_of_memory && !nnrt_traces_failed(b);
            arrive_pre(s, p, b, now, b->link ? now - 1 : now);
        }
    }
    return ok;
}

void nnrt_plastic_relax(const nnrt_sim *s, nnrt_projection *p, int64_t now)
{
    const nnrt_synapse_class *class = p->def->synapse;
    for (uint32_t k = 0; class->refresh && k < p->n_blocks; k++)
        nnrt_traces_refresh(s, p, &p->blocks[k], now);
    for (uint32_t k = 0; class->relax && k < p->n_blocks; k++)
        for (uint64_t c = 0; c < p->blocks[k].synapses.n; c++)
            class->relax(p->blocks[k].synapses.self, (uint32_t)c, now, s->dt, NULL);
}

void nnrt_plastic_flush(nnrt_sim *s, nnrt_projection *p, int64_t now)
{
    for (uint32_t k = 0; k < p->n_blocks; k++)
        flush_block(s, p, &p->blocks[k], now);
}
