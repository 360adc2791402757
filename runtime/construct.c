/* Construction of a simulation, from its options to the state at t_0, and its end. */
#include "runtime/sim.h"

#include "runtime/caught.h"
#include "runtime/couple.h"
#include "runtime/history.h"
#include "runtime/kept.h"
#include "runtime/periodic.h"
#include "runtime/prompt.h"
#include "runtime/sent.h"
#include "runtime/turns.h"
#include "runtime/turns_cells.h"

#include <math.h>

/* Methods were chosen for the step that the model names; this is the one that it is run with. */
static bool stable_step(const nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_class *c = s->program->populations[i].cls;
        for (uint32_t q = 0; q < c->n_step_limits; q++) {
            const nnrt_step_limit *l = &c->step_limits[q];
            if (s->dt > l->most)
                return nnrt_error_set(
                    s->error, NNRT_EXIT_MODEL,
                    "%s: %s is not stable for `%s` of %s at a step of %.12g ms, it is up to %.3g "
                    "ms; compile the model with setup(timestep=%.12g ms) for a method that fits",
                    l->where, l->method, l->state, c->name, s->dt, l->most, s->dt);
        }
    }
    return true;
}

static bool take_step(nnrt_sim *s)
{
    const nnrt_options *o = s->options;
    s->dt = o->has_dt ? o->dt : nnrt_sim_value(s, s->program->timestep, "timestep", "", 0.1);
    if (!(s->dt > 0) || isinf(s->dt))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "a time step of %.12g ms (--dt)", s->dt);
    return stable_step(s);
}

static bool take_seed(nnrt_sim *s)
{
    const double seed = nnrt_sim_value(s, s->program->seed, "seed", "", 1);
    if (!(seed >= 0 && seed < 18446744073709551616.0) || seed != floor(seed))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "a seed of %.17g (--seed)", seed);
    if (!s->options->has_seed)
        s->seed = (uint64_t)seed;
    return true;
}

static bool set_up(nnrt_sim *s)
{
    const nnrt_options *o = s->options;
    const uint32_t n = s->program->n_actions;
    s->threads = s->program->in_turn ? 1 : o->threads;
    s->dt = 0.1;
    s->seed = o->has_seed ? o->seed : 1;
    nnrt_memory_init(&s->memory, o->limit_memory, s->error);
    if (!nnrt_params_make(s) || !take_step(s) || !take_seed(s))
        return false;
    s->initialized = nnrt_memory_take(&s->memory, n, sizeof *s->initialized, "the experiment");
    s->periodic = nnrt_memory_take(&s->memory, n, sizeof *s->periodic, "the experiment");
    return s->initialized && s->periodic;
}

static void warn_clipped(const nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].clipped)
            nnrt_sim_warn(s, "%s: %llu delays of %s were below one step and are one step",
                          s->projections[i].def->where,
                          (unsigned long long)s->projections[i].clipped,
                          s->projections[i].def->label);
}

bool nnrt_program_fits(const nnrt_program *p, nnrt_error *e)
{
    if (p->abi != NNRT_ABI)
        return nnrt_error_set(e, NNRT_EXIT_INTERNAL,
                              "the program was compiled for another runtime (%u, this is %u)",
                              p->abi, NNRT_ABI);
    return nnrt_level_runs(p->level) ||
           nnrt_error_set(e, NNRT_EXIT_IO,
                          "the program was compiled for processors of x86-64-v%u, and this is "
                          "none; nnc MODEL -march=portable makes one for all from x86-64-v2 on",
                          p->level);
}

bool nnrt_sim_make(nnrt_sim *s)
{
    if (!set_up(s) || !nnrt_schedule_check(s) || (!s->host && !nnrt_schedule_plan(s)) ||
        !nnrt_populations_make(s) || !nnrt_views_make(s) || !nnrt_inputs_make(s) ||
        !nnrt_settings_check(s) || !nnrt_projections_make(s) || !nnrt_prompt_make(s) ||
        !nnrt_turns_make(s) || !nnrt_rings_make(s) || !nnrt_histories_make(s) ||
        !nnrt_couplings_make(s) || !nnrt_turns_cells_make(s) || !nnrt_turns_settle(s) ||
        !nnrt_record_make(s))
        return false;
    warn_clipped(s);
    return true;
}

void nnrt_sim_free(nnrt_sim *s)
{
    nnrt_caught_free(s);
    nnrt_sent_free(s);
    nnrt_kept_free(s);
    nnrt_record_free(s);
    nnrt_rings_free(s);
    nnrt_histories_free(s);
    nnrt_couplings_free(s);
    nnrt_projections_free(s);
    nnrt_inputs_free(s);
    nnrt_views_free(s);
    nnrt_prompt_free(s);
    nnrt_turns_free(s);
    nnrt_turns_cells_free(s);
    nnrt_populations_free(s);
    nnrt_memory_give(&s->memory, s->initialized);
    nnrt_memory_give(&s->memory, s->periodic);
    nnrt_memory_give(&s->memory, s->params);
}
