/* f-strings and % formatting. */
#include "frontend/sema/interp.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* [[fill]align][sign][0][width][.precision][type] of Python, what of it fits numbers and strings.
   */
typedef struct Spec {
    char fill, align, sign, type;
    int width, precision;
} Spec;

enum { WIDTH_MAX = 999, PRECISION_MAX = 99 };

/* Digits at *s, moved behind them; more than any limit where they are too many. */
static int read_count(const char **s)
{
    int n = 0;
    for (; isdigit((unsigned char)**s); ++*s)
        n = n > WIDTH_MAX ? n : 10 * n + (**s - '0');
    return n;
}

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
    out->width = read_count(&s);
    if (*s == '.') {
        s++;
        out->precision = read_count(&s);
    }
    if (*s && strchr("dfgeEGsxi%F", *s))
        out->type = *s++;
    return !*s && out->width <= WIDTH_MAX && out->precision <= PRECISION_MAX;
}

/* Without its sign; NULL for what does not fit in 64 bits. */
static const char *whole_text(Interp *in, Value v, double x, bool hexadecimal)
{
    if (!(x < 0x1p63))
        return NULL;
    const uint64_t size = v.kind != VALUE_INT ? (uint64_t)x
                          : v.as.integer < 0  ? -(uint64_t)v.as.integer
                                              : (uint64_t)v.as.integer;
    return arena_printf(in->arena, hexadecimal ? "%" PRIx64 : "%" PRIu64, size);
}

/* The size of a number as its type wants it, without sign; NULL where it cannot be shown so. */
static const char *size_text(Interp *in, Value v, double x, const Spec *spec)
{
    const int precision = spec->precision < 0 ? 6 : spec->precision;
    switch (spec->type) {
    case 'd':
    case 'i':
        return whole_text(in, v, x, false);
    case 'x':
        return v.kind == VALUE_REAL ? NULL : whole_text(in, v, x, true);
    case 'e':
    case 'E':
        return arena_printf(in->arena, "%.*e", precision, x);
    case 'g':
    case 'G':
        return arena_printf(in->arena, "%.*g", precision, x);
    case '%':
        return arena_printf(in->arena, "%.*f%%", precision, 100 * x);
    case 0:
        return arena_printf(in->arena, "%.*g", precision, x);
    default:
        return arena_printf(in->arena, "%.*f", precision, x);
    }
}

/* As read_spec found it; *sign: how many of its bytes stand before padding with zeros. */
static const char *number_text(Interp *in, Value v, const Spec *spec, size_t *sign)
{
    double x = value_double(v);
    if (v.kind == VALUE_REAL && v.unit && !dim_is_none(v.dim))
        x = unit_number_of(v.unit, x);
    const bool negative = signbit(x) && !isnan(x);
    const char *before = negative ? "-" : spec->sign == '+' ? "+" : spec->sign == ' ' ? " " : "";
    *sign = strlen(before);
    if (!spec->type && spec->precision < 0) /* with its unit */
        return arena_printf(in->arena, "%s%s", negative ? "" : before,
                            value_show(in->sema, v, false));
    const char *size = size_text(in, v, fabs(x), spec);
    return size ? arena_printf(in->arena, "%s%s", before, size) : NULL;
}

/* In spec->width bytes; zeros of a number stand behind its sign. */
static const char *padded(Interp *in, const Spec *spec, const char *text, size_t sign, bool number)
{
    const size_t len = strlen(text), width = (size_t)spec->width;
    if (len >= width)
        return text;
    const bool zeros = number && spec->fill == '0' && !spec->align;
    const char align = spec->align ? spec->align : number ? '>' : '<';
    const size_t before = align == '>' ? width - len : align == '^' ? (width - len) / 2 : 0;
    char *out = arena_alloc(in->arena, width + 1);
    memset(out, spec->fill, width);
    memcpy(out + before, text, len);
    if (zeros && sign) {
        out[before] = '0';
        out[0] = text[0];
    }
    out[width] = '\0';
    return out;
}

const char *format_spec(Interp *in, Value v, const char *text, Span at)
{
    Spec spec;
    size_t sign = 0;
    const char *shown = NULL;
    const bool number = v.kind == VALUE_INT || v.kind == VALUE_REAL || v.kind == VALUE_BOOL;
    const bool as_text = !number || (v.kind == VALUE_BOOL && text[0] == '\0');
    if (read_spec(text, &spec) && (!spec.type || spec.type == 's' || number))
        shown =
            as_text || spec.type == 's' ? interp_show(in, v, at) : number_text(in, v, &spec, &sign);
    if (!shown) {
        interp_error(in, DIAG_NNC0262, at, "the format '%s' does not fit %s", text, value_words(v));
        return NULL;
    }
    const bool plain = as_text || spec.type == 's';
    if (plain && spec.precision >= 0 && (size_t)spec.precision < strlen(shown))
        shown = arena_strndup(in->arena, shown, (size_t)spec.precision);
    return padded(in, &spec, shown, sign, !plain);
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
    return add_parts(in, out, &e->as.fstring.parts) ? format_emitted(in, out) : value_poison;
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

/* Where the key of `%(key)s` may stand: read, and *s moved behind it; NULL: none. false: not closed. */
static bool read_key(Interp *in, const char **s, const Str **key)
{
    *key = NULL;
    if (**s != '(')
        return true;
    const size_t len = strcspn(*s + 1, ")");
    if (!(*s)[1 + len])
        return false;
    *key = str_intern(in->session->strings, *s + 1, len);
    *s += len + 2;
    return true;
}

/* The value for a conversion, by key or by order; NULL: there is none. */
static const Value *value_for(const Str *key, const Value *args, uint32_t order)
{
    if (key)
        return args->kind == VALUE_DICT ? value_dict_get(args->as.dict, value_string(key)) : NULL;
    if (args->kind != VALUE_TUPLE)
        return order == 0 ? args : NULL;
    return order < args->as.list->n ? &args->as.list->v[order] : NULL;
}

/* The conversion behind a %; moves *s behind it. false after an error. */
static bool convert(Interp *in, const char **s, const Value *args, uint32_t order, Emitter *out,
                    Span at)
{
    const Str *key;
    char spec[32];
    if (!read_key(in, s, &key)) {
        interp_error(in, DIAG_NNC0253, at, "the format string has a '%%(' without ')'");
        return false;
    }
    *s += conversion(*s, spec);
    const Value *v = value_for(key, args, order);
    if (!v) {
        interp_error(in, DIAG_NNC0253, at, "the format string needs more values");
        return false;
    }
    const char *text = format_spec(in, *v, spec, at);
    if (text)
        emit_text(out, text, strlen(text));
    return text != NULL;
}

Value format_percent(Interp *in, const Str *pattern, Value args, Span at)
{
    Emitter *out = emitter_new(in->arena, 0);
    const uint32_t n = args.kind == VALUE_TUPLE ? args.as.list->n : 1;
    uint32_t used = 0;
    for (const char *s = pattern->s; *s;) {
        const size_t plain = strcspn(s, "%");
        emit_text(out, s, plain);
        s += plain;
        if (!*s)
            break;
        if (*++s == '%')
            emit_text(out, s++, 1);
        else if (!convert(in, &s, &args, used++, out, at))
            return value_poison;
    }
    if (used < n && args.kind != VALUE_DICT)
        return interp_error(in, DIAG_NNC0253, at, "the format string uses %u of %u values", used,
                            n);
    return format_emitted(in, out);
}

Value format_emitted(Interp *in, Emitter *out)
{
    size_t len;
    const char *text = emitter_text(out, &len);
    return value_string(str_intern(in->session->strings, text, len));
}
