/* Ports of projections: what source, target, response and plasticity send each other. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <string.h>

typedef struct Linking {
    NinemlWriter *n;
    const NinemlWired *x;
    LemsScope pre, post; /* what the cells call their ports */
    NinemlLinks all;
} Linking;

static void add_link(Linking *l, NinemlLink link)
{
    VEC_PUSH(l->n->w.arena, &l->all, link);
}

/* The value of the cell that the member takes; its delay is that of the projection. */
static const Str *value_sent(const Linking *l, const IrItem *in, bool far)
{
    const IrModel *pre = ir_find_model(l->n->w.m, l->x->pre->model);
    const IrItem *late = far ? nineml_delayed(pre, in->from_name) : NULL;
    return late ? late->value->arg[0]->u.name : in->from_name ? in->from_name : in->name;
}

/* What a member takes of the cells. */
static void link_cells(Linking *l, LemsScope *s, const char *role)
{
    LemsWriter *w = &l->n->w;
    const Str *spike = ir_spike_port(ir_find_model(w->m, l->x->post->model));
    if (l->x->p->pre_event && nineml_hears(s->model, "pre"))
        add_link(l, (NinemlLink){"pre", role, lems_name_of(w, &l->pre.names, l->x->p->pre_event),
                                 nineml_event_port("pre"), true});
    if (spike && nineml_hears(s->model, "post"))
        add_link(l, (NinemlLink){"post", role, lems_name_of(w, &l->post.names, spike),
                                 nineml_event_port("post"), true});
    for (uint32_t i = 0; i < w->m->projections.n; i++) {
        const IrProjection *q = w->m->projections.v[i];
        if (q->post == l->x->p->name && nineml_hears(s->model, q->post_port->s))
            add_link(l, (NinemlLink){"pre", role, lems_name_of(w, &l->pre.names, q->pre_event),
                                     lems_name_of(w, &s->names, q->post_port), true});
    }
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        const bool far = item->from == IR_FROM_PRE;
        LemsScope *cell = far ? &l->pre : &l->post;
        if (item->kind == IR_ITEM_IN)
            add_link(l, (NinemlLink){far ? "pre" : "post", role,
                                     lems_name_of(w, &cell->names, value_sent(l, item, far)),
                                     lems_name_of(w, &s->names, item->name), false});
    }
}

/* What the response takes of the plasticity, and gives the cells: as a receptor one value, else all its currents. */
static void link_response(Linking *l, LemsScope *s, LemsScope *plasticity)
{
    LemsWriter *w = &l->n->w;
    const bool receptor = l->x->members.response->receptor != NULL;
    const IrModel *post = ir_find_model(w->m, l->x->post->model);
    const Str *sum = lems_sum_of(w, l->x->p, post);
    const char *current = "i", *weight = "fixed_weight";
    if (plasticity)
        weight = lems_name_of(w, &plasticity->names, l->x->members.sent);
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        const char *name = item->name ? lems_name_of(w, &s->names, item->name) : "";
        if (item->kind == IR_ITEM_STATE && item->weight)
            add_link(l, (NinemlLink){"plasticity", "response", weight, name, false});
        if (item->is_current && receptor)
            current = name;
        else if (item->is_current)
            add_link(l,
                     (NinemlLink){"response", item->to_pre ? "pre" : "post", name,
                                  lems_name_of(w, &(item->to_pre ? &l->pre : &l->post)->names, sum),
                                  false});
    }
    if (receptor)
        add_link(l, (NinemlLink){"response", "post", current, lems_name_of(w, &l->post.names, sum),
                                 false});
}

static bool simple_scope(NinemlWriter *n, const IrModel *model, LemsScope *s)
{
    const IrModel *simple = lems_simplify(&n->w, model);
    if (simple)
        nineml_scope(n, s, simple);
    return simple != NULL;
}

NinemlLinks nineml_find_links(NinemlWriter *n, const NinemlWired *x)
{
    const IrModule *m = n->w.m;
    Linking l = {.n = n, .x = x};
    LemsScope response, plasticity;
    if (!simple_scope(n, ir_find_model(m, x->pre->model), &l.pre) ||
        !simple_scope(n, ir_find_model(m, x->post->model), &l.post))
        return l.all;
    if (!x->members.response) {
        add_link(&l, (NinemlLink){"pre", "post", lems_name_of(&n->w, &l.pre.names, x->p->pre_event),
                                  lems_name_of(&n->w, &l.post.names, x->p->post_port), true});
        return l.all;
    }
    if (!simple_scope(n, x->members.response->model, &response) ||
        (x->members.plasticity && !simple_scope(n, x->members.plasticity, &plasticity)))
        return l.all;
    link_cells(&l, &response, "response");
    if (x->members.plasticity)
        link_cells(&l, &plasticity, "plasticity");
    link_response(&l, &response, x->members.plasticity ? &plasticity : NULL);
    return l.all;
}

void nineml_write_links(NinemlWriter *n, const NinemlLinks *all, const char *receiver)
{
    static const struct {
        const char *role, *from;
    } senders[] = {{"pre", "FromSource"},
                   {"post", "FromDestination"},
                   {"response", "FromResponse"},
                   {"plasticity", "FromPlasticity"}};
    const bool roles = n->version->roles;
    for (uint32_t i = 0; i < all->n; i++) {
        const NinemlLink *l = &all->v[i];
        if (strcmp(receiver, l->receiver) != 0)
            continue;
        const char *tag = l->event ? "EventPortConnection" : "AnalogPortConnection";
        for (size_t k = 0; !roles && k < sizeof senders / sizeof *senders; k++)
            if (!strcmp(senders[k].role, l->sender))
                tag = senders[k].from;
        xml_writer_open(&n->w.xml, tag);
        if (roles) {
            xml_writer_attribute(&n->w.xml, "sender_role", l->sender);
            xml_writer_attribute(&n->w.xml, "receiver_role", l->receiver);
        }
        xml_writer_attribute(&n->w.xml, "send_port", l->send);
        xml_writer_attribute(&n->w.xml, "receive_port", l->receive);
        xml_writer_close(&n->w.xml);
    }
}
