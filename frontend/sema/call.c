/* Arguments of calls: evaluation, binding to the signatures of builtins, conversion. */
#include "frontend/sema/interp.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

Value interp_error(Interp *in, DiagCode code, Span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(in->arena, fmt, ap);
    va_end(ap);
    diag(in->diags, code, at, "%s", text);
    return value_poison;
}

static bool push_dict(Interp *in, Value v, Span at, Call *out)
{
    if (v.kind != VALUE_DICT) {
        if (v.kind != VALUE_POISON)
            interp_error(in, DIAG_NNC0251, at, "** needs a dict, not %s", value_words(v));
        return false;
    }
    for (uint32_t i = 0; i < v.as.dict->n; i++) {
        const ValuePair *p = &v.as.dict->v[i];
        if (p->key.kind != VALUE_STRING) {
            interp_error(in, DIAG_NNC0251, at, "the keys of a ** argument are strings");
            return false;
        }
        VEC_PUSH(in->arena, &out->args, (CallArg){p->key.as.string, p->value, at});
    }
    return true;
}

bool call_evaluate(Interp *in, const AstExpr *e, Call *out)
{
    const Str *hint = in->hint;
    *out = (Call){.span = e->span, .self = value_none, .hint = hint};
    in->hint = NULL;
    bool ok = true;
    for (uint32_t i = 0; i < e->as.call.args.n; i++) {
        const AstArg *arg = &e->as.call.args.v[i];
        Value v = eval(in, arg->value);
        ok &= v.kind != VALUE_POISON;
        if (arg->kind == AST_ARG_Star) {
            ValueList items = {0};
            ok &= eval_sequence(in, v, arg->span, &items);
            for (uint32_t k = 0; k < items.n; k++)
                VEC_PUSH(in->arena, &out->args, (CallArg){NULL, items.v[k], arg->span});
        } else if (arg->kind == AST_ARG_StarStar) {
            ok &= push_dict(in, v, arg->span, out);
        } else {
            VEC_PUSH(in->arena, &out->args,
                     (CallArg){arg->kind == AST_ARG_Named ? arg->name.text : NULL, v, arg->span});
        }
    }
    in->hint = hint;
    return ok;
}

/* ---- signatures ---- */

typedef struct SignatureName {
    char name[40];
    bool optional, star, star_star;
} SignatureName;

static uint32_t read_signature(const char *s, SignatureName out[BUILTIN_ARGS_MAX])
{
    uint32_t n = 0;
    while (*s && n < BUILTIN_ARGS_MAX) {
        SignatureName *x = &out[n++];
        *x = (SignatureName){.star = *s == '*' && s[1] != '*',
                             .star_star = *s == '*' && s[1] == '*'};
        s += x->star + 2 * x->star_star;
        size_t len = strcspn(s, " =");
        memcpy(x->name, s, len);
        s += len;
        x->optional = *s == '=';
        s += x->optional;
        s += *s == ' ';
    }
    return n;
}

static bool bind_by_name(Interp *in, const Builtin *b, const CallArg *arg,
                         const SignatureName *names, uint32_t n, Value *out)
{
    for (uint32_t k = 0; k < n; k++) {
        if (names[k].star_star) {
            value_dict_set(in->arena, out[k].as.dict, value_string(arg->name), arg->value);
            return true;
        }
        if (names[k].star || !str_is(arg->name, names[k].name))
            continue;
        if (out[k].kind != VALUE_POISON) {
            interp_error(in, DIAG_NNC0253, arg->span, "the argument '%s' is given twice",
                         arg->name->s);
            return false;
        }
        out[k] = arg->value;
        return true;
    }
    Diag *d =
        diag(in->diags, DIAG_NNC0253, arg->span, "%s has no argument '%s'", b->name, arg->name->s);
    StrNearest near = str_nearest_start(arg->name->s);
    for (uint32_t k = 0; k < n; k++)
        str_nearest_offer(&near, names[k].name);
    if (near.best)
        diag_did_you_mean(in->diags, d, arg->name->s, near.best);
    return false;
}

