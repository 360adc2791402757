/* What classes of cells and of synapses have alike: values that are derived, and signals. */
#include "tests/interpret/interpret.h"
#include "tests/interpret/numbers.h"

#include <string.h>

void interpret_derive(void *self, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad)
{
    Frame f = frame_open(self, 0, 0, dt);
    f.derived_bad = bad;
    frame_run(&f, &f.c->k->derive_one);
    for (uint32_t i = lo; i < hi; i++) {
        frame_move(&f, i);
        frame_run(&f, &f.c->k->derive_each);
    }
    frame_close(&f);
}

static void read_signal(void *self, const nnrt_step *s, const uint32_t *cells, uint32_t n,
                        double *out, uint32_t number)
{
    Frame f = frame_open_step(self, s);
    for (uint32_t i = 0; i < n; i++) {
        frame_move(&f, cells[i]);
        out[i] = frame_value(&f, f.c->k->signals.v[number].value);
    }
    frame_close(&f);
}

#define READER(number)                                                                             \
    static void read_##number(void *self, const nnrt_step *s, const uint32_t *cells, uint32_t n,   \
                              double *out)                                                         \
    {                                                                                              \
        read_signal(self, s, cells, n, out, number);                                               \
    }
EACH_NUMBER(READER)

static const KSignal *find_signal(KClass *k, const char *name, uint32_t *number)
{
    for (*number = 0; *number < k->signals.n; ++*number)
        if (!strcmp(k->signals.v[*number].name->s, name))
            return &k->signals.v[*number];
    return NULL;
}

bool interpret_signals(const nnrt_signal **signals, uint32_t n, const Interpreted *c, Arena *a)
{
#define ENTRY(number) read_##number,
    static void (*const readers[])(void *, const nnrt_step *, const uint32_t *, uint32_t,
                                   double *) = {EACH_NUMBER(ENTRY)};
#undef ENTRY
    nnrt_signal *own = ARENA_ARRAY(a, nnrt_signal, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number;
        own[i] = (*signals)[i];
        if (!find_signal(c->k, own[i].name, &number) || number >= NUMBERED)
            return false;
        own[i].read = readers[number];
    }
    *signals = own;
    return true;
}
