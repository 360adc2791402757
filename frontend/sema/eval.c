/* Expressions of scripts. */
#include "frontend/sema/class.h"
#include "frontend/sema/define.h"

/* ---- atoms ---- */

static Value eval_number(Interp *in, const AstExpr *e)
{
    const Str *text = e->as.number.text;
    Value v = value_real(0);
    int64_t whole;
    if (e->as.number.integer)
        return sema_integer(text, &whole)
                   ? value_int(whole)
                   : interp_error(in, DIAG_NNC0252, e->span, "the integer does not fit in 64 bits");
    if (!sema_number(text, &v.as.real))
        return interp_error(in, DIAG_NNC0211, e->span, "the number is too large");
    v.text = text;
    return v;
}

static Value eval_quantity(Interp *in, const AstExpr *e)
{
    const Str *number = e->as.quantity.number;
    Value v = value_quantity(0, e->as.quantity.unit->dim);
    if (!unit_scale_literal(number->s, number->len, e->as.quantity.unit, &unit_native, &v.as.real))
        return interp_error(in, DIAG_NNC0211, e->span, "the number is too large");
    v.text = number;
    v.unit = e->as.quantity.unit;
    return v;
}

/* A bare unit name is 1 of it: 10*mV. */
bool eval_unit(Interp *in, const Str *name, Value *out)
{
    Unit unit;
    if (!unit_name(name->s, name->len, &unit) || unit.offset != 0)
        return false;
    Unit *kept = ARENA_NEW(in->arena, Unit);
    *kept = unit;
    *out = value_quantity(unit_factor_to(&unit, &unit_native), unit.dim);
    out->unit = kept;
    return true;
}

static Value eval_name(Interp *in, const AstExpr *e)
{
    const Str *name = e->as.name.text;
    const Value *v = interp_lookup(in, name);
    define_note_use(in, name);
    if (v)
        return *v;
    ModelDecl *model = sema_find_model(in->sema, name);
    if (model)
        return (Value){.kind = VALUE_MODEL, .as.model = model};
    Value unit;
    if (eval_unit(in, name, &unit))
        return unit;
    Diag *d = diag(in->diags, DIAG_NNC0250, e->span, "'%s' is not defined", name->s);
    const char *modern = old_api_modern("sim", name->s);
    if (modern) {
        diag_help(in->diags, d, "write %s", modern);
        return value_poison;
    }
    StrNearest near = str_nearest_start(name->s);
    for (Scope *s = in->scope; s; s = s->outer)
        for (uint32_t i = 0; i < s->names.n; i++)
            str_nearest_offer(&near, ((const Str *)s->names.entries[i].key)->s);
    for (uint32_t i = 0; i < in->sema->models.n; i++)
        str_nearest_offer(&near, ((const Str *)in->sema->models.entries[i].key)->s);
    char guess[UNIT_GUESS];
    if (unit_guess(name->s, name->len, guess))
        diag_did_you_mean(in->diags, d, name->s, guess);
    else if (near.best)
        diag_did_you_mean(in->diags, d, name->s, near.best);
    return value_poison;
}

/* ---- displays and comprehensions ---- */

static bool push_items(Interp *in, const AstExprs *items, ValueList *out)
{
    const Str *hint = in->hint;
    bool ok = true;
    for (uint32_t i = 0; i < items->n && ok; i++) {
        const AstExpr *e = items->v[i];
        in->hint = hint ? str_format(in->session->strings, "%s[%u]", hint->s, i) : NULL;
        Value v = eval(in, e->kind == AST_EXPR_Star ? e->as.star.operand : e);
        ok = v.kind != VALUE_POISON;
        if (ok && e->kind == AST_EXPR_Star)
            ok = eval_sequence(in, v, e->span, out);
        else if (ok)
            VEC_PUSH(in->arena, out, v);
    }
    in->hint = hint;
    return ok;
}

static Value eval_display(Interp *in, const AstExprs *items, bool tuple)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    if (!push_items(in, items, list))
        return value_poison;
    return tuple ? value_tuple(list) : value_list(list);
}

static Value eval_set(Interp *in, const AstExpr *e)
{
    ValueList items = {0};
    return push_items(in, &e->as.set.items, &items) ? value_set(in->arena, &items) : value_poison;
}

