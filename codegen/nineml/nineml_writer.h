/* Inside the writer of NineML, both versions. Models are simplified, and synapses joined with receptors, as for LEMS
   (codegen/lems/lems_writer.h); what differs between the versions is a table. */
#ifndef NN_NINEML_WRITER_H
#define NN_NINEML_WRITER_H
#include "codegen/lems/lems_network.h"

typedef struct NinemlVersion {
    const char *space; /* of the root */
    bool
        wrapped; /* <ComponentClass> around <Dynamics>, whose ports and parameters stand outside of it */
    const char *component;  /* elements: of dynamics with values, */
    const char *rule;       /* of rules with values */
    bool quantity;          /* units stand in <Quantity>, else in what has the value */
    bool name_in_text;      /* of references */
    const char *pre, *post; /* of projections */
    bool
        roles; /* ports are connected by <EventPortConnection sender_role=...>, else inside the receiver */
} NinemlVersion;
extern const NinemlVersion nineml_v1, nineml_v2;

typedef struct NinemlWriter {
    LemsWriter w;
    const NinemlVersion *version;
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
void nineml_write_definitions(NinemlWriter *n);

/* ---- class.c ---- */
void nineml_write_class(NinemlWriter *n, const IrModel *model);
/* What the class calls an item of the simplified model. */
void nineml_scope(NinemlWriter *n, LemsScope *s, const IrModel *simple);

/* ---- regimes.c ---- */
void nineml_write_regimes(NinemlWriter *n, LemsScope *s);

/* ---- network.c ---- */
void nineml_write_network(NinemlWriter *n);
#endif
