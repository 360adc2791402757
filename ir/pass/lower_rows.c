/* lower, part three, for synapses whose connections of a pre cell are handled together (extent.c). Each handler is lowered
   as that of one connection, every assignment as a new local; what does not depend on the connection then moves in front
   of the loop over the row, what a pre cell keeps is stored behind it. Post events wait in the history of their cell
   for the next visit of the connection; what a post cell keeps stands there, entry by entry. */
#include "ir/kernel_walk.h"
#include "ir/pass/lower_internal.h"

enum { MOVED_COST = 8 }; /* of what is worth a name in front of the loop: a division */

static const char LAST_PRE[] = "last.pre", LAST_POST[] = "last.post";

typedef struct Rows {
    Lower *l;
    Arena *a;
    bool has_post;
    Map versions; /* local -> how often it was assigned */
    uint32_t n_moved;
} Rows;

static const Str *word(const Rows *r, const char *s)
{
    return str_from(lower_strings(r->l), s);
}

static KExtent extent_of(const Lower *l, const Str *state)
{
    return l->c->columns.v[lower_column_named(l, state)].extent;
}

/* ---- each assignment a local of its own ---- */
typedef struct Names {
    Rows *r;
    Map now; /* local -> its last name */
} Names;

static IrExpr *renamed(Names *n, const IrExpr *e)
{
    IrExpr *copy = kernel_copy_node(n->r->a, e);
    if (e->op == IR_LOCAL)
        copy->u.name = map_get(&n->now, e->u.name);
    for (uint32_t i = 0; i < e->n; i++)
        copy->arg[i] = renamed(n, e->arg[i]);
    return copy;
}

static const Str *next_name(Names *n, const Str *local)
{
    const uintptr_t version = (uintptr_t)map_get(&n->r->versions, local) + 1;
    map_set(&n->r->versions, local, (void *)version);
    const Str *name = str_format(lower_strings(n->r->l), "%s.%u", local->s, (unsigned)version);
    map_set(&n->now, local, (void *)name);
    return name;
}

static KBody single_assigned(Rows *r, const KBody *b)
{
    KBody out = {0};
    Names n = {.r = r};
    map_init(&n.now, r->a);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt s = b->stmts.v[i];
        s.value = renamed(&n, s.value);
        if (s.kind == K_VAR || s.kind == K_ASSIGN || s.kind == K_LET) {
            s.type = s.kind == K_LET ? s.type : K_F64;
            s.kind = K_LET;
            s.name = next_name(&n, s.name);
        }
        VEC_PUSH(r->a, &out.stmts, s);
    }
    return out;
}

/* ---- what is the same for the whole row ---- */
typedef struct Split {
    Rows *r;
    Map shared; /* locals */
    KBody before, row, after;
} Split;

static bool differs(void *context, const IrExpr *e)
{
    const Split *s = context;
    if (e->op == IR_LOCAL)
        return !map_has(&s->shared, e->u.name);
    if (e->op == IR_VARIABLE)
        return !str_is(e->u.name, "n") && !str_is(e->u.name, "dt");
    if (e->op != IR_LOAD)
        return false;
    const KColumn *k = &s->r->l->c->columns.v[e->u.column];
    return k->each && k->extent != K_OF_PRE;
}

/* The largest parts of an expression that are shared get names in front of the loop. */
static IrExpr *moved(Split *s, IrExpr *e)
{
    if (e->n == 0)
        return e;
    if (ir_expr_any(e, differs, s)) {
        for (uint32_t i = 0; i < e->n; i++)
            e->arg[i] = moved(s, e->arg[i]);
        return e;
    }
    if (kernel_expr_cost(e) < MOVED_COST || !kernel_is_real(s->r->l->c, NULL, e))
        return e;
    const Str *name = str_format(lower_strings(s->r->l), "row.%u", s->r->n_moved++);
    VEC_PUSH(s->r->a, &s->before.stmts,
             (KStmt){.kind = K_LET, .type = K_F64, .name = name, .value = e, .span = e->span});
    map_set(&s->shared, name, e);
    return ir_named(s->r->a, IR_LOCAL, name, e->span);
}

