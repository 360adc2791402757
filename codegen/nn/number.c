/* Numbers and units as a person writes them: literals as they were, folded numbers in the unit that makes them shortest. */
#include "codegen/nn/nn.h"
#include "ir/build.h"
#include "ir/words.h"

#include <math.h>
#include <string.h>

/* What numbers are written in; of those that fit equally well the first. */
static const char *const units[] = {
    "ms",     "s",      "us",     "mV",     "V",    "uV",   "nA",     "pA",     "uA",   "mA",
    "uS",     "nS",     "pS",     "mS",     "S",    "nF",   "pF",     "uF",     "um",   "mm",
    "cm",     "m",      "um2",    "cm2",    "um3",  "mM",   "uM",     "nM",     "1/ms", "1/s",
    "Hz",     "MOhm",   "GOhm",   "degC",   "K",    "pC",   "uS/um2", "mS/cm2", "S/m2", "S/cm2",
    "nF/um2", "uF/cm2", "nA/um2", "uA/cm2", "1/mV", "1/mM",
};

/* Where the unit has a spelling that means it. */
static bool reads_back(const Unit *unit)
{
    Unit again;
    const size_t n = strlen(unit->text);
    return n && unit_parse(unit->text, n, &again) == n && dim_equal(again.dim, unit->dim) &&
           again.exp10 == unit->exp10 && fabs(again.factor - unit->factor) <= 0 &&
           fabs(again.offset - unit->offset) <= 0;
}

static bool is_pure(const Unit *unit)
{
    return !unit || !strcmp(unit->text, "1");
}

/* "20 mV", "20 /ms" */
static const char *with_unit(NnWriter *w, const char *number, const Unit *unit)
{
    if (is_pure(unit))
        return number;
    return arena_printf(w->a, "%s %s", number, unit->text + (strncmp(unit->text, "1/", 2) ? 0 : 1));
}

/* Digits as a person writes them: "65", not "65.0" or "65.". */
static const char *plain_digits(NnWriter *w, const char *text)
{
    size_t n = strlen(text);
    if (n > 2 && !strcmp(text + n - 2, ".0"))
        n -= 2;
    else if (n > 1 && text[n - 1] == '.')
        n -= 1;
    return arena_strndup(w->a, text, n);
}

/* The text of the number in that unit, where it gives the same bits. */
static const char *number_in(NnWriter *w, double native, const Unit *unit)
{
    char text[32];
    double again;
    number_shortest(unit_number_of(unit, native), text);
    if (!unit_scale_literal(text, strlen(text), unit, &unit_native, &again) ||
        memcmp(&again, &native, sizeof native) != 0)
        return NULL;
    return plain_digits(w, text);
}

const char *nn_quantity(NnWriter *w, double native, Dim dim)
{
    const Unit own = dim_is_none(dim) ? (Unit){.factor = 1, .text = "1"} : dim_native_unit(dim);
    const char *best = number_in(w, native, &own);
    size_t shortest = best ? strlen(best) : SIZE_MAX;
    const char *text = best ? with_unit(w, best, &own) : NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units && !dim_is_none(dim); i++) {
        Unit unit;
        const char *number;
        if (!unit_parse(units[i], strlen(units[i]), &unit) || !dim_equal(unit.dim, dim) ||
            !(number = number_in(w, native, &unit)))
            continue;
        const size_t n = strlen(number) + (strchr(number, 'e') ? 4 : 0);
        if (n < shortest) {
            shortest = n;
            text = with_unit(w, number, &unit);
        }
    }
    return text ? text : arena_printf(w->a, "%.17g", native);
}

const char *nn_literal(NnWriter *w, const IrExpr *e)
{
    const Unit *unit = e->u.literal.unit;
    double native;
    if (is_pure(unit) || reads_back(unit))
        return with_unit(w, plain_digits(w, e->u.literal.text->s), unit);
    if (!ir_constant(e, &native))
        return e->u.literal.text->s;
    return nn_quantity(w, native, unit->dim);
}

const char *nn_unit(NnWriter *w, const Unit *unit, Dim dim)
{
    static const Dim weight = {{0}, 1};
    Unit native;
    if (dim_equal(dim, weight))
        return "weight";
    if (unit && dim_equal(unit->dim, dim) && reads_back(unit))
        return unit->text;
    if (dim_is_none(dim))
        return "1";
    return ir_native_unit(dim, &native) ? arena_printf(w->a, "%s", native.text) : NULL;
}

const Unit *nn_unit_in(const IrExpr *value)
{
    const IrExpr *e = value->op == IR_NEG ? value->arg[0] : value;
    return e->op == IR_LITERAL ? e->u.literal.unit : NULL;
}
