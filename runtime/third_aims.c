/* Third factors that reach single connections. The connections of the other projection are positions like cells: their
   numbers do not depend on threads. Each thread keeps the part of every row that reaches its own connections, and
   what is under way to them. */
#include "runtime/third_aims.h"

#include "runtime/plastic.h"
#include "runtime/third.h"
#include "runtime/wire_build.h"

#include <stdlib.h>

typedef struct aim { /* of a pre position */
    uint32_t block, connection;
    uint32_t number; /* of the connection, among all of the other projection */
    uint32_t delay;  /* steps */
    double weight;
} aim;

typedef struct due { /* events of one time */
    struct aim *event;
    uint32_t n, cap;
} due;

struct nnrt_aims { /* of a thread */
    uint64_t *row; /* aims of pre position i: row[i] .. row[i + 1] */
    aim *aims;
    uint32_t n, cap;
    due *slots; /* per time modulo n_slots, a power of two */
    uint32_t n_slots;
};

/* ---- numbers of connections ---- */

typedef struct numbers {
    const nnrt_projection *onto;
    uint64_t *first; /* of the connections of a pre position of `onto` */
} numbers;

static bool numbers_make(nnrt_sim *s, const nnrt_projection *p, numbers *x)
{
    const nnrt_projection *onto = x->onto = p->onto;
    uint64_t n = 0;
    x->first =
        nnrt_memory_take(&s->memory, (uint64_t)onto->pre->n + 1, sizeof *x->first, p->def->label);
    if (!x->first)
        return false;
    for (uint32_t i = 0; i < onto->pre->n; i++) {
        x->first[i] = n;
        for (uint32_t k = 0; k < onto->n_blocks; k++)
            n += onto->blocks[k].row[i + 1] - onto->blocks[k].row[i];
    }
    x->first[onto->pre->n] = n;
    return n < NNRT_NOWHERE ||
           nnrt_error_set(s->error, NNRT_EXIT_LIMIT,
                          "%s: %s has %llu connections, more than another projection can reach",
                          p->def->where, onto->def->label, (unsigned long long)n);
}

static aim aim_of(const numbers *x, uint32_t connection)
{
    uint32_t lo = 0, hi = x->onto->pre->n;
    while (hi - lo > 1) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (x->first[middle] <= connection)
            lo = middle;
        else
            hi = middle;
    }
    uint64_t left = connection - x->first[lo];
    uint32_t k = 0;
    for (; left >= x->onto->blocks[k].row[lo + 1] - x->onto->blocks[k].row[lo]; k++)
        left -= x->onto->blocks[k].row[lo + 1] - x->onto->blocks[k].row[lo];
    return (aim){.block = k,
                 .connection = (uint32_t)(x->onto->blocks[k].row[lo] + left),
                 .number = connection};
}

/* ---- rows ---- */

static bool add_aim(nnrt_sim *s, const nnrt_projection *p, const aim *a)
{
    nnrt_aims *x = &p->aims[p->onto->blocks[a->block].thread];
    if (x->n == x->cap) {
        aim *grown = nnrt_grown(&s->memory, x->aims, &x->cap, sizeof *grown, 64);
        if (!grown)
            return false;
        x->aims = grown;
    }
    x->aims[x->n++] = *a;
    return true;
}

/* The m-th aim of the pair: its values are filled in as those of connection 0 of a block. */
static bool make_aim(nnrt_building *b, const numbers *x, nnrt_rule_env *env, const nnrt_pair *pair,
                     uint64_t m)
{
    double weight = b->p->weight;
    uint16_t delay = (uint16_t)b->p->delay;
    nnrt_rows values = {.weight = &weight, .delay16 = &delay};
    if (!nnrt_value_connection(b, &values, 0, env, pair, m, b->s->error))
        return false;
    aim a = aim_of(x, pair->j);
    a.weight = nnrt_weight_kept(b->s, weight);
    a.delay = delay;
    return add_aim(b->s, b->p, &a) || nnrt_error_memory(b->s->error);
}

static bool make_row(nnrt_building *b, const numbers *x, uint32_t i, nnrt_row *row)
{
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    uint64_t m = 0;
    if (!nnrt_rows_generate(&b->plan, i, row)) {
        *b->s->error = row->error;
        return false;
    }
    for (uint32_t k = 0; k < row->n; k++) {
        m = k && row->pair[k - 1].j == row->pair[k].j ? m + 1 : 0;
        if (!make_aim(b, x, &env, &row->pair[k], m))
            return false;
    }
    for (uint32_t t = 0; t < b->s->threads; t++)
        b->p->aims[t].row[i + 1] = b->p->aims[t].n;
    return true;
}

static bool make_rows(nnrt_building *b, const numbers *x)
{
    nnrt_row row = {.memory = &b->s->memory};
    bool ok = true;
    for (uint32_t i = 0; ok && i < b->p->pre->n; i++)
        ok = make_row(b, x, i, &row);
    nnrt_row_free(&row);
    return ok;
}

