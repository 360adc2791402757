/* machine MODEL [-I FOLDER]: what the network of any file that nnc reads does, as text. Two networks with one such text are the same,
   also where one language has other words than the other.

   A network is its cells, in order, however populations divide them: each with its states, their starts and derivatives, its conditions
   and actions; then all connections, each with what its event does to the cell; then what is recorded. Of a cell
   - parameters are numbers, aliases are what they mean, parts and inputs are the cell's own;
   - states are called as in the cell, those of parts in the order in which they are met;
   - what no event, record or other state depends on is left out, and what is always 0 is 0;
   - actions first assign, at once, then send, then hold; conditions have no order;
   - `when` is `whenever` where its action ends its test.
   What it does not know (values that are drawn, traces, regimes) it refuses with exit code 3. */
#include "tests/convert/machine.h"

#include "tests/convert/read_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Row { /* a connection */
    uint32_t pre, post;
    const Str *event, *port;
    double weight, delay;
    const IrProjection *projection; /* where it has a synapse of its own; else NULL */
} Row;

typedef VEC(uint32_t) Cells;

typedef struct Network {
    Machine x;
    VEC(Row) rows;
    uint32_t serial; /* of copies of models */
} Network;

_Noreturn void machine_unfit(Machine *x, const char *reason, const char *name)
{
    fprintf(stderr, "no machine: %s (%s)\n", reason, name);
    longjmp(x->unfit, 1);
}

/* ---- cells ---- */
static uint32_t size_of(Network *n, const IrPopulation *p)
{
    return (uint32_t)machine_number(&n->x, p->size, 0);
}

static uint32_t first_of(Network *n, const IrPopulation *p)
{
    uint32_t first = 0;
    for (uint32_t i = 0; n->x.m->populations.v[i] != p; i++)
        first += size_of(n, n->x.m->populations.v[i]);
    return first;
}

static Cells cells_of(Network *n, const Str *name)
{
    Cells all = {0};
    const IrModule *m = n->x.m;
    const IrGroup *g = ir_find_group(m, name);
    for (uint32_t i = 0; g && i < g->members.n; i++) {
        const Cells some = cells_of(n, g->members.v[i]);
        for (uint32_t k = 0; k < some.n; k++)
            VEC_PUSH(n->x.a, &all, some.v[k]);
    }
    const IrView *v = g ? NULL : ir_find_view(m, name);
    const IrPopulation *p = g ? NULL : ir_find_population(m, v ? v->population : name);
    if (!p || (v && (v->within || v->kind == IR_VIEW_SAMPLE))) {
        if (!g)
            machine_unfit(&n->x, "cells of a view that is drawn or of another one", name->s);
        return all;
    }
    const uint32_t first = first_of(n, p), size = size_of(n, p);
    const IrData *list = v && v->data ? ir_find_data(m, v->data) : NULL;
    for (uint64_t i = 0; list && i < list->rows; i++)
        VEC_PUSH(n->x.a, &all, first + (uint32_t)list->values[i]);
    const double start = v && v->start ? machine_number(&n->x, v->start, 0) : 0,
                 stop = v && v->stop ? machine_number(&n->x, v->stop, 0) : size,
                 step = v && v->step ? machine_number(&n->x, v->step, 0) : 1;
    for (double i = start; !list && i < stop && i < size && step > 0; i += step)
        VEC_PUSH(n->x.a, &all, first + (uint32_t)i);
    return all;
}

static bool has_cell(const Cells *cells, uint32_t cell)
{
    for (uint32_t i = 0; i < cells->n; i++)
        if (cells->v[i] == cell)
            return true;
    return false;
}

/* ---- connections ---- */
/* The port of the flat cell: of a receptor, its own. */
static const Str *flat_port(Network *n, const IrProjection *p, const IrModel *cell)
{
    const IrItem *port = ir_item(cell, p->post_port);
    const IrModel *part =
        port && port->kind == IR_ITEM_PART ? ir_find_model(n->x.m, port->model) : NULL;
    for (uint32_t i = 0; part && i < part->items.n; i++)
        if (part->items.v[i]->kind == IR_ITEM_EVENT_IN)
            return str_format(n->x.m->session->strings, "%s.%s", port->name->s,
                              part->items.v[i]->name->s);
    return p->post_port;
}

