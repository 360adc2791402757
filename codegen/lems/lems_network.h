/* Networks as components: which component and which place of a document a cell of the IR has. */
#ifndef NN_LEMS_NETWORK_WRITER_H
#define NN_LEMS_NETWORK_WRITER_H
#include "codegen/lems/lems_writer.h"

typedef struct LemsAttributes { /* of a component: what makes it equal to another */
    VEC(const char *) names, values;
} LemsAttributes;

typedef struct LemsCells { /* cells in a row that have equal values: a population of the document */
    const IrPopulation *population;
    const IrModel *model;
    uint32_t first, n;
    const char *id, *component; /* of the population, and of what its cells are */
} LemsCells;

typedef struct LemsCell {
    const LemsCells *cells; /* NULL: there is no such cell */
    uint32_t place;
} LemsCell;

typedef struct LemsStarter { /* a type of sources that send at the start */
    uint32_t spikes;
    const char *type;
} LemsStarter;

typedef struct LemsNetworkWriter {
    LemsWriter *w;
    VEC(LemsCells) cells;
    VEC(LemsStarter) starters;
    Map components; /* Str of type and values -> const char *: of cells */
    Map first;      /* IrPopulation -> place + 1 of its first cells, which the others follow */
    Map sole; /* Str of a cell and a receptor that does not add up -> itself: it has a connection */
} LemsNetworkWriter;

/* components.c: components of the document's top level */
void lems_write_cells(LemsNetworkWriter *n);
/* A population of the document, without cells so far; `whole`: it has all cells of that of the IR. */
LemsCells *lems_add_cells(LemsNetworkWriter *n, const IrPopulation *p, const IrModel *model,
                          uint32_t first, bool whole);
/* Another row of cells; false after a diagnostic. */
bool lems_may_add(LemsNetworkWriter *n, const IrPopulation *p, uint32_t rows);
/* spikes.c: the populations of a source of given times, which `list` has. */
void lems_write_spike_source(LemsNetworkWriter *n, const IrPopulation *p, const IrModel *model,
                             const IrItem *list, uint32_t size);
/* What the connections of a projection to such cells put on them: the id of a component, which is written when it is new. NULL
   after a diagnostic. */
const char *lems_write_kind(LemsNetworkWriter *n, const IrProjection *p, const LemsKind *kind,
                            const LemsCells *post);
const char *lems_write_source(LemsNetworkWriter *n, const IrInput *input);

/* event_inputs.c: inputs that send events as cells and projections. Changes the module. */
void lems_connect_inputs(LemsWriter *w);
/* receptors_shown.c: what is recorded of receptors as variables of the cell. Changes the module. */
void lems_show_receptors(LemsWriter *w);

/* places.c */
/* How many cells a population, view or group has; false after a diagnostic. */
bool lems_count_cells(LemsWriter *w, const Str *name, Span at, uint32_t *out);
LemsCell lems_cell(const LemsNetworkWriter *n, const IrPopulation *p, uint32_t place);
/* The cells of a population, view or group, in order; false after a diagnostic. */
typedef VEC(LemsCell) LemsCellList;
bool lems_find_cells(LemsNetworkWriter *n, const Str *name, Span at, LemsCellList *out);
/* "pop[3]" */
const char *lems_cell_text(const LemsNetworkWriter *n, LemsCell c);

/* lists.c: values of array parameters */
typedef VEC(double) LemsList;
bool lems_list_values(LemsWriter *w, const IrExpr *list, uint32_t cell, LemsList *out);
/* A source that emits at the times of its one array parameter; NULL: it is something else. */
const IrItem *lems_spike_times(const IrModel *model);
/* The source of an input with the lists of its parameters in its equations, and a current that is held over each step. Where it has
   lists it gets the name. */
const IrModel *lems_source_model(LemsWriter *w, const IrModel *model, const IrBinds *binds,
                                 const char *name);

/* peers.c: continuous connections. Inputs of a side whose `from` is the pre cell are variables of the other side. */
typedef struct LemsSide {
    const IrModel *model;
    const IrItem *part;   /* of the synapse, whose values it has; or NULL */
    const LemsKind *kind; /* the synapse itself, as this side has it; or NULL */
} LemsSide;
typedef struct LemsPeers {
    LemsSide near, far; /* on the post cell, on the pre cell */
} LemsPeers;
bool lems_is_continuous(const LemsWriter *w, const IrProjection *p);
/* Is the sum the only one of the cell that takes currents from outside? Continuous connections end at one list, and name none. */
bool lems_is_only_list(const LemsWriter *w, const IrModel *cell, const Str *sum);
const LemsPeers *lems_peers(LemsWriter *w, const IrProjection *p); /* NULL after a diagnostic */
/* The id of the component of a side, which is written when it is new. */
const char *lems_write_side(LemsNetworkWriter *n, const IrProjection *p, const LemsPeers *peers,
                            const LemsSide *side, const LemsCells *post);

/* links.c */
void lems_name_links(LemsWriter *w);
const char *lems_link_type(LemsWriter *w, LemsLink link); /* of elements */
void lems_write_link_types(LemsWriter *w);                /* those that were asked for */

void lems_write_attached(LemsNetworkWriter *n); /* before the network */
void lems_write_connections(LemsNetworkWriter *n);
void lems_write_inputs(LemsNetworkWriter *n);
void lems_write_simulation(LemsNetworkWriter *n);
#endif
