/* Writes structures of the IR as JSON objects, by tables of their fields. What is absent, empty or false is left out. */
#ifndef NN_JSON_FIELDS_H
#define NN_JSON_FIELDS_H
#include "ir/ir.h"
#include "runtime/json.h"

typedef enum FieldKind {
    FIELD_IS_NAME,   /* const Str * */
    FIELD_IS_NAMES,  /* VEC(const Str *) */
    FIELD_IS_STRING, /* const char * */
    FIELD_IS_EXPR,   /* IrExpr *: its text (docs/ir.md, 3) */
    FIELD_IS_EXPRS,  /* VEC(IrExpr *) */
    FIELD_IS_BINDS,  /* IrBinds: an object of texts */
    FIELD_IS_BOOL,
    FIELD_IS_INT,
    FIELD_IS_COUNT, /* uint32_t */
    FIELD_IS_ITEM_TYPE, /* of the IrItem, FIELD_IS_PARAM_TYPE: of the IrParam, that has the field: "mV" */
    FIELD_IS_PARAM_TYPE,
    FIELD_IS_WORD,     /* an enum; `word` gives its words, NULL for what is left out */
    FIELD_IS_ARGS,     /* IrArgs */
    FIELD_IS_STRUCTS,  /* VEC of structures of `size` bytes with `fields` */
    FIELD_IS_POINTERS, /* VEC of pointers to such */
    FIELD_IS_BODY,     /* IrBody *: its statements, with `fields` */
} FieldKind;

typedef struct Field Field;
struct Field {
    const char *key;
    size_t offset;
    FieldKind kind;
    const char *(*word)(unsigned value);
    const Field *fields; /* of a structure inside; ends with a NULL key */
    size_t size;
};

typedef struct JsonOut {
    nnrt_json json;
    Arena *arena;
} JsonOut;

/* The members of the structure at `object`, into the object that is open. */
void json_fields(JsonOut *o, const void *object, const Field *fields);
void json_expr(JsonOut *o, const char *key, const IrExpr *e); /* nothing for NULL */
/* "mV", "1", "int", "bool", "'w" */
const char *json_type_text(JsonOut *o, IrScalar scalar, const Unit *unit, Dim dim, bool is_list);
void json_text(JsonOut *o, const char *key, const char *text); /* nothing for NULL */
void json_open_member(JsonOut *o, const char *key, char bracket);
#endif
