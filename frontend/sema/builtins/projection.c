/* Projections: connector, synapse and receptor put together and checked. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/connector.h"
#include "ir/verify.h"

#include <math.h>
#include <string.h>

typedef struct ProjectionBuild {
    Interp *in;
    const Call *call;
    Object *pre, *post;
    Object *connector, *synapse; /* instances; synapse may be NULL */
    IrProjection *p;
    BindTarget weight; /* what the target's port takes */
} ProjectionBuild;

/* ---- the receiving side ---- */

/* The model that receives: of the post cells, or the synapse of a projection (a third factor). */
static const IrModel *receiver(const ProjectionBuild *b, uint32_t n)
{
    if (b->post->kind != OBJECT_PROJECTION)
        return network_cells(b->in, b->post, n);
    return n || !b->post->projection->synapse
               ? NULL
               : ir_find_model(b->in->module, b->post->projection->synapse);
}

static bool weight_is_negative(const ProjectionBuild *b)
{
    const NamedValue *w = b->synapse ? named_value(&b->synapse->values, "weight") : NULL;
    if (!w)
        w = named_value(&b->connector->values, "weights");
    return w && (w->value.kind == VALUE_INT || w->value.kind == VALUE_REAL) &&
           value_double(w->value) < 0;
}

static bool find_port(ProjectionBuild *b, Value receptor)
{
    const IrModel *model = receiver(b, 0);
    const Span at = call_span(b->call, "receptor_type", 5);
    if (receptor.kind == VALUE_STRING)
        b->p->post_port = receptor.as.string;
    else if (model) /* PyNN: by the sign of the weight */
        b->p->post_port =
            network_receptor(model, weight_is_negative(b) && network_receptor(model, 1) ? 1 : 0);
    if (!model)
        return network_no_port(b->in, ir_find_model(b->in->module, b->pre->population->model),
                               b->p->post_port, at);
    for (uint32_t n = 0; (model = receiver(b, n)); n++) {
        const IrItem *event = b->p->post_port ? network_port(b->in, model, b->p->post_port) : NULL;
        if (!event)
            return network_no_port(b->in, model, b->p->post_port, at);
        const Dim dim = event->args.n ? event->args.v[0].dim : DIM_NONE;
        if (n && !dim_equal(dim, b->weight.dim)) {
            interp_error(b->in, DIAG_NNC0403, at,
                         "the members of '%s' take weights of different dimensions",
                         b->post->name->s);
            return false;
        }
        b->weight.dim = dim;
        b->weight.unit = event->args.n ? event->args.v[0].unit : NULL;
    }
    return true;
}

/* ---- the synapse ---- */

/* A synapse that hands on its weight at each pre spike and does nothing else needs no model. */
static bool only_sends_weight(const IrModel *m)
{
    for (uint32_t i = 0; i < m->items.n; i++) {
        const IrItem *item = m->items.v[i];
        if (item->kind == IR_ITEM_EVENT_OUT || (item->kind == IR_ITEM_STATE && item->weight))
            continue;
        if (item->kind != IR_ITEM_ON || !str_is(item->name, "pre") || item->body->stmts.n != 1)
            return false;
        const IrStmt *s = &item->body->stmts.v[0];
        if (s->kind != IR_STMT_EMIT || s->args.n != 1 || s->args.v[0]->op != IR_ITEM ||
            !str_is(s->args.v[0]->u.name, "weight"))
            return false;
    }
    return true;
}

static bool is_wired(const IrModel *m, const Str *port)
{
    for (uint32_t i = 0; i < m->items.n; i++)
        if (m->items.v[i]->kind == IR_ITEM_WIRE && m->items.v[i]->wire_from == port)
            return true;
    return false;
}

/* Has it an output that does not end inside of it? */
static bool takes_events(const IrModel *m)
{
    for (uint32_t i = 0; i < m->items.n; i++)
        if (m->items.v[i]->kind == IR_ITEM_EVENT_OUT && !is_wired(m, m->items.v[i]->name))
            return true;
    return false;
}

static bool has_current(const IrModel *m)
{
    for (uint32_t i = 0; i < m->items.n; i++)
        if (m->items.v[i]->kind == IR_ITEM_ALIAS && m->items.v[i]->is_current)
            return true;
    return false;
}

