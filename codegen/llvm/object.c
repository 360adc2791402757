/* Objects of programs in LLVM: functions, tables, locals, and what they hold at first. */
#include "codegen/llvm/internal.h"

#include <string.h>

/* ---- tables ---- */
LLVMValueRef lower_table(Lower *l, const char *name, LLVMValueRef value, uint64_t align)
{
    const char *own = name ? name : arena_printf(l->p->arena, "table.%u", l->n_tables++);
    LLVMValueRef g = LLVMAddGlobal(l->module, LLVMTypeOf(value), own);
    LLVMSetInitializer(g, value);
    LLVMSetLinkage(g, LLVMInternalLinkage);
    LLVMSetGlobalConstant(g, true);
    LLVMSetAlignment(g, (unsigned)align);
    return g;
}

static LLVMValueRef constant_parts(Lower *l, const ProgInit *init, uint64_t n)
{
    const bool array = init->type->kind == PROG_ARRAY;
    LLVMValueRef *parts = ARENA_ARRAY(l->p->arena, LLVMValueRef, n + 1);
    for (uint64_t i = 0; i < n; i++) {
        const ProgType *t = array ? init->type->to : init->type->record->fields.v[i].type;
        parts[i] = LLVMConstNull(lower_memory_type(l, t));
    }
    for (uint32_t i = 0; i < init->parts.n; i++) {
        const uint64_t at = init->at.v[i];
        const ProgType *t = array ? init->type->to : init->type->record->fields.v[at].type;
        parts[at] = lower_constant(l, init->parts.v[i], t);
    }
    if (array)
        return LLVMConstArray2(lower_memory_type(l, init->type->to), parts, n);
    return LLVMConstNamedStruct(lower_memory_type(l, init->type), parts, (unsigned)n);
}

/* The member that is given, then zeros: its type need not be that of the union. */
static LLVMValueRef constant_union(Lower *l, const ProgInit *init)
{
    const ProgRecord *r = init->type->record;
    if (!init->parts.n)
        return LLVMConstNull(lower_memory_type(l, init->type));
    const ProgType *t = r->fields.v[init->at.v[0]].type;
    LLVMValueRef parts[2] = {lower_constant(l, init->parts.v[0], t), NULL};
    LLVMTypeRef byte = LLVMInt8TypeInContext(l->context);
    parts[1] = LLVMConstNull(LLVMArrayType2(byte, r->size - prog_size(t)));
    return LLVMConstStructInContext(l->context, parts, 2, true);
}

/* A text as an array: with what follows its end. */
static LLVMValueRef constant_text(Lower *l, const ProgExpr *e, const ProgType *t)
{
    char *bytes = ARENA_ARRAY(l->p->arena, char, t->n + 1);
    memcpy(bytes, e->u.text.bytes, e->u.text.n < t->n ? e->u.text.n : t->n);
    return LLVMConstStringInContext(l->context, bytes, (unsigned)t->n, true);
}

LLVMValueRef lower_constant(Lower *l, const ProgInit *init, const ProgType *t)
{
    if (init->value && init->value->op == PROG_TEXT)
        return constant_text(l, init->value, t);
    if (init->value) {
        LLVMValueRef x = lower_value(l, init->value);
        return t->kind == PROG_BOOL
                   ? LLVMConstInt(lower_memory_type(l, t), LLVMConstIntGetZExtValue(x), false)
                   : x;
    }
    if (t->kind == PROG_RECORD && t->record->is_union)
        return constant_union(l, init);
    return constant_parts(l, init, t->kind == PROG_ARRAY ? t->n : t->record->fields.n);
}

/* Its initialiser is met outside of all functions, whichever reads it first. */
static LLVMValueRef make_table(Lower *l, ProgObject *o)
{
    LLVMValueRef function = l->function, g;
    l->function = NULL;
    if (!o->init) {
        g = LLVMAddGlobal(l->module, lower_memory_type(l, o->type), o->name->s);
        if (o->is_static)
            LLVMSetInitializer(g, LLVMConstNull(lower_memory_type(l, o->type)));
    } else
        g = lower_table(l, o->name->s, lower_constant(l, o->init, o->type), prog_align(o->type));
    LLVMSetGlobalConstant(g, o->is_const);
    l->function = function;
    return g;
}

