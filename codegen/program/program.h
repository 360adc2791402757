/* Generated programs as typed trees. What the C target prints is a small language, a subset of C11 (docs/program.md); so
   are the inline functions of the runtime that it calls. This reads both, checks types and makes every conversion a node,
   so that a target that compiles programs itself means exactly what a C compiler would.

   The machine is that of the runtime: bytes of 8 bits, int of 32, long and pointers of 64, natural alignment. Everything
   lives in one arena; the text must outlive the tree. */
#ifndef NN_PROGRAM_H
#define NN_PROGRAM_H
#include "ir/base/map.h"
#include "ir/base/str.h"
#include "ir/base/vec.h"

/* ---- types ---- */
typedef enum ProgKind {
    PROG_VOID,
    PROG_BOOL,
    PROG_INT,
    PROG_FLOAT,
    PROG_POINTER,
    PROG_ARRAY,
    PROG_RECORD,
    PROG_FUNCTION
} ProgKind;

typedef struct ProgType ProgType;
typedef struct ProgRecord ProgRecord;
typedef VEC(const ProgType *) ProgTypes;

struct ProgType { /* one object per type but for functions; compared by prog_same */
    ProgKind kind;
    uint8_t bits;       /* INT, FLOAT */
    bool is_signed;     /* INT */
    const ProgType *to; /* POINTER, ARRAY: of what; FUNCTION: result */
    uint64_t n;         /* ARRAY; 0: as many as its initialiser has */
    ProgRecord *record;
    ProgTypes params; /* FUNCTION */
};

typedef struct ProgField {
    const Str *name;
    const ProgType *type;
    uint64_t offset;
} ProgField;

struct ProgRecord {
    const Str *tag; /* NULL: none */
    bool is_union, is_complete;
    VEC(ProgField) fields;
    uint64_t size, align;
    void *made; /* of the target that compiles it */
};

/* ---- expressions ---- */
typedef enum ProgOp {
    PROG_NUMBER,   /* of a FLOAT type */
    PROG_INTEGER,  /* of an INT, BOOL or POINTER type */
    PROG_TEXT,     /* bytes, an array of char */
    PROG_NAME,     /* object; a place unless it is a function */
    PROG_MEMBER,   /* a: a record; field */
    PROG_AT,       /* *a: a place */
    PROG_ADDRESS,  /* &a */
    PROG_DECAY,    /* an array at the place a as pointer to its first element */
    PROG_OFFSET,   /* a + b elements; a: pointer, b: 64 bits */
    PROG_DISTANCE, /* a - b in elements */
    PROG_NEGATE,
    PROG_COMPLEMENT,
    PROG_NOT,
    PROG_ADD,
    PROG_SUBTRACT,
    PROG_MULTIPLY,
    PROG_DIVIDE,
    PROG_REMAINDER,
    PROG_SHIFT_LEFT,
    PROG_SHIFT_RIGHT,
    PROG_BIT_AND,
    PROG_BIT_OR,
    PROG_BIT_XOR,
    PROG_LESS,
    PROG_LESS_EQUAL,
    PROG_EQUAL,
    PROG_UNEQUAL,
    PROG_AND_ALSO,
    PROG_OR_ELSE,
    PROG_CHOOSE,  /* a ? b : c */
    PROG_CONVERT, /* a to the type */
    PROG_ASSIGN,  /* place a = b */
    PROG_CHANGE,  /* place a = (type of a)(b), where b reads the value that a had as PROG_OLD */
    PROG_AFTER,   /* the same; its value is that before the change */
    PROG_OLD,
    PROG_CALL,     /* a(args) */
    PROG_BUILTIN,  /* builtin(args) */
    PROG_COMPOUND, /* (type){init}: a place */
    PROG_THEN      /* a, then b */
} ProgOp;

typedef struct ProgObject ProgObject;
typedef struct ProgExpr ProgExpr;
typedef struct ProgInit ProgInit;

struct ProgExpr {
    ProgOp op;
    uint32_t line;
    const ProgType *type;
    ProgExpr *a, *b, *c;
    union {
        double number;
        uint64_t integer; /* its bits, extended as its type says */
        struct {
            const char *bytes; /* with the NUL at the end */
            uint64_t n;
        } text;
        ProgObject *object;
        uint32_t field;
        const char *builtin; /* "fma", "fabs", "sqrt", "floor", "ceil", "memcpy", "prefetch" */
        ProgInit *init;
    } u;
    VEC(ProgExpr *) args;
};

struct ProgInit { /* of an object, or an element of it */
    const ProgType *type;
    ProgExpr *value; /* NULL: of an array or record, element by element; what is not named is 0 */
    VEC(ProgInit *) parts;
    VEC(uint64_t) at; /* index of each part */
};

/* ---- statements ---- */
typedef enum ProgStmtKind {
    PROG_DECLARE, /* objects */
    PROG_EVALUATE,
    PROG_RETURN, /* value or NULL */
    PROG_IF,
    PROG_LOOP, /* for, while, do */
    PROG_BREAK,
    PROG_CONTINUE,
    PROG_BLOCK
} ProgStmtKind;

typedef struct ProgStmt ProgStmt;
struct ProgStmt {
    ProgStmtKind kind;
    uint32_t line;
    const char *where;          /* place in the source of the model, "model.nn:12:5", or NULL */
    ProgExpr *value;            /* EVALUATE, RETURN; test of IF and LOOP (NULL: always) */
    ProgStmt *first;            /* LOOP: before it */
    ProgExpr *step;             /* LOOP: after each round */
    bool tests_last;            /* LOOP: do */
    bool independent;           /* LOOP: its rounds may run in any order */
    ProgStmt *then, *otherwise; /* IF; then: body of LOOP */
    VEC(ProgStmt *) body;       /* BLOCK */
    VEC(ProgObject *) objects;  /* DECLARE */
};

struct ProgObject { /* a function, table or local */
    const Str *name;
    const ProgType *type;
    uint32_t line;
    bool is_static, is_const, is_local;
    bool always_inline, never_inline, seldom; /* seldom: it need not be fast */
    bool is_defined; /* a function with a body, a table with an initialiser; else of the runtime */
    VEC(ProgObject *) params;
    ProgStmt *body;
    ProgInit *init;
    void *made; /* of the target that compiles it */
};

typedef struct Program {
    Arena *arena;
    StrTable *strings;
    VEC(ProgObject *) objects; /* of the file, in their order */
    const char *error;         /* NULL: none; else what is wrong, with file and line */
} Program;

Program *program_new(Arena *a, StrTable *strings);
/* Adds the declarations of a text; `name` is for messages. False with `error` set where it is not of the language. */
bool program_read(Program *p, const char *name, const char *text);
ProgObject *program_find(const Program *p, const char *name); /* of the file; NULL: none */

/* ---- facts of types (type.c) ---- */
uint64_t prog_size(const ProgType *t);
uint64_t prog_align(const ProgType *t);
bool prog_same(const ProgType *a, const ProgType *b);
#endif
