/* What is in a model, as JSON for build systems and editors (docs/json.md). */
#include "frontend/driver/deps.h"
#include "frontend/driver/json_module.h"
#include "frontend/driver/pipeline.h"
#include "frontend/libnnc/version.h"
#include "ir/build.h"

#include <stdlib.h>
#include <string.h>

/* The number in the unit of its declaration (NULL: the native one), else the text of the expression. A literal in that
   unit keeps its digits. */
static void write_value(JsonOut *o, const char *key, const IrExpr *e, const Unit *unit)
{
    double native;
    if (!e)
        return;
    if (!ir_constant(e, &native)) {
        json_expr(o, key, e);
        return;
    }
    nnrt_json_key(&o->json, key);
    if (e->op == IR_INTEGER)
        nnrt_json_int(&o->json, e->u.integer);
    else if (e->op == IR_LITERAL &&
             (!e->u.literal.unit || (unit && !strcmp(unit->text, e->u.literal.unit->text))))
        nnrt_json_number(&o->json, strtod(e->u.literal.text->s, NULL));
    else
        nnrt_json_number(&o->json, unit ? unit_number_of(unit, native) : native);
}

static void write_declared(JsonOut *o, const IrItem *item, const char *key)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", item->name->s);
    json_text(o, "type", json_type_text(o, item->scalar, item->unit, item->dim, item->is_list));
    write_value(o, key, item->value, item->unit);
    write_value(o, "lo", item->lo, item->unit);
    write_value(o, "hi", item->hi, item->unit);
    json_text(o, "doc", item->doc);
    nnrt_json_close(&o->json);
}

static void write_port(JsonOut *o, const IrItem *item)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", item->name->s);
    json_text(o, "direction", item->kind == IR_ITEM_EVENT_OUT ? "out" : "in");
    if (item->kind == IR_ITEM_PART)
        json_text(o, "receptor", item->model->s);
    else if (item->args.n)
        json_text(o, "type",
                  json_type_text(o, IR_REAL, item->args.v[0].unit, item->args.v[0].dim, false));
    nnrt_json_close(&o->json);
}

static bool is_receptor(const IrModule *m, const IrItem *item)
{
    const IrModel *part = item->kind == IR_ITEM_PART ? ir_find_model(m, item->model) : NULL;
    return part && part->role == IR_RECEPTOR;
}

typedef struct Section {
    const char *key, *value;
    IrItemKind kind;
} Section;
static const Section sections[] = {
    {"parameters", "default", IR_ITEM_PARAM},
    {"states", "initial", IR_ITEM_STATE},
    {"aliases", "value", IR_ITEM_ALIAS},
    {"inputs", NULL, IR_ITEM_REDUCE},
};

static void write_model(JsonOut *o, const IrModule *m, const IrModel *model)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_LINES);
    json_text(o, "name", model->name->s);
    json_text(o, "role", ir_role_word(model->role));
    json_text(o, "doc", model->doc);
    for (size_t s = 0; s < sizeof sections / sizeof *sections; s++) {
        json_open_member(o, sections[s].key, '[');
        for (uint32_t i = 0; i < model->items.n; i++)
            if (model->items.v[i]->kind == sections[s].kind)
                write_declared(o, model->items.v[i], sections[s].value);
        nnrt_json_close(&o->json);
    }
    json_open_member(o, "ports", '[');
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if (item->kind == IR_ITEM_EVENT_IN || item->kind == IR_ITEM_EVENT_OUT ||
            is_receptor(m, item))
            write_port(o, item);
    }
    nnrt_json_close(&o->json);
    nnrt_json_close(&o->json);
}

static void write_param(JsonOut *o, const IrParam *p)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", p->name->s);
    json_text(o, "type", json_type_text(o, p->scalar, p->unit, p->dim, false));
    write_value(o, "default", p->value, p->unit);
    write_value(o, "lo", p->lo, p->unit);
    write_value(o, "hi", p->hi, p->unit);
    json_text(o, "help", p->help);
    nnrt_json_close(&o->json);
}

static void write_population(JsonOut *o, const IrPopulation *p)
{
    double size;
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", p->name->s);
    json_text(o, "model", p->model->s);
    if (ir_constant(p->size, &size)) {
        nnrt_json_key(&o->json, "size");
        nnrt_json_int(&o->json, (int64_t)size);
    } else
        json_expr(o, "size_expression", p->size);
    nnrt_json_close(&o->json);
}

static void write_projection(JsonOut *o, const IrProjection *p)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", p->name->s);
    json_text(o, "pre", p->pre->s);
    json_text(o, "post", p->post->s);
    json_text(o, "port", p->post_port ? p->post_port->s : NULL);
    json_text(o, "connector", p->connector ? p->connector->s : NULL);
    json_text(o, "synapse", p->synapse ? p->synapse->s : "static");
    nnrt_json_close(&o->json);
}

static void write_recorder(JsonOut *o, const IrRecorder *r)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "target", r->target->s);
    json_text(o, r->path ? "variable" : "event",
              r->path    ? r->path->s
              : r->event ? r->event->s
                         : "spike");
    if (r->projection)
        json_text(o, "projection", r->projection->s);
    write_value(o, "interval_ms", r->interval, NULL);
    nnrt_json_close(&o->json);
}

static void write_files(JsonOut *o, Session *s)
{
    const FileNames files = deps_files(s);
    json_open_member(o, "files", '[');
    for (uint32_t i = 0; i < files.n; i++)
        nnrt_json_string(&o->json, files.v[i]);
    nnrt_json_close(&o->json);
}

#define WRITE_ALL(key, list, write)                                                                \
    do {                                                                                           \
        json_open_member(o, key, '[');                                                             \
        for (uint32_t i = 0; i < (list).n; i++)                                                    \
            write;                                                                                 \
        nnrt_json_close(&o->json);                                                                 \
    } while (0)

void json_info(JsonOut *o, const IrModule *m)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_LINES);
    json_text(o, "schema", "nnc-info-1");
    json_text(o, "compiler", "nnc " NNC_VERSION);
    json_text(o, "program", m->name->s);
    write_files(o, m->session);
    write_value(o, "timestep_ms", m->timestep, NULL);
    WRITE_ALL("parameters", m->params, write_param(o, m->params.v[i]));
    WRITE_ALL("models", m->models, write_model(o, m, m->models.v[i]));
    WRITE_ALL("connectors", m->connectors, nnrt_json_string(&o->json, m->connectors.v[i]->name->s));
    WRITE_ALL("populations", m->populations, write_population(o, m->populations.v[i]));
    WRITE_ALL("projections", m->projections, write_projection(o, m->projections.v[i]));
    WRITE_ALL("recorders", m->recorders, write_recorder(o, m->recorders.v[i]));
    nnrt_json_close(&o->json);
}
