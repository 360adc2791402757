/* What an observable is in a file of results: spikes in columns of values, times of events, a rate, a resting value. */
#include "frontend/omv/omv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct File {
    Session *s;
    const OmvObservable *o;
    FILE *stream;
    char *line; /* of getline */
    size_t room;
    unsigned number; /* of the line */
    bool failed;
} File;

static void complain(File *f, const char *what)
{
    diag(f->s->diags, DIAG_NNC0917, f->o->path_at, "%s, line %u: %s", f->o->path, f->number, what);
    f->failed = true;
}

/* The next line that says something, without comments; NULL at the end. */
static char *next_line(File *f)
{
    while (getline(&f->line, &f->room, f->stream) >= 0) {
        f->number++;
        const char *first = f->line + strspn(f->line, " \t\r\n");
        if (f->number > f->o->header && *first && *first != '#')
            return f->line;
    }
    return NULL;
}

/* The word of that number, counted from 0, cut out of the line; NULL where there are not so many. */
static char *word_of(char *line, unsigned number)
{
    static const char blanks[] = " \t\r\n,";
    char *p = line + strspn(line, blanks);
    for (; number && *p; number--) {
        p += strcspn(p, blanks);
        p += strspn(p, blanks);
    }
    return *p ? p : NULL;
}

static bool number_of(File *f, char *line, unsigned column, double *out)
{
    char *word = word_of(line, column), *end = word;
    if (word)
        *out = strtod(word, &end);
    if (word && end != word)
        return true;
    complain(f, word ? "this is no number" : "the line has not so many columns");
    return false;
}

/* ---- columns of values ---- */
typedef struct Series {
    OmvValues t, x;
} Series;

static void read_series(File *f, Series *out)
{
    const OmvObservable *o = f->o;
    for (char *line; !f->failed && (line = next_line(f));) {
        double t, x;
        if (!number_of(f, line, o->columns[0], &t) || !number_of(f, line, o->columns[1], &x))
            return;
        VEC_PUSH(f->s->arena, &out->t, t * o->scaling[0]);
        VEC_PUSH(f->s->arena, &out->x, x * o->scaling[1]);
    }
}

/* By threshold: the first sample above it. By derivative: the sample of a maximum, the last one where several are equal. */
static void find_spikes(Session *s, const OmvObservable *o, const Series *series, OmvValues *out)
{
    const double *x = series->x.v;
    for (uint32_t i = 1; i < series->x.n; i++) {
        const bool crosses = x[i - 1] <= o->threshold && x[i] > o->threshold;
        const bool peak = i + 1 < series->x.n && x[i] >= x[i - 1] && x[i + 1] < x[i];
        if (o->method == OMV_THRESHOLD ? crosses : peak)
            VEC_PUSH(s->arena, out, series->t.v[i]);
    }
}

static void observe_series(File *f, OmvValues *out)
{
    Series series = {0};
    read_series(f, &series);
    if (f->o->kind != OMV_RESTING) {
        find_spikes(f->s, f->o, &series, out);
        return;
    }
    const uint32_t n = f->o->last < series.x.n ? f->o->last : series.x.n;
    double sum = 0;
    for (uint32_t i = series.x.n - n; i < series.x.n; i++)
        sum += series.x.v[i];
    if (n)
        VEC_PUSH(f->s->arena, out, sum / n);
}

/* ---- events ---- */
/* Ids are compared as numbers where they are such: 0 is 0.0. */
static bool is_id(char *word, const char *id)
{
    char *end, *id_end;
    word[strcspn(word, " \t\r\n,")] = '\0';
    const double a = strtod(word, &end), b = strtod(id, &id_end);
    if (!*end && !*id_end && end != word && id_end != id)
        return a >= b && a <= b;
    return !strcmp(word, id);
}

static void observe_events(File *f, OmvValues *out)
{
    const OmvObservable *o = f->o;
    for (char *line; !f->failed && (line = next_line(f));) {
        double t;
        if (!number_of(f, line, o->time_first ? 0 : 1, &t))
            return;
        char *id = word_of(line, o->time_first ? 1 : 0);
        if (!id)
            complain(f, "the line has no id");
        else if (!o->id || is_id(id, o->id))
            VEC_PUSH(f->s->arena, out, t * o->scaling[0]);
    }
}

/* ---- all of them ---- */
/* Intervals per time from the first event to the last. */
static void make_rate(Session *s, OmvValues *times)
{
    const uint32_t n = times->n;
    const double time = n > 1 ? times->v[n - 1] - times->v[0] : 0;
    const double rate = time > 0 ? (n - 1) / time : 0;
    times->n = 0;
    VEC_PUSH(s->arena, times, rate);
}

bool omv_observe(Session *s, const OmvObservable *o, const char *file, OmvValues *out)
{
    File f = {.s = s, .o = o, .stream = fopen(file, "r")};
    if (!f.stream) {
        diag(s->diags, DIAG_NNC0917, o->path_at, "the model has written no %s", o->path);
        return false;
    }
    (o->source == OMV_SERIES ? observe_series : observe_events)(&f, out);
    if (ferror(f.stream))
        complain(&f, strerror(errno));
    fclose(f.stream);
    free(f.line);
    if (!f.failed && o->kind == OMV_SPIKE_RATE)
        make_rate(s, out);
    return !f.failed;
}

/* ---- the judgement ---- */
OmvVerdict omv_judge(const OmvObservable *o, const OmvValues *observed, double tolerance)
{
    OmvVerdict v = {.n = observed->n, .expected = o->expected.n};
    v.holds = v.n == v.expected;
    for (uint32_t i = 0; i < v.n && v.n == v.expected; i++) {
        const double wanted = o->expected.v[i], off = fabs(observed->v[i] - wanted);
        const double relative = fabs(wanted) > 0 ? off / fabs(wanted) : off;
        v.holds &= off <= 1e-8 + tolerance * fabs(wanted);
        if (i && !(relative > v.worst))
            continue;
        v.worst = relative;
        v.where = wanted;
    }
    return v;
}

const char *omv_report(Session *s, const OmvObservable *o, const OmvVerdict *v, double tolerance)
{
    const char *start =
        arena_printf(s->arena, "%s  %s: %s:", v->holds ? "ok  " : "FAIL", o->experiment, o->name);
    if (v->n != v->expected)
        return arena_printf(s->arena, "%s %u instead of %u", start, v->n, v->expected);
    if (!v->n)
        return arena_printf(s->arena, "%s none, as expected", start);
    return arena_printf(s->arena, "%s %u, largest deviation %.3g %% at %.6g (%.3g %% allowed)",
                        start, v->n, 100 * v->worst, v->where, 100 * tolerance);
}
