/* Declarations of parameters, states and inputs: neighbours of one kind on one line, in a block where they have descriptions. */
#include "codegen/nn/items.h"
#include "ir/build.h"

#include <string.h>

static bool same_unit(const Unit *a, const Unit *b)
{
    return a && b ? !strcmp(a->text, b->text) : a == b;
}

/* The unit that a declaration without one would take: of a literal, or of the item that the value is. */
static const Unit *suggested(const NnScope *s, const IrExpr *value)
{
    const IrExpr *e = value->op == IR_NEG ? value->arg[0] : value;
    const IrItem *item = e->op == IR_ITEM ? ir_item(s->model, e->u.name) : NULL;
    const bool plain = item && (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE) &&
                       item->value && item->value != value;
    if (!plain)
        return nn_unit_in(value);
    if (item->unit || item->kind == IR_ITEM_PARAM)
        return item->unit ? item->unit : suggested(s, item->value);
    Unit *native = ARENA_NEW(s->w->a, Unit); /* a state has that of its dimension */
    *native = dim_native_unit(item->dim);
    return native;
}

/* A folded number is written so that its unit is that of the declaration. */
static bool is_native_number(const IrExpr *value)
{
    return value->op == IR_NUMBER || (value->op == IR_NEG && value->arg[0]->op == IR_NUMBER);
}

/* A zero has no unit to show. */
static bool is_bare_zero(const IrItem *item)
{
    return item->value && ir_is_zero(item->value) && !nn_unit_in(item->value) &&
           !dim_is_none(item->dim) && !item->dim.var;
}

/* " : mV" where the value does not say it. Results are written in the unit of a state, so it has to be that one. */
static const char *declared_unit(const NnScope *s, const IrItem *item)
{
    const Unit native = dim_native_unit(item->dim);
    const Unit *wanted = item->unit ? item->unit : &native;
    const Unit *said = item->value ? suggested(s, item->value) : NULL;
    const char *unit = nn_unit(s->w, item->unit, item->dim);
    const bool pure = dim_is_none(item->dim);
    const bool any = item->kind == IR_ITEM_PARAM && !item->unit; /* no result is in it */
    if (item->is_list)
        return arena_printf(s->w->a, ": [%s]", unit ? unit : "1");
    if (item->scalar == IR_BOOL)
        return "";
    if (item->value && ((is_native_number(item->value) && !item->unit) || is_bare_zero(item)))
        return "";
    if (item->value &&
        (pure ? !said || dim_is_none(said->dim) : said && dim_equal(said->dim, item->dim)) &&
        (pure || any || same_unit(said, wanted)))
        return "";
    if (!unit) {
        nn_refuse(s->w, item->span, "the dimension of '%s' has no unit", item->name->s);
        return "";
    }
    return arena_printf(s->w->a, ": %s", unit);
}

static const char *bounds_of(const NnScope *s, const IrItem *item)
{
    if (!item->lo)
        return "";
    const char *lo = arena_printf(s->w->a, " from %s", nn_operand(s, item->lo));
    return item->hi ? arena_printf(s->w->a, "%s to %s", lo, nn_operand(s, item->hi)) : lo;
}

static const char *value_text(const NnScope *s, const IrItem *item)
{
    const Unit native = dim_native_unit(item->dim);
    const Unit *unit = item->unit ? item->unit : &native;
    const IrExpr zero = {.op = IR_LITERAL, .u.literal = {str_from(s->w->s->strings, "0"), unit}};
    return is_bare_zero(item) ? nn_literal(s->w, &zero) : nn_expr(s, item->value);
}

/* "C = 1 pF", `times: [ms] = []`; its unit is left out where the value says it. */
static const char *declaration(const NnScope *s, const IrItem *item)
{
    const bool given = item->kind == IR_ITEM_PARAM && s->model->role == IR_SOURCE;
    const char *name = (given ? nn_word : nn_item)(s->w, item->name->s);
    const char *text = arena_printf(s->w->a, "%s%s", name, declared_unit(s, item));
    if (item->value)
        text = arena_printf(s->w->a, "%s = %s", text, value_text(s, item));
    text = arena_printf(s->w->a, "%s%s", text, bounds_of(s, item));
    return item->doc ? arena_printf(s->w->a, "%s %s", text, nn_string(s->w, item->doc)) : text;
}

