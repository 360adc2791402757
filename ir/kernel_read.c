/* Reads the text form of kernels. Columns come before what reads them; the rules of what may stand where are
   kernel_verify.c's. */
#include "ir/kernel_text.h"
#include "ir/kernel_words.h"
#include "ir/read.h"
#include "ir/words.h"

#include <string.h>

enum { MATRIX_MOST = 1024 }; /* rows of a propagator */

static void unknown(IrReader *r, const char *what, const Str *name, StrNearest near)
{
    if (near.best)
        ir_read_fail(r, DIAG_NNC0603, "unknown %s `%s`; did you mean `%s`?", what, name->s,
                     near.best);
    else
        ir_read_fail(r, DIAG_NNC0603, "unknown %s `%s`", what, name->s);
}

static uint32_t column_named(IrReader *r, const Str *name)
{
    const uintptr_t known = (uintptr_t)map_get(&r->columns, name);
    if (known)
        return (uint32_t)(known - 1);
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < r->kernel->columns.n; i++)
        str_nearest_offer(&near, r->kernel->columns.v[i].name->s);
    if (!r->failed)
        unknown(r, "column", name, near);
    return 0;
}

/* @v[%i] of a column per cell, @tau of one for the class. */
static uint32_t read_column_at(IrReader *r)
{
    const IrToken token = r->token;
    if (token.kind != IR_TOKEN_PLACE) {
        ir_read_missing(r, "a column like @v");
        return 0;
    }
    const uint32_t column = column_named(r, token.text);
    ir_read_next(r);
    if (r->failed || !r->kernel->columns.v[column].each)
        return column;
    ir_read_expect(r, "[");
    if (r->token.kind != IR_TOKEN_ITEM || !str_is(r->token.text, "i"))
        ir_read_missing(r, "the index `%i`");
    ir_read_next(r);
    ir_read_expect(r, "]");
    return column;
}

IrExpr *kernel_read_load(IrReader *r)
{
    const Span at = r->token.span;
    IrExpr *e = ir_expr_new(r->arena, IR_LOAD, 0, at);
    e->u.column = read_column_at(r);
    return e;
}

static IrExpr *without_first(IrReader *r, IrExpr *call)
{
    IrExpr *e = ir_expr_new(r->arena, (IrOp)call->op, call->n - 1, call->span);
    memcpy(e, call, offsetof(IrExpr, arg));
    e->n = call->n - 1;
    for (uint32_t i = 0; i < e->n; i++)
        e->arg[i] = call->arg[i + 1];
    return e;
}

static int word_in(const Str *word, const char *const *words, int n)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, words[i]))
            return i;
    return -1;
}

/* The first argument of `cast` is a type, that of `draw` its number within the class. */
IrExpr *kernel_read_call(IrReader *r, IrExpr *call)
{
    if (r->failed || (call->op != IR_CAST && call->op != IR_DRAW))
        return call;
    const IrExpr *first = call->n ? call->arg[0] : NULL;
    const int type =
        first && first->op == IR_VARIABLE ? word_in(first->u.name, kernel_type_words, K_TYPES) : -1;
    const bool number =
        first && first->op == IR_INTEGER && first->u.integer >= 0 && first->u.integer < 256;
    r->token.span = call->span;
    if (call->op == IR_CAST && type < 0)
        ir_read_fail(r, DIAG_NNC0603, "the first argument of cast is a type such as f64");
    else if (call->op == IR_DRAW && !number)
        ir_read_fail(r, DIAG_NNC0604,
                     "the first argument of draw is its number, int(0) to int(255)");
    if (r->failed)
        return call;
    IrExpr *e = without_first(r, call);
    e->column_type = (uint8_t)(call->op == IR_CAST ? type : (int)first->u.integer);
    return e;
}

static const Unit *read_unit(IrReader *r)
{
    if (!ir_read_is(r, ":"))
        return NULL;
    const IrTypeText type = ir_read_type_behind(r);
    if (!r->failed && (!type.unit || type.is_list))
        ir_read_fail(r, DIAG_NNC0604, "expected a unit");
    return type.unit;
}

/* ---- statements ---- */
static KBody *read_body(IrReader *r, KBody *b);

static void read_matrix_index(IrReader *r, uint32_t rows, uint32_t columns, uint32_t *row,
                              uint32_t *col)
{
    ir_read_expect(r, "[");
    *row = ir_read_index(r);
    ir_read_expect(r, ",");
    *col = ir_read_index(r);
    ir_read_expect(r, "]");
    if (!r->failed && (*row >= rows || *col >= columns))
        ir_read_fail(r, DIAG_NNC0604, "there is no element %u, %u", *row, *col);
    if (r->failed)
        *row = *col = 0;
}

