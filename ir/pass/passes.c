/* The pass manager: the table as data, the order of a run, and what is done around each pass. */
#include "ir/pass/passes.h"

#include "ir/build.h"
#include "ir/kernel_walk.h"
#include "ir/pass/flatten.h"
#include "ir/pass/simplify.h"
#include "ir/text.h"
#include "ir/words.h"

#include <string.h>
#include <time.h>

enum {
    CHECKED_BYTES = 1 << 18
}; /* of a text; larger classes are not read back, which takes 10 kB a term */
enum {
    READABLE_LEVELS = 90
}; /* of an expression, with room for the bodies around it and parentheses within */

const PassFact pass_facts[PASS_COUNT] = {
#define PASS(id, name, needs, gives, numbers, effort, doc)                                         \
    {name, PASS_AT_##needs, PASS_AT_##gives, PASS_##numbers, effort, doc},
#include "ir/pass/passes.def"
#undef PASS
};

const char *pass_level_word(PassLevel level)
{
    static const char *const words[] = {
        [PASS_AT_TEXT] = "text", [PASS_AT_TREE] = "tree",     [PASS_AT_MODEL] = "model",
        [PASS_AT_FLAT] = "flat", [PASS_AT_KERNEL] = "kernel", [PASS_AT_C] = "C",
    };
    return words[level];
}

/* ---- the order ---- */
static bool is_over_classes(PassId id)
{
    return pass_facts[id].needs >= PASS_AT_MODEL && pass_facts[id].gives <= PASS_AT_KERNEL;
}

Passes *passes_new(Session *s, unsigned effort)
{
    Passes *p = ARENA_NEW(s->arena, Passes);
    p->session = s;
    p->printed = emitter_new(s->arena, 4);
#ifndef NDEBUG
    p->check = true;
#endif
    for (int i = 0; i < PASS_COUNT; i++)
        if (is_over_classes((PassId)i) && pass_facts[i].effort <= effort)
            VEC_PUSH(s->arena, &p->order, (PassId)i);
    return p;
}

void passes_add(Passes *p, PassId pass)
{
    VEC_PUSH(p->session->arena, &p->order, pass);
}

bool passes_has(const Passes *p, PassId pass)
{
    for (uint32_t i = 0; i < p->order.n; i++)
        if (p->order.v[i] == pass)
            return true;
    return false;
}

static int find(Passes *p, const char *name, size_t len)
{
    const char *word = arena_strndup(p->session->arena, name, len);
    StrNearest near = str_nearest_start(word);
    for (int i = 0; i < PASS_COUNT; i++) {
        if (!strcmp(pass_facts[i].name, word))
            return i;
        str_nearest_offer(&near, pass_facts[i].name);
    }
    Diag *g = diag(p->session->diags, DIAG_NNC0706, NOWHERE, "there is no pass `%s`", word);
    if (near.best)
        diag_help(p->session->diags, g, "did you mean `%s`?", near.best);
    else
        diag_help(p->session->diags, g, "`nnc help passes` lists them");
    return -1;
}

static bool append(Passes *p, int id, PassLevel *level)
{
    if (id < 0)
        return false;
    const PassFact *fact = &pass_facts[id];
    if (!is_over_classes((PassId)id) || fact->needs != *level) {
        diag(p->session->diags, DIAG_NNC0706, NOWHERE,
             "pass `%s` works on level %s, and here is level %s", fact->name,
             pass_level_word(fact->needs), pass_level_word(*level));
        return false;
    }
    *level = fact->gives;
    VEC_PUSH(p->session->arena, &p->order, (PassId)id);
    return true;
}

bool passes_set_order(Passes *p, const char *list, PassLevel from)
{
    PassLevel level = from;
    p->order.n = 0;
    while (*list) {
        const size_t len = strcspn(list, ",");
        if (!append(p, find(p, list, len), &level))
            return false;
        list += len + (list[len] == ',');
    }
    return true;
}

bool passes_stop_after(Passes *p, const char *name)
{
    const int id = find(p, name, strlen(name));
    if (id < 0)
        return false;
    for (uint32_t i = 0; i < p->order.n; i++)
        if ((int)p->order.v[i] == id) {
            p->order.n = i + 1;
            return true;
        }
    diag(p->session->diags, DIAG_NNC0706, NOWHERE, "pass `%s` does not run here", name);
    return false;
}

bool passes_print_after(Passes *p, const char *name)
{
    const bool all = !strcmp(name, "all");
    const int id = all ? 0 : find(p, name, strlen(name));
    for (int i = 0; i < PASS_COUNT; i++)
        p->print_after[i] |= all || i == id;
    return id >= 0;
}

PassLevel passes_last_level(const Passes *p, PassLevel from)
{
    return p->order.n ? pass_facts[VEC_LAST(&p->order)].gives : from;
}

/* ---- around a pass ---- */
static double processor_time(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

void passes_begin(Passes *p)
{
    p->since = processor_time();
}

void passes_end(Passes *p, PassId pass)
{
    p->cost[pass].seconds += processor_time() - p->since;
    p->cost[pass].runs++;
}

static void print_class(Emitter *e, const KClass *c, PassLevel level)
{
    if (level == PASS_AT_KERNEL)
        kernel_print_class(e, c);
    else
        ir_print_model(e, c->flat);
}

static bool is_small(Session *s, const KClass *c, PassLevel level)
{
    const ArenaMark before = arena_mark(s->arena);
    size_t len;
    Emitter *e = emitter_new(s->arena, 4);
    print_class(e, c, level);
    (void)emitter_text(e, &len);
    arena_reset(s->arena, before);
    return len <= CHECKED_BYTES;
}

/* A text that nests deeper than its reader goes down is no fault. */
static bool is_too_deep(const Session *s, DiagMark before)
{
    DiagCode code;
    const char *message;
    return diags_first_error(s->diags, before, &code, &message) && code == DIAG_NNC0602;
}

static const char *flat_difference(Session *s, const IrModel *flat)
{
    size_t len;
    const DiagMark before = diags_mark(s->diags);
    Emitter *e = emitter_new(s->arena, 4);
    IrModule *m = ir_module_new(s, "program");
    VEC_PUSH(m->arena, &m->models, (IrModel *)flat);
    ir_print_module(e, m);
    const char *text = emitter_text(e, &len);
    const IrModule *again = ir_read_module(s, sources_add(s->sources, "<flat>", text, len));
    if (!again && is_too_deep(s, before)) {
        diags_take_back(s->diags, before);
        return NULL;
    }
    if (!again)
        return "its text cannot be read";
    return ir_module_equal(m, again) ? NULL : "its text reads as another model";
}

typedef struct Depth {
    unsigned levels;
    bool deeper;
} Depth;

static void find_deep(void *context, IrExpr **e)
{
    Depth *d = context;
    d->deeper = d->deeper || kernel_expr_deeper(*e, d->levels);
}

static void find_deep_in(void *context, const KBodyFact *fact, KBody *b)
{
    (void)fact;
    kernel_body_exprs(b, find_deep, context);
}

/* Does no expression nest deeper? */
static bool is_within(const KClass *c, unsigned levels)
{
    Depth d = {levels, false};
    kernel_each_body((KClass *)c, find_deep_in, &d);
    kernel_reader_exprs((KClass *)c, find_deep, &d);
    return !d.deeper;
}

static bool check_class(Passes *p, const KClass *c, PassId pass)
{
    Session *s = p->session;
    const bool kernel = pass_facts[pass].gives == PASS_AT_KERNEL;
    const char *wrong = NULL;
    if (!kernel)
        wrong = flat_difference(s, c->flat);
    else if (is_within(c, READABLE_LEVELS))
        wrong = kernel_check_round_trip(s, c);
    if (!wrong && kernel && is_within(c, SIMPLIFY_DEPTH) && !kernel_verify(s, c))
        wrong = "it breaks a rule of kernels";
    if (wrong)
        diag(s->diags, DIAG_NNC0790, NOWHERE, "after pass `%s`, %s: %s", pass_facts[pass].name,
             c->name->s, wrong);
    return !wrong;
}

static bool after(Passes *p, const KClass *c, PassId pass)
{
    const PassLevel level = pass_facts[pass].gives;
    if (level == PASS_AT_KERNEL)
        p->cost[pass].operations += kernel_cost(c);
    if (p->print_after[pass]) {
        emit(p->printed, "# after %s\n", pass_facts[pass].name);
        print_class(p->printed, c, level);
    }
    return !p->check || !is_small(p->session, c, level) || check_class(p, c, pass);
}

/* ---- passes over classes ---- */
static void (*const kernel_passes[PASS_COUNT])(Session *s, KClass *c) = {
    [PASS_FOLD] = kernel_fold,      [PASS_HOIST] = kernel_hoist,   [PASS_SHARE] = kernel_share,
    [PASS_DEAD] = kernel_drop_dead, [PASS_SINGLE] = kernel_single,
};

typedef struct PassInput {
    IrModule *m;
    const IrModel *model;
    const KBinding *binding;
} PassInput;

/* The class after the pass; NULL when a mistake was reported. */
static KClass *run(Passes *p, const PassInput *in, KClass *c, PassId pass)
{
    if (pass == PASS_FLATTEN)
        c->flat = ir_flatten(in->m, in->model, in->binding->open.v, in->binding->open.n);
    else if (pass == PASS_LOWER)
        return ir_lower_class(in->m, (IrModel *)c->flat, c->name, in->binding);
    else
        kernel_passes[pass](p->session, c);
    return c;
}

static KClass *run_all(Passes *p, const PassInput *in, KClass *c)
{
    const unsigned errors = diags_errors(p->session->diags);
    for (uint32_t i = 0; c && i < p->order.n; i++) {
        const PassId pass = p->order.v[i];
        passes_begin(p);
        c = run(p, in, c, pass);
        passes_end(p, pass);
        if (diags_errors(p->session->diags) > errors || !c || !after(p, c, pass))
            return NULL;
    }
    return c;
}

KClass *passes_class(Passes *p, IrModule *m, const IrModel *model, const Str *name,
                     const KBinding *binding)
{
    KClass *c = ARENA_NEW(m->arena, KClass);
    c->name = name;
    c->role = model->role;
    c->flat = model;
    return run_all(p, &(PassInput){m, model, binding}, c);
}

bool passes_kernel(Passes *p, KClass *c)
{
    return run_all(p, NULL, c);
}

void passes_print(Emitter *e, PassLevel level, const KClasses *classes)
{
    if (level == PASS_AT_KERNEL) {
        kernel_print(e, classes);
        return;
    }
    emit(e, "nnir %d model structured\n", IR_TEXT_VERSION);
    for (uint32_t i = 0; i < classes->n; i++) {
        emit(e, "\n");
        ir_print_model(e, classes->v[i]->flat);
    }
}
