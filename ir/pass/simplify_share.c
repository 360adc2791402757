/* share.  needs: kernels.  does: what a kernel of a step computes twice becomes a `let`, also across the stages of a
   Runge-Kutta step.  bits.
   Values are numbered in the order of the statements: equal operations on equal values have one number, where a local or
   a column has a new value after each assignment, and in each round of a loop that assigns it. The walk is done twice
   with the same numbering: it counts first, then it replaces. An occurrence inside of one that is replaced does not
   count. What is seen first inside of an `if` or a loop is forgotten behind it. */
#include "ir/facts.h"
#include "ir/kernel_walk.h"
#include "ir/pass/simplify.h"

#include <string.h>

enum { SHARE_SAVES = 2 }; /* additions that a name must save */

typedef struct Value {
    uint64_t hash, payload;
    uint32_t op, version, first, n; /* arguments: parts.v[first ..] */
    uint32_t next;                  /* of the same slot, index + 1 */
    bool gone;                      /* its scope is closed */
    unsigned long cost;
    const Str *local; /* that holds it; NULL: none */
} Value;

typedef struct Place {    /* a node of the expression at hand, in post-order */
    uint32_t value, size; /* nodes of its subtree */
} Place;

enum { SLOTS = 1024 };
typedef struct Share {
    Session *session;
    Arena *a;
    KClass *c;
    bool replacing;
    VEC(Value) values;
    VEC(uint32_t) parts;
    uint32_t slots[SLOTS];
    VEC(uint32_t) counts; /* per value, of the first walk */
    Map locals, types;    /* name -> version; name -> KType + 1 */
    uint32_t *columns;    /* versions */
    uint32_t version, n_names;
    VEC(Place) places;
} Share;

/* ---- numbering ---- */
static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

static uint64_t payload_of(const IrExpr *e)
{
    uint64_t bits = 0;
    switch (ir_op_payload((IrOp)e->op)) {
    case IR_PAYLOAD_NONE:
        return e->column_type;
    case IR_PAYLOAD_NUMBER:
        memcpy(&bits, &e->u.number, sizeof bits);
        return bits;
    case IR_PAYLOAD_LITERAL: {
        double x = 0;
        ir_constant(e, &x);
        memcpy(&bits, &x, sizeof bits);
        return bits;
    }
    case IR_PAYLOAD_NAME:
        return (uintptr_t)e->u.name;
    case IR_PAYLOAD_INTEGER:
        return (uint64_t)e->u.integer;
    case IR_PAYLOAD_LAW:
        return (uint64_t)e->u.law << 8 | e->column_type;
    case IR_PAYLOAD_COLUMN:
        return e->u.column;
    }
    return 0;
}

static uint32_t version_of(const Share *s, const IrExpr *e)
{
    if (e->op == IR_LOCAL)
        return (uint32_t)(uintptr_t)map_get(&s->locals, e->u.name);
    return e->op == IR_LOAD ? s->columns[e->u.column] : 0;
}

static bool same_value(const Share *s, const Value *v, const Value *w)
{
    return !v->gone && v->hash == w->hash && v->payload == w->payload && v->op == w->op &&
           v->version == w->version && v->n == w->n &&
           (v->n == 0 ||
            !memcmp(&s->parts.v[v->first], &s->parts.v[w->first], v->n * sizeof *s->parts.v));
}

/* a + b and b + a, a*b and b*a are the same bits. */
static void order_pair(const IrExpr *e, uint32_t *part)
{
    if (e->n == 2 && (e->op == IR_SUM || e->op == IR_PRODUCT) && part[0] > part[1]) {
        const uint32_t first = part[0];
        part[0] = part[1];
        part[1] = first;
    }
}

