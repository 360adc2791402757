/* Projections that the IR says as several with the same connections: one for each port by which source cells send events, or
   for each name of a port to which connections send values. That is the same where nothing is drawn, and where what is split
   has no states, or each projection may have a copy of them. */
#include "frontend/nineml/network.h"

#include <string.h>

typedef struct Split {
    NmlNetwork *n;
    NmlProjection *p;
    /* The port that decides to which projection a connection belongs, or NULL. */
    const Str *(*lane)(const struct Split *s, const NmlConnection *c);
    bool by_event;
} Split;

static bool is_cell(const Str *role)
{
    return str_is(role, "pre") || str_is(role, "post");
}

static const NmlPort *sender_port(const NmlProjection *p, const NmlConnection *c)
{
    const NmlClass *class_ = str_is(c->sender, "response")     ? p->response->class_
                             : str_is(c->sender, "plasticity") ? p->plasticity->class_
                             : str_is(c->sender, "pre")        ? p->pre->members.v[0]->cell->class_
                                                        : p->post->members.v[0]->cell->class_;
    return nml_port(class_, c->send);
}

static const Str *event_lane(const Split *s, const NmlConnection *c)
{
    const bool event = sender_port(s->p, c)->kind == NML_EVENT_SEND;
    return event && str_is(c->sender, "pre") ? c->send : NULL;
}

static const Str *sum_lane(const Split *s, const NmlConnection *c)
{
    const bool event = sender_port(s->p, c)->kind == NML_EVENT_SEND;
    return !event && is_cell(c->receiver) ? c->receive : NULL;
}

/* ---- what keeps one from being several ---- */
static bool has_random(const NmlComponent *c)
{
    for (uint32_t i = 0; c && i < c->properties.n; i++)
        if (c->properties.v[i].kind == NML_RANDOM)
            return true;
    for (uint32_t i = 0; c && i < c->initials.n; i++)
        if (c->initials.v[i].kind == NML_RANDOM)
            return true;
    return false;
}

static bool draws(const XmlText *math)
{
    static const char word[] = "random.";
    const size_t length = sizeof word - 1;
    for (uint32_t i = 0; i + length <= math->len; i++)
        if (!memcmp(math->s + i, word, length))
            return true;
    return false;
}

static bool class_draws(const NmlClass *c)
{
    for (uint32_t i = 0; c && i < c->parts.n; i++)
        if (class_draws(c->parts.v[i].class_))
            return true;
    for (uint32_t r = 0; c && r < c->regimes.n; r++)
        for (uint32_t t = 0; t < c->regimes.v[r].transitions.n; t++) {
            const NmlTransition *x = &c->regimes.v[r].transitions.v[t];
            for (uint32_t i = 0; i < x->assignments.n; i++)
                if (draws(x->assignments.v[i].math))
                    return true;
        }
    return false;
}

static bool has_draws(const NmlProjection *p)
{
    return nml_rule_draws(p) || (p->has_delay && p->delay.kind == NML_RANDOM) ||
           has_random(p->response) || has_random(p->plasticity) ||
           (p->response && class_draws(p->response->class_)) ||
           (p->plasticity && class_draws(p->plasticity->class_));
}

static bool plasticity_has_states(const NmlProjection *p)
{
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].receiver, "plasticity"))
            return true;
    return p->plasticity && p->plasticity->class_->states.n > 0;
}

/* ---- splitting ---- */
/* The connections of a lane. What has none is in all projections where a member receives it, or hands on what is split;
   in the first one alone else. */
static NmlConnections connections_of(const Split *s, const Str *lane, bool first)
{
    NmlConnections of = {0};
    for (uint32_t i = 0; i < s->p->connections.n; i++) {
        const NmlConnection *c = &s->p->connections.v[i];
        const Str *own = s->lane(s, c);
        const bool inner = !is_cell(c->receiver) || (s->by_event && !is_cell(c->sender));
        if (own ? own == lane : first || inner)
            VEC_PUSH(s->n->m->arena, &of, *c);
    }
    return of;
}

