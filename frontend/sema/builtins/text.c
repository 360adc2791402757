/* Methods of strings, lists and dicts. */
#include "frontend/sema/builtins/builtins.h"

#include <ctype.h>
#include <string.h>

/* ---- strings ---- */

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

/* ---- lists ---- */

static Value list_append(Interp *in, const Call *call, const Value *a)
{
    VEC_PUSH(in->arena, call->self.as.list, a[0]);
    return value_none;
}

static Value list_extend(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(in->arena, call->self.as.list, items.v[i]);
    return value_none;
}

static Value list_pop(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = call->self.as.list;
    (void)a;
    if (!list->n)
        return interp_error(in, DIAG_NNC0256, call->span, "the list is empty");
    return list->v[--list->n];
}

static Value list_index(Interp *in, const Call *call, const Value *a)
{
    for (uint32_t i = 0; i < call->self.as.list->n; i++)
        if (value_equal(call->self.as.list->v[i], a[0]))
            return value_int(i);
    return interp_error(in, DIAG_NNC0256, call->span, "%s is not in the list",
                        value_show(in->sema, a[0], true));
}

/* ---- dicts ---- */

static Value dict_items(Interp *in, const Call *call, const Value *a)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    (void)a;
    for (uint32_t i = 0; i < call->self.as.dict->n; i++) {
        ValueList *row = ARENA_NEW(in->arena, ValueList);
        VEC_PUSH(in->arena, row, call->self.as.dict->v[i].key);
        VEC_PUSH(in->arena, row, call->self.as.dict->v[i].value);
        VEC_PUSH(in->arena, out, value_tuple(row));
    }
    return value_list(out);
}

static Value dict_side(Interp *in, const Call *call, bool keys)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < call->self.as.dict->n; i++)
        VEC_PUSH(in->arena, out,
                 keys ? call->self.as.dict->v[i].key : call->self.as.dict->v[i].value);
    return value_list(out);
}

static Value dict_keys(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return dict_side(in, call, true);
}

static Value dict_values(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return dict_side(in, call, false);
}

static Value dict_get(Interp *in, const Call *call, const Value *a)
{
    const Value *v = value_dict_get(call->self.as.dict, a[0]);
    (void)in;
    return v ? *v : a[1].kind == VALUE_POISON ? value_none : a[1];
}

static Value dict_update(Interp *in, const Call *call, const Value *a)
{
    for (uint32_t k = 0; k < 2; k++)
        for (uint32_t i = 0; a[k].kind == VALUE_DICT && i < a[k].as.dict->n; i++)
            value_dict_set(in->arena, call->self.as.dict, a[k].as.dict->v[i].key,
                           a[k].as.dict->v[i].value);
    return value_none;
}

const Builtin builtins_text[] = {
    {".string", "format", text_format, "*values **named"},
    {".string", "upper", text_upper, ""},
    {".string", "lower", text_lower, ""},
    {".string", "join", text_join, "values"},
    {".string", "startswith", text_startswith, "text"},
    {".string", "split", text_split, "separator="},
    {".list", "append", list_append, "value"},
    {".list", "extend", list_extend, "values"},
    {".list", "pop", list_pop, ""},
    {".list", "index", list_index, "value"},
    {".dict", "items", dict_items, ""},
    {".dict", "keys", dict_keys, ""},
    {".dict", "values", dict_values, ""},
    {".dict", "get", dict_get, "key otherwise="},
    {".dict", "update", dict_update, "values= **named"},
    {NULL, NULL, NULL, NULL},
};
