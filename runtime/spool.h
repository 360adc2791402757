/* The spool: an append-only file of frames that a running simulation writes and nothing can spoil
   afterwards.

   File: frames one after the other, all numbers in the byte order of the machine that wrote them.
   Frame: u32 magic, u32 type, u32 size of the payload, u32 CRC-32C of type, size and payload;
   payload; zeros up to a multiple of 8 bytes.
   Payloads, in the order in which they occur:
     HEADER         JSON: {"format", "version", "provenance", and the members of
                    nnrt_recording_write}
     SEGMENT_BEGIN  u64 number of the segment
     SPIKES         u32 number in the recording's populations, u32 n, i64 step, u32 index[n]; a cell that fired m times occurs
                    m times
     SAMPLE         u32 signal, u32 n, i64 step, f64 value[n]
     SEGMENT_END    i64 steps of the segment, JSON object of its annotations
     REQUEST        JSON object: a file that the script asks for, of what was recorded before it
                    (runtime/output/selection.h)
     END            JSON object with the results of the run (wall times, spike counts, why it ended)
   Within a segment the steps of one population, and of one signal, do not decrease.
   A reader trusts the frames up to the first one that is incomplete or has a wrong CRC. */
#ifndef NNRT_SPOOL_H
#define NNRT_SPOOL_H
#include "runtime/error.h"
#include "runtime/io.h"
#include "runtime/recording.h"

#define NNRT_SPOOL_NAME   "spool.nnrt" /* in the output folder */
#define NNRT_SPOOL_FORMAT "nnrt-spool"
enum {
    NNRT_SPOOL_PLAIN = 1,  /* without events of further ports */
    NNRT_SPOOL_VERSION = 2 /* with; the newest that is read */
};

enum { NNRT_SPOOL_MAGIC = 0x4D46524E }; /* "NRFM" on little-endian machines */

typedef enum nnrt_frame_type {
    NNRT_FRAME_HEADER = 1,
    NNRT_FRAME_SEGMENT_BEGIN,
    NNRT_FRAME_SPIKES,
    NNRT_FRAME_SAMPLE,
    NNRT_FRAME_SEGMENT_END,
    NNRT_FRAME_END,
    NNRT_FRAME_REQUEST
} nnrt_frame_type;

typedef struct nnrt_frame_head {
    uint32_t magic, type, size, crc;
} nnrt_frame_head;

typedef struct nnrt_event_head { /* start of the payload of SPIKES and SAMPLE */
    uint32_t source, n;
    int64_t step;
} nnrt_event_head;

typedef struct nnrt_spool nnrt_spool;

typedef struct nnrt_spool_options { /* zeroed = defaults */
    const nnrt_io *io;              /* NULL: POSIX */
    /* longest time in memory (1 s) and least time between fsyncs (5 s) */
    double flush_seconds, sync_seconds;
} nnrt_spool_options;

/* Creates DIR/spool.nnrt (DIR exists: nnrt_outdir_prepare) and writes the header. `provenance` is a
   JSON object, or NULL. What `r` points to must stay until the spool is closed. NULL with *e set on
   failure. */
nnrt_spool *nnrt_spool_open(const char *dir, const nnrt_spool_options *options,
                            const nnrt_recording *r, const char *provenance, nnrt_error *e);

/* All return false after the first failure, which nnrt_spool_error keeps; what was written before
   stays readable. A full device is told with the bytes that were still to be written. */
bool nnrt_spool_begin_segment(nnrt_spool *s);
bool nnrt_spool_spikes(nnrt_spool *s, uint32_t population, int64_t step, const uint32_t *index,
                       size_t n);
bool nnrt_spool_sample(nnrt_spool *s, uint32_t signal, int64_t step, const double *values);
/* JSON object or NULL */
bool nnrt_spool_end_segment(nnrt_spool *s, int64_t steps, const char *annotations);
bool nnrt_spool_request(nnrt_spool *s, const char *request); /* JSON object; reaches the file */
bool nnrt_spool_flush(nnrt_spool *s);
const nnrt_error *nnrt_spool_error(const nnrt_spool *s);

/* Writes the end frame (`result`: JSON object or NULL), syncs, closes, frees. False with *e set
   when this or anything before failed. */
bool nnrt_spool_close(nnrt_spool *s, const char *result, nnrt_error *e);

/* Bytes that a spool of `steps` steps and `spikes` spikes takes, for a look at the free space
   before a run. */
uint64_t nnrt_spool_estimate(const nnrt_recording *r, int64_t steps, uint64_t spikes);
#endif
