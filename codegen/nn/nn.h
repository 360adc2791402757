/* Inside the writer of `.nn`: what its files share. Texts are made in the module's arena; each part of the module is written by a
   file of its own. What the language has no words for is refused, once per place, and the writer goes on. */
#ifndef NN_NN_H
#define NN_NN_H
#include "codegen/writer.h"

enum { NN_LINE = 100 }; /* columns that a line has at most, where it can be broken */

typedef struct NnWriter {
    Writing *w;
    const IrModule *m;
    Session *s;
    Arena *a;
    Emitter *e;
    Map variables; /* name of a population, view, ... -> const Str *: the variable that scripts have for it */
    Map words;     /* variables that are taken */
    Map nested;    /* models that are written where they are parts */
    Map uses;      /* views that several things name -> themselves: they get variables */
    Emitter *data; /* of the file beside that has long lists; NULL: none yet */
    const char *data_module, *imported; /* its name, the variables that it has */
    bool failed;
} NnWriter;

/* "the projection `p`" cannot be said; `at` is its place. */
void nn_refuse(NnWriter *w, Span at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- name.c ---- */
const char *nn_word(NnWriter *w, const char *name); /* quoted where it has to be */
const char *nn_item(NnWriter *w, const char *name); /* of a model: one called `t` is `t_` */
const char *nn_plain_name(NnWriter *w,
                          const char *word);       /* such a word where no keyword may stand */
const char *nn_path(NnWriter *w, const Str *path); /* na.m */
const char *nn_string(NnWriter *w, const char *text);
const char *nn_path_string(NnWriter *w,
                           const Str *path); /* between quotes, as record("na.m") takes it */
/* The variable of an entity: its name where that is a word that nothing else has. */
const char *nn_variable(NnWriter *w, const Str *entity);
void nn_keep_variable(NnWriter *w, const Str *entity); /* under its own name, which --set knows */
bool nn_has_variable(const NnWriter *w, const Str *entity);
const char *nn_model_name(NnWriter *w, const Str *model);
bool nn_is_library(const NnWriter *w, Span at); /* a model that `.nn` knows without a declaration */

/* ---- number.c ---- */
const char *nn_quantity(NnWriter *w, double native, Dim dim);
const char *nn_literal(NnWriter *w, const IrExpr *e); /* LITERAL */
/* "mS/cm2", of a declaration; NULL where the dimension has no unit that reads back. */
const char *nn_unit(NnWriter *w, const Unit *unit, Dim dim);
/* What a declaration without a unit takes from this value: the unit that is written in it; NULL: none is. */
const Unit *nn_unit_in(const IrExpr *value);

/* ---- expr.c ---- */
typedef struct NnScope {
    NnWriter *w;
    const IrModel *model;         /* NULL: a value of a script */
    const IrConnector *connector; /* NULL: none */
    const char *(*leaf)(const struct NnScope *s,
                        const IrExpr *e); /* what only this place has; NULL: nothing */
} NnScope;
const char *nn_expr(const NnScope *s, const IrExpr *e);
/* The same where it stands as an argument that may not be a bare condition: in parentheses where needed. */
const char *nn_operand(const NnScope *s, const IrExpr *e);

/* ---- model.c, part.c, body.c ---- */
void nn_write_model(NnWriter *w, const IrModel *model, const char *name);
/* From items->v[i]: how many items were written (0: none of these). */
void nn_write_part(const NnScope *s, const IrItem *part);
void nn_mark_nested(NnWriter *w);
bool nn_feeds_itself(const NnScope *s, const IrItem *feed); /* written by declaring the part */
void nn_write_actions(const NnScope *s, const char *head, const IrBody *body);
void nn_write_args(Emitter *e, const NnScope *s, const IrArgs *args);
/* An input that equations read without declaring it: v of receptors, pre.v of synapses. */
const char *nn_implicit_input(const NnScope *s, const IrItem *in);

/* ---- connector.c ---- */
void nn_write_connector(NnWriter *w, const IrConnector *c);
/* `Ring(k=5)`, with its flags; "FromListConnector(...)". NULL after a refusal. */
const char *nn_connector(NnWriter *w, const IrProjection *p);

/* ---- value.c ---- */
/* A value of a parameter of cells, of connections or of an action. */
const char *nn_value(NnWriter *w, const IrExpr *e, Span at);
const char *nn_values(NnWriter *w, const char *list,
                      const IrBinds *binds); /* "a=1, b=2" behind `list` */
const char *nn_data_column(NnWriter *w, const IrData *data, uint32_t column);

/* ---- network.c, experiment.c ---- */
void nn_write_network(NnWriter *w);
void nn_write_experiment(NnWriter *w);
const char *nn_cells(NnWriter *w,
                     const Str *target); /* a population, view or group as scripts say it */
/* head(a, b, c), broken between arguments where it is long. */
void nn_write_call(NnWriter *w, const char *head, const char *const *args, uint32_t n);
/* "[a, b, c]", broken between elements where it is long; it stands behind `column` characters. */
const char *nn_list(NnWriter *w, size_t column, const char *const *elements, uint32_t n);
#endif
