/* `param N = 4000`: names that the compiled program still knows, unless -D has fixed them. */
#include "frontend/sema/bind.h"
#include "frontend/sema/define.h"
#include "frontend/sema/script.h"

/* `: ms` behind the name: a bare number takes it, a quantity is converted. */
static bool take_note(Interp *in, const AstDecl *decl, Value v, IrParam *p)
{
    Unit *unit = ARENA_NEW(in->arena, Unit);
    if (!sema_unit(in->sema, decl->note, unit))
        return false;
    const BindTarget t = {.what = arena_printf(in->arena, "param '%s'", decl->name.text->s),
                          .path = decl->name.text,
                          .dim = unit->dim,
                          .unit = unit};
    p->unit = unit;
    p->dim = unit->dim;
    p->scalar = IR_REAL;
    p->value = bind_value(in, v, &t, decl->init->span);
    return p->value != NULL;
}

static IrParam *new_param(Interp *in, const AstDecl *decl, Value v)
{
    if (ir_find_param(in->module, decl->name.text)) {
        interp_error(in, DIAG_NNC0301, decl->span, "param '%s' is declared twice",
                     decl->name.text->s);
        return NULL;
    }
    if (!value_is_scalar(v)) {
        interp_error(in, DIAG_NNC0251, decl->span, "param '%s' must be a number, not %s",
                     decl->name.text->s, value_words(v));
        return NULL;
    }
    IrParam *p = ARENA_NEW(in->arena, IrParam);
    *p = (IrParam){.name = decl->name.text,
                   .value = value_expr(in->sema, v, decl->init->span),
                   .span = decl->span,
                   .dim = v.dim,
                   .unit = v.unit};
    p->scalar = v.kind == VALUE_INT ? IR_INT : v.kind == VALUE_BOOL ? IR_BOOL : IR_REAL;
    if (decl->doc && decl->doc->kind == AST_EXPR_String)
        p->help = decl->doc->as.string.value->s;
    return decl->note && !take_note(in, decl, v, p) ? NULL : p;
}

static bool take_bound(Interp *in, const IrParam *p, const AstExpr *e, IrExpr **bound)
{
    if (!e)
        return true;
    const Value v = eval(in, (AstExpr *)e);
    const BindTarget t = {.what = arena_printf(in->arena, "the bound of param '%s'", p->name->s),
                          .path = p->name,
                          .dim = p->dim,
                          .unit = p->unit};
    *bound = v.kind == VALUE_POISON ? NULL : bind_value(in, v, &t, e->span);
    return *bound != NULL;
}

static bool declare(Interp *in, const AstDecl *decl)
{
    if (define_find(in, decl->name.text))
        return true;
    if (!decl->init) {
        interp_error(in, DIAG_NNC0253, decl->span, "param '%s' of a program needs a value",
                     decl->name.text->s);
        return false;
    }
    Value v = eval(in, decl->init);
    IrParam *p = v.kind == VALUE_POISON ? NULL : new_param(in, decl, v);
    if (!p || !take_bound(in, p, decl->bounds.lo, &p->lo) ||
        !take_bound(in, p, decl->bounds.hi, &p->hi))
        return false;
    VEC_PUSH(in->arena, &in->module->params, p);
    ir_register(in->module, p->name, p);
    IrExpr *symbol = ir_named(in->arena, IR_PARAM, p->name, decl->name.span);
    symbol->scalar = (uint8_t)p->scalar;
    interp_bind(in, p->name, value_symbol(symbol, p->dim));
    return true;
}

Flow script_params(Interp *in, const AstStmt *s)
{
    for (uint32_t i = 0; i < s->as.decls.decls.n; i++)
        if (!declare(in, &s->as.decls.decls.v[i]))
            return FLOW_ERROR;
    return FLOW_NEXT;
}
