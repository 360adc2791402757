/* Inside the writer of LEMS: modules of the IR as documents that use the core types of NeuroML2.

   Each model becomes a ComponentType, with the names of the IR where LEMS can spell them; what differs between populations
   (values of parameters, initial values) becomes components. Before it is printed a model is made simple (simplify.c): what
   LEMS has no word for is said with what it has. */
#ifndef NN_LEMS_WRITER_H
#define NN_LEMS_WRITER_H
#include "codegen/xml/writer.h"
#include "ir/ir.h"

typedef struct LemsNaming { /* names of one place, each legal and told apart */
    Map names;              /* Str of the IR -> const char * */
    Map taken;              /* Str of what was given out -> itself */
} LemsNaming;

typedef enum LemsLink {                     /* forms of connections */
                        LEMS_LINK_PLAIN,    /* without a weight or delay */
                        LEMS_LINK_WEIGHTED, /* to the one list of the cell, from its first port */
                        LEMS_LINK_LIST,  /* to a list that it names, from a port that it may name */
                        LEMS_LINK_PORT,  /* to a port of the cell: without a synapse */
                        LEMS_LINK_PEERS, /* of two components, one on each cell */
                        LEMS_LINK_COUNT
} LemsLink;

typedef struct LemsWriter {
    Session *session;
    Arena *arena;
    const IrModule *m;
    XmlWriter xml;
    bool (*is_core_type)(const char *name); /* may be NULL */
    LemsNaming types, ids; /* of component types; of components, populations and the like */
    Map units;             /* Str of a symbol -> Unit *, of those that the document must define */
    Map dimensions;        /* Str of a name -> Dim *, likewise */
    Map simple;            /* IrModel -> IrModel: simplified */
    Map exposed;           /* Str of a model -> Map of Str: what others read of it */
    Map kinds;             /* Str of synapse and receptor -> LemsKind */
    Map components;        /* Str of type and values -> const char *: id of what was written */
    Map sources;           /* IrInput -> IrModel: of the source, without lists */
    Map peers;             /* Str of a synapse -> LemsPeers */
    Map sides;        /* Str of a type, or of what a side of it reads -> IrModel: see peers.c */
    Map weights;      /* Str of a cell and a port -> LemsWeights: of events that change the cell */
    Map started;      /* Str of a model -> Map of Str: states whose start value is a parameter */
    const char *form; /* "LEMS", in messages */
    bool is_lems;     /* events bring no values, draws are numbers from 0 to 1 */
    bool defines_all; /* also the dimensions and units that the core types have */
    bool weights_have_units; /* of kinds; else they are numbers of native units */
    bool hears_targets;      /* synapses may act when their target spikes */
    struct {
        const char *name; /* NULL: a core type */
        bool needed;
    } links[LEMS_LINK_COUNT];
    bool failed;
} LemsWriter;

/* Says that the document cannot have it. */
Diag *lems_refuse(LemsWriter *w, Span at, const char *format, ...) DIAG_PRINTF(3, 4);

/* lems_write.c; the caller says what is different in its form */
struct Writing;
void lems_writer_init(LemsWriter *w, const struct Writing *writing);
/* Receptors stand in connections, which start with nothing of the cell. */
void lems_refuse_starts(LemsWriter *w, const IrPopulation *p);
void lems_find_exposed(LemsWriter *w); /* what of each model others read */

/* ---- names.c ---- */
void lems_naming_init(LemsNaming *n, Arena *a);
/* A name is not given to anything else. */
void lems_naming_reserve(LemsWriter *w, LemsNaming *n, const char *name);
/* What a name of the IR is called: the same whenever asked. */
const char *lems_name_of(LemsWriter *w, LemsNaming *n, const Str *name);
/* A name for something that the IR has not. */
const char *lems_new_name(LemsWriter *w, LemsNaming *n, const char *wanted);
const char *lems_type_name(LemsWriter *w, const IrModel *model);

/* ---- units.c ---- */
/* "voltage"; a dimension that the core types do not have is defined in the document. NULL after a diagnostic. */
const char *lems_dimension_name(LemsWriter *w, Dim dim, Span at);
/* "mV" */
const char *lems_unit_symbol(LemsWriter *w, const Unit *unit, Span at);
/* "-65 mV": the number, which is native, in that unit; NULL: the native one. */
const char *lems_quantity_text(LemsWriter *w, double native, Dim dim, const Unit *unit, Span at);
/* A LITERAL, NUMBER or INTEGER, or one with a sign, with the digits that it has. NULL: it is something else. */
const char *lems_constant_text(LemsWriter *w, const IrExpr *e, Dim dim);
void lems_write_definitions(LemsWriter *w);

/* ---- simplify.c ---- */
/* The model with gates and kinetic schemes as states, and choices as aliases of their own. NULL after a diagnostic. */
const IrModel *lems_simplify(LemsWriter *w, const IrModel *model);
/* Does the expression read an item, also by way of aliases, each of which is looked at once? */
bool lems_reads(LemsWriter *w, const IrModel *model, const IrExpr *e, const Str *name);
bool lems_is_read(const IrModel *model, const Str *name); /* by an expression of the model */

/* ---- expression.c ---- */
typedef struct LemsConstants { /* what a component type calls its numbers with units */
    Map names;                 /* Str of the text -> const char * */
    VEC(const Str *) texts;
    VEC(Dim) dims;
} LemsConstants;
typedef struct LemsScope {
    LemsWriter *w;
    const IrModel *model; /* simplified */
    LemsNaming names;
    LemsConstants constants;
} LemsScope;
void lems_scope_init(LemsScope *s, LemsWriter *w, const IrModel *model);
/* "(v_rest - v) / tau_m"; NULL after a diagnostic. */
const char *lems_expression_text(LemsScope *s, const IrExpr *e);
/* The name of a constant of that value. */
const char *lems_constant_name(LemsScope *s, const char *text, Dim dim);

