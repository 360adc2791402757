/* Functions of classes in C, as they are printed: expressions of kernels, columns as locals. */
#include "codegen/c/function.h"

#include "ir/kernel_walk.h"
#include "ir/pass/lower_internal.h"

const KColumn *function_column(const Function *f, uint32_t i)
{
    return &f->c->k->columns.v[i];
}

const char *function_field(const Function *f, uint32_t i)
{
    return names_claim(f->c->fields, function_column(f, i)->name);
}

/* ---- expressions of kernels ---- */
/* The element of the column that is at hand. */
void function_print_element(const Function *f, uint32_t i, const char *entry)
{
    const KColumn *c = function_column(f, i);
    Emitter *out = f->t->out;
    if (!c->each)
        emit(out, "%s", function_field(f, i));
    else if (c->extent == K_OF_POST)
        emit(out, "%s[%u]", entry, function_entry_place(f, i));
    else
        emit(out, "%s[%s]", function_field(f, i),
             c->extent == K_OF_PRE ? "q"
             : f->index            ? f->index
                                   : "0");
}

/* In classes of single precision: a real of the other width than is wanted is converted. */
static void print_conversion(CPrinter *p, const Function *f, KType type)
{
    if (f->c->k->single && type == (p->narrow ? K_F64 : K_F32))
        emit(p->out, p->narrow ? "(float)" : "(double)");
}

static void print_load(CPrinter *p, const Function *f, const IrExpr *e)
{
    if (f->quiet && function_column(f, e->u.column)->role == K_DUE) {
        emit(p->out, p->narrow ? "0.0f" : "0.0");
        return;
    }
    print_conversion(p, f, function_column(f, e->u.column)->type);
    function_print_element(f, e->u.column, "past");
}

static KType local_type(const Function *f, const Str *name)
{
    return map_has(&f->types, name) ? (KType)((uintptr_t)map_get(&f->types, name) - 1) : K_F64;
}

void function_print_local(const Function *f, const Str *name)
{
    emit(f->t->out, "%s%s", names_claim(f->locals, name),
         map_has(&f->arrays, name) ? "[offset]" : "");
}

static void print_step_of(CPrinter *p, const Function *f, const IrExpr *time)
{
    if (time->op == IR_VARIABLE && str_is(time->u.name, "t"))
        emit(p->out, "%s", f->step);
    else if (time->op == IR_VARIABLE && str_is(time->u.name, "t_next"))
        emit(p->out, "%s", f->step_next);
    else {
        emit(p->out, "nnrt_steps(");
        cprint_double(p, time);
        emit(p->out, ", dt).k");
    }
}

/* Of a connection: its address is that of the pair of cells, wherever the connection is stored. */
static void print_pair_draw(CPrinter *p, const Function *f, const IrExpr *e)
{
    static const char *const names[] = {"pair.pre", "pair.post", "pair.again"};
    emit(p->out, "nnrt_pair_draw(");
    cprint_law(p, e);
    emit(p->out, ", key, self->further");
    for (int i = 0; i < 3; i++)
        emit(p->out, ", self->%s[i]", names_claim(f->c->fields, str_from(f->t->strings, names[i])));
    emit(p->out, ", %s, %uu)", f->step, e->column_type);
}

static void print_draw(CPrinter *p, const Function *f, const IrExpr *e)
{
    print_conversion(p, f, K_F64);
    if (e == f->drawn && e->op == IR_DRAW) {
        emit(p->out, "count[i - lo]");
        return;
    }
    if (f->c->model->role == IR_SYNAPSE && e->op == IR_DRAW) {
        print_pair_draw(p, f, e);
        return;
    }
    const bool normal = e->u.law == IR_LAW_NORMAL;
    emit(p->out, normal ? "nnrt_kernel_normal(" : "nnrt_kernel_draw(");
    if (normal)
        cprint_law_parameters(p, e, 2);
    else
        cprint_law(p, e);
    emit(p->out, ", key, i, ");
    if (e == f->drawn) {
        emit(p->out, "k_drawn, 0u)");
    } else if (e->op == IR_DRAWAT) {
        emit(p->out, "(int64_t)(");
        cprint_double(p, e->arg[0]);
        emit(p->out, "), 0u)");
    } else
        emit(p->out, "%s, %uu)", f->step, e->column_type);
}

