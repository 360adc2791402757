/* Connectors that are a list of connections: pre, post, and columns with their values. */
#include "frontend/sema/builtins/builtins.h"

#include <math.h>

static bool list_row(Interp *in, Value row, uint32_t columns, uint32_t r, uint32_t rows,
                     double *values, Span at)
{
    const int64_t n = value_length(row);
    if (n != columns) {
        interp_error(in, DIAG_NNC0412, at, "connection %u has %lld value%s, not %u", r,
                     (long long)n, n == 1 ? "" : "s", columns);
        return false;
    }
    for (uint32_t c = 0; c < columns; c++) {
        Value v = value_element(in->sema, row, c);
        if (v.kind != VALUE_INT && v.kind != VALUE_REAL) {
            interp_error(in, DIAG_NNC0412, at, "value %u of connection %u is no number", c, r);
            return false;
        }
        const double x = value_double(v);
        if (c < 2 && (x < 0 || floor(x) != x)) {
            interp_error(in, DIAG_NNC0412, at, "connection %u has the index %g", r, x);
            return false;
        }
        values[(size_t)c * rows + r] = x;
    }
    return true;
}

static bool list_columns(Interp *in, Value names, uint32_t columns, const Str **out, Span at)
{
    static const char *const DEFAULT[] = {"pre", "post", "weight", "delay"};
    for (uint32_t c = 0; c < columns; c++) {
        const Str *name = c < 4 ? SEMA_NAME(in->sema, DEFAULT[c]) : NULL;
        if (c >= 2 && names.kind != VALUE_POISON && names.kind != VALUE_NONE) {
            name = NULL;
            if (value_length(names) >= 0 && value_length(names) == columns - 2 &&
                !want_string(in, value_element(in->sema, names, c - 2), at, "the name of a column",
                             &name))
                return false;
        }
        if (!name) {
            interp_error(in, DIAG_NNC0412, at,
                         "column_names must name the %u columns after pre and post", columns - 2);
            return false;
        }
        out[c] = name;
    }
    return true;
}

static Value from_list(Interp *in, const Call *call, const Value *a)
{
    ValueList rows = {0};
    if (!eval_sequence(in, a[0], call_span(call, "conn_list", 0), &rows))
        return value_poison;
    const int64_t width = rows.n ? value_length(rows.v[0]) : 2;
    if (width < 2 || width > 100)
        return interp_error(in, DIAG_NNC0412, call->span, "a connection is (pre, post, ...)");
    const uint32_t columns = (uint32_t)width;
    double *values = ARENA_ARRAY(in->arena, double, (size_t)rows.n *columns + 1);
    for (uint32_t r = 0; r < rows.n; r++)
        if (!list_row(in, rows.v[r], columns, r, rows.n, values, call->span))
            return value_poison;
    const Str **names = ARENA_ARRAY(in->arena, const Str *, columns);
    if (!list_columns(in, a[1], columns, names, call->span))
        return value_poison;
    Object *o = network_object(in, OBJECT_INSTANCE, call->span);
    IrConnector *c = ARENA_NEW(in->arena, IrConnector);
    IrClause clause = {.loop = IR_LOOP_LIST,
                       .i = SEMA_NAME(in->sema, "i"),
                       .j = SEMA_NAME(in->sema, "j"),
                       .span = call->span};
    clause.data = bind_data(in, SEMA_NAME(in->sema, "connections"), rows.n, columns, values,
                            ARENA_ARRAY(in->arena, Dim, columns), names, call->span);
    c->name = str_format(in->session->strings, "FromListConnector %s", clause.data->s);
    c->span = call->span;
    VEC_PUSH(in->arena, &c->clauses, clause);
    VEC_PUSH(in->arena, &in->module->connectors, c);
    ir_register(in->module, c->name, c);
    o->name = c->name;
    o->connector = c;
    return value_object(o);
}

const Builtin builtins_connection_list[] = {
    {"", "FromListConnector", from_list, "conn_list column_names= safe= callback="},
    {NULL, NULL, NULL, NULL},
};
