/* Pictures that a script asks for: plot(), and the Figure and Panel of PyNN's plotting module. The program
   that runs draws them from what it has recorded. */
#include "frontend/sema/builtins/builtins.h"

/* The cells whose data a value is: of get_data(), or the cells themselves; NULL: none. */
static const Object *data_of(Value v)
{
    return v.kind == VALUE_RESULT || v.kind == VALUE_OBJECT ? v.as.object : NULL;
}

static Value plot(Interp *in, const Call *call, const Value *a)
{
    IrAction action = {.kind = IR_ACTION_PLOT, .span = call->span};
    uint32_t n = 0;
    for (uint32_t i = 0; i < a[0].as.list->n; i++) {
        const Value *v = &a[0].as.list->v[i];
        if (v->kind == VALUE_STRING)
            VEC_PUSH(in->arena, &action.names, v->as.string);
        else if (data_of(*v) && n++ == 0)
            action.target = data_of(*v)->name;
        else if (!data_of(*v) && v->kind != VALUE_RESULT)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "what is plotted is recorded data, not %s", value_words(*v));
    }
    if (n > 1) /* of several: all that is recorded */
        action.target = NULL;
    if (a[1].kind == VALUE_STRING)
        action.name = a[1].as.string;
    VEC_PUSH(in->arena, &in->module->experiment, action);
    return value_none;
}

/* ---- Figure(Panel(data, ...), ...).save("file.png") ---- */

static Value panel(Interp *in, const Call *call, const Value *a)
{
    Object *o = network_object(in, OBJECT_FIGURE, call->span);
    o->name = SEMA_NAME(in->sema, "Panel");
    for (uint32_t i = 0; i < a[0].as.list->n; i++)
        if (data_of(a[0].as.list->v[i]))
            VEC_PUSH(in->arena, &o->members, a[0].as.list->v[i].as.object);
    return value_object(o);
}

static Value figure(Interp *in, const Call *call, const Value *a)
{
    Object *o = network_object(in, OBJECT_FIGURE, call->span);
    o->name = SEMA_NAME(in->sema, "Figure");
    for (uint32_t i = 0; i < a[0].as.list->n; i++) {
        const Value *v = &a[0].as.list->v[i];
        if (v->kind != VALUE_OBJECT || v->as.object->kind != OBJECT_FIGURE)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "a Figure is made of Panels, not of %s", value_words(*v));
        for (uint32_t k = 0; k < v->as.object->members.n; k++)
            VEC_PUSH(in->arena, &o->members, v->as.object->members.v[k]);
    }
    return value_object(o);
}

static Value figure_save(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    const Str *file;
    if (!want_string(in, a[0], call->span, "the file", &file))
        return value_poison;
    IrAction *action = network_action(in, IR_ACTION_PLOT, call->span);
    action->name = file;
    action->target = o->members.n ? o->members.v[0]->name : NULL;
    for (uint32_t i = 1; i < o->members.n; i++)
        if (o->members.v[i] != o->members.v[0])
            action->target = NULL;
    return value_none;
}

static Value figure_show(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    diag(in->diags, DIAG_NNC0261, call->span, "a figure is shown in no window: save it to a file");
    return value_none;
}

const Builtin builtins_figure[] = {
    {"", "plot", plot, "*data file="},
    {"sim", "Panel", panel, "*data **options"},
    {"sim", "Figure", figure, "*panels **options"},
    {".figure", "save", figure_save, "file"},
    {".figure", "show", figure_show, ""},
    {NULL, NULL, NULL, NULL},
};
