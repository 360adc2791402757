/* What the host of a simulation sees of it: objects, their values, and changes of these. */
#include "runtime/stepper_data.h"

#include "runtime/checks.h"
#include "runtime/tap.h"

#include <stdio.h>
#include <string.h>

/* ---- objects ---- */

uint32_t nnrt_stepper_count(const nnrt_stepper *x)
{
    return x->sim.program->n_populations + x->sim.program->n_inputs;
}

bool nnrt_steppable_at(nnrt_stepper *x, uint32_t object, nnrt_steppable *out)
{
    const nnrt_sim *s = &x->sim;
    const uint32_t n = s->program->n_populations;
    if (object >= nnrt_stepper_count(x)) {
        nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                       "there is no population or input %u, there are %u", object,
                       nnrt_stepper_count(x));
        return false;
    }
    if (object < n) {
        const nnrt_population *p = &s->populations[object];
        *out = (nnrt_steppable){p->def->cls, &p->cells, p->def->label, p->def->where, p};
    } else {
        const nnrt_input *in = &s->inputs[object - n];
        *out = (nnrt_steppable){in->def->cls, &in->source, in->def->label, in->def->where, NULL};
    }
    return true;
}

bool nnrt_steppable_population(nnrt_stepper *x, uint32_t object, nnrt_steppable *out)
{
    return nnrt_steppable_at(x, object, out) &&
           (out->population || nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                                              "%s is an input: it has no cells", out->label));
}

bool nnrt_stepper_find(nnrt_stepper *x, const char *label, uint32_t *object)
{
    char known[300] = "";
    nnrt_steppable o;
    for (uint32_t i = 0; i < nnrt_stepper_count(x) && nnrt_steppable_at(x, i, &o); i++) {
        if (!strcmp(o.label, label)) {
            *object = i;
            return true;
        }
        const size_t used = strlen(known);
        if (used + strlen(o.label) + 3 < sizeof known)
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", o.label);
    }
    return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                          "there is no population or input '%.80s'; there are: %s", label,
                          *known ? known : "none");
}

bool nnrt_steppable_shows(const nnrt_column *c)
{
    return (c->role == NNRT_PARAM || c->role == NNRT_STATE) && c->type != NNRT_LIST;
}

bool nnrt_stepper_describe(nnrt_stepper *x, uint32_t object, nnrt_stepper_object *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_at(x, object, &o))
        return false;
    *out = (nnrt_stepper_object){.label = o.label,
                                 .size = o.values->n,
                                 .is_input = !o.population,
                                 .n_values = o.population ? o.cls->n_signals : 0,
                                 .n_ports = o.population ? o.cls->n_ports : 0};
    for (uint32_t i = 0; i < o.cls->n_columns; i++)
        out->n_values += nnrt_steppable_shows(&o.cls->columns[i]);
    return true;
}

static bool tell_missing(nnrt_stepper *x, const nnrt_steppable *o, const char *what, uint32_t i)
{
    return nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "%s has no %s %u", o->label, what, i);
}

bool nnrt_stepper_value_at(nnrt_stepper *x, uint32_t object, uint32_t i, nnrt_stepper_value *out)
{
    nnrt_steppable o;
    uint32_t n = 0;
    if (!nnrt_steppable_at(x, object, &o))
        return false;
    for (uint32_t c = 0; c < o.cls->n_columns; c++) {
        const nnrt_column *column = &o.cls->columns[c];
        if (!nnrt_steppable_shows(column) || n++ < i)
            continue;
        *out = (nnrt_stepper_value){column->name, column->unit,
                                    column->role == NNRT_PARAM ? NNRT_STEPPER_PARAMETER
                                                               : NNRT_STEPPER_STATE,
                                    column->space == NNRT_ONE};
        return true;
    }
    if (!o.population || i - n >= o.cls->n_signals)
        return tell_missing(x, &o, "value", i);
    const nnrt_signal *signal = &o.cls->signals[i - n];
    *out = (nnrt_stepper_value){signal->name, signal->unit, NNRT_STEPPER_COMPUTED, false};
    return true;
}

