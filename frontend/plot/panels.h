/* Panels of a figure from the results of a run. All false with *e set when the results cannot be
   read. */
#ifndef NN_PLOT_PANELS_H
#define NN_PLOT_PANELS_H
#include "frontend/plot/figure.h"
#include "runtime/spool_read.h"

enum { RASTER_POINTS = 20000 }; /* of all spikes as many are shown, picked the same way each time */

typedef struct PanelSource {
    const nnrt_spool_scan *scan;
    size_t segment;
    Arena *arena;
    double duration; /* ms */
} PanelSource;

/* One panel each; nothing is added when no spikes were recorded. */
bool panel_add_raster(Figure *f, const PanelSource *from, nnrt_error *e);
bool panel_add_rates(Figure *f, const PanelSource *from, nnrt_error *e);
/* A panel per signal, up to a limit; *left_out counts the rest. */
bool panel_add_traces(Figure *f, const PanelSource *from, uint32_t *left_out, nnrt_error *e);

uint64_t panel_count_spikes(const PanelSource *from);
uint32_t panel_count_recorded(const PanelSource *from); /* populations whose spikes are recorded */
double panel_rate_bin(const PanelSource *from);         /* ms */
#endif
