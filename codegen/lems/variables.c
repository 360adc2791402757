/* Members of component types and their variables. LEMS evaluates derived variables in the order of the document, those with cases
   after all others: so they are sorted, and what reads one with cases has one case itself. */
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"

#include <string.h>

/* ---- what is attached ---- */
static bool is_receptor(const LemsScope *s, const IrItem *part)
{
    const IrModel *model = ir_find_model(s->w->m, part->model);
    return part->kind == IR_ITEM_PART && model && model->role == IR_RECEPTOR;
}

/* "synapses" of a sum that is called "synapses_i". */
const char *lems_attachments_name(LemsScope *s, const IrItem *port)
{
    StrTable *strings = s->w->session->strings;
    if (port->kind == IR_ITEM_PART)
        return lems_name_of(s->w, &s->names, port->name);
    const Str *name = port->name, *key = str_format(strings, "%s attachments", name->s);
    const char *known = map_get(&s->names.names, key);
    if (known)
        return known;
    const bool plain = name->len > 2 && name->s[name->len - 2] == '_' &&
                       strchr("iI", name->s[name->len - 1]) != NULL;
    known = lems_new_name(s->w, &s->names,
                          plain ? arena_strndup(s->w->arena, name->s, name->len - 2)
                                : arena_printf(s->w->arena, "%s_sources", name->s));
    map_set(&s->names.names, key, (void *)known);
    return known;
}

const char *lems_path_text(LemsScope *s, const char *path)
{
    LemsWriter *w = s->w;
    const char *dot = strchr(path, '.');
    const Str *step =
        str_intern(w->session->strings, path, dot ? (size_t)(dot - path) : strlen(path));
    const IrItem *part = dot ? ir_item(s->model, step) : NULL;
    const IrModel *model =
        part && part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
    if (!model) /* a member of a gate has its owner's name before a dot */
        return lems_name_of(w, &s->names, str_from(w->session->strings, path));
    const IrModel *simple = lems_simplify(w, model);
    LemsScope inner;
    if (!simple)
        return NULL;
    lems_scope_init(&inner, w, simple);
    const char *rest = lems_path_text(&inner, dot + 1);
    const bool attached = model->role == IR_RECEPTOR;
    return arena_printf(w->arena, "%s%s/%s",
                        attached ? lems_attachments_name(s, part)
                                 : lems_name_of(w, &s->names, step),
                        attached ? "[*]" : "", rest ? rest : "");
}

/* ---- derived variables ---- */
typedef struct Variable {
    const IrItem *item; /* NULL: a read of a part, or what is attached */
    const Str *name;    /* of the IR */
    Dim dim;
    const char *select;
    bool reduce;
    const IrExpr *value;
    bool exposed, cases; /* cases: it has some, or reads what has */
    enum { FRESH, OPEN, DONE } state;
} Variable;

typedef struct Variables {
    LemsScope *s;
    VEC(Variable) all;
    Map index; /* Str -> place + 1 */
    VEC(uint32_t) order;
} Variables;

static Variable *add(Variables *v, Variable x)
{
    VEC_PUSH(v->s->w->arena, &v->all, x);
    map_set(&v->index, x.name, (void *)(uintptr_t)v->all.n);
    return &VEC_LAST(&v->all);
}

static bool is_exposed(const LemsScope *s, const IrItem *item)
{
    const Map *others = map_get(&s->w->exposed, s->model->name);
    return item->out || item->is_current || (others && map_has(others, item->name));
}

/* "na.m" of an expression: a variable of the part, "na/m". */
static void add_read(void *context, IrExpr **e)
{
    Variables *v = context;
    const LemsScope *s = v->s;
    if (!e || !*e)
        return;
    for (uint32_t i = 0; i < (*e)->n; i++)
        add_read(context, &(*e)->arg[i]);
    const char *dot = (*e)->op == IR_ITEM ? strchr((*e)->u.name->s, '.') : NULL;
    const Str *name = (*e)->u.name;
    if (!dot || map_has(&v->index, name))
        return;
    const Str *part = str_intern(s->w->session->strings, name->s, (size_t)(dot - name->s));
    const IrItem *item = ir_item(s->model, part);
    if (!item || item->kind != IR_ITEM_PART)
        return;
    Variable x = {.name = name, .dim = (*e)->dim, .reduce = is_receptor(s, item)};
    x.select = lems_path_text(v->s, name->s);
    add(v, x);
}

