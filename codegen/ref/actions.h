/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cells and connections do at a time of the grid: actions, events, conditions, rounds. */
#ifndef NN_REF_ACTIONS_H
#define NN_REF_ACTIONS_H
#include "codegen/ref/ref.h"

/* body.c: actions of a cell or of a connection. */
typedef struct RefActor {
    RefValues *v;
    RefCell cell; /* of: NULL in a synapse */
    const RefProjection *projection;
    const RefConnection *connection;
    const double *before;    /* values of states that are read as they were; NULL: none are */
    const bool *read_before; /* ... which */
    bool late;               /* what it sends needs a dendritic delay */
    bool early;              /* it reads cells as they were at the start of the step */
    bool is_event;           /* what it assigns to a held state is lost (semantics 4) */
    const Str *argument;     /* of the event, or NULL */
    double value;
} RefActor;
bool ref_body(Ref *r, RefActor *actor, const IrBody *body);
bool ref_actor_value(Ref *r, const RefActor *actor, const IrExpr *e, double *out);

/* events.c: from emissions to handlers. */
typedef struct RefRoute {
    int32_t output;    /* of the cell, or -1 */
    RefItems handlers; /* ports of its own that hear it at once */
} RefRoute;
RefRoute ref_route(Ref *r, const RefModel *m, const Str *port);
/* Actions of a clause, with what follows from regimes that they enter. */
bool ref_act(Ref *r, RefActor *actor, const IrItem *clause);
/* Does the clause count: is its regime active, if it has one? */
bool ref_is_active(const RefValues *v, const IrItem *clause);
bool ref_deliver(Ref *r); /* 2.4 */
bool ref_handle(Ref *r, const RefEvent *e);
bool ref_first_edges(Ref *r); /* the start counts as an entry */

/* conditions.c: all of a cell or a connection, once a step. */
bool ref_test(Ref *r, RefActor *actor);

/* rounds.c: events without delay (2.6) */
void ref_rounds_make(Ref *r);
bool ref_rounds(Ref *r);
#endif
