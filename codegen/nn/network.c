/* Networks: populations, views, assemblies, projections and sources. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <math.h>
#include <string.h>

/* ---- calls ---- */
typedef VEC(const char *) Texts;

static void add(NnWriter *w, Texts *list, const char *name, const char *value)
{
    const char *text = name ? arena_printf(w->a, "%s=%s", name, value) : value;
    VEC_PUSH(w->a, list, text);
}

void nn_write_call(NnWriter *w, const char *head, const char *const *args, uint32_t n)
{
    size_t column = strlen(head) + 1;
    const size_t indent = column < 40 ? column : 4;
    emit(w->e, "%s(", head);
    for (uint32_t i = 0; i < n; i++) {
        const size_t len = strcspn(args[i], "\n");
        const char *last = strrchr(args[i], '\n');
        const bool broken = i && column + len + 2 > NN_LINE;
        if (broken)
            emit(w->e, ",\n%*s", (int)indent, "");
        else if (i)
            emit(w->e, ", ");
        column = last ? strlen(last) : broken ? indent + len : column + len + 2;
        emit(w->e, "%s", args[i]);
    }
    emit(w->e, ")\n");
}

const char *nn_list(NnWriter *w, size_t column, const char *const *elements, uint32_t n)
{
    Emitter *e = emitter_new(w->a, 0);
    const size_t indent = column + 1 < 60 ? column + 1 : 4;
    size_t len;
    emit(e, "[");
    column++;
    for (uint32_t i = 0; i < n; i++) {
        const bool broken = i && column + strlen(elements[i]) + 3 > NN_LINE;
        if (broken)
            emit(e, ",\n%*s", (int)indent, "");
        else if (i)
            emit(e, ", ");
        column = (broken ? indent : column + (i ? 2 : 0)) + strlen(elements[i]);
        emit(e, "%s", elements[i]);
    }
    emit(e, "]");
    return emitter_text(e, &len);
}

/* ---- cells ---- */
static const char *whole_number(NnWriter *w, const IrExpr *e)
{
    return e ? nn_value(w, e, e->span) : "";
}

/* pop[3], pop[2:8], pop[[1, 5]], pop.sample(10) */
static const char *view_of(NnWriter *w, const IrView *v)
{
    const char *parent = nn_cells(w, v->within ? v->within : v->population);
    const IrData *places = v->data ? ir_find_data(w->m, v->data) : NULL;
    double start, stop, step = 1;
    switch (v->kind) {
    case IR_VIEW_ALL:
        return arena_printf(w->a, "%s[:]", parent);
    case IR_VIEW_SAMPLE:
        return arena_printf(w->a, "%s.sample(%s)", parent, whole_number(w, v->start));
    case IR_VIEW_LIST:
        if (!places)
            nn_refuse(w, v->span, "the view '%s', which has no list", v->name->s);
        else if (places->rows == 1)
            return arena_printf(w->a, "%s[%.0f]", parent, places->values[0]);
        return places ? arena_printf(w->a, "%s[%s]", parent, nn_data_column(w, places, 0)) : "";
    case IR_VIEW_SLICE:
        break;
    }
    if (v->start && v->stop && ir_constant(v->start, &start) && ir_constant(v->stop, &stop) &&
        start + 1 >= stop && (!v->step || ir_constant(v->step, &step)))
        return arena_printf(w->a, "%s[%s]", parent, whole_number(w, v->start));
    return arena_printf(w->a, "%s[%s:%s%s%s]", parent, whole_number(w, v->start),
                        whole_number(w, v->stop), v->step ? ":" : "", whole_number(w, v->step));
}

const char *nn_cells(NnWriter *w, const Str *target)
{
    const IrView *view = ir_find_view(w->m, target);
    return view && !nn_has_variable(w, target) ? view_of(w, view) : nn_variable(w, target);
}

