/* Connections: the blocks of a projection, counted, allocated and filled by the rows of
   wire_rows.c; their weights, delays and synapse parameters. */
#include "runtime/wire.h"

#include "runtime/estimate.h"
#include "runtime/plastic.h"
#include "runtime/signals.h"
#include "runtime/streams.h"
#include "runtime/third.h"
#include "runtime/time.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 65536 }; /* cells that a u16 names */

typedef struct place { /* of a post position */
    uint32_t block;
    uint16_t target;
} place;

typedef struct valued { /* a synapse parameter that each connection has */
    const nnrt_assign *assign;
    uint64_t key;
} valued;

typedef struct building { /* a projection */
    nnrt_sim *s;
    nnrt_projection *p;
    nnrt_plan_of_rows plan;
    place *where;
    nnrt_row *rows;        /* per thread */
    uint64_t **cursor;     /* per thread, per block: the next connection of the row at hand */
    _Atomic uint32_t next; /* row that nobody has taken */
    bool fill;             /* else connections are counted */
    bool valuing;          /* targets are known, their values are filled in */
    bool each_weight, each_delay;
    uint64_t weight_key, delay_key;
    valued *values;
    _Atomic uint64_t clipped;
    _Atomic uint32_t longest; /* delay, steps */
} building;

/* ---- blocks ---- */

static uint32_t count_blocks(const building *b, bool make)
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
                    b->where[g->first[w] + k] = (place){n - 1, (uint16_t)(cell - lo)};
            }
        }
    }
    return n;
}

static bool blocks_make(building *b)
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
    for (uint32_t t = 0; b->cursor && t < b->s->threads; t++)
        if (!(b->cursor[t] = nnrt_memory_take(m, n, sizeof(uint64_t), what)))
            return false;
    return b->cursor && b->rows;
}

/* Counts become the starts of rows. */
static bool block_allocate(building *b, nnrt_rows *r)
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
    const nnrt_synapse_class *c = b->p->def->synapse;
    if (!c && b->each_weight)
        r->weight = nnrt_memory_take(m, at, sizeof *r->weight, what);
    if (!r->target || (b->each_delay && !r->delay16) || (!c && b->each_weight && !r->weight))
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
    return true;
}

/* ---- values of connections ---- */

static double list_value(const building *b, const nnrt_pair *pair, int32_t column)
{
    const nnrt_data *d = &b->s->program->data[b->plan.clauses[pair->clause].def->data];
    return d->values[(uint64_t)column * d->rows + pair->item];
}

static double value_of(const building *b, nnrt_rule_env *env, const nnrt_pair *pair, uint64_t m,
                       nnrt_rule own, int32_t column, nnrt_rule common, double fallback)
{
    if (column >= 0 && b->plan.clauses[pair->clause].wiring == NNRT_WIRE_LIST)
        return list_value(b, pair, column);
    const nnrt_rule rule = own ? own : common;
    return rule ? rule(env, pair->i, pair->j, m) : fallback;
}

static bool check_weight(const building *b, const nnrt_pair *pair, double weight, nnrt_error *e)
{
    return isfinite(weight) ||
           nnrt_error_set(e, NNRT_EXIT_MODEL, "%s: the weight of %s from %u to %u is %g",
                          b->p->def->where, b->p->def->label, pair->i, pair->j, weight);
}

static bool delay_steps(building *b, double delay, uint32_t *steps, nnrt_error *e)
{
    const int64_t k = nnrt_steps(delay, b->s->dt).k;
    if (k > UINT16_MAX)
        return nnrt_error_set(e, NNRT_EXIT_LIMIT,
                              "%s: a delay of %.12g ms in %s is longer than %d steps of %.12g ms",
                              b->p->def->where, delay, b->p->def->label, UINT16_MAX, b->s->dt);
    if (k < 1 && !(b->p->def->random_delay && isfinite(delay)))
        return nnrt_error_set(
            e, NNRT_EXIT_MODEL,
            "%s: a delay of %.12g ms in %s is below half a step of %.12g ms (--dt)",
            b->p->def->where, delay, b->p->def->label, b->s->dt);
    if (k < 1)
        atomic_fetch_add(&b->clipped, 1);
    *steps = k < 1 ? 1 : (uint32_t)k;
    return true;
}

static void note_delay(building *b, uint32_t steps)
{
    uint32_t longest = atomic_load(&b->longest);
    while (steps > longest && !atomic_compare_exchange_weak(&b->longest, &longest, steps))
        continue;
}

