/* Events between a simulation and its host, and what it records. */
#include "runtime/stepper_data.h"

#include "runtime/caught.h"
#include "runtime/kept.h"
#include "runtime/sent.h"

#include <math.h>
#include <stdio.h>

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

bool nnrt_stepper_spikes_of(nnrt_stepper *x, uint32_t object, nnrt_stepper_spikes *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    const nnrt_catch *c = nnrt_caught_take(&x->sim, object);
    *out = (nnrt_stepper_spikes){c->times, c->cells, c->n};
    return true;
}

bool nnrt_stepper_watch(nnrt_stepper *x, uint32_t object, bool on)
{
    nnrt_steppable o;
    if (!nnrt_steppable_population(x, object, &o))
        return false;
    x->sim.caught[object].off = !on;
    return true;
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