/* The label, where the variable is called otherwise. */
static void add_label(NnWriter *w, Texts *args, const Str *name, const char *variable)
{
    if (!variable || strcmp(name->s, variable) != 0)
        add(w, args, "label", nn_string(w, name->s));
}

/* ---- populations ---- */
static const char *structure_of(NnWriter *w, const IrPopulation *p)
{
    static const char *const words[] = {
        [IR_PLACE_LINE] = "Line", [IR_PLACE_GRID2D] = "Grid2D", [IR_PLACE_GRID3D] = "Grid3D"};
    const char *args = nn_values(w, "", &p->place_args);
    if (p->place == IR_PLACE_NONE)
        return NULL;
    if (p->place == IR_PLACE_RANDOM)
        return arena_printf(w->a, "RandomStructure(%s(%s))",
                            strstr(args, "radius") ? "Sphere" : "Cuboid", args);
    if (p->place == IR_PLACE_DATA)
        nn_refuse(w, p->span, "places of cells that are data");
    return arena_printf(w->a, "%s(%s)", p->place == IR_PLACE_DATA ? "Line" : words[p->place], args);
}

static const char *initial_values(NnWriter *w, const IrBinds *binds)
{
    const char *list = "";
    for (uint32_t i = 0; i < binds->n; i++)
        list = arena_printf(w->a, "%s%s%s: %s", list, i ? ", " : "",
                            nn_path_string(w, binds->v[i].name),
                            nn_value(w, binds->v[i].value, binds->v[i].span));
    return arena_printf(w->a, "{%s}", list);
}

static void write_population(NnWriter *w, const IrPopulation *p)
{
    Texts args = {0};
    const char *variable = nn_variable(w, p->name), *structure = structure_of(w, p);
    add(w, &args, NULL, nn_value(w, p->size, p->span));
    add(w, &args, NULL,
        arena_printf(w->a, "%s(%s)", nn_model_name(w, p->model), nn_values(w, "", &p->values)));
    if (structure)
        add(w, &args, "structure", structure);
    if (p->initial.n)
        add(w, &args, "initial_values", initial_values(w, &p->initial));
    add_label(w, &args, p->name, variable);
    nn_write_call(w, arena_printf(w->a, "%s = Population", variable), args.v, args.n);
}

/* ---- views and assemblies ---- */
static void count(NnWriter *w, Map *seen, const Str *name)
{
    if (!name || !ir_find_view(w->m, name))
        return;
    if (map_has(seen, name))
        map_set(&w->uses, name, (void *)name);
    map_set(seen, name, (void *)name);
}

static void count_actions(NnWriter *w, Map *seen, const IrAction *list, uint32_t n)
{
    const Str *last = NULL; /* recorders of one view that follow each other are one call */
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &list[i];
        const Str *target = a->kind == IR_ACTION_RECORD || a->kind == IR_ACTION_STOP_RECORDING
                                ? w->m->recorders.v[a->recorder]->target
                                : a->target;
        if (target != last || a->kind != IR_ACTION_RECORD)
            count(w, seen, target);
        last = a->kind == IR_ACTION_RECORD ? target : NULL;
        for (uint32_t c = 0; c < a->columns.n; c++)
            count(w, seen, w->m->recorders.v[a->columns.v[c].recorder]->target);
        count_actions(w, seen, a->body.v, a->body.n);
    }
}

/* Views that are named more than once are variables. */
static void count_views(NnWriter *w)
{
    const IrModule *m = w->m;
    Map seen;
    map_init(&seen, w->a);
    for (uint32_t i = 0; i < m->views.n; i++)
        count(w, &seen, m->views.v[i]->within);
    for (uint32_t i = 0; i < m->groups.n; i++)
        for (uint32_t k = 0; k < m->groups.v[i]->members.n; k++)
            count(w, &seen, m->groups.v[i]->members.v[k]);
    for (uint32_t i = 0; i < m->projections.n; i++) {
        count(w, &seen, m->projections.v[i]->pre);
        count(w, &seen, m->projections.v[i]->post);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++)
        count(w, &seen, m->inputs.v[i]->target);
    count_actions(w, &seen, m->experiment.v, m->experiment.n);
}