static IrExpr *sum_of_feeds(const LemsScope *s, const IrItem *reduce)
{
    Arena *a = s->w->arena;
    VEC(IrExpr *) terms = {0};
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind == IR_ITEM_FEED &&
            s->model->items.v[i]->name == reduce->name)
            VEC_PUSH(a, &terms, s->model->items.v[i]->value);
    if (!terms.n)
        return NULL;
    IrExpr *all = ir_expr_new(a, reduce->multiply ? IR_PRODUCT : IR_SUM,
                              terms.n + !reduce->multiply, reduce->span);
    all->dim = reduce->dim;
    memcpy(all->arg, terms.v, terms.n * sizeof *terms.v);
    return terms.n == 1 && reduce->multiply ? terms.v[0] : all;
}

/* The sum of what parts give and of what is attached from outside. */
static void add_reduce(Variables *v, const IrItem *reduce)
{
    LemsScope *s = v->s;
    IrExpr *sum = sum_of_feeds(s, reduce);
    Variable x = {.item = reduce, .name = reduce->name, .dim = reduce->dim};
    x.exposed = is_exposed(s, reduce);
    if (!reduce->multiply && !lems_is_closed(s->w, s->model, reduce)) {
        Variable outside = x;
        outside.select = arena_printf(s->w->arena, "%s[*]/%s", lems_attachments_name(s, reduce),
                                      dim_is_none(reduce->dim) ? "I" : "i");
        outside.reduce = true;
        if (!sum) {
            add(v, outside);
            return;
        }
        outside.exposed = false;
        outside.name = str_format(s->w->session->strings, "%s.attached", reduce->name->s);
        IrExpr *last = ir_named(s->w->arena, IR_ITEM, outside.name, reduce->span);
        last->dim = reduce->dim;
        sum->arg[sum->n - 1] = last;
        add(v, outside);
    }
    if (sum && !reduce->multiply && sum->arg[sum->n - 1] == NULL)
        sum->n--; /* nothing from outside */
    x.value = sum                ? sum
              : reduce->multiply ? ir_number(s->w->arena, 1, DIM_NONE, reduce->span)
                                 : ir_number(s->w->arena, 0, reduce->dim, reduce->span);
    add(v, x);
}

/* An alias that is a sum of what is attached, and nothing else, is that sum. */
static const IrItem *sum_behind(const LemsScope *s, const IrItem *alias)
{
    const IrItem *item =
        alias->value->op == IR_ITEM ? ir_item(s->model, alias->value->u.name) : NULL;
    return item && item->kind == IR_ITEM_REDUCE && !item->multiply && !sum_of_feeds(s, item) &&
                   !lems_is_closed(s->w, s->model, item)
               ? item
               : NULL;
}

static void add_alias(Variables *v, const IrItem *alias)
{
    LemsScope *s = v->s;
    const IrItem *sum = sum_behind(s, alias);
    Variable x = {.item = alias, .name = alias->name, .dim = alias->dim, .value = alias->value};
    x.exposed = is_exposed(s, alias);
    x.cases = alias->value->op == IR_SELECT;
    if (alias->scalar == IR_BOOL)
        return; /* it stands where it is read */
    if (sum && !map_has(&v->index, sum->name)) {
        x.select = arena_printf(s->w->arena, "%s[*]/%s", lems_attachments_name(s, sum),
                                dim_is_none(sum->dim) ? "I" : "i");
        x.reduce = true;
        map_set(&s->names.names, sum->name, (void *)lems_name_of(s->w, &s->names, alias->name));
        add(v, x);
        map_set(&v->index, sum->name, (void *)(uintptr_t)v->all.n);
        return;
    }
    add(v, x);
}

/* What only shows a variable of a receptor, and is not asked for: connections have receptors of their own here. */
static bool is_mirror(const LemsScope *s, const IrItem *alias)
{
    const Map *others = map_get(&s->w->exposed, s->model->name);
    const char *dot = alias->value->op == IR_ITEM ? strchr(alias->value->u.name->s, '.') : NULL;
    const Str *part = dot ? str_intern(s->w->session->strings, alias->value->u.name->s,
                                       (size_t)(dot - alias->value->u.name->s))
                          : NULL;
    const IrItem *item = part ? ir_item(s->model, part) : NULL;
    return item && is_receptor(s, item) && !(others && map_has(others, alias->name)) &&
           !lems_is_read(s->model, alias->name);
}

/* A variable of the component at the other end of a continuous connection. */
static bool is_of_peer(const IrItem *item)
{
    return item->kind == IR_ITEM_IN && item->from == IR_FROM_PRE;
}

static void add_of_peer(Variables *v, const IrItem *item)
{
    Variable x = {.item = item, .name = item->name, .dim = item->dim};
    x.select = arena_printf(v->s->w->arena, "peer/%s", item->from_name->s);
    add(v, x);
}

