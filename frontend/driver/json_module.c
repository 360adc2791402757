/* The model IR as JSON: a table per structure (docs/json.md). */
#include "frontend/driver/json_module.h"

#include "ir/words.h"

#define MEMBER(Type, member, key, kind)                                                            \
    {                                                                                              \
        key, offsetof(Type, member), FIELD_IS_##kind, NULL, NULL, 0                                \
    }
#define WORD(Type, member, key, word)                                                              \
    {                                                                                              \
        key, offsetof(Type, member), FIELD_IS_WORD, word, NULL, 0                                  \
    }
#define INNER(Type, member, key, kind, Inner, fields)                                              \
    {                                                                                              \
        key, offsetof(Type, member), FIELD_IS_##kind, NULL, fields, sizeof(Inner)                  \
    }
#define END                                                                                        \
    {                                                                                              \
        0                                                                                          \
    }

/* ---- words ---- */
static const char *item_word(unsigned kind)
{
    return ir_item_word((IrItemKind)kind);
}

static const char *role_word(unsigned role)
{
    return ir_role_word((IrRole)role);
}

static const char *stage_word(unsigned stage)
{
    return ir_stage_words[stage];
}

static const char *loop_word(unsigned loop)
{
    return ir_loop_words[loop];
}

static const char *view_word(unsigned kind)
{
    return ir_view_words[kind];
}

static const char *place_word(unsigned place)
{
    return place == IR_PLACE_NONE ? NULL : ir_place_words[place];
}

static const char *scope_word(unsigned scope)
{
    return scope == IR_OWN ? NULL : ir_scope_words[scope];
}

static const char *action_word(unsigned kind)
{
    return ir_action_forms[kind].word;
}

static const char *stmt_word(unsigned kind)
{
    static const char *const words[] = {
        [IR_STMT_ASSIGN] = "assign", [IR_STMT_EMIT] = "emit", [IR_STMT_HOLD] = "hold",
        [IR_STMT_ENTER] = "enter",   [IR_STMT_IF] = "if",
    };
    return words[kind];
}

/* ---- models ---- */
static const Field stmt_fields[] = {
    WORD(IrStmt, kind, "do", stmt_word),
    MEMBER(IrStmt, name, "name", NAME),
    MEMBER(IrStmt, names, "names", NAMES),
    MEMBER(IrStmt, value, "value", EXPR),
    MEMBER(IrStmt, args, "args", EXPRS),
    MEMBER(IrStmt, count, "times", EXPR),
    INNER(IrStmt, then_body, "then", BODY, IrStmt, stmt_fields),
    INNER(IrStmt, else_body, "else", BODY, IrStmt, stmt_fields),
    END,
};

static const Field reaction_fields[] = {
    MEMBER(IrReaction, conserve, "conserve", BOOL),
    MEMBER(IrReaction, left, "left", BINDS),
    MEMBER(IrReaction, right, "right", BINDS),
    MEMBER(IrReaction, forward, "forward", EXPR),
    MEMBER(IrReaction, backward, "backward", EXPR),
    MEMBER(IrReaction, total, "total", EXPR),
    END,
};

enum { ITEM_FIELDS = 34 }; /* with END: regimes and items hold each other */
static const Field item_fields[ITEM_FIELDS];
static const Field regime_fields[] = {
    MEMBER(IrRegime, name, "name", NAME),
    MEMBER(IrRegime, initial, "initial", BOOL),
    INNER(IrRegime, items, "items", POINTERS, IrItem, item_fields),
    INNER(IrRegime, entry, "entry", BODY, IrStmt, stmt_fields),
    END,
};

static const Field item_fields[ITEM_FIELDS] = {
    WORD(IrItem, kind, "item", item_word),
    MEMBER(IrItem, name, "name", NAME),
    {"type", 0, FIELD_IS_ITEM_TYPE, NULL, NULL, 0},
    MEMBER(IrItem, value, "value", EXPR),
    MEMBER(IrItem, lo, "lo", EXPR),
    MEMBER(IrItem, hi, "hi", EXPR),
    MEMBER(IrItem, out, "out", BOOL),
    MEMBER(IrItem, weight, "weight", BOOL),
    MEMBER(IrItem, held, "held", BOOL),
    MEMBER(IrItem, linear, "linear", BOOL),
    MEMBER(IrItem, edge, "edge", BOOL),
    MEMBER(IrItem, multiply, "multiply", BOOL),
    MEMBER(IrItem, recordable_only, "shadow", BOOL),
    MEMBER(IrItem, is_current, "current", BOOL),
    MEMBER(IrItem, to_pre, "to_pre", BOOL),
    MEMBER(IrItem, ion, "ion", NAME),
    WORD(IrItem, from, "scope", scope_word),
    MEMBER(IrItem, from_name, "from", NAME),
    MEMBER(IrItem, region, "region", NAME),
    MEMBER(IrItem, mode, "mode", NAME),
    MEMBER(IrItem, regime, "regime", INT),
    MEMBER(IrItem, model, "model", NAME),
    MEMBER(IrItem, binds, "binds", BINDS),
    MEMBER(IrItem, power, "power", INT),
    MEMBER(IrItem, args, "args", ARGS),
    MEMBER(IrItem, wire_from, "wire_from", NAME),
    MEMBER(IrItem, wire_to, "wire_to", NAME),
    MEMBER(IrItem, names, "names", NAMES),
    MEMBER(IrItem, method, "method", NAME),
    MEMBER(IrItem, doc, "doc", STRING),
    INNER(IrItem, reactions, "reactions", STRUCTS, IrReaction, reaction_fields),
    INNER(IrItem, regimes, "regimes", STRUCTS, IrRegime, regime_fields),
    INNER(IrItem, body, "body", BODY, IrStmt, stmt_fields),
    END,
};

