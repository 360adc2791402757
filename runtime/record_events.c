/* Recorders of events: the outputs of cells whose events results and hosts can have, which cells are meant, and what goes
   to the spool. */
#include "runtime/sim.h"

#include "runtime/caught.h"

#include <stdio.h>
#include <string.h>

/* ---- the sources ---- */

static bool is_taken(const nnrt_sim *s, const char *label)
{
    for (uint32_t i = 0; i < s->n_sources; i++) {
        const nnrt_event_source *x = &s->sources[i];
        if (!strcmp(x->label ? x->label : s->populations[x->population].def->label, label))
            return true;
    }
    return false;
}

/* "exc.done", or where that is taken "exc.done#2"; NULL: no memory. */
static char *new_label(nnrt_sim *s, uint32_t population, const char *port)
{
    const char *of = s->populations[population].def->label;
    const size_t size = strlen(of) + strlen(port) + sizeof ".#4294967295";
    char *label = nnrt_memory_take(&s->memory, size, 1, "a recorder");
    if (label)
        snprintf(label, size, "%s.%s", of, port);
    for (unsigned copy = 2; label && is_taken(s, label); copy++)
        snprintf(label, size, "%s.%s#%u", of, port, copy);
    return label;
}

/* Its number, made when it is new; NNRT_NOWHERE: no memory. */
static uint32_t source_of(nnrt_sim *s, uint32_t population, uint32_t output)
{
    const nnrt_class *c = s->populations[population].def->cls;
    if (output == 0)
        return population;
    for (uint32_t i = s->program->n_populations; i < s->n_sources; i++)
        if (s->sources[i].population == population && s->sources[i].output == output)
            return i;
    char *label = new_label(s, population, c->outputs[output]);
    if (!label)
        return NNRT_NOWHERE;
    s->sources[s->n_sources] =
        (nnrt_event_source){.population = population, .output = output, .label = label};
    return s->n_sources++;
}

static bool events_recorder(nnrt_sim *s, nnrt_recorder *r, const nnrt_recorder_def *d)
{
    const nnrt_group *g = &s->groups[d->group];
    r->sources = nnrt_memory_take(&s->memory, g->n_views, sizeof *r->sources, "a recorder");
    for (uint32_t w = 0; r->sources && w < g->n_views; w++) {
        const uint32_t population = s->views[g->views[w]].population;
        const nnrt_population_def *p = s->populations[population].def;
        const uint32_t output = d->port ? nnrt_output_find(p->cls, d->port) : 0;
        if (output == NNRT_NOWHERE)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s sends no events '%s'",
                                  d->where, p->label, d->port);
        r->sources[w] = source_of(s, population, output);
        if (r->sources[w] == NNRT_NOWHERE)
            return false;
    }
    return r->sources;
}

/* ---- which cells ---- */

/* Adds the cells of a recorder to those that are wanted of its sources. */
static void mark_recorder(nnrt_sim *s, uint32_t recorder)
{
    const nnrt_recorder *r = &s->recorders[recorder];
    const nnrt_group *g = &s->groups[s->program->recorders[recorder].group];
    for (uint32_t w = 0; r->sources && w < g->n_views; w++) {
        const nnrt_view *v = &s->views[g->views[w]];
        uint8_t *wanted = s->sources[r->sources[w]].wanted;
        for (uint32_t k = 0; k < v->n; k++)
            wanted[nnrt_view_cell(v, k)] = 1;
    }
}

void nnrt_record_mark_events(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_sources; i++)
        memset(s->sources[i].wanted, 0, s->populations[s->sources[i].population].n);
    for (uint32_t i = 0; i < s->program->n_recorders; i++)
        if (s->recorders[i].active)
            mark_recorder(s, i);
}