/* ---- functions ---- */
static void add_word(Lower *l, LLVMValueRef f, const char *word)
{
    const unsigned kind = LLVMGetEnumAttributeKindForName(word, strlen(word));
    LLVMAddAttributeAtIndex(f, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(l->context, kind, 0));
}

/* Whether this part has it, and who sees it. Other parts see what is hidden from other objects. */
static bool is_here(const Lower *l, const ProgObject *o, LLVMValueRef f)
{
    const uint32_t part = l->parts->n > 1 ? parts_of(l->parts, o) : PART_OF_CALLERS;
    if (o->is_static && part == PART_OF_CALLERS)
        LLVMSetLinkage(f, LLVMInternalLinkage);
    else if (o->is_static)
        LLVMSetVisibility(f, LLVMHiddenVisibility);
    return part == PART_OF_CALLERS || part == l->part;
}

static LLVMValueRef make_function(Lower *l, ProgObject *o)
{
    LLVMValueRef f = LLVMAddFunction(l->module, o->name->s, lower_function_type(l, o->type));
    lower_small_arguments(l, o->type, f);
    add_word(l, f, "nounwind");
    if (!o->is_defined || !is_here(l, o, f))
        return f;
    if (o->always_inline)
        add_word(l, f, "alwaysinline");
    if (o->seldom) {
        add_word(l, f, "cold");
        add_word(l, f, "optsize");
    }
    if (o->never_inline)
        add_word(l, f, "noinline");
    VEC_PUSH(l->p->arena, &l->waiting, o);
    return f;
}

LLVMValueRef lower_object(Lower *l, ProgObject *o)
{
    if (o->made)
        return o->made;
    o->made = o->type->kind == PROG_FUNCTION ? make_function(l, o) : make_table(l, o);
    VEC_PUSH(l->p->arena, &l->objects, o);
    return o->made;
}

/* ---- locals ---- */
static uint64_t local_align(const ProgType *t)
{
    const uint64_t own = prog_align(t) ? prog_align(t) : 1;
    return prog_size(t) < CACHE_LINE ? own : CACHE_LINE; /* arrays of a block are read in vectors */
}

LLVMValueRef lower_local(Lower *l, const ProgType *t, const char *name)
{
    LLVMValueRef place = LLVMBuildAlloca(l->locals, lower_memory_type(l, t), name);
    LLVMSetAlignment(place, (unsigned)local_align(t));
    return place;
}

static void initialise_part(Lower *l, const ProgInit *whole, uint32_t i, LLVMValueRef place)
{
    const uint64_t at = whole->at.v[i];
    LLVMTypeRef t = lower_memory_type(l, whole->type);
    LLVMValueRef index[] = {LLVMConstInt(LLVMInt32TypeInContext(l->context), 0, false),
                            LLVMConstInt(LLVMInt32TypeInContext(l->context), at, false)};
    lower_initialise(l, whole->parts.v[i],
                     LLVMBuildInBoundsGEP2(l->builder, t, place, index, 2, ""));
}

static void clear(Lower *l, const ProgType *t, LLVMValueRef place)
{
    LLVMValueRef zero = LLVMConstInt(LLVMInt8TypeInContext(l->context), 0, false),
                 size = LLVMConstInt(LLVMInt64TypeInContext(l->context), prog_size(t), false);
    lower_access(l, LLVMBuildMemSet(l->builder, place, zero, size, (unsigned)prog_align(t)));
}

void lower_initialise(Lower *l, const ProgInit *init, LLVMValueRef place)
{
    if (init->value) {
        LLVMValueRef x = lower_value(l, init->value);
        lower_store(l, init->type, x, place);
        return;
    }
    const bool array = init->type->kind == PROG_ARRAY;
    const uint64_t n = array ? init->type->n : init->type->record->fields.n;
    if (init->parts.n < n)
        clear(l, init->type, place);
    for (uint32_t i = 0; i < init->parts.n; i++)
        initialise_part(l, init, i, place);
}
