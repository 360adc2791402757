/* Arrays as numpy makes them: lists whose operators work element by element. */
#include "frontend/sema/builtins/builtins.h"

#include <math.h>
#include <string.h>

/* ---- making ---- */

enum { ARRAY_MAX = 100000000 };

static Value too_many(Interp *in, Span at)
{
    return interp_error(in, DIAG_NNC0262, at, "arange makes too many elements");
}

static Value whole_numbers(Interp *in, const Call *call, int64_t start, int64_t stop, int64_t step)
{
    const Value range = value_range(start, stop, step);
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    if (value_length(range) >= ARRAY_MAX)
        return too_many(in, call->span);
    return eval_sequence(in, range, call->span, list) ? value_array(list) : value_poison;
}

/* start, start + step, ... below stop, as numpy counts them: ceil((stop - start)/step). */
static Value np_arange(Interp *in, const Call *call, const Value *a)
{
    const uint32_t n = a[0].as.list->n;
    Value v[3] = {value_int(0), value_int(0), value_int(1)};
    if (n < 1 || n > 3)
        return interp_error(in, DIAG_NNC0253, call->span, "arange takes one to three arguments");
    bool whole = true;
    Value unit = value_real(1);
    for (uint32_t i = 0; i < n; i++) {
        Value x = a[0].as.list->v[i];
        if (x.kind != VALUE_INT && x.kind != VALUE_REAL)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "arange needs numbers known at compile time");
        whole &= x.kind == VALUE_INT;
        unit = !dim_is_none(x.dim) ? x : unit;
        v[n == 1 ? 1 : i] = x;
    }
    if (whole && v[2].as.integer)
        return whole_numbers(in, call, v[0].as.integer, v[1].as.integer, v[2].as.integer);
    const double start = value_double(v[0]), step = value_double(v[2]);
    const double count = ceil((value_double(v[1]) - start) / step);
    if (!(fabs(step) > 0) || !(count < ARRAY_MAX))
        return too_many(in, call->span);
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; (double)i < count && interp_step(in, call->span); i++) {
        Value x = value_quantity(start + (double)i * step, unit.dim);
        x.unit = unit.unit;
        VEC_PUSH(in->arena, list, x);
    }
    return value_array(list);
}

static Value np_linspace(Interp *in, const Call *call, const Value *a)
{
    int64_t n = 50;
    if (a[2].kind != VALUE_POISON && !want_int(in, a[2], call->span, "the number of points", &n))
        return value_poison;
    const bool numbers = (a[0].kind == VALUE_INT || a[0].kind == VALUE_REAL) &&
                         (a[1].kind == VALUE_INT || a[1].kind == VALUE_REAL);
    if (!numbers || n < 0 || n > ARRAY_MAX)
        return interp_error(in, DIAG_NNC0251, call->span,
                            "linspace needs numbers known at compile time");
    const double lo = value_double(a[0]), hi = value_double(a[1]);
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < n; i++) {
        Value x = value_quantity(
            i == n - 1 && n > 1 ? hi : lo + (hi - lo) * (double)i / (double)(n > 1 ? n - 1 : 1),
            dim_is_none(a[0].dim) ? a[1].dim : a[0].dim);
        x.unit = a[0].unit ? a[0].unit : a[1].unit;
        VEC_PUSH(in->arena, list, x);
    }
    return value_array(list);
}

/* An array of arrays: n of its lengths, the outermost first; `room` elements are left. */
static Value filled_shape(Interp *in, const Call *call, const Value *lengths, uint32_t n,
                          int64_t room, Value with)
{
    int64_t count;
    if (!want_int(in, lengths[0], call->span, "the length", &count))
        return value_poison;
    if (count < 0 || count > room)
        return interp_error(in, DIAG_NNC0262, call->span,
                            "the length of an array is from 0 to 10^8");
    if (!interp_enter(in, call->span))
        return value_poison;
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    Value v = with;
    for (int64_t i = 0; i < count && v.kind != VALUE_POISON; i++) {
        if (n > 1)
            v = filled_shape(in, call, lengths + 1, n - 1, room / count, with);
        VEC_PUSH(in->arena, list, v);
    }
    interp_leave(in);
    return v.kind == VALUE_POISON ? v : value_array(list);
}

