/* Projections: ports that fit, receptors of the targets, weights and delays. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

#include <stdlib.h>
#include <string.h>

/* ---- ports ---- */
typedef struct End {
    NmlNetwork *n;
    const NmlProjection *p;
    const NmlConnection *c;
} End;

static const NmlComponent *member(const NmlProjection *p, const Str *role)
{
    return str_is(role, "response")     ? p->response
           : str_is(role, "plasticity") ? p->plasticity
                                        : NULL;
}

static bool sends(const NmlPort *port)
{
    return port->kind == NML_ANALOG_SEND || port->kind == NML_EVENT_SEND;
}

static const NmlPort *port_of(const End *e, const NmlClass *c, const Str *name, bool sender)
{
    const NmlPort *port = nml_port(c, name);
    if (port && sends(port) == sender)
        return port;
    e->n->all->failed = true;
    if (!nml_first_missed(e->n->all, c->name->s, name))
        return NULL;
    Diag *g = nml_complain(e->n->all, DIAG_NNC0922, e->c->span, "'%s' has no port '%s' that %s",
                           c->name->s, name->s, sender ? "sends" : "receives");
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (sends(&c->ports.v[i]) == sender)
            str_nearest_offer(&near, c->ports.v[i].name->s);
    if (near.best)
        diag_did_you_mean(e->n->all->session->diags, g, name->s, near.best);
    return NULL;
}

/* The port of all that have the role; NULL after a diagnostic. */
static const NmlPort *role_port(const End *e, const Str *role, const Str *name, bool sender)
{
    const bool pre = str_is(role, "pre");
    const NmlComponent *c = member(e->p, role);
    if (c)
        return port_of(e, c->class_, name, sender);
    if (!pre && !str_is(role, "post")) {
        nml_complain(e->n->all, DIAG_NNC0922, e->c->span, "the projection has no '%s'", role->s);
        return NULL;
    }
    const NmlSelection *cells = pre ? e->p->pre : e->p->post;
    const NmlPort *port = NULL;
    for (uint32_t i = 0; i < cells->members.n; i++)
        if (!(port = port_of(e, cells->members.v[i]->cell->class_, name, sender)))
            return NULL;
    return port;
}

static bool check_connection(NmlNetwork *n, const NmlProjection *p, const NmlConnection *c)
{
    const End e = {n, p, c};
    const NmlPort *from = role_port(&e, c->sender, c->send, true);
    const NmlPort *to = from ? role_port(&e, c->receiver, c->receive, false) : NULL;
    if (!to)
        return false;
    const bool event = from->kind == NML_EVENT_SEND;
    if (event != (to->kind == NML_EVENT_RECEIVE)) {
        nml_complain(n->all, DIAG_NNC0922, c->span, "'%s' and '%s' are not both ports of events",
                     c->send->s, c->receive->s);
        return false;
    }
    if (event || dim_equal(from->dim, to->dim))
        return true;
    char sent[64], wanted[64];
    dim_describe(from->dim, sent);
    dim_describe(to->dim, wanted);
    nml_complain(n->all, DIAG_NNC0402, c->span, "'%s' sends %s, '%s' receives %s", c->send->s, sent,
                 c->receive->s, wanted);
    return false;
}

/* ---- ports without a connection ---- */
bool nml_is_heard(const NmlProjection *p, const char *role, const Str *port)
{
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].receiver, role) && p->connections.v[i].receive == port)
            return true;
    return false;
}

static bool sends_at_all(const NmlProjection *p, const char *role)
{
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].sender, role))
            return true;
    return false;
}

static void tell_unconnected(NmlNetwork *n, const NmlProjection *p)
{
    static const char *const roles[] = {"response", "plasticity"};
    const NmlComponent *const members[] = {p->response, p->plasticity};
    for (int k = 0; k < 2; k++) {
        const NmlComponent *c = members[k];
        for (uint32_t i = 0; c && i < c->class_->ports.n; i++)
            if (c->class_->ports.v[i].kind == NML_EVENT_RECEIVE &&
                !nml_is_heard(p, roles[k], c->class_->ports.v[i].name))
                nml_warn(n->all, DIAG_NNC0927, p->span, "no events come to the port '%s' of '%s'",
                         c->class_->ports.v[i].name->s, c->name->s);
        if (c && !sends_at_all(p, roles[k]))
            nml_warn(n->all, DIAG_NNC0927, p->span, "nothing receives what '%s' sends", c->name->s);
    }
}

/* ---- receptors ---- */
static void count_sender(NmlCells *cells, const Str *port)
{
    map_set(&cells->senders, port, (void *)((uintptr_t)map_get(&cells->senders, port) + 1));
}

static void give_receptor(NmlNetwork *n, NmlCells *cells, NmlReceptor *r)
{
    for (uint32_t i = 0; i < cells->receptors.n; i++)
        if (cells->receptors.v[i] == r)
            return;
    VEC_PUSH(n->m->arena, &cells->receptors, r);
    for (uint32_t i = 0; i < r->feeds.n; i++)
        count_sender(cells, r->feeds.v[i].to);
}

static void count_direct_senders(const NmlProjection *p, const char *role, NmlCells *cells)
{
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].receiver, role))
            count_sender(cells, p->connections.v[i].receive);
}

