/* Expressions of programs in LLVM. */
#include "codegen/llvm/internal.h"

LLVMBasicBlockRef lower_block(Lower *l, const char *name)
{
    return LLVMAppendBasicBlockInContext(l->context, l->function, name);
}

/* ---- memory ---- */
LLVMValueRef lower_load(Lower *l, const ProgType *t, LLVMValueRef place)
{
    LLVMValueRef x =
        lower_access(l, LLVMBuildLoad2(l->builder, lower_memory_type(l, t), place, ""));
    if (t->kind != PROG_BOOL)
        return x;
    return LLVMBuildTrunc(l->builder, x, lower_type(l, t), "");
}

void lower_store(Lower *l, const ProgType *t, LLVMValueRef value, LLVMValueRef place)
{
    if (t->kind == PROG_BOOL)
        value = LLVMBuildZExt(l->builder, value, lower_memory_type(l, t), "");
    lower_access(l, LLVMBuildStore(l->builder, value, place));
}

static LLVMValueRef member_place(Lower *l, const ProgExpr *e)
{
    LLVMValueRef record = lower_place(l, e->a);
    if (e->a->type->record->is_union)
        return record;
    return LLVMBuildStructGEP2(l->builder, lower_memory_type(l, e->a->type), record, e->u.field,
                               "");
}

/* An object without a name: a local, or at the level of the file a table. */
static LLVMValueRef compound_place(Lower *l, const ProgExpr *e)
{
    if (!l->function)
        return lower_table(l, NULL, lower_constant(l, e->u.init, e->type), prog_align(e->type));
    LLVMValueRef place = lower_local(l, e->type, "");
    lower_initialise(l, e->u.init, place);
    return place;
}

static LLVMValueRef text_place(Lower *l, const ProgExpr *e)
{
    LLVMValueRef bytes =
        LLVMConstStringInContext(l->context, e->u.text.bytes, (unsigned)e->u.text.n, true);
    LLVMValueRef table = lower_table(l, NULL, bytes, 1);
    LLVMSetUnnamedAddress(table, LLVMGlobalUnnamedAddr);
    return table;
}

LLVMValueRef lower_place(Lower *l, const ProgExpr *e)
{
    switch ((int)e->op) {
    case PROG_NAME:
        return lower_object(l, e->u.object);
    case PROG_MEMBER:
        return member_place(l, e);
    case PROG_AT:
        return lower_value(l, e->a);
    case PROG_TEXT:
        return text_place(l, e);
    default:
        return compound_place(l, e);
    }
}

static bool is_place(const ProgExpr *e)
{
    return e->op == PROG_NAME || e->op == PROG_AT || e->op == PROG_COMPOUND ||
           (e->op == PROG_MEMBER && is_place(e->a));
}

/* Of a record that is a value. */
static LLVMValueRef member_value(Lower *l, const ProgExpr *e)
{
    LLVMValueRef x = LLVMBuildExtractValue(l->builder, lower_value(l, e->a), e->u.field, "");
    return e->type->kind == PROG_BOOL ? LLVMBuildTrunc(l->builder, x, lower_type(l, e->type), "")
                                      : x;
}

/* ---- pointers ---- */
static LLVMValueRef offset(Lower *l, const ProgExpr *e)
{
    LLVMValueRef base = lower_value(l, e->a), n = lower_value(l, e->b);
    const ProgType *to = e->type->to;
    LLVMTypeRef element =
        to->kind == PROG_VOID ? LLVMInt8TypeInContext(l->context) : lower_memory_type(l, to);
    return LLVMBuildInBoundsGEP2(l->builder, element, base, &n, 1, "");
}

static LLVMValueRef distance(Lower *l, const ProgExpr *e)
{
    LLVMValueRef a = lower_value(l, e->a), b = lower_value(l, e->b);
    return LLVMBuildPtrDiff2(l->builder, lower_memory_type(l, e->a->type->to), a, b, "");
}

