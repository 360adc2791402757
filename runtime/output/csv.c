/* CSV: spikes as time_ms,index; signals as time_ms and a column per cell, named by its index. */
#include "runtime/outfile.h"
#include "runtime/output/convert.h"
#include "runtime/output/table.h"

static const nnrt_table_style style = {.separator = ',', .number = nnrt_number_text};

static bool plan(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e)
{
    return nnrt_plan_spikes(w, p, segment, "csv", e) && nnrt_plan_signals(w, p, segment, "csv", e);
}

static bool write(const nnrt_job *job, nnrt_error *e)
{
    return job->output->signal == NNRT_NO_SOURCE
               ? nnrt_table_write_spikes(job, &style, "time_ms,index\n", e)
               : nnrt_table_write_signal(job, &style, "time_ms", e);
}

const nnrt_writer nnrt_writer_csv = {"csv", false, plan, write};
