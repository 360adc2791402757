/* Types of the expressions of kernels, and what they may read. */
#include "ir/kernel_verifying.h"

#include "ir/facts.h"

#include <stdarg.h>
#include <string.h>

KValueType kernel_complain(KVerifier *v, Span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(v->session->arena, fmt, ap);
    va_end(ap);
    diag(v->session->diags, DIAG_NNC0606, at, "%s: %s", v->where, text);
    v->failed = true;
    return K_BROKEN;
}

KValueType kernel_value_of(KType type)
{
    static const KValueType values[] = {
        [K_F64] = K_REAL, [K_F32] = K_REAL,  [K_U32] = K_WHOLE,
        [K_U8] = K_WHOLE, [K_BOOL] = K_TEST, [K_LIST] = K_SEQUENCE,
    };
    return values[type];
}

const char *kernel_value_words(KValueType t)
{
    static const char *const words[] = {
        [K_REAL] = "a real",     [K_WHOLE] = "a whole number", [K_TEST] = "a test",
        [K_SEQUENCE] = "a list", [K_BROKEN] = "nothing",
    };
    return words[t];
}

bool kernel_fits(KValueType t, KValueType wanted)
{
    return t == K_BROKEN || t == wanted || (wanted == K_REAL && t == K_WHOLE);
}

/* ---- leaves ---- */
static KValueType type_local(KVerifier *v, const IrExpr *e)
{
    const KLocal *local = map_get(&v->locals, e->u.name);
    if (local && local->live)
        return kernel_value_of(local->type);
    return kernel_complain(v, e->span, "%%%s is read before it is set", e->u.name->s);
}

static KValueType type_load(KVerifier *v, const IrExpr *e)
{
    const KColumn *k = &v->c->columns.v[e->u.column];
    if (k->each && (v->fact->rows || v->fact->marks)) {
        const bool near =
            v->fact->marks ? k->extent == K_OF_POST : k->extent == K_OF_PRE || v->in_rows;
        if (!near)
            return kernel_complain(v, e->span, "@%s[%s] is not at hand here", k->name->s,
                                   kernel_column_space(v->c, k));
    } else if (k->each && !v->fact->each)
        return kernel_complain(v, e->span, "@%s is one per %s, this runs once", k->name->s,
                               kernel_space(v->c));
    if (v->fact->derives && k->role == K_VALUE && !v->stored[e->u.column])
        return kernel_complain(v, e->span, "@%s is read before it is computed", k->name->s);
    if (v->fact->derives && (k->role == K_STATE || k->role == K_DUE))
        return kernel_complain(v, e->span, "@%s changes in time, what is derived must not read it",
                               k->name->s);
    return kernel_value_of(k->type);
}

static bool is_argument(const KVerifier *v, const Str *name)
{
    for (uint32_t i = 0; v->port && i < v->port->more.n; i++)
        if (v->port->more.v[i] == name)
            return true;
    return v->port && v->port->argument == name;
}

static KValueType type_variable(KVerifier *v, const IrExpr *e)
{
    const bool time = str_is(e->u.name, "t") || str_is(e->u.name, "t_next");
    if (str_is(e->u.name, "dt") || (time && v->fact->timed) ||
        (str_is(e->u.name, "n") && v->fact->sends) || (str_is(e->u.name, "n_post") && v->in_rows) ||
        (str_is(e->u.name, "n_past") && v->in_history) || is_argument(v, e->u.name))
        return K_REAL;
    return kernel_complain(v, e->span, "there is no variable `%s` here", e->u.name->s);
}

/* ---- operations ---- */
static bool want(KVerifier *v, const IrExpr *e, KValueType wanted)
{
    const KValueType t = kernel_type_expr(v, e);
    if (t == K_BROKEN)
        return false;
    if (!kernel_fits(t, wanted))
        kernel_complain(v, e->span, "%s stands where %s is needed", kernel_value_words(t),
                        kernel_value_words(wanted));
    return kernel_fits(t, wanted);
}

