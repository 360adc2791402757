/* Raster: a dot per spike, a band of cells per population. */
#include "frontend/plot/panels.h"

#include <math.h>

#define RASTER_HEIGHT 280.0
#define LEAST_SHARE   0.04 /* of the height, for a small population beside large ones */

uint64_t panel_count_spikes(const PanelSource *from)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < from->scan->recording->n_populations; i++)
        n += from->scan->segments[from->segment].spikes[i].items;
    return n;
}

uint32_t panel_count_recorded(const PanelSource *from)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < from->scan->recording->n_populations; i++)
        n += from->scan->recording->populations[i].spikes.count > 0;
    return n;
}

/* Spreads bits well, so that what is picked does not follow the order of cells or steps. */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

typedef struct Picker {
    uint64_t next;  /* number of the spike within the segment */
    uint64_t limit; /* spikes with a smaller hash are shown */
} Picker;

static Picker picker_for(uint64_t spikes)
{
    const double share = spikes > RASTER_POINTS ? (double)RASTER_POINTS / (double)spikes : 1;
    return (Picker){.limit = share < 1 ? (uint64_t)(share * 0x1p63) : UINT64_MAX};
}

static bool pick(Picker *p)
{
    return p->limit == UINT64_MAX || mix(p->next++) >> 1 < p->limit;
}

/* Dots of a population; cell index i lies at lo + (i + 0.5)/size * (hi - lo). */
static bool collect(const PanelSource *from, uint32_t population, const Band *band, Picker *picker,
                    Series *series, nnrt_error *e)
{
    const double size = from->scan->recording->populations[population].size,
                 span = band->hi - band->lo;
    nnrt_cursor c = nnrt_cursor_spikes(from->scan, from->segment, population);
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, e)) > 0)
        for (size_t i = 0; i < n; i++)
            if (pick(picker))
                series_add(from->arena, series,
                           (Point){nnrt_grid_time(&from->scan->grid, step),
                                   band->lo + (index[i] + 0.5) / size * span});
    nnrt_cursor_close(&c);
    return found == 0;
}

/* Heights in proportion to the sizes, none below the least share; the first population is at the
   top. */
static void place_bands(Panel *p, const PanelSource *from)
{
    const nnrt_recording *r = from->scan->recording;
    double total = 0, shares = 0;
    for (uint32_t i = 0; i < r->n_populations; i++)
        total += r->populations[i].spikes.count ? r->populations[i].size : 0;
    for (uint32_t i = 0; i < r->n_populations; i++)
        if (r->populations[i].spikes.count)
            shares += fmax(r->populations[i].size / total, LEAST_SHARE);
    double top = 1;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        const nnrt_population_info *info = &r->populations[i];
        if (!info->spikes.count)
            continue;
        const double height = fmax(info->size / total, LEAST_SHARE) / shares;
        const Band band = {top - height, top, info->label, figure_colour(p->bands.n)};
        VEC_PUSH(from->arena, &p->bands, band);
        top -= height;
    }
    p->y_lo = 0;
    p->y_hi = 1;
}

/* One population has an axis of cell numbers instead of a name. */
static Band whole_axis(Panel *p, const PanelSource *from)
{
    const nnrt_recording *r = from->scan->recording;
    uint32_t i = 0;
    while (!r->populations[i].spikes.count)
        i++;
    p->y_lo = -0.5;
    p->y_hi = r->populations[i].size - 0.5;
    p->title = arena_printf(from->arena, "Spikes of %s", r->populations[i].label);
    p->y_label = "cell";
    return (Band){p->y_lo, p->y_hi, r->populations[i].label, figure_colour(0)};
}

bool panel_add_raster(Figure *f, const PanelSource *from, nnrt_error *e)
{
    const nnrt_recording *r = from->scan->recording;
    Panel p = {.title = "Spikes", .y_label = "cells", .height = RASTER_HEIGHT};
    Band single = {0};
    const uint32_t recorded = panel_count_recorded(from);
    if (!recorded)
        return true;
    if (recorded == 1)
        single = whole_axis(&p, from);
    else
        place_bands(&p, from);
    const uint64_t spikes = panel_count_spikes(from);
    Picker picker = picker_for(spikes);
    p.empty = spikes ? NULL : "no spikes";
    for (uint32_t i = 0, k = 0; i < r->n_populations; i++) {
        if (!r->populations[i].spikes.count)
            continue;
        const Band *band = recorded == 1 ? &single : &p.bands.v[k];
        Series series = {.kind = SERIES_DOTS, .colour = band->colour};
        if (!collect(from, i, band, &picker, &series, e))
            return false;
        VEC_PUSH(from->arena, &p.series, series);
        k++;
    }
    VEC_PUSH(from->arena, &f->panels, p);
    return true;
}