static void print_list_call(CPrinter *p, const Function *f, const IrExpr *e, const char *name)
{
    print_conversion(p, f, K_F64);
    emit(p->out, "%s(", name);
    for (uint32_t i = 0; i + 1 < e->n; i++) {
        cprint_expr(p, e->arg[i]);
        emit(p->out, ", ");
    }
    print_step_of(p, f, e->arg[e->n - 1]);
    emit(p->out, ", dt)");
}

static bool print_leaf(CPrinter *p, const IrExpr *e)
{
    const Function *f = p->context;
    switch (e->op) {
    case IR_LOCAL:
        print_conversion(p, f, local_type(f, e->u.name));
        function_print_local(f, e->u.name);
        return true;
    case IR_LOAD:
        print_load(p, f, e);
        return true;
    case IR_VARIABLE:
        if (str_is(e->u.name, "n") || str_is(e->u.name, "n_post") || str_is(e->u.name, "n_past")) {
            emit(p->out, "(double)%s", e->u.name->s);
            return true;
        }
        print_conversion(p, f, K_F64);
        emit(p->out, "%s",
             str_is(e->u.name, "t") || str_is(e->u.name, "t_next") || str_is(e->u.name, "dt")
                 ? e->u.name->s
                 : names_claim(f->locals, e->u.name));
        return true;
    case IR_EXP:
        return function_print_decay(p, f, e);
    case IR_EXPREL:
        return function_print_exprel(p, f, e);
    case IR_STEPS:
        emit(p->out, "(double)");
        print_step_of(p, f, e->arg[0]);
        return true;
    case IR_CAST:
        emit(p->out, "(%s)(", ctarget_c_type((KType)e->column_type));
        cprint_double(p, e->arg[0]);
        emit(p->out, ")");
        return true;
    case IR_COUNT:
        print_list_call(p, f, e, "nnrt_list_count");
        return true;
    case IR_LOOKUP:
        print_list_call(p, f, e, "nnrt_list_lookup");
        return true;
    case IR_CALL:
        print_conversion(p, f, K_F64);
        emit(p->out, "nnrt_noise(key, i, %s, %lldu)", f->step, (long long)e->arg[0]->u.integer);
        return true;
    case IR_DRAW:
    case IR_DRAWAT:
        print_draw(p, f, e);
        return true;
    default:
        return false;
    }
}

static bool is_wide(CPrinter *p, const IrExpr *e)
{
    const Function *f = p->context;
    return kernel_is_wide(&(KWidths){f->c->k, &f->types}, e);
}

static void print_width(Function *f, const IrExpr *e, bool narrow)
{
    const bool mixed = f->c->k->single && !f->wide;
    CPrinter p = {.out = f->t->out,
                  .leaf = print_leaf,
                  .context = f,
                  .is_wide = mixed ? is_wide : NULL,
                  .narrow = mixed && narrow};
    cprint_expr(&p, e);
}

KType function_width(const Function *f, const IrExpr *e)
{
    const bool narrow =
        f->c->k->single && !f->wide && !kernel_is_point(&(KWidths){f->c->k, &f->types}, e);
    return narrow ? K_F32 : K_F64;
}

void function_print_expr(Function *f, const IrExpr *e)
{
    print_width(f, e, function_width(f, e) == K_F32);
}

