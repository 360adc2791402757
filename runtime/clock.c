/* The clock: steps of semantics 2, in all threads, one barrier per step; segments and their start.

   In a step every thread integrates its own cells and tests their conditions; at the barrier all
   spikes of the time are known; then every thread delivers all of them to its own cells, while the
   first one also writes what is recorded. Spike lists and samples have two buffers, of even and odd
   times, so that the next step can start meanwhile. */
#include "runtime/sim.h"

#include "runtime/arrivals.h"
#include "runtime/couple.h"
#include "runtime/history.h"
#include "runtime/periodic.h"
#include "runtime/plastic.h"
#include "runtime/prompt.h"
#include "runtime/rounds.h"
#include "runtime/sent.h"
#include "runtime/signals.h"
#include "runtime/third.h"
#include "runtime/turns.h"
#include "runtime/turns_cells.h"

#include <math.h>
#include <string.h>

typedef struct fault { /* the first value of a thread that is not finite */
    nnrt_bad bad;
    uint32_t population;
    const char *endless; /* port of a cell whose events call each other without end, or NULL */
} fault;

typedef enum stop { STOP_NOT, STOP_SIGNAL, STOP_FAULT, STOP_ERROR } stop;

typedef struct run {
    nnrt_sim *sim;
    int64_t from, until;
    bool begin; /* the segment starts here */
    bool hold;  /* the last time is not recorded yet: actions come first */
    nnrt_barrier barrier;
    _Atomic uint64_t active; /* of the rounds of projections without delay */
    _Atomic int stop[2];     /* of even and odd stamps; set before the barrier, read after it */
    fault faults[NNRT_MAX_THREADS];
    int64_t reached; /* steps; written by the first thread */
} run;

static void raise(run *r, int64_t stamp, stop why)
{
    int none = STOP_NOT;
    if (!atomic_compare_exchange_strong(&r->stop[stamp & 1], &none, (int)why) && none < (int)why)
        atomic_store(&r->stop[stamp & 1], (int)why);
}

/* ---- one population in one step ---- */

/* Handlers, conditions, and the rounds after them, where those are of single cells. The port of events without end, or
   NULL. */
static const char *act(nnrt_population *p, nnrt_shard *shard, const nnrt_step *step,
                       nnrt_spikes *out, nnrt_bad *bad, bool rounds)
{
    const nnrt_class *c = p->def->cls;
    const nnrt_step after = {step->k, (double)(step->k + 1) * step->dt, step->dt};
    nnrt_event left = {0};
    if (shard->queues)
        nnrt_events_handle(p, shard, &after, out);
    c->conditions(shard->self, &after, shard->lo, shard->hi, out, bad);
    if (!rounds)
        return NULL;
    const bool ended = nnrt_events_rounds(p, shard, &after, out, &left);
    nnrt_events_sort(c, out);
    if (ended)
        return NULL;
    *bad = (nnrt_bad){.what = c->ports[left.port].name, .cell = left.cell};
    return c->ports[left.port].name;
}

static void note_fault(run *r, uint32_t population, uint32_t thread, const nnrt_bad *bad,
                       const char *endless, int64_t stamp)
{
    fault *f = &r->faults[thread];
    if (!bad->what)
        return;
    if (!f->bad.what)
        *f = (fault){*bad, population, endless};
    raise(r, stamp, STOP_FAULT);
}

static void advance(run *r, uint32_t population, uint32_t thread, const nnrt_step *step)
{
    nnrt_sim *s = r->sim;
    nnrt_population *p = &s->populations[population];
    nnrt_shard *shard = &p->shards[thread];
    const nnrt_class *c = p->def->cls;
    nnrt_spikes *spikes = &shard->spikes[(step->k + 1) & 1];
    nnrt_bad bad = {0};
    const char *endless = NULL;
    for (uint32_t q = 0; q < nnrt_class_outputs(c); q++)
        spikes[2 * q].n = 0;
    if (shard->lo == shard->hi)
        return;
    if (shard->arrivals)
        nnrt_arrivals_update(p, shard, step, spikes, &bad);
    else
        c->update(shard->self, step, shard->lo, shard->hi, spikes, &bad);
    if (c->conditions)
        endless = act(p, shard, step, spikes, &bad, !s->prompt);
    if (s->sent)
        nnrt_sent_emit(s, population, shard, step->k + 1, spikes);
    if (c->flush && (step->k + 1) % NNRT_FLUSH == 0)
        c->flush(shard->self, step->dt, shard->lo, shard->hi);
    note_fault(r, population, thread, &bad, endless, step->k + 1);
}

