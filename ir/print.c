/* The text form of models: items, bodies, regimes. */
#include "ir/print.h"
#include "ir/facts.h"
#include "ir/words.h"

void ir_print_value(Emitter *e, const char *before, const IrExpr *x)
{
    if (!x)
        return;
    emit(e, "%s", before);
    ir_print_expr(e, x);
}

static void print_word(Emitter *e, const char *before, const Str *name)
{
    if (!name)
        return;
    emit(e, "%s", before);
    ir_print_name(e, "", name);
}

/* ---- bodies ---- */
static void print_body(Emitter *e, const IrBody *body);

static void print_names(Emitter *e, const Str *const *names, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        emit(e, "%s", i ? ", " : "");
        ir_print_name(e, "%", names[i]);
    }
}

static void print_emit(Emitter *e, const IrStmt *s)
{
    emit(e, "emit ");
    ir_print_name(e, "%", s->name);
    if (s->args.n)
        emit(e, "(");
    for (uint32_t i = 0; i < s->args.n; i++)
        ir_print_value(e, i ? ", " : "", s->args.v[i]);
    if (s->args.n)
        emit(e, ")");
    ir_print_value(e, " times ", s->count);
}

static void print_stmt(Emitter *e, const IrStmt *s)
{
    ir_print_place(e, s->span);
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        ir_print_name(e, "%", s->name);
        ir_print_value(e, " := ", s->value);
        break;
    case IR_STMT_EMIT:
        print_emit(e, s);
        break;
    case IR_STMT_HOLD:
        emit(e, "hold ");
        print_names(e, s->names.v, s->names.n);
        ir_print_value(e, " for ", s->value);
        break;
    case IR_STMT_ENTER:
        emit(e, "enter ");
        ir_print_name(e, "@", s->name);
        break;
    case IR_STMT_IF:
        ir_print_value(e, "if ", s->value);
        print_body(e, s->then_body);
        if (s->else_body) {
            emit(e, "else");
            print_body(e, s->else_body);
        }
        return;
    }
    emit(e, "\n");
}

static void print_body(Emitter *e, const IrBody *body)
{
    emit_open(e, "%s {", body && body->par ? " par" : "");
    for (uint32_t i = 0; body && i < body->stmts.n; i++)
        print_stmt(e, &body->stmts.v[i]);
    ir_print_outside(e);
    emit_close(e, "}");
}

/* ---- items ---- */
static void print_attributes(Emitter *e, const IrItem *item)
{
    ir_print_value(e, " lo ", item->lo);
    ir_print_value(e, " hi ", item->hi);
    for (int i = 0; i < IR_FLAGS; i++)
        if (*(const bool *)((const char *)item + ir_flags[i].offset))
            emit(e, " %s", ir_flags[i].word);
    if (item->is_current)
        emit(e, " current");
    print_word(e, " ion ", item->ion);
    if (item->to_pre)
        emit(e, " to pre");
    if (item->from != IR_OWN) {
        emit(e, " from %s.", ir_scope_words[item->from]);
        ir_print_path(e, item->from_name);
    }
    if (item->region) {
        emit(e, " at ");
        ir_print_name(e, "@", item->region);
    }
}

static void end_item(Emitter *e, const IrItem *item)
{
    print_attributes(e, item);
    emit(e, "\n");
}

/* An alias without a declared type has none in the text. */
static void print_declaration(Emitter *e, const IrItem *item)
{
    const bool inferred = item->kind == IR_ITEM_ALIAS && !item->unit && dim_is_none(item->dim) &&
                          item->scalar == IR_REAL;
    if (!inferred)
        ir_print_type(e, item->scalar, item->unit, item->dim, item->is_list);
    if (item->kind == IR_ITEM_REDUCE)
        emit(e, item->multiply ? " mul" : " add");
    ir_print_value(e, " = ", item->value);
    end_item(e, item);
}

