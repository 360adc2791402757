/* Values that scripts give: numbers, distributions, lists, functions of the index, the place or the distance. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <math.h>
#include <string.h>

/* ---- lists of data ---- */
enum { RUNS_FROM = 12 }; /* values from which on equal neighbours are counted */

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* "[1] + [0]*99" of many equal values, else "[1, 2, 3]". */
static const char *list_of(NnWriter *w, const double *values, uint64_t n, Dim dim, bool tests)
{
    Emitter *e = emitter_new(w->a, 0);
    size_t len;
    uint64_t runs = 0;
    for (uint64_t i = 0; i < n; i++)
        runs += !i || !same(values[i], values[i - 1]);
    const bool counted = n >= RUNS_FROM && runs <= n / 3;
    emit(e, "[");
    for (uint64_t i = 0, next; i < n; i = next) {
        for (next = i + 1; counted && next < n && same(values[next], values[i]);)
            next++;
        const char *one =
            tests ? (values[i] != 0 ? "True" : "False") : nn_quantity(w, values[i], dim);
        emit(e, "%s%s", i ? counted ? " + [" : ", " : "", one);
        if (counted)
            emit(e, next - i > 1 ? "]*%llu" : "]", (unsigned long long)(next - i));
    }
    emit(e, counted ? "" : "]");
    return emitter_text(e, &len);
}

const char *nn_data_column(NnWriter *w, const IrData *data, uint32_t column)
{
    return list_of(w, data->values + column * data->rows, data->rows,
                   data->dims ? data->dims[column] : DIM_NONE, false);
}

/* The data whose element i, or `place`, is the value of cell i. */
static const IrData *data_of(NnWriter *w, const IrExpr *e)
{
    if (e->op != IR_DATA || e->n != 1 || e->arg[0]->op != IR_VARIABLE)
        return NULL;
    const bool each = str_is(e->arg[0]->u.name, "i") || str_is(e->arg[0]->u.name, "place");
    return each ? ir_find_data(w->m, e->u.name) : NULL;
}

static bool all_equal(const IrData *d)
{
    for (uint64_t i = 1; i < d->rows; i++)
        if (!same(d->values[i], d->values[0]))
            return false;
    return d->rows > 0;
}

static const char *array(NnWriter *w, const IrData *d, bool tests)
{
    if (all_equal(d) && !tests)
        return nn_quantity(w, d->values[0], d->dims ? d->dims[0] : DIM_NONE);
    return list_of(w, d->values, d->rows, d->dims ? d->dims[0] : DIM_NONE, tests);
}

/* ---- what functions take ---- */
static bool is_um(const IrExpr *e)
{
    return e->op == IR_LITERAL && e->u.literal.unit && !strcmp(e->u.literal.unit->text, "um") &&
           str_is(e->u.literal.text, "1");
}

/* The argument that stands for a part of the value: d, x, y, z, i, j; NULL: none. */
static const char *argument_of(const IrExpr *e)
{
    if (e->op == IR_QUOTIENT && is_um(e->arg[1]) && e->arg[0]->op == IR_DISTANCE)
        return "d";
    if (e->op == IR_DISTANCE)
        return "d*1 um";
    if (e->op == IR_QUOTIENT && is_um(e->arg[1]) && e->arg[0]->op == IR_POSITION &&
        e->arg[0]->u.name->len == 1)
        return e->arg[0]->u.name->s;
    if (e->op == IR_VARIABLE && (str_is(e->u.name, "i") || str_is(e->u.name, "j")))
        return e->u.name->s;
    return NULL;
}

static void gather(const IrExpr *e, bool *used)
{
    static const char names[] = "ijdxyz";
    const char *argument = argument_of(e);
    if (argument) {
        used[strchr(names, *argument) - names] = true;
        return;
    }
    for (uint32_t i = 0; i < e->n && e->op != IR_DATA; i++)
        gather(e->arg[i], used);
}

/* "lambda i, j: "; "" where the value depends on nothing of the kind. */
static const char *head_of(NnWriter *w, const IrExpr *e)
{
    bool used[6] = {false};
    const char *names = "";
    gather(e, used);
    for (int k = 0; k < 6; k++)
        if (used[k])
            names = arena_printf(w->a, "%s%s%c", names, *names ? ", " : "", "ijdxyz"[k]);
    return *names ? arena_printf(w->a, "lambda %s: ", names) : "";
}

