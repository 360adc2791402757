/* What the objects of the network share: names, sizes, models of their cells, actions of the
   experiment. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

Object *network_object(Interp *in, ObjectKind kind, Span at)
{
    Object *o = ARENA_NEW(in->arena, Object);
    o->kind = kind;
    o->span = at;
    return o;
}

enum { LABEL_MOST = 150 }; /* bytes: labels become names of files */

/* The name, or name#2, name#3, ... where it is taken. */
static const Str *unused_name(Interp *in, const Str *base)
{
    const Str *name = base;
    unsigned *number = map_get(&in->object_names, base), *first = ARENA_NEW(in->arena, unsigned);
    while (number && map_has(&in->object_names, name))
        name = str_format(in->session->strings, "%s#%u", base->s, ++*number);
    *first = 1;
    map_set(&in->object_names, name, first);
    return name;
}

const Str *network_claim(Interp *in, Value label, const Str *hint, const char *fallback, Span at)
{
    const Str *base = label.kind == VALUE_STRING ? label.as.string
                      : hint                     ? hint
                                                 : SEMA_NAME(in->sema, fallback);
    if (base->len > LABEL_MOST && (label.kind == VALUE_STRING || hint))
        interp_error(in, DIAG_NNC0502, at, "a label of %u bytes: the limit is %d",
                     (unsigned)base->len, LABEL_MOST);
    const Str *name = unused_name(in, base);
    if (name != base && label.kind == VALUE_STRING)
        diag(in->diags, DIAG_NNC0414, at, "the label '%s' is taken: this one is called '%s'",
             base->s, name->s);
    return name;
}

Object *network_base(Object *o)
{
    return o->kind == OBJECT_VIEW ? o->base : o;
}

const Str *network_name(const Object *o)
{
    return o->name;
}

void network_mark_used(Object *o)
{
    network_base(o)->used = true;
    o->used = true;
    for (uint32_t i = 0; i < o->members.n; i++)
        network_mark_used(o->members.v[i]);
}

const IrModel *network_cells(const Interp *in, const Object *o, uint32_t n)
{
    if (o->kind == OBJECT_ASSEMBLY)
        return n < o->members.n ? network_cells(in, o->members.v[n], 0) : NULL;
    return n || !o->population ? NULL : ir_find_model(in->module, o->population->model);
}

int64_t object_size(const Object *o)
{
    int64_t sum = 0, start, stop, step = 1, whole;
    double x;
    switch ((int)o->kind) {
    case OBJECT_POPULATION:
        return ir_constant(o->population->size, &x) ? (int64_t)x : -1;
    case OBJECT_ASSEMBLY:
        for (uint32_t i = 0; i < o->members.n; i++) {
            const int64_t n = object_size(o->members.v[i]);
            if (n < 0)
                return -1;
            sum += n;
        }
        return sum;
    case OBJECT_VIEW:
        whole = object_size(o->within ? o->within : o->base);
        if (o->view->kind == IR_VIEW_LIST)
            return o->n_cells;
        if (o->view->kind == IR_VIEW_SAMPLE)
            return ir_constant(o->view->start, &x) ? (int64_t)x : -1;
        stop = whole;
        start = o->view->start && ir_constant(o->view->start, &x) ? (int64_t)x
                : o->view->start                                  ? -1
                                                                  : 0;
        if (o->view->stop)
            stop = ir_constant(o->view->stop, &x) ? (int64_t)x : -1;
        if (o->view->step)
            step = ir_constant(o->view->step, &x) ? (int64_t)x : -1;
        return start < 0 || stop < 0 || step < 1 ? -1
               : stop <= start                   ? 0
                                                 : (stop - start + step - 1) / step;
    default:
        return -1;
    }
}

Object *network_target(Interp *in, Value v, Span at, const char *what)
{
    if (v.kind == VALUE_OBJECT &&
        (v.as.object->kind == OBJECT_POPULATION || v.as.object->kind == OBJECT_VIEW ||
         v.as.object->kind == OBJECT_ASSEMBLY))
        return v.as.object;
    if (v.kind != VALUE_POISON)
        interp_error(in, DIAG_NNC0251, at, "%s must be a Population, a view or an Assembly, not %s",
                     what, value_words(v));
    return NULL;
}

IrAction *network_action(Interp *in, IrActionKind kind, Span at)
{
    VEC_PUSH(in->arena, &in->module->experiment, (IrAction){.kind = kind, .span = at});
    return &VEC_LAST(&in->module->experiment);
}