bool nnrt_stepper_port_at(nnrt_stepper *x, uint32_t object, uint32_t i, nnrt_stepper_value *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_at(x, object, &o))
        return false;
    if (!o.population || i >= o.cls->n_ports)
        return tell_missing(x, &o, "port", i);
    *out = (nnrt_stepper_value){.name = o.cls->ports[i].name, .unit = o.cls->ports[i].unit};
    return true;
}

/* ---- columns ---- */

/* NULL with the error. */
static const nnrt_column *column_of(nnrt_stepper *x, const nnrt_steppable *o, const char *name)
{
    const int32_t i = nnrt_column_find(o->cls->columns, o->cls->n_columns, name);
    if (i >= 0 && nnrt_steppable_shows(&o->cls->columns[i]))
        return &o->cls->columns[i];
    for (uint32_t k = 0; o->population && k < o->cls->n_signals; k++)
        if (!strcmp(o->cls->signals[k].name, name)) {
            nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                           "'%s' of %s is computed in each step: it can be read, nothing else",
                           name, o->label);
            return NULL;
        }
    nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "%s has no parameter or state '%.80s'", o->label,
                   name);
    return NULL;
}

bool nnrt_stepper_buffer_of(nnrt_stepper *x, uint32_t object, const char *name,
                            nnrt_stepper_buffer *out)
{
    nnrt_steppable o;
    const nnrt_column *c = nnrt_steppable_at(x, object, &o) ? column_of(x, &o, name) : NULL;
    if (!c)
        return false;
    *out = (nnrt_stepper_buffer){.data = nnrt_column_at(o.values->self, c),
                                 .type = c->type,
                                 .count = o.values->n,
                                 .stride = c->space == NNRT_ONE ? 0 : nnrt_type_size(c->type),
                                 .unit_factor = c->unit_factor,
                                 .unit_offset = c->unit_offset};
    return true;
}

/* ---- reading ---- */

static void show(double factor, double offset, double *values, uint32_t n)
{
    for (uint32_t i = 0; (factor < 1 || factor > 1 || offset < 0 || offset > 0) && i < n; i++)
        values[i] = (values[i] - offset) / factor;
}

/* As the recorders see it. */
static bool read_signal(nnrt_stepper *x, const nnrt_steppable *o, const char *name, double *out)
{
    nnrt_sim *s = &x->sim;
    const nnrt_step now = {s->k, (double)s->k * s->dt, s->dt};
    nnrt_tap tap;
    if (!nnrt_tap_make(&tap, &s->memory, o->cls, o->values->n, name))
        return false;
    if (tap.signal < 0)
        return column_of(x, o, name) != NULL;
    nnrt_populations_share(s);
    for (uint32_t t = 0; t < s->threads; t++) {
        const nnrt_shard *shard = &o->population->shards[t];
        nnrt_tap_read(&tap, shard->self, &now, shard->lo, shard->hi, out);
    }
    nnrt_tap_free(&tap, &s->memory);
    const nnrt_signal *signal = &o->cls->signals[tap.signal];
    show(signal->unit_factor, signal->unit_offset, out, o->values->n);
    return true;
}

bool nnrt_stepper_read(nnrt_stepper *x, uint32_t object, const char *name, double *out)
{
    nnrt_steppable o;
    if (!nnrt_steppable_at(x, object, &o))
        return false;
    const int32_t i = nnrt_column_find(o.cls->columns, o.cls->n_columns, name);
    if (i < 0 && o.population)
        return read_signal(x, &o, name, out);
    const nnrt_column *c = column_of(x, &o, name);
    for (uint32_t k = 0; c && k < o.values->n; k++)
        out[k] = nnrt_column_get(o.values->self, c, k);
    if (c)
        show(c->unit_factor, c->unit_offset, out, o.values->n);
    return c != NULL;
}

/* ---- changes ---- */

