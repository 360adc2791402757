/* lower, lems_euler: the step of the reference interpreter of LEMS (docs/numerics.md). Parts are stepped one by one, children
   first. A part takes what it requires as its surroundings published it in the step before (lower_lems_publish.c), computes
   its variables from its old states, moves the states by Euler's rule, tests its conditions, publishes, and then does what
   its regime says. `l->current` tells at any place of the straight line what an item is there. */
#include "ir/pass/lower_internal.h"

/* ---- parts ---- */
typedef struct Part {
    const Str *name; /* "" is the model itself, and the first of them */
    uint32_t owner;  /* index + 1; of the model itself 0 */
    VEC(IrItem *) items;
} Part;
typedef VEC(Part) Parts; /* in the order in which they first occur */

const Str *lower_lems_part(const Lower *l, const IrItem *it)
{
    return it->part ? it->part : str_from(lower_strings(l), "");
}

/* The innermost known part whose name begins that of this one. */
static uint32_t owner_of(Lower *l, const Map *known, const Str *part)
{
    for (size_t n = part->len; n-- > 1;)
        if (part->s[n - 1] == '.') {
            const uintptr_t at =
                (uintptr_t)map_get(known, str_intern(lower_strings(l), part->s, n));
            if (at)
                return (uint32_t)at;
        }
    return 1;
}

static Parts find_parts(Lower *l)
{
    Parts parts = {0};
    Map known; /* name -> index + 1 */
    map_init(&known, l->a);
    VEC_PUSH(l->a, &parts, (Part){.name = str_from(lower_strings(l), "")});
    map_set(&known, parts.v[0].name, (void *)(uintptr_t)1);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        const Str *name = lower_lems_part(l, it);
        if (!map_has(&known, name)) {
            VEC_PUSH(l->a, &parts, (Part){.name = name});
            map_set(&known, name, (void *)(uintptr_t)parts.n);
        }
        VEC_PUSH(l->a, &parts.v[(uintptr_t)map_get(&known, name) - 1].items, it);
    }
    for (uint32_t i = 1; i < parts.n; i++)
        parts.v[i].owner = owner_of(l, &known, parts.v[i].name);
    return parts;
}

bool lower_lems_is_far(const IrItem *it)
{
    return it->kind == IR_ITEM_IN && it->from != IR_OWN;
}

/* ---- variables ---- */
typedef struct Step {
    Lower *l;
    KBody *b;
    const Part *part;
    const IrItem *reader; /* the variable that is computed */
    Map *done;            /* variables that this step has computed */
} Step;

static bool is_own(const Step *s, const IrItem *it)
{
    return lower_lems_part(s->l, it) == s->part->name;
}

static const IrExpr *formula_of(const Step *s, const IrItem *it)
{
    if (it->kind == IR_ITEM_ALIAS)
        return it->held ? NULL : it->value;
    return map_get(&s->l->formula, it->name);
}

static void compute(const Step *s, const IrItem *it);

static bool compute_read(void *context, const IrExpr *e)
{
    const Step *s = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(s->l->flat, e->u.name) : NULL;
    if (it && is_own(s, it) && !lower_lems_is_later(s->reader, it))
        compute(s, it);
    return false;
}

/* A variable of the part at hand, after those that it reads; of those that come after it, it sees the values of the step before. */
static void compute(const Step *s, const IrItem *it)
{
    const IrExpr *formula = formula_of(s, it);
    if (!formula || map_has(s->done, it->name))
        return;
    map_set(s->done, it->name, (void *)it);
    ir_expr_any(formula, compute_read,
                &(Step){.l = s->l, .b = s->b, .part = s->part, .reader = it, .done = s->done});
    const Str *name = lower_suffixed(s->l, it->name, "value");
    KStmt *let = lower_push(s->l, s->b, K_LET, name, lower_expr(s->l, formula), it->span);
    let->type = it->scalar == IR_BOOL ? K_BOOL : K_F64;
    map_set(&s->l->current, it->name, (void *)name);
}

static void each_own(const Step *s, IrItemKind kind, void (*f)(const Step *s, const IrItem *it))
{
    for (uint32_t i = 0; i < s->part->items.n; i++)
        if (s->part->items.v[i]->kind == kind)
            f(s, s->part->items.v[i]);
}

/* ---- states ---- */
static const Str *rate_name(const Step *s, const IrItem *deriv)
{
    return lower_suffixed(s->l, deriv->name, "rate");
}

static bool is_plain_rate(const IrItem *deriv)
{
    return !deriv->of_regimes && !deriv->scheme;
}

static void compute_rate(const Step *s, const IrItem *deriv)
{
    if (is_plain_rate(deriv))
        lower_push(s->l, s->b, K_LET, rate_name(s, deriv), lower_expr(s->l, deriv->value),
                   deriv->span)
            ->type = K_F64;
}

