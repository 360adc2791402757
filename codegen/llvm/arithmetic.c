/* Arithmetic and conversions of programs in LLVM. Nothing is assumed that C does not promise, and no operations are joined:
   the same numbers as from a C compiler without contraction. */
#include "codegen/llvm/internal.h"

#include <string.h>

typedef enum Class { ON_FLOATS, ON_SIGNED, ON_UNSIGNED } Class;

static Class class_of(const ProgType *t)
{
    if (t->kind == PROG_FLOAT)
        return ON_FLOATS;
    return t->kind == PROG_INT && t->is_signed ? ON_SIGNED : ON_UNSIGNED;
}

/* 0: the operation is none of this kind of numbers */
static const LLVMOpcode opcodes[][3] = {
    [PROG_ADD] = {LLVMFAdd, LLVMAdd, LLVMAdd},
    [PROG_SUBTRACT] = {LLVMFSub, LLVMSub, LLVMSub},
    [PROG_MULTIPLY] = {LLVMFMul, LLVMMul, LLVMMul},
    [PROG_DIVIDE] = {LLVMFDiv, LLVMSDiv, LLVMUDiv},
    [PROG_REMAINDER] = {LLVMFRem, LLVMSRem, LLVMURem},
    [PROG_SHIFT_LEFT] = {0, LLVMShl, LLVMShl},
    [PROG_SHIFT_RIGHT] = {0, LLVMAShr, LLVMLShr},
    [PROG_BIT_AND] = {0, LLVMAnd, LLVMAnd},
    [PROG_BIT_OR] = {0, LLVMOr, LLVMOr},
    [PROG_BIT_XOR] = {0, LLVMXor, LLVMXor},
};

static LLVMValueRef compare(Lower *l, const ProgExpr *e, LLVMValueRef a, LLVMValueRef b)
{
    static const struct {
        LLVMRealPredicate real;
        LLVMIntPredicate whole[2]; /* signed, unsigned */
    } tests[] = {
        {LLVMRealOLT, {LLVMIntSLT, LLVMIntULT}},
        [PROG_LESS_EQUAL - PROG_LESS] = {LLVMRealOLE, {LLVMIntSLE, LLVMIntULE}},
        [PROG_EQUAL - PROG_LESS] = {LLVMRealOEQ, {LLVMIntEQ, LLVMIntEQ}},
        [PROG_UNEQUAL - PROG_LESS] = {LLVMRealUNE, {LLVMIntNE, LLVMIntNE}},
    };
    const Class c = class_of(e->a->type);
    const int test = (int)e->op - PROG_LESS;
    if (c == ON_FLOATS)
        return LLVMBuildFCmp(l->builder, tests[test].real, a, b, "");
    return LLVMBuildICmp(l->builder, tests[test].whole[c == ON_UNSIGNED], a, b, "");
}

LLVMValueRef lower_operation(Lower *l, const ProgExpr *e, LLVMValueRef a, LLVMValueRef b)
{
    const Class c = class_of(e->a->type);
    if (c == ON_FLOATS)
        l->floats += e->a->type->bits == 32 ? 1 : -1;
    switch ((int)e->op) {
    case PROG_NEGATE:
        return c == ON_FLOATS ? LLVMBuildFNeg(l->builder, a, "") : LLVMBuildNeg(l->builder, a, "");
    case PROG_COMPLEMENT:
    case PROG_NOT:
        return LLVMBuildNot(l->builder, a, "");
    case PROG_LESS:
    case PROG_LESS_EQUAL:
    case PROG_EQUAL:
    case PROG_UNEQUAL:
        return compare(l, e, a, b);
    default:
        return LLVMBuildBinOp(l->builder, opcodes[e->op][c], a, b, "");
    }
}

/* ---- conversions ---- */
static LLVMValueRef is_not_zero(Lower *l, const ProgType *from, LLVMValueRef x)
{
    LLVMValueRef zero = LLVMConstNull(LLVMTypeOf(x));
    if (from->kind == PROG_FLOAT)
        return LLVMBuildFCmp(l->builder, LLVMRealUNE, x, zero, "");
    return LLVMBuildICmp(l->builder, LLVMIntNE, x, zero, "");
}

static LLVMValueRef to_integer(Lower *l, const ProgType *from, const ProgType *to, LLVMValueRef x)
{
    LLVMTypeRef t = lower_type(l, to);
    if (from->kind == PROG_POINTER)
        return LLVMBuildPtrToInt(l->builder, x, t, "");
    if (from->kind == PROG_FLOAT)
        return to->is_signed ? LLVMBuildFPToSI(l->builder, x, t, "")
                             : LLVMBuildFPToUI(l->builder, x, t, "");
    const bool is_signed = from->kind == PROG_INT && from->is_signed;
    return LLVMBuildIntCast2(l->builder, x, t, is_signed, "");
}

static LLVMValueRef to_float(Lower *l, const ProgType *from, const ProgType *to, LLVMValueRef x)
{
    LLVMTypeRef t = lower_type(l, to);
    if (from->kind == PROG_FLOAT)
        return LLVMBuildFPCast(l->builder, x, t, "");
    return from->is_signed ? LLVMBuildSIToFP(l->builder, x, t, "")
                           : LLVMBuildUIToFP(l->builder, x, t, "");
}

LLVMValueRef lower_conversion(Lower *l, const ProgType *from, const ProgType *to, LLVMValueRef x)
{
    switch ((int)to->kind) {
    case PROG_BOOL:
        return is_not_zero(l, from, x);
    case PROG_INT:
        return to_integer(l, from, to, x);
    case PROG_FLOAT:
        return to_float(l, from, to, x);
    case PROG_POINTER:
        return from->kind == PROG_POINTER ? x
                                          : LLVMBuildIntToPtr(l->builder, x, lower_type(l, to), "");
    default:
        return NULL;
    }
}

/* ---- functions of the machine ---- */
static LLVMValueRef intrinsic(Lower *l, const char *name, LLVMTypeRef over, LLVMValueRef *args,
                              uint32_t n)
{
    const unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMValueRef f = LLVMGetIntrinsicDeclaration(l->module, id, &over, 1);
    return LLVMBuildCall2(l->builder, LLVMIntrinsicGetType(l->context, id, &over, 1), f, args, n,
                          "");
}

static LLVMValueRef prefetch(Lower *l, LLVMValueRef address)
{
    LLVMTypeRef word = LLVMInt32TypeInContext(l->context);
    LLVMValueRef args[] = {address, LLVMConstInt(word, 0, false), LLVMConstInt(word, 3, false),
                           LLVMConstInt(word, 1, false)}; /* to read, to keep, data */
    return intrinsic(l, "llvm.prefetch", LLVMTypeOf(address), args, 4);
}

LLVMValueRef lower_builtin(Lower *l, const ProgExpr *e)
{
    LLVMValueRef args[3] = {NULL};
    for (uint32_t i = 0; i < e->args.n; i++)
        args[i] = lower_value(l, e->args.v[i]);
    if (!strcmp(e->u.builtin, "memcpy")) {
        lower_access(l, LLVMBuildMemCpy(l->builder, args[0], 1, args[1], 1, args[2]));
        return NULL;
    }
    if (!strcmp(e->u.builtin, "prefetch")) {
        prefetch(l, args[0]);
        return NULL;
    }
    const char *name = arena_printf(l->p->arena, "llvm.%s", e->u.builtin);
    return intrinsic(l, name, lower_type(l, e->type), args, e->args.n);
}