static bool is_own_name(const NnWriter *w, const Str *name)
{
    const Str *same = str_from(w->s->strings, name->s);
    for (const char *c = name->s; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *c))
            return false;
    return same == name && (name->s[0] < '0' || name->s[0] > '9');
}

static void write_view(NnWriter *w, const IrView *v)
{
    if (!map_has(&w->uses, v->name) && !is_own_name(w, v->name))
        return;
    const char *value = view_of(w, v);
    emit(w->e, "%s = %s\n", nn_variable(w, v->name), value);
}

static void write_group(NnWriter *w, const IrGroup *g)
{
    Texts args = {0};
    for (uint32_t i = 0; i < g->members.n; i++)
        add(w, &args, NULL, nn_cells(w, g->members.v[i]));
    const char *variable = nn_variable(w, g->name);
    add_label(w, &args, g->name, variable);
    nn_write_call(w, arena_printf(w->a, "%s = Assembly", variable), args.v, args.n);
}

/* ---- projections ---- */
static bool is_wired(const IrModel *model, const Str *port)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_WIRE && model->items.v[i]->wire_from == port)
            return true;
    return false;
}

/* Outputs that end inside of the synapse do not count. */
static bool sends(const IrModel *synapse)
{
    for (uint32_t i = 0; synapse && i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_EVENT_OUT &&
            !is_wired(synapse, synapse->items.v[i]->name))
            return true;
    return !synapse;
}

static bool is_zero(const IrExpr *e)
{
    double x;
    return e && ir_constant(e, &x) && x >= 0 && x <= 0;
}

static const char *synapse_of(NnWriter *w, const IrProjection *p, bool events)
{
    const char *list = nn_values(w, "", &p->synapse_args);
    const struct {
        const char *name;
        const IrExpr *value;
    } common[] = {
        {"weight", p->weight},
        {"delay", p->delay},
        {"dendritic_delay_fraction", !events && is_zero(p->dendritic) ? NULL : p->dendritic}};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (common[i].value)
            list = arena_printf(w->a, "%s%s%s=%s", list, *list ? ", " : "", common[i].name,
                                nn_value(w, common[i].value, p->span));
    if (!events && !p->dendritic) /* scripts have 0 for currents */
        list = arena_printf(w->a, "%s%sdendritic_delay_fraction=1", list, *list ? ", " : "");
    if (!p->synapse && !*list)
        return NULL;
    return arena_printf(w->a, "%s(%s)", p->synapse ? nn_model_name(w, p->synapse) : "StaticSynapse",
                        list);
}

static const char *axes_of(NnWriter *w, const IrExpr *e)
{
    double bits = 0;
    ir_constant(e, &bits);
    return arena_printf(w->a, "\"%s%s%s\"", (int)bits & 1 ? "x" : "", (int)bits & 2 ? "y" : "",
                        (int)bits & 4 ? "z" : "");
}

static const char *boundaries_of(NnWriter *w, const IrExpr *e)
{
    const char *list = "";
    for (uint32_t i = 0; i < e->n; i++) {
        const IrExpr *axis = e->arg[i];
        const char *one = axis->op != IR_LIST || !axis->n
                              ? "None"
                              : arena_printf(w->a, "(%s, %s)", nn_value(w, axis->arg[0], e->span),
                                             nn_value(w, axis->arg[1], e->span));
        list = arena_printf(w->a, "%s%s%s", list, i ? ", " : "", one);
    }
    return arena_printf(w->a, "(%s)", list);
}

static const char *space_of(NnWriter *w, const IrBinds *space)
{
    const char *list = "";
    for (uint32_t i = 0; i < space->n; i++) {
        const IrBind *b = &space->v[i];
        const char *value = str_is(b->name, "axes") ? axes_of(w, b->value)
                            : str_is(b->name, "periodic_boundaries")
                                ? boundaries_of(w, b->value)
                                : nn_value(w, b->value, b->span);
        list = arena_printf(w->a, "%s%s%s=%s", list, i ? ", " : "", b->name->s, value);
    }
    return arena_printf(w->a, "Space(%s)", list);
}