static Value filled(Interp *in, const Call *call, Value shape, Value with)
{
    const bool several =
        (shape.kind == VALUE_TUPLE || shape.kind == VALUE_LIST) && shape.as.list->n;
    return several ? filled_shape(in, call, shape.as.list->v, shape.as.list->n, ARRAY_MAX, with)
                   : filled_shape(in, call, &shape, 1, ARRAY_MAX, with);
}

static Value np_ones(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], value_real(1));
}

static Value np_zeros(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], value_real(0));
}

static Value np_full(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], a[1]);
}

static Value np_array(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[0], call->span, list) || !interp_enter(in, call->span))
        return value_poison;
    Value row = value_none;
    for (uint32_t i = 0; i < list->n && row.kind != VALUE_POISON; i++)
        if (list->v[i].kind == VALUE_LIST || list->v[i].kind == VALUE_TUPLE)
            list->v[i] = row =
                np_array(in, call, &list->v[i]); /* rows of a matrix are arrays too */
    interp_leave(in);
    return row.kind == VALUE_POISON ? row : value_array(list);
}

static Value np_concatenate(Interp *in, const Call *call, const Value *a)
{
    ValueList parts = {0}, *list = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[0], call->span, &parts))
        return value_poison;
    for (uint32_t i = 0; i < parts.n; i++)
        if (!eval_sequence(in, parts.v[i], call->span, list))
            return value_poison;
    return value_array(list);
}

static Value np_repeat(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *list = ARENA_NEW(in->arena, ValueList);
    int64_t n;
    if (!eval_sequence(in, a[0], call->span, &items) ||
        !want_int(in, a[1], call->span, "the number of repetitions", &n))
        return value_poison;
    if (n < 0 || (n && items.n > ARRAY_MAX / n))
        return interp_error(in, DIAG_NNC0262, call->span,
                            "the length of an array is from 0 to 10^8");
    for (uint32_t i = 0; i < items.n; i++)
        for (int64_t k = 0; k < n; k++)
            VEC_PUSH(in->arena, list, items.v[i]);
    return value_array(list);
}

/* ---- sums, extrema ---- */

/* Folds the elements from the left; `all` also keeps every step. */
static Value fold(Interp *in, const Call *call, Value values, AstOperator op, ValueList *all)
{
    ValueList items = {0};
    if (values.kind == VALUE_RESULT)
        return values;
    if (!eval_sequence(in, values, call->span, &items))
        return value_poison;
    Value sum = items.n ? items.v[0] : value_int(op == AST_OP_Times);
    for (uint32_t i = 0; i < items.n; i++) {
        sum = i ? operate(in, op, sum, items.v[i], call->span) : sum;
        if (sum.kind == VALUE_POISON)
            return sum;
        if (all)
            VEC_PUSH(in->arena, all, sum);
    }
    return sum;
}

static Value np_sum(Interp *in, const Call *call, const Value *a)
{
    return fold(in, call, a[0], AST_OP_Plus, NULL);
}

static Value np_prod(Interp *in, const Call *call, const Value *a)
{
    return fold(in, call, a[0], AST_OP_Times, NULL);
}

static Value np_cumsum(Interp *in, const Call *call, const Value *a)
{
    ValueList *all = ARENA_NEW(in->arena, ValueList);
    Value sum = fold(in, call, a[0], AST_OP_Plus, all);
    return sum.kind == VALUE_POISON || sum.kind == VALUE_RESULT ? sum : value_array(all);
}

static Value np_mean(Interp *in, const Call *call, const Value *a)
{
    Value sum = fold(in, call, a[0], AST_OP_Plus, NULL);
    const int64_t n = value_length(a[0]);
    if (sum.kind == VALUE_POISON || sum.kind == VALUE_RESULT)
        return sum;
    return n > 0
               ? operate(in, AST_OP_Divide, sum, value_int(n), call->span)
               : interp_error(in, DIAG_NNC0262, call->span, "there is nothing to take the mean of");
}

