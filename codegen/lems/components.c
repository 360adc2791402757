/* Components: the models of the IR with the values that populations, projections and inputs give them. */
#include "codegen/lems/lems_network.h"
#include "ir/build.h"

#include <string.h>

/* Populations of the document that one of the IR becomes. Each pair of them needs a projection: that many are what readers bear. */
enum { ROWS_MAX = 1000 };

/* ---- attributes ---- */
static void add_attribute(LemsWriter *w, LemsAttributes *a, const char *name, const char *value)
{
    VEC_PUSH(w->arena, &a->names, name);
    VEC_PUSH(w->arena, &a->values, value ? value : "");
}

static bool divides(void *context, const IrExpr *e)
{
    return e->op == IR_QUOTIENT && e->arg[1]->op == IR_ITEM && e->arg[1]->u.name == context;
}

/* A time constant of 0 acts at once here, and divides by 0 there. */
static bool is_divisor(const IrModel *model, const Str *name)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_DERIV &&
            ir_expr_any(model->items.v[i]->value, divides, (void *)name))
            return true;
    return false;
}

static const char *not_zero(LemsWriter *w, const IrModel *model, const IrItem *param,
                            const char *text)
{
    const char *digit = text ? text + strspn(text, "-0.") : "";
    if (text && (!*digit || *digit == ' ') && is_divisor(model, param->name))
        lems_refuse(w, param->span, "`%s`, a divisor, with the value 0", param->name->s);
    return text;
}

/* What the population says that states start with: those of the cell, or of a part behind its path, "soma.". */
typedef struct Starts {
    const IrBinds *initial;
    const char *path;
} Starts;

static const IrBinds no_binds = {0};
static const Starts no_starts = {&no_binds, ""}; /* of what is no population */

static const IrBind *start_of(const LemsWriter *w, const Starts *starts, const Str *state)
{
    const char *name = arena_printf(w->arena, "%s%s", starts->path, state->s);
    return ir_bind(starts->initial, str_from(w->session->strings, name));
}

static bool reach_parts(const IrBinds *initial)
{
    for (uint32_t i = 0; i < initial->n; i++)
        if (strchr(initial->v[i].name->s, '.'))
            return true;
    return false;
}

/* The parameters of the model, and what its states start with. */
static void find_attributes(LemsScope *s, const LemsValues *v, const Starts *starts,
                            LemsAttributes *out)
{
    for (uint32_t i = 0; i < s->model->items.n && !s->w->failed; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind == IR_ITEM_PARAM)
            lems_check_grid(v, v->model, item);
        if (item->kind == IR_ITEM_PARAM)
            add_attribute(s->w, out, lems_name_of(s->w, &s->names, item->name),
                          not_zero(s->w, s->model, item, lems_parameter_text(v, item)));
        const char *start = lems_start_parameter(s, item);
        if (!start)
            continue;
        const IrBind *bind = start_of(s->w, starts, item->name);
        const LemsValues network = {v->w, NULL, NULL, NULL, v->cell};
        IrItem given = *item;
        if (bind)
            given.value = bind->value;
        const LemsValues alone =
            bind ? network : (LemsValues){v->w, v->model, v->binds, v->owner, v->cell};
        add_attribute(s->w, out, start, lems_parameter_text(&alone, &given));
    }
}

static bool same(const LemsAttributes *a, const LemsAttributes *b)
{
    for (uint32_t i = 0; i < a->values.n; i++)
        if (strcmp(a->values.v[i], b->values.v[i]) != 0)
            return false;
    return true;
}

static void write_attributes(LemsWriter *w, const LemsAttributes *a)
{
    for (uint32_t i = 0; i < a->names.n; i++)
        xml_writer_attribute(&w->xml, a->names.v[i], a->values.v[i]);
}

/* What makes components equal: the type, and all values. */
static const Str *key_of(LemsScope *s, const LemsAttributes *a)
{
    LemsWriter *w = s->w;
    const char *key = lems_type_name(w, s->model);
    for (uint32_t i = 0; i < a->values.n; i++)
        key = arena_printf(w->arena, "%s\n%s", key, a->values.v[i]);
    return str_from(w->session->strings, key);
}

/* A child: a part with the values that its owner gives it. */
typedef struct Child {
    LemsScope scope;
    LemsValues values;
    Starts starts;
    const IrItem *part;
} Child;

/* False: the item is no such part, or there was a diagnostic. */
static bool open_child(LemsScope *s, const IrItem *part, const LemsValues *v, const Starts *starts,
                       Child *out)
{
    const IrModel *model = part->kind == IR_ITEM_PART ? ir_find_model(s->w->m, part->model) : NULL;
    const IrModel *simple = model && model->role != IR_RECEPTOR ? lems_simplify(s->w, model) : NULL;
    if (!simple)
        return false;
    out->part = part;
    out->values = (LemsValues){s->w, model, &part->binds, v, v->cell};
    out->starts =
        (Starts){starts->initial, arena_printf(s->w->arena, "%s%s.", starts->path, part->name->s)};
    lems_scope_init(&out->scope, s->w, simple);
    return true;
}

