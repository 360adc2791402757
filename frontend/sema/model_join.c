/* What joins a model with those around it: inputs, sums with their terms, ports of events and the wires between them. */
#include "frontend/sema/model.h"

static void refuse(ModelBuild *b, Span at, const char *why)
{
    diag(b->sema->session->diags, DIAG_NNC0321, at, "%s", why);
    b->scope.failed = true;
}

/* A value of the owner, or of a cell that a synapse joins: `input v: mV = post.v`. Without a unit it has that of the far item. */
void model_add_input(ModelBuild *b, const AstItem *ast)
{
    const AstDecl *decl = &ast->as.decls.decls.v[0];
    IrItem *item = model_item_new(b, IR_ITEM_IN, decl->name.text, decl->span);
    Unit unit = model_pure_unit();
    item->doc = model_description(decl->doc);
    if (decl->init && !model_far_path(b, decl->init, &item->from, &item->from_name)) {
        refuse(b, decl->init->span,
               "an input is given by its owner, or read from a cell: pre.v, post.v");
        return;
    }
    if (decl->bounds.lo || (!decl->note && !decl->init)) {
        refuse(b, decl->span,
               decl->bounds.lo ? "an input has no bounds" : "an input has a unit: input v: mV");
        return;
    }
    const IrItem *known = decl->init ? model_far_item(b, item->from, item->from_name) : NULL;
    if (!decl->note) {
        item->dim = known ? known->dim : DIM_NONE;
        item->unit = known ? known->unit : NULL;
    } else if (sema_unit(b->sema, decl->note, &unit)) {
        item->unit = model_keep_unit(b, unit);
        item->dim = unit.dim;
    } else {
        b->scope.failed = true;
    }
}

void model_add_reduce(ModelBuild *b, const AstItem *ast)
{
    Unit unit = model_pure_unit();
    if (!sema_unit(b->sema, ast->as.reduce.unit, &unit)) {
        b->scope.failed = true;
        return;
    }
    IrItem *item = model_item_new(b, IR_ITEM_REDUCE, ast->as.reduce.name.text, ast->span);
    item->multiply = ast->as.reduce.multiply;
    item->unit = model_keep_unit(b, unit);
    item->dim = unit.dim;
}

/* A term of a sum, a factor of a product. */
void model_add_feed(ModelBuild *b, const AstItem *ast)
{
    const Str *name = ast->as.feed.name.text;
    const IrItem *reduce = model_reduce(b, name, ast->as.feed.name.span);
    if (!reduce) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0321, ast->as.feed.name.span,
                       "'%s' is no sum that a term could be added to", name->s);
        if (map_has(&b->declared, name))
            diag_help(b->sema->session->diags, d,
                      "states change in actions: under 'when', 'whenever' or 'on'");
        else
            diag_help(b->sema->session->diags, d, "declare it above: sum %s: nA", name->s);
        b->scope.failed = true;
        return;
    }
    if (ast->as.feed.op != (reduce->multiply ? AST_OP_Times : AST_OP_Plus)) {
        refuse(b, ast->span,
               reduce->multiply ? "the factors of a product are given by *="
                                : "the terms of a sum are given by +=");
        return;
    }
    IrExpr *term = equation_expr(&b->scope, ast->as.feed.value);
    if (!term)
        return;
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_FEED, name, ast->span);
    item->value = term;
    ir_model_add(b->sema->module, b->model, item);
}

void model_add_port(ModelBuild *b, const AstItem *ast)
{
    IrArgs args = {0};
    if (!model_event_args(b, &ast->as.port.params, &args)) {
        b->scope.failed = true;
        return;
    }
    const IrItemKind kind = ast->as.port.in ? IR_ITEM_EVENT_IN : IR_ITEM_EVENT_OUT;
    model_item_new(b, kind, ast->as.port.name.text, ast->span)->args = args;
}

void model_add_wire(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_WIRE, NULL, ast->span);
    item->wire_from = equation_path(b->sema, ast->as.wire.from);
    item->wire_to = equation_path(b->sema, ast->as.wire.to);
    ir_model_add(b->sema->module, b->model, item);
}
