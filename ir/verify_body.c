/* Well-formed actions: what is assigned, held, entered and emitted, and where. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verifying.h"

#include <stdint.h>

#include <string.h>

/* A body and where it stands. */
typedef struct Place {
    const IrItem *item; /* the item whose body it is, NULL: the entry of a regime */
    const IrItem *mode; /* around it, or NULL */
    Map *assigned;      /* `par`: states assigned so far, else NULL */
} Place;

static const IrRegime *regime_of(const IrItem *mode, const Str *name)
{
    for (uint32_t i = 0; mode && i < mode->regimes.n; i++)
        if (mode->regimes.v[i].name == name)
            return &mode->regimes.v[i];
    return NULL;
}

static const IrRegime *find_regime(const IrModel *model, const Str *name, StrNearest *near)
{
    const IrRegime *found = NULL;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *mode = model->items.v[i];
        found = found ? found : regime_of(mode, name);
        for (uint32_t k = 0; k < mode->regimes.n; k++)
            str_nearest_offer(near, mode->regimes.v[k].name->s);
    }
    return found;
}

static void check_enter(IrVerifier *v, const IrStmt *s, const Place *place, bool last)
{
    StrNearest near = str_nearest_start(s->name->s);
    if (!regime_of(place->mode, s->name) && !find_regime(v->model, s->name, &near))
        ir_verify_unknown(v, s->span, "regime", s->name, near);
    else if (!last)
        ir_verify_complain(v, DIAG_NNC0307, s->span, "`enter` must be the last of its actions");
    else if (!place->item)
        ir_verify_complain(v, DIAG_NNC0307, s->span, "a regime cannot be left while it is entered");
}

static void check_assign(IrVerifier *v, const IrStmt *s, const Place *place)
{
    ir_verify_target_state(v, v->model, s->name, s->span, "assigned");
    if (!place->assigned)
        return;
    if (map_has(place->assigned, s->name))
        ir_verify_complain(v, DIAG_NNC0307, s->span, "`%s` is assigned twice at the same time",
                           s->name->s);
    map_set(place->assigned, s->name, (void *)(uintptr_t)1);
}

/* A port of the model itself; ports of a flat model that have a dot were those of its parts. */
static bool is_own_port(const IrVerifier *v, const IrModel *owner, const Str *name)
{
    return owner == v->model && (v->model->stage == IR_STRUCTURED || !strchr(name->s, '.'));
}

static void check_emit(IrVerifier *v, const IrStmt *s, const Place *place)
{
    const IrModel *owner = NULL;
    const IrItem *port = ir_path_item(v->m, v->model, s->name, &owner);
    if (place->item && place->item->kind == IR_ITEM_JUMP)
        ir_verify_complain(v, DIAG_NNC0307, s->span, "a jump of a trace cannot emit events");
    else if (port && port->kind == IR_ITEM_EVENT_IN && is_own_port(v, owner, s->name))
        ir_verify_complain(v, DIAG_NNC0307, s->span, "`%s` receives events, it cannot emit them",
                           s->name->s);
}

static void check_body(IrVerifier *v, const IrBody *body, Place place);

static void check_stmt(IrVerifier *v, const IrStmt *s, const Place *place, bool last)
{
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        check_assign(v, s, place);
        break;
    case IR_STMT_EMIT:
        check_emit(v, s, place);
        break;
    case IR_STMT_HOLD:
        for (uint32_t i = 0; i < s->names.n; i++)
            ir_verify_target_state(v, v->model, s->names.v[i], s->span, "held");
        break;
    case IR_STMT_ENTER:
        check_enter(v, s, place, last);
        break;
    case IR_STMT_IF:
        check_body(v, s->then_body, *place);
        check_body(v, s->else_body, *place);
        break;
    }
}

static void check_body(IrVerifier *v, const IrBody *body, Place place)
{
    Map assigned;
    map_init(&assigned, v->m->arena);
    if (!body)
        return;
    place.assigned = body->par ? &assigned : NULL;
    for (uint32_t i = 0; i < body->stmts.n; i++)
        check_stmt(v, &body->stmts.v[i], &place, i + 1 == body->stmts.n);
}

/* ---- handlers ---- */
static bool is_side(const Str *name)
{
    return str_is(name, "pre") || str_is(name, "post");
}

/* Of the model, or, once it is flat, of one of its parts. */
static bool is_start(const IrVerifier *v, const Str *name)
{
    const char *tail = v->model->stage == IR_STRUCTURED ? NULL : strrchr(name->s, '.');
    return !strcmp(tail ? tail + 1 : name->s, "start");
}

static void check_handler(IrVerifier *v, const IrItem *on)
{
    const IrModel *owner = NULL;
    const IrItem *port = ir_path_item(v->m, v->model, on->name, &owner);
    if (is_start(v, on->name) || (is_side(on->name) && v->model->role == IR_SYNAPSE))
        return;
    if (port && (port->kind == IR_ITEM_EVENT_IN ||
                 (port->kind == IR_ITEM_EVENT_OUT && !is_own_port(v, owner, on->name))))
        return;
    StrNearest near = str_nearest_start(on->name->s);
    for (uint32_t i = 0; i < v->model->items.n; i++)
        if (v->model->items.v[i]->kind == IR_ITEM_EVENT_IN)
            str_nearest_offer(&near, v->model->items.v[i]->name->s);
    Diag *g =
        ir_verify_complain(v, DIAG_NNC0308, on->span, "no event arrives at `%s`", on->name->s);
    if (is_side(on->name))
        diag_help(v->m->session->diags, g, "only synapses see the events of both sides");
    else if (near.best)
        diag_help(v->m->session->diags, g, "did you mean `%s`?", near.best);
}

static void check_jump(IrVerifier *v, const IrItem *jump)
{
    if (!is_side(jump->name))
        ir_verify_complain(v, DIAG_NNC0308, jump->span,
                           "a trace jumps at events of pre or post, not of `%s`", jump->name->s);
    for (uint32_t i = 0; jump->body && i < jump->body->stmts.n; i++)
        if (jump->body->stmts.v[i].kind != IR_STMT_ASSIGN)
            ir_verify_complain(v, DIAG_NNC0307, jump->body->stmts.v[i].span,
                               "the jump of a trace only assigns it");
}

static void check_item(IrVerifier *v, const IrItem *item, const IrItem *mode)
{
    if (item->kind == IR_ITEM_ON)
        check_handler(v, item);
    else if (item->kind == IR_ITEM_JUMP)
        check_jump(v, item);
    check_body(v, item->body, (Place){item, mode, NULL});
}

/* Reports unknown regimes; never stops the walk. */
static bool check_regime_name(void *context, const IrExpr *e)
{
    IrVerifier *v = context;
    if (e->op == IR_INMODE) {
        StrNearest near = str_nearest_start(e->u.name->s);
        if (!find_regime(v->model, e->u.name, &near))
            ir_verify_unknown(v, e->span, "regime", e->u.name, near);
    }
    return false;
}

static void check_regimes_of(void *context, IrExpr **e)
{
    ir_expr_any(*e, check_regime_name, context);
}

void ir_verify_bodies(IrVerifier *v, const IrModel *model)
{
    v->model = model;
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        check_item(v, item, NULL);
        ir_item_each_expr(item, check_regimes_of, v);
        for (uint32_t r = 0; r < item->regimes.n; r++) {
            const IrRegime *regime = &item->regimes.v[r];
            for (uint32_t k = 0; k < regime->items.n; k++)
                check_item(v, regime->items.v[k], item);
            check_body(v, regime->entry, (Place){NULL, item, NULL});
        }
    }
    v->model = NULL;
}
