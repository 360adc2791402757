/* Expressions of equations, actions and connectors, as IR. Which names there are is the place's
   business. */
#ifndef NN_EQUATION_H
#define NN_EQUATION_H
#include "frontend/sema/sema.h"

typedef struct EquationScope EquationScope;
struct EquationScope {
    Sema *sema;
    void *place; /* the model or connector at hand */
    /* Each returns NULL for "not mine", without a message. */
    IrExpr *(*name)(EquationScope *scope, const Str *name, Span at);
    IrExpr *(*attribute)(EquationScope *scope, const AstExpr *e);
    IrExpr *(*call)(EquationScope *scope, const AstExpr *e);
    void (*offer)(EquationScope *scope, StrNearest *near); /* names that could have been meant */
    /* name -> const AstFunction *, looked up before those of the program; or NULL */
    const Map *functions;
    Map *arguments; /* of the function being inlined: name -> IrExpr *, or NULL */
    bool draws;     /* random numbers may be drawn here */
    bool failed;
    unsigned nesting;     /* of the expression at hand, through functions */
    unsigned inlining;    /* depth of function calls */
    unsigned expressions; /* translated so far */
};

/* NULL after an error (reported; scope->failed is set). */
IrExpr *equation_expr(EquationScope *scope, const AstExpr *e);
/* The path "a.b.c" that an Attribute spells, NULL for anything else. */
const Str *equation_path(const Sema *sema, const AstExpr *e);
/* The arguments of a call as expressions; `want` of them, or an error. */
bool equation_arguments(EquationScope *scope, const AstExpr *call, uint32_t want, IrExpr **out);
/* left op right, as a comparison of times on the grid where one side is t (semantics: time). */
IrExpr *equation_compare(Arena *a, IrOp op, IrExpr *left, IrExpr *right);
#endif
