/* Random distributions: those of expressions, random.normal(...), and those of UncertML's names. The standard form of one has
   parameters that may be left out. */
#include "frontend/nineml/expression.h"
#include "frontend/nineml/lower.h"
#include "ir/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETERS_MAX = 2 };
typedef enum Conversion { AS_IT_IS, INVERSE, ROOT } Conversion;

/* `names`: of the parameters of the standard library; `standard`: values where they are left out, NULL: they cannot be. */
static const struct {
    const char *name;
    IrLaw law;
    struct {
        const char *name, *standard;
        Conversion to; /* what the law of the IR takes */
    } parameters[PARAMETERS_MAX];
} distributions[] = {
    {"uniform", IR_LAW_UNIFORM, {{"minimum", "0", AS_IT_IS}, {"maximum", "1", AS_IT_IS}}},
    {"normal", IR_LAW_NORMAL, {{"mean", "0", AS_IT_IS}, {"variance", "1", ROOT}}},
    {"exponential", IR_LAW_EXPONENTIAL, {{"rate", NULL, INVERSE}}},
    {"poisson", IR_LAW_POISSON, {{"rate", NULL, AS_IT_IS}}},
    {"binomial",
     IR_LAW_BINOMIAL,
     {{"numberOfTrials", NULL, AS_IT_IS}, {"probabilityOfSuccess", NULL, AS_IT_IS}}},
    {"gamma", IR_LAW_GAMMA, {{"shape", NULL, AS_IT_IS}, {"scale", NULL, AS_IT_IS}}},
    {"lognormal", IR_LAW_LOGNORMAL, {{"logScale", NULL, AS_IT_IS}, {"shape", NULL, AS_IT_IS}}},
};
enum { DISTRIBUTIONS = sizeof distributions / sizeof *distributions };

static size_t find(NmlDocuments *all, const char *name, Span at)
{
    size_t i = 0;
    while (i < DISTRIBUTIONS && strcmp(distributions[i].name, name) != 0)
        i++;
    if (i < DISTRIBUTIONS)
        return i;
    Diag *g =
        nml_complain(all, DIAG_NNC0909, at, "the distribution '%s' cannot be drawn from", name);
    StrNearest near = str_nearest_start(name);
    for (size_t k = 0; k < DISTRIBUTIONS; k++)
        str_nearest_offer(&near, distributions[k].name);
    if (near.best)
        diag_did_you_mean(all->session->diags, g, name, near.best);
    return i;
}

static uint32_t arity(size_t i)
{
    return distributions[i].parameters[1].name ? 2 : 1;
}

/* Numbers are computed here: a distribution of numbers has numbers as its parameters. */
static IrExpr *converted(Arena *a, Conversion to, IrExpr *x)
{
    double number;
    const bool plain = x->op == IR_LITERAL ? !x->u.literal.unit : dim_is_none(x->dim);
    if (to != AS_IT_IS && plain && ir_constant(x, &number) && number > 0)
        return ir_number(a, to == INVERSE ? 1 / number : sqrt(number), DIM_NONE, x->span);
    return to == INVERSE ? ir_binary(a, IR_QUOTIENT, ir_number(a, 1, DIM_NONE, x->span), x)
           : to == ROOT  ? ir_unary(a, IR_SQRT, x)
                         : x;
}

IrExpr *nml_draw(NmlDocuments *all, const char *name, IrExpr *const *args, uint32_t n, Span at)
{
    Session *s = all->session;
    const size_t i = find(all, name, at);
    if (i == DISTRIBUTIONS)
        return NULL;
    IrExpr *draw = ir_expr_new(s->arena, IR_DRAW, arity(i), at);
    draw->u.law = distributions[i].law;
    for (uint32_t k = 0; k < draw->n; k++) {
        const char *standard = distributions[i].parameters[k].standard;
        if ((k >= n && !standard) || n > draw->n) {
            nml_complain(all, DIAG_NNC0907, at, "'%s' takes %u argument%s, not %u", name, draw->n,
                         draw->n > 1 ? "s" : "", n);
            return NULL;
        }
        IrExpr *x = k < n ? args[k] : ir_number(s->arena, strtod(standard, NULL), DIM_NONE, at);
        draw->arg[k] = converted(s->arena, distributions[i].parameters[k].to, x);
    }
    return draw;
}

/* The parameter of a component's class: by its name, or by its place where the class has names of its own. */
static const NmlValue *parameter(const NmlComponent *c, StrTable *strings, const char *name,
                                 uint32_t k)
{
    const Str *own = str_from(strings, name);
    if (!nml_symbol(&c->class_->parameters, own) && k < c->class_->parameters.n)
        own = c->class_->parameters.v[k].name;
    return nml_value(&c->properties, own);
}

IrExpr *nml_draw_component(NmlDocuments *all, const NmlComponent *c, Span at)
{
    const char *name = c->class_->rule->s;
    const size_t i = find(all, name, at);
    IrExpr *args[PARAMETERS_MAX];
    uint32_t n = 0;
    if (i == DISTRIBUTIONS)
        return NULL;
    for (; n < arity(i); n++) {
        const NmlValue *v =
            parameter(c, all->session->strings, distributions[i].parameters[n].name, n);
        if (!v || v->kind != NML_SINGLE) {
            nml_complain(all, DIAG_NNC0923, v ? v->span : c->span,
                         "the distribution '%s' needs one number as '%s'", c->name->s,
                         distributions[i].parameters[n].name);
            return NULL;
        }
        if (!nml_is_plain(all, v) || !(args[n] = nml_quantity(all, v->number, NULL, v->span)))
            return NULL;
    }
    return nml_draw(all, name, args, n, at);
}
