/* Shared by the files of the pass `flatten`: one level of the tree of parts, and how its names become those of the owner. */
#ifndef NN_PASS_FLATTEN_INTERNAL_H
#define NN_PASS_FLATTEN_INTERNAL_H
#include "ir/build.h"

typedef struct Flatten {
    IrModule *module;
    Arena *arena;
    IrModel *flat;
    const Str *const *open;
    uint32_t n_open;
    VEC(IrItem *) conditions; /* WHEN, WHENEVER: appended last */
    VEC(IrItem *) feeds;
} Flatten;

typedef struct Scope { /* one level of the tree of parts */
    Flatten *f;
    const IrModel *model;
    const char *prefix;        /* "na." or "" */
    const struct Scope *owner; /* NULL at the top */
    const IrBinds *binds;
} Scope;

const Str *flatten_name(const Scope *s, const Str *name); /* as the owner calls it: na.m */
/* a copy with the owner's names; NULL of NULL */
IrExpr *flatten_expr(const Scope *s, const IrExpr *e);
IrItem *flatten_copy(const Scope *s, const IrItem *item); /* the same of an item and its body */
IrExpr *flatten_item_ref(const Scope *s, const Str *name, Span at);
IrItem *flatten_add(const Scope *s, IrItem *item);
IrItem *flatten_alias(const Scope *s, const Str *name, IrExpr *value, Span at);
IrItem *flatten_derivative(const Scope *s, const Str *state, IrExpr *value, Span at);

/* flatten_methods.c: when all derivatives of the scope are known */
void flatten_methods(const Scope *s);

/* flatten_tests.c: when all items are there */
void flatten_tests(Flatten *f);

/* flatten_relays.c: when all items are there */
void flatten_relays(Flatten *f);

/* flatten_modes.c */
void flatten_mode(const Scope *s, const IrItem *mode);
/* when all aliases of the scope are known */
void flatten_overrides(const Scope *s, const IrItem *mode);
#endif
