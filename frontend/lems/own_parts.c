/* Synapses that become parts of the cells that they act on, as one of which something is recorded does (attached.c). Kinetic
   schemes do in the order of jLEMS: their matrices are columns of cells. So does a synapse of which the cell adds up several
   variables, where it is no receptor: the currents of a projection go to one sum. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

enum { PARTS_MAX = 32 }; /* that the cells may get so */

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

/* ---- which do ---- */
static bool has_scheme(const LemsComponent *c)
{
    if (xml_first(c->type->dynamics, "KineticScheme"))
        return true;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (has_scheme(c->children.v[i]))
            return true;
    return false;
}

static bool moves_by_scheme(LemsNetwork *n, const LemsConnections *k)
{
    return document(n)->options->lems_euler &&
           (has_scheme(k->synapse) || (k->far_end && has_scheme(k->far_end)));
}

/* Variables of the synapse, of which a model is made for that alone. */
static uint32_t count_read(LemsNetwork *n, const LemsConnections *k)
{
    const LemsModel *cell = k->post->model;
    uint32_t attached = 0, read = 0;
    for (uint32_t i = 0; i < cell->reads.n; i++)
        attached += cell->reads.v[i].attachments == k->attachments;
    LemsModel *x = attached > 1 ? lems_model(n->all, k->synapse, IR_SYNAPSE) : NULL;
    for (uint32_t i = 0; x && i < cell->reads.n; i++)
        read += cell->reads.v[i].attachments == k->attachments &&
                ir_item(x->model, cell->reads.v[i].variable);
    if (x)
        lems_forget(n->all, x);
    return read;
}

static bool is_read_twice(LemsNetwork *n, const LemsConnections *k)
{
    return !k->far_end && !lems_receptor(n, k) && count_read(n, k) > 1;
}

typedef struct Reason {
    bool (*holds)(LemsNetwork *n, const LemsConnections *k);
    const char *what; /* is simulated as a part */
} Reason;

static const Reason reasons[] = {
    {moves_by_scheme, "in the order of jLEMS the kinetic scheme of a synapse is"},
    {is_read_twice, "several variables of a synapse that the cell adds up are"},
};
enum { N_REASONS = sizeof reasons / sizeof *reasons };

/* ---- they do ---- */
/* The most connections of the kind that one cell has. */
static uint32_t most_of_a_cell(LemsNetwork *n, const LemsConnections *k)
{
    uint32_t most = 0;
    uint32_t *count = ARENA_ARRAY(document(n)->session->arena, uint32_t, k->post->size + 1);
    memset(count, 0, (k->post->size + 1) * sizeof *count);
    for (uint32_t i = 0; i < k->rows.n; i++) {
        const uint32_t of_cell = ++count[k->rows.v[i].post];
        most = of_cell > most ? of_cell : most;
    }
    return most;
}

static void own(LemsNetwork *n, LemsConnections *k, const char *what)
{
    if (!k->far_end && most_of_a_cell(n, k) <= PARTS_MAX)
        lems_own_rows(n, k);
    else
        lems_complain(document(n), DIAG_NNC0909, k->synapse->element->span,
                      "%s simulated in connections with events, up to %d at a cell", what,
                      PARTS_MAX);
}

void lems_own_parts(LemsNetwork *n)
{
    for (uint32_t i = 0; i < n->connections.n && !document(n)->failed; i++) {
        LemsConnections *k = n->connections.entries[i].value;
        if (!k->rows.n || k->part || k->target)
            continue;
        for (int r = 0; r < N_REASONS; r++)
            if (reasons[r].holds(n, k)) {
                own(n, k, reasons[r].what);
                break;
            }
    }
}