static void read_matrix_entry(IrReader *r, IrExpr **entry, uint32_t rows, uint32_t columns)
{
    uint32_t row, col;
    ir_read_next(r);
    read_matrix_index(r, rows, columns, &row, &col);
    ir_read_expect(r, "=");
    IrExpr *value = ir_read_expr(r);
    if (!r->failed)
        entry[row * columns + col] = value;
}

static void read_matrix_result(IrReader *r, KMatrix *m)
{
    uint32_t row, col;
    const uint32_t column = read_column_at(r);
    ir_read_expect(r, "=");
    ir_read_expect_word(r, "P");
    read_matrix_index(r, m->n, m->kind == K_MOVE ? 1 : m->n, &row, &col);
    VEC_PUSH(r->arena, &m->row, row);
    VEC_PUSH(r->arena, &m->col, col);
    VEC_PUSH(r->arena, &m->column, column);
}

static uint32_t read_matrix_size(IrReader *r)
{
    const uint32_t n = ir_read_index(r);
    if (!r->failed && (n == 0 || n > MATRIX_MOST))
        ir_read_fail(r, DIAG_NNC0604, "a matrix has 1 to %d rows and columns", MATRIX_MOST);
    return r->failed ? 1 : n;
}

/* What a matrix is for, unless it is a propagator. */
static void read_matrix_kind(IrReader *r, KMatrix *m)
{
    for (int kind = K_PROPAGATOR + 1; kind < K_MATRIX_KINDS; kind++)
        if (ir_read_accept_word(r, kernel_matrix_words[kind])) {
            m->kind = (KMatrixKind)kind;
            m->n_inputs = read_matrix_size(r);
            m->input = ARENA_ARRAY(r->arena, IrExpr *, m->n * m->n_inputs);
        }
    if (!r->failed && m->kind == K_MOVE && m->n_inputs != 1)
        ir_read_fail(r, DIAG_NNC0604, "a move has one input");
}

static KMatrix *read_matrix(IrReader *r)
{
    KMatrix *m = ARENA_NEW(r->arena, KMatrix);
    m->n = read_matrix_size(r);
    m->entry = ARENA_ARRAY(r->arena, IrExpr *, m->n * m->n);
    read_matrix_kind(r, m);
    ir_read_expect_word(r, "fraction");
    m->fraction = r->token.number;
    if (r->token.kind != IR_TOKEN_HEX)
        ir_read_missing(r, "a hexadecimal number");
    ir_read_next(r);
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_accept(r, "}")) {
        if (ir_read_is_word(r, "A"))
            read_matrix_entry(r, m->entry, m->n, m->n);
        else if (ir_read_is_word(r, "B") && m->input)
            read_matrix_entry(r, m->input, m->n, m->n_inputs);
        else
            read_matrix_result(r, m);
    }
    return m;
}

static uint32_t read_term_number(IrReader *r)
{
    const uint32_t number = ir_read_index(r);
    if (!r->failed && number >= r->kernel->terms.n)
        ir_read_fail(r, DIAG_NNC0604, "there is no term %u", number);
    return r->failed ? 0 : number;
}

static void read_target(IrReader *r, KStmt *s, const KStmtForm *form)
{
    switch (form->target) {
    case K_ON_NOTHING:
        break;
    case K_ON_LOCAL:
        s->name = ir_read_name(r, IR_TOKEN_ITEM, "a local like %x");
        break;
    case K_ON_COLUMN:
        s->column = read_column_at(r);
        break;
    case K_ON_TEXT:
        s->name = ir_read_name(r, IR_TOKEN_STRING, "a string");
        break;
    case K_ON_NUMBER:
        s->column = ir_read_index(r);
        break;
    case K_ON_TERM:
        s->column = read_term_number(r);
        break;
    }
    if (form->typed) {
        ir_read_expect(r, ":");
        s->type = (KType)ir_read_choice(r, kernel_type_words, K_TYPES);
    }
}

/* "=" or "if" */
static void read_before(IrReader *r, const char *before)
{
    if (!before[0] || ir_read_accept(r, before) || ir_read_accept_word(r, before))
        return;
    ir_read_missing(r, arena_printf(r->arena, "`%s`", before));
}

/* The kind by its first word; an assignment by the sigil of its target. */
static int stmt_kind(IrReader *r)
{
    if (r->token.kind == IR_TOKEN_ITEM)
        return K_ASSIGN;
    if (r->token.kind == IR_TOKEN_PLACE)
        return K_STORE;
    StrNearest near = str_nearest_start(r->token.text->s);
    for (int i = 0; i < K_STMT_KINDS; i++) {
        if (!kernel_forms[i].word[0])
            continue;
        if (ir_read_accept_word(r, kernel_forms[i].word))
            return i;
        str_nearest_offer(&near, kernel_forms[i].word);
    }
    if (r->token.kind == IR_TOKEN_WORD)
        unknown(r, "statement", r->token.text, near);
    else
        ir_read_missing(r, "a statement or `}`");
    return K_ASSIGN;
}

