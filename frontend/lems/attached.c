/* Synapses and inputs whose variables are recorded. An input is a part of its cell already. A synapse is a part of a connection:
   the connection leaves those of its kind, and its synapse becomes a part of the cells of the target, switched on in that cell
   alone, which gets the events by a port of its own. A continuous connection, which acts on two cells, gets a projection of its
   own. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <stdlib.h>
#include <string.h>

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

/* ---- paths ---- */
typedef struct Instance { /* the k-th of that component on the cell */
    const Str *list;      /* NULL: any */
    const Str *id;
    unsigned long k;
    const char *variable; /* what is behind, or NULL */
} Instance;

/* "synapses:syn:1/g" or "syn/g"; false where the number is none. */
static bool read_instance(LemsNetwork *n, const char *path, Instance *out)
{
    StrTable *strings = document(n)->session->strings;
    const size_t len = strcspn(path, "/"), list = strcspn(path, ":");
    *out = (Instance){.variable = path[len] ? path + len + 1 : NULL};
    if (list >= len) {
        out->id = str_intern(strings, path, len);
        return true;
    }
    const char *id = path + list + 1, *number;
    const size_t id_len = strcspn(id, ":/");
    char *end;
    out->list = str_intern(strings, path, list);
    out->id = str_intern(strings, id, id_len);
    if (id[id_len] != ':')
        return true;
    number = id + id_len + 1;
    out->k = strtoul(number, &end, 10);
    return *number >= '0' && *number <= '9' && end == path + len;
}

/* ---- connections that end at a cell ---- */
typedef struct Found {
    LemsConnections *kind;
    uint32_t row;
    bool far; /* the end on the pre cell */
} Found;
typedef VEC(Found) Founds;

static bool is_called(const LemsComponent *c, const Str *id)
{
    return c && (c->id ? c->id : c->role) == id;
}

static void find_rows(LemsNetwork *n, LemsConnections *k, const LemsPopulation *p, uint32_t cell,
                      const Instance *x, Founds *out)
{
    if (x->list && k->attachments != x->list)
        return;
    const bool post = k->post == p && is_called(k->synapse, x->id);
    const bool pre = k->far_end && k->pre == p && is_called(k->far_end, x->id);
    for (uint32_t i = 0; (post || pre) && i < k->rows.n; i++) {
        if (pre && k->rows.v[i].pre == cell)
            VEC_PUSH(document(n)->session->arena, out, ((Found){k, i, true}));
        if (post && k->rows.v[i].post == cell)
            VEC_PUSH(document(n)->session->arena, out, ((Found){k, i, false}));
    }
}

static uint32_t place_of(const Found *f)
{
    return lems_row_place(&f->kind->rows.v[f->row]);
}

static int by_place(const void *a, const void *b)
{
    const uint32_t x = place_of(a), y = place_of(b);
    return x == y ? ((const Found *)b)->far - ((const Found *)a)->far : (x > y) - (x < y);
}

/* In the order of the document; of a connection from the cell to itself the pre end first. */
static Founds connections_of(LemsNetwork *n, const LemsPopulation *p, uint32_t cell,
                             const Instance *x)
{
    Founds found = {0};
    for (uint32_t i = 0; i < n->connections.n; i++)
        find_rows(n, n->connections.entries[i].value, p, cell, x, &found);
    if (found.n)
        qsort(found.v, found.n, sizeof *found.v, by_place);
    return found;
}

/* ---- a synapse as a part ---- */
/* The port that is wired to that path; NULL: none is. */
static const Str *wired_port(const LemsModel *x, const Str *path)
{
    for (uint32_t i = 0; i < x->model->items.n; i++)
        if (x->model->items.v[i]->kind == IR_ITEM_WIRE && x->model->items.v[i]->wire_to == path)
            return x->model->items.v[i]->wire_from;
    return NULL;
}

