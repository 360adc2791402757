/* Populations and projections of the user layer as those of the IR. */
#ifndef NN_NINEML_NETWORK_H
#define NN_NINEML_NETWORK_H
#include "frontend/nineml/lower.h"

/* A port of the cell and what feeds it. */
typedef struct NmlFeed {
    const Str *from, *to; /* item of the receptor, port of the cell */
    Span span;
} NmlFeed;

/* A response of which each cell has one, for all connections: a part of the cell. */
typedef struct NmlReceptor {
    const NmlComponent *response;
    const Str *key; /* what it is: equal receptors are one */
    const Str *part;
    IrModel *model;
    IrBinds inputs; /* what it reads of the cell */
    VEC(NmlFeed) feeds;
} NmlReceptor;

typedef struct NmlCells {
    const NmlPopulation *population;
    VEC(NmlReceptor *) receptors;
    Map senders; /* port that receives -> how many send to each cell */
    IrModel *model;
} NmlCells;

typedef struct NmlNetwork {
    NmlDocuments *all;
    IrModule *m;
    VEC(NmlCells *) cells;
    Map by_population; /* NmlPopulation -> NmlCells */
    Map receptors;     /* key -> NmlReceptor */
    Map models;        /* what cells are -> IrModel */
    bool open;         /* values may be missing: a script gives them */
    VEC(NmlProjection *) projections;
    VEC(NmlReceptor *) receptor_of; /* for each projection, or NULL */
} NmlNetwork;

NmlNetwork *nml_network_new(IrModule *m, const ElabOptions *options);
const Str *nml_free_name(NmlNetwork *n,
                         const Str *base); /* with a number behind it where it is taken */
/* The population, or the group of a selection. */
const Str *nml_cells_name(NmlNetwork *n, const NmlSelection *s);
uint64_t nml_cells_count(const NmlSelection *s);
/* Values of a component's parameters as binds of `to`, and a diagnostic for those it does not have. `prefix`: before names. */
bool nml_bind_values(const NmlPlace *place, const NmlComponent *c, const IrModel *model,
                     const char *prefix, IrBinds *to);
/* Initial values of its states, and of those of its parts. */
bool nml_bind_initials(const NmlPlace *place, const NmlComponent *c, IrBinds *to);
/* A warning for states that are 0 because nothing is said. */
void nml_tell_initials(NmlDocuments *all, const NmlComponent *c);

/* cells.c */
bool nml_make_populations(NmlNetwork *n);
typedef struct NmlCellForm {
    const Str *name;
    const Str *start; /* regime in which it starts; NULL: chosen */
    const Str
        *spike; /* what its first port that sends events is called; NULL: as in the document */
    NmlReceptor *const *receptors;
    uint32_t n_receptors;
    Span at;
} NmlCellForm;
IrModel *nml_cell_model(NmlNetwork *n, const NmlClass *c, const NmlCellForm *form);

/* receptor.c: the response of a projection as a receptor of its targets; NULL where each connection needs its own. */
NmlReceptor *nml_receptor(NmlNetwork *n, const NmlProjection *p);
enum { NML_LISTED_MOST = 10000000 }; /* connections of NML_LISTED */
#define NML_LISTED UINT64_MAX
/* rule.c: the connector; `place` tells how values of connections are counted under that rule. Where all connections are known and
   `listed` is their number or NML_LISTED, they become a list. False after a diagnostic. */
bool nml_set_rule(NmlNetwork *n, const NmlProjection *p, uint64_t listed, IrProjection *ir,
                  NmlPlace *place);

bool nml_rule_draws(const NmlProjection *p);
IrConnector *nml_new_list(NmlNetwork *n, const Str *name, const IrData *list);

/* split.c: adds projections to those of the network, so that source cells of each send events by one port, and values go to ports of
   one name. False after a diagnostic. */
bool nml_split_events(NmlNetwork *n, NmlProjection *p);
bool nml_split_sums(NmlNetwork *n, NmlProjection *p);

/* Events of the target cells that go to the source cells: a projection the other way round. False after a diagnostic. */
bool nml_turn_events(NmlNetwork *n, NmlProjection *p);

/* ports.c: connections that hear several event ports of the source, with one state for all of them. */
const Str *nml_first_port(const NmlProjection *p); /* NULL: source cells send no events */
/* It stays one projection, whose connections hear all ports. False after a diagnostic. */
bool nml_keep_events(NmlNetwork *n, NmlProjection *p);
/* What the synapse calls an event that it hears: "pre", "post", or a port of its own. */
const Str *nml_event_name(NmlNetwork *n, const NmlProjection *p, const NmlConnection *c);
void nml_declare_ports(NmlNetwork *n, const NmlProjection *p, IrModel *synapse);
/* `ir`: what it became; `list`: its connections. */
void nml_add_ports(NmlNetwork *n, const NmlProjection *p, const IrProjection *ir,
                   const IrData *list);

/* weight.c */
/* Plasticity that only hands a parameter on: the weight of a static connection. NULL: it is more than that. */
const NmlValue *nml_static_weight(const NmlProjection *p, const NmlReceptor *r);
/* The state of plasticity that is the weight: one of that name, else one that events alone change where nothing else goes to the
   receptor. NULL: there is none. */
const Str *nml_learnt_weight(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r);
bool nml_is_taken(const NmlClass *c, const Str *name); /* something in the class is called so */
/* How many values the arrays of weights and delays have, where nothing else differs by connection; 0: there is none. */
uint64_t nml_listed_values(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *r);
/* The weight of the projection, or a column of its list. False after a diagnostic. */
bool nml_bind_weight(NmlNetwork *n, const NmlProjection *p, const NmlValue *v,
                     const NmlPlace *place, IrProjection *ir);

/* projection.c */
bool nml_has_delay(const NmlProjection *p); /* one that is not 0 */
/* Whether something is connected to the port of the member with that role. */
bool nml_is_heard(const NmlProjection *p, const char *role, const Str *port);
bool nml_find_receptors(NmlNetwork *n); /* before cells are made */
bool nml_make_projections(NmlNetwork *n);
/* past.c: a value that a connection takes of a cell. */
typedef struct NmlPast {
    NmlNetwork *n;
    const NmlProjection *p;
    const NmlConnection *c;
    Dim dim;
} NmlPast;

void nml_add_input(const NmlPast *x, IrModel *synapse, const Str *name, const Str *of);
/* `name`: the value of the source cell as it was a delay ago. Delays that differ are a parameter, bound by the last one: false
   after a diagnostic. */
void nml_add_past(const NmlPast *x, IrModel *synapse, const Str *name);
bool nml_bind_past(const NmlProjection *p, const IrModel *synapse, const NmlPlace *place,
                   IrBinds *to);
/* synapse.c: a synapse of its own for each connection: plasticity, and the response where it is no receptor. False after a
   diagnostic. */
bool nml_make_synapse(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *receptor,
                      const NmlPlace *place, IrProjection *ir);
#endif
