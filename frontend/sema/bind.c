/* Values of a script as values of parameters; see bind.h. */
#include "frontend/sema/bind.h"

#include "frontend/parse.h"
#include "frontend/sema/builtins/builtins.h"

#include <math.h>
#include <string.h>

const Unit *bind_unit(Interp *in, const char *text)
{
    Unit *u = ARENA_NEW(in->arena, Unit);
    unit_parse(text, strlen(text), u);
    return u;
}

bool bind_constant(const IrExpr *e, double *out)
{
    return e && ir_constant(e, out);
}

static IrExpr *wrong_dimension(Interp *in, Dim got, const BindTarget *target, Span at)
{
    Diag *d = diag(in->diags, DIAG_NNC0402, at, "%s is in %s, not in %s", target->what,
                   target->unit ? target->unit->text : sema_dim_words(in->sema, target->dim),
                   sema_dim_words(in->sema, got));
    if (dim_is_none(target->dim))
        diag_help(in->diags, d, "give it a number without a unit");
    return NULL;
}

/* ---- numbers ---- */

static IrExpr *take_unit(IrExpr *e, const Unit *unit)
{
    IrExpr *number = e->op == IR_NEG ? e->arg[0] : e;
    if (unit && !dim_is_none(unit->dim) && number->op == IR_LITERAL && !number->u.literal.unit)
        number->u.literal.unit = unit;
    return e;
}

static IrExpr *bind_scalar(Interp *in, Value v, const BindTarget *t, Span at)
{
    IrExpr *e = value_expr(in->sema, v, at);
    if (v.kind == VALUE_BOOL)
        return t->is_bool ? e
                          : take_unit(value_expr(in->sema, value_int(v.as.boolean), at), t->unit);
    if (v.kind == VALUE_REAL && !isfinite(v.as.real)) {
        interp_error(in, DIAG_NNC0262, at, "%s is not a finite number", t->what);
        return NULL;
    }
    if (v.kind == VALUE_SYMBOL) {
        if (!t->is_bool)
            e = operate_number_of(in, e);
        const bool bare = dim_is_none(v.dim) && !dim_is_none(t->dim) && t->unit;
        if (!bare)
            return dim_equal(v.dim, t->dim) ? e : wrong_dimension(in, v.dim, t, at);
        return ir_binary(in->arena, IR_PRODUCT, e,
                         ir_literal(in->arena, SEMA_NAME(in->sema, "1"), t->unit, at));
    }
    if (dim_is_none(v.dim))
        return take_unit(e, t->unit);
    return dim_equal(v.dim, t->dim) ? e : wrong_dimension(in, v.dim, t, at);
}

/* ---- distributions ---- */

/* Which arguments of a law have the dimension of what is drawn; where none has, the number drawn
   takes the unit. */
static const struct {
    IrLaw law;
    const char *dimensioned; /* one letter per argument: d or 1 */
} LAWS[] = {
    {IR_LAW_UNIFORM, "dd"},
    {IR_LAW_NORMAL, "dd"},
    {IR_LAW_NORMAL_CLIPPED, "dddd"},
    {IR_LAW_NORMAL_CLIPPED_TO_BOUNDARY, "dddd"},
    {IR_LAW_LOGNORMAL, "11"},
    {IR_LAW_EXPONENTIAL, "d"},
    {IR_LAW_GAMMA, "1d"},
    {IR_LAW_BINOMIAL, "11"},
    {IR_LAW_POISSON, "1"},
    {IR_LAW_UNIFORM_INT, "11"},
    {IR_LAW_VONMISES, "11"},
};

static const char *law_arguments(IrLaw law)
{
    for (size_t i = 0; i < sizeof LAWS / sizeof *LAWS; i++)
        if (LAWS[i].law == law)
            return LAWS[i].dimensioned;
    return "";
}

static IrExpr *bind_distribution(Interp *in, const Object *o, const BindTarget *t, Span at)
{
    const char *kinds = law_arguments(o->law);
    const uint32_t n = (uint32_t)strlen(kinds);
    IrExpr *draw = ir_expr_new(in->arena, IR_DRAW, n, at);
    draw->u.law = o->law;
    BindTarget pure = {.what = t->what, .path = t->path};
    BindTarget same = *t;
    same.cells = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!(draw->arg[i] =
                  bind_value(in, o->values.v[i].value, kinds[i] == 'd' ? &same : &pure, at)))
            return NULL;
    if (strchr(kinds, 'd') || dim_is_none(t->dim) || !t->unit)
        return draw;
    return ir_binary(in->arena, IR_PRODUCT, draw,
                     ir_literal(in->arena, SEMA_NAME(in->sema, "1"), t->unit, at));
}