static Value eval_dict(Interp *in, const AstExpr *e)
{
    ValueDict *dict = ARENA_NEW(in->arena, ValueDict);
    const Str *hint = in->hint;
    for (uint32_t i = 0; i < e->as.dict.pairs.n; i++) {
        const AstPair *p = &e->as.dict.pairs.v[i];
        in->hint = NULL;
        Value key = p->key ? eval(in, p->key) : value_none;
        in->hint = hint && key.kind == VALUE_STRING
                       ? str_format(in->session->strings, "%s[%s]", hint->s, key.as.string->s)
                       : NULL;
        Value v = eval(in, p->value);
        in->hint = hint;
        if (key.kind == VALUE_POISON || v.kind == VALUE_POISON)
            return value_poison;
        if (p->key) {
            value_dict_set(in->arena, dict, key, v);
        } else if (v.kind == VALUE_DICT) {
            for (uint32_t k = 0; k < v.as.dict->n; k++)
                value_dict_set(in->arena, dict, v.as.dict->v[k].key, v.as.dict->v[k].value);
        } else {
            return interp_error(in, DIAG_NNC0251, p->span, "** needs a dict, not %s",
                                value_words(v));
        }
    }
    return (Value){.kind = VALUE_DICT, .as.dict = dict};
}

typedef struct Comprehension {
    const AstExpr *e;
    ValueList *list;
    ValueDict *dict;
    const Str *hint;
} Comprehension;

static bool comprehend(Interp *in, const Comprehension *c, uint32_t clause)
{
    const AstExpr *e = c->e;
    if (clause == e->as.comprehension.clauses.n) {
        in->hint =
            c->hint ? str_format(in->session->strings, "%s[%u]", c->hint->s, c->list->n) : NULL;
        Value v = eval(in, e->as.comprehension.element);
        Value of_key = e->as.comprehension.value ? eval(in, e->as.comprehension.value) : value_none;
        in->hint = c->hint;
        if (e->as.comprehension.value)
            value_dict_set(in->arena, c->dict, v, of_key);
        else
            VEC_PUSH(in->arena, c->list, v);
        return v.kind != VALUE_POISON && of_key.kind != VALUE_POISON && interp_step(in, e->span);
    }
    const AstClause *k = &e->as.comprehension.clauses.v[clause];
    if (!k->target) {
        bool ok = true;
        const bool holds = eval_test(in, k->value, &ok);
        return ok && (!holds || comprehend(in, c, clause + 1));
    }
    ValueList items = {0};
    if (!eval_sequence(in, eval(in, k->value), k->value->span, &items))
        return false;
    for (uint32_t i = 0; i < items.n; i++)
        if (!eval_assign(in, k->target, items.v[i]) || !comprehend(in, c, clause + 1))
            return false;
    return true;
}

static Value eval_comprehension(Interp *in, const AstExpr *e)
{
    Comprehension c = {e, ARENA_NEW(in->arena, ValueList), ARENA_NEW(in->arena, ValueDict),
                       in->hint};
    Scope *outer = in->scope;
    in->scope = interp_scope_new(in, outer);
    const bool ok = comprehend(in, &c, 0);
    in->scope = outer;
    in->hint = c.hint;
    if (!ok)
        return value_poison;
    return e->as.comprehension.value ? (Value){.kind = VALUE_DICT, .as.dict = c.dict}
           : e->as.comprehension.bracket == AST_BRACKET_Set ? value_set(in->arena, c.list)
                                                            : value_list(c.list);
}

/* ---- operators ---- */

static Value eval_chain(Interp *in, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    Value v = eval(in, terms->v[0].operand);
    for (uint32_t i = 1; i < terms->n; i++) {
        Value x = eval(in, terms->v[i].operand);
        AstOperator op = terms->v[i].op;
        if (e->kind == AST_EXPR_BitAnd)
            op = AST_OP_BitAnd;
        if (e->kind == AST_EXPR_BitOr)
            op = AST_OP_BitOr;
        v = operate(in, op, v, x, span_join(terms->v[0].operand->span, terms->v[i].operand->span));
    }
    return v;
}

