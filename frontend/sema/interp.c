/* Statements of scripts, run at compile time. */
#include "frontend/sema/class.h"
#include "frontend/sema/define.h"
#include "frontend/sema/script.h"

/* ---- assignment ---- */

static Flow assign(Interp *in, const AstStmt *s)
{
    const AstExpr *first = s->as.assign.targets.v[0];
    const Str *hint = in->hint;
    in->hint = first->kind == AST_EXPR_Name ? first->as.name.text : hint;
    const Value *defined = in->scope == in->globals && first->kind == AST_EXPR_Name
                               ? define_find(in, first->as.name.text)
                               : NULL;
    Value v = defined ? *defined : eval(in, s->as.assign.value);
    in->hint = hint;
    bool ok = true;
    for (uint32_t i = 0; i < s->as.assign.targets.n; i++)
        ok &= eval_assign(in, s->as.assign.targets.v[i], v);
    return ok && v.kind != VALUE_POISON ? FLOW_NEXT : FLOW_ERROR;
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
            return script_block(in, s->as.if_.arms.v[i].body);
    }
    return s->as.if_.otherwise ? script_block(in, s->as.if_.otherwise) : FLOW_NEXT;
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
        const Flow flow = script_block(in, s->as.while_.body);
        if (flow == FLOW_BREAK)
            return FLOW_NEXT;
        if (flow == FLOW_RETURN || flow == FLOW_ERROR)
            return flow;
    }
    return s->as.while_.otherwise ? script_block(in, s->as.while_.otherwise) : FLOW_NEXT;
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
        const Flow flow = script_block(in, s->as.for_.body);
        if (flow == FLOW_BREAK)
            return FLOW_NEXT;
        if (flow == FLOW_RETURN || flow == FLOW_ERROR)
            return flow;
    }
    return s->as.for_.otherwise ? script_block(in, s->as.for_.otherwise) : FLOW_NEXT;
}

/* ---- imports ---- */

static Flow run_import(Interp *in, const AstStmt *s)
{
    for (uint32_t i = 0; i < s->as.import.modules.n; i++) {
        const AstImport *m = &s->as.import.modules.v[i];
        Value v = import_find(in, &m->path, m->span);
        interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text,
                    m->alias.text ? v : import_root(in, &m->path, v));
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
    if (s->as.from_import.star)
        import_all(in, module);
    for (uint32_t i = 0; i < s->as.from_import.names.n; i++) {
        const AstImport *m = &s->as.from_import.names.v[i];
        Value v = builtin_attribute(in, module, &m->path.v[0]);
        if (v.kind == VALUE_POISON)
            return FLOW_ERROR;
        interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text, v);
    }
    return FLOW_NEXT;
}

/* ---- all statements ---- */

static Flow run_expr(Interp *in, const AstStmt *s)
{
    return eval(in, s->as.expr.value).kind == VALUE_POISON ? FLOW_ERROR : FLOW_NEXT;
}

static Flow run_augment(Interp *in, const AstStmt *s)
{
    const bool ok =
        eval_augment(in, s->as.augment.target, s->as.augment.op, s->as.augment.value, s->span);
    return ok ? FLOW_NEXT : FLOW_ERROR;
}

/* Also models: they are declared before the script runs. */
static Flow run_nothing(Interp *in, const AstStmt *s)
{
    (void)in;
    (void)s;
    return FLOW_NEXT;
}

static Flow run_break(Interp *in, const AstStmt *s)
{
    (void)in;
    return s->kind == AST_STMT_Break ? FLOW_BREAK : FLOW_CONTINUE;
}

static Flow run_return(Interp *in, const AstStmt *s)
{
    in->result = s->as.return_.value ? eval(in, s->as.return_.value) : value_none;
    return in->result.kind == VALUE_POISON ? FLOW_ERROR : FLOW_RETURN;
}

static Flow run_del(Interp *in, const AstStmt *s)
{
    return script_delete(in, s->as.del.target);
}

static Flow run_def(Interp *in, const AstStmt *s)
{
    script_define(in, s->as.def.function);
    return FLOW_NEXT;
}

static Flow run_class(Interp *in, const AstStmt *s)
{
    return class_define(in, s) ? FLOW_NEXT : FLOW_ERROR;
}

Flow script_stmt(Interp *in, const AstStmt *s)
{
    static Flow (*const runners[AST_STMT_KIND_COUNT])(Interp * in, const AstStmt *s) = {
        [AST_STMT_Expr] = run_expr,
        [AST_STMT_Assign] = assign,
        [AST_STMT_Augment] = run_augment,
        [AST_STMT_Pass] = run_nothing,
        [AST_STMT_Model] = run_nothing,
        [AST_STMT_Break] = run_break,
        [AST_STMT_Continue] = run_break,
        [AST_STMT_Return] = run_return,
        [AST_STMT_Raise] = script_raise,
        [AST_STMT_Del] = run_del,
        [AST_STMT_Assert] = script_assert,
        [AST_STMT_Import] = run_import,
        [AST_STMT_FromImport] = run_from_import,
        [AST_STMT_Params] = script_params,
        [AST_STMT_If] = run_if,
        [AST_STMT_While] = run_while,
        [AST_STMT_For] = run_for,
        [AST_STMT_Def] = run_def,
        [AST_STMT_Global] = script_share,
        [AST_STMT_Nonlocal] = script_share,
        [AST_STMT_Class] = run_class,
        [AST_STMT_Try] = script_try,
        [AST_STMT_With] = script_with,
    };
    return interp_step(in, s->span) ? runners[s->kind](in, s) : FLOW_ERROR;
}

Flow script_block(Interp *in, const AstBlock *block)
{
    for (uint32_t i = 0; i < block->stmts.n; i++) {
        const Flow flow = script_stmt(in, block->stmts.v[i]);
        if (flow != FLOW_NEXT)
            return flow;
    }
    return FLOW_NEXT;
}

bool script_ends(Interp *in, Flow flow, Span at)
{
    if (flow != FLOW_NEXT && flow != FLOW_ERROR)
        interp_error(in, DIAG_NNC0255, at, "this stands outside of a %s",
                     flow == FLOW_RETURN ? "function" : "loop");
    return flow == FLOW_NEXT;
}

void interp_run(Interp *in, const AstFile *file)
{
    for (uint32_t i = 0; i < file->stmts.n && !in->stopped && !in->raising; i++) {
        const AstStmt *s = file->stmts.v[i];
        const Flow flow = script_stmt(in, s);
        if (flow == FLOW_ERROR)
            script_recover(in, s);
        else
            script_ends(in, flow, s->span);
    }
}