/* ---- arrays ---- */

const Str *bind_data(Interp *in, const Str *path, uint64_t rows, uint32_t columns, double *values,
                     Dim *dims, const Str **names, Span at)
{
    const Str *name = path;
    for (unsigned k = 2; ir_find_data(in->module, name) || map_has(&in->module->by_name, name); k++)
        name = str_format(in->session->strings, "%s#%u", path->s, k);
    IrData *data = ARENA_NEW(in->arena, IrData);
    *data = (IrData){.name = name,
                     .rows = rows,
                     .columns = columns,
                     .column_names = names,
                     .values = values,
                     .dims = dims,
                     .span = at};
    VEC_PUSH(in->arena, &in->module->data, data);
    ir_register(in->module, name, data);
    return name;
}

static IrExpr *bind_sequence(Interp *in, Value v, const BindTarget *t, Span at)
{
    BindTarget one = *t;
    one.is_list = false;
    one.cells = 0;
    IrExpr *list = ir_expr_new(in->arena, IR_LIST, v.as.list->n, at);
    list->u.literal.unit = list->n ? NULL : t->unit; /* elements have units of their own */
    for (uint32_t i = 0; i < list->n; i++)
        if (!(list->arg[i] = bind_value(in, v.as.list->v[i], &one, at)))
            return NULL;
    return list;
}

static bool is_sequence(Value v)
{
    return v.kind == VALUE_LIST || v.kind == VALUE_TUPLE || v.kind == VALUE_RANGE;
}

/* A sequence for each cell: a list of lists. */
static IrExpr *bind_sequences(Interp *in, const ValueList *each, const BindTarget *t, Span at)
{
    if (t->cells < 0) {
        interp_error(in, DIAG_NNC0413, at,
                     "%s: %u sequences for cells whose number is known when the program runs",
                     t->what, each->n);
        return NULL;
    }
    if (t->cells != each->n) {
        interp_error(in, DIAG_NNC0413, at, "%s: %u sequences for %lld cells", t->what, each->n,
                     (long long)t->cells);
        return NULL;
    }
    IrExpr *lists = ir_expr_new(in->arena, IR_LIST, each->n, at);
    for (uint32_t i = 0; i < each->n; i++) {
        if (!is_sequence(each->v[i])) {
            interp_error(in, DIAG_NNC0251, at, "%s: cell %u gets %s, not a sequence", t->what, i,
                         value_words(each->v[i]));
            return NULL;
        }
        ValueList items = {0};
        if (!eval_sequence(in, each->v[i], at, &items) ||
            !(lists->arg[i] = bind_sequence(in, value_list(&items), t, at)))
            return NULL;
    }
    return lists;
}

/* f(0), f(1), ...: the sequences of all cells. */
static IrExpr *bind_sequence_function(Interp *in, Value f, const BindTarget *t, Span at)
{
    ValueList each = {0};
    if (t->cells < 0) {
        interp_error(in, DIAG_NNC0258, at,
                     "%s: a function gives sequences where the number of cells is known at compile "
                     "time",
                     t->what);
        return NULL;
    }
    for (int64_t i = 0; i < t->cells; i++) {
        Value index = value_int(i), v = eval_apply(in, f, &index, 1, at);
        if (v.kind == VALUE_POISON)
            return NULL;
        VEC_PUSH(in->arena, &each, v);
    }
    return bind_sequences(in, &each, t, at);
}

/* Arrays keep tests as 0 and 1. */
static bool one_constant(const IrExpr *e, double *value)
{
    if (e->op != IR_BOOLEAN)
        return bind_constant(e, value);
    *value = e->u.integer ? 1 : 0;
    return true;
}