static void add_projection(const Split *s, const Str *lane)
{
    NmlProjection *to = ARENA_NEW(s->n->m->arena, NmlProjection);
    *to = *s->p;
    to->name = str_format(s->n->all->session->strings, "%s_%s", to->name->s, lane->s);
    to->connections = connections_of(s, lane, false);
    VEC_PUSH(s->n->m->arena, &s->n->projections, to);
}

static uint32_t count_lanes(const Split *s)
{
    Map seen;
    map_init(&seen, s->n->m->arena);
    for (uint32_t i = 0; i < s->p->connections.n; i++) {
        const Str *lane = s->lane(s, &s->p->connections.v[i]);
        if (lane)
            map_set(&seen, lane, s->p);
    }
    return seen.n;
}

/* False after a diagnostic. */
static bool split(const Split *s, const char *what)
{
    NmlProjection *p = s->p;
    const Str *first = NULL;
    Map seen;
    map_init(&seen, s->n->m->arena);
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        const Str *lane = s->lane(s, c);
        if (!lane || map_has(&seen, lane))
            continue;
        map_set(&seen, lane, p);
        p->by_port |= s->by_event && first;
        first = first ? first : lane;
        if (lane == first)
            continue;
        if (has_draws(p)) {
            nml_complain(s->n->all, DIAG_NNC0909, c->span,
                         "%s cannot be simulated yet where numbers are drawn", what);
            return false;
        }
        add_projection(s, lane);
    }
    if (seen.n > 1)
        p->connections = connections_of(s, first, true);
    return true;
}

bool nml_split_events(NmlNetwork *n, NmlProjection *p)
{
    const Split s = {.n = n, .p = p, .lane = event_lane, .by_event = true};
    if (plasticity_has_states(p))
        return count_lanes(&s) < 2 || nml_keep_events(n, p);
    return split(&s, "events of two ports of the source cells");
}

bool nml_split_sums(NmlNetwork *n, NmlProjection *p)
{
    const Split s = {.n = n, .p = p, .lane = sum_lane};
    return split(&s, "values to ports of two names");
}

/* ---- events to the source cells ---- */
static bool goes_back(const NmlProjection *p, const NmlConnection *c)
{
    return str_is(c->receiver, "pre") && str_is(c->sender, "post") &&
           sender_port(p, c)->kind == NML_EVENT_SEND;
}

static void add_turned(NmlNetwork *n, const NmlProjection *p, const NmlConnection *c)
{
    Arena *a = n->m->arena;
    StrTable *strings = n->all->session->strings;
    NmlProjection *to = ARENA_NEW(a, NmlProjection);
    *to = (NmlProjection){
        .pre = p->post, .post = p->pre, .rule = p->rule, .turned = !p->turned, .span = p->span};
    to->name = str_format(strings, "%s_%s", p->name->s, c->send->s);
    const NmlConnection turned = {str_from(strings, "pre"), str_from(strings, "post"), c->send,
                                  c->receive, c->span};
    VEC_PUSH(a, &to->connections, turned);
    VEC_PUSH(a, &n->projections, to);
}

bool nml_turn_events(NmlNetwork *n, NmlProjection *p)
{
    NmlConnections others = {0};
    const uint32_t count = n->projections.n;
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        if (!goes_back(p, c)) {
            VEC_PUSH(n->m->arena, &others, *c);
            continue;
        }
        if (nml_rule_draws(p)) {
            nml_complain(n->all, DIAG_NNC0909, c->span,
                         "events to source cells cannot be simulated yet where the rule draws "
                         "connections");
            return false;
        }
        add_turned(n, p, c);
    }
    p->connections = others;
    if (!others.n && n->projections.n > count) /* nothing else is left of it */
        *p = *n->projections.v[--n->projections.n];
    return true;
}
