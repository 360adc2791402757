/* Text tables from streams. */
#include "runtime/output/table.h"
#include "runtime/outfile.h"

#include <string.h>

enum { MOST_FIELD = NNRT_NUMBER_TEXT + 16 };

/* A time of the grid, in ms or s. */
static int time_text(const nnrt_job *job, const nnrt_table_style *style, int64_t step, char *out)
{
    nnrt_grid grid = job->scan->grid;
    grid.exponent -= style->si ? 3 : 0;
    return style->number(nnrt_grid_time(&grid, step), out);
}

static void put_spike(nnrt_outfile *f, const nnrt_table_style *style, const char *time,
                      int time_size, uint32_t index)
{
    char line[2 * MOST_FIELD];
    char *p = line;
    if (style->index_first) {
        p += nnrt_whole_text(index, p);
        *p++ = style->separator;
    }
    memcpy(p, time, (size_t)time_size);
    p += time_size;
    if (!style->index_first) {
        *p++ = style->separator;
        p += nnrt_whole_text(index, p);
    }
    *p++ = '\n';
    nnrt_outfile_write(f, line, (size_t)(p - line));
}

bool nnrt_table_write_spikes(const nnrt_job *job, const nnrt_table_style *style, const char *header,
                             nnrt_error *e)
{
    nnrt_outfile *f = nnrt_outfile_open(job->io, job->path, e);
    if (!f)
        return false;
    nnrt_outfile_text(f, header);
    nnrt_cursor c = nnrt_cursor_spikes(job->scan, job->output->segment, job->output->population);
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, e)) > 0) {
        char time[NNRT_NUMBER_TEXT];
        int time_size = time_text(job, style, step, time);
        for (size_t i = 0; i < n; i++)
            put_spike(f, style, time, time_size, index[i]);
    }
    nnrt_cursor_close(&c);
    return nnrt_outfile_close(f, found == 0, e);
}

static void put_field(nnrt_outfile *f, char separator, const char *field, int size)
{
    nnrt_outfile_write(f, &separator, 1);
    nnrt_outfile_write(f, field, (size_t)size);
}

static void put_columns(nnrt_outfile *f, char separator, const char *time, nnrt_cells cells)
{
    char field[MOST_FIELD];
    nnrt_outfile_text(f, time);
    for (uint32_t i = 0; i < cells.count; i++)
        put_field(f, separator, field, nnrt_whole_text(nnrt_cells_at(cells, i), field));
    nnrt_outfile_text(f, "\n");
}

bool nnrt_table_write_signal(const nnrt_job *job, const nnrt_table_style *style, const char *header,
                             nnrt_error *e)
{
    const nnrt_signal_info *s = &job->scan->recording->signals[job->output->signal];
    nnrt_outfile *f = nnrt_outfile_open(job->io, job->path, e);
    if (!f)
        return false;
    if (header)
        put_columns(f, style->separator, header, s->cells);
    const double factor = style->si ? s->si_factor : 1, offset = style->si ? s->si_offset : 0;
    nnrt_cursor c = nnrt_cursor_signal(job->scan, job->output->segment, job->output->signal);
    int64_t step;
    const double *values;
    int found;
    while ((found = nnrt_cursor_sample(&c, &step, &values, e)) > 0) {
        char field[NNRT_NUMBER_TEXT];
        nnrt_outfile_write(f, field, (size_t)time_text(job, style, step, field));
        for (uint32_t i = 0; i < s->cells.count; i++)
            put_field(f, style->separator, field,
                      style->number(values[i] * factor + offset, field));
        nnrt_outfile_text(f, "\n");
    }
    nnrt_cursor_close(&c);
    return nnrt_outfile_close(f, found == 0, e);
}
