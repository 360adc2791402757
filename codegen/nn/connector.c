/* Connectors: their models, and how projections name them. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <string.h>

enum { ROWS_INLINE = 100 }; /* connections of a list that stands in the file itself */

/* ---- lists ---- */
static bool is_list(const IrConnector *c)
{
    return c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST;
}

static const char *number(NnWriter *w, double x)
{
    return nn_quantity(w, x, DIM_NONE);
}

static void write_rows(NnWriter *w, Emitter *e, const IrData *d, const char *indent)
{
    size_t column = 0;
    for (uint64_t r = 0; r < d->rows; r++) {
        const char *row = "";
        for (uint32_t c = 0; c < d->columns; c++)
            row = arena_printf(w->a, "%s%s%s", row, c ? ", " : "",
                               number(w, d->values[c * d->rows + r]));
        column += strlen(row) + 4;
        emit(e, "%s(%s)%s", column == strlen(row) + 4 && r ? indent : "", row,
             r + 1 < d->rows ? "," : "");
        if (r + 1 < d->rows && column > NN_LINE - 20) {
            emit(e, "\n");
            column = 0;
        } else if (r + 1 < d->rows)
            emit(e, " ");
    }
}

/* Columns behind pre and post, where they are not the usual ones. */
static const char *column_names(NnWriter *w, const IrData *d)
{
    static const char *const usual[] = {"pre", "post", "weight", "delay"};
    bool plain = d->columns <= 4;
    const char *list = "";
    for (uint32_t c = 2; c < d->columns; c++) {
        plain = plain && str_is(d->column_names[c], usual[c]);
        list = arena_printf(w->a, "%s%s%s", list, c > 2 ? ", " : "",
                            nn_string(w, d->column_names[c]->s));
    }
    return plain ? "" : arena_printf(w->a, ", column_names=[%s]", list);
}

/* Long lists stand in a file beside: "NAME_data.nn", from which they are imported. */
static const char *long_list(NnWriter *w, const IrData *d, const Str *projection)
{
    const Str *name = str_format(w->s->strings, "%s connections", projection->s);
    const char *variable = nn_variable(w, name);
    if (!w->data) {
        w->data_module = nn_variable(w, str_format(w->s->strings, "%s_data", w->w->base));
        w->data = writer_add_file(w->w, arena_printf(w->a, "%s.nn", w->data_module));
        emit(w->data, "# Connections of %s.nn: pre, post, and what the columns are called there.\n",
             w->w->base);
    }
    emit(w->data, "\n%s = [\n    ", variable);
    write_rows(w, w->data, d, "    ");
    emit(w->data, "]\n");
    w->imported = w->imported ? arena_printf(w->a, "%s, %s", w->imported, variable) : variable;
    return variable;
}

static const char *list_connector(NnWriter *w, const IrConnector *c, const Str *projection)
{
    const IrData *d = ir_find_data(w->m, c->clauses.v[0].data);
    if (!d || d->columns < 2 || c->clauses.v[0].values.n) {
        nn_refuse(w, c->span, "a list of connections with values that are computed");
        return "";
    }
    const char *rows;
    if (d->rows > ROWS_INLINE && w->w->base) {
        rows = long_list(w, d, projection);
    } else {
        Emitter *e = emitter_new(w->a, 0);
        size_t n;
        emit(e, d->rows > 6 ? "[\n    " : "[");
        write_rows(w, e, d, "    ");
        emit(e, "]");
        rows = emitter_text(e, &n);
    }
    return arena_printf(w->a, "FromListConnector(%s%s)", rows, column_names(w, d));
}

/* ---- flags ---- */
/* "FixedProbabilityConnector allow_self_connections=False": the name of the model, and the flags that it was made with. */
static const char *flags_of(NnWriter *w, const IrConnector *c, const char **model)
{
    const size_t n = strcspn(c->name->s, " ");
    const char *list = "";
    *model = arena_strndup(w->a, c->name->s, n);
    for (const char *at = c->name->s + n; *at;) {
        at += strspn(at, " ");
        const size_t len = strcspn(at, " "), name = strcspn(at, "=");
        const char *value = arena_strndup(w->a, at + name + 1, len - name - 1);
        const bool word = !strcmp(value, "True") || !strcmp(value, "False") || *value == '"';
        list = arena_printf(w->a, "%s%s%.*s=%s", list, *list ? ", " : "", (int)name, at,
                            word ? value : nn_string(w, value));
        at += len;
    }
    return list;
}

static bool has_flag(const IrConnector *c)
{
    for (uint32_t i = 0; i < c->clauses.n; i++)
        if (c->clauses.v[i].no_self)
            return true;
    return false;
}

static bool is_mutual(const IrConnector *c)
{
    for (uint32_t i = 0; i < c->clauses.n; i++)
        if (c->clauses.v[i].no_mutual)
            return true;
    return false;
}

