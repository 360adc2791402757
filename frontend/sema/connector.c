/* Bodies of connectors become clauses: a loop over pairs, a test, a probability or a sample, and
   values of what is made. */
#include "frontend/sema/connector.h"

#include "frontend/sema/equation.h"
#include "frontend/sema/model_items.h"

#include <string.h>

typedef struct ConnectorName { /* `near = ...` in a loop */
    const Str *name;
    IrExpr *value;
} ConnectorName;

typedef struct ConnectorBuild {
    EquationScope scope;
    Sema *sema;
    const ModelDecl *decl;
    const ConnectorFlags *flags;
    IrConnector *connector;
    const Str *i, *j;         /* indices of the loop at hand */
    VEC(ConnectorName) names; /* of the blocks at hand */
} ConnectorBuild;

/* ---- params ---- */

bool connector_is_flag(const AstDecl *decl)
{
    return decl->init && decl->init->kind == AST_EXPR_Constant;
}

const AstDecl *connector_nth_param(const ModelDecl *decl, uint32_t n)
{
    for (uint32_t i = 0; i < decl->ast->items.n; i++) {
        const AstItem *item = decl->ast->items.v[i];
        if (item->kind != AST_ITEM_Params)
            continue;
        if (n < item->as.decls.decls.n)
            return &item->as.decls.decls.v[n];
        n -= item->as.decls.decls.n;
    }
    return NULL;
}

const AstDecl *connector_param(const ModelDecl *decl, const Str *name)
{
    const AstDecl *p;
    for (uint32_t n = 0; (p = connector_nth_param(decl, n)); n++)
        if (p->name.text == name)
            return p;
    return NULL;
}

static Value flag_value(const ConnectorBuild *b, const Str *name)
{
    for (uint32_t i = 0; i < b->flags->n; i++)
        if (b->flags->v[i].name == name)
            return b->flags->v[i].value;
    const AstDecl *decl = connector_param(b->decl, name);
    if (!decl || !connector_is_flag(decl))
        return value_poison;
    return decl->init->as.constant.which == AST_CONSTANT_None
               ? value_none
               : value_bool(decl->init->as.constant.which == AST_CONSTANT_True);
}

/* ---- names ---- */

static IrExpr *connector_name(EquationScope *scope, const Str *name, Span at)
{
    ConnectorBuild *b = scope->place;
    static const char *const GIVEN[] = {"N_pre", "N_post", "dt", "weight", "delay"};
    if (name == b->i || name == b->j)
        return ir_named(b->sema->arena, IR_VARIABLE, name, at);
    for (size_t k = 0; k < sizeof GIVEN / sizeof *GIVEN; k++)
        if (str_is(name, GIVEN[k]))
            return ir_named(b->sema->arena, IR_VARIABLE, name, at);
    for (uint32_t k = 0; k < b->names.n; k++)
        if (b->names.v[k].name == name)
            return ir_expr_copy(b->sema->arena, b->names.v[k].value);
    Value flag = flag_value(b, name);
    if (flag.kind == VALUE_BOOL)
        return ir_boolean(b->sema->arena, flag.as.boolean, at);
    return connector_param(b->decl, name) ? ir_named(b->sema->arena, IR_ITEM, name, at) : NULL;
}

/* pre.x, post.y ... are positions in um. */
static IrExpr *connector_attribute(EquationScope *scope, const AstExpr *e)
{
    ConnectorBuild *b = scope->place;
    const Str *path = equation_path(b->sema, e);
    static const char *const POSITIONS[] = {"pre.x",  "pre.y",  "pre.z",
                                            "post.x", "post.y", "post.z"};
    for (size_t k = 0; path && k < sizeof POSITIONS / sizeof *POSITIONS; k++)
        if (str_is(path, POSITIONS[k]))
            return ir_named(b->sema->arena, IR_POSITION, path, e->span);
    return NULL;
}

static bool is_call(const AstExpr *e, const char *name)
{
    return e->kind == AST_EXPR_Call && e->as.call.callee->kind == AST_EXPR_Name &&
           str_is(e->as.call.callee->as.name.text, name);
}

static IrExpr *connector_call(EquationScope *scope, const AstExpr *e)
{
    ConnectorBuild *b = scope->place;
    return is_call(e, "distance") ? ir_expr_new(b->sema->arena, IR_DISTANCE, 0, e->span) : NULL;
}

static void connector_offer(EquationScope *scope, StrNearest *near)
{
    ConnectorBuild *b = scope->place;
    const AstDecl *p;
    for (uint32_t n = 0; (p = connector_nth_param(b->decl, n)); n++)
        str_nearest_offer(near, p->name.text->s);
    str_nearest_offer(near, "N_pre");
    str_nearest_offer(near, "N_post");
}

/* ---- clauses ---- */