static const IrPopulation *population_of(Network *n, uint32_t cell)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < n->x.m->populations.n; i++) {
        first += size_of(n, n->x.m->populations.v[i]);
        if (cell < first)
            return n->x.m->populations.v[i];
    }
    return NULL;
}

static double value_or(Network *n, const IrExpr *e, double missing)
{
    return e ? machine_number(&n->x, e, 0) : missing;
}

double machine_step(Machine *x)
{
    return x->m->timestep ? machine_number(x, x->m->timestep, 0) : 0.1;
}

static void find_rows(Network *n, const IrProjection *p)
{
    const IrModule *m = n->x.m;
    const IrConnector *c = ir_find_connector(m, p->connector);
    const IrData *d = c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST
                          ? ir_find_data(m, c->clauses.v[0].data)
                          : NULL;
    if (!d)
        machine_unfit(&n->x, "connections that are drawn", p->name->s);
    const double least = p->zero ? 0 : value_or(n, m->min_delay, machine_step(&n->x));
    const Cells pre = cells_of(n, p->pre), post = cells_of(n, p->post);
    const double *from = ir_data_column(d, "pre"), *to = ir_data_column(d, "post"),
                 *weight = ir_data_column(d, "weight"), *delay = ir_data_column(d, "delay");
    for (uint64_t i = 0; i < d->rows; i++) {
        Row r = {pre.v[(uint32_t)from[i]], post.v[(uint32_t)to[i]], p->pre_event, NULL, 0, 0, NULL};
        const IrPopulation *population = population_of(n, r.post);
        const IrItem *port = ir_item(ir_find_model(m, population->model), p->post_port);
        if (p->synapse && port && port->kind == IR_ITEM_PART)
            machine_unfit(&n->x, "a synapse that changes what a receptor gets", p->name->s);
        r.projection = p->synapse ? p : NULL;
        r.port = flat_port(n, p, ir_find_model(m, population->model));
        r.weight = weight ? weight[i] : value_or(n, p->weight, 0);
        r.delay = delay ? delay[i] : value_or(n, p->delay, least);
        VEC_PUSH(n->x.a, &n->rows, r);
    }
}

/* ---- one cell ---- */
static const Str *current_of(const IrModel *source)
{
    for (uint32_t i = 0; i < source->items.n; i++)
        if (source->items.v[i]->is_current)
            return source->items.v[i]->name;
    return NULL;
}

/* Inputs as parts. */
static void attach_inputs(Network *n, IrModel *model, uint32_t cell)
{
    StrTable *strings = n->x.m->session->strings;
    for (uint32_t i = 0; i < n->x.m->inputs.n; i++) {
        const IrInput *input = n->x.m->inputs.v[i];
        const IrModel *source = ir_find_model(n->x.m, input->source);
        const Cells cells = cells_of(n, input->target);
        const Str *current = source ? current_of(source) : NULL;
        if (!has_cell(&cells, cell))
            continue;
        if (!current || input->weight)
            machine_unfit(&n->x, "an input of events", input->source->s);
        IrItem *part =
            ir_item_new(n->x.a, IR_ITEM_PART, str_format(strings, "input%u", i), NOWHERE);
        part->model = source->name;
        part->binds = input->values;
        ir_model_add(n->x.m, model, part);
        IrItem *feed = ir_item_new(n->x.a, IR_ITEM_FEED, input->port, NOWHERE);
        feed->value = ir_named(n->x.a, IR_ITEM,
                               str_format(strings, "%s.%s", part->name->s, current->s), NOWHERE);
        ir_model_add(n->x.m, model, feed);
    }
}

