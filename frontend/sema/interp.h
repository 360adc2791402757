/* The compile-time interpreter of scripts: what its statements, expressions and builtins share. */
#ifndef NN_INTERP_H
#define NN_INTERP_H
#include "frontend/sema/object.h"
#include "ir/base/emit.h"

typedef struct Scope Scope;
struct Scope {
    Map names;    /* Str -> Value * */
    Scope *outer; /* of a function: where it was defined */
    Map *shared;  /* Str -> Scope *: names that `global` and `nonlocal` bind elsewhere, or NULL */
};

struct Function {
    const Str *name; /* NULL for a lambda */
    const AstParams *params;
    const AstBlock *body; /* of a def */
    const AstExpr *value; /* of a lambda */
    Scope *scope;
    Value *defaults; /* one per parameter, POISON where there is none */
    Class *owner;    /* of a method, else NULL */
    Span span;
};

typedef struct ImportedFile ImportedFile;
typedef struct Definition Definition; /* of -D */

typedef struct Interp {
    Sema *sema;
    Session *session;
    Arena *arena;
    Diags *diags;
    IrModule *module;
    Scope *globals;
    Scope *builtins; /* outside of globals */
    Scope *scope;    /* innermost */
    uint64_t steps;
    unsigned depth;          /* of calls */
    unsigned nesting;        /* levels between interp_enter and interp_leave */
    bool stopped;            /* a limit was passed: nothing more runs */
    bool raising;            /* an exception is on its way to a handler: nothing else runs */
    Value raised;            /* the exception */
    Value handled;           /* by the handler that runs, for a bare `raise` */
    const Function *running; /* NULL outside of functions */
    const Str *hint;  /* name of the variable that the object being made is bound to, or NULL */
    Value result;     /* of `return` */
    Map object_names; /* Str -> unsigned *: names taken by objects, the last number behind each */
    VEC(Object *) populations, sources;
    Map imports;          /* path -> ImportedFile * */
    VEC(IrAction) at_end; /* actions that come when the script has ended */
    VEC(Definition *) definitions;
    Map settable; /* Str -> anything: names that -D can set, noted where there is a -D */
    bool has_run, ended;
    double now;     /* ms that the runs so far take at least: those whose time is known */
    bool now_exact; /* it is that time */
} Interp;

/* Arguments of a call, evaluated. */
typedef struct CallArg {
    const Str *name; /* NULL: by position */
    Value value;
    Span span;
} CallArg;
typedef struct Call {
    VEC(CallArg) args;
    Span span;
    Value self;      /* of a method; NONE for functions */
    const Str *hint; /* interp->hint as it was for this call */
} Call;

/* A function of the language. `signature`: names separated by blanks; `x=` may be left out, `*x`
   takes the other positional ones (a tuple), `**x` the other named ones (a dict). The function gets
   one value per name; a POISON one was left out. */
typedef Value (*BuiltinFunction)(Interp *in, const Call *call, const Value *args);
struct Builtin {
    /* "" (always there), "numpy", "random", or the type of its self: ".Population" */
    const char *module;
    const char *name;
    BuiltinFunction function;
    const char *signature;
};
enum { BUILTIN_ARGS_MAX = 20 };

/* interp.c */
void interp_run(Interp *in, const AstFile *file);

/* scope.c, function.c */
bool interp_step(Interp *in, Span at); /* counts a step; false when the limit is passed */
/* One level deeper into values, expressions or calls, as far as the stack holds: false and an error
   where it ends, else interp_leave takes the level back. */
bool interp_enter(Interp *in, Span at);
void interp_leave(Interp *in);
void interp_bind(Interp *in, const Str *name, Value v); /* in the innermost scope */
Value *interp_lookup(Interp *in, const Str *name);
Value interp_call_function(Interp *in, const Function *f, const Call *call);

Scope *interp_scope_new(Interp *in, Scope *outer);

/* import.c */
void import_program(Interp *in, const AstFile *program); /* declares the models of all it imports */
Value import_find(Interp *in, const AstNames *path, Span at);
Value import_root(Interp *in, const AstNames *path, Value found);
/* from MODULE import *: of an imported file or a known module. */
void import_all(Interp *in, Value module);
/* A variable of an imported file (NULL: none), or a model of it. */
const Value *import_name(const Interp *in, const Str *module, const Str *name, ModelDecl **model);

