/* Values of a script as values of parameters: units taken or converted, distributions, arrays,
   functions of position. */
#ifndef NN_BIND_H
#define NN_BIND_H
#include "frontend/sema/interp.h"

/* What the value is for. */
typedef struct BindTarget {
    const char *what; /* "parameter 'tau_m' of IF_curr_exp" */
    const Str *path;  /* names data columns that the value needs */
    Dim dim;
    const Unit *unit; /* that a bare number takes; NULL: none */
    bool is_list;     /* a sequence per cell */
    bool is_bool;
    int64_t cells; /* length that an array must have; -1 when it is not known, 0: no array here */
    bool pairs;    /* strings and functions are of the distance d */
} BindTarget;

/* NULL after an error (reported). */
IrExpr *bind_value(Interp *in, Value v, const BindTarget *target, Span at);
/* A time in ms, the unit of bare times. */
IrExpr *bind_time(Interp *in, Value v, const char *what, Span at);
const Unit *bind_unit(Interp *in, const char *text);
/* A number of the IR that is known now, in native units. */
bool bind_constant(const IrExpr *e, double *out);
/* Binds the parameters of an instance of a model; `binds` gets them. */
bool bind_parameters(Interp *in, const IrModel *model, const NamedValues *values, const Str *path,
                     int64_t cells, const BindTarget *weight, IrBinds *binds);
void bind_replace(Interp *in, IrBinds *binds, IrBind bind);
/* Stores a column-major table; its name is made from `path`. */
const Str *bind_data(Interp *in, const Str *path, uint64_t rows, uint32_t columns, double *values,
                     Dim *dims, const Str **names, Span at);
#endif
