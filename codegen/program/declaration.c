/* Declarations of generated programs: types, functions, tables and locals. */
#include "codegen/program/read.h"

#include <string.h>

const ProgType *read_complete(Reader *r, const ProgType *t)
{
    const ProgType *of = t;
    while (of->kind == PROG_ARRAY)
        of = of->to;
    if (of->kind == PROG_VOID || (of->kind == PROG_RECORD && !of->record->is_complete))
        reader_fail(r, "the type is not complete");
    return t;
}

/* ---- words of types ---- */
static const struct {
    const char *name;
    const ProgType *type;
} basics[] = {
    {"void", &prog_void},    {"bool", &prog_bool},     {"char", &prog_i8},
    {"int", &prog_i32},      {"unsigned", &prog_u32},  {"float", &prog_f32},
    {"double", &prog_f64},   {"int8_t", &prog_i8},     {"uint8_t", &prog_u8},
    {"int16_t", &prog_i16},  {"uint16_t", &prog_u16},  {"int32_t", &prog_i32},
    {"uint32_t", &prog_u32}, {"int64_t", &prog_i64},   {"uint64_t", &prog_u64},
    {"size_t", &prog_u64},   {"ptrdiff_t", &prog_i64}, {"_Bool", &prog_bool},
};

/* Words that say nothing about the value. */
static const char *const silent[] = {"const", "restrict", "volatile", "inline", "extern"};
static const char *const heads[] = {"static", "typedef",       "struct",     "union",
                                    "enum",   "__attribute__", "NNRT_APART", "NNRT_SELDOM",
                                    "const",  "inline",        "extern"};

static const ProgType *basic(const Str *word)
{
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        if (str_is(word, basics[i].name))
            return basics[i].type;
    return NULL;
}

static const ProgType *named_type(const Reader *r, const Str *word)
{
    const Meaning *m = scope_find(r, word);
    return m && m->kind == MEANS_TYPE ? m->type : NULL;
}

bool read_is_type(const Reader *r, const Token *t)
{
    if (t->kind != TOKEN_NAME)
        return false;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_is(t->text, heads[i]))
            return true;
    const Meaning *m = scope_find(r, t->text);
    return m ? m->kind == MEANS_TYPE : basic(t->text) != NULL;
}

static bool take_silent(Reader *r)
{
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (reader_take(r, silent[i]))
            return true;
    return false;
}

/* ---- records and enumerations ---- */
static void read_fields(Reader *r, ProgRecord *record)
{
    while (!reader_take(r, "}")) {
        const Declared d = read_specifiers(r);
        do {
            const Str *name = NULL;
            const ProgType *t = read_declarator(r, d.type, &name, NULL);
            if (!name)
                reader_fail(r, "a member has no name");
            VEC_PUSH(r->a, &record->fields, (ProgField){name, read_complete(r, t), 0});
        } while (reader_take(r, ","));
        reader_expect(r, ";");
    }
    prog_lay_out(record);
}

static const ProgType *record_type(Reader *r, const Str *tag, bool is_union)
{
    ProgRecord *record = ARENA_NEW(r->a, ProgRecord);
    ProgType *t = ARENA_NEW(r->a, ProgType);
    *record = (ProgRecord){.tag = tag, .is_union = is_union, .align = 1};
    *t = (ProgType){.kind = PROG_RECORD, .record = record};
    if (tag)
        map_set(&r->scope->tags, tag, t);
    return t;
}

static const ProgType *find_tag(const Reader *r, const Str *tag)
{
    const ProgType *t = NULL;
    for (const Scope *s = r->scope; s && !t; s = s->outer)
        t = map_get(&s->tags, tag);
    return t;
}

static const ProgType *read_record(Reader *r, bool is_union)
{
    const Str *tag = r->token.kind == TOKEN_NAME ? reader_name(r) : NULL;
    const ProgType *t = tag ? find_tag(r, tag) : NULL;
    if (!t)
        t = record_type(r, tag, is_union);
    if (reader_take(r, "{"))
        read_fields(r, t->record);
    return t;
}

