/* Ports of parts that no event reaches. Inputs have ports for events that networks do not send them; a class with a port
   has places for what arrives, and code that takes it. */
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

typedef struct Heard { /* a port of a model that a wire leads to */
    const IrModel *model;
    const Str *port;
} Heard;

typedef struct Ports {
    LemsModels *all;
    VEC(Heard) heard;
} Ports;

/* "part.part.port" of a model. */
static Heard end_of(const Ports *p, const IrModel *model, const Str *path)
{
    StrTable *strings = p->all->d->session->strings;
    const char *at = path->s;
    for (const char *dot; model && (dot = strchr(at, '.')); at = dot + 1) {
        const IrItem *part = ir_item(model, str_intern(strings, at, (size_t)(dot - at)));
        model = part && part->model ? ir_find_model(p->all->m, part->model) : NULL;
    }
    return (Heard){model, str_from(strings, at)};
}

static bool is_heard(const Ports *p, const IrModel *model, const Str *port)
{
    for (uint32_t i = 0; i < p->heard.n; i++)
        if (p->heard.v[i].model == model && p->heard.v[i].port == port)
            return true;
    return false;
}

static void find_heard(Ports *p, const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_WIRE) {
            const Heard h = end_of(p, model, model->items.v[i]->wire_to);
            if (!is_heard(p, h.model, h.port))
                VEC_PUSH(p->all->d->session->arena, &p->heard, h);
        }
}

static bool is_of_unheard(const Ports *p, const IrModel *model, const IrItem *item)
{
    if (item->kind == IR_ITEM_ON && str_is(item->name, "start"))
        return false;
    return (item->kind == IR_ITEM_EVENT_IN || item->kind == IR_ITEM_ON) &&
           !is_heard(p, model, item->name);
}

static void close_regimes(const Ports *p, const IrModel *model, IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        IrRegime *r = &mode->regimes.v[i];
        uint32_t n = 0;
        for (uint32_t k = 0; k < r->items.n; k++)
            if (!is_of_unheard(p, model, r->items.v[k]))
                r->items.v[n++] = r->items.v[k];
        r->items.n = n;
    }
}

static void close_model(const Ports *p, IrModel *model)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        close_regimes(p, model, item);
        if (!is_of_unheard(p, model, item))
            model->items.v[n++] = item;
        else if (item->kind == IR_ITEM_EVENT_IN)
            map_remove(&model->by_name, item->name);
    }
    model->items.n = n;
}

void lems_close_ports(LemsModels *all)
{
    Ports p = {.all = all};
    for (uint32_t i = 0; i < all->m->models.n; i++)
        find_heard(&p, all->m->models.v[i]);
    for (uint32_t i = 0; i < all->m->models.n; i++)
        if (all->m->models.v[i]->role == IR_CHANNEL)
            close_model(&p, all->m->models.v[i]);
}
