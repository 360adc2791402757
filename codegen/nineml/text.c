/* Expressions, values and definitions of NineML. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"
#include "ir/facts.h"

#include <string.h>

/* ---- expressions ---- */
typedef enum Level {
    LEVEL_ANY,
    LEVEL_CHOICE,
    LEVEL_LOGIC,
    LEVEL_COMPARE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_ATOM
} Level;

typedef struct Printer {
    LemsScope *s;
    Emitter *out;
} Printer;

static void print(Printer *p, const IrExpr *e, Level level);

static void print_between(Printer *p, const IrExpr *e, const char *sign, Level own, Level level)
{
    const bool brackets = level > own;
    emit(p->out, brackets ? "(" : "");
    for (uint32_t i = 0; i < e->n; i++) {
        const bool minus = e->op == IR_SUM && i && e->arg[i]->op == IR_NEG;
        emit(p->out, "%s", minus ? " - " : i ? sign : "");
        print(p, minus ? e->arg[i]->arg[0] : e->arg[i], i || e->op == IR_SUM ? own + 1 : own);
    }
    emit(p->out, brackets ? ")" : "");
}

static void print_constant(Printer *p, const IrExpr *e, Level level)
{
    const bool zero = ir_is_zero(e);
    const Dim dim = zero || e->op == IR_INTEGER ? DIM_NONE : e->dim;
    const char *text = zero ? "0" : lems_constant_text(p->s->w, e, dim);
    if (text && !dim_is_none(dim))
        text = lems_constant_name(p->s, text, dim);
    const bool brackets = text && *text == '-' && level > LEVEL_ANY;
    emit(p->out, brackets ? "(%s)" : "%s", text ? text : "0");
}

static const struct {
    IrOp op;
    const char *sign;
    Level level;
} infixes[] = {
    {IR_SUM, " + ", LEVEL_SUM},        {IR_PRODUCT, "*", LEVEL_PRODUCT},
    {IR_QUOTIENT, "/", LEVEL_PRODUCT}, {IR_AND, " && ", LEVEL_LOGIC},
    {IR_OR, " || ", LEVEL_CHOICE},     {IR_LT, " < ", LEVEL_COMPARE},
    {IR_LE, " <= ", LEVEL_COMPARE},    {IR_GT, " > ", LEVEL_COMPARE},
    {IR_GE, " >= ", LEVEL_COMPARE},    {IR_EQ, " == ", LEVEL_COMPARE},
    {IR_NE, " != ", LEVEL_COMPARE},
};

static const struct {
    IrOp op;
    const char *name;
} functions[] = {{IR_EXP, "exp"},     {IR_LOG, "log"},     {IR_LOG10, "log10"}, {IR_SIN, "sin"},
                 {IR_COS, "cos"},     {IR_TAN, "tan"},     {IR_SINH, "sinh"},   {IR_COSH, "cosh"},
                 {IR_TANH, "tanh"},   {IR_ASIN, "asin"},   {IR_ACOS, "acos"},   {IR_ATAN, "atan"},
                 {IR_ASINH, "asinh"}, {IR_ACOSH, "acosh"}, {IR_ATANH, "atanh"}, {IR_SQRT, "sqrt"},
                 {IR_ABS, "abs"},     {IR_CEIL, "ceil"},   {IR_FLOOR, "floor"}, {IR_POW, "pow"}};

static bool print_infix(Printer *p, const IrExpr *e, Level level)
{
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (infixes[i].op == e->op) {
            print_between(p, e, infixes[i].sign, infixes[i].level, level);
            return true;
        }
    return false;
}

static bool print_function(Printer *p, const IrExpr *e)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].op == e->op) {
            emit(p->out, "%s(", functions[i].name);
            for (uint32_t k = 0; k < e->n; k++) {
                emit(p->out, k ? ", " : "");
                print(p, e->arg[k], LEVEL_ANY);
            }
            emit(p->out, ")");
            return true;
        }
    return false;
}

static void print_choice(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level > LEVEL_ANY;
    emit(p->out, brackets ? "(" : "");
    print(p, e->arg[0], LEVEL_CHOICE);
    emit(p->out, " ? ");
    print(p, e->arg[1], LEVEL_CHOICE);
    emit(p->out, " : ");
    print(p, e->arg[2], e->arg[2]->op == IR_SELECT ? LEVEL_ANY : LEVEL_CHOICE);
    emit(p->out, brackets ? ")" : "");
}

static void print_prefix(Printer *p, const char *sign, const IrExpr *x, Level level)
{
    const bool brackets = level > LEVEL_PRODUCT;
    emit(p->out, "%s%s", brackets ? "(" : "", sign);
    print(p, x, LEVEL_ATOM);
    emit(p->out, brackets ? ")" : "");
}

