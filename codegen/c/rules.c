/* Rules: values that the program computes when it starts (sizes, parameters, weights, times): constants, or a C function
   each. */
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
    {"i", "(double)i"},
    {"j", "(double)j"},
    {"m", "(double)m"},
    {"dt", "e->dt"},
    {"N_pre", "(double)e->n_pre"},
    {"N_post", "(double)e->n_post"},
    {"d", "e->distance"},
    {"x", "e->pre_at[0]"},
    {"y", "e->pre_at[1]"},
    {"z", "e->pre_at[2]"},
    {"N", "(double)e->n_pre"},
    {"place", "e->place"},
};
static const struct {
    const char *name, *text;
} positions[] = {
    {"x", "e->pre_at[0]"},       {"y", "e->pre_at[1]"},       {"z", "e->pre_at[2]"},
    {"pre.x", "e->pre_at[0]"},   {"pre.y", "e->pre_at[1]"},   {"pre.z", "e->pre_at[2]"},
    {"post.x", "e->post_at[0]"}, {"post.y", "e->post_at[1]"}, {"post.z", "e->post_at[2]"},
};

/* NULL: no variable of rules. */
static const char *variable_text(const RuleScope *scope, const Str *name)
{
    if (scope && name == scope->i)
        return "(double)i";
    if (scope && name == scope->j)
        return "(double)j";
    for (size_t k = 0; k < sizeof variables / sizeof *variables; k++)
        if (str_is(name, variables[k].name))
            return variables[k].text;
    return NULL;
}

static const char *position_text(const Str *name)
{
    for (size_t k = 0; k < sizeof positions / sizeof *positions; k++)
        if (str_is(name, positions[k].name))
            return positions[k].text;
    return NULL;
}

/* A parameter of the connector: what the projection binds, else its default; NULL: none of that name. */
static const IrExpr *connector_param(const RuleScope *scope, const Str *name)
{
    const IrBind *bind = scope && scope->args ? ir_bind(scope->args, name) : NULL;
    if (bind && bind->value)
        return bind->value;
    for (uint32_t k = 0; scope && scope->connector && k < scope->connector->params.n; k++)
        if (scope->connector->params.v[k]->name == name)
            return scope->connector->params.v[k]->value;
    return NULL;
}

static void print_connector_param(CPrinter *p, const Rule *r, const IrExpr *e)
{
    emit(p->out, "(");
    cprint_expr(p, connector_param(r->scope, e->u.name));
    emit(p->out, ")");
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
        emit(p->out, "%s", variable_text(r->scope, e->u.name));
        return true;
    case IR_ITEM:
        print_connector_param(p, r, e);
        return true;
    case IR_DISTANCE:
        emit(p->out, "e->distance");
        return true;
    case IR_POSITION:
        emit(p->out, "%s", position_text(e->u.name));
        return true;
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

static const char *constant_rule(CTarget *t, double value)
{
    Emitter *text = emitter_new(t->a, 4);
    emit(text, "{.given = true, .constant = ");
    cprint_number(text, value);
    emit(text, "}");
    return emitter_text(text, NULL);
}

const char *ctarget_rule(CTarget *t, const IrExpr *e, const RuleScope *scope)
{
    double value;
    if (!e)
        return CTARGET_NO_RULE;
    if (ir_constant(e, &value))
        return constant_rule(t, value);
    const char *name = arena_printf(t->a, "rule_%u", t->n_rules++);
    Rule r = {t, scope, 0};
    CPrinter p = {.out = t->out, .leaf = print_leaf, .context = &r};
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
    return arena_printf(t->a, "{.given = true, .at = %s}", name);
}

/* ---- what has no form ---- */
static bool has_no_form(void *context, const IrExpr *e)
{
    const RuleScope *scope = context;
    const IrExpr *value;
    switch (e->op) {
    case IR_PARAM:
    case IR_DISTANCE:
    case IR_DRAW:
    case IR_DATA:
    case IR_STEPS:
        return false;
    case IR_VARIABLE:
        return !variable_text(scope, e->u.name);
    case IR_POSITION:
        return !position_text(e->u.name);
    case IR_ITEM:
        value = connector_param(scope, e->u.name);
        return !value || ir_expr_any(value, has_no_form, context);
    default:
        return !cprint_has_form((IrOp)e->op);
    }
}

void ctarget_check_rule(CTarget *t, const IrExpr *e, const RuleScope *scope)
{
    if (!e || !ir_expr_any(e, has_no_form, (void *)(uintptr_t)scope))
        return;
    diag(t->m->session->diags, DIAG_NNC0802, e->span,
         "this value cannot be computed when the program starts");
    t->failed = true;
}