static void print_typed_args(Emitter *e, const IrArgs *args)
{
    emit(e, " (");
    for (uint32_t i = 0; i < args->n; i++) {
        emit(e, "%s", i ? ", " : "");
        ir_print_name(e, "", args->v[i].name);
        if (args->v[i].unit || !dim_is_none(args->v[i].dim)) /* else that of the port */
            ir_print_type(e, IR_REAL, args->v[i].unit, args->v[i].dim, false);
    }
    emit(e, ")");
}

static void print_species(Emitter *e, const IrBinds *side)
{
    if (!side->n)
        emit(e, "0");
    for (uint32_t i = 0; i < side->n; i++) {
        emit(e, "%s", i ? " + " : "");
        ir_print_name(e, "%", side->v[i].name);
        ir_print_value(e, " times ", side->v[i].value);
    }
}

static void print_reaction(Emitter *e, const IrReaction *r)
{
    emit(e, "%s", r->conserve ? "conserve " : "");
    print_species(e, &r->left);
    if (r->conserve) {
        ir_print_value(e, " = ", r->total);
    } else {
        emit(e, " <-> ");
        print_species(e, &r->right);
        ir_print_value(e, " rates (", r->forward);
        ir_print_value(e, ", ", r->backward);
        emit(e, ")");
    }
    emit(e, "\n");
}

static void print_kinetic(Emitter *e, const IrItem *item)
{
    emit_open(e, " {");
    for (uint32_t i = 0; i < item->reactions.n; i++)
        print_reaction(e, &item->reactions.v[i]);
    emit_close(e, "}");
}

static void print_mode(Emitter *e, const IrItem *mode)
{
    emit_open(e, " {");
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        const IrRegime *r = &mode->regimes.v[i];
        ir_print_place(e, r->span);
        emit(e, "regime ");
        ir_print_name(e, "@", r->name);
        emit_open(e, "%s {", r->initial ? " initial" : "");
        for (uint32_t k = 0; k < r->items.n; k++)
            ir_print_item(e, r->items.v[k]);
        if (r->entry) {
            emit(e, "entry");
            print_body(e, r->entry);
        }
        emit_close(e, "}");
    }
    emit_close(e, "}");
}

static void print_binds_in(Emitter *e, const IrItem *item, const char *open, const char *close)
{
    emit(e, "%s", open);
    ir_print_binds(e, &item->binds);
    emit(e, "%s", close);
    end_item(e, item);
}

static void print_region(Emitter *e, const IrItem *item)
{
    emit(e, " ");
    ir_print_name(e, "@", item->name);
    emit(e, " {");
    for (uint32_t i = 0; i < item->binds.n; i++)
        ir_print_value(e, i ? ", " : " ", item->binds.v[i].value);
    emit(e, " }");
    end_item(e, item);
}

static void print_part(Emitter *e, const IrItem *item)
{
    emit(e, " : ");
    ir_print_name(e, "$", item->model);
    print_binds_in(e, item, " (", ")");
}

static void print_method(Emitter *e, const IrItem *item)
{
    emit(e, "%s", item->names.n ? " " : "");
    print_names(e, item->names.v, item->names.n);
    print_word(e, " with ", item->method);
    end_item(e, item);
}

static void print_wire(Emitter *e, const IrItem *item)
{
    emit(e, " ");
    ir_print_name(e, "%", item->wire_from);
    emit(e, " -> ");
    ir_print_name(e, "%", item->wire_to);
    end_item(e, item);
}

/* At the flat stage: the mode and the number of the regime in which the item counts. */
static void print_while(Emitter *e, const IrItem *item)
{
    if (!item->mode)
        return;
    emit(e, " while ");
    ir_print_name(e, "%", item->mode);
    emit(e, " %d", item->regime);
}

static void print_handler(Emitter *e, const IrItem *item)
{
    print_while(e, item);
    emit(e, " ");
    ir_print_name(e, ir_is_word(item->name->s) ? "" : "%", item->name);
    if (item->args.n)
        print_typed_args(e, &item->args);
    print_body(e, item->body);
}

