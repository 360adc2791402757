/* Passes over the connections of a projection, by all threads: first they are counted, then filled in. */
#include "runtime/wire_build.h"

#include "runtime/signals.h"

/* ---- rows into blocks ---- */

static void count_row(nnrt_building *b, uint32_t i, const nnrt_row *row)
{
    for (uint32_t k = 0; k < row->n; k++)
        b->p->blocks[b->where[row->pair[k].j].block].row[i]++;
}

static bool fill_connection(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                            const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    r->target[c] = b->where[pair->j].target;
    return !nnrt_has_values(b) || nnrt_value_connection(b, r, c, env, pair, m, e);
}

static bool fill_row(nnrt_building *b, uint32_t i, nnrt_row *row, uint64_t *cursor)
{
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    uint64_t m = 0;
    for (uint32_t k = 0; k < b->p->n_blocks; k++)
        cursor[k] = b->p->blocks[k].row[i];
    for (uint32_t k = 0; k < row->n; k++) {
        const nnrt_pair *pair = &row->pair[k];
        const uint32_t block = b->where[pair->j].block;
        m = k && row->pair[k - 1].j == pair->j ? m + 1 : 0;
        if (!fill_connection(b, &b->p->blocks[block], cursor[block]++, &env, pair, m, &row->error))
            return false;
    }
    return true;
}

/* ---- connections that come by post cells, straight into their blocks ---- */

/* While a block is filled, row[i] is where the next connection of row i goes: at last, where row i + 1 starts. */
static void starts_again(const nnrt_building *b, nnrt_rows *r)
{
    for (uint32_t i = b->p->pre->n; i > 0; i--)
        r->row[i] = r->row[i - 1];
    r->row[0] = 0;
}

static bool build_block(nnrt_building *b, uint32_t block, nnrt_row *row)
{
    nnrt_rows *r = &b->p->blocks[block];
    const uint32_t end = nnrt_block_begin(b, block + 1);
    for (uint32_t j = nnrt_block_begin(b, block); j < end; j++) {
        uint32_t n;
        row->error_at = j;
        if (nnrt_signals_pending() || !nnrt_post_sources(&b->plan, 0, j, row, &n))
            return false;
        for (uint32_t k = 0; b->fill && k < n; k++)
            r->target[r->row[row->picked[k]]++] = b->where[j].target;
        for (uint32_t k = 0; !b->fill && k < n; k++)
            r->row[row->picked[k]]++;
    }
    if (b->fill)
        starts_again(b, r);
    return true;
}

static void build_blocks(void *context, uint32_t thread)
{
    nnrt_building *b = context;
    for (uint32_t k; (k = atomic_fetch_add(&b->next, 1)) < b->p->n_blocks;)
        if (!build_block(b, k, &b->rows[thread]))
            return;
}

/* Values, when the targets are known: by rows, as they lie in memory. */
static bool value_row(nnrt_building *b, uint32_t block, uint32_t i, nnrt_row *row)
{
    nnrt_rows *r = &b->p->blocks[block];
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    const uint32_t lo = nnrt_block_begin(b, block), hi = nnrt_block_begin(b, block + 1);
    for (uint64_t c = r->row[i]; c < r->row[i + 1]; c++) {
        const nnrt_pair pair = {i, nnrt_block_position(b, lo, hi, r->target[c]), 0, 0};
        if (!nnrt_value_connection(b, r, c, &env, &pair, 0, &row->error))
            return false;
    }
    return true;
}

static bool value_rows(nnrt_building *b, uint32_t i, nnrt_row *row)
{
    for (uint32_t k = 0; k < b->p->n_blocks; k++)
        if (!value_row(b, k, i, row))
            return false;
    return true;
}

/* ---- connections that come by rows ---- */

static bool build_row(nnrt_building *b, uint32_t i, nnrt_row *row, uint64_t *cursor)
{
    if (!nnrt_rows_generate(&b->plan, i, row))
        return false;
    if (b->fill)
        return fill_row(b, i, row, cursor);
    count_row(b, i, row);
    return true;
}

static void build_part(void *context, uint32_t thread)
{
    enum { CHUNK = 16 };
    nnrt_building *b = context;
    nnrt_row *row = &b->rows[thread];
    const uint32_t n = b->p->pre->n;
    for (uint32_t from; (from = atomic_fetch_add(&b->next, CHUNK)) < n;)
        for (uint32_t i = from; i < n && i < from + CHUNK; i++) {
            row->error_at = i;
            if (nnrt_signals_pending() ||
                !(b->valuing ? value_rows(b, i, row) : build_row(b, i, row, b->cursor[thread])))
                return;
        }
}

bool nnrt_wire_is_by_post(const nnrt_building *b)
{
    return nnrt_rows_by_post(b->p->def) && !b->valuing;
}

bool nnrt_wire_pass(nnrt_building *b, bool fill)
{
    nnrt_sim *s = b->s;
    const nnrt_row *first = NULL;
    b->fill = fill;
    atomic_store(&b->next, 0);
    if (!nnrt_parallel(s->threads, nnrt_wire_is_by_post(b) ? build_blocks : build_part, b))
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT, "cannot start %u threads (--threads)",
                              s->threads);
    for (uint32_t t = 0; t < s->threads; t++)
        if (b->rows[t].error.exit_code && (!first || b->rows[t].error_at < first->error_at))
            first = &b->rows[t];
    if (first)
        *s->error = first->error;
    s->interrupted = nnrt_signals_pending();
    return !first && !s->interrupted;
}