static bool check_weight(ProjectionBuild *b, const IrExpr *e, Span at)
{
    double w;
    const Dim conductance = dim_of(-1, -2, 3, 2, 0, 0, 0);
    if (!bind_constant(e, &w) || w >= 0 || !dim_equal(b->weight.dim, conductance))
        return true;
    Diag *d = diag(b->in->diags, DIAG_NNC0411, at, "a conductance cannot be negative");
    diag_help(b->in->diags, d, "the reversal potential of the receptor makes it inhibitory");
    return false;
}

static bool check_delay(ProjectionBuild *b, const IrExpr *e, Span at)
{
    double d, dt = 0.1;
    if (!bind_constant(e, &d))
        return true;
    if (b->in->module->timestep && !bind_constant(b->in->module->timestep, &dt))
        return true;
    if (d >= dt / 2)
        return true;
    Diag *g = diag(b->in->diags, DIAG_NNC0406, at,
                   "the delay is shorter than half a time step (%g ms)", dt);
    diag_help(b->in->diags, g,
              "the shortest delay is one step; a shorter timestep allows shorter ones");
    return false;
}

/* weight, delay and fraction: from the synapse type, or in PyNN's old way from the connector. */
static const NamedValue *common_value(const ProjectionBuild *b, const char *name, const char *old)
{
    const NamedValue *v = b->synapse ? named_value(&b->synapse->values, name) : NULL;
    if (!v)
        v = named_value(&b->connector->values, name);
    return v || !old ? v : named_value(&b->connector->values, old);
}

static bool bind_common(ProjectionBuild *b)
{
    Interp *in = b->in;
    const Unit *ms = bind_unit(in, "ms"), *one = bind_unit(in, "1");
    const struct {
        const char *name, *old;
        IrExpr **to;
        Dim dim;
        const Unit *unit;
    } values[] = {{"weight", "weights", &b->p->weight, b->weight.dim, b->weight.unit},
                  {"delay", "delays", &b->p->delay, ms->dim, ms},
                  {"dendritic_delay_fraction", NULL, &b->p->dendritic, DIM_NONE, one}};
    bool ok = true;
    for (size_t i = 0; i < 3; i++) {
        const NamedValue *v = common_value(b, values[i].name, values[i].old);
        if (!v || v->value.kind == VALUE_NONE)
            continue;
        const BindTarget t = {
            .what = arena_printf(in->arena, "the %s", values[i].name),
            .path = str_format(in->session->strings, "%s.%s", b->p->name->s, values[i].name),
            .dim = values[i].dim,
            .unit = values[i].unit,
            .pairs = true};
        *values[i].to = bind_value(in, v->value, &t, v->span);
        ok &= *values[i].to != NULL;
        if (*values[i].to)
            ok &= i == 0   ? check_weight(b, *values[i].to, v->span)
                  : i == 1 ? check_delay(b, *values[i].to, v->span)
                           : true;
    }
    return ok;
}

static bool bind_synapse(ProjectionBuild *b)
{
    if (!b->synapse)
        return true;
    const IrModel *model = b->synapse->model->ir;
    if (!only_sends_weight(model))
        b->p->synapse = model->name;
    return bind_parameters(b->in, model, &b->synapse->values, b->p->name, 0, &b->weight,
                           &b->p->synapse_args);
}

/* ---- the connector ---- */

static bool check_probability(ProjectionBuild *b, const IrClause *clause, const IrBinds *args)
{
    const IrExpr *p = clause->probability;
    if (p && p->op == IR_ITEM) {
        const IrBind *bind = ir_bind(args, p->u.name);
        p = bind ? bind->value : NULL;
    }
    double x;
    if (!bind_constant(p, &x) || (x >= 0 && x <= 1))
        return true;
    interp_error(b->in, DIAG_NNC0415, p->span, "a probability is from 0 to 1, not %g", x);
    return false;
}