void lems_add_wire(LemsModel *x, const Str *from, const Str *to, Span at)
{
    IrItem *wire = ir_item_new(x->d->session->arena, IR_ITEM_WIRE, NULL, at);
    wire->wire_from = from;
    wire->wire_to = to;
    ir_model_add(x->m, x->model, wire);
}

/* The port of the cells whose events go to the part; NULL after a diagnostic. */
static const Str *open_port(LemsNetwork *n, LemsModel *x, const Str *part,
                            const LemsComponent *synapse)
{
    Session *s = document(n)->session;
    const Span at = synapse->element->span;
    const LemsMember *in = lems_input_port(synapse->type);
    const Str *path = in ? str_format(s->strings, "%s.%s", part->s, in->name->s) : NULL;
    const Str *port = in ? wired_port(x, path) : NULL;
    if (port || !in)
        return port;
    port = lems_free_item(x, str_format(s->strings, "%s_in", part->s));
    ir_model_add(x->m, x->model, ir_item_new(s->arena, IR_ITEM_EVENT_IN, port, at));
    lems_add_wire(x, port, path, at);
    return port;
}

const Str *lems_own_synapse(LemsNetwork *n, const LemsConnections *k, uint32_t row)
{
    LemsConnections like = *k;
    const LemsRow own = k->rows.v[row];
    const LemsComponent connection = lems_row_connection(document(n), &own);
    const LemsGiven given = {
        .what = k->synapse,
        .attachments = k->attachments,
        .form = k->form,
        .connection = &connection,
        .own = true,
    };
    like.part = lems_give(n, k->post, own.post, &given);
    if (!like.part || !(like.target = open_port(n, k->post->model, like.part, k->synapse)))
        return NULL;
    memset(&like.rows, 0, sizeof like.rows);
    VEC_PUSH(document(n)->session->arena, &lems_kind(n, &like)->rows, own);
    return like.part;
}

bool lems_own_rows(LemsNetwork *n, LemsConnections *k)
{
    for (uint32_t r = 0; r < k->rows.n; r++)
        if (!lems_own_synapse(n, k, r))
            return false;
    k->rows.n = 0;
    return true;
}

static void remove_row(LemsConnections *k, uint32_t row)
{
    k->rows.n--;
    memmove(k->rows.v + row, k->rows.v + row + 1, (k->rows.n - row) * sizeof *k->rows.v);
}

/* The part that is the synapse of the connection, which leaves its kind. */
static const Str *split(LemsNetwork *n, const Found *f)
{
    LemsConnections *k = f->kind;
    const Str *part = k->part ? k->part : lems_own_synapse(n, k, f->row);
    if (k->part || !part)
        return part;
    remove_row(k, f->row);
    return part;
}

/* ---- a continuous connection ---- */
/* The connections whose only row it is. */
static LemsConnections *set_apart(LemsNetwork *n, const Found *f)
{
    Session *s = document(n)->session;
    LemsConnections *k = f->kind;
    if (k->alone)
        return k;
    LemsConnections like = *k;
    memset(&like.rows, 0, sizeof like.rows);
    like.alone = lems_free_name(
        n->all, str_format(s->strings, "%s.%u", lems_projection_name(n, k)->s, ++n->alone));
    LemsConnections *own = lems_kind(n, &like);
    VEC_PUSH(s->arena, &own->rows, k->rows.v[f->row]);
    remove_row(k, f->row);
    return own;
}

/* ---- inputs ---- */
/* NULL: the cell has not so many of them. */
static const Str *input_part(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const Instance *x)
{
    double k = 0; /* those before */
    for (uint32_t i = 0; i < p->model->attached.n; i++) {
        const LemsAttached *a = p->model->attached.v[i];
        if (!is_called(a->of_cell[cell], x->id))
            continue;
        k += lems_cell_values(n, p, a->on, a->component->element->span)[cell];
        if ((double)x->k < k)
            return a->part;
    }
    return NULL;
}

