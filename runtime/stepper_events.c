/* Events between a simulation and its host, and what it records. */
#include "runtime/stepper_data.h"

#include "runtime/caught.h"
#include "runtime/kept.h"
#include "runtime/sent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool cell_of(nnrt_stepper *x, uint32_t object, uint32_t cell, nnrt_steppable *o)
{
    return nnrt_steppable_goes_on(x) && nnrt_steppable_population(x, object, o) &&
           (cell < o->values->n ||
            nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "%s has no cell %u, it has %u", o->label,
                           cell, o->values->n));
}

/* Without memory for an event nothing goes on. */
static bool sent(nnrt_stepper *x, bool good)
{
    if (!good && x->error.exit_code == NNRT_EXIT_LIMIT)
        x->fault = x->error;
    return good;
}

bool nnrt_stepper_spike(nnrt_stepper *x, uint32_t object, uint32_t cell)
{
    nnrt_steppable o;
    return cell_of(x, object, cell, &o) && sent(x, nnrt_sent_spike(&x->sim, object, cell));
}

static void list_ports(const nnrt_class *c, char *out, size_t size)
{
    size_t used = 0;
    *out = '\0';
    for (uint32_t i = 0; i < c->n_ports && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", c->ports[i].name);
}

bool nnrt_stepper_send(nnrt_stepper *x, uint32_t object, const char *port, uint32_t cell,
                       double weight)
{
    nnrt_steppable o;
    char known[300];
    if (!cell_of(x, object, cell, &o))
        return false;
    const uint32_t at = nnrt_port_find(o.cls, port);
    if (at == NNRT_NOWHERE) {
        list_ports(o.cls, known, sizeof known);
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "%s has no port '%.80s' for events; there are: %s", o.label, port,
                              *known ? known : "none");
    }
    const double native = weight * o.cls->ports[at].unit_factor;
    if (!isfinite(native))
        return nnrt_error_set(&x->error, NNRT_EXIT_MODEL, "the weight of an event at '%s' is %g",
                              port, weight);
    return sent(x, nnrt_sent_event(&x->sim, object, at, cell, native));
}

/* ---- events of outputs: the number of a population is that of its first source ---- */
static nnrt_stepper_spikes take(nnrt_stepper *x, uint32_t source)
{
    const nnrt_catch *c = nnrt_caught_take(&x->sim, source);
    return (nnrt_stepper_spikes){c->times, c->cells, c->n};
}

bool nnrt_stepper_spikes_of(nnrt_stepper *x, uint32_t object, nnrt_stepper_spikes *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    *out = take(x, object);
    return true;
}

bool nnrt_stepper_watch(nnrt_stepper *x, uint32_t object, bool on)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    for (uint32_t i = 0; i < x->sim.n_sources; i++)
        if (x->sim.sources[i].population == object)
            x->sim.caught[i].off = !on;
    return true;
}

/* Name of the output that a source is. */
static const char *output_of(const nnrt_sim *s, const nnrt_event_source *source)
{
    const nnrt_class *c = s->populations[source->population].def->cls;
    return c->n_outputs ? c->outputs[source->output] : "spike";
}

/* The i-th source of a population; NNRT_NOWHERE: it has not so many. */
static uint32_t source_at(const nnrt_sim *s, uint32_t population, uint32_t i)
{
    for (uint32_t k = 0; k < s->n_sources; k++)
        if (s->sources[k].population == population && i-- == 0)
            return k;
    return NNRT_NOWHERE;
}

bool nnrt_stepper_outputs(nnrt_stepper *x, uint32_t object, uint32_t *n)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    *n = 0;
    for (uint32_t i = 0; i < x->sim.n_sources; i++)
        *n += x->sim.sources[i].population == object;
    return true;
}

bool nnrt_stepper_output_at(nnrt_stepper *x, uint32_t object, uint32_t i, const char **name)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    const uint32_t source = source_at(&x->sim, object, i);
    if (source == NNRT_NOWHERE)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "%s has no output %u whose events are kept", o.label, i);
    *name = output_of(&x->sim, &x->sim.sources[source]);
    return true;
}

bool nnrt_stepper_events_of(nnrt_stepper *x, uint32_t object, const char *output,
                            nnrt_stepper_spikes *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    for (uint32_t i = 0; i < x->sim.n_sources; i++) {
        const nnrt_event_source *source = &x->sim.sources[i];
        if (source->population != object || strcmp(output_of(&x->sim, source), output))
            continue;
        *out = take(x, i);
        return true;
    }
    const bool sends = o.cls->n_outputs && nnrt_output_find(o.cls, output) != NNRT_NOWHERE;
    return nnrt_error_set(
        &x->error, NNRT_EXIT_USAGE,
        sends ? "the events '%.80s' of %s are not kept: the model does not record them"
              : "there is no output '%.80s' of %s",
        output, o.label);
}

uint32_t nnrt_stepper_recordings(const nnrt_stepper *x)
{
    return x->sim.kept ? x->sim.recording.n_signals : 0;
}

bool nnrt_stepper_recording_at(nnrt_stepper *x, uint32_t i, nnrt_stepper_recording *out)
{
    const nnrt_sim *s = &x->sim;
    if (i >= nnrt_stepper_recordings(x))
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "there is no recording %u, %u are kept in memory", i,
                              nnrt_stepper_recordings(x));
    const nnrt_sampled *m = &s->sampled[i];
    const nnrt_kept *k = &s->kept[i];
    *out = (nnrt_stepper_recording){.object = m->population,
                                    .name = s->recording.signals[i].variable,
                                    .unit = s->recording.signals[i].unit,
                                    .n_cells = m->n,
                                    .cells = m->cells,
                                    .n = k->n,
                                    .times = k->times,
                                    .values = k->values};
    return true;
}

void nnrt_stepper_drop(nnrt_stepper *x)
{
    if (x->sim.kept)
        nnrt_kept_drop(&x->sim);
}
