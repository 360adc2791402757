/* raise, try, with, assert. An exception is a reported error until a handler takes the report back; so
   one that nobody handles has its message and place. */
#include "frontend/sema/exception.h"

#include "frontend/sema/script.h"

#include <string.h>

static const struct {
    const char *name, *base;
} CLASSES[] = {
    {"BaseException", NULL},
    {"Exception", "BaseException"},
    {"ArithmeticError", "Exception"},
    {"ZeroDivisionError", "ArithmeticError"},
    {"OverflowError", "ArithmeticError"},
    {"AssertionError", "Exception"},
    {"AttributeError", "Exception"},
    {"ImportError", "Exception"},
    {"ModuleNotFoundError", "ImportError"},
    {"LookupError", "Exception"},
    {"IndexError", "LookupError"},
    {"KeyError", "LookupError"},
    {"NameError", "Exception"},
    {"OSError", "Exception"},
    {"IOError", "OSError"},
    {"RuntimeError", "Exception"},
    {"NotImplementedError", "RuntimeError"},
    {"StopIteration", "Exception"},
    {"TypeError", "Exception"},
    {"ValueError", "Exception"},
};
enum { N_CLASSES = sizeof CLASSES / sizeof *CLASSES };

/* What Python would raise for a mistake of a script. Mistakes of models (dimensions, parameters that do
   not exist, delays ...) and values known only when the program runs are not here: nothing hides
   them. */
static const struct {
    DiagCode code;
    const char *name;
} RAISED[] = {
    {DIAG_NNC0211, "OverflowError"},       {DIAG_NNC0250, "NameError"},
    {DIAG_NNC0251, "TypeError"},           {DIAG_NNC0252, "OverflowError"},
    {DIAG_NNC0253, "TypeError"},           {DIAG_NNC0254, "AttributeError"},
    {DIAG_NNC0256, "IndexError"},          {DIAG_NNC0256, "KeyError"},
    {DIAG_NNC0260, "ModuleNotFoundError"}, {DIAG_NNC0262, "ValueError"},
    {DIAG_NNC0263, "ZeroDivisionError"},
};
enum { N_RAISED = sizeof RAISED / sizeof *RAISED };

static Class *builtin_class(Interp *in, const char *name)
{
    const Value *v = map_get(&in->builtins->names, SEMA_NAME(in->sema, name));
    return v && v->kind == VALUE_CLASS ? v->as.class_ : NULL;
}

static Value exception_init(Interp *in, const Call *call, const Value *a)
{
    class_set(in, call->self, SEMA_NAME(in->sema, "args"), value_tuple(a[0].as.list));
    return value_none;
}

void exception_install(Interp *in)
{
    static const Builtin init = {"", "exception", exception_init, "*args"};
    for (size_t i = 0; i < N_CLASSES; i++) {
        Class *base = CLASSES[i].base ? builtin_class(in, CLASSES[i].base) : NULL;
        Class *c = class_new(in, SEMA_NAME(in->sema, CLASSES[i].name), base);
        Value v = {.kind = VALUE_CLASS, .as.class_ = c};
        if (!base)
            class_set(in, v, SEMA_NAME(in->sema, "__init__"),
                      (Value){.kind = VALUE_BUILTIN, .as.builtin = &init});
        interp_bind(in, c->name, v);
    }
}

/* ---- raising ---- */

static Value new_exception(Interp *in, Class *c, const char *message)
{
    Value record = class_record(in, c);
    ValueList *args = ARENA_NEW(in->arena, ValueList);
    VEC_PUSH(in->arena, args, value_string(SEMA_NAME(in->sema, message)));
    class_set(in, record, SEMA_NAME(in->sema, "args"), value_tuple(args));
    return record;
}

Value exception_raise(Interp *in, const char *class_name, Span at, const char *message)
{
    in->raised = new_exception(in, builtin_class(in, class_name), message);
    interp_error(in, DIAG_NNC0259, at, "the script stops: %s", message);
    in->raising = true;
    return value_poison;
}

Flow script_raise(Interp *in, const AstStmt *s)
{
    Value v = s->as.raise.value ? eval(in, s->as.raise.value) : in->handled;
    if (v.kind == VALUE_POISON)
        return FLOW_ERROR;
    if (v.kind == VALUE_CLASS)
        v = class_instance(in, v.as.class_, &(Call){.span = s->span, .self = value_none});
    if (v.kind != VALUE_RECORD ||
        !class_is(v.as.record.of->of, builtin_class(in, "BaseException"))) {
        interp_error(in, DIAG_NNC0251, s->span, "what is raised is an exception, not %s",
                     value_words(v));
        return FLOW_ERROR;
    }
    const char *text = class_show(in, v, s->span);
    interp_error(in, DIAG_NNC0259, s->span, "the script stops: %s", text);
    in->raised = v;
    in->raising = true;
    return FLOW_ERROR;
}

