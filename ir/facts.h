/* Facts of the operations, items and laws, from ops.def, items.def and laws.def. */
#ifndef NN_IR_FACTS_H
#define NN_IR_FACTS_H
#include "ir/ir.h"

typedef enum IrForm {
    IR_FORM_ATOM,
    IR_FORM_INFIX,
    IR_FORM_PREFIX,
    IR_FORM_CALL,
    IR_FORM_POSTFIX
} IrForm;

typedef enum IrRule {
    IR_RULE_NONE,
    IR_RULE_SAME,
    IR_RULE_FIRST,
    IR_RULE_PRODUCT,
    IR_RULE_QUOTIENT,
    IR_RULE_POWER,
    IR_RULE_ROOT,
    IR_RULE_COMPARE,
    IR_RULE_LOGIC,
    IR_RULE_TIME,
    IR_RULE_OWN
} IrRule;

typedef enum IrLevel { IR_LEVEL_MODEL, IR_LEVEL_KERNEL, IR_LEVEL_BOTH } IrLevel;

/* Which member of IrExpr.u an operation uses. */
typedef enum IrPayload {
    IR_PAYLOAD_NONE,
    IR_PAYLOAD_NAME,
    IR_PAYLOAD_NUMBER,
    IR_PAYLOAD_INTEGER,
    IR_PAYLOAD_LITERAL,
    IR_PAYLOAD_LAW,
    IR_PAYLOAD_COLUMN
} IrPayload;

typedef struct IrOpFact {
    const char *spelling;
    IrForm form;
    uint32_t min_args, max_args;
    IrRule rule;
    IrLevel level;
    unsigned cost; /* in additions */
} IrOpFact;

const IrOpFact *ir_op_fact(IrOp op);
IrPayload ir_op_payload(IrOp op);
/* Does the name of such an item declare something; the others name what they act on. */
bool ir_item_declares(IrItemKind k);
#endif