bool call_bind_builtin(Interp *in, const Builtin *b, const Call *call, Value *out)
{
    SignatureName names[BUILTIN_ARGS_MAX];
    const uint32_t n = read_signature(b->signature, names);
    for (uint32_t k = 0; k < n; k++) {
        out[k] = value_poison;
        if (names[k].star)
            out[k] = value_tuple(ARENA_NEW(in->arena, ValueList));
        if (names[k].star_star)
            out[k] = (Value){.kind = VALUE_DICT, .as.dict = ARENA_NEW(in->arena, ValueDict)};
    }
    uint32_t position = 0;
    for (uint32_t i = 0; i < call->args.n; i++) {
        const CallArg *arg = &call->args.v[i];
        if (arg->name) {
            if (!bind_by_name(in, b, arg, names, n, out))
                return false;
        } else if (position < n && names[position].star) {
            VEC_PUSH(in->arena, out[position].as.list, arg->value);
        } else if (position < n && !names[position].star_star) {
            out[position++] = arg->value;
        } else {
            interp_error(in, DIAG_NNC0253, arg->span, "%s takes fewer arguments", b->name);
            return false;
        }
    }
    for (uint32_t k = 0; k < n; k++) {
        if (out[k].kind == VALUE_POISON && !names[k].optional) {
            interp_error(in, DIAG_NNC0253, call->span, "%s needs its argument '%s'", b->name,
                         names[k].name);
            return false;
        }
    }
    return true;
}

Span call_span(const Call *call, const char *name, uint32_t position)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < call->args.n; i++) {
        const CallArg *arg = &call->args.v[i];
        if (arg->name ? str_is(arg->name, name) : k++ == position)
            return arg->span;
    }
    return call->span;
}

bool want_int(Interp *in, Value v, Span at, const char *what, int64_t *out)
{
    if (v.kind == VALUE_INT || v.kind == VALUE_BOOL) {
        *out = v.kind == VALUE_INT ? v.as.integer : v.as.boolean;
        return true;
    }
    if (v.kind == VALUE_REAL && dim_is_none(v.dim) && floor(v.as.real) == v.as.real &&
        fabs(v.as.real) < 9e15) {
        *out = (int64_t)v.as.real;
        return true;
    }
    if (v.kind == VALUE_SYMBOL) {
        Diag *d = diag(in->diags, DIAG_NNC0258, at, "%s must be known at compile time", what);
        diag_help(in->diags, d, "fix the param with -D NAME=VALUE, or write it without `param`");
    } else if (v.kind != VALUE_POISON) {
        Diag *d = diag(in->diags, DIAG_NNC0251, at, "%s must be a whole number, not %s", what,
                       value_show(in->sema, v, true));
        if (v.kind == VALUE_REAL && dim_is_none(v.dim))
            diag_help(in->diags, d, "'//' divides to a whole number; int(x) and round(x) make one");
    }
    return false;
}

bool want_truth(Interp *in, Value v, Span at, bool *out)
{
    if (v.kind == VALUE_RESULT)
        v = eval_results_only(in, at);
    if (v.kind == VALUE_SYMBOL) {
        Diag *d = diag(in->diags, DIAG_NNC0258, at,
                       "this test depends on a param, which has a value only when the "
                       "program starts");
        diag_help(in->diags, d, "fix the param with -D NAME=VALUE, or write it without `param`");
        v = value_poison;
    }
    *out = v.kind != VALUE_POISON && value_truth(v);
    return v.kind != VALUE_POISON;
}

bool want_string(Interp *in, Value v, Span at, const char *what, const Str **out)
{
    if (v.kind == VALUE_STRING) {
        *out = v.as.string;
        return true;
    }
    if (v.kind != VALUE_POISON)
        interp_error(in, DIAG_NNC0251, at, "%s must be a string, not %s", what, value_words(v));
    return false;
}
