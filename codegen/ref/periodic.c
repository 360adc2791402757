/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periodic actions (semantics 2.1): due at multiples of their interval from the start of a segment,
   before what is sampled then, and once at each time. */
#include "codegen/ref/ref.h"

bool ref_periodic_add(Ref *r, const IrAction *every, double interval)
{
    const int64_t steps = ref_steps(interval, r->dt);
    if (steps < 1)
        return ref_refuse(r, every->span, "an interval of %.12g ms, steps of %.12g ms", interval,
                          r->dt);
    VEC_PUSH(r->a, &r->periodic, (RefPeriodic){every, steps, -1});
    return true;
}

void ref_periodic_start(Ref *r)
{
    for (uint32_t i = 0; i < r->periodic.n; i++)
        r->periodic.v[i].done = -1;
}

bool ref_periodic_act(Ref *r)
{
    for (uint32_t i = 0; i < r->periodic.n; i++) {
        RefPeriodic *p = &r->periodic.v[i];
        if (r->k % p->interval || p->done >= r->k)
            continue;
        p->done = r->k;
        for (uint32_t k = 0; k < p->every->body.n; k++)
            if (!ref_do(r, &p->every->body.v[k]))
                return false;
    }
    return true;
}
