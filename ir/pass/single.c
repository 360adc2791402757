/* The pass `single`: columns and locals of a class become f32 but where ir/kernel_width.h says that they are f64. First it
   looks for columns that are points in time, each round from those of the round before: a stamp that is known makes a duration
   of what was a point. Then it widens what operations on points read, until nothing changes. */
#include "ir/pass/simplify.h"

#include "ir/kernel_walk.h"
#include "ir/kernel_width.h"

#include <float.h>
#include <math.h>

typedef enum Phase { FIND_POINTS, FIND_READ, CHECK_LITERALS } Phase;

enum { ROUNDS = 16 }; /* of the search for points, which need not settle */

typedef struct Single {
    Session *session;
    KClass *c;
    bool *candidate; /* per column: it was f64 and may be f32 */
    Map locals;      /* of the kernel at hand: name -> KType + 1 */
    bool wide;       /* what is at hand is f64 throughout */
    bool exact;      /* ... and what it reads has to be f64, too */
    bool changed;
    bool *points; /* per column: a point is stored in it */
    Phase phase;
    bool checks; /* literals are looked at */
} Single;

static KWidths widths_of(const Single *s)
{
    return (KWidths){s->c, &s->locals};
}

/* ---- columns ---- */
static bool is_time(const Unit *unit)
{
    return dim_equal(unit->dim, dim_of(0, 0, 1, 0, 0, 0, 0));
}

/* Defaults that read other parameters: the column holds DBL_MAX until it is set. */
static bool is_sentinel(const KColumn *k)
{
    double x;
    return k->fallback && ir_constant(k->fallback, &x) && x >= DBL_MAX;
}

static bool is_stored_in(const KBody *b, uint32_t column)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if ((s->kind == K_STORE && s->column == column) ||
            (s->then_body && is_stored_in(s->then_body, column)))
            return true;
        for (uint32_t k = 0; s->matrix && k < s->matrix->column.n; k++)
            if (s->matrix->column.v[k] == column)
                return true;
    }
    return false;
}

/* Hidden columns that no kernel writes are the runtime's. */
static bool is_own(const KClass *c, uint32_t column)
{
    if (c->columns.v[column].role != K_HIDDEN)
        return true;
    for (uint32_t i = 0; i < K_BODIES; i++)
        if (is_stored_in(kernel_body((KClass *)c, i), column))
            return true;
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (c->ports.v[i].handler && is_stored_in(c->ports.v[i].handler, column))
            return true;
    return false;
}

static void narrow_columns(Single *s)
{
    s->candidate = ARENA_ARRAY(s->session->arena, bool, s->c->columns.n + 1);
    s->points = ARENA_ARRAY(s->session->arena, bool, s->c->columns.n + 1);
    for (uint32_t i = 0; i < s->c->columns.n; i++) {
        KColumn *k = &s->c->columns.v[i];
        s->candidate[i] = k->type == K_F64 && !kernel_column_is_filled(s->c, i) &&
                          !is_sentinel(k) && is_own(s->c, i);
        if (s->candidate[i])
            k->type = K_F32;
    }
}

static void widen_column(Single *s, uint32_t column)
{
    KColumn *k = &s->c->columns.v[column];
    s->changed |= k->type == K_F32;
    k->type = k->type == K_F32 ? K_F64 : k->type;
}

/* ---- what is read where ---- */
/* The limit of tests for finite numbers is that of floats then. */
static void check_literal(Single *s, const IrExpr *e)
{
    double x;
    if (e->n || e->op == IR_INTEGER || !ir_constant(e, &x) || fabs(x) >= DBL_MAX)
        return;
    if (fabs(x) <= (double)FLT_MAX && ((float)x != 0 || x == 0))
        return;
    diag(s->session->diags, DIAG_NNC0804, e->span,
         "%g is not in the range of single precision, %.2g to %.2g", x, (double)FLT_TRUE_MIN,
         (double)FLT_MAX);
}

/* Arguments of draws are, so that both precisions draw the same. */
static bool takes_doubles(IrOp op)
{
    return op == IR_STEPS || op == IR_DRAW || op == IR_DRAWAT;
}

static void visit(Single *s, const IrExpr *e, bool wide)
{
    const KWidths w = widths_of(s);
    if (e->op == IR_LOAD && wide && s->phase == FIND_READ) {
        const KRole role = s->c->columns.v[e->u.column].role;
        if (role == K_PARAM || role == K_VALUE)
            widen_column(s, e->u.column);
    }
    if (s->checks && !s->wide && !wide)
        check_literal(s, e);
    const bool inside =
        kernel_is_wide(&w, e) || (wide && !kernel_is_test(e)) || takes_doubles((IrOp)e->op);
    for (uint32_t i = 0; i < e->n; i++)
        visit(s, e->arg[i], inside && !(e->op == IR_SELECT && i == 0));
}