/* Sources of given times: in one language a list, in another one a part for each. */
static bool print_list(Network *n, const IrPopulation *p, const IrModel *model, uint32_t i)
{
    const IrItem *list = NULL;
    for (uint32_t k = 0; k < model->items.n; k++)
        if (model->items.v[k]->kind == IR_ITEM_PARAM && model->items.v[k]->is_list)
            list = model->items.v[k];
    if (!list)
        return false;
    const IrBind *bind = ir_bind(&p->values, list->name);
    const IrExpr *e = bind ? bind->value : list->value;
    if (e->op == IR_LIST && e->n && e->arg[0]->op == IR_LIST)
        e = e->arg[i];
    emit(n->x.out, "\n");
    const char **lines = ARENA_ARRAY(n->x.a, const char *, e->n + 1);
    for (uint32_t k = 0; k < e->n; k++) {
        const double time = machine_number(&n->x, e->arg[k], i) *
                            (e->u.literal.unit && e->arg[k]->op != IR_LITERAL
                                 ? unit_factor_to(e->u.literal.unit, &unit_native)
                                 : 1);
        lines[k] = machine_event_text(&n->x, ir_number(n->x.a, time, DIM_NONE, NOWHERE));
    }
    machine_print_lines(n->x.out, lines, e->n);
    return true;
}

static void set_number(Network *n, Flat *f, const Str *name, const IrExpr *e, uint32_t i)
{
    map_set(&f->values, name, ir_number(n->x.a, machine_number(&n->x, e, i), DIM_NONE, NOWHERE));
}

/* What the script changes before it runs. */
static void apply_changes(Network *n, Flat *f, uint32_t cell)
{
    const IrModule *m = n->x.m;
    for (uint32_t i = 0; i < m->experiment.n; i++) {
        const IrAction *a = &m->experiment.v[i];
        if (a->kind == IR_ACTION_RUN || a->kind == IR_ACTION_RUN_UNTIL)
            return;
        if (a->kind != IR_ACTION_SET && a->kind != IR_ACTION_INITIALIZE)
            continue;
        const Cells cells = cells_of(n, a->target);
        for (uint32_t k = 0; k < cells.n; k++)
            if (cells.v[k] == cell)
                set_number(n, f, a->name, a->value, k);
    }
}

static void set_values(Network *n, Flat *f, const IrPopulation *p, uint32_t i)
{
    for (uint32_t k = 0; k < f->model->items.n; k++) {
        const IrItem *item = f->model->items.v[k];
        const bool state = item->kind == IR_ITEM_STATE;
        if (!state && item->kind != IR_ITEM_PARAM)
            continue;
        const IrBind *bind = ir_bind(state ? &p->initial : &p->values, item->name);
        if (bind)
            set_number(n, f, item->name, bind->value, i);
        else if (!state)
            map_set(&f->values, item->name, item->value);
    }
}

static bool records(Network *n, const IrRecorder *r, uint32_t cell)
{
    const Cells cells = cells_of(n, r->target);
    return has_cell(&cells, cell);
}

static const char *record_text(Network *n, Flat *f, const IrRecorder *r)
{
    const bool event = !f || !r->path || ir_item_of(f->model, IR_ITEM_EVENT_OUT, r->path);
    const Str *port = r->path ? r->path : r->event;
    return arena_printf(n->x.a, "record %s",
                        !event ? machine_path_text(f, r->path)
                        : port ? port->s
                               : "spike");
}

static void print_records(Network *n, Flat *f, uint32_t cell)
{
    const IrModule *m = n->x.m;
    const char **lines = ARENA_ARRAY(n->x.a, const char *, m->recorders.n + 1);
    uint32_t count = 0;
    for (uint32_t k = 0; k < m->recorders.n; k++)
        if (records(n, m->recorders.v[k], cell))
            lines[count++] = record_text(n, f, m->recorders.v[k]);
    machine_print_lines(n->x.out, lines, count);
}

static void print_arrivals(Network *n, Flat *f, uint32_t cell)
{
    for (uint32_t k = 0; k < n->rows.n; k++) {
        const Row *r = &n->rows.v[k];
        if (r->post != cell)
            continue;
        if (r->projection) {
            emit(n->x.out, "    synapse from %u.%s after %.12g\n", r->pre,
                 r->event ? r->event->s : "-", r->delay);
            machine_print_synapse(&n->x, r->projection, r->weight);
        } else
            emit(n->x.out, "    from %u.%s after %.12g:%s\n", r->pre, r->event->s, r->delay,
                 machine_handler_text(f, r->port, r->weight));
    }
}

