/* Methods of strings. */
#include "frontend/sema/builtins/builtins.h"

#include <ctype.h>
#include <string.h>

static Value text_format(Interp *in, const Call *call, const Value *a)
{
    const char *s = call->self.as.string->s;
    Value out = value_string(SEMA_NAME(in->sema, ""));
    uint32_t next = 0;
    while (*s) {
        const size_t plain = strcspn(s, "{}");
        out = value_string(
            str_format(in->session->strings, "%s%.*s", out.as.string->s, (int)plain, s));
        s += plain;
        if (*s && s[1] == *s) {
            out = value_string(str_format(in->session->strings, "%s%c", out.as.string->s, *s));
            s += 2;
            continue;
        }
        if (!*s)
            break;
        const size_t len = strcspn(++s, "}");
        const size_t field = strcspn(s, ":}");
        const Str *name = str_intern(in->session->strings, s, field);
        const char *spec =
            field < len ? arena_strndup(in->arena, s + field + 1, len - field - 1) : "";
        s += len + (s[len] == '}');
        const Value *named = field ? value_dict_get(a[1].as.dict, value_string(name)) : NULL;
        const uint32_t k =
            field && isdigit((unsigned char)name->s[0]) ? (uint32_t)(name->s[0] - '0') : next++;
        if (!named && k >= a[0].as.list->n)
            return interp_error(in, DIAG_NNC0253, call->span,
                                "the format string needs more values");
        const char *text = format_spec(in, named ? *named : a[0].as.list->v[k], spec, call->span);
        if (!text)
            return value_poison;
        out = value_string(str_format(in->session->strings, "%s%s", out.as.string->s, text));
    }
    return out;
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
    const Str *out = SEMA_NAME(in->sema, "");
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++) {
        const Str *one;
        if (!want_string(in, items.v[i], call->span, "what is joined", &one))
            return value_poison;
        out = str_format(in->session->strings, "%s%s%s", out->s, i ? call->self.as.string->s : "",
                         one->s);
    }
    return value_string(out);
}

static Value text_startswith(Interp *in, const Call *call, const Value *a)
{
    const Str *with;
    return want_string(in, a[0], call->span, "the beginning", &with)
               ? value_bool(!strncmp(call->self.as.string->s, with->s, with->len))
               : value_poison;
}

static Value text_split(Interp *in, const Call *call, const Value *a)
{
    const char *separator = a[0].kind == VALUE_STRING ? a[0].as.string->s : " ";
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    const char *s = call->self.as.string->s;
    for (const char *end; *separator && (end = strstr(s, separator)); s = end + strlen(separator))
        if (a[0].kind == VALUE_STRING || end > s)
            VEC_PUSH(in->arena, out,
                     value_string(str_intern(in->session->strings, s, (size_t)(end - s))));
    if (a[0].kind == VALUE_STRING || *s)
        VEC_PUSH(in->arena, out, value_string(SEMA_NAME(in->sema, s)));
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
    const Str *old, *with, *out = SEMA_NAME(in->sema, "");
    if (!want_string(in, a[0], call->span, "what is replaced", &old) ||
        !want_string(in, a[1], call->span, "what replaces it", &with))
        return value_poison;
    const char *s = call->self.as.string->s;
    for (const char *at; old->len && (at = strstr(s, old->s)); s = at + old->len)
        out = str_format(in->session->strings, "%s%.*s%s", out->s, (int)(at - s), s, with->s);
    return value_string(str_format(in->session->strings, "%s%s", out->s, s));
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
