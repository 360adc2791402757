/* Classes of scripts and their instances; see class.h. */
#include "frontend/sema/class.h"

#include "frontend/sema/script.h"

#include <string.h>

/* ---- classes ---- */

Class *class_new(Interp *in, const Str *name, Class *base)
{
    Class *c = ARENA_NEW(in->arena, Class);
    *c = (Class){.name = name, .base = base};
    map_init(&c->members, in->arena);
    return c;
}

bool class_is(const Class *c, const Class *of)
{
    for (; c; c = c->base)
        if (c == of)
            return true;
    return false;
}

static const Value *member_of(const Class *c, const Str *name)
{
    for (; c; c = c->base) {
        const Value *v = map_get(&c->members, name);
        if (v)
            return v;
    }
    return NULL;
}

static bool find_base(Interp *in, const AstArgs *bases, Class **out)
{
    *out = NULL;
    if (bases->n > 1) {
        interp_error(in, DIAG_NNC0255, bases->v[1].span, "a class has one base");
        return false;
    }
    if (!bases->n || (bases->v[0].value->kind == AST_EXPR_Name &&
                      str_is(bases->v[0].value->as.name.text, "object")))
        return true;
    Value base = eval(in, bases->v[0].value);
    if (base.kind == VALUE_CLASS)
        *out = base.as.class_;
    else if (base.kind != VALUE_POISON)
        interp_error(in, DIAG_NNC0251, bases->v[0].span, "the base of a class is a class, not %s",
                     value_words(base));
    return base.kind == VALUE_CLASS;
}

bool class_define(Interp *in, const AstStmt *s)
{
    Class *base;
    if (!find_base(in, &s->as.class_.bases, &base))
        return false;
    Class *c = class_new(in, s->as.class_.name.text, base);
    Scope *outer = in->scope;
    in->scope = interp_scope_new(in, outer);
    const bool ok = script_ends(in, script_block(in, s->as.class_.body), s->span);
    c->members = in->scope->names;
    in->scope = outer;
    for (uint32_t i = 0; i < c->members.n; i++) {
        Value *v = c->members.entries[i].value;
        if (v->kind != VALUE_FUNCTION)
            continue;
        v->as.function->scope = outer; /* methods do not see the names of the class */
        v->as.function->owner = c;
    }
    interp_bind(in, c->name, ok ? (Value){.kind = VALUE_CLASS, .as.class_ = c} : value_poison);
    return ok;
}

/* ---- records ---- */

Value class_record(Interp *in, Class *c)
{
    Record *r = ARENA_NEW(in->arena, Record);
    r->of = c;
    map_init(&r->fields, in->arena);
    Value v = {.kind = VALUE_RECORD};
    v.as.record.of = r;
    v.as.record.from = c;
    return v;
}

Value class_instance(Interp *in, Class *c, const Call *call)
{
    Value record = class_record(in, c), init;
    if (!class_find(in, record, SEMA_NAME(in->sema, "__init__"), &init)) {
        if (!call->args.n)
            return record;
        return interp_error(in, DIAG_NNC0253, call->span,
                            "%s() takes no arguments: it has no __init__", c->name->s);
    }
    return eval_call(in, init, call).kind == VALUE_POISON ? value_poison : record;
}

static Value with_self(Interp *in, Value self, Value member)
{
    if (member.kind != VALUE_FUNCTION && member.kind != VALUE_BUILTIN)
        return member;
    Method *m = ARENA_NEW(in->arena, Method);
    *m = (Method){self, member};
    return (Value){.kind = VALUE_METHOD, .as.method = m};
}

static Value whole(Value record) /* what super() gave, as itself again */
{
    record.as.record.from = record.as.record.of->of;
    return record;
}

bool class_find(Interp *in, Value object, const Str *name, Value *out)
{
    if (object.kind == VALUE_CLASS) {
        const Value *v = member_of(object.as.class_, name);
        if (v)
            *out = *v;
        return v != NULL;
    }
    const bool all = object.as.record.from == object.as.record.of->of;
    const Value *field = all ? map_get(&object.as.record.of->fields, name) : NULL;
    const Value *member = field ? NULL : member_of(object.as.record.from, name);
    if (field)
        *out = *field;
    else if (member)
        *out = with_self(in, whole(object), *member);
    return field || member;
}

static const Class *class_of(Value object)
{
    return object.kind == VALUE_CLASS ? object.as.class_ : object.as.record.from;
}

