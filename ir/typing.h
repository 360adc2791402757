/* Inside the type checker (type*.c): what an expression is and where it
   stands. */
#ifndef NN_IR_TYPING_H
#define NN_IR_TYPING_H
#include "ir/ir.h"
#include "ir/quantity.h"

/* A poisoned type belongs to an expression with a reported mistake; it fits anything, so that
   one cause gives one error. */
typedef struct IrType {
    IrScalar scalar;
    Dim dim;
    bool zero;  /* the literal 0, or a sum of such: fits any dimension */
    bool whole; /* a literal without a point: an integer beside integers */
    bool poison;
    const Unit *unit; /* of a declaration, for messages; else NULL */
} IrType;

typedef struct IrTyping {
    IrModule *m;
    IrModel *model; /* NULL: an expression of a population, projection, connector or experiment */
    const IrConnector *connector; /* its params are items here; NULL: none */
    const IrArgs *args;           /* of the event handler at hand, or NULL */
    const IrClause *clause;       /* names of the indices of a connector, or NULL */
    const char *no_draw;          /* what must not draw ("an equation"), NULL: draws are fine */
    bool quiet;                   /* looks into a part's model, which has its own reports */
    bool failed;
    unsigned depth;            /* of such looks */
    Map status;                /* alias -> how far its typing is */
    VEC(const IrItem *) chain; /* aliases being typed, for the message about a cycle */
} IrTyping;

IrTyping ir_typing(IrModule *m, IrModel *model);
extern const IrType ir_poison;

/* type_expr.c */
IrType ir_type_expr(IrTyping *t, IrExpr *e);
/* Types e and asks for a number of dimension `dim`. `what`: "the value of `tau`", for the
   message. */
bool ir_type_want(IrTyping *t, IrExpr *e, Dim dim, const char *what);
/* The same against a declared type: its unit is named, a test may be wanted. With a name `what` is "value of". */
bool ir_type_want_type(IrTyping *t, IrExpr *e, IrType wanted, const char *what, const Str *name);
bool ir_type_want_test(IrTyping *t, IrExpr *e, const char *what);
/* Takes the literals 0 in e to the dimension and scalar that their neighbours have. */
void ir_type_adopt(IrExpr *e, IrType type);
/* "in mV", "a pure number" */
const char *ir_type_words(IrTyping *t, Dim d);

/* type_name.c */
IrType ir_type_declared(const IrItem *item);
IrType ir_type_item_name(IrTyping *t, IrExpr *e); /* ITEM */
IrType ir_type_variable(IrTyping *t, IrExpr *e);
IrType ir_type_param(IrTyping *t, IrExpr *e);
IrType ir_type_data(IrTyping *t, IrExpr *e);
/* The item that a path of items and parts ends at, and the model that owns it; NULL without a
   report. */
IrItem *ir_path_item(const IrModule *m, const IrModel *model, const Str *path,
                     const IrModel **owner);
/* The sum of which the state is what the others leave, or NULL. */
const IrReaction *ir_conserved_rest(const IrModel *model, const Str *state);
/* May a linear coupling see this item of the model: it is a state, which is extrapolated unless it is what a conserved sum leaves,
   or a parameter or number, which stands still. */
bool ir_is_extrapolated(const IrModel *owner, const IrItem *item);
/* Names for did-you-mean: offers all items of the model. */
void ir_offer_items(StrNearest *near, const IrModel *model);

/* type_reactions.c: of a kinetic scheme */
void ir_type_reactions(IrTyping *t, IrItem *kinetic);

/* type.c */
IrType ir_type_alias(IrTyping *t, IrItem *alias);
#endif
