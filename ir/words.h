/* Words of the text form that its printer and its reader share (ir/print*.c, ir/read*.c). */
#ifndef NN_IR_WORDS_H
#define NN_IR_WORDS_H
#include "ir/ir.h"

#include <stddef.h>

enum { IR_TEXT_VERSION = 1 };

/* Attributes of items that are one word and one flag. */
typedef struct IrFlag {
    const char *word;
    size_t offset; /* of the bool in IrItem */
} IrFlag;
enum { IR_FLAGS = 5 };
extern const IrFlag ir_flags[IR_FLAGS];

extern const char *const ir_stage_words[3];
extern const char *const ir_loop_words[5];
extern const char *const ir_place_words[6];
extern const char *const ir_scope_words[4];
extern const char *const ir_view_words[4];
extern const char *const ir_table_words[4];

/* How an action of the experiment is written. */
typedef enum IrActionValue { IR_VALUE_NONE, IR_VALUE_BARE, IR_VALUE_EQUALS } IrActionValue;
typedef enum IrActionBody { IR_BODY_NONE, IR_BODY_ALWAYS, IR_BODY_OPTIONAL } IrActionBody;
typedef struct IrActionForm {
    const char *word;
    IrActionValue value;
    bool recorder;
    IrActionBody body;
    bool periodic; /* may stand in `every`: it does not change the course of runs and recorders */
} IrActionForm;
enum { IR_ACTION_KINDS = IR_ACTION_ASSERT + 1 };
extern const IrActionForm ir_action_forms[IR_ACTION_KINDS];

/* Symbols of the base dimensions between braces, in the order of Dim. */
extern const char *const ir_base_symbols[DIM_BASES];
bool ir_is_word(const char *s); /* a letter or _, then letters, digits, _ */
/* Are they the same unit of that dimension; NULL is the native one. */
bool ir_unit_equal(const Unit *a, const Unit *b, Dim dim);
/* The native unit of a dimension; false when it has no spelling that reads back. */
bool ir_native_unit(Dim dim, Unit *unit);
#endif
