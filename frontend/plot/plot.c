/* nnc plot: results in, figure out. */
#include "frontend/plot/plot.h"
#include "frontend/plot/panels.h"
#include "frontend/plot/results.h"
#include "runtime/outfile.h"

#include <setjmp.h>
#include <string.h>

#define PNG_SCALE 2.0 /* pixels per unit: sharp on a projector */

typedef struct Plot {
    const PlotOptions *options;
    const nnrt_spool_scan *scan;
    Arena *arena;
    nnrt_error *error;
} Plot;

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static bool check_name(const char *output, nnrt_error *e)
{
    return !output || ends_in(output, ".svg") || ends_in(output, ".png") ||
           nnrt_error_set(e, NNRT_EXIT_USAGE,
                          "the format of the figure '%.200s' is not known: use .svg or .png",
                          output);
}

static const char *caption(const Plot *p, const PanelSource *from, uint32_t left_out)
{
    const uint64_t spikes = panel_count_spikes(from);
    const char *text =
        arena_printf(p->arena, "%.10g ms, dt %.10g ms", from->duration, p->scan->recording->dt);
    if (p->scan->n_segments > 1)
        text = arena_printf(p->arena, "segment %zu of %zu; %s", from->segment + 1,
                            p->scan->n_segments, text);
    if (panel_count_recorded(from))
        text = arena_printf(p->arena, "%s; %llu spikes, rates in bins of %.10g ms", text,
                            (unsigned long long)spikes, panel_rate_bin(from));
    if (spikes > RASTER_POINTS)
        text = arena_printf(p->arena, "%s; of the spikes 1 in %.1f is drawn", text,
                            (double)spikes / RASTER_POINTS);
    if (left_out)
        text = arena_printf(p->arena, "%s; %u more variables are not shown", text, left_out);
    if (p->scan->damage.exit_code && !p->scan->result)
        text = arena_printf(p->arena, "%s; the run did not end", text);
    return text;
}

static bool build(const Plot *p, Figure *f)
{
    const PlotOptions *o = p->options;
    const bool all = !o->raster && !o->rate && !o->trace;
    if (o->segment >= p->scan->n_segments)
        return nnrt_error_set(p->error, NNRT_EXIT_USAGE, "there is no segment %u: the run has %zu",
                              o->segment, p->scan->n_segments);
    PanelSource from = {.scan = p->scan, .segment = o->segment, .arena = p->arena};
    from.duration = nnrt_grid_time(&p->scan->grid, p->scan->segments[o->segment].steps);
    f->duration = from.duration > 0 ? from.duration : p->scan->recording->dt;
    from.duration = f->duration;
    uint32_t left_out = 0;
    if ((all || o->raster) && !panel_add_raster(f, &from, p->error))
        return false;
    if ((all || o->rate) && !panel_add_rates(f, &from, p->error))
        return false;
    if ((all || o->trace) && !panel_add_traces(f, &from, &left_out, p->error))
        return false;
    f->title = p->scan->recording->model[0] ? p->scan->recording->model : NULL;
    f->caption = caption(p, &from, left_out);
    return f->panels.n ||
           nnrt_error_set(p->error, NNRT_EXIT_MODEL, "nothing to plot: the run recorded %s",
                          all ? "nothing" : "none of that");
}

static bool render(const Plot *p, const Figure *f, const char *output)
{
    const char *problem = NULL;
    size_t size = 0;
    Canvas *canvas = ends_in(output, ".png")
                         ? canvas_png(p->arena, figure_size(f), PNG_SCALE, &problem)
                         : canvas_svg(p->arena, figure_size(f));
    if (!canvas)
        return nnrt_error_set(p->error, NNRT_EXIT_IO, "%s", problem);
    figure_draw(f, p->arena, canvas);
    const char *data = canvas->finish(canvas, &size, &problem);
    if (!data)
        return nnrt_error_set(p->error, NNRT_EXIT_IO, "%s", problem);
    return nnrt_outfile_save(&nnrt_io_posix, output, data, size, p->error);
}

static void run_out(void *context, size_t wanted, size_t in_use)
{
    (void)wanted;
    (void)in_use;
    longjmp(*(jmp_buf *)context, 1);
}

/* Everything that allocates in the arena. */
static bool plot(const PlotOptions *o, const nnrt_spool_scan *scan, Arena *arena, FILE *out,
                 nnrt_error *e)
{
    const Plot p = {o, scan, arena, e};
    Figure f = {0};
    const char *output = o->output ? o->output : arena_printf(arena, "%s/figure.svg", o->dir);
    if (!build(&p, &f) || !render(&p, &f, output))
        return false;
    fprintf(out, "%s\n", output);
    return true;
}

int nn_plot(const PlotOptions *o, FILE *out, FILE *err)
{
    nnrt_error e = {0};
    jmp_buf no_memory;
    nnrt_spool_scan *volatile scan =
        check_name(o->output, &e) ? results_open(o->dir, o->library, &e) : NULL;
    Arena *volatile arena = arena_new(run_out, &no_memory, 0);
    if (!arena || setjmp(no_memory))
        nnrt_error_memory(&e);
    else if (scan)
        plot(o, scan, arena, out, &e);
    arena_free(arena);
    nnrt_spool_scan_free(scan);
    if (e.exit_code)
        fprintf(err, "error: %s\n", e.text);
    return e.exit_code;
}