static void collect(Variables *v)
{
    const IrModel *model = v->s->model;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind != IR_ITEM_ALIAS || !is_mirror(v->s, model->items.v[i]))
            ir_item_each_expr(model->items.v[i], add_read, v);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (is_of_peer(model->items.v[i]))
            add_of_peer(v, model->items.v[i]);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_ALIAS && !is_mirror(v->s, model->items.v[i]))
            add_alias(v, model->items.v[i]);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_REDUCE &&
            !map_has(&v->index, model->items.v[i]->name))
            add_reduce(v, model->items.v[i]);
}

/* ---- order ---- */
static void visit(Variables *v, uint32_t k);

static void visit_reads(Variables *v, uint32_t k, const IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        visit_reads(v, k, e->arg[i]);
    const uintptr_t place = e->op == IR_ITEM ? (uintptr_t)map_get(&v->index, e->u.name) : 0;
    if (!place)
        return;
    visit(v, (uint32_t)place - 1);
    v->all.v[k].cases |= v->all.v[place - 1].cases;
}

static void visit(Variables *v, uint32_t k)
{
    if (v->all.v[k].state != FRESH)
        return;
    v->all.v[k].state = OPEN;
    if (v->all.v[k].value)
        visit_reads(v, k, v->all.v[k].value);
    v->all.v[k].state = DONE;
    VEC_PUSH(v->s->w->arena, &v->order, k);
}

/* ---- writing ---- */
static void attribute(LemsScope *s, const char *name, const char *value)
{
    if (value)
        xml_writer_attribute(&s->w->xml, name, value);
}

static void write_case(LemsScope *s, const IrExpr *test, const IrExpr *value)
{
    xml_writer_open(&s->w->xml, "Case");
    if (test)
        attribute(s, "condition", lems_expression_text(s, test));
    attribute(s, "value", lems_expression_text(s, value));
    xml_writer_close(&s->w->xml);
}

static void write_variable(LemsScope *s, const Variable *x)
{
    XmlWriter *xml = &s->w->xml;
    const char *name = lems_name_of(s->w, &s->names, x->name);
    const Span at = x->item ? x->item->span : NOWHERE;
    xml_writer_open(xml, x->cases ? "ConditionalDerivedVariable" : "DerivedVariable");
    attribute(s, "name", name);
    attribute(s, "dimension", lems_dimension_name(s->w, x->dim, at));
    attribute(s, "exposure", x->exposed ? name : NULL);
    attribute(s, "select", x->select);
    attribute(s, "reduce", x->reduce ? "add" : NULL);
    if (x->value && !x->cases)
        attribute(s, "value", lems_expression_text(s, x->value));
    const IrExpr *e = x->cases ? x->value : NULL;
    for (; e && e->op == IR_SELECT; e = e->arg[2])
        write_case(s, e->arg[0], e->arg[1]);
    if (e)
        write_case(s, NULL, e);
    xml_writer_close(xml);
}

static void write_states(LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind != IR_ITEM_STATE || item->weight)
            continue;
        const char *name = lems_name_of(s->w, &s->names, item->name);
        xml_writer_open(&s->w->xml, "StateVariable");
        attribute(s, "name", name);
        attribute(s, "dimension", lems_dimension_name(s->w, item->dim, item->span));
        attribute(s, "exposure", is_exposed(s, item) ? name : NULL);
        xml_writer_close(&s->w->xml);
    }
}

static Variables find_variables(LemsScope *s)
{
    Variables v = {.s = s};
    map_init(&v.index, s->w->arena);
    collect(&v);
    for (uint32_t i = 0; i < v.all.n; i++)
        visit(&v, i);
    return v;
}

void lems_write_variables(LemsScope *s)
{
    const Variables v = find_variables(s);
    write_states(s);
    for (int pass = 0; pass < 3; pass++) /* selections, values, cases */
        for (uint32_t i = 0; i < v.order.n; i++) {
            const Variable *x = &v.all.v[v.order.v[i]];
            if (pass == (x->cases ? 2 : x->select ? 0 : 1))
                write_variable(s, x);
        }
}

/* ---- members ---- */
static void write_member(LemsScope *s, const char *tag, const char *name, Dim dim, Span at)
{
    xml_writer_open(&s->w->xml, tag);
    attribute(s, "name", name);
    attribute(s, "dimension", lems_dimension_name(s->w, dim, at));
}

static void write_number(LemsScope *s, const IrItem *item)
{
    const char *name = lems_name_of(s->w, &s->names, item->name);
    if (item->is_list) {
        lems_refuse(s->w, item->span, "`%s`, a list,", item->name->s);
        return;
    }
    write_member(s, item->weight ? "Property" : "Parameter", name, item->dim, item->span);
    if (item->weight)
        attribute(s, "defaultValue", "1");
    if (item->doc)
        attribute(s, "description", item->doc);
    xml_writer_close(&s->w->xml);
}

