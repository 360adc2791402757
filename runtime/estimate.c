/* Estimates of memory and disk, so that what cannot fit is refused at once and not after hours. */
#include "runtime/estimate.h"

#include "runtime/maths.h"
#include "runtime/outdir.h"

static double total_drawn(const nnrt_plan_of_rows *plan, const nnrt_wired *w)
{
    double n = 0;
    for (uint32_t i = 0; i < plan->n_pre; i++)
        n += w->drawn[i];
    return n;
}

/* Clauses with one probability or a total; others are counted when their rows are made. */
static double expected_connections(const nnrt_plan_of_rows *plan)
{
    double n = 0;
    for (uint32_t c = 0; c < plan->projection->def->n_clauses; c++) {
        const nnrt_wired *w = &plan->clauses[c];
        if (w->wiring == NNRT_WIRE_UNIFORM && !w->def->guard.given)
            n += -nnrt_expm1(w->log_miss) * (double)plan->n_pre * (double)plan->n_post;
        if (w->wiring == NNRT_WIRE_TOTAL)
            n += total_drawn(plan, w);
    }
    return n;
}

bool nnrt_estimate_connections(const nnrt_plan_of_rows *plan, uint64_t each)
{
    const nnrt_memory *m = &plan->sim->memory;
    const nnrt_projection_def *d = plan->projection->def;
    const double n = expected_connections(plan), bytes = n * (double)each;
    if (bytes <= (double)m->limit)
        return true;
    return nnrt_error_set(plan->sim->error, NNRT_EXIT_LIMIT,
                          "%s: about %.3g connections of %s need %.1f MB, the limit is %.1f MB "
                          "(--limit-memory)",
                          d->where, n, d->label, bytes / 1e6, (double)m->limit / 1e6);
}

/* Whether every recorder records from the first to the last step. */
static bool records_throughout(const nnrt_program *p)
{
    bool ran = false;
    for (uint32_t i = 0; i < p->n_actions; i++) {
        const nnrt_action_kind kind = p->actions[i].kind;
        ran |= kind == NNRT_RUN || kind == NNRT_RUN_UNTIL;
        if (kind == NNRT_STOP_RECORDING || (ran && kind == NNRT_RECORD))
            return false;
    }
    return true;
}

bool nnrt_estimate_recording(nnrt_sim *s, const char *dir)
{
    double bytes = 0;
    if (!records_throughout(s->program))
        return true;
    for (uint32_t i = 0; i < s->recording.n_signals; i++) {
        const nnrt_sampled *m = &s->sampled[i];
        bytes += (double)m->n * s->planned / s->dt / (double)m->interval * sizeof(float);
    }
    const double most = 9e18;
    return nnrt_outdir_check_space(dir, (uint64_t)(bytes < most ? bytes : most), s->error);
}