static void print_time_test(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level > LEVEL_COMPARE;
    emit(p->out, "%st %s ", brackets ? "(" : "", e->op == IR_AFTER ? ">" : ">=");
    print(p, e->arg[0], LEVEL_SUM);
    emit(p->out, brackets ? ")" : "");
}

static void print_leaf(Printer *p, const IrExpr *e)
{
    const bool time = e->op == IR_VARIABLE && str_is(e->u.name, "t");
    if (time)
        emit(p->out, "t");
    else if (e->op == IR_ITEM)
        emit(p->out, "%s", lems_name_of(p->s->w, &p->s->names, e->u.name));
    else if (e->op == IR_BOOLEAN)
        emit(p->out, "%s", e->u.integer ? "1 > 0" : "1 < 0");
    else
        lems_refuse(p->s->w, e->span, "`%s`",
                    e->op == IR_VARIABLE ? e->u.name->s : ir_op_spelling((IrOp)e->op));
}

/* ---- draws: exponential by its rate, normal by its variance ---- */
/* Of what the document's value becomes, the document's value: of 1/x and sqrt(x) it is x. */
static const IrExpr *parameter_of(Arena *a, NinemlParameter to, const IrExpr *e)
{
    if (to == NINEML_INVERSE && e->op == IR_QUOTIENT && ir_is_one(e->arg[0]))
        return e->arg[1];
    if (to == NINEML_SQUARE && e->op == IR_SQRT)
        return e->arg[0];
    return to == NINEML_INVERSE
               ? ir_binary(a, IR_QUOTIENT, ir_integer(a, 1, e->span), ir_expr_copy(a, e))
           : to == NINEML_SQUARE ? ir_binary(a, IR_PRODUCT, ir_expr_copy(a, e), ir_expr_copy(a, e))
                                 : e;
}

static void print_draw(Printer *p, const IrExpr *e)
{
    const NinemlLaw *law = nineml_law((IrLaw)e->u.law);
    if (!law) {
        lems_refuse(p->s->w, e->span, "the distribution `%s`", ir_law_word(e->u.law));
        return;
    }
    emit(p->out, "random.%s(", law->name);
    for (uint32_t k = 0; k < e->n && k < 2; k++) {
        emit(p->out, k ? ", " : "");
        print(p, parameter_of(p->s->w->arena, law->to[k], e->arg[k]), LEVEL_ANY);
    }
    emit(p->out, ")");
}

static void print(Printer *p, const IrExpr *e, Level level)
{
    if (e->op == IR_LITERAL || e->op == IR_NUMBER || e->op == IR_INTEGER)
        print_constant(p, e, level);
    else if (e->op == IR_NEG || e->op == IR_NOT)
        print_prefix(p, e->op == IR_NEG ? "-" : "!", e->arg[0], level);
    else if (e->op == IR_SELECT)
        print_choice(p, e, level);
    else if (e->op == IR_AFTER || e->op == IR_SINCE)
        print_time_test(p, e, level);
    else if (e->op == IR_DRAW)
        print_draw(p, e);
    else if (e->op == IR_POWI) {
        emit(p->out, "pow(");
        print(p, e->arg[0], LEVEL_ANY);
        emit(p->out, ", %lld)", (long long)e->u.integer);
    } else if (!print_infix(p, e, level) && !print_function(p, e))
        print_leaf(p, e);
}

const char *nineml_expression_text(LemsScope *s, const IrExpr *e)
{
    size_t n;
    Printer p = {s, emitter_new(s->w->arena, 0)};
    print(&p, e, LEVEL_ANY);
    return s->w->failed ? "" : emitter_text(p.out, &n);
}

void nineml_write_math(NinemlWriter *n, LemsScope *s, const IrExpr *e)
{
    xml_writer_text_element(&n->w.xml, "MathInline", nineml_expression_text(s, e));
}

/* ---- names and values ---- */
const char *nineml_dimension(NinemlWriter *n, Dim dim, Span at)
{
    const char *name = lems_dimension_name(&n->w, dim, at);
    return !name ? "" : strcmp(name, "none") ? name : "dimensionless";
}

void nineml_write_reference(NinemlWriter *n, const char *tag, const char *name)
{
    if (n->version->name_in_text) {
        xml_writer_text_element(&n->w.xml, tag, name);
        return;
    }
    xml_writer_open(&n->w.xml, tag);
    xml_writer_attribute(&n->w.xml, "name", name);
    xml_writer_close(&n->w.xml);
}

static void write_array(NinemlWriter *n, const double *values, uint64_t count)
{
    char number[32];
    xml_writer_open(&n->w.xml, "ArrayValue");
    for (uint64_t i = 0; i < count; i++) {
        number_shortest(values[i], number);
        xml_writer_open(&n->w.xml, "ArrayValueRow");
        xml_writer_attribute(&n->w.xml, "index",
                             arena_printf(n->w.arena, "%llu", (unsigned long long)i));
        xml_writer_attribute(&n->w.xml, "value", number);
        xml_writer_close(&n->w.xml);
    }
    xml_writer_close(&n->w.xml);
}

