/* Actions: what conditions and handlers do. A single short one stands on the line of its head. */
#include "codegen/nn/nn.h"

#include <string.h>

static void write_body(const NnScope *s, const IrBody *body);

/* The sign of x += e and its kin for an assignment x := x op e; NULL: it is none. *e is the rest. */
static const char *augmented(const IrStmt *s, const IrExpr **e)
{
    const IrExpr *v = s->value;
    const bool own = v->n == 2 && v->arg[0]->op == IR_ITEM && v->arg[0]->u.name == s->name;
    if (!own)
        return NULL;
    *e = v->arg[1];
    if (v->op == IR_SUM && v->arg[1]->op == IR_NEG) {
        *e = v->arg[1]->arg[0];
        return "-=";
    }
    return v->op == IR_SUM ? "+=" : v->op == IR_PRODUCT ? "*=" : v->op == IR_QUOTIENT ? "/=" : NULL;
}

static const char *assignment(const NnScope *s, const IrStmt *stmt)
{
    const IrExpr *e;
    const char *sign = augmented(stmt, &e);
    if (!sign) {
        sign = "=";
        e = stmt->value;
    }
    return arena_printf(s->w->a, "%s %s %s", nn_path(s->w, stmt->name), sign, nn_expr(s, e));
}

/* "(a, b)" of several values, " a" of one. */
static const char *sent(const NnScope *s, const IrStmt *stmt)
{
    const char *list = "";
    for (uint32_t i = 0; i < stmt->args.n; i++)
        list = arena_printf(s->w->a, "%s%s%s", list, i ? ", " : "", nn_expr(s, stmt->args.v[i]));
    return stmt->args.n > 1 ? arena_printf(s->w->a, " (%s)", list)
           : stmt->args.n   ? arena_printf(s->w->a, " %s", list)
                            : "";
}

static const char *emission(const NnScope *s, const IrStmt *stmt)
{
    const IrRole role = s->model->role;
    const bool spikes = (role == IR_CELL || role == IR_SOURCE) && str_is(stmt->name, "spike");
    const bool usual = role == IR_SYNAPSE && str_is(stmt->name, "send") && stmt->args.n;
    const char *one = spikes && !stmt->args.n ? "spike"
                      : usual                 ? arena_printf(s->w->a, "send%s", sent(s, stmt))
                                              : arena_printf(s->w->a, "send%s to %s", sent(s, stmt),
                                                             nn_plain_name(s->w, nn_path(s->w, stmt->name)));
    return one;
}

/* A statement that fits on a line; NULL: it is a block. */
static const char *simple(const NnScope *s, const IrStmt *stmt)
{
    const char *names = "";
    if (stmt->count)
        return NULL;
    switch (stmt->kind) {
    case IR_STMT_ASSIGN:
        return assignment(s, stmt);
    case IR_STMT_EMIT:
        return emission(s, stmt);
    case IR_STMT_ENTER:
        return arena_printf(s->w->a, "enter %s", nn_word(s->w, stmt->name->s));
    case IR_STMT_HOLD:
        for (uint32_t i = 0; i < stmt->names.n; i++)
            names = arena_printf(s->w->a, "%s%s%s", names, i ? ", " : "",
                                 nn_path(s->w, stmt->names.v[i]));
        return arena_printf(s->w->a, "hold %s for %s", names, nn_expr(s, stmt->value));
    case IR_STMT_IF:
        break;
    }
    return NULL;
}

/* if a: ... elif b: ... else: ... */
static void write_branch(const NnScope *s, const IrStmt *stmt)
{
    const char *word = "if";
    for (;;) {
        nn_write_actions(s, arena_printf(s->w->a, "%s %s", word, nn_expr(s, stmt->value)),
                         stmt->then_body);
        const IrBody *otherwise = stmt->else_body;
        if (!otherwise)
            return;
        if (otherwise->stmts.n != 1 || otherwise->stmts.v[0].kind != IR_STMT_IF) {
            nn_write_actions(s, "else", otherwise);
            return;
        }
        stmt = &otherwise->stmts.v[0];
        word = "elif";
    }
}

static void write_statement(const NnScope *s, const IrStmt *stmt)
{
    const char *line = simple(s, stmt);
    if (line)
        emit(s->w->e, "%s\n", line);
    else if (stmt->kind == IR_STMT_IF)
        write_branch(s, stmt);
    else
        emit(s->w->e, "for k in range(%s): %s\n", nn_expr(s, stmt->count), emission(s, stmt));
}

/* x, y = y, x: assignments that all read the values from before. */
static void write_at_once(const NnScope *s, const IrBody *body)
{
    const char *states = "", *values = "", *gap = "";
    for (uint32_t i = 0; i < body->stmts.n; i++) {
        const IrStmt *stmt = &body->stmts.v[i];
        if (stmt->kind == IR_STMT_IF)
            nn_refuse(s->w, stmt->span, "a branch among actions that read the values from before");
        if (stmt->kind != IR_STMT_ASSIGN)
            continue;
        states = arena_printf(s->w->a, "%s%s%s", states, gap,
                              nn_plain_name(s->w, nn_path(s->w, stmt->name)));
        values = arena_printf(s->w->a, "%s%s%s", values, gap, nn_expr(s, stmt->value));
        gap = ", ";
    }
    emit(s->w->e, "%s = %s\n", states, values);
}

static bool is_at_once(const IrBody *body)
{
    uint32_t n = 0;
    for (uint32_t i = 0; body->par && i < body->stmts.n; i++)
        n += body->stmts.v[i].kind == IR_STMT_ASSIGN;
    return n > 1;
}

/* What is sent reads the values from before, too: it stands before the one assignment, and `enter` stays the last. */
static int rank_of(const IrStmt *stmt)
{
    return stmt->kind == IR_STMT_ASSIGN ? 1 : stmt->kind == IR_STMT_ENTER ? 2 : 0;
}

static void write_body(const NnScope *s, const IrBody *body)
{
    const bool at_once = is_at_once(body);
    if (at_once)
        write_at_once(s, body);
    for (int rank = 0; rank < (body->par ? 3 : 1); rank++)
        for (uint32_t i = 0; i < body->stmts.n; i++) {
            const IrStmt *stmt = &body->stmts.v[i];
            if ((!at_once || stmt->kind != IR_STMT_ASSIGN) && (!body->par || rank_of(stmt) == rank))
                write_statement(s, stmt);
        }
}

void nn_write_actions(const NnScope *s, const char *head, const IrBody *body)
{
    const char *only = !body || !body->stmts.n ? "pass"
                       : body->stmts.n == 1    ? simple(s, &body->stmts.v[0])
                                               : NULL;
    if (only && strlen(head) + strlen(only) < NN_LINE / 2 + 20) {
        emit(s->w->e, "%s: %s\n", head, only);
        return;
    }
    emit_open(s->w->e, "%s:", head);
    write_body(s, body);
    emit_close(s->w->e, "%s", "");
}

void nn_write_args(Emitter *e, const NnScope *s, const IrArgs *args)
{
    if (!args->n)
        return;
    emit(e, "(");
    for (uint32_t i = 0; i < args->n; i++) {
        const IrArg *arg = &args->v[i];
        emit(e, "%s%s", i ? ", " : "", nn_word(s->w, arg->name->s));
        const char *unit = nn_unit(s->w, arg->unit, arg->dim);
        if (!unit)
            nn_refuse(s->w, s->model->span, "the dimension of '%s' has no unit", arg->name->s);
        else
            emit(e, ": %s", unit);
    }
    emit(e, ")");
}
