/* Statements of programs in LLVM. */
#include "codegen/llvm/internal.h"

/* After a jump nothing is reached: what follows goes to a block of its own, which LLVM drops. */
static void jump(Lower *l, LLVMBasicBlockRef to)
{
    LLVMBuildBr(l->builder, to);
    LLVMPositionBuilderAtEnd(l->builder, lower_block(l, "unreached"));
}

static void declare(Lower *l, const ProgStmt *s)
{
    for (uint32_t i = 0; i < s->objects.n; i++) {
        ProgObject *o = s->objects.v[i];
        if (!o->is_local)
            continue; /* a table, made where it is read */
        o->made = lower_local(l, o->type, o->name->s);
        if (o->init)
            lower_initialise(l, o->init, o->made);
    }
}

static void give_back(Lower *l, const ProgStmt *s)
{
    if (s->value)
        LLVMBuildRet(l->builder, lower_value(l, s->value));
    else
        LLVMBuildRetVoid(l->builder);
    LLVMPositionBuilderAtEnd(l->builder, lower_block(l, "unreached"));
}

static void branch(Lower *l, const ProgStmt *s)
{
    LLVMBasicBlockRef yes = lower_block(l, "then"), end = lower_block(l, "end"),
                      no = s->otherwise ? lower_block(l, "else") : end;
    LLVMBuildCondBr(l->builder, lower_value(l, s->value), yes, no);
    LLVMPositionBuilderAtEnd(l->builder, yes);
    lower_statement(l, s->then);
    LLVMBuildBr(l->builder, end);
    if (s->otherwise) {
        LLVMPositionBuilderAtEnd(l->builder, no);
        lower_statement(l, s->otherwise);
        LLVMBuildBr(l->builder, end);
    }
    LLVMPositionBuilderAtEnd(l->builder, end);
}

static void loop(Lower *l, const ProgStmt *s)
{
    LLVMBasicBlockRef test = lower_block(l, "test"), body = lower_block(l, "body"),
                      next = lower_block(l, "next"), end = lower_block(l, "end");
    Loop own = {l->loop, next, end};
    LLVMValueRef outer = l->group;
    Independent nodes = {0};
    if (s->independent && independent_nodes(l, &nodes))
        l->group = nodes.group;
    if (s->first)
        lower_statement(l, s->first);
    LLVMBuildBr(l->builder, s->tests_last ? body : test);
    LLVMPositionBuilderAtEnd(l->builder, test);
    if (s->value)
        LLVMBuildCondBr(l->builder, lower_value(l, s->value), body, end);
    else
        LLVMBuildBr(l->builder, body);
    LLVMPositionBuilderAtEnd(l->builder, body);
    l->loop = &own;
    lower_statement(l, s->then);
    l->loop = own.outer;
    LLVMBuildBr(l->builder, next);
    LLVMPositionBuilderAtEnd(l->builder, next);
    if (s->step)
        lower_value(l, s->step);
    LLVMValueRef back = LLVMBuildBr(l->builder, test);
    if (nodes.group)
        lower_back(l, back, &nodes);
    l->group = outer;
    LLVMPositionBuilderAtEnd(l->builder, end);
}

void lower_statement(Lower *l, const ProgStmt *s)
{
    lines_at(l, s->where);
    switch (s->kind) {
    case PROG_DECLARE:
        declare(l, s);
        break;
    case PROG_EVALUATE:
        lower_value(l, s->value);
        break;
    case PROG_RETURN:
        give_back(l, s);
        break;
    case PROG_IF:
        branch(l, s);
        break;
    case PROG_LOOP:
        loop(l, s);
        break;
    case PROG_BREAK:
        jump(l, l->loop->end);
        break;
    case PROG_CONTINUE:
        jump(l, l->loop->next);
        break;
    case PROG_BLOCK:
        for (uint32_t i = 0; i < s->body.n; i++)
            lower_statement(l, s->body.v[i]);
        break;
    }
}

/* ---- functions ---- */
/* Parameters are places, as locals are; passes of LLVM make them values again. */
static void take_params(Lower *l, const ProgObject *f)
{
    for (uint32_t i = 0; i < f->params.n; i++) {
        ProgObject *p = f->params.v[i];
        p->made = lower_local(l, p->type, p->name ? p->name->s : "");
        lower_store(l, p->type, LLVMGetParam(l->function, i), p->made);
    }
}

void lower_body(Lower *l, ProgObject *f)
{
    l->function = f->made;
    LLVMBasicBlockRef locals = lower_block(l, "locals"), start = lower_block(l, "start");
    LLVMPositionBuilderAtEnd(l->locals, locals);
    LLVMPositionBuilderAtEnd(l->builder, start);
    lines_function(l, f);
    take_params(l, f);
    lower_statement(l, f->body);
    if (f->type->to->kind == PROG_VOID)
        LLVMBuildRetVoid(l->builder);
    else
        LLVMBuildUnreachable(l->builder);
    LLVMBuildBr(l->locals, start);
    l->function = NULL;
}
