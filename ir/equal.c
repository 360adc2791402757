/* Equality of modules of one session: everything that the text form says. Spans, and what typing
   fills in, do not count. */
#include "ir/build.h"
#include "ir/text.h"
#include "ir/words.h"

#include <string.h>

/* Applies `same` to the elements of two VECs. */
#define EACH_EQUAL(a, b, same)                                                                     \
    ((a)->n == (b)->n && each_equal((a)->v, (b)->v, (a)->n, sizeof *(a)->v, same))

typedef bool Same(const void *a, const void *b);

static bool each_equal(const void *a, const void *b, uint32_t n, size_t size, Same *same)
{
    for (uint32_t i = 0; i < n; i++)
        if (!same((const char *)a + i * size, (const char *)b + i * size))
            return false;
    return true;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool same_pointer(const void *a, const void *b)
{
    return *(const void *const *)a == *(const void *const *)b;
}

static bool same_expr(const void *a, const void *b)
{
    return ir_expr_equal(*(IrExpr *const *)a, *(IrExpr *const *)b);
}

static bool same_bind(const void *a, const void *b)
{
    const IrBind *x = a, *y = b;
    return x->name == y->name && ir_expr_equal(x->value, y->value);
}

static bool same_arg(const void *a, const void *b)
{
    const IrArg *x = a, *y = b;
    return x->name == y->name && dim_equal(x->dim, y->dim) &&
           ir_unit_equal(x->unit, y->unit, x->dim);
}

static bool same_body(const IrBody *a, const IrBody *b);

static bool same_stmt(const void *a, const void *b)
{
    const IrStmt *x = a, *y = b;
    return x->kind == y->kind && x->name == y->name && ir_expr_equal(x->value, y->value) &&
           EACH_EQUAL(&x->args, &y->args, same_expr) && ir_expr_equal(x->count, y->count) &&
           EACH_EQUAL(&x->names, &y->names, same_pointer) &&
           same_body(x->then_body, y->then_body) && same_body(x->else_body, y->else_body);
}

static bool same_body(const IrBody *a, const IrBody *b)
{
    if (!a || !b)
        return a == b;
    return a->par == b->par && EACH_EQUAL(&a->stmts, &b->stmts, same_stmt);
}

static bool same_reaction(const void *a, const void *b)
{
    const IrReaction *x = a, *y = b;
    return x->conserve == y->conserve && EACH_EQUAL(&x->left, &y->left, same_bind) &&
           EACH_EQUAL(&x->right, &y->right, same_bind) && ir_expr_equal(x->forward, y->forward) &&
           ir_expr_equal(x->backward, y->backward) && ir_expr_equal(x->total, y->total);
}

static bool same_item(const void *a, const void *b);

static bool same_regime(const void *a, const void *b)
{
    const IrRegime *x = a, *y = b;
    return x->name == y->name && x->initial == y->initial &&
           EACH_EQUAL(&x->items, &y->items, same_item) && same_body(x->entry, y->entry);
}

static bool same_declaration(const IrItem *x, const IrItem *y)
{
    return x->scalar == y->scalar && dim_equal(x->dim, y->dim) &&
           ir_unit_equal(x->unit, y->unit, x->dim) && x->is_list == y->is_list &&
           ir_expr_equal(x->value, y->value) && ir_expr_equal(x->lo, y->lo) &&
           ir_expr_equal(x->hi, y->hi);
}

static bool same_attributes(const IrItem *x, const IrItem *y)
{
    return x->out == y->out && x->weight == y->weight && x->held == y->held &&
           x->linear == y->linear && x->edge == y->edge && x->multiply == y->multiply &&
           x->recordable_only == y->recordable_only && x->is_current == y->is_current &&
           x->ion == y->ion && x->to_pre == y->to_pre && x->from == y->from &&
           x->from_name == y->from_name && x->region == y->region && x->mode == y->mode &&
           x->regime == y->regime;
}

static bool same_structure(const IrItem *x, const IrItem *y)
{
    return x->model == y->model && EACH_EQUAL(&x->binds, &y->binds, same_bind) &&
           (x->kind != IR_ITEM_GATE || x->power == y->power) &&
           EACH_EQUAL(&x->reactions, &y->reactions, same_reaction) &&
           EACH_EQUAL(&x->args, &y->args, same_arg) && same_body(x->body, y->body) &&
           x->wire_from == y->wire_from && x->wire_to == y->wire_to &&
           EACH_EQUAL(&x->regimes, &y->regimes, same_regime) &&
           EACH_EQUAL(&x->names, &y->names, same_pointer) && x->method == y->method;
}

static bool same_item(const void *a, const void *b)
{
    const IrItem *x = *(IrItem *const *)a, *y = *(IrItem *const *)b;
    return x->kind == y->kind && x->name == y->name && same_text(x->doc, y->doc) &&
           same_declaration(x, y) && same_attributes(x, y) && same_structure(x, y);
}

static bool same_model(const void *a, const void *b)
{
    const IrModel *x = *(IrModel *const *)a, *y = *(IrModel *const *)b;
    return x->name == y->name && x->role == y->role && x->stage == y->stage &&
           x->weight_variable == y->weight_variable && same_text(x->doc, y->doc) &&
           EACH_EQUAL(&x->items, &y->items, same_item) &&
           (!x->origin || !y->origin ||
            EACH_EQUAL(&x->origin->items, &y->origin->items, same_item));
}

static bool same_clause(const void *a, const void *b)
{
    const IrClause *x = a, *y = b;
    return x->loop == y->loop && x->i == y->i && x->j == y->j &&
           ir_expr_equal(x->guard, y->guard) && ir_expr_equal(x->probability, y->probability) &&
           ir_expr_equal(x->sample, y->sample) && x->replace == y->replace &&
           x->no_self == y->no_self && x->no_mutual == y->no_mutual &&
           EACH_EQUAL(&x->values, &y->values, same_bind) && x->data == y->data;
}

static bool same_connector(const void *a, const void *b)
{
    const IrConnector *x = *(IrConnector *const *)a, *y = *(IrConnector *const *)b;
    return x->name == y->name && same_text(x->doc, y->doc) &&
           EACH_EQUAL(&x->params, &y->params, same_item) &&
           EACH_EQUAL(&x->clauses, &y->clauses, same_clause);
}

static bool same_param(const void *a, const void *b)
{
    const IrParam *x = *(IrParam *const *)a, *y = *(IrParam *const *)b;
    return x->name == y->name && x->scalar == y->scalar && dim_equal(x->dim, y->dim) &&
           ir_unit_equal(x->unit, y->unit, x->dim) && ir_expr_equal(x->value, y->value) &&
           ir_expr_equal(x->lo, y->lo) && ir_expr_equal(x->hi, y->hi) &&
           same_text(x->help, y->help);
}

static bool same_data(const void *a, const void *b)
{
    const IrData *x = *(IrData *const *)a, *y = *(IrData *const *)b;
    const uint64_t n = x->rows * x->columns;
    if (x->name != y->name || x->rows != y->rows || x->columns != y->columns)
        return false;
    for (uint32_t c = 0; c < x->columns; c++) {
        const Str *const p = x->column_names ? x->column_names[c] : NULL;
        const Str *const q = y->column_names ? y->column_names[c] : NULL;
        if (p != q || !dim_equal(x->dims ? x->dims[c] : DIM_NONE, y->dims ? y->dims[c] : DIM_NONE))
            return false;
    }
    return !n || !memcmp(x->values, y->values, n * sizeof *x->values);
}

static bool same_population(const void *a, const void *b)
{
    const IrPopulation *x = *(IrPopulation *const *)a, *y = *(IrPopulation *const *)b;
    return x->name == y->name && x->model == y->model && ir_expr_equal(x->size, y->size) &&
           EACH_EQUAL(&x->values, &y->values, same_bind) &&
           EACH_EQUAL(&x->initial, &y->initial, same_bind) && x->place == y->place &&
           EACH_EQUAL(&x->place_args, &y->place_args, same_bind);
}

static bool same_view(const void *a, const void *b)
{
    const IrView *x = *(IrView *const *)a, *y = *(IrView *const *)b;
    return x->name == y->name && x->population == y->population && x->kind == y->kind &&
           ir_expr_equal(x->start, y->start) && ir_expr_equal(x->stop, y->stop) &&
           ir_expr_equal(x->step, y->step) && x->data == y->data && x->within == y->within;
}

static bool same_group(const void *a, const void *b)
{
    const IrGroup *x = *(IrGroup *const *)a, *y = *(IrGroup *const *)b;
    return x->name == y->name && EACH_EQUAL(&x->members, &y->members, same_pointer);
}

static bool same_projection(const void *a, const void *b)
{
    const IrProjection *x = *(IrProjection *const *)a, *y = *(IrProjection *const *)b;
    return x->name == y->name && x->pre == y->pre && x->post == y->post &&
           x->pre_event == y->pre_event && x->post_port == y->post_port && x->feed == y->feed &&
           x->connector == y->connector && x->synapse == y->synapse &&
           EACH_EQUAL(&x->connector_args, &y->connector_args, same_bind) &&
           EACH_EQUAL(&x->synapse_args, &y->synapse_args, same_bind) &&
           ir_expr_equal(x->weight, y->weight) && ir_expr_equal(x->delay, y->delay) &&
           ir_expr_equal(x->dendritic, y->dendritic) &&
           EACH_EQUAL(&x->space, &y->space, same_bind) &&
           x->linear_coupling == y->linear_coupling && x->zero == y->zero;
}

static bool same_input(const void *a, const void *b)
{
    const IrInput *x = *(IrInput *const *)a, *y = *(IrInput *const *)b;
    return x->name == y->name && x->source == y->source &&
           EACH_EQUAL(&x->values, &y->values, same_bind) && x->target == y->target &&
           x->port == y->port && ir_expr_equal(x->weight, y->weight) &&
           ir_expr_equal(x->delay, y->delay) && x->shared == y->shared;
}

static bool same_recorder(const void *a, const void *b)
{
    const IrRecorder *x = *(IrRecorder *const *)a, *y = *(IrRecorder *const *)b;
    return x->target == y->target && x->path == y->path && x->event == y->event &&
           x->projection == y->projection && ir_expr_equal(x->interval, y->interval);
}

static bool same_column(const void *a, const void *b)
{
    const IrColumn *x = a, *y = b;
    return x->recorder == y->recorder && x->label == y->label;
}

static bool same_action(const void *a, const void *b)
{
    const IrAction *x = a, *y = b;
    return x->kind == y->kind && x->target == y->target && x->name == y->name &&
           ir_expr_equal(x->value, y->value) && x->recorder == y->recorder &&
           x->keep_weights == y->keep_weights && x->new_noise == y->new_noise &&
           x->clear == y->clear && EACH_EQUAL(&x->annotations, &y->annotations, same_bind) &&
           EACH_EQUAL(&x->names, &y->names, same_pointer) && x->table == y->table &&
           EACH_EQUAL(&x->columns, &y->columns, same_column) && same_text(x->text, y->text) &&
           EACH_EQUAL(&x->body, &y->body, same_action);
}

bool ir_module_equal(const IrModule *a, const IrModule *b)
{
    return a->name == b->name && ir_expr_equal(a->timestep, b->timestep) &&
           ir_expr_equal(a->min_delay, b->min_delay) && ir_expr_equal(a->max_delay, b->max_delay) &&
           ir_expr_equal(a->seed, b->seed) && EACH_EQUAL(&a->params, &b->params, same_param) &&
           EACH_EQUAL(&a->data, &b->data, same_data) &&
           EACH_EQUAL(&a->models, &b->models, same_model) &&
           EACH_EQUAL(&a->connectors, &b->connectors, same_connector) &&
           EACH_EQUAL(&a->populations, &b->populations, same_population) &&
           EACH_EQUAL(&a->views, &b->views, same_view) &&
           EACH_EQUAL(&a->groups, &b->groups, same_group) &&
           EACH_EQUAL(&a->projections, &b->projections, same_projection) &&
           EACH_EQUAL(&a->inputs, &b->inputs, same_input) &&
           EACH_EQUAL(&a->recorders, &b->recorders, same_recorder) &&
           EACH_EQUAL(&a->experiment, &b->experiment, same_action);
}
