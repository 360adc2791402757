/* What `select` reads: paths to variables of children, of lists of them, and of what is attached. */
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

/* One step of a path: "name", "name[*]", "name[attr='value']". */
typedef struct Step {
    const Str *name;
    bool all;
    const Str *attribute, *value; /* or NULL */
} Step;
typedef VEC(Step) Steps;

static bool read_step(LemsModel *x, const char *s, size_t n, Step *out)
{
    StrTable *strings = x->d->session->strings;
    const char *open = memchr(s, '[', n), *close = s + n - 1;
    *out = (Step){.name = str_intern(strings, s, open ? (size_t)(open - s) : n)};
    if (!open)
        return n > 0;
    if (*close != ']')
        return false;
    const char *equals = memchr(open, '=', (size_t)(close - open));
    out->all = close - open == 2 && open[1] == '*';
    if (!equals)
        return out->all;
    const char quote = equals[1];
    if ((quote != '\'' && quote != '"') || close - equals < 3 || close[-1] != quote)
        return false;
    out->attribute = str_intern(strings, open + 1, (size_t)(equals - open - 1));
    out->value = str_intern(strings, equals + 2, (size_t)(close - equals - 3));
    return true;
}

/* Steps between slashes. One more slash at the end leads to the same. */
static bool read_path(LemsModel *x, const XmlText *path, Steps *steps)
{
    const bool closed = path->len > 1 && path->s[path->len - 1] == '/';
    for (const char *s = path->s, *end = path->s + path->len - closed; s <= end;) {
        const char *slash = memchr(s, '/', (size_t)(end - s));
        const size_t n = (size_t)((slash ? slash : end) - s);
        Step step;
        if (!n || !read_step(x, s, n, &step)) {
            lems_complain(x->d, DIAG_NNC0907, path->span, "this is no path to a variable");
            return false;
        }
        VEC_PUSH(x->d->session->arena, steps, step);
        s += n + 1;
    }
    return true;
}

/* ---- components along a path ---- */
typedef VEC(const LemsComponent *) Found;

static bool is_listed(const LemsComponent *owner, const LemsComponent *child, const Str *list)
{
    const LemsMember *m = lems_member(owner->type, list);
    return m && m->kind == LEMS_CHILDREN && m->type && lems_is_a(child->type, m->type);
}

bool lems_in_list(const LemsModel *x, const LemsComponent *child, const Str *list)
{
    return is_listed(x->component, child, list);
}

bool lems_is_called(const LemsComponent *owner, const LemsComponent *child, const Str *name)
{
    return child->role == name || child->id == name || is_listed(owner, child, name);
}

static bool fits(const LemsComponent *owner, const LemsComponent *child, const Step *step)
{
    if (!lems_is_called(owner, child, step->name))
        return false;
    if (!step->attribute)
        return true;
    const XmlText *value = lems_attribute(child, step->attribute->s);
    return xml_is(value, step->value->s);
}

const LemsComponent *lems_child_instance(LemsDocument *d, const LemsComponent *owner,
                                         const XmlElement *e)
{
    const Str *reference = str_is(e->tag, "ChildInstance") ? lems_name(d, e, "component") : NULL;
    const XmlText *id = reference ? lems_attribute(owner, reference->s) : NULL;
    return id ? lems_reference(d, owner, xml_intern(d->session, id)) : NULL;
}

/* Structure with <ChildInstance component="ionChannel"/> makes the component that the reference names a child, which paths
   call by the reference or by its id. */
static void step_to_instance(LemsModel *x, const LemsComponent *owner, const Step *step, Found *out)
{
    const XmlElement *structure = owner->type->structure;
    for (const XmlElement *e = structure ? structure->first : NULL; e; e = e->next) {
        const LemsComponent *c = lems_child_instance(x->d, owner, e);
        if (c && (lems_name(x->d, e, "component") == step->name || c->id == step->name))
            VEC_PUSH(x->d->session->arena, out, c);
    }
}