static bool check_sample(ProjectionBuild *b, const IrClause *clause, const IrBinds *args)
{
    const IrExpr *n = clause->sample;
    if (n && n->op == IR_ITEM) {
        const IrBind *bind = ir_bind(args, n->u.name);
        n = bind ? bind->value : NULL;
    }
    double x;
    const int64_t most = clause->loop == IR_LOOP_POST ? object_size(b->pre)
                         : clause->loop == IR_LOOP_PRE && b->post->kind != OBJECT_PROJECTION
                             ? object_size(b->post)
                             : -1;
    if (!bind_constant(n, &x))
        return true;
    if (x < 0 || floor(x) != x) {
        interp_error(b->in, DIAG_NNC0415, n->span,
                     "a number of connections is a whole number, not %g", x);
        return false;
    }
    if (most < 0 || clause->replace || x <= (double)most)
        return true;
    Diag *d = diag(b->in->diags, DIAG_NNC0415, n->span, "%g different partners from %lld cells", x,
                   (long long)most);
    diag_help(b->in->diags, d, "with_replacement=True lets a cell connect more than once");
    return false;
}

static bool is_column(const ProjectionBuild *b, const Str *name)
{
    static const char *const COMMON[] = {"weight", "delay", "dendritic_delay_fraction"};
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (str_is(name, COMMON[i]))
            return true;
    const IrItem *item = b->synapse ? ir_item(b->synapse->model->ir, name) : NULL;
    return item && (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE);
}

static bool column_exists(const ProjectionBuild *b, const Str *name, Span at)
{
    if (is_column(b, name))
        return true;
    Diag *d = diag(b->in->diags, DIAG_NNC0412, at, "synapses have no '%s' for a column of the list",
                   name->s);
    StrNearest near = str_nearest_start(name->s);
    str_nearest_offer(&near, "weight");
    str_nearest_offer(&near, "delay");
    if (near.best)
        diag_did_you_mean(b->in->diags, d, name->s, near.best);
    return false;
}

static bool indices_fit(const ProjectionBuild *b, const IrData *list, uint32_t column, int64_t size)
{
    for (uint64_t r = 0; size >= 0 && r < list->rows; r++) {
        const double i = list->values[column * list->rows + r];
        if (i < (double)size)
            continue;
        interp_error(b->in, DIAG_NNC0412, list->span,
                     "connection %llu has the %s index %g: there are %lld cells",
                     (unsigned long long)r, column ? "post" : "pre", i, (long long)size);
        return false;
    }
    return true;
}

/* An explicit list names cells that there are, and columns that the synapse has. */
static bool list_fits(const ProjectionBuild *b, const IrConnector *model)
{
    const IrClause *clause = model->clauses.n == 1 ? &model->clauses.v[0] : NULL;
    const IrData *list =
        clause && clause->loop == IR_LOOP_LIST ? ir_find_data(b->in->module, clause->data) : NULL;
    if (!list)
        return true;
    for (uint32_t c = 2; c < list->columns; c++)
        if (!column_exists(b, list->column_names[c], list->span))
            return false;
    return indices_fit(b, list, 0, object_size(b->pre)) &&
           (b->post->kind == OBJECT_PROJECTION || indices_fit(b, list, 1, object_size(b->post)));
}

static bool bind_connector(ProjectionBuild *b)
{
    Interp *in = b->in;
    Object *c = b->connector;
    IrConnector *model = c->connector;
    bool ok = true;
    if (!model) {
        ConnectorFlags flags = {0};
        for (uint32_t i = 0; i < c->values.n; i++) {
            const AstDecl *p = connector_param(c->model, c->values.v[i].name);
            if (p && connector_is_flag(p) &&
                !value_equal(c->values.v[i].value,
                             value_bool(p->init->as.constant.which == AST_CONSTANT_True)))
                VEC_PUSH(in->arena, &flags,
                         (ConnectorFlag){c->values.v[i].name, c->values.v[i].value});
        }
        model = connector_model(in->sema, c->model, &flags);
        if (!model)
            return false;
    }
    b->p->connector = model->name;
    for (uint32_t i = 0; i < model->params.n; i++) {
        const IrItem *p = model->params.v[i];
        const NamedValue *v = named_value(&c->values, p->name->s);
        if (!v)
            continue;
        const BindTarget t = {
            .what = arena_printf(in->arena, "parameter '%s' of %s", p->name->s, c->name->s),
            .path = str_format(in->session->strings, "%s.%s", b->p->name->s, p->name->s),
            .dim = p->dim,
            .unit = p->unit,
            .pairs = true};
        IrExpr *e = bind_value(in, v->value, &t, v->span);
        ok &= e != NULL;
        if (e)
            VEC_PUSH(in->arena, &b->p->connector_args, (IrBind){p->name, e, v->span});
    }
    ok = ok && list_fits(b, model);
    for (uint32_t i = 0; i < model->clauses.n && ok; i++)
        ok = check_probability(b, &model->clauses.v[i], &b->p->connector_args) &&
             check_sample(b, &model->clauses.v[i], &b->p->connector_args);
    return ok;
}

