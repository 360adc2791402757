/* Weights of connections: the value of plasticity that the response takes, where it is a parameter that plasticity only hands on, or
   a state that events change. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

#include <string.h>

const NmlValue *nml_static_weight(const NmlProjection *p, const NmlReceptor *r)
{
    const NmlClass *c = p->plasticity ? p->plasticity->class_ : NULL;
    const NmlConnection *sent = NULL;
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *k = &p->connections.v[i];
        if (str_is(k->receiver, "plasticity") || (sent && str_is(k->sender, "plasticity")))
            return NULL;
        if (str_is(k->sender, "plasticity"))
            sent = k;
    }
    if (!r || !sent || c->states.n || c->kind != NML_DYNAMICS || ir_item(r->model, sent->receive))
        return NULL;
    const NmlSymbol *alias = nml_symbol(&c->aliases, sent->send);
    for (uint32_t i = 0; alias && i < p->plasticity->properties.n; i++) {
        const NmlValue *v = &p->plasticity->properties.v[i];
        if (alias->math->len == v->name->len && !memcmp(alias->math->s, v->name->s, v->name->len))
            return v;
    }
    return NULL;
}

/* ---- weights that change ---- */
static bool has_derivative(const NmlClass *c, const Str *state)
{
    for (uint32_t i = 0; i < c->regimes.n; i++)
        if (nml_symbol(&c->regimes.v[i].derivatives, state))
            return true;
    return false;
}

bool nml_is_taken(const NmlClass *c, const Str *name)
{
    const NmlSymbols *const all[] = {&c->parameters, &c->states, &c->aliases, &c->constants};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (nml_symbol(all[i], name))
            return true;
    for (uint32_t i = 0; i < c->regimes.n; i++)
        if (c->regimes.v[i].name == name || nml_symbol(&c->regimes.v[i].aliases, name))
            return true;
    return nml_port(c, name) != NULL;
}

/* What plasticity sends, where it sends one value. */
static const NmlConnection *sent_by_plasticity(const NmlProjection *p)
{
    const NmlConnection *sent = NULL;
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].sender, "plasticity")) {
            if (sent)
                return NULL;
            sent = &p->connections.v[i];
        }
    return sent;
}

const Str *nml_learnt_weight(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r)
{
    const NmlClass *c = p->plasticity ? p->plasticity->class_ : NULL;
    const Str *weight = str_from(n->all->session->strings, "weight");
    if (!r || !c || c->kind != NML_DYNAMICS)
        return NULL;
    if (nml_symbol(&c->states, weight))
        return weight;
    const NmlConnection *sent = sent_by_plasticity(p);
    const bool learnt = sent && !ir_item(r->model, sent->receive) &&
                        nml_symbol(&c->states, sent->send) && !has_derivative(c, sent->send);
    return learnt && !nml_is_taken(c, weight) ? sent->send : NULL;
}

uint64_t nml_listed_values(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r)
{
    const Str *learnt = nml_learnt_weight(n, p, r);
    const NmlValue *weight =
        learnt ? nml_value(&p->plasticity->initials, learnt) : nml_static_weight(p, r);
    if (weight && weight->kind == NML_ARRAY)
        return weight->n;
    const bool delays = p->has_delay && p->delay.kind == NML_ARRAY;
    const bool alone = !p->plasticity && (r || !p->response);
    return delays && (weight || alone) ? p->delay.n : 0;
}

bool nml_bind_weight(NmlNetwork *n, const NmlProjection *p, const NmlValue *v,
                     const NmlPlace *place, IrProjection *ir)
{
    StrTable *strings = n->all->session->strings;
    IrBinds one = {0};
    NmlPlace here = *place;
    here.path = str_format(strings, "%s.weight", p->name->s);
    if (!nml_bind_value(&here, str_from(strings, "weight"), v, false, &one))
        return false;
    ir->weight = one.n ? one.v[0].value : NULL;
    return true;
}