static const ProgType *read_enumeration(Reader *r)
{
    int64_t value = 0;
    if (r->token.kind == TOKEN_NAME)
        reader_advance(r);
    if (!reader_take(r, "{"))
        return &prog_u32;
    while (!reader_take(r, "}")) {
        const Str *name = reader_name(r);
        if (reader_take(r, "="))
            value = read_constant(r);
        scope_add(r, name, (Meaning){.kind = MEANS_CONSTANT, .constant = value++});
        if (!reader_is(r, "}"))
            reader_expect(r, ",");
    }
    return &prog_u32;
}

/* ---- what stands before a declarator ---- */
static void read_attribute(Reader *r, Declared *d)
{
    reader_expect(r, "(");
    reader_expect(r, "(");
    d->always_inline |= reader_is(r, "always_inline");
    d->never_inline |= reader_is(r, "noinline");
    for (int depth = 2; depth > 0; reader_advance(r)) {
        if (r->token.kind == TOKEN_END)
            reader_fail(r, "an attribute has no end");
        depth += reader_is(r, "(") - reader_is(r, ")");
    }
}

static bool take_specifier(Reader *r, Declared *d)
{
    if (reader_take(r, "static"))
        d->is_static = true;
    else if (reader_take(r, "typedef"))
        d->is_typedef = true;
    else if (reader_take(r, "NNRT_APART"))
        d->never_inline = true;
    else if (reader_take(r, "NNRT_SELDOM"))
        d->seldom = true;
    else if (reader_take(r, "__attribute__"))
        read_attribute(r, d);
    else if (reader_is(r, "const")) {
        d->is_const = true;
        reader_advance(r);
    } else
        return take_silent(r);
    return true;
}

static const ProgType *take_type(Reader *r)
{
    const bool is_union = reader_is(r, "union");
    if (is_union || reader_is(r, "struct")) {
        reader_advance(r);
        return read_record(r, is_union);
    }
    if (reader_take(r, "enum"))
        return read_enumeration(r);
    const ProgType *t = named_type(r, r->token.text);
    t = t ? t : basic(r->token.text);
    if (!t)
        reader_fail(r, "a type is expected here");
    reader_advance(r);
    return t;
}

Declared read_specifiers(Reader *r)
{
    Declared d = {0};
    while (r->token.kind == TOKEN_NAME)
        if (!take_specifier(r, &d)) {
            if (d.type)
                return d;
            d.type = take_type(r);
        }
    if (!d.type)
        reader_fail(r, "a type is expected here");
    return d;
}

/* ---- declarators ---- */
static const ProgType *read_parameters(Reader *r, const ProgType *result, ProgObject *function)
{
    ProgType *t = ARENA_NEW(r->a, ProgType);
    *t = (ProgType){.kind = PROG_FUNCTION, .to = result};
    if (reader_is(r, "void") && reader_next_is(r, ")"))
        reader_advance(r);
    while (!reader_take(r, ")")) {
        const Str *name = NULL;
        const Declared d = read_specifiers(r);
        const ProgType *p = read_declarator(r, d.type, &name, NULL);
        if (p->kind == PROG_ARRAY || p->kind == PROG_FUNCTION)
            p = prog_pointer(r->a, p->kind == PROG_ARRAY ? p->to : p);
        VEC_PUSH(r->a, &t->params, read_complete(r, p));
        ProgObject *o = ARENA_NEW(r->a, ProgObject);
        *o = (ProgObject){.name = name, .type = p, .is_local = true};
        if (function)
            VEC_PUSH(r->a, &function->params, o);
        if (!reader_is(r, ")"))
            reader_expect(r, ",");
    }
    return t;
}

static const ProgType *read_suffixes(Reader *r, const ProgType *type, ProgObject *function)
{
    if (reader_take(r, "(")) {
        if (function)
            function->params.n = 0;
        return read_parameters(r, type, function);
    }
    if (!reader_take(r, "["))
        return type;
    const uint64_t n = reader_is(r, "]") ? 0 : (uint64_t)read_constant(r);
    reader_expect(r, "]");
    return prog_array(r->a, read_suffixes(r, type, NULL), n);
}

