/* Populations: one model for all that have the same class and receptors, and the values of their cells. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

const Str *nml_free_name(NmlNetwork *n, const Str *base)
{
    const Str *name = base;
    for (unsigned k = 2; map_has(&n->m->by_name, name); k++)
        name = str_format(n->all->session->strings, "%s#%u", base->s, k);
    return name;
}

/* ---- models ---- */
static const Str *free_item(NmlLowering *x, const Str *base)
{
    const Str *name = base;
    for (unsigned k = 2; ir_item(x->model, name); k++)
        name = str_format(x->all->session->strings, "%s_%u", base->s, k);
    return name;
}

/* Its parameters are parameters of the cell, with the values of the response. */
static bool add_receptor(NmlLowering *x, const NmlReceptor *r, bool open)
{
    Arena *a = x->m->arena;
    IrItem *part = ir_item_new(a, IR_ITEM_PART, r->part, r->response->span);
    part->model = r->model->name;
    const NmlPlace place = {.m = x->m,
                            .all = x->all,
                            .path = r->part,
                            .why = "all cells share a receptor",
                            .open = open};
    IrBinds values = {0};
    if (!nml_bind_values(&place, r->response, r->model, "", &values))
        return false;
    for (uint32_t i = 0; i < values.n; i++) {
        const Str *name = free_item(
            x, str_format(x->all->session->strings, "%s_%s", r->part->s, values.v[i].name->s));
        IrItem *param = nml_add_item(x, IR_ITEM_PARAM, name,
                                     ir_item(r->model, values.v[i].name)->dim, values.v[i].span);
        param->value = values.v[i].value;
        VEC_PUSH(a, &part->binds,
                 (IrBind){values.v[i].name, ir_named(a, IR_ITEM, name, param->span), param->span});
    }
    for (uint32_t i = 0; i < r->inputs.n; i++)
        VEC_PUSH(a, &part->binds,
                 (IrBind){r->inputs.v[i].name, ir_expr_copy(a, r->inputs.v[i].value),
                          r->inputs.v[i].span});
    ir_model_add(x->m, x->model, part);
    for (uint32_t i = 0; i < r->feeds.n; i++) {
        IrItem *feed = ir_item_new(a, IR_ITEM_FEED, r->feeds.v[i].to, r->feeds.v[i].span);
        const Str *from =
            str_format(x->all->session->strings, "%s.%s", r->part->s, r->feeds.v[i].from->s);
        feed->value = ir_named(a, IR_ITEM, from, feed->span);
        ir_model_add(x->m, x->model, feed);
    }
    return true;
}

static void name_spike(NmlLowering *x, const Str *spike)
{
    const NmlPort *port = spike ? nml_port(x->class_, spike) : NULL;
    for (uint32_t i = 0; spike && !port && i < x->class_->ports.n; i++)
        if (x->class_->ports.v[i].kind == NML_EVENT_SEND) {
            map_set(&x->outputs, x->class_->ports.v[i].name, (void *)spike);
            return;
        }
}

IrModel *nml_cell_model(NmlNetwork *n, const NmlClass *c, const NmlCellForm *form)
{
    NmlLowering x;
    IrModel *model = ir_model_new(n->m, IR_CELL, nml_free_name(n, form->name), form->at);
    nml_lowering_start(&x, n->all, n->m, model, c, "");
    x.start = form->start;
    name_spike(&x, form->spike);
    if (!nml_lower(&x))
        return NULL;
    for (uint32_t i = 0; i < form->n_receptors; i++)
        if (!add_receptor(&x, form->receptors[i], n->open))
            return NULL;
    return model;
}

/* Cells of one class with the same receptors have one model. */
static IrModel *model_of(NmlNetwork *n, const NmlCells *cells)
{
    StrTable *strings = n->all->session->strings;
    const NmlClass *c = cells->population->cell->class_;
    const Str *key = str_format(strings, "%s %s", c->file->source->name, c->name->s);
    for (uint32_t i = 0; i < cells->receptors.n; i++)
        key = str_format(strings, "%s %s", key->s, cells->receptors.v[i]->part->s);
    IrModel *known = c->kind == NML_MULTI_DYNAMICS ? NULL : map_get(&n->models, key);
    if (known)
        return known;
    const NmlCellForm form = {.name = c->name,
                              .receptors = cells->receptors.v,
                              .n_receptors = cells->receptors.n,
                              .at = c->span};
    IrModel *model = nml_cell_model(n, c, &form);
    map_set(&n->models, key, model);
    return model;
}

/* ---- values ---- */
static bool bind_one_class(const NmlPlace *place, const NmlComponent *c, const NmlClass *class_,
                           const IrModel *model, const char *prefix, const Str *part, IrBinds *to)
{
    Session *s = place->all->session;
    for (uint32_t i = 0; i < class_->parameters.n; i++) {
        const Str *own = class_->parameters.v[i].name;
        const NmlValue *v = nml_value(&c->properties, own);
        const Str *item = str_format(s->strings, "%s%s", prefix, own->s);
        const Str *name = part ? nml_part_name(place->all, part, item) : item;
        if (!v && place->open) {
            VEC_PUSH(s->arena, to, (IrBind){name, NULL, c->span});
            continue;
        }
        if (!v) {
            Diag *g = nml_complain(place->all, DIAG_NNC0923, c->span,
                                   "'%s' has no value for the parameter '%s'", c->name->s, own->s);
            diag_note(s->diags, g, class_->parameters.v[i].span, "declared here");
            continue;
        }
        NmlPlace here = *place;
        here.path = str_format(s->strings, "%s.%s", place->path->s, name->s);
        nml_bind_value(&here, name, v, nml_is_difference(model, item), to);
    }
    return !place->all->failed;
}

