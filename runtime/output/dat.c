/* The .dat files of LEMS: no header, tabs, SI units; signals as time and a column per cell, spikes
   as index and time. */
#include "runtime/output/convert.h"
#include "runtime/output/table.h"

#include <stdio.h>

/* Enough digits for the double that comes out of the conversion to SI, without its rounding
   noise. */
static int number(double x, char out[NNRT_NUMBER_TEXT])
{
    return snprintf(out, NNRT_NUMBER_TEXT, "%.15g", x);
}

static const nnrt_table_style style = {
    .separator = '\t', .index_first = true, .si = true, .number = number};

static bool plan(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e)
{
    return nnrt_plan_spikes(w, p, segment, "dat", e) && nnrt_plan_signals(w, p, segment, "dat", e);
}

static bool write(const nnrt_job *job, nnrt_error *e)
{
    return job->output->signal == NNRT_NO_SOURCE ? nnrt_table_write_spikes(job, &style, "", e)
                                                 : nnrt_table_write_signal(job, &style, NULL, e);
}

const nnrt_writer nnrt_writer_dat = {"dat", false, plan, write};
