/* Items that hold several others: gates, ions, kinetic schemes, regimes; noise and methods of integration. */
#include "codegen/nn/items.h"
#include "ir/build.h"

#include <string.h>

uint32_t nn_items_noise(const NnScope *s, uint32_t i)
{
    emit(s->w->e, "noise %s\n", nn_item(s->w, nn_item_at(s, i)->name->s));
    return i + 1;
}

static const char *binds_of(const NnScope *s, const IrBinds *binds)
{
    const char *text = "";
    for (uint32_t i = 0; i < binds->n; i++)
        text = arena_printf(s->w->a, "%s%s%s = %s", text, i ? ", " : "",
                            nn_word(s->w, binds->v[i].name->s), nn_expr(s, binds->v[i].value));
    return text;
}

uint32_t nn_items_gate(const NnScope *s, uint32_t i)
{
    const IrItem *gate = nn_item_at(s, i);
    emit(s->w->e, "gate %s", nn_item(s->w, gate->name->s));
    if (gate->power != 1)
        emit(s->w->e, "^%d", gate->power);
    emit(s->w->e, ": %s\n", binds_of(s, &gate->binds));
    return i + 1;
}

uint32_t nn_items_ion(const NnScope *s, uint32_t i)
{
    emit(s->w->e, "ion %s: %s\n", nn_item(s->w, nn_item_at(s, i)->name->s),
         binds_of(s, &nn_item_at(s, i)->binds));
    return i + 1;
}

/* "2*A + B"; "0" of none. */
static const char *species(const NnScope *s, const IrBinds *side)
{
    const char *text = side->n ? "" : "0";
    for (uint32_t i = 0; i < side->n; i++) {
        double n = 1;
        if (side->v[i].value)
            ir_constant(side->v[i].value, &n);
        text = arena_printf(s->w->a, "%s%s%s%s", text, i ? " + " : "",
                            n > 1 ? arena_printf(s->w->a, "%d*", (int)n) : "",
                            nn_item(s->w, side->v[i].name->s));
    }
    return text;
}

uint32_t nn_items_kinetic(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    const bool named = !str_is(item->name, "kinetic");
    emit_open(s->w->e, "kinetic%s%s:", named ? " " : "", named ? nn_item(s->w, item->name->s) : "");
    for (uint32_t k = 0; k < item->reactions.n; k++) {
        const IrReaction *r = &item->reactions.v[k];
        if (r->conserve)
            emit(s->w->e, "conserve %s = %s\n", species(s, &r->left), nn_expr(s, r->total));
        else if (r->backward)
            emit(s->w->e, "%s <-> %s (%s, %s)\n", species(s, &r->left), species(s, &r->right),
                 nn_expr(s, r->forward), nn_expr(s, r->backward));
        else
            emit(s->w->e, "%s -> %s (%s)\n", species(s, &r->left), species(s, &r->right),
                 nn_expr(s, r->forward));
    }
    emit_close(s->w->e, "%s", "");
    return i + 1;
}

uint32_t nn_items_method(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    const char *names = "";
    for (uint32_t k = 0; k < item->names.n; k++)
        names =
            arena_printf(s->w->a, "%s%s%s", names, k ? ", " : " ", nn_path(s->w, item->names.v[k]));
    emit(s->w->e, "integrate%s with %s\n", names, item->method->s);
    return i + 1;
}

/* The initial regime is the first. */
static void write_regime(const NnScope *s, const IrRegime *r)
{
    emit_open(s->w->e, "regime %s:", nn_word(s->w, r->name->s));
    if (r->entry)
        nn_write_actions(s, "on entry", r->entry);
    for (uint32_t i = 0; i < r->items.n; i++)
        nn_write_behaviour(s, r->items.v[i]);
    if (!r->entry && !r->items.n)
        emit(s->w->e, "pass\n");
    emit_close(s->w->e, "%s", "");
}

uint32_t nn_items_mode(const NnScope *s, uint32_t i)
{
    const IrItem *mode = nn_item_at(s, i);
    uint32_t modes = 0;
    for (uint32_t k = 0; k < s->model->items.n; k++)
        modes += s->model->items.v[k]->kind == IR_ITEM_MODE;
    if (modes > 1)
        nn_refuse(s->w, mode->span, "several sets of regimes in one model");
    for (int initial = 1; initial >= 0; initial--)
        for (uint32_t k = 0; k < mode->regimes.n; k++)
            if (mode->regimes.v[k].initial == (initial == 1))
                write_regime(s, &mode->regimes.v[k]);
    return i + 1;
}
