/* lower, lems_euler: kinetic schemes. The occupancies move by the exponential of the matrix of rates that the transitions
   have just published; what reads them in this step saw those from before. */
#include "ir/pass/lower_internal.h"

typedef VEC(const IrItem *) Derivs;

static Derivs derivs_of(const Lower *l, IrItem *const *items, uint32_t n, const Str *scheme)
{
    Derivs all = {0};
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->kind == IR_ITEM_DERIV && items[i]->scheme == scheme)
            VEC_PUSH(l->a, &all, items[i]);
    return all;
}

static uint32_t add_entry(Lower *l, const Str *scheme, uint32_t row, uint32_t col)
{
    const Str *name =
        str_format(lower_strings(l), "%s.P.%u.%u.%u", scheme->s, row, col, l->n_flags);
    return lower_add_column(l,
                            (KColumn){.name = name, .type = K_F64, .role = K_HIDDEN, .each = true});
}

/* The rates are linear in the occupancies, their coefficients those of the matrix. */
static KMatrix *matrix_of(Lower *l, const Derivs *d, const Str *scheme)
{
    KMatrix *k = ARENA_NEW(l->a, KMatrix);
    k->n = d->n;
    k->fraction = 1;
    k->entry = ARENA_ARRAY(l->a, IrExpr *, d->n * d->n);
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t j = 0; j < d->n; j++) {
            IrExpr *rate = alg_derivative(l->a, l->flat, d->v[i]->value, d->v[j]->name);
            if (rate && !ir_is_zero(rate))
                k->entry[i * d->n + j] = lower_expr(l, rate);
            const uint32_t column = add_entry(l, scheme, i, j);
            VEC_PUSH(l->a, &k->row, i);
            VEC_PUSH(l->a, &k->col, j);
            VEC_PUSH(l->a, &k->column, column);
        }
    l->n_flags++;
    return k;
}

static void move(Lower *l, KBody *b, const Derivs *d, const Str *scheme)
{
    KMatrix *k = matrix_of(l, d, scheme);
    lower_push(l, b, K_EXPM, NULL, NULL, NOWHERE)->matrix = k;
    for (uint32_t i = 0; i < d->n; i++) {
        IrExpr *sum = NULL;
        for (uint32_t j = 0; j < d->n; j++) {
            IrExpr *term =
                ir_binary(l->a, IR_PRODUCT, lower_load(l, k->column.v[i * d->n + j], d->v[i]->span),
                          lower_local(l, map_get(&l->current, d->v[j]->name), d->v[j]->span));
            sum = sum ? ir_binary(l->a, IR_SUM, sum, term) : term;
        }
        lower_push(l, b, K_LET, lower_suffixed(l, d->v[i]->name, "moved"), sum, d->v[i]->span)
            ->type = K_F64;
    }
    for (uint32_t i = 0; i < d->n; i++)
        lower_push(l, b, K_ASSIGN, map_get(&l->current, d->v[i]->name),
                   lower_local(l, lower_suffixed(l, d->v[i]->name, "moved"), d->v[i]->span),
                   d->v[i]->span);
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
        move(l, b, &d, scheme);
    }
}
