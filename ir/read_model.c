/* Models of the text form: items, bodies, regimes. */
#include "ir/build.h"
#include "ir/read.h"
#include "ir/words.h"

#include <string.h>

/* ---- bodies ---- */
static IrBody *read_body(IrReader *r);

static void read_emit(IrReader *r, IrStmt *s)
{
    s->kind = IR_STMT_EMIT;
    s->name = ir_read_name(r, IR_TOKEN_ITEM, "an event port like %spike");
    if (ir_read_accept(r, "(")) {
        while (!r->failed && !ir_read_is(r, ")")) {
            VEC_PUSH(r->arena, &s->args, ir_read_expr(r));
            if (!ir_read_accept(r, ","))
                break;
        }
        ir_read_expect(r, ")");
    }
    s->count = ir_read_optional(r, "times");
}

static void read_hold(IrReader *r, IrStmt *s)
{
    s->kind = IR_STMT_HOLD;
    do
        VEC_PUSH(r->arena, &s->names, ir_read_name(r, IR_TOKEN_ITEM, "a state like %v"));
    while (ir_read_accept(r, ","));
    ir_read_expect_word(r, "for");
    s->value = ir_read_expr(r);
}

static void read_if(IrReader *r, IrStmt *s)
{
    s->kind = IR_STMT_IF;
    s->value = ir_read_expr(r);
    s->then_body = read_body(r);
    if (ir_read_accept_word(r, "else"))
        s->else_body = read_body(r);
}

static void read_stmt(IrReader *r, IrStmt *s)
{
    s->span = r->token.span;
    if (r->token.kind == IR_TOKEN_ITEM) {
        s->kind = IR_STMT_ASSIGN;
        s->name = ir_read_name(r, IR_TOKEN_ITEM, "a state");
        ir_read_expect(r, ":=");
        s->value = ir_read_expr(r);
    } else if (ir_read_accept_word(r, "emit")) {
        read_emit(r, s);
    } else if (ir_read_accept_word(r, "hold")) {
        read_hold(r, s);
    } else if (ir_read_accept_word(r, "if")) {
        read_if(r, s);
    } else {
        s->kind = IR_STMT_ENTER;
        ir_read_expect_word(r, "enter");
        s->name = ir_read_name(r, IR_TOKEN_PLACE, "a regime like @resting");
    }
    s->span.hi = r->last;
}

static IrBody *read_body(IrReader *r)
{
    IrBody *body = ARENA_NEW(r->arena, IrBody);
    body->par = ir_read_accept_word(r, "par");
    ir_read_expect(r, "{");
    if (!ir_read_deeper(r))
        return body;
    while (!r->failed && !ir_read_is(r, "}")) {
        IrStmt s = {0};
        const IrPlaceText place = ir_read_place(r);
        read_stmt(r, &s);
        ir_read_placed(r, place);
        VEC_PUSH(r->arena, &body->stmts, s);
    }
    ir_read_expect(r, "}");
    r->depth--;
    return body;
}

/* ---- attributes ---- */
static bool read_flag(IrReader *r, IrItem *item)
{
    for (int i = 0; i < IR_FLAGS; i++)
        if (ir_read_accept_word(r, ir_flags[i].word)) {
            *(bool *)((char *)item + ir_flags[i].offset) = true;
            return true;
        }
    return false;
}

static const Str *read_path(IrReader *r)
{
    const Str *path = ir_read_plain_name(r, "a name");
    while (ir_read_accept(r, "."))
        path =
            str_format(r->session->strings, "%s.%s", path->s, ir_read_plain_name(r, "a name")->s);
    return path;
}

static void read_from(IrReader *r, IrItem *item)
{
    for (int i = IR_FROM_PRE; i <= IR_FROM_RECEPTOR; i++)
        if (ir_read_accept_word(r, ir_scope_words[i])) {
            item->from = (IrScope)i;
            ir_read_expect(r, ".");
            item->from_name = read_path(r);
            return;
        }
    ir_read_fail(r, DIAG_NNC0601, "expected pre, post or receptor behind `from`");
}

static void read_attributes(IrReader *r, IrItem *item)
{
    for (;;) {
        if (ir_read_accept_word(r, "lo")) {
            item->lo = ir_read_expr(r);
        } else if (ir_read_accept_word(r, "hi")) {
            item->hi = ir_read_expr(r);
        } else if (ir_read_accept_word(r, "current")) {
            item->is_current = true;
        } else if (ir_read_is_word(r, "ion") && item->is_current && !item->ion) {
            ir_read_next(r);
            item->ion = ir_read_plain_name(r, "the name of an ion");
        } else if (ir_read_accept_word(r, "to")) {
            item->to_pre = ir_read_accept_word(r, "pre");
            if (!item->to_pre)
                ir_read_expect_word(r, "post");
        } else if (ir_read_accept_word(r, "from")) {
            read_from(r, item);
        } else if (ir_read_accept_word(r, "at")) {
            item->region = ir_read_name(r, IR_TOKEN_PLACE, "a region like @soma");
        } else if (!read_flag(r, item)) {
            return;
        }
    }
}