/* One that the IR can say, with its receptor or NULL; the rest of it is added to the projections. False after a diagnostic. */
static bool prepare(NmlNetwork *n, NmlProjection *p, NmlReceptor **r)
{
    for (uint32_t k = 0; k < p->connections.n; k++)
        check_connection(n, p, &p->connections.v[k]);
    if (n->all->failed || !nml_turn_events(n, p))
        return false;
    const NmlConnections all = p->connections;
    const uint32_t count = n->projections.n;
    if (!nml_split_events(n, p))
        return false;
    *r = nml_receptor(n, p);
    if (p->by_port && p->response && !*r) {
        p->connections = all; /* its states are there once: it stays one projection */
        n->projections.n = count;
        if (!nml_keep_events(n, p))
            return false;
    }
    return *r || nml_split_sums(n, p);
}

bool nml_find_receptors(NmlNetwork *n)
{
    for (uint32_t i = 0; i < n->projections.n; i++)
        tell_unconnected(n, n->projections.v[i]);
    for (uint32_t i = 0; i < n->projections.n; i++) { /* more of them come meanwhile */
        NmlProjection *p = n->projections.v[i];
        NmlReceptor *r;
        if (!prepare(n, p, &r))
            return false;
        VEC_PUSH(n->m->arena, &n->receptor_of, r);
        for (uint32_t k = 0; k < p->post->members.n; k++) {
            NmlCells *cells = map_get(&n->by_population, p->post->members.v[k]);
            if (r)
                give_receptor(n, cells, r);
            else
                count_direct_senders(p, "post", cells);
        }
        for (uint32_t k = 0; k < p->pre->members.n; k++)
            count_direct_senders(p, "pre", map_get(&n->by_population, p->pre->members.v[k]));
    }
    return !n->all->failed;
}

/* ---- delays ---- */
static bool is_zero(const NmlValue *v)
{
    return v->kind == NML_SINGLE &&
           !(strtod(v->number->s, NULL) > 0 || strtod(v->number->s, NULL) < 0);
}

bool nml_has_delay(const NmlProjection *p)
{
    return p->has_delay && !is_zero(&p->delay);
}

/* Source cells send values: these have histories of the cells, so few delays. */
static bool reads_source(const NmlProjection *p)
{
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        const NmlPort *port =
            str_is(c->sender, "pre") ? nml_port(p->pre->members.v[0]->cell->class_, c->send) : NULL;
        if (port && port->kind == NML_ANALOG_SEND)
            return true;
    }
    return false;
}

static bool set_delay(NmlNetwork *n, const NmlProjection *p, const NmlPlace *place,
                      IrProjection *ir)
{
    IrBinds one = {0};
    NmlPlace here = *place;
    here.path = str_format(n->all->session->strings, "%s.delay", p->name->s);
    ir->zero = ir->pre_event && !nml_has_delay(p);
    if (!nml_has_delay(p))
        return true;
    if (reads_source(p) && p->delay.kind == NML_RANDOM) {
        nml_complain(n->all, DIAG_NNC0909, p->delay.span,
                     "values that cells send cannot have drawn delays yet");
        return false;
    }
    if (!ir->pre_event)
        return true;
    if (!nml_bind_value(&here, str_from(n->all->session->strings, "delay"), &p->delay, false, &one))
        return false;
    ir->delay = one.n ? one.v[0].value : NULL;
    return true;
}

/* ---- the whole ---- */
static bool set_synapse(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r,
                        const NmlPlace *place, IrProjection *ir)
{
    const NmlValue *weight = nml_static_weight(p, r);
    if (r)
        ir->post_port = r->part;
    if (weight)
        return nml_bind_weight(n, p, weight, place, ir);
    const bool direct = !p->response && !p->plasticity && nml_first_port(p);
    if (direct && p->connections.n == 1) {
        ir->post_port = p->connections.v[0].receive;
        return true;
    }
    return (r && !p->plasticity) || nml_make_synapse(n, p, r, place, ir);
}

/* Projections name the events that they could hear, also where nobody does: a port of the cells. NULL: spikes, as otherwise,
   or they send none. */
static const Str *unheard_port(const NmlProjection *p)
{
    const Str *found = NULL;
    for (uint32_t k = 0; k < p->pre->members.n; k++) {
        const NmlClass *c = p->pre->members.v[k]->cell->class_;
        for (uint32_t i = 0; i < c->ports.n; i++)
            if (c->ports.v[i].kind == NML_EVENT_SEND && str_is(c->ports.v[i].name, "spike"))
                return NULL;
            else if (c->ports.v[i].kind == NML_EVENT_SEND && !found)
                found = c->ports.v[i].name;
    }
    return found;
}

static void make_projection(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r)
{
    Arena *a = n->m->arena;
    IrProjection *ir = ARENA_NEW(a, IrProjection);
    NmlPlace place;
    *ir = (IrProjection){.name = nml_free_name(n, p->name), .span = p->span};
    ir->pre = nml_cells_name(n, p->pre);
    ir->post = nml_cells_name(n, p->post);
    if (!p->connections.n) {
        nml_complain(n->all, DIAG_NNC0922, p->span, "no ports of '%s' are connected", p->name->s);
        return;
    }
    ir->pre_event = nml_first_port(p);
    if (!ir->pre_event)
        ir->pre_event = unheard_port(p);
    const uint64_t listed = p->whole ? NML_LISTED : nml_listed_values(n, p, r);
    if (!nml_set_rule(n, p, listed, ir, &place) || !set_delay(n, p, &place, ir) ||
        !set_synapse(n, p, r, &place, ir))
        return;
    VEC_PUSH(a, &n->m->projections, ir);
    ir_register(n->m, ir->name, ir);
    if (p->whole)
        nml_add_ports(n, p, ir, place.list);
}

bool nml_make_projections(NmlNetwork *n)
{
    for (uint32_t i = 0; i < n->projections.n && !n->all->failed; i++)
        make_projection(n, n->projections.v[i], n->receptor_of.v[i]);
    return !n->all->failed;
}
