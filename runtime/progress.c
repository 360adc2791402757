/* Progress of a run, as line, plain lines or JSON. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/progress.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define LEAST_SECONDS 0.1 /* between two updates of a line or of JSON */
enum { BAR = 10, LEAST_COLUMNS = 20, MOST_TEXT = 256 };

static double monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool nnrt_progress_mode_named(const char *name, nnrt_progress_mode *mode)
{
    static const struct {
        const char *name;
        nnrt_progress_mode mode;
    } modes[] = {{"auto", NNRT_PROGRESS_AUTO},
                 {"none", NNRT_PROGRESS_NONE},
                 {"line", NNRT_PROGRESS_LINE},
                 {"plain", NNRT_PROGRESS_PLAIN},
                 {"json", NNRT_PROGRESS_JSON}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(name, modes[i].name) == 0) {
            *mode = modes[i].mode;
            return true;
        }
    }
    return false;
}

static unsigned terminal_columns(int fd)
{
    const char *variable = getenv("COLUMNS");
    long columns = variable ? strtol(variable, NULL, 10) : 0;
    struct winsize size;
    if (columns <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns <= 0)
        columns = 80;
    return columns < LEAST_COLUMNS ? LEAST_COLUMNS
           : columns > MOST_TEXT   ? MOST_TEXT
                                   : (unsigned)columns;
}

void nnrt_progress_open(nnrt_progress *p, nnrt_progress_mode mode, int fd)
{
    *p = (nnrt_progress){.mode = mode, .fd = fd, .now = monotonic, .columns = MOST_TEXT};
    if (mode == NNRT_PROGRESS_AUTO)
        p->mode = isatty(fd) ? NNRT_PROGRESS_LINE : NNRT_PROGRESS_PLAIN;
    if (p->mode == NNRT_PROGRESS_LINE)
        p->columns = terminal_columns(fd);
    p->started = p->now();
    p->last = p->started - LEAST_SECONDS; /* the first line stands there with the first step */
}

static double fraction_of(double time, double total)
{
    return total > 0 && time < total ? (time > 0 ? time / total : 0) : 1;
}

static int tenths_of(double time, double total)
{
    return (int)(10 * fraction_of(time, total));
}

bool nnrt_progress_due(const nnrt_progress *p, double time, double total)
{
    switch (p->mode) {
    case NNRT_PROGRESS_LINE:
    case NNRT_PROGRESS_JSON:
        return p->now() - p->last >= LEAST_SECONDS;
    case NNRT_PROGRESS_PLAIN:
        return tenths_of(time, total) > p->tenths;
    case NNRT_PROGRESS_AUTO:
    case NNRT_PROGRESS_NONE:
        break;
    }
    return false;
}

/* "00:14", "1:02:03", "--:--" */
static void clock_text(double seconds, char *out, size_t size)
{
    if (!(seconds < 360000)) {
        snprintf(out, size, "--:--");
        return;
    }
    int s = (int)ceil(seconds);
    if (s < 3600)
        snprintf(out, size, "%02d:%02d", s / 60, s % 60);
    else
        snprintf(out, size, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
}

/* Three significant digits without an exponent: "0.042", "3.2", "120". */
static void ratio_text(double x, char *out, size_t size)
{
    const int decimals = x >= 99.5 ? 0 : x >= 0.995 ? 1 : x >= 0.0995 ? 2 : 3;
    snprintf(out, size, "%.*f", decimals, x);
}

static double rate_of(const nnrt_progress_state *s)
{
    return s->cells && s->time > 0 ? (double)s->spikes / (double)s->cells / (s->time * 1e-3) : 0;
}

/* Adds a field to the line, two blanks before it, if there is room for it. */
static void add_field(char *out, size_t room, const char *field)
{
    size_t used = strlen(out), gap = used ? 2 : 0;
    if (used + gap + strlen(field) < room) {
        memset(out + used, ' ', gap);
        memcpy(out + used + gap, field, strlen(field) + 1);
    }
}

size_t nnrt_progress_text(const nnrt_progress_state *s, double seconds, unsigned columns, char *out,
                          size_t size)
{
    char field[64], number[32];
    double done = fraction_of(s->time, s->total);
    size_t room = columns < size ? columns : size; /* one column stays free: the cursor's */
    int full = (int)(done * BAR);
    memcpy(field, "[..........] ", BAR + 4);
    memset(field + 1, '#', (size_t)full);
    snprintf(field + BAR + 3, sizeof field - BAR - 3, "%.0f/%.10g ms", floor(s->time + 1e-6),
             s->total);
    out[0] = '\0';
    add_field(out, room, field);
    if (seconds > 0 && s->time > 0) {
        ratio_text(s->time * 1e-3 / seconds, number, sizeof number);
        snprintf(field, sizeof field, "%sx real time", number);
        add_field(out, room, field);
    }
    if (done < 1 && s->time > 0) {
        clock_text(seconds * (s->total - s->time) / s->time, number, sizeof number);
        snprintf(field, sizeof field, "ETA %s", number);
        add_field(out, room, field);
    }
    if (s->cells && s->time > 0) {
        ratio_text(rate_of(s), number, sizeof number);
        snprintf(field, sizeof field, "%s Hz", number);
        add_field(out, room, field);
    }
    return strlen(out);
}

/* stderr may be closed or full; a run goes on without it. */
static void say(const nnrt_progress *p, const char *text, size_t n)
{
    while (n) {
        ssize_t written = write(p->fd, text, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        text += written;
        n -= (size_t)written;
    }
}

static void say_json(const nnrt_progress *p, const nnrt_progress_state *s, double seconds)
{
    char text[MOST_TEXT];
    int n = snprintf(
        text, sizeof text,
        "{\"event\": \"progress\", \"time_ms\": %.10g, \"total_ms\": %.10g, \"wall_s\": %.3f, "
        "\"spikes\": %llu, \"rate_hz\": %.6g}\n",
        s->time, s->total, seconds, (unsigned long long)s->spikes, rate_of(s));
    say(p, text, (size_t)n);
}

static void show(nnrt_progress *p, const nnrt_progress_state *s)
{
    char text[MOST_TEXT + 16] = "\r";
    double now = p->now(), seconds = now - p->started;
    bool line = p->mode == NNRT_PROGRESS_LINE;
    p->last = now;
    p->tenths = tenths_of(s->time, s->total);
    if (p->mode == NNRT_PROGRESS_JSON) {
        say_json(p, s, seconds);
        return;
    }
    size_t n = nnrt_progress_text(s, seconds, p->columns, text + line, MOST_TEXT) + line;
    n += (size_t)snprintf(text + n, sizeof text - n, line ? "\033[K" : "\n");
    say(p, text, n);
    p->dirty = line;
}

void nnrt_progress_update(nnrt_progress *p, const nnrt_progress_state *s)
{
    if (nnrt_progress_due(p, s->time, s->total))
        show(p, s);
}

void nnrt_progress_clear(nnrt_progress *p)
{
    if (p->dirty)
        say(p, "\r\033[K", 4);
    p->dirty = false;
}

void nnrt_progress_close(nnrt_progress *p, const nnrt_progress_state *s)
{
    bool told = p->mode == NNRT_PROGRESS_PLAIN && p->tenths == 10;
    if (p->mode != NNRT_PROGRESS_NONE && !told)
        show(p, s);
    if (p->dirty)
        say(p, "\n", 1);
    p->dirty = false;
}