/* Ports of the cell that lead to its parts, and to nothing else. */
static void find_inner(Network *n, const IrModel *model, uint32_t cell, Flat *out)
{
    const IrModule *m = n->x.m;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const Str *port = model->items.v[i]->wire_from;
        bool outside = model->items.v[i]->kind != IR_ITEM_WIRE;
        for (uint32_t k = 0; k < n->rows.n; k++)
            outside |= n->rows.v[k].pre == cell && n->rows.v[k].event == port;
        for (uint32_t k = 0; k < m->recorders.n; k++)
            outside |= m->recorders.v[k]->event == port && records(n, m->recorders.v[k], cell);
        if (!outside)
            map_set(&out->inner, port, (void *)port);
    }
}

/* The cell with its inputs, flat, with its values. */
static void find_flat(Network *n, const IrPopulation *p, uint32_t i, uint32_t cell, Flat *out)
{
    IrModule *m = n->x.m;
    IrModel *copy = ir_model_copy(m, ir_find_model(m, p->model),
                                  str_format(m->session->strings, "cell %u", n->serial++));
    attach_inputs(n, copy, cell);
    machine_flat_init(out, &n->x, ir_flatten(m, copy, NULL, 0));
    find_inner(n, copy, cell, out);
    set_values(n, out, p, i);
    apply_changes(n, out, cell);
    for (uint32_t k = 0; k < n->rows.n; k++)
        if (n->rows.v[k].post == cell)
            map_set(&out->heard, n->rows.v[k].port, (void *)n->rows.v[k].port);
    machine_find_zero(out);
    for (uint32_t k = 0; k < m->recorders.n; k++)
        if (m->recorders.v[k]->path && records(n, m->recorders.v[k], cell))
            machine_watch(out, m->recorders.v[k]->path);
    machine_find_live(out);
}

static void print_cell(Network *n, const IrPopulation *p, uint32_t i, uint32_t cell)
{
    Flat f;
    emit(n->x.out, "cell %u:", cell);
    if (print_list(n, p, ir_find_model(n->x.m, p->model), i)) {
        print_records(n, NULL, cell);
        return;
    }
    emit(n->x.out, "\n");
    find_flat(n, p, i, cell, &f);
    machine_print_flat(&f, n->x.out);
    print_arrivals(n, &f, cell);
    print_records(n, &f, cell);
}

/* ---- the network ---- */
static void print_course(Network *n)
{
    double length = 0;
    const IrModule *m = n->x.m;
    for (uint32_t i = 0; i < m->experiment.n; i++) {
        const IrAction *a = &m->experiment.v[i];
        if (a->kind == IR_ACTION_RUN)
            length += machine_number(&n->x, a->value, 0);
        else if (a->kind == IR_ACTION_RUN_UNTIL)
            length = machine_number(&n->x, a->value, 0);
    }
    emit(n->x.out, "run %.12g in steps of %.12g\n", length, machine_step(&n->x));
}

static int by_ends(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    return x->post != y->post ? (x->post > y->post) - (x->post < y->post)
           : x->pre != y->pre ? (x->pre > y->pre) - (x->pre < y->pre)
                              : (x->delay > y->delay) - (x->delay < y->delay);
}

static void print_network(Network *n)
{
    IrModule *m = n->x.m;
    for (uint32_t i = 0; i < m->models.n; i++)
        machine_reword(&n->x, m->models.v[i]);
    for (uint32_t i = 0; i < m->projections.n; i++)
        find_rows(n, m->projections.v[i]);
    if (n->rows.n)
        qsort(n->rows.v, n->rows.n, sizeof *n->rows.v, by_ends);
    print_course(n);
    uint32_t cell = 0;
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const uint32_t size = size_of(n, m->populations.v[i]);
        for (uint32_t k = 0; k < size; k++)
            print_cell(n, m->populations.v[i], k, cell++);
    }
}

int main(int argc, char **argv)
{
    Compilation c = {0};
    if (argc < 2 || setjmp(c.out_of_memory))
        return argc < 2 ? 2 : 5;
    IrModule *m = read_model(&c, argc, argv);
    if (!m)
        return 1;
    Network n = {.x = {.m = m, .a = m->arena, .out = emitter_new(m->arena, 4)}};
    m->lems_euler =
        true; /* events between parts stand where they are sent (ir/pass/flatten_relays.c) */
    if (setjmp(n.x.unfit))
        return 3;
    print_network(&n);
    size_t length;
    const char *text = emitter_text(n.x.out, &length);
    fwrite(text, 1, length, stdout);
    return 0;
}