/* ---- choices: by a branch, unless both sides cost nothing ---- */
static bool same_place(const ProgExpr *a, const ProgExpr *b)
{
    if (!a || !b || a->op != b->op || !prog_same(a->type, b->type))
        return a == b;
    switch ((int)a->op) {
    case PROG_NAME:
        return a->u.object == b->u.object;
    case PROG_AT:
    case PROG_CONVERT:
    case PROG_OFFSET:
        return same_place(a->a, b->a) && same_place(a->b, b->b);
    default:
        return false;
    }
}

/* Does e read this element, whatever values it meets? What changes places is not looked into. */
static bool always_reads(const ProgExpr *e, const ProgExpr *element)
{
    if (!e)
        return false;
    for (uint32_t i = 0; i < e->args.n; i++)
        if (always_reads(e->args.v[i], element))
            return true;
    if (e->op >= PROG_ASSIGN)
        return false;
    const bool decides = e->op == PROG_CHOOSE || e->op == PROG_AND_ALSO || e->op == PROG_OR_ELSE;
    return same_place(e, element) || always_reads(e->a, element) ||
           (!decides && always_reads(e->b, element));
}

/* An element that the other side reads, too, is read before the choice: compilers do not do so where the test could keep
   them from memory that is not there, and vectors would then be read under masks. */
static void read_ahead(Lower *l, const ProgExpr *side, const ProgExpr *other)
{
    if (side->op == PROG_AT && always_reads(other, side))
        lower_value(l, side);
}

static bool is_free(const ProgExpr *e)
{
    return e->op == PROG_NUMBER || e->op == PROG_INTEGER || e->op == PROG_OLD ||
           (e->op == PROG_NAME && e->u.object->is_local);
}

static LLVMValueRef join(Lower *l, const ProgType *t, LLVMValueRef *values,
                         LLVMBasicBlockRef *blocks)
{
    LLVMValueRef phi = LLVMBuildPhi(l->builder, lower_type(l, t), "");
    LLVMAddIncoming(phi, values, blocks, 2);
    return phi;
}

static LLVMValueRef choose(Lower *l, const ProgExpr *e)
{
    LLVMValueRef test = lower_value(l, e->a), values[2];
    if (is_free(e->b) && is_free(e->c)) {
        values[0] = lower_value(l, e->b);
        values[1] = lower_value(l, e->c);
        return LLVMBuildSelect(l->builder, test, values[0], values[1], "");
    }
    read_ahead(l, e->b, e->c);
    read_ahead(l, e->c, e->b);
    LLVMBasicBlockRef blocks[2] = {lower_block(l, "yes"), lower_block(l, "no")},
                      end = lower_block(l, "chosen");
    const ProgExpr *const sides[2] = {e->b, e->c};
    LLVMBuildCondBr(l->builder, test, blocks[0], blocks[1]);
    for (int i = 0; i < 2; i++) {
        LLVMPositionBuilderAtEnd(l->builder, blocks[i]);
        values[i] = lower_value(l, sides[i]);
        blocks[i] = LLVMGetInsertBlock(l->builder);
        LLVMBuildBr(l->builder, end);
    }
    LLVMPositionBuilderAtEnd(l->builder, end);
    return e->type->kind == PROG_VOID ? NULL : join(l, e->type, values, blocks);
}

/* && and ||: the second side is met only where the first does not decide. */
static LLVMValueRef shortcut(Lower *l, const ProgExpr *e)
{
    const bool any = e->op == PROG_OR_ELSE;
    LLVMValueRef values[2] = {lower_value(l, e->a), NULL};
    LLVMBasicBlockRef blocks[2] = {LLVMGetInsertBlock(l->builder), lower_block(l, "also")},
                      end = lower_block(l, "decided");
    LLVMBuildCondBr(l->builder, values[0], any ? end : blocks[1], any ? blocks[1] : end);
    LLVMPositionBuilderAtEnd(l->builder, blocks[1]);
    values[0] = LLVMConstInt(lower_type(l, e->type), any, false);
    values[1] = lower_value(l, e->b);
    blocks[1] = LLVMGetInsertBlock(l->builder);
    LLVMBuildBr(l->builder, end);
    LLVMPositionBuilderAtEnd(l->builder, end);
    return join(l, e->type, values, blocks);
}

