/* Models: a head, a description, and the items in their order. */
#include "codegen/nn/items.h"
#include "ir/build.h"

const IrItem *nn_item_at(const NnScope *s, uint32_t i)
{
    return i < s->model->items.n ? s->model->items.v[i] : NULL;
}

static uint32_t write_part(const NnScope *s, uint32_t i)
{
    nn_write_part(s, nn_item_at(s, i));
    return i + 1;
}

static uint32_t refuse(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    nn_refuse(s->w, item->span, "an item of this kind: %s", ir_item_word(item->kind));
    return i + 1;
}

static uint32_t (*const writers[IR_ITEM_COUNT])(const NnScope *s, uint32_t i) = {
    [IR_ITEM_PARAM] = nn_items_param,
    [IR_ITEM_STATE] = nn_items_state,
    [IR_ITEM_IN] = nn_items_input,
    [IR_ITEM_ALIAS] = nn_items_behaviour,
    [IR_ITEM_DERIV] = nn_items_behaviour,
    [IR_ITEM_ON] = nn_items_behaviour,
    [IR_ITEM_WHEN] = nn_items_behaviour,
    [IR_ITEM_WHENEVER] = nn_items_behaviour,
    [IR_ITEM_REDUCE] = nn_items_reduce,
    [IR_ITEM_FEED] = nn_items_feed,
    [IR_ITEM_EVENT_IN] = nn_items_event,
    [IR_ITEM_EVENT_OUT] = nn_items_event,
    [IR_ITEM_PART] = write_part,
    [IR_ITEM_WIRE] = nn_items_wire,
    [IR_ITEM_NOISE] = nn_items_noise,
    [IR_ITEM_GATE] = nn_items_gate,
    [IR_ITEM_KINETIC] = nn_items_kinetic,
    [IR_ITEM_ION] = nn_items_ion,
    [IR_ITEM_METHOD] = nn_items_method,
    [IR_ITEM_MODE] = nn_items_mode,
    [IR_ITEM_TREE] = refuse,
    [IR_ITEM_REGION] = refuse,
    [IR_ITEM_JUMP] = nn_items_jump,
};

/* Weights are known by their name. */
static void check_weight(NnWriter *w, const IrModel *model)
{
    const Str *name = str_from(w->s->strings, "weight");
    const IrItem *state = ir_item_of(model, IR_ITEM_STATE, name);
    if (model->role == IR_SYNAPSE && state && !state->weight)
        nn_refuse(w, state->span, "a state 'weight' that is not the weight of connections");
}

void nn_write_model(NnWriter *w, const IrModel *model, const char *name)
{
    const NnScope s = {.w = w, .model = model};
    if (model->stage != IR_STRUCTURED)
        nn_refuse(w, model->span, "the model '%s', which passes have rewritten", model->name->s);
    check_weight(w, model);
    emit_open(w->e, "%s %s:", ir_role_word(model->role), name);
    if (model->doc)
        emit(w->e, "\"\"%s\"\"\n", nn_string(w, model->doc));
    else if (!model->items.n)
        emit(w->e, "pass\n");
    for (uint32_t i = 0; i < model->items.n;)
        i = writers[model->items.v[i]->kind](&s, i);
    emit_close(w->e, "%s", "");
}
