/* Calls of models: a cell type, synapse, connector or source with its parameters. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/connector.h"

#include <string.h>

/* Arguments that every synapse or connector takes beside its own parameters. */
static const struct {
    AstModelKind kind;
    const char *name;
    const char *modern; /* of an old spelling: what to write, else NULL */
    bool ignored;       /* means nothing here */
} COMMON[] = {
    {AST_MODEL_Synapse, "weight", NULL, false},
    {AST_MODEL_Synapse, "delay", NULL, false},
    {AST_MODEL_Synapse, "dendritic_delay_fraction", NULL, false},
    {AST_MODEL_Connector, "weight", NULL, false},
    {AST_MODEL_Connector, "delay", NULL, false},
    {AST_MODEL_Connector, "weights", "synapse_type=StaticSynapse(weight=...)", false},
    {AST_MODEL_Connector, "delays", "synapse_type=StaticSynapse(delay=...)", false},
    {AST_MODEL_Connector, "rng", NULL, true},
    {AST_MODEL_Connector, "safe", NULL, true},
    {AST_MODEL_Connector, "verbose", NULL, true},
    {AST_MODEL_Connector, "callback", NULL, true},
    {AST_MODEL_Source, "weight", NULL, false},
    {AST_MODEL_Source, "delay", NULL, false},
    {AST_MODEL_Source, "rng", NULL, true},
};

static const struct {
    const char *old, *modern;
} RENAMED[] = {{"stdv", "stdev"}};

/* 0: unknown, 1: keep, 2: ignore */
static int common_argument(Interp *in, const ModelDecl *model, const CallArg *arg)
{
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++) {
        if (COMMON[i].kind != model->ast->kind || !str_is(arg->name, COMMON[i].name))
            continue;
        if (COMMON[i].modern)
            old_spelling(in, arg->span, COMMON[i].name, COMMON[i].modern);
        return COMMON[i].ignored ? 2 : 1;
    }
    return 0;
}

static const Str *modern_name(Interp *in, const CallArg *arg)
{
    for (size_t i = 0; i < sizeof RENAMED / sizeof *RENAMED; i++)
        if (str_is(arg->name, RENAMED[i].old)) {
            old_spelling(in, arg->span, RENAMED[i].old, RENAMED[i].modern);
            return SEMA_NAME(in->sema, RENAMED[i].modern);
        }
    return arg->name;
}

static const Str *nth_param(const ModelDecl *model, uint32_t n)
{
    if (sema_is_connector(model)) {
        const AstDecl *p = connector_nth_param(model, n);
        return p ? p->name.text : NULL;
    }
    for (uint32_t i = 0; i < model->ir->items.n; i++)
        if (model->ir->items.v[i]->kind == IR_ITEM_PARAM && n-- == 0)
            return model->ir->items.v[i]->name;
    return NULL;
}

static bool has_param(const ModelDecl *model, const Str *name)
{
    if (sema_is_connector(model))
        return connector_param(model, name) != NULL;
    const IrItem *item = ir_item(model->ir, name);
    return item && item->kind == IR_ITEM_PARAM;
}

/* "AMPA.tau" of a cell type made from documents is its parameter AMPA_tau, and "iaf.cm" its own cm. */
static const Str *dotted_name(Interp *in, const ModelDecl *model, const Str *name)
{
    const char *dot = strchr(name->s, '.');
    const size_t n = dot ? (size_t)(dot - name->s) : 0;
    if (!dot || sema_is_connector(model))
        return name;
    const Str *joined = str_format(in->session->strings, "%.*s_%s", (int)n, name->s, dot + 1);
    const Str *own = SEMA_NAME(in->sema, dot + 1);
    const bool of_cell = model->name->len >= n && !strncmp(model->name->s, name->s, n);
    return has_param(model, joined) ? joined : of_cell && has_param(model, own) ? own : name;
}

