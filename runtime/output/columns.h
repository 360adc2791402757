/* Files of one table: columns of values, or lines of events, in the order in which they were asked for.
   Its request has "columns", for values a list of {"signal", "place"} (of the cell in the signal), for events a list of
   {"population", "cell", "label"}. */
#ifndef NNRT_COLUMNS_H
#define NNRT_COLUMNS_H
#include "runtime/output/convert.h"

/* The writer of a table's format ("columns", "time_id", "id_time"); NULL: that is none. */
const nnrt_writer *nnrt_writer_of_table(const char *format);

bool nnrt_columns_write(const nnrt_job *job, nnrt_error *e); /* columns.c */
bool nnrt_time_id_write(const nnrt_job *job, nnrt_error *e); /* events.c */
bool nnrt_id_time_write(const nnrt_job *job, nnrt_error *e);

/* The list of a request; NULL with *e set where it has none. */
const nnrt_json_value *nnrt_columns_of(const nnrt_job *job, nnrt_error *e);
/* The time of a step in s, as the decimal that it is. */
int nnrt_columns_time(const nnrt_job *job, int64_t step, char out[NNRT_NUMBER_TEXT]);
#endif