/* Events without delay, of all cells. */
static void prompt_events(run *r, uint32_t thread, const nnrt_step *step)
{
    nnrt_sim *s = r->sim;
    const nnrt_step after = {step->k, (double)(step->k + 1) * step->dt, step->dt};
    nnrt_event left = {0};
    uint32_t population;
    if (!s->prompt || s->program->in_turn)
        return;
    if (!nnrt_prompt_rounds(s, thread, &after, &r->barrier, &r->active, &population, &left) &&
        population != NNRT_NOWHERE) {
        const char *port = s->populations[population].def->cls->ports[left.port].name;
        const nnrt_bad bad = {.what = port, .cell = left.cell};
        note_fault(r, population, thread, &bad, port, step->k + 1);
    }
}

/* ---- a step of one thread ---- */

static bool has_states(const nnrt_class *c)
{
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_STATE)
            return true;
    return false;
}

nnrt_progress_state nnrt_clock_progress(const nnrt_sim *s, double time)
{
    nnrt_progress_state state = {.time = time, .total = s->planned};
    for (int any = 0; any < 2 && !state.cells; any++)
        for (uint32_t i = 0; i < s->program->n_populations; i++)
            if (any || has_states(s->populations[i].def->cls)) {
                state.spikes += s->n_spikes[i];
                state.cells += s->populations[i].n;
            }
    return state;
}

static void tell_progress(nnrt_sim *s, int64_t k)
{
    const double time = s->done_before + (double)k * s->dt;
    if (!nnrt_progress_due(&s->progress, time, s->planned))
        return;
    const nnrt_progress_state state = nnrt_clock_progress(s, time);
    nnrt_progress_update(&s->progress, &state);
}

static bool is_held(const run *r, int64_t k)
{
    return r->hold && k == r->until;
}

/* What the first thread does while the others deliver. A failure is told at the next barrier. */
static void write_time(run *r, int64_t stamp)
{
    if (!is_held(r, stamp) && !nnrt_record_write(r->sim, stamp))
        raise(r, stamp + 1, STOP_ERROR);
    r->reached = stamp;
    tell_progress(r->sim, stamp);
}

/* What synapses show reads cells of other threads: when all are done, and before one goes on. */
static void show_late(run *r, uint32_t thread, int64_t k)
{
    if (!r->sim->samples_late || is_held(r, k))
        return;
    if (nnrt_couplings_look(r->sim, thread, k, false))
        nnrt_barrier_wait(&r->barrier);
    nnrt_record_sample_late(r->sim, thread, k);
    nnrt_barrier_wait(&r->barrier);
    if (nnrt_couplings_look(r->sim, thread, k, true))
        nnrt_barrier_wait(&r->barrier);
}

static void deliver_time(run *r, uint32_t thread, const nnrt_step *step)
{
    show_late(r, thread, step->k + 1);
    nnrt_deliver(r->sim, thread, step->k + 1);
    nnrt_inputs_emit(r->sim, thread, step);
    if (thread == 0)
        write_time(r, step->k + 1);
}

/* Events that are due at the end of the step, at connections. */
static void arrive(run *r, uint32_t thread, int64_t k)
{
    nnrt_third_arrive(r->sim, thread, k + 1);
    if (!nnrt_plastic_arrive(r->sim, thread, k + 1))
        raise(r, k + 1, STOP_ERROR);
}

static void advance_all(run *r, uint32_t thread, int64_t k)
{
    nnrt_sim *s = r->sim;
    const nnrt_step step = {k, (double)k * s->dt, s->dt};
    nnrt_inputs_inject(s, thread, &step);
    nnrt_couplings_run(s, thread, &step, &r->barrier);
    arrive(r, thread, k);
    nnrt_histories_read(s, thread, k);
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        advance(r, i, thread, &step);
    prompt_events(r, thread, &step);
}