static void step_down(LemsModel *x, const LemsComponent *owner, const Step *step, Found *out)
{
    for (uint32_t i = 0; i < owner->children.n; i++)
        if (fits(owner, owner->children.v[i], step))
            VEC_PUSH(x->d->session->arena, out, owner->children.v[i]);
    if (!out->n)
        step_to_instance(x, owner, step, out);
}

const Str *lems_peer_variable(const LemsModel *x, const Str *peer, const Str *input)
{
    for (uint32_t i = 0; i < x->peers.n; i++)
        if (x->peers.v[i].peer == peer && x->peers.v[i].input == input)
            return x->peers.v[i].variable;
    return NULL;
}

/* ---- expressions ---- */
typedef struct Selection {
    LemsModels *all;
    LemsModel *x;
    const Steps *steps;
    VEC(IrExpr *) terms;
    Span at;
} Selection;

/* Has the component that a path leads to what is read of it? Its type may be another one than the owner expects. */
static bool shows(Selection *s, const LemsModel *inner, const Str *name)
{
    const LemsComponent *c = inner->component;
    if (ir_item(inner->model, name) || inner->d->failed)
        return true;
    Diag *g = lems_complain(s->x->d, DIAG_NNC0907, c->element->span, "'%s' has no '%s'",
                            c->type->name->s, name->s);
    diag_note(s->x->d->session->diags, g, s->at, "read here");
    return false;
}

static void collect(Selection *s, LemsModel *owner, const char *prefix, uint32_t step)
{
    Session *session = s->x->d->session;
    if (step + 1 == s->steps->n) {
        if (step && !shows(s, owner, s->steps->v[step].name))
            return;
        const Str *name = str_join(session->strings, prefix, s->steps->v[step].name->s);
        VEC_PUSH(session->arena, &s->terms, ir_named(session->arena, IR_ITEM, name, s->at));
        return;
    }
    Found found = {0};
    step_down(s->x, owner->component, &s->steps->v[step], &found);
    for (uint32_t i = 0; i < found.n; i++) {
        const Str *part = lems_part(s->all, owner, found.v[i]);
        LemsModel *inner = part ? lems_model(s->all, found.v[i], IR_CHANNEL) : NULL;
        if (inner)
            collect(s, inner, arena_printf(session->arena, "%s%s.", prefix, part->s), step + 1);
    }
}

static IrExpr *reduced(Selection *s, bool multiply)
{
    Arena *a = s->x->d->session->arena;
    if (s->terms.n < 2)
        return s->terms.n ? s->terms.v[0] : ir_integer(a, multiply, s->at);
    IrExpr *all = ir_expr_new(a, multiply ? IR_PRODUCT : IR_SUM, s->terms.n, s->at);
    memcpy(all->arg, s->terms.v, s->terms.n * sizeof *s->terms.v);
    return all;
}

static IrExpr *attached(LemsModel *x, const Steps *steps, const XmlElement *variable, bool multiply)
{
    Dim dim;
    bool any;
    if (multiply) {
        lems_complain(x->d, DIAG_NNC0909, variable->span,
                      "products of what is attached are not supported yet");
        return NULL;
    }
    if (!lems_dimension(x->d, xml_attribute(variable, "dimension"), &dim, &any))
        return NULL;
    const Str *reduce =
        lems_reduce(x, steps->v[0].name, steps->v[1].name, multiply, dim, variable->span);
    return ir_named(x->d->session->arena, IR_ITEM, reduce, variable->span);
}

static const Str *peer_input(LemsModel *x, const Str *peer, const Str *variable, Dim dim, Span at)
{
    Session *s = x->d->session;
    for (uint32_t i = 0; i < x->peers.n; i++)
        if (x->peers.v[i].peer == peer && x->peers.v[i].variable == variable)
            return x->peers.v[i].input;
    const Str *input = lems_free_item(x, str_format(s->strings, "%s_%s", peer->s, variable->s));
    lems_input(x, input, dim, at);
    VEC_PUSH(s->arena, &x->peers, (LemsPeer){peer, variable, input});
    return input;
}