static uint32_t number_value(Share *s, const IrExpr *e, uint32_t first)
{
    Value v = {.op = e->op,
               .payload = payload_of(e),
               .version = version_of(s, e),
               .first = first,
               .n = e->n};
    v.cost = kernel_op_cost(e);
    if (e->n)
        order_pair(e, &s->parts.v[first]);
    v.hash = mix(mix(mix(v.op, v.payload), v.version), v.n);
    for (uint32_t i = 0; i < e->n; i++) {
        v.hash = mix(v.hash, s->parts.v[first + i]);
        v.cost += s->values.v[s->parts.v[first + i]].cost;
    }
    uint32_t *slot = &s->slots[v.hash % SLOTS];
    for (uint32_t i = *slot; i; i = s->values.v[i - 1].next)
        if (same_value(s, &s->values.v[i - 1], &v))
            return i - 1;
    v.next = *slot;
    VEC_PUSH(s->a, &s->values, v);
    *slot = s->values.n;
    return s->values.n - 1;
}

/* Numbers all nodes; the root's place is the last. */
static Place number_expr(Share *s, const IrExpr *e)
{
    uint32_t part[8], *parts = e->n <= 8 ? part : ARENA_ARRAY(s->a, uint32_t, e->n);
    uint32_t size = 1;
    for (uint32_t i = 0; i < e->n; i++) {
        const Place p = number_expr(s, e->arg[i]);
        parts[i] = p.value;
        size += p.size;
    }
    const uint32_t first = s->parts.n;
    for (uint32_t i = 0; i < e->n; i++)
        VEC_PUSH(s->a, &s->parts, parts[i]);
    const Place p = {number_value(s, e, first), size};
    VEC_PUSH(s->a, &s->places, p);
    return p;
}

/* ---- the first walk: a negation costs nothing, what it negates counts ---- */
static void count(Share *s, const IrExpr *e, uint32_t place)
{
    const Place p = s->places.v[place];
    while (s->counts.n < s->values.n)
        VEC_PUSH(s->a, &s->counts, 0);
    if (e->op != IR_NEG && s->counts.v[p.value]++ > 0)
        return;
    uint32_t child = place;
    for (uint32_t i = e->n; i-- > 0;) {
        child -= 1;
        count(s, e->arg[i], child);
        child -= s->places.v[child].size - 1;
    }
}

/* ---- the second walk ---- */
static bool is_shared(const Share *s, const IrExpr *e, uint32_t value)
{
    return e->n > 0 && s->counts.v[value] > 1 &&
           s->values.v[value].cost * (s->counts.v[value] - 1) >= SHARE_SAVES &&
           kernel_is_real(s->c, &s->types, e);
}

static IrExpr *replaced(Share *s, KBody *out, IrExpr *e, uint32_t place, bool named);

static IrExpr *with_parts(Share *s, KBody *out, IrExpr *e, uint32_t place)
{
    IrExpr *copy = kernel_copy_node(s->a, e);
    uint32_t child = place;
    for (uint32_t i = e->n; i-- > 0;) {
        child -= 1;
        copy->arg[i] = replaced(s, out, e->arg[i], child, false);
        child -= s->places.v[child].size - 1;
    }
    return copy;
}

/* `named`: the expression is that of a let, which will be its name. */
static IrExpr *replaced(Share *s, KBody *out, IrExpr *e, uint32_t place, bool named)
{
    const uint32_t value = s->places.v[place].value;
    if (!is_shared(s, e, value))
        return e->n ? with_parts(s, out, e, place) : e;
    if (!s->values.v[value].local) {
        IrExpr *whole = with_parts(s, out, e, place);
        if (named)
            return whole;
        const Str *name = str_format(s->session->strings, "shared.%u", s->n_names++);
        VEC_PUSH(
            s->a, &out->stmts,
            (KStmt){.kind = K_LET, .type = K_F64, .name = name, .value = whole, .span = e->span});
        map_set(&s->types, name, (void *)(uintptr_t)(K_F64 + 1));
        s->values.v[value].local = name;
    }
    return ir_named(s->a, IR_LOCAL, s->values.v[value].local, e->span);
}