static bool has_docs(const NnScope *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (nn_item_at(s, i)->doc)
            return true;
    return false;
}

/* From items i on those of its kind that stand together: on as many lines as it takes, or in a block where some have a text.
   Returns the first that is not written. */
static uint32_t write_declarations(const NnScope *s, const char *word, uint32_t i,
                                   bool (*takes)(const NnScope *s, uint32_t i))
{
    uint32_t end = i;
    while (nn_item_at(s, end) && nn_item_at(s, end)->kind == nn_item_at(s, i)->kind &&
           takes(s, end))
        end++;
    if (has_docs(s, i, end) && end > i + 1) {
        emit_open(s->w->e, "%s:", word);
        for (; i < end; i++)
            emit(s->w->e, "%s\n", declaration(s, nn_item_at(s, i)));
        emit_close(s->w->e, "%s", "");
        return end;
    }
    size_t column = 0;
    for (; i < end; i++) {
        const char *one = declaration(s, nn_item_at(s, i));
        if (column && column + strlen(one) > NN_LINE - 15) {
            emit(s->w->e, "\n");
            column = 0;
        }
        column += strlen(one) + 2;
        emit(s->w->e, "%s%s", column == strlen(one) + 2 ? arena_printf(s->w->a, "%s ", word) : ", ",
             one);
    }
    emit(s->w->e, "\n");
    return end;
}

/* ---- which come by themselves ---- */
static bool is_implicit_weight(const NnScope *s, const IrItem *item)
{
    return s->model->role == IR_SYNAPSE && item->weight && item->dim.var && item->value &&
           ir_is_zero(item->value) && !item->unit;
}

static bool is_plain_state(const NnScope *s, uint32_t i)
{
    return !nn_jumps(s, nn_item_at(s, i)->name) && !is_implicit_weight(s, nn_item_at(s, i));
}

static bool is_any(const NnScope *s, uint32_t i)
{
    (void)s;
    (void)i;
    return true;
}

static bool is_declared_input(const NnScope *s, uint32_t i)
{
    return !nn_implicit_input(s, nn_item_at(s, i));
}

/* ---- the items ---- */
uint32_t nn_items_param(const NnScope *s, uint32_t i)
{
    return write_declarations(s, "param", i, is_any);
}

uint32_t nn_items_state(const NnScope *s, uint32_t i)
{
    if (nn_jumps(s, nn_item_at(s, i)->name)) {
        nn_write_trace(s, nn_item_at(s, i));
        return i + 1;
    }
    return is_plain_state(s, i) ? write_declarations(s, "state", i, is_plain_state) : i + 1;
}

uint32_t nn_items_input(const NnScope *s, uint32_t i)
{
    static const char *const sides[] = {"own", "pre", "post", "receptor"};
    const IrItem *in = nn_item_at(s, i);
    if (!is_declared_input(s, i))
        return i + 1;
    emit(s->w->e, "input ");
    for (const char *gap = ""; in && in->kind == IR_ITEM_IN && is_declared_input(s, i);
         in = nn_item_at(s, ++i), gap = ", ") {
        const char *unit = nn_unit(s->w, in->unit, in->dim);
        if (!unit)
            nn_refuse(s->w, in->span, "the dimension of '%s' has no unit", in->name->s);
        emit(s->w->e, "%s%s: %s", gap, nn_item(s->w, in->name->s), unit ? unit : "1");
        if (in->from != IR_OWN)
            emit(s->w->e, " = %s.%s", sides[in->from], nn_path(s->w, in->from_name));
    }
    emit(s->w->e, "\n");
    return i;
}
