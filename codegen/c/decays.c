/* Decays in rows of plastic synapses: where e^(rate (n - last) dt) is asked for once per connection, n - last is a whole
   number of steps and mostly a small one, so the class has a table for each rate. */
#include "codegen/c/function.h"

static bool is_rate(const KClass *k, const IrExpr *e)
{
    return e->op == IR_LOAD && !k->columns.v[e->u.column].each;
}

static bool is_dt(const IrExpr *e)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, "dt");
}

/* The locals of a body that are times, as products of a number of steps and dt: name -> the number. */
static void find_times(Map *times, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->kind == K_LET && s->value->op == IR_PRODUCT && s->value->n == 2 &&
            is_dt(s->value->arg[1]))
            map_set(times, s->name, s->value->arg[0]);
        if (s->then_body)
            find_times(times, s->then_body);
    }
}

static void find_times_in_rows(Map *times, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_ROWS)
            find_times(times, b->stmts.v[i].then_body);
}

void function_find_times(Function *f, const KBody *b)
{
    f->times = ARENA_NEW(f->t->a, Map);
    map_init(f->times, f->t->a);
    find_times_in_rows(f->times, b);
}

/* Is it e^(rate time) with a time of such a local? */
static const IrExpr *steps_of(const KClass *k, const Map *times, const IrExpr *e, uint32_t *rate)
{
    const IrExpr *product = e->op == IR_EXP ? e->arg[0] : NULL;
    if (!product || product->op != IR_PRODUCT || product->n != 2 || !is_rate(k, product->arg[0]) ||
        product->arg[1]->op != IR_LOCAL)
        return NULL;
    *rate = product->arg[0]->u.column;
    return map_get(times, product->arg[1]->u.name);
}

static const char *table_of(const CClass *c, CTarget *t, uint32_t rate)
{
    return names_claim(c->fields,
                       str_format(t->strings, "decays.%s", c->k->columns.v[rate].name->s));
}

bool function_print_decay(CPrinter *p, const Function *f, const IrExpr *e)
{
    uint32_t rate;
    const IrExpr *steps = f->times ? steps_of(f->c->k, f->times, e, &rate) : NULL;
    if (!steps)
        return false;
    const bool single = function_column(f, rate)->type == K_F32;
    emit(p->out, "%snnrt_decayed(self->%s, %s%s, ", p->narrow ? "(float)" : "",
         table_of(f->c, f->t, rate), single ? "(double)" : "", function_field(f, rate));
    cprint_double(p, steps);
    emit(p->out, ", dt)");
    return true;
}

/* ---- the tables of a class ---- */
typedef struct Rates {
    const KClass *k;
    Map times;
    bool *found; /* per column */
} Rates;

static bool find_rate(void *context, const IrExpr *e)
{
    Rates *r = context;
    uint32_t rate;
    if (steps_of(r->k, &r->times, e, &rate))
        r->found[rate] = true;
    return false;
}

static void find_rates(Rates *r, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        if (b->stmts.v[i].value)
            ir_expr_any(b->stmts.v[i].value, find_rate, r);
        if (b->stmts.v[i].then_body)
            find_rates(r, b->stmts.v[i].then_body);
    }
}

static Rates rates_of(CTarget *t, const CClass *c)
{
    Rates r = {.k = c->k, .found = ARENA_ARRAY(t->a, bool, c->k->columns.n + 1)};
    map_init(&r.times, t->a);
    find_times_in_rows(&r.times, &c->k->row);
    find_times_in_rows(&r.times, &c->k->replay);
    find_rates(&r, &c->k->row);
    find_rates(&r, &c->k->replay);
    return r;
}

void ctarget_decay_members(CTarget *t, const CClass *c)
{
    const Rates r = rates_of(t, c);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        if (r.found[i])
            emit(t->out, "double %s[NNRT_DECAYS];\n", table_of(c, t, i));
}

void ctarget_fill_decays(CTarget *t, const CClass *c)
{
    const Rates r = rates_of(t, c);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        if (r.found[i])
            emit(t->out, "nnrt_decays_fill(self->%s, %sself->%s, dt);\n", table_of(c, t, i),
                 c->k->columns.v[i].type == K_F32 ? "(double)" : "",
                 names_claim(c->fields, c->k->columns.v[i].name));
}