static Value eval_logic(Interp *in, const AstExpr *e)
{
    const bool conjunction = e->kind == AST_EXPR_And;
    const AstTerms *terms = &e->as.chain.terms;
    Value v = value_poison;
    for (uint32_t i = 0; i < terms->n; i++) {
        Value x = eval(in, terms->v[i].operand);
        if (x.kind == VALUE_POISON || x.kind == VALUE_RESULT)
            return x;
        if (i && v.kind == VALUE_SYMBOL && x.kind == VALUE_SYMBOL)
            x = value_symbol(
                ir_binary(in->arena, conjunction ? IR_AND : IR_OR, v.as.symbol, x.as.symbol),
                DIM_NONE);
        if (x.kind != VALUE_SYMBOL && value_truth(x) != conjunction)
            return x;
        v = i && x.kind != VALUE_SYMBOL && v.kind == VALUE_SYMBOL ? v : x;
    }
    return v;
}

static Value eval_compare(Interp *in, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    Value left = eval(in, terms->v[0].operand), all = value_bool(true);
    for (uint32_t i = 1; i < terms->n; i++) {
        Value right = eval(in, terms->v[i].operand);
        Value one = operate_compare(in, terms->v[i].op, left, right, e->span);
        if (one.kind == VALUE_POISON || one.kind == VALUE_RESULT ||
            (one.kind == VALUE_BOOL && !one.as.boolean))
            return one;
        if (one.kind == VALUE_LIST) /* of arrays, element by element */
            return terms->n == 2 ? one
                                 : interp_error(in, DIAG_NNC0251, e->span,
                                                "write (a < b) & (b < c) for arrays");
        if (one.kind == VALUE_SYMBOL)
            all = all.kind == VALUE_SYMBOL
                      ? value_symbol(ir_binary(in->arena, IR_AND, all.as.symbol, one.as.symbol),
                                     DIM_NONE)
                      : one;
        left = right;
    }
    return all;
}

Value eval_results_only(Interp *in, Span at)
{
    Diag *d = diag(in->diags, DIAG_NNC0257, at,
                   "this depends on results of the simulation, which runs later");
    diag_help(in->diags, d, "the network and its experiment are fixed when the model is compiled");
    return value_poison;
}

bool eval_test(Interp *in, const AstExpr *e, bool *ok)
{
    bool holds;
    *ok = want_truth(in, eval(in, e), e->span, &holds);
    return holds;
}

static Value eval_conditional(Interp *in, const AstExpr *e)
{
    Value c = eval(in, e->as.conditional.condition);
    if (c.kind == VALUE_POISON)
        return c;
    if (c.kind == VALUE_RESULT)
        return eval_results_only(in, e->span);
    if (c.kind != VALUE_SYMBOL)
        return eval(in, value_truth(c) ? e->as.conditional.then : e->as.conditional.otherwise);
    Value a = eval(in, e->as.conditional.then), b = eval(in, e->as.conditional.otherwise);
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison;
    if (!value_is_scalar(a) || !value_is_scalar(b) || !dim_equal(a.dim, b.dim))
        return interp_error(in, DIAG_NNC0258, e->span,
                            "both sides of a choice that is made when the program starts must be "
                            "numbers of one dimension");
    IrExpr *s = ir_select(in->arena, c.as.symbol, value_expr(in->sema, a, e->span),
                          value_expr(in->sema, b, e->span));
    return value_symbol(s, a.dim);
}

/* ---- calls, attributes, subscripts ---- */

static Value call_record(Interp *in, Value record, const Call *call)
{
    Value method;
    if (!class_find(in, record, SEMA_NAME(in->sema, "__call__"), &method))
        return interp_error(in, DIAG_NNC0251, call->span, "%s has no __call__",
                            record.as.record.of->of->name->s);
    if (!interp_enter(in, call->span)) /* it may be a record again */
        return value_poison;
    Value result = eval_call(in, method, call);
    interp_leave(in);
    return result;
}

