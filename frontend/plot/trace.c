/* Traces: a panel per recorded variable, some of its cells, thinned to what the eye can see. */
#include "frontend/plot/panels.h"

#include <math.h>

#define TRACE_HEIGHT 130.0
enum { MOST_PANELS = 8, MOST_CELLS = 5, COLUMNS = 800 };

/* Smallest and largest value of a bucket of samples, in the order in which they came: a spike that
   is one sample wide stays visible. */
typedef struct Bucket {
    Point lowest, highest;
    size_t n;
} Bucket;

static void flush_bucket(Bucket *b, Arena *a, Series *s)
{
    if (!b->n)
        return;
    const bool low_first = b->lowest.x <= b->highest.x;
    series_add(a, s, low_first ? b->lowest : b->highest);
    if (b->n > 1)
        series_add(a, s, low_first ? b->highest : b->lowest);
    b->n = 0;
}

static void add_sample(Bucket *b, Arena *a, Series *s, Point p, size_t per_bucket)
{
    if (!isfinite(p.y)) {
        flush_bucket(b, a, s);
        if (s->n && isfinite(s->points[s->n - 1].y))
            series_add(a, s, (Point){p.x, (double)NAN});
        return;
    }
    if (!b->n || p.y < b->lowest.y)
        b->lowest = p;
    if (!b->n || p.y > b->highest.y)
        b->highest = p;
    if (++b->n >= per_bucket)
        flush_bucket(b, a, s);
}

static bool collect(const PanelSource *from, uint32_t signal, Series *series, uint32_t n_series,
                    nnrt_error *e)
{
    const size_t samples = from->scan->segments[from->segment].signals[signal].n_frames;
    const size_t per_bucket = samples > 2 * COLUMNS ? (samples + COLUMNS - 1) / COLUMNS : 1;
    Bucket buckets[MOST_CELLS] = {0};
    nnrt_cursor c = nnrt_cursor_signal(from->scan, from->segment, signal);
    int64_t step;
    const double *values;
    int found;
    while ((found = nnrt_cursor_sample(&c, &step, &values, e)) > 0) {
        const double t = nnrt_grid_time(&from->scan->grid, step);
        for (uint32_t i = 0; i < n_series; i++)
            add_sample(&buckets[i], from->arena, &series[i], (Point){t, values[i]}, per_bucket);
    }
    for (uint32_t i = 0; i < n_series; i++)
        flush_bucket(&buckets[i], from->arena, &series[i]);
    nnrt_cursor_close(&c);
    return found == 0;
}

static void set_range(Panel *p)
{
    double lo = (double)INFINITY, hi = -lo;
    for (uint32_t i = 0; i < p->series.n; i++) {
        const Series *s = &p->series.v[i];
        for (size_t k = 0; k < s->n; k++) {
            lo = isfinite(s->points[k].y) ? fmin(lo, s->points[k].y) : lo;
            hi = isfinite(s->points[k].y) ? fmax(hi, s->points[k].y) : hi;
        }
    }
    if (!(lo <= hi)) {
        p->empty = "no finite values";
        lo = hi = 0;
    }
    const double margin = hi > lo ? 0.06 * (hi - lo) : fmax(fabs(hi) * 0.1, 1e-3);
    p->y_lo = lo - margin;
    p->y_hi = hi + margin;
}

/* "v (mV)", "g (\xC2\xB5S)"; without unit the name alone. */
static const char *axis_name(Arena *a, const nnrt_signal_info *info)
{
    const char *unit = info->unit;
    if (!*unit || (unit[0] == '1' && !unit[1]))
        return info->variable;
    const bool micro = unit[0] == 'u' && unit[1];
    return arena_printf(a, "%s (%s%s)", info->variable, micro ? "\xC2\xB5" : "", unit + micro);
}

static bool add_panel(Figure *f, const PanelSource *from, uint32_t signal, nnrt_error *e)
{
    const nnrt_recording *r = from->scan->recording;
    const nnrt_signal_info *info = &r->signals[signal];
    const uint32_t shown = info->cells.count < MOST_CELLS ? info->cells.count : MOST_CELLS;
    Series series[MOST_CELLS] = {0};
    Panel p = {.height = TRACE_HEIGHT};
    p.title = arena_printf(from->arena, "%s of %s%s", info->variable,
                           r->populations[info->population].label,
                           shown < info->cells.count ? arena_printf(from->arena, ", %u of %u cells",
                                                                    shown, info->cells.count)
                                                     : "");
    p.y_label = axis_name(from->arena, info);
    if (!collect(from, signal, series, shown, e))
        return false;
    for (uint32_t i = 0; i < shown; i++) {
        series[i].kind = SERIES_LINE;
        series[i].colour = figure_colour(i);
        series[i].label = arena_printf(from->arena, "cell %u", nnrt_cells_at(info->cells, i));
        VEC_PUSH(from->arena, &p.series, series[i]);
    }
    set_range(&p);
    VEC_PUSH(from->arena, &f->panels, p);
    return true;
}

bool panel_add_traces(Figure *f, const PanelSource *from, uint32_t *left_out, nnrt_error *e)
{
    uint32_t panels = 0;
    *left_out = 0;
    for (uint32_t i = 0; i < from->scan->recording->n_signals; i++) {
        if (!from->scan->segments[from->segment].signals[i].items)
            continue;
        if (panels == MOST_PANELS) {
            ++*left_out;
            continue;
        }
        panels++;
        if (!add_panel(f, from, i, e))
            return false;
    }
    return true;
}
