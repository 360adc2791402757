/* Scan of a spool: checks frames from the start to the first bad one, and indexes them. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/crc.h"
#include "runtime/spool_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WINDOW = 128 * 1024 }; /* frames are small: many are read at once */

typedef struct scanner {
    nnrt_spool_scan *scan;
    nnrt_crc_table crc;
    unsigned char window[WINDOW];
    uint64_t window_at;
    size_t window_size;
    unsigned char *payload;
    size_t capacity;
    uint64_t at;    /* offset of the frame under the scanner */
    size_t n_begun; /* room in scan->segments */
    size_t room;    /* in scan->requests */
    bool in_segment, ended;
} scanner;

static bool read_at(const nnrt_spool_scan *s, void *out, size_t size, uint64_t at, nnrt_error *e)
{
    unsigned char *p = out;
    while (size) {
        ssize_t n = pread(s->fd, p, size, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return nnrt_error_io(e, n < 0 ? errno : EIO, "cannot read %s", s->path);
        p += n;
        at += (uint64_t)n;
        size -= (size_t)n;
    }
    return true;
}

/* Bytes at ... at + size, which lie within the file, through the window. */
static bool read_through(scanner *c, void *out, size_t size, uint64_t at)
{
    nnrt_spool_scan *s = c->scan;
    if (size > WINDOW)
        return read_at(s, out, size, at, &s->damage);
    if (at < c->window_at || at + size > c->window_at + c->window_size) {
        const uint64_t left = s->size - at;
        const size_t wanted = left < WINDOW ? (size_t)left : WINDOW;
        c->window_size = 0;
        if (!read_at(s, c->window, wanted, at, &s->damage))
            return false;
        c->window_at = at;
        c->window_size = wanted;
    }
    memcpy(out, c->window + (at - c->window_at), size);
    return true;
}

static bool damaged(scanner *c, const char *what)
{
    nnrt_spool_scan *s = c->scan;
    return nnrt_error_set(&s->damage, NNRT_EXIT_IO, "%s: %s at byte %llu of %llu", s->path, what,
                          (unsigned long long)c->at, (unsigned long long)s->size);
}

static bool reserve(scanner *c, size_t size)
{
    if (size <= c->capacity)
        return true;
    unsigned char *payload = realloc(c->payload, size);
    if (!payload)
        return nnrt_error_memory(&c->scan->damage);
    c->payload = payload;
    c->capacity = size;
    return true;
}

/* Reads and checks the frame at c->at; *next is where the one after it starts. */
static bool read_frame(scanner *c, nnrt_frame_head *head, uint64_t *next)
{
    nnrt_spool_scan *s = c->scan;
    uint64_t left = s->size - c->at;
    if (left < sizeof *head)
        return damaged(c, "a frame is cut off");
    if (!read_through(c, head, sizeof *head, c->at))
        return false;
    if (head->magic != NNRT_SPOOL_MAGIC)
        return damaged(c, "this is no frame");
    uint64_t size = ((uint64_t)head->size + 7) & ~(uint64_t)7;
    if (left - sizeof *head < size)
        return damaged(c, "a frame is cut off");
    if (!reserve(c, (size_t)size) ||
        !read_through(c, c->payload, (size_t)size, c->at + sizeof *head))
        return false;
    uint32_t crc = nnrt_crc(&c->crc, 0, &head->type, sizeof head->type + sizeof head->size);
    if (nnrt_crc(&c->crc, crc, c->payload, head->size) != head->crc)
        return damaged(c, "a frame does not have the checksum that was written");
    *next = c->at + sizeof *head + size;
    return true;
}

static bool note_frame(scanner *c, nnrt_stream *stream, uint32_t n)
{
    if (stream->n_frames == stream->capacity) {
        size_t capacity = stream->capacity ? 2 * stream->capacity : 64;
        uint64_t *frames = realloc(stream->frames, capacity * sizeof *frames);
        if (!frames)
            return nnrt_error_memory(&c->scan->damage);
        stream->frames = frames;
        stream->capacity = capacity;
    }
    stream->frames[stream->n_frames++] = c->at + sizeof(nnrt_frame_head);
    stream->items += n;
    return true;
}

static bool take_event(scanner *c, const nnrt_frame_head *head)
{
    nnrt_spool_scan *s = c->scan;
    bool spikes = head->type == NNRT_FRAME_SPIKES;
    uint32_t sources = spikes ? s->recording->n_populations : s->recording->n_signals;
    size_t item = spikes ? sizeof(uint32_t) : sizeof(double);
    nnrt_event_head event;
    if (!c->in_segment || head->size < sizeof event)
        return damaged(c, "a frame is out of place");
    memcpy(&event, c->payload, sizeof event);
    if (event.source >= sources || event.n != (head->size - sizeof event) / item || event.step < 0)
        return damaged(c, "a frame is malformed");
    if (!spikes && event.n != s->recording->signals[event.source].cells.count)
        return damaged(c, "a sample has a wrong number of values");
    nnrt_segment *segment = &s->segments[s->n_segments - 1];
    if (event.step > segment->steps)
        segment->steps = event.step;
    return note_frame(c, spikes ? &segment->spikes[event.source] : &segment->signals[event.source],
                      event.n);
}

static bool begin_segment(scanner *c)
{
    nnrt_spool_scan *s = c->scan;
    const nnrt_recording *r = s->recording;
    if (c->in_segment)
        return damaged(c, "a segment starts within another");
    if (s->n_segments == c->n_begun) {
        size_t room = 2 * c->n_begun + 4;
        nnrt_segment *segments = realloc(s->segments, room * sizeof *segments);
        if (!segments)
            return nnrt_error_memory(&s->damage);
        s->segments = segments;
        c->n_begun = room;
    }
    nnrt_segment *segment = &s->segments[s->n_segments];
    *segment = (nnrt_segment){.at = c->at,
                              .end = UINT64_MAX,
                              .spikes = calloc(r->n_populations + 1u, sizeof(nnrt_stream)),
                              .signals = calloc(r->n_signals + 1u, sizeof(nnrt_stream))};
    s->n_segments++;
    c->in_segment = true;
    return (segment->spikes && segment->signals) || nnrt_error_memory(&s->damage);
}

static bool end_segment(scanner *c, const nnrt_frame_head *head)
{
    nnrt_segment *segment = &c->scan->segments[c->scan->n_segments - 1];
    if (!c->in_segment || head->size < sizeof segment->steps)
        return damaged(c, "a segment ends that did not start");
    memcpy(&segment->steps, c->payload, sizeof segment->steps);
    nnrt_error ignored;
    size_t text_at = sizeof segment->steps;
    segment->annotations =
        nnrt_json_read((char *)c->payload + text_at, head->size - text_at, &ignored);
    segment->finished = true;
    segment->end = c->at;
    c->in_segment = false;
    return segment->annotations || damaged(c, "the annotations of a segment cannot be read");
}

static bool take_header(scanner *c, const nnrt_frame_head *head)
{
    nnrt_spool_scan *s = c->scan;
    if (s->header)
        return damaged(c, "there is a second header");
    s->header = nnrt_json_read((char *)c->payload, head->size, &s->damage);
    if (!s->header)
        return false;
    const nnrt_json_value *root = nnrt_json_root(s->header);
    int64_t version = nnrt_json_get_int(root, "version", 0);
    if (version < NNRT_SPOOL_PLAIN || version > NNRT_SPOOL_VERSION)
        return nnrt_error_set(&s->damage, NNRT_EXIT_IO,
                              "%s has version %lld of the format, this program reads %d", s->path,
                              (long long)version, NNRT_SPOOL_VERSION);
    s->recording = nnrt_recording_read(root, &s->damage);
    if (s->recording)
        s->grid = nnrt_grid_of(s->recording->dt);
    return s->recording != NULL;
}

static bool take_request(scanner *c, const nnrt_frame_head *head)
{
    nnrt_spool_scan *s = c->scan;
    if (s->n_requests == c->room) {
        const size_t room = 2 * c->room + 4;
        nnrt_request *requests = realloc(s->requests, room * sizeof *requests);
        if (!requests)
            return nnrt_error_memory(&s->damage);
        s->requests = requests;
        c->room = room;
    }
    nnrt_json_tree *text = nnrt_json_read((char *)c->payload, head->size, &s->damage);
    if (text)
        s->requests[s->n_requests++] = (nnrt_request){c->at, text};
    return text != NULL;
}

static bool take_end(scanner *c, const nnrt_frame_head *head)
{
    c->scan->result = nnrt_json_read((char *)c->payload, head->size, &c->scan->damage);
    c->ended = true;
    return c->scan->result != NULL;
}

static bool take_frame(scanner *c, const nnrt_frame_head *head)
{
    if (c->ended)
        return damaged(c, "there is something after the end frame");
    if (!c->scan->recording && head->type != NNRT_FRAME_HEADER)
        return damaged(c, "the header is missing");
    switch (head->type) {
    case NNRT_FRAME_HEADER:
        return take_header(c, head);
    case NNRT_FRAME_SEGMENT_BEGIN:
        return begin_segment(c);
    case NNRT_FRAME_SPIKES:
    case NNRT_FRAME_SAMPLE:
        return take_event(c, head);
    case NNRT_FRAME_SEGMENT_END:
        return end_segment(c, head);
    case NNRT_FRAME_REQUEST:
        return take_request(c, head);
    case NNRT_FRAME_END:
        return take_end(c, head);
    default:
        return damaged(c, "a frame has an unknown type");
    }
}

static void scan_frames(nnrt_spool_scan *s)
{
    scanner *c = calloc(1, sizeof *c);
    if (!c) {
        nnrt_error_memory(&s->damage);
        return;
    }
    c->scan = s;
    nnrt_crc_table_init(&c->crc, NNRT_CRC32C);
    while (c->at < s->size) {
        nnrt_frame_head head;
        uint64_t next = 0;
        if (!read_frame(c, &head, &next) || !take_frame(c, &head))
            break;
        c->at = s->good = next;
    }
    if (!s->damage.exit_code && !c->ended)
        damaged(c, "the run did not end: the end frame is missing");
    free(c->payload);
    free(c);
}

nnrt_spool_scan *nnrt_spool_scan_file(const char *path, nnrt_error *e)
{
    struct stat st;
    nnrt_spool_scan *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        free(s);
        nnrt_error_memory(e);
        return NULL;
    }
    s->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        nnrt_error_io(e, errno, "cannot read %s", path);
    } else if (!S_ISREG(st.st_mode)) {
        nnrt_error_set(e, NNRT_EXIT_IO, "cannot read %s: it is not a regular file", path);
    } else {
        s->size = (uint64_t)st.st_size;
        scan_frames(s);
        if (s->recording)
            return s;
        if (e)
            *e = s->damage;
    }
    nnrt_spool_scan_free(s);
    return NULL;
}

static void free_streams(nnrt_stream *streams, uint32_t n)
{
    for (uint32_t i = 0; streams && i < n; i++)
        free(streams[i].frames);
    free(streams);
}

void nnrt_spool_scan_free(nnrt_spool_scan *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_segments; i++) {
        free_streams(s->segments[i].spikes, s->recording->n_populations);
        free_streams(s->segments[i].signals, s->recording->n_signals);
        nnrt_json_tree_free(s->segments[i].annotations);
    }
    free(s->segments);
    for (size_t i = 0; i < s->n_requests; i++)
        nnrt_json_tree_free(s->requests[i].text);
    free(s->requests);
    if (s->fd >= 0)
        close(s->fd);
    nnrt_json_tree_free(s->header);
    nnrt_json_tree_free(s->result);
    nnrt_recording_free(s->recording);
    free(s->path);
    free(s);
}
