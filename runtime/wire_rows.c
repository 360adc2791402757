/* Rows of connections by the addresses of semantics 9: geometric skips, single pairs, samples per pre cell. */
#include "runtime/wire.h"

#include "runtime/clones.h"
#include "runtime/rng.h"
#include "runtime/streams.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

static const char *const ROWS = "rows of connections";

bool nnrt_row_add(nnrt_row *row, nnrt_pair pair)
{
    if (row->n == row->cap) {
        nnrt_memory_give(row->memory, row->spare);
        row->spare = NULL;
        nnrt_pair *grown = nnrt_grown(row->memory, row->pair, &row->cap, sizeof *grown, 1024);
        if (!grown)
            return nnrt_memory_short(row->memory, ROWS, &row->error);
        row->pair = grown;
    }
    row->pair[row->n++] = pair;
    return true;
}

void nnrt_row_free(nnrt_row *row)
{
    nnrt_grown_free(row->memory, row->pair, row->cap, sizeof *row->pair);
    nnrt_memory_give(row->memory, row->spare);
    nnrt_memory_give(row->memory, row->bits);
    nnrt_memory_give(row->memory, row->picked);
    *row = (nnrt_row){0};
}

bool nnrt_row_bits(nnrt_row *row, uint32_t n)
{
    if (!row->bits)
        row->bits = nnrt_memory_take(row->memory, n / 64 + 1, sizeof *row->bits, ROWS);
    return row->bits || nnrt_memory_short(row->memory, ROWS, &row->error);
}

/* Stable, by j: two passes or more over digits of 11 bits. */
static bool sort_row(nnrt_row *row, uint32_t n_post)
{
    enum { BITS = 11, DIGITS = 1 << BITS };
    if (!row->spare)
        row->spare = nnrt_memory_take(row->memory, row->cap, sizeof *row->spare, ROWS);
    if (!row->spare)
        return nnrt_memory_short(row->memory, ROWS, &row->error);
    nnrt_pair *from = row->pair, *to = row->spare;
    for (unsigned shift = 0; shift < 32 && (n_post - 1) >> shift; shift += BITS) {
        uint32_t start[DIGITS + 1] = {0};
        for (uint32_t k = 0; k < row->n; k++)
            start[(from[k].j >> shift) % DIGITS + 1]++;
        for (uint32_t d = 0; d < DIGITS; d++)
            start[d + 1] += start[d];
        for (uint32_t k = 0; k < row->n; k++)
            to[start[(from[k].j >> shift) % DIGITS]++] = from[k];
        nnrt_pair *swap = from;
        from = to;
        to = swap;
    }
    if (from != row->pair) /* the two are allocated in different ways */
        memcpy(row->pair, from, row->n * sizeof *from);
    return true;
}

/* ---- rules about pairs ---- */

nnrt_rule_env nnrt_pair_env(const nnrt_plan_of_rows *w, uint64_t key)
{
    return (nnrt_rule_env){.params = w->sim->params,
                           .dt = w->sim->dt,
                           .key = key,
                           .n_pre = w->n_pre,
                           .n_post = w->n_post,
                           .data = w->sim->program->data};
}

void nnrt_pair_place(const nnrt_plan_of_rows *w, nnrt_rule_env *env, uint32_t i, uint32_t j)
{
    if (!w->has_positions)
        return;
    const double *a = nnrt_group_position(w->sim, w->projection->pre, i);
    const double *b = nnrt_group_position(w->sim, w->projection->post, j);
    env->pre_at = a;
    env->post_at = b;
    if (a && b)
        env->distance = nnrt_space_distance(&w->space, a, b);
}

static bool bad_probability(const nnrt_wired *c, double p, uint32_t i, uint32_t j, nnrt_row *row)
{
    return nnrt_error_set(&row->error, NNRT_EXIT_MODEL,
                          "%s: the probability of the pair %u, %u is %.12g", c->def->where, i, j,
                          p);
}

bool nnrt_sample_size(const nnrt_plan_of_rows *w, const nnrt_wired *c, nnrt_rule_env *env,
                      uint32_t i, uint32_t j, double candidates, nnrt_row *row, double *n)
{
    env->key = c->count;
    *n = nnrt_rule_value(&c->def->sample, env, i, j, 0);
    if (!(*n >= 0) || *n != floor(*n) || isinf(*n))
        return nnrt_error_set(&row->error, NNRT_EXIT_MODEL, "%s: %.12g is no number of connections",
                              c->def->where, *n);
    if (*n > candidates && (!c->def->replace || candidates < 1))
        return nnrt_error_set(&row->error, NNRT_EXIT_MODEL,
                              "%s: %.12g connections of one cell, but only %.12g candidates",
                              c->def->where, *n, candidates);
    if (*n > UINT32_MAX / 2 || *n * sizeof(nnrt_pair) > (double)w->sim->memory.limit)
        return nnrt_error_set(&row->error, NNRT_EXIT_LIMIT, "%s: %.12g connections of one cell",
                              c->def->where, *n);
    return true;
}