static const ProgType *read_stars(Reader *r, const ProgType *type)
{
    while (reader_take(r, "*")) {
        type = prog_pointer(r->a, type);
        while (take_silent(r))
            continue;
    }
    return type;
}

/* type (*name)(parameters): the inner declarator is read when what it is of is known. */
static const ProgType *read_inner(Reader *r, const ProgType *type, const Str **name)
{
    ProgType *hole = ARENA_NEW(r->a, ProgType);
    const ProgType *inner = read_declarator(r, hole, name, NULL);
    reader_expect(r, ")");
    *hole = *read_suffixes(r, type, NULL);
    return inner;
}

const ProgType *read_declarator(Reader *r, const ProgType *type, const Str **name,
                                ProgObject *function)
{
    type = read_stars(r, type);
    if (reader_is(r, "(") && reader_next_is(r, "*")) {
        reader_advance(r);
        return read_inner(r, type, name);
    }
    if (r->token.kind == TOKEN_NAME)
        *name = reader_name(r);
    return read_suffixes(r, type, function);
}

const ProgType *read_type_name(Reader *r)
{
    const Str *name = NULL;
    const Declared d = read_specifiers(r);
    return read_declarator(r, d.type, &name, NULL);
}

/* ---- objects ---- */
static void read_function(Reader *r, ProgObject *f)
{
    const ProgType *outer = r->result;
    r->result = f->type->to;
    f->is_defined = true;
    scope_enter(r);
    for (uint32_t i = 0; i < f->params.n; i++)
        if (f->params.v[i]->name)
            scope_add(r, f->params.v[i]->name,
                      (Meaning){.kind = MEANS_OBJECT, .object = f->params.v[i]});
    f->body = read_block(r);
    scope_leave(r);
    r->result = outer;
}

/* An object that was declared before is the same one. */
static ProgObject *declare(Reader *r, const Str *name, const ProgObject *o, const ProgStmt *local)
{
    const Meaning *before = local ? NULL : map_get(&r->scope->names, name);
    ProgObject *kept = before && before->kind == MEANS_OBJECT ? before->object : NULL;
    const bool again = kept != NULL;
    if (!again)
        kept = ARENA_NEW(r->a, ProgObject);
    if (!kept->is_defined)
        *kept = *o;
    if (!again && !local)
        VEC_PUSH(r->a, &r->p->objects, kept);
    if (!again)
        scope_add(r, name, (Meaning){.kind = MEANS_OBJECT, .object = kept});
    return kept;
}

/* True when it was a function with its body: no ';' follows. */
static bool read_object(Reader *r, const Declared *d, ProgStmt *local)
{
    ProgObject o = {.line = r->token.line,
                    .is_static = d->is_static,
                    .is_const = d->is_const,
                    .is_local = local && !d->is_static,
                    .always_inline = d->always_inline,
                    .never_inline = d->never_inline,
                    .seldom = d->seldom};
    o.type = read_declarator(r, d->type, &o.name, &o);
    if (!o.name)
        return false;
    if (d->is_typedef) {
        scope_add(r, o.name, (Meaning){.kind = MEANS_TYPE, .type = o.type});
        return false;
    }
    if (o.type->kind != PROG_FUNCTION)
        read_complete(r, o.type);
    ProgObject *kept = declare(r, o.name, &o, local);
    if (reader_is(r, "{")) {
        read_function(r, kept);
        return true;
    }
    if (reader_take(r, "=")) {
        kept->init = read_initialiser(r, &kept->type);
        kept->is_defined = true;
    }
    if (local)
        VEC_PUSH(r->a, &local->objects, kept);
    return false;
}

void read_declaration(Reader *r, ProgStmt *local)
{
    const Declared d = read_specifiers(r);
    if (reader_take(r, ";"))
        return;
    do {
        if (read_object(r, &d, local))
            return;
    } while (reader_take(r, ","));
    reader_expect(r, ";");
}
