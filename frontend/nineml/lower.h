/* Classes of dynamics as items of models, and values of components as expressions. Nothing here knows a version. */
#ifndef NN_NINEML_LOWER_H
#define NN_NINEML_LOWER_H
#include "frontend/nineml/document.h"

typedef struct NmlHeard {
    const Str *port, *event;
} NmlHeard;

/* One class as items of a model, which may hold several. */
typedef struct NmlLowering {
    NmlDocuments *all;
    IrModule *m;
    IrModel *model;
    const NmlClass *class_;
    const char *prefix; /* before the names of its items */
    const Str *start;   /* regime in which it starts; NULL: chosen */
    const Str *weight;  /* its state that is the weight of a connection; NULL: none is */
    Map inputs; /* analog port that receives -> IrExpr: what it reads. Absent: an item of its name */
    Map handlers; /* event port that receives -> Str: name of the IR's event. Absent: its own */
    VEC(NmlHeard) further; /* events of the IR that such a port hears beside it */
    Map outputs;           /* event port that sends -> Str: port of the model. Absent: its own */
    Map silent;            /* event ports that send to nobody */
    Map deaf;              /* event ports that nothing comes to: what they would do is not there */
    IrArgs arguments;      /* of events that arrive */
    VEC(IrExpr *) values;  /* of events that leave by a port of `outputs` */
    /* while it is lowered */
    const NmlRegime *regime;
    const Str *mode;
} NmlLowering;

void nml_lowering_start(NmlLowering *x, NmlDocuments *all, IrModule *m, IrModel *model,
                        const NmlClass *class_, const char *prefix);
/* Parameters, states, aliases, regimes; ports that `inputs` do not have become reduces, or `in` in parts. False after a
   diagnostic. */
bool nml_lower(NmlLowering *x);
/* The name of its item. */
const Str *nml_item_name(const NmlLowering *x, const Str *name);
IrItem *nml_add_item(NmlLowering *x, IrItemKind kind, const Str *name, Dim dim, Span at);
IrExpr *nml_math(NmlLowering *x, const XmlText *math); /* NULL after a diagnostic */

/* regime.c */
void nml_lower_regimes(NmlLowering *x);
/* timer.c: a trigger on a time that the transition itself moves on: the item, or NULL where it is none. */
IrItem *nml_timer(NmlLowering *x, const NmlTransition *t, const IrExpr *trigger);

/* linear.c: whether many of it, each with its own events, add up to one with all the events: a response of which a cell needs
   only one. Asked once it is lowered; `sent`: items that act on the cell. */
bool nml_is_linear(Arena *a, const IrModel *model);
/* Whether a temperature divides a difference of temperatures, and so is a difference itself: its unit has no offset. */
bool nml_is_difference(const IrModel *model, const Str *parameter);

/* multi.c: a MultiDynamics as a model with parts */
bool nml_lower_multi(NmlLowering *x);
/* "tau__soma": of a parameter or state of a part of a MultiDynamics */
const Str *nml_part_name(NmlDocuments *all, const Str *part, const Str *name);

/* value.c */
typedef struct NmlPlace { /* whose values: cells of a population, or connections */
    IrModule *m;
    NmlDocuments *all;
    const Str *path; /* names the data of arrays */
    IrExpr *index;   /* into an array; NULL: there is none */
    IrData *list;    /* of explicit connections: arrays become its columns */
    uint64_t count;  /* that an array must have */
    const char *why; /* there is no index */
    bool open;       /* values may be missing: a script gives them */
} NmlPlace;
IrExpr *nml_value_expr(const NmlPlace *place, const NmlValue *v,
                       bool difference); /* NULL after a diagnostic */
/* Adds `name` = the value, or a column of that name. False after a diagnostic. */
bool nml_bind_value(const NmlPlace *place, const Str *name, const NmlValue *v, bool difference,
                    IrBinds *to);
IrExpr *nml_draw_component(NmlDocuments *all, const NmlComponent *c, Span at);
#endif
