/* Quantities as people write them, and as numbers of another unit. */
#include "frontend/libnnc/quantity.h"
#include "frontend/libnnc/nnc.h"
#include "runtime/numbers.h"

#include <string.h>

bool quantity_unit(const char *text, Unit *unit)
{
    return *text && unit_parse(text, strlen(text), unit) == strlen(text);
}

static size_t number_length(const char *text)
{
    size_t n = strspn(text, "+-0123456789._");
    if ((text[n] == 'e' || text[n] == 'E') && strspn(text + n + 1, "+-0123456789"))
        n += 1 + strspn(text + n + 1, "+-0123456789");
    return n;
}

bool quantity_parse(const char *text, Quantity *q)
{
    *q = (Quantity){.number = "1", .number_len = 1};
    if (quantity_unit(text, &q->unit))
        return true;
    q->number = text;
    q->number_len = number_length(text);
    const char *rest = text + q->number_len;
    return quantity_unit(rest + strspn(rest, " \t"), &q->unit);
}

bool quantity_in(const Quantity *q, const Unit *to, double *out)
{
    Unit unit = q->unit;
    unit.exp10 -= to->exp10;
    unit.factor /= to->factor;
    unit.offset -= to->offset;
    return unit_scale_literal(q->number, q->number_len, &unit, &unit_si, out);
}

/* The unit of a value; pure numbers have none. */
static bool value_unit(const char *text, Unit *unit)
{
    *unit = (Unit){.factor = 1, .text = "1"};
    return !*text || !strcmp(text, "1") || quantity_unit(text, unit);
}

static bool in_unit(const char *text, const char *unit, double *out)
{
    Unit to;
    Quantity q;
    if (!value_unit(unit, &to))
        return false;
    const size_t n = number_length(text);
    if (n && !text[n])
        q = (Quantity){text, n, to};
    else if (!n || !quantity_parse(text, &q) || !dim_equal(q.unit.dim, to.dim))
        return false;
    double value;
    if (!quantity_in(&q, &to, &value))
        return false;
    *out = value;
    return true;
}

bool nnc_quantity(const char *text, const char *unit, double *out)
{
    const locale_t numbers = nnrt_numbers_make();
    const locale_t before = uselocale(numbers);
    const bool good = numbers && in_unit(text, unit, out);
    uselocale(before);
    if (numbers)
        freelocale(numbers);
    return good;
}
