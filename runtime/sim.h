/* A simulation: the functions of the files that make and run it, in that order. Functions that return bool
   return false with sim->error set. */
#ifndef NNRT_SIM_H
#define NNRT_SIM_H
#include "runtime/sim_data.h"

/* construct.c */
bool nnrt_program_fits(const nnrt_program *p, nnrt_error *e); /* false: it is of another runtime */
/* From a simulation that has its program, options, host and error, and zeros else, to its state at t_0. nnrt_sim_free in
   any case. */
bool nnrt_sim_make(nnrt_sim *s);
void nnrt_sim_free(nnrt_sim *s);

/* host.c */
/* To the host; without one to stderr, with "warning: " before it. */
void nnrt_sim_warn(const nnrt_sim *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void nnrt_sim_print(const nnrt_sim *s, const char *text, const char *value); /* or to stdout */

/* values.c: rules */
uint64_t nnrt_sim_key(const nnrt_sim *s, const char *purpose, const char *path, uint64_t segment);
nnrt_rule_env nnrt_sim_env(const nnrt_sim *s, const char *purpose, const char *path);
/* A rule without a place: evaluated at (0, 0, 0); `fallback` when NULL. */
double nnrt_sim_value(const nnrt_sim *s, nnrt_rule rule, const char *purpose, const char *path,
                      double fallback);
bool nnrt_params_make(nnrt_sim *s);
double nnrt_param_shown(const nnrt_param *p, double native); /* in its unit */
/* Steps of a time that a statement gives; a warning where it is no multiple of dt. */
int64_t nnrt_sim_steps(const nnrt_sim *s, double t, const char *what, const char *where);
/* --set LABEL.PARAMETER=VALUE for the object with that label. */
bool nnrt_settings_apply(nnrt_sim *s, const char *label, nnrt_instance *x);
bool nnrt_settings_check(nnrt_sim *s); /* all of them were used */

/* populations.c */
bool nnrt_populations_make(nnrt_sim *s);
bool nnrt_population_assign(nnrt_sim *s, uint32_t population, const nnrt_view *cells,
                            const nnrt_assign *a);
bool nnrt_population_derive(nnrt_sim *s, uint32_t population);
bool nnrt_population_start(nnrt_sim *s, uint32_t population);      /* states as at t_0 */
bool nnrt_population_initialize(nnrt_sim *s, uint32_t population); /* those that it gives values */
void nnrt_populations_key(nnrt_sim *s); /* keys of this segment's noise */
/* Threads see the structs of the classes as they are now. */
void nnrt_populations_share(nnrt_sim *s);
uint32_t nnrt_port_find(const nnrt_class *c, const char *name);   /* NNRT_NOWHERE: none */
uint32_t nnrt_output_find(const nnrt_class *c, const char *name); /* one without a table has 0 */
void nnrt_populations_free(nnrt_sim *s);
/* positions.c */
void nnrt_positions_fill(const nnrt_sim *s, const nnrt_population_def *def, uint32_t n,
                         double *xyz);

/* views.c */
bool nnrt_views_make(nnrt_sim *s);
void nnrt_views_free(nnrt_sim *s);
uint32_t nnrt_view_cell(const nnrt_view *v, uint32_t place);
uint32_t nnrt_view_place(const nnrt_view *v, uint32_t cell); /* or NNRT_NOWHERE */
/* Places of v that lie in cells [lo, hi). */
void nnrt_view_range(const nnrt_view *v, uint32_t lo, uint32_t hi, uint32_t *from, uint32_t *to);
/* View and cell of a position of a group. */
const nnrt_view *nnrt_group_at(const nnrt_sim *s, const nnrt_group *g, uint32_t position,
                               uint32_t *cell);
/* NULL: no place */
const double *nnrt_group_position(const nnrt_sim *s, const nnrt_group *g, uint32_t position);

/* wire*.c: connections; wire_set.c: changes of them */
bool nnrt_projections_make(nnrt_sim *s);
void nnrt_projections_free(nnrt_sim *s);
bool nnrt_projection_set(nnrt_sim *s, uint32_t projection, const nnrt_action *a);
bool nnrt_projection_derive(nnrt_sim *s, nnrt_projection *p);
void nnrt_projection_start(nnrt_sim *s, nnrt_projection *p, bool keep_weights);

/* inputs.c */
bool nnrt_inputs_make(nnrt_sim *s);
bool nnrt_input_derive(nnrt_sim *s, nnrt_input *x);
bool nnrt_input_set(nnrt_sim *s, uint32_t input, const nnrt_action *a);
void nnrt_inputs_start(nnrt_sim *s);
void nnrt_inputs_inject(nnrt_sim *s, uint32_t thread, const nnrt_step *step);
void nnrt_inputs_emit(nnrt_sim *s, uint32_t thread, const nnrt_step *step);
void nnrt_inputs_free(nnrt_sim *s);

/* ring.c: what is under way to the cells */
bool nnrt_rings_make(nnrt_sim *s);
bool nnrt_rings_grow(nnrt_sim *s, uint32_t population, int64_t max_delay); /* nothing is lost */
void nnrt_rings_clear(nnrt_sim *s);
void nnrt_rings_turn(nnrt_sim *s, uint32_t thread, int64_t stamp); /* DUE columns of that time */
void nnrt_rings_free(nnrt_sim *s);

static inline uint32_t nnrt_rows_delay(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    return b->delay8 ? b->delay8[c] : b->delay16 ? b->delay16[c] : p->delay;
}

static inline bool nnrt_rows_between(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    return b->between ? b->between[c] : p->between;
}

static inline bool nnrt_rows_weighted(const nnrt_rows *b)
{
    return b->weight || b->weight32;
}

static inline double nnrt_rows_weight(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    return b->weight ? b->weight[c] : b->weight32 ? (double)b->weight32[c] : p->weight;
}

static inline void nnrt_rows_set_weight(nnrt_rows *b, uint64_t c, double weight)
{
    if (b->weight32)
        b->weight32[c] = (float)weight;
    else
        b->weight[c] = weight;
}

static inline size_t nnrt_weight_size(const nnrt_sim *s)
{
    return s->program->single ? sizeof(float) : sizeof(double);
}

/* As connections keep it. */
static inline double nnrt_weight_kept(const nnrt_sim *s, double weight)
{
    return s->program->single ? (double)(float)weight : weight;
}

static inline uint32_t nnrt_class_outputs(const nnrt_class *c)
{
    return c->n_outputs ? c->n_outputs : 1;
}

/* The weight of a connection of a synapse class; 0 where it has none. */
static inline double nnrt_synapse_weight(const nnrt_rows *b, const nnrt_synapse_class *c,
                                         uint64_t k)
{
    return c->weight < 0 ? 0
                         : nnrt_column_get(b->synapses.self, &c->columns[c->weight], (uint32_t)k);
}
static inline void nnrt_synapse_set_weight(nnrt_rows *b, const nnrt_synapse_class *c, uint64_t k,
                                           double weight)
{
    if (c->weight >= 0)
        nnrt_column_set(b->synapses.self, &c->columns[c->weight], (uint32_t)k, weight);
}

/* deliver.c */
/* spikes of that stamp, all of its thread */
void nnrt_deliver(nnrt_sim *s, uint32_t thread, int64_t stamp);

/* clock.c */
/* Steps of this segment. `hold`: what is recorded at the last time waits for nnrt_clock_record. */
bool nnrt_clock_run(nnrt_sim *s, int64_t until, bool hold);
bool nnrt_clock_record(nnrt_sim *s);
/* Spikes so far and cells: of populations that have states, as sources of spikes have none; of all where none has. */
nnrt_progress_state nnrt_clock_progress(const nnrt_sim *s, double time);
bool nnrt_clock_end_segment(nnrt_sim *s);
bool nnrt_clock_reset(nnrt_sim *s, bool keep_weights, bool new_noise);

/* record.c */
bool nnrt_record_make(nnrt_sim *s);
bool nnrt_record_switch(nnrt_sim *s, uint32_t recorder, bool on);
void nnrt_record_sample(nnrt_sim *s, uint32_t thread, int64_t k); /* own cells, into the buffers */
/* The same for synapses and sums that couplings feed, when all cells are seen as they are at t_k. */
void nnrt_record_sample_late(nnrt_sim *s, uint32_t thread, int64_t k);
void nnrt_record_sample_late_now(nnrt_sim *s);                /* between steps, of all threads */
bool nnrt_record_is_column(const nnrt_sampled *m, int64_t k); /* else its signal at t_k */
/* record_synapse.c: the signal gets the only connection of the projection; false with an error: it has not one. */
bool nnrt_record_find_synapse(nnrt_sim *s, const nnrt_recorder_def *d, nnrt_sampled *m);
char *nnrt_record_synapse_name(nnrt_sim *s,
                               const nnrt_recorder_def *d); /* "gap.near.i"; NULL: no memory */
void nnrt_record_read_synapse(const nnrt_sampled *m, const nnrt_step *step, double *out);
void nnrt_record_sample_signal(nnrt_sim *s, uint32_t thread, const nnrt_sampled *m, int64_t k);
/* record_events.c: the sources of events, known to their recorders; what results have of source i */
bool nnrt_record_make_sources(nnrt_sim *s);
nnrt_population_info nnrt_record_source_info(const nnrt_sim *s, uint32_t i);
void nnrt_record_mark_events(nnrt_sim *s); /* of recorders that are active */
bool nnrt_record_write_events(nnrt_sim *s, uint32_t source, int64_t stamp);
void nnrt_record_free_sources(nnrt_sim *s);
/* Where a cell of the signal, or the first one behind it, stands in its list. */
uint32_t nnrt_record_place(const nnrt_sampled *m, uint32_t cell);
void nnrt_record_new_annotations(nnrt_sim *s); /* drops those that were made */
bool nnrt_record_end_segment(nnrt_sim *s);
bool nnrt_record_failed(nnrt_sim *s);               /* false; error: the first, or the spool's */
bool nnrt_record_write(nnrt_sim *s, int64_t stamp); /* spikes and samples of that time */
void nnrt_record_free(nnrt_sim *s);

/* results.c */
int nnrt_sim_exit_code(const nnrt_sim *s);

/* schedule.c */
bool nnrt_schedule_check(nnrt_sim *s); /* actions that cannot be done */
bool nnrt_schedule_plan(nnrt_sim *s);  /* total time; checks of --t */
/* The actions before the first run. *left: the first of those that are not done, or NULL. */
bool nnrt_schedule_prepare(nnrt_sim *s, const nnrt_action **left);
bool nnrt_schedule_run(nnrt_sim *s);
bool nnrt_schedule_initialize(nnrt_sim *s, const nnrt_action *a);
bool nnrt_schedule_act(nnrt_sim *s, const nnrt_action *a);
void nnrt_schedule_annotate(const nnrt_sim *s, const nnrt_action *a, nnrt_json *to);

/* connections.c */
uint32_t nnrt_post_position(const nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b,
                            uint64_t c);
bool nnrt_connections_save(nnrt_sim *s, uint32_t projection, const char *path);
#endif