static KStmt read_stmt(IrReader *r)
{
    KStmt s = {.span = r->token.span};
    s.kind = (KStmtKind)stmt_kind(r);
    const KStmtForm *form = &kernel_forms[s.kind];
    read_target(r, &s, form);
    if (s.kind == K_EXPM) {
        s.matrix = read_matrix(r);
        return s;
    }
    read_before(r, form->before);
    if (form->value)
        s.value = ir_read_expr(r);
    if (form->body)
        s.then_body = read_body(r, ARENA_NEW(r->arena, KBody));
    return s;
}

static KBody *read_body(IrReader *r, KBody *b)
{
    if (!ir_read_deeper(r))
        return b;
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_accept(r, "}"))
        VEC_PUSH(r->arena, &b->stmts, read_stmt(r));
    r->depth--;
    return b;
}

/* ---- classes ---- */
static void read_space(IrReader *r, KColumn *k)
{
    const char *space = kernel_space(r->kernel);
    const bool synapse = r->kernel->role == IR_SYNAPSE;
    ir_read_expect(r, "[");
    if (synapse && ir_read_is_word(r, "pre"))
        k->extent = K_OF_PRE;
    else if (synapse && ir_read_is_word(r, "post"))
        k->extent = K_OF_POST;
    k->each = k->extent != K_OF_OWN || ir_read_is_word(r, space);
    if (!k->each && !ir_read_is_word(r, "one"))
        ir_read_missing(r, arena_printf(r->arena, "`one` or `%s`", space));
    ir_read_next(r);
    ir_read_expect(r, "]");
}

static void read_column(IrReader *r, KRole role)
{
    KColumn k = {.role = role, .span = r->token.span};
    k.type = (KType)ir_read_choice(r, kernel_type_words, K_TYPES);
    k.name = ir_read_name(r, IR_TOKEN_PLACE, "a column like @v");
    if (map_has(&r->columns, k.name))
        ir_read_fail(r, DIAG_NNC0603, "there are two columns `%s`", k.name->s);
    read_space(r, &k);
    k.unit = read_unit(r);
    if (ir_read_accept(r, "="))
        k.fallback = ir_read_expr(r);
    k.lo = ir_read_optional(r, "lo");
    k.hi = ir_read_optional(r, "hi");
    VEC_PUSH(r->arena, &r->kernel->columns, k);
    map_set(&r->columns, k.name, (void *)(uintptr_t)r->kernel->columns.n);
}

/* A whole column: @v without an index. */
static uint32_t read_column_name(IrReader *r)
{
    const Str *name = ir_read_name(r, IR_TOKEN_PLACE, "a column like @v");
    return r->failed ? 0 : column_named(r, name);
}

static void read_port(IrReader *r)
{
    KPort p = {.due = -1};
    p.name = ir_read_name(r, IR_TOKEN_ITEM, "a port like %excitatory");
    if (ir_read_accept_word(r, "due")) {
        p.due = (int32_t)read_column_name(r);
    } else if (ir_read_accept(r, "(")) {
        p.argument = ir_read_plain_name(r, "the name of an argument");
        while (ir_read_accept(r, ","))
            VEC_PUSH(r->arena, &p.more, ir_read_plain_name(r, "the name of an argument"));
        ir_read_expect(r, ")");
    }
    p.unit = read_unit(r);
    if (p.due < 0 || ir_read_is(r, "{"))
        p.handler = read_body(r, ARENA_NEW(r->arena, KBody));
    VEC_PUSH(r->arena, &r->kernel->ports, p);
}

static void read_output(IrReader *r)
{
    const Str *name = ir_read_name(r, IR_TOKEN_ITEM, "an output like %spike");
    VEC_PUSH(r->arena, &r->kernel->outputs, name);
}

static void read_signal(IrReader *r)
{
    KSignal s = {0};
    s.name = ir_read_name(r, IR_TOKEN_ITEM, "a signal like %g");
    s.unit = read_unit(r);
    s.sums = ir_read_accept_word(r, "sums");
    ir_read_expect(r, "=");
    s.value = ir_read_expr(r);
    VEC_PUSH(r->arena, &r->kernel->signals, s);
}

static void read_delay(IrReader *r)
{
    KDelay d = {.span = r->token.span};
    uint32_t *const columns[] = {&d.start, &d.middle, &d.end, &d.time};
    d.source = ir_read_name(r, IR_TOKEN_ITEM, "a variable like %v");
    for (int i = 0; i < 4; i++) {
        if (i)
            ir_read_expect(r, ",");
        *columns[i] = read_column_name(r);
    }
    VEC_PUSH(r->arena, &r->kernel->delays, d);
}

