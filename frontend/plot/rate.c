/* Population rates: spikes per recorded cell and second, in bins of a round width. */
#include "frontend/plot/axis.h"
#include "frontend/plot/panels.h"

#include <math.h>

#define RATE_HEIGHT 130.0
enum {
    BINS = 220,
    LEAST_BINS = 10,   /* about so many at most and, where there are spikes, at least */
    SPIKES_PER_BIN = 5 /* of each population on average, so that a rate is more than noise */
};

double panel_rate_bin(const PanelSource *from)
{
    const double spikes = (double)panel_count_spikes(from),
                 needed = SPIKES_PER_BIN * panel_count_recorded(from);
    const double filled = spikes > 0 ? fmin(needed / spikes, 1.0 / LEAST_BINS) : 0;
    return fmax(axis_round_up(from->duration * fmax(filled, 1.0 / BINS)),
                from->scan->recording->dt);
}

/* Outline of a histogram: two points per bin. */
static void outline(const PanelSource *from, const double *rate, size_t bins, double width,
                    Series *s)
{
    for (size_t i = 0; i < bins; i++) {
        series_add(from->arena, s, (Point){(double)i * width, rate[i]});
        series_add(from->arena, s, (Point){fmin((double)(i + 1) * width, from->duration), rate[i]});
    }
}

/* Spikes of step k belong to the bin of the time just before: stamps close the interval they are
   in. */
static bool count_spikes(const PanelSource *from, uint32_t population, double *count, size_t bins,
                         double width, nnrt_error *e)
{
    nnrt_cursor c = nnrt_cursor_spikes(from->scan, from->segment, population);
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, e)) > 0) {
        const double bin = ceil(nnrt_grid_time(&from->scan->grid, step) / width - 1e-9) - 1;
        const size_t at = bin > 0 ? (size_t)bin : 0;
        count[at < bins ? at : bins - 1] += (double)n;
    }
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool add_series(Panel *p, const PanelSource *from, uint32_t population, double width,
                       nnrt_error *e)
{
    const nnrt_population_info *info = &from->scan->recording->populations[population];
    const size_t bins = (size_t)fmax(ceil(from->duration / width - 1e-9), 1);
    double *rate = ARENA_ARRAY(from->arena, double, bins);
    Series s = {.kind = SERIES_LINE, .colour = figure_colour(p->series.n), .label = info->label};
    if (!count_spikes(from, population, rate, bins, width, e))
        return false;
    for (size_t i = 0; i < bins; i++) {
        const double seconds = fmin(width, from->duration - (double)i * width) * 1e-3;
        rate[i] /= info->spikes.count * seconds;
        p->y_hi = fmax(p->y_hi, rate[i]);
    }
    outline(from, rate, bins, width, &s);
    VEC_PUSH(from->arena, &p->series, s);
    return true;
}

bool panel_add_rates(Figure *f, const PanelSource *from, nnrt_error *e)
{
    const nnrt_recording *r = from->scan->recording;
    Panel p = {.title = "Population rates", .y_label = "rate (Hz)", .height = RATE_HEIGHT};
    const double width = panel_rate_bin(from);
    if (!panel_count_recorded(from))
        return true;
    for (uint32_t i = 0; i < r->n_populations; i++)
        if (r->populations[i].spikes.count && !add_series(&p, from, i, width, e))
            return false;
    p.y_hi = p.y_hi > 0 ? p.y_hi * 1.05 : 1;
    VEC_PUSH(from->arena, &f->panels, p);
    return true;
}
