/* States of connections that start differently in each: a parameter of the synapse that nothing but the start reads is the initial
   value of NineML, drawn or an array. Parameters that are drawn are written alike. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <string.h>

typedef struct Reader {
    const Str *name;
    bool found;
} Reader;

static bool is_item(void *context, const IrExpr *e)
{
    return e->op == IR_ITEM && e->u.name == context;
}

static void note_read(void *context, IrExpr **e)
{
    Reader *r = context;
    r->found |= e && *e && ir_expr_any(*e, is_item, (void *)r->name);
}

bool nineml_is_start(const IrModel *synapse, const IrItem *param)
{
    Reader other = {param->name, false};
    bool start = false;
    for (uint32_t i = 0; param->kind == IR_ITEM_PARAM && i < synapse->items.n; i++) {
        IrItem *item = synapse->items.v[i];
        if (item->kind == IR_ITEM_STATE && is_item((void *)param->name, item->value))
            start = true;
        else
            ir_item_each_expr(item, note_read, &other);
    }
    return start && !other.found;
}

/* `own`: what the synapse calls it. NULL: it is alike in all connections, or something else. */
static const IrExpr *start_of(const IrProjection *p, const IrItem *item, const Str *own)
{
    const bool state = item->kind == IR_ITEM_STATE;
    const Str *param = !state ? own : item->value->op == IR_ITEM ? item->value->u.name : NULL;
    const IrBind *bind = param ? ir_bind(&p->synapse_args, param) : NULL;
    return bind && (state || nineml_draw_of(bind->value)) ? bind->value : NULL;
}

bool nineml_has_start(const IrProjection *p, const IrItem *item, const Str *own)
{
    return (item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_PARAM) && start_of(p, item, own);
}

static const char *distribution_name(NinemlWriter *n, const IrProjection *p, const IrItem *state)
{
    return lems_name_of(
        &n->w, &n->w.ids,
        str_format(n->w.session->strings, "%s start %s", p->name->s, state->name->s));
}

void nineml_write_start_distribution(NinemlWriter *n, const IrProjection *p, const IrItem *item,
                                     const Str *own)
{
    const IrExpr *start = nineml_has_start(p, item, own) ? start_of(p, item, own) : NULL;
    const IrExpr *draw = start ? nineml_draw_of(start) : NULL;
    if (draw)
        nineml_write_distribution(n, distribution_name(n, p, item), draw);
}

/* ---- arrays ---- */
typedef struct Place {
    Arena *a;
    double j;
} Place;

static IrExpr *place_node(void *context, IrExpr *e)
{
    const Place *p = context;
    return e->op == IR_VARIABLE && str_is(e->u.name, "j") ? ir_number(p->a, p->j, DIM_NONE, e->span)
                                                          : e;
}

/* Of the connection from i to j. */
static bool value_at(NinemlWriter *n, const IrExpr *start, uint32_t i, uint32_t j, double *out)
{
    Place place = {n->w.arena, j};
    const LemsValues network = {&n->w, NULL, NULL, NULL, i};
    IrExpr *e = ir_expr_map(n->w.arena, ir_expr_copy(n->w.arena, start), place_node, &place);
    return lems_value_of(&network, e, out);
}

/* All pairs, or pairs of equal places: no other rule says which connection is which. False: it is another rule. */
static bool find_values(NinemlWriter *n, const IrProjection *p, const NinemlRule *rule,
                        const IrExpr *start, double **values, uint64_t *count)
{
    const uint32_t pre = (uint32_t)nineml_count_cells(n->w.m, p->pre),
                   post = (uint32_t)nineml_count_cells(n->w.m, p->post);
    const bool pairs = rule && !strcmp(rule->name, "OneToOne");
    if (!rule || (!pairs && strcmp(rule->name, "AllToAll") != 0))
        return false;
    *count = pairs ? pre : (uint64_t)pre * post;
    *values = ARENA_ARRAY(n->w.arena, double, *count + 1);
    for (uint64_t k = 0; k < *count; k++) {
        const uint64_t i = pairs ? k : k / post, j = pairs ? k : k % post;
        if (!value_at(n, start, (uint32_t)i, (uint32_t)j, &(*values)[k]))
            return false;
    }
    return true;
}

void nineml_write_start(NinemlWriter *n, const IrProjection *p, const NinemlRule *rule,
                        const char *name, const IrItem *item, const Str *own)
{
    const IrExpr *start = start_of(p, item, own);
    const char *tag = item->kind == IR_ITEM_STATE ? "Initial" : "Property";
    double number, *values = &number;
    uint64_t count = 1;
    if (nineml_draw_of(start)) {
        nineml_write_random(n, tag, name, item->dim, distribution_name(n, p, item), item->span);
        return;
    }
    if (!ir_constant(start, &number) && !find_values(n, p, rule, start, &values, &count))
        lems_refuse(&n->w, p->span, "`%s`, which starts differently in connections,",
                    item->name->s);
    else
        nineml_write_value(n, tag, name, item->dim, item->unit, values, count, item->span);
}
