/* Values of the script language while it is elaborated. A Value is passed by value; what it points
   to is in the arena. */
#ifndef NN_VALUE_H
#define NN_VALUE_H
#include "frontend/sema/sema.h"

typedef enum ValueKind {
    VALUE_POISON, /* of an expression with a reported error: what it meets stays silent */
    VALUE_NONE,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_REAL, /* a number, with or without a dimension */
    VALUE_STRING,
    VALUE_LIST,
    VALUE_TUPLE,
    VALUE_DICT,
    VALUE_RANGE,
    VALUE_SYMBOL, /* known when the program starts: an expression over its params */
    VALUE_FUNCTION,
    VALUE_BUILTIN,
    VALUE_MODULE,
    VALUE_MODEL,  /* a declared cell, synapse, connector ... */
    VALUE_OBJECT, /* of the network: see object.h */
    VALUE_RESULT  /* known when the simulation has run */
} ValueKind;

typedef struct ValueList ValueList;
typedef struct ValueDict ValueDict;
typedef struct Function Function;
typedef struct Builtin Builtin;
typedef struct Object Object;

typedef struct Value {
    ValueKind kind;
    Dim dim; /* REAL, SYMBOL */
    union {
        bool boolean;
        int64_t integer;
        double real; /* in native units of dim */
        const Str *string;
        ValueList *list; /* LIST, TUPLE */
        ValueDict *dict;
        struct {
            int64_t start, stop, step;
        } range;
        IrExpr *symbol;
        Function *function;
        const Builtin *builtin;
        const Str *module; /* "numpy" */
        ModelDecl *model;
        Object *object;
    } as;
    const Str *text;  /* INT, REAL: as written in the source, or NULL when computed */
    const Unit *unit; /* REAL: unit of `text`, or the one to show it in; NULL for pure numbers */
} Value;

struct ValueList {
    Value *v;
    uint32_t n, cap;
};

typedef struct ValuePair {
    Value key, value;
} ValuePair;
struct ValueDict { /* in order of insertion */
    ValuePair *v;
    uint32_t n, cap;
};

extern const Value value_poison, value_none;

Value value_bool(bool b);
Value value_int(int64_t i);
Value value_real(double x); /* a pure number */
Value value_quantity(double native, Dim dim);
Value value_string(const Str *s);
Value value_list(ValueList *list);
Value value_tuple(ValueList *list);
Value value_symbol(IrExpr *e, Dim dim);
Value value_object(Object *o);

bool value_is_number(Value v); /* BOOL INT REAL without a dimension */
bool value_is_scalar(Value v); /* those, quantities and symbols */
double value_double(Value v);  /* of BOOL INT REAL, native */
bool value_truth(Value v);     /* not for SYMBOL and RESULT */
bool value_equal(Value a, Value b);
const char *value_type(Value v);  /* "list", "Population" */
const char *value_words(Value v); /* the same with its article: "an int", "None" */

Value *value_dict_get(const ValueDict *d, Value key); /* NULL when absent */
void value_dict_set(Arena *a, ValueDict *d, Value key, Value value);

/* As print() or repr() show it. */
const char *value_show(Sema *sema, Value v, bool repr);
/* Number of elements of a LIST, TUPLE, RANGE, DICT, STRING; -1 for anything else. */
int64_t value_length(Value v);
/* Element i of what has a length (a key of a DICT). */
Value value_element(Sema *sema, Value v, int64_t i);
/* The number as an expression: literal text where it is known. Lists become LIST. NULL: it has no
   expression. */
IrExpr *value_expr(Sema *sema, Value v, Span at);
#endif
