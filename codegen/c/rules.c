/* Rules: values that the program computes when it starts (sizes, parameters, weights, times), one C function each. */
#include "codegen/c/internal.h"

typedef struct Rule {
    CTarget *t;
    const RuleScope *scope;
    unsigned draws;
} Rule;

static bool varies(void *context, const IrExpr *e)
{
    (void)context;
    switch (e->op) {
    case IR_DRAW:
    case IR_DISTANCE:
    case IR_POSITION:
    case IR_DATA:
        return true;
    case IR_VARIABLE:
        return !str_is(e->u.name, "dt") && !str_is(e->u.name, "N_pre") &&
               !str_is(e->u.name, "N_post");
    default:
        return false;
    }
}

bool ctarget_is_uniform(const IrExpr *e)
{
    return !e || !ir_expr_any(e, varies, NULL);
}

uint32_t ctarget_data_index(const CTarget *t, const Str *name)
{
    for (uint32_t i = 0; i < t->m->data.n; i++)
        if (t->m->data.v[i]->name == name)
            return i;
    return 0;
}

/* ---- leaves ---- */
static const struct {
    const char *name, *text;
} variables[] = {
    {"i", "i"},
    {"j", "j"},
    {"m", "m"},
    {"dt", "e->dt"},
    {"N_pre", "e->n_pre"},
    {"N_post", "e->n_post"},
    {"d", "e->distance"},
    {"x", "e->pre_at[0]"},
    {"y", "e->pre_at[1]"},
    {"z", "e->pre_at[2]"},
    {"N", "e->n_pre"},
    {"place", "e->place"},
};
static const struct {
    const char *name, *text;
} positions[] = {
    {"x", "e->pre_at[0]"},       {"y", "e->pre_at[1]"},       {"z", "e->pre_at[2]"},
    {"pre.x", "e->pre_at[0]"},   {"pre.y", "e->pre_at[1]"},   {"pre.z", "e->pre_at[2]"},
    {"post.x", "e->post_at[0]"}, {"post.y", "e->post_at[1]"}, {"post.z", "e->post_at[2]"},
};

static bool print_variable(CPrinter *p, const Rule *r, const IrExpr *e)
{
    if (r->scope && e->u.name == r->scope->i) {
        emit(p->out, "(double)i");
        return true;
    }
    if (r->scope && e->u.name == r->scope->j) {
        emit(p->out, "(double)j");
        return true;
    }
    for (size_t k = 0; k < sizeof variables / sizeof *variables; k++)
        if (str_is(e->u.name, variables[k].name)) {
            emit(p->out, k < 3 || k == 4 || k == 5 || k == 10 ? "(double)%s" : "%s",
                 variables[k].text);
            return true;
        }
    return false;
}

static bool print_position(CPrinter *p, const IrExpr *e)
{
    for (size_t k = 0; k < sizeof positions / sizeof *positions; k++)
        if (str_is(e->u.name, positions[k].name)) {
            emit(p->out, "%s", positions[k].text);
            return true;
        }
    return false;
}

/* A parameter of the connector: what the projection binds, else its default. */
static bool print_connector_param(CPrinter *p, const Rule *r, const IrExpr *e)
{
    const IrBind *bind = r->scope && r->scope->args ? ir_bind(r->scope->args, e->u.name) : NULL;
    const IrExpr *value = bind ? bind->value : NULL;
    for (uint32_t k = 0;
         !value && r->scope && r->scope->connector && k < r->scope->connector->params.n; k++)
        if (r->scope->connector->params.v[k]->name == e->u.name)
            value = r->scope->connector->params.v[k]->value;
    if (!value)
        return false;
    emit(p->out, "(");
    cprint_expr(p, value);
    emit(p->out, ")");
    return true;
}

/* Draws of one rule differ by their key, those of one draw by the address of cell or connection. */
static void print_rule_draw(CPrinter *p, Rule *r, const IrExpr *e)
{
    emit(p->out, "nnrt_draw(");
    cprint_law(p, e);
    emit(p->out, ", e->key + (%lluull << 32), i, j, m)", (unsigned long long)r->draws++);
}

static void print_data(CPrinter *p, const Rule *r, const IrExpr *e)
{
    emit(p->out, "nnrt_data_at(&e->data[%u], ", ctarget_data_index(r->t, e->u.name));
    cprint_expr(p, e->arg[0]);
    emit(p->out, ", ");
    if (e->n > 1)
        cprint_expr(p, e->arg[1]);
    else
        emit(p->out, "0");
    emit(p->out, ")");
}

static bool print_leaf(CPrinter *p, const IrExpr *e)
{
    Rule *r = p->context;
    switch (e->op) {
    case IR_PARAM:
        emit(p->out, "((const struct params *)e->params)->%s",
             names_claim(r->t->params, e->u.name));
        return true;
    case IR_VARIABLE:
        return print_variable(p, r, e);
    case IR_ITEM:
        return print_connector_param(p, r, e);
    case IR_DISTANCE:
        emit(p->out, "e->distance");
        return true;
    case IR_POSITION:
        return print_position(p, e);
    case IR_DRAW:
        print_rule_draw(p, r, e);
        return true;
    case IR_DATA:
        print_data(p, r, e);
        return true;
    case IR_STEPS:
        emit(p->out, "(double)nnrt_steps(");
        cprint_expr(p, e->arg[0]);
        emit(p->out, ", e->dt).k");
        return true;
    default:
        return false;
    }
}

const char *ctarget_rule(CTarget *t, const IrExpr *e, const RuleScope *scope)
{
    if (!e)
        return "NULL";
    const char *name = arena_printf(t->a, "rule_%u", t->n_rules++);
    Rule r = {t, scope, 0};
    CPrinter p = {t->out, print_leaf, &r, false};
    const char *where = ctarget_where(t, e->span);
    if (*where)
        emit(t->out, "/* %s */\n", where);
    emit(t->out, "static double %s(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)\n",
         name);
    emit_open(t->out, "{");
    emit(t->out, "(void)e, (void)i, (void)j, (void)m;\nreturn ");
    cprint_expr(&p, e);
    emit(t->out, ";\n");
    emit_close(t->out, "}");
    emit(t->out, "\n");
    if (p.failed) {
        diag(t->m->session->diags, DIAG_NNC0802, e->span,
             "this value cannot be computed when the program starts");
        t->failed = true;
    }
    return name;
}
