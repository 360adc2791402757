/* Parts: models inside of models. One that is made for its owner alone and takes its inputs by their names is written in place. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <string.h>

/* ---- which models stand where they are parts ---- */
/* What the owner has for an input that nobody binds: the item of its name. */
static bool is_usual_bind(const IrModel *owner, const IrModel *model, const IrBind *bind)
{
    const IrItem *in = ir_item(model, bind->name), *own = ir_item(owner, bind->name);
    return in && in->kind == IR_ITEM_IN && own && bind->value->op == IR_ITEM &&
           bind->value->u.name == bind->name;
}

static bool binds_are_usual(const IrModel *owner, const IrModel *model, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        if (!is_usual_bind(owner, model, &binds->v[i]))
            return false;
    return true;
}

static uint32_t count_uses(const IrModule *m, const Str *model)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->models.n; i++)
        for (uint32_t k = 0; k < m->models.v[i]->items.n; k++)
            n += m->models.v[i]->items.v[k]->kind == IR_ITEM_PART &&
                 m->models.v[i]->items.v[k]->model == model;
    return n;
}

static bool is_nested_name(const IrModel *owner, const IrItem *part)
{
    const Str *name = part->model;
    return name->len == owner->name->len + 1 + part->name->len &&
           !memcmp(name->s, owner->name->s, owner->name->len) && name->s[owner->name->len] == '.' &&
           !strcmp(name->s + owner->name->len + 1, part->name->s);
}

static bool may_be_part(const IrModel *model)
{
    return model && (model->role == IR_CHANNEL || model->role == IR_RECEPTOR);
}

void nn_mark_nested(NnWriter *w)
{
    for (uint32_t i = 0; i < w->m->models.n; i++) {
        const IrModel *owner = w->m->models.v[i];
        for (uint32_t k = 0; k < owner->items.n; k++) {
            const IrItem *part = owner->items.v[k];
            const IrModel *model =
                part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
            if (may_be_part(model) && is_nested_name(owner, part) &&
                count_uses(w->m, part->model) == 1 && binds_are_usual(owner, model, &part->binds))
                map_set(&w->nested, part->model, (void *)part);
        }
    }
}

/* ---- the item ---- */
static const char *given(const NnScope *s, const IrModel *model, const IrItem *part)
{
    const char *list = "";
    const char *gap = "";
    for (uint32_t i = 0; i < part->binds.n; i++) {
        const IrBind *bind = &part->binds.v[i];
        if (is_usual_bind(s->model, model, bind))
            continue;
        list = arena_printf(s->w->a, "%s%s%s=%s", list, gap, nn_item(s->w, bind->name->s),
                            nn_expr(s, bind->value));
        gap = ", ";
    }
    return list;
}

void nn_write_part(const NnScope *s, const IrItem *part)
{
    const IrModel *model = ir_find_model(s->w->m, part->model);
    if (!may_be_part(model)) {
        nn_refuse(s->w, part->span, "a part of another kind than channels and receptors");
        return;
    }
    if (map_has(&s->w->nested, part->model)) {
        nn_write_model(s->w, model, nn_item(s->w, part->name->s));
        return;
    }
    emit(s->w->e, "%s %s = %s(%s)\n", ir_role_word(model->role), nn_item(s->w, part->name->s),
         nn_model_name(s->w, part->model), given(s, model, part));
}

/* ---- feeds ---- */
/* Currents of parts join the sum of their kind, and the ion that carries them, when the part is declared. */
static bool is_current_of(const NnScope *s, const IrItem *part, const IrItem *feed)
{
    const IrModel *model = ir_find_model(s->w->m, part->model);
    const IrExpr *value = feed->value;
    if (value->op == IR_PRODUCT && value->n == 2 && value->arg[0]->op == IR_ITEM &&
        str_is(value->arg[0]->u.name, "area"))
        value = value->arg[1];
    for (uint32_t i = 0; model && i < model->items.n; i++) {
        const IrItem *current = model->items.v[i];
        if (current->kind != IR_ITEM_ALIAS || !current->is_current || value->op != IR_ITEM)
            continue;
        const Str *path = str_format(s->w->s->strings, "%s.%s", part->name->s, current->name->s);
        const Str *ion =
            current->ion ? str_format(s->w->s->strings, "%s.current", current->ion->s) : NULL;
        const char *sum = model->role == IR_CHANNEL ? "i_chan" : "i_syn";
        if (value->u.name == path && (str_is(feed->name, sum) || feed->name == ion))
            return true;
    }
    return false;
}

bool nn_feeds_itself(const NnScope *s, const IrItem *feed)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind == IR_ITEM_PART &&
            is_current_of(s, s->model->items.v[i], feed))
            return true;
    return false;
}

/* ---- inputs ---- */
static bool is_voltage(Dim dim)
{
    return dim_equal(dim, dim_of(1, 2, -3, -1, 0, 0, 0));
}

/* Cells, or receptors, of the program that have it have it in that dimension, and some have it. */
static bool far_side_agrees(const NnScope *s, const IrItem *in)
{
    const IrRole role = in->from == IR_FROM_RECEPTOR ? IR_RECEPTOR : IR_CELL;
    bool any = false;
    for (uint32_t i = 0; i < s->w->m->models.n; i++) {
        const IrModel *model = s->w->m->models.v[i];
        const IrItem *item = model->role == role ? ir_item(model, in->from_name) : NULL;
        if (item && !dim_equal(item->dim, in->dim))
            return false;
        any |= item != NULL;
    }
    return any;
}

typedef struct Reading {
    const Str *name;
    bool found;
} Reading;

static bool reads_name(void *context, const IrExpr *e)
{
    return e->op == IR_ITEM && e->u.name == ((const Reading *)context)->name;
}

static void look_for_read(void *context, IrExpr **e)
{
    Reading *r = context;
    r->found |= *e && ir_expr_any(*e, reads_name, r);
}

/* The input is there because an equation reads it. */
static bool is_read(const IrModel *model, const Str *name)
{
    Reading r = {name, false};
    for (uint32_t i = 0; i < model->items.n && !r.found; i++)
        ir_item_each_expr(model->items.v[i], look_for_read, &r);
    return r.found;
}

static bool has_parts(const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_PART)
            return true;
    return false;
}

const char *nn_implicit_input(const NnScope *s, const IrItem *in)
{
    static const char *const sides[] = {"own", "pre", "post", "receptor"};
    const IrRole role = s->model->role;
    if (in->from == IR_OWN)
        return (role == IR_RECEPTOR || role == IR_CHANNEL) && str_is(in->name, "v") &&
                       is_voltage(in->dim) && !has_parts(s->model) && is_read(s->model, in->name)
                   ? "v"
                   : NULL;
    const char *path = arena_printf(s->w->a, "%s.%s", sides[in->from], in->from_name->s);
    char *flat = arena_strndup(s->w->a, path, strlen(path));
    for (char *c = flat; *c; c++)
        *c = *c == '.' ? '_' : *c;
    const bool usual =
        !strcmp(flat, in->name->s) && far_side_agrees(s, in) && is_read(s->model, in->name);
    return usual ? arena_printf(s->w->a, "%s.%s", sides[in->from], nn_path(s->w, in->from_name))
                 : NULL;
}