const char *nn_connector(NnWriter *w, const IrProjection *p)
{
    const IrConnector *c = p->connector ? ir_find_connector(w->m, p->connector) : NULL;
    const char *model, *flags;
    if (!c) {
        nn_refuse(w, p->span, "the projection '%s', which has no connector", p->name->s);
        return "";
    }
    if (is_list(c))
        return list_connector(w, c, p->name);
    if (nn_is_library(w, c->span)) {
        flags = flags_of(w, c, &model);
        const char *args = nn_values(w, "", &p->connector_args);
        return arena_printf(w->a, "%s(%s%s%s)", model, args, *args && *flags ? ", " : "", flags);
    }
    const char *args = nn_values(w, "", &p->connector_args);
    if (is_mutual(c))
        args =
            arena_printf(w->a, "%s%sallow_self_connections=\"NoMutual\"", args, *args ? ", " : "");
    return arena_printf(w->a, "%s(%s)", nn_variable(w, c->name), args);
}

/* ---- models ---- */
static const char *leaf(const NnScope *s, const IrExpr *e)
{
    if (e->op == IR_DISTANCE)
        return "distance(i, j)";
    return e->op == IR_POSITION ? nn_path(s->w, e->u.name) : NULL;
}

static void write_connect(const NnScope *s, const IrClause *c)
{
    const char *tests = "", *values = "";
    if (c->no_self)
        tests = "may_connect(i, j, allow_self_connections)";
    if (c->loop == IR_LOOP_TOTAL)
        tests = arena_printf(s->w->a, "%s%sdrawn(%s)", tests, *tests ? " and " : "",
                             nn_expr(s, c->sample));
    if (c->guard)
        tests =
            arena_printf(s->w->a, "%s%s%s", tests, *tests ? " and " : "", nn_operand(s, c->guard));
    for (uint32_t i = 0; i < c->values.n; i++)
        values = arena_printf(s->w->a, "%s, %s = %s", values, nn_word(s->w, c->values.v[i].name->s),
                              nn_expr(s, c->values.v[i].value));
    if (*tests)
        emit_open(s->w->e, "if %s:", tests);
    emit(s->w->e, "connect");
    if (c->probability)
        emit(s->w->e, " with probability (%s)", nn_expr(s, c->probability));
    emit(s->w->e, "%s\n", values);
    if (*tests)
        emit_close(s->w->e, "%s", "");
}

static void write_clause(const NnScope *s, const IrClause *c)
{
    if (c->loop == IR_LOOP_LIST)
        nn_refuse(s->w, c->span, "a list among other clauses of a connector");
    const char *i = c->i ? nn_word(s->w, c->i->s) : "i", *j = c->j ? nn_word(s->w, c->j->s) : "j";
    const char *again = c->replace ? ", replace=True" : "";
    const bool sampled = c->loop == IR_LOOP_PRE || c->loop == IR_LOOP_POST;
    if (c->loop == IR_LOOP_PRE)
        emit_open(s->w->e, "for pre %s:", i);
    else if (c->loop == IR_LOOP_POST)
        emit_open(s->w->e, "for post %s:", j);
    else
        emit_open(s->w->e, "for pre %s, post %s:", i, j);
    if (sampled)
        emit_open(s->w->e, "for %s in sample(%s, %s%s):", c->loop == IR_LOOP_PRE ? j : i,
                  c->loop == IR_LOOP_PRE ? "post" : "pre", nn_expr(s, c->sample), again);
    write_connect(s, c);
    if (sampled)
        emit_close(s->w->e, "%s", "");
    emit_close(s->w->e, "%s", "");
}

void nn_write_connector(NnWriter *w, const IrConnector *c)
{
    const NnScope s = {.w = w, .connector = c, .leaf = leaf};
    if (is_list(c) || nn_is_library(w, c->span))
        return;
    emit_open(w->e, "connector %s:", nn_variable(w, c->name));
    if (c->doc)
        emit(w->e, "\"\"%s\"\"\n", nn_string(w, c->doc));
    for (uint32_t i = 0; i < c->params.n; i++) {
        const IrItem *p = c->params.v[i];
        const char *unit = nn_unit(w, p->unit, p->dim);
        const bool said = p->value && (dim_is_none(p->dim) || nn_unit_in(p->value));
        emit(w->e, "param %s%s%s", nn_word(w, p->name->s), said ? "" : ": ", said ? "" : unit);
        emit(w->e, p->value ? " = %s\n" : "\n", p->value ? nn_expr(&s, p->value) : "");
    }
    if (has_flag(c))
        emit(w->e, "param allow_self_connections = False\n");
    for (uint32_t i = 0; i < c->clauses.n; i++)
        write_clause(&s, &c->clauses.v[i]);
    emit_close(w->e, "%s", "\n");
}
