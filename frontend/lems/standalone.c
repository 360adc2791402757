/* Documents without a simulation: their networks, or where they have none the models of their components. */
#include "frontend/lems/network.h"

static bool makes_cells(LemsDocument *d, const LemsComponent *c)
{
    if (lems_is_population(d, c))
        return true;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (makes_cells(d, c->children.v[i]))
            return true;
    return false;
}

static bool has_member(const LemsType *type, LemsMemberKind kind)
{
    for (uint32_t i = 0; i < type->members.n; i++)
        if (type->members.v[i].kind == kind)
            return true;
    return false;
}

/* What others are attached to is a cell, and so is what sends events and requires nothing; what only takes events is a
   synapse. */
static IrRole role_of(const LemsType *type)
{
    if (has_member(type, LEMS_ATTACHMENTS))
        return IR_CELL;
    if (lems_first_port(type, "in") && !lems_first_port(type, "out"))
        return IR_SYNAPSE;
    return lems_first_port(type, "out") && !has_member(type, LEMS_REQUIREMENT) ? IR_CELL
                                                                               : IR_CHANNEL;
}

static bool make_networks(LemsModels *all)
{
    LemsDocument *d = all->d;
    const LemsComponent *first = NULL;
    for (uint32_t i = 0; i < d->components.n; i++) {
        const LemsComponent *c = d->components.entries[i].value;
        if (!makes_cells(d, c))
            continue;
        if (first) {
            Diag *g = lems_complain(d, DIAG_NNC0409, c->element->span,
                                    "the document has several networks and no <Target>");
            diag_note(d->session->diags, g, first->element->span, "another one");
            return true;
        }
        first = c;
    }
    LemsNetwork *n = ARENA_NEW(d->session->arena, LemsNetwork);
    *n = (LemsNetwork){.all = all};
    if (first && lems_network(n, first))
        lems_close_network(n);
    return first != NULL;
}

bool lems_standalone(LemsModels *all)
{
    LemsDocument *d = all->d;
    if (make_networks(all))
        return !d->failed;
    for (uint32_t i = 0; i < d->components.n && !d->failed; i++) {
        const LemsComponent *c = d->components.entries[i].value;
        if (c->type->dynamics)
            lems_model(all, c, role_of(c->type));
    }
    return !d->failed;
}
