/* The tables of ops.def, items.def and laws.def as data. */
#include "ir/facts.h"

static const IrOpFact op_facts[IR_OP_COUNT] = {
#define OP(id, spelling, form, min, max, rule, level, cost)                                        \
    {spelling, IR_FORM_##form, min, max, IR_RULE_##rule, IR_LEVEL_##level, cost},
#include "ir/ops.def"
#undef OP
};

static const uint8_t payloads[IR_OP_COUNT] = {
    [IR_LITERAL] = IR_PAYLOAD_LITERAL, [IR_LIST] = IR_PAYLOAD_LITERAL,
    [IR_NUMBER] = IR_PAYLOAD_NUMBER,   [IR_INTEGER] = IR_PAYLOAD_INTEGER,
    [IR_BOOLEAN] = IR_PAYLOAD_INTEGER, [IR_POWI] = IR_PAYLOAD_INTEGER,
    [IR_ITEM] = IR_PAYLOAD_NAME,       [IR_PARAM] = IR_PAYLOAD_NAME,
    [IR_VARIABLE] = IR_PAYLOAD_NAME,   [IR_INMODE] = IR_PAYLOAD_NAME,
    [IR_NERNST] = IR_PAYLOAD_NAME,     [IR_GHK] = IR_PAYLOAD_NAME,
    [IR_DATA] = IR_PAYLOAD_NAME,       [IR_POSITION] = IR_PAYLOAD_NAME,
    [IR_LOCAL] = IR_PAYLOAD_NAME,      [IR_CALL] = IR_PAYLOAD_NAME,
    [IR_DRAW] = IR_PAYLOAD_LAW,        [IR_DRAWAT] = IR_PAYLOAD_LAW,
    [IR_LOAD] = IR_PAYLOAD_COLUMN,
};

static const char *const item_words[IR_ITEM_COUNT] = {
#define ITEM(id, word) word,
#include "ir/items.def"
#undef ITEM
};

static const bool item_declares[IR_ITEM_COUNT] = {
    [IR_ITEM_PARAM] = true,     [IR_ITEM_STATE] = true,  [IR_ITEM_ALIAS] = true,
    [IR_ITEM_IN] = true,        [IR_ITEM_REDUCE] = true, [IR_ITEM_EVENT_IN] = true,
    [IR_ITEM_PART] = true,      [IR_ITEM_GATE] = true,   [IR_ITEM_ION] = true,
    [IR_ITEM_EVENT_OUT] = true, [IR_ITEM_MODE] = true,   [IR_ITEM_KINETIC] = true,
    [IR_ITEM_NOISE] = true,
};

static const char *const role_words[IR_ROLE_COUNT] = {
    [IR_CELL] = "cell",       [IR_CHANNEL] = "channel", [IR_RECEPTOR] = "receptor",
    [IR_SYNAPSE] = "synapse", [IR_SOURCE] = "source",
};

typedef struct LawFact {
    const char *spelling;
    unsigned n_args;
} LawFact;

static const LawFact law_facts[IR_LAW_COUNT] = {
#define LAW(id, spelling, n_args) {spelling, n_args},
#include "ir/laws.def"
#undef LAW
};

const IrOpFact *ir_op_fact(IrOp op)
{
    return &op_facts[op];
}

IrPayload ir_op_payload(IrOp op)
{
    return (IrPayload)payloads[op];
}

const char *ir_op_spelling(IrOp op)
{
    return op_facts[op].spelling;
}

const char *ir_role_word(IrRole r)
{
    return role_words[r];
}

const char *ir_item_word(IrItemKind k)
{
    return item_words[k];
}

bool ir_item_declares(IrItemKind k)
{
    return item_declares[k];
}

const char *ir_law_word(IrLaw l)
{
    return law_facts[l].spelling;
}

unsigned ir_law_args(IrLaw l)
{
    return law_facts[l].n_args;
}
