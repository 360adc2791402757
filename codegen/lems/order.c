/* The order of conditions. LEMS tests those of a component before those of its regimes; here the order is that of the text.
   So a condition behind a regime, or behind one that holds a state, would act in another step where the two depend on each other. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"

typedef struct Look {
    const LemsScope *s;
    const Str *state;
    bool found;
} Look;

static void look(void *context, IrExpr **e)
{
    Look *l = context;
    l->found = l->found || (*e && lems_reads(l->s->w, l->s->model, *e, l->state));
}

static bool uses(const LemsScope *s, const IrItem *item, const Str *state)
{
    Look l = {.s = s, .state = state};
    ir_item_each_expr((IrItem *)item, look, &l);
    return l.found || ir_body_assigns(item->body, state);
}

/* Does one use what the other one assigns? */
static bool depend(const LemsScope *s, const IrItem *a, const IrItem *b)
{
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *state = s->model->items.v[i];
        if (state->kind == IR_ITEM_STATE &&
            ((ir_body_assigns(a->body, state->name) && uses(s, b, state->name)) ||
             (ir_body_assigns(b->body, state->name) && uses(s, a, state->name))))
            return true;
    }
    return false;
}

static bool is_condition(const IrItem *item)
{
    return item->kind == IR_ITEM_WHEN || item->kind == IR_ITEM_WHENEVER;
}

static bool depends_on_regimes(const LemsScope *s, const IrItem *item, const IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++)
        for (uint32_t k = 0; k < mode->regimes.v[i].items.n; k++) {
            const IrItem *inside = mode->regimes.v[i].items.v[k];
            if (is_condition(inside) && depend(s, item, inside))
                return true;
        }
    return false;
}

void lems_check_order(LemsScope *s, const IrItem *item, const IrItem *hold)
{
    for (uint32_t i = 0; is_condition(item) && s->model->items.v[i] != item; i++) {
        const IrItem *before = s->model->items.v[i];
        if (before == hold ? depend(s, item, before) : depends_on_regimes(s, item, before))
            lems_refuse(s->w, item->span,
                        "a condition that depends on an earlier one in a regime or with a `hold`");
    }
}
