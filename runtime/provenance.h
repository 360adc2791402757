/* Where results come from: what run.json tells besides the recording. Written in two parts: at the
   start into the spool's header (a run that is killed keeps it), at the end into its last frame. */
#ifndef NNRT_PROVENANCE_H
#define NNRT_PROVENANCE_H
#include "runtime/json.h"

typedef struct nnrt_parameter_value { /* of a `param`, as this run used it */
    const char *name, *unit;
    double value; /* in `unit` */
} nnrt_parameter_value;

typedef struct nnrt_provenance {
    const char *compiler;   /* "nnc 0.1.0" */
    const char *model_hash; /* SHA-256 of the sources, in hex */
    int argc;               /* command line of the run */
    char *const *argv;
    const nnrt_parameter_value *parameters;
    size_t n_parameters;
    const char *precision; /* "double", "single" */
    const char *maths;     /* "precise", "fast" */
    uint64_t seed;
    double dt; /* ms */
    unsigned threads;
} nnrt_provenance;

typedef struct nnrt_population_count {
    const char *label;
    uint64_t size, spikes; /* all of them, recorded or not */
} nnrt_population_count;

typedef struct nnrt_result {
    const char *status; /* "complete", "interrupted", "stopped" (numeric), "failed" */
    int exit_code;
    const char *message;                   /* NULL: none */
    double simulated;                      /* ms, of all segments */
    double construct_seconds, run_seconds; /* wall time */
    double run_cpu_seconds;                /* of all threads */
    uint64_t synapses;
    const nnrt_population_count *populations;
    size_t n_populations;
} nnrt_result;

/* A JSON object each, to be freed by the caller; NULL when out of memory. The host's CPU is added
   here. */
char *nnrt_provenance_text(const nnrt_provenance *p);
char *nnrt_result_text(const nnrt_result *r);
#endif
