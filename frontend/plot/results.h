/* The results of a run for whoever shows them, whatever they are stored as. */
#ifndef NN_PLOT_RESULTS_H
#define NN_PLOT_RESULTS_H
#include "runtime/spool_read.h"

/* Opens the spool of DIR or, when the run has made files of it, what nnrt-convert reads back from
   them (in a child: files may be damaged). NULL with *e set on failure. */
nnrt_spool_scan *results_open(const char *dir, const char *library, nnrt_error *e);
#endif
