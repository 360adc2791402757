/* The elaboration of one model body; shared by model.c (items), model_body.c (actions) and
   model_place.c (names that the place gives: currents, v, weight). */
#ifndef NN_MODEL_H
#define NN_MODEL_H
#include "frontend/sema/equation.h"

typedef struct ModelBuild {
    EquationScope scope; /* its place is this build */
    Sema *sema;
    ModelDecl *decl;
    IrModel *model;
    IrRole role;
    AstItems items;        /* of the model and its bases, in order, replaced ones left out */
    Map declared;          /* name -> AstItem *, everything that an equation may name */
    Map functions;         /* `def`s of the body */
    Map suggested;         /* name -> const Unit *: see model_suggested_unit */
    const IrArgs *handler; /* arguments of the handler at hand, or NULL */
    IrItem *mode;          /* of the regimes, or NULL */
    bool in_entry;
} ModelBuild;

/* A unit kept in the arena. */
const Unit *model_keep_unit(ModelBuild *b, Unit unit);
/* The unit that an initial value or default suggests: `-65 mV`, EL, 2*tau; dimensionless when in
   doubt. */
Unit model_suggested_unit(ModelBuild *b, const AstExpr *e, unsigned depth);
/* Adds a port once. */
IrItem *model_event_out(ModelBuild *b, const char *name, Span at);

/* model.c */
IrItem *model_item_new(ModelBuild *b, IrItemKind kind, const Str *name, Span at);
void model_add_item(ModelBuild *b, const AstItem *item);
/* What an event brings: `(weight: uS, y: 1)`. */
bool model_event_args(ModelBuild *b, const AstParams *params, IrArgs *out);

/* model_decl.c */
Unit model_pure_unit(void);
const char *model_description(const AstExpr *doc);
IrExpr *model_in_unit(IrExpr *e, const Unit *unit);
void model_add_decl(ModelBuild *b, const AstItem *ast);

/* model_mechanism.c */
void model_add_trace(ModelBuild *b, const AstItem *ast);
void model_add_gate(ModelBuild *b, const AstItem *ast);
void model_add_ion(ModelBuild *b, const AstItem *ast);
/* Species that the model does not declare as states: the first scheme that names one declares it. */
void model_declare_species(ModelBuild *b);
void model_add_kinetic(ModelBuild *b, const AstItem *ast);
void model_add_method(ModelBuild *b, const AstItem *ast);

/* model_join.c */
void model_add_input(ModelBuild *b, const AstItem *ast);
void model_add_reduce(ModelBuild *b, const AstItem *ast);
void model_add_feed(ModelBuild *b, const AstItem *ast);
void model_add_port(ModelBuild *b, const AstItem *ast);
void model_add_wire(ModelBuild *b, const AstItem *ast);

/* model_part.c */
void model_add_part(ModelBuild *b, const AstItem *ast);

/* model_body.c */
IrBody *model_body(ModelBuild *b, const AstActions *actions);

/* model_place.c */
void model_scope_init(ModelBuild *b);
/* Creates the feeds of i_syn, i_chan and ions after all parts are known. */
void model_feed_currents(ModelBuild *b);
/* The reduce of that name, also one that the place gives (i_syn); NULL: none. */
IrItem *model_reduce(ModelBuild *b, const Str *name, Span at);
/* `pre.v` as the far item that it means; false: it is no such path. */
bool model_far_path(ModelBuild *b, const AstExpr *e, IrScope *from, const Str **item);
/* The dimension-carrying weight of a synapse; created when first read. */
IrItem *model_weight(ModelBuild *b, Span at);
/* An item of that path of cells or receptors that a model may mean by pre.PATH, post.PATH or receptor.PATH; NULL: none. */
const IrItem *model_far_item(ModelBuild *b, IrScope from, const Str *path);
#endif
