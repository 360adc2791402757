/* Methods of strings. */
#include "frontend/sema/builtins/builtins.h"

#include <ctype.h>
#include <string.h>

/* What a field of a format string stands for: the next value, a numbered or a named one; POISON after an
   error. */
static Value field_value(Interp *in, const Call *call, const Value *a, const Str *field,
                         uint32_t *next)
{
    const ValueList *values = a[0].as.list;
    int64_t k = field->len ? 0 : (*next)++;
    const Value *named = field->len ? value_dict_get(a[1].as.dict, value_string(field)) : NULL;
    if (named)
        return *named;
    if (field->len && strspn(field->s, "0123456789") < field->len)
        return interp_error(in, DIAG_NNC0253, call->span,
                            "the format string needs a value named '%s'", field->s);
    if ((field->len && !sema_integer(field, &k)) || k >= values->n)
        return interp_error(in, DIAG_NNC0253, call->span, "the format string needs more values");
    return values->v[k];
}

/* The field that starts behind its {; moves behind its }. false after an error. */
static bool add_field(Interp *in, const Call *call, const Value *a, const char **at, uint32_t *next,
                      Emitter *out)
{
    const char *s = *at;
    const size_t len = strcspn(s, "}"), name = strcspn(s, ":}");
    if (!s[len]) {
        interp_error(in, DIAG_NNC0253, call->span, "the format string has a '{' without '}'");
        return false;
    }
    const char *spec = name < len ? arena_strndup(in->arena, s + name + 1, len - name - 1) : "";
    const Value v = field_value(in, call, a, str_intern(in->session->strings, s, name), next);
    const char *text = v.kind == VALUE_POISON ? NULL : format_spec(in, v, spec, call->span);
    if (text)
        emit_text(out, text, strlen(text));
    *at = s + len + 1;
    return text != NULL;
}

static Value text_format(Interp *in, const Call *call, const Value *a)
{
    const char *s = call->self.as.string->s;
    Emitter *out = emitter_new(in->arena, 0);
    uint32_t next = 0;
    for (;;) {
        const size_t plain = strcspn(s, "{}");
        emit_text(out, s, plain);
        s += plain;
        if (!*s)
            return format_emitted(in, out);
        const bool doubled = s[1] == *s;
        if (*s == '}' && !doubled)
            return interp_error(in, DIAG_NNC0253, call->span,
                                "the format string has a '}' without '{'");
        if (doubled)
            emit_text(out, s, 1);
        s += doubled ? 2 : 1;
        if (!doubled && !add_field(in, call, a, &s, &next, out))
            return value_poison;
    }
}

static Value changed_case(Interp *in, const Call *call, int (*change)(int))
{
    char *s = arena_strndup(in->arena, call->self.as.string->s, call->self.as.string->len);
    for (char *c = s; *c; c++)
        *c = (char)change((unsigned char)*c);
    return value_string(SEMA_NAME(in->sema, s));
}

static Value text_upper(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return changed_case(in, call, toupper);
}

static Value text_lower(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return changed_case(in, call, tolower);
}

static Value text_join(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    Emitter *out = emitter_new(in->arena, 0);
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++) {
        const Str *one;
        if (!want_string(in, items.v[i], call->span, "what is joined", &one))
            return value_poison;
        if (i)
            emit_text(out, call->self.as.string->s, call->self.as.string->len);
        emit_text(out, one->s, one->len);
    }
    return format_emitted(in, out);
}

static Value text_startswith(Interp *in, const Call *call, const Value *a)
{
    const Str *with;
    return want_string(in, a[0], call->span, "the beginning", &with)
               ? value_bool(!strncmp(call->self.as.string->s, with->s, with->len))
               : value_poison;
}

static void push_piece(Interp *in, ValueList *out, const char *s, size_t len)
{
    VEC_PUSH(in->arena, out, value_string(str_intern(in->session->strings, s, len)));
}

static Value text_split(Interp *in, const Call *call, const Value *a)
{
    static const char blanks[] = " \t\r\n\f\v";
    const bool given = a[0].kind == VALUE_STRING;
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    const char *s = call->self.as.string->s;
    if (given && !a[0].as.string->len)
        return interp_error(in, DIAG_NNC0262, call->span, "the separator is empty");
    for (const char *end; given && (end = strstr(s, a[0].as.string->s));
         s = end + a[0].as.string->len)
        push_piece(in, out, s, (size_t)(end - s));
    if (given)
        push_piece(in, out, s, strlen(s));
    while (!given && *(s += strspn(s, blanks))) {
        const size_t len = strcspn(s, blanks);
        push_piece(in, out, s, len);
        s += len;
    }
    return value_list(out);
}

static Value text_endswith(Interp *in, const Call *call, const Value *a)
{
    const Str *with, *self = call->self.as.string;
    if (!want_string(in, a[0], call->span, "the end", &with))
        return value_poison;
    return value_bool(with->len <= self->len && !strcmp(self->s + self->len - with->len, with->s));
}

static Value text_strip(Interp *in, const Call *call, const Value *a)
{
    const char *s = call->self.as.string->s, *blanks = " \t\r\n";
    if (a[0].kind == VALUE_STRING)
        blanks = a[0].as.string->s;
    s += strspn(s, blanks);
    size_t n = strlen(s);
    while (n && strchr(blanks, s[n - 1]))
        n--;
    return value_string(str_intern(in->session->strings, s, n));
}

static Value text_replace(Interp *in, const Call *call, const Value *a)
{
    const Str *old, *with;
    Emitter *out = emitter_new(in->arena, 0);
    if (!want_string(in, a[0], call->span, "what is replaced", &old) ||
        !want_string(in, a[1], call->span, "what replaces it", &with))
        return value_poison;
    const char *s = call->self.as.string->s;
    for (const char *at; old->len && (at = strstr(s, old->s)); s = at + old->len) {
        emit_text(out, s, (size_t)(at - s));
        emit_text(out, with->s, with->len);
    }
    emit_text(out, s, strlen(s));
    return format_emitted(in, out);
}

static Value text_find(Interp *in, const Call *call, const Value *a)
{
    const Str *part;
    if (!want_string(in, a[0], call->span, "what is looked for", &part))
        return value_poison;
    const char *at = strstr(call->self.as.string->s, part->s);
    return value_int(at ? at - call->self.as.string->s : -1);
}

const Builtin builtins_text[] = {
    {".string", "format", text_format, "*values **named"},
    {".string", "upper", text_upper, ""},
    {".string", "lower", text_lower, ""},
    {".string", "join", text_join, "values"},
    {".string", "startswith", text_startswith, "text"},
    {".string", "split", text_split, "separator="},
    {".string", "endswith", text_endswith, "text"},
    {".string", "strip", text_strip, "characters="},
    {".string", "replace", text_replace, "old new"},
    {".string", "find", text_find, "text"},
    {NULL, NULL, NULL, NULL},
};