static bool want_from(KVerifier *v, const IrExpr *e, uint32_t first, KValueType wanted)
{
    bool fine = true;
    for (uint32_t i = first; i < e->n; i++)
        fine &= want(v, e->arg[i], wanted);
    return fine;
}

/* Whole where all arguments are. */
static KValueType type_arithmetic(KVerifier *v, const IrExpr *e)
{
    KValueType result = K_WHOLE;
    for (uint32_t i = 0; i < e->n; i++) {
        const KValueType t = kernel_type_expr(v, e->arg[i]);
        if (t == K_BROKEN)
            return K_BROKEN;
        if (!kernel_fits(t, K_REAL))
            return kernel_complain(v, e->arg[i]->span, "%s stands where a real is needed",
                                   kernel_value_words(t));
        if (t == K_REAL)
            result = K_REAL;
    }
    return result;
}

static KValueType type_select(KVerifier *v, const IrExpr *e)
{
    const bool test = want(v, e->arg[0], K_TEST);
    const KValueType a = kernel_type_expr(v, e->arg[1]), b = kernel_type_expr(v, e->arg[2]);
    if (!test || a == K_BROKEN || b == K_BROKEN)
        return K_BROKEN;
    if (a == K_SEQUENCE || !(kernel_fits(a, b) || kernel_fits(b, a)))
        return kernel_complain(v, e->span, "select between %s and %s", kernel_value_words(a),
                               kernel_value_words(b));
    return kernel_fits(a, b) ? b : a;
}

static KValueType type_list_call(KVerifier *v, const IrExpr *e)
{
    bool fine = true;
    for (uint32_t i = 0; i < e->n; i++)
        fine &= want(v, e->arg[i], i + 1 < e->n ? K_SEQUENCE : K_REAL);
    return fine ? K_REAL : K_BROKEN;
}

static KValueType type_own(KVerifier *v, const IrExpr *e)
{
    switch (e->op) {
    case IR_LITERAL:
    case IR_NUMBER:
        return K_REAL;
    case IR_INTEGER:
        return K_WHOLE;
    case IR_BOOLEAN:
        return K_TEST;
    case IR_LOCAL:
        return type_local(v, e);
    case IR_LOAD:
        return type_load(v, e);
    case IR_VARIABLE:
        return type_variable(v, e);
    case IR_SELECT:
        return type_select(v, e);
    case IR_CAST:
        return want(v, e->arg[0], K_REAL) ? kernel_value_of((KType)e->column_type) : K_BROKEN;
    case IR_COUNT:
    case IR_LOOKUP:
        return type_list_call(v, e);
    case IR_CALL:
        if (e->n != 1 || e->arg[0]->op != IR_INTEGER)
            return kernel_complain(v, e->span, "call takes the number of the call, such as int(0)");
        return K_REAL;
    default:
        return want_from(v, e, 0, K_REAL) ? K_REAL : K_BROKEN;
    }
}

KValueType kernel_type_expr(KVerifier *v, const IrExpr *e)
{
    const IrOpFact *fact = ir_op_fact((IrOp)e->op);
    if (fact->level == IR_LEVEL_MODEL || e->op == IR_TAKE)
        return kernel_complain(v, e->span, "`%s` is no operation of kernels", fact->spelling);
    if (e->n < fact->min_args || e->n > fact->max_args)
        return kernel_complain(v, e->span, "`%s` does not take %u arguments", fact->spelling, e->n);
    switch (fact->rule) {
    case IR_RULE_SAME:
    case IR_RULE_PRODUCT:
    case IR_RULE_POWER:
        return type_arithmetic(v, e);
    case IR_RULE_COMPARE:
        return want_from(v, e, 0, K_REAL) ? K_TEST : K_BROKEN;
    case IR_RULE_LOGIC:
        return want_from(v, e, 0, K_TEST) ? K_TEST : K_BROKEN;
    case IR_RULE_OWN:
        return type_own(v, e);
    case IR_RULE_NONE:
    case IR_RULE_FIRST:
    case IR_RULE_QUOTIENT:
    case IR_RULE_ROOT:
    case IR_RULE_TIME:
        break;
    }
    return want_from(v, e, 0, K_REAL) ? K_REAL : K_BROKEN;
}