const IrItem *network_item(const Interp *in, const IrModel *model, const Str *path)
{
    const IrItem *item = ir_item(model, path);
    if (item)
        return item;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *part = model->items.v[i];
        const size_t len = part->kind == IR_ITEM_PART ? part->name->len : 0;
        if (len && path->len > len + 1 && !strncmp(path->s, part->name->s, len) &&
            path->s[len] == '.') {
            const IrModel *inner = ir_find_model(in->module, part->model);
            return inner
                       ? network_item(in, inner, str_from(in->session->strings, path->s + len + 1))
                       : NULL;
        }
    }
    return NULL;
}

/* The nearest item of that kind; where none is near, all of them. */
void network_suggest(Interp *in, Diag *d, const IrModel *model, const Str *name, IrItemKind kind)
{
    enum { LISTED_MOST = 12 };
    const char *list = "";
    uint32_t n = 0;
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if (item->kind != kind || !item->name || n == LISTED_MOST)
            continue;
        str_nearest_offer(&near, item->name->s);
        list = arena_printf(in->arena, "%s%s%s", list, n++ ? ", " : "", item->name->s);
    }
    if (near.best)
        diag_did_you_mean(in->diags, d, name->s, near.best);
    else if (n)
        diag_help(in->diags, d, "there %s %s", n == 1 ? "is" : "are", list);
}

/* ---- ports ---- */

static const IrItem *event_of_part(const Interp *in, const IrItem *part)
{
    const IrModel *model = ir_find_model(in->module, part->model);
    for (uint32_t i = 0; model && i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_EVENT_IN)
            return model->items.v[i];
    return NULL;
}

const IrItem *network_port(const Interp *in, const IrModel *model, const Str *name)
{
    const IrItem *item = ir_item(model, name);
    if (item && item->kind == IR_ITEM_PART)
        return event_of_part(in, item);
    const IrItem *event = ir_item_of(model, IR_ITEM_EVENT_IN, name);
    return event;
}

const Str *network_receptor(const IrModel *model, uint32_t n)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if ((item->kind == IR_ITEM_PART || item->kind == IR_ITEM_EVENT_IN) && n-- == 0)
            return item->name;
    }
    return NULL;
}

bool network_no_port(Interp *in, const IrModel *model, const Str *name, Span at)
{
    Diag *d = network_receptor(model, 0)
                  ? diag(in->diags, DIAG_NNC0403, at, "%s has no receptor '%s'", model->name->s,
                         name ? name->s : "")
                  : diag(in->diags, DIAG_NNC0403, at, "%s takes no events: it has no receptor",
                         model->name->s);
    const char *list = "";
    const Str *r;
    StrNearest near = str_nearest_start(name ? name->s : "");
    for (uint32_t i = 0; (r = network_receptor(model, i)); i++) {
        list = arena_printf(in->arena, "%s%s'%s'", list, i ? ", " : "", r->s);
        str_nearest_offer(&near, r->s);
    }
    if (near.best)
        diag_did_you_mean(in->diags, d, name ? name->s : "", near.best);
    else if (*list)
        diag_help(in->diags, d, "its receptors are %s", list);
    else
        diag_help(in->diags, d, "events arrive at what its model declares: receptor NAME = ...");
    return false;
}

void old_spelling(Interp *in, Span at, const char *old, const char *modern)
{
    Diag *d = diag(in->diags, DIAG_NNC0261, at, "'%s' is an old spelling", old);
    diag_help(in->diags, d, "write %s", modern);
}

const NamedValue *named_value(const NamedValues *values, const char *name)
{
    for (uint32_t i = 0; i < values->n; i++)
        if (str_is(values->v[i].name, name))
            return &values->v[i];
    return NULL;
}

void network_check(Interp *in, Span program)
{
    network_complete(in);
    for (uint32_t i = 0; i < in->populations.n && !diags_errors(in->diags); i++) {
        const Object *p = in->populations.v[i];
        if (!p->used)
            diag(in->diags, DIAG_NNC0410, p->span,
                 "nothing is connected to or recorded from population '%s'", p->name->s);
    }
    if (!in->populations.n && !in->sema->options->check_only && !in->stopped)
        interp_error(in, DIAG_NNC0409, program,
                     "nothing to simulate: the file makes no population");
}
