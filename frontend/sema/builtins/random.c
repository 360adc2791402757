/* Random distributions and the seed. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

/* PyNN's names of the parameters of each law, in order. */
static const struct {
    const char *name;
    IrLaw law;
    const char *parameters[4];
} LAWS[] = {
    {"uniform", IR_LAW_UNIFORM, {"low", "high"}},
    {"normal", IR_LAW_NORMAL, {"mu", "sigma"}},
    {"normal_clipped", IR_LAW_NORMAL_CLIPPED, {"mu", "sigma", "low", "high"}},
    {"normal_clipped_to_boundary",
     IR_LAW_NORMAL_CLIPPED_TO_BOUNDARY,
     {"mu", "sigma", "low", "high"}},
    {"lognormal", IR_LAW_LOGNORMAL, {"mu", "sigma"}},
    {"exponential", IR_LAW_EXPONENTIAL, {"beta"}},
    {"gamma", IR_LAW_GAMMA, {"k", "theta"}},
    {"binomial", IR_LAW_BINOMIAL, {"n", "p"}},
    {"poisson", IR_LAW_POISSON, {"lambda_"}},
    {"uniform_int", IR_LAW_UNIFORM_INT, {"low", "high"}},
    {"vonmises", IR_LAW_VONMISES, {"mu", "kappa"}},
};
enum { N_LAWS = sizeof LAWS / sizeof *LAWS };

static uint32_t law_size(size_t law)
{
    uint32_t n = 0;
    while (n < 4 && LAWS[law].parameters[n])
        n++;
    return n;
}

static const char *law_parameters(const Interp *in, size_t law)
{
    const char *list = "";
    for (uint32_t i = 0; i < law_size(law); i++)
        list = arena_printf(in->arena, "%s%s%s", list, i ? ", " : "", LAWS[law].parameters[i]);
    return list;
}

/* Parameters that must not be negative, by their name in LAWS. */
static const char *const NOT_NEGATIVE[] = {"sigma", "beta", "k", "theta", "lambda_", "kappa"};

static const NamedValue *known_parameter(const Object *o, const char *name)
{
    const NamedValue *v = named_value(&o->values, name);
    return v && (v->value.kind == VALUE_INT || v->value.kind == VALUE_REAL) ? v : NULL;
}

/* What is known now; the rest is checked when numbers are drawn. */
static bool law_in_range(Interp *in, const Object *o, Span at)
{
    for (size_t i = 0; i < sizeof NOT_NEGATIVE / sizeof *NOT_NEGATIVE; i++) {
        const NamedValue *v = known_parameter(o, NOT_NEGATIVE[i]);
        if (v && value_double(v->value) < 0) {
            interp_error(in, DIAG_NNC0262, at, "'%s' of the distribution '%s' is negative: %s",
                         NOT_NEGATIVE[i], o->name->s, value_show(in->sema, v->value, true));
            return false;
        }
    }
    const NamedValue *p = known_parameter(o, "p");
    if (p && !(value_double(p->value) >= 0 && value_double(p->value) <= 1)) {
        interp_error(in, DIAG_NNC0262, at, "'p' of the distribution '%s' is from 0 to 1, not %s",
                     o->name->s, value_show(in->sema, p->value, true));
        return false;
    }
    const NamedValue *low = known_parameter(o, "low"), *high = known_parameter(o, "high");
    if (low && high && dim_equal(low->value.dim, high->value.dim) &&
        value_double(low->value) > value_double(high->value)) {
        interp_error(in, DIAG_NNC0262, at, "'low' of the distribution '%s' is above its 'high'",
                     o->name->s);
        return false;
    }
    return true;
}