static void read_far(IrReader *r)
{
    KFar far = {.column = read_column_name(r)};
    ir_read_expect_word(r, "from");
    far.from = (IrScope)(IR_FROM_PRE + ir_read_choice(r, ir_scope_words + IR_FROM_PRE, 3));
    far.item = ir_read_name(r, IR_TOKEN_ITEM, "a variable like %v");
    far.latest = ir_read_accept_word(r, "latest");
    VEC_PUSH(r->arena, &r->kernel->fars, far);
}

static void read_term(IrReader *r)
{
    static const char *const sides[] = {"post", "pre"};
    KTerm term = {.to_pre = ir_read_choice(r, sides, 2) == 1};
    if (ir_read_accept_word(r, "times"))
        term.own = ir_read_name(r, IR_TOKEN_ITEM, "a variable like %v");
    VEC_PUSH(r->arena, &r->kernel->terms, term);
}

static void read_kernel(IrReader *r)
{
    const char *words[K_BODIES];
    for (int i = 0; i < K_BODIES; i++)
        words[i] = kernel_bodies[i].word;
    const int number = ir_read_choice(r, words, K_BODIES);
    const KBodyFact *fact = &kernel_bodies[number];
    KBody *b = kernel_body(r->kernel, (uint32_t)number);
    if (b->stmts.n)
        ir_read_fail(r, DIAG_NNC0603, "there are two kernels `%s`", fact->word);
    ir_read_expect_word(r, "phase");
    ir_read_expect_word(r, fact->phase);
    if (fact->each) {
        ir_read_expect_word(r, "each");
        ir_read_name(r, IR_TOKEN_ITEM, "the index `%i`");
        ir_read_expect_word(r, "of");
        ir_read_expect_word(r, kernel_space(r->kernel));
    }
    read_body(r, b);
}

static void read_inject(IrReader *r)
{
    r->kernel->inject = ir_read_expr(r);
}

static void read_emits(IrReader *r)
{
    r->kernel->emit = ir_read_expr(r);
}

typedef struct Member {
    const char *word;
    void (*read)(IrReader *r);
} Member;
static const Member members[] = {
    {"output", read_output}, {"port", read_port},     {"signal", read_signal},
    {"kernel", read_kernel}, {"inject", read_inject}, {"emits", read_emits},
    {"delay", read_delay},   {"far", read_far},       {"term", read_term},
};
enum { N_MEMBERS = sizeof members / sizeof *members };

static void read_member(IrReader *r)
{
    StrNearest near = str_nearest_start(r->token.text->s);
    for (int i = 0; i < K_ROLES; i++) {
        if (ir_read_accept_word(r, kernel_role_words[i])) {
            read_column(r, (KRole)i);
            return;
        }
        str_nearest_offer(&near, kernel_role_words[i]);
    }
    for (int i = 0; i < N_MEMBERS; i++) {
        if (ir_read_accept_word(r, members[i].word)) {
            members[i].read(r);
            return;
        }
        str_nearest_offer(&near, members[i].word);
    }
    if (r->token.kind == IR_TOKEN_WORD)
        unknown(r, "word", r->token.text, near);
    else
        ir_read_missing(r, "a column, a port, a signal, a kernel or `}`");
}

static KClass *read_class(IrReader *r)
{
    const char *roles[IR_ROLE_COUNT];
    for (int i = 0; i < IR_ROLE_COUNT; i++)
        roles[i] = ir_role_word((IrRole)i);
    KClass *c = ARENA_NEW(r->arena, KClass);
    ir_read_expect_word(r, "class");
    c->name = ir_read_name(r, IR_TOKEN_ENTITY, "a name like $LIF");
    c->role = (IrRole)ir_read_choice(r, roles, IR_ROLE_COUNT);
    c->single = ir_read_accept_word(r, "single");
    r->kernel = c;
    map_init(&r->columns, r->arena);
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_accept(r, "}"))
        read_member(r);
    return c;
}

bool kernel_is_text(const SourceFile *file)
{
    const char *s = file->text;
    for (;;) {
        s += strspn(s, " \t\r\n;");
        if (*s != '#')
            break;
        s += strcspn(s, "\n");
    }
    if (strncmp(s, "nnir", 4))
        return false;
    s += 4 + strspn(s + 4, " \t0123456789");
    return !strncmp(s, "kernel", 6);
}

bool kernel_read(Session *s, const SourceFile *file, KClasses *classes)
{
    IrReader r = {.session = s, .arena = s->arena, .file = file};
    ir_read_version(&r);
    if (!r.failed && !ir_read_accept_word(&r, "kernel"))
        ir_read_fail(&r, DIAG_NNC0605, "the level `kernel` is needed here");
    while (!r.failed && r.token.kind != IR_TOKEN_END) {
        KClass *c = read_class(&r);
        VEC_PUSH(s->arena, classes, c);
    }
    return !r.failed;
}