static bool is_of_pre(const Split *s, const KStmt *stmt)
{
    return stmt->kind == K_STORE && s->r->l->c->columns.v[stmt->column].extent == K_OF_PRE;
}

static Split split(Rows *r, const KBody *whole)
{
    Split s = {.r = r};
    map_init(&s.shared, r->a);
    const KBody b = single_assigned(r, whole);
    for (uint32_t i = 0; i < b.stmts.n; i++) {
        KStmt stmt = b.stmts.v[i];
        if (stmt.kind == K_LET && !ir_expr_any(stmt.value, differs, &s)) {
            map_set(&s.shared, stmt.name, stmt.value);
            VEC_PUSH(r->a, &s.before.stmts, stmt);
        } else if (is_of_pre(&s, &stmt)) {
            VEC_PUSH(r->a, &s.after.stmts, stmt);
        } else {
            stmt.value = moved(&s, stmt.value);
            VEC_PUSH(r->a, &s.row.stmts, stmt);
        }
    }
    return s;
}

static void append(Rows *r, KBody *to, const KBody *from)
{
    for (uint32_t i = 0; i < from->stmts.n; i++)
        VEC_PUSH(r->a, &to->stmts, from->stmts.v[i]);
}

static void push_loop(Rows *r, KBody *to, KStmtKind kind, const KBody *inside)
{
    if (inside->stmts.n == 0)
        return;
    KBody *body = ARENA_NEW(r->a, KBody);
    *body = *inside;
    lower_push(r->l, to, kind, NULL, NULL, NOWHERE)->then_body = body;
}

/* ---- the event of one connection ---- */
static bool is_moving(const Lower *l, const IrItem *it)
{
    return it->kind == IR_ITEM_STATE && ir_item_of(l->flat, IR_ITEM_DERIV, it->name);
}

static bool has_moving(const Lower *l, KExtent extent)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_moving(l, l->flat->items.v[i]) && extent_of(l, l->flat->items.v[i]->name) == extent)
            return true;
    return false;
}

/* Do connections move at times of their own, since post events come with delays? */
static bool has_own_time(const Rows *r)
{
    return r->has_post && has_moving(r->l, K_OF_OWN);
}

/* How long ago a connection's states were moved, by extent; NULL: they do not move. */
typedef struct Elapsed {
    const Str *of[3];
} Elapsed;

static Elapsed push_elapsed(Rows *r, KBody *b)
{
    Lower *l = r->l;
    Elapsed e = {
        .of = {[K_OF_PRE] = word(r, "elapsed.pre"), [K_OF_POST] = word(r, "elapsed.post")}};
    e.of[K_OF_OWN] = has_own_time(r) ? word(r, "elapsed") : e.of[K_OF_PRE];
    if (has_moving(l, K_OF_PRE) || (!r->has_post && has_moving(l, K_OF_OWN)))
        lower_elapsed(l, b, e.of[K_OF_PRE], lower_load_named(l, LAST_PRE));
    if (has_own_time(r))
        lower_elapsed(l, b, e.of[K_OF_OWN], lower_load_named(l, lower_last));
    return e;
}

static IrExpr *load_before(Rows *r, const IrItem *state)
{
    return lower_load(r->l, lower_column_named(r->l, lower_suffixed(r->l, state->name, "before")),
                      state->span);
}

/* All states at the event at hand, before it does anything. What a post cell keeps is read in its history: in a pre
   event the last entry whose spike has come, moved on; in a post event what its own entry kept. */
static void advance(Rows *r, KBody *b, bool pre)
{
    Lower *l = r->l;
    const Elapsed e = push_elapsed(r, b);
    if (pre && has_moving(l, K_OF_POST)) {
        l->step = "n_post";
        lower_elapsed(l, b, e.of[K_OF_POST], lower_load_named(l, LAST_POST));
        l->step = NULL;
    }
    map_init(&l->current, r->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE)
            continue;
        const KExtent extent = extent_of(l, it->name);
        if (extent != K_OF_POST || pre) {
            lower_advance_state(l, b, it, e.of[extent]);
            continue;
        }
        const Str *now = lower_suffixed(l, it->name, "now");
        lower_push(l, b, K_VAR, now, load_before(r, it), it->span)->type = K_F64;
        map_set(&l->current, it->name, (void *)now);
    }
}