/* One cell after the other: events without delay reach the cells that come later in this step. */
static void advance_cells(run *r, uint32_t population, const nnrt_step *step)
{
    nnrt_sim *s = r->sim;
    const nnrt_population *p = &s->populations[population];
    nnrt_shard *shard = &p->shards[0];
    nnrt_spikes *spikes = &shard->spikes[(step->k + 1) & 1];
    nnrt_bad bad = {0};
    for (uint32_t q = 0; q < nnrt_class_outputs(p->def->cls); q++)
        spikes[2 * q].n = 0;
    for (uint32_t cell = shard->lo; cell < shard->hi; cell++) {
        nnrt_turns_cell(s, population, cell, step, NNRT_TURN_STEP);
        p->def->cls->update(shard->self, step, cell, cell + 1, spikes, &bad);
        nnrt_prompt_from(s, population, step);
        nnrt_prompt_taken(s, population, step->k + 1);
    }
    nnrt_prompt_start(s, population);
    note_fault(r, population, 0, &bad, NULL, step->k + 1);
}

/* One population after the other. */
static void advance_in_turn(run *r, int64_t k)
{
    nnrt_sim *s = r->sim;
    nnrt_turns_note(s, k + 1);
    const nnrt_step step = {k, nnrt_turns_time(s, k + 1), s->dt};
    arrive(r, 0, k);
    nnrt_couplings_clear(s, 0);
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_turns_arrive(s, i, &step);
        if (nnrt_turns_by_cell(s, i)) {
            advance_cells(r, i, &step);
            continue;
        }
        nnrt_turns_couple(s, i, &step, NNRT_TURN_STEP);
        advance(r, i, 0, &step);
        nnrt_prompt_from(s, i, &step);
    }
}

static stop step_once(run *r, uint32_t thread, int64_t k)
{
    nnrt_sim *s = r->sim;
    const nnrt_step step = {k, (double)k * s->dt, s->dt};
    nnrt_rings_turn(s, thread, k + 1);
    if (s->program->in_turn)
        advance_in_turn(r, k);
    else
        advance_all(r, thread, k);
    if (atomic_load(&s->memory.lacking))
        raise(r, k + 1, STOP_ERROR);
    nnrt_histories_write(s, thread, k + 1);
    nnrt_couplings_see(s, thread, k + 1);
    if (!is_held(r, k + 1))
        nnrt_record_sample(s, thread, k + 1);
    if (thread == 0 && nnrt_signals_pending())
        raise(r, k + 1, STOP_SIGNAL);
    nnrt_barrier_wait(&r->barrier);
    const stop why = (stop)atomic_load(&r->stop[(k + 1) & 1]);
    if (why <= STOP_SIGNAL)
        deliver_time(r, thread, &step);
    return why;
}

/* t_0: what sources stamp there, and the first samples. */
static void begin(run *r, uint32_t thread)
{
    nnrt_sim *s = r->sim;
    const nnrt_step step = {-1, 0, s->dt};
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        nnrt_shard *shard = &p->shards[thread];
        for (uint32_t q = 0; q < 2 * nnrt_class_outputs(p->def->cls); q++)
            shard->spikes[q].n = 0;
        if (p->def->cls->begin && shard->lo < shard->hi)
            p->def->cls->begin(shard->self, &step, shard->lo, shard->hi, &shard->spikes[0]);
        if (s->program->in_turn)
            nnrt_prompt_from(s, i, &step);
    }
    prompt_events(r, thread, &step);
    nnrt_histories_write(s, thread, 0);
    nnrt_couplings_see(s, thread, 0);
    if (!is_held(r, 0))
        nnrt_record_sample(s, thread, 0);
    nnrt_barrier_wait(&r->barrier);
    show_late(r, thread, 0);
    nnrt_deliver(s, thread, 0);
    if (thread == 0)
        write_time(r, 0);
}

static void run_thread(void *context, uint32_t thread)
{
    run *r = context;
    if (r->begin)
        begin(r, thread);
    for (int64_t k = r->from; k < r->until; k++)
        if (step_once(r, thread, k) != STOP_NOT)
            break;
}

/* ---- a run ---- */

static const fault *first_fault(const run *r)
{
    const fault *first = NULL;
    for (uint32_t t = 0; t < r->sim->threads; t++) {
        const fault *f = &r->faults[t];
        if (f->bad.what && (!first || f->population < first->population ||
                            (f->population == first->population && f->bad.cell < first->bad.cell)))
            first = f;
    }
    return first;
}

static const char *fault_word(double value)
{
    if (isnan(value))
        return "NaN";
    return isfinite(value) ? "not finite" : value > 0 ? "infinite" : "minus infinite";
}