/* ---- putting it together ---- */

static Object *instance_of(Interp *in, Value v, AstModelKind kind, Span at)
{
    if (v.kind == VALUE_MODEL)
        v = make_instance(in, v.as.model, &(Call){.span = at, .self = value_none});
    if (v.kind == VALUE_STRING) { /* the old way: a string that names a variable */
        const Value *named = interp_lookup(in, v.as.string);
        if (named) {
            old_spelling(in, at, arena_printf(in->arena, "\"%s\"", v.as.string->s), v.as.string->s);
            v = *named;
        }
    }
    const bool own = v.kind == VALUE_OBJECT && v.as.object->kind == OBJECT_INSTANCE;
    const bool fits = own && (v.as.object->model ? v.as.object->model->ast->kind == kind
                                                 : kind == AST_MODEL_Connector);
    if (fits)
        return v.as.object;
    if (v.kind == VALUE_POISON)
        return NULL;
    Diag *d =
        diag(in->diags, DIAG_NNC0251, at, "a %s is needed here, not %s", ast_model_word(kind),
             own && v.as.object->model
                 ? arena_printf(in->arena, "a %s", ast_model_word(v.as.object->model->ast->kind))
                 : value_words(v));
    diag_help(in->diags, d, "write Projection(pre, post, connector, synapse)");
    return NULL;
}

static bool check_source(ProjectionBuild *b, Value source)
{
    b->p->pre_event =
        source.kind == VALUE_STRING ? source.as.string : SEMA_NAME(b->in->sema, "spike");
    const IrModel *model;
    for (uint32_t n = 0; (model = network_cells(b->in, b->pre, n)); n++) {
        if (ir_item_of(model, IR_ITEM_EVENT_OUT, b->p->pre_event))
            continue;
        Diag *d = diag(b->in->diags, DIAG_NNC0403, b->call->span, "%s never sends '%s'",
                       model->name->s, b->p->pre_event->s);
        const Str *sent = ir_spike_port(model);
        if (sent)
            diag_help(b->in->diags, d, "it sends '%s'", sent->s);
        return false;
    }
    return true;
}

static const Str *projection_name(ProjectionBuild *b, Value label)
{
    const Str *port = b->p->post_port;
    const char *fallback = arena_printf(b->in->arena, "%s>%s/%s", b->pre->name->s, b->post->name->s,
                                        port ? port->s : "");
    return network_claim(b->in, label, b->call->hint, fallback, b->call->span);
}

static bool continuous(const ProjectionBuild *b)
{
    return b->synapse && !takes_events(b->synapse->model->ir);
}

/* The weight of a continuous synapse has the dimension that its model declares. */
static void declared_weight(ProjectionBuild *b)
{
    const IrItem *weight = ir_item(b->synapse->model->ir, SEMA_NAME(b->in->sema, "weight"));
    if (!weight)
        return;
    b->weight.dim = weight->dim;
    b->weight.unit = weight->unit;
}

/* The sum that the current joins: i_syn, or one that the cells declare. */
static bool find_sum(ProjectionBuild *b, Value receptor)
{
    const Span at = call_span(b->call, "receptor_type", 5);
    const IrModel *model;
    b->p->post_port =
        receptor.kind == VALUE_STRING ? receptor.as.string : SEMA_NAME(b->in->sema, "i_syn");
    for (uint32_t n = 0; receptor.kind == VALUE_STRING && (model = receiver(b, n)); n++) {
        if (ir_item_of(model, IR_ITEM_REDUCE, b->p->post_port))
            continue;
        if (network_port(
                b->in, model,
                b->p->post_port)) { /* a receptor of the cell: its current does not matter */
            b->p->post_port = SEMA_NAME(b->in->sema, "i_syn");
            return true;
        }
        Diag *d =
            diag(b->in->diags, DIAG_NNC0403, at, "%s has no sum '%s' that a current could join",
                 model->name->s, b->p->post_port->s);
        network_suggest(b->in, d, model, b->p->post_port, IR_ITEM_REDUCE);
        return false;
    }
    return true;
}