Flow script_assert(Interp *in, const AstStmt *s)
{
    Value v = eval(in, s->as.assert_.condition);
    const AstExpr *message = s->as.assert_.message;
    Value text = message && v.kind != VALUE_POISON ? eval(in, message) : value_none;
    if (v.kind == VALUE_POISON || text.kind == VALUE_POISON)
        return FLOW_ERROR;
    if (v.kind == VALUE_RESULT) {
        Diag *d = diag(in->diags, DIAG_NNC0257, s->span,
                       "this depends on results of the simulation, which runs later");
        diag_help(in->diags, d, "look at the results when the program has run");
        return FLOW_ERROR;
    }
    if (v.kind == VALUE_SYMBOL) {
        IrAction a = {.kind = IR_ACTION_ASSERT, .span = s->span, .value = v.as.symbol};
        a.text = message ? interp_show(in, text, s->span) : "assertion of the model";
        VEC_PUSH(in->arena, &in->module->experiment, a);
        return FLOW_NEXT;
    }
    if (value_truth(v))
        return FLOW_NEXT;
    const char *shown = message ? interp_show(in, text, s->span) : "";
    in->raised = new_exception(in, builtin_class(in, "AssertionError"), shown);
    interp_error(in, DIAG_NNC0259, s->span, "the assertion does not hold%s%s", message ? ": " : "",
                 shown);
    in->raising = true;
    return FLOW_ERROR;
}

/* ---- handling ---- */

/* What went wrong since the mark: what was raised, or the first error as Python would raise it; POISON:
   nothing that scripts may handle. `row` is the first of its rows in RAISED, N_RAISED for a raise. */
static Value caught(Interp *in, DiagMark mark, size_t *row)
{
    DiagCode code;
    const char *message;
    *row = N_RAISED;
    if (in->stopped)
        return value_poison;
    if (in->raising)
        return in->raised;
    if (!diags_first_error(in->diags, mark, &code, &message))
        return value_poison;
    for (size_t i = 0; i < N_RAISED; i++) {
        if (RAISED[i].code != code)
            continue;
        *row = i;
        return new_exception(in, builtin_class(in, RAISED[i].name), message);
    }
    return value_poison;
}

static bool fits_class(Interp *in, const Class *wanted, Value exception, size_t row)
{
    if (class_is(exception.as.record.of->of, wanted))
        return true;
    for (size_t i = row; i < N_RAISED && RAISED[i].code == RAISED[row].code; i++)
        if (class_is(builtin_class(in, RAISED[i].name), wanted))
            return true;
    return false;
}

/* Does the handler take it? Its type is evaluated when the exception is no longer on its way. */
static bool handles(Interp *in, const AstHandler *h, Value exception, size_t row)
{
    if (!h->type)
        return true;
    Value type = eval(in, h->type);
    ValueList one = {0};
    if (type.kind == VALUE_TUPLE)
        one = *type.as.list;
    else
        VEC_PUSH(in->arena, &one, type);
    for (uint32_t i = 0; i < one.n; i++) {
        if (one.v[i].kind == VALUE_CLASS) {
            if (fits_class(in, one.v[i].as.class_, exception, row))
                return true;
        } else if (one.v[i].kind != VALUE_POISON) {
            interp_error(in, DIAG_NNC0251, h->type->span,
                         "what a handler takes is a class of exceptions, not %s",
                         value_words(one.v[i]));
        }
    }
    return false;
}

static Flow handle(Interp *in, const AstStmt *s, DiagMark mark)
{
    size_t row;
    Value exception = caught(in, mark, &row);
    if (exception.kind == VALUE_POISON)
        return FLOW_ERROR;
    const bool raised = in->raising;
    in->raising = false;
    const AstHandler *taken = NULL;
    for (uint32_t i = 0; i < s->as.try_.handlers.n && !taken; i++)
        if (handles(in, &s->as.try_.handlers.v[i], exception, row))
            taken = &s->as.try_.handlers.v[i];
    if (!taken) {
        in->raising = raised;
        return FLOW_ERROR;
    }
    diags_take_back(in->diags, mark);
    const Value outer = in->handled;
    in->handled = exception;
    if (taken->name.text)
        interp_bind(in, taken->name.text, exception);
    const Flow flow = script_block(in, taken->body);
    in->handled = outer;
    return flow;
}

Flow script_try(Interp *in, const AstStmt *s)
{
    const DiagMark mark = diags_mark(in->diags);
    Flow flow = script_block(in, s->as.try_.body);
    if (flow == FLOW_ERROR)
        flow = handle(in, s, mark);
    else if (flow == FLOW_NEXT && s->as.try_.otherwise)
        flow = script_block(in, s->as.try_.otherwise);
    if (!s->as.try_.finally)
        return flow;
    const Value result = in->result;
    const bool raising = in->raising;
    in->raising = false;
    const Flow last = script_block(in, s->as.try_.finally);
    if (last != FLOW_NEXT)
        return last;
    in->raising = raising;
    in->result = result;
    return flow;
}

Flow script_with(Interp *in, const AstStmt *s)
{
    Value context = eval(in, s->as.with.context), entered, left;
    if (context.kind == VALUE_POISON)
        return FLOW_ERROR;
    if (!class_call(in, context, "__enter__", NULL, 0, s->as.with.context->span, &entered)) {
        Diag *d =
            diag(in->diags, DIAG_NNC0251, s->as.with.context->span,
                 "`with` needs an instance of a class that has __enter__ and __exit__, not %s",
                 value_words(context));
        diag_help(in->diags, d, "no file is open while a model is compiled");
        return FLOW_ERROR;
    }
    if (entered.kind == VALUE_POISON ||
        (s->as.with.target && !eval_assign(in, s->as.with.target, entered)))
        return FLOW_ERROR;
    const Flow flow = script_block(in, s->as.with.body);
    const Value result = in->result, none[3] = {value_none, value_none, value_none};
    const bool raising = in->raising;
    in->raising = false;
    const bool ok =
        !class_call(in, context, "__exit__", none, 3, s->span, &left) || left.kind != VALUE_POISON;
    in->raising = raising || in->raising;
    in->result = result;
    return ok ? flow : FLOW_ERROR;
}
