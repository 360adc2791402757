/* Shared by the files that read programs. */
#ifndef NN_PROGRAM_READ_H
#define NN_PROGRAM_READ_H
#include "codegen/program/program.h"

#include <setjmp.h>

/* ---- tokens (token.c) ---- */
typedef enum TokenKind {
    TOKEN_NAME,
    TOKEN_INTEGER,
    TOKEN_NUMBER,
    TOKEN_TEXT,
    TOKEN_SIGN,
    TOKEN_END
} TokenKind;

typedef struct Token {
    TokenKind kind;
    uint32_t line;
    const Str *text;   /* NAME, SIGN */
    const char *where; /* of the comment before it, or NULL */
    uint64_t integer;
    double number;
    uint8_t bits;      /* INTEGER: 32 or 64; NUMBER: 64, or 32 with an F */
    bool is_unsigned;  /* INTEGER */
    const char *bytes; /* TEXT: n bytes and a NUL */
    uint64_t n;
} Token;

typedef struct Scope Scope;
struct Scope { /* names of objects, types and constants: ordinary ones; tags of records */
    Scope *outer;
    Map names, tags;
};

typedef enum MeaningKind { MEANS_OBJECT, MEANS_TYPE, MEANS_CONSTANT } MeaningKind;
typedef struct Meaning {
    MeaningKind kind;
    ProgObject *object;
    const ProgType *type;
    int64_t constant;
} Meaning;

typedef struct Reader {
    Program *p;
    Arena *a;
    const char *name, *at; /* of the text; what is read next */
    uint32_t line;
    const char *where;
    Token token, next;
    Scope *scope;
    const ProgType *result; /* of the function at hand */
    bool independent;       /* the loop that comes next */
    uint32_t loops;         /* around the statement at hand */
    jmp_buf out;
} Reader;

_Noreturn void reader_fail(Reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void reader_start(Reader *r, const char *name, const char *text);
void reader_advance(Reader *r);
bool reader_is(const Reader *r, const char *text); /* a word or a sign */
bool reader_next_is(const Reader *r, const char *text);
bool reader_take(Reader *r, const char *text); /* advances where it is */
void reader_expect(Reader *r, const char *text);
const Str *reader_name(Reader *r);

/* ---- scopes (scope.c) ---- */
void scope_enter(Reader *r);
void scope_leave(Reader *r);
Meaning *scope_find(const Reader *r, const Str *name);
void scope_add(Reader *r, const Str *name, Meaning m);

/* ---- types (type.c) ---- */
extern const ProgType prog_void, prog_bool, prog_i8, prog_u8, prog_i16, prog_u16, prog_i32,
    prog_u32, prog_i64, prog_u64, prog_f32, prog_f64;
const ProgType *prog_pointer(Arena *a, const ProgType *to);
const ProgType *prog_array(Arena *a, const ProgType *of, uint64_t n);
const ProgField *prog_field(const ProgRecord *r, const Str *name, uint32_t *index);
void prog_lay_out(ProgRecord *r);
bool prog_is_number(const ProgType *t); /* BOOL, INT, FLOAT */
bool prog_is_scalar(const ProgType *t); /* these, or POINTER */

/* ---- declarations (declaration.c) ---- */
bool read_is_type(const Reader *r, const Token *t); /* does a type begin with it? */
typedef struct Declared {                           /* what the words before a declarator say */
    const ProgType *type;
    bool is_typedef, is_static, is_const, always_inline, never_inline, seldom;
} Declared;
Declared read_specifiers(Reader *r);
/* A declarator around `type`: *name = NULL where there is none. */
const ProgType *read_declarator(Reader *r, const ProgType *type, const Str **name,
                                ProgObject *function);
const ProgType *read_type_name(Reader *r);
const ProgType *read_complete(Reader *r, const ProgType *t); /* of a size that is known */
void read_declaration(Reader *r, ProgStmt *local); /* local: NULL at the level of the file */

/* ---- initialisers (initialiser.c) ---- */
ProgInit *read_initialiser(Reader *r, const ProgType **type); /* gives an array its length */

/* ---- expressions (expression.c), conversions (convert.c) ---- */
ProgExpr *read_expression(Reader *r); /* with commas */
ProgExpr *read_assignment(Reader *r); /* without */
int64_t read_constant(Reader *r);
ProgExpr *prog_expr(Reader *r, ProgOp op, const ProgType *type);
ProgExpr *prog_value(Reader *r, ProgExpr *e); /* arrays and functions as pointers */
ProgExpr *prog_to(Reader *r, ProgExpr *e, const ProgType *type);
ProgExpr *prog_test(Reader *r, ProgExpr *e); /* as a BOOL */
ProgExpr *prog_binary(Reader *r, ProgOp op, ProgExpr *a, ProgExpr *b);
ProgExpr *prog_unary(Reader *r, ProgOp op, ProgExpr *a);
bool prog_is_place(const ProgExpr *e);

/* ---- statements (statement.c) ---- */
ProgStmt *read_block(Reader *r);
#endif
