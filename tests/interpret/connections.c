/* Synapses: handlers of one connection, visits of rows, and couplings. */
#include "tests/interpret/interpret.h"
#include "tests/interpret/numbers.h"

#include <string.h>

static const KClass *class_of(void *self)
{
    return ((const Interpreted *)(const void *)((nnrt_self *)self)->texts)->k;
}

/* ---- the start: what connections keep, and what their pre cells keep for them ---- */
static void start_columns(void *self, double dt, uint32_t lo, uint32_t hi, bool of_pre)
{
    Frame f = frame_open(self, 0, 0, dt);
    const KBody *b = &f.c->k->start;
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        f.slot = i;
        for (uint32_t n = 0; n < b->stmts.n; n++) {
            const KExtent extent = f.c->k->columns.v[b->stmts.v[n].column].extent;
            if (b->stmts.v[n].kind == K_STORE && extent == (of_pre ? K_OF_PRE : K_OF_OWN))
                frame_store(&f, b->stmts.v[n].column, frame_value(&f, b->stmts.v[n].value));
        }
    }
    frame_close(&f);
}

static void start(void *self, double dt, uint32_t lo, uint32_t hi)
{
    start_columns(self, dt, lo, hi, false);
}

static void start_slots(void *self, double dt, uint32_t lo, uint32_t hi)
{
    start_columns(self, dt, lo, hi, true);
}

/* ---- one connection ---- */
static uint32_t values_in(const KBody *b)
{
    uint32_t most = 1;
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        const uint32_t n = s->kind == K_MORE ? s->column + 1 : values_in(s->then_body);
        most = n > most ? n : most;
    }
    return most;
}

/* Of each event, whichever handler sends it. */
static uint32_t values_sent(const KClass *k)
{
    const KBody *const bodies[] = {&k->pre, &k->post, &k->test};
    uint32_t most = 1;
    for (uint32_t i = 0; i < 3 + k->ports.n; i++) {
        const uint32_t n = values_in(i < 3 ? bodies[i] : k->ports.v[i - 3].handler);
        most = n > most ? n : most;
    }
    return most;
}

static int run_connection(Frame *f, const KBody *b)
{
    f->n_values = values_sent(f->c->k);
    frame_run(f, b);
    const int sent = (int)f->n_sent;
    frame_close(f);
    return sent;
}

#define OF_CONNECTION(body)                                                                        \
    static int connection_##body(void *self, uint32_t c, int64_t n, double dt, double *sent)       \
    {                                                                                              \
        Frame f = frame_open_connection(self, c, n, dt, sent);                                     \
        return run_connection(&f, &f.c->k->body);                                                  \
    }
OF_CONNECTION(pre)
OF_CONNECTION(post)
OF_CONNECTION(test)
OF_CONNECTION(first)
OF_CONNECTION(relax)

static int third(void *self, uint32_t c, int64_t n, double dt, double value, double *sent,
                 uint32_t port)
{
    Frame f = frame_open_connection(self, c, n, dt, sent);
    f.port = &f.c->k->ports.v[port];
    f.argument = value;
    return run_connection(&f, f.port->handler);
}

#define THIRD(port)                                                                                \
    static int third_##port(void *self, uint32_t c, int64_t n, double dt, double value,            \
                            double *sent)                                                          \
    {                                                                                              \
        return third(self, c, n, dt, value, sent, port);                                           \
    }
EACH_NUMBER(THIRD)

/* ---- rows ---- */
static void visit(void *self, const nnrt_visit *v, double *sent, const KBody *b, bool taking)
{
    Frame f = frame_open(self, v->n, v->n, v->dt);
    f.visit = v;
    f.slot = v->slot;
    f.sent = sent;
    f.taking = taking;
    frame_run(&f, b);
    frame_close(&f);
}

static void row(void *self, const nnrt_visit *v, double *sent)
{
    visit(self, v, sent, &class_of(self)->row, true);
}

static void replay(void *self, const nnrt_visit *v)
{
    visit(self, v, NULL, &class_of(self)->replay, false);
}

static void refresh(void *self, const nnrt_visit *v)
{
    visit(self, v, NULL, &class_of(self)->refresh, false);
}

static void mark(void *self, int64_t n, double dt, const double *newest, double *next)
{
    Frame f = frame_open(self, n, n, dt);
    f.past = newest;
    f.next = next;
    frame_run(&f, &f.c->k->mark);
    frame_close(&f);
}

/* ---- couplings ---- */
static void couple_rows(void *self, const nnrt_step *s, const nnrt_coupling *c, uint32_t from,
                        uint32_t to, const KBody *b)
{
    Frame f = frame_open_step(self, s);
    f.couple = c;
    for (f.position = from; f.position < to; f.position++) {
        for (uint64_t i = c->row[f.position]; i < c->row[f.position + 1]; i++) {
            frame_move(&f, (uint32_t)i);
            f.target = c->target[i];
            frame_run(&f, b);
        }
    }
    frame_close(&f);
}

#define OF_COUPLING(body)                                                                          \
    static void coupling_##body(void *self, const nnrt_step *s, const nnrt_coupling *c,            \
                                uint32_t from, uint32_t to)                                        \
    {                                                                                              \
        couple_rows(self, s, c, from, to, &class_of(self)->body);                                  \
    }
OF_COUPLING(couple)
OF_COUPLING(couple_pre)
OF_COUPLING(show)
OF_COUPLING(show_pre)

/* ---- the class ---- */
static bool interpret_thirds(nnrt_synapse_class *cls, const Interpreted *c, Arena *a)
{
#define ENTRY(port) third_##port,
    static int (*const handlers[])(void *, uint32_t, int64_t, double, double,
                                   double *) = {EACH_NUMBER(ENTRY)};
#undef ENTRY
    nnrt_third *thirds = ARENA_ARRAY(a, nnrt_third, cls->n_thirds + 1);
    if (cls->n_thirds > NUMBERED || cls->n_thirds != c->k->ports.n)
        return false;
    for (uint32_t i = 0; i < cls->n_thirds; i++) {
        thirds[i] = cls->thirds[i];
        thirds[i].handle = handlers[i];
    }
    cls->thirds = thirds;
    return true;
}

#define WHERE_IT_IS(body, function) (c->k->body.stmts.n ? function : NULL)

bool interpret_synapse(nnrt_synapse_class *cls, const Interpreted *c, Arena *a)
{
    cls->texts = (const void *)c;
    cls->derive = interpret_derive;
    cls->start = start;
    cls->start_slots = WHERE_IT_IS(row, start_slots);
    cls->pre = WHERE_IT_IS(pre, connection_pre);
    cls->post = WHERE_IT_IS(post, connection_post);
    cls->test = WHERE_IT_IS(test, connection_test);
    cls->first = WHERE_IT_IS(first, connection_first);
    cls->relax = WHERE_IT_IS(relax, connection_relax);
    cls->row = WHERE_IT_IS(row, row);
    cls->replay = WHERE_IT_IS(replay, replay);
    cls->refresh = WHERE_IT_IS(refresh, refresh);
    cls->mark = WHERE_IT_IS(mark, mark);
    cls->couple = WHERE_IT_IS(couple, coupling_couple);
    cls->couple_pre = WHERE_IT_IS(couple_pre, coupling_couple_pre);
    cls->show = WHERE_IT_IS(show, coupling_show);
    cls->show_pre = WHERE_IT_IS(show_pre, coupling_show_pre);
    return interpret_thirds(cls, c, a) && interpret_signals(&cls->signals, cls->n_signals, c, a);
}