static void write_parts(LemsScope *s, const LemsValues *v, const Starts *starts)
{
    Child c;
    for (uint32_t i = 0; i < s->model->items.n && !s->w->failed; i++) {
        LemsAttributes a = {0};
        if (!open_child(s, s->model->items.v[i], v, starts, &c))
            continue;
        find_attributes(&c.scope, &c.values, &c.starts, &a);
        xml_writer_open(&s->w->xml, lems_name_of(s->w, &s->names, c.part->name));
        xml_writer_attribute(&s->w->xml, "type", lems_type_name(s->w, c.values.model));
        write_attributes(s->w, &a);
        lems_write_wire_attributes(&c.scope);
        write_parts(&c.scope, &c.values, &c.starts);
        xml_writer_close(&s->w->xml);
    }
}

/* All values that tell components apart: those of parts follow from their owner's, but for what the population starts them with. */
static void find_all(LemsScope *s, const LemsValues *v, const Starts *starts, LemsAttributes *out)
{
    Child c;
    find_attributes(s, v, starts, out);
    for (uint32_t i = 0; reach_parts(starts->initial) && i < s->model->items.n; i++)
        if (open_child(s, s->model->items.v[i], v, starts, &c))
            find_all(&c.scope, &c.values, &c.starts, out);
}

static void write_component(LemsScope *s, const char *id, const LemsAttributes *a,
                            const LemsValues *v, const Starts *starts)
{
    xml_writer_open(&s->w->xml, lems_type_name(s->w, s->model));
    xml_writer_attribute(&s->w->xml, "id", id);
    write_attributes(s->w, a);
    lems_write_wire_attributes(s);
    write_parts(s, v, starts);
    xml_writer_close(&s->w->xml);
}

/* ---- populations ---- */
static bool differs(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_VARIABLE || e->op == IR_DATA || e->op == IR_LIST || e->op == IR_POSITION;
}

static bool is_uniform(const IrPopulation *p)
{
    for (uint32_t i = 0; i < p->values.n; i++)
        if (ir_expr_any(p->values.v[i].value, differs, NULL))
            return false;
    for (uint32_t i = 0; i < p->initial.n; i++)
        if (ir_expr_any(p->initial.v[i].value, differs, NULL))
            return false;
    return true;
}

LemsCells *lems_add_cells(LemsNetworkWriter *n, const IrPopulation *p, const IrModel *model,
                          uint32_t first, bool whole)
{
    LemsWriter *w = n->w;
    const char *label = whole ? p->name->s : arena_printf(w->arena, "%s_%u", p->name->s, first);
    LemsCells c = {.population = p, .model = model, .first = first};
    c.id = lems_new_name(w, &w->ids, label);
    c.component = lems_new_name(w, &w->ids, arena_printf(w->arena, "%s_cell", label));
    VEC_PUSH(w->arena, &n->cells, c);
    if (!map_has(&n->first, p))
        map_set(&n->first, p, (void *)(uintptr_t)n->cells.n);
    return &VEC_LAST(&n->cells);
}

bool lems_may_add(LemsNetworkWriter *n, const IrPopulation *p, uint32_t rows)
{
    if (rows < ROWS_MAX)
        return true;
    Diag *g =
        lems_refuse(n->w, p->span, "population `%s`, whose cells have more than %d sets of values,",
                    p->name->s, ROWS_MAX);
    diag_note(n->w->session->diags, g, NOWHERE,
              "the cells of a population of LEMS are equal: each set of values needs one, and each "
              "pair of populations a projection");
    return false;
}

/* The component of that type with those values, which is `wanted` where it is new. */
static const char *component_of(LemsNetworkWriter *n, LemsScope *s, const char *wanted,
                                const LemsAttributes *a, const LemsValues *v, const Starts *starts)
{
    LemsWriter *w = n->w;
    const Str *key = key_of(s, a);
    const char *known = map_get(&n->components, key);
    if (known)
        return known;
    map_set(&n->components, key, (void *)wanted);
    LemsAttributes own = {0};
    find_attributes(s, v, starts, &own);
    write_component(s, wanted, &own, v, starts);
    return w->failed ? NULL : wanted;
}

static void write_populated(LemsNetworkWriter *n, const IrPopulation *p, const IrModel *model,
                            uint32_t size)
{
    LemsWriter *w = n->w;
    LemsScope s;
    const IrModel *simple = lems_simplify(w, model);
    LemsCells *cells = NULL;
    LemsAttributes before = {0};
    if (!simple)
        return;
    lems_scope_init(&s, w, simple);
    const bool uniform = is_uniform(p);
    const Starts starts = {&p->initial, ""};
    uint32_t rows = 0;
    for (uint32_t i = 0; i < size && !w->failed; i++) {
        LemsAttributes a = {0};
        const LemsValues v = {w, model, &p->values, NULL, i};
        if (!uniform || !i)
            find_all(&s, &v, &starts, &a);
        if (cells && (uniform || same(&before, &a))) {
            cells->n++;
            continue;
        }
        if (!lems_may_add(n, p, rows++))
            return;
        cells = lems_add_cells(n, p, model, i, uniform || size == 1);
        cells->n = 1;
        before = a;
        cells->component = component_of(n, &s, cells->component, &a, &v, &starts);
    }
}