static const Field model_fields[] = {
    MEMBER(IrModel, name, "name", NAME),
    WORD(IrModel, role, "role", role_word),
    WORD(IrModel, stage, "stage", stage_word),
    MEMBER(IrModel, weight_variable, "weight_dimension_free", BOOL),
    MEMBER(IrModel, doc, "doc", STRING),
    INNER(IrModel, items, "items", POINTERS, IrItem, item_fields),
    END,
};

/* ---- connectors and networks ---- */
static const Field clause_fields[] = {
    WORD(IrClause, loop, "loop", loop_word),
    MEMBER(IrClause, i, "i", NAME),
    MEMBER(IrClause, j, "j", NAME),
    MEMBER(IrClause, guard, "guard", EXPR),
    MEMBER(IrClause, probability, "probability", EXPR),
    MEMBER(IrClause, sample, "sample", EXPR),
    MEMBER(IrClause, replace, "replace", BOOL),
    MEMBER(IrClause, no_self, "no_self", BOOL),
    MEMBER(IrClause, no_mutual, "no_mutual", BOOL),
    MEMBER(IrClause, values, "values", BINDS),
    MEMBER(IrClause, data, "data", NAME),
    END,
};
static const Field connector_fields[] = {
    MEMBER(IrConnector, name, "name", NAME),
    MEMBER(IrConnector, doc, "doc", STRING),
    INNER(IrConnector, params, "params", POINTERS, IrItem, item_fields),
    INNER(IrConnector, clauses, "clauses", STRUCTS, IrClause, clause_fields),
    END,
};
static const Field param_fields[] = {
    MEMBER(IrParam, name, "name", NAME),
    {"type", 0, FIELD_IS_PARAM_TYPE, NULL, NULL, 0},
    MEMBER(IrParam, value, "value", EXPR),
    MEMBER(IrParam, lo, "lo", EXPR),
    MEMBER(IrParam, hi, "hi", EXPR),
    MEMBER(IrParam, help, "help", STRING),
    END,
};
static const Field population_fields[] = {
    MEMBER(IrPopulation, name, "name", NAME),
    MEMBER(IrPopulation, model, "model", NAME),
    MEMBER(IrPopulation, size, "size", EXPR),
    MEMBER(IrPopulation, values, "values", BINDS),
    MEMBER(IrPopulation, initial, "initial", BINDS),
    WORD(IrPopulation, place, "place", place_word),
    MEMBER(IrPopulation, place_args, "place_args", BINDS),
    END,
};
static const Field view_fields[] = {
    MEMBER(IrView, name, "name", NAME),
    MEMBER(IrView, population, "of", NAME),
    WORD(IrView, kind, "kind", view_word),
    MEMBER(IrView, start, "start", EXPR),
    MEMBER(IrView, stop, "stop", EXPR),
    MEMBER(IrView, step, "step", EXPR),
    MEMBER(IrView, data, "data", NAME),
    MEMBER(IrView, within, "within", NAME),
    END,
};
static const Field group_fields[] = {MEMBER(IrGroup, name, "name", NAME),
                                     MEMBER(IrGroup, members, "members", NAMES), END};
