/* The progress of a run on stderr: one line that is rewritten on a terminal, a line each tenth
   elsewhere, or JSON lines.
       [#####.....] 412/1000 ms  3.2x real time  ETA 00:14  8.1 Hz
   Nothing that goes wrong with stderr stops a run. */
#ifndef NNRT_PROGRESS_H
#define NNRT_PROGRESS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum nnrt_progress_mode {
    NNRT_PROGRESS_AUTO, /* LINE on a terminal, else PLAIN */
    NNRT_PROGRESS_NONE,
    NNRT_PROGRESS_LINE,
    NNRT_PROGRESS_PLAIN,
    NNRT_PROGRESS_JSON
} nnrt_progress_mode;

typedef struct nnrt_progress_state { /* of the run */
    double time, total;              /* ms of model time: done, in all */
    uint64_t spikes, cells;          /* fired so far; cells that can fire (0: no rate is shown) */
} nnrt_progress_state;

typedef struct nnrt_progress {
    nnrt_progress_mode mode;
    int fd;
    unsigned columns;     /* width of the terminal */
    double (*now)(void);  /* seconds, monotonic */
    double started, last; /* wall time */
    int tenths;           /* PLAIN: of the run, told so far */
    bool dirty;           /* a line stands on the terminal */
} nnrt_progress;

/* "auto", "none", "line", "plain", "json"; false for anything else. */
bool nnrt_progress_mode_named(const char *name, nnrt_progress_mode *mode);
/* Starts the clock; looks at the terminal and COLUMNS. */
void nnrt_progress_open(nnrt_progress *p, nnrt_progress_mode mode, int fd);
/* True when an update would print something: lets the caller count spikes only then. Cheap. */
bool nnrt_progress_due(const nnrt_progress *p, double time, double total);
void nnrt_progress_update(nnrt_progress *p, const nnrt_progress_state *s);
/* Last state, and the end of the line. */
void nnrt_progress_close(nnrt_progress *p, const nnrt_progress_state *s);
/* Clears the line, so that a message can be printed; it comes back with the next update. */
void nnrt_progress_clear(nnrt_progress *p);

/* The line after `seconds` of wall time, at most `columns` wide. Returns its length. */
size_t nnrt_progress_text(const nnrt_progress_state *s, double seconds, unsigned columns, char *out,
                          size_t size);
#endif