static IrExpr *bind_array(Interp *in, Value v, const BindTarget *t, Span at)
{
    const uint32_t n = v.as.list->n;
    if (t->cells >= 0 && t->cells != n) {
        interp_error(in, DIAG_NNC0413, at, "%s: %u values for %lld cells", t->what, n,
                     (long long)t->cells);
        return NULL;
    }
    BindTarget one = *t;
    one.cells = 0;
    double *values = ARENA_ARRAY(in->arena, double, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        IrExpr *e = bind_value(in, v.as.list->v[i], &one, at);
        if (!e)
            return NULL;
        if (!one_constant(e, &values[i])) {
            interp_error(in, DIAG_NNC0258, at,
                         "%s: the values of an array must be known at compile time", t->what);
            return NULL;
        }
    }
    Dim *dim = ARENA_NEW(in->arena, Dim);
    *dim = t->dim;
    IrExpr *e = ir_expr_new(in->arena, IR_DATA, 1, at);
    e->u.name = bind_data(in, t->path, n, 1, values, dim, NULL, at);
    e->arg[0] = ir_named(in->arena, IR_VARIABLE, SEMA_NAME(in->sema, "i"), at);
    return t->is_bool ? ir_binary(in->arena, IR_NE, e, ir_integer(in->arena, 0, at)) : e;
}

/* ---- functions of index, position or distance ---- */

static Value in_um(Interp *in, IrExpr *e)
{
    return value_symbol(
        ir_binary(in->arena, IR_QUOTIENT, e,
                  ir_literal(in->arena, SEMA_NAME(in->sema, "1"), bind_unit(in, "um"), e->span)),
        DIM_NONE);
}

static Value named_symbol(Interp *in, const Str *name, bool pairs, Span at)
{
    static const char *const AXES[] = {"x", "y", "z"};
    for (size_t k = 0; k < 3 && !pairs; k++)
        if (str_is(name, AXES[k]))
            return in_um(in, ir_named(in->arena, IR_POSITION, name, at));
    if (pairs && str_is(name, "d"))
        return in_um(in, ir_expr_new(in->arena, IR_DISTANCE, 0, at));
    if (str_is(name, "i") || (pairs && str_is(name, "j")))
        return value_symbol(ir_named(in->arena, IR_VARIABLE, name, at), DIM_NONE);
    return value_poison;
}

static IrExpr *bind_function(Interp *in, Value v, const BindTarget *t, Span at)
{
    const AstParams *params = v.as.function->params;
    Call call = {.span = at, .self = value_none};
    for (uint32_t i = 0; i < params->n; i++) {
        Value x = named_symbol(in, params->v[i].name.text, t->pairs, at);
        if (x.kind == VALUE_POISON && params->n == 1)
            x = named_symbol(in, SEMA_NAME(in->sema, t->pairs ? "d" : "i"), t->pairs, at);
        if (x.kind == VALUE_POISON) {
            interp_error(in, DIAG_NNC0253, at, "%s: a function takes %s", t->what,
                         t->pairs ? "the distance d, or i and j"
                                  : "the index i, or the position x, y, z");
            return NULL;
        }
        VEC_PUSH(in->arena, &call.args, (CallArg){NULL, x, at});
    }
    Value r = interp_call_function(in, v.as.function, &call);
    return r.kind == VALUE_POISON ? NULL : bind_value(in, r, t, at);
}

/* The string literal that `at` ends with, in its file, so that mistakes inside it have their place;
   else a text of its own. */
static const SourceFile *string_source(Interp *in, const Str *text, Span at, Span *within)
{
    SourcePlace place;
    const uint32_t end = at.hi - 1;
    if (sources_place(in->session->sources, at.lo, &place) &&
        end - place.file->base > text->len + 1 && end - place.file->base <= place.file->len) {
        const char *close = place.file->text + (end - place.file->base);
        const char *from = close - text->len;
        if ((*close == '"' || *close == '\'') && from[-1] == *close &&
            !memcmp(from, text->s, text->len)) {
            *within = (Span){end - text->len, end};
            return place.file;
        }
    }
    const SourceFile *own = sources_add(in->session->sources, "<expression>", text->s, text->len);
    if (own)
        *within = (Span){own->base, own->base + own->len};
    return own;
}

/* "0.5+0.01*d": the distance in um, the result in the declared unit. */
static IrExpr *bind_string(Interp *in, Value v, const BindTarget *t, Span at)
{
    Span within = {0, 0};
    const SourceFile *text = string_source(in, v.as.string, at, &within);
    AstExpr *e = text ? parse_expression(in->session, text, within) : NULL;
    if (!e)
        return NULL;
    Scope *outer = in->scope;
    in->scope = interp_scope_new(in, outer);
    static const char *const NAMES[] = {"d", "i", "j"};
    for (size_t k = 0; k < 3; k++)
        interp_bind(in, SEMA_NAME(in->sema, NAMES[k]),
                    named_symbol(in, SEMA_NAME(in->sema, NAMES[k]), true, at));
    Value r = eval(in, e);
    in->scope = outer;
    return r.kind == VALUE_POISON ? NULL : bind_value(in, r, t, at);
}

