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

/* Appends the items of the next frame to `n` items that are there, and passes it. */
static bool append_items(nnrt_cursor *c, const nnrt_event_head *head, size_t n, nnrt_error *e)
{
    size_t size = head->n * c->item_size;
    const unsigned char *p = view(c, c->stream->frames[c->next] + sizeof *head, size, e);
    if (!p || !grow(&c->items, &c->items_capacity, n * c->item_size + size, e))
        return false;
    if (size)
        memcpy((unsigned char *)c->items + n * c->item_size, p, size);
    c->next++;
    return true;
}

int nnrt_cursor_sample(nnrt_cursor *c, int64_t *step, const double **values, nnrt_error *e)
{
    nnrt_event_head head;
    int found = peek(c, &head, e);
    if (found <= 0)
        return found;
    if (!append_items(c, &head, 0, e))
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
    if (found <= 0)
        return found;
    *step = head.step;
    *n = 0;
    while (found > 0 && head.step == *step) {
        if (!append_items(c, &head, *n, e))
            return -1;
        *n += head.n;
        found = peek(c, &head, e);
    }
    if (found < 0)
        return -1;
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
