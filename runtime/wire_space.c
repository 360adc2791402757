/* Distances between cells in the space of a projection: some axes, another scale and origin of the post cells,
   boundaries that meet. */
#include "runtime/wire.h"

#include "runtime/streams.h"

#include <math.h>

nnrt_metric nnrt_space_make(const nnrt_sim *s, const nnrt_projection *p)
{
    const nnrt_space_def *d = p->def->space;
    nnrt_metric space = {.scale = 1, .counts = {true, true, true}};
    if (!d)
        return space;
    space.scale = nnrt_sim_value(s, d->scale, NNRT_PURPOSE_CONNECT, p->def->label, 1);
    space.first = 3;
    for (uint32_t k = 3; k-- > 0;) {
        space.offset[k] = nnrt_sim_value(s, d->offset[k], NNRT_PURPOSE_CONNECT, p->def->label, 0);
        space.period[k] = d->period[k];
        space.counts[k] = d->axes >> k & 1;
        if (space.counts[k])
            space.first = k;
    }
    return space;
}

bool nnrt_space_check(const nnrt_metric *space, const nnrt_projection *p, nnrt_error *e)
{
    const double *o = space->offset;
    return (isfinite(space->scale) && isfinite(o[0]) && isfinite(o[1]) && isfinite(o[2])) ||
           nnrt_error_set(e, NNRT_EXIT_MODEL,
                          "%s: the space of %s has the scale factor %.12g and the offset %.12g, "
                          "%.12g, %.12g um",
                          p->def->space->where, p->def->label, space->scale, o[0], o[1], o[2]);
}

double nnrt_space_along(const nnrt_metric *space, uint32_t axis, const double *post)
{
    return axis < 3 ? space->scale * (post[axis] + space->offset[axis]) : 0;
}

/* Along a periodic axis the way around may be shorter. */
double nnrt_space_distance(const nnrt_metric *space, const double *pre, const double *post)
{
    double sum = 0;
    for (uint32_t k = 0; k < 3; k++) {
        if (!space->counts[k])
            continue;
        double d = fabs(pre[k] - nnrt_space_along(space, k, post));
        if (space->period[k] > 0)
            d = fmin(d, space->period[k] - d);
        sum += d * d;
    }
    return sqrt(sum);
}