/* "peer/v": a variable at the other end of the connection, an input of the model. */
static IrExpr *of_peer(LemsModel *x, const Steps *steps, const XmlElement *variable)
{
    Dim dim;
    bool any;
    if (!lems_dimension(x->d, xml_attribute(variable, "dimension"), &dim, &any))
        return NULL;
    const Str *input = peer_input(x, steps->v[0].name, steps->v[1].name, dim, variable->span);
    return ir_named(x->d->session->arena, IR_ITEM, input, variable->span);
}

/* Whether the values are multiplied; they are added where nothing is said. */
static bool read_reduce(LemsModel *x, const XmlText *reduce, bool *multiply)
{
    *multiply = xml_is(reduce, "multiply");
    if (!reduce || *multiply || xml_is(reduce, "add"))
        return true;
    lems_complain(x->d, DIAG_NNC0903, reduce->span, "'reduce' must be add or multiply, not '%.*s'",
                  (int)reduce->len, reduce->s);
    return false;
}

/* "morphology/segments[*]/surfaceArea" of a cell whose compartments have areas of their own. */
static bool is_area(const Steps *steps)
{
    return steps->n == 3 && str_is(steps->v[0].name, "morphology") &&
           str_is(steps->v[2].name, "surfaceArea");
}

/* jLEMS adds up nothing where a list is not there; nobody means that. */
static void no_such_list(LemsModel *x, const Step *step, const XmlText *path)
{
    const LemsType *type = x->component->type;
    Diag *g = diag(x->d->session->diags, DIAG_NNC0918, path->span,
                   "the component type '%s' has no '%s': this adds up nothing", type->name->s,
                   step->name->s);
    StrNearest near = str_nearest_start(step->name->s);
    for (uint32_t i = 0; i < type->members.n; i++)
        if (type->members.v[i].kind == LEMS_CHILDREN || type->members.v[i].kind == LEMS_ATTACHMENTS)
            str_nearest_offer(&near, type->members.v[i].name->s);
    if (near.best)
        diag_did_you_mean(x->d->session->diags, g, step->name->s, near.best);
}

/* "../p[3]/v": what is outside, and cells by their number, are no parts of the component. */
static bool leads_out(const XmlText *path)
{
    for (uint32_t i = 0; i + 1 < path->len; i++)
        if (path->s[i] == '[' && path->s[i + 1] >= '0' && path->s[i + 1] <= '9')
            return true;
    return path->len >= 3 && !memcmp(path->s, "../", 3);
}

static void refuse_outside(LemsModel *x, const XmlText *path)
{
    Diag *g = lems_complain(x->d, DIAG_NNC0909, path->span,
                            "a path that leads out of the component, as to another cell, cannot be "
                            "followed");
    diag_help(x->d->session->diags, g,
              "a <Requirement> is read of what is around; gap junctions and graded synapses read "
              "variables of other cells");
}

/* Told where the component stands: mostly it lacks a child, and its type is right. */
static void leads_nowhere(LemsModel *x, const XmlText *path)
{
    const LemsComponent *c = x->component;
    Diag *g = lems_complain(x->d, DIAG_NNC0907, c->element->span,
                            "'%s' has nothing at '%.*s', which its type reads",
                            c->id ? c->id->s : c->type->name->s, (int)path->len, path->s);
    diag_note(x->d->session->diags, g, path->span, "the component type '%s' reads it here",
              c->type->name->s);
}

