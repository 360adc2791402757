/* Random numbers in equations: random.normal(mu, sigma) and its kin. */
#include "frontend/sema/equation_parts.h"

#include <string.h>

enum { LAW_ARGUMENTS_MAX = 2 };

typedef struct Law {
    const char *path;
    IrLaw law;
    uint32_t n;
} Law;

static const Law LAWS[] = {
    {"random.uniform", IR_LAW_UNIFORM, 2},   {"random.normal", IR_LAW_NORMAL, 2},
    {"random.poisson", IR_LAW_POISSON, 1},   {"random.exponential", IR_LAW_EXPONENTIAL, 1},
    {"random.binomial", IR_LAW_BINOMIAL, 2}, {"random.gamma", IR_LAW_GAMMA, 2},
};

/* The law; NULL after an error. */
static const Law *find_law(EquationScope *scope, const AstExpr *e, const Str *path)
{
    Diags *diags = scope->sema->session->diags;
    size_t k = 0;
    while (k < sizeof LAWS / sizeof *LAWS && !str_is(path, LAWS[k].path))
        k++;
    if (k == sizeof LAWS / sizeof *LAWS) {
        diag(diags, DIAG_NNC0327, e->span, "'%s' is no function that draws a number", path->s);
        return NULL;
    }
    if (scope->draws)
        return &LAWS[k];
    Diag *d = diag(diags, DIAG_NNC0209, e->span, "no random number can be drawn in an equation");
    diag_help(diags, d, "declare `noise xi` and use it in the equation");
    return NULL;
}

/* Arguments as they are given: by position, and step= once. */
typedef struct Given {
    IrExpr *args[LAW_ARGUMENTS_MAX], *step;
    uint32_t n; /* by position, of which the first are kept */
} Given;

static bool take_arguments(EquationScope *scope, const AstArgs *args, const Law *law, Given *out)
{
    for (uint32_t i = 0; i < args->n; i++) {
        const AstArg *arg = &args->v[i];
        const bool step = arg->kind == AST_ARG_Named && str_is(arg->name.text, "step");
        if (step ? out->step != NULL : arg->kind != AST_ARG_Positional) {
            diag(scope->sema->session->diags, DIAG_NNC0327, arg->span,
                 step ? "the argument 'step' is given twice"
                      : "'%s' takes its arguments by position, and 'step' by name",
                 law->path);
            return false;
        }
        IrExpr *x = equation_expr(scope, arg->value);
        if (!x)
            return false;
        if (step)
            out->step = x;
        else if (out->n++ < law->n)
            out->args[out->n - 1] = x;
    }
    return true;
}

IrExpr *equation_draw(EquationScope *scope, const AstExpr *e, const Str *path)
{
    Sema *sema = scope->sema;
    const Law *law = find_law(scope, e, path);
    Given given = {0};
    if (!law || !take_arguments(scope, &e->as.call.args, law, &given))
        return equation_fail(scope);
    if (given.n == 0 && law->n == 2) { /* the standard one */
        given.args[given.n++] = ir_literal(sema->arena, SEMA_NAME(sema, "0"), NULL, e->span);
        given.args[given.n++] = ir_literal(sema->arena, SEMA_NAME(sema, "1"), NULL, e->span);
    }
    if (given.n != law->n) {
        diag(sema->session->diags, DIAG_NNC0327, e->span, "'%s' takes %u argument%s, not %u",
             path->s, law->n, law->n == 1 ? "" : "s", given.n);
        return equation_fail(scope);
    }
    const bool at_step = given.step != NULL;
    IrExpr *r = ir_expr_new(sema->arena, at_step ? IR_DRAWAT : IR_DRAW, given.n + at_step, e->span);
    if (at_step)
        r->arg[0] = given.step;
    memcpy(r->arg + at_step, given.args, given.n * sizeof *given.args);
    r->u.law = law->law;
    return r;
}
