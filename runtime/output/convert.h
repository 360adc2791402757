/* From a spool to the files of a run: a plan of files by the writers of the chosen formats, each
   written beside its place, all renamed when all are complete; then run.json, and the spool
   goes. */
#ifndef NNRT_CONVERT_H
#define NNRT_CONVERT_H
#include "runtime/spool_read.h"

typedef struct nnrt_plan nnrt_plan;
typedef struct nnrt_writer nnrt_writer;

enum {
    NNRT_NO_SOURCE = UINT32_MAX
}; /* of an output that is not about one population, or one signal */

typedef struct nnrt_output { /* one file */
    const nnrt_writer *writer;
    size_t segment; /* of `scan` */
    uint32_t population, signal;
    char *name;                  /* relative to the output folder: "segment1/exc.v.csv" */
    const nnrt_spool_scan *scan; /* NULL: that of the plan */
    const nnrt_request *request; /* that asks for it, or NULL */
    bool whole;                  /* all that `scan` holds */
} nnrt_output;

struct nnrt_plan {
    const nnrt_spool_scan *scan;
    nnrt_output *outputs;
    size_t n, capacity;
    struct nnrt_selection **selections; /* one per request; owned */
    size_t n_selections;
};

typedef struct nnrt_job { /* what a writer gets for one file */
    const nnrt_spool_scan *scan;
    const nnrt_output *output;
    const nnrt_io *io;
    const char *path; /* written as PATH.part (runtime/outfile.h) */
    bool single;      /* reports in single precision */
} nnrt_job;

struct nnrt_writer {
    const char *format; /* as in --format */
    bool whole;         /* one of its files can hold all */
    bool (*plan)(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e);
    bool (*write)(const nnrt_job *job, nnrt_error *e); /* leaves PATH.part, or nothing on failure */
};

extern const nnrt_writer nnrt_writer_csv, nnrt_writer_npz, nnrt_writer_dat;

/* Adds an output, whose name it owns from then on, also when it fails. */
bool nnrt_plan_push(nnrt_plan *p, nnrt_output output, nnrt_error *e);
void nnrt_plan_free(nnrt_plan *p);
/* Adds the files that the requests of the spool ask for. `h5` may be NULL. (requested.c) */
bool nnrt_plan_requests(nnrt_plan *p, const nnrt_writer *h5, nnrt_error *e);
/* The writer of a format, NULL when there is none; of "h5" the one that is given. */
const nnrt_writer *nnrt_writer_named(const char *name, size_t n, const nnrt_writer *h5);

/* Adds the file [segmentN/]PART.PART.EXTENSION, parts percent-encoded; a name that is taken gets
   "#2", "#3", ... */
bool nnrt_plan_add(nnrt_plan *p, nnrt_output output, const char *const *parts, size_t n_parts,
                   const char *extension, nnrt_error *e);
/* True when the signal has samples of at least one cell in the segment. */
bool nnrt_plan_has_samples(const nnrt_spool_scan *s, size_t segment, uint32_t signal);
/* A file POPULATION.spikes.EXTENSION for each population whose spikes are recorded, and
   POPULATION.VARIABLE.EXTENSION for each signal that has samples. */
bool nnrt_plan_spikes(const nnrt_writer *w, nnrt_plan *p, size_t segment, const char *extension,
                      nnrt_error *e);
bool nnrt_plan_signals(const nnrt_writer *w, nnrt_plan *p, size_t segment, const char *extension,
                       nnrt_error *e);

typedef struct nnrt_convert_options { /* zeroed = defaults */
    /* "h5,csv"; NULL: h5 and csv of spikes under 10^6, else h5 (npz where h5 is missing) */
    const char *formats;
    const nnrt_writer *h5; /* from runtime/output/hdf5, NULL: this program cannot write it */
    /* other folder, which exists; the spool then stays. NULL: where the spool is */
    const char *into;
    bool single, keep_spool;
    const nnrt_io *io; /* NULL: POSIX */
} nnrt_convert_options;

typedef struct nnrt_convert_report {
    size_t files;
    uint64_t spikes, samples; /* of all segments */
    nnrt_error damage;        /* of the spool: exit_code 0 when the run ended and nothing is lost */
} nnrt_convert_report;

/* True when `formats` is a list of known formats; else *e names the one that is not. */
bool nnrt_formats_check(const char *formats, nnrt_error *e);

/* Converts DIR/spool.nnrt. Returns NNRT_EXIT_OK or the exit code in *e; `report` may be NULL. */
int nnrt_convert(const char *dir, const nnrt_convert_options *o, nnrt_convert_report *report,
                 nnrt_error *e);
#endif