static bool is_assigned(const Lower *l, const Str *state)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        for (uint32_t k = 0; it->body && k < it->body->stmts.n; k++)
            if (it->body->stmts.v[k].name == state)
                return true;
    }
    return false;
}

static void store(Rows *r, KBody *b, const char *column, IrExpr *value)
{
    lower_push(r->l, b, K_STORE, NULL, value, NOWHERE)->column =
        lower_column_named(r->l, word(r, column));
}

/* What changed in states of that extent. */
static void store_states(Rows *r, KBody *b, KExtent extent)
{
    Lower *l = r->l;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE || extent_of(l, it->name) != extent ||
            !(is_moving(l, it) || is_assigned(l, it->name)))
            continue;
        lower_push(l, b, K_STORE, it->name,
                   lower_local(l, lower_suffixed(l, it->name, "now"), it->span), it->span)
            ->column = lower_column_named(l, it->name);
    }
    if (extent == K_OF_OWN && has_own_time(r))
        store(r, b, lower_last, lower_step(l));
}

static void make_current(Rows *r)
{
    Lower *l = r->l;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE)
            map_set(&l->current, it->name, (void *)lower_suffixed(l, it->name, "now"));
    }
}

/* A spike of the pre cell. */
static KBody lower_pre(Rows *r)
{
    Lower *l = r->l;
    KBody b = {0};
    advance(r, &b, true);
    for (uint32_t i = 0; r->has_post && i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && extent_of(l, it->name) == K_OF_OWN &&
            lower_state_jumps(l, "post", it->name))
            lower_read_before_post(l, &b, it);
    }
    l->sends = true;
    lower_handlers(l, &b, word(r, "pre"));
    l->sends = false;
    make_current(r);
    lower_jumps(l, &b, "pre", NULL);
    store_states(r, &b, K_OF_PRE);
    store(r, &b, LAST_PRE, lower_step(l));
    store_states(r, &b, K_OF_OWN);
    return b;
}

static bool has_own_before(const Rows *r)
{
    for (uint32_t i = 0; i < r->l->flat->items.n; i++) {
        const IrItem *it = r->l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && extent_of(r->l, it->name) == K_OF_OWN &&
            lower_state_jumps(r->l, "post", it->name))
            return true;
    }
    return false;
}

/* A spike of the post cell that has reached the connection at step n_past. */
static KBody lower_past(Rows *r)
{
    Lower *l = r->l;
    KBody b = {0};
    l->step = "n_past";
    advance(r, &b, false);
    if (has_own_before(r))
        lower_keep_before(l, &b);
    lower_handlers(l, &b, word(r, "post"));
    make_current(r);
    lower_jumps(l, &b, "post", NULL);
    store_states(r, &b, K_OF_OWN);
    l->step = NULL;
    return single_assigned(r, &b);
}

static bool stores(const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_STORE)
            return true;
    return false;
}

static void push_history(Rows *r, KBody *row)
{
    if (!r->has_post)
        return;
    const KBody past = lower_past(r);
    if (stores(&past))
        push_loop(r, row, K_HISTORY, &past);
}

/* ---- kernels ---- */
static void lower_row(Rows *r)
{
    KBody *out = &r->l->c->row, loop = {0};
    const KBody whole = lower_pre(r);
    const Split s = split(r, &whole);
    push_history(r, &loop);
    append(r, &loop, &s.row);
    append(r, out, &s.before);
    push_loop(r, out, K_ROWS, &loop);
    append(r, out, &s.after);
}

static void lower_replay(Rows *r)
{
    KBody loop = {0};
    push_history(r, &loop);
    push_loop(r, &r->l->c->replay, K_ROWS, &loop);
}