bool nml_bind_values(const NmlPlace *place, const NmlComponent *c, const IrModel *model,
                     const char *prefix, IrBinds *to)
{
    bool good = true;
    for (uint32_t i = 0; good && i < c->parts.n; i++) {
        const NmlPart *part = &c->class_->parts.v[i];
        const IrModel *inner = ir_find_model(place->m, ir_item(model, part->name)->model);
        good = bind_one_class(place, c->parts.v[i], part->class_, inner, "", part->name, to);
    }
    return good && bind_one_class(place, c, c->class_, model, prefix, NULL, to);
}

void nml_tell_initials(NmlDocuments *all, const NmlComponent *c)
{
    const char *missing = NULL;
    for (uint32_t i = 0; i < c->class_->states.n; i++) {
        const Str *own = c->class_->states.v[i].name;
        if (!nml_value(&c->initials, own))
            missing =
                missing ? arena_printf(all->session->arena, "%s, %s", missing, own->s) : own->s;
    }
    if (missing)
        nml_warn(all, DIAG_NNC0924, c->span, "'%s' has no initial value of %s: 0 is taken",
                 c->name->s, missing);
}

static bool bind_states(const NmlPlace *place, const NmlComponent *c, const char *prefix,
                        IrBinds *to)
{
    StrTable *strings = place->all->session->strings;
    for (uint32_t i = 0; i < c->initials.n; i++) {
        const NmlValue *v = &c->initials.v[i];
        const Str *name = str_format(strings, "%s%s", prefix, v->name->s);
        NmlPlace here = *place;
        here.path = str_format(strings, "%s.%s", place->path->s, name->s);
        nml_bind_value(&here, name, v, false, to);
    }
    nml_tell_initials(place->all, c);
    return !place->all->failed;
}

bool nml_bind_initials(const NmlPlace *place, const NmlComponent *c, IrBinds *to)
{
    bool good = bind_states(place, c, "", to);
    for (uint32_t i = 0; good && i < c->parts.n; i++)
        good = bind_states(place, c->parts.v[i],
                           arena_printf(place->m->arena, "%s.", c->class_->parts.v[i].name->s), to);
    return good;
}

/* ---- populations ---- */
/* A port that receives has one sender; without any it is 0. */
static void check_senders(NmlNetwork *n, const NmlCells *cells)
{
    const NmlClass *c = cells->population->cell->class_;
    for (uint32_t i = 0; i < c->ports.n; i++) {
        const NmlPort *port = &c->ports.v[i];
        const uintptr_t senders = (uintptr_t)map_get(&cells->senders, port->name);
        if (port->kind != NML_ANALOG_RECEIVE || senders == 1)
            continue;
        if (senders)
            nml_complain(
                n->all, DIAG_NNC0922, cells->population->span,
                "%u projections send to the port '%s' of '%s', which receives from one sender",
                (unsigned)senders, port->name->s, c->name->s);
        else
            nml_warn(n->all, DIAG_NNC0927, cells->population->span,
                     "nothing sends to the port '%s' of '%s': it is 0", port->name->s, c->name->s);
    }
}

static bool make_population(NmlNetwork *n, NmlCells *cells)
{
    Arena *a = n->m->arena;
    const NmlPopulation *p = cells->population;
    check_senders(n, cells);
    if (!(cells->model = model_of(n, cells)))
        return false;
    IrPopulation *ir = ARENA_NEW(a, IrPopulation);
    *ir = (IrPopulation){.name = p->name, .model = cells->model->name, .span = p->span};
    ir->size = ir_integer(a, p->size, p->span);
    const NmlPlace place = {
        .m = n->m,
        .all = n->all,
        .path = ir->name,
        .index = ir_named(a, IR_VARIABLE, str_from(n->all->session->strings, "i"), p->span),
        .count = p->size};
    VEC_PUSH(a, &n->m->populations, ir);
    ir_register(n->m, ir->name, ir);
    return nml_bind_values(&place, p->cell, cells->model, "", &ir->values) &&
           nml_bind_initials(&place, p->cell, &ir->initial);
}

bool nml_make_populations(NmlNetwork *n)
{
    for (uint32_t i = 0; i < n->cells.n && !n->all->failed; i++)
        make_population(n, n->cells.v[i]);
    return !n->all->failed;
}

/* ---- groups ---- */
uint64_t nml_cells_count(const NmlSelection *s)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < s->members.n; i++)
        count += s->members.v[i]->size;
    return count;
}

const Str *nml_cells_name(NmlNetwork *n, const NmlSelection *s)
{
    if (s->members.n == 1)
        return s->members.v[0]->name;
    if (ir_find_group(n->m, s->name))
        return s->name;
    IrGroup *g = ARENA_NEW(n->m->arena, IrGroup);
    *g = (IrGroup){.name = s->name, .span = s->span};
    for (uint32_t i = 0; i < s->members.n; i++)
        VEC_PUSH(n->m->arena, &g->members, s->members.v[i]->name);
    VEC_PUSH(n->m->arena, &n->m->groups, g);
    ir_register(n->m, g->name, g);
    return g->name;
}