static bool fill_weight(building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                        const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    const nnrt_clause *clause = b->plan.clauses[pair->clause].def;
    const nnrt_synapse_class *synapse = b->p->def->synapse;
    if (!b->each_weight && !synapse)
        return true;
    env->key = b->weight_key;
    const double weight = b->each_weight ? value_of(b, env, pair, m, clause->weight,
                                                    clause->weight_column, b->p->def->weight, 0)
                                         : b->p->weight;
    if (!check_weight(b, pair, weight, e))
        return false;
    if (synapse)
        nnrt_synapse_set_weight(r, synapse, c, weight);
    else
        r->weight[c] = weight;
    return true;
}

static bool fill_delay(building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                       const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    const nnrt_clause *clause = b->plan.clauses[pair->clause].def;
    uint32_t steps;
    if (!b->each_delay)
        return true;
    env->key = b->delay_key;
    if (!delay_steps(b,
                     value_of(b, env, pair, m, clause->delay, clause->delay_column,
                              b->p->def->delay, b->s->dt),
                     &steps, e))
        return false;
    r->delay16[c] = (uint16_t)steps;
    note_delay(b, steps);
    return true;
}

static bool fill_values(building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                        const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    for (uint32_t k = 0; k < b->p->def->n_values; k++) {
        const nnrt_assign *a = b->values[k].assign;
        const nnrt_column *column = &r->synapses.columns[a->column];
        if (column->space == NNRT_ONE)
            continue;
        env->key = b->values[k].key;
        const double value = a->uniform ? a->rule(env, 0, 0, 0) : a->rule(env, pair->i, pair->j, m);
        if (!(value >= column->lo && value <= column->hi) || !isfinite(value))
            return nnrt_error_set(e, NNRT_EXIT_MODEL,
                                  "%s: %s of %s from %u to %u = %.12g %s is outside of its bounds",
                                  a->where, column->name, b->p->def->label, pair->i, pair->j,
                                  (value - column->unit_offset) / column->unit_factor,
                                  column->unit);
        nnrt_column_set(r->synapses.self, column, (uint32_t)c, value);
    }
    return true;
}

/* ---- rows into blocks ---- */

static void count_row(building *b, uint32_t i, const nnrt_row *row)
{
    for (uint32_t k = 0; k < row->n; k++)
        b->p->blocks[b->where[row->pair[k].j].block].row[i]++;
}

static bool has_values(const building *b)
{
    return b->each_weight || b->each_delay || b->p->def->synapse;
}

static bool value_connection(building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                             const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    nnrt_pair_place(&b->plan, env, pair->i, pair->j);
    return fill_weight(b, r, c, env, pair, m, e) && fill_delay(b, r, c, env, pair, m, e) &&
           fill_values(b, r, c, env, pair, m, e);
}

static bool fill_connection(building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                            const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    r->target[c] = b->where[pair->j].target;
    return !has_values(b) || value_connection(b, r, c, env, pair, m, e);
}

static bool fill_row(building *b, uint32_t i, nnrt_row *row, uint64_t *cursor)
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

/* First post position of a block: blocks follow each other. */
static uint32_t block_begin(const building *b, uint32_t block)
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

/* While a block is filled, row[i] is where the next connection of row i goes: at last, where row i + 1 starts. */
static void starts_again(const building *b, nnrt_rows *r)
{
    for (uint32_t i = b->p->pre->n; i > 0; i--)
        r->row[i] = r->row[i - 1];
    r->row[0] = 0;
}

