/* Shared by the files of the LLVM target: a program (codegen/program) as a module of LLVM. */
#ifndef NN_LLVM_INTERNAL_H
#define NN_LLVM_INTERNAL_H
#include "codegen/llvm/parts.h"

#include <llvm-c/Core.h>

/* Bytes: a vector, which is at most as long, that begins with a line is in no other. */
enum { CACHE_LINE = 64 };

typedef struct Loop Loop;
struct Loop { /* where `break` and `continue` go */
    Loop *outer;
    LLVMBasicBlockRef next, end;
};

typedef struct Lower {
    Program *p;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMBuilderRef builder, locals; /* at hand; where the function's locals are made */
    LLVMValueRef function;
    Loop *loop;
    unsigned level;            /* of x86-64 that the code may use */
    uint32_t calls;            /* of functions, lowered so far */
    int64_t floats;            /* operations on floats so far, less those on doubles */
    LLVMValueRef group;        /* of accesses in a loop whose rounds are independent, or NULL */
    VEC(LLVMValueRef) old;     /* values of PROG_OLD, the innermost last */
    VEC(ProgObject *) waiting; /* functions that are called and have no body yet */
    struct Lines *lines;       /* NULL: none are wanted */
    uint32_t n_tables;         /* without a name of their own */
    const Parts *parts;
    uint32_t part;             /* that is lowered */
    VEC(ProgObject *) objects; /* that are made, */
    VEC(ProgRecord *) records; /* to be made again in the next part */
} Lower;

/* ---- types: as values, and in memory, where a BOOL has 8 bits (type.c) ---- */
LLVMTypeRef lower_type(Lower *l, const ProgType *t);
LLVMTypeRef lower_memory_type(Lower *l, const ProgType *t);
LLVMTypeRef lower_function_type(Lower *l, const ProgType *t);
void lower_small_arguments(Lower *l, const ProgType *t, LLVMValueRef function_or_call);

/* ---- expressions (expression.c, arithmetic.c) ---- */
LLVMValueRef lower_value(Lower *l, const ProgExpr *e); /* NULL: of type void */
LLVMValueRef lower_place(Lower *l, const ProgExpr *e); /* its address */
LLVMValueRef lower_load(Lower *l, const ProgType *t, LLVMValueRef place);
void lower_store(Lower *l, const ProgType *t, LLVMValueRef value, LLVMValueRef place);
LLVMValueRef lower_operation(Lower *l, const ProgExpr *e, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef lower_conversion(Lower *l, const ProgType *from, const ProgType *to, LLVMValueRef x);
LLVMValueRef lower_builtin(Lower *l, const ProgExpr *e);
LLVMBasicBlockRef lower_block(Lower *l, const char *name);

/* ---- loops whose rounds are independent (independent.c) ---- */
typedef struct Independent { /* nodes of metadata */
    LLVMValueRef group;      /* of accesses */
    LLVMValueRef loop[2][2]; /* does it take two vectors at a time; are they of 16 floats? */
    uint32_t calls_before;
    int64_t floats_before;
} Independent;
bool independent_nodes(Lower *l, Independent *nodes);
LLVMValueRef lower_access(const Lower *l, LLVMValueRef instruction); /* one that may use memory */
void lower_back(const Lower *l, LLVMValueRef branch, const Independent *nodes);

/* ---- objects (object.c) ---- */
LLVMValueRef lower_object(Lower *l, ProgObject *o); /* its address */
LLVMValueRef lower_local(Lower *l, const ProgType *t, const char *name);
void lower_initialise(Lower *l, const ProgInit *init, LLVMValueRef place); /* of a local */
LLVMValueRef lower_constant(Lower *l, const ProgInit *init, const ProgType *t);
LLVMValueRef lower_table(Lower *l, const char *name, LLVMValueRef value, uint64_t align);

/* ---- lines of models in debug info (lines.c); all but the first do nothing where none are wanted ---- */
void lines_begin(Lower *l);
void lines_function(Lower *l, const ProgObject *f); /* its body comes */
void lines_at(Lower *l, const char *where);         /* "model.nn:12:5"; NULL: as before */
void lines_end(Lower *l);

/* ---- statements (statement.c) ---- */
void lower_statement(Lower *l, const ProgStmt *s);
void lower_body(Lower *l, ProgObject *function);

/* ---- LLVM itself (begin.c) ---- */
void llvm_begin(void); /* before anything else of it, in any thread */
#endif
