/* Events that projections and inputs bring to a port: as many values as its handlers take, of their dimensions. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verify.h"
#include "ir/verifying.h"

/* The event port of a target; NULL where it is none, or unknown (which others report). */
static const IrItem *port_of(const IrModule *m, const Str *target, const Str *name)
{
    const IrModel *model = ir_target_model(m, target);
    const IrItem *item = model && name ? ir_path_item(m, model, name, NULL) : NULL;
    const IrModel *part = item && item->kind == IR_ITEM_PART ? ir_find_model(m, item->model) : NULL;
    if (part)
        item = ir_item_of(part, IR_ITEM_EVENT_IN, str_from(m->session->strings, "event"));
    return item && item->kind == IR_ITEM_EVENT_IN ? item : NULL;
}

static const IrItem *output_of(const IrModel *synapse)
{
    for (uint32_t i = 0; synapse && i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return synapse->items.v[i];
    return NULL;
}

static void wrong_number(IrVerifier *v, Span at, const IrItem *port, const char *who, uint32_t n)
{
    Diag *d =
        ir_verify_complain(v, DIAG_NNC0208, at, "an event at `%s` has %u values, and %s sends %u",
                           port->name->s, port->args.n, who, n);
    diag_note(v->m->session->diags, d, port->span, "declared here");
}

/* The first value is the weight, whose dimension the projection checks. */
static void check_dimensions(IrVerifier *v, Span at, const IrItem *port, const IrItem *output)
{
    IrTyping t = ir_typing(v->m, NULL);
    for (uint32_t i = 1; i < port->args.n; i++) {
        const Dim wanted = port->args.v[i].dim, sent = output->args.v[i].dim;
        if (dim_equal(wanted, sent))
            continue;
        Diag *d =
            ir_verify_complain(v, DIAG_NNC0208, at, "the value `%s` of an event at `%s` is %s",
                               port->args.v[i].name->s, port->name->s, ir_type_words(&t, wanted));
        diag_note(v->m->session->diags, d, output->span, "what is sent is %s",
                  ir_type_words(&t, sent));
    }
}

void ir_verify_events(IrVerifier *v, const IrProjection *p)
{
    const IrItem *port = port_of(v->m, p->post, p->post_port);
    const IrModel *synapse = p->synapse ? ir_find_model(v->m, p->synapse) : NULL;
    const IrItem *output = output_of(synapse);
    const uint32_t n = output ? output->args.n : 1;
    if (!port || (synapse && !output) || (n <= 1 && port->args.n <= 1))
        return;
    if (n != port->args.n)
        wrong_number(v, p->span, port,
                     synapse ? arena_printf(v->m->arena, "the synapse %s", synapse->name->s)
                             : "a projection without a synapse",
                     n);
    else
        check_dimensions(v, p->span, port, output);
}

void ir_verify_input_events(IrVerifier *v, const IrInput *in)
{
    const IrItem *port = port_of(v->m, in->target, in->port);
    if (port && port->args.n > 1)
        wrong_number(v, in->span, port, "a source", 1);
}