Value class_attribute(Interp *in, Value object, const AstName *name)
{
    Value v;
    if (class_find(in, object, name->text, &v))
        return v;
    if (str_is(name->text, "__class__") && object.kind == VALUE_RECORD)
        return (Value){.kind = VALUE_CLASS, .as.class_ = object.as.record.of->of};
    if (str_is(name->text, "__name__") && object.kind == VALUE_CLASS)
        return value_string(object.as.class_->name);
    const Class *c = class_of(object);
    Diag *d = diag(in->diags, DIAG_NNC0254, name->span, "%s has no attribute '%s'",
                   c ? c->name->s : "it", name->text->s);
    const Map *maps[8];
    size_t n = 0;
    if (object.kind == VALUE_RECORD)
        maps[n++] = &object.as.record.of->fields;
    for (; c && n < 8; c = c->base)
        maps[n++] = &c->members;
    sema_suggest(in->sema, d, name->text, maps, n);
    return value_poison;
}

static void set_in(Interp *in, Map *map, const Str *name, Value v)
{
    Value *kept = map_get(map, name);
    if (!kept) {
        kept = ARENA_NEW(in->arena, Value);
        map_set(map, name, kept);
    }
    *kept = v;
}

void class_set(Interp *in, Value object, const Str *name, Value v)
{
    set_in(in,
           object.kind == VALUE_CLASS ? &object.as.class_->members : &object.as.record.of->fields,
           name, v);
}

bool class_delete(Value object, const Str *name)
{
    Map *map =
        object.kind == VALUE_CLASS ? &object.as.class_->members : &object.as.record.of->fields;
    return map_remove(map, name);
}

/* ---- methods ---- */

Value class_call_method(Interp *in, const Method *m, const Call *call)
{
    Call with = {.span = call->span, .self = m->self, .hint = call->hint};
    if (m->function.kind == VALUE_FUNCTION)
        VEC_PUSH(in->arena, &with.args, (CallArg){NULL, m->self, call->span});
    for (uint32_t i = 0; i < call->args.n; i++)
        VEC_PUSH(in->arena, &with.args, call->args.v[i]);
    return eval_call(in, m->function, &with);
}

bool class_call(Interp *in, Value object, const char *name, const Value *args, uint32_t n, Span at,
                Value *out)
{
    Value method;
    if (object.kind != VALUE_RECORD || !class_find(in, object, SEMA_NAME(in->sema, name), &method))
        return false;
    *out = eval_apply(in, method, args, n, at);
    return true;
}

Value class_super(Interp *in, Span at)
{
    const Function *f = in->running;
    const Value *self = f && f->owner && f->params->n
                            ? map_get(&in->scope->names, f->params->v[0].name.text)
                            : NULL;
    if (!self || self->kind != VALUE_RECORD || !f->owner->base)
        return interp_error(in, DIAG_NNC0255, at,
                            "super() stands in the methods of a class that has a base");
    Value v = *self;
    v.as.record.from = f->owner->base;
    return v;
}

static const struct {
    AstOperator op;
    const char *name, *reflected;
} OPERATORS[] = {
    {AST_OP_Plus, "__add__", "__radd__"},
    {AST_OP_Minus, "__sub__", "__rsub__"},
    {AST_OP_Times, "__mul__", "__rmul__"},
    {AST_OP_Divide, "__truediv__", "__rtruediv__"},
    {AST_OP_FloorDivide, "__floordiv__", "__rfloordiv__"},
    {AST_OP_Modulo, "__mod__", "__rmod__"},
    {AST_OP_Power, "__pow__", "__rpow__"},
    {AST_OP_Equal, "__eq__", "__eq__"},
    {AST_OP_NotEqual, "__ne__", "__ne__"},
    {AST_OP_Less, "__lt__", "__gt__"},
    {AST_OP_LessEqual, "__le__", "__ge__"},
    {AST_OP_Greater, "__gt__", "__lt__"},
    {AST_OP_GreaterEqual, "__ge__", "__le__"},
};

bool class_operate(Interp *in, AstOperator op, Value a, Value b, Span at, Value *out)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
        if (OPERATORS[i].op == op)
            return class_call(in, a, OPERATORS[i].name, &b, 1, at, out) ||
                   class_call(in, b, OPERATORS[i].reflected, &a, 1, at, out);
    return false;
}

const char *class_show(Interp *in, Value record, Span at)
{
    Value text;
    if ((class_call(in, record, "__str__", NULL, 0, at, &text) ||
         class_call(in, record, "__repr__", NULL, 0, at, &text)) &&
        text.kind == VALUE_STRING)
        return text.as.string->s;
    const Value *args = map_get(&record.as.record.of->fields, SEMA_NAME(in->sema, "args"));
    if (args && args->kind == VALUE_TUPLE && args->as.list->n)
        return value_show(in->sema, args->as.list->v[0], false);
    return arena_printf(in->arena, "<%s>", record.as.record.of->of->name->s);
}

const char *interp_show(Interp *in, Value v, Span at)
{
    if (v.kind == VALUE_SYMBOL)
        diag(in->diags, DIAG_NNC0261, at,
             "the text is made without this param: it is known when the program starts");
    return v.kind == VALUE_RECORD ? class_show(in, v, at) : value_show(in->sema, v, false);
}