static const Field projection_fields[] = {
    MEMBER(IrProjection, name, "name", NAME),
    MEMBER(IrProjection, pre, "pre", NAME),
    MEMBER(IrProjection, pre_event, "event", NAME),
    MEMBER(IrProjection, post, "post", NAME),
    MEMBER(IrProjection, post_port, "port", NAME),
    MEMBER(IrProjection, feed, "feed", NAME),
    MEMBER(IrProjection, connector, "connector", NAME),
    MEMBER(IrProjection, connector_args, "connector_args", BINDS),
    MEMBER(IrProjection, synapse, "synapse", NAME),
    MEMBER(IrProjection, synapse_args, "synapse_args", BINDS),
    MEMBER(IrProjection, weight, "weight", EXPR),
    MEMBER(IrProjection, delay, "delay", EXPR),
    MEMBER(IrProjection, dendritic, "dendritic", EXPR),
    MEMBER(IrProjection, space, "space", BINDS),
    MEMBER(IrProjection, linear_coupling, "linear", BOOL),
    MEMBER(IrProjection, zero, "zero", BOOL),
    END,
};
static const Field input_fields[] = {
    MEMBER(IrInput, name, "name", NAME),
    MEMBER(IrInput, source, "source", NAME),
    MEMBER(IrInput, values, "values", BINDS),
    MEMBER(IrInput, target, "target", NAME),
    MEMBER(IrInput, port, "port", NAME),
    MEMBER(IrInput, weight, "weight", EXPR),
    MEMBER(IrInput, delay, "delay", EXPR),
    MEMBER(IrInput, shared, "shared", BOOL),
    END,
};
static const Field recorder_fields[] = {
    MEMBER(IrRecorder, target, "target", NAME),  MEMBER(IrRecorder, path, "path", NAME),
    MEMBER(IrRecorder, event, "event", NAME),    MEMBER(IrRecorder, projection, "projection", NAME),
    MEMBER(IrRecorder, interval, "every", EXPR), END,
};
static const char *table_word(unsigned table)
{
    return table == IR_TABLE_NONE ? NULL : ir_table_words[table];
}

static const Field column_fields[] = {
    MEMBER(IrColumn, recorder, "recorder", COUNT),
    MEMBER(IrColumn, label, "label", NAME),
    END,
};
static const Field action_fields[] = {
    WORD(IrAction, kind, "do", action_word),
    MEMBER(IrAction, target, "target", NAME),
    MEMBER(IrAction, name, "name", NAME),
    MEMBER(IrAction, value, "value", EXPR),
    MEMBER(IrAction, recorder, "recorder", COUNT),
    MEMBER(IrAction, keep_weights, "keep_weights", BOOL),
    MEMBER(IrAction, new_noise, "new_noise", BOOL),
    MEMBER(IrAction, clear, "clear", BOOL),
    MEMBER(IrAction, annotations, "annotations", BINDS),
    MEMBER(IrAction, names, "names", NAMES),
    WORD(IrAction, table, "table", table_word),
    INNER(IrAction, columns, "columns", STRUCTS, IrColumn, column_fields),
    MEMBER(IrAction, text, "text", STRING),
    INNER(IrAction, body, "body", STRUCTS, IrAction, action_fields),
    END,
};

static const Field module_fields[] = {
    MEMBER(IrModule, name, "program", NAME),
    MEMBER(IrModule, timestep, "timestep", EXPR),
    MEMBER(IrModule, min_delay, "min_delay", EXPR),
    MEMBER(IrModule, max_delay, "max_delay", EXPR),
    MEMBER(IrModule, seed, "seed", EXPR),
    INNER(IrModule, params, "params", POINTERS, IrParam, param_fields),
    INNER(IrModule, models, "models", POINTERS, IrModel, model_fields),
    INNER(IrModule, connectors, "connectors", POINTERS, IrConnector, connector_fields),
    INNER(IrModule, populations, "populations", POINTERS, IrPopulation, population_fields),
    INNER(IrModule, views, "views", POINTERS, IrView, view_fields),
    INNER(IrModule, groups, "groups", POINTERS, IrGroup, group_fields),
    INNER(IrModule, projections, "projections", POINTERS, IrProjection, projection_fields),
    INNER(IrModule, inputs, "inputs", POINTERS, IrInput, input_fields),
    INNER(IrModule, recorders, "recorders", POINTERS, IrRecorder, recorder_fields),
    INNER(IrModule, experiment, "experiment", STRUCTS, IrAction, action_fields),
    END,
};

/* Columns one after the other, in native units. */
static void write_data(JsonOut *o, const IrData *d)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
    json_text(o, "name", d->name->s);
    nnrt_json_key(&o->json, "columns");
    nnrt_json_open(&o->json, '[', NNRT_JSON_INLINE);
    for (uint32_t c = 0; c < d->columns; c++) {
        nnrt_json_open(&o->json, '{', NNRT_JSON_INLINE);
        json_text(o, "name", d->column_names && d->column_names[c] ? d->column_names[c]->s : NULL);
        json_text(o, "unit", json_type_text(o, IR_REAL, NULL, d->dims[c], false));
        nnrt_json_key(&o->json, "values");
        nnrt_json_open(&o->json, '[', NNRT_JSON_INLINE);
        for (uint64_t i = 0; i < d->rows; i++)
            nnrt_json_number(&o->json, d->values[c * d->rows + i]);
        nnrt_json_close(&o->json);
        nnrt_json_close(&o->json);
    }
    nnrt_json_close(&o->json);
    nnrt_json_close(&o->json);
}

void json_module(JsonOut *o, const IrModule *m)
{
    nnrt_json_open(&o->json, '{', NNRT_JSON_LINES);
    json_text(o, "schema", "nnc-ir-1");
    json_fields(o, m, module_fields);
    json_open_member(o, "data", '[');
    for (uint32_t i = 0; i < m->data.n; i++)
        write_data(o, m->data.v[i]);
    nnrt_json_close(&o->json);
    nnrt_json_close(&o->json);
}
