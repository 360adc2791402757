/* Views: ascending cells of a population; groups: views one after the other. */
#include "runtime/sim.h"

#include "runtime/rng.h"
#include "runtime/streams.h"

#include <math.h>
#include <string.h>

uint32_t nnrt_view_cell(const nnrt_view *v, uint32_t place)
{
    return v->cells ? v->cells[place] : v->start + place;
}

uint32_t nnrt_view_place(const nnrt_view *v, uint32_t cell)
{
    if (v->place)
        return v->place[cell];
    return cell >= v->start && cell - v->start < v->n ? cell - v->start : NNRT_NOWHERE;
}

static uint32_t first_at_least(const nnrt_view *v, uint32_t cell)
{
    uint32_t lo = 0, hi = v->n;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (nnrt_view_cell(v, middle) < cell)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

void nnrt_view_range(const nnrt_view *v, uint32_t lo, uint32_t hi, uint32_t *from, uint32_t *to)
{
    *from = first_at_least(v, lo);
    *to = first_at_least(v, hi);
}

const nnrt_view *nnrt_group_at(const nnrt_sim *s, const nnrt_group *g, uint32_t position,
                               uint32_t *cell)
{
    uint32_t w = 0;
    while (w + 1 < g->n_views && position >= g->first[w + 1])
        w++;
    const nnrt_view *v = &s->views[g->views[w]];
    *cell = nnrt_view_cell(v, position - g->first[w]);
    return v;
}

const double *nnrt_group_position(const nnrt_sim *s, const nnrt_group *g, uint32_t position)
{
    uint32_t cell;
    const nnrt_view *v = nnrt_group_at(s, g, position, &cell);
    const double *xyz = s->populations[v->population].positions;
    return xyz ? xyz + (size_t)3 * cell : NULL;
}

/* ---- making them ---- */

/* Keeps the cells with a nonzero mark; a run of neighbours needs no list. */
static bool view_from_marks(nnrt_sim *s, nnrt_view *v, const uint8_t *marked, uint32_t size)
{
    uint32_t n = 0, first = 0, last = 0;
    for (uint32_t c = 0; c < size; c++)
        if (marked[c]) {
            first = n ? first : c;
            last = c;
            n++;
        }
    v->n = n;
    v->start = first;
    if (!n || last - first + 1 == n)
        return true;
    v->cells = nnrt_memory_take(&s->memory, n, sizeof *v->cells, "a view");
    v->place = nnrt_memory_take(&s->memory, size, sizeof *v->place, "a view");
    if (!v->cells || !v->place)
        return false;
    for (uint32_t c = 0, k = 0; c < size; c++) {
        v->place[c] = marked[c] ? k : NNRT_NOWHERE;
        if (marked[c])
            v->cells[k++] = c;
    }
    return true;
}

static double bound(double x, double size, double least)
{
    if (x < 0)
        x += size;
    return x < least ? least : x > size ? size : x;
}

/* A bound or step of a slice; `otherwise` where it is left out. */
static bool whole(nnrt_sim *s, const nnrt_view_def *d, nnrt_rule rule, const char *what,
                  double otherwise, double *x)
{
    *x = nnrt_sim_value(s, rule, NNRT_PURPOSE_VIEW, d->label, otherwise);
    if (*x == floor(*x) && isfinite(*x)) /* NaN is not equal */
        return true;
    return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                          "%s: the %s of view %s is %.12g, not a whole number", d->where, what,
                          d->label, *x);
}

/* Marks as Python's start:stop:step does. */
static bool mark_slice(nnrt_sim *s, const nnrt_view_def *d, uint8_t *marked, uint32_t n)
{
    double start, stop, step;
    if (!whole(s, d, d->step, "step", 1, &step))
        return false;
    if (!(fabs(step) >= 1))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: the step of view %s is 0", d->where,
                              d->label);
    const bool back = step < 0;
    if (!whole(s, d, d->start, "start", back ? n - 1.0 : 0, &start) ||
        !whole(s, d, d->stop, "end", n, &stop))
        return false;
    start = bound(start, n, back ? -1 : 0);
    if (d->stop.given || !back)
        stop = bound(stop, n, back ? -1 : 0);
    else
        stop = -1;
    if (back && start > n - 1.0)
        start = n - 1.0;
    for (double c = floor(start); back ? c > stop : c < stop; c += step)
        marked[(uint32_t)c] = 1;
    return true;
}