Value eval_call(Interp *in, Value callee, const Call *call)
{
    Value args[BUILTIN_ARGS_MAX];
    switch ((int)callee.kind) {
    case VALUE_FUNCTION:
        return interp_call_function(in, callee.as.function, call);
    case VALUE_BUILTIN:
        return call_bind_builtin(in, callee.as.builtin, call, args)
                   ? callee.as.builtin->function(in, call, args)
                   : value_poison;
    case VALUE_MODEL:
        return make_instance(in, callee.as.model, call);
    case VALUE_CLASS:
        return class_instance(in, callee.as.class_, call);
    case VALUE_METHOD:
        return class_call_method(in, callee.as.method, call);
    case VALUE_RECORD:
        return call_record(in, callee, call);
    case VALUE_POISON:
    case VALUE_RESULT:
        return callee;
    default:
        return interp_error(in, DIAG_NNC0251, call->span, "%s cannot be called",
                            value_words(callee));
    }
}

Value eval_apply(Interp *in, Value callee, const Value *args, uint32_t n, Span at)
{
    Call call = {.span = at, .self = value_none};
    for (uint32_t i = 0; i < n; i++)
        VEC_PUSH(in->arena, &call.args, (CallArg){NULL, args[i], at});
    return eval_call(in, callee, &call);
}

/* What is called has no part in the name of the object that is being made. */
static Value eval_without_hint(Interp *in, const AstExpr *e)
{
    const Str *hint = in->hint;
    in->hint = NULL;
    Value v = eval(in, e);
    in->hint = hint;
    return v;
}

static Value call_method(Interp *in, const AstExpr *e, Value object, const Builtin *method)
{
    Value args[BUILTIN_ARGS_MAX];
    Call call;
    if (!call_evaluate(in, e, &call) || !call_bind_builtin(in, method, &call, args))
        return value_poison;
    call.self = object;
    return method->function(in, &call, args);
}

static Value eval_call_expr(Interp *in, const AstExpr *e)
{
    const AstExpr *callee = e->as.call.callee;
    const bool attribute = callee->kind == AST_EXPR_Attribute;
    const AstName *name = &callee->as.attribute.name;
    Value f = eval_without_hint(in, attribute ? callee->as.attribute.object : callee);
    if (attribute && f.kind != VALUE_POISON) {
        const Builtin *method = builtin_method(f, name->text);
        if (method)
            return call_method(in, e, f, method);
        f = builtin_attribute(in, f, name);
    }
    Call call;
    return f.kind == VALUE_POISON || !call_evaluate(in, e, &call) ? value_poison
                                                                  : eval_call(in, f, &call);
}

static Value eval_lambda(Interp *in, const AstExpr *e)
{
    Function *f = ARENA_NEW(in->arena, Function);
    *f = (Function){.params = &e->as.lambda.params,
                    .value = e->as.lambda.body,
                    .scope = in->scope,
                    .span = e->span};
    f->defaults = ARENA_ARRAY(in->arena, Value, f->params->n + 1);
    for (uint32_t i = 0; i < f->params->n; i++)
        if (f->params->v[i].init)
            f->defaults[i] = eval(in, f->params->v[i].init);
    return (Value){.kind = VALUE_FUNCTION, .as.function = f};
}

static Value eval_joined(Interp *in, const AstExpr *e)
{
    Value v = value_string(SEMA_NAME(in->sema, ""));
    for (uint32_t i = 0; i < e->as.joined.strings.n; i++)
        v = operate(in, AST_OP_Plus, v, eval(in, e->as.joined.strings.v[i]), e->span);
    return v;
}

static Value eval_string(Interp *in, const AstExpr *e)
{
    (void)in;
    return value_string(e->as.string.value);
}

static Value eval_constant(Interp *in, const AstExpr *e)
{
    const AstConstant which = e->as.constant.which;
    (void)in;
    return which <= AST_CONSTANT_False ? value_bool(which == AST_CONSTANT_True) : value_none;
}

static Value eval_unary(Interp *in, const AstExpr *e)
{
    return operate_unary(in, e->as.unary.op, eval(in, e->as.unary.operand), e->span);
}

static Value eval_power(Interp *in, const AstExpr *e)
{
    const Value base = eval(in, e->as.power.base), exponent = eval(in, e->as.power.exponent);
    return operate(in, AST_OP_Power, base, exponent, e->span);
}

static Value eval_attribute(Interp *in, const AstExpr *e)
{
    Value object = eval(in, e->as.attribute.object);
    return object.kind == VALUE_POISON ? object
                                       : builtin_attribute(in, object, &e->as.attribute.name);
}

