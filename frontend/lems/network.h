/* Populations, connections and inputs, from the structure of components. */
#ifndef NN_LEMS_NETWORK_H
#define NN_LEMS_NETWORK_H
#include "frontend/lems/model.h"

typedef struct LemsPopulation {
    const LemsComponent *component; /* <population> */
    const LemsComponent *cell;
    uint32_t size;
    Map places; /* of a list: id of an instance -> index + 1 */
    LemsModel *model;
    IrPopulation *ir;
} LemsPopulation;

/* Connections of one kind between two populations: rows of one projection. */
typedef struct LemsRow {
    uint32_t pre, post;
    double delay; /* ms; 0: none */
    const LemsComponent *connection;
} LemsRow;
typedef struct LemsConnections {
    LemsPopulation *pre, *post;
    const LemsComponent *synapse; /* NULL: events go to a port of the cells themselves */
    const LemsComponent
        *far_end;           /* of continuous connections: what is on the pre cell; else NULL */
    const XmlElement *form; /* <EventConnection> or <Tunnel> */
    const Str *port, *attachments;
    const Str *target; /* the port of the cells; NULL where there is a synapse */
    bool delayed;
    VEC(LemsRow) rows;
} LemsConnections;

typedef struct LemsNetwork {
    LemsModels *all;
    const LemsComponent *root;
    VEC(LemsPopulation) populations;
    Map by_id;       /* -> LemsPopulation */
    Map inputs;      /* "population, input, k" -> what is attached */
    Map connections; /* what makes them of one kind -> LemsConnections */
} LemsNetwork;

bool lems_network(LemsNetwork *n, const LemsComponent *target);

/* standalone.c: the network of a document without a simulation, or the models of its components. */
bool lems_standalone(LemsModels *all);

/* A path to a cell, "pop[3]", "../pop/3/cell", "pop/3": its population and place. `rest` is what stands behind, or NULL. False
   after a diagnostic. */
bool lems_cell_path(LemsNetwork *n, const XmlText *path, LemsPopulation **population,
                    uint32_t *cell, const char **rest);

/* The component that `path` names: an attribute of the component, or of an enclosing one ("../synapse"). NULL after a
   diagnostic. */
const LemsComponent *lems_named(LemsNetwork *n, const LemsComponent *from, const XmlText *path);

/* What <ForEach as="..."/> stands for, inside others. */
typedef struct LemsEach LemsEach;
struct LemsEach {
    const Str *as;
    LemsPopulation *population;
    uint32_t cell;
    const LemsEach *outer;
};

/* each.c: the connections of all cells of a population. */
void lems_each(LemsNetwork *n, const LemsComponent *c, const XmlElement *e, const LemsEach *outer);

/* connect.c: <EventConnection> of a component, inside ForEach or not (NULL). */
void lems_connect(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                  const LemsEach *each);
void lems_join(LemsNetwork *n, const LemsComponent *c, const XmlElement *form); /* <Tunnel> */

/* projection.c: what all connections make. */
void lems_close_connections(LemsNetwork *n);

/* tunnel.c: one synapse of the components at both ends of a continuous connection. NULL after a diagnostic. */
IrModel *lems_tunnel(LemsNetwork *n, const LemsConnections *k);
#endif