static Value np_std(Interp *in, const Call *call, const Value *a)
{
    Value mean = np_mean(in, call, a);
    if (mean.kind == VALUE_POISON || mean.kind == VALUE_RESULT)
        return mean;
    Value away = operate(in, AST_OP_Minus, np_array(in, call, a), mean, call->span);
    Value square = operate(in, AST_OP_Times, away, away, call->span);
    Value variance = np_mean(in, call, &square);
    return operate_function(in, IR_SQRT, variance, call->span);
}

static Value extreme(Interp *in, const Call *call, Value values, AstOperator better, bool place)
{
    ValueList items = {0};
    if (values.kind == VALUE_RESULT)
        return values;
    if (!eval_sequence(in, values, call->span, &items))
        return value_poison;
    if (!items.n)
        return interp_error(in, DIAG_NNC0262, call->span, "there is no element");
    uint32_t best = 0;
    for (uint32_t i = 1; i < items.n; i++) {
        Value c = operate_compare(in, better, items.v[i], items.v[best], call->span);
        if (c.kind != VALUE_BOOL)
            return c;
        best = c.as.boolean ? i : best;
    }
    return place ? value_int(best) : items.v[best];
}

static Value np_min(Interp *in, const Call *call, const Value *a)
{
    return extreme(in, call, a[0], AST_OP_Less, false);
}

static Value np_max(Interp *in, const Call *call, const Value *a)
{
    return extreme(in, call, a[0], AST_OP_Greater, false);
}

static Value np_argmin(Interp *in, const Call *call, const Value *a)
{
    return extreme(in, call, a[0], AST_OP_Less, true);
}

static Value np_argmax(Interp *in, const Call *call, const Value *a)
{
    return extreme(in, call, a[0], AST_OP_Greater, true);
}

/* ---- from arrays to arrays ---- */

static Value np_diff(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *list = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 1; i < items.n; i++)
        VEC_PUSH(in->arena, list,
                 operate(in, AST_OP_Minus, items.v[i], items.v[i - 1], call->span));
    return value_array(list);
}

static Value np_sort(Interp *in, const Call *call, const Value *a)
{
    Value sorted = python_sorted(in, a[0], value_none, value_bool(false), call->span);
    return sorted.kind == VALUE_LIST ? value_array(sorted.as.list) : sorted;
}

static Value np_where(Interp *in, const Call *call, const Value *a)
{
    ValueList tests = {0}, *list = ARENA_NEW(in->arena, ValueList);
    const bool choice = a[1].kind != VALUE_POISON;
    if (!eval_sequence(in, a[0], call->span, &tests))
        return value_poison;
    for (uint32_t k = 0; k < tests.n; k++) {
        bool holds;
        if (!want_truth(in, tests.v[k], call->span, &holds))
            return value_poison;
        const Value from = choice ? a[holds ? 1 : 2] : value_none;
        if (!choice && holds)
            VEC_PUSH(in->arena, list, value_int(k));
        if (!choice)
            continue;
        if (from.kind == VALUE_LIST && from.as.list->n != tests.n)
            return interp_error(in, DIAG_NNC0262, call->span, "%u values for %u elements",
                                from.as.list->n, tests.n);
        VEC_PUSH(in->arena, list, from.kind == VALUE_LIST ? from.as.list->v[k] : from);
    }
    Value found = value_array(list);
    if (choice)
        return found;
    ValueList *one = ARENA_NEW(in->arena, ValueList); /* a tuple of one array, as numpy has it */
    VEC_PUSH(in->arena, one, found);
    return value_tuple(one);
}

static Value no_draws(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    Diag *d = diag(in->diags, DIAG_NNC0255, call->span,
                   "numpy.random draws nothing: numbers are drawn when the program runs");
    diag_help(in->diags, d, "write RandomDistribution(\"uniform\", (low, high)) for the parameter");
    return value_poison;
}

/* ---- attributes ---- */

static Value self_of(Interp *in, const Call *call, const Value *a, BuiltinFunction f)
{
    (void)a;
    return f(in, call, &call->self);
}