/* What a port, or a sum that takes currents from outside, calls the list of what is attached there. */
const char *lems_attachments_name(LemsScope *s, const IrItem *port);

/* "na.m" as steps of a path, "na/m", with the names that the models of the parts give; "x[*]/m" of what is attached. NULL after a
   diagnostic. */
const char *lems_path_text(LemsScope *s, const char *path);

/* ---- variables.c: parameters, variables, what is exposed ---- */
void lems_write_members(LemsScope *s);
void lems_write_variables(LemsScope *s);

/* ---- actions.c: derivatives, starts, handlers, conditions, regimes ---- */
void lems_write_dynamics(LemsScope *s);
/* order.c: refuses a condition outside of regimes that would act in another step there; `hold` holds a state, or NULL */
void lems_check_order(LemsScope *s, const IrItem *item, const IrItem *hold);
/* The parameter that a state starts with, where populations start it in different ways; NULL: they do not. */
const char *lems_start_parameter(LemsScope *s, const IrItem *state);

/* Does the action of a condition end what is tested, in all populations? */
bool lems_resets(LemsScope *s, const IrItem *condition);

/* ---- requirements.c ---- */
/* Gives parts what they read under the name that it has in their owner. Changes the models. */
void lems_name_requirements(LemsWriter *w);
/* An input under another name, which an alias with the old one reads. */
void lems_rename_input(LemsWriter *w, IrModel *model, const Str *from, const Str *to);

/* ---- weights.c: events with a weight that change the cell itself ---- */
void lems_find_weights(
    LemsWriter *w); /* of all projections, before the first model is simplified */
/* Is it a port, or a receptor without states, of that kind? */
bool lems_has_weights(const LemsWriter *w, const IrModel *cell, const Str *port);
/* The port that takes events of that weight: of others, the port itself. */
const Str *lems_weighted_port(const LemsWriter *w, const IrModel *cell, const Str *port,
                              double weight);

/* ---- wires.c: events between a component and its children ---- */
/* Ports of parts that are handled or sent to get ports of the model's own, and wires to them. */
void lems_simplify_events(LemsWriter *w, IrModel *model);
void lems_write_wire_members(LemsScope *s);    /* of the type */
void lems_write_wire_attributes(LemsScope *s); /* of each component */
void lems_write_structure(LemsScope *s);

/* ---- type.c ---- */
void lems_write_type(LemsWriter *w, const IrModel *model);
/* What the type extends: NULL, nothing. */
const char *lems_base_type(LemsScope *s);
bool lems_has_port(const IrModel *model, IrItemKind kind, const char *name);

/* peers.c: nothing comes from outside into a sum of cells with continuous connections, so that it has no list. */
bool lems_is_closed(const LemsWriter *w, const IrModel *cell, const IrItem *sum);

/* ---- dendrite.c ---- */
double lems_longest_delay(const IrProjection *p); /* infinity: it is not known */
/* What the synapse does with its target takes place without a delay in between. False after a diagnostic. */
bool lems_check_dendrite(LemsWriter *w, const IrProjection *p, double longest);

/* ---- join.c ---- */
/* What a connection puts on a cell: the synapse of a projection and the receptor that takes what it sends, as one model. */
typedef struct LemsKind {
    const IrModel *model;    /* a synapse with a current; `on pre` is its one handler */
    const IrModel *receptor; /* NULL: the synapse has the current itself */
    const IrModel *synapse;  /* NULL: connections of constant weight */
    Map of_synapse;          /* Str of the model -> Str of the synapse: parameters that it had */
    Dim weight;      /* of the weights of projections; the property is a number of native units */
    bool continuous; /* it reads the pre cell */
} LemsKind;
/* NULL after a diagnostic. The same for all projections with the same parts. */
/* The sum of the cell that the current of such a kind joins. */
const Str *lems_sum_of(LemsWriter *w, const IrProjection *p, const IrModel *cell);
const LemsKind *lems_join_kind(LemsWriter *w, const IrProjection *p, const IrModel *cell);
/* The same of a synapse that needs no receptor, nor the cell. */
const LemsKind *lems_join_synapse(LemsWriter *w, const IrModel *synapse);
/* Events go to a port of the cell itself. */
bool lems_is_port(const LemsWriter *w, const IrProjection *p, const IrModel *cell);

/* ---- values.c: parameters of components as numbers ---- */
typedef struct LemsValues { /* what parameters of a model are, outermost last */
    LemsWriter *w;
    const IrModel *model;
    const IrBinds *binds;           /* NULL: none */
    const struct LemsValues *owner; /* whose items the binds read; NULL: of the network */
    uint32_t cell;                  /* i */
} LemsValues;
/* False: it depends on more than parameters and the place of the cell. */
bool lems_value_of(const LemsValues *v, const IrExpr *e, double *x);
bool lems_parameter_value(const LemsValues *v, const IrItem *param, double *x);
/* With the digits that were written, where that is one literal; NULL after a diagnostic. */
const char *lems_parameter_text(const LemsValues *v, const IrItem *param);

/* ---- grid.c ---- */
/* Does the statement hold anything, in the populations of the model? Refuses holds that are no whole number of steps. */
bool lems_holds(LemsScope *s, const IrStmt *hold);
/* Refuses a parameter that the model counts in steps where it is no whole number of them. */
void lems_check_grid(const LemsValues *v, const IrModel *model, const IrItem *param);

#endif
