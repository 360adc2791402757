/* Inside the writer of NineML, both versions. Models are simplified, and synapses joined with receptors, as for LEMS
   (codegen/lems/lems_writer.h); what differs between the versions is a table. */
#ifndef NN_NINEML_WRITER_H
#define NN_NINEML_WRITER_H
#include "codegen/lems/lems_network.h"

typedef struct NinemlVersion {
    const char *space; /* of the root */
    bool
        wrapped; /* <ComponentClass> around <Dynamics>, whose ports and parameters stand outside of it */
    const char *component;    /* elements: of dynamics with values, */
    const char *rule;         /* of rules with values, */
    const char *distribution; /* and of distributions with values */
    bool quantity;            /* units stand in <Quantity>, else in what has the value */
    bool name_in_text;        /* of references */
    const char *pre, *post;   /* of projections */
    bool
        roles; /* ports are connected by <EventPortConnection sender_role=...>, else inside the receiver */
} NinemlVersion;
extern const NinemlVersion nineml_v1, nineml_v2;

typedef struct NinemlWriter {
    LemsWriter w;
    const NinemlVersion *version;
    Map responses;    /* members.c: IrModel, a synapse -> LemsKind */
    Map plasticities; /* Str of a synapse and the dimension of its weight -> IrModel */
} NinemlWriter;

/* ---- text.c ---- */
/* In the notation of C, with names of the scope; NULL after a diagnostic. */
const char *nineml_expression_text(LemsScope *s, const IrExpr *e);
/* "none" is "dimensionless" here. */
const char *nineml_dimension(NinemlWriter *n, Dim dim, Span at);
void nineml_write_math(NinemlWriter *n, LemsScope *s, const IrExpr *e); /* <MathInline> */
/* The name of something else, as an element or attribute; <tag>name</tag> or <tag name="..."/>. */
void nineml_write_reference(NinemlWriter *n, const char *tag, const char *name);
/* An element with a name and values in a unit: one for all, or one each. */
void nineml_write_value(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                        const Unit *unit, const double *values, uint64_t count, Span at);
/* Values in native units, as many as there are: also of one an array. */
void nineml_write_array(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                        const double *values, uint64_t count, Span at);
void nineml_write_definitions(NinemlWriter *n);

/* <tag name=...><Definition>of</Definition>, which stays open. */
void nineml_open_component(NinemlWriter *n, const char *tag, const char *name, const char *of);
/* A value that a component of a distribution draws. */
void nineml_write_random(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                         const char *component, Span at);

/* ---- rules.c ---- */
typedef struct NinemlRule {      /* of the standard library */
    const char *name, *property; /* the one number it has, or NULL */
} NinemlRule;
/* NULL: the connector is none of them. */
const NinemlRule *nineml_rule_of(const IrModule *m, const IrProjection *p, double *number);

/* 0: cells of a view, which have other places than their population has, or a size that is computed. */
double nineml_count_cells(const IrModule *m, const Str *cells);

typedef enum NinemlParameter { NINEML_AS_IT_IS, NINEML_INVERSE, NINEML_SQUARE } NinemlParameter;
typedef struct NinemlLaw {
    const char *name, *parameters[2];
    NinemlParameter to
        [2]; /* the document's value of that of the IR: a rate of a mean, a variance of a deviation */
} NinemlLaw;
const NinemlLaw *nineml_law(IrLaw law);            /* NULL: NineML has none */
const IrExpr *nineml_draw_of(const IrExpr *value); /* NULL: a value that no component draws */
void nineml_write_distribution(NinemlWriter *n, const char *name, const IrExpr *draw);
/* `parameters`: two at most, ended by NULL where there are less. */
void nineml_write_standard_class(NinemlWriter *n, const char *tag, const char *name,
                                 const char *library, const char *const *parameters);
/* Nothing is left that a program would have to draw. */
bool nineml_draws_all(const IrModule *m);

/* ---- class.c ---- */
void nineml_write_class(NinemlWriter *n, const IrModel *model);
/* A parameter that a cell has for its receptors alone: it is one of their responses. */
bool nineml_is_of_response(const NinemlWriter *n, const IrModel *model, const IrItem *param);
/* What the class calls an item of the simplified model. */
void nineml_scope(NinemlWriter *n, LemsScope *s, const IrModel *simple);

/* ---- regimes.c ---- */
void nineml_write_regimes(NinemlWriter *n, LemsScope *s);

/* An alias that is a value of the cell with a delay; NULL: it is none, or the cell reads it, too. */
const IrItem *nineml_delayed(const IrModel *cell, const Str *name);
/* Whether it acts on spikes of the source ("pre") or of the target ("post"), and the port of its class for them. */
bool nineml_hears(const IrModel *synapse, const char *event);
const char *nineml_event_port(const char *event); /* NULL: of another event */

