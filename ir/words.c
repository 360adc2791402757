/* Tables of the words of the text form. */
#include "ir/words.h"

#include <string.h>

const IrFlag ir_flags[IR_FLAGS] = {
    {"out", offsetof(IrItem, out)},
    {"weight", offsetof(IrItem, weight)},
    {"held", offsetof(IrItem, held)},
    {"linear", offsetof(IrItem, linear)},
    {"shadow", offsetof(IrItem, recordable_only)},
};

const char *const ir_stage_words[3] = {"structured", "flat", "discrete"};
const char *const ir_loop_words[5] = {"pair", "pre", "post", "total", "list"};
const char *const ir_place_words[6] = {"none", "line", "grid2d", "grid3d", "random", "data"};
const char *const ir_scope_words[4] = {"own", "pre", "post", "receptor"};
const char *const ir_view_words[4] = {"all", "slice", "list", "sample"};
const char *const ir_table_words[4] = {"none", "columns", "time_id", "id_time"};
const char *const ir_base_symbols[DIM_BASES] = {"kg", "m", "s", "A", "K", "mol", "cd"};

const IrActionForm ir_action_forms[IR_ACTION_KINDS] = {
    [IR_ACTION_RUN] = {"run", IR_VALUE_BARE, false, IR_BODY_NONE, .periodic = false},
    [IR_ACTION_RUN_UNTIL] = {"run_until", IR_VALUE_BARE, false, IR_BODY_NONE, .periodic = false},
    [IR_ACTION_SET] = {"set", IR_VALUE_EQUALS, false, IR_BODY_NONE, .periodic = true},
    [IR_ACTION_INITIALIZE] = {"initialize", IR_VALUE_EQUALS, false, IR_BODY_NONE, .periodic = true},
    [IR_ACTION_RECORD] = {"record", IR_VALUE_NONE, true, IR_BODY_NONE, .periodic = false},
    [IR_ACTION_STOP_RECORDING] = {"stop_recording", IR_VALUE_NONE, true, IR_BODY_NONE,
                                  .periodic = false},
    [IR_ACTION_RESET] = {"reset", IR_VALUE_NONE, false, IR_BODY_NONE, .periodic = false},
    [IR_ACTION_ANNOTATE] = {"annotate", IR_VALUE_NONE, false, IR_BODY_NONE, .periodic = true},
    [IR_ACTION_WRITE] = {"write", IR_VALUE_NONE, false, IR_BODY_OPTIONAL, .periodic = false},
    [IR_ACTION_SAVE] = {"save", IR_VALUE_NONE, false, IR_BODY_NONE, .periodic = true},
    [IR_ACTION_PLOT] = {"plot", IR_VALUE_NONE, false, IR_BODY_NONE, .periodic = false},
    [IR_ACTION_EVERY] = {"every", IR_VALUE_BARE, false, IR_BODY_ALWAYS, .periodic = false},
    [IR_ACTION_PRINT] = {"print", IR_VALUE_NONE, false, IR_BODY_NONE, .periodic = true},
    [IR_ACTION_ASSERT] = {"assert", IR_VALUE_BARE, false, IR_BODY_NONE, .periodic = true},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool ir_is_word(const char *s)
{
    if (!is_letter(*s))
        return false;
    while (is_letter(*s) || (*s >= '0' && *s <= '9'))
        s++;
    return !*s;
}

static bool same_unit(const Unit *a, const Unit *b)
{
    return dim_equal(a->dim, b->dim) && a->exp10 == b->exp10 &&
           !memcmp(&a->factor, &b->factor, sizeof a->factor) &&
           !memcmp(&a->offset, &b->offset, sizeof a->offset);
}

bool ir_unit_equal(const Unit *a, const Unit *b, Dim dim)
{
    if (!a && !b)
        return true;
    const Unit native = dim_native_unit(dim);
    return same_unit(a ? a : &native, b ? b : &native);
}

bool ir_native_unit(Dim dim, Unit *unit)
{
    Unit back;
    *unit = dim_native_unit(dim);
    const size_t len = strlen(unit->text);
    return !dim.var && unit_parse(unit->text, len, &back) == len && same_unit(unit, &back);
}
