/* Delayed states: for each delay of a class a ring of the values of x at the times of the grid, as
   far back as the longest delay of its cells. Between times of the grid x is linear; before t_0 it
   has its initial value. */
#include "runtime/history.h"

#include "runtime/tap.h"
#include "runtime/time.h"

#include <math.h>
#include <string.h>

struct nnrt_trail {
    const nnrt_delay *def;
    nnrt_tap source;
    double *ring; /* slots x stride: x at t_k in slot k modulo slots */
    uint32_t slots;
    size_t stride;
};

/* Where x(t_k + (fraction - d)) lies: `weight` of the way from t_{k + step} on. */
typedef struct moment {
    int64_t step;
    double weight;
} moment;

static moment moment_of(double delay, double dt, double fraction)
{
    const nnrt_step_count n = nnrt_steps(delay, dt);
    const double at = fraction - (n.off_grid ? delay / dt : (double)n.k), before = floor(at);
    return (moment){(int64_t)before, at - before};
}

static double *slot_of(const nnrt_trail *x, int64_t k)
{
    const int64_t n = x->slots;
    return x->ring + (size_t)((k % n + n) % n) * x->stride;
}

/* ---- rings ---- */

static double delay_of(const nnrt_trail *x, const nnrt_population *p, uint32_t cell)
{
    return nnrt_column_get(p->cells.self, &p->def->cls->columns[x->def->time], cell);
}

static bool is_each(const nnrt_trail *x, const nnrt_population *p)
{
    return p->def->cls->columns[x->def->time].space == NNRT_EACH;
}

/* Slots for the delays as they are now; 0 with the error when one is no delay. */
static uint32_t slots_needed(nnrt_sim *s, const nnrt_trail *x, const nnrt_population *p)
{
    enum { LONGEST = 1 << 24 };
    double longest = 0;
    for (uint32_t i = 0; i < (is_each(x, p) ? p->n : 1); i++) {
        const double d = delay_of(x, p, i);
        if (!(d >= s->dt * (1 - 1e-9)) || !(d <= LONGEST * s->dt)) {
            nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                           "%s: a delay of %.12g ms in %s[%u] is not of 1 to %d steps of %.12g ms",
                           x->def->where, d, p->def->label, i, LONGEST, s->dt);
            return 0;
        }
        longest = d > longest ? d : longest;
    }
    return (uint32_t)ceil(longest / s->dt) + 2;
}

static bool ring_make(nnrt_sim *s, nnrt_trail *x, const nnrt_population *p, bool begin)
{
    const uint32_t slots = slots_needed(s, x, p);
    if (!slots)
        return false;
    if (slots <= x->slots)
        return true;
    if (!begin)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: a delay of %s cannot grow within a run: what is further back is "
                              "not known",
                              x->def->where, p->def->label);
    nnrt_memory_give(&s->memory, x->ring);
    x->slots = slots;
    x->stride = ((size_t)p->n + 63) / 64 * 64;
    x->ring = nnrt_memory_take(&s->memory, (uint64_t)slots * x->stride, sizeof *x->ring,
                               "delayed states");
    return x->ring;
}

/* ---- in a step ---- */

static void read_same(const nnrt_trail *x, moment at, int64_t k, uint32_t lo, uint32_t hi,
                      double *restrict out)
{
    const double *restrict from = slot_of(x, k + at.step), *restrict to =
                                                               slot_of(x, k + at.step + 1);
    const double w = at.weight;
    if (w > 0)
        for (uint32_t i = lo; i < hi; i++)
            out[i] = (1 - w) * from[i] + w * to[i];
    else
        memcpy(out + lo, from + lo, (hi - lo) * sizeof *out);
}

/* Column `to` becomes x(t_k + fraction dt - d). */
static void read_moment(const nnrt_sim *s, const nnrt_trail *x, const nnrt_population *p,
                        const nnrt_shard *shard, int64_t k, double fraction, uint32_t to)
{
    double *out = nnrt_column_at(p->cells.self, &p->def->cls->columns[to]);
    if (!is_each(x, p)) {
        read_same(x, moment_of(delay_of(x, p, 0), s->dt, fraction), k, shard->lo, shard->hi, out);
        return;
    }
    for (uint32_t i = shard->lo; i < shard->hi; i++)
        read_same(x, moment_of(delay_of(x, p, i), s->dt, fraction), k, i, i + 1, out);
}

void nnrt_histories_read(nnrt_sim *s, uint32_t thread, int64_t k)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        const nnrt_shard *shard = &p->shards[thread];
        for (uint32_t d = 0; shard->lo < shard->hi && d < p->def->cls->n_delays; d++) {
            const nnrt_trail *x = &p->trails[d];
            read_moment(s, x, p, shard, k, 0, x->def->start);
            read_moment(s, x, p, shard, k, 0.5, x->def->middle);
            read_moment(s, x, p, shard, k, 1, x->def->end);
        }
    }
}

void nnrt_histories_write(nnrt_sim *s, uint32_t thread, int64_t k)
{
    const nnrt_step at = {k, (double)k * s->dt, s->dt};
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        const nnrt_shard *shard = &p->shards[thread];
        for (uint32_t d = 0; d < p->def->cls->n_delays; d++)
            nnrt_tap_read(&p->trails[d].source, shard->self, &at, shard->lo, shard->hi,
                          slot_of(&p->trails[d], k));
    }
}

/* ---- at the start of a run ---- */

/* x at t_k as it is now; at the start of a segment also all that is before. What follows reads x(t_k - d) as `end`. */
static void ring_begin(nnrt_sim *s, nnrt_trail *x, const nnrt_population *p, bool begin)
{
    const nnrt_step at = {s->k, (double)s->k * s->dt, s->dt};
    double *now = slot_of(x, s->k);
    nnrt_tap_read(&x->source, p->cells.self, &at, 0, p->n, now);
    for (uint32_t i = 0; begin && i < x->slots; i++)
        if (x->ring + i * x->stride != now)
            memcpy(x->ring + i * x->stride, now, p->n * sizeof *now);
    const nnrt_shard whole = {.lo = 0, .hi = p->n};
    read_moment(s, x, p, &whole, s->k, 0, x->def->end);
}

bool nnrt_histories_begin(nnrt_sim *s, bool begin)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t d = 0; d < p->def->cls->n_delays; d++) {
            if (!ring_make(s, &p->trails[d], p, begin))
                return false;
            ring_begin(s, &p->trails[d], p, begin);
        }
    }
    return true;
}

bool nnrt_histories_make(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        const nnrt_class *c = p->def->cls;
        p->trails = nnrt_memory_take(&s->memory, c->n_delays, sizeof *p->trails, "delayed states");
        if (!p->trails)
            return false;
        for (uint32_t d = 0; d < c->n_delays; d++) {
            p->trails[d].def = &c->delays[d];
            if (!nnrt_tap_make(&p->trails[d].source, &s->memory, c, p->n, c->delays[d].source))
                return false;
        }
    }
    return true;
}

void nnrt_histories_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->populations && i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t d = 0; p->trails && d < p->def->cls->n_delays; d++) {
            nnrt_tap_free(&p->trails[d].source, &s->memory);
            nnrt_memory_give(&s->memory, p->trails[d].ring);
        }
        nnrt_memory_give(&s->memory, p->trails);
    }
}