/* ---- items ---- */
static void read_type(IrReader *r, IrScalar *scalar, const Unit **unit, Dim *dim, bool *is_list)
{
    if (!ir_read_is(r, ":")) {
        ir_read_expect(r, ":");
        return;
    }
    const IrTypeText type = ir_read_type_behind(r);
    if (scalar)
        *scalar = type.scalar;
    if (is_list)
        *is_list = type.is_list;
    *unit = type.unit;
    *dim = type.dim;
}

static void read_declaration(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %v");
    if (item->kind != IR_ITEM_ALIAS || ir_read_is(r, ":"))
        read_type(r, &item->scalar, &item->unit, &item->dim, &item->is_list);
    if (item->kind == IR_ITEM_REDUCE) {
        item->multiply = ir_read_accept_word(r, "mul");
        if (!item->multiply)
            ir_read_expect_word(r, "add");
    }
    if (ir_read_accept(r, "="))
        item->value = ir_read_expr(r);
}

static void read_args(IrReader *r, IrItem *item)
{
    ir_read_expect(r, "(");
    while (!r->failed && !ir_read_is(r, ")")) {
        IrArg arg = {.name = ir_read_plain_name(r, "the name of an argument")};
        if (ir_read_is(r, ":"))
            read_type(r, NULL, &arg.unit, &arg.dim, NULL);
        VEC_PUSH(r->arena, &item->args, arg);
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect(r, ")");
}

static void read_port(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "an event port like %spike");
    read_args(r, item);
}

static void read_derivative(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a state like %v");
    ir_read_expect(r, "=");
    item->value = ir_read_expr(r);
}

static void read_feed(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a reduce like %i_syn");
    ir_read_expect(r, "<-");
    item->value = ir_read_expr(r);
}

static void read_part(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %na");
    ir_read_expect(r, ":");
    item->model = ir_read_name(r, IR_TOKEN_ENTITY, "a model like $Na");
    ir_read_expect(r, "(");
    ir_read_binds(r, &item->binds, ")");
}

static void read_wire(IrReader *r, IrItem *item)
{
    item->wire_from = ir_read_name(r, IR_TOKEN_ITEM, "an event port like %part.out");
    ir_read_expect(r, "->");
    item->wire_to = ir_read_name(r, IR_TOKEN_ITEM, "an event port like %part.in");
}

static void read_noise(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %xi");
}

static void read_gate(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %m");
    item->power = 1;
    if (ir_read_is(r, "^"))
        item->power = (int)ir_read_integer_behind(r);
    ir_read_expect(r, "{");
    ir_read_binds(r, &item->binds, "}");
}

static void read_species(IrReader *r, IrBinds *side)
{
    do {
        IrBind bind = {.span = r->token.span};
        bind.name = ir_read_name(r, IR_TOKEN_ITEM, "a state like %C1");
        bind.value = ir_read_accept_word(r, "times") ? ir_read_factor(r) : NULL;
        VEC_PUSH(r->arena, side, bind);
    } while (ir_read_accept(r, "+"));
}

/* `0` is none. */
static void read_side(IrReader *r, IrBinds *side)
{
    if (r->token.kind == IR_TOKEN_NUMBER && str_is(r->token.text, "0"))
        ir_read_next(r);
    else
        read_species(r, side);
}

static void read_reaction(IrReader *r, IrReaction *reaction)
{
    reaction->span = r->token.span;
    reaction->conserve = ir_read_accept_word(r, "conserve");
    if (reaction->conserve) {
        read_species(r, &reaction->left);
        ir_read_expect(r, "=");
        reaction->total = ir_read_expr(r);
        return;
    }
    read_side(r, &reaction->left);
    ir_read_expect(r, "<->");
    read_side(r, &reaction->right);
    ir_read_expect_word(r, "rates");
    ir_read_expect(r, "(");
    reaction->forward = ir_read_expr(r);
    if (ir_read_accept(r, ","))
        reaction->backward = ir_read_expr(r);
    ir_read_expect(r, ")");
}

static void read_kinetic(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %k");
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_is(r, "}")) {
        IrReaction reaction = {0};
        read_reaction(r, &reaction);
        VEC_PUSH(r->arena, &item->reactions, reaction);
    }
    ir_read_expect(r, "}");
}

static void read_ion(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %ca");
    ir_read_expect(r, "(");
    ir_read_binds(r, &item->binds, ")");
}

