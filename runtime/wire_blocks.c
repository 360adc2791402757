/* The blocks of a projection: cells of one population and thread that a u16 names, with the connections that end in them. */
#include "runtime/wire_build.h"

#include "runtime/plastic.h"

enum { BLOCK = 65536 }; /* cells that a u16 names */

static uint32_t count_blocks(const nnrt_building *b, bool make)
{
    const nnrt_group *g = b->p->post;
    uint32_t n = 0;
    for (uint32_t w = 0; w < g->n_views; w++) {
        const nnrt_view *v = &b->s->views[g->views[w]];
        const nnrt_population *p = &b->s->populations[v->population];
        const uint32_t port = nnrt_port_find(p->def->cls, b->p->def->port);
        for (uint32_t t = 0; t < b->s->threads; t++) {
            uint32_t from, to;
            nnrt_view_range(v, p->shards[t].lo, p->shards[t].hi, &from, &to);
            for (uint32_t k = from, lo = 0; k < to; k++) {
                const uint32_t cell = nnrt_view_cell(v, k);
                if (k == from || cell - lo >= BLOCK) {
                    lo = cell;
                    if (make)
                        b->p->blocks[n] = (nnrt_rows){
                            .population = v->population, .thread = t, .lo = lo, .port = port};
                    n++;
                }
                if (make)
                    b->where[g->first[w] + k] = (nnrt_place_in_block){n - 1, (uint16_t)(cell - lo)};
            }
        }
    }
    return n;
}

bool nnrt_blocks_make(nnrt_building *b)
{
    nnrt_memory *m = &b->s->memory;
    const char *what = b->p->def->label;
    const uint32_t n = count_blocks(b, false);
    b->p->blocks = nnrt_memory_take(m, n, sizeof *b->p->blocks, what);
    b->where = nnrt_memory_take(m, b->p->post->n, sizeof *b->where, what);
    if (!b->p->blocks || !b->where)
        return false;
    b->p->n_blocks = count_blocks(b, true);
    for (uint32_t k = 0; k < n; k++)
        if (!(b->p->blocks[k].row =
                  nnrt_memory_take(m, (uint64_t)b->p->pre->n + 1, sizeof(uint64_t), what)))
            return false;
    b->cursor = nnrt_memory_take(m, b->s->threads, sizeof *b->cursor, what);
    b->rows = nnrt_memory_take(m, b->s->threads, sizeof *b->rows, what);
    for (uint32_t t = 0; b->rows && t < b->s->threads; t++)
        b->rows[t].memory = m;
    for (uint32_t t = 0; b->cursor && t < b->s->threads; t++)
        if (!(b->cursor[t] = nnrt_memory_take(m, n, sizeof(uint64_t), what)))
            return false;
    return b->cursor && b->rows;
}

bool nnrt_weights_make(nnrt_sim *s, nnrt_rows *r, uint64_t n, const char *what)
{
    void *weights = nnrt_memory_take(&s->memory, n, nnrt_weight_size(s), what);
    if (s->program->single)
        r->weight32 = weights;
    else
        r->weight = weights;
    return weights;
}

bool nnrt_block_allocate(nnrt_building *b, nnrt_rows *r)
{
    nnrt_memory *m = &b->s->memory;
    const char *what = b->p->def->label;
    uint64_t at = 0;
    for (uint32_t i = 0; i <= b->p->pre->n; i++) {
        const uint64_t n = r->row[i];
        r->row[i] = at;
        at += n;
    }
    b->p->n += at;
    r->target = nnrt_memory_take(m, at, sizeof *r->target, what);
    if (b->each_delay)
        r->delay16 = nnrt_memory_take(m, at, sizeof *r->delay16, what);
    const bool between = b->each_delay && b->s->program->in_turn;
    if (between)
        r->between = nnrt_memory_take(m, at, sizeof *r->between, what);
    const nnrt_synapse_class *c = b->p->def->synapse;
    const bool weights = !c && b->each_weight;
    if (!r->target || (b->each_delay && !r->delay16) || (between && !r->between) ||
        (weights && !nnrt_weights_make(b->s, r, at, what)))
        return false;
    if (!c)
        return true;
    if (at > UINT32_MAX)
        return nnrt_error_set(b->s->error, NNRT_EXIT_LIMIT,
                              "%s: %llu plastic connections in one block (more --threads)", what,
                              (unsigned long long)at);
    if (!nnrt_instance_make(&r->synapses, m, c->size, c->columns, c->n_columns, (uint32_t)at, what))
        return false;
    nnrt_self *self = r->synapses.self;
    self->params = b->s->params;
    self->texts = c->texts;
    return true;
}

bool nnrt_blocks_narrow(nnrt_sim *s, nnrt_projection *p)
{
    for (uint32_t k = 0; p->max_delay <= UINT8_MAX && k < p->n_blocks; k++) {
        nnrt_rows *r = &p->blocks[k];
        const uint64_t n = r->row[p->pre->n];
        if (!r->delay16)
            continue;
        uint8_t *bytes = (uint8_t *)(void *)r->delay16;
        for (uint64_t c = 0; c < n; c++)
            bytes[c] = (uint8_t)r->delay16[c];
        r->delay8 = nnrt_memory_shrink(&s->memory, r->delay16, n, 1);
        if (!r->delay8)
            return false;
        r->delay16 = NULL;
    }
    return true;
}

/* Blocks follow each other. */
uint32_t nnrt_block_begin(const nnrt_building *b, uint32_t block)
{
    uint32_t lo = 0, hi = b->p->post->n;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (b->where[middle].block < block)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* Most often they are neighbours in memory. */
uint32_t nnrt_block_position(const nnrt_building *b, uint32_t lo, uint32_t hi, uint16_t target)
{
    const uint32_t guess = lo + (uint32_t)(target - b->where[lo].target);
    if (guess < hi && b->where[guess].target == target)
        return guess;
    while (lo + 1 < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (b->where[middle].target <= target)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}