static bool build_block(building *b, uint32_t block, nnrt_row *row)
{
    nnrt_rows *r = &b->p->blocks[block];
    const uint32_t end = block_begin(b, block + 1);
    for (uint32_t j = block_begin(b, block); j < end; j++) {
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
    building *b = context;
    for (uint32_t k; (k = atomic_fetch_add(&b->next, 1)) < b->p->n_blocks;)
        if (!build_block(b, k, &b->rows[thread]))
            return;
}

/* Post position of a target among positions [lo, hi), those of its block: most often they are neighbours in memory. */
static uint32_t position_of(const building *b, uint32_t lo, uint32_t hi, uint16_t target)
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

/* Values, when the targets are known: by rows, as they lie in memory. */
static bool value_row(building *b, uint32_t block, uint32_t i, nnrt_row *row)
{
    nnrt_rows *r = &b->p->blocks[block];
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    const uint32_t lo = block_begin(b, block), hi = block_begin(b, block + 1);
    for (uint64_t c = r->row[i]; c < r->row[i + 1]; c++) {
        const nnrt_pair pair = {i, position_of(b, lo, hi, r->target[c]), 0, 0};
        if (!value_connection(b, r, c, &env, &pair, 0, &row->error))
            return false;
    }
    return true;
}

static bool value_rows(building *b, uint32_t i, nnrt_row *row)
{
    for (uint32_t k = 0; k < b->p->n_blocks; k++)
        if (!value_row(b, k, i, row))
            return false;
    return true;
}

/* ---- connections that come by rows ---- */

static bool build_row(building *b, uint32_t i, nnrt_row *row, uint64_t *cursor)
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
    building *b = context;
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

static bool is_by_post(const building *b)
{
    return nnrt_rows_by_post(b->p->def) && !b->valuing;
}

static bool build_pass(building *b, bool fill)
{
    nnrt_sim *s = b->s;
    const nnrt_row *first = NULL;
    b->fill = fill;
    atomic_store(&b->next, 0);
    if (!nnrt_parallel(s->threads, is_by_post(b) ? build_blocks : build_part, b))
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

/* ---- a projection ---- */

static bool uniform_values(building *b)
{
    nnrt_projection *p = b->p;
    const nnrt_projection_def *d = p->def;
    const double least =
        nnrt_sim_value(b->s, b->s->program->min_delay, NNRT_PURPOSE_DELAY, "", b->s->dt);
    const double delay = d->delay_uniform || !d->delay
                             ? nnrt_sim_value(b->s, d->delay, NNRT_PURPOSE_DELAY, d->label, least)
                             : least;
    p->weight =
        d->weight_uniform ? nnrt_sim_value(b->s, d->weight, NNRT_PURPOSE_WEIGHT, d->label, 0) : 0;
    b->each_weight = d->weight && !d->weight_uniform;
    b->each_delay = !d->zero && d->delay && !d->delay_uniform;
    for (uint32_t c = 0; c < d->n_clauses; c++) {
        b->each_weight |= d->clauses[c].weight || (d->clauses[c].wiring == NNRT_WIRE_LIST &&
                                                   d->clauses[c].weight_column >= 0);
        b->each_delay |=
            !d->zero && (d->clauses[c].delay || (d->clauses[c].wiring == NNRT_WIRE_LIST &&
                                                 d->clauses[c].delay_column >= 0));
    }
    p->dendritic = nnrt_sim_value(b->s, d->dendritic, NNRT_PURPOSE_DENDRITE, d->label, 1);
    if (!(p->dendritic >= 0 && p->dendritic <= 1))
        return nnrt_error_set(b->s->error, NNRT_EXIT_MODEL,
                              "%s: a dendritic fraction of %.12g in %s", d->where, p->dendritic,
                              d->label);
    const nnrt_pair none = {0};
    if (!b->each_weight && !check_weight(b, &none, p->weight, b->s->error))
        return false;
    if (!b->each_delay && !d->zero)
        nnrt_sim_steps(b->s, delay, "a delay", d->where);
    if (!b->each_delay && !d->zero && !delay_steps(b, delay, &p->delay, b->s->error))
        return false;
    note_delay(b, b->each_delay ? 1 : p->delay);
    b->weight_key = nnrt_sim_key(b->s, NNRT_PURPOSE_WEIGHT, d->label, 0);
    b->delay_key = nnrt_sim_key(b->s, NNRT_PURPOSE_DELAY, d->label, 0);
    b->values = nnrt_memory_take(&b->s->memory, d->n_values, sizeof *b->values, d->label);
    for (uint32_t k = 0; b->values && k < d->n_values; k++)
        b->values[k] =
            (valued){&d->values[k], nnrt_sim_key(b->s, d->values[k].purpose, d->label, 0)};
    return b->values;
}

static bool check_ports(nnrt_sim *s, const nnrt_projection *p)
{
    for (uint32_t w = 0; w < p->post->n_views; w++) {
        const nnrt_population *post = &s->populations[s->views[p->post->views[w]].population];
        const uint32_t port = nnrt_port_find(post->def->cls, p->def->port);
        if (p->def->port && port == NNRT_NOWHERE)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s has no receptor '%s'",
                                  p->def->where, post->def->label, p->def->port);
    }
    return true;
}

/* Which output of the cells of each view of pre sends the projection's events. */
static bool find_outputs(nnrt_sim *s, nnrt_projection *p)
{
    p->output = nnrt_memory_take(&s->memory, p->pre->n_views, sizeof *p->output, p->def->label);
    for (uint32_t w = 0; p->output && w < p->pre->n_views; w++) {
        const nnrt_population *pre = &s->populations[s->views[p->pre->views[w]].population];
        const nnrt_class *c = pre->def->cls;
        while (p->output[w] < c->n_outputs && strcmp(c->outputs[p->output[w]], p->def->event))
            p->output[w]++;
        if (c->n_outputs && p->output[w] == c->n_outputs)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s sends no events '%s'",
                                  p->def->where, pre->def->label, p->def->event);
    }
    return p->output;
}

/* Delays of at most 255 steps take one byte. */
static bool narrow_delays(nnrt_sim *s, nnrt_projection *p)
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

static void note_arrivals(nnrt_sim *s, const nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        nnrt_population *post = &s->populations[p->blocks[k].population];
        if (post->max_delay < p->max_delay)
            post->max_delay = p->max_delay;
    }
}

