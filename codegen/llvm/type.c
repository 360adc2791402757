/* Types of programs in LLVM. */
#include "codegen/llvm/internal.h"

/* A union is as many words of its alignment as it takes. */
static LLVMTypeRef union_type(Lower *l, const ProgRecord *r)
{
    LLVMTypeRef word = LLVMIntTypeInContext(l->context, (unsigned)(8 * r->align));
    return LLVMArrayType2(word, r->size / r->align);
}

static LLVMTypeRef record_type(Lower *l, ProgRecord *r)
{
    if (r->made)
        return r->made;
    VEC_PUSH(l->p->arena, &l->records, r);
    if (r->is_union)
        return r->made = union_type(l, r);
    LLVMTypeRef t = LLVMStructCreateNamed(l->context, r->tag ? r->tag->s : "");
    r->made = t;
    LLVMTypeRef *fields = ARENA_ARRAY(l->p->arena, LLVMTypeRef, r->fields.n + 1);
    for (uint32_t i = 0; i < r->fields.n; i++)
        fields[i] = lower_memory_type(l, r->fields.v[i].type);
    LLVMStructSetBody(t, fields, r->fields.n, false);
    return t;
}

LLVMTypeRef lower_type(Lower *l, const ProgType *t)
{
    switch ((int)t->kind) {
    case PROG_VOID:
        return LLVMVoidTypeInContext(l->context);
    case PROG_BOOL:
        return LLVMInt1TypeInContext(l->context);
    case PROG_INT:
        return LLVMIntTypeInContext(l->context, t->bits);
    case PROG_FLOAT:
        return t->bits == 32 ? LLVMFloatTypeInContext(l->context)
                             : LLVMDoubleTypeInContext(l->context);
    case PROG_ARRAY:
        return LLVMArrayType2(lower_memory_type(l, t->to), t->n);
    case PROG_RECORD:
        return record_type(l, t->record);
    default:
        return LLVMPointerTypeInContext(l->context, 0);
    }
}

LLVMTypeRef lower_memory_type(Lower *l, const ProgType *t)
{
    return t->kind == PROG_BOOL ? LLVMInt8TypeInContext(l->context) : lower_type(l, t);
}

LLVMTypeRef lower_function_type(Lower *l, const ProgType *t)
{
    LLVMTypeRef *params = ARENA_ARRAY(l->p->arena, LLVMTypeRef, t->params.n + 1);
    for (uint32_t i = 0; i < t->params.n; i++)
        params[i] = lower_type(l, t->params.v[i]);
    return LLVMFunctionType(lower_type(l, t->to), params, t->params.n, false);
}

/* How integers of less than 32 bits are passed on x86-64: extended by the caller. */
static const char *extension(const ProgType *t)
{
    if (t->kind == PROG_BOOL || (t->kind == PROG_INT && t->bits < 32))
        return t->is_signed ? "signext" : "zeroext";
    return NULL;
}

static void add_extension(Lower *l, const ProgType *t, LLVMValueRef f, LLVMAttributeIndex at)
{
    const char *name = extension(t);
    if (!name)
        return;
    const unsigned kind = LLVMGetEnumAttributeKindForName(name, 7);
    LLVMAttributeRef attribute = LLVMCreateEnumAttribute(l->context, kind, 0);
    if (LLVMIsAFunction(f))
        LLVMAddAttributeAtIndex(f, at, attribute);
    else
        LLVMAddCallSiteAttribute(f, at, attribute);
}

void lower_small_arguments(Lower *l, const ProgType *t, LLVMValueRef f)
{
    add_extension(l, t->to, f, LLVMAttributeReturnIndex);
    for (uint32_t i = 0; i < t->params.n; i++)
        add_extension(l, t->params.v[i], f, i + 1);
}
