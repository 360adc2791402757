/* Projections onto connections, by which the source of those sends them events of a further port. In NineML that is one projection, whose
   members hear several ports of the source. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <string.h>

bool nineml_is_further(const IrModel *synapse, const IrItem *on)
{
    const IrItem *port =
        on->kind == IR_ITEM_ON ? ir_item_of(synapse, IR_ITEM_EVENT_IN, on->name) : NULL;
    return port && !port->args.n;
}

static bool sends_further(const NinemlWriter *n, const IrProjection *q, const IrProjection *host)
{
    const IrModel *synapse = host->synapse ? ir_find_model(n->w.m, host->synapse) : NULL;
    const IrItem *port =
        synapse && q->post_port ? ir_item_of(synapse, IR_ITEM_EVENT_IN, q->post_port) : NULL;
    return port && !port->args.n && !q->synapse && q->pre_event && host->pre_event &&
           q->pre == host->pre && q->pre_event != host->pre_event;
}

/* ---- the same connections ---- */
typedef struct Numbered { /* connections of the host, by their number */
    const NinemlWired *host;
    uint64_t count;
    uint32_t posts; /* target cells; 0: one to one, or a list */
} Numbered;

static Numbered number(const NinemlWriter *n, const NinemlWired *host)
{
    const double pre = nineml_count_cells(n->w.m, host->p->pre),
                 post = nineml_count_cells(n->w.m, host->p->post);
    const bool all = host->standard && !strcmp(host->standard->name, "AllToAll");
    const bool pairs = host->standard && !strcmp(host->standard->name, "OneToOne");
    return (Numbered){.host = host,
                      .posts = all ? (uint32_t)post : 0,
                      .count = all     ? (uint64_t)(pre * post)
                               : pairs ? (uint64_t)pre
                                       : (host->standard ? 0 : host->rows.n)};
}

static double source_of(const Numbered *x, uint64_t k)
{
    return x->posts            ? (double)(k / x->posts)
           : x->host->standard ? (double)k
                               : (double)x->host->rows.v[k].pre;
}

static double delay_of(const Numbered *x, uint64_t k)
{
    return x->host->rows.v[x->host->standard ? 0 : k].delay;
}

static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* From each source to all of its connections, and to no other, with their delays. */
static bool has_same_connections(NinemlWriter *n, const IrProjection *q, const NinemlWired *host)
{
    const Numbered x = number(n, host);
    const double *pre = nineml_list_column(n, q, "pre"), *to = nineml_list_column(n, q, "post"),
                 *delays = nineml_list_column(n, q, "delay");
    double delay = 0;
    bool *seen = ARENA_ARRAY(n->w.arena, bool, x.count + 1);
    if (!pre || !to || !x.count || nineml_list_rows(n, q) != x.count ||
        (!delays && !nineml_number(n, q->delay, 0, &delay)))
        return false;
    for (uint64_t i = 0; i < x.count; i++)
        seen[i] = false;
    for (uint64_t i = 0; i < x.count; i++) {
        const uint64_t k = to[i] >= 0 && to[i] < (double)x.count ? (uint64_t)to[i] : x.count;
        if (k == x.count || seen[k] || !is_same(pre[i], source_of(&x, k)) ||
            !is_same(delays ? delays[i] : delay, delay_of(&x, k)))
            return false;
        seen[k] = true;
    }
    return true;
}

bool nineml_check_further(NinemlWriter *n, const IrProjection *q, const NinemlWired *hosts,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (hosts[i].p && hosts[i].p->name == q->post && sends_further(n, q, hosts[i].p) &&
            has_same_connections(n, q, &hosts[i]))
            return true;
    lems_refuse(&n->w, q->span, "a projection to the synapses of another one");
    return false;
}