/* ---- statements, in both walks ---- */
typedef struct Site {
    Share *s;
    KBody *out;
    const KStmt *stmt;
} Site;

static void walk_expr(void *context, IrExpr **e)
{
    Site *site = context;
    Share *s = site->s;
    const bool named = site->stmt->kind == K_LET && site->stmt->type == K_F64;
    s->places.n = 0;
    number_expr(s, *e);
    const uint32_t root = s->places.n - 1, value = s->places.v[root].value;
    if (!s->replacing) {
        count(s, *e, root);
        return;
    }
    *e = replaced(s, site->out, *e, root, named);
    if (named && !s->values.v[value].local)
        s->values.v[value].local = site->stmt->name;
}

static void note_written(Share *s, const KStmt *stmt)
{
    s->version++;
    if (stmt->kind == K_LET || stmt->kind == K_VAR || stmt->kind == K_ASSIGN)
        map_set(&s->locals, stmt->name, (void *)(uintptr_t)s->version);
    if (stmt->kind == K_LET || stmt->kind == K_VAR)
        map_set(&s->types, stmt->name, (void *)(uintptr_t)(stmt->type + 1));
    if (stmt->kind == K_STORE || stmt->kind == K_CLEAR)
        s->columns[stmt->column] = s->version;
}

static void walk_body(Share *s, KBody *b);

/* What a loop writes has another value in each round, and behind it. */
static void note_round(Share *s, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *stmt = &b->stmts.v[i];
        if (stmt->kind != K_LET && stmt->kind != K_VAR)
            note_written(s, stmt);
        if (stmt->then_body)
            note_round(s, stmt->then_body);
    }
}

static void walk_inner(Share *s, const KStmt *stmt)
{
    const uint32_t inside = s->values.n;
    const bool loop = kernel_is_loop(stmt);
    if (loop)
        note_round(s, stmt->then_body);
    walk_body(s, stmt->then_body);
    for (uint32_t i = inside; i < s->values.n; i++)
        s->values.v[i].gone = true;
    if (loop)
        note_round(s, stmt->then_body);
}

static void walk_body(Share *s, KBody *b)
{
    KBody out = {0};
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt stmt = b->stmts.v[i];
        kernel_stmt_exprs(&stmt, walk_expr, &(Site){s, &out, &stmt});
        if (stmt.then_body)
            walk_inner(s, &stmt);
        note_written(s, &stmt);
        VEC_PUSH(s->a, &out.stmts, stmt);
    }
    if (s->replacing)
        *b = out;
}

static void start_walk(Share *s, bool replacing)
{
    s->replacing = replacing;
    s->values.n = s->parts.n = 0;
    s->version = 0;
    memset(s->slots, 0, sizeof s->slots);
    memset(s->columns, 0, s->c->columns.n * sizeof *s->columns);
    map_init(&s->locals, s->a);
    map_init(&s->types, s->a);
}

static void find_deep(void *context, IrExpr **e)
{
    bool *deep = context;
    *deep |= kernel_expr_deeper(*e, SIMPLIFY_DEPTH);
}

static void share_body(void *context, const KBodyFact *fact, KBody *b)
{
    Share *s = context;
    bool deep = false;
    kernel_body_exprs(b, find_deep, &deep);
    if (deep || !kernel_is_stepped(fact))
        return;
    s->counts.n = 0;
    start_walk(s, false);
    walk_body(s, b);
    start_walk(s, true);
    walk_body(s, b);
}

void kernel_share(Session *session, KClass *c)
{
    Share *s = ARENA_NEW(session->arena, Share);
    s->session = session;
    s->a = session->arena;
    s->c = c;
    s->columns = ARENA_ARRAY(session->arena, uint32_t, c->columns.n + 1);
    kernel_each_body(c, share_body, s);
}
