/* Expressions of generated programs, by precedence. */
#include "codegen/program/read.h"

#include <float.h>
#include <math.h>
#include <string.h>

static ProgExpr *read_unary(Reader *r);

/* ---- words that stand for constants ---- */
static const struct {
    const char *name;
    const ProgType *type;
    uint64_t value;
} constants[] = {
    {"true", &prog_i32, 1},
    {"false", &prog_i32, 0},
    {"INT32_MAX", &prog_i32, INT32_MAX},
    {"UINT32_MAX", &prog_u32, UINT32_MAX},
    {"INT64_MAX", &prog_i64, INT64_MAX},
    {"INT64_MIN", &prog_i64, (uint64_t)1 << 63},
    {"UINT64_MAX", &prog_u64, UINT64_MAX},
    {"UINT16_MAX", &prog_i32, UINT16_MAX},
    {"SIZE_MAX", &prog_u64, UINT64_MAX},
};
static const struct {
    const char *name;
    const ProgType *type;
    double value;
} numbers[] = {
    {"INFINITY", &prog_f32, (double)INFINITY},
    {"NAN", &prog_f32, (double)NAN},
    {"FLT_MIN", &prog_f32, (double)FLT_MIN},
    {"FLT_MAX", &prog_f32, (double)FLT_MAX},
    {"DBL_MIN", &prog_f64, DBL_MIN},
    {"DBL_MAX", &prog_f64, DBL_MAX},
    {"FLT_EPSILON", &prog_f32, (double)FLT_EPSILON},
    {"DBL_EPSILON", &prog_f64, DBL_EPSILON},
};

static ProgExpr *integer_of(Reader *r, uint64_t x, const ProgType *t)
{
    ProgExpr *e = prog_expr(r, PROG_INTEGER, t);
    e->u.integer = x;
    return e;
}

static ProgExpr *number_of(Reader *r, double x, const ProgType *t)
{
    ProgExpr *e = prog_expr(r, PROG_NUMBER, t);
    e->u.number = x;
    return e;
}

/* NULL: not such a word. */
static ProgExpr *known_word(Reader *r, const Str *word)
{
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (str_is(word, constants[i].name))
            return integer_of(r, constants[i].value, constants[i].type);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (str_is(word, numbers[i].name))
            return number_of(r, numbers[i].value, numbers[i].type);
    if (str_is(word, "NULL"))
        return integer_of(r, 0, prog_pointer(r->a, &prog_void));
    return NULL;
}

/* ---- functions that every machine has ---- */
static const struct {
    const char *name, *builtin;
    const ProgType *type;
    uint8_t n; /* arguments, of that type */
} builtins[] = {
    {"fma", "fma", &prog_f64, 3},     {"fmaf", "fma", &prog_f32, 3},
    {"fabs", "fabs", &prog_f64, 1},   {"fabsf", "fabs", &prog_f32, 1},
    {"sqrt", "sqrt", &prog_f64, 1},   {"sqrtf", "sqrt", &prog_f32, 1},
    {"floor", "floor", &prog_f64, 1}, {"floorf", "floor", &prog_f32, 1},
    {"ceil", "ceil", &prog_f64, 1},   {"ceilf", "ceil", &prog_f32, 1},
};

static ProgExpr *read_builtin(Reader *r, const char *name, const ProgType *type, uint32_t n,
                              const ProgType *const *params)
{
    ProgExpr *e = prog_expr(r, PROG_BUILTIN, type);
    e->u.builtin = name;
    reader_expect(r, "(");
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            reader_expect(r, ",");
        ProgExpr *x = read_assignment(r);
        x = prog_to(r, x, params ? params[i] : type);
        VEC_PUSH(r->a, &e->args, x);
    }
    reader_expect(r, ")");
    return e;
}

static ProgExpr *known_function(Reader *r, const Str *word)
{
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
        if (str_is(word, builtins[i].name))
            return read_builtin(r, builtins[i].builtin, builtins[i].type, builtins[i].n, NULL);
    const ProgType *any = prog_pointer(r->a, &prog_void);
    const ProgType *const copied[] = {any, any, &prog_u64};
    if (str_is(word, "memcpy"))
        return read_builtin(r, "memcpy", &prog_void, 3, copied);
    if (str_is(word, "__builtin_prefetch"))
        return read_builtin(r, "prefetch", &prog_void, 1, copied);
    return NULL;
}

