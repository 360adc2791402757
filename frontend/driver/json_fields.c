/* Structures of the IR as JSON objects. */
#include "frontend/driver/json_fields.h"

#include "ir/print.h"

typedef VEC(const Str *) Names;
typedef VEC(IrExpr *) Exprs;
typedef VEC(char) Structs;
typedef VEC(const void *) Pointers;

void json_open_member(JsonOut *o, const char *key, char bracket)
{
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, bracket, NNRT_JSON_LINES);
}

void json_text(JsonOut *o, const char *key, const char *text)
{
    if (!text)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_string(&o->json, text);
}

static const char *expr_text(JsonOut *o, const IrExpr *e)
{
    Emitter *text = emitter_new(o->arena, 0);
    ir_print_expr(text, e);
    return emitter_text(text, NULL);
}

void json_expr(JsonOut *o, const char *key, const IrExpr *e)
{
    if (e)
        json_text(o, key, expr_text(o, e));
}

const char *json_type_text(JsonOut *o, IrScalar scalar, const Unit *unit, Dim dim, bool is_list)
{
    static const char before[] = " : ";
    Emitter *text = emitter_new(o->arena, 0);
    ir_print_type(text, scalar, unit, dim, is_list);
    return emitter_text(text, NULL) + sizeof before - 1;
}

static void write_names(JsonOut *o, const char *key, const Names *names)
{
    if (!names->n)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, '[', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < names->n; i++)
        nnrt_json_string(&o->json, names->v[i]->s);
    nnrt_json_close(&o->json);
}

static void write_exprs(JsonOut *o, const char *key, const Exprs *exprs)
{
    if (!exprs->n)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, '[', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < exprs->n; i++)
        nnrt_json_string(&o->json, expr_text(o, exprs->v[i]));
    nnrt_json_close(&o->json);
}

static void write_binds(JsonOut *o, const char *key, const IrBinds *binds)
{
    if (!binds->n)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < binds->n; i++)
        json_expr(o, binds->v[i].name->s, binds->v[i].value);
    nnrt_json_close(&o->json);
}

static void write_args(JsonOut *o, const char *key, const IrArgs *args)
{
    if (!args->n)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < args->n; i++)
        json_text(o, args->v[i].name->s,
                  json_type_text(o, IR_REAL, args->v[i].unit, args->v[i].dim, false));
    nnrt_json_close(&o->json);
}

static void write_object(JsonOut *o, const void *object, const Field *fields)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_fields(o, object, fields);
    nnrt_json_close(&o->json);
}

static void write_structs(JsonOut *o, const char *key, const Structs *structs, const Field *field)
{
    if (!structs->n)
        return;
    json_open_member(o, key, '[');
    for (uint32_t i = 0; i < structs->n; i++)
        write_object(o, structs->v + i * field->size, field->fields);
    nnrt_json_close(&o->json);
}

static void write_pointers(JsonOut *o, const char *key, const Pointers *pointers,
                           const Field *field)
{
    if (!pointers->n)
        return;
    json_open_member(o, key, '[');
    for (uint32_t i = 0; i < pointers->n; i++)
        write_object(o, pointers->v[i], field->fields);
    nnrt_json_close(&o->json);
}

static void write_body(JsonOut *o, const char *key, const IrBody *body, const Field *field)
{
    if (!body)
        return;
    json_open_member(o, key, '[');
    for (uint32_t i = 0; i < body->stmts.n; i++)
        write_object(o, &body->stmts.v[i], field->fields);
    nnrt_json_close(&o->json);
}

static void write_int(JsonOut *o, const char *key, int64_t value)
{
    if (!value)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_int(&o->json, value);
}

static void write_bool(JsonOut *o, const char *key, bool value)
{
    if (!value)
        return;
    nnrt_json_key(&o->json, key);
    nnrt_json_bool(&o->json, true);
}

static void write_item_type(JsonOut *o, const char *key, const IrItem *item)
{
    if (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS ||
        item->kind == IR_ITEM_IN || item->kind == IR_ITEM_REDUCE)
        json_text(o, key, json_type_text(o, item->scalar, item->unit, item->dim, item->is_list));
}

static void write_field(JsonOut *o, const void *at, const Field *f)
{
    const Str *name;
    const IrParam *param;
    switch (f->kind) {
    case FIELD_IS_NAME:
        name = *(const Str *const *)at;
        json_text(o, f->key, name ? name->s : NULL);
        break;
    case FIELD_IS_NAMES:
        write_names(o, f->key, at);
        break;
    case FIELD_IS_STRING:
        json_text(o, f->key, *(const char *const *)at);
        break;
    case FIELD_IS_EXPR:
        json_expr(o, f->key, *(IrExpr *const *)at);
        break;
    case FIELD_IS_EXPRS:
        write_exprs(o, f->key, at);
        break;
    case FIELD_IS_BINDS:
        write_binds(o, f->key, at);
        break;
    case FIELD_IS_BOOL:
        write_bool(o, f->key, *(const bool *)at);
        break;
    case FIELD_IS_INT:
        write_int(o, f->key, *(const int *)at);
        break;
    case FIELD_IS_COUNT:
        nnrt_json_key(&o->json, f->key);
        nnrt_json_int(&o->json, *(const uint32_t *)at);
        break;
    case FIELD_IS_ITEM_TYPE:
        write_item_type(o, f->key, at);
        break;
    case FIELD_IS_PARAM_TYPE:
        param = at;
        json_text(o, f->key, json_type_text(o, param->scalar, param->unit, param->dim, false));
        break;
    case FIELD_IS_WORD:
        json_text(o, f->key, f->word(*(const unsigned *)at));
        break;
    case FIELD_IS_ARGS:
        write_args(o, f->key, at);
        break;
    case FIELD_IS_STRUCTS:
        write_structs(o, f->key, at, f);
        break;
    case FIELD_IS_POINTERS:
        write_pointers(o, f->key, at, f);
        break;
    case FIELD_IS_BODY:
        write_body(o, f->key, *(IrBody *const *)at, f);
        break;
    }
}

void json_fields(JsonOut *o, const void *object, const Field *fields)
{
    for (const Field *f = fields; f->key; f++)
        write_field(o, (const char *)object + f->offset, f);
}
