/* Values that parameters, lists and delays cannot have. */
#include "runtime/checks.h"

#include "runtime/limits.h"
#include "runtime/time.h"

#include <float.h>
#include <math.h>

bool nnrt_delay_between(const nnrt_sim *s, double delay)
{
    return s->program->in_turn && nnrt_steps(delay, s->dt).off_grid;
}

bool nnrt_delay_steps(const nnrt_sim *s, double delay, const char *owner, const char *where,
                      uint32_t *steps, nnrt_error *e)
{
    const bool between = nnrt_delay_between(s, delay);
    const int64_t k =
        between ? (int64_t)fmin(ceil(delay / s->dt), 0x1p62) : nnrt_steps(delay, s->dt).k;
    if (k > NNRT_DELAY_MOST)
        return nnrt_error_set(e, NNRT_EXIT_LIMIT,
                              "%s: a delay of %.12g ms in %s has %.12g steps of %.12g ms, the most "
                              "is %d (--dt)",
                              where, delay, owner, delay / s->dt, s->dt, NNRT_DELAY_MOST);
    if (k < 1)
        return nnrt_error_set(e, NNRT_EXIT_MODEL,
                              "%s: a delay of %.12g ms in %s is below half a step of %.12g ms "
                              "(--dt)",
                              where, delay, owner, s->dt);
    *steps = (uint32_t)k;
    return true;
}

bool nnrt_lists_check(nnrt_sim *s, const nnrt_column *c, const nnrt_array *lists, uint32_t n,
                      const char *where)
{
    if (!lists->offsets || (c->space == NNRT_EACH && lists->n == n))
        return true;
    return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %u lists for %s of %u cells", where,
                          lists->n, c->name, n);
}

/* Floats have no such number, or only 0. */
static bool is_beyond(const nnrt_column *c, double value)
{
    const double size = fabs(value);
    return c->type == NNRT_F32 && (size > (double)FLT_MAX || (size > 0 && (float)size == 0));
}

bool nnrt_value_check(nnrt_sim *s, const nnrt_column *c, double value, const char *owner,
                      uint32_t i, const char *where)
{
    if (value >= c->lo && value <= c->hi && isfinite(value) && !is_beyond(c, value))
        return true;
    const double shown = (value - c->unit_offset) / c->unit_factor;
    if (!isfinite(value))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s of %s[%u] is %g",
                              where ? where : "--set", c->name, owner, i, shown);
    if (is_beyond(c, value))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: %s of %s[%u] = %.12g %s is not in the range of single precision",
                              where ? where : "--set", c->name, owner, i, shown, c->unit);
    return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                          "%s: %s of %s[%u] = %.12g %s is outside of its bounds, %.12g to %.12g",
                          where ? where : "--set", c->name, owner, i, shown, c->unit,
                          (c->lo - c->unit_offset) / c->unit_factor,
                          (c->hi - c->unit_offset) / c->unit_factor);
}

bool nnrt_bad_tell(nnrt_sim *s, const nnrt_bad *bad, const char *owner, const char *where)
{
    const bool placed = bad->where && bad->where[0];
    return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s in %s[%u]%s%s%s",
                          placed ? bad->where : where, bad->what, owner, bad->cell,
                          placed ? " (" : "", placed ? where : "", placed ? ")" : "");
}
