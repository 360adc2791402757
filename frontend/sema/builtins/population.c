/* Populations: making them, their places, the initial values of their cells. */
#include "frontend/sema/builtins/builtins.h"

#include <math.h>
#include <string.h>

/* ---- making a population ---- */

IrExpr *network_size(Interp *in, Value v, Span at)
{
    if (v.kind == VALUE_SYMBOL) {
        if (!dim_is_none(v.dim))
            return interp_error(in, DIAG_NNC0404, at, "the size of a population is a pure number"),
                   NULL;
        return v.as.symbol;
    }
    if (value_length(v) == 0) {
        interp_error(in, DIAG_NNC0404, at, "the size of a population has at least one number");
        return NULL;
    }
    if (value_length(v) > 3 && v.kind != VALUE_STRING) {
        interp_error(in, DIAG_NNC0404, at, "the size of a population has at most three numbers");
        return NULL;
    }
    if (v.kind == VALUE_TUPLE || v.kind == VALUE_LIST) {
        Value product = value_int(1);
        for (uint32_t i = 0; i < v.as.list->n; i++)
            product = operate(in, AST_OP_Times, product, v.as.list->v[i], at);
        return product.kind == VALUE_POISON ? NULL : network_size(in, product, at);
    }
    int64_t n;
    if (!want_int(in, v, at, "the size of a population", &n))
        return NULL;
    if (n < 1 || n > UINT32_MAX) {
        interp_error(in, DIAG_NNC0404, at, "the size of a population is %s, not %lld",
                     n < 1 ? "at least 1" : "below 2^32", (long long)n);
        return NULL;
    }
    return ir_integer(in->arena, n, at);
}

/* PyNN's structures with the names of their arguments in the IR, all in um but ratios. */
static const struct {
    const char *word;
    IrPlaceKind kind;
} PLACES[] = {{"Line", IR_PLACE_LINE},
              {"Grid2D", IR_PLACE_GRID2D},
              {"Grid3D", IR_PLACE_GRID3D},
              {"RandomStructure", IR_PLACE_RANDOM}};

static bool place_cells(Interp *in, IrPopulation *p, Value v, Span at)
{
    if (v.kind == VALUE_POISON || v.kind == VALUE_NONE)
        return true;
    if (v.kind != VALUE_OBJECT || v.as.object->kind != OBJECT_STRUCTURE) {
        interp_error(in, DIAG_NNC0251, at,
                     "the structure is a Line, Grid2D, Grid3D or RandomStructure");
        return false;
    }
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (str_is(v.as.object->name, PLACES[i].word))
            p->place = PLACES[i].kind;
    const NamedValues *values = &v.as.object->values;
    const Unit *um = bind_unit(in, "um");
    for (uint32_t i = 0; i < values->n; i++) {
        const NamedValue *x = &values->v[i];
        const bool ratio = !strncmp(x->name->s, "aspect", 6);
        BindTarget t = {.what = arena_printf(in->arena, "'%s' of the structure", x->name->s),
                        .path = p->name};
        if (!ratio) {
            t.dim = um->dim;
            t.unit = um;
        }
        IrExpr *e = bind_value(in, x->value, &t, x->span);
        if (!e)
            return false;
        VEC_PUSH(in->arena, &p->place_args, (IrBind){x->name, e, x->span});
    }
    return true;
}

/* The size (nx, ny) makes a grid of these proportions. */
static void place_by_size(Interp *in, IrPopulation *p, Value size, Span at)
{
    if (p->place != IR_PLACE_NONE || (size.kind != VALUE_TUPLE && size.kind != VALUE_LIST) ||
        size.as.list->n < 2)
        return;
    static const char *const RATIOS[2][2] = {{"aspect_ratio", NULL},
                                             {"aspect_ratioXY", "aspect_ratioXZ"}};
    const uint32_t n = size.as.list->n;
    p->place = n == 2 ? IR_PLACE_GRID2D : IR_PLACE_GRID3D;
    for (uint32_t i = 0; i + 1 < n && i < 2; i++) {
        Value ratio = operate(in, AST_OP_Divide, size.as.list->v[0], size.as.list->v[i + 1], at);
        IrExpr *e = value_expr(in->sema, ratio, at);
        if (e)
            VEC_PUSH(in->arena, &p->place_args,
                     (IrBind){SEMA_NAME(in->sema, RATIOS[n - 2][i]), e, at});
    }
}

static bool bind_initial(Interp *in, const Object *o, const IrModel *model, const Str *name,
                         Value v, Span at, IrBind *out)
{
    const IrItem *state = network_item(in, model, name);
    if (!state || (state->kind != IR_ITEM_STATE && state->kind != IR_ITEM_GATE)) {
        Diag *d =
            diag(in->diags, DIAG_NNC0405, at, "%s has no state '%s'", model->name->s, name->s);
        if (state && state->kind == IR_ITEM_PARAM)
            diag_help(in->diags, d, "'%s' is a parameter: give it to %s, or set(%s=...)", name->s,
                      model->name->s, name->s);
        else
            network_suggest(in, d, model, name, IR_ITEM_STATE);
        return false;
    }
    const BindTarget t = {.what = arena_printf(in->arena, "the initial value of '%s'", name->s),
                          .path = str_format(in->session->strings, "%s.%s", o->name->s, name->s),
                          .dim = state->dim,
                          .unit = state->unit,
                          .cells = object_size(o)};
    *out = (IrBind){name, bind_value(in, v, &t, at), at};
    return out->value != NULL;
}