void function_print_as(Function *f, const IrExpr *e, KType type)
{
    const KType own = function_width(f, e);
    const bool widens = own == K_F32 && type == K_F64, narrows = own == K_F64 && type == K_F32;
    if (!f->c->k->single || !kernel_type_is_real(type) || own == type) {
        function_print_expr(f, e);
        return;
    }
    if (widens || (narrows && f->wide))
        emit(f->t->out, widens ? "(double)(" : "(float)(");
    print_width(f, e, true);
    if (widens || (narrows && f->wide))
        emit(f->t->out, ")");
}

bool function_has_form(IrOp op)
{
    static const IrOp leaves[] = {IR_LOCAL, IR_LOAD,   IR_VARIABLE, IR_STEPS, IR_CAST,
                                  IR_COUNT, IR_LOOKUP, IR_CALL,     IR_DRAW,  IR_DRAWAT};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (leaves[i] == op)
            return true;
    return cprint_has_form(op);
}

/* ---- what a function reads ---- */
static bool mark_columns(void *context, const IrExpr *e)
{
    Function *f = context;
    if (e->op == IR_LOAD)
        f->used[e->u.column] = true;
    return false;
}

static void mark_columns_of(void *f, IrExpr **e)
{
    ir_expr_any(*e, mark_columns, f);
}

void function_mark_expr(Function *f, const IrExpr *e)
{
    ir_expr_any(e, mark_columns, f);
}

void function_mark_body(Function *f, const KBody *b)
{
    f->wide |= f->c->k->single && kernel_has_upto(b);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt *s = &b->stmts.v[i];
        kernel_stmt_exprs(s, mark_columns_of, f);
        if (s->kind == K_STORE || s->kind == K_CLEAR)
            f->used[s->column] = true;
        for (uint32_t k = 0; s->matrix && k < s->matrix->column.n; k++)
            f->used[s->matrix->column.v[k]] = true;
        if (s->then_body)
            function_mark_body(f, s->then_body);
    }
}

/* Columns as locals: pointers that do not alias, and values of the class. A value that the function itself computes
   stays a member of the struct. */
void function_print_locals(Function *f, const bool *stored)
{
    for (uint32_t i = 0; i < f->c->k->columns.n; i++) {
        const KColumn *c = function_column(f, i);
        if (!f->used[i] || (f->in_rows && c->role == K_INPUT) || c->extent == K_OF_POST)
            continue;
        if (c->each)
            emit(f->t->out, "%s *restrict %s = self->%s;\n", ctarget_c_type(c->type),
                 function_field(f, i), function_field(f, i));
        else if (stored && stored[i])
            emit(f->t->out, "%s %s = self->%s;\n", ctarget_c_type(c->type), function_field(f, i),
                 function_field(f, i));
        else
            emit(f->t->out, "const %s %s = self->%s;\n", ctarget_c_type(c->type),
                 function_field(f, i), function_field(f, i));
    }
}

/* ---- functions ---- */
Function function_new(CTarget *t, const CClass *c, const char *index)
{
    Function f = {.t = t,
                  .c = c,
                  .locals = names_new(t->a, t->strings, names_reserved_c, c->fields),
                  .used = ARENA_ARRAY(t->a, bool, c->k->columns.n + 1),
                  .index = index};
    map_init(&f.types, t->a);
    map_init(&f.arrays, t->a);
    map_init(&f.arguments, t->a);
    return f;
}

void function_print_self(const Function *f, const char *type)
{
    emit(f->t->out, "%sstruct %s *self = object;\n", type, f->c->c_name);
    emit(f->t->out, "const uint64_t key = self->key;\n(void)key;\n");
}

void function_print_times(const CTarget *t)
{
    Emitter *out = t->out;
    emit(out, "const int64_t k = now->k, k_next = k + 1;\n");
    emit(out, "const double dt = now->dt, t = (double)k*dt, t_next = %s;\n",
         t->m->lems_euler ? "now->t" : "(double)k_next*dt");
    emit(out, "(void)k, (void)k_next, (void)t, (void)t_next, (void)dt;\n");
}
