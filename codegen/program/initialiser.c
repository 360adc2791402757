/* Initialisers of generated programs: values, lists, designators; braces of inner lists are always there. */
#include "codegen/program/read.h"

static ProgInit *init_new(Reader *r, const ProgType *t)
{
    ProgInit *i = ARENA_NEW(r->a, ProgInit);
    i->type = t;
    return i;
}

/* .name = or [index] =, else the place that follows the last one */
static uint64_t read_designator(Reader *r, const ProgType *t, uint64_t after)
{
    uint32_t index = 0;
    if (t->kind == PROG_RECORD && reader_take(r, ".")) {
        const Str *name = reader_name(r);
        if (!prog_field(t->record, name, &index))
            reader_fail(r, "there is no member '%s'", name->s);
        reader_expect(r, "=");
        return index;
    }
    if (t->kind == PROG_ARRAY && reader_take(r, "[")) {
        after = (uint64_t)read_constant(r);
        reader_expect(r, "]");
        reader_expect(r, "=");
    }
    return after;
}

static const ProgType *part_type(Reader *r, const ProgType *t, uint64_t at)
{
    const bool array = t->kind == PROG_ARRAY;
    const uint64_t n = array ? t->n : t->record->fields.n;
    if (at >= n && (!array || n))
        reader_fail(r, "an initialiser has too many values");
    return array ? t->to : t->record->fields.v[at].type;
}

static ProgInit *read_list(Reader *r, const ProgType *t, uint64_t *n)
{
    ProgInit *init = init_new(r, t);
    uint64_t at = 0;
    while (!reader_take(r, "}")) {
        at = read_designator(r, t, at);
        const ProgType *type = part_type(r, t, at);
        ProgInit *part = read_initialiser(r, &type);
        VEC_PUSH(r->a, &init->parts, part);
        VEC_PUSH(r->a, &init->at, at);
        at++;
        *n = at > *n ? at : *n;
        if (!reader_is(r, "}"))
            reader_expect(r, ",");
    }
    return init;
}

/* {0} of an array or record of arrays or records: all of it is 0. */
static ProgInit *all_zero(Reader *r, const ProgType *t)
{
    reader_advance(r);
    reader_expect(r, "}");
    return init_new(r, t);
}

static bool is_text(const Reader *r, const ProgType *t)
{
    return t->kind == PROG_ARRAY && t->to->bits == 8 && r->token.kind == TOKEN_TEXT;
}

static ProgInit *read_value(Reader *r, const ProgType *t)
{
    ProgInit *init = init_new(r, t);
    ProgExpr *e = read_assignment(r);
    init->value = is_text(r, t) || t->kind == PROG_ARRAY ? e : prog_to(r, e, t);
    return init;
}

ProgInit *read_initialiser(Reader *r, const ProgType **type)
{
    const ProgType *t = *type;
    if (t->kind == PROG_ARRAY && r->token.kind == TOKEN_TEXT) {
        *type = t->n ? t : prog_array(r->a, t->to, r->token.n + 1);
        return read_value(r, *type);
    }
    if (!reader_take(r, "{"))
        return read_value(r, t);
    if (prog_is_scalar(t)) {
        ProgInit *init = read_value(r, t);
        reader_expect(r, "}");
        return init;
    }
    const bool zero = r->token.kind == TOKEN_INTEGER && !r->token.integer;
    if (zero && reader_next_is(r, "}") && (t->kind == PROG_RECORD || t->n))
        return all_zero(r, t);
    uint64_t n = 0;
    ProgInit *init = read_list(r, t, &n);
    if (t->kind == PROG_ARRAY && !t->n)
        init->type = *type = prog_array(r->a, t->to, n);
    return init;
}
