/* The groups of builtins; each is a table that ends with a NULL name. */
#ifndef NN_BUILTINS_H
#define NN_BUILTINS_H
#include "frontend/sema/bind.h"
#include "frontend/sema/interp.h"

extern const Builtin builtins_python[], builtins_reflect[], builtins_text[], builtins_collections[],
    builtins_maths[], builtins_numpy[], builtins_random[], builtins_space[], builtins_population[],
    builtins_cells[], builtins_view[], builtins_projection[], builtins_projection_methods[],
    builtins_connection_list[], builtins_source[], builtins_experiment[], builtins_write[],
    builtins_table[], builtins_callback[], builtins_figure[], builtins_host[], builtins_document[];

/* Runs until then (ms), calling functions of the time at the times that they return. */
bool network_run_with_callbacks(Interp *in, double until, const ValueList *functions, Span at);
/* Is it a module whose functions do nothing here? */
bool host_ignores(const char *module);

/* sorted(values, key, reverse): stable; key and reverse may be POISON. */
Value python_sorted(Interp *in, Value values, Value by, Value reversed, Span at);

/* network.c: what the groups share */
Object *network_object(Interp *in, ObjectKind kind, Span at);
/* A name for an object: its label, else the variable it is bound to, else made from `fallback`;
   numbered when taken. */
const Str *network_claim(Interp *in, Value label, const Str *hint, const char *fallback, Span at);
/* The models of the cells of a population, view or assembly, one by one: n-th, NULL past the last.
   */
const IrModel *network_cells(const Interp *in, const Object *o, uint32_t n);
/* Adds the nearest item of this kind of a model as help. */
void network_suggest(Interp *in, Diag *d, const IrModel *model, const Str *name, IrItemKind kind);
/* How the projection measures distances: a Space, None or nothing. */
bool network_bind_space(Interp *in, Value v, Span at, IrProjection *p);
/* The value of an action on cells as it stands in the IR. */
IrExpr *network_value_of(Interp *in, const Object *o, IrExpr *value);
bool network_set_initial(Interp *in, Object *o, const Str *name, Value v, Span at);
/* The size of a population, or of a sample: a number or an expression of params; NULL after an error. */
IrExpr *network_size(Interp *in, Value v, Span at);
Object *network_base(Object *o); /* the population of a view; else o */
const Str *network_name(const Object *o);
void network_mark_used(Object *o);
/* Any object with cells, or an error. */
Object *network_target(Interp *in, Value v, Span at, const char *what);
IrAction *network_action(Interp *in, IrActionKind kind, Span at);
/* An item of a model or its parts by path; NULL when there is none. */
const IrItem *network_item(const Interp *in, const IrModel *model, const Str *path);
/* The event that arrives at a port of this name: of a receptor of the cell, or of the model itself;
   NULL: none. */
const IrItem *network_port(const Interp *in, const IrModel *model, const Str *name);
/* name of the n-th port, NULL past the last */
const Str *network_receptor(const IrModel *model, uint32_t n);
/* series.c: sorts lists of times, and reports those that cannot be; false after an error. */
bool series_check(Interp *in, const IrModel *model, const IrBinds *binds);
/* complete.c: reports parameters that nobody gave a value. */
void network_complete(Interp *in);
/* reports; false */
bool network_no_port(Interp *in, const IrModel *model, const Str *name, Span at);
/* A source of events starts to act on cells when it is made. */
Value source_attach(Interp *in, Object *source, Value cells, Value receptor, const Str *hint,
                    Span at);
/* experiment.c: tells a variable that no cell of the object has */
bool record_knows(Interp *in, const Object *o, const Str *path, Span at);
bool record_is_port(const Interp *in, const Object *o, const Str *name); /* an output for events */
/* write.c: ANNOTATE actions into the body of the owner; a file when the script has ended */
bool annotate(Interp *in, IrAction *owner, const ValueDict *notes, Span at);
void write_at_end(Interp *in, Object *o, const Str *file, Value variables, Span at);
void old_spelling(Interp *in, Span at, const char *old, const char *modern);
const NamedValue *named_value(const NamedValues *values, const char *name);
#endif
