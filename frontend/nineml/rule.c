/* Connection rules of the standard library as connectors. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

#include <math.h>
#include <stdlib.h>

typedef struct Rule Rule;
struct Rule {
    const char *name;
    IrLoop loop;
    const char *property; /* the one number it needs, or NULL */
    bool random;
    void (*fill)(NmlNetwork *n, IrClause *clause, const Str *property);
};

static const Str *str(NmlNetwork *n, const char *s)
{
    return str_from(n->all->session->strings, s);
}

static IrExpr *item(NmlNetwork *n, const Str *name)
{
    return ir_named(n->m->arena, IR_ITEM, name, NOWHERE);
}

static void same_place(NmlNetwork *n, IrClause *clause, const Str *property)
{
    (void)property;
    clause->guard =
        ir_binary(n->m->arena, IR_EQ, ir_named(n->m->arena, IR_VARIABLE, str(n, "i"), NOWHERE),
                  ir_named(n->m->arena, IR_VARIABLE, str(n, "j"), NOWHERE));
}

static void by_chance(NmlNetwork *n, IrClause *clause, const Str *property)
{
    clause->probability = item(n, property);
}

static void sampled(NmlNetwork *n, IrClause *clause, const Str *property)
{
    clause->sample = item(n, property);
}

static const Rule rules[] = {
    {"AllToAll", IR_LOOP_PAIR, NULL, false, NULL},
    {"OneToOne", IR_LOOP_PAIR, NULL, false, same_place},
    {"Probabilistic", IR_LOOP_PAIR, "probability", true, by_chance},
    {"RandomFanIn", IR_LOOP_POST, "number", true, sampled},
    {"RandomFanOut", IR_LOOP_PRE, "number", true, sampled},
    {"Explicit", IR_LOOP_LIST, NULL, false, NULL},
};
enum { RULES = sizeof rules / sizeof *rules };

static const Rule *find_rule(NmlNetwork *n, const NmlProjection *p)
{
    const char *name = p->rule->class_->rule->s;
    StrNearest near = str_nearest_start(name);
    for (size_t i = 0; i < RULES; i++) {
        if (str_is(p->rule->class_->rule, rules[i].name))
            return &rules[i];
        str_nearest_offer(&near, rules[i].name);
    }
    Diag *g = nml_complain(n->all, DIAG_NNC0928, p->rule->class_->span,
                           "there is no connection rule '%s'", name);
    if (near.best)
        diag_did_you_mean(n->all->session->diags, g, name, near.best);
    return NULL;
}

bool nml_rule_draws(const NmlProjection *p)
{
    for (size_t i = 0; i < RULES; i++)
        if (str_is(p->rule->class_->rule, rules[i].name))
            return rules[i].random;
    return false;
}

/* ---- the number of a rule ---- */
/* Under its name in the standard library, or the only parameter that the class has. */
static const NmlValue *property_of(NmlNetwork *n, const NmlComponent *c, const char *name)
{
    const NmlValue *v = nml_value(&c->properties, str(n, name));
    return !v && c->properties.n == 1 ? &c->properties.v[0] : v;
}

static IrExpr *number_of(NmlNetwork *n, const NmlProjection *p, const Rule *rule)
{
    const NmlValue *v = property_of(n, p->rule, rule->property);
    if (!v || v->kind != NML_SINGLE) {
        nml_complain(n->all, DIAG_NNC0923, p->rule->span, "the rule %s needs a number '%s'",
                     rule->name, rule->property);
        return NULL;
    }
    if (!nml_is_plain(n->all, v))
        return NULL;
    const double x = strtod(v->number->s, NULL);
    const double most = rule->loop == IR_LOOP_POST  ? (double)nml_cells_count(p->pre)
                        : rule->loop == IR_LOOP_PRE ? (double)nml_cells_count(p->post)
                                                    : 1;
    const bool whole = rule->loop == IR_LOOP_PAIR || x <= floor(x);
    if (x >= 0 && x <= most && whole)
        return nml_quantity(n->all, v->number, NULL, v->span);
    nml_complain(n->all, DIAG_NNC0926, v->span,
                 "'%s' of %s must be a %snumber from 0 to %.0f, not %s", rule->property, rule->name,
                 rule->loop == IR_LOOP_PAIR ? "" : "whole ", most, v->number->s);
    return NULL;
}

/* ---- explicit connections ---- */
typedef struct Pair {
    double pre, post;
} Pair;

static int by_place(const void *a, const void *b)
{
    const Pair *x = a, *y = b;
    const double d = x->pre < y->pre || x->pre > y->pre ? x->pre - y->pre : x->post - y->post;
    return (d > 0) - (d < 0);
}