/* eval.c */
Value eval(Interp *in, const AstExpr *e);
/* A bare unit name is 1 of it: 10*mV. */
bool eval_unit(Interp *in, const Str *name, Value *out);
Value eval_call(Interp *in, Value callee, const Call *call);
/* Calls with positional values. */
Value eval_apply(Interp *in, Value callee, const Value *args, uint32_t n, Span at);
/* Elements of anything that can be iterated; false after an error. */
bool eval_sequence(Interp *in, Value v, Span at, ValueList *out);
/* A test that must be known now; false in *ok after an error. */
bool eval_test(Interp *in, const AstExpr *e, bool *ok);

/* Reports that a value is known only when the program has run. */
Value eval_results_only(Interp *in, Span at);

/* element.c */
Value element_eval(Interp *in, const AstExpr *e); /* x[i], x[a:b] */
/* assign.c; false after an error */
bool eval_assign(Interp *in, const AstExpr *target, Value v);
/* target op= value; the parts of the target are evaluated once. */
bool eval_augment(Interp *in, const AstExpr *target, AstOperator op, const AstExpr *value, Span at);
bool element_delete(Interp *in, const AstExpr *target);

/* As print() and str() show a value: an instance of a class by its __str__. */
const char *interp_show(Interp *in, Value v, Span at);

/* operator.c */
Value operate(Interp *in, AstOperator op, Value a, Value b, Span at);
Value operate_unary(Interp *in, AstOperator op, Value a, Span at);
Value operate_compare(Interp *in, AstOperator op, Value a, Value b, Span at);
Value operate_mismatch(Interp *in, AstOperator op, Value a, Value b, Span at); /* reports */
IrExpr *operate_number_of(Interp *in, IrExpr *e); /* of a test: 1 or 0 */
/* sequence.c: strings, lists, arrays, tuples, sets */
Value operate_sequences(Interp *in, AstOperator op, Value a, Value b, Span at);
Value operate_array_unary(Interp *in, AstOperator op, Value a, Span at);
Value operate_compare_arrays(Interp *in, AstOperator op, Value a, Value b, Span at);
/* f of a pure number: by IR op on symbols. */
Value operate_function(Interp *in, IrOp op, Value a, Span at);

/* format.c */
Value format_fstring(Interp *in, const AstExpr *e);
Value format_percent(Interp *in, const Str *pattern, Value args, Span at);
Value format_emitted(Interp *in, Emitter *out); /* the text, as a string */
const char *format_spec(Interp *in, Value v, const char *spec, Span at);

/* call.c */
bool call_bind_builtin(Interp *in, const Builtin *b, const Call *call, Value *out);
/* of an argument; the call's where it is left out */
Span call_span(const Call *call, const char *name, uint32_t position);
bool call_evaluate(Interp *in, const AstExpr *e, Call *out);
/* Text to an integer, a string ...: false after an error that names the argument. */
bool want_int(Interp *in, Value v, Span at, const char *what, int64_t *out);
/* Whether it holds, where that is known now. */
bool want_truth(Interp *in, Value v, Span at, bool *out);
bool want_string(Interp *in, Value v, Span at, const char *what, const Str **out);
Value interp_error(Interp *in, DiagCode code, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* builtins */
void builtins_install(Interp *in);
/* from MODULE import *: in the innermost scope */
void builtins_bind_all(Interp *in, const Str *module);
const Builtin *builtin_method(Value self, const Str *name);
/* of modules, objects, values */
Value builtin_attribute(Interp *in, Value object, const AstName *name);
void builtin_offer(const char *module, StrNearest *near);
bool builtin_has_module(const char *module);
const char *old_api_modern(const char *module, const char *name); /* old_api.c */
Value make_instance(Interp *in, ModelDecl *model, const Call *call);
/* After the script: takes views out of the module that nothing refers to. */
void network_drop_views(Interp *in);
/* after the script: unused populations, nothing to simulate */
void network_check(Interp *in, Span program);
#endif