static bool mark_list(nnrt_sim *s, const nnrt_view_def *d, uint8_t *marked, uint32_t n)
{
    const nnrt_data *data = &s->program->data[d->data];
    for (uint64_t r = 0; r < data->rows; r++) {
        const double c = data->values[r];
        if (!(c >= 0 && c < n) || c != floor(c))
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                                  "%s: view %s has no cell %g, there are %u", d->where, d->label, c,
                                  n);
        marked[(uint32_t)c] = 1;
    }
    return true;
}

/* Floyd's sample of the cells; draw r at (0, 0, r). */
static bool mark_sample(nnrt_sim *s, const nnrt_view_def *d, uint8_t *marked, uint32_t n)
{
    const double want = nnrt_sim_value(s, d->start, NNRT_PURPOSE_VIEW, d->label, 0);
    if (!(want >= 0 && want <= n) || want != floor(want))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: view %s cannot be a sample of %g of %u cells", d->where,
                              d->label, want, n);
    const uint64_t key = nnrt_sim_key(s, NNRT_PURPOSE_VIEW, d->label, 0);
    const uint32_t count = (uint32_t)want;
    for (uint32_t r = 0; r < count; r++) {
        const uint32_t top = n - count + r;
        uint32_t c = (uint32_t)(nnrt_u53_at(key, 0, 0, r) * (top + 1.0));
        if (c > top || marked[c])
            c = top;
        marked[c] = 1;
    }
    return true;
}

static bool mark(nnrt_sim *s, const nnrt_view_def *d, uint8_t *marked, uint32_t n)
{
    switch (d->pick) {
    case NNRT_PICK_ALL:
        memset(marked, 1, n);
        return true;
    case NNRT_PICK_SLICE:
        return mark_slice(s, d, marked, n);
    case NNRT_PICK_LIST:
        return mark_list(s, d, marked, n);
    case NNRT_PICK_SAMPLE:
        return mark_sample(s, d, marked, n);
    }
    return false;
}

/* Marks of places in a view become marks of cells: from the last on, as no place is behind its cell. */
static void mark_cells(const nnrt_view *of, uint8_t *marked)
{
    for (uint32_t k = of->n; k-- > 0;) {
        const uint8_t picked = marked[k];
        marked[k] = 0;
        marked[nnrt_view_cell(of, k)] = picked;
    }
}

static bool view_make(nnrt_sim *s, nnrt_view *v, const nnrt_view_def *d)
{
    const uint32_t n = s->populations[d->population].n;
    const nnrt_view *within = d->within ? &s->views[d->within - 1] : NULL;
    *v = (nnrt_view){.population = d->population, .n = n};
    if (d->pick == NNRT_PICK_ALL && !within)
        return true;
    uint8_t *marked = nnrt_memory_take(&s->memory, n, 1, "a view");
    if (!marked)
        return false;
    bool ok = mark(s, d, marked, within ? within->n : n);
    if (within)
        mark_cells(within, marked);
    ok = ok && view_from_marks(s, v, marked, n);
    nnrt_memory_give(&s->memory, marked);
    return ok;
}

static bool group_make(nnrt_sim *s, nnrt_group *g, const nnrt_group_def *d)
{
    *g = (nnrt_group){.n_views = d->n_views, .views = d->views};
    g->first = nnrt_memory_take(&s->memory, d->n_views, sizeof *g->first, "a group");
    if (!g->first)
        return false;
    uint64_t n = 0;
    for (uint32_t w = 0; w < d->n_views; w++) {
        g->first[w] = (uint32_t)n;
        n += s->views[d->views[w]].n;
    }
    if (n > UINT32_MAX - 1)
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT, "%s has more than 2^32 cells", d->label);
    g->n = (uint32_t)n;
    return true;
}

bool nnrt_views_make(nnrt_sim *s)
{
    const nnrt_program *p = s->program;
    s->views = nnrt_memory_take(&s->memory, p->n_views, sizeof *s->views, "the views");
    s->groups = nnrt_memory_take(&s->memory, p->n_groups, sizeof *s->groups, "the groups");
    if (!s->views || !s->groups)
        return false;
    for (uint32_t i = 0; i < p->n_views; i++)
        if (!view_make(s, &s->views[i], &p->views[i]))
            return false;
    for (uint32_t i = 0; i < p->n_groups; i++)
        if (!group_make(s, &s->groups[i], &p->groups[i]))
            return false;
    return true;
}

void nnrt_views_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->views && i < s->program->n_views; i++) {
        nnrt_memory_give(&s->memory, s->views[i].cells);
        nnrt_memory_give(&s->memory, s->views[i].place);
    }
    for (uint32_t i = 0; s->groups && i < s->program->n_groups; i++)
        nnrt_memory_give(&s->memory, s->groups[i].first);
    nnrt_memory_give(&s->memory, s->views);
    nnrt_memory_give(&s->memory, s->groups);
}