static bool refuse(ConnectorBuild *b, Span at, const char *why)
{
    diag(b->sema->session->diags, DIAG_NNC0332, at, "%s", why);
    b->scope.failed = true;
    return false;
}

/* may_connect(i, j, allow): the policy for pairs of one cell with itself. */
static bool exclude_pairs(ConnectorBuild *b, const AstExpr *e, IrClause *clause)
{
    const AstArgs *args = &e->as.call.args;
    if (args->n != 3 || args->v[2].value->kind != AST_EXPR_Name)
        return refuse(b, e->span,
                      "write may_connect(i, j, flag) with the name of a flag of the connector");
    Value allow = flag_value(b, args->v[2].value->as.name.text);
    if (allow.kind == VALUE_BOOL && allow.as.boolean)
        return true;
    clause->no_self = true;
    if (allow.kind == VALUE_STRING && str_is(allow.as.string, "NoMutual"))
        clause->no_mutual = true;
    else if (allow.kind != VALUE_BOOL)
        return refuse(b, e->span, "self connections are True, False or \"NoMutual\"");
    return true;
}

static bool add_test(ConnectorBuild *b, const AstExpr *e, IrClause *clause)
{
    if (e->kind == AST_EXPR_And) {
        for (uint32_t i = 0; i < e->as.chain.terms.n; i++)
            if (!add_test(b, e->as.chain.terms.v[i].operand, clause))
                return false;
        return true;
    }
    if (is_call(e, "may_connect"))
        return exclude_pairs(b, e, clause);
    if (is_call(e, "drawn")) { /* n pairs in all, each drawn anew */
        if (clause->loop != IR_LOOP_PAIR)
            return refuse(b, e->span, "drawn(n) is a test of pairs");
        clause->loop = IR_LOOP_TOTAL;
        clause->replace = true;
        return equation_arguments(&b->scope, e, 1, &clause->sample);
    }
    IrExpr *test = equation_expr(&b->scope, e);
    if (!test)
        return false;
    clause->guard = clause->guard ? ir_binary(b->sema->arena, IR_AND, clause->guard, test) : test;
    return true;
}

static bool add_connect(ConnectorBuild *b, const AstAction *action, IrClause clause)
{
    if (action->as.connect.condition && !add_test(b, action->as.connect.condition, &clause))
        return false;
    if (action->as.connect.probability &&
        !(clause.probability = equation_expr(&b->scope, action->as.connect.probability)))
        return false;
    for (uint32_t i = 0; i < action->as.connect.bindings.n; i++) {
        const AstBinding *bind = &action->as.connect.bindings.v[i];
        IrExpr *value = equation_expr(&b->scope, bind->value);
        if (!value)
            return false;
        VEC_PUSH(b->sema->arena, &clause.values, (IrBind){bind->name.text, value, bind->span});
    }
    VEC_PUSH(b->sema->arena, &b->connector->clauses, clause);
    return true;
}

/* Each use of the name is a copy of its value, which therefore draws no numbers. */
static bool add_name(ConnectorBuild *b, const AstAction *action)
{
    const AstExpr *place = action->as.assign.place;
    if (place->kind != AST_EXPR_Name)
        return refuse(b, place->span, "a name is given here, as in `near = abs(i - j)`");
    const Str *name = place->as.name.text;
    if (connector_name(&b->scope, name, place->span) || connector_param(b->decl, name))
        return refuse(b, place->span, "this name is taken");
    b->scope.draws = false;
    IrExpr *value = equation_expr(&b->scope, action->as.assign.value);
    b->scope.draws = true;
    if (value)
        VEC_PUSH(b->sema->arena, &b->names, ((ConnectorName){name, value}));
    return value;
}

static bool add_actions(ConnectorBuild *b, const AstActions *actions, IrClause clause);

/* for i in sample(pre, n, replace=flag): fixed numbers of partners. */
static bool add_sample(ConnectorBuild *b, const AstAction *action, IrClause clause)
{
    const AstExpr *source = action->as.for_.iterable, *target = action->as.for_.target;
    const bool from_pre = clause.loop == IR_LOOP_POST;
    const AstArgs *args = &source->as.call.args;
    if (!is_call(source, "sample") || target->kind != AST_EXPR_Name || args->n < 2 ||
        clause.loop == IR_LOOP_PAIR || args->v[0].value->kind != AST_EXPR_Name ||
        !str_is(args->v[0].value->as.name.text, from_pre ? "pre" : "post"))
        return refuse(
            b, action->span,
            "the inner loop of a connector is: for i in sample(pre, n), inside of for post j");
    *(from_pre ? &clause.i : &clause.j) = target->as.name.text;
    b->i = clause.i;
    b->j = clause.j;
    clause.sample = equation_expr(&b->scope, args->v[1].value);
    for (uint32_t k = 2; k < args->n; k++) {
        IrExpr *flag = equation_expr(&b->scope, args->v[k].value);
        if (!flag || flag->op != IR_BOOLEAN || !str_is(args->v[k].name.text, "replace"))
            return refuse(b, args->v[k].span, "sample takes replace=True or a flag");
        clause.replace = flag->u.integer != 0;
    }
    return clause.sample && add_actions(b, action->as.for_.body, clause);
}