/* ---- samples ---- */

static uint32_t take_bits(uint64_t *bits, uint32_t n, uint32_t *out)
{
    uint32_t count = 0;
    for (uint32_t word = 0; word <= n / 64; word++)
        for (; bits[word]; bits[word] &= bits[word] - 1)
            out[count++] = 64 * word + (uint32_t)__builtin_ctzll(bits[word]);
    return count;
}

enum { BATCH = 64 }; /* draws that are made at once */

/* floor(u (first + k)), u drawn at (i, j, n + k); `step` 0: the same factor for all. Same bits in every clone. */
NNRT_CLONES static void draw_places(uint64_t key, uint32_t i, uint32_t j, uint64_t n, double first,
                                    double step, uint32_t place[BATCH])
{
    for (uint32_t k = 0; k < BATCH; k++)
        place[k] = (uint32_t)(int64_t)(nnrt_u53_at(key, i, j, n + k) * (first + step * k));
}

static bool picked_room(nnrt_row *row, uint32_t n)
{
    if (n <= row->picked_cap)
        return true;
    nnrt_memory_give(row->memory, row->picked);
    row->picked = nnrt_memory_take(row->memory, n, sizeof *row->picked, ROWS);
    row->picked_cap = row->picked ? n : 0;
    return row->picked || nnrt_memory_short(row->memory, ROWS, &row->error);
}

static void sample_with_replacement(nnrt_row *row, uint64_t key, uint32_t i, uint32_t j,
                                    uint32_t candidates, uint32_t n)
{
    uint32_t place[BATCH];
    for (uint32_t r = 0; r < n; r++) {
        if (r % BATCH == 0)
            draw_places(key, i, j, r, candidates, 0, place);
        const uint32_t c = place[r % BATCH];
        row->picked[r] = c < candidates ? c : candidates - 1;
    }
}

/* Floyd's way: the r-th draw is among the first candidates - n + r + 1, and the last of these where it is taken. */
static void sample_each_once(nnrt_row *row, uint64_t key, uint32_t i, uint32_t j,
                             uint32_t candidates, uint32_t n)
{
    uint32_t place[BATCH];
    for (uint32_t r = 0; r < n; r++) {
        const uint32_t top = candidates - n + r;
        if (r % BATCH == 0)
            draw_places(key, i, j, r, top + 1.0, 1, place);
        uint32_t c = place[r % BATCH];
        if (c > top || row->bits[c / 64] >> c % 64 & 1)
            c = top;
        row->bits[c / 64] |= (uint64_t)1 << c % 64;
    }
    take_bits(row->bits, candidates, row->picked);
}

bool nnrt_row_sample(nnrt_row *row, uint64_t key, uint32_t i, uint32_t j, uint32_t candidates,
                     uint32_t n, bool replace)
{
    if (!picked_room(row, n) || (!replace && !nnrt_row_bits(row, candidates)))
        return false;
    (replace ? sample_with_replacement : sample_each_once)(row, key, i, j, candidates, n);
    return true;
}

/* ---- clauses ---- */

static uint32_t excluded(const nnrt_plan_of_rows *w, const nnrt_wired *c, uint32_t i)
{
    return c->def->no_self ? w->self[i] : NNRT_NOWHERE;
}

static bool guarded(const nnrt_plan_of_rows *w, const nnrt_wired *c, nnrt_rule_env *env, uint32_t i,
                    uint32_t j)
{
    if (!c->def->guard.given)
        return true;
    nnrt_pair_place(w, env, i, j);
    const double truth = nnrt_rule_value(&c->def->guard, env, i, j, 0);
    return truth < 0 || truth > 0;
}

/* Same bits in every clone: the mathematics places its fused operations itself. */
NNRT_CLONES static void draw_skips(uint64_t key, uint32_t i, uint64_t n, double log_miss,
                                   int64_t skip[BATCH])
{
    for (uint32_t b = 0; b < BATCH; b++)
        skip[b] = nnrt_skip(nnrt_u53_at(key, i, 0, n + b), log_miss);
}

static bool uniform_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, nnrt_row *row)
{
    const nnrt_wired *c = &w->clauses[clause];
    nnrt_rule_env env = nnrt_pair_env(w, c->connect);
    const uint32_t self = excluded(w, c, i);
    const int64_t candidates = (int64_t)w->n_post - (self != NNRT_NOWHERE);
    int64_t skip[BATCH], at = -1;
    for (uint64_t n = 0;; n += BATCH) {
        draw_skips(c->connect, i, n, c->log_miss, skip);
        for (uint32_t b = 0; b < BATCH; b++) {
            at += 1 + skip[b];
            if (at >= candidates)
                return true;
            const uint32_t j = (uint32_t)at + (at >= self);
            if (guarded(w, c, &env, i, j) && !nnrt_row_add(row, (nnrt_pair){i, j, clause, 0}))
                return false;
        }
    }
}