/* x + dt rate */
static void add_to_state(const Step *s, const IrItem *deriv, IrExpr *rate)
{
    Arena *a = s->l->a;
    const Str *now = map_get(&s->l->current, deriv->name),
              *counter = map_get(&s->l->seconds, deriv->name);
    const Str *count = counter ? map_get(&s->l->current, counter) : NULL;
    if (count)
        lower_push(s->l, s->b, K_ASSIGN, count, lower_lems_count(s->l, count, rate), deriv->span);
    IrExpr *dt = ir_named(a, IR_VARIABLE, str_from(lower_strings(s->l), "dt"), deriv->span);
    IrExpr *sum = ir_binary(a, IR_SUM, lower_local(s->l, now, deriv->span),
                            ir_binary(a, IR_PRODUCT, dt, rate));
    lower_push(s->l, s->b, K_ASSIGN, now, sum, deriv->span);
}

static void move_state(const Step *s, const IrItem *deriv)
{
    if (is_plain_rate(deriv))
        add_to_state(s, deriv, lower_local(s->l, rate_name(s, deriv), deriv->span));
}

static void move_in_regime(const Step *s, const IrItem *deriv)
{
    if (deriv->of_regimes)
        add_to_state(s, deriv, lower_expr(s->l, deriv->value));
}

/* ---- conditions: at each step at which they hold ---- */
static const Str *active_name(const Step *s, const Str *mode)
{
    return lower_suffixed(s->l, mode, "active");
}

static const Str *own_name(const Step *s, const Str *state)
{
    return lower_suffixed(s->l, state, "now");
}

static void run_action(const Step *s, const IrItem *when, IrExpr *yes)
{
    Lower *l = s->l;
    if (lower_is_plain(l, when->body)) {
        lower_guarded(l, s->b, when->body, yes);
        return;
    }
    KBody *inner = ARENA_NEW(l->a, KBody);
    lower_push(l, s->b, K_IF, NULL, yes, when->span)->then_body = inner;
    lower_body(l, inner, when->body);
}

/* The states of other parts whose handlers the action has become: what they have, not what they show. */
static void use_handlers(const Step *s, const IrItem *when, bool own)
{
    Map parts;
    map_init(&parts, s->l->a);
    for (uint32_t i = 0; i < s->l->published.n; i++) {
        const IrItem *it = ir_item(s->l->flat, s->l->published.entries[i].key);
        if (it->kind == IR_ITEM_STATE && !is_own(s, it) && ir_body_assigns(when->body, it->name))
            map_set(&parts, lower_lems_part(s->l, it), (void *)it);
    }
    for (uint32_t i = 0; i < s->l->published.n; i++) {
        const IrItem *it = ir_item(s->l->flat, s->l->published.entries[i].key);
        const Str *name = own ? it->name : s->l->published.entries[i].value;
        if (it->kind == IR_ITEM_STATE && map_has(&parts, lower_lems_part(s->l, it)))
            map_set(&s->l->current, it->name, (void *)own_name(s, name));
    }
}

static void act(const Step *s, const IrItem *when)
{
    Lower *l = s->l;
    const Str *name = str_format(lower_strings(l), "fires.%u", l->n_flags++);
    IrExpr *test = lower_expr(l, when->value);
    if (when->mode)
        test =
            ir_binary(l->a, IR_AND,
                      ir_binary(l->a, IR_EQ, lower_local(l, active_name(s, when->mode), when->span),
                                ir_number(l->a, when->regime, DIM_NONE, when->span)),
                      test);
    lower_push(l, s->b, K_LET, name, test, when->span)->type = K_BOOL;
    use_handlers(s, when, true);
    run_action(s, when, lower_local(l, name, when->span));
    use_handlers(s, when, false);
}

static void act_always(const Step *s, const IrItem *when)
{
    if (!when->mode)
        act(s, when);
}

static void act_in_regime(const Step *s, const IrItem *when)
{
    if (when->mode)
        act(s, when);
}

/* The regime that is active before its part of the step. */
static void note_active(const Step *s, const IrItem *when)
{
    if (!when->mode || map_has(s->done, when->mode))
        return;
    map_set(s->done, when->mode, (void *)when);
    lower_push(s->l, s->b, K_LET, active_name(s, when->mode),
               lower_local(s->l, map_get(&s->l->current, when->mode), when->span), when->span)
        ->type = K_F64;
}

/* ---- a part ---- */
/* What it is in its own part: the state, or what the connection reads of its cell. */
static void use_own(const Step *s, const IrItem *it)
{
    if (!map_has(&s->l->published, it->name))
        return;
    if (lower_lems_is_far(it))
        map_remove(&s->l->current, it->name);
    else
        map_set(&s->l->current, it->name, (void *)own_name(s, it->name));
}