/* "pulse/i" of an input, of this cell or of others: those of a type share a part, which has the name of the first. */
static bool names_input(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const Instance *x)
{
    if (lems_child_named(p->model, x->id->s))
        return false;
    for (uint32_t i = 0; i < p->model->attached.n; i++)
        if (is_called(p->model->attached.v[i]->component, x->id))
            return true;
    return input_part(n, p, cell, x) != NULL;
}

static void follow_continuous(LemsNetwork *n, const Found *f, const Instance *x, Span at,
                              LemsVariable *out)
{
    const LemsConnections *k = set_apart(n, f);
    out->path = lems_tunnel_path(n, k, f->far, x->variable, at);
    out->projection = k->alone;
}

static void follow_part(LemsNetwork *n, LemsPopulation *p, const Str *part, const Instance *x,
                        Span at, LemsVariable *out)
{
    const char *path = arena_printf(document(n)->session->arena, "%s/%s", part->s, x->variable);
    out->path = lems_item_path(n->all, p->model, path, at);
}

bool lems_attached_path(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const char *path, Span at,
                        LemsVariable *out)
{
    Instance x;
    *out = (LemsVariable){0};
    const bool good = read_instance(n, path, &x);
    const Founds found = connections_of(n, p, cell, &x);
    if (!found.n && !x.list && !names_input(n, p, cell, &x))
        return false;
    const Found *f = good && x.k < found.n ? &found.v[x.k] : NULL;
    const bool continuous = f && f->kind->far_end;
    const Str *part = f && !continuous   ? split(n, f)
                      : good && !found.n ? input_part(n, p, cell, &x)
                                         : NULL;
    if (continuous && x.variable)
        follow_continuous(n, f, &x, at, out);
    else if (part && x.variable)
        follow_part(n, p, part, &x, at, out);
    else if (!document(n)->failed)
        lems_complain(document(n), DIAG_NNC0407, at,
                      part || continuous ? "'%s' names a synapse or input, not a variable of it"
                                         : "the cell has nothing attached that '%s' names",
                      path);
    return true;
}

/* ---- events of inputs ---- */
/* The cell hears the part and sends on what it hears. */
static void send_on(LemsModel *x, const Str *path, const Str *out, Span at)
{
    Session *s = x->d->session;
    const Str *in = lems_free_item(x, str_format(s->strings, "%s_in", out->s));
    ir_model_add(x->m, x->model, ir_item_new(s->arena, IR_ITEM_EVENT_IN, in, at));
    lems_add_wire(x, path, in, at);
    ir_model_add(x->m, x->model, ir_item_new(s->arena, IR_ITEM_EVENT_OUT, out, at));
    IrItem *on = ir_item_new(s->arena, IR_ITEM_ON, in, at);
    on->body = ARENA_NEW(s->arena, IrBody);
    VEC_PUSH(s->arena, &on->body->stmts, ((IrStmt){.kind = IR_STMT_EMIT, .span = at, .name = out}));
    ir_model_add(x->m, x->model, on);
}

const Str *lems_attached_events(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const char *path,
                                const Str *port, Span at)
{
    Instance i;
    LemsModel *x = p->model;
    StrTable *strings = document(n)->session->strings;
    const bool good = read_instance(n, path, &i) && !i.variable;
    const Str *part = good ? input_part(n, p, cell, &i) : NULL;
    const IrModel *inner = part ? ir_find_model(n->all->m, ir_item(x->model, part)->model) : NULL;
    const IrItem *sent = inner && port ? ir_item(inner, port) : NULL;
    if (!sent || sent->kind != IR_ITEM_EVENT_OUT)
        return NULL;
    const Str *out = str_format(strings, "%s_%s", part->s, port->s);
    const IrItem *known = ir_item(x->model, out);
    if (!known)
        send_on(x, str_format(strings, "%s.%s", part->s, port->s), out, at);
    return !known || known->kind == IR_ITEM_EVENT_OUT ? out : NULL;
}
