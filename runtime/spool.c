/* Writer of the spool: frames are gathered in one buffer and go to the file when it is full or too
   old. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/spool.h"
#include "runtime/crc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUFFER_SIZE = 256 * 1024 };
#define MAX_PAYLOAD ((uint64_t)UINT32_MAX - 64)

_Static_assert(sizeof(nnrt_frame_head) == 16 && sizeof(nnrt_event_head) == 16,
               "layout of the spool");

struct nnrt_spool {
    nnrt_io io;
    int fd;
    char *path;
    int dir_size; /* bytes of `path` that name the folder */
    const nnrt_recording *recording;
    double flush_seconds, sync_seconds, last_flush, last_sync;
    uint64_t segments;
    nnrt_error error; /* the first failure */
    nnrt_crc_table crc;
    size_t used;
    unsigned char buffer[BUFFER_SIZE];
};

typedef struct part { /* a piece of a payload */
    const void *data;
    size_t size;
} part;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool write_failed(nnrt_spool *s, const char *verb, uint64_t missing)
{
    int system = errno;
    nnrt_error_io(&s->error, system, "cannot %s %s", verb, s->path);
    const size_t used = strlen(s->error.text);
    if (s->segments) /* there is something to save */
        snprintf(s->error.text + used, sizeof s->error.text - used,
                 "; what was written before is kept: run `nnc recover %.*s`", s->dir_size, s->path);
    if (system == ENOSPC || system == EDQUOT || system == EFBIG)
        s->error.bytes_needed = missing;
    return false;
}

static bool write_out(nnrt_spool *s, const void *data, size_t size)
{
    size_t done = nnrt_io_write_all(&s->io, s->fd, data, size);
    return done == size || write_failed(s, "write", size - done);
}

static bool flush_buffer(nnrt_spool *s)
{
    bool good = write_out(s, s->buffer, s->used);
    s->used = 0;
    return good;
}

/* Writes the buffer when it is old, and has the device keep it now and then. */
static bool flush_if_due(nnrt_spool *s)
{
    double t = now();
    if (t - s->last_flush < s->flush_seconds)
        return true;
    s->last_flush = t;
    if (!flush_buffer(s))
        return false;
    if (t - s->last_sync < s->sync_seconds)
        return true;
    s->last_sync = t;
    return s->io.fsync(s->io.context, s->fd) == 0 || write_failed(s, "save", 0);
}

static bool put(nnrt_spool *s, const void *data, size_t size)
{
    if (size > BUFFER_SIZE - s->used && !flush_buffer(s))
        return false;
    if (size > BUFFER_SIZE)
        return write_out(s, data, size);
    if (size)
        memcpy(s->buffer + s->used, data, size);
    s->used += size;
    return true;
}

static bool put_frame(nnrt_spool *s, nnrt_frame_type type, const part *parts, size_t n_parts)
{
    static const unsigned char zeros[8] = {0};
    uint64_t size = 0;
    for (size_t i = 0; i < n_parts; i++)
        size += parts[i].size;
    if (s->error.exit_code)
        return false;
    if (size > MAX_PAYLOAD)
        return nnrt_error_set(&s->error, NNRT_EXIT_LIMIT,
                              "one sample of %llu bytes is too large for %s",
                              (unsigned long long)size, s->path);
    nnrt_frame_head head = {NNRT_SPOOL_MAGIC, type, (uint32_t)size, 0};
    head.crc = nnrt_crc(&s->crc, 0, &head.type, sizeof head.type + sizeof head.size);
    for (size_t i = 0; i < n_parts; i++)
        head.crc = nnrt_crc(&s->crc, head.crc, parts[i].data, parts[i].size);
    bool good = put(s, &head, sizeof head);
    for (size_t i = 0; i < n_parts && good; i++)
        good = put(s, parts[i].data, parts[i].size);
    return good && put(s, zeros, (size_t)(-size & 7)) && flush_if_due(s);
}

static bool put_event(nnrt_spool *s, nnrt_frame_type type, nnrt_event_head head, const void *data,
                      size_t item)
{
    const part parts[] = {{&head, sizeof head}, {data, head.n * item}};
    return put_frame(s, type, parts, 2);
}

/* `text` is a JSON object or NULL. */
static part json_part(const char *text)
{
    return text ? (part){text, strlen(text)} : (part){"{}", 2};
}

static char *header_text(const nnrt_recording *r, const char *provenance, nnrt_error *e)
{
    nnrt_json_tree *tree = provenance ? nnrt_json_read(provenance, strlen(provenance), e) : NULL;
    if (provenance && !tree)
        return NULL;
    nnrt_json j = {0};
    nnrt_json_open(&j, '{', NNRT_JSON_LINES);
    nnrt_json_key(&j, "format");
    nnrt_json_string(&j, NNRT_SPOOL_FORMAT);
    nnrt_json_key(&j, "version");
    nnrt_json_int(&j, nnrt_recording_has_ports(r) ? NNRT_SPOOL_VERSION : NNRT_SPOOL_PLAIN);
    if (tree) {
        nnrt_json_key(&j, "provenance");
        nnrt_json_copy(&j, nnrt_json_root(tree));
    }
    nnrt_recording_write(r, &j);
    nnrt_json_close(&j);
    nnrt_json_tree_free(tree);
    if (!j.failed)
        return j.text;
    nnrt_error_memory(e);
    nnrt_json_free(&j);
    return NULL;
}