/* A current that events of the source change. */
static bool hears_source(const ProjectionBuild *b)
{
    return ir_item_of(b->synapse->model->ir, IR_ITEM_ON, SEMA_NAME(b->in->sema, "pre")) != NULL;
}

static Value finish(ProjectionBuild *b, Value space, Value coupling)
{
    Interp *in = b->in;
    if (continuous(b)) {
        declared_weight(b);
    } else if (b->synapse && has_current(b->synapse->model->ir))
        b->p->feed = SEMA_NAME(in->sema, "i_syn");
    if (coupling.kind == VALUE_STRING)
        b->p->linear_coupling = str_is(coupling.as.string, "linear");
    bool ok = bind_connector(b);
    ok &= bind_synapse(b);
    ok &= bind_common(b);
    if (continuous(b) &&
        !b->p->dendritic) /* a current needs no way to the cell: all of the delay is axonal */
        b->p->dendritic = ir_integer(in->arena, 0, b->call->span);
    ok &= network_bind_space(in, space, call_span(b->call, "space", 6), b->p);
    network_mark_used(b->pre);
    if (b->post->kind != OBJECT_PROJECTION)
        network_mark_used(b->post);
    ok = ok && ir_verify_coupling(in->module, b->p);
    VEC_PUSH(in->arena, &in->module->projections, b->p);
    ir_register(in->module, b->p->name, b->p);
    Object *o = network_object(in, OBJECT_PROJECTION, b->call->span);
    o->name = b->p->name;
    o->projection = b->p;
    o->pre = b->pre;
    o->post = b->post;
    return ok ? value_object(o) : value_poison;
}

static Value make_projection(Interp *in, const Call *call, const Value *a)
{
    ProjectionBuild b = {.in = in, .call = call, .p = ARENA_NEW(in->arena, IrProjection)};
    const bool third = a[1].kind == VALUE_OBJECT && a[1].as.object->kind == OBJECT_PROJECTION;
    Value receptor = a[5];
    if (a[9].kind != VALUE_POISON) {
        old_spelling(in, call_span(call, "target", 99), "target", "receptor_type=");
        receptor = a[9];
    }
    b.pre = network_target(in, a[0], call_span(call, "presynaptic_population", 0), "the pre cells");
    b.post = third ? a[1].as.object
                   : network_target(in, a[1], call_span(call, "postsynaptic_population", 1),
                                    "the post cells");
    b.connector = instance_of(in, a[2], AST_MODEL_Connector, call_span(call, "connector", 2));
    const bool typed = a[3].kind != VALUE_POISON && a[3].kind != VALUE_NONE;
    if (typed)
        b.synapse = instance_of(in, a[3], AST_MODEL_Synapse, call_span(call, "synapse_type", 3));
    if (!b.pre || !b.post || !b.connector || (typed && !b.synapse))
        return value_poison;
    b.p->span = call->span;
    b.p->pre = b.pre->name;
    b.p->post = b.post->name;
    const bool events = !continuous(&b);
    const bool heard = events || a[4].kind == VALUE_STRING || hears_source(&b);
    b.p->zero = a[10].kind == VALUE_BOOL && a[10].as.boolean;
    if ((heard && !check_source(&b, a[4])) ||
        !(events ? find_port(&b, receptor) : find_sum(&b, receptor)))
        return value_poison;
    b.p->name = projection_name(&b, a[7]);
    return finish(&b, a[6], a[8]);
}

#define PROJECTION_ARGUMENTS                                                                       \
    "presynaptic_population postsynaptic_population connector synapse_type= source= "              \
    "receptor_type= space= label= "                                                                \
    "coupling= target= zero_delay="

const Builtin builtins_projection[] = {
    {"", "Projection", make_projection, PROJECTION_ARGUMENTS},
    {NULL, NULL, NULL, NULL},
};