static void print_condition(Emitter *e, const IrItem *item)
{
    print_while(e, item);
    ir_print_value(e, item->edge ? " edge " : " ", item->value);
    print_body(e, item->body);
}

/* What follows the word and the name of an item, to the end of its last line. */
typedef struct ItemPrinter {
    void (*print)(Emitter *e, const IrItem *item);
    bool named; /* the name is printed before, behind a % */
} ItemPrinter;

static void print_binding(Emitter *e, const IrItem *item)
{
    ir_print_value(e, item->kind == IR_ITEM_FEED ? " <- " : " = ", item->value);
    end_item(e, item);
}

static void print_port(Emitter *e, const IrItem *item)
{
    print_typed_args(e, &item->args);
    end_item(e, item);
}

static void print_gate(Emitter *e, const IrItem *item)
{
    emit(e, " ^%d", item->power);
    print_binds_in(e, item, " { ", " }");
}

static void print_bound(Emitter *e, const IrItem *item)
{
    print_binds_in(e, item, " (", ")");
}

static const ItemPrinter printers[IR_ITEM_COUNT] = {
    [IR_ITEM_PARAM] = {print_declaration, true},  [IR_ITEM_STATE] = {print_declaration, true},
    [IR_ITEM_ALIAS] = {print_declaration, true},  [IR_ITEM_IN] = {print_declaration, true},
    [IR_ITEM_REDUCE] = {print_declaration, true}, [IR_ITEM_DERIV] = {print_binding, true},
    [IR_ITEM_FEED] = {print_binding, true},       [IR_ITEM_EVENT_IN] = {print_port, true},
    [IR_ITEM_EVENT_OUT] = {print_port, true},     [IR_ITEM_PART] = {print_part, true},
    [IR_ITEM_WIRE] = {print_wire, false},         [IR_ITEM_NOISE] = {end_item, true},
    [IR_ITEM_GATE] = {print_gate, true},          [IR_ITEM_KINETIC] = {print_kinetic, true},
    [IR_ITEM_ION] = {print_bound, true},          [IR_ITEM_TREE] = {print_bound, false},
    [IR_ITEM_REGION] = {print_region, false},     [IR_ITEM_METHOD] = {print_method, false},
    [IR_ITEM_ON] = {print_handler, false},        [IR_ITEM_JUMP] = {print_handler, false},
    [IR_ITEM_WHEN] = {print_condition, false},    [IR_ITEM_WHENEVER] = {print_condition, false},
    [IR_ITEM_MODE] = {print_mode, true},
};

void ir_print_item(Emitter *e, const IrItem *item)
{
    ir_print_place(e, item->span);
    if (item->doc) {
        ir_print_string(e, item->doc);
        emit(e, "\n");
    }
    emit(e, "%s", ir_item_word(item->kind));
    if (printers[item->kind].named) {
        emit(e, " ");
        ir_print_name(e, "%", item->name);
    }
    printers[item->kind].print(e, item);
}

static void print_items(Emitter *e, const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        ir_print_item(e, model->items.v[i]);
}

void ir_print_model(Emitter *e, const IrModel *model)
{
    ir_print_place(e, model->span);
    emit(e, "%s ", ir_role_word(model->role));
    ir_print_name(e, "$", model->name);
    if (model->weight_variable)
        emit(e, "<'w>");
    if (model->stage != IR_STRUCTURED)
        emit(e, " %s", ir_stage_words[model->stage]);
    if (model->doc) {
        emit(e, " ");
        ir_print_string(e, model->doc);
    }
    emit_open(e, " {");
    print_items(e, model);
    emit_close(e, "}");
    if (!model->origin || !emitter_kept(e))
        return;
    emit_open(e, "from {");
    print_items(e, model->origin);
    emit_close(e, "}");
}