static bool tell_fault(nnrt_sim *s, const fault *f)
{
    const long long step = s->k + 1;
    const double t = (double)step * s->dt;
    const nnrt_population_def *p = s->populations[f->population].def;
    if (f->endless)
        return nnrt_error_set(s->error, NNRT_EXIT_NUMERIC,
                              "%s: the events without delay of %s[%u] have no end: after %d "
                              "rounds at t = %.10g ms there are more %s",
                              p->where, p->label, f->bad.cell, NNRT_ROUNDS, t, f->endless);
    return nnrt_error_set(s->error, NNRT_EXIT_NUMERIC,
                          "%s%s%s became %s at t = %.10g ms in %s[%u] (%s), step %lld (dt %.10g "
                          "ms); a smaller --dt may help",
                          f->bad.where ? f->bad.where : "", f->bad.where ? ": " : "", f->bad.what,
                          fault_word(f->bad.value), t, p->label, f->bad.cell, p->where, step,
                          s->dt);
}

static bool end_run(nnrt_sim *s, const run *r)
{
    s->total_steps += r->reached - s->k;
    s->k = r->reached;
    const int why0 = atomic_load(&r->stop[0]), why1 = atomic_load(&r->stop[1]);
    const int why = why0 > why1 ? why0 : why1;
    if (why == STOP_SIGNAL)
        s->interrupted = nnrt_signals_pending();
    if (why == STOP_FAULT)
        return tell_fault(s, first_fault(r));
    if (why == STOP_ERROR)
        return s->error->exit_code
                   ? false
                   : nnrt_memory_short(&s->memory, "lists of spikes and events", s->error);
    return true;
}

bool nnrt_clock_run(nnrt_sim *s, int64_t until, bool hold)
{
    if (!nnrt_histories_begin(s, !s->in_segment))
        return false;
    nnrt_couplings_begin(s, !s->in_segment);
    run *r = nnrt_memory_take(&s->memory, 1, sizeof *r, "a run");
    if (!r)
        return false;
    r->sim = s;
    r->from = r->reached = s->k;
    r->until = until;
    r->begin = !s->in_segment;
    r->hold = hold;
    nnrt_barrier_init(&r->barrier, s->threads);
    if (r->begin && s->spool && !nnrt_spool_begin_segment(s->spool)) {
        *s->error = *nnrt_spool_error(s->spool);
        nnrt_memory_give(&s->memory, r);
        return false;
    }
    s->in_segment = true;
    nnrt_populations_share(s);
    bool ok = nnrt_parallel(s->threads, run_thread, r);
    if (!ok)
        nnrt_error_set(s->error, NNRT_EXIT_LIMIT, "cannot start %u threads (--threads)",
                       s->threads);
    ok = ok && end_run(s, r);
    nnrt_memory_give(&s->memory, r);
    return ok;
}

bool nnrt_clock_record(nnrt_sim *s)
{
    nnrt_populations_share(s);
    for (uint32_t t = 0; t < s->threads; t++)
        nnrt_record_sample(s, t, s->k);
    nnrt_record_sample_late_now(s);
    return nnrt_record_write(s, s->k);
}

/* ---- segments ---- */

bool nnrt_clock_end_segment(nnrt_sim *s)
{
    if (!s->in_segment)
        return true;
    s->in_segment = false;
    s->n_segments++;
    s->done_before += (double)s->k * s->dt;
    const bool ok = nnrt_record_end_segment(s);
    s->k = 0;
    nnrt_turns_start(s);
    s->ran = 0;
    return ok;
}

static bool initialize_again(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_initialized; i++)
        if (!nnrt_schedule_initialize(s, &s->program->actions[s->initialized[i]]))
            return false;
    return true;
}

bool nnrt_clock_reset(nnrt_sim *s, bool keep_weights, bool new_noise)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].def->synapse)
            nnrt_plastic_flush(s, &s->projections[i], s->k);
    if (!nnrt_clock_end_segment(s))
        return false;
    nnrt_record_new_annotations(s);
    nnrt_periodic_start(s);
    s->noise += new_noise;
    nnrt_populations_key(s);
    nnrt_rings_clear(s);
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        if (!nnrt_population_start(s, i))
            return false;
    nnrt_inputs_start(s);
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].onto)
            nnrt_third_start(s, &s->projections[i]);
        else
            nnrt_projection_start(s, &s->projections[i], keep_weights);
    return nnrt_turns_settle(s) && initialize_again(s);
}
