/* Expressions in documents: operators between operands, functions of operands, names. What a language writes in its own way is
   data. Numbers are real, have no unit, and are decimal. */
#ifndef NN_XML_INFIX_H
#define NN_XML_INFIX_H
#include "frontend/xml/xml.h"
#include "ir/ir.h"

typedef struct InfixNames InfixNames;

/* NULL after a diagnostic. */
typedef IrExpr *InfixMake(const InfixNames *names, IrExpr *const *args);
typedef IrExpr *InfixDraw(const InfixNames *names, const char *law, IrExpr *const *args, uint32_t n,
                          Span at);

typedef struct InfixFunction {
    const char *name;
    uint32_t n; /* arguments, at most INFIX_ARGUMENTS_MAX */
    IrOp op;    /* where it is one operation */
    InfixMake *make;
} InfixFunction;
enum { INFIX_ARGUMENTS_MAX = 3 };

/* Operators of one level stand from the left; a longer word before one that it begins with. */
typedef struct InfixOperator {
    const char *word;
    int level; /* 0: the loosest */
    IrOp op;   /* IR_NEG: minus */
} InfixOperator;

/* What people write for something else, the longest first. Where it is longer than an operator, it is not that operator. */
typedef struct InfixForeign {
    const char *word, *help; /* the remedy, or NULL */
} InfixForeign;

/* Tables end with a NULL. */
typedef struct InfixDialect {
    const InfixOperator *operators;
    int levels;
    const InfixFunction *functions;
    const InfixForeign *foreign;
    const char *marks; /* in names, beside letters and digits */
    const char *power; /* from the left, tighter than a sign; NULL: none */
    bool lone_power;   /* a power of a power has brackets */
    const char *not_;  /* NULL: none */
    bool has_choice;   /* test ? a : b, from the right */
    const char *draws; /* what names of laws stand behind; NULL: none */
    InfixDraw *draw;
    /* A warning where a minus behind an operator stands before an even power; NULL: none. */
    const char *signed_power;
} InfixDialect;

struct InfixNames {
    const InfixDialect *dialect;
    Session *session;
    void *place;
    /* What a name means, or NULL after a diagnostic. */
    IrExpr *(*find)(void *place, const Str *name, Span at);
    /* The number that a name always means: false where it varies. NULL: all names vary. */
    bool (*number)(void *place, const Str *name, double *value);
};

IrExpr *infix_parse(const InfixNames *names, const XmlText *text); /* NULL after a diagnostic */

/* For functions: whether the expression always means one number. */
bool infix_number(const InfixNames *names, const IrExpr *e, double *value);
IrExpr *infix_power(const InfixNames *names, IrExpr *base, IrExpr *exponent);
#endif
