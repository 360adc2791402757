/* Components with dynamics as models of the IR.

   A component becomes a model; children that evolve, or that are read, become its parts. What a type requires of its
   surroundings becomes an input, which the owner binds, passing it on from its own surroundings where it has none. What
   attached components contribute is a `reduce`. */
#ifndef NN_LEMS_MODEL_H
#define NN_LEMS_MODEL_H
#include "frontend/lems/document.h"

typedef struct LemsAttached { /* an input that is a part of all cells of the model */
    const LemsComponent *component;
    const Str *part;
    const Str *on; /* the parameter that counts those that a cell has: 0 where it has none */
    const LemsComponent *
        *of_cell; /* the one that each cell has, which may differ in its numbers; NULL: none */
} LemsAttached;

typedef struct LemsRead { /* what the model reads of all that is attached to it */
    const Str *attachments, *variable;
    IrItem *reduce;
} LemsRead;

typedef struct LemsPeer { /* an input that is a variable of the component at the other end */
    const Str *peer, *variable, *input;
} LemsPeer;

typedef struct LemsModel LemsModel;
struct LemsModel {
    LemsDocument *d;
    IrModule *m;
    const LemsComponent *component;
    IrModel *model;
    Map parts;               /* LemsComponent -> Str: name of the part */
    Map variables;           /* names of the dynamics -> XmlElement */
    Map exponents;           /* names of parameters whose values the equations have as exponents */
    VEC(const Str *) inputs; /* what the surroundings must give */
    VEC(LemsAttached *) attached;
    VEC(LemsRead) reads;
    VEC(LemsPeer) peers;
    bool has_tree; /* several segments: paths through them mean a compartment */
};

typedef struct LemsModels {
    LemsDocument *d;
    IrModule *m;
    Map made;    /* LemsComponent -> LemsModel */
    Map given;   /* LemsComponent -> Str: the variable that its owner's kinetic scheme moves */
    Map numbers; /* Str -> the first number, perhaps, that no name made of it has yet */
    unsigned depth;
} LemsModels;

/* `base`, or with a number the first name made of it that no item and no variable of the document has. */
const Str *lems_free_item(const LemsModel *x, const Str *base);
/* The model of a component in that role: one for all owners of a part, a new one for each population and projection. NULL
   after a diagnostic. */
LemsModel *lems_model(LemsModels *all, const LemsComponent *c, IrRole role);

/* The value of a parameter, which agrees with the dimension that its type declares; NULL after a diagnostic. */
IrExpr *lems_given(LemsDocument *d, const LemsMember *m, const XmlText *value);
/* Gives an item the value of a parameter, in its dimension and bounds. False after a diagnostic. */
bool lems_give_item(LemsModel *x, const LemsMember *m, const XmlText *value, IrItem *item);

/* Attaches a component to all cells of the model. NULL after a diagnostic. */
LemsAttached *lems_attach(LemsModels *all, LemsModel *x, const LemsComponent *attached,
                          const Str *attachments);

/* Makes a model that stands alone a part; all of what the model reads of attachments that it has joins the sums. Its name. */
const Str *lems_add_part(LemsModels *all, LemsModel *x, const LemsModel *inner,
                         const Str *attachments);
/* Takes the model that was made last out of the module. */
void lems_forget(LemsModels *all, const LemsModel *x);

/* The name, or with a number behind it, which nothing in the module has. */
const Str *lems_free_name(LemsModels *all, const Str *base);

/* selected.c: the number that `select` of a derived parameter leads to; NULL after a diagnostic. */
IrExpr *lems_selected_number(LemsModel *x, const LemsMember *m);

/* select.c: what `select` reads, as an expression of the model; NULL after a diagnostic. */
IrExpr *lems_select(LemsModels *all, LemsModel *x, const XmlElement *variable);
/* The name that an item has which a recorder's path leads to: "bioPhys1/membraneProperties/na/m/q" with children by role or
   id. NULL after a diagnostic. */
const Str *lems_item_path(LemsModels *all, LemsModel *x, const char *path, Span at);
/* The part of a child, which is made when it is first asked for. */
const Str *lems_part(LemsModels *all, LemsModel *x, const LemsComponent *child);
const Str *lems_part_name(const LemsModel *x, const Str *id); /* without the dots of the id */
/* The reduce of a variable of attached components, "synapses" and "i": one of model->reads, made at `at`. */
const Str *lems_reduce(LemsModel *x, const Str *attachments, const Str *variable, bool multiply,
                       Dim dim, Span at);

/* The component that <ChildInstance component="reference"/> makes a child; NULL for other elements and empty references. */
const LemsComponent *lems_child_instance(LemsDocument *d, const LemsComponent *owner,
                                         const XmlElement *e);

/* The variable that the input of that name is, of the component at the other end; NULL: it is none. */
const Str *lems_peer_variable(const LemsModel *x, const Str *peer, const Str *input);
/* The child that paths call so; NULL: none, or several. */
const LemsComponent *lems_child_named(LemsModel *x, const char *name);

/* kinetic.c: the nodes of a scheme, before their parts are made; then its reactions. */
void lems_kinetic_nodes(LemsModels *all, LemsModel *x, const XmlElement *scheme);
void lems_kinetic(LemsModels *all, LemsModel *x, const XmlElement *scheme);
/* The state of the owner that is the occupancy of a node. */
const Str *lems_occupancy(const LemsModel *x, const LemsComponent *node, const Str *variable);
/* By role, id or the list that it is in. */
bool lems_is_called(const LemsComponent *owner, const LemsComponent *child, const Str *name);
/* The children in a list of the component's type. */
bool lems_in_list(const LemsModel *x, const LemsComponent *child, const Str *list);
IrItem *lems_input(LemsModel *x, const Str *name, Dim dim, Span at);

/* wires.c: the events that components of the model send each other. */
void lems_wires(LemsModels *all, LemsModel *x);
void lems_silence(LemsModel *x); /* takes ports away that no part hears */

/* morphology.c: the tree and regions of a cell of several segments; false where it has none. */
bool lems_morphology(LemsModel *x);

/* ports.c: takes the ports of parts away that no event reaches; once all wires are there. */
void lems_close_ports(LemsModels *all);

/* dynamics.c: states, variables, conditions */
bool lems_dynamics(LemsModels *all, LemsModel *x);
/* at_start.c: conditions that hold at the start because of the time act then. Not with lems_euler, as jLEMS tests none there. */
void lems_act_at_start(const LemsModel *x);
IrExpr *lems_value(LemsModel *x, const XmlText *text);
IrExpr *lems_global(LemsDocument *d, const XmlElement *constant); /* <Constant> outside of types */

/* undeclared.c: the value of a variable without a dimension, which its exposure has. */
IrExpr *lems_in_si(LemsModel *x, const XmlElement *variable, const LemsMember *exposure,
                   IrExpr *value);

/* describe.c */
const char *lems_words(const LemsDocument *d, const XmlText *text); /* NULL: none */
const char *lems_description(const LemsDocument *d, const LemsComponent *c);
#endif
