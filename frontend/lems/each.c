/* <ForEach instances="../source" as="a"/>: what stands in it holds for each cell of the population that a link names. */
#include "frontend/lems/network.h"

#include <string.h>

static LemsPopulation *population_of(LemsNetwork *n, const LemsComponent *c, const XmlText *path)
{
    LemsDocument *d = n->all->d;
    const LemsComponent *named = lems_named(n, c, path);
    LemsPopulation *found = named && named->id ? map_get(&n->by_id, named->id) : NULL;
    if (named && !found)
        lems_complain(d, DIAG_NNC0302, c->element->span, "'%.*s' is no population", (int)path->len,
                      path->s);
    return found;
}

static void for_cell(LemsNetwork *n, const LemsComponent *c, const XmlElement *e,
                     const LemsEach *each)
{
    for (const XmlElement *inner = e->first; inner; inner = inner->next)
        if (str_is(inner->tag, "ForEach"))
            lems_each(n, c, inner, each);
        else if (str_is(inner->tag, "EventConnection"))
            lems_connect(n, c, inner, &(LemsConnecting){c, 0, each});
        else
            lems_complain(n->all->d, DIAG_NNC0909, inner->span,
                          "<%s> in <ForEach> cannot be simulated yet", inner->tag->s);
}

void lems_each(LemsNetwork *n, const LemsComponent *c, const XmlElement *e, const LemsEach *outer)
{
    LemsDocument *d = n->all->d;
    const XmlText *path = lems_need(d, e, "instances"), *as = lems_need(d, e, "as");
    LemsPopulation *p = path && as ? population_of(n, c, path) : NULL;
    for (uint32_t i = 0; p && i < p->size && !d->failed; i++) {
        const LemsEach each = {xml_intern(d->session, as), p, i, outer};
        for_cell(n, c, e, &each);
    }
}
