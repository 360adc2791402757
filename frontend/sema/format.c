/* f-strings and % formatting. */
#include "frontend/sema/interp.h"

#include "ir/base/emit.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* [[fill]align][sign][0][width][.precision][type] of Python, what of it fits numbers and strings.
   */
typedef struct Spec {
    char fill, align, sign, type;
    int width, precision;
} Spec;

static bool read_spec(const char *s, Spec *out)
{
    *out = (Spec){.fill = ' ', .precision = -1};
    if (s[0] && s[1] && strchr("<>^", s[1])) {
        out->fill = *s++;
        out->align = *s++;
    } else if (*s && strchr("<>^", *s)) {
        out->align = *s++;
    }
    if (*s == '+' || *s == ' ' || *s == '-')
        out->sign = *s++;
    if (*s == '0') {
        out->fill = '0';
        s++;
    }
    char *end;
    out->width = (int)strtol(s, &end, 10);
    s = end;
    if (*s == '.') {
        out->precision = (int)strtol(s + 1, &end, 10);
        s = end;
    }
    if (*s && strchr("dfgeEGsxi%F", *s))
        out->type = *s++;
    return !*s && out->width >= 0 && out->width < 1000 && out->precision < 100;
}

static const char *number_text(Interp *in, Value v, const Spec *spec)
{
    const char *sign = spec->sign == '+' ? "+" : spec->sign == ' ' ? " " : "";
    const int precision = spec->precision < 0 ? 6 : spec->precision;
    double x = value_double(v);
    if (v.kind == VALUE_REAL && v.unit && !dim_is_none(v.dim))
        x /= unit_factor_to(v.unit, &unit_native);
    const char *lead = x >= 0 ? sign : "";
    switch (spec->type) {
    case 'd':
    case 'i':
        return arena_printf(in->arena, "%s%" PRId64, lead,
                            v.kind == VALUE_INT ? v.as.integer : (int64_t)x);
    case 'x':
        return arena_printf(in->arena, "%s%" PRIx64, lead, (uint64_t)v.as.integer);
    case 'e':
    case 'E':
        return arena_printf(in->arena, "%s%.*e", lead, precision, x);
    case 'g':
    case 'G':
        return arena_printf(in->arena, "%s%.*g", lead, precision, x);
    case '%':
        return arena_printf(in->arena, "%s%.*f%%", lead, precision, 100 * x);
    case 0:
        if (spec->precision < 0)
            return value_show(in->sema, v, false);
        return arena_printf(in->arena, "%s%.*g", lead, precision, x);
    default:
        return arena_printf(in->arena, "%s%.*f", lead, precision, x);
    }
}

const char *format_spec(Interp *in, Value v, const char *text, Span at)
{
    Spec spec;
    const bool number = v.kind == VALUE_INT || v.kind == VALUE_REAL || v.kind == VALUE_BOOL;
    if (!read_spec(text, &spec) || (spec.type && spec.type != 's' && !number)) {
        interp_error(in, DIAG_NNC0262, at, "the format '%s' does not fit %s", text, value_words(v));
        return NULL;
    }
    const char *shown =
        number && spec.type != 's' ? number_text(in, v, &spec) : interp_show(in, v, at);
    const int len = (int)strlen(shown);
    if (len >= spec.width)
        return shown;
    const char align = spec.align ? spec.align : number ? '>' : '<';
    const int before = align == '>' ? spec.width - len : align == '^' ? (spec.width - len) / 2 : 0;
    char *out = arena_alloc(in->arena, (size_t)spec.width + 1);
    memset(out, spec.fill, (size_t)spec.width);
    memcpy(out + before, shown, (size_t)len);
    return out;
}

static bool add_parts(Interp *in, Emitter *out, const AstStringParts *parts)
{
    for (uint32_t i = 0; i < parts->n; i++) {
        const AstStringPart *p = &parts->v[i];
        if (p->text) {
            emit_text(out, p->text->s, p->text->len);
            continue;
        }
        Value v = eval(in, p->expr);
        if (v.kind == VALUE_POISON)
            return false;
        if (p->shown)
            emit_text(out, p->shown->s, p->shown->len);
        const char *text =
            p->conversion == 'r' ? value_show(in->sema, v, true) : interp_show(in, v, p->span);
        if (p->format.n) {
            Emitter *spec = emitter_new(in->arena, 0);
            if (!add_parts(in, spec, &p->format))
                return false;
            text = format_spec(in, v, emitter_text(spec, NULL), p->span);
            if (!text)
                return false;
        }
        emit_text(out, text, strlen(text));
    }
    return true;
}

Value format_fstring(Interp *in, const AstExpr *e)
{
    Emitter *out = emitter_new(in->arena, 0);
    size_t len;
    if (!add_parts(in, out, &e->as.fstring.parts))
        return value_poison;
    const char *text = emitter_text(out, &len);
    return value_string(str_intern(in->session->strings, text, len));
}

/* One conversion after '%': flags, width, precision and type; returns the bytes used. */
static size_t conversion(const char *s, char spec[32])
{
    size_t n = 0;
    while (s[n] && !isalpha((unsigned char)s[n]) && s[n] != '%' && n < 30)
        n++;
    const bool left = n && s[0] == '-';
    snprintf(spec, 32, "%s%.*s%c", left ? "<" : "", (int)(n - left), s + left,
             s[n] == 'r' ? 's' : s[n]);
    return s[n] ? n + 1 : n;
}

Value format_percent(Interp *in, const Str *pattern, Value args, Span at)
{
    Emitter *out = emitter_new(in->arena, 0);
    uint32_t used = 0;
    const bool tuple = args.kind == VALUE_TUPLE;
    const uint32_t n = tuple ? args.as.list->n : 1;
    for (const char *s = pattern->s; *s;) {
        const size_t plain = strcspn(s, "%");
        emit_text(out, s, plain);
        s += plain;
        if (!*s)
            break;
        if (*++s == '%') {
            emit_text(out, s++, 1);
            continue;
        }
        const Str *key = NULL;
        if (*s == '(') {
            const size_t len = strcspn(s + 1, ")");
            if (!s[1 + len])
                return interp_error(in, DIAG_NNC0253, at,
                                    "the format string has a '%%(' without ')'");
            key = str_intern(in->session->strings, s + 1, len);
            s += len + 2;
        }
        char spec[32];
        s += conversion(s, spec);
        Value v = value_poison;
        if (key && args.kind == VALUE_DICT) {
            const Value *found = value_dict_get(args.as.dict, value_string(key));
            v = found ? *found : value_poison;
        } else if (!key && used < n) {
            v = tuple ? args.as.list->v[used] : args;
        }
        used++;
        if (v.kind == VALUE_POISON)
            return interp_error(in, DIAG_NNC0253, at, "the format string needs more values");
        const char *text = format_spec(in, v, spec, at);
        if (!text)
            return value_poison;
        emit_text(out, text, strlen(text));
    }
    if (used < n && args.kind != VALUE_DICT)
        return interp_error(in, DIAG_NNC0253, at, "the format string uses %u of %u values", used,
                            n);
    size_t len;
    const char *text = emitter_text(out, &len);
    return value_string(str_intern(in->session->strings, text, len));
}
