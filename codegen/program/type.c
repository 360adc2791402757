/* Types of generated programs: the basic ones, sizes, layouts. */
#include "codegen/program/read.h"

const ProgType prog_void = {.kind = PROG_VOID}, prog_bool = {.kind = PROG_BOOL, .bits = 8},
               prog_i8 = {.kind = PROG_INT, .bits = 8, .is_signed = true},
               prog_u8 = {.kind = PROG_INT, .bits = 8},
               prog_i16 = {.kind = PROG_INT, .bits = 16, .is_signed = true},
               prog_u16 = {.kind = PROG_INT, .bits = 16},
               prog_i32 = {.kind = PROG_INT, .bits = 32, .is_signed = true},
               prog_u32 = {.kind = PROG_INT, .bits = 32},
               prog_i64 = {.kind = PROG_INT, .bits = 64, .is_signed = true},
               prog_u64 = {.kind = PROG_INT, .bits = 64},
               prog_f32 = {.kind = PROG_FLOAT, .bits = 32},
               prog_f64 = {.kind = PROG_FLOAT, .bits = 64};

enum { POINTER_SIZE = 8 };

const ProgType *prog_pointer(Arena *a, const ProgType *to)
{
    ProgType *t = ARENA_NEW(a, ProgType);
    *t = (ProgType){.kind = PROG_POINTER, .to = to};
    return t;
}

const ProgType *prog_array(Arena *a, const ProgType *of, uint64_t n)
{
    ProgType *t = ARENA_NEW(a, ProgType);
    *t = (ProgType){.kind = PROG_ARRAY, .to = of, .n = n};
    return t;
}

uint64_t prog_size(const ProgType *t)
{
    switch ((int)t->kind) {
    case PROG_BOOL:
    case PROG_INT:
    case PROG_FLOAT:
        return t->bits / 8;
    case PROG_POINTER:
        return POINTER_SIZE;
    case PROG_ARRAY:
        return t->n * prog_size(t->to);
    case PROG_RECORD:
        return t->record->size;
    default:
        return 0;
    }
}

uint64_t prog_align(const ProgType *t)
{
    if (t->kind == PROG_ARRAY)
        return prog_align(t->to);
    return t->kind == PROG_RECORD ? t->record->align : prog_size(t);
}

static uint64_t round_up(uint64_t n, uint64_t to)
{
    return to ? (n + to - 1) / to * to : n;
}

void prog_lay_out(ProgRecord *r)
{
    uint64_t end = 0;
    r->size = 0;
    r->align = 1;
    for (uint32_t i = 0; i < r->fields.n; i++) {
        ProgField *f = &r->fields.v[i];
        const uint64_t align = prog_align(f->type);
        f->offset = r->is_union ? 0 : round_up(end, align);
        end = f->offset + prog_size(f->type);
        r->size = end > r->size ? end : r->size;
        r->align = align > r->align ? align : r->align;
    }
    r->size = round_up(r->size, r->align);
    r->is_complete = true;
}

const ProgField *prog_field(const ProgRecord *r, const Str *name, uint32_t *index)
{
    for (uint32_t i = 0; i < r->fields.n; i++)
        if (r->fields.v[i].name == name) {
            *index = i;
            return &r->fields.v[i];
        }
    return NULL;
}

static bool same_params(const ProgType *a, const ProgType *b)
{
    if (a->params.n != b->params.n)
        return false;
    for (uint32_t i = 0; i < a->params.n; i++)
        if (!prog_same(a->params.v[i], b->params.v[i]))
            return false;
    return true;
}

bool prog_same(const ProgType *a, const ProgType *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->bits != b->bits || a->is_signed != b->is_signed)
        return false;
    if (a->kind == PROG_RECORD)
        return a->record == b->record;
    if (a->kind == PROG_FUNCTION && !same_params(a, b))
        return false;
    return a->n == b->n && (!a->to || prog_same(a->to, b->to));
}

bool prog_is_number(const ProgType *t)
{
    return t->kind == PROG_BOOL || t->kind == PROG_INT || t->kind == PROG_FLOAT;
}

bool prog_is_scalar(const ProgType *t)
{
    return prog_is_number(t) || t->kind == PROG_POINTER;
}