/* ---- all values ---- */

IrExpr *bind_value(Interp *in, Value v, const BindTarget *t, Span at)
{
    switch ((int)v.kind) {
    case VALUE_POISON:
        return NULL;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_REAL:
    case VALUE_SYMBOL:
        return bind_scalar(in, v, t, at);
    case VALUE_RANGE: {
        ValueList *list = ARENA_NEW(in->arena, ValueList);
        return eval_sequence(in, v, at, list) ? bind_value(in, value_list(list), t, at) : NULL;
    }
    case VALUE_LIST:
    case VALUE_TUPLE: {
        const bool nested = t->is_list && v.as.list->n && is_sequence(v.as.list->v[0]);
        if (t->is_list)
            return nested ? bind_sequences(in, v.as.list, t, at) : bind_sequence(in, v, t, at);
        if (!t->is_list && t->cells)
            return bind_array(in, v, t, at);
        break;
    }
    case VALUE_FUNCTION:
        return t->is_list ? bind_sequence_function(in, v, t, at) : bind_function(in, v, t, at);
    case VALUE_STRING:
        if (t->pairs)
            return bind_string(in, v, t, at);
        break;
    case VALUE_OBJECT:
        if (v.as.object->kind == OBJECT_DISTRIBUTION && !t->is_list)
            return bind_distribution(in, v.as.object, t, at);
        break;
    case VALUE_RESULT:
        interp_error(in, DIAG_NNC0257, at,
                     "%s depends on results of the simulation, which runs later", t->what);
        return NULL;
    default:
        break;
    }
    Diag *d = diag(in->diags, DIAG_NNC0251, at, "%s cannot be %s", t->what, value_words(v));
    if (v.kind == VALUE_STRING)
        diag_help(in->diags, d, "quantities stand without quotes: 20 ms");
    else if (t->pairs && value_length(v) >= 0)
        diag_help(in->diags, d,
                  "values of single connections are columns of a list of connections");
    return NULL;
}

static bool is_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW;
}

IrExpr *bind_time(Interp *in, Value v, const char *what, Span at)
{
    const Unit *ms = bind_unit(in, "ms");
    const BindTarget t = {
        .what = what, .path = SEMA_NAME(in->sema, "time"), .dim = ms->dim, .unit = ms};
    IrExpr *e = bind_value(in, v, &t, at);
    if (e && ir_expr_any(e, is_draw, NULL))
        return interp_error(in, DIAG_NNC0209, at, "%s cannot be random", what), NULL;
    return e;
}

void bind_replace(Interp *in, IrBinds *binds, IrBind bind)
{
    for (uint32_t i = 0; i < binds->n; i++)
        if (binds->v[i].name == bind.name) {
            binds->v[i] = bind;
            return;
        }
    VEC_PUSH(in->arena, binds, bind);
}

bool bind_parameters(Interp *in, const IrModel *model, const NamedValues *values, const Str *path,
                     int64_t cells, const BindTarget *weight, IrBinds *binds)
{
    bool ok = true;
    for (uint32_t i = 0; i < values->n; i++) {
        const NamedValue *v = &values->v[i];
        const IrItem *p = ir_item(model, v->name);
        if (!p || p->kind != IR_ITEM_PARAM)
            continue; /* weight, delay: the projection's */
        BindTarget t = {.dim = p->dim,
                        .unit = p->unit,
                        .is_list = p->is_list,
                        .is_bool = p->scalar == IR_BOOL,
                        .cells = cells,
                        .pairs = model->role == IR_SYNAPSE};
        if (p->dim.var && weight) {
            t.dim = weight->dim;
            t.unit = weight->unit;
        }
        t.what = arena_printf(in->arena, "parameter '%s' of %s", v->name->s, model->name->s);
        t.path = str_format(in->session->strings, "%s.%s", path->s, v->name->s);
        IrExpr *e = bind_value(in, v->value, &t, v->span);
        ok &= e != NULL;
        if (e)
            bind_replace(in, binds, (IrBind){v->name, e, v->span});
    }
    return ok && series_check(in, model, binds);
}