typedef struct change { /* of cells [lo, hi) */
    nnrt_stepper *x;
    const nnrt_steppable *object;
    const nnrt_column *column;
    uint32_t lo, hi;
} change;

static bool check(const change *c, const double *values, size_t stride)
{
    for (uint32_t i = c->lo; i < c->hi; i++) {
        const double native =
            values[(i - c->lo) * stride] * c->column->unit_factor + c->column->unit_offset;
        if (!nnrt_value_check(&c->x->sim, c->column, native, c->object->label, i, "set"))
            return false;
    }
    return true;
}

/* What follows from parameters; false: it is not finite. */
static bool derive(const change *c, nnrt_bad *bad)
{
    const nnrt_class *cls = c->object->cls;
    *bad = (nnrt_bad){0};
    if (c->column->role == NNRT_PARAM && cls->derive)
        cls->derive(c->object->values->self, c->x->sim.dt, c->lo, c->hi, bad);
    return !bad->what;
}

/* `old` has room for the values that are there now. */
static bool apply(const change *c, const double *values, size_t stride, double *old)
{
    void *self = c->object->values->self;
    nnrt_bad bad, again;
    for (uint32_t i = c->lo; i < c->hi; i++) {
        old[i - c->lo] = nnrt_column_get(self, c->column, i);
        nnrt_column_set(self, c->column, i,
                        values[(i - c->lo) * stride] * c->column->unit_factor +
                            c->column->unit_offset);
    }
    if (derive(c, &bad))
        return true;
    for (uint32_t i = c->lo; i < c->hi; i++)
        nnrt_column_set(self, c->column, i, old[i - c->lo]);
    derive(c, &again);
    return nnrt_bad_tell(&c->x->sim, &bad, c->object->label, c->object->where);
}

static bool change_cells(const change *c, const double *values, size_t stride)
{
    nnrt_memory *m = &c->x->sim.memory;
    double one, *old = &one;
    if (!check(c, values, stride))
        return false;
    if (c->hi - c->lo > 1 && !(old = nnrt_memory_take(m, c->hi - c->lo, sizeof *old, "values")))
        return false;
    const bool good = apply(c, values, stride, old);
    if (old != &one)
        nnrt_memory_give(m, old);
    return good;
}

/* The cells of a change; false with the error. */
static bool begin(change *c, nnrt_stepper *x, uint32_t object, nnrt_steppable *o, const char *name)
{
    if (!nnrt_steppable_goes_on(x) || !nnrt_steppable_at(x, object, o))
        return false;
    *c = (change){.x = x, .object = o, .column = column_of(x, o, name), .hi = o->values->n};
    return c->column;
}

bool nnrt_stepper_set(nnrt_stepper *x, uint32_t object, const char *name, uint32_t cell,
                      double value)
{
    nnrt_steppable o;
    change c;
    if (!begin(&c, x, object, &o, name))
        return false;
    const uint32_t n = o.values->n;
    const bool shared = c.column->space == NNRT_ONE;
    if (cell != NNRT_ALL_CELLS && cell >= n)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE, "%s has no cell %u, it has %u", o.label,
                              cell, n);
    if (cell != NNRT_ALL_CELLS && shared && n > 1)
        return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                              "the cells of %s share one '%s': it is set for all of them, or the "
                              "model is compiled with one for each",
                              o.label, name);
    if (cell != NNRT_ALL_CELLS) {
        c.lo = cell;
        c.hi = cell + 1;
    }
    return change_cells(&c, &value, 0);
}

bool nnrt_stepper_write(nnrt_stepper *x, uint32_t object, const char *name, const double *values)
{
    nnrt_steppable o;
    change c;
    if (!begin(&c, x, object, &o, name))
        return false;
    for (uint32_t i = 1; c.column->space == NNRT_ONE && i < o.values->n; i++)
        if (values[i] < values[0] || values[i] > values[0])
            return nnrt_error_set(&x->error, NNRT_EXIT_USAGE,
                                  "the cells of %s share one '%s': values for them must be equal",
                                  o.label, name);
    return change_cells(&c, values, 1);
}
