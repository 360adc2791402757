/* Reading one stream of a scanned spool through a window of the file, so that dense streams cost
   few system calls. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/spool_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 128 * 1024 };

nnrt_cursor nnrt_cursor_spikes(const nnrt_spool_scan *s, size_t segment, uint32_t population)
{
    return (nnrt_cursor){.scan = s,
                         .stream = &s->segments[segment].spikes[population],
                         .item_size = sizeof(uint32_t)};
}

nnrt_cursor nnrt_cursor_signal(const nnrt_spool_scan *s, size_t segment, uint32_t signal)
{
    return (nnrt_cursor){
        .scan = s, .stream = &s->segments[segment].signals[signal], .item_size = sizeof(double)};
}

static bool grow(void *block, size_t *capacity, size_t size, nnrt_error *e)
{
    if (size <= *capacity)
        return true;
    void **p = block, *bigger = realloc(*p, 2 * size);
    if (!bigger)
        return nnrt_error_memory(e);
    *p = bigger;
    *capacity = 2 * size;
    return true;
}

/* Makes bytes at...at+size part of the window and returns them; NULL with *e set. */
static const unsigned char *view(nnrt_cursor *c, uint64_t at, size_t size, nnrt_error *e)
{
    if (at >= c->window_at && at + size <= c->window_at + c->window_size)
        return c->window + (at - c->window_at);
    size_t wanted = size > WINDOW ? size : WINDOW;
    void *window = c->window;
    bool good = grow(&window, &c->window_capacity, wanted, e);
    c->window = window;
    c->window_at = at;
    c->window_size = 0;
    while (good && c->window_size < wanted) {
        ssize_t n = pread(c->scan->fd, c->window + c->window_size, wanted - c->window_size,
                          (off_t)(at + c->window_size));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            good = nnrt_error_io(e, errno, "cannot read %s", c->scan->path);
        if (n <= 0)
            break;
        c->window_size += (size_t)n;
    }
    if (good && c->window_size < size)
        good = nnrt_error_io(e, EIO, "cannot read %s", c->scan->path);
    return good ? c->window : NULL;
}

/* Head of the next frame. */
static int peek(nnrt_cursor *c, nnrt_event_head *head, nnrt_error *e)
{
    if (c->next == c->stream->n_frames)
        return 0;
    const unsigned char *p = view(c, c->stream->frames[c->next], sizeof *head, e);
    if (!p)
        return -1;
    memcpy(head, p, sizeof *head);
    return 1;
}

static bool holds(nnrt_cells cells, uint32_t cell)
{
    uint32_t lo = 0, hi = cells.count;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (cells.index[middle] < cell)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < cells.count && cells.index[lo] == cell;
}

/* Of `n` items those that the stream has, moved to the front; how many they are. */
static size_t select_spikes(const nnrt_stream *s, uint32_t *index, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (holds(s->only, index[i]))
            index[kept++] = index[i];
    return kept;
}

static size_t select_samples(const nnrt_stream *s, double *values)
{
    for (uint32_t i = 0; i < s->only.count; i++)
        values[i] = values[s->only.index[i]];
    return s->only.count;
}

/* Appends the items of the next frame to the *n items that are there, and passes it. */
static bool append_items(nnrt_cursor *c, const nnrt_event_head *head, size_t *n, nnrt_error *e)
{
    size_t size = head->n * c->item_size;
    const unsigned char *p = view(c, c->stream->frames[c->next] + sizeof *head, size, e);
    if (!p || !grow(&c->items, &c->items_capacity, *n * c->item_size + size, e))
        return false;
    unsigned char *to = (unsigned char *)c->items + *n * c->item_size;
    if (size)
        memcpy(to, p, size);
    c->next++;
    if (!c->stream->only.index)
        *n += head->n;
    else if (c->item_size == sizeof(uint32_t))
        *n += select_spikes(c->stream, (uint32_t *)(void *)to, head->n);
    else
        *n += select_samples(c->stream, (double *)(void *)to);
    return true;
}

int nnrt_cursor_sample(nnrt_cursor *c, int64_t *step, const double **values, nnrt_error *e)
{
    nnrt_event_head head;
    int found = peek(c, &head, e);
    if (found <= 0)
        return found;
    size_t n = 0;
    if (!append_items(c, &head, &n, e))
        return -1;
    *step = head.step;
    *values = c->items;
    return 1;
}

static int by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int nnrt_cursor_step(nnrt_cursor *c, int64_t *step, const uint32_t **index, size_t *n,
                     nnrt_error *e)
{
    nnrt_event_head head;
    int found = peek(c, &head, e);
    *n = 0;
    while (found > 0 && (!*n || head.step == *step)) {
        *step = head.step;
        if (!append_items(c, &head, n, e))
            return -1;
        found = peek(c, &head, e);
    }
    if (found < 0 || !*n)
        return found;
    uint32_t *sorted = c->items;
    bool ascending = true;
    for (size_t i = 1; i < *n && ascending; i++)
        ascending = sorted[i - 1] <= sorted[i];
    if (!ascending)
        qsort(sorted, *n, sizeof *sorted, by_index);
    *index = sorted;
    return 1;
}

void nnrt_cursor_close(nnrt_cursor *c)
{
    free(c->window);
    free(c->items);
    c->window = NULL;
    c->items = NULL;
}
