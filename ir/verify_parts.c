/* Well-formed composition: parts without end, their inputs, feeds and wires. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verifying.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef enum Visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE } Visit;

static Visit visit_of(const Map *visits, const IrModel *model)
{
    return (Visit)(uintptr_t)map_get(visits, model);
}

/* Depth first through the parts; false at the first model that contains itself. */
static bool visit(IrVerifier *v, Map *visits, const IrModel *model)
{
    map_set(visits, model, (void *)(uintptr_t)VISIT_OPEN);
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *part = model->items.v[i];
        const IrModel *inner = part->kind == IR_ITEM_PART ? ir_find_model(v->m, part->model) : NULL;
        if (!inner || visit_of(visits, inner) == VISIT_DONE)
            continue;
        if (visit_of(visits, inner) == VISIT_OPEN) {
            ir_verify_complain(v, DIAG_NNC0306, part->span,
                               "the model `%s` contains itself by its part `%s`", inner->name->s,
                               part->name->s);
            return false;
        }
        if (!visit(v, visits, inner))
            return false;
    }
    map_set(visits, model, (void *)(uintptr_t)VISIT_DONE);
    return true;
}

bool ir_verify_parts(IrVerifier *v)
{
    Map visits;
    bool fine = true;
    map_init(&visits, v->m->arena);
    for (uint32_t i = 0; i < v->m->models.n && fine; i++)
        if (visit_of(&visits, v->m->models.v[i]) == VISIT_NEW)
            fine = visit(v, &visits, v->m->models.v[i]);
    return fine;
}

static double bound(const IrExpr *e, double none)
{
    double x;
    return e && ir_constant(e, &x) ? x : none;
}

/* A number that is given once, to a part or as a default; programs check what cells are given. */
static void check_bounds(IrVerifier *v, const IrItem *part, const IrItem *param,
                         const IrExpr *value, Span at)
{
    double x;
    if (!value || !ir_constant(value, &x))
        return;
    const double lo = bound(param->lo, -INFINITY), hi = bound(param->hi, INFINITY);
    if (x >= lo && x <= hi)
        return;
    const Unit unit = dim_native_unit(param->dim);
    ir_verify_complain(v, DIAG_NNC0211, at,
                       "`%s`%s%s%s is %.12g%s%s, outside of its bounds, %.12g to %.12g",
                       param->name->s, part ? " of `" : "", part ? part->name->s : "",
                       part ? "`" : "", x, *unit.text ? " " : "", unit.text, lo, hi);
}

static void check_default(IrVerifier *v, const IrItem *param)
{
    const double lo = bound(param->lo, -INFINITY), hi = bound(param->hi, INFINITY);
    if (lo > hi)
        ir_verify_complain(v, DIAG_NNC0211, param->lo->span,
                           "no number is within the bounds of `%s`, %.12g to %.12g", param->name->s,
                           lo, hi);
    else
        check_bounds(v, NULL, param, param->value, param->span);
}

static void check_part(IrVerifier *v, const IrItem *part)
{
    const IrModel *model = ir_find_model(v->m, part->model);
    if (!model) {
        StrNearest near = str_nearest_start(part->model->s);
        for (uint32_t i = 0; i < v->m->models.n; i++)
            str_nearest_offer(&near, v->m->models.v[i]->name->s);
        ir_verify_unknown(v, part->span, "model", part->model, near);
        return;
    }
    for (uint32_t i = 0; i < part->binds.n; i++)
        if (ir_bind(&part->binds, part->binds.v[i].name) != &part->binds.v[i])
            ir_verify_complain(v, DIAG_NNC0301, part->binds.v[i].span, "`%s` is given twice",
                               part->binds.v[i].name->s);
    for (uint32_t i = 0; i < part->binds.n; i++) {
        const IrBind *b = &part->binds.v[i];
        const IrItem *param = ir_item(model, b->name);
        if (param && param->kind == IR_ITEM_PARAM)
            check_bounds(v, part, param, b->value, b->span);
    }
    ir_verify_part_targets(v, part, model);
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *in = model->items.v[i];
        if (in->kind != IR_ITEM_IN || in->from != IR_OWN || ir_bind(&part->binds, in->name))
            continue;
        Diag *g = ir_verify_complain(v, DIAG_NNC0310, part->span,
                                     "the part `%s` is not given its input `%s`", part->name->s,
                                     in->name->s);
        diag_note(v->m->session->diags, g, in->span, "declared here");
    }
}

/* A reduce of this model or of a part, or the current of an ion. */
static void check_feed(IrVerifier *v, const IrItem *feed)
{
    const IrItem *target = ir_path_item(v->m, v->model, feed->name, NULL);
    if (!target || target->kind == IR_ITEM_REDUCE)
        return; /* members and unknown names are seen to with the types */
    Diag *g = ir_verify_complain(v, DIAG_NNC0302, feed->span,
                                 "`%s` cannot be fed: it is no `reduce`", feed->name->s);
    diag_note(v->m->session->diags, g, target->span, "declared here as `%s`",
              ir_item_word(target->kind));
}

/* An input of this model may be passed on to a part, and an output of a part as its own: so of
   its own ports a wire may start from an input and end at an output. */
static const IrItem *wire_end(IrVerifier *v, const IrItem *wire, const Str *path, IrItemKind kind)
{
    const IrModel *owner = NULL;
    const IrItem *port = ir_path_item(v->m, v->model, path, &owner);
    const bool is_port =
        port && (port->kind == IR_ITEM_EVENT_IN || port->kind == IR_ITEM_EVENT_OUT);
    if (is_port && (port->kind == kind || owner == v->model))
        return port;
    ir_verify_complain(v, DIAG_NNC0302, wire->span, "`%s` is no event port that a wire can %s",
                       path->s, kind == IR_ITEM_EVENT_OUT ? "start from" : "end at");
    return NULL;
}

static void check_wire(IrVerifier *v, const IrItem *wire)
{
    const IrItem *from = wire_end(v, wire, wire->wire_from, IR_ITEM_EVENT_OUT);
    const IrItem *to = wire_end(v, wire, wire->wire_to, IR_ITEM_EVENT_IN);
    bool same = from && to && from->args.n == to->args.n;
    for (uint32_t i = 0; same && i < from->args.n; i++)
        same = dim_equal(from->args.v[i].dim, to->args.v[i].dim);
    if (from && to && !same)
        ir_verify_complain(v, DIAG_NNC0310, wire->span,
                           "the events of `%s` and `%s` have different arguments",
                           wire->wire_from->s, wire->wire_to->s);
}

void ir_verify_model_parts(IrVerifier *v, const IrModel *model)
{
    v->model = model;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if (item->kind == IR_ITEM_PART)
            check_part(v, item);
        else if (item->kind == IR_ITEM_PARAM)
            check_default(v, item);
        else if (item->kind == IR_ITEM_FEED)
            check_feed(v, item);
        else if (item->kind == IR_ITEM_WIRE)
            check_wire(v, item);
    }
    v->model = NULL;
}
