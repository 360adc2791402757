/* The text form of modules: parameters, data, connectors, networks, the experiment. */
#include "ir/facts.h"
#include "ir/print.h"
#include "ir/words.h"

#include <inttypes.h>

static void print_entity(Emitter *e, const char *word, const Str *name)
{
    emit(e, "%s", word);
    if (name) {
        emit(e, " ");
        ir_print_name(e, "$", name);
    }
}

/* " word (a = 1, b = 2)", nothing when there are none. */
static void print_bound(Emitter *e, const char *word, const IrBinds *binds)
{
    if (!binds->n)
        return;
    emit(e, "%s(", word);
    ir_print_binds(e, binds);
    emit(e, ")");
}

static void print_line(Emitter *e, const char *before, const IrExpr *x)
{
    ir_print_value(e, before, x);
    if (x)
        emit(e, "\n");
}

static void print_flag(Emitter *e, const char *word, bool set)
{
    if (set)
        emit(e, "%s\n", word);
}

static void print_param(Emitter *e, const IrParam *p)
{
    ir_print_place(e, p->span);
    print_entity(e, "param", p->name);
    ir_print_type(e, p->scalar, p->unit, p->dim, false);
    ir_print_value(e, " = ", p->value);
    ir_print_value(e, " lo ", p->lo);
    ir_print_value(e, " hi ", p->hi);
    if (p->help) {
        emit(e, " ");
        ir_print_string(e, p->help);
    }
    emit(e, "\n");
}

/* A line per column: its name, dimension and values. */
static void print_data(Emitter *e, const IrData *d)
{
    ir_print_place(e, d->span);
    print_entity(e, "data", d->name);
    emit_open(e, " rows %" PRIu64 " {", d->rows);
    for (uint32_t c = 0; c < d->columns; c++) {
        emit(e, "column");
        if (d->column_names && d->column_names[c]) {
            emit(e, " ");
            ir_print_name(e, "", d->column_names[c]);
        }
        emit(e, " ");
        ir_print_dim(e, d->dims ? d->dims[c] : DIM_NONE);
        for (uint64_t r = 0; r < d->rows; r++) {
            char text[32];
            number_shortest(d->values[c * d->rows + r], text);
            emit(e, " %s", text);
        }
        emit(e, "\n");
    }
    emit_close(e, "}");
}

static void print_clause(Emitter *e, const IrClause *c)
{
    ir_print_place(e, c->span);
    emit(e, "clause %s", ir_loop_words[c->loop]);
    if (c->i && c->j) {
        emit(e, " (");
        ir_print_name(e, "", c->i);
        emit(e, ", ");
        ir_print_name(e, "", c->j);
        emit(e, ")");
    }
    emit_open(e, " {");
    print_line(e, "guard ", c->guard);
    print_line(e, "probability ", c->probability);
    print_line(e, "sample ", c->sample);
    print_flag(e, "replace", c->replace);
    print_flag(e, "no_self", c->no_self);
    print_flag(e, "no_mutual", c->no_mutual);
    if (c->values.n) {
        print_bound(e, "values ", &c->values);
        emit(e, "\n");
    }
    if (c->data) {
        print_entity(e, "data", c->data);
        emit(e, "\n");
    }
    emit_close(e, "}");
}

static void print_connector(Emitter *e, const IrConnector *c)
{
    ir_print_place(e, c->span);
    print_entity(e, "connector", c->name);
    if (c->doc) {
        emit(e, " ");
        ir_print_string(e, c->doc);
    }
    emit_open(e, " {");
    for (uint32_t i = 0; i < c->params.n; i++)
        ir_print_item(e, c->params.v[i]);
    for (uint32_t i = 0; i < c->clauses.n; i++)
        print_clause(e, &c->clauses.v[i]);
    emit_close(e, "}");
}

/* " : $name" */
static void print_of(Emitter *e, const char *before, const Str *name)
{
    emit(e, "%s", before);
    ir_print_name(e, "$", name);
}

