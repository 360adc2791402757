/* Periodic actions (semantics 2): due at multiples of their interval, counted from the start of the
   segment, before what is recorded at that time; at the end of a run too, once. */
#include "runtime/periodic.h"

bool nnrt_periodic_add(nnrt_sim *s, const nnrt_action *every, double interval)
{
    const int64_t steps = nnrt_sim_steps(s, interval, "an interval", every->where);
    if (steps < 1)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: an interval of %.12g ms is below half a step of %.12g ms (--dt)",
                              every->where, interval, s->dt);
    s->periodic[s->n_periodic++] = (nnrt_periodic){every, steps, -1};
    return true;
}

void nnrt_periodic_start(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_periodic; i++)
        s->periodic[i].done = -1;
}

/* The first time from now on at which it is due. */
static int64_t due(const nnrt_sim *s, const nnrt_periodic *p)
{
    const int64_t from = p->done >= s->k ? s->k + 1 : s->k;
    return from % p->interval ? (from / p->interval + 1) * p->interval : from;
}

static int64_t next_due(const nnrt_sim *s)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < s->n_periodic; i++)
        if (due(s, &s->periodic[i]) < next)
            next = due(s, &s->periodic[i]);
    return next;
}

/* An annotation belongs to the segment: it is made once. */
static bool act(nnrt_sim *s, nnrt_periodic *p)
{
    for (uint32_t i = 1; i <= p->action->n_body; i++) {
        const nnrt_action *a = p->action + i;
        if ((a->kind != NNRT_ANNOTATE || p->done < 0) && !nnrt_schedule_act(s, a))
            return false;
    }
    p->done = s->k;
    return true;
}

static bool act_all(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_periodic; i++)
        if (due(s, &s->periodic[i]) == s->k && !act(s, &s->periodic[i]))
            return false;
    return true;
}

bool nnrt_periodic_run(nnrt_sim *s, int64_t until)
{
    for (int64_t next = next_due(s); next <= until; next = next_due(s)) {
        const bool moves = next > s->k || !s->in_segment;
        if (moves && !nnrt_clock_run(s, next, true))
            return false;
        if (s->k != next)
            return true; /* interrupted */
        if ((!s->interrupted && !act_all(s)) || (moves && !nnrt_clock_record(s)))
            return false;
        if (s->interrupted)
            return true;
    }
    return (until == s->k && s->in_segment) || nnrt_clock_run(s, until, false);
}
