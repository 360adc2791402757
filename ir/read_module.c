/* Modules of the text form: parameters, data, connectors, networks, the experiment. */
#include "ir/build.h"
#include "ir/read.h"
#include "ir/text.h"
#include "ir/words.h"

#include <stdlib.h>
#include <string.h>

enum { DATA_COLUMNS_MAX = 1 << 16 };

static const Str *entity(IrReader *r, const char *what)
{
    return ir_read_name(r, IR_TOKEN_ENTITY, what);
}

int ir_read_choice(IrReader *r, const char *const *words, int n)
{
    const char *all = "";
    for (int i = 0; i < n; i++) {
        if (ir_read_accept_word(r, words[i]))
            return i;
        all = arena_printf(r->arena, "%s%s%s", all, i ? ", " : "", words[i]);
    }
    ir_read_fail(r, DIAG_NNC0603, "expected one of: %s", all);
    return 0;
}

static const Str *read_port(IrReader *r)
{
    const Str *path = NULL;
    while (ir_read_accept(r, ".")) {
        const Str *name = ir_read_plain_name(r, "a name");
        path = path ? str_format(r->session->strings, "%s.%s", path->s, name->s) : name;
    }
    return path;
}

static void read_bound(IrReader *r, IrBinds *binds)
{
    if (ir_read_accept(r, "("))
        ir_read_binds(r, binds, ")");
}

static void read_value(IrReader *r, IrExpr **value)
{
    ir_read_expect(r, "=");
    *value = ir_read_expr(r);
}

/* ---- fields in braces ---- */
/* True while there is another field; opens and closes the braces. */
static bool more_fields(IrReader *r)
{
    return !r->failed && !ir_read_accept(r, "}");
}

static void unknown_field(IrReader *r, const char *where)
{
    if (r->token.kind == IR_TOKEN_WORD)
        ir_read_fail(r, DIAG_NNC0603, "unknown word `%s` in %s", r->token.text->s, where);
    else
        ir_read_fail(r, DIAG_NNC0601, "expected a field of %s or `}`", where);
}

/* ---- entities ---- */
static void read_param(IrReader *r)
{
    IrParam *p = ARENA_NEW(r->arena, IrParam);
    p->span = r->token.span;
    p->name = entity(r, "a name like $N");
    if (!ir_read_is(r, ":")) {
        ir_read_expect(r, ":");
        return;
    }
    const IrTypeText type = ir_read_type_behind(r);
    p->scalar = type.scalar;
    p->unit = type.unit;
    p->dim = type.dim;
    if (ir_read_accept(r, "="))
        p->value = ir_read_expr(r);
    p->lo = ir_read_optional(r, "lo");
    p->hi = ir_read_optional(r, "hi");
    p->help = ir_read_string(r);
    VEC_PUSH(r->arena, &r->m->params, p);
    ir_register(r->m, p->name, p);
}

static double read_datum(IrReader *r)
{
    static const Unit one = {.factor = 1, .text = "1"};
    double value = 0;
    const bool minus = ir_read_accept(r, "-");
    if (ir_read_is_word(r, "inf") || ir_read_is_word(r, "nan"))
        value = strtod(r->token.text->s, NULL);
    else if (r->token.kind != IR_TOKEN_NUMBER || r->token.unit ||
             !unit_scale_literal(r->token.text->s, r->token.text->len, &one, &unit_native, &value))
        ir_read_fail(r, DIAG_NNC0604, "expected a number");
    ir_read_next(r);
    return minus ? -value : value;
}

typedef VEC(double) Numbers;
typedef VEC(Dim) Dims;
typedef VEC(const Str *) Names;

static void read_column(IrReader *r, uint64_t rows, Numbers *values, Dims *dims, Names *names)
{
    const Str *name = NULL;
    if (!ir_read_is(r, "{"))
        name = ir_read_plain_name(r, "the name of a column, or its dimension in braces");
    VEC_PUSH(r->arena, names, name);
    if (!ir_read_is(r, "{")) {
        ir_read_expect(r, "{");
        return;
    }
    r->pos = r->token.span.lo - r->file->base; /* the dimension is one lexeme */
    VEC_PUSH(r->arena, dims, ir_read_dim_behind(r));
    for (uint64_t i = 0; i < rows && !r->failed; i++)
        VEC_PUSH(r->arena, values, read_datum(r));
}