/* ---- members.c ---- */
typedef struct NinemlMembers { /* of a projection */
    const LemsKind *response;  /* NULL: events go to a port of the cells */
    const IrModel
        *plasticity; /* one with states of its own; NULL: a weight, where the response takes one */
    const Str *sent; /* its item that the response takes as its weight */
    bool learns;  /* that item is the weight of the connection, which starts differently in each */
    bool weighed; /* the response takes a weight */
} NinemlMembers;
/* `cell`: of the target. False after a diagnostic. */
bool nineml_find_members(NinemlWriter *n, const IrProjection *p, const IrModel *cell,
                         NinemlMembers *out);

/* ---- starts.c ---- */
/* The parameter only says how states of connections start. */
bool nineml_is_start(const IrModel *synapse, const IrItem *param);
/* Connections start differently, or draw the parameter. `own`: what the synapse calls it, NULL where it has no such thing. */
bool nineml_has_start(const IrProjection *p, const IrItem *item, const Str *own);
/* The component that draws it, where it is drawn. */
void nineml_write_start_distribution(NinemlWriter *n, const IrProjection *p, const IrItem *item,
                                     const Str *own);
void nineml_write_start(NinemlWriter *n, const IrProjection *p, const NinemlRule *rule,
                        const char *name, const IrItem *item, const Str *own);

/* ---- rows.c ---- */
typedef struct NinemlRow {
    uint32_t pre, post;
    double weight, delay; /* native units */
    uint64_t place;       /* in the list that it is from */
} NinemlRow;
typedef VEC(NinemlRow) NinemlRows;
typedef enum NinemlColumn { NINEML_PRE, NINEML_POST, NINEML_WEIGHT, NINEML_DELAY } NinemlColumn;
/* One weight and one delay for all connections of a rule. False after a diagnostic. */
bool nineml_find_row(NinemlWriter *n, const IrProjection *p, NinemlRows *out);
/* Of a list, in the order in which arrays count connections: by pre, then by post. */
bool nineml_find_rows(NinemlWriter *n, const IrProjection *p, const LemsCellList *pre,
                      const LemsCellList *post, NinemlRows *out);
/* Of the list of connections, as it is; NULL, 0: there is none. */
const double *nineml_list_column(const NinemlWriter *n, const IrProjection *p, const char *name);
uint64_t nineml_list_rows(const NinemlWriter *n, const IrProjection *p);
/* Of each row in a further column of the list; NULL: it has none of that name. */
double *nineml_column_values(NinemlWriter *n, const IrProjection *p, const NinemlRows *rows,
                             const Str *name);
/* `shorten`: to one value where all have it. */
void nineml_write_rows(NinemlWriter *n, const char *tag, const char *name, const NinemlRows *rows,
                       NinemlColumn column, Dim dim, bool shorten, Span at);

/* ---- projection.c ---- */
/* Projections on their way, as those of the module. */
typedef struct NinemlWired {
    const IrProjection *p; /* NULL: it is a port of another one (ports.c) */
    const IrPopulation *pre, *post;
    NinemlMembers members;
    const NinemlRule
        *standard; /* NULL: a list, `rows`; else those have one row for all connections */
    double number; /* of the rule */
    NinemlRows rows;
    const char *rule, *response, *plasticity; /* names of components */
} NinemlWired;
NinemlWired *nineml_prepare_projections(NinemlWriter *n,
                                        LemsNetworkWriter *cells); /* NULL after a diagnostic */
void nineml_write_projection_classes(NinemlWriter *n, const NinemlWired *all);
void nineml_write_projections(NinemlWriter *n, const NinemlWired *all);

/* ---- ports.c ---- */
/* A handler of events that come by a projection onto the connections. */
bool nineml_is_further(const IrModel *synapse, const IrItem *on);
/* The projection, whose target is one of those before it, is a further port of that one's source. False after a diagnostic. */
bool nineml_check_further(NinemlWriter *n, const IrProjection *q, const NinemlWired *hosts,
                          uint32_t count);

/* ---- links.c ---- */
typedef struct NinemlLink {
    const char *sender, *receiver; /* roles: "pre", "response", ... */
    const char *send, *receive;
    bool event;
} NinemlLink;
typedef VEC(NinemlLink) NinemlLinks;
NinemlLinks nineml_find_links(NinemlWriter *n, const NinemlWired *x);
void nineml_write_links(NinemlWriter *n, const NinemlLinks *all, const char *receiver);

/* ---- network.c ---- */
/* Whose cells these are; of an assembly the first population. NULL: none. */
const IrPopulation *nineml_population(const IrModule *m, const Str *cells);
bool nineml_is_selection(NinemlWriter *n, const IrGroup *g); /* whole populations of one model */
uint32_t nineml_size_of(NinemlWriter *n, const IrPopulation *p);
bool nineml_number(NinemlWriter *n, const IrExpr *e, double missing,
                   double *out); /* NULL: missing */
/* 1 where all values are the same, else their count. */
uint64_t nineml_shortened(const double *values, uint64_t count);
void nineml_write_network(NinemlWriter *n);
#endif