/* The name that a projection has without a label. */
static bool is_usual_name(const NnWriter *w, const IrProjection *p)
{
    const Str *usual = str_format(w->s->strings, "%s>%s/%s", p->pre->s, p->post->s,
                                  p->post_port ? p->post_port->s : "");
    return p->name->len >= usual->len && !memcmp(p->name->s, usual->s, usual->len) &&
           (p->name->len == usual->len || p->name->s[usual->len] == '#');
}

static bool is_named(const NnWriter *w, const Str *name)
{
    for (uint32_t i = 0; i < w->m->experiment.n; i++) {
        const IrAction *a = &w->m->experiment.v[i];
        if (a->target == name)
            return true;
        for (uint32_t k = 0; k < a->body.n; k++)
            if (a->body.v[k].target == name)
                return true;
    }
    for (uint32_t i = 0; i < w->m->projections.n; i++)
        if (w->m->projections.v[i]->post == name)
            return true;
    return false;
}

/* "excitatory" of "excitatory.event": the receptor has one port. */
static const char *receptor_of(NnWriter *w, const Str *port)
{
    return nn_string(w, arena_strndup(w->a, port->s, strcspn(port->s, ".")));
}

static void add_ports(NnWriter *w, Texts *args, const IrProjection *p, bool events)
{
    const IrModel *synapse = p->synapse ? ir_find_model(w->m, p->synapse) : NULL;
    const bool heard = events || ir_item_of(synapse, IR_ITEM_ON, str_from(w->s->strings, "pre"));
    const bool usual_source = p->pre_event && heard && str_is(p->pre_event, "spike");
    const bool usual_sum = !events && str_is(p->post_port, "i_syn");
    if (!usual_source && p->pre_event)
        add(w, args, "source", nn_string(w, p->pre_event->s));
    if (p->post_port && !usual_sum)
        add(w, args, "receptor_type", receptor_of(w, p->post_port));
    if (p->feed && !str_is(p->feed, "i_syn"))
        nn_refuse(w, p->span, "a synapse that sends events to '%s' and whose current joins '%s'",
                  p->post_port->s, p->feed->s);
}

static void write_projection(NnWriter *w, const IrProjection *p)
{
    Texts args = {0};
    const bool events = sends(p->synapse ? ir_find_model(w->m, p->synapse) : NULL);
    const char *synapse = synapse_of(w, p, events);
    add(w, &args, NULL, nn_cells(w, p->pre));
    add(w, &args, NULL, nn_cells(w, p->post));
    add(w, &args, NULL, nn_connector(w, p));
    if (synapse)
        add(w, &args, NULL, synapse);
    add_ports(w, &args, p, events);
    if (p->space.n)
        add(w, &args, "space", space_of(w, &p->space));
    if (p->linear_coupling)
        add(w, &args, "coupling", "\"linear\"");
    if (p->zero)
        add(w, &args, "zero_delay", "True");
    const bool usual = is_usual_name(w, p);
    const bool bound = is_named(w, p->name) || (!usual && is_own_name(w, p->name));
    const char *variable = bound ? nn_variable(w, p->name) : NULL;
    if (!usual)
        add_label(w, &args, p->name, variable);
    nn_write_call(w, variable ? arena_printf(w->a, "%s = Projection", variable) : "Projection",
                  args.v, args.n);
}