/* Whether the pair is made, leaving mutual pairs aside; -1: an error. */
static int pair_is_made(const nnrt_plan_of_rows *w, const nnrt_wired *c, nnrt_rule_env *env,
                        uint32_t i, uint32_t j, nnrt_row *row)
{
    if (!guarded(w, c, env, i, j))
        return 0;
    if (!c->def->probability.given)
        return 1;
    nnrt_pair_place(w, env, i, j);
    const double p = nnrt_rule_value(&c->def->probability, env, i, j, 0);
    if (!(p >= 0 && p <= 1)) {
        bad_probability(c, p, i, j, row);
        return -1;
    }
    return p >= 1 || (p > 0 && nnrt_u53_at(c->connect, i, j, 0) < p);
}

static bool pair_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, nnrt_row *row)
{
    const nnrt_wired *c = &w->clauses[clause];
    nnrt_rule_env env = nnrt_pair_env(w, c->connect);
    const uint32_t self = c->def->no_self || c->def->no_mutual ? w->self[i] : NNRT_NOWHERE;
    if (w->near && c->reach > 0 && isfinite(c->reach))
        return nnrt_near_row(w, clause, i, self, row);
    for (uint32_t j = 0; j < w->n_post; j++) {
        if (j == self)
            continue;
        const int made = pair_is_made(w, c, &env, i, j, row);
        if (made < 0)
            return false;
        if (!made || (c->def->no_mutual && w->same && j < i && pair_is_made(w, c, &env, j, i, row)))
            continue;
        if (!nnrt_row_add(row, (nnrt_pair){i, j, clause, 0}))
            return false;
    }
    return true;
}

static bool sample_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, nnrt_row *row)
{
    const nnrt_wired *c = &w->clauses[clause];
    nnrt_rule_env env = nnrt_pair_env(w, c->count);
    const uint32_t self = excluded(w, c, i), candidates = w->n_post - (self != NNRT_NOWHERE);
    double size;
    if (w->has_positions)
        env.pre_at = nnrt_group_position(w->sim, w->projection->pre, i);
    if (!nnrt_sample_size(w, c, &env, i, 0, candidates, row, &size))
        return false;
    const uint32_t n = (uint32_t)size;
    if (!nnrt_row_sample(row, c->connect, i, 0, candidates, n, c->def->replace))
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!nnrt_row_add(row,
                          (nnrt_pair){i, row->picked[k] + (row->picked[k] >= self), clause, 0}))
            return false;
    return true;
}

static bool stored_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, nnrt_row *row)
{
    const nnrt_stored *r = &w->clauses[clause].stored;
    for (uint64_t k = r->row[i]; k < r->row[i + 1]; k++)
        if (!nnrt_row_add(row, (nnrt_pair){i, r->j[k], clause, r->item ? r->item[k] : 0}))
            return false;
    return true;
}

bool nnrt_rows_generate(const nnrt_plan_of_rows *w, uint32_t i, nnrt_row *row)
{
    static bool (*const generate[])(const nnrt_plan_of_rows *, uint32_t, uint32_t, nnrt_row *) = {
        [NNRT_WIRE_UNIFORM] = uniform_row,  [NNRT_WIRE_PAIR] = pair_row,
        [NNRT_WIRE_PRE] = sample_row,       [NNRT_WIRE_POST] = stored_row,
        [NNRT_WIRE_TOTAL] = nnrt_total_row, [NNRT_WIRE_LIST] = stored_row,
    };
    row->n = 0;
    bool sorted = w->projection->def->n_clauses <= 1;
    for (uint32_t c = 0; c < w->projection->def->n_clauses; c++) {
        if (!generate[w->clauses[c].wiring](w, c, i, row))
            return false;
        sorted = sorted && w->clauses[c].wiring != NNRT_WIRE_TOTAL &&
                 w->clauses[c].wiring != NNRT_WIRE_LIST && !w->clauses[c].def->replace;
    }
    return sorted || row->n < 2 || sort_row(row, w->n_post);
}

/* ---- the plan ---- */

