/* What actions and scripts give a value: states, but for those that follow from others; also by way of a part, which takes
   a state of its owner as an input. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verifying.h"

/* A reference of LEMS moves all species by themselves. */
static void check_rest(IrVerifier *v, const IrModel *owner, const IrItem *item, Span at,
                       const char *done)
{
    const IrReaction *sum = v->m->lems_euler ? NULL : ir_conserved_rest(owner, item->name);
    if (!sum)
        return;
    Diags *diags = v->m->session->diags;
    Diag *g = ir_verify_complain(v, DIAG_NNC0309, at,
                                 "`%s` cannot be %s: it is what the others leave of a sum",
                                 item->name->s, done);
    diag_note(diags, g, sum->span, "the sum, of which it is the last");
    diag_help(diags, g,
              "give the others their values, or leave the sum out: reactions keep it all the same");
}

void ir_verify_target_state(IrVerifier *v, const IrModel *model, const Str *name, Span at,
                            const char *done)
{
    const IrModel *owner = model;
    const IrItem *item = ir_path_item(v->m, model, name, &owner);
    if (item && item->kind == IR_ITEM_STATE)
        check_rest(v, owner, item, at, done);
    if (!item || item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_GATE)
        return; /* an unknown name is reported with the types */
    if (item->kind == IR_ITEM_PARAM && item->weight)
        return; /* a weight that rules change */
    if (item->kind == IR_ITEM_IN && model->role == IR_RECEPTOR && item->from == IR_OWN)
        return; /* a state of the cell that its receptor moves: a delta synapse */
    Diag *g = ir_verify_complain(v, DIAG_NNC0307, at, "`%s` cannot be %s: it is not a state",
                                 name->s, done);
    diag_note(v->m->session->diags, g, item->span, "declared here as `%s`",
              ir_item_word(item->kind));
}

/* ---- states of the owner ---- */
static bool body_gives(const IrBody *b, const Str *name)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        bool given = s->kind == IR_STMT_ASSIGN && s->name == name;
        for (uint32_t k = 0; k < s->names.n; k++)
            given |= s->names.v[k] == name;
        if (given || body_gives(s->then_body, name) || body_gives(s->else_body, name))
            return true;
    }
    return false;
}

static bool item_gives(const IrItem *item, const Str *name)
{
    bool given = body_gives(item->body, name);
    for (uint32_t i = 0; i < item->regimes.n && !given; i++) {
        given = body_gives(item->regimes.v[i].entry, name);
        for (uint32_t k = 0; k < item->regimes.v[i].items.n && !given; k++)
            given = item_gives(item->regimes.v[i].items.v[k], name);
    }
    return given;
}

static bool model_gives(const IrModel *model, const Str *name)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (item_gives(model->items.v[i], name))
            return true;
    return false;
}

void ir_verify_part_targets(IrVerifier *v, const IrItem *part, const IrModel *model)
{
    for (uint32_t i = 0; i < part->binds.n && model->role == IR_RECEPTOR; i++) {
        const IrBind *b = &part->binds.v[i];
        const IrItem *in = ir_item(model, b->name);
        if (!in || in->kind != IR_ITEM_IN || !model_gives(model, in->name))
            continue;
        if (b->value->op == IR_ITEM) {
            ir_verify_target_state(v, v->model, b->value->u.name, b->span, "assigned by a part");
            continue;
        }
        Diag *g = ir_verify_complain(v, DIAG_NNC0307, b->span,
                                     "`%s` of the part `%s` needs a state: its actions assign it",
                                     in->name->s, part->name->s);
        diag_note(v->m->session->diags, g, in->span, "declared here");
    }
}