static bool add_action(ConnectorBuild *b, const AstAction *action, IrClause clause)
{
    switch ((int)action->kind) {
    case AST_ACTION_Connect:
        return add_connect(b, action, clause);
    case AST_ACTION_Assign:
        return add_name(b, action);
    case AST_ACTION_For:
        return add_sample(b, action, clause);
    case AST_ACTION_If:
        if (action->as.if_.arms.n == 1 && !action->as.if_.otherwise)
            return add_test(b, action->as.if_.arms.v[0].condition, &clause) &&
                   add_actions(b, action->as.if_.arms.v[0].body, clause);
        break;
    case AST_ACTION_Pass:
        return true;
    }
    return refuse(b, action->span, "a connector says `connect`, under loops and tests");
}

static bool add_actions(ConnectorBuild *b, const AstActions *actions, IrClause clause)
{
    const uint32_t outer = b->names.n;
    bool ok = true;
    for (uint32_t i = 0; ok && i < actions->list.n; i++)
        ok = add_action(b, actions->list.v[i], clause);
    b->names.n = outer;
    return ok;
}

static bool add_pairs(ConnectorBuild *b, const AstItem *item)
{
    IrClause clause = {
        .span = item->span, .i = item->as.pairs.pre.text, .j = item->as.pairs.post.text};
    clause.loop = !clause.j ? IR_LOOP_PRE : !clause.i ? IR_LOOP_POST : IR_LOOP_PAIR;
    b->i = clause.i;
    b->j = clause.j;
    return add_actions(b, item->as.pairs.actions, clause);
}

static void add_param(ConnectorBuild *b, const AstDecl *decl)
{
    if (connector_is_flag(decl))
        return;
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_PARAM, decl->name.text, decl->span);
    Unit *unit = ARENA_NEW(b->sema->arena, Unit);
    *unit = (Unit){.factor = 1, .text = "1"};
    if (decl->note)
        b->scope.failed |= !sema_unit(b->sema, decl->note, unit);
    else if (decl->init && decl->init->kind == AST_EXPR_Quantity)
        *unit = *decl->init->as.quantity.unit;
    item->unit = unit;
    item->dim = unit->dim;
    item->value = decl->init ? equation_expr(&b->scope, decl->init) : NULL;
    if (decl->bounds.lo) {
        diag(b->sema->session->diags, DIAG_NNC0310, decl->bounds.lo->span,
             "parameters of connectors have no bounds");
        b->scope.failed = true;
    }
    VEC_PUSH(b->sema->arena, &b->connector->params, item);
}

static const Str *flagged_name(Sema *sema, const ModelDecl *decl, const ConnectorFlags *flags)
{
    const Str *name = decl->name;
    for (uint32_t i = 0; i < flags->n; i++)
        name = str_format(sema->session->strings, "%s %s=%s", name->s, flags->v[i].name->s,
                          value_show(sema, flags->v[i].value, false));
    return name;
}

IrConnector *connector_model(Sema *sema, const ModelDecl *decl, const ConnectorFlags *flags)
{
    const Str *name = flagged_name(sema, decl, flags);
    IrConnector *made = ir_find_connector(sema->module, name);
    if (made)
        return made;
    ConnectorBuild b = {.sema = sema, .decl = decl, .flags = flags};
    b.scope = (EquationScope){.sema = sema,
                              .place = &b,
                              .name = connector_name,
                              .attribute = connector_attribute,
                              .call = connector_call,
                              .offer = connector_offer,
                              .draws = true};
    b.connector = ARENA_NEW(sema->arena, IrConnector);
    *b.connector = (IrConnector){.name = name, .span = decl->ast->name.span};
    const AstDecl *p;
    for (uint32_t n = 0; (p = connector_nth_param(decl, n)); n++)
        add_param(&b, p);
    bool ok = !decl->ast->base ||
              refuse(&b, decl->ast->base->span, "a connector has no base: write its loops out");
    for (uint32_t i = 0; i < decl->ast->items.n; i++) {
        const AstItem *item = decl->ast->items.v[i];
        if (item->kind == AST_ITEM_Pairs)
            ok &= add_pairs(&b, item);
        else if (item->kind != AST_ITEM_Params && item->kind != AST_ITEM_Doc &&
                 item->kind != AST_ITEM_Pass)
            ok = refuse(&b, item->span, "a connector holds params and loops over pairs");
    }
    if (!ok || b.scope.failed)
        return NULL;
    VEC_PUSH(sema->arena, &sema->module->connectors, b.connector);
    ir_register(sema->module, name, b.connector);
    return b.connector;
}
