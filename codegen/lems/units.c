/* Dimensions, units and quantities, with the symbols of NeuroML2's core types where they have them. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"
#include "ir/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- what NeuroMLCoreDimensions.xml has ---- */
static const struct {
    const char *name;
    int8_t m, l, t, i, k, n;
    const char *units; /* between blanks */
} core[] = {
    {"length", 0, 1, 0, 0, 0, 0, " um cm m "},
    {"area", 0, 2, 0, 0, 0, 0, " um2 cm2 m2 "},
    {"volume", 0, 3, 0, 0, 0, 0, " um3 cm3 m3 "},
    {"time", 0, 0, 1, 0, 0, 0, " ms s min "},
    {"per_time", 0, 0, -1, 0, 0, 0, " per_s Hz per_ms "},
    {"temperature", 0, 0, 0, 0, 1, 0, " K degC "},
    {"voltage", 1, 2, -3, -1, 0, 0, " mV V "},
    {"per_voltage", -1, -2, 3, 1, 0, 0, " per_V per_mV "},
    {"current", 0, 0, 0, 1, 0, 0, " pA nA uA A "},
    {"charge", 0, 0, 1, 1, 0, 0, " C "},
    {"conductance", -1, -2, 3, 2, 0, 0, " pS nS uS mS S "},
    {"resistance", 1, 2, -3, -2, 0, 0, " ohm kohm Mohm "},
    {"capacitance", -1, -2, 4, 2, 0, 0, " pF nF uF F "},
    {"conductance_per_voltage", -2, -4, 6, 3, 0, 0, " nS_per_mV S_per_V "},
    {"currentDensity", 0, -2, 0, 1, 0, 0, " uA_per_cm2 A_per_m2 mA_per_cm2 "},
    {"conductanceDensity", -1, -4, 3, 2, 0, 0, " S_per_m2 mS_per_cm2 S_per_cm2 "},
    {"specificCapacitance", -1, -4, 4, 2, 0, 0, " F_per_m2 uF_per_cm2 "},
    {"substance", 0, 0, 0, 0, 0, 1, " mol "},
    {"concentration", 0, -3, 0, 0, 0, 1, " mM mol_per_m3 M mol_per_cm3 "},
    {"permeability", 0, 1, -1, 0, 0, 0, " um_per_ms cm_per_s m_per_s cm_per_ms "},
    {"charge_per_mole", 0, 0, 1, 1, 0, -1, " C_per_mol "},
    {"idealGasConstantDims", 1, 2, -2, 0, -1, -1, " J_per_K_per_mol "},
    {"rho_factor", 0, -1, -1, -1, 0, 1, " mol_per_m_per_A_per_s "},
};
enum { N_CORE = sizeof core / sizeof *core };

static int core_dimension(Dim dim)
{
    for (int i = 0; i < N_CORE; i++)
        if (dim_equal(dim,
                      dim_of(core[i].m, core[i].l, core[i].t, core[i].i, core[i].k, core[i].n, 0)))
            return i;
    return -1;
}

/* ---- dimensions ---- */
static bool is_whole(Dim dim)
{
    for (int i = 0; i < DIM_BASES; i++)
        if (dim.half[i] % 2)
            return false;
    return !dim.var;
}

/* "mV/ms2" with the words for its units: "voltage_per_time2". */
static const char *words_of(LemsWriter *w, const char *unit)
{
    static const struct {
        const char *unit, *word;
    } words[] = {
        {"ms", "time"},        {"mV", "voltage"}, {"nA", "current"},       {"nF", "capacitance"},
        {"uS", "conductance"}, {"um", "length"},  {"mM", "concentration"}, {"K", "temperature"},
        {"fJ", "energy"},      {"1", ""}};
    const char *text = "";
    while (*unit) {
        const size_t name = strcspn(unit, "0123456789/*"), n = name ? name : 1;
        const char *word = arena_strndup(w->arena, unit, n);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (!strcmp(word, words[i].unit))
                word = words[i].word;
        unit += n;
        const size_t digits = name ? strspn(unit, "0123456789") : 0;
        text = arena_printf(w->arena, "%s%s%.*s%s", text, word, (int)digits, unit,
                            unit[digits] == '/'   ? *text || *word ? "_per_" : "per_"
                            : unit[digits] == '*' ? "_"
                                                  : "");
        unit += digits + (unit[digits] != 0);
    }
    return text;
}

const char *lems_dimension_name(LemsWriter *w, Dim dim, Span at)
{
    if (dim_is_none(dim))
        return "none";
    if (!is_whole(dim)) {
        lems_refuse(w, at, "a root of a unit");
        return NULL;
    }
    const int known = core_dimension(dim);
    if (known >= 0 && !w->defines_all)
        return core[known].name;
    const char *name = known >= 0 ? core[known].name : words_of(w, dim_native_unit(dim).text);
    const Str *key = str_from(w->session->strings, name);
    if (!map_has(&w->dimensions, key)) {
        Dim *copy = ARENA_NEW(w->arena, Dim);
        *copy = dim;
        map_set(&w->dimensions, key, copy);
    }
    return name;
}

