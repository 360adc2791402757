/* Rows of clauses that do not come by pre cells: samples per post cell, lists of data. They are
   made unit by unit (a post cell, a line), twice: to count the rows, and to fill them. */
#include "runtime/wire.h"

#include "runtime/signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
    nnrt_plan_of_rows *w;
    uint32_t clause;
    uint64_t units;
    uint64_t *cursor; /* threads x n_pre: count, then place of the next one */
    nnrt_row *rows;   /* per thread: the pairs of a unit */
    bool fill;
} job;

bool nnrt_rows_by_post(const nnrt_projection_def *d)
{
    return !d->modulates && d->n_clauses == 1 && d->clauses[0].wiring == NNRT_WIRE_POST &&
           !d->clauses[0].replace;
}

bool nnrt_post_sources(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t j, nnrt_row *row,
                       uint32_t *n)
{
    const nnrt_wired *c = &w->clauses[clause];
    const uint32_t self = c->def->no_self ? w->self_pre[j] : NNRT_NOWHERE;
    const uint32_t candidates = w->n_pre - (self != NNRT_NOWHERE);
    nnrt_rule_env env = nnrt_pair_env(w, c->count);
    double size;
    if (w->has_positions)
        env.post_at = nnrt_group_position(w->sim, w->projection->post, j);
    if (!nnrt_sample_size(w, c, &env, 0, j, candidates, row, &size))
        return false;
    *n = (uint32_t)size;
    if (!nnrt_row_sample(row, c->connect, 0, j, candidates, *n, c->def->replace))
        return false;
    for (uint32_t k = 0; k < *n; k++)
        row->picked[k] += row->picked[k] >= self;
    return true;
}

static bool post_unit(const job *b, uint64_t unit, nnrt_row *row)
{
    const uint32_t j = (uint32_t)unit;
    uint32_t n;
    if (!nnrt_post_sources(b->w, b->clause, j, row, &n))
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!nnrt_row_add(row, (nnrt_pair){row->picked[k], j, b->clause, 0}))
            return false;
    return true;
}

static bool list_unit(const job *b, uint64_t unit, nnrt_row *row)
{
    const nnrt_plan_of_rows *w = b->w;
    const nnrt_wired *c = &w->clauses[b->clause];
    const nnrt_data *data = &w->sim->program->data[c->def->data];
    const double i = data->values[unit], j = data->values[data->rows + unit];
    if (!(i >= 0 && i < w->n_pre && i == floor(i) && j >= 0 && j < w->n_post && j == floor(j)))
        return nnrt_error_set(&row->error, NNRT_EXIT_MODEL,
                              "%s: connection %llu is %.12g to %.12g, of %u and %u cells",
                              c->def->where, (unsigned long long)unit, i, j, w->n_pre, w->n_post);
    return nnrt_row_add(row, (nnrt_pair){(uint32_t)i, (uint32_t)j, b->clause, unit});
}

static void put_pairs(const job *b, const nnrt_row *row, uint64_t *cursor)
{
    const nnrt_stored *r = &b->w->clauses[b->clause].stored;
    for (uint32_t k = 0; k < row->n; k++) {
        const uint64_t at = cursor[row->pair[k].i]++;
        if (!b->fill)
            continue;
        r->j[at] = row->pair[k].j;
        if (r->item)
            r->item[at] = row->pair[k].item;
    }
}

static void store_part(void *context, uint32_t thread)
{
    static bool (*const pairs_of[])(const job *, uint64_t, nnrt_row *) = {
        [NNRT_WIRE_POST] = post_unit, [NNRT_WIRE_LIST] = list_unit};
    const job *b = context;
    const uint32_t threads = b->w->sim->threads;
    const uint64_t from =
        b->units / threads * thread + (thread < b->units % threads ? thread : b->units % threads);
    const uint64_t to = from + b->units / threads + (thread < b->units % threads);
    uint64_t *cursor = b->cursor + (size_t)thread * b->w->n_pre;
    nnrt_row *row = &b->rows[thread];
    for (uint64_t unit = from; unit < to; unit++) {
        row->n = 0;
        if (unit % 1024 == 0 && nnrt_signals_pending())
            return;
        if (!pairs_of[b->w->clauses[b->clause].wiring](b, unit, row))
            return;
        put_pairs(b, row, cursor);
    }
}

/* Counts become places: rows one after the other, in each row the threads one after the other. */
static uint64_t places(const job *b, uint64_t *row)
{
    uint64_t at = 0;
    for (uint32_t i = 0; i < b->w->n_pre; i++) {
        row[i] = at;
        for (uint32_t t = 0; t < b->w->sim->threads; t++) {
            uint64_t *cursor = &b->cursor[(size_t)t * b->w->n_pre + i];
            const uint64_t n = *cursor;
            *cursor = at;
            at += n;
        }
    }
    row[b->w->n_pre] = at;
    return at;
}

static bool store_pass(job *b)
{
    nnrt_sim *s = b->w->sim;
    if (!nnrt_parallel(s->threads, store_part, b))
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT, "cannot start %u threads (--threads)",
                              s->threads);
    for (uint32_t t = 0; t < s->threads; t++)
        if (b->rows[t].error.exit_code) {
            *s->error = b->rows[t].error;
            return false;
        }
    s->interrupted = nnrt_signals_pending();
    return !s->interrupted;
}

static uint64_t units_of(const nnrt_plan_of_rows *w, const nnrt_wired *c)
{
    return c->wiring == NNRT_WIRE_LIST ? w->sim->program->data[c->def->data].rows : w->n_post;
}

static bool store(job *b)
{
    nnrt_memory *m = &b->w->sim->memory;
    nnrt_wired *c = &b->w->clauses[b->clause];
    const char *what = b->w->projection->def->label;
    c->stored.row = nnrt_memory_take(m, (uint64_t)b->w->n_pre + 1, sizeof *c->stored.row, what);
    if (!c->stored.row || !store_pass(b))
        return false;
    const uint64_t n = places(b, c->stored.row);
    c->stored.j = nnrt_memory_take(m, n, sizeof *c->stored.j, what);
    if (c->wiring == NNRT_WIRE_LIST)
        c->stored.item = nnrt_memory_take(m, n, sizeof *c->stored.item, what);
    if (!c->stored.j || (c->wiring == NNRT_WIRE_LIST && !c->stored.item))
        return false;
    b->fill = true;
    return store_pass(b);
}

bool nnrt_rows_store(nnrt_plan_of_rows *w, uint32_t clause)
{
    nnrt_sim *s = w->sim;
    const char *what = w->projection->def->label;
    job b = {.w = w, .clause = clause, .units = units_of(w, &w->clauses[clause])};
    b.cursor =
        nnrt_memory_take(&s->memory, (uint64_t)s->threads * w->n_pre, sizeof *b.cursor, what);
    b.rows = nnrt_memory_take(&s->memory, s->threads, sizeof *b.rows, what);
    for (uint32_t t = 0; b.rows && t < s->threads; t++)
        b.rows[t].memory = &s->memory;
    const bool ok = b.cursor && b.rows && store(&b);
    for (uint32_t t = 0; b.rows && t < s->threads; t++)
        nnrt_row_free(&b.rows[t]);
    nnrt_memory_give(&s->memory, b.cursor);
    nnrt_memory_give(&s->memory, b.rows);
    return ok;
}
