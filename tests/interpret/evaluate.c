/* What expressions read: columns, locals, times, draws. */
#include "ir/evaluate.h"
#include "runtime/kernel.h"
#include "tests/interpret/interpret.h"

#include <math.h>

bool frame_holds(const Frame *f, const IrExpr *e)
{
    return frame_value(f, e) > 0;
}

/* ---- leaves ---- */
static double local(const Frame *f, const IrExpr *e)
{
    return f->locals[(uintptr_t)map_get(&f->c->locals, e->u.name) - 1].value;
}

static const double *event_value(const Frame *f, const Str *name)
{
    if (!f->port)
        return NULL;
    if (f->port->argument == name)
        return &f->argument;
    for (uint32_t i = 0; i < f->port->more.n; i++)
        if (f->port->more.v[i] == name)
            return &f->more[i];
    return NULL;
}

static double variable(const Frame *f, const IrExpr *e)
{
    const struct {
        const char *name;
        double value;
    } times[] = {{"t", f->t},
                 {"t_next", f->t_next},
                 {"dt", f->dt},
                 {"n", (double)f->step},
                 {"n_post", (double)f->n_post},
                 {"n_past", (double)f->n_past}};
    const double *x = event_value(f, e->u.name);
    for (size_t i = 0; !x && i < sizeof times / sizeof *times; i++)
        if (str_is(e->u.name, times[i].name))
            return times[i].value;
    return x ? *x : (double)NAN;
}

/* ---- times ---- */
static int64_t step_of(const Frame *f, const IrExpr *time)
{
    if (time->op == IR_VARIABLE && str_is(time->u.name, "t"))
        return f->step;
    if (time->op == IR_VARIABLE && str_is(time->u.name, "t_next"))
        return f->step_next;
    return nnrt_steps(frame_value(f, time), f->dt).k;
}

static nnrt_list list(const Frame *f, const IrExpr *e)
{
    return *(const nnrt_list *)frame_element(f, e->u.column);
}

static double lookup(const Frame *f, const IrExpr *e)
{
    const int64_t step = step_of(f, e->arg[e->n - 1]);
    return e->op == IR_COUNT
               ? nnrt_list_count(list(f, e->arg[0]), step, f->dt)
               : nnrt_list_lookup(list(f, e->arg[0]), list(f, e->arg[1]), step, f->dt);
}

/* ---- draws ---- */
static nnrt_law law_of(const Frame *f, const IrExpr *e)
{
    static const nnrt_law_kind kinds[] = {
#define LAW(id, spelling, n_args) [IR_LAW_##id] = NNRT_LAW_##id,
#include "ir/laws.def"
#undef LAW
    };
    const bool range = e->u.law == IR_LAW_UNIFORM || e->u.law == IR_LAW_UNIFORM_INT;
    const uint32_t first = e->op == IR_DRAWAT ? 1 : 0;
    nnrt_law law = {.kind = kinds[e->u.law]};
    double *const places[] = {&law.a, &law.b, &law.low, &law.high};
    for (uint32_t i = first; i < e->n; i++)
        *places[(range ? 2 : 0) + i - first] = frame_value(f, e->arg[i]);
    if (e->n == first) /* on (0, 1), or of deviation 1 */
        *places[range ? 3 : 1] = 1;
    return law;
}

static double pair_draw(const Frame *f, const IrExpr *e)
{
    const nnrt_law law = law_of(f, e);
    const uint32_t pair = (uint32_t)f->c->pair;
    return nnrt_pair_draw(&law, f->self->key, f->self->further, (uint32_t)frame_load(f, pair),
                          (uint32_t)frame_load(f, pair + 1), (uint32_t)frame_load(f, pair + 2),
                          f->step, e->column_type);
}

static double draw(const Frame *f, const IrExpr *e)
{
    if (f->c->pair >= 0 && e->op == IR_DRAW)
        return pair_draw(f, e);
    const bool at = e->op == IR_DRAWAT;
    const nnrt_law law = law_of(f, e);
    return nnrt_kernel_draw(&law, f->self->key, f->cell,
                            at ? (int64_t)frame_value(f, e->arg[0]) : f->step,
                            at ? 0 : e->column_type);
}

/* ---- all ---- */
static bool leaf_value(void *context, const IrExpr *e, double *x)
{
    const Frame *f = context;
    switch ((int)e->op) {
    case IR_LOCAL:
        *x = local(f, e);
        return true;
    case IR_LOAD:
        *x = frame_load(f, e->u.column);
        return true;
    case IR_VARIABLE:
        *x = variable(f, e);
        return true;
    case IR_STEPS:
        *x = (double)step_of(f, e->arg[0]);
        return true;
    case IR_CAST:
        *x = kernel_converted((KType)e->column_type, frame_value(f, e->arg[0]));
        return true;
    case IR_COUNT:
    case IR_LOOKUP:
        *x = lookup(f, e);
        return true;
    case IR_CALL:
        *x = nnrt_noise(f->self->key, f->cell, f->step, (uint32_t)e->arg[0]->u.integer);
        return true;
    case IR_DRAW:
    case IR_DRAWAT:
        *x = draw(f, e);
        return true;
    default:
        return false;
    }
}

double frame_value(const Frame *f, const IrExpr *e)
{
    return ir_evaluate(&(IrLeaves){leaf_value, (void *)(uintptr_t)f}, e);
}