static void read_tree(IrReader *r, IrItem *item)
{
    ir_read_expect(r, "(");
    ir_read_binds(r, &item->binds, ")");
}

/* region @dend { [first, last], ... } */
static void read_region(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_PLACE, "a region like @soma");
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_is(r, "}")) {
        IrBind range = {.name = item->name, .span = r->token.span};
        range.value = ir_read_expr(r);
        VEC_PUSH(r->arena, &item->binds, range);
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect(r, "}");
}

static void read_method(IrReader *r, IrItem *item)
{
    while (r->token.kind == IR_TOKEN_ITEM) {
        VEC_PUSH(r->arena, &item->names, ir_read_name(r, IR_TOKEN_ITEM, "a state"));
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect_word(r, "with");
    item->method = ir_read_plain_name(r, "a method");
}

static void read_while(IrReader *r, IrItem *item)
{
    item->mode = r->token.text;
    item->regime = (int)ir_read_integer_behind(r);
}

static void read_handler(IrReader *r, IrItem *item)
{
    const Str *word = r->token.text;
    const bool first = ir_read_accept_word(r, "while");
    if (first && r->token.kind == IR_TOKEN_ITEM)
        read_while(r, item);
    else if (first)
        item->name = word; /* a port of that name */
    if (!item->name)
        item->name = r->token.kind == IR_TOKEN_ITEM ? ir_read_name(r, IR_TOKEN_ITEM, "an event")
                                                    : ir_read_plain_name(r, "an event port");
    if (ir_read_is(r, "("))
        read_args(r, item);
    item->body = read_body(r);
}

static void read_condition(IrReader *r, IrItem *item)
{
    if (ir_read_accept_word(r, "while") && r->token.kind == IR_TOKEN_ITEM)
        read_while(r, item);
    item->edge = ir_read_accept_word(r, "edge");
    item->value = ir_read_expr(r);
    item->body = read_body(r);
}

typedef VEC(IrItem *) Items;
static void read_items(IrReader *r, Items *items, IrBody **entry);

static void read_mode(IrReader *r, IrItem *item)
{
    item->name = ir_read_name(r, IR_TOKEN_ITEM, "a name like %mode");
    ir_read_expect(r, "{");
    while (!r->failed && !ir_read_is(r, "}")) {
        const IrPlaceText place = ir_read_place(r);
        IrRegime regime = {.span = r->token.span};
        Items items = {0};
        ir_read_expect_word(r, "regime");
        regime.name = ir_read_name(r, IR_TOKEN_PLACE, "a regime like @resting");
        regime.initial = ir_read_accept_word(r, "initial");
        read_items(r, &items, &regime.entry);
        for (uint32_t i = 0; i < items.n; i++)
            VEC_PUSH(r->arena, &regime.items, items.v[i]);
        ir_read_placed(r, place);
        VEC_PUSH(r->arena, &item->regimes, regime);
    }
    ir_read_expect(r, "}");
}

typedef void ReadItem(IrReader *r, IrItem *item);
static ReadItem *const item_readers[IR_ITEM_COUNT] = {
    [IR_ITEM_PARAM] = read_declaration,
    [IR_ITEM_STATE] = read_declaration,
    [IR_ITEM_ALIAS] = read_declaration,
    [IR_ITEM_DERIV] = read_derivative,
    [IR_ITEM_REDUCE] = read_declaration,
    [IR_ITEM_FEED] = read_feed,
    [IR_ITEM_IN] = read_declaration,
    [IR_ITEM_EVENT_IN] = read_port,
    [IR_ITEM_EVENT_OUT] = read_port,
    [IR_ITEM_PART] = read_part,
    [IR_ITEM_WIRE] = read_wire,
    [IR_ITEM_NOISE] = read_noise,
    [IR_ITEM_GATE] = read_gate,
    [IR_ITEM_KINETIC] = read_kinetic,
    [IR_ITEM_ION] = read_ion,
    [IR_ITEM_TREE] = read_tree,
    [IR_ITEM_REGION] = read_region,
    [IR_ITEM_METHOD] = read_method,
    [IR_ITEM_ON] = read_handler,
    [IR_ITEM_JUMP] = read_handler,
    [IR_ITEM_WHEN] = read_condition,
    [IR_ITEM_WHENEVER] = read_condition,
    [IR_ITEM_MODE] = read_mode,
};

static bool read_item_kind(IrReader *r, IrItemKind *kind)
{
    const Str *word = r->token.text;
    if (r->token.kind == IR_TOKEN_WORD && ir_read_accept_word(r, "event")) {
        *kind = ir_read_is_word(r, "in") ? IR_ITEM_EVENT_IN : IR_ITEM_EVENT_OUT;
        if (*kind == IR_ITEM_EVENT_IN)
            ir_read_next(r);
        else
            ir_read_expect_word(r, "out");
        return !r->failed;
    }
    for (int i = 0; i < IR_ITEM_COUNT && r->token.kind == IR_TOKEN_WORD; i++)
        if (str_is(word, ir_item_word((IrItemKind)i))) {
            ir_read_next(r);
            *kind = (IrItemKind)i;
            return true;
        }
    StrNearest near = str_nearest_start(word->s);
    for (int i = 0; i < IR_ITEM_COUNT; i++)
        str_nearest_offer(&near, ir_item_word((IrItemKind)i));
    if (r->token.kind != IR_TOKEN_WORD)
        ir_read_missing(r, "param, state, alias or another item");
    else if (near.best)
        ir_read_fail(r, DIAG_NNC0603, "unknown item `%s`; did you mean `%s`?", word->s, near.best);
    else
        ir_read_fail(r, DIAG_NNC0603, "unknown item `%s`", word->s);
    return false;
}

/* Those that are printed with their attributes. */
static const bool has_attributes[IR_ITEM_COUNT] = {
    [IR_ITEM_PARAM] = true, [IR_ITEM_STATE] = true,  [IR_ITEM_ALIAS] = true, [IR_ITEM_IN] = true,
    [IR_ITEM_DERIV] = true, [IR_ITEM_REDUCE] = true, [IR_ITEM_PART] = true,
};

static IrItem *read_item(IrReader *r)
{
    const IrPlaceText place = ir_read_place(r);
    const uint32_t lo = r->token.span.lo;
    IrItemKind kind = IR_ITEM_PARAM;
    const char *doc = ir_read_string(r);
    if (!read_item_kind(r, &kind))
        return NULL;
    IrItem *item = ir_item_new(r->arena, kind, NULL, (Span){lo, lo});
    item->doc = doc;
    item_readers[kind](r, item);
    if (has_attributes[kind])
        read_attributes(r, item);
    item->span.hi = r->last;
    ir_read_placed(r, place);
    return item;
}

/* `feed %x <- a, b` is two items. */
static void read_more_feeds(IrReader *r, Items *items, const IrItem *feed)
{
    while (feed->kind == IR_ITEM_FEED && ir_read_accept(r, ",")) {
        IrItem *next = ir_item_new(r->arena, IR_ITEM_FEED, feed->name, r->token.span);
        next->value = ir_read_expr(r);
        next->span.hi = r->last;
        VEC_PUSH(r->arena, items, next);
    }
}

static void read_items(IrReader *r, Items *items, IrBody **entry)
{
    ir_read_expect(r, "{");
    if (!ir_read_deeper(r))
        return;
    while (!r->failed && !ir_read_is(r, "}")) {
        if (entry && ir_read_accept_word(r, "entry")) {
            *entry = read_body(r);
            continue;
        }
        IrItem *item = read_item(r);
        if (!item)
            return;
        VEC_PUSH(r->arena, items, item);
        read_more_feeds(r, items, item);
    }
    ir_read_expect(r, "}");
    r->depth--;
}

IrItem *ir_read_param(IrReader *r)
{
    IrItem *item = ir_item_new(r->arena, IR_ITEM_PARAM, NULL, r->token.span);
    read_declaration(r, item);
    read_attributes(r, item);
    item->span.hi = r->last;
    return item;
}

static IrStage read_stage(IrReader *r)
{
    for (int i = 0; i <= IR_DISCRETE; i++)
        if (ir_read_accept_word(r, ir_stage_words[i]))
            return (IrStage)i;
    return IR_STRUCTURED;
}

static void add_items(IrReader *r, IrModel *model)
{
    Items items = {0};
    read_items(r, &items, NULL);
    for (uint32_t i = 0; i < items.n; i++)
        ir_model_add(r->m, model, items.v[i]);
}

/* A flat model may tell, behind `from`, the structured one that it was made from. */
void ir_read_model(IrReader *r, IrRole role)
{
    const Span span = r->token.span;
    const Str *name = ir_read_name(r, IR_TOKEN_ENTITY, "the name of a model like $LIF");
    if (r->failed)
        return;
    IrModel *model = ir_model_new(r->m, role, name, span);
    if (ir_read_accept(r, "<")) {
        ir_read_expect(r, "'w");
        ir_read_expect(r, ">");
        model->weight_variable = true;
    }
    model->stage = read_stage(r);
    model->doc = ir_read_string(r);
    add_items(r, model);
    if (!ir_read_accept_word(r, "from"))
        return;
    model->origin = ARENA_NEW(r->arena, IrModel);
    *model->origin = (IrModel){.name = name,
                               .role = role,
                               .span = span,
                               .doc = model->doc,
                               .weight_variable = model->weight_variable};
    map_init(&model->origin->by_name, r->arena);
    add_items(r, model->origin);
}