static Value unknown_parameter(Interp *in, const ModelDecl *model, const CallArg *arg)
{
    Diag *d = diag(in->diags, DIAG_NNC0401, arg->span, "%s has no parameter '%s'", model->name->s,
                   arg->name->s);
    StrNearest near = str_nearest_start(arg->name->s);
    const Str *p;
    const char *list = "";
    for (uint32_t n = 0; (p = nth_param(model, n)); n++) {
        str_nearest_offer(&near, p->s);
        list = arena_printf(in->arena, "%s%s%s", list, n ? ", " : "", p->s);
    }
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (COMMON[i].kind == model->ast->kind && !COMMON[i].modern && !COMMON[i].ignored)
            str_nearest_offer(&near, COMMON[i].name);
    const IrItem *item = sema_is_connector(model) ? NULL : ir_item(model->ir, arg->name);
    if (item && (item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_GATE))
        diag_help(in->diags, d, "'%s' is a state: set its initial value with initialize(%s=...)",
                  arg->name->s, arg->name->s);
    else if (near.best)
        diag_did_you_mean(in->diags, d, arg->name->s, near.best);
    else if (*list)
        diag_help(in->diags, d, "its parameters are %s", list);
    return value_poison;
}

/* Parameters of cells are many and have no natural order: only their names tell which is meant. */
static Value unnamed_parameter(Interp *in, const ModelDecl *model, const CallArg *arg)
{
    const Str *first = nth_param(model, 0);
    Diag *d = diag(in->diags, DIAG_NNC0253, arg->span, "the parameters of %s are given by name",
                   model->name->s);
    diag_help(in->diags, d, "write %s=...", first ? first->s : "name");
    return value_poison;
}

/* Does the source send events, rather than a current? Then its first arguments are the cells and
   their receptor. */
static bool sends_events(const ModelDecl *model)
{
    for (uint32_t i = 0; model->ast->kind == AST_MODEL_Source && i < model->ir->items.n; i++)
        if (model->ir->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return true;
    return false;
}

static int target_argument(const CallArg *arg, uint32_t *position)
{
    static const char *const NAMES[] = {"target", "receptor"};
    if (!arg->name)
        return *position < 2 ? (int)(*position)++ : -1;
    for (int k = 0; k < 2; k++)
        if (str_is(arg->name, NAMES[k]))
            return k;
    return -1;
}

Value make_instance(Interp *in, ModelDecl *model, const Call *call)
{
    if (!sema_is_connector(model) && !sema_model(in->sema, model))
        return value_poison;
    Object *o = network_object(in, OBJECT_INSTANCE, call->span);
    o->model = model;
    o->name = model->name;
    uint32_t position = 0;
    Value result = value_object(o), target[2] = {value_none, value_none};
    const bool events = sends_events(model);
    uint32_t leading = 0;
    for (uint32_t i = 0; i < call->args.n; i++) {
        CallArg arg = call->args.v[i];
        const int which = events ? target_argument(&arg, &leading) : -1;
        if (which >= 0) {
            target[which] = arg.value;
            continue;
        }
        if (!arg.name) {
            if (model->ast->kind == AST_MODEL_Cell)
                return unnamed_parameter(in, model, &arg);
            arg.name = nth_param(model, position++);
            if (!arg.name)
                return interp_error(in, DIAG_NNC0253, arg.span, "%s has fewer parameters",
                                    model->name->s);
        } else {
            arg.name = dotted_name(in, model, modern_name(in, &arg));
            const int common = has_param(model, arg.name) ? 1 : common_argument(in, model, &arg);
            if (common == 2)
                continue;
            if (!common)
                result = unknown_parameter(in, model, &arg);
        }
        if (named_value(&o->values, arg.name->s))
            return interp_error(in, DIAG_NNC0253, arg.span, "the argument '%s' is given twice",
                                arg.name->s);
        VEC_PUSH(in->arena, &o->values, (NamedValue){arg.name, arg.value, arg.span});
    }
    if (events && result.kind != VALUE_POISON)
        return source_attach(in, o, target[0], target[1], call->hint, call->span);
    return result;
}