/* ---- sizes ---- */
static ProgExpr *read_sizeof(Reader *r)
{
    const ProgType *t;
    if (reader_is(r, "(")) {
        reader_advance(r);
        t = read_is_type(r, &r->token) ? read_type_name(r) : read_expression(r)->type;
        reader_expect(r, ")");
    } else
        t = read_unary(r)->type;
    return integer_of(r, prog_size(read_complete(r, t)), &prog_u64);
}

static ProgExpr *read_offsetof(Reader *r)
{
    uint32_t index;
    reader_expect(r, "(");
    const ProgType *t = read_type_name(r);
    reader_expect(r, ",");
    const Str *name = reader_name(r);
    const ProgField *f = t->kind == PROG_RECORD ? prog_field(t->record, name, &index) : NULL;
    if (!f)
        reader_fail(r, "there is no member '%s'", name->s);
    reader_expect(r, ")");
    return integer_of(r, f->offset, &prog_u64);
}

/* ---- primary ---- */
static ProgExpr *read_literal(Reader *r)
{
    const Token t = r->token;
    static const ProgType *const types[2][2] = {{&prog_i32, &prog_u32}, {&prog_i64, &prog_u64}};
    ProgExpr *e;
    reader_advance(r);
    if (t.kind == TOKEN_INTEGER)
        return integer_of(r, t.integer, types[t.bits == 64][t.is_unsigned]);
    if (t.kind == TOKEN_NUMBER)
        return number_of(r, t.number, t.bits == 32 ? &prog_f32 : &prog_f64);
    e = prog_expr(r, PROG_TEXT, prog_array(r->a, &prog_i8, t.n + 1));
    e->u.text.bytes = t.bytes;
    e->u.text.n = t.n + 1;
    return e;
}

/* A constant of the file that is a number is that number, also where C wants a constant expression. */
static ProgExpr *read_object_name(Reader *r, ProgObject *o)
{
    ProgExpr *value = o->is_static && o->is_const && o->init ? o->init->value : NULL;
    if (value && prog_is_number(o->type) && (value->op == PROG_NUMBER || value->op == PROG_INTEGER))
        return value;
    ProgExpr *e = prog_expr(r, PROG_NAME, o->type);
    e->u.object = o;
    return e;
}

static ProgExpr *read_word(Reader *r)
{
    const Str *word = reader_name(r);
    if (str_is(word, "sizeof"))
        return read_sizeof(r);
    if (str_is(word, "offsetof"))
        return read_offsetof(r);
    const Meaning *m = scope_find(r, word);
    if (m && m->kind == MEANS_CONSTANT)
        return integer_of(r, (uint64_t)m->constant, &prog_i32);
    if (m && m->kind == MEANS_OBJECT)
        return read_object_name(r, m->object);
    ProgExpr *known = reader_is(r, "(") ? known_function(r, word) : known_word(r, word);
    if (!known)
        reader_fail(r, "'%s' is not known", word->s);
    return known;
}

static ProgExpr *read_primary(Reader *r)
{
    if (r->token.kind == TOKEN_NAME)
        return read_word(r);
    if (r->token.kind != TOKEN_SIGN && r->token.kind != TOKEN_END)
        return read_literal(r);
    reader_expect(r, "(");
    ProgExpr *e = read_expression(r);
    reader_expect(r, ")");
    return e;
}

/* ---- after an operand ---- */
static ProgExpr *at(Reader *r, ProgExpr *pointer)
{
    pointer = prog_value(r, pointer);
    if (pointer->type->kind != PROG_POINTER)
        reader_fail(r, "a pointer is expected here");
    if (pointer->type->to->kind == PROG_FUNCTION)
        return pointer;
    ProgExpr *e = prog_expr(r, PROG_AT, pointer->type->to);
    e->a = pointer;
    return e;
}

static ProgExpr *member(Reader *r, ProgExpr *record)
{
    const Str *name = reader_name(r);
    uint32_t index = 0;
    const bool has = record->type->kind == PROG_RECORD;
    const ProgField *f = has ? prog_field(record->type->record, name, &index) : NULL;
    if (!f)
        reader_fail(r, "there is no member '%s'", name->s);
    ProgExpr *e = prog_expr(r, PROG_MEMBER, f->type);
    e->a = record;
    e->u.field = index;
    return e;
}

