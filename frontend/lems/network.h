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
    uint32_t packed; /* 0: that one; else the packed-th of the siblings behind it */
} LemsRow;
typedef struct LemsConnections {
    LemsPopulation *pre, *post;
    const LemsComponent *synapse; /* NULL: events go to a port of the cells themselves */
    const LemsComponent
        *far_end;           /* of continuous connections: what is on the pre cell; else NULL */
    const XmlElement *form; /* <EventConnection> or <Tunnel> */
    const Str *port, *attachments;
    const Str *target; /* the port of the cells; NULL where there is a synapse of the connection */
    /* The part of the cells that is the synapse, since something of it is recorded: `target` is its port. NULL: none is. */
    const Str *part;
    /* The projection of its only row, a continuous connection of which something is recorded. NULL: it is like others. */
    const Str *alone;
    bool delayed;
    VEC(LemsRow) rows;
} LemsConnections;

typedef struct LemsNetwork {
    LemsModels *all;
    const LemsComponent *root;
    bool single; /* the root is a cell on its own, whose variables paths name without it */
    VEC(LemsPopulation) populations;
    Map by_id;             /* -> LemsPopulation */
    Map inputs;            /* population and kind of input -> parts: see inputs.c */
    Map receptors;         /* cells and synapse -> LemsReceptor */
    Map tunnels;           /* what is at both ends -> IrModel */
    Map connections;       /* what makes them of one kind -> LemsConnections */
    LemsConnections *last; /* the kind of the connection before */
    unsigned alone;        /* kinds of one row so far */
} LemsNetwork;

/* Populations, and what connects them, which may still be split; then the projections. False after a diagnostic. */
bool lems_network(LemsNetwork *n, const LemsComponent *target);
/* Its structure makes cells: so many, or one for each place of a list. */
bool lems_is_population(LemsDocument *d, const LemsComponent *c);
bool lems_close_network(LemsNetwork *n);

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

/* A connection while it is read: `lasting` stays, of what was packed the sibling before it. */
typedef struct LemsConnecting {
    const LemsComponent *lasting;
    uint32_t packed; /* as in LemsRow */
    const LemsEach *each;
} LemsConnecting;

/* connect.c: <EventConnection> of a component, inside ForEach or not. */
void lems_connect(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                  const LemsConnecting *at);
void lems_join(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
               const LemsConnecting *at); /* <Tunnel> */
/* The connection of a row, in the session's scratch where it is packed; and where it stands. */
LemsComponent lems_row_connection(LemsDocument *d, const LemsRow *row);
uint32_t lems_row_place(const LemsRow *row);

/* inputs.c: what one cell is given. */
typedef struct LemsGiven {
    const LemsComponent *what;
    const Str *attachments;
    const XmlElement *form; /* whose <Assign> gives it properties */
    const LemsComponent *connection;
    bool own; /* it gets events that no other does */
    /* lems_euler: the port of the cell whose events it gets, and the port that takes them; NULL: none does something there */
    const Str *sends, *takes;
} LemsGiven;
/* Makes it a part of the cells, or takes one that there is, and switches that on in the cell. The name of the part; NULL
   after a diagnostic. */
const Str *lems_give(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsGiven *given);
bool lems_is_plain(
    const LemsComponent *c); /* its type says all but the numbers: no parts, no references */
/* The values, one per cell, of a parameter of the population. */
double *lems_cell_values(LemsNetwork *n, LemsPopulation *p, const Str *parameter, Span at);
/* The same of a parameter of a part, which it has from the cell from then on. */
double *lems_part_values(LemsNetwork *n, LemsPopulation *p, const Str *part, const IrItem *of_part);
/* All connections that differ in nothing but their cells and delays. */
LemsConnections *lems_kind(LemsNetwork *n, const LemsConnections *like);

/* attached.c: events at a port of the cell, or of a part, reach the other at once. */
void lems_add_wire(LemsModel *x, const Str *from, const Str *to, Span at);
/* Makes the synapse of a connection a part of the cells, and a connection to that part, beside the row that it was.
   The part; NULL after a diagnostic. */
const Str *lems_own_synapse(LemsNetwork *n, const LemsConnections *k, uint32_t row);
/* The same for all rows of a kind; false after a diagnostic. */
bool lems_own_rows(LemsNetwork *n, LemsConnections *k);
/* own_parts.c: the same for all that no projection can stand for. */
void lems_own_parts(LemsNetwork *n);
typedef struct LemsVariable {
    const Str *path;       /* in the cell, or in the synapse ... */
    const Str *projection; /* ... of this one, which has no other connection; NULL: of the cell */
} LemsVariable;
/* Of a path, from the cell, that starts with a synapse or an input: "synapses:syn:1/g", "syn/g". False: it does not start so.
   `path` is NULL after a diagnostic. */
bool lems_attached_path(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const char *path, Span at,
                        LemsVariable *out);
/* The port of the cells, made for it, at which events of an input go out that the path names; NULL: it is none with such a port. */
const Str *lems_attached_events(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const char *path,
                                const Str *port, Span at);

/* projection.c: what the projection of these connections is called, which no other thing is yet. */
const Str *lems_projection_name(LemsNetwork *n, const LemsConnections *k);
/* The property of the synapse that <Assign property="weight" value="w"/> gives, and the attribute that has the
   value; NULL after a diagnostic. Then the value that a connection has. False after a diagnostic. */
const LemsMember *lems_assignment(LemsDocument *d, const LemsComponent *synapse,
                                  const XmlElement *a, const Str **attribute);
bool lems_assigned(LemsDocument *d, const LemsComponent *connection, const Str *attribute,
                   const LemsMember *property, double *value);
/* What all connections make. */
void lems_close_connections(LemsNetwork *n);

/* receptor.c: the part of the post cells that stands for all synapses of that kind. NULL: they do not add up. */
typedef struct LemsReceptor {
    const Str *part;
    const IrExpr *weight; /* of connections that say nothing */
} LemsReceptor;
const LemsReceptor *lems_receptor(LemsNetwork *n, const LemsConnections *k);
/* The same for a cell and a synapse that is attached to it; `part` is NULL where it does not add up. */
LemsReceptor lems_add_receptor(LemsModels *all, LemsModel *cell, const LemsComponent *synapse,
                               const Str *attachments);

/* tunnel.c: the path of a variable of the component at one end, in the synapse. NULL after a diagnostic. */
const Str *lems_tunnel_path(LemsNetwork *n, const LemsConnections *k, bool far, const char *path,
                            Span at);
/* One synapse of the components at both ends of a continuous connection. NULL after a diagnostic. */
IrModel *lems_tunnel(LemsNetwork *n, const LemsConnections *k);
#endif
