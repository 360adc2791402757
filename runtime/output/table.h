/* Text tables, a line per spike or per sample: what CSV and LEMS .dat share. */
#ifndef NNRT_TABLE_H
#define NNRT_TABLE_H
#include "runtime/output/convert.h"

typedef struct nnrt_table_style {
    char separator;
    bool index_first; /* spikes: index before time */
    bool si;          /* times in s, values in SI units */
    int (*number)(double x, char out[NNRT_NUMBER_TEXT]);
} nnrt_table_style;

/* `header` is the first line of spikes ("" for none), or for signals the name of the time column:
   cells' columns are named by index (NULL: no line). */
bool nnrt_table_write_spikes(const nnrt_job *job, const nnrt_table_style *style, const char *header,
                             nnrt_error *e);
bool nnrt_table_write_signal(const nnrt_job *job, const nnrt_table_style *style, const char *header,
                             nnrt_error *e);
#endif
