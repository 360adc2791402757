/* Statements of scripts, run at compile time. */
#include "frontend/sema/interp.h"

#include <inttypes.h>
#include <string.h>

typedef enum Flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN, FLOW_ERROR } Flow;

enum { CALLS_MAX = 200, STEPS_DEFAULT = 100000000 };

static Flow run_block(Interp *in, const AstBlock *block);
static Flow run_stmt(Interp *in, const AstStmt *s);

/* ---- names ---- */

void interp_bind(Interp *in, const Str *name, Value v)
{
    Value *kept = map_get(&in->scope->names, name);
    if (!kept) {
        kept = ARENA_NEW(in->arena, Value);
        map_set(&in->scope->names, name, kept);
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
    const uint64_t most = in->session->limits.steps ? in->session->limits.steps : STEPS_DEFAULT;
    if (in->stopped)
        return false;
    if (++in->steps <= most)
        return true;
    Diag *d =
        diag(in->diags, DIAG_NNC0503, at, "the script takes more than %" PRIu64 " steps", most);
    diag_help(in->diags, d, "raise the limit with --limit-steps");
    in->stopped = true;
    return false;
}

/* ---- functions ---- */

static bool bind_named(Interp *in, const Function *f, const CallArg *arg, ValueDict *rest,
                       bool has_rest)
{
    for (uint32_t k = 0; k < f->params->n; k++) {
        const AstParam *p = &f->params->v[k];
        if (p->kind == AST_PARAM_Plain && p->name.text == arg->name) {
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
        while (position < f->params->n && f->params->v[position].kind == AST_PARAM_Plain)
            break;
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
    in->scope = interp_scope_new(in, f->scope);
    in->depth++;
    Value result = value_poison;
    if (bind_arguments(in, f, call)) {
        if (f->value) {
            result = eval(in, f->value);
        } else {
            const Flow flow = run_block(in, f->body);
            result = flow == FLOW_RETURN  ? in->result
                     : flow == FLOW_ERROR ? value_poison
                                          : value_none;
        }
    }
    in->depth--;
    in->scope = caller;
    return result;
}

static void define_function(Interp *in, const AstFunction *f)
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

/* ---- assignment ---- */

static const char *definition_of(const Interp *in, const Str *name)
{
    const ElabOptions *o = in->sema->options;
    for (size_t i = 0; i < o->n_definitions; i++)
        if (str_is(name, o->definitions[i].name))
            return o->definitions[i].value;
    return NULL;
}

static Flow assign(Interp *in, const AstStmt *s)
{
    const AstExpr *first = s->as.assign.targets.v[0];
    const Str *hint = in->hint;
    in->hint = first->kind == AST_EXPR_Name ? first->as.name.text : hint;
    const bool defined = in->scope == in->globals && first->kind == AST_EXPR_Name &&
                         definition_of(in, first->as.name.text);
    Value v = defined ? *interp_lookup(in, first->as.name.text) : eval(in, s->as.assign.value);
    in->hint = hint;
    bool ok = true;
    for (uint32_t i = 0; i < s->as.assign.targets.n; i++)
        ok &= eval_assign(in, s->as.assign.targets.v[i], v);
    return ok && v.kind != VALUE_POISON ? FLOW_NEXT : FLOW_ERROR;
}

static Flow augment(Interp *in, const AstStmt *s)
{
    Value old = eval(in, s->as.augment.target);
    Value by = eval(in, s->as.augment.value);
    Value v = operate(in, s->as.augment.op, old, by, s->span);
    return v.kind != VALUE_POISON && eval_assign(in, s->as.augment.target, v) ? FLOW_NEXT
                                                                              : FLOW_ERROR;
}

/* `param N = 4000`: a name that the compiled program still knows, unless -D has fixed it. */
static Flow declare_params(Interp *in, const AstStmt *s)
{
    for (uint32_t i = 0; i < s->as.decls.decls.n; i++) {
        const AstDecl *decl = &s->as.decls.decls.v[i];
        if (definition_of(in, decl->name.text))
            continue;
        if (!decl->init) {
            interp_error(in, DIAG_NNC0253, decl->span, "param '%s' of a program needs a value",
                         decl->name.text->s);
            return FLOW_ERROR;
        }
        Value v = eval(in, decl->init);
        if (v.kind == VALUE_POISON)
            return FLOW_ERROR;
        IrExpr *value = value_expr(in->sema, v, decl->init->span);
        if (!value || value->op == IR_LIST || ir_find_param(in->module, decl->name.text)) {
            interp_error(in, value ? DIAG_NNC0301 : DIAG_NNC0251, decl->span,
                         value ? "param '%s' is declared twice or is no number"
                               : "param '%s' must be a number",
                         decl->name.text->s);
            return FLOW_ERROR;
        }
        IrParam *p = ARENA_NEW(in->arena, IrParam);
        *p = (IrParam){.name = decl->name.text,
                       .value = value,
                       .span = decl->span,
                       .dim = v.dim,
                       .unit = v.unit};
        p->scalar = v.kind == VALUE_INT ? IR_INT : v.kind == VALUE_BOOL ? IR_BOOL : IR_REAL;
        if (decl->note) {
            Unit *unit = ARENA_NEW(in->arena, Unit);
            if (!sema_unit(in->sema, decl->note, unit))
                return FLOW_ERROR;
            p->unit = unit;
            p->dim = unit->dim;
            p->scalar = IR_REAL;
            if (value->op == IR_LITERAL && !value->u.literal.unit)
                value->u.literal.unit = unit;
        }
        p->help =
            decl->doc && decl->doc->kind == AST_EXPR_String ? decl->doc->as.string.value->s : NULL;
        VEC_PUSH(in->arena, &in->module->params, p);
        ir_register(in->module, p->name, p);
        IrExpr *symbol = ir_named(in->arena, IR_PARAM, p->name, decl->name.span);
        symbol->scalar = (uint8_t)p->scalar;
        interp_bind(in, p->name, value_symbol(symbol, p->dim));
    }
    return FLOW_NEXT;
}

/* ---- control ---- */

static Flow run_if(Interp *in, const AstStmt *s)
{
    for (uint32_t i = 0; i < s->as.if_.arms.n; i++) {
        bool ok = true;
        const bool taken = eval_test(in, s->as.if_.arms.v[i].condition, &ok);
        if (!ok)
            return FLOW_ERROR;
        if (taken)
            return run_block(in, s->as.if_.arms.v[i].body);
    }
    return s->as.if_.otherwise ? run_block(in, s->as.if_.otherwise) : FLOW_NEXT;
}

static Flow run_while(Interp *in, const AstStmt *s)
{
    for (;;) {
        bool ok = true;
        const bool more = eval_test(in, s->as.while_.condition, &ok);
        if (!ok || !interp_step(in, s->span))
            return FLOW_ERROR;
        if (!more)
            break;
        const Flow flow = run_block(in, s->as.while_.body);
        if (flow == FLOW_BREAK)
            return FLOW_NEXT;
        if (flow == FLOW_RETURN || flow == FLOW_ERROR)
            return flow;
    }
    return s->as.while_.otherwise ? run_block(in, s->as.while_.otherwise) : FLOW_NEXT;
}

static Flow run_for(Interp *in, const AstStmt *s)
{
    Value source = eval(in, s->as.for_.iterable);
    int64_t n = value_length(source);
    ValueList items = {0};
    const bool lazy = source.kind == VALUE_RANGE;
    if (!lazy && !eval_sequence(in, source, s->as.for_.iterable->span, &items))
        return FLOW_ERROR;
    if (!lazy)
        n = items.n;
    for (int64_t i = 0; i < n; i++) {
        if (!interp_step(in, s->span) ||
            !eval_assign(in, s->as.for_.target,
                         lazy ? value_element(in->sema, source, i) : items.v[i]))
            return FLOW_ERROR;
        const Flow flow = run_block(in, s->as.for_.body);
        if (flow == FLOW_BREAK)
            return FLOW_NEXT;
        if (flow == FLOW_RETURN || flow == FLOW_ERROR)
            return flow;
    }
    return s->as.for_.otherwise ? run_block(in, s->as.for_.otherwise) : FLOW_NEXT;
}

/* ---- imports ---- */

static Flow run_import(Interp *in, const AstStmt *s)
{
    for (uint32_t i = 0; i < s->as.import.modules.n; i++) {
        const AstImport *m = &s->as.import.modules.v[i];
        Value v = import_find(in, &m->path, m->span);
        interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text, v);
        if (v.kind == VALUE_POISON)
            return FLOW_ERROR;
    }
    return FLOW_NEXT;
}

static Flow run_from_import(Interp *in, const AstStmt *s)
{
    if (s->as.from_import.module.n && str_is(s->as.from_import.module.v[0].text, "__future__"))
        return FLOW_NEXT;
    Value module = import_find(in, &s->as.from_import.module, s->span);
    if (module.kind == VALUE_POISON)
        return FLOW_ERROR;
    for (uint32_t i = 0; i < s->as.from_import.names.n; i++) {
        const AstImport *m = &s->as.from_import.names.v[i];
        Value v = builtin_attribute(in, module, &m->path.v[0]);
        if (v.kind == VALUE_POISON)
            return FLOW_ERROR;
        interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text, v);
    }
    return FLOW_NEXT;
}

/* ---- the rest ---- */

static Flow unsupported(Interp *in, Span at, const char *what)
{
    interp_error(in, DIAG_NNC0255, at, "%s not part of the script language", what);
    return FLOW_ERROR;
}

static Flow run_assert(Interp *in, const AstStmt *s)
{
    Value v = eval(in, s->as.assert_.condition);
    if (v.kind == VALUE_POISON)
        return FLOW_ERROR;
    const AstExpr *message = s->as.assert_.message;
    Value text = message ? eval(in, message) : value_none;
    if (v.kind == VALUE_SYMBOL) {
        IrAction a = {.kind = IR_ACTION_ASSERT, .span = s->span, .value = v.as.symbol};
        a.text = message ? value_show(in->sema, text, false) : "assertion of the model";
        VEC_PUSH(in->arena, &in->module->experiment, a);
        return FLOW_NEXT;
    }
    if (value_truth(v))
        return FLOW_NEXT;
    interp_error(in, DIAG_NNC0259, s->span, "the assertion does not hold%s%s", message ? ": " : "",
                 message ? value_show(in->sema, text, false) : "");
    in->stopped = true;
    return FLOW_ERROR;
}

static Flow run_raise(Interp *in, const AstStmt *s)
{
    const AstExpr *e = s->as.raise.value;
    const char *what = "an exception";
    if (e && e->kind == AST_EXPR_Call && e->as.call.args.n)
        what = value_show(in->sema, eval(in, e->as.call.args.v[0].value), false);
    interp_error(in, DIAG_NNC0259, s->span, "the script stops: %s", what);
    in->stopped = true;
    return FLOW_ERROR;
}

static Flow run_delete(Interp *in, const AstStmt *s)
{
    const AstExpr *target = s->as.del.target;
    if (target->kind != AST_EXPR_Name || !map_has(&in->scope->names, target->as.name.text))
        return unsupported(in, s->span, "deleting anything but a variable is");
    interp_error(in, DIAG_NNC0255, s->span,
                 "`del` is not needed: nothing is kept that is not used");
    return FLOW_ERROR;
}

static Flow run_stmt(Interp *in, const AstStmt *s)
{
    if (!interp_step(in, s->span))
        return FLOW_ERROR;
    switch (s->kind) {
    case AST_STMT_Expr:
        return eval(in, s->as.expr.value).kind == VALUE_POISON ? FLOW_ERROR : FLOW_NEXT;
    case AST_STMT_Assign:
        return assign(in, s);
    case AST_STMT_Augment:
        return augment(in, s);
    case AST_STMT_Pass:
    case AST_STMT_Model: /* declared before the script runs */
        return FLOW_NEXT;
    case AST_STMT_Break:
        return FLOW_BREAK;
    case AST_STMT_Continue:
        return FLOW_CONTINUE;
    case AST_STMT_Return:
        in->result = s->as.return_.value ? eval(in, s->as.return_.value) : value_none;
        return in->result.kind == VALUE_POISON ? FLOW_ERROR : FLOW_RETURN;
    case AST_STMT_Raise:
        return run_raise(in, s);
    case AST_STMT_Del:
        return run_delete(in, s);
    case AST_STMT_Assert:
        return run_assert(in, s);
    case AST_STMT_Import:
        return run_import(in, s);
    case AST_STMT_FromImport:
        return run_from_import(in, s);
    case AST_STMT_Params:
        return declare_params(in, s);
    case AST_STMT_If:
        return run_if(in, s);
    case AST_STMT_While:
        return run_while(in, s);
    case AST_STMT_For:
        return run_for(in, s);
    case AST_STMT_Def:
        define_function(in, s->as.def.function);
        return FLOW_NEXT;
    case AST_STMT_Global:
    case AST_STMT_Nonlocal:
        return unsupported(in, s->span, "`global` and `nonlocal` are");
    case AST_STMT_Class:
        return unsupported(in, s->span, "`class` is");
    case AST_STMT_Try:
        return unsupported(in, s->span, "`try` is");
    case AST_STMT_With:
        return unsupported(in, s->span, "`with` is");
    case AST_STMT_KIND_COUNT:
        break;
    }
    return FLOW_ERROR;
}

static Flow run_block(Interp *in, const AstBlock *block)
{
    for (uint32_t i = 0; i < block->stmts.n; i++) {
        const Flow flow = run_stmt(in, block->stmts.v[i]);
        if (flow != FLOW_NEXT)
            return flow;
    }
    return FLOW_NEXT;
}

/* The variables that a statement with an error would have bound: what uses them stays silent. */
static void poison_targets(Interp *in, const AstStmt *s);

static void poison_name(Interp *in, const AstExpr *target)
{
    if (target->kind == AST_EXPR_Name && !map_has(&in->scope->names, target->as.name.text))
        interp_bind(in, target->as.name.text, value_poison);
    for (uint32_t i = 0; target->kind == AST_EXPR_Tuple && i < target->as.tuple.items.n; i++)
        poison_name(in, target->as.tuple.items.v[i]);
}

static void poison_block(Interp *in, const AstBlock *block)
{
    for (uint32_t i = 0; block && i < block->stmts.n; i++)
        poison_targets(in, block->stmts.v[i]);
}

static void poison_targets(Interp *in, const AstStmt *s)
{
    switch ((int)s->kind) {
    case AST_STMT_Assign:
        for (uint32_t i = 0; i < s->as.assign.targets.n; i++)
            poison_name(in, s->as.assign.targets.v[i]);
        break;
    case AST_STMT_FromImport:
        for (uint32_t i = 0; i < s->as.from_import.names.n; i++) {
            const AstImport *m = &s->as.from_import.names.v[i];
            interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text, value_poison);
        }
        break;
    case AST_STMT_For:
        poison_name(in, s->as.for_.target);
        poison_block(in, s->as.for_.body);
        break;
    case AST_STMT_While:
        poison_block(in, s->as.while_.body);
        break;
    case AST_STMT_If:
        for (uint32_t i = 0; i < s->as.if_.arms.n; i++)
            poison_block(in, s->as.if_.arms.v[i].body);
        poison_block(in, s->as.if_.otherwise);
        break;
    default:
        break;
    }
}

void interp_run(Interp *in, const AstFile *file)
{
    for (uint32_t i = 0; i < file->stmts.n && !in->stopped; i++) {
        const AstStmt *s = file->stmts.v[i];
        const Flow flow = run_stmt(in, s);
        if (flow == FLOW_ERROR)
            poison_targets(in, s);
        else if (flow != FLOW_NEXT)
            interp_error(in, DIAG_NNC0255, s->span, "this stands outside of a %s",
                         flow == FLOW_RETURN ? "function" : "loop");
    }
}