static bool aims_allocate(nnrt_sim *s, nnrt_projection *p)
{
    p->aims = nnrt_memory_take(&s->memory, s->threads, sizeof *p->aims, p->def->label);
    for (uint32_t t = 0; p->aims && t < s->threads; t++) {
        p->aims[t].row =
            nnrt_memory_take(&s->memory, (uint64_t)p->pre->n + 1, sizeof(uint64_t), p->def->label);
        if (!p->aims[t].row)
            return false;
    }
    return p->aims;
}

static bool slots_make(nnrt_sim *s, nnrt_projection *p)
{
    uint32_t n = 1;
    while (n < p->max_delay)
        n *= 2;
    for (uint32_t t = 0; t < s->threads; t++) {
        p->aims[t].slots = nnrt_memory_take(&s->memory, n, sizeof(due), p->def->label);
        if (!p->aims[t].slots)
            return false;
        p->aims[t].n_slots = n;
    }
    return true;
}

bool nnrt_aims_make(nnrt_sim *s, nnrt_projection *p)
{
    numbers x = {0};
    nnrt_building b = {.s = s, .p = p};
    nnrt_group *reached = nnrt_memory_take(&s->memory, 1, sizeof *reached, p->def->label);
    p->post = reached;
    bool ok = reached && numbers_make(s, p, &x);
    if (ok)
        *reached = (nnrt_group){.n = (uint32_t)x.first[p->onto->pre->n]};
    ok = ok && aims_allocate(s, p) && nnrt_values_plan(&b) && nnrt_rows_plan(&b.plan, s, p) &&
         make_rows(&b, &x);
    p->max_delay = atomic_load(&b.longest);
    p->clipped = atomic_load(&b.clipped);
    ok = ok && slots_make(s, p);
    for (uint32_t t = 0; ok && t < s->threads; t++)
        p->n += p->aims[t].n;
    if (b.plan.sim)
        nnrt_rows_plan_free(&b.plan);
    nnrt_memory_give(&s->memory, b.values);
    nnrt_memory_give(&s->memory, x.first);
    p->post = NULL;
    nnrt_memory_give(&s->memory, reached);
    return ok;
}

void nnrt_aims_seek(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor)
{
    for (uint32_t t = 0; t < s->threads; t++)
        cursor[t] = p->aims[t].row[i];
}

bool nnrt_aims_next(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor,
                    nnrt_aimed *next)
{
    uint32_t thread = s->threads;
    for (uint32_t t = 0; t < s->threads; t++) {
        const nnrt_aims *x = &p->aims[t];
        if (cursor[t] == x->row[i + 1])
            continue;
        const aim *a = &x->aims[cursor[t]];
        if (thread < s->threads && a->number >= next->number)
            continue;
        thread = t;
        *next = (nnrt_aimed){.number = a->number, .delay = a->delay, .weight = a->weight};
    }
    if (thread == s->threads)
        return false;
    cursor[thread]++;
    return true;
}

void nnrt_aims_free(nnrt_sim *s, nnrt_projection *p)
{
    nnrt_memory *m = &s->memory;
    for (uint32_t t = 0; p->aims && t < s->threads; t++) {
        nnrt_aims *x = &p->aims[t];
        nnrt_memory_give(m, x->row);
        nnrt_grown_free(m, x->aims, x->cap, sizeof *x->aims);
        for (uint32_t k = 0; k < x->n_slots; k++)
            nnrt_grown_free(m, x->slots[k].event, x->slots[k].cap, sizeof *x->slots[k].event);
        nnrt_memory_give(m, x->slots);
    }
    nnrt_memory_give(m, p->aims);
}

/* ---- events ---- */

void nnrt_aims_start(nnrt_sim *s, nnrt_projection *p)
{
    for (uint32_t t = 0; t < s->threads; t++)
        for (uint32_t k = 0; k < p->aims[t].n_slots; k++)
            p->aims[t].slots[k].n = 0;
}

void nnrt_aims_deliver(nnrt_sim *s, nnrt_projection *p, uint32_t thread, uint32_t position,
                       int64_t stamp)
{
    nnrt_aims *x = &p->aims[thread];
    for (uint64_t k = x->row[position]; k < x->row[position + 1]; k++) {
        due *d = &x->slots[(uint64_t)(stamp + x->aims[k].delay) & (x->n_slots - 1)];
        if (d->n == d->cap) {
            aim *grown = nnrt_grown(&s->memory, d->event, &d->cap, sizeof *grown, 64);
            if (!grown) {
                atomic_store(&s->memory.lacking, true);
                return;
            }
            d->event = grown;
        }
        d->event[d->n++] = x->aims[k];
    }
}

void nnrt_aims_arrive(nnrt_sim *s, nnrt_projection *p, uint32_t thread, int64_t now)
{
    nnrt_aims *x = &p->aims[thread];
    due *d = &x->slots[(uint64_t)now & (x->n_slots - 1)];
    for (uint32_t k = 0; k < d->n; k++)
        nnrt_plastic_modulate_one(s, p->onto, &p->onto->blocks[d->event[k].block],
                                  d->event[k].connection, p->third, d->event[k].weight, now);
    d->n = 0;
}
