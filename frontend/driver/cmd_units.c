/* nnc units: the unit table, what a unit or a quantity is, and conversions. */
#include "frontend/driver/commands.h"
#include "frontend/libnnc/quantity.h"
#include "ir/base/str.h"

#include <string.h>

static void write_number(double x)
{
    char text[32];
    number_shortest(x, text);
    fputs(text, stdout);
}

static int list_units(void)
{
    puts("Units of quantities, with what one of each is in the units that models are computed "
         "in:\n");
    for (unsigned i = 0; unit_table_name(i); i++) {
        const char *name = unit_table_name(i);
        Unit unit;
        if (!unit_name(name, strlen(name), &unit) || strcmp(unit.text, name) != 0)
            continue; /* another spelling of a unit that is listed */
        printf("  %-5s = ", name);
        write_number(unit_factor_to(&unit, &unit_native));
        printf(" %s%s\n", dim_native_unit(unit.dim).text,
               unit.offset != 0.0 ? " above 273.15 K" : "");
    }
    puts("\nPrefixes: Q R Y Z E P T G M k h da d c m u n p f a z y r q (\xC2\xB5 is u, \xCE\xA9 is "
         "Ohm, l is L);\n"
         "none before min, h, deg and degC. Expressions: mS/cm2, nA*ms, 1/ms, cm^-2.");
    return EXIT_OK;
}

/* The unit of a misspelled text is looked for among those of the table, with the usual prefixes. */
static int refuse_unit(const char *text)
{
    static const char *const usual[] = {"", "m", "u", "n", "p", "k", "M", "c"};
    char name[16], best[16] = "";
    Unit unit;
    StrNearest near = str_nearest_start(text);
    for (unsigned i = 0; unit_table_name(i); i++)
        for (size_t p = 0; p < sizeof usual / sizeof *usual; p++) {
            const unsigned before = near.distance;
            snprintf(name, sizeof name, "%s%s", usual[p], unit_table_name(i));
            if (unit_name(name, strlen(name), &unit))
                str_nearest_offer(&near, name);
            if (near.distance < before)
                memcpy(best, name, sizeof best);
        }
    if (best[0])
        fprintf(stderr, "nnc: no unit '%s': did you mean %s?\n", text, best);
    else
        fprintf(stderr, "nnc: no unit '%s'; `nnc units` lists them\n", text);
    return EXIT_MODEL;
}

static void write_left(const Quantity *q)
{
    printf("%.*s %s = ", (int)q->number_len, q->number, q->unit.text);
}

static void write_line(const Quantity *q, const UnitSystem *system, const char *unit,
                       const char *remark)
{
    double value;
    if (!unit_scale_literal(q->number, q->number_len, &q->unit, system, &value))
        return;
    write_left(q);
    write_number(value);
    printf(" %s%s\n", unit, remark);
}

/* "kg m2 s-3 A-1" */
static const char *spell_si(Dim dim, char *out, size_t size)
{
    static const char *const names[DIM_BASES] = {"kg", "m", "s", "A", "K", "mol", "cd"};
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i < DIM_BASES && len < size; i++) {
        if (!dim.half[i])
            continue;
        len += (size_t)snprintf(out + len, size - len, "%s%s", len ? " " : "", names[i]);
        if (dim.half[i] != 2 && len < size)
            len += (size_t)snprintf(out + len, size - len, "%d", dim.half[i] / 2);
    }
    return out;
}

static int describe(const Quantity *q)
{
    char si[80];
    double value;
    if (!unit_scale_literal(q->number, q->number_len, &q->unit, &unit_native, &value)) {
        fprintf(stderr, "nnc: '%.*s' is no finite decimal number\n", (int)q->number_len, q->number);
        return EXIT_MODEL;
    }
    write_line(q, &unit_native, dim_native_unit(q->unit.dim).text, "  (in models)");
    write_line(q, &unit_si, spell_si(q->unit.dim, si, sizeof si), "  (SI)");
    return EXIT_OK;
}

static int convert(const Quantity *q, const Unit *to)
{
    if (!dim_equal(q->unit.dim, to->dim)) {
        char from_text[64], to_text[64];
        dim_describe(q->unit.dim, from_text);
        dim_describe(to->dim, to_text);
        fprintf(stderr, "nnc: %s is measured in %s, %s in %s\n", q->unit.text, from_text, to->text,
                to_text);
        return EXIT_MODEL;
    }
    double value;
    if (quantity_in(q, to, &value)) {
        write_left(q);
        write_number(value);
        printf(" %s\n", to->text);
    }
    return EXIT_OK;
}

int cmd_units(const Options *options)
{
    const TextList *arguments = &options->arguments;
    Quantity q;
    Unit to;
    if (!arguments->n)
        return list_units();
    if (!quantity_parse(arguments->v[0], &q))
        return refuse_unit(arguments->v[0]);
    if (arguments->n == 1)
        return describe(&q);
    return quantity_unit(arguments->v[1], &to) ? convert(&q, &to) : refuse_unit(arguments->v[1]);
}
