/* Files that a script asks for by name: what a request says, and what it takes of a spool.
   A request is a JSON object: "file", "format", "clear" (what it takes is in no later request),
   "variables" (a list of names, "spikes" among them; absent: all), "cells": a list of
   {"population", "cells"}, ranges as in a recording, each population once, and "annotations".
   One for a table has "file", "format" and "columns" (runtime/output/columns.h) instead. */
#ifndef NNRT_SELECTION_H
#define NNRT_SELECTION_H
#include "runtime/output/convert.h"

/* What a request takes, as a spool of its own for the writers: frames and labels belong to the
   spool it was made of, which must stay. */
typedef struct nnrt_selection {
    nnrt_spool_scan scan;
    nnrt_recording recording;
    nnrt_population_info *populations;
    nnrt_signal_info *signals;
    void **owned; /* lists of cells */
    size_t n_owned;
} nnrt_selection;

/* NULL with *e set on failure; freed by nnrt_selection_free. */
nnrt_selection *nnrt_selection_make(const nnrt_spool_scan *s, size_t request, nnrt_error *e);
void nnrt_selection_free(nnrt_selection *x);

/* How many of the frames begin before the offset. */
size_t nnrt_frames_before(const nnrt_stream *s, uint64_t offset);
#endif
