/* Inputs that send events. An input of LEMS is a current: so they become cells of their own, one for each target, with a connection.
   LEMS sends one event at a time, and the sources one in a step: many events are shared by several sources. */
#include "codegen/lems/lems_network.h"

#include "ir/build.h"

#include <math.h>

static const double load_max = 0.1; /* events of a source in a step */
enum { SOURCES_MAX = 1000 };        /* of a target */

typedef struct Events {
    LemsWriter *w;
    const IrInput *input;
    const IrModel *source;
    uint32_t cells, shares; /* targets; sources of each */
} Events;

static IrModule *module_of(const Events *e)
{
    return (IrModule *)e->w->m;
}

static bool has_current(const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->is_current)
            return true;
    return false;
}

static bool is_taken(const IrModule *m, const Str *name)
{
    return ir_find_population(m, name) || ir_find_projection(m, name) || ir_find_data(m, name) ||
           ir_find_connector(m, name) || ir_find_model(m, name) || ir_find_view(m, name) ||
           ir_find_group(m, name) || ir_find_input(m, name) || ir_find_param(m, name);
}

static const Str *free_name(const Events *e, const char *wanted)
{
    StrTable *strings = e->w->session->strings;
    const Str *name = str_from(strings, wanted);
    for (unsigned k = 2; is_taken(e->w->m, name); k++)
        name = str_format(strings, "%s_%u", wanted, k);
    return name;
}

/* ---- how many sources ---- */
/* The mean of `emit ... times draw(poisson, MEAN)`; NULL: it is something else. */
static IrExpr **mean_of(const IrItem *item)
{
    if (item->kind != IR_ITEM_WHENEVER || item->body->stmts.n != 1)
        return NULL;
    const IrStmt *st = &item->body->stmts.v[0];
    return st->kind == IR_STMT_EMIT && st->count && st->count->op == IR_DRAW &&
                   st->count->u.law == IR_LAW_POISSON
               ? &st->count->arg[0]
               : NULL;
}

static IrExpr *number_of_step(void *context, IrExpr *e)
{
    const Events *events = context;
    const LemsValues network = {events->w, NULL, NULL, NULL, 0};
    double step = 0.1;
    if (e->op != IR_VARIABLE || !str_is(e->u.name, "dt"))
        return e;
    if (events->w->m->timestep)
        lems_value_of(&network, events->w->m->timestep, &step);
    return ir_number(events->w->arena, step, e->dim, e->span);
}

/* So many that each sends few events in a step; 0 after a diagnostic. */
static uint32_t count_shares(const Events *e)
{
    double most = 0;
    for (uint32_t k = 0; k < e->source->items.n; k++) {
        IrExpr **mean = mean_of(e->source->items.v[k]);
        const IrExpr *of_step =
            mean ? ir_expr_map(e->w->arena, *mean, number_of_step, (void *)e) : NULL;
        for (uint32_t i = 0; of_step && i < e->cells; i++) {
            const LemsValues v = {e->w, e->source, &e->input->values, NULL, i};
            double x;
            if (lems_value_of(&v, of_step, &x))
                most = fmax(most, x);
        }
    }
    const double shares = fmax(1, ceil(most / load_max));
    if (shares <= SOURCES_MAX)
        return (uint32_t)shares;
    lems_refuse(e->w, e->input->span, "an input of more than %g events in a step",
                SOURCES_MAX * load_max);
    return 0;
}

/* ---- sources ---- */
static IrModel *add_model(const Events *e)
{
    Arena *a = e->w->arena;
    const Str *name = free_name(e, e->source->name->s);
    IrModel *model = ir_model_copy(module_of(e), e->source, name);
    model->role = IR_CELL;
    for (uint32_t i = 0; e->shares > 1 && i < model->items.n; i++) {
        IrExpr **mean = mean_of(model->items.v[i]);
        if (!mean)
            continue;
        IrExpr *share = ir_binary(a, IR_PRODUCT,
                                  ir_number(a, 1.0 / e->shares, DIM_NONE, e->input->span), *mean);
        share->dim = (*mean)->dim;
        *mean = share;
    }
    VEC_PUSH(a, &module_of(e)->models, model);
    ir_register(module_of(e), name, model);
    return model;
}

