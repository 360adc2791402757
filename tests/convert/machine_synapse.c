/* What a connection with a synapse of its own does: its currents at both cells, its states, and what it does with an event. */
#include "tests/convert/machine.h"

#include <string.h>

static void set_values(Flat *f, const IrProjection *p, double weight)
{
    for (uint32_t i = 0; i < f->model->items.n; i++) {
        IrItem *item = f->model->items.v[i];
        const IrBind *bind =
            item->kind == IR_ITEM_PARAM ? ir_bind(&p->synapse_args, item->name) : NULL;
        if (item->weight) {
            item->kind = IR_ITEM_PARAM;
            map_set(&f->values, item->name, ir_number(f->x->a, weight, DIM_NONE, NOWHERE));
        } else if (bind)
            map_set(&f->values, item->name,
                    ir_number(f->x->a, machine_number(f->x, bind->value, 0), DIM_NONE, NOWHERE));
        else if (item->kind == IR_ITEM_PARAM)
            map_set(&f->values, item->name, item->value);
        else if (item->kind == IR_ITEM_IN && item->from != IR_OWN)
            map_set(&f->names, item->name,
                    arena_printf(f->x->a, "%s.%s", item->from == IR_FROM_PRE ? "pre" : "post",
                                 item->from_name->s));
        else if (item->kind == IR_ITEM_ON)
            map_set(&f->heard, item->name, (void *)item->name);
    }
}

void machine_print_synapse(Machine *x, const IrProjection *p, double weight)
{
    const IrModel *model = ir_find_model(x->m, p->synapse);
    Flat f;
    machine_flat_init(&f, x, ir_flatten(x->m, ir_model_copy(x->m, model, model->name), NULL, 0));
    f.all_inner = true;
    set_values(&f, p, weight);
    machine_find_zero(&f);
    for (uint32_t i = 0; i < f.model->items.n; i++)
        if (f.model->items.v[i]->is_current)
            machine_watch(&f, f.model->items.v[i]->name);
    machine_find_live(&f);
    for (uint32_t i = 0; i < f.model->items.n; i++) {
        const IrItem *item = f.model->items.v[i];
        const char *text = item->is_current ? machine_path_text(&f, item->name) : NULL;
        if (text && strcmp(text, "0x0p+0{}(0.0)") != 0)
            emit(x->out, "    current at %s: %s\n", item->to_pre ? "pre" : "post", text);
    }
    machine_print_flat(&f, x->out);
    for (uint32_t i = 0; i < f.model->items.n; i++)
        if (f.model->items.v[i]->kind == IR_ITEM_ON)
            emit(x->out, "    on event:%s\n",
                 machine_handler_text(&f, f.model->items.v[i]->name, weight));
}