/* "-65 mV" in its halves; a pure number has the unit "unitless". */
static const char *number_and_unit(NinemlWriter *n, double native, Dim dim, const Unit *unit,
                                   Span at, const char **symbol)
{
    const char *text = lems_quantity_text(&n->w, native, dim, unit, at);
    const char *blank = text ? strchr(text, ' ') : NULL;
    *symbol = blank ? blank + 1 : "unitless";
    return !text ? "0" : blank ? arena_strndup(n->w.arena, text, (size_t)(blank - text)) : text;
}

static void open_value(NinemlWriter *n, const char *tag, const char *name, const char *symbol)
{
    XmlWriter *xml = &n->w.xml;
    xml_writer_open(xml, tag);
    if (name)
        xml_writer_attribute(xml, "name", name);
    if (n->version->quantity)
        xml_writer_open(xml, "Quantity");
    xml_writer_attribute(xml, "units", symbol);
}

static void close_value(NinemlWriter *n)
{
    if (n->version->quantity)
        xml_writer_close(&n->w.xml);
    xml_writer_close(&n->w.xml);
}

void nineml_write_array(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                        const double *values, uint64_t count, Span at)
{
    const char *symbol;
    number_and_unit(n, count ? values[0] : 0, dim, NULL, at, &symbol);
    open_value(n, tag, name, symbol);
    write_array(n, values, count);
    close_value(n);
}

void nineml_write_value(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                        const Unit *unit, const double *values, uint64_t count, Span at)
{
    if (count != 1) {
        nineml_write_array(n, tag, name, dim, values, count, at);
        return;
    }
    const char *symbol,
        *number = number_and_unit(n, values[0], dim, dim_is_none(dim) ? NULL : unit, at, &symbol);
    open_value(n, tag, name, symbol);
    xml_writer_text_element(&n->w.xml, "SingleValue", number);
    close_value(n);
}

void nineml_write_random(NinemlWriter *n, const char *tag, const char *name, Dim dim,
                         const char *component, Span at)
{
    const char *symbol;
    XmlWriter *xml = &n->w.xml;
    number_and_unit(n, 1, dim, NULL, at, &symbol);
    xml_writer_open(xml, tag);
    xml_writer_attribute(xml, "name", name);
    if (n->version->quantity)
        xml_writer_open(xml, "Quantity");
    xml_writer_attribute(xml, "units", symbol);
    xml_writer_open(xml, "RandomDistributionValue");
    nineml_write_reference(n, "Reference", component);
    xml_writer_close(xml);
    if (n->version->quantity)
        xml_writer_close(xml);
    xml_writer_close(xml);
}

/* ---- what the document defines ---- */
static void write_dimension(NinemlWriter *n, const char *name, Dim dim)
{
    static const char *const bases[DIM_BASES] = {"m", "l", "t", "i", "k", "n", "j"};
    xml_writer_open(&n->w.xml, "Dimension");
    xml_writer_attribute(&n->w.xml, "name", name);
    for (int i = 0; i < DIM_BASES; i++)
        if (dim.half[i])
            xml_writer_attribute(&n->w.xml, bases[i],
                                 arena_printf(n->w.arena, "%d", dim.half[i] / 2));
    xml_writer_close(&n->w.xml);
}

static void write_unit(NinemlWriter *n, const char *symbol, const Unit *unit)
{
    char number[32];
    xml_writer_open(&n->w.xml, "Unit");
    xml_writer_attribute(&n->w.xml, "symbol", symbol);
    xml_writer_attribute(&n->w.xml, "dimension", nineml_dimension(n, unit->dim, NOWHERE));
    xml_writer_attribute(&n->w.xml, "power", arena_printf(n->w.arena, "%d", unit->exp10));
    if (unit->offset > 0) {
        number_shortest(unit->offset, number);
        xml_writer_attribute(&n->w.xml, "offset", number);
    }
    xml_writer_close(&n->w.xml);
    if (unit->factor < 1 || unit->factor > 1)
        lems_refuse(&n->w, NOWHERE, "the unit `%s`, which is no power of ten of SI,", symbol);
}

void nineml_write_definitions(NinemlWriter *n)
{
    const Unit pure = {.factor = 1};
    write_dimension(n, "dimensionless", DIM_NONE);
    for (uint32_t i = 0; i < n->w.dimensions.n; i++)
        write_dimension(n, ((const Str *)n->w.dimensions.entries[i].key)->s,
                        *(const Dim *)n->w.dimensions.entries[i].value);
    write_unit(n, "unitless", &pure);
    for (uint32_t i = 0; i < n->w.units.n; i++)
        write_unit(n, ((const Str *)n->w.units.entries[i].key)->s, n->w.units.entries[i].value);
    xml_writer_gap(&n->w.xml);
}