static void read_data(IrReader *r)
{
    IrData *d = ARENA_NEW(r->arena, IrData);
    Numbers values = {0};
    Dims dims = {0};
    Names names = {0};
    d->span = r->token.span;
    d->name = entity(r, "a name like $rows");
    ir_read_expect_word(r, "rows");
    d->rows = ir_read_index(r);
    ir_read_expect(r, "{");
    while (more_fields(r)) {
        ir_read_expect_word(r, "column");
        read_column(r, d->rows, &values, &dims, &names);
        if (names.n > DATA_COLUMNS_MAX)
            ir_read_fail(r, DIAG_NNC0604, "too many columns");
    }
    d->columns = names.n;
    d->column_names = names.v;
    d->dims = dims.v;
    d->values = values.v;
    VEC_PUSH(r->arena, &r->m->data, d);
    ir_register(r->m, d->name, d);
}

static void read_clause(IrReader *r, IrConnector *connector)
{
    IrClause c = {.span = r->token.span};
    c.loop = (IrLoop)ir_read_choice(r, ir_loop_words, 5);
    if (ir_read_accept(r, "(")) {
        c.i = ir_read_plain_name(r, "the name of the pre index");
        ir_read_expect(r, ",");
        c.j = ir_read_plain_name(r, "the name of the post index");
        ir_read_expect(r, ")");
    }
    ir_read_expect(r, "{");
    while (more_fields(r)) {
        if (ir_read_accept_word(r, "guard"))
            c.guard = ir_read_expr(r);
        else if (ir_read_accept_word(r, "probability"))
            c.probability = ir_read_expr(r);
        else if (ir_read_accept_word(r, "sample"))
            c.sample = ir_read_expr(r);
        else if (ir_read_accept_word(r, "replace"))
            c.replace = true;
        else if (ir_read_accept_word(r, "no_self"))
            c.no_self = true;
        else if (ir_read_accept_word(r, "no_mutual"))
            c.no_mutual = true;
        else if (ir_read_accept_word(r, "values"))
            read_bound(r, &c.values);
        else if (ir_read_accept_word(r, "data"))
            c.data = entity(r, "data like $rows");
        else
            unknown_field(r, "a clause");
    }
    VEC_PUSH(r->arena, &connector->clauses, c);
}

static void read_connector(IrReader *r)
{
    IrConnector *c = ARENA_NEW(r->arena, IrConnector);
    c->span = r->token.span;
    c->name = entity(r, "a name like $Ring");
    c->doc = ir_read_string(r);
    ir_read_expect(r, "{");
    while (more_fields(r)) {
        const IrPlaceText place = ir_read_place(r);
        const char *doc = ir_read_string(r);
        if (ir_read_accept_word(r, "param")) {
            IrItem *param = ir_read_param(r);
            param->doc = doc;
            VEC_PUSH(r->arena, &c->params, param);
        } else if (ir_read_accept_word(r, "clause")) {
            read_clause(r, c);
        } else {
            unknown_field(r, "a connector");
        }
        ir_read_placed(r, place);
    }
    VEC_PUSH(r->arena, &r->m->connectors, c);
    ir_register(r->m, c->name, c);
}

static void read_assignment(IrReader *r, IrBinds *binds, const Str *name, Span span)
{
    IrBind bind = {.name = name, .span = span};
    read_value(r, &bind.value);
    VEC_PUSH(r->arena, binds, bind);
}

/* x = e, init x = e, place rule (...): a parameter may be called init or place, so what follows
   decides. */
static void read_population_field(IrReader *r, IrPopulation *p)
{
    const Span span = r->token.span;
    const Str *name = ir_read_plain_name(r, "a parameter, init or place");
    if (ir_read_is(r, "=")) {
        read_assignment(r, &p->values, name, span);
    } else if (str_is(name, "init")) {
        const Span at = r->token.span;
        const Str *state = ir_read_plain_name(r, "the name of a state");
        read_assignment(r, &p->initial, state, at);
    } else if (str_is(name, "place")) {
        p->place = (IrPlaceKind)ir_read_choice(r, ir_place_words, 6);
        read_bound(r, &p->place_args);
    } else {
        ir_read_expect(r, "=");
    }
}

static void read_population(IrReader *r)
{
    IrPopulation *p = ARENA_NEW(r->arena, IrPopulation);
    p->span = r->token.span;
    p->name = entity(r, "a name like $exc");
    ir_read_expect(r, ":");
    p->model = entity(r, "a model like $LIF");
    ir_read_expect_word(r, "size");
    p->size = ir_read_expr(r);
    ir_read_expect(r, "{");
    while (more_fields(r))
        read_population_field(r, p);
    VEC_PUSH(r->arena, &r->m->populations, p);
    ir_register(r->m, p->name, p);
}

