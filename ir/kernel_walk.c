/* Walks over the bodies and expressions of classes. */
#include "ir/kernel_walk.h"

#include "ir/facts.h"

#include <string.h>

static const KBodyFact handler_fact = {"handler", "arrive", .each = true, .timed = true,
                                       .takes = true};
static const KBodyFact taker_fact = {"sum",         "integrate",   .each = true,
                                     .timed = true, .takes = true, .wakes = true};

const KBodyFact *kernel_handler_fact(const KPort *p)
{
    return p->due < 0 ? &handler_fact : &taker_fact;
}

void kernel_each_body(KClass *c, void (*f)(void *context, const KBodyFact *fact, KBody *b),
                      void *context)
{
    for (uint32_t i = 0; i < K_BODIES; i++)
        f(context, &kernel_bodies[i], kernel_body(c, i));
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (c->ports.v[i].handler)
            f(context, kernel_handler_fact(&c->ports.v[i]), c->ports.v[i].handler);
}

void kernel_stmt_exprs(KStmt *s, void (*f)(void *context, IrExpr **e), void *context)
{
    if (s->value)
        f(context, &s->value);
    for (uint32_t i = 0; s->matrix && i < s->matrix->n * s->matrix->n; i++)
        if (s->matrix->entry[i])
            f(context, &s->matrix->entry[i]);
    for (uint32_t i = 0; s->matrix && s->matrix->input && i < s->matrix->n * s->matrix->n_inputs;
         i++)
        if (s->matrix->input[i])
            f(context, &s->matrix->input[i]);
}

void kernel_body_exprs(KBody *b, void (*f)(void *context, IrExpr **e), void *context)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        kernel_stmt_exprs(&b->stmts.v[i], f, context);
        if (b->stmts.v[i].then_body)
            kernel_body_exprs(b->stmts.v[i].then_body, f, context);
    }
}

void kernel_reader_exprs(KClass *c, void (*f)(void *context, IrExpr **e), void *context)
{
    for (uint32_t i = 0; i < c->signals.n; i++)
        f(context, &c->signals.v[i].value);
    if (c->inject)
        f(context, &c->inject);
    if (c->emit)
        f(context, &c->emit);
}

bool kernel_is_stepped(const KBodyFact *fact)
{
    return fact->takes || fact->sends || fact->adds;
}

IrExpr *kernel_copy_node(Arena *a, const IrExpr *e)
{
    IrExpr *copy = ir_expr_new(a, (IrOp)e->op, e->n, e->span);
    memcpy(copy, e, offsetof(IrExpr, arg) + e->n * sizeof *e->arg);
    return copy;
}

bool kernel_expr_deeper(const IrExpr *e, unsigned levels)
{
    if (levels == 0)
        return true;
    for (uint32_t i = 0; i < e->n; i++)
        if (kernel_expr_deeper(e->arg[i], levels - 1))
            return true;
    return false;
}

bool kernel_type_is_real(KType t)
{
    return t == K_F64 || t == K_F32;
}

bool kernel_is_real(const KClass *c, const Map *locals, const IrExpr *e)
{
    const IrRule rule = ir_op_fact((IrOp)e->op)->rule;
    switch (e->op) {
    case IR_INTEGER:
    case IR_BOOLEAN:
        return false;
    case IR_LOCAL:
        return locals && map_has(locals, e->u.name) &&
               kernel_type_is_real((KType)((uintptr_t)map_get(locals, e->u.name) - 1));
    case IR_LOAD:
        return kernel_type_is_real(c->columns.v[e->u.column].type);
    case IR_CAST:
        return kernel_type_is_real((KType)e->column_type);
    case IR_SELECT:
        return kernel_is_real(c, locals, e->arg[1]) && kernel_is_real(c, locals, e->arg[2]);
    default:
        break;
    }
    if (rule == IR_RULE_COMPARE || rule == IR_RULE_LOGIC)
        return false;
    if (rule != IR_RULE_SAME && rule != IR_RULE_PRODUCT && rule != IR_RULE_POWER)
        return true;
    for (uint32_t i = 0; i < e->n; i++)
        if (kernel_is_real(c, locals, e->arg[i]))
            return true;
    return false;
}

/* n terms are n - 1 additions or subtractions, so a negated term costs no more than the term. */
unsigned long kernel_op_cost(const IrExpr *e)
{
    unsigned long cost = ir_op_fact((IrOp)e->op)->cost;
    if (e->op != IR_SUM && e->op != IR_PRODUCT)
        return cost;
    cost *= e->n - 1;
    for (uint32_t i = 1; e->op == IR_SUM && i < e->n; i++)
        cost -= e->arg[i]->op == IR_NEG;
    return cost;
}

unsigned long kernel_expr_cost(const IrExpr *e)
{
    unsigned long cost = kernel_op_cost(e);
    for (uint32_t i = 0; i < e->n; i++)
        cost += kernel_expr_cost(e->arg[i]);
    return cost;
}
