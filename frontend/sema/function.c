/* Functions of scripts: definition, binding of arguments, calls. */
#include "frontend/sema/script.h"

enum { CALLS_MAX = 200 };

static bool bind_named(Interp *in, const Function *f, const CallArg *arg, ValueDict *rest,
                       bool has_rest)
{
    for (uint32_t k = 0; k < f->params->n; k++) {
        const AstParam *p = &f->params->v[k];
        if (p->kind == AST_PARAM_Plain && p->name.text == arg->name) {
            if (map_has(&in->scope->names, arg->name)) {
                interp_error(in, DIAG_NNC0253, arg->span, "the argument '%s' is given twice",
                             arg->name->s);
                return false;
            }
            interp_bind(in, arg->name, arg->value);
            return true;
        }
    }
    if (has_rest) {
        value_dict_set(in->arena, rest, value_string(arg->name), arg->value);
        return true;
    }
    interp_error(in, DIAG_NNC0253, arg->span, "'%s' has no parameter '%s'",
                 f->name ? f->name->s : "lambda", arg->name->s);
    return false;
}

static bool bind_arguments(Interp *in, const Function *f, const Call *call)
{
    ValueList *more = ARENA_NEW(in->arena, ValueList);
    ValueDict *rest = ARENA_NEW(in->arena, ValueDict);
    bool has_more = false, has_rest = false, ok = true;
    uint32_t n_plain = 0;
    for (uint32_t i = 0; i < f->params->n; i++) {
        const AstParam *p = &f->params->v[i];
        has_rest |= p->kind == AST_PARAM_StarStar;
        has_more |= p->kind == AST_PARAM_Star && p->name.text;
        n_plain += p->kind == AST_PARAM_Plain;
    }
    uint32_t position = 0;
    for (uint32_t i = 0; i < call->args.n && ok; i++) {
        const CallArg *arg = &call->args.v[i];
        if (arg->name) {
            ok = bind_named(in, f, arg, rest, has_rest);
            continue;
        }
        if (position < f->params->n && f->params->v[position].kind == AST_PARAM_Plain) {
            interp_bind(in, f->params->v[position++].name.text, arg->value);
        } else if (has_more) {
            VEC_PUSH(in->arena, more, arg->value);
        } else {
            interp_error(in, DIAG_NNC0253, arg->span, "'%s' takes %u argument%s, not %u",
                         f->name ? f->name->s : "lambda", n_plain, n_plain == 1 ? "" : "s",
                         call->args.n);
            ok = false;
        }
    }
    for (uint32_t i = 0; i < f->params->n && ok; i++) {
        const AstParam *p = &f->params->v[i];
        if (p->kind == AST_PARAM_Star && p->name.text) {
            interp_bind(in, p->name.text, value_tuple(more));
        } else if (p->kind == AST_PARAM_StarStar) {
            interp_bind(in, p->name.text, (Value){.kind = VALUE_DICT, .as.dict = rest});
        } else if (p->kind == AST_PARAM_Plain && !map_has(&in->scope->names, p->name.text)) {
            if (!p->init) {
                interp_error(in, DIAG_NNC0253, call->span, "'%s' needs its argument '%s'",
                             f->name ? f->name->s : "lambda", p->name.text->s);
                ok = false;
            } else {
                interp_bind(in, p->name.text, f->defaults[i]);
            }
        }
    }
    return ok;
}

Value interp_call_function(Interp *in, const Function *f, const Call *call)
{
    if (!interp_step(in, call->span))
        return value_poison;
    if (in->depth == CALLS_MAX)
        return interp_error(in, DIAG_NNC0503, call->span,
                            "functions call each other more than %d deep", CALLS_MAX);
    Scope *caller = in->scope;
    const Function *outer = in->running;
    in->running = f;
    in->scope = interp_scope_new(in, f->scope);
    in->depth++;
    Value result = value_poison;
    if (bind_arguments(in, f, call)) {
        if (f->value) {
            result = eval(in, f->value);
        } else {
            const Flow flow = script_block(in, f->body);
            result = flow == FLOW_RETURN                    ? in->result
                     : script_ends(in, flow, f->body->span) ? value_none
                                                            : value_poison;
        }
    }
    in->depth--;
    in->running = outer;
    in->scope = caller;
    return result;
}

void script_define(Interp *in, const AstFunction *f)
{
    Function *function = ARENA_NEW(in->arena, Function);
    *function = (Function){.name = f->name.text,
                           .params = &f->params,
                           .body = f->body,
                           .scope = in->scope,
                           .span = f->span};
    function->defaults = ARENA_ARRAY(in->arena, Value, f->params.n + 1);
    for (uint32_t i = 0; i < f->params.n; i++)
        if (f->params.v[i].init)
            function->defaults[i] = eval(in, f->params.v[i].init);
    interp_bind(in, f->name.text, (Value){.kind = VALUE_FUNCTION, .as.function = function});
}