static void destroy(nnrt_spool *s)
{
    if (s->fd >= 0)
        s->io.close(s->io.context, s->fd);
    free(s->path);
    free(s);
}

static nnrt_spool *create(const char *dir, const nnrt_spool_options *o, const nnrt_recording *r)
{
    nnrt_spool *s = calloc(1, sizeof *s);
    size_t size = strlen(dir) + sizeof "/" NNRT_SPOOL_NAME;
    if (!s || !(s->path = malloc(size))) {
        free(s);
        return NULL;
    }
    snprintf(s->path, size, "%s/%s", dir, NNRT_SPOOL_NAME);
    s->dir_size = (int)strlen(dir);
    s->io = o && o->io ? *o->io : nnrt_io_posix;
    s->flush_seconds = o && o->flush_seconds > 0 ? o->flush_seconds : 1;
    s->sync_seconds = o && o->sync_seconds > 0 ? o->sync_seconds : 5;
    s->last_flush = s->last_sync = now();
    s->recording = r;
    s->fd = -1;
    nnrt_crc_table_init(&s->crc, NNRT_CRC32C);
    return s;
}

nnrt_spool *nnrt_spool_open(const char *dir, const nnrt_spool_options *options,
                            const nnrt_recording *r, const char *provenance, nnrt_error *e)
{
    char *header = header_text(r, provenance, e);
    if (!header)
        return NULL;
    nnrt_spool *s = create(dir, options, r);
    bool good = s != NULL || nnrt_error_memory(e);
    if (good) {
        s->fd = s->io.open(s->io.context, s->path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        const part whole = json_part(header);
        good = s->fd >= 0 ? put_frame(s, NNRT_FRAME_HEADER, &whole, 1) && flush_buffer(s)
                          : write_failed(s, "create", 0);
        if (!good && e)
            *e = s->error;
    }
    free(header);
    if (good)
        return s;
    if (s)
        destroy(s);
    return NULL;
}

bool nnrt_spool_begin_segment(nnrt_spool *s)
{
    const part number = {&s->segments, sizeof s->segments};
    bool good = put_frame(s, NNRT_FRAME_SEGMENT_BEGIN, &number, 1);
    s->segments++;
    return good;
}

bool nnrt_spool_spikes(nnrt_spool *s, uint32_t population, int64_t step, const uint32_t *index,
                       size_t n)
{
    enum { MOST = 1 << 28 }; /* indices in one frame */
    while (n) {
        uint32_t now_n = n < MOST ? (uint32_t)n : MOST;
        if (!put_event(s, NNRT_FRAME_SPIKES, (nnrt_event_head){population, now_n, step}, index,
                       sizeof *index))
            return false;
        index += now_n;
        n -= now_n;
    }
    return !s->error.exit_code;
}

bool nnrt_spool_sample(nnrt_spool *s, uint32_t signal, int64_t step, const double *values)
{
    const nnrt_event_head head = {signal, s->recording->signals[signal].cells.count, step};
    return put_event(s, NNRT_FRAME_SAMPLE, head, values, sizeof *values);
}

bool nnrt_spool_end_segment(nnrt_spool *s, int64_t steps, const char *annotations)
{
    const part parts[] = {{&steps, sizeof steps}, json_part(annotations)};
    return put_frame(s, NNRT_FRAME_SEGMENT_END, parts, 2);
}

bool nnrt_spool_request(nnrt_spool *s, const char *request)
{
    const part whole = json_part(request);
    return put_frame(s, NNRT_FRAME_REQUEST, &whole, 1) && nnrt_spool_flush(s);
}

bool nnrt_spool_flush(nnrt_spool *s)
{
    return !s->error.exit_code && flush_buffer(s);
}

const nnrt_error *nnrt_spool_error(const nnrt_spool *s)
{
    return &s->error;
}

bool nnrt_spool_close(nnrt_spool *s, const char *result, nnrt_error *e)
{
    const part whole = json_part(result);
    bool good = put_frame(s, NNRT_FRAME_END, &whole, 1) && flush_buffer(s);
    if (good && s->io.fsync(s->io.context, s->fd) != 0)
        good = write_failed(s, "save", 0);
    int fd = s->fd;
    s->fd = -1;
    if (s->io.close(s->io.context, fd) != 0 && good)
        good = write_failed(s, "close", 0);
    if (!good && e)
        *e = s->error;
    destroy(s);
    return good;
}

uint64_t nnrt_spool_estimate(const nnrt_recording *r, int64_t steps, uint64_t spikes)
{
    enum { FRAME = sizeof(nnrt_frame_head) + sizeof(nnrt_event_head) };
    double bytes = (double)spikes * 4;
    for (uint32_t i = 0; i < r->n_populations; i++)
        bytes += r->populations[i].spikes.count ? (double)steps * FRAME : 0;
    for (uint32_t i = 0; i < r->n_signals; i++) {
        double samples = (double)(steps / r->signals[i].interval) + 1;
        bytes += samples * (FRAME + 8.0 * r->signals[i].cells.count);
    }
    return bytes < 1e18 ? (uint64_t)bytes : (uint64_t)1e18;
}