/* ---- what changes places ---- */
static LLVMValueRef assign(Lower *l, const ProgExpr *e)
{
    LLVMValueRef value = lower_value(l, e->b);
    lower_store(l, e->type, value, lower_place(l, e->a));
    return value;
}

static LLVMValueRef change(Lower *l, const ProgExpr *e)
{
    LLVMValueRef place = lower_place(l, e->a), old = lower_load(l, e->type, place);
    VEC_PUSH(l->p->arena, &l->old, old);
    LLVMValueRef value = lower_value(l, e->b);
    l->old.n--;
    lower_store(l, e->type, value, place);
    return e->op == PROG_AFTER ? old : value;
}

static LLVMValueRef call(Lower *l, const ProgExpr *e)
{
    const ProgType *t = e->a->type->to;
    LLVMValueRef f = lower_value(l, e->a);
    LLVMValueRef *args = ARENA_ARRAY(l->p->arena, LLVMValueRef, e->args.n + 1);
    for (uint32_t i = 0; i < e->args.n; i++)
        args[i] = lower_value(l, e->args.v[i]);
    l->calls++;
    LLVMValueRef x = LLVMBuildCall2(l->builder, lower_function_type(l, t), f, args, e->args.n, "");
    lower_small_arguments(l, t, x);
    lower_access(l, x);
    return x;
}

/* ---- the walk ---- */
static LLVMValueRef integer(Lower *l, const ProgExpr *e)
{
    LLVMTypeRef t = lower_type(l, e->type);
    if (e->type->kind == PROG_POINTER)
        return e->u.integer
                   ? LLVMConstIntToPtr(
                         LLVMConstInt(LLVMInt64TypeInContext(l->context), e->u.integer, false), t)
                   : LLVMConstNull(t);
    return LLVMConstInt(t, e->u.integer, e->type->is_signed);
}

static LLVMValueRef convert(Lower *l, const ProgExpr *e)
{
    if (e->type->kind == PROG_VOID && is_place(e->a))
        return NULL; /* said to be used */
    LLVMValueRef x = lower_value(l, e->a);
    return lower_conversion(l, e->a->type, e->type, x);
}

LLVMValueRef lower_value(Lower *l, const ProgExpr *e)
{
    LLVMValueRef a;
    switch ((int)e->op) {
    case PROG_NUMBER:
        return LLVMConstReal(lower_type(l, e->type), e->u.number);
    case PROG_INTEGER:
        return integer(l, e);
    case PROG_NAME:
    case PROG_MEMBER:
    case PROG_AT:
    case PROG_COMPOUND:
    case PROG_TEXT:
        return e->op == PROG_MEMBER && !is_place(e) ? member_value(l, e)
                                                    : lower_load(l, e->type, lower_place(l, e));
    case PROG_ADDRESS:
    case PROG_DECAY:
        return lower_place(l, e->a);
    case PROG_OFFSET:
        return offset(l, e);
    case PROG_DISTANCE:
        return distance(l, e);
    case PROG_AND_ALSO:
    case PROG_OR_ELSE:
        return shortcut(l, e);
    case PROG_CHOOSE:
        return choose(l, e);
    case PROG_CONVERT:
        return convert(l, e);
    case PROG_ASSIGN:
        return assign(l, e);
    case PROG_CHANGE:
    case PROG_AFTER:
        return change(l, e);
    case PROG_OLD:
        return VEC_LAST(&l->old);
    case PROG_CALL:
        return call(l, e);
    case PROG_BUILTIN:
        return lower_builtin(l, e);
    case PROG_THEN:
        lower_value(l, e->a);
        return lower_value(l, e->b);
    default:
        a = lower_value(l, e->a);
        return lower_operation(l, e, a, e->b ? lower_value(l, e->b) : NULL);
    }
}