static bool law_arguments(Interp *in, Object *o, size_t law, Value positional,
                          const ValueDict *named, Span at)
{
    ValueList items = {0};
    if (positional.kind != VALUE_POISON && positional.kind != VALUE_NONE &&
        !(value_length(positional) >= 0
              ? eval_sequence(in, positional, at, &items)
              : (interp_error(in, DIAG_NNC0251, at, "the parameters of a distribution are a tuple"),
                 false)))
        return false;
    const uint32_t n = law_size(law);
    for (uint32_t i = 0; i < n; i++) {
        const Str *name = SEMA_NAME(in->sema, LAWS[law].parameters[i]);
        const Value *v = i < items.n ? &items.v[i] : value_dict_get(named, value_string(name));
        if (!v) {
            Diag *d =
                diag(in->diags, DIAG_NNC0253, at, "the distribution '%s' needs its parameter '%s'",
                     LAWS[law].name, name->s);
            diag_help(in->diags, d, "its parameters are (%s)", law_parameters(in, law));
            return false;
        }
        VEC_PUSH(in->arena, &o->values, (NamedValue){name, *v, at});
    }
    if (!law_in_range(in, o, at))
        return false;
    if (items.n > n || named->n + items.n > n) {
        interp_error(in, DIAG_NNC0253, at, "the distribution '%s' takes %u parameters",
                     LAWS[law].name, n);
        return false;
    }
    return true;
}

static Value random_distribution(Interp *in, const Call *call, const Value *a)
{
    const Str *name;
    if (!want_string(in, a[0], call_span(call, "distribution", 0), "the name of a distribution",
                     &name))
        return value_poison;
    StrNearest near = str_nearest_start(name->s);
    for (size_t i = 0; i < N_LAWS; i++) {
        str_nearest_offer(&near, LAWS[i].name);
        if (!str_is(name, LAWS[i].name))
            continue;
        Object *o = network_object(in, OBJECT_DISTRIBUTION, call->span);
        o->name = name;
        o->law = LAWS[i].law;
        return law_arguments(in, o, i, a[1], a[3].as.dict, call->span) ? value_object(o)
                                                                       : value_poison;
    }
    Diag *d = diag(in->diags, DIAG_NNC0262, call_span(call, "distribution", 0),
                   "there is no distribution '%s'", name->s);
    const char *list = "";
    for (size_t i = 0; i < N_LAWS; i++)
        list = arena_printf(in->arena, "%s%s%s", list, i ? ", " : "", LAWS[i].name);
    if (near.best)
        diag_did_you_mean(in->diags, d, name->s, near.best);
    else
        diag_help(in->diags, d, "there are %s", list);
    return value_poison;
}

/* uniform(0, 1), normal(mu, sigma): distributions by their name. */
static Value distribution_by_name(Interp *in, const Call *call, const Value *a, size_t law)
{
    Object *o = network_object(in, OBJECT_DISTRIBUTION, call->span);
    ValueList *positional = a[0].as.list;
    o->name = SEMA_NAME(in->sema, LAWS[law].name);
    o->law = LAWS[law].law;
    const bool old =
        positional->n &&
        positional->v[0].kind == VALUE_STRING; /* uniform("all", x): a distribution in space */
    if (old)
        return interp_error(in, DIAG_NNC0255, call->span,
                            "distributions over compartments are not there yet");
    return law_arguments(in, o, law, value_tuple(positional), a[1].as.dict, call->span)
               ? value_object(o)
               : value_poison;
}

static Value random_uniform(Interp *in, const Call *call, const Value *a)
{
    return distribution_by_name(in, call, a, 0);
}

static Value random_normal(Interp *in, const Call *call, const Value *a)
{
    return distribution_by_name(in, call, a, 1);
}

/* NumpyRNG(seed=...): the seed of the program where none was given; streams are by name, see the
   documentation. */
static Value random_generator(Interp *in, const Call *call, const Value *a)
{
    int64_t seed;
    if (a[0].kind != VALUE_POISON && a[0].kind != VALUE_NONE &&
        !want_int(in, a[0], call_span(call, "seed", 0), "a seed", &seed))
        return value_poison;
    if (a[0].kind == VALUE_INT && !in->module->seed)
        in->module->seed = ir_integer(in->arena, a[0].as.integer, call->span);
    return value_none;
}

const Builtin builtins_random[] = {
    {"", "RandomDistribution", random_distribution,
     "distribution parameters_pos= rng= **parameters"},
    {"", "NumpyRNG", random_generator, "seed= parallel_safe="},
    {"", "GSLRNG", random_generator, "seed= type="},
    {"", "NativeRNG", random_generator, "seed="},
    {"random", "RandomDistribution", random_distribution,
     "distribution parameters_pos= rng= **parameters"},
    {"random", "NumpyRNG", random_generator, "seed= parallel_safe="},
    {"random", "uniform", random_uniform, "*parameters **named"},
    {"random", "normal", random_normal, "*parameters **named"},
    {NULL, NULL, NULL, NULL},
};
