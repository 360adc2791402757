/* What generated functions call, out of line. */
#include "runtime/kernel.h"

#include <string.h>

static double checked_value(const void *self, const nnrt_check *c, uint32_t cell)
{
    const void *column;
    if (!c->offset)
        return 0.0;
    memcpy(&column, (const char *)self + c->offset, sizeof column);
    return c->single ? (double)((const float *)column)[cell] : ((const double *)column)[cell];
}

void nnrt_collect(const void *self, const uint64_t *flags, uint32_t base, uint32_t end,
                  nnrt_spikes *out, const nnrt_check *checks, nnrt_bad *bad)
{
    for (uint32_t i = base; i < end; i++) {
        const uint64_t *next = flags + (i - base);
        while (i + 8 <= end &&
               !(next[0] | next[1] | next[2] | next[3] | next[4] | next[5] | next[6] | next[7])) {
            i += 8;
            next += 8;
        }
        if (i == end)
            return;
        const uint64_t flag = *next;
        if (flag & 0xff)
            nnrt_spike(out, i, (int64_t)(flag & 0xff));
        if (flag < 0x100 || bad->what)
            continue;
        unsigned c = 0;
        while (!(flag >> (8 + c) & 1))
            c++;
        const char *const *texts = ((const nnrt_self *)self)->texts;
        *bad = (nnrt_bad){texts[checks[c].what], texts[checks[c].where], i,
                          checked_value(self, &checks[c], i)};
    }
}

/* First entry whose step is at least k. */
static uint32_t list_from(nnrt_list times, int64_t k, double dt)
{
    uint32_t lo = 0, hi = times.n;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (nnrt_steps(times.value[middle], dt).k < k)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

double nnrt_list_count(nnrt_list times, int64_t k, double dt)
{
    return (double)(list_from(times, k + 1, dt) - list_from(times, k, dt));
}

double nnrt_list_lookup(nnrt_list times, nnrt_list values, int64_t k, double dt)
{
    const uint32_t after = list_from(times, k + 1, dt);
    return after == 0 || after > values.n ? 0.0 : values.value[after - 1];
}

double nnrt_data_at(const nnrt_data *d, double row, double column)
{
    const bool inside =
        row >= 0 && column >= 0 && row < (double)d->rows && column < (double)d->columns;
    return inside ? d->values[(uint64_t)column * d->rows + (uint64_t)row] : 0.0 / 0.0;
}
