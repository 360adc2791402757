/* Cell types from documents: nineml_cell_type(), neuroml_cell_type(). */
#include "frontend/lems/lems.h"
#include "frontend/nineml/nineml.h"
#include "frontend/sema/builtins/builtins.h"

#include <string.h>
#include <unistd.h>

/* ---- files ---- */
/* Beside the script, else in the folders of -I. */
static const char *find_file(Interp *in, const Str *name, Span at)
{
    SourcePlace place;
    const ElabOptions *o = in->sema->options;
    const char *slash =
        sources_place(in->session->sources, at.lo, &place) ? strrchr(place.file->name, '/') : NULL;
    const int folder = slash && *name->s != '/' ? (int)(slash + 1 - place.file->name) : 0;
    const char *beside =
        arena_printf(in->arena, "%.*s%s", folder, slash ? place.file->name : "", name->s);
    const char *path = beside;
    for (size_t i = 0; access(path, R_OK) != 0; i++) {
        if (i == o->n_folders)
            return beside;
        path = arena_printf(in->arena, "%s/%s", o->folders[i], name->s);
    }
    return path;
}

static bool is_file_name(const Str *s)
{
    const char *dot = strrchr(s->s, '.');
    return dot && (!strcmp(dot, ".xml") || !strcmp(dot, ".nml"));
}

/* "iaf" of "cells/iaf.xml" */
static const Str *stem(Interp *in, const Str *path)
{
    const char *slash = strrchr(path->s, '/'), *name = slash ? slash + 1 : path->s;
    return str_intern(in->session->strings, name, strcspn(name, "."));
}

/* ---- models as values ---- */
static const Unit *unit_of(Interp *in, const IrExpr *value, Dim dim)
{
    const IrExpr *number = value && value->op == IR_NEG ? value->arg[0] : value;
    if (number && number->op == IR_LITERAL && number->u.literal.unit &&
        number->u.literal.unit->text[0])
        return number->u.literal.unit;
    Unit *native = ARENA_NEW(in->arena, Unit);
    *native = dim_native_unit(dim);
    return native->text[0] ? native : NULL;
}

/* Bare numbers of a script are in the unit of the document, else in that of PyNN. */
static void give_units(Interp *in, IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        IrModel *part = item->kind == IR_ITEM_PART ? ir_find_model(in->module, item->model) : NULL;
        if ((item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE) && !dim_is_none(item->dim))
            item->unit = unit_of(in, item->value, item->dim);
        for (uint32_t k = 0; item->kind == IR_ITEM_EVENT_IN && k < item->args.n; k++)
            item->args.v[k].unit = unit_of(in, NULL, item->args.v[k].dim);
        if (part && part->role == IR_RECEPTOR)
            give_units(in, part);
    }
}

static Value as_value(Interp *in, IrModel *model, Span at)
{
    if (!model)
        return value_poison;
    give_units(in, model);
    AstModel *ast = ARENA_NEW(in->arena, AstModel);
    *ast = (AstModel){.kind = AST_MODEL_Cell, .name = {model->name, at}, .span = at};
    ModelDecl *decl = ARENA_NEW(in->arena, ModelDecl);
    *decl = (ModelDecl){.ast = ast, .name = model->name, .ir = model, .state = DECL_DONE};
    map_set(&in->sema->models, model->name, decl);
    return (Value){.kind = VALUE_MODEL, .as.model = decl};
}

/* ---- NineML ---- */
/* "coba.xml", or ("coba.xml", "name"). */
static bool read_receptor(Interp *in, const ValuePair *pair, Span at, NinemlReceptor *out)
{
    Value v = pair->value;
    const Str *file = NULL, *inside = NULL;
    const bool both = v.kind == VALUE_TUPLE && v.as.list->n == 2;
    if (!want_string(in, both ? v.as.list->v[0] : v, at, "the file of a response", &file) ||
        (both && !want_string(in, v.as.list->v[1], at, "the name of a response", &inside)))
        return false;
    *out = (NinemlReceptor){pair->key.as.string, find_file(in, file, at), inside, at};
    return true;
}