static void print_port(Emitter *e, const Str *port)
{
    if (!port)
        return;
    emit(e, ".");
    ir_print_path(e, port);
}

static void print_population(Emitter *e, const IrPopulation *p)
{
    ir_print_place(e, p->span);
    print_entity(e, "population", p->name);
    print_of(e, " : ", p->model);
    ir_print_value(e, " size ", p->size);
    emit_open(e, " {");
    for (uint32_t i = 0; i < p->values.n; i++) {
        ir_print_name(e, "", p->values.v[i].name);
        print_line(e, " = ", p->values.v[i].value);
    }
    for (uint32_t i = 0; i < p->initial.n; i++) {
        emit(e, "init ");
        ir_print_name(e, "", p->initial.v[i].name);
        print_line(e, " = ", p->initial.v[i].value);
    }
    if (p->place != IR_PLACE_NONE || p->place_args.n) {
        emit(e, "place %s", ir_place_words[p->place]);
        print_bound(e, " ", &p->place_args);
        emit(e, "\n");
    }
    emit_close(e, "}");
}

static void print_view(Emitter *e, const IrView *v)
{
    ir_print_place(e, v->span);
    print_entity(e, "view", v->name);
    print_of(e, " of ", v->population);
    if (v->within)
        print_of(e, " within ", v->within);
    emit(e, " %s", ir_view_words[v->kind]);
    ir_print_value(e, " start ", v->start);
    ir_print_value(e, " stop ", v->stop);
    ir_print_value(e, " step ", v->step);
    if (v->data)
        print_of(e, " data ", v->data);
    emit(e, "\n");
}

static void print_group(Emitter *e, const IrGroup *g)
{
    ir_print_place(e, g->span);
    print_entity(e, "group", g->name);
    emit(e, " (");
    for (uint32_t i = 0; i < g->members.n; i++)
        print_of(e, i ? ", " : "", g->members.v[i]);
    emit(e, ")\n");
}

static void print_projection(Emitter *e, const IrProjection *p)
{
    ir_print_place(e, p->span);
    print_entity(e, "projection", p->name);
    print_of(e, " : ", p->pre);
    print_port(e, p->pre_event);
    print_of(e, " -> ", p->post);
    print_port(e, p->post_port);
    emit_open(e, " {");
    if (p->connector) {
        print_entity(e, "connector", p->connector);
        print_bound(e, " ", &p->connector_args);
        emit(e, "\n");
    }
    if (p->synapse || p->synapse_args.n) {
        print_entity(e, "synapse", p->synapse);
        print_bound(e, " ", &p->synapse_args);
        emit(e, "\n");
    }
    if (p->feed) {
        ir_print_name(e, "feed %", p->feed);
        emit(e, "\n");
    }
    print_line(e, "weight = ", p->weight);
    print_line(e, "delay = ", p->delay);
    print_line(e, "dendritic ", p->dendritic);
    if (p->space.n) {
        print_bound(e, "space ", &p->space);
        emit(e, "\n");
    }
    print_flag(e, "linear", p->linear_coupling);
    print_flag(e, "zero", p->zero);
    emit_close(e, "}");
}

static void print_input(Emitter *e, const IrInput *in)
{
    ir_print_place(e, in->span);
    print_entity(e, "input", in->name);
    print_of(e, " : ", in->source);
    print_bound(e, " ", &in->values);
    print_of(e, " -> ", in->target);
    print_port(e, in->port);
    emit_open(e, " {");
    print_line(e, "weight = ", in->weight);
    print_line(e, "delay = ", in->delay);
    print_flag(e, "shared", in->shared);
    emit_close(e, "}");
}

static void print_recorder(Emitter *e, const IrRecorder *r)
{
    ir_print_place(e, r->span);
    emit(e, "recorder%s ", r->path ? "" : " event");
    ir_print_name(e, "$", r->target);
    print_port(e, r->path ? r->path : r->event);
    if (r->projection) {
        emit(e, " of ");
        ir_print_name(e, "$", r->projection);
    }
    ir_print_value(e, " every ", r->interval);
    emit(e, "\n");
}