static Value eval_list(Interp *in, const AstExpr *e)
{
    return eval_display(in, &e->as.list.items, false);
}

static Value eval_tuple(Interp *in, const AstExpr *e)
{
    return eval_display(in, &e->as.tuple.items, true);
}

static Value misplaced(Interp *in, const AstExpr *e)
{
    return interp_error(in, DIAG_NNC0255, e->span, "this cannot stand here");
}

typedef Value Evaluate(Interp *in, const AstExpr *e);
static Evaluate *const evaluators[AST_EXPR_KIND_COUNT] = {
    [AST_EXPR_Name] = eval_name,
    [AST_EXPR_Number] = eval_number,
    [AST_EXPR_Quantity] = eval_quantity,
    [AST_EXPR_String] = eval_string,
    [AST_EXPR_FString] = format_fstring,
    [AST_EXPR_Joined] = eval_joined,
    [AST_EXPR_Constant] = eval_constant,
    [AST_EXPR_Unary] = eval_unary,
    [AST_EXPR_Power] = eval_power,
    [AST_EXPR_Sum] = eval_chain,
    [AST_EXPR_Product] = eval_chain,
    [AST_EXPR_BitAnd] = eval_chain,
    [AST_EXPR_BitOr] = eval_chain,
    [AST_EXPR_Compare] = eval_compare,
    [AST_EXPR_And] = eval_logic,
    [AST_EXPR_Or] = eval_logic,
    [AST_EXPR_Conditional] = eval_conditional,
    [AST_EXPR_Lambda] = eval_lambda,
    [AST_EXPR_Attribute] = eval_attribute,
    [AST_EXPR_Call] = eval_call_expr,
    [AST_EXPR_Index] = element_eval,
    [AST_EXPR_List] = eval_list,
    [AST_EXPR_Tuple] = eval_tuple,
    [AST_EXPR_Set] = eval_set,
    [AST_EXPR_Dict] = eval_dict,
    [AST_EXPR_Comprehension] = eval_comprehension,
    [AST_EXPR_Slice] = misplaced,
    [AST_EXPR_Star] = misplaced,
};

Value eval(Interp *in, const AstExpr *e)
{
    if (!interp_step(in, e->span))
        return value_poison;
    if (!interp_enter(in, e->span))
        return value_poison;
    Value v = evaluators[e->kind](in, e);
    interp_leave(in);
    return v;
}

static bool push_elements(Interp *in, Value v, Span at, ValueList *out)
{
    const int64_t n = value_length(v);
    if (n < 0) {
        interp_error(in, v.kind == VALUE_SYMBOL ? DIAG_NNC0258 : DIAG_NNC0251, at,
                     "%s cannot be gone through", value_words(v));
        return false;
    }
    for (int64_t i = 0; i < n; i++) {
        if (!interp_step(in, at))
            return false;
        VEC_PUSH(in->arena, out, value_element(in->sema, v, i));
    }
    return true;
}

/* What an object or an instance of a class gives to be gone through; false: v itself is. */
static bool given_elements(Interp *in, Value v, Span at, Value *elements)
{
    const Builtin *each =
        v.kind == VALUE_OBJECT ? builtin_method(v, SEMA_NAME(in->sema, "__each__")) : NULL;
    if (each)
        *elements = each->function(in, &(Call){.span = at, .self = v}, NULL);
    return each || class_call(in, v, "__iter__", NULL, 0, at, elements);
}

bool eval_sequence(Interp *in, Value v, Span at, ValueList *out)
{
    Value elements;
    if (v.kind == VALUE_POISON)
        return false;
    if (v.kind == VALUE_RESULT) {
        eval_results_only(in, at);
        return false;
    }
    if (v.kind == VALUE_ITERATOR) {
        Iterator *it = v.as.iterator;
        while (it->next < it->items.n)
            VEC_PUSH(in->arena, out, it->items.v[it->next++]);
        return true;
    }
    if (!given_elements(in, v, at, &elements))
        return push_elements(in, v, at, out);
    if (!interp_enter(in, at)) /* an instance may give itself */
        return false;
    const bool ok = eval_sequence(in, elements, at, out);
    interp_leave(in);
    return ok;
}
