/* Classes of scripts: single inheritance, methods, attributes, operators by their special names. */
#ifndef NN_CLASS_H
#define NN_CLASS_H
#include "frontend/sema/interp.h"

struct Class {
    const Str *name;
    Class *base; /* NULL: none */
    Map members; /* Str -> Value *: methods and attributes that all instances share */
};

struct Record {
    Class *of;
    Map fields; /* Str -> Value * */
};

struct Method {
    Value self, function;
};

Class *class_new(Interp *in, const Str *name, Class *base);
bool class_is(const Class *c, const Class *of); /* the same, or derived from it */
/* A statement `class`: binds the class; false after an error. */
bool class_define(Interp *in, const AstStmt *s);
/* C(...): makes a record and calls its __init__. */
Value class_instance(Interp *in, Class *c, const Call *call);
Value class_record(Interp *in, Class *c); /* without fields */

/* Attributes of a CLASS or a RECORD; false when there is none. Functions come with their self. */
bool class_find(Interp *in, Value object, const Str *name, Value *out);
Value class_attribute(Interp *in, Value object, const AstName *name); /* or an error */
void class_set(Interp *in, Value object, const Str *name, Value v);
bool class_delete(Value object, const Str *name); /* a field; false: it has none */

/* Calls the method `name` of a RECORD, where it has one. */
bool class_call(Interp *in, Value object, const char *name, const Value *args, uint32_t n, Span at,
                Value *out);
/* a op b by __add__ and its kin, of a or else of b (__radd__); false: neither has it. */
bool class_operate(Interp *in, AstOperator op, Value a, Value b, Span at, Value *out);
/* A method with its self in front of the arguments. */
Value class_call_method(Interp *in, const Method *m, const Call *call);
/* super(): `self` of the running method, with methods of the base of its class. */
Value class_super(Interp *in, Span at);
/* As str() shows it. */
const char *class_show(Interp *in, Value record, Span at);
#endif