/* ---- the experiment ---- */
static void print_table(Emitter *e, const IrAction *a)
{
    for (uint32_t i = 0; i < a->columns.n; i++) {
        emit(e, "%s%s %" PRIu32, i ? "," : " ", i ? "" : ir_table_words[a->table],
             a->columns.v[i].recorder);
        if (!a->columns.v[i].label)
            continue;
        emit(e, " ");
        ir_print_name(e, "%", a->columns.v[i].label);
    }
}

static void print_action(Emitter *e, const IrAction *a)
{
    const IrActionForm *form = &ir_action_forms[a->kind];
    ir_print_place(e, a->span);
    emit(e, "%s", form->word);
    if (form->recorder)
        emit(e, " %" PRIu32, a->recorder);
    if (form->value == IR_VALUE_BARE)
        ir_print_value(e, " ", a->value);
    if (a->target)
        print_of(e, " ", a->target);
    if (a->target) {
        print_port(e, a->name);
    } else if (a->name) {
        emit(e, " ");
        ir_print_name(e, "%", a->name);
    }
    if (form->value == IR_VALUE_EQUALS)
        ir_print_value(e, " = ", a->value);
    emit(e, "%s%s%s", a->keep_weights ? " keep_weights" : "", a->new_noise ? " new_noise" : "",
         a->clear ? " clear" : "");
    print_bound(e, " ", &a->annotations);
    for (uint32_t i = 0; i < a->names.n; i++) {
        emit(e, i ? ", " : " names ");
        ir_print_name(e, "%", a->names.v[i]);
    }
    print_table(e, a);
    if (a->text) {
        emit(e, " ");
        ir_print_string(e, a->text);
    }
    if (form->body == IR_BODY_NONE || (form->body == IR_BODY_OPTIONAL && !a->body.n)) {
        emit(e, "\n");
        return;
    }
    emit_open(e, " {");
    for (uint32_t i = 0; i < a->body.n; i++)
        print_action(e, &a->body.v[i]);
    emit_close(e, "}");
}

static void print_experiment(Emitter *e, const IrModule *m)
{
    if (!m->experiment.n)
        return;
    emit_open(e, "experiment {");
    for (uint32_t i = 0; i < m->experiment.n; i++)
        print_action(e, &m->experiment.v[i]);
    emit_close(e, "}");
}

/* An entity of its own: its place stands before it. */
static void print_setting(Emitter *e, const char *before, const IrExpr *x)
{
    if (x)
        ir_print_place(e, x->span);
    print_line(e, before, x);
}

static void print_setup(Emitter *e, const IrModule *m)
{
    emit(e, "nnir %d model structured\n", IR_TEXT_VERSION);
    print_entity(e, "program", m->name);
    emit(e, "\n");
    print_setting(e, "timestep = ", m->timestep);
    print_setting(e, "min_delay = ", m->min_delay);
    print_setting(e, "max_delay = ", m->max_delay);
    print_setting(e, "seed = ", m->seed);
}

#define PRINT_ALL(print, table)                                                                    \
    for (uint32_t i = 0; i < m->table.n; i++)                                                      \
    print(e, m->table.v[i])

void ir_print_module(Emitter *e, const IrModule *m)
{
    print_setup(e, m);
    PRINT_ALL(print_param, params);
    PRINT_ALL(print_data, data);
    PRINT_ALL(ir_print_model, models);
    PRINT_ALL(print_connector, connectors);
    PRINT_ALL(print_population, populations);
    PRINT_ALL(print_view, views);
    PRINT_ALL(print_group, groups);
    PRINT_ALL(print_projection, projections);
    PRINT_ALL(print_input, inputs);
    PRINT_ALL(print_recorder, recorders);
    print_experiment(e, m);
    ir_print_files(e);
}
