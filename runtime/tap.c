/* Reading a variable of cells. */
#include "runtime/tap.h"

#include <string.h>

bool nnrt_tap_make(nnrt_tap *t, nnrt_memory *m, const nnrt_class *c, uint32_t n, const char *name)
{
    *t = (nnrt_tap){.cls = c, .signal = -1};
    t->column = nnrt_column_find(c->columns, c->n_columns, name);
    for (uint32_t i = 0; t->column < 0 && i < c->n_signals; i++)
        if (!c->signals[i].sums && !strcmp(c->signals[i].name, name))
            t->signal = (int32_t)i;
    if (t->signal < 0)
        return true;
    t->all = nnrt_memory_take(m, n, sizeof *t->all, name);
    for (uint32_t i = 0; t->all && i < n; i++)
        t->all[i] = i;
    return t->all;
}

void nnrt_tap_free(nnrt_tap *t, nnrt_memory *m)
{
    nnrt_memory_give(m, t->all);
}

void nnrt_tap_read(const nnrt_tap *t, void *self, const nnrt_step *at, uint32_t lo, uint32_t hi,
                   double *out)
{
    if (lo == hi)
        return;
    if (t->signal >= 0) {
        t->cls->signals[t->signal].read(self, at, t->all + lo, hi - lo, out + lo);
        return;
    }
    const nnrt_column *c = &t->cls->columns[t->column];
    if (c->type == NNRT_F64 && c->space == NNRT_EACH) {
        const double *values = nnrt_column_at(self, c);
        memcpy(out + lo, values + lo, (hi - lo) * sizeof *out);
        return;
    }
    for (uint32_t i = lo; i < hi; i++)
        out[i] = nnrt_column_get(self, c, i);
}