/* ---- sources ---- */
static bool is_event_source(const IrModel *source)
{
    for (uint32_t i = 0; source && i < source->items.n; i++)
        if (source->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return true;
    return false;
}

static void write_input(NnWriter *w, const IrInput *in)
{
    Texts args = {0};
    const IrModel *source = ir_find_model(w->m, in->source);
    const char *cells = nn_cells(w, in->target), *model = nn_model_name(w, in->source);
    const char *variable =
        is_named(w, in->name) || is_own_name(w, in->name) ? nn_variable(w, in->name) : NULL;
    if (is_event_source(source)) {
        add(w, &args, NULL, cells);
        add(w, &args, NULL, receptor_of(w, in->port));
    }
    for (uint32_t i = 0; i < in->values.n; i++)
        add(w, &args, nn_word(w, in->values.v[i].name->s),
            nn_value(w, in->values.v[i].value, in->span));
    if (in->weight)
        add(w, &args, "weight", nn_value(w, in->weight, in->span));
    if (in->delay)
        add(w, &args, "delay", nn_value(w, in->delay, in->span));
    const bool injected = !is_event_source(source);
    const char *port =
        str_is(in->port, "i_inj") ? "" : arena_printf(w->a, ", port=%s", nn_string(w, in->port->s));
    if (!injected || variable)
        nn_write_call(w, variable ? arena_printf(w->a, "%s = %s", variable, model) : model, args.v,
                      args.n);
    if (injected && variable)
        emit(w->e, "%s.inject(%s%s)\n", cells, variable, port);
    else if (injected) {
        const char *list = "";
        for (uint32_t i = 0; i < args.n; i++)
            list = arena_printf(w->a, "%s%s%s", list, i ? ", " : "", args.v[i]);
        emit(w->e, "%s.inject(%s(%s)%s)\n", cells, model, list, port);
    }
}

/* ---- all ---- */
/* A real number that looks like a whole one: what --set gives it may have a fraction. */
static bool is_whole(const IrParam *p)
{
    double x;
    return p->scalar == IR_REAL && dim_is_none(p->dim) && p->value->op == IR_LITERAL &&
           ir_constant(p->value, &x) && floor(x) >= x && fabs(x) < 1e15 &&
           !strpbrk(p->value->u.literal.text->s, "eE");
}

static void write_param(NnWriter *w, const IrParam *p)
{
    const NnScope s = {.w = w};
    const char *unit = nn_unit(w, p->unit, p->dim);
    const bool said = p->value && (dim_is_none(p->dim) || nn_unit_in(p->value));
    emit(w->e, "param %s", nn_variable(w, p->name));
    if (!said)
        emit(w->e, ": %s", unit ? unit : "1");
    if (p->value)
        emit(w->e, " = %s%s", nn_expr(&s, p->value), is_whole(p) ? ".0" : "");
    if (p->lo)
        emit(w->e, " from %s", nn_operand(&s, p->lo));
    if (p->lo && p->hi)
        emit(w->e, " to %s", nn_operand(&s, p->hi));
    if (p->help)
        emit(w->e, " %s", nn_string(w, p->help));
    emit(w->e, "\n");
}

static void reserve_names(NnWriter *w)
{
    const IrModule *m = w->m;
    for (uint32_t i = 0; i < m->params.n; i++)
        nn_keep_variable(w, m->params.v[i]->name);
    for (uint32_t i = 0; i < m->populations.n; i++)
        nn_variable(w, m->populations.v[i]->name);
}

void nn_write_network(NnWriter *w)
{
    const IrModule *m = w->m;
    reserve_names(w);
    count_views(w);
    for (uint32_t i = 0; i < m->params.n; i++)
        write_param(w, m->params.v[i]);
    emit(w->e, "\n");
    for (uint32_t i = 0; i < m->populations.n; i++)
        write_population(w, m->populations.v[i]);
    for (uint32_t i = 0; i < m->views.n; i++)
        write_view(w, m->views.v[i]);
    for (uint32_t i = 0; i < m->groups.n; i++)
        write_group(w, m->groups.v[i]);
    emit(w->e, "\n");
    for (uint32_t i = 0; i < m->projections.n; i++)
        write_projection(w, m->projections.v[i]);
    for (uint32_t i = 0; i < m->inputs.n; i++)
        write_input(w, m->inputs.v[i]);
}
