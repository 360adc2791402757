/* Values of the script language while it is elaborated. A Value is passed by value; what it points
   to is in the arena. */
#ifndef NN_VALUE_H
#define NN_VALUE_H
#include "frontend/sema/sema.h"

/* KIND(id, type(x), with its article) */
#define VALUE_KINDS(KIND)                                                                          \
    /* of an expression with a reported error: what it meets stays silent */                       \
    KIND(POISON, "error", "an error")                                                              \
    KIND(NONE, "None", "None")                                                                     \
    KIND(BOOL, "bool", "a bool")                                                                   \
    KIND(INT, "int", "an int")                                                                     \
    /* a number, with or without a dimension */                                                    \
    KIND(REAL, "float", "a float")                                                                 \
    KIND(STRING, "string", "a string")                                                             \
    KIND(LIST, "list", "a list") /* also arrays */                                                 \
    KIND(TUPLE, "tuple", "a tuple")                                                                \
    KIND(SET, "set", "a set")                                                                      \
    KIND(DICT, "dict", "a dict")                                                                   \
    KIND(RANGE, "range", "a range")                                                                \
    KIND(ITERATOR, "iterator", "an iterator")                                                      \
    /* known when the program starts: an expression over its params */                             \
    KIND(SYMBOL, "param of the program", "a param of the program")                                 \
    KIND(FUNCTION, "function", "a function")                                                       \
    KIND(BUILTIN, "function", "a function")                                                        \
    KIND(METHOD, "method", "a method") /* a function with its self */                              \
    KIND(CLASS, "class", "a class")                                                                \
    KIND(RECORD, "instance", "an instance of a class")                                             \
    KIND(MODULE, "module", "a module")                                                             \
    KIND(MODEL, "model", "a model")     /* a declared cell, synapse, connector ... */              \
    KIND(OBJECT, "object", "an object") /* of the network: see object.h */                         \
    /* known when the simulation has run */                                                        \
    KIND(RESULT, "result of the simulation", "a result of the simulation")

typedef enum ValueKind {
#define KIND(id, type, words) VALUE_##id,
    VALUE_KINDS(KIND)
#undef KIND
} ValueKind;

typedef struct ValueList ValueList;
typedef struct ValueDict ValueDict;
typedef struct Function Function;
typedef struct Builtin Builtin;
typedef struct Object Object;
typedef struct Iterator Iterator;
typedef struct Class Class;   /* class.h */
typedef struct Record Record; /* class.h */
typedef struct Method Method; /* class.h */

typedef struct Value {
    ValueKind kind;
    Dim dim; /* REAL, SYMBOL */
    union {
        bool boolean;
        int64_t integer;
        double real; /* in native units of dim */
        const Str *string;
        ValueList *list; /* LIST, TUPLE, SET */
        Iterator *iterator;
        ValueDict *dict;
        struct {
            int64_t start, stop, step;
        } range;
        IrExpr *symbol;
        Function *function;
        const Builtin *builtin;
        Method *method;
        Class *class_;
        struct {
            Record *of;
            Class *from; /* where its methods are looked up: its class, or a base after super() */
        } record;
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
    bool array; /* of a LIST: operators work element by element */
};

/* What next() has not taken yet. */
struct Iterator {
    ValueList items;
    uint32_t next;
};

typedef struct ValuePair {
    Value key, value;
} ValuePair;
struct ValueDict { /* in order of insertion */
    ValuePair *v;
    uint32_t n, cap;
    uint32_t *slots, n_slots; /* open addressing: index + 1 into v, 0 = free; none for few pairs */
};

extern const Value value_poison, value_none;

Value value_bool(bool b);
Value value_int(int64_t i);
Value value_real(double x); /* a pure number */
Value value_quantity(double native, Dim dim);
Value value_string(const Str *s);
Value value_list(ValueList *list);
Value value_array(ValueList *list);
Value value_tuple(ValueList *list);
Value value_range(int64_t start, int64_t stop, int64_t step);
Value value_set(Arena *a, const ValueList *items); /* each once, in order */
Value value_symbol(IrExpr *e, Dim dim);
Value value_object(Object *o);

bool value_is_number(Value v);    /* BOOL INT REAL without a dimension */
bool value_is_scalar(Value v);    /* those, quantities and symbols */
double value_double(Value v);     /* of BOOL INT REAL, native */
bool value_truth(Value v);        /* not for SYMBOL and RESULT */
const char *value_type(Value v);  /* "list", "Population" */
const char *value_words(Value v); /* the same with its article: "an int", "None" */

/* value_equal.c. Values that contain themselves equal only themselves: where a comparison ends at the
   bound of its levels, it says so. */
typedef struct Comparison {
    unsigned level; /* of containers, so far */
    bool too_deep;  /* the answer is no more than "not known to be equal" */
} Comparison;
bool value_same(Comparison *c, Value a, Value b);
Value *value_dict_find(Comparison *c, const ValueDict *d, Value key); /* NULL when absent */
bool value_equal(Value a, Value b);

Value *value_dict_get(const ValueDict *d, Value key); /* NULL when absent */
void value_dict_set(Arena *a, ValueDict *d, Value key, Value value);
bool value_dict_remove(ValueDict *d, Value key); /* false when absent */
bool value_set_has(const ValueList *set, Value item);
bool value_set_add(Arena *a, ValueList *set, Value item); /* false: it was there */
void value_list_remove(ValueList *list, uint32_t i);

/* As print() or repr() show it. */
const char *value_show(Sema *sema, Value v, bool repr);
/* Number of elements of a LIST, TUPLE, SET, RANGE, DICT, STRING; -1 for anything else. */
int64_t value_length(Value v);
/* Element i of what has a length (a key of a DICT). */
Value value_element(Sema *sema, Value v, int64_t i);
/* The number as an expression: literal text where it is known. Lists become LIST. NULL: it has no
   expression. */
IrExpr *value_expr(Sema *sema, Value v, Span at);
#endif
