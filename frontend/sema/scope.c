/* Names of scripts: scopes, what functions share with the outside, deletion; the limits of steps and of
   nesting. */
#include "frontend/sema/class.h"
#include "frontend/sema/script.h"

#include <inttypes.h>

enum { NESTING_MAX = 1000 };

void interp_bind(Interp *in, const Str *name, Value v)
{
    Scope *owner = in->scope->shared ? map_get(in->scope->shared, name) : NULL;
    Map *names = owner ? &owner->names : &in->scope->names;
    Value *kept = map_get(names, name);
    if (!kept) {
        kept = ARENA_NEW(in->arena, Value);
        map_set(names, name, kept);
    }
    *kept = v;
}

Value *interp_lookup(Interp *in, const Str *name)
{
    for (Scope *s = in->scope; s; s = s->outer) {
        Value *v = map_get(&s->names, name);
        if (v)
            return v;
    }
    return NULL;
}

Scope *interp_scope_new(Interp *in, Scope *outer)
{
    Scope *s = ARENA_NEW(in->arena, Scope);
    map_init(&s->names, in->arena);
    s->outer = outer;
    return s;
}

bool interp_step(Interp *in, Span at)
{
    const uint64_t most = in->session->limits.steps;
    if (in->stopped || in->raising)
        return false;
    if (++in->steps <= most)
        return true;
    Diag *d =
        diag(in->diags, DIAG_NNC0503, at, "the script takes more than %" PRIu64 " steps", most);
    diag_help(in->diags, d, "raise the limit with --limit-steps");
    in->stopped = true;
    return false;
}

bool interp_enter(Interp *in, Span at)
{
    if (in->nesting == NESTING_MAX) {
        interp_error(in, DIAG_NNC0503, at, "expressions, calls and values nest more than %d deep",
                     NESTING_MAX);
        return false;
    }
    in->nesting++;
    return true;
}

void interp_leave(Interp *in)
{
    in->nesting--;
}

/* ---- global, nonlocal ---- */

/* The scope of the file that the running code stands in. */
static Scope *file_scope(Interp *in)
{
    Scope *s = in->scope;
    while (s->outer && s->outer != in->builtins)
        s = s->outer;
    return s;
}

/* The function around the running one that has this name; NULL: none. */
static Scope *enclosing_scope(Interp *in, const Str *name)
{
    Scope *file = file_scope(in);
    for (Scope *s = in->scope->outer; s && s != file && s != in->builtins; s = s->outer)
        if (map_has(&s->names, name))
            return s;
    return NULL;
}

Flow script_share(Interp *in, const AstStmt *s)
{
    const bool global = s->kind == AST_STMT_Global;
    for (uint32_t i = 0; i < s->as.scope.names.n; i++) {
        const AstName *name = &s->as.scope.names.v[i];
        Scope *owner = global ? file_scope(in) : enclosing_scope(in, name->text);
        if (!owner) {
            interp_error(in, DIAG_NNC0250, name->span,
                         "no function around this one has a variable '%s'", name->text->s);
            return FLOW_ERROR;
        }
        if (owner == in->scope)
            continue; /* `global` at top level says what holds */
        if (!in->scope->shared) {
            in->scope->shared = ARENA_NEW(in->arena, Map);
            map_init(in->scope->shared, in->arena);
        }
        map_set(in->scope->shared, name->text, owner);
    }
    return FLOW_NEXT;
}

/* ---- del ---- */

static Flow delete_name(Interp *in, const AstExpr *target)
{
    const Str *name = target->as.name.text;
    Scope *owner = in->scope->shared ? map_get(in->scope->shared, name) : NULL;
    if (map_remove(owner ? &owner->names : &in->scope->names, name))
        return FLOW_NEXT;
    interp_error(in, DIAG_NNC0250, target->span, "there is no variable '%s' here to delete",
                 name->s);
    return FLOW_ERROR;
}

static Flow delete_attribute(Interp *in, const AstExpr *target)
{
    Value object = eval(in, target->as.attribute.object);
    if (object.kind == VALUE_POISON)
        return FLOW_ERROR;
    const Str *name = target->as.attribute.name.text;
    const bool has = object.kind == VALUE_CLASS || object.kind == VALUE_RECORD;
    if (has && class_delete(object, name))
        return FLOW_NEXT;
    interp_error(in, DIAG_NNC0254, target->span, "%s has no attribute '%s' to delete",
                 value_words(object), name->s);
    return FLOW_ERROR;
}

Flow script_delete(Interp *in, const AstExpr *target)
{
    switch ((int)target->kind) {
    case AST_EXPR_Name:
        return delete_name(in, target);
    case AST_EXPR_Attribute:
        return delete_attribute(in, target);
    case AST_EXPR_Index:
        return element_delete(in, target) ? FLOW_NEXT : FLOW_ERROR;
    case AST_EXPR_Tuple:
        for (uint32_t i = 0; i < target->as.tuple.items.n; i++)
            if (script_delete(in, target->as.tuple.items.v[i]) == FLOW_ERROR)
                return FLOW_ERROR;
        return FLOW_NEXT;
    default:
        interp_error(in, DIAG_NNC0255, target->span, "this cannot be deleted");
        return FLOW_ERROR;
    }
}