/* ---- distributions ---- */
static const char *distribution(const NnScope *s, const IrExpr *e)
{
    const char *list = "";
    for (uint32_t i = 0; i < e->n; i++)
        list = arena_printf(s->w->a, "%s%s%s", list, i ? ", " : "", nn_expr(s, e->arg[i]));
    return arena_printf(s->w->a, "RandomDistribution(\"%s\", (%s%s))", ir_law_word(e->u.law), list,
                        e->n == 1 ? "," : "");
}

/* Whether all that has the dimension is declared in the native unit, as in models from documents. */
static bool units_are_native(const NnWriter *w, Dim dim)
{
    for (uint32_t i = 0; i < w->m->models.n; i++)
        for (uint32_t k = 0; k < w->m->models.v[i]->items.n; k++) {
            const IrItem *item = w->m->models.v[i]->items.v[k];
            if (item->unit && dim_equal(item->dim, dim) &&
                !same(unit_factor_to(item->unit, &unit_native), 1))
                return false;
        }
    return true;
}

/* A number without a dimension is drawn, and takes the unit of the parameter. */
static const IrExpr *bare_draw(const NnWriter *w, const IrExpr *e)
{
    if (e->op != IR_PRODUCT || e->n != 2 || e->arg[0]->op != IR_DRAW)
        return e->op == IR_DRAW ? e : NULL;
    const IrExpr *unit = e->arg[1];
    const bool one = unit->op == IR_LITERAL && str_is(unit->u.literal.text, "1");
    const bool native =
        unit->op == IR_NUMBER && same(unit->u.number, 1) && units_are_native(w, unit->dim);
    return one || native ? e->arg[0] : NULL;
}

/* A draw of numbers times the native unit: "uniform" from 0 mV to 20 mV. NULL: it is none. */
static const char *native_draw(NnWriter *w, const IrExpr *e)
{
    double x;
    const char *list = "";
    const bool scaled = e->op == IR_PRODUCT && e->n == 2 && e->arg[0]->op == IR_DRAW &&
                        e->arg[1]->op == IR_NUMBER && same(e->arg[1]->u.number, 1);
    const IrExpr *draw = scaled ? e->arg[0] : NULL;
    if (!draw || (draw->u.law != IR_LAW_UNIFORM && draw->u.law != IR_LAW_NORMAL &&
                  draw->u.law != IR_LAW_EXPONENTIAL))
        return NULL;
    for (uint32_t i = 0; i < draw->n; i++) {
        if (!ir_constant(draw->arg[i], &x))
            return NULL;
        list = arena_printf(w->a, "%s%s%s", list, i ? ", " : "", nn_quantity(w, x, e->arg[1]->dim));
    }
    return arena_printf(w->a, "RandomDistribution(\"%s\", (%s%s))", ir_law_word(draw->u.law), list,
                        draw->n == 1 ? "," : "");
}

static const char *leaf(const NnScope *s, const IrExpr *e)
{
    const char *argument = argument_of(e);
    if (argument)
        return argument[1] ? arena_printf(s->w->a, "(%s)", argument) : argument;
    if (e->op == IR_PARAM)
        return nn_variable(s->w, e->u.name);
    if (e->op == IR_DRAW)
        return distribution(s, e);
    const IrData *d = data_of(s->w, e);
    if (d)
        return array(s->w, d, false);
    if (e->op == IR_POSITION || e->op == IR_DATA)
        nn_refuse(s->w, e->span, "a value of this form");
    return NULL;
}

const char *nn_value(NnWriter *w, const IrExpr *e, Span at)
{
    const NnScope s = {.w = w, .leaf = leaf};
    const IrExpr *draw = bare_draw(w, e);
    const bool test = e->op == IR_NE && data_of(w, e->arg[0]);
    const char *native = native_draw(w, e);
    if (draw || native)
        return native ? native : distribution(&s, draw);
    if (e->op == IR_PRODUCT && e->arg[0]->op == IR_DRAW) {
        nn_refuse(w, at, "a drawn number times a quantity");
        return "0";
    }
    if (test)
        return array(w, data_of(w, e->arg[0]), true);
    return arena_printf(w->a, "%s%s", head_of(w, e), nn_expr(&s, e));
}

const char *nn_values(NnWriter *w, const char *list, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        list = arena_printf(w->a, "%s%s%s=%s", list, *list ? ", " : "",
                            nn_item(w, binds->v[i].name->s),
                            nn_value(w, binds->v[i].value, binds->v[i].span));
    return list;
}
