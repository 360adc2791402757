/* Cells and sources: the functions of a class, each a loop over its cells. */
#include "tests/interpret/interpret.h"
#include "tests/interpret/numbers.h"

#include <string.h>

static void start_cells(void *self, double dt, uint32_t lo, uint32_t hi, const KBody *b)
{
    Frame f = frame_open(self, 0, 0, dt);
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        frame_run(&f, b);
    }
    frame_close(&f);
}

static const KClass *class_of(void *self)
{
    return ((const Interpreted *)(const void *)((nnrt_self *)self)->texts)->k;
}

static void start(void *self, double dt, uint32_t lo, uint32_t hi)
{
    start_cells(self, dt, lo, hi, &class_of(self)->start);
}

static void settle(void *self, double dt, uint32_t lo, uint32_t hi)
{
    start_cells(self, dt, lo, hi, &class_of(self)->settle);
}

static void flush(void *self, double dt, uint32_t lo, uint32_t hi)
{
    start_cells(self, dt, lo, hi, &class_of(self)->flush);
}

static void begin(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out)
{
    Frame f = frame_open_step(self, s);
    f.out = out;
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        frame_run(&f, &f.c->k->begin);
    }
    frame_close(&f);
}

/* ---- a step ---- */
/* The value of the column that the check is about, after all that the cell did; 0 where it is about none. */
static double checked_value(const Frame *f)
{
    const KClass *k = f->c->k;
    for (uint32_t i = 0; i < k->columns.n; i++)
        if (k->columns.v[i].name == f->bad->name && k->columns.v[i].each &&
            (k->columns.v[i].type == K_F64 || k->columns.v[i].type == K_F32))
            return frame_load(f, i);
    return 0;
}

static void tell_bad(const Frame *f, nnrt_bad *bad)
{
    if (f->bad && !bad->what)
        *bad =
            (nnrt_bad){f->bad->name->s, map_get(&f->c->places, f->bad), f->cell, checked_value(f)};
}

static void conditions(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out,
                       nnrt_bad *bad)
{
    Frame f = frame_open_step(self, s);
    f.out = out;
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        f.bad = NULL;
        frame_run(&f, &f.c->k->conditions);
        tell_bad(&f, bad);
    }
    frame_close(&f);
}

static bool has_wake(const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_WAKE ||
            (b->stmts.v[i].then_body && has_wake(b->stmts.v[i].then_body)))
            return true;
    return false;
}

/* Where conditions are asked for they tell of bad values, too. */
static void update(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out,
                   nnrt_bad *bad)
{
    Frame f = frame_open_step(self, s);
    const bool wakes = has_wake(&f.c->k->update);
    f.out = out;
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        f.woken = false;
        f.bad = NULL;
        frame_run(&f, &f.c->k->update);
        if (!wakes)
            tell_bad(&f, bad);
        else if (f.woken || f.bad)
            conditions(self, s, i, i + 1, out, bad);
    }
    frame_close(&f);
}

static void handle(void *self, const nnrt_step *s, uint32_t cell, double weight, const double *more,
                   nnrt_spikes *out, uint32_t port)
{
    Frame f = frame_open_step(self, s);
    frame_move(&f, cell);
    f.port = &f.c->k->ports.v[port];
    f.argument = weight;
    f.more = more;
    f.out = out;
    frame_run(&f, f.port->handler);
    frame_close(&f);
}

#define HANDLER(port)                                                                              \
    static void handle_##port(void *self, const nnrt_step *s, uint32_t cell, double weight,        \
                              const double *more, nnrt_spikes *out)                                \
    {                                                                                              \
        handle(self, s, cell, weight, more, out, port);                                            \
    }
EACH_NUMBER(HANDLER)

/* ---- sources ---- */
static void inject(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, bool shared,
                   double *sum)
{
    Frame f = frame_open_step(self, s);
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        f.at = shared ? 0 : i;
        sum[i] += frame_value(&f, f.c->k->inject);
    }
    frame_close(&f);
}

static void emit_counts(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, double *count)
{
    Frame f = frame_open_step(self, s);
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        count[i - lo] = frame_value(&f, f.c->k->emit);
    }
    frame_close(&f);
}

/* ---- the class ---- */
static bool interpret_ports(nnrt_class *cls, const Interpreted *c, Arena *a)
{
#define ENTRY(port) handle_##port,
    static void (*const handlers[])(void *, const nnrt_step *, uint32_t, double, const double *,
                                    nnrt_spikes *) = {EACH_NUMBER(ENTRY)};
#undef ENTRY
    nnrt_port *ports = ARENA_ARRAY(a, nnrt_port, cls->n_ports + 1);
    if (cls->n_ports > NUMBERED || cls->n_ports != c->k->ports.n)
        return false;
    for (uint32_t i = 0; i < cls->n_ports; i++) {
        ports[i] = cls->ports[i];
        ports[i].handle = c->k->ports.v[i].due < 0 ? handlers[i] : NULL;
        ports[i].arrive = NULL;
    }
    cls->ports = ports;
    return true;
}

/* All steps are whole: what little arrives is taken by `update`, too. */
bool interpret_cells(nnrt_class *cls, const Interpreted *c, Arena *a)
{
    cls->texts = (const void *)c;
    cls->derive = interpret_derive;
    cls->start = start;
    cls->settle = c->k->settle.stmts.n ? settle : NULL;
    cls->begin = c->k->begin.stmts.n ? begin : NULL;
    cls->flush = c->k->flush.stmts.n ? flush : NULL;
    cls->update = cls->update ? update : NULL;
    cls->conditions = cls->conditions ? conditions : NULL;
    cls->drift = NULL;
    cls->woken = NULL;
    cls->inject = c->k->inject ? inject : NULL;
    cls->emit = c->k->emit ? emit_counts : NULL;
    return interpret_ports(cls, c, a) && interpret_signals(&cls->signals, cls->n_signals, c, a);
}