static ProgExpr *call(Reader *r, ProgExpr *f)
{
    f = prog_value(r, f);
    const ProgType *t = f->type->kind == PROG_POINTER ? f->type->to : NULL;
    if (!t || t->kind != PROG_FUNCTION)
        reader_fail(r, "a function is expected here");
    ProgExpr *e = prog_expr(r, PROG_CALL, t->to);
    e->a = f;
    for (uint32_t i = 0; i < t->params.n; i++) {
        if (i)
            reader_expect(r, ",");
        ProgExpr *x = read_assignment(r);
        x = prog_to(r, x, t->params.v[i]);
        VEC_PUSH(r->a, &e->args, x);
    }
    reader_expect(r, ")");
    return e;
}

/* a = a op b, or one more or less; `op` computes from the old value. */
static ProgExpr *change(Reader *r, ProgOp how, ProgExpr *a, ProgOp op, ProgExpr *b)
{
    if (!prog_is_place(a))
        reader_fail(r, "a place is expected here");
    ProgExpr *e = prog_expr(r, how, a->type), *old = prog_expr(r, PROG_OLD, a->type);
    e->a = a;
    e->b = prog_to(r, prog_binary(r, op, old, b), a->type);
    return e;
}

static ProgExpr *read_postfix(Reader *r)
{
    ProgExpr *e = read_primary(r);
    for (;;) {
        if (reader_take(r, "[")) {
            e = at(r, prog_binary(r, PROG_ADD, e, read_expression(r)));
            reader_expect(r, "]");
        } else if (reader_take(r, "("))
            e = call(r, e);
        else if (reader_take(r, "."))
            e = member(r, e);
        else if (reader_take(r, "->"))
            e = member(r, at(r, e));
        else if (reader_take(r, "++"))
            e = change(r, PROG_AFTER, e, PROG_ADD, integer_of(r, 1, &prog_i32));
        else if (reader_take(r, "--"))
            e = change(r, PROG_AFTER, e, PROG_SUBTRACT, integer_of(r, 1, &prog_i32));
        else
            return e;
    }
}

/* ---- before an operand ---- */
static ProgExpr *address(Reader *r, ProgExpr *a)
{
    if (a->type->kind == PROG_FUNCTION)
        return prog_value(r, a);
    if (!prog_is_place(a))
        reader_fail(r, "a place is expected here");
    ProgExpr *e = prog_expr(r, PROG_ADDRESS, prog_pointer(r->a, a->type));
    e->a = a;
    return e;
}

/* (type) value, or (type){...} */
static ProgExpr *read_cast(Reader *r)
{
    const ProgType *t = read_type_name(r);
    reader_expect(r, ")");
    if (!reader_is(r, "{"))
        return prog_to(r, read_unary(r), t);
    ProgInit *init = read_initialiser(r, &t);
    ProgExpr *e = prog_expr(r, PROG_COMPOUND, t);
    e->u.init = init;
    return e;
}

static ProgExpr *read_unary(Reader *r)
{
    if (reader_is(r, "(") && read_is_type(r, &r->next)) {
        reader_advance(r);
        return read_cast(r);
    }
    if (reader_take(r, "-"))
        return prog_unary(r, PROG_NEGATE, read_unary(r));
    if (reader_take(r, "+"))
        return read_unary(r);
    if (reader_take(r, "!"))
        return prog_unary(r, PROG_NOT, read_unary(r));
    if (reader_take(r, "~"))
        return prog_unary(r, PROG_COMPLEMENT, read_unary(r));
    if (reader_take(r, "*"))
        return at(r, read_unary(r));
    if (reader_take(r, "&"))
        return address(r, read_unary(r));
    if (reader_take(r, "++"))
        return change(r, PROG_CHANGE, read_unary(r), PROG_ADD, integer_of(r, 1, &prog_i32));
    if (reader_take(r, "--"))
        return change(r, PROG_CHANGE, read_unary(r), PROG_SUBTRACT, integer_of(r, 1, &prog_i32));
    return read_postfix(r);
}