/* Those that any recorder names are what `wanted` has meanwhile. */
static bool find_recorded(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_sources; i++) {
        nnrt_event_source *x = &s->sources[i];
        const uint32_t n = s->populations[x->population].n;
        x->wanted = nnrt_memory_take(&s->memory, n, 1, "recorders of events");
        x->recorded = nnrt_memory_take(&s->memory, n, sizeof *x->recorded, "recorders of events");
        if (!x->wanted || !x->recorded)
            return false;
    }
    for (uint32_t i = 0; i < s->program->n_recorders; i++)
        mark_recorder(s, i);
    for (uint32_t i = 0; i < s->n_sources; i++) {
        nnrt_event_source *x = &s->sources[i];
        const uint32_t n = s->populations[x->population].n;
        for (uint32_t c = 0; c < n; c++)
            if (x->wanted[c])
                x->recorded[x->n_recorded++] = c;
        memset(x->wanted, 0, n);
    }
    return true;
}

/* ---- all of it ---- */

bool nnrt_record_make_sources(nnrt_sim *s)
{
    const nnrt_program *p = s->program;
    uint64_t most = p->n_populations;
    for (uint32_t i = 0; i < p->n_recorders; i++)
        most += p->recorders[i].port ? s->groups[p->recorders[i].group].n_views : 0;
    s->sources = nnrt_memory_take(&s->memory, most, sizeof *s->sources, "recorders of events");
    s->n_spikes = nnrt_memory_take(&s->memory, most, sizeof *s->n_spikes, "recorders of events");
    if (!s->sources || !s->n_spikes)
        return false;
    s->n_sources = p->n_populations;
    for (uint32_t i = 0; i < s->n_sources; i++)
        s->sources[i].population = i;
    for (uint32_t i = 0; i < p->n_recorders; i++)
        if (!p->recorders[i].variable && !events_recorder(s, &s->recorders[i], &p->recorders[i]))
            return false;
    return find_recorded(s);
}

void nnrt_record_free_sources(nnrt_sim *s)
{
    for (uint32_t i = 0; s->recorders && i < s->program->n_recorders; i++)
        nnrt_memory_give(&s->memory, s->recorders[i].sources);
    for (uint32_t i = 0; i < s->n_sources; i++) {
        nnrt_memory_give(&s->memory, s->sources[i].label);
        nnrt_memory_give(&s->memory, s->sources[i].wanted);
        nnrt_memory_give(&s->memory, s->sources[i].recorded);
    }
    nnrt_memory_give(&s->memory, s->sources);
    nnrt_memory_give(&s->memory, s->n_spikes);
}

nnrt_population_info nnrt_record_source_info(const nnrt_sim *s, uint32_t i)
{
    const nnrt_event_source *x = &s->sources[i];
    const nnrt_population *p = &s->populations[x->population];
    return (nnrt_population_info){
        .label = x->label ? x->label : p->def->label,
        .size = p->n,
        .spikes = {x->n_recorded == p->n ? NULL : x->recorded, x->n_recorded},
        .port = x->output ? p->def->cls->outputs[x->output] : NULL,
        .of = x->population};
}

/* ---- in a step ---- */

bool nnrt_record_write_events(nnrt_sim *s, uint32_t source, int64_t stamp)
{
    const nnrt_event_source *x = &s->sources[source];
    const nnrt_population *p = &s->populations[x->population];
    uint32_t *kept = s->fired;
    for (uint32_t t = 0; t < s->threads; t++) {
        const nnrt_spikes *events = &p->shards[t].spikes[2 * x->output + (uint32_t)(stamp & 1)];
        s->n_spikes[source] += events->n;
        if (s->caught && !nnrt_caught_add(s, source, stamp, events))
            return false;
        for (uint32_t i = 0; i < events->n;) {
            uint32_t n = 0;
            for (; i < events->n && n < p->n; i++)
                if (x->wanted[events->index[i]])
                    kept[n++] = events->index[i];
            if (n && s->spool && !nnrt_spool_spikes(s->spool, source, stamp, kept, n))
                return nnrt_record_failed(s);
        }
    }
    return true;
}