static void synapses_fall_back(nnrt_projection *p, nnrt_rows *r)
{
    for (uint32_t i = 0; i < r->synapses.n_columns; i++) {
        const nnrt_column *c = &r->synapses.columns[i];
        if (c->role == NNRT_PARAM && c->type != NNRT_LIST && (int32_t)i != p->def->synapse->weight)
            nnrt_column_fill(r->synapses.self, c, r->synapses.n, c->fallback);
    }
}

/* Of one connection. */
static uint64_t least_bytes(const building *b)
{
    const bool weight = b->each_weight && !b->p->def->synapse;
    return sizeof(uint16_t) + (b->each_delay ? 1 : 0) + (weight ? sizeof *b->p->blocks->weight : 0);
}

/* Values that the connections of a block share. */
static bool fill_shared(building *b, nnrt_rows *r)
{
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    for (uint32_t k = 0; k < b->p->def->n_values; k++) {
        const nnrt_assign *a = b->values[k].assign;
        const nnrt_column *column = &r->synapses.columns[a->column];
        if (column->space != NNRT_ONE)
            continue;
        env.key = b->values[k].key;
        const double value = a->rule(&env, 0, 0, 0);
        if (!nnrt_value_check(b->s, column, value, b->p->def->label, 0, a->where))
            return false;
        nnrt_column_set(r->synapses.self, column, 0, value);
    }
    return true;
}

static bool build(building *b)
{
    nnrt_projection *p = b->p;
    if (!check_ports(b->s, p) || !find_outputs(b->s, p) || !uniform_values(b) ||
        !nnrt_rows_plan(&b->plan, b->s, p) ||
        !nnrt_estimate_connections(&b->plan, least_bytes(b)) || !blocks_make(b) ||
        !build_pass(b, false))
        return false;
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        if (!block_allocate(b, &p->blocks[k]))
            return false;
        if (!p->def->synapse)
            continue;
        synapses_fall_back(p, &p->blocks[k]);
        if (!fill_shared(b, &p->blocks[k]))
            return false;
    }
    if (!build_pass(b, true))
        return false;
    b->valuing = is_by_post(b) && has_values(b);
    if (b->valuing && !build_pass(b, true))
        return false;
    p->max_delay = atomic_load(&b->longest);
    p->clipped = atomic_load(&b->clipped);
    note_arrivals(b->s, p);
    return narrow_delays(b->s, p) && (!p->def->synapse || nnrt_plastic_make(b->s, p));
}

static void building_free(building *b)
{
    nnrt_memory *m = &b->s->memory;
    if (b->plan.sim)
        nnrt_rows_plan_free(&b->plan);
    for (uint32_t t = 0; t < b->s->threads; t++) {
        if (b->cursor)
            nnrt_memory_give(m, b->cursor[t]);
        if (b->rows)
            nnrt_row_free(&b->rows[t]);
    }
    nnrt_memory_give(m, b->cursor);
    nnrt_memory_give(m, b->rows);
    nnrt_memory_give(m, b->where);
    nnrt_memory_give(m, b->values);
}

bool nnrt_projections_make(nnrt_sim *s)
{
    const nnrt_program *program = s->program;
    s->projections = nnrt_memory_take(&s->memory, program->n_projections, sizeof *s->projections,
                                      "the projections");
    if (!s->projections)
        return false;
    for (uint32_t i = 0; i < program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        p->def = &program->projections[i];
        p->pre = &s->groups[p->def->pre];
        if (p->def->modulates)
            continue;
        p->post = &s->groups[p->def->post];
        building b = {.s = s, .p = p};
        const bool ok = build(&b);
        building_free(&b);
        if (!ok)
            return false;
    }
    for (uint32_t i = 0; i < program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->def->modulates && (!find_outputs(s, p) || !nnrt_third_make(s, p)))
            return false;
    }
    return true;
}

void nnrt_projections_free(nnrt_sim *s)
{
    nnrt_memory *m = &s->memory;
    for (uint32_t i = 0; s->projections && i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->def && p->def->synapse)
            nnrt_plastic_free(s, p);
        for (uint32_t k = 0; k < p->n_blocks; k++) {
            nnrt_rows *r = &p->blocks[k];
            nnrt_memory_give(m, r->row);
            nnrt_memory_give(m, r->target);
            nnrt_memory_give(m, r->weight);
            nnrt_memory_give(m, r->delay8);
            nnrt_memory_give(m, r->delay16);
            nnrt_instance_free(&r->synapses, m);
        }
        nnrt_memory_give(m, p->blocks);
        nnrt_memory_give(m, p->output);
        nnrt_memory_give(m, p->counts);
    }
    nnrt_memory_give(m, s->projections);
}