IrExpr *lems_select(LemsModels *all, LemsModel *x, const XmlElement *variable)
{
    const XmlText *path = xml_attribute(variable, "select"),
                  *reduce = xml_attribute(variable, "reduce"),
                  *required = xml_attribute(variable, "required");
    bool multiply;
    Steps steps = {0};
    if (leads_out(path)) {
        refuse_outside(x, path);
        return NULL;
    }
    if (!read_reduce(x, reduce, &multiply) || !read_path(x, path, &steps))
        return NULL;
    const LemsMember *first = lems_member(x->component->type, steps.v[0].name);
    if (first && first->kind == LEMS_ATTACHMENTS && steps.n == 2)
        return attached(x, &steps, variable, multiply);
    if (first && first->kind == LEMS_INSTANCE_REQUIREMENT && steps.n == 2)
        return of_peer(x, &steps, variable);
    if (x->has_tree && is_area(&steps))
        return ir_named(x->d->session->arena, IR_ITEM, str_from(x->d->session->strings, "area"),
                        variable->span);
    Selection s = {.all = all, .x = x, .steps = &steps, .at = path->span};
    collect(&s, x, "", 0);
    const bool optional = reduce || xml_is(required, "false");
    if (!s.terms.n && !optional && !x->d->failed) {
        leads_nowhere(x, path);
        return NULL;
    }
    if (!s.terms.n && !first && reduce && !xml_is(required, "false"))
        no_such_list(x, &steps.v[0], path);
    return reduced(&s, multiply);
}

const LemsComponent *lems_child_named(LemsModel *x, const char *name)
{
    Found found = {0};
    const Step step = {.name = str_from(x->d->session->strings, name)};
    step_down(x, x->component, &step, &found);
    return found.n == 1 ? found.v[0] : NULL;
}

/* The model of the part that a step leads to, and its name. */
static LemsModel *step_into(LemsModels *all, LemsModel *owner, const Step *step, const Str **part)
{
    Found found = {0};
    step_down(owner, owner->component, step, &found);
    *part = found.n == 1 ? lems_part(all, owner, found.v[0]) : NULL;
    return *part ? lems_model(all, found.v[0], IR_CHANNEL) : NULL;
}

/* Components that are attached are parts which no child has: called by the name of the part, or as the component is. */
static const LemsAttached *find_attached(const LemsModel *owner, const Str *name)
{
    const Str *plain = lems_part_name(owner, name);
    for (uint32_t i = 0; i < owner->attached.n; i++)
        if (owner->attached.v[i]->part == plain)
            return owner->attached.v[i];
    for (uint32_t i = 0; i < owner->attached.n; i++) {
        const LemsComponent *c = owner->attached.v[i]->component;
        if ((c->id ? c->id : c->role) == name)
            return owner->attached.v[i];
    }
    return NULL;
}

static LemsModel *attached_part(LemsModels *all, const LemsModel *owner, const Str *name,
                                const Str **part)
{
    const LemsAttached *a = find_attached(owner, name);
    *part = a ? a->part : NULL;
    return a ? lems_model(all, a->component, IR_CHANNEL) : NULL;
}

/* What there is to record where a path ends; NULL: it leads nowhere. */
static void no_variable(const LemsModel *x, Diag *g)
{
    Session *s = x ? x->d->session : NULL;
    const char *names = "";
    for (uint32_t i = 0; x && i < x->model->items.n; i++) {
        const IrItem *item = x->model->items.v[i];
        if (item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS)
            names = arena_printf(s->arena, "%s%s%s", names, *names ? ", " : "", item->name->s);
    }
    if (*names)
        diag_help(s->diags, g, "'%s' has %s", x->model->name->s, names);
}

const Str *lems_item_path(LemsModels *all, LemsModel *x, const char *path, Span at)
{
    Session *s = all->d->session;
    Steps steps = {0};
    const XmlText text = {path, (uint32_t)strlen(path), at};
    if (!read_path(x, &text, &steps))
        return NULL;
    const char *name = "";
    LemsModel *inner = x;
    for (uint32_t i = 0; inner && i + 1 < steps.n; i++) {
        const Str *part = NULL;
        LemsModel *next = step_into(all, inner, &steps.v[i], &part);
        if (!next)
            next = attached_part(all, inner, steps.v[i].name, &part);
        name = next ? arena_printf(s->arena, "%s%s.", name, part->s) : name;
        inner = next;
    }
    const Str *last = VEC_LAST(&steps).name;
    if (inner && ir_item(inner->model, last))
        return str_join(s->strings, name, last->s);
    if (!all->d->failed || !inner)
        no_variable(inner,
                    lems_complain(all->d, DIAG_NNC0407, at, "'%s' leads to no variable", path));
    return NULL;
}
