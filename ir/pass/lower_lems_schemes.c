/* lower, lems_euler: kinetic schemes. The occupancies move by the exponential of the matrix of rates that the transitions
   have just published; what reads them in this step saw those from before. */
#include "ir/pass/lower_internal.h"
#include "runtime/expm.h"

typedef VEC(const IrItem *) Derivs;

static Derivs derivs_of(const Lower *l, IrItem *const *items, uint32_t n, const Str *scheme)
{
    Derivs all = {0};
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->kind == IR_ITEM_DERIV && items[i]->scheme == scheme)
            VEC_PUSH(l->a, &all, items[i]);
    return all;
}

static uint32_t add_move(Lower *l, const Str *state)
{
    const Str *name = str_format(lower_strings(l), "%s.move.%u", state->s, l->n_flags++);
    return lower_add_column(l,
                            (KColumn){.name = name, .type = K_F64, .role = K_HIDDEN, .each = true});
}

/* The rates are linear in the occupancies, their coefficients those of the matrix. */
static KMatrix *matrix_of(Lower *l, const Derivs *d)
{
    KMatrix *k = ARENA_NEW(l->a, KMatrix);
    *k = (KMatrix){.kind = K_MOVE, .n = d->n, .n_inputs = 1, .fraction = 1};
    k->entry = ARENA_ARRAY(l->a, IrExpr *, d->n * d->n);
    k->input = ARENA_ARRAY(l->a, IrExpr *, d->n);
    for (uint32_t i = 0; i < d->n; i++) {
        k->input[i] = lower_expr(l, d->v[i]->value);
        for (uint32_t j = 0; j < d->n; j++) {
            IrExpr *rate = alg_derivative(l->a, l->flat, d->v[i]->value, d->v[j]->name);
            if (rate && !ir_is_zero(rate))
                k->entry[i * d->n + j] = lower_expr(l, rate);
        }
        VEC_PUSH(l->a, &k->row, i);
        VEC_PUSH(l->a, &k->col, 0);
        VEC_PUSH(l->a, &k->column, add_move(l, d->v[i]->name));
    }
    return k;
}

static void move(Lower *l, KBody *b, const Derivs *d)
{
    KMatrix *k = matrix_of(l, d);
    lower_push(l, b, K_EXPM, NULL, NULL, NOWHERE)->matrix = k;
    for (uint32_t i = 0; i < d->n; i++) {
        const Str *state = map_get(&l->current, d->v[i]->name);
        const Span at = d->v[i]->span;
        lower_push(
            l, b, K_ASSIGN, state,
            ir_binary(l->a, IR_SUM, lower_local(l, state, at), lower_load(l, k->column.v[i], at)),
            at);
    }
}

void lower_lems_schemes(Lower *l, KBody *b, IrItem *const *items, uint32_t n)
{
    Map done;
    map_init(&done, l->a);
    for (uint32_t i = 0; i < n; i++) {
        const Str *scheme = items[i]->kind == IR_ITEM_DERIV ? items[i]->scheme : NULL;
        if (!scheme || map_has(&done, scheme))
            continue;
        map_set(&done, scheme, (void *)scheme);
        const Derivs d = derivs_of(l, items, n, scheme);
        if (d.n <= NNRT_EXPM_MAX)
            move(l, b, &d);
        else
            diag(l->m->session->diags, DIAG_NNC0812, items[i]->span,
                 "a kinetic scheme has %u states: `lems-euler` moves at most %d", d.n,
                 NNRT_EXPM_MAX);
    }
}
