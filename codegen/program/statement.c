/* Statements of generated programs. */
#include "codegen/program/read.h"

static ProgStmt *read_statement(Reader *r);

static ProgStmt *stmt_new(Reader *r, ProgStmtKind kind)
{
    ProgStmt *s = ARENA_NEW(r->a, ProgStmt);
    s->kind = kind;
    s->line = r->token.line;
    s->where = r->token.where;
    return s;
}

static ProgExpr *read_test(Reader *r)
{
    reader_expect(r, "(");
    ProgExpr *e = prog_test(r, read_expression(r));
    reader_expect(r, ")");
    return e;
}

static ProgStmt *read_evaluation(Reader *r)
{
    ProgStmt *s = stmt_new(r, PROG_EVALUATE);
    s->value = read_expression(r);
    reader_expect(r, ";");
    return s;
}

static ProgStmt *read_simple(Reader *r)
{
    if (!read_is_type(r, &r->token))
        return read_evaluation(r);
    ProgStmt *s = stmt_new(r, PROG_DECLARE);
    read_declaration(r, s);
    return s;
}

static ProgStmt *read_if(Reader *r)
{
    ProgStmt *s = stmt_new(r, PROG_IF);
    s->value = read_test(r);
    s->then = read_statement(r);
    if (reader_take(r, "else"))
        s->otherwise = read_statement(r);
    return s;
}

static ProgStmt *read_body(Reader *r)
{
    r->loops++;
    ProgStmt *s = read_statement(r);
    r->loops--;
    return s;
}

static ProgStmt *loop_new(Reader *r)
{
    ProgStmt *s = stmt_new(r, PROG_LOOP);
    s->independent = r->independent;
    r->independent = false;
    return s;
}

static ProgStmt *read_for(Reader *r)
{
    ProgStmt *s = loop_new(r);
    reader_expect(r, "(");
    scope_enter(r);
    if (!reader_take(r, ";"))
        s->first = read_simple(r);
    if (!reader_is(r, ";"))
        s->value = prog_test(r, read_expression(r));
    reader_expect(r, ";");
    if (!reader_is(r, ")"))
        s->step = read_expression(r);
    reader_expect(r, ")");
    s->then = read_body(r);
    scope_leave(r);
    return s;
}

static ProgStmt *read_while(Reader *r)
{
    ProgStmt *s = loop_new(r);
    s->value = read_test(r);
    s->then = read_body(r);
    return s;
}

static ProgStmt *read_do(Reader *r)
{
    ProgStmt *s = loop_new(r);
    s->tests_last = true;
    s->then = read_body(r);
    reader_expect(r, "while");
    s->value = read_test(r);
    reader_expect(r, ";");
    return s;
}

static ProgStmt *read_return(Reader *r)
{
    ProgStmt *s = stmt_new(r, PROG_RETURN);
    const bool wanted = r->result->kind != PROG_VOID;
    if (wanted == reader_is(r, ";"))
        reader_fail(r, wanted ? "a value is expected here" : "no value is expected here");
    if (wanted)
        s->value = prog_to(r, read_expression(r), r->result);
    reader_expect(r, ";");
    return s;
}

static ProgStmt *read_jump(Reader *r, ProgStmtKind kind)
{
    ProgStmt *s = stmt_new(r, kind);
    if (!r->loops)
        reader_fail(r, "there is no loop here");
    reader_expect(r, ";");
    return s;
}

static ProgStmt *read_statement(Reader *r)
{
    if (reader_is(r, "{"))
        return read_block(r);
    if (reader_take(r, "NNRT_INDEPENDENT")) {
        r->independent = true;
        return read_statement(r);
    }
    if (reader_take(r, "if"))
        return read_if(r);
    if (reader_take(r, "for"))
        return read_for(r);
    if (reader_take(r, "while"))
        return read_while(r);
    if (reader_take(r, "do"))
        return read_do(r);
    if (reader_take(r, "return"))
        return read_return(r);
    if (reader_take(r, "break"))
        return read_jump(r, PROG_BREAK);
    if (reader_take(r, "continue"))
        return read_jump(r, PROG_CONTINUE);
    if (reader_take(r, ";"))
        return stmt_new(r, PROG_BLOCK);
    return read_simple(r);
}

ProgStmt *read_block(Reader *r)
{
    ProgStmt *s = stmt_new(r, PROG_BLOCK);
    reader_expect(r, "{");
    scope_enter(r);
    while (!reader_take(r, "}")) {
        ProgStmt *one = read_statement(r);
        VEC_PUSH(r->a, &s->body, one);
    }
    scope_leave(r);
    return s;
}