void lems_write_cells(LemsNetworkWriter *n)
{
    LemsWriter *w = n->w;
    for (uint32_t i = 0; i < w->m->populations.n && !w->failed; i++) {
        const IrPopulation *p = w->m->populations.v[i];
        const IrModel *model = ir_find_model(w->m, p->model);
        const LemsValues network = {w, NULL, NULL, NULL, 0};
        double size;
        if (!model || !lems_value_of(&network, p->size, &size))
            continue;
        const IrItem *times = lems_spike_times(model);
        if (times)
            lems_write_spike_source(n, p, model, times, (uint32_t)size);
        else
            write_populated(n, p, model, (uint32_t)size);
    }
    xml_writer_gap(&w->xml);
}

/* ---- what is attached ---- */
/* One component for equal values. */
static const char *write_once(LemsScope *s, const char *wanted, const LemsAttributes *a)
{
    LemsWriter *w = s->w;
    const Str *name = key_of(s, a);
    const char *known = map_get(&w->components, name);
    if (known || w->failed)
        return known;
    const LemsValues v = {w, s->model, NULL, NULL, 0};
    known = lems_new_name(w, &w->ids, wanted);
    write_component(s, known, a, &v, &no_starts);
    map_set(&w->components, name, (void *)known);
    return known;
}

/* The values of a parameter: as its synapse has it, or the receptor of such cells. */
static const char *kind_value(LemsNetworkWriter *n, const IrProjection *p, const LemsKind *kind,
                              const LemsCells *post, const IrItem *param)
{
    const Str *own = map_get(&kind->of_synapse, param->name);
    const LemsValues of_cell = {n->w, post->model, &post->population->values, NULL, post->first};
    const IrItem *part = kind->receptor ? ir_item(post->model, p->post_port) : NULL;
    const LemsValues of_part = {n->w, kind->receptor, part ? &part->binds : NULL, &of_cell,
                                post->first};
    const LemsValues of_synapse = {n->w, kind->synapse, &p->synapse_args, NULL, 0};
    const LemsValues *v = own ? &of_synapse : &of_part;
    const IrItem *item = v->model ? ir_item(v->model, own ? own : param->name) : NULL;
    if (!item)
        return NULL;
    IrItem decided = *item;
    decided.dim = param->dim; /* of a synapse it may be that of the weight */
    return lems_parameter_text(v, &decided);
}

const char *lems_write_kind(LemsNetworkWriter *n, const IrProjection *p, const LemsKind *kind,
                            const LemsCells *post)
{
    LemsScope s;
    LemsAttributes a = {0};
    const IrModel *simple = lems_simplify(n->w, kind->model);
    if (!simple)
        return NULL;
    lems_scope_init(&s, n->w, simple);
    for (uint32_t i = 0; i < simple->items.n; i++)
        if (simple->items.v[i]->kind == IR_ITEM_PARAM)
            add_attribute(n->w, &a, lems_name_of(n->w, &s.names, simple->items.v[i]->name),
                          not_zero(n->w, simple, simple->items.v[i],
                                   kind_value(n, p, kind, post, simple->items.v[i])));
    const char *id = arena_printf(n->w->arena, "%s_%s", post->population->name->s, p->post_port->s);
    return write_once(&s, kind->synapse ? arena_printf(n->w->arena, "%s_synapse", p->name->s) : id,
                      &a);
}

const char *lems_write_side(LemsNetworkWriter *n, const IrProjection *p, const LemsPeers *peers,
                            const LemsSide *side, const LemsCells *post)
{
    LemsWriter *w = n->w;
    LemsScope s;
    LemsAttributes a = {0};
    const bool near = side == &peers->near;
    if (side->kind)
        return lems_write_kind(n, p, side->kind, post);
    const IrModel *simple = lems_simplify(w, side->model);
    if (!simple)
        return NULL;
    const LemsValues of_synapse = {w, ir_find_model(w->m, p->synapse), &p->synapse_args, NULL, 0},
                     v = {w, side->model, side->part ? &side->part->binds : NULL, &of_synapse, 0};
    lems_scope_init(&s, w, simple);
    find_attributes(&s, &v, &no_starts, &a);
    return write_once(&s, arena_printf(w->arena, "%s_%s", p->name->s, near ? "near" : "far"), &a);
}

const char *lems_write_source(LemsNetworkWriter *n, const IrInput *input)
{
    LemsScope s;
    LemsAttributes a = {0};
    const IrModel *model = map_get(&n->w->sources, input);
    const IrModel *simple = model ? lems_simplify(n->w, model) : NULL;
    if (!simple)
        return NULL;
    const LemsValues v = {n->w, model, &input->values, NULL, 0};
    lems_scope_init(&s, n->w, simple);
    find_attributes(&s, &v, &no_starts, &a);
    const char *name = input->name ? input->name->s : input->source->s;
    return write_once(&s, arena_printf(n->w->arena, "%s", name), &a);
}