static bool plan_self(nnrt_plan_of_rows *w)
{
    const nnrt_projection *p = w->projection;
    w->self = nnrt_memory_take(&w->sim->memory, w->n_pre, sizeof *w->self, p->def->label);
    w->self_pre = nnrt_memory_take(&w->sim->memory, w->n_post, sizeof *w->self_pre, p->def->label);
    if (!w->self || !w->self_pre)
        return false;
    memset(w->self_pre, 0xff, w->n_post * sizeof *w->self_pre);
    w->same = w->n_pre == w->n_post;
    for (uint32_t i = 0; i < w->n_pre; i++) {
        uint32_t cell;
        const nnrt_view *v = nnrt_group_at(w->sim, p->pre, i, &cell);
        w->self[i] = NNRT_NOWHERE;
        for (uint32_t k = 0; k < p->post->n_views; k++) {
            const nnrt_view *post = &w->sim->views[p->post->views[k]];
            const uint32_t place =
                post->population == v->population ? nnrt_view_place(post, cell) : NNRT_NOWHERE;
            if (place != NNRT_NOWHERE)
                w->self[i] = p->post->first[k] + place;
        }
        if (w->self[i] != NNRT_NOWHERE)
            w->self_pre[w->self[i]] = i;
        w->same = w->same && w->self[i] == i;
    }
    return true;
}

static bool has_positions(const nnrt_sim *s, const nnrt_group *g)
{
    for (uint32_t w = 0; w < g->n_views; w++)
        if (s->populations[s->views[g->views[w]].population].positions)
            return true;
    return false;
}

static bool plan_clause(nnrt_plan_of_rows *w, uint32_t clause)
{
    nnrt_wired *c = &w->clauses[clause];
    const char *label = w->projection->def->label;
    char connect[32] = NNRT_PURPOSE_CONNECT, count[32] = NNRT_PURPOSE_COUNT;
    c->def = &w->projection->def->clauses[clause];
    if (clause) {
        snprintf(connect, sizeof connect, NNRT_PURPOSE_CONNECT "#%u", clause + 1);
        snprintf(count, sizeof count, NNRT_PURPOSE_COUNT "#%u", clause + 1);
    }
    c->connect = nnrt_sim_key(w->sim, connect, label, 0);
    c->count = nnrt_sim_key(w->sim, count, label, 0);
    c->wiring = c->def->wiring;
    if (c->wiring == NNRT_WIRE_UNIFORM && c->def->no_mutual)
        c->wiring = NNRT_WIRE_PAIR;
    if (c->wiring == NNRT_WIRE_UNIFORM) {
        const nnrt_rule_env env = nnrt_pair_env(w, c->connect);
        const double p =
            c->def->probability.given ? nnrt_rule_value(&c->def->probability, &env, 0, 0, 0) : 1;
        if (!(p >= 0 && p <= 1))
            return nnrt_error_set(w->sim->error, NNRT_EXIT_MODEL, "%s: a probability of %.12g",
                                  c->def->where, p);
        c->log_miss = nnrt_log1p(-p);
    }
    if (c->wiring == NNRT_WIRE_TOTAL)
        return nnrt_total_plan(w, c);
    return nnrt_near_plan(w, c) &&
           (c->wiring < NNRT_WIRE_POST || nnrt_rows_by_post(w->projection->def) ||
            nnrt_rows_store(w, clause));
}

void nnrt_pair_plan(nnrt_plan_of_rows *w, nnrt_sim *s, const nnrt_projection *p)
{
    *w = (nnrt_plan_of_rows){.sim = s, .projection = p, .n_pre = p->pre->n, .n_post = p->post->n};
    w->has_positions = has_positions(s, p->pre) && has_positions(s, p->post);
    w->space = nnrt_space_make(s, p);
}

bool nnrt_rows_plan(nnrt_plan_of_rows *w, nnrt_sim *s, const nnrt_projection *p)
{
    nnrt_pair_plan(w, s, p);
    w->clauses = nnrt_memory_take(&s->memory, p->def->n_clauses, sizeof *w->clauses, p->def->label);
    if (!w->clauses || !nnrt_space_check(&w->space, p, s->error) || !plan_self(w))
        return false;
    for (uint32_t c = 0; c < p->def->n_clauses; c++)
        if (!plan_clause(w, c))
            return false;
    return true;
}

void nnrt_rows_plan_free(nnrt_plan_of_rows *w)
{
    nnrt_memory *m = &w->sim->memory;
    nnrt_memory_give(m, w->near);
    for (uint32_t c = 0; w->clauses && c < w->projection->def->n_clauses; c++) {
        nnrt_memory_give(m, w->clauses[c].drawn);
        nnrt_memory_give(m, w->clauses[c].stored.row);
        nnrt_memory_give(m, w->clauses[c].stored.j);
        nnrt_memory_give(m, w->clauses[c].stored.item);
    }
    nnrt_memory_give(m, w->clauses);
    nnrt_memory_give(m, w->self);
    nnrt_memory_give(m, w->self_pre);
}