/* Before a parameter changes; post events that have come are replayed by then. */
static void lower_refresh(Rows *r)
{
    Lower *l = r->l;
    KBody b = {0}, *out = &l->c->refresh;
    if (!has_moving(l, K_OF_PRE) && !has_moving(l, K_OF_OWN))
        return;
    const Elapsed e = push_elapsed(r, &b);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (!is_moving(l, it) || extent_of(l, it->name) == K_OF_POST)
            continue;
        lower_advance_state(l, &b, it, e.of[extent_of(l, it->name)]);
        lower_push(l, &b, K_STORE, it->name,
                   lower_local(l, lower_suffixed(l, it->name, "now"), it->span), it->span)
            ->column = lower_column_named(l, it->name);
    }
    store(r, &b, LAST_PRE, lower_step(l));
    if (has_own_time(r))
        store(r, &b, lower_last, lower_step(l));
    const Split s = split(r, &b);
    append(r, out, &s.before);
    push_loop(r, out, K_ROWS, &s.row);
    append(r, out, &s.after);
}

static bool is_of_post(const Lower *l, const Str *state)
{
    return extent_of(l, state) == K_OF_POST;
}

/* What post handlers assign to states of the post cell. */
static void mark_handlers(Rows *r, KBody *b)
{
    Lower *l = r->l;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *on = l->flat->items.v[i];
        if (on->kind != IR_ITEM_ON || !str_is(on->name, "post"))
            continue;
        IrBody own = {.par = on->body->par};
        for (uint32_t k = 0; k < on->body->stmts.n; k++)
            if (is_of_post(l, on->body->stmts.v[k].name))
                VEC_PUSH(r->a, &own.stmts, on->body->stmts.v[k]);
        lower_body(l, b, &own);
    }
}

/* The next entry of a post cell's history: what its states were before the spike of step n, and are after it. */
static void lower_mark(Rows *r)
{
    Lower *l = r->l;
    KBody *b = &l->c->mark;
    const Str *elapsed = word(r, "elapsed.post");
    map_init(&l->current, r->a);
    if (has_moving(l, K_OF_POST))
        lower_elapsed(l, b, elapsed, lower_load_named(l, LAST_POST));
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE || !is_of_post(l, it->name))
            continue;
        lower_advance_state(l, b, it, elapsed);
        const Str *before = lower_suffixed(l, it->name, "before");
        lower_push(l, b, K_STORE, it->name,
                   lower_local(l, lower_suffixed(l, it->name, "now"), it->span), it->span)
            ->column = lower_column_named(l, before);
    }
    mark_handlers(r, b);
    lower_jumps(l, b, "post", is_of_post);
    store_states(r, b, K_OF_POST);
    store(r, b, LAST_POST, lower_step(l));
}

/* ---- columns ---- */
static void add_shared(Rows *r, const Str *name, KExtent extent)
{
    lower_add_column(
        r->l,
        (KColumn){.name = name, .type = K_F64, .role = K_HIDDEN, .each = true, .extent = extent});
}

static void add_columns(Rows *r)
{
    Lower *l = r->l;
    add_shared(r, word(r, LAST_PRE), K_OF_PRE);
    if (!r->has_post)
        return;
    add_shared(r, word(r, LAST_POST), K_OF_POST);
    if (has_own_time(r))
        lower_add_hidden(l, lower_last);
    if (has_own_before(r))
        lower_add_hidden(l, lower_last_post);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE)
            continue;
        const Str *before = lower_suffixed(l, it->name, "before");
        if (is_of_post(l, it->name))
            add_shared(r, before, K_OF_POST);
        else if (lower_state_jumps(l, "post", it->name))
            lower_add_hidden(l, before->s);
    }
}

void lower_rows(Lower *l)
{
    Rows r = {.l = l, .a = l->a, .has_post = lower_has_event(l, "post")};
    map_init(&r.versions, l->a);
    add_columns(&r);
    lower_row(&r);
    lower_refresh(&r);
    if (!r.has_post)
        return;
    lower_replay(&r);
    lower_mark(&r);
}