/* ---- between operands ---- */
static const struct {
    const char *sign;
    ProgOp op;
    bool swapped;
    int level;
} infixes[] = {
    {"||", PROG_OR_ELSE, false, 1},     {"&&", PROG_AND_ALSO, false, 2},
    {"|", PROG_BIT_OR, false, 3},       {"^", PROG_BIT_XOR, false, 4},
    {"&", PROG_BIT_AND, false, 5},      {"==", PROG_EQUAL, false, 6},
    {"!=", PROG_UNEQUAL, false, 6},     {"<", PROG_LESS, false, 7},
    {"<=", PROG_LESS_EQUAL, false, 7},  {">", PROG_LESS, true, 7},
    {">=", PROG_LESS_EQUAL, true, 7},   {"<<", PROG_SHIFT_LEFT, false, 8},
    {">>", PROG_SHIFT_RIGHT, false, 8}, {"+", PROG_ADD, false, 9},
    {"-", PROG_SUBTRACT, false, 9},     {"*", PROG_MULTIPLY, false, 10},
    {"/", PROG_DIVIDE, false, 10},      {"%", PROG_REMAINDER, false, 10},
};
enum { INFIXES = sizeof infixes / sizeof *infixes };

static size_t find_infix(const Reader *r)
{
    for (size_t i = 0; r->token.kind == TOKEN_SIGN && i < INFIXES; i++)
        if (reader_is(r, infixes[i].sign))
            return i;
    return INFIXES;
}

static ProgExpr *read_infix(Reader *r, int level)
{
    ProgExpr *a = read_unary(r);
    for (;;) {
        const size_t i = find_infix(r);
        if (i == INFIXES || infixes[i].level < level)
            return a;
        reader_advance(r);
        ProgExpr *b = read_infix(r, infixes[i].level + 1);
        a = infixes[i].swapped ? prog_binary(r, infixes[i].op, b, a)
                               : prog_binary(r, infixes[i].op, a, b);
    }
}

/* The type of both values of a choice. */
static const ProgType *chosen_type(Reader *r, ProgExpr *a, ProgExpr *b)
{
    if (prog_is_number(a->type) && prog_is_number(b->type)) {
        ProgExpr zero = {.op = PROG_OLD, .type = a->type};
        ProgExpr other = {.op = PROG_OLD, .type = b->type};
        return prog_binary(r, PROG_ADD, &zero, &other)->type;
    }
    const bool untyped = a->type->kind == PROG_POINTER && a->type->to->kind == PROG_VOID;
    return a->type->kind != PROG_POINTER || untyped ? b->type : a->type;
}

static ProgExpr *read_choice(Reader *r)
{
    ProgExpr *test = read_infix(r, 1);
    if (!reader_take(r, "?"))
        return test;
    ProgExpr *e = prog_expr(r, PROG_CHOOSE, NULL);
    e->a = prog_test(r, test);
    e->b = prog_value(r, read_expression(r));
    reader_expect(r, ":");
    e->c = prog_value(r, read_choice(r));
    e->type = chosen_type(r, e->b, e->c);
    e->b = prog_to(r, e->b, e->type);
    e->c = prog_to(r, e->c, e->type);
    return e;
}

static const struct {
    const char *sign;
    ProgOp op;
} changes[] = {
    {"+=", PROG_ADD},          {"-=", PROG_SUBTRACT},  {"*=", PROG_MULTIPLY},
    {"/=", PROG_DIVIDE},       {"%=", PROG_REMAINDER}, {"|=", PROG_BIT_OR},
    {"&=", PROG_BIT_AND},      {"^=", PROG_BIT_XOR},   {"<<=", PROG_SHIFT_LEFT},
    {">>=", PROG_SHIFT_RIGHT},
};

ProgExpr *read_assignment(Reader *r)
{
    ProgExpr *a = read_choice(r);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (reader_take(r, changes[i].sign))
            return change(r, PROG_CHANGE, a, changes[i].op, read_assignment(r));
    if (!reader_take(r, "="))
        return a;
    if (!prog_is_place(a))
        reader_fail(r, "a place is expected here");
    ProgExpr *e = prog_expr(r, PROG_ASSIGN, a->type);
    e->a = a;
    e->b = prog_to(r, read_assignment(r), a->type);
    return e;
}

ProgExpr *read_expression(Reader *r)
{
    ProgExpr *a = read_assignment(r);
    while (reader_take(r, ",")) {
        ProgExpr *b = read_assignment(r), *e = prog_expr(r, PROG_THEN, b->type);
        e->a = a;
        e->b = b;
        a = e;
    }
    return a;
}

int64_t read_constant(Reader *r)
{
    const ProgExpr *e = read_choice(r);
    if (e->op != PROG_INTEGER)
        reader_fail(r, "a constant is expected here");
    return (int64_t)e->u.integer;
}