static void write_exposures(LemsScope *s)
{
    const Variables v = find_variables(s);
    const char *base = lems_base_type(s);
    const char *inherited = !base                              ? ""
                            : !strcmp(base, "baseCellMembPot") ? "v"
                            : strstr(base, "DL")               ? "I"
                                                               : "i";
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        const bool variable = item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS ||
                              item->kind == IR_ITEM_REDUCE;
        if (!variable || item->weight || item->scalar == IR_BOOL || !is_exposed(s, item) ||
            !map_has(item->kind == IR_ITEM_STATE ? &s->model->by_name : &v.index, item->name))
            continue;
        const char *name = lems_name_of(s->w, &s->names, item->name);
        if (!strcmp(name, inherited))
            continue;
        write_member(s, "Exposure", name, item->dim, item->span);
        xml_writer_close(&s->w->xml);
    }
}

static void write_port(LemsScope *s, const IrItem *item, const char *direction)
{
    const char *base = lems_base_type(s);
    if (item->args.n) {
        lems_refuse(s->w, item->span, "a value that events bring (`%s`)", item->args.v[0].name->s);
        return;
    }
    if (base && str_is(item->name, "spike") && !strcmp(direction, "out"))
        return; /* of the base type */
    xml_writer_open(&s->w->xml, "EventPort");
    attribute(s, "name", lems_name_of(s->w, &s->names, item->name));
    attribute(s, "direction", direction);
    xml_writer_close(&s->w->xml);
}

static void write_list(LemsScope *s, const char *tag, const char *name, const char *type)
{
    xml_writer_open(&s->w->xml, tag);
    attribute(s, "name", name);
    attribute(s, "type", type);
    xml_writer_close(&s->w->xml);
}

static void write_part(LemsScope *s, const IrItem *part)
{
    const IrModel *model = ir_find_model(s->w->m, part->model);
    const char *name = lems_name_of(s->w, &s->names, part->name);
    if (is_receptor(s, part))
        write_list(s, "Attachments", lems_attachments_name(s, part), "baseSynapse");
    else if (model)
        write_list(s, "Child", name, lems_type_name(s->w, model));
}

static void write_item(LemsScope *s, const IrItem *item)
{
    switch ((int)item->kind) {
    case IR_ITEM_PARAM:
        write_number(s, item);
        break;
    case IR_ITEM_STATE:
        if (item->weight)
            write_number(s, item);
        break;
    case IR_ITEM_IN:
        if (is_of_peer(item))
            break;
        write_member(s, "Requirement", lems_name_of(s->w, &s->names, item->name), item->dim,
                     item->span);
        xml_writer_close(&s->w->xml);
        break;
    case IR_ITEM_EVENT_IN:
        write_port(s, item, "in");
        break;
    case IR_ITEM_EVENT_OUT:
        write_port(s, item, "out");
        break;
    case IR_ITEM_PART:
        write_part(s, item);
        break;
    case IR_ITEM_REDUCE:
        if (!item->multiply && !lems_is_closed(s->w, s->model, item))
            write_list(s, "Attachments", lems_attachments_name(s, item),
                       dim_is_none(item->dim) ? "basePointCurrentDL" : "basePointCurrent");
        break;
    default:
        break;
    }
}

static void write_constants(LemsScope *s)
{
    for (uint32_t i = 0; i < s->constants.texts.n; i++) {
        const Str *text = s->constants.texts.v[i];
        write_member(s, "Constant", map_get(&s->constants.names, text), s->constants.dims.v[i],
                     NOWHERE);
        attribute(s, "value", text->s);
        xml_writer_close(&s->w->xml);
    }
}

static void write_start_parameters(LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const char *start = lems_start_parameter(s, s->model->items.v[i]);
        if (!start)
            continue;
        write_member(s, "Parameter", start, s->model->items.v[i]->dim, NOWHERE);
        xml_writer_close(&s->w->xml);
    }
}

static void write_peer(LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (is_of_peer(s->model->items.v[i])) {
            write_list(s, "InstanceRequirement", "peer", "basePointCurrent");
            return;
        }
}

void lems_write_members(LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind == IR_ITEM_PARAM || s->model->items.v[i]->weight)
            write_item(s, s->model->items.v[i]);
    write_start_parameters(s);
    write_constants(s);
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind != IR_ITEM_PARAM && !s->model->items.v[i]->weight)
            write_item(s, s->model->items.v[i]);
    write_peer(s);
    lems_write_wire_members(s);
    write_exposures(s);
}