#define METHOD(name)                                                                               \
    static Value array_##name(Interp *in, const Call *call, const Value *a)                        \
    {                                                                                              \
        return self_of(in, call, a, np_##name);                                                    \
    }
METHOD(sum)
METHOD(mean)
METHOD(std)
METHOD(min)
METHOD(max)
METHOD(cumsum)
METHOD(argmin)
METHOD(argmax)
#undef METHOD

static Value array_tolist(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    (void)a;
    return eval_sequence(in, call->self, call->span, list) ? value_list(list) : value_poison;
}

static Value array_astype(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < call->self.as.list->n; i++)
        VEC_PUSH(in->arena, list, eval_apply(in, a[0], &call->self.as.list->v[i], 1, call->span));
    return value_array(list);
}

static Value array_attribute(Interp *in, const Call *call, const Value *a)
{
    const ValueList *self = call->self.as.list;
    if (str_is(a[0].as.string, "size"))
        return value_int(self->n);
    if (str_is(a[0].as.string, "shape")) {
        ValueList *shape = ARENA_NEW(in->arena, ValueList);
        VEC_PUSH(in->arena, shape, value_int(self->n));
        if (self->n && self->v[0].kind == VALUE_LIST)
            VEC_PUSH(in->arena, shape, value_int(self->v[0].as.list->n));
        return value_tuple(shape);
    }
    return interp_error(in, DIAG_NNC0254, call->span, "%s has no attribute '%s'",
                        value_words(call->self), a[0].as.string->s);
}

const Builtin builtins_numpy[] = {
    {"numpy", "arange", np_arange, "*bounds"},
    {"numpy", "linspace", np_linspace, "start stop num="},
    {"numpy", "ones", np_ones, "shape dtype="},
    {"numpy", "zeros", np_zeros, "shape dtype="},
    {"numpy", "full", np_full, "shape fill_value dtype="},
    {"numpy", "array", np_array, "values dtype="},
    {"numpy", "asarray", np_array, "values dtype="},
    {"sim", "Sequence", np_array, "values"},
    {"numpy", "concatenate", np_concatenate, "arrays"},
    {"numpy", "hstack", np_concatenate, "arrays"},
    {"numpy", "repeat", np_repeat, "values n"},
    {"numpy", "sum", np_sum, "values"},
    {"numpy", "prod", np_prod, "values"},
    {"numpy", "cumsum", np_cumsum, "values"},
    {"numpy", "mean", np_mean, "values"},
    {"numpy", "std", np_std, "values"},
    {"numpy", "min", np_min, "values"},
    {"numpy", "max", np_max, "values"},
    {"numpy", "argmin", np_argmin, "values"},
    {"numpy", "argmax", np_argmax, "values"},
    {"numpy", "diff", np_diff, "values"},
    {"numpy", "sort", np_sort, "values"},
    {"numpy", "where", np_where, "tests then= otherwise="},
    {"numpy.random", "seed", no_draws, "seed="},
    {"numpy.random", "rand", no_draws, "*sizes"},
    {"numpy.random", "randn", no_draws, "*sizes"},
    {"numpy.random", "uniform", no_draws, "*arguments **named"},
    {"numpy.random", "normal", no_draws, "*arguments **named"},
    {"numpy.random", "exponential", no_draws, "*arguments **named"},
    {"numpy.random", "poisson", no_draws, "*arguments **named"},
    {"numpy.random", "randint", no_draws, "*arguments **named"},
    {"numpy.random", "permutation", no_draws, "*arguments"},
    {"numpy.random", "choice", no_draws, "*arguments **named"},
    {".list", "sum", array_sum, ""},
    {".list", "mean", array_mean, ""},
    {".list", "std", array_std, ""},
    {".list", "min", array_min, ""},
    {".list", "max", array_max, ""},
    {".list", "cumsum", array_cumsum, ""},
    {".list", "argmin", array_argmin, ""},
    {".list", "argmax", array_argmax, ""},
    {".list", "tolist", array_tolist, ""},
    {".list", "astype", array_astype, "type"},
    {".list", "__getattr__", array_attribute, "name"},
    {NULL, NULL, NULL, NULL},
};
