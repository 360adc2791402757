/* The options of a generated program. */
#ifndef NNRT_OPTIONS_H
#define NNRT_OPTIONS_H
#include "runtime/error.h"
#include "runtime/nnrt.h"
#include "runtime/progress.h"

#include <stdio.h>

typedef struct nnrt_setting { /* --set NAME=VALUE */
    char *name;               /* "N", "exc.tau_m"; owned */
    const char *value;
    bool used;
} nnrt_setting;

typedef struct nnrt_options {
    bool help, version, list_params, save_connections;
    bool has_dt, has_t, has_seed;
    double dt, t;                /* ms */
    uint64_t seed, limit_memory; /* bytes; 0: the memory of the machine */
    uint32_t threads;
    const char *out;    /* folder; NULL: the model's name with .out */
    const char *format; /* NULL: the default ones */
    nnrt_progress_mode progress;
    nnrt_setting *settings;
    uint32_t n_settings;
} nnrt_options;

/* False with *e (exit 2) for what is no option, or no value of it. */
bool nnrt_options_read(nnrt_options *o, int argc, char **argv, nnrt_error *e);
void nnrt_options_free(nnrt_options *o);
void nnrt_options_help(const nnrt_program *p, FILE *to);
void nnrt_options_list(const nnrt_program *p, FILE *to);
#endif