static const IrPopulation *add_population(const Events *e, const IrModel *model)
{
    Arena *a = e->w->arena;
    IrPopulation *p = ARENA_NEW(a, IrPopulation);
    const char *word = e->input->name ? e->input->name->s : "input";
    *p = (IrPopulation){.name = free_name(e, word),
                        .model = model->name,
                        .size = ir_integer(a, e->cells, e->input->span),
                        .values = e->input->values,
                        .span = e->input->span};
    VEC_PUSH(a, &module_of(e)->populations, p);
    ir_register(module_of(e), p->name, p);
    return p;
}

/* ---- connections ---- */
/* pre, post, and the weight where it is more than one number. */
static IrData *add_rows(const Events *e, const char *name)
{
    Arena *a = e->w->arena;
    StrTable *strings = e->w->session->strings;
    IrData *data = ARENA_NEW(a, IrData);
    *data = (IrData){.name = free_name(e, arena_printf(a, "%s.connections", name)),
                     .rows = e->cells,
                     .columns = 3,
                     .span = e->input->span};
    data->values = ARENA_ARRAY(a, double, 3 * (size_t)e->cells);
    data->dims = ARENA_ARRAY(a, Dim, 3);
    data->column_names = ARENA_ARRAY(a, const Str *, 3);
    data->column_names[0] = str_from(strings, "pre");
    data->column_names[1] = str_from(strings, "post");
    data->column_names[2] = str_from(strings, "weight");
    for (uint32_t i = 0; i < e->cells; i++) {
        const LemsValues v = {e->w, NULL, NULL, NULL, i};
        data->values[i] = data->values[e->cells + i] = i;
        if (e->input->weight &&
            !lems_value_of(&v, e->input->weight, &data->values[2 * e->cells + i]))
            lems_refuse(e->w, e->input->weight->span, "a weight that is known when it runs");
    }
    if (e->input->weight)
        data->dims[2] = e->input->weight->dim;
    VEC_PUSH(a, &module_of(e)->data, data);
    ir_register(module_of(e), data->name, data);
    return data;
}

static const IrConnector *add_connector(const Events *e, const IrData *data)
{
    Arena *a = e->w->arena;
    StrTable *strings = e->w->session->strings;
    IrConnector *c = ARENA_NEW(a, IrConnector);
    const IrClause clause = {.loop = IR_LOOP_LIST,
                             .i = str_from(strings, "i"),
                             .j = str_from(strings, "j"),
                             .data = data->name,
                             .span = data->span};
    c->name = free_name(e, arena_printf(a, "list of %s", data->name->s));
    c->span = data->span;
    VEC_PUSH(a, &c->clauses, clause);
    VEC_PUSH(a, &module_of(e)->connectors, c);
    ir_register(module_of(e), c->name, c);
    return c;
}

static const Str *event_of(const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return model->items.v[i]->name;
    return NULL;
}

static void add_projection(const Events *e, const IrPopulation *sources, const IrModel *model)
{
    Arena *a = e->w->arena;
    IrProjection *p = ARENA_NEW(a, IrProjection);
    *p = (IrProjection){.name = free_name(e, arena_printf(a, "%s_events", sources->name->s)),
                        .pre = sources->name,
                        .post = e->input->target,
                        .pre_event = event_of(model),
                        .post_port = e->input->port,
                        .delay = e->input->delay,
                        .span = e->input->span};
    const IrData *rows = add_rows(e, p->name->s);
    p->connector = add_connector(e, rows)->name;
    VEC_PUSH(a, &module_of(e)->projections, p);
    ir_register(module_of(e), p->name, p);
}

static bool is_changed(const LemsWriter *w, const IrInput *input)
{
    for (uint32_t i = 0; input->name && i < w->m->experiment.n; i++)
        if (w->m->experiment.v[i].target == input->name)
            return true;
    return false;
}

static void connect(Events *e)
{
    if (is_changed(e->w, e->input)) {
        lems_refuse(e->w, e->input->span, "an input of events that the script changes");
        return;
    }
    if (!lems_count_cells(e->w, e->input->target, e->input->span, &e->cells) ||
        !(e->shares = count_shares(e)))
        return;
    const IrModel *model = add_model(e);
    for (uint32_t i = 0; i < e->shares && !e->w->failed; i++)
        add_projection(e, add_population(e, model), model);
}

void lems_connect_inputs(LemsWriter *w)
{
    IrModule *m = (IrModule *)w->m;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < m->inputs.n && !w->failed; i++) {
        Events e = {.w = w, .input = m->inputs.v[i]};
        e.source = ir_find_model(m, e.input->source);
        if (e.source && !has_current(e.source))
            connect(&e);
        else
            m->inputs.v[kept++] = m->inputs.v[i];
    }
    m->inputs.n = kept;
}
