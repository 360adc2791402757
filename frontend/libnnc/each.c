/* Parameters that get a number for each cell because the host asks for it, so that it can set them cell by cell. */
#include "frontend/libnnc/session.h"
#include "ir/build.h"

#include <string.h>

typedef struct Found {
    const Str *label;
    const IrModel *model;
} Found;

/* Behind "LABEL." of the name; NULL: that is another label. */
static const char *behind(const char *name, const Str *label)
{
    return !strncmp(name, label->s, label->len) && name[label->len] == '.' ? name + label->len + 1
                                                                           : NULL;
}

static const IrModel *model_behind(const IrModule *m, const Str *name)
{
    return name ? ir_find_model(m, name) : NULL;
}

/* Number k of the populations, then of the inputs. */
static bool object_at(const IrModule *m, uint32_t k, Found *out)
{
    const uint32_t n = m->populations.n;
    if (k >= n + m->inputs.n)
        return false;
    *out = k < n ? (Found){m->populations.v[k]->name, model_behind(m, m->populations.v[k]->model)}
                 : (Found){m->inputs.v[k - n]->name, model_behind(m, m->inputs.v[k - n]->source)};
    return true;
}

static bool has_parameter(const IrModel *model, const char *name, StrNearest *near)
{
    for (uint32_t i = 0; model && i < model->items.n; i++) {
        const IrItem *it = model->items.v[i];
        if (it->kind != IR_ITEM_PARAM || it->is_list)
            continue;
        if (str_is(it->name, name))
            return true;
        str_nearest_offer(near, it->name->s);
    }
    return false;
}

static void add_help(NncSession *s, Diag *g, const StrNearest *near)
{
    if (near->best)
        diag_help(s->c.session->diags, g, "did you mean '%s'?", near->best);
}

static bool is_there(NncSession *s, const char *name)
{
    const char *dot = strrchr(name, '.');
    StrNearest labels = str_nearest_start(
        arena_strndup(s->c.session->arena, name, dot ? (size_t)(dot - name) : strlen(name)));
    Found o;
    for (uint32_t k = 0; object_at(s->c.module, k, &o); k++) {
        const char *parameter = behind(name, o.label);
        StrNearest near = str_nearest_start(parameter ? parameter : "");
        str_nearest_offer(&labels, o.label->s);
        if (!parameter)
            continue;
        if (has_parameter(o.model, parameter, &near))
            return true;
        add_help(s,
                 diag(s->c.session->diags, DIAG_NNC0401, NOWHERE, "%s has no parameter '%s'",
                      o.label->s, parameter),
                 &near);
        return false;
    }
    add_help(s,
             diag(s->c.session->diags, DIAG_NNC0401, NOWHERE,
                  "'%s' is no parameter of a population or input, LABEL.PARAMETER", name),
             &labels);
    return false;
}

bool libnnc_each_there(NncSession *s)
{
    bool good = true;
    for (uint32_t i = 0; i < s->each.n; i++)
        good &= is_there(s, s->each.v[i]);
    return good;
}
