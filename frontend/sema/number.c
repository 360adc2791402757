/* Numbers of the source, by their text. */
#include "frontend/sema/sema.h"

#include <inttypes.h>
#include <string.h>

static int base_of(const Str *text)
{
    static const struct {
        char letter;
        int base;
    } BASES[] = {{'x', 16}, {'X', 16}, {'o', 8}, {'O', 8}, {'b', 2}, {'B', 2}};
    for (size_t i = 0; text->len > 2 && text->s[0] == '0' && i < sizeof BASES / sizeof *BASES; i++)
        if (text->s[1] == BASES[i].letter)
            return BASES[i].base;
    return 10;
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 99;
}

bool sema_integer(const Str *text, int64_t *out)
{
    const int base = base_of(text);
    *out = 0;
    for (size_t i = base == 10 ? 0 : 2; i < text->len; i++) {
        const int digit = digit_of(text->s[i]);
        if (text->s[i] == '_')
            continue;
        if (digit >= base || __builtin_mul_overflow(*out, (int64_t)base, out) ||
            __builtin_add_overflow(*out, (int64_t)digit, out))
            return false;
    }
    return true;
}

bool sema_number(const Str *text, double *out)
{
    const Unit one = {.factor = 1, .text = "1"};
    int64_t whole;
    if (base_of(text) == 10)
        return unit_scale_literal(text->s, text->len, &one, &unit_native, out);
    if (!sema_integer(text, &whole))
        return false;
    *out = (double)whole;
    return true;
}

const Str *sema_number_text(Sema *sema, const Str *text)
{
    int64_t whole;
    return base_of(text) != 10 && sema_integer(text, &whole)
               ? str_format(sema->session->strings, "%" PRId64, whole)
               : text;
}