/* Spellings that files have. */
static const NmlValue *indices(NmlNetwork *n, const NmlComponent *c, const char *end)
{
    static const char *const spellings[] = {"Indices", "Indicies"};
    for (int k = 0; k < 2; k++) {
        const Str *name = str_format(n->all->session->strings, "%s%s", end, spellings[k]);
        const NmlValue *v = nml_value(&c->properties, name);
        if (v && v->kind == NML_ARRAY)
            return nml_is_plain(n->all, v) ? v : NULL;
    }
    nml_complain(n->all, DIAG_NNC0923, c->span, "the rule Explicit needs an array '%sIndices'",
                 end);
    return NULL;
}

static void range(const NmlValue *v, double *least, double *most)
{
    for (uint32_t i = 0; i < v->n; i++) {
        *least = fmin(*least, v->numbers[i]);
        *most = fmax(*most, v->numbers[i]);
    }
}

/* The number of the first cell: 0 in the files that programs write, 1 in the text of the specification. */
static double first_index(NmlNetwork *n, const NmlProjection *p, const NmlValue *pre,
                          const NmlValue *post)
{
    const Str *wanted = nml_definition(n->all, "first_index");
    double least = INFINITY, from = -INFINITY, to = -INFINITY;
    if (wanted && !str_is(wanted, "0") && !str_is(wanted, "1"))
        nml_complain(n->all, DIAG_NNC0707, NOWHERE, "first_index is 0 or 1, not '%s'", wanted->s);
    if (wanted)
        return str_is(wanted, "1");
    range(pre, &least, &from);
    range(post, &least, &to);
    const bool beyond =
        from >= (double)nml_cells_count(p->pre) || to >= (double)nml_cells_count(p->post);
    if (beyond && least > 0)
        nml_warn(n->all, DIAG_NNC0925, p->rule->span,
                 "one of these indices is the number of cells: they are taken to count from 1");
    return beyond && least > 0;
}

static bool fill_pairs(NmlNetwork *n, const NmlProjection *p, const NmlValue *pre,
                       const NmlValue *post, Pair *pairs)
{
    const double first = first_index(n, p, pre, post);
    for (uint32_t i = 0; i < pre->n && !n->all->failed; i++) {
        pairs[i] = (Pair){pre->numbers[i] - first, post->numbers[i] - first};
        const bool from = pairs[i].pre >= 0 && pairs[i].pre < (double)nml_cells_count(p->pre) &&
                          pairs[i].pre <= floor(pairs[i].pre);
        const bool to = pairs[i].post >= 0 && pairs[i].post < (double)nml_cells_count(p->post) &&
                        pairs[i].post <= floor(pairs[i].post);
        if (from && to)
            continue;
        nml_complain(n->all, DIAG_NNC0926, from ? post->span : pre->span, "there is no cell %g",
                     from ? post->numbers[i] : pre->numbers[i]);
        return false;
    }
    return !n->all->failed;
}

/* In the order of i_pre*N_post + i_post, in which arrays count connections. */
static IrData *list_of(NmlNetwork *n, const NmlProjection *p, const Pair *pairs, uint64_t count)
{
    Arena *a = n->m->arena;
    IrData *d = ARENA_NEW(a, IrData);
    *d = (IrData){.rows = count, .columns = 2, .span = p->rule->span};
    d->name = nml_free_name(n, str_format(n->all->session->strings, "%s.connections", p->name->s));
    d->values = ARENA_ARRAY(a, double, 2 * count + 1);
    d->dims = ARENA_ARRAY(a, Dim, 2);
    d->column_names = ARENA_ARRAY(a, const Str *, 2);
    for (uint32_t k = 0; k < 2; k++) {
        d->dims[k] = DIM_NONE;
        d->column_names[k] = str(n, k ? "post" : "pre");
        for (uint64_t i = 0; i < count; i++)
            d->values[k * count + i] = k ? pairs[i].post : pairs[i].pre;
    }
    VEC_PUSH(a, &n->m->data, d);
    ir_register(n->m, d->name, d);
    return d;
}

static IrData *explicit_list(NmlNetwork *n, const NmlProjection *p)
{
    const char *const ends[] = {"source", "destination"};
    const NmlValue *pre = indices(n, p->rule, ends[p->turned]);
    const NmlValue *post = pre ? indices(n, p->rule, ends[!p->turned]) : NULL;
    if (!post)
        return NULL;
    if (pre->n != post->n) {
        nml_complain(n->all, DIAG_NNC0926, post->span, "%u indices of sources, %u of destinations",
                     pre->n, post->n);
        return NULL;
    }
    Pair *pairs = ARENA_ARRAY(n->m->arena, Pair, pre->n + 1);
    if (!fill_pairs(n, p, pre, post, pairs))
        return NULL;
    qsort(pairs, pre->n, sizeof *pairs, by_place);
    return list_of(n, p, pairs, pre->n);
}

