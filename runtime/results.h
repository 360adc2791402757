/* The results of a simulation in a folder: opened before it runs, closed behind it. */
#ifndef NNRT_RESULTS_H
#define NNRT_RESULTS_H
#include "runtime/sim.h"

typedef struct nnrt_results {
    nnrt_sim *sim; /* made; its options name folder and formats */
    int argc;      /* command line of the run, for run.json */
    char **argv;
    double constructed, ran; /* wall seconds, to be known when it is closed */
    double busy;             /* CPU seconds of all threads of the process while it ran */
    char dir[4096];
    char *provenance; /* owned */
} nnrt_results;

/* Takes the folder and opens the spool. False with the error of the simulation. */
bool nnrt_results_open(nnrt_results *r);
/* Where the options ask for it: connections as CSV, a file per projection. */
bool nnrt_results_save_connections(nnrt_results *r);
/* Ends the spool and has the files made. What goes wrong is the error of the simulation where it has none yet. */
void nnrt_results_close(nnrt_results *r);
void nnrt_results_free(nnrt_results *r);
/* Wall and CPU time, seconds, for what the members count. */
double nnrt_results_now(void);
double nnrt_results_cpu(void);
#endif
