/* run.json: what ran, how it went and what was written, from the JSON that the spool carries. */
#ifndef NNRT_RUN_JSON_H
#define NNRT_RUN_JSON_H
#include "runtime/output/convert.h"

void nnrt_run_json_write(const nnrt_plan *p, nnrt_json *j);
#endif