/* ---- units ---- */
/* "mS/cm2" as a symbol: "mS_per_cm2". */
static const char *symbol_of(LemsWriter *w, const char *text)
{
    const char *s = "";
    if (!strncmp(text, "1/", 2) || *text == '/') {
        s = "per_";
        text += *text == '1' ? 2 : 1;
    }
    for (; *text; text++)
        s = *text == '/' ? arena_printf(w->arena, "%s_per_", s)
            : !strncmp(text, "Ohm", 3)
                ? arena_printf(w->arena, "%so", s) /* as the core types spell it */
            : strchr("*^- ()", *text) ? arena_printf(w->arena, "%s_", s)
                                      : arena_printf(w->arena, "%s%c", s, *text);
    return s;
}

static bool is_core_unit(const char *symbol, Dim dim)
{
    const int known = core_dimension(dim);
    const char *at = known >= 0 ? strstr(core[known].units, symbol) : NULL;
    return at && at[-1] == ' ' && at[strlen(symbol)] == ' ';
}

const char *lems_unit_symbol(LemsWriter *w, const Unit *unit, Span at)
{
    const char *symbol = symbol_of(w, unit->text);
    const Str *key = str_from(w->session->strings, symbol);
    if ((is_core_unit(symbol, unit->dim) && !w->defines_all) || map_has(&w->units, key))
        return symbol;
    if (!lems_dimension_name(w, unit->dim, at))
        return NULL;
    Unit *copy = ARENA_NEW(w->arena, Unit);
    *copy = *unit;
    map_set(&w->units, key, copy);
    return symbol;
}

/* ---- quantities ---- */
const char *lems_quantity_text(LemsWriter *w, double native, Dim dim, const Unit *unit, Span at)
{
    char number[32];
    Unit coherent = dim_native_unit(dim);
    double x = native;
    if (unit) { /* in the unit that people read, where that loses nothing */
        double back;
        x = unit_number_of(unit, native);
        number_shortest(x, number);
        if (!unit_scale_literal(number, strlen(number), unit, &unit_native, &back) ||
            memcmp(&back, &native, sizeof back) != 0)
            unit = NULL;
    }
    number_shortest(unit ? x : native, number);
    const size_t n = strlen(number);
    if (n > 2 && !strcmp(number + n - 2, ".0"))
        number[n - 2] = 0;
    if (dim_is_none(dim))
        return arena_printf(w->arena, "%s", number);
    const char *symbol = lems_unit_symbol(w, unit ? unit : &coherent, at);
    return symbol ? arena_printf(w->arena, "%s %s", number, symbol) : NULL;
}

/* Digits as LEMS reads them. */
static const char *digits_of(LemsWriter *w, const Str *text)
{
    char *out = arena_printf(w->arena, "%s", text->s), *to = out;
    for (const char *s = text->s; *s; s++)
        if (*s != '_')
            *to++ = *s;
    *to = 0;
    return out;
}

const char *lems_constant_text(LemsWriter *w, const IrExpr *e, Dim dim)
{
    const bool minus = e->op == IR_NEG;
    const IrExpr *x = minus ? e->arg[0] : e;
    double value;
    if (x->op == IR_LITERAL && (x->u.literal.unit || dim_is_none(dim))) {
        const char *digits = digits_of(w, x->u.literal.text), *sign = minus ? "-" : "";
        if (minus && *digits == '-')
            digits++, sign = "";
        if (!x->u.literal.unit)
            return arena_printf(w->arena, "%s%s", sign, digits);
        const char *symbol = lems_unit_symbol(w, x->u.literal.unit, e->span);
        return symbol ? arena_printf(w->arena, "%s%s %s", sign, digits, symbol) : NULL;
    }
    if (!ir_constant(e, &value))
        return NULL;
    return lems_quantity_text(w, value, dim, NULL, e->span);
}

/* ---- what the document defines ---- */
static void write_dimension(LemsWriter *w, const Str *name, const Dim *dim)
{
    static const char *const bases[DIM_BASES] = {"m", "l", "t", "i", "k", "n", "j"};
    xml_writer_open(&w->xml, "Dimension");
    xml_writer_attribute(&w->xml, "name", name->s);
    for (int i = 0; i < DIM_BASES; i++)
        if (dim->half[i])
            xml_writer_attribute(&w->xml, bases[i], arena_printf(w->arena, "%d", dim->half[i] / 2));
    xml_writer_close(&w->xml);
}

static void write_unit(LemsWriter *w, const Str *symbol, const Unit *unit)
{
    char number[32];
    xml_writer_open(&w->xml, "Unit");
    xml_writer_attribute(&w->xml, "symbol", symbol->s);
    xml_writer_attribute(&w->xml, "dimension", lems_dimension_name(w, unit->dim, NOWHERE));
    xml_writer_attribute(&w->xml, "power", arena_printf(w->arena, "%d", unit->exp10));
    if (unit->factor < 1 || unit->factor > 1) {
        number_shortest(unit->factor, number);
        xml_writer_attribute(&w->xml, "scale", number);
    }
    if (unit->offset > 0) {
        number_shortest(unit->offset, number);
        xml_writer_attribute(&w->xml, "offset", number);
    }
    xml_writer_close(&w->xml);
}

void lems_write_definitions(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->dimensions.n; i++)
        write_dimension(w, w->dimensions.entries[i].key, w->dimensions.entries[i].value);
    for (uint32_t i = 0; i < w->units.n; i++)
        write_unit(w, w->units.entries[i].key, w->units.entries[i].value);
    if (w->units.n + w->dimensions.n)
        xml_writer_gap(&w->xml);
}
