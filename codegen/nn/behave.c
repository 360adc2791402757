/* What a model does: aliases, equations, traces, handlers and conditions, in the model or in a regime. */
#include "codegen/nn/items.h"
#include "ir/build.h"

#include <string.h>

/* The value does not say the dimension, or results are to be in another unit than its own. */
static bool needs_unit(const IrItem *alias)
{
    const Unit native = dim_native_unit(alias->dim);
    return (!dim_equal(alias->value->dim, alias->dim) && !ir_is_zero(alias->value)) ||
           (alias->unit && strcmp(alias->unit->text, native.text) != 0);
}

static void write_alias(const NnScope *s, const IrItem *item)
{
    const bool zero = ir_is_zero(item->value) && !item->dim.var;
    const char *name = nn_item(s->w, item->name->s);
    const char *value = zero ? nn_quantity(s->w, 0, item->dim) : nn_expr(s, item->value);
    const char *unit = nn_unit(s->w, item->unit, item->dim);
    if (item->is_current)
        emit(s->w->e, "current %s%s%s = %s\n", name,
             item->ion ? arena_printf(s->w->a, "(%s)", nn_word(s->w, item->ion->s)) : "",
             item->to_pre ? " to pre" : "", value);
    else if (needs_unit(item) && unit)
        emit(s->w->e, "%s: %s = %s\n", nn_plain_name(s->w, name), unit, value);
    else
        emit(s->w->e, "%s = %s\n", name, value);
}

static void write_derivative(const NnScope *s, const IrItem *item)
{
    const bool time = str_is(item->name, "t") || str_is(item->name, "dt");
    const char *left = arena_printf(s->w->a, "d%s%s", item->name->s, time ? "_" : "");
    emit(s->w->e, "%s/dt = %s\n", nn_word(s->w, left), nn_expr(s, item->value));
}

/* What a handler does not say of its arguments is that of the port. */
static IrArgs typed_args(const NnScope *s, const IrItem *handler)
{
    IrArgs args = {0};
    const IrItem *port = ir_item_of(s->model, IR_ITEM_EVENT_IN, handler->name);
    for (uint32_t i = 0; i < handler->args.n; i++) {
        IrArg arg = handler->args.v[i];
        if (!arg.unit && dim_is_none(arg.dim) && port && i < port->args.n) {
            arg.unit = port->args.v[i].unit;
            arg.dim = port->args.v[i].dim;
        }
        VEC_PUSH(s->w->a, &args, arg);
    }
    return args;
}

static void write_handler(const NnScope *s, const IrItem *item)
{
    Emitter *args = emitter_new(s->w->a, 0);
    size_t n;
    const IrArgs typed = typed_args(s, item);
    nn_write_args(args, s, &typed);
    nn_write_actions(
        s, arena_printf(s->w->a, "on %s%s", nn_path(s->w, item->name), emitter_text(args, &n)),
        item->body);
}

static void write_condition(const NnScope *s, const IrItem *item)
{
    const char *word = item->edge ? "trigger" : item->kind == IR_ITEM_WHEN ? "when" : "whenever";
    nn_write_actions(s, arena_printf(s->w->a, "%s %s", word, nn_expr(s, item->value)), item->body);
}

void nn_write_behaviour(const NnScope *s, const IrItem *item)
{
    static void (*const writers[IR_ITEM_COUNT])(const NnScope *, const IrItem *) = {
        [IR_ITEM_ALIAS] = write_alias,        [IR_ITEM_DERIV] = write_derivative,
        [IR_ITEM_ON] = write_handler,         [IR_ITEM_WHEN] = write_condition,
        [IR_ITEM_WHENEVER] = write_condition,
    };
    writers[item->kind](s, item);
}

/* A jump of the state: its body assigns it. */
static bool is_jump_of(const IrItem *item, const Str *state)
{
    return item->kind == IR_ITEM_JUMP && ir_body_assigns(item->body, state);
}

bool nn_jumps(const NnScope *s, const Str *state)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (is_jump_of(s->model->items.v[i], state))
            return true;
    return false;
}

void nn_write_trace(const NnScope *s, const IrItem *state)
{
    if (!dim_is_none(state->dim) || !ir_is_zero(state->value))
        nn_refuse(s->w, state->span, "a trace that does not start at 0");
    emit_open(s->w->e, "trace %s:", nn_item(s->w, state->name->s));
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind == IR_ITEM_DERIV && item->name == state->name)
            write_derivative(s, item);
        else if (is_jump_of(item, state->name))
            nn_write_actions(s, arena_printf(s->w->a, "on %s", item->name->s), item->body);
    }
    emit_close(s->w->e, "%s", "");
}

/* Those of a trace are written with it. */
uint32_t nn_items_jump(const NnScope *s, uint32_t i)
{
    (void)s;
    return i + 1;
}

uint32_t nn_items_behaviour(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    if (item->kind != IR_ITEM_DERIV || !nn_jumps(s, item->name))
        nn_write_behaviour(s, item);
    return i + 1;
}