bool network_set_initial(Interp *in, Object *o, const Str *name, Value v, Span at)
{
    bool ok = true;
    if (o->kind == OBJECT_ASSEMBLY) {
        for (uint32_t i = 0; i < o->members.n; i++)
            ok &= network_set_initial(in, o->members.v[i], name, v, at);
        return ok;
    }
    IrBind bind;
    if (!bind_initial(in, o, network_cells(in, o, 0), name, v, at, &bind))
        return false;
    if (o->kind == OBJECT_POPULATION && !in->has_run) {
        bind_replace(in, &o->population->initial, bind);
        return true;
    }
    IrAction *action = network_action(in, IR_ACTION_INITIALIZE, at);
    action->target = o->name;
    action->name = name;
    action->value = network_value_of(in, o, bind.value);
    return true;
}

/* The cell type: an instance, or PyNN's old pair of class and dict. */
static Object *cell_instance(Interp *in, Value cells, Value parameters, Span at)
{
    if (cells.kind == VALUE_MODEL) {
        Call call = {.span = at, .self = value_none};
        for (uint32_t i = 0; parameters.kind == VALUE_DICT && i < parameters.as.dict->n; i++)
            if (parameters.as.dict->v[i].key.kind == VALUE_STRING)
                VEC_PUSH(in->arena, &call.args,
                         (CallArg){parameters.as.dict->v[i].key.as.string,
                                   parameters.as.dict->v[i].value, at});
        cells = make_instance(in, cells.as.model, &call);
    }
    if (cells.kind == VALUE_OBJECT && cells.as.object->kind == OBJECT_INSTANCE &&
        cells.as.object->model && cells.as.object->model->ast->kind == AST_MODEL_Cell)
        return cells.as.object;
    if (cells.kind != VALUE_POISON)
        interp_error(
            in, DIAG_NNC0251, at, "the cell type is a cell, not %s",
            cells.kind == VALUE_OBJECT && cells.as.object->model
                ? arena_printf(in->arena, "a %s", ast_model_word(cells.as.object->model->ast->kind))
                : value_words(cells));
    return NULL;
}

static bool is_cell_type(Value v)
{
    const bool instance = v.kind == VALUE_OBJECT && v.as.object->kind == OBJECT_INSTANCE;
    return v.kind == VALUE_MODEL || (instance && v.as.object->model);
}

/* What differs between cells, of a type from a document, where the script says nothing else. */
static bool add_each(Interp *in, const ModelDecl *model, const Object *o)
{
    for (uint32_t i = 0; i < model->each.n; i++) {
        const IrBind *own = &model->each.v[i];
        const bool state = ir_item(model->ir, own->name)->kind == IR_ITEM_STATE;
        IrBinds *to = state ? &o->population->initial : &o->population->values;
        const IrData *data =
            own->value->op == IR_DATA ? ir_find_data(in->module, own->value->u.name) : NULL;
        if (ir_bind(to, own->name))
            continue;
        if (data && (int64_t)data->rows != object_size(o)) {
            interp_error(in, DIAG_NNC0926, o->span, "'%s' of %s has %llu values, one for each cell",
                         own->name->s, model->name->s, (unsigned long long)data->rows);
            return false;
        }
        VEC_PUSH(in->arena, to,
                 (IrBind){own->name, ir_expr_copy(in->arena, own->value), own->span});
    }
    return true;
}

static Value make_population(Interp *in, const Call *call, const Value *a)
{
    if (is_cell_type(a[0]) && !is_cell_type(a[1])) {
        Diag *d = diag(in->diags, DIAG_NNC0251, call_span(call, "size", 0),
                       "the size of a population comes before the cell type");
        diag_help(in->diags, d, "write Population(size, cell type)");
        return value_poison;
    }
    Object *cells = cell_instance(in, a[1], a[2], call_span(call, "cellclass", 1));
    IrExpr *size = network_size(in, a[0], call_span(call, "size", 0));
    if (!cells || !size)
        return value_poison;
    const Str *label;
    if (a[5].kind != VALUE_POISON && a[5].kind != VALUE_NONE &&
        !want_string(in, a[5], call_span(call, "label", 5), "the label", &label))
        return value_poison;
    Object *o = network_object(in, OBJECT_POPULATION, call->span);
    IrPopulation *p = ARENA_NEW(in->arena, IrPopulation);
    o->name = network_claim(in, a[5], call->hint, "population", call->span);
    o->population = p;
    *p = (IrPopulation){
        .name = o->name, .model = cells->model->name, .size = size, .span = call->span};
    bool ok = bind_parameters(in, cells->model->ir, &cells->values, o->name, object_size(o), NULL,
                              &p->values);
    ok &= place_cells(in, p, a[3], call->span);
    place_by_size(in, p, a[0], call->span);
    for (uint32_t i = 0; a[4].kind == VALUE_DICT && i < a[4].as.dict->n; i++)
        if (a[4].as.dict->v[i].key.kind == VALUE_STRING)
            ok &= network_set_initial(in, o, a[4].as.dict->v[i].key.as.string,
                                      a[4].as.dict->v[i].value, call->span);
    ok &= add_each(in, cells->model, o);
    VEC_PUSH(in->arena, &in->module->populations, p);
    ir_register(in->module, p->name, p);
    VEC_PUSH(in->arena, &in->populations, o);
    return ok ? value_object(o) : value_poison;
}

const Builtin builtins_population[] = {
    {"", "Population", make_population,
     "size cellclass cellparams= structure= initial_values= label="},
    {NULL, NULL, NULL, NULL},
};
