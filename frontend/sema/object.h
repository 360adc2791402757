/* Objects of the network that a script makes. Those that the IR has as entities point to them. */
#ifndef NN_OBJECT_H
#define NN_OBJECT_H
#include "frontend/sema/value.h"

/* OBJECT(id, name shown, with its article) */
#define OBJECT_KINDS(OBJECT)                                                                       \
    OBJECT(INSTANCE, "model instance", "a model instance")                                         \
    OBJECT(POPULATION, "Population", "a Population")                                               \
    OBJECT(VIEW, "PopulationView", "a PopulationView")                                             \
    OBJECT(ASSEMBLY, "Assembly", "an Assembly")                                                    \
    OBJECT(PROJECTION, "Projection", "a Projection")                                               \
    OBJECT(INPUT, "source", "a source")                                                            \
    OBJECT(DISTRIBUTION, "RandomDistribution", "a RandomDistribution")                             \
    OBJECT(STRUCTURE, "structure", "a structure")                                                  \
    OBJECT(SPACE, "Space", "a Space")                                                              \
    OBJECT(FIGURE, "figure", "a figure")

typedef enum ObjectKind {
#define OBJECT(id, shown, words) OBJECT_##id,
    OBJECT_KINDS(OBJECT)
#undef OBJECT
        OBJECT_KIND_COUNT
} ObjectKind;

typedef struct NamedValue {
    const Str *name;
    Value value;
    Span span;
} NamedValue;
typedef VEC(NamedValue) NamedValues;

struct Object {
    ObjectKind kind;
    Span span;
    const Str *name; /* of the IR entity, or a word such as "Line" */
    /* INSTANCE: a cell type, synapse, connector, source with its parameters */
    ModelDecl *model;
    NamedValues values;     /* also the arguments of STRUCTURE, SPACE and DISTRIBUTION */
    IrConnector *connector; /* of a connector that came with its clauses, or NULL */
    /* POPULATION, VIEW */
    IrPopulation *population;
    IrView *view;
    Object *base, *within; /* VIEW: its population; the view whose cells it picks from, or NULL */
    uint32_t n_cells;      /* VIEW by a list: how many */
    unsigned level;        /* VIEW: of views that pick from views, from 1 */
    /* ASSEMBLY: members in order */
    VEC(Object *) members;
    IrProjection *projection;
    Object *pre, *post;      /* PROJECTION */
    VEC(IrInput *) inputs;   /* INPUT, an INSTANCE of a source: where it has been injected */
    IrLaw law;               /* DISTRIBUTION */
    bool used;               /* POPULATION: something reads or drives it */
    VEC(uint32_t) recorders; /* of its cells, in the module */
};

/* Number of cells where it is known now; -1 when it is a param of the program. */
int64_t object_size(const Object *o);
#endif
