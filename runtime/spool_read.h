/* Reading a spool: one scan checks every frame and notes where each stream of a segment has its
   frames; then streams are read one at a time, whatever order their frames have in the file. */
#ifndef NNRT_SPOOL_READ_H
#define NNRT_SPOOL_READ_H
#include "runtime/decimal.h"
#include "runtime/spool.h"

typedef struct nnrt_stream { /* spikes of a population, or one signal, within a segment */
    uint64_t *frames;        /* offsets of their event heads in the file */
    size_t n_frames, capacity;
    uint64_t items;  /* spikes or values in all of them */
    nnrt_cells only; /* index not NULL: of a frame of spikes these cells, of samples these places */
} nnrt_stream;

typedef struct nnrt_segment {
    int64_t steps; /* length; of an unfinished one the last step that was seen */
    bool finished;
    uint64_t at, end; /* offsets of the frames that begin and end it; UINT64_MAX: not there */
    nnrt_json_tree *annotations; /* NULL: none */
    nnrt_stream *spikes;         /* [n_populations] */
    nnrt_stream *signals;        /* [n_signals] */
} nnrt_segment;

typedef struct nnrt_request { /* a file that the script asks for */
    uint64_t at;              /* offset of its frame: of what lies before */
    nnrt_json_tree *text;
} nnrt_request;

typedef struct nnrt_spool_scan {
    int fd;
    char *path;
    nnrt_recording *recording;
    nnrt_json_tree *header, *result; /* result: NULL when the run did not end */
    nnrt_segment *segments;
    size_t n_segments;
    nnrt_request *requests;
    size_t n_requests;
    uint64_t size, good; /* bytes of the file, and of it those that can be trusted */
    /* why `good` is less than `size` or the end frame is missing; else exit_code 0 */
    nnrt_error damage;
    nnrt_grid grid;
} nnrt_spool_scan;

/* NULL with *e set when the file cannot be read or not even its header is good. */
nnrt_spool_scan *nnrt_spool_scan_file(const char *path, nnrt_error *e);
void nnrt_spool_scan_free(nnrt_spool_scan *s);

typedef struct nnrt_cursor { /* position in a stream; zeroed memory, freed by nnrt_cursor_close */
    const nnrt_spool_scan *scan;
    const nnrt_stream *stream;
    size_t item_size, next;
    unsigned char *window; /* part of the file, from window_at on */
    uint64_t window_at;
    size_t window_size, window_capacity;
    void *items; /* of the frame that was read last */
    size_t items_capacity;
} nnrt_cursor;

nnrt_cursor nnrt_cursor_spikes(const nnrt_spool_scan *s, size_t segment, uint32_t population);
nnrt_cursor nnrt_cursor_signal(const nnrt_spool_scan *s, size_t segment, uint32_t signal);
/* Next frame of a signal; *values is valid until the next call. 1: read, 0: no more, -1: *e is
   set. */
int nnrt_cursor_sample(nnrt_cursor *c, int64_t *step, const double **values, nnrt_error *e);
/* All spikes of the next step that has any, ascending indices. */
int nnrt_cursor_step(nnrt_cursor *c, int64_t *step, const uint32_t **index, size_t *n,
                     nnrt_error *e);
void nnrt_cursor_close(nnrt_cursor *c);
#endif