static Value nineml_cell_type(Interp *in, const Call *call, const Value *a)
{
    NinemlCell cell = {.at = call->span};
    const Str *first, *second = NULL;
    if (!want_string(in, a[0], call_span(call, "name", 0), "the name of the cell type", &first) ||
        (a[1].kind != VALUE_POISON && !want_string(in, a[1], call_span(call, "file", 1),
                                                   "the file of the cell type", &second)) ||
        (a[2].kind != VALUE_POISON && !want_string(in, a[2], call_span(call, "regime", 2),
                                                   "the regime of the start", &cell.regime)))
        return value_poison;
    const bool file_first = !second || (is_file_name(first) && !is_file_name(second));
    const Str *file = file_first ? first : second;
    cell.name = file_first ? second : first;
    cell.optional = !file_first;
    cell.path = find_file(in, file, call->span);
    cell.label = cell.name ? cell.name : call->hint ? call->hint : stem(in, file);
    for (uint32_t i = 0; i < a[3].as.dict->n; i++) {
        NinemlReceptor r;
        const ValuePair *pair = &a[3].as.dict->v[i];
        if (!read_receptor(in, pair, call_span(call, pair->key.as.string->s, 99), &r))
            return value_poison;
        VEC_PUSH(in->arena, &cell.receptors, r);
    }
    IrBinds each = {0};
    Value v = as_value(in, nineml_cell(in->module, &cell, in->sema->options, &each), call->span);
    if (v.kind == VALUE_MODEL)
        v.as.model->each = each;
    return v;
}

/* ---- LEMS ---- */
static const SourceFile *open_lems(Interp *in, const Str *name, Span at)
{
    const char *error = NULL;
    const SourceFile *file = sources_load(in->session->sources, find_file(in, name, at), &error);
    if (!file)
        interp_error(in, DIAG_NNC0904, at, "%s", error);
    return file;
}

/* "id" in the document of the cell, or ("synapses.nml", "id"). */
static bool read_synapse(Interp *in, const ValuePair *pair, const SourceFile *beside, Span at,
                         LemsSynapse *out)
{
    const Value v = pair->value;
    const Str *file = NULL;
    const bool both = v.kind == VALUE_TUPLE && v.as.list->n == 2;
    *out = (LemsSynapse){.name = pair->key.as.string, .file = beside, .at = at};
    if ((both && !want_string(in, v.as.list->v[0], at, "the file of a synapse", &file)) ||
        !want_string(in, both ? v.as.list->v[1] : v, at, "the id of a synapse", &out->id))
        return false;
    if (file)
        out->file = open_lems(in, file, at);
    return out->file;
}

static Value neuroml_cell_type(Interp *in, const Call *call, const Value *a)
{
    const Str *file;
    LemsCell cell = {.at = call_span(call, "id", 1)};
    if (!want_string(in, a[0], call_span(call, "file", 0), "the file of the cell type", &file) ||
        !want_string(in, a[1], cell.at, "the id of the cell type", &cell.id))
        return value_poison;
    cell.file = open_lems(in, file, call_span(call, "file", 0));
    for (uint32_t i = 0; cell.file && i < a[2].as.dict->n; i++) {
        LemsSynapse synapse;
        const ValuePair *pair = &a[2].as.dict->v[i];
        if (!read_synapse(in, pair, cell.file, call_span(call, pair->key.as.string->s, 99),
                          &synapse))
            return value_poison;
        VEC_PUSH(in->arena, &cell.synapses, synapse);
    }
    const ElabOptions *o = in->sema->options;
    LemsOptions *options = ARENA_NEW(in->arena, LemsOptions);
    *options = (LemsOptions){.module_name = o->module_name,
                             .folders = o->folders,
                             .n_folders = o->n_folders,
                             .lems_euler = o->lems_euler,
                             .library = o->library,
                             .context = o->context};
    return cell.file ? as_value(in, lems_cell_type(in->module, &cell, options), call->span)
                     : value_poison;
}

const Builtin builtins_document[] = {
    {"", "nineml_cell_type", nineml_cell_type, "name file= regime= **receptors"},
    {"", "neuroml_cell_type", neuroml_cell_type, "file id **synapses"},
    {NULL, NULL, NULL, NULL},
};
