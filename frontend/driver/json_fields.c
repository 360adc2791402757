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

/* ---- a writer per kind of field: of what stands at `at` ---- */
typedef void Write(JsonOut *o, const void *at, const Field *f);

static void write_name(JsonOut *o, const void *at, const Field *f)
{
    const Str *name = *(const Str *const *)at;
    json_text(o, f->key, name ? name->s : NULL);
}

static void open_inline(JsonOut *o, const char *key, char bracket)
{
    nnrt_json_key(&o->json, key);
    nnrt_json_open(&o->json, bracket, NNRT_JSON_INLINE);
}

static void write_names(JsonOut *o, const void *at, const Field *f)
{
    const Names *names = at;
    if (!names->n)
        return;
    open_inline(o, f->key, '[');
    for (uint32_t i = 0; i < names->n; i++)
        nnrt_json_string(&o->json, names->v[i]->s);
    nnrt_json_close(&o->json);
}

static void write_string(JsonOut *o, const void *at, const Field *f)
{
    json_text(o, f->key, *(const char *const *)at);
}

static void write_expr(JsonOut *o, const void *at, const Field *f)
{
    json_expr(o, f->key, *(IrExpr *const *)at);
}

static void write_exprs(JsonOut *o, const void *at, const Field *f)
{
    const Exprs *exprs = at;
    if (!exprs->n)
        return;
    open_inline(o, f->key, '[');
    for (uint32_t i = 0; i < exprs->n; i++)
        nnrt_json_string(&o->json, expr_text(o, exprs->v[i]));
    nnrt_json_close(&o->json);
}

static void write_binds(JsonOut *o, const void *at, const Field *f)
{
    const IrBinds *binds = at;
    if (!binds->n)
        return;
    open_inline(o, f->key, '{');
    for (uint32_t i = 0; i < binds->n; i++)
        json_expr(o, binds->v[i].name->s, binds->v[i].value);
    nnrt_json_close(&o->json);
}

static void write_args(JsonOut *o, const void *at, const Field *f)
{
    const IrArgs *args = at;
    if (!args->n)
        return;
    open_inline(o, f->key, '{');
    for (uint32_t i = 0; i < args->n; i++)
        json_text(o, args->v[i].name->s,
                  json_type_text(o, IR_REAL, args->v[i].unit, args->v[i].dim, false));
    nnrt_json_close(&o->json);
}

static void write_bool(JsonOut *o, const void *at, const Field *f)
{
    if (!*(const bool *)at)
        return;
    nnrt_json_key(&o->json, f->key);
    nnrt_json_bool(&o->json, true);
}

static void write_int(JsonOut *o, const void *at, const Field *f)
{
    if (!*(const int *)at)
        return;
    nnrt_json_key(&o->json, f->key);
    nnrt_json_int(&o->json, *(const int *)at);
}

static void write_count(JsonOut *o, const void *at, const Field *f)
{
    nnrt_json_key(&o->json, f->key);
    nnrt_json_int(&o->json, *(const uint32_t *)at);
}

static void write_item_type(JsonOut *o, const void *at, const Field *f)
{
    const IrItem *item = at;
    if (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS ||
        item->kind == IR_ITEM_IN || item->kind == IR_ITEM_REDUCE)
        json_text(o, f->key, json_type_text(o, item->scalar, item->unit, item->dim, item->is_list));
}

static void write_param_type(JsonOut *o, const void *at, const Field *f)
{
    const IrParam *param = at;
    json_text(o, f->key, json_type_text(o, param->scalar, param->unit, param->dim, false));
}

static void write_word(JsonOut *o, const void *at, const Field *f)
{
    json_text(o, f->key, f->word(*(const unsigned *)at));
}

static void write_object(JsonOut *o, const void *object, const Field *fields)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_fields(o, object, fields);
    nnrt_json_close(&o->json);
}

static void write_structs(JsonOut *o, const void *at, const Field *f)
{
    const Structs *structs = at;
    if (!structs->n)
        return;
    json_open_member(o, f->key, '[');
    for (uint32_t i = 0; i < structs->n; i++)
        write_object(o, structs->v + i * f->size, f->fields);
    nnrt_json_close(&o->json);
}

static void write_pointers(JsonOut *o, const void *at, const Field *f)
{
    const Pointers *pointers = at;
    if (!pointers->n)
        return;
    json_open_member(o, f->key, '[');
    for (uint32_t i = 0; i < pointers->n; i++)
        write_object(o, pointers->v[i], f->fields);
    nnrt_json_close(&o->json);
}

static void write_body(JsonOut *o, const void *at, const Field *f)
{
    const IrBody *body = *(IrBody *const *)at;
    if (!body)
        return;
    json_open_member(o, f->key, '[');
    for (uint32_t i = 0; i < body->stmts.n; i++)
        write_object(o, &body->stmts.v[i], f->fields);
    nnrt_json_close(&o->json);
}

static Write *const writers[] = {
    [FIELD_IS_NAME] = write_name,
    [FIELD_IS_NAMES] = write_names,
    [FIELD_IS_STRING] = write_string,
    [FIELD_IS_EXPR] = write_expr,
    [FIELD_IS_EXPRS] = write_exprs,
    [FIELD_IS_BINDS] = write_binds,
    [FIELD_IS_BOOL] = write_bool,
    [FIELD_IS_INT] = write_int,
    [FIELD_IS_COUNT] = write_count,
    [FIELD_IS_ITEM_TYPE] = write_item_type,
    [FIELD_IS_PARAM_TYPE] = write_param_type,
    [FIELD_IS_WORD] = write_word,
    [FIELD_IS_ARGS] = write_args,
    [FIELD_IS_STRUCTS] = write_structs,
    [FIELD_IS_POINTERS] = write_pointers,
    [FIELD_IS_BODY] = write_body,
};

void json_fields(JsonOut *o, const void *object, const Field *fields)
{
    for (const Field *f = fields; f->key; f++)
        writers[f->kind](o, (const char *)object + f->offset, f);
}