/* The `count` connections of all to all, or of equal places. */
static IrData *full_list(NmlNetwork *n, const NmlProjection *p, bool same, uint64_t count)
{
    const uint64_t posts = same ? 1 : nml_cells_count(p->post);
    Pair *pairs = ARENA_ARRAY(n->m->arena, Pair, count + 1);
    for (uint64_t i = 0; i < count; i++)
        pairs[i] = (Pair){(double)(i / posts), (double)(same ? i : i % posts)};
    return list_of(n, p, pairs, count);
}

/* ---- connectors ---- */
static IrConnector *new_connector(NmlNetwork *n, const Rule *rule, const Str *name,
                                  const IrData *list)
{
    Arena *a = n->m->arena;
    IrConnector *c = ARENA_NEW(a, IrConnector);
    IrClause clause = {
        .loop = list ? IR_LOOP_LIST : rule->loop, .i = str(n, "i"), .j = str(n, "j")};
    const Str *property = rule->property ? str(n, rule->property) : NULL;
    c->name = name;
    clause.data = list ? list->name : NULL;
    if (property)
        VEC_PUSH(a, &c->params, ir_item_new(a, IR_ITEM_PARAM, property, NOWHERE));
    if (rule->fill && !list)
        rule->fill(n, &clause, property);
    VEC_PUSH(a, &c->clauses, clause);
    VEC_PUSH(a, &n->m->connectors, c);
    ir_register(n->m, name, c);
    return c;
}

IrConnector *nml_new_list(NmlNetwork *n, const Str *name, const IrData *list)
{
    const Rule by_list = {.loop = IR_LOOP_LIST};
    return new_connector(n, &by_list, name, list);
}

/* NULL: the rule needs no list. False after a diagnostic. */
static bool find_list(NmlNetwork *n, const NmlProjection *p, const Rule *rule, uint64_t listed,
                      IrData **list)
{
    const uint64_t pre = nml_cells_count(p->pre), post = nml_cells_count(p->post);
    const bool same = rule->fill == same_place;
    if (rule->loop == IR_LOOP_LIST)
        return (*list = explicit_list(n, p)) != NULL;
    if (same && pre != post) {
        nml_complain(n->all, DIAG_NNC0926, p->span, "OneToOne from %llu cells to %llu",
                     (unsigned long long)pre, (unsigned long long)post);
        return false;
    }
    const uint64_t count = same ? pre : pre * post;
    if (rule->random || !(listed == NML_LISTED || (listed && listed == count)))
        return true;
    if (listed == NML_LISTED && count > NML_LISTED_MOST) {
        nml_complain(n->all, DIAG_NNC0909, p->span,
                     "events of two ports of the source cells cannot be simulated yet by more than "
                     "%d connections",
                     NML_LISTED_MOST);
        return false;
    }
    *list = full_list(n, p, same, count);
    return true;
}

bool nml_set_rule(NmlNetwork *n, const NmlProjection *p, uint64_t listed, IrProjection *ir,
                  NmlPlace *place)
{
    const Rule *rule = find_rule(n, p);
    if (!rule)
        return false;
    IrData *list = NULL;
    if (!find_list(n, p, rule, listed, &list))
        return false;
    const Str *name =
        list ? nml_free_name(n, str_format(n->all->session->strings, "%s rule", p->name->s))
             : str(n, rule->name);
    const IrConnector *c = list ? NULL : ir_find_connector(n->m, name);
    ir->connector =
        (c ? c : new_connector(n, rule, c || list ? name : nml_free_name(n, name), list))->name;
    IrExpr *number = rule->property ? number_of(n, p, rule) : NULL;
    if (number)
        VEC_PUSH(n->m->arena, &ir->connector_args,
                 (IrBind){str(n, rule->property), number, p->rule->span});
    Arena *a = n->m->arena;
    const uint64_t pre = nml_cells_count(p->pre), post = nml_cells_count(p->post);
    const bool same = rule->fill == same_place;
    IrExpr *i = ir_named(a, IR_VARIABLE, str(n, "i"), p->span),
           *j = ir_named(a, IR_VARIABLE, str(n, "j"), p->span);
    *place = (NmlPlace){.m = n->m,
                        .all = n->all,
                        .path = p->name,
                        .list = list,
                        .why = "the rule draws connections at random"};
    place->count = list ? list->rows : same ? pre : pre * post;
    if (!list && !rule->random)
        place->index =
            same ? i
                 : ir_binary(a, IR_SUM,
                             ir_binary(a, IR_PRODUCT, i, ir_integer(a, (int64_t)post, p->span)), j);
    return !rule->property || number;
}
