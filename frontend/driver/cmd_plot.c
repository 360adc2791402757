/* nnc plot: a figure of the results in an output folder. */
#include "frontend/driver/commands.h"
#include "frontend/libnnc/library.h"
#include "frontend/plot/plot.h"

int cmd_plot(const Options *options)
{
    char library[LIBRARY_PATH];
    const PlotOptions plot = {
        .dir = options->arguments.v[0],
        .output = options->output,
        .raster = options->raster,
        .rate = options->rate,
        .trace = options->trace,
        .segment = (uint32_t)options->segment,
        .library = library_dir(library),
    };
    return nn_plot(&plot, stdout, stderr);
}
