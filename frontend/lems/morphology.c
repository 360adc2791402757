/* The shape of a cell of several segments, as the tree and the regions of its model. What the equations read of the segments
   is then the area of a compartment. */
#include "frontend/lems/morphology.h"

#include "ir/build.h"

#include <math.h>
#include <string.h>

typedef struct Column {
    const char *name;
    bool length; /* in um */
    double (*value)(const LemsMorphology *m, uint32_t k);
} Column;

static double parent(const LemsMorphology *m, uint32_t k)
{
    return m->segments.v[k].parent == k ? -1 : (double)m->segments.v[k].parent;
}

static double fraction(const LemsMorphology *m, uint32_t k)
{
    return m->segments.v[k].fraction;
}

static double length(const LemsMorphology *m, uint32_t k)
{
    const LemsPoint *a = &m->segments.v[k].proximal, *b = &m->segments.v[k].distal;
    const double x = b->x - a->x, y = b->y - a->y, z = b->z - a->z;
    return sqrt(x * x + y * y + z * z);
}

static double start(const LemsMorphology *m, uint32_t k)
{
    return m->segments.v[k].proximal.diameter;
}

static double end(const LemsMorphology *m, uint32_t k)
{
    return m->segments.v[k].distal.diameter;
}

static const Column columns[] = {
    {"parent", false, parent},      {"fraction", false, fraction}, {"length", true, length},
    {"diam_proximal", true, start}, {"diam", true, end},
};

static IrExpr *list_of(const LemsMorphology *m, const Column *column, Span at)
{
    Session *s = m->d->session;
    IrExpr *list = ir_expr_new(s->arena, IR_LIST, m->segments.n, at);
    for (uint32_t k = 0; k < m->segments.n; k++) {
        const double x = column->value(m, k);
        char text[32];
        number_shortest(fabs(x), text);
        const char *point = strstr(text, ".0");
        const size_t n = point && !point[2] ? (size_t)(point - text) : strlen(text);
        IrExpr *e = ir_literal(s->arena, str_intern(s->strings, text, n), NULL, at);
        list->arg[k] = x < 0 ? ir_unary(s->arena, IR_NEG, e) : e;
    }
    Unit *um = ARENA_NEW(s->arena, Unit);
    if (column->length && unit_parse("um", 2, um))
        list->u.literal.unit = um;
    return list;
}

static void add_tree(LemsModel *x, const LemsMorphology *m)
{
    Session *s = m->d->session;
    const Span at = m->component->element->span;
    IrItem *tree = ir_item_new(s->arena, IR_ITEM_TREE, NULL, at);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const IrBind bind = {str_from(s->strings, columns[i].name), list_of(m, &columns[i], at),
                             at};
        VEC_PUSH(s->arena, &tree->binds, bind);
    }
    ir_model_add(x->m, x->model, tree);
}

/* [first, last] for each run of segments that the region has. */
static void add_region(LemsModel *x, const LemsMorphology *m, const Str *name, const bool *has,
                       Span at)
{
    Arena *a = m->d->session->arena;
    IrItem *region = ir_item_new(a, IR_ITEM_REGION, name, at);
    for (uint32_t k = 0; k < m->segments.n; k++) {
        const uint32_t first = k;
        if (!has[k])
            continue;
        while (k + 1 < m->segments.n && has[k + 1])
            k++;
        IrExpr *range = ir_expr_new(a, IR_LIST, 2, at);
        range->arg[0] = ir_integer(a, first, at);
        range->arg[1] = ir_integer(a, k, at);
        VEC_PUSH(a, &region->binds, (IrBind){name, range, at});
    }
    ir_model_add(x->m, x->model, region);
}

/* The groups of one segment are looked at, too, for names that there are not. */
static void add_regions(LemsModel *x, LemsMorphology *m)
{
    for (uint32_t i = 0; i < m->groups.n && !m->d->failed; i++) {
        const LemsComponent *group = m->groups.entries[i].value;
        const bool *has = lems_group_segments(m, group);
        if (has && m->segments.n > 1 && !str_is(group->id, "all")) /* every tree has that one */
            add_region(x, m, group->id, has, group->element->span);
    }
}

static const LemsComponent *morphology_of(const LemsComponent *c)
{
    for (uint32_t i = 0; i < c->children.n; i++)
        if (str_is(c->children.v[i]->role, "morphology"))
            return c->children.v[i];
    return NULL;
}

static void name_groups(LemsMorphology *m)
{
    for (uint32_t i = 0; i < m->component->children.n; i++) {
        const LemsComponent *c = m->component->children.v[i];
        if (!str_is(c->role, "segmentGroup") || !c->id)
            continue;
        if (map_has(&m->groups, c->id))
            lems_complain(m->d, DIAG_NNC0301, c->element->span,
                          "the group '%s' is declared twice (NeuroML test 10004)", c->id->s);
        map_set(&m->groups, c->id, (void *)c);
    }
}

/* A cell of one segment is one compartment, whatever its shape; a tree is for checks alone until it can be simulated. */
static void refuse(LemsModel *x, const LemsMorphology *m)
{
    if (x->d->options->check_only) {
        diag(x->d->session->diags, DIAG_NNC0912, m->component->element->span,
             "cells of several segments cannot be simulated yet: '%s' is only checked",
             x->model->name->s);
        return;
    }
    Diag *g = lems_complain(x->d, DIAG_NNC0909, m->component->element->span,
                            "cells of several segments cannot be simulated yet: '%s' has %u",
                            x->model->name->s, m->segments.n);
    diag_help(x->d->session->diags, g, "nnc check and nnc info read them");
}

bool lems_morphology(LemsModel *x)
{
    LemsMorphology m = {.d = x->d, .component = morphology_of(x->component)};
    if (!m.component)
        return false;
    map_init(&m.by_id, x->d->session->arena);
    map_init(&m.groups, x->d->session->arena);
    name_groups(&m);
    if (!lems_read_segments(&m))
        return false;
    const bool is_tree = m.segments.n > 1;
    if (is_tree)
        add_tree(x, &m);
    add_regions(x, &m);
    if (is_tree && !x->d->failed)
        refuse(x, &m);
    return is_tree;
}
