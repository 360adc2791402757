/* Kinetic schemes in synapses, in the order of jLEMS: their matrices are columns of cells, so such a synapse becomes a part of
   the cell that it acts on, as one of which something is recorded does (attached.c). */
#include "frontend/lems/network.h"

#include <string.h>

enum { PARTS_MAX = 32 }; /* that the cells may get so */

static bool has_scheme(const LemsComponent *c)
{
    if (xml_first(c->type->dynamics, "KineticScheme"))
        return true;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (has_scheme(c->children.v[i]))
            return true;
    return false;
}

static bool moves_by_scheme(const LemsConnections *k)
{
    return k->rows.n && !k->part && !k->target &&
           (has_scheme(k->synapse) || (k->far_end && has_scheme(k->far_end)));
}

/* The most connections of the kind that one cell has. */
static uint32_t most_of_a_cell(LemsNetwork *n, const LemsConnections *k)
{
    uint32_t most = 0;
    uint32_t *count = ARENA_ARRAY(n->all->d->session->arena, uint32_t, k->post->size + 1);
    memset(count, 0, (k->post->size + 1) * sizeof *count);
    for (uint32_t i = 0; i < k->rows.n; i++) {
        const uint32_t of_cell = ++count[k->rows.v[i].post];
        most = of_cell > most ? of_cell : most;
    }
    return most;
}

void lems_own_schemes(LemsNetwork *n)
{
    LemsDocument *d = n->all->d;
    for (uint32_t i = 0; d->options->lems_euler && i < n->connections.n && !d->failed; i++) {
        LemsConnections *k = n->connections.entries[i].value;
        if (!moves_by_scheme(k))
            continue;
        if (k->far_end || most_of_a_cell(n, k) > PARTS_MAX)
            lems_complain(d, DIAG_NNC0909, k->synapse->element->span,
                          "in the order of jLEMS the kinetic scheme of a synapse is simulated in "
                          "connections with events, up to %d at a cell",
                          PARTS_MAX);
        else
            lems_own_rows(n, k);
    }
}
