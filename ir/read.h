/* Inside the reader of the text form: tokens with one of lookahead, and the parts of the
   grammar. The first mistake is reported and ends the text: after it every token is the end, and
   results are dropped. */
#ifndef NN_IR_READ_H
#define NN_IR_READ_H
#include "ir/kernel.h"

enum { IR_NESTING_MAX = 200 }; /* twice that where places stand: these need parentheses */

typedef enum IrTokenKind {
    IR_TOKEN_END,
    IR_TOKEN_WORD,
    IR_TOKEN_STRING,
    IR_TOKEN_ITEM,
    IR_TOKEN_ENTITY,
    IR_TOKEN_PLACE,
    IR_TOKEN_NUMBER,
    IR_TOKEN_HEX,
    IR_TOKEN_PUNCT
} IrTokenKind;

typedef struct IrToken {
    IrTokenKind kind;
    Span span;
    const Str *text;  /* word, name without its sigil, decimal text of a number, punctuation */
    const Unit *unit; /* NUMBER: written directly behind it, or NULL */
    double number;    /* HEX */
    Dim dim;          /* HEX */
} IrToken;

typedef struct IrPlaceText { /* `made` stands in the text at hand; the rest is what it says */
    Span made;
    const Str *file;  /* NULL: no place */
    uint32_t lo, hi;  /* offsets */
    const Str *outer; /* file of what is around it */
} IrPlaceText;
typedef VEC(IrPlaceText) IrPlaceTexts;

typedef struct IrFileText { /* file "cell.nn" size 120 hash 12ab */
    const Str *name, *hash;
    uint32_t size;
} IrFileText;

typedef struct IrReader {
    Session *session;
    IrModule *m;
    Arena *arena;
    const SourceFile *file;
    uint32_t pos;  /* behind the current token */
    uint32_t last; /* location behind the token before it */
    IrToken token;
    unsigned depth;
    bool failed;
    KClass *kernel;      /* the class at hand in a text of kernels; NULL at the model level */
    Map columns;         /* its columns: name -> index + 1 */
    IrPlaceTexts places; /* by rising end */
    const Str *within;   /* file of the item at hand; NULL: not known */
    VEC(IrFileText) files;
} IrReader;

/* read_lex.c */
void ir_read_next(IrReader *r);
void ir_read_fail(IrReader *r, DiagCode code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void ir_read_missing(IrReader *r, const char *what); /* "expected WHAT, found ..." */
bool ir_read_is(const IrReader *r, const char *punct);
bool ir_read_is_word(const IrReader *r, const char *word);
bool ir_read_accept(IrReader *r, const char *punct);
bool ir_read_accept_word(IrReader *r, const char *word);
void ir_read_expect(IrReader *r, const char *punct);
void ir_read_expect_word(IrReader *r, const char *word);
/* A token of that kind, or a complaint that `what` is missing; never NULL. */
const Str *ir_read_name(IrReader *r, IrTokenKind kind, const char *what);
const Str *ir_read_plain_name(IrReader *r, const char *what); /* a word or a string */
const char *ir_read_string(IrReader *r);                      /* NULL when there is none */
/* These read behind the current token, without the lookahead, and leave the next token current. */
const Unit *ir_read_unit_behind(IrReader *r); /* directly behind, or NULL */
int64_t ir_read_integer_behind(IrReader *r);
bool ir_read_behind_is(const IrReader *r, char c); /* directly behind the current token */
/* PREFIX lo-hi, directly behind: no unit is looked for. */
void ir_read_range_behind(IrReader *r, const char *prefix, uint32_t *lo, uint32_t *hi);
uint32_t ir_read_index(IrReader *r); /* the current token, a small whole number */
Dim ir_read_dim_behind(IrReader *r); /* {kg m2} */
typedef struct IrTypeText {
    IrScalar scalar;
    const Unit *unit;
    Dim dim;
    bool is_list;
} IrTypeText;
IrTypeText ir_read_type_behind(IrReader *r);
bool ir_read_deeper(IrReader *r); /* false: too deep, reported */

/* places.c: `!"file":lo-hi`, which stands before an item, then the end of the item; at last what is known of them. */
IrPlaceText ir_read_place(IrReader *r);
void ir_read_placed(IrReader *r, IrPlaceText place);
/* `!lo-hi` directly behind an expression, if it is there, whose text begins at `lo`. */
void ir_read_expr_place(IrReader *r, IrExpr *e, uint32_t lo);
void ir_read_file(IrReader *r);
void ir_read_trace(IrReader *r);

/* read_module.c */
void ir_read_version(IrReader *r); /* the first token, and `nnir 1` */
/* One of `n` words, or a complaint that names them. */
int ir_read_choice(IrReader *r, const char *const *words, int n);

/* kernel_read.c: what expressions of kernels have of their own */
IrExpr *kernel_read_load(IrReader *r);
IrExpr *kernel_read_call(IrReader *r, IrExpr *call);

/* read_expr.c */
IrExpr *ir_read_expr(IrReader *r);                                  /* never NULL */
IrExpr *ir_read_factor(IrReader *r);                                /* up to a sum; never NULL */
IrExpr *ir_read_optional(IrReader *r, const char *word);            /* word expr, or NULL */
void ir_read_binds(IrReader *r, IrBinds *binds, const char *close); /* a = 1, b = 2 close */

/* read_model.c */
void ir_read_model(IrReader *r, IrRole role);
IrItem *ir_read_param(IrReader *r); /* of a connector; behind the word */
#endif