static void publish(const Step *s, const IrItem *it)
{
    const Str *seen = map_get(&s->l->published, it->name);
    if (seen)
        lower_push(s->l, s->b, K_ASSIGN, own_name(s, seen),
                   lower_expr(s->l, ir_named(s->l->a, IR_ITEM, it->name, it->span)), it->span);
}

static void use_published(const Step *s, const IrItem *it)
{
    const Str *seen = map_get(&s->l->published, it->name);
    if (seen)
        map_set(&s->l->current, it->name, (void *)own_name(s, seen));
}

static void step_part(const Step *s)
{
    each_own(s, IR_ITEM_STATE, use_own);
    each_own(s, IR_ITEM_IN, use_own);
    each_own(s, IR_ITEM_ALIAS, compute);
    each_own(s, IR_ITEM_STATE, compute);
    each_own(s, IR_ITEM_DERIV, compute_rate);
    each_own(s, IR_ITEM_DERIV, move_state);
    lower_lems_schemes(s->l, s->b, s->part->items.v, s->part->items.n);
    each_own(s, IR_ITEM_WHENEVER, act_always);
    each_own(s, IR_ITEM_STATE, publish);
    each_own(s, IR_ITEM_IN, publish);
    each_own(s, IR_ITEM_WHENEVER, note_active);
    each_own(s, IR_ITEM_DERIV, move_in_regime);
    each_own(s, IR_ITEM_WHENEVER, act_in_regime);
    each_own(s, IR_ITEM_STATE, use_published);
    each_own(s, IR_ITEM_IN, use_published);
}

/* The parts in it, then the part. */
typedef struct Walk {
    Lower *l;
    KBody *b;
    Parts parts;
    Map done;
    LowerPart *takes; /* NULL: all */
} Walk;

static void step_tree(Walk *w, uint32_t part)
{
    for (uint32_t i = 1; i < w->parts.n; i++)
        if (w->parts.v[i].owner == part + 1)
            step_tree(w, i);
    if (!w->takes || w->takes(w->l, w->parts.v[part].name))
        step_part(&(Step){.l = w->l, .b = w->b, .part = &w->parts.v[part], .done = &w->done});
}

/* What each state is at the end, of the parts that were stepped. */
static void keep_states(const Walk *w)
{
    Lower *l = w->l;
    Map ends;
    map_init(&ends, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && !it->weight &&
            (!w->takes || w->takes(l, lower_lems_part(l, it))))
            map_set(&ends, it->name,
                    map_has(&l->published, it->name) ? (void *)lower_suffixed(l, it->name, "now")
                                                     : map_get(&l->current, it->name));
    }
    l->current = ends;
}

void lower_lems_step(Lower *l, KBody *b, LowerPart *takes, const Map *first)
{
    Walk w = {.l = l, .b = b, .parts = find_parts(l), .takes = takes};
    map_init(&w.done, l->a);
    l->after_step = true;
    lower_load_states(l, b);
    lower_lems_tick(l, b);
    for (uint32_t i = 0; first && i < first->n; i++)
        lower_push(l, b, K_ASSIGN, lower_suffixed(l, first->entries[i].key, "now"),
                   first->entries[i].value, NOWHERE);
    for (uint32_t i = 0; i < l->published.n; i++)
        map_set(&l->current, l->published.entries[i].key,
                (void *)lower_suffixed(l, l->published.entries[i].value, "now"));
    step_tree(&w, 0);
    l->computed = l->current;
    keep_states(&w);
    l->after_step = false;
}

/* ---- events from other cells, which act at once ---- */
static bool is_port(const Lower *l, const IrItem *it)
{
    return it->kind == IR_ITEM_EVENT_IN && ir_item_of(l->flat, IR_ITEM_ON, it->name);
}

static KBody *handle(Lower *l, const Str *port)
{
    KBody *b = ARENA_NEW(l->a, KBody);
    l->after_step = true;
    lower_lems_event(l, b, port);
    l->after_step = false;
    return b;
}

static void add_ports(Lower *l, const IrItem *port)
{
    const Str *name = ir_port_name(lower_strings(l), port->name);
    KPort k = {.name = name, .due = -1, .handler = handle(l, port->name)};
    VEC_PUSH(l->a, &l->c->ports, k);
    for (uint32_t i = 0; i < l->binding->prompt.n; i++)
        if (l->binding->prompt.v[i] == name) {
            k = (KPort){.name = ir_prompt_name(lower_strings(l), name), .due = -1};
            k.handler = handle(l, port->name);
            VEC_PUSH(l->a, &l->c->ports, k);
        }
}

void lower_lems_update(Lower *l)
{
    KBody *b = &l->c->update;
    lower_lems_step(l, b, NULL, NULL);
    lower_check_states(l, b);
    lower_store_states(l, b);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_port(l, l->flat->items.v[i]))
            add_ports(l, l->flat->items.v[i]);
}
