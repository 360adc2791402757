/* nnc plot: a figure of the results of a run. Raster, rates and traces share one time axis. */
#ifndef NN_PLOT_H
#define NN_PLOT_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct PlotOptions {
    const char *dir;          /* output folder of a run */
    const char *output;       /* FILE.svg or FILE.png; NULL: DIR/figure.svg */
    bool raster, rate, trace; /* none: all that the run recorded */
    uint32_t segment;
    const char *library; /* folder of nnrt-convert; NULL: searched (runtime/output/finish.h) */
} PlotOptions;

/* Writes the figure and says where to `out`; messages go to `err`. Returns the exit code. */
int nn_plot(const PlotOptions *options, FILE *out, FILE *err);
#endif