static void read_view(IrReader *r)
{
    IrView *v = ARENA_NEW(r->arena, IrView);
    v->span = r->token.span;
    v->name = entity(r, "a name like $first");
    ir_read_expect_word(r, "of");
    v->population = entity(r, "a population like $exc");
    if (ir_read_accept_word(r, "within"))
        v->within = entity(r, "a view like $first");
    v->kind = (IrViewKind)ir_read_choice(r, ir_view_words, 4);
    v->start = ir_read_optional(r, "start");
    v->stop = ir_read_optional(r, "stop");
    v->step = ir_read_optional(r, "step");
    if (ir_read_accept_word(r, "data"))
        v->data = entity(r, "data like $cells");
    VEC_PUSH(r->arena, &r->m->views, v);
    ir_register(r->m, v->name, v);
}

static void read_group(IrReader *r)
{
    IrGroup *g = ARENA_NEW(r->arena, IrGroup);
    g->span = r->token.span;
    g->name = entity(r, "a name like $all");
    ir_read_expect(r, "(");
    while (!r->failed && !ir_read_is(r, ")")) {
        VEC_PUSH(r->arena, &g->members, entity(r, "a population or view like $exc"));
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect(r, ")");
    VEC_PUSH(r->arena, &r->m->groups, g);
    ir_register(r->m, g->name, g);
}

static void read_projection_field(IrReader *r, IrProjection *p)
{
    if (ir_read_accept_word(r, "connector")) {
        p->connector = entity(r, "a connector like $AllToAll");
        read_bound(r, &p->connector_args);
    } else if (ir_read_accept_word(r, "synapse")) {
        if (r->token.kind == IR_TOKEN_ENTITY)
            p->synapse = entity(r, "a synapse like $STDP");
        read_bound(r, &p->synapse_args);
    } else if (ir_read_accept_word(r, "weight")) {
        read_value(r, &p->weight);
    } else if (ir_read_accept_word(r, "delay")) {
        read_value(r, &p->delay);
    } else if (ir_read_accept_word(r, "feed")) {
        p->feed = ir_read_name(r, IR_TOKEN_ITEM, "a sum like %i_syn");
    } else if (ir_read_accept_word(r, "dendritic")) {
        p->dendritic = ir_read_expr(r);
    } else if (ir_read_accept_word(r, "space")) {
        read_bound(r, &p->space);
    } else if (ir_read_accept_word(r, "linear")) {
        p->linear_coupling = true;
    } else if (ir_read_accept_word(r, "zero")) {
        p->zero = true;
    } else {
        unknown_field(r, "a projection");
    }
}

static void read_projection(IrReader *r)
{
    IrProjection *p = ARENA_NEW(r->arena, IrProjection);
    p->span = r->token.span;
    p->name = entity(r, "a name like $p");
    ir_read_expect(r, ":");
    p->pre = entity(r, "a population, view or group like $exc");
    p->pre_event = read_port(r);
    ir_read_expect(r, "->");
    p->post = entity(r, "a population, view, group or projection like $exc");
    p->post_port = read_port(r);
    ir_read_expect(r, "{");
    while (more_fields(r))
        read_projection_field(r, p);
    VEC_PUSH(r->arena, &r->m->projections, p);
    ir_register(r->m, p->name, p);
}

static void read_input(IrReader *r)
{
    IrInput *in = ARENA_NEW(r->arena, IrInput);
    in->span = r->token.span;
    if (r->token.kind == IR_TOKEN_ENTITY)
        in->name = entity(r, "a name");
    ir_read_expect(r, ":");
    in->source = entity(r, "a source like $DCSource");
    read_bound(r, &in->values);
    ir_read_expect(r, "->");
    in->target = entity(r, "a population, view or group like $exc");
    in->port = read_port(r);
    ir_read_expect(r, "{");
    while (more_fields(r)) {
        if (ir_read_accept_word(r, "weight"))
            read_value(r, &in->weight);
        else if (ir_read_accept_word(r, "delay"))
            read_value(r, &in->delay);
        else if (ir_read_accept_word(r, "shared"))
            in->shared = true;
        else
            unknown_field(r, "an input");
    }
    VEC_PUSH(r->arena, &r->m->inputs, in);
    ir_register(r->m, in->name, in);
}

/* Does the current token stand in the line of the one before it, without a ";" between. */
static bool same_item(const IrReader *r)
{
    const char *text = r->file->text + (r->last - r->file->base);
    const size_t n = r->token.span.lo - r->last;
    return !memchr(text, '\n', n) && !memchr(text, ';', n);
}

/* [event] $target.path [of $projection] [every e]; `every` in a new line is an action of its own */
static void read_recorder(IrReader *r)
{
    IrRecorder *recorder = ARENA_NEW(r->arena, IrRecorder);
    recorder->span = r->token.span;
    const bool event = ir_read_accept_word(r, "event");
    recorder->target = entity(r, "a population, view or group like $exc");
    const Str *path = read_port(r);
    if (!path)
        ir_read_expect(r, ".");
    if (event)
        recorder->event = path;
    else
        recorder->path = path;
    if (!event && same_item(r) && ir_read_accept_word(r, "of"))
        recorder->projection = entity(r, "a projection like $gap");
    if (same_item(r))
        recorder->interval = ir_read_optional(r, "every");
    VEC_PUSH(r->arena, &r->m->recorders, recorder);
}

/* ---- the experiment ---- */
static IrAction read_action(IrReader *r);

static IrActionKind read_action_kind(IrReader *r)
{
    const char *words[IR_ACTION_KINDS];
    for (int i = 0; i < IR_ACTION_KINDS; i++)
        words[i] = ir_action_forms[i].word;
    return (IrActionKind)ir_read_choice(r, words, IR_ACTION_KINDS);
}

/* The first recorder that is of the same as the last one. */
static uint32_t first_alike(const IrModule *m)
{
    const IrRecorder *last = VEC_LAST(&m->recorders);
    uint32_t i = 0;
    while (m->recorders.v[i]->target != last->target || m->recorders.v[i]->path != last->path ||
           m->recorders.v[i]->event != last->event ||
           m->recorders.v[i]->projection != last->projection)
        i++;
    return i;
}

/* An index into the recorders, or a recorder in place: a new one, to be stopped one that is there. */
static void read_action_recorder(IrReader *r, IrAction *a)
{
    if (r->token.kind == IR_TOKEN_NUMBER) {
        a->recorder = ir_read_index(r);
        return;
    }
    a->recorder = r->m->recorders.n;
    read_recorder(r);
    if (a->kind != IR_ACTION_STOP_RECORDING)
        return;
    const uint32_t alike = first_alike(r->m);
    if (alike < a->recorder)
        r->m->recorders.n--;
    a->recorder = alike;
}

static void read_action_names(IrReader *r, IrAction *a)
{
    if (!ir_read_accept_word(r, "names"))
        return;
    do
        VEC_PUSH(r->arena, &a->names, ir_read_name(r, IR_TOKEN_ITEM, "a name like %v"));
    while (ir_read_accept(r, ","));
}

/* columns 0, 1 or time_id 2 %label, 3 %label: recorders by their index */
static void read_action_table(IrReader *r, IrAction *a)
{
    for (int k = IR_TABLE_COLUMNS; k <= IR_TABLE_ID_TIME && !a->table; k++)
        if (ir_read_accept_word(r, ir_table_words[k]))
            a->table = (IrTable)k;
    if (!a->table)
        return;
    do {
        IrColumn column = {.recorder = ir_read_index(r)};
        if (r->token.kind == IR_TOKEN_ITEM)
            column.label = ir_read_name(r, IR_TOKEN_ITEM, "a label like %a");
        VEC_PUSH(r->arena, &a->columns, column);
    } while (ir_read_accept(r, ","));
}

static void read_action_body(IrReader *r, IrAction *a)
{
    if (!ir_read_deeper(r))
        return;
    while (more_fields(r))
        VEC_PUSH(r->arena, &a->body, read_action(r));
    r->depth--;
}

static IrAction read_action_itself(IrReader *r)
{
    IrAction a = {.span = r->token.span};
    a.kind = read_action_kind(r);
    const IrActionForm *form = &ir_action_forms[a.kind];
    if (form->recorder && !r->failed) {
        read_action_recorder(r, &a);
        return a;
    }
    if (form->value == IR_VALUE_BARE)
        a.value = ir_read_expr(r);
    if (r->token.kind == IR_TOKEN_ENTITY) {
        a.target = entity(r, "a target");
        a.name = read_port(r);
    } else if (r->token.kind == IR_TOKEN_ITEM) {
        a.name = ir_read_name(r, IR_TOKEN_ITEM, "a name");
    }
    if (form->value == IR_VALUE_EQUALS)
        read_value(r, &a.value);
    a.keep_weights = ir_read_accept_word(r, "keep_weights");
    a.new_noise = ir_read_accept_word(r, "new_noise");
    a.clear = ir_read_accept_word(r, "clear");
    read_bound(r, &a.annotations);
    read_action_names(r, &a);
    read_action_table(r, &a);
    a.text = ir_read_string(r);
    const bool opened = form->body == IR_BODY_OPTIONAL && ir_read_accept(r, "{");
    if (form->body == IR_BODY_ALWAYS)
        ir_read_expect(r, "{");
    if (opened || form->body == IR_BODY_ALWAYS)
        read_action_body(r, &a);
    return a;
}

static IrAction read_action(IrReader *r)
{
    const IrPlaceText place = ir_read_place(r);
    const IrAction a = read_action_itself(r);
    ir_read_placed(r, place);
    return a;
}

static void read_experiment(IrReader *r)
{
    ir_read_expect(r, "{");
    while (more_fields(r))
        VEC_PUSH(r->arena, &r->m->experiment, read_action(r));
}

static void read_program(IrReader *r)
{
    r->m->name = entity(r, "a name like $brunel");
}

/* ---- the module ---- */
typedef struct Entry {
    const char *word;
    void (*read)(IrReader *r);
} Entry;

static void read_timestep(IrReader *r)
{
    read_value(r, &r->m->timestep);
}

static void read_min_delay(IrReader *r)
{
    read_value(r, &r->m->min_delay);
}

static void read_max_delay(IrReader *r)
{
    read_value(r, &r->m->max_delay);
}

static void read_seed(IrReader *r)
{
    read_value(r, &r->m->seed);
}

static const Entry entries[] = {
    {"program", read_program},     {"timestep", read_timestep},   {"min_delay", read_min_delay},
    {"max_delay", read_max_delay}, {"seed", read_seed},           {"param", read_param},
    {"data", read_data},           {"connector", read_connector}, {"population", read_population},
    {"view", read_view},           {"group", read_group},         {"projection", read_projection},
    {"input", read_input},         {"recorder", read_recorder},   {"experiment", read_experiment},
    {"file", ir_read_file},
};
enum { N_ENTRIES = sizeof entries / sizeof *entries };

static void read_entry(IrReader *r)
{
    StrNearest near = str_nearest_start(r->token.text->s);
    for (int i = 0; i < IR_ROLE_COUNT; i++) {
        if (ir_read_accept_word(r, ir_role_word((IrRole)i))) {
            ir_read_model(r, (IrRole)i);
            return;
        }
        str_nearest_offer(&near, ir_role_word((IrRole)i));
    }
    for (int i = 0; i < N_ENTRIES; i++) {
        if (ir_read_accept_word(r, entries[i].word)) {
            entries[i].read(r);
            return;
        }
        str_nearest_offer(&near, entries[i].word);
    }
    if (r->token.kind != IR_TOKEN_WORD)
        ir_read_missing(r, "cell, population or another entity");
    else if (near.best)
        ir_read_fail(r, DIAG_NNC0603, "unknown entity `%s`; did you mean `%s`?", r->token.text->s,
                     near.best);
    else
        ir_read_fail(r, DIAG_NNC0603, "unknown entity `%s`", r->token.text->s);
}

void ir_read_version(IrReader *r)
{
    r->token.text = str_from(r->session->strings, "");
    ir_read_next(r);
    if (!ir_read_is_word(r, "nnir")) {
        ir_read_expect_word(r, "nnir");
        return;
    }
    const int64_t version = ir_read_integer_behind(r);
    if (version != IR_TEXT_VERSION)
        ir_read_fail(r, DIAG_NNC0605,
                     "version %lld of the text is not known, this program reads version %d",
                     (long long)version, IR_TEXT_VERSION);
}

/* nnir 1 model structured */
static void read_header(IrReader *r)
{
    ir_read_version(r);
    if (!ir_read_accept_word(r, "model"))
        ir_read_fail(r, DIAG_NNC0605, "only the level `model` can be read");
    if (!ir_read_accept_word(r, "structured"))
        ir_read_fail(r, DIAG_NNC0605,
                     "expected `structured`; flat and discrete stand behind the name of a model");
}

IrModule *ir_read_module(Session *s, const SourceFile *file)
{
    IrModule *m = ir_module_new(s, "program");
    IrReader r = {.session = s, .m = m, .arena = m->arena, .file = file};
    read_header(&r);
    while (!r.failed && r.token.kind != IR_TOKEN_END) {
        const IrPlaceText place = ir_read_place(&r);
        read_entry(&r);
        ir_read_placed(&r, place);
    }
    ir_read_trace(&r);
    return r.failed ? NULL : m;
}