static void visit_place(void *context, IrExpr **e)
{
    Single *s = context;
    visit(s, *e, s->exact);
}

/* ---- statements ---- */
static void set_local(Single *s, const Str *name, KType type)
{
    map_set(&s->locals, name, (void *)(uintptr_t)(type + 1));
}

static KType local_type(const Single *s, const Str *name)
{
    return (KType)((uintptr_t)map_get(&s->locals, name) - 1);
}

/* Of kernels that are f64 throughout the locals are, too; whether one is a point is kept in `locals` all the same. */
static void assign_local(Single *s, KStmt *stmt)
{
    const KWidths w = widths_of(s);
    if (stmt->kind != K_ASSIGN && !map_has(&s->locals, stmt->name))
        set_local(s, stmt->name, kernel_type_is_real(stmt->type) ? K_F32 : stmt->type);
    if (local_type(s, stmt->name) == K_F32 && kernel_is_point(&w, stmt->value)) {
        set_local(s, stmt->name, K_F64);
        s->changed = true;
    }
}

static void store(Single *s, const KStmt *stmt)
{
    const KWidths w = widths_of(s);
    const KColumn *k = &s->c->columns.v[stmt->column];
    const bool keeps = k->role != K_STATE || (k->unit && is_time(k->unit));
    if (!keeps || !kernel_is_point(&w, stmt->value))
        return;
    s->points[stmt->column] = true;
    if (s->phase == FIND_READ)
        widen_column(s, stmt->column);
}

static void widen_body(Single *s, KBody *b);

static void widen_stmt(Single *s, KStmt *stmt)
{
    if (stmt->kind == K_LET || stmt->kind == K_VAR || stmt->kind == K_ASSIGN)
        assign_local(s, stmt);
    if (stmt->kind == K_STORE)
        store(s, stmt);
    s->exact = stmt->kind == K_STORE && s->wide && s->c->columns.v[stmt->column].type == K_F64;
    kernel_stmt_exprs(stmt, visit_place, s);
    if (stmt->then_body)
        widen_body(s, stmt->then_body);
}

static void widen_body(Single *s, KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        widen_stmt(s, &b->stmts.v[i]);
}

static void type_locals(const Single *s, KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt *stmt = &b->stmts.v[i];
        if ((stmt->kind == K_LET || stmt->kind == K_VAR) && kernel_type_is_real(stmt->type))
            stmt->type = s->wide ? K_F64 : local_type(s, stmt->name);
        if (stmt->then_body)
            type_locals(s, stmt->then_body);
    }
}

/* A point that a loop assigns late may be read early: until no local changes. */
static void widen_kernel(void *context, const KBodyFact *fact, KBody *b)
{
    Single *s = context;
    const bool before = s->changed;
    map_init(&s->locals, s->session->arena);
    s->wide = kernel_body_is_wide(fact, b);
    do {
        s->changed = false;
        widen_body(s, b);
    } while (s->changed);
    type_locals(s, b);
    s->checks = s->phase == CHECK_LITERALS;
    if (s->checks)
        widen_body(s, b);
    s->checks = false;
    s->changed = before;
}

static void note_types(KType *types, const KClass *c)
{
    for (uint32_t i = 0; i < c->columns.n; i++)
        types[i] = c->columns.v[i].type;
}

static bool has_changed(const KType *types, const KClass *c)
{
    for (uint32_t i = 0; i < c->columns.n; i++)
        if (types[i] != c->columns.v[i].type)
            return true;
    return false;
}

static void widen_class(Single *s)
{
    kernel_each_body(s->c, widen_kernel, s);
    map_init(&s->locals, s->session->arena);
    s->wide = s->exact = false;
    s->checks = s->phase == CHECK_LITERALS;
    kernel_reader_exprs(s->c, visit_place, s);
    s->checks = false;
}

static void type_points(Single *s)
{
    for (uint32_t i = 0; i < s->c->columns.n; i++) {
        if (s->candidate[i])
            s->c->columns.v[i].type = s->points[i] ? K_F64 : K_F32;
        s->points[i] = false;
    }
}

void kernel_single(Session *session, KClass *c)
{
    Single s = {.session = session, .c = c};
    KType *types = ARENA_ARRAY(session->arena, KType, c->columns.n + 1);
    uint32_t round = 0;
    c->single = true;
    narrow_columns(&s);
    do {
        note_types(types, c);
        widen_class(&s);
        type_points(&s);
    } while (has_changed(types, c) && ++round < ROUNDS);
    s.phase = FIND_READ;
    do {
        note_types(types, c);
        widen_class(&s);
    } while (has_changed(types, c));
    s.phase = CHECK_LITERALS;
    widen_class(&s);
}
