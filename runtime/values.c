/* Rules: keys of their draws, evaluation without a place, the parameters of the program. */
#include "runtime/sim.h"

#include "runtime/checks.h"
#include "runtime/rng.h"
#include "runtime/streams.h"
#include "runtime/time.h"
#include "runtime/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

uint64_t nnrt_sim_key(const nnrt_sim *s, const char *purpose, const char *path, uint64_t segment)
{
    return nnrt_key_derive(s->seed, purpose, path, segment);
}

nnrt_rule_env nnrt_sim_env(const nnrt_sim *s, const char *purpose, const char *path)
{
    return (nnrt_rule_env){.params = s->params,
                           .dt = s->dt,
                           .key = nnrt_sim_key(s, purpose, path, 0),
                           .data = s->program->data};
}

double nnrt_sim_value(const nnrt_sim *s, nnrt_rule rule, const char *purpose, const char *path,
                      double fallback)
{
    if (!rule.given)
        return fallback;
    const nnrt_rule_env env = nnrt_sim_env(s, purpose, path);
    return nnrt_rule_value(&rule, &env, 0, 0, 0);
}

/* ---- parameters of the program ---- */

static nnrt_setting *setting_of(const nnrt_options *o, const char *name)
{
    nnrt_setting *last = NULL;
    for (uint32_t i = 0; i < o->n_settings; i++)
        if (!strcmp(o->settings[i].name, name)) {
            o->settings[i].used = true;
            last = &o->settings[i];
        }
    return last;
}

double nnrt_param_shown(const nnrt_param *p, double native)
{
    return (native - p->unit_offset) / p->unit_factor;
}

static bool param_value(nnrt_sim *s, const nnrt_param *p, double *value)
{
    const nnrt_setting *given = setting_of(s->options, p->name);
    *value = nnrt_sim_value(s, p->fallback, NNRT_PURPOSE_PARAM, p->name, 0);
    if (!given)
        return true;
    char why[160];
    if (!nnrt_quantity_parse(given->value, p->unit, p->unit_factor, value, why))
        return nnrt_error_set(s->error, NNRT_EXIT_USAGE, "--set %.60s=%.80s: '%.80s' %s", p->name,
                              given->value, given->value, why);
    *value += p->unit_offset;
    return true;
}

static bool param_check(nnrt_sim *s, const nnrt_param *p, double value)
{
    const bool bare = !strcmp(p->unit, "1");
    const char *why = NULL;
    if (!isfinite(value))
        why = "is not finite";
    else if (p->integer && value != floor(value))
        why = "is no whole number, as its default in the model is";
    if (why)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "parameter %s = %.12g %s (--set %s=VALUE)",
                              p->name, nnrt_param_shown(p, value), why, p->name);
    if (!(value >= p->lo && value <= p->hi))
        return nnrt_error_set(
            s->error, NNRT_EXIT_MODEL,
            "parameter %s = %.12g%s%s is outside of %.12g to %.12g (--set %s=VALUE)", p->name,
            nnrt_param_shown(p, value), bare ? "" : " ", bare ? "" : p->unit,
            nnrt_param_shown(p, p->lo), nnrt_param_shown(p, p->hi), p->name);
    return true;
}

bool nnrt_params_make(nnrt_sim *s)
{
    s->params = nnrt_memory_take(&s->memory, 1, s->program->params_size, "the parameters");
    if (!s->params)
        return false;
    for (uint32_t i = 0; i < s->program->n_params; i++) {
        const nnrt_param *p = &s->program->params[i];
        double value;
        if (!param_value(s, p, &value) || !param_check(s, p, value))
            return false;
        memcpy((char *)s->params + p->offset, &value, sizeof value);
    }
    return true;
}

/* ---- parameters of objects, from the command line ---- */

static const char *parameter_of(const char *name, const char *label)
{
    const size_t length = strlen(label);
    return !strncmp(name, label, length) && name[length] == '.' ? name + length + 1 : NULL;
}

bool nnrt_settings_apply(nnrt_sim *s, const char *label, nnrt_instance *x)
{
    for (uint32_t i = 0; i < s->options->n_settings; i++) {
        nnrt_setting *given = &s->options->settings[i];
        const char *name = parameter_of(given->name, label);
        const int32_t at = name ? nnrt_column_find(x->columns, x->n_columns, name) : -1;
        if (at < 0 || x->columns[at].role != NNRT_PARAM || x->columns[at].type == NNRT_LIST)
            continue;
        const nnrt_column *c = &x->columns[at];
        double value;
        char why[160];
        if (!nnrt_quantity_parse(given->value, c->unit, c->unit_factor, &value, why))
            return nnrt_error_set(s->error, NNRT_EXIT_USAGE, "--set %.60s=%.80s: '%.80s' %s",
                                  given->name, given->value, given->value, why);
        if (!nnrt_value_check(s, c, value + c->unit_offset, label, 0, NULL))
            return false;
        nnrt_column_fill(x->self, c, x->n, value + c->unit_offset);
        given->used = true;
    }
    return true;
}

bool nnrt_settings_check(nnrt_sim *s)
{
    char known[400] = "";
    for (uint32_t i = 0; i < s->program->n_params && strlen(known) < 300; i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%.80s",
                 *known ? ", " : "; there are ", s->program->params[i].name);
    for (uint32_t i = 0; i < s->options->n_settings; i++)
        if (!s->options->settings[i].used)
            return nnrt_error_set(s->error, NNRT_EXIT_USAGE,
                                  "--set %.80s: there is no such parameter%s (--list-params)",
                                  s->options->settings[i].name, known);
    return true;
}

/* ---- times ---- */

int64_t nnrt_sim_steps(const nnrt_sim *s, double t, const char *what, const char *where)
{
    const nnrt_step_count steps = nnrt_steps(t, s->dt);
    if (steps.off_grid && steps.k > 0 && steps.k < INT64_MAX)
        nnrt_sim_warn(
            s, "%s: %s of %.12g ms is no multiple of the time step, %.12g ms; it is %.12g ms",
            where, what, t, s->dt, (double)steps.k * s->dt);
    return steps.k;
}
