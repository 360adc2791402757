/* Expressions in LEMS's notation. Brackets stand wherever its precedences are surprising: around comparisons, around what has a
   sign, and in quotients, so that every reader understands the same. */
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"
#include "ir/facts.h"

#include <string.h>

typedef enum Level { LEVEL_ANY, LEVEL_TEST, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_ATOM } Level;

typedef struct Printer {
    LemsScope *s;
    Emitter *out;
} Printer;

static void print(Printer *p, const IrExpr *e, Level level);

static LemsWriter *writer(const Printer *p)
{
    return p->s->w;
}

static void open_if(Printer *p, bool wanted)
{
    if (wanted)
        emit(p->out, "(");
}

static void close_if(Printer *p, bool wanted)
{
    if (wanted)
        emit(p->out, ")");
}

/* ---- constants ---- */
/* A sum of feeds and of a list is two variables: one that selects, which readers call by the list, and the sum, which is called otherwise
   where that would be its name. */
static void name_sum(LemsScope *s, const IrItem *sum)
{
    const bool plain = sum->name->len > 2 && sum->name->s[sum->name->len - 2] == '_' &&
                       strchr("iI", sum->name->s[sum->name->len - 1]) != NULL;
    bool fed = false;
    for (uint32_t i = 0; i < s->model->items.n; i++)
        fed |=
            s->model->items.v[i]->kind == IR_ITEM_FEED && s->model->items.v[i]->name == sum->name;
    if (plain && fed && !sum->multiply)
        map_set(&s->names.names, sum->name,
                (void *)lems_new_name(s->w, &s->names,
                                      arena_printf(s->w->arena, "%s_sum", sum->name->s)));
}

void lems_scope_init(LemsScope *s, LemsWriter *w, const IrModel *model)
{
    static const char *const words[] = {"t", "id", "type", "name", "extends"};
    *s = (LemsScope){.w = w, .model = model};
    lems_naming_init(&s->names, w->arena);
    map_init(&s->constants.names, w->arena);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        lems_naming_reserve(w, &s->names, words[i]);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_REDUCE)
            name_sum(s, model->items.v[i]);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (ir_item_declares(model->items.v[i]->kind) && model->items.v[i]->name)
            lems_name_of(w, &s->names, model->items.v[i]->name);
}

/* "-0.04 per_ms": "c0_04_per_ms" */
const char *lems_constant_name(LemsScope *s, const char *text, Dim dim)
{
    Arena *a = s->w->arena;
    const Str *key = str_from(s->w->session->strings, text);
    const char *known = map_get(&s->constants.names, key);
    if (known)
        return known;
    char *wanted = arena_printf(a, "c%s", text);
    for (char *c = wanted; *c; c++)
        if (*c == '-')
            *c = 'm';
    known = lems_new_name(s->w, &s->names, wanted);
    map_set(&s->constants.names, key, (void *)known);
    VEC_PUSH(a, &s->constants.texts, key);
    VEC_PUSH(a, &s->constants.dims, dim);
    return known;
}

static bool is_constant(const IrExpr *e)
{
    return e->op == IR_LITERAL || e->op == IR_NUMBER || e->op == IR_INTEGER;
}

/* A number without a unit stands as it is; 0 fits any dimension. */
static void print_constant(Printer *p, const IrExpr *e, Level level)
{
    const bool zero = ir_is_zero(e);
    const Dim dim = zero || e->op == IR_INTEGER ? DIM_NONE : e->dim;
    const char *text = zero ? "0" : lems_constant_text(writer(p), e, dim);
    if (!text) {
        lems_refuse(writer(p), e->span, "this number");
        return;
    }
    if (!dim_is_none(dim))
        text = lems_constant_name(p->s, text, dim);
    const bool sign = *text == '-' && level >= LEVEL_SUM;
    open_if(p, sign);
    emit(p->out, "%s", text);
    close_if(p, sign);
}

/* ---- names ---- */
static void print_item(Printer *p, const IrExpr *e)
{
    emit(p->out, "%s", lems_name_of(writer(p), &p->s->names, e->u.name));
}

static void print_variable(Printer *p, const IrExpr *e)
{
    if (str_is(e->u.name, "t"))
        emit(p->out, "t");
    else
        lems_refuse(writer(p), e->span, "`%s`, a value that an event brings,", e->u.name->s);
}

/* ---- operators ---- */
static void print_sum(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level >= LEVEL_SUM;
    open_if(p, brackets);
    for (uint32_t i = 0; i < e->n; i++) {
        const IrExpr *x = e->arg[i];
        const bool minus = i && x->op == IR_NEG;
        emit(p->out, "%s", minus ? " - " : i ? " + " : "");
        const bool signed_first = !i && (x->op == IR_NEG || is_constant(x));
        print(p, minus ? x->arg[0] : x, signed_first ? LEVEL_TEST : LEVEL_SUM);
    }
    close_if(p, brackets);
}

/* The level of a factor that stands first, where what has that operation, or a sign, needs no brackets. */
static Level first_factor(const IrExpr *e, IrOp bare, Level level)
{
    if (e->op == IR_NEG && level < LEVEL_SUM)
        return LEVEL_TEST;
    return e->op == bare || e->op == IR_QUOTIENT ? LEVEL_SUM : LEVEL_PRODUCT;
}

static void print_product(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level >= LEVEL_PRODUCT;
    open_if(p, brackets);
    for (uint32_t i = 0; i < e->n; i++) {
        emit(p->out, "%s", i ? " * " : "");
        print(p, e->arg[i], i ? LEVEL_PRODUCT : first_factor(e->arg[i], IR_QUOTIENT, level));
    }
    close_if(p, brackets);
}

static void print_quotient(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level >= LEVEL_PRODUCT;
    open_if(p, brackets);
    print(p, e->arg[0], first_factor(e->arg[0], IR_PRODUCT, level));
    emit(p->out, " / ");
    print(p, e->arg[1], LEVEL_PRODUCT);
    close_if(p, brackets);
}

static void print_negative(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level >= LEVEL_SUM;
    open_if(p, brackets);
    emit(p->out, "-");
    print(p, e->arg[0], LEVEL_PRODUCT);
    close_if(p, brackets);
}

static void print_power(Printer *p, const IrExpr *e, Level level)
{
    const bool brackets = level >= LEVEL_ATOM;
    open_if(p, brackets);
    print(p, e->arg[0], LEVEL_ATOM);
    if (e->op == IR_POW) {
        emit(p->out, " ^ ");
        print(p, e->arg[1], LEVEL_ATOM);
    } else
        emit(p->out, e->u.integer < 0 ? " ^ (%lld)" : " ^ %lld", (long long)e->u.integer);
    close_if(p, brackets);
}

/* ---- tests ---- */
static const struct {
    IrOp op;
    const char *word, *opposite;
} comparisons[] = {{IR_LT, ".lt.", ".geq."},    {IR_LE, ".leq.", ".gt."},
                   {IR_GT, ".gt.", ".leq."},    {IR_GE, ".geq.", ".lt."},
                   {IR_EQ, ".eq.", ".neq."},    {IR_NE, ".neq.", ".eq."},
                   {IR_AFTER, ".gt.", ".leq."}, {IR_SINCE, ".geq.", ".lt."}};

/* A test, or its opposite. False: it is none. */
static bool print_test(Printer *p, const IrExpr *e, bool opposite, Level level)
{
    const bool brackets = level >= LEVEL_TEST;
    if (e->op == IR_NOT)
        return print_test(p, e->arg[0], !opposite, level);
    if (e->op == IR_BOOLEAN) {
        const bool holds = (e->u.integer != 0) != opposite;
        open_if(p, brackets);
        emit(p->out, holds ? "1 .gt. 0" : "1 .lt. 0");
        close_if(p, brackets);
        return true;
    }
    if (e->op == IR_AND || e->op == IR_OR) {
        open_if(p, brackets);
        for (uint32_t i = 0; i < e->n; i++) {
            emit(p->out, "%s", !i ? "" : (e->op == IR_AND) != opposite ? " .and. " : " .or. ");
            if (!print_test(p, e->arg[i], opposite, LEVEL_TEST))
                return false;
        }
        close_if(p, brackets);
        return true;
    }
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (e->op != comparisons[i].op)
            continue;
        open_if(p, brackets);
        if (e->n == 1)
            emit(p->out, "t");
        else
            print(p, e->arg[0], LEVEL_TEST);
        emit(p->out, " %s ", opposite ? comparisons[i].opposite : comparisons[i].word);
        print(p, e->arg[e->n - 1], LEVEL_TEST);
        close_if(p, brackets);
        return true;
    }
    return false;
}

/* ---- draws: random(x) is x times a number from 0 to 1 ---- */
static bool is_unit_draw(const IrExpr *e)
{
    return e->op == IR_DRAW && e->u.law == IR_LAW_UNIFORM && ir_is_zero(e->arg[0]) &&
           ir_is_one(e->arg[1]);
}

static bool print_draw(Printer *p, const IrExpr *e)
{
    const bool whole = is_unit_draw(e), factor = e->op == IR_PRODUCT && e->n == 2 &&
                                                 is_unit_draw(e->arg[1]) &&
                                                 dim_is_none(e->arg[0]->dim);
    if (!whole && !factor)
        return false;
    emit(p->out, "random(");
    if (whole)
        emit(p->out, "1");
    else
        print(p, e->arg[0], LEVEL_ANY);
    emit(p->out, ")");
    return true;
}

/* ---- functions ---- */
static const struct {
    IrOp op;
    const char *word;
} functions[] = {{IR_EXP, "exp"},   {IR_LOG, "ln"},    {IR_SIN, "sin"},
                 {IR_COS, "cos"},   {IR_TAN, "tan"},   {IR_SINH, "sinh"},
                 {IR_COSH, "cosh"}, {IR_TANH, "tanh"}, {IR_SQRT, "sqrt"},
                 {IR_ABS, "abs"},   {IR_CEIL, "ceil"}, {IR_FACTORIAL, "factorial"}};

static bool print_call(Printer *p, const IrExpr *e)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (e->op == functions[i].op) {
            emit(p->out, "%s(", functions[i].word);
            print(p, e->arg[0], LEVEL_ANY);
            emit(p->out, ")");
            return true;
        }
    return false;
}

static void print(Printer *p, const IrExpr *e, Level level)
{
    static const struct {
        IrOp op;
        void (*print)(Printer *p, const IrExpr *e, Level level);
    } forms[] = {{IR_SUM, print_sum},           {IR_PRODUCT, print_product},
                 {IR_QUOTIENT, print_quotient}, {IR_NEG, print_negative},
                 {IR_POWI, print_power},        {IR_POW, print_power}};
    if (is_constant(e)) {
        print_constant(p, e, level);
        return;
    }
    if (print_draw(p, e))
        return;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (e->op == forms[i].op) {
            forms[i].print(p, e, level);
            return;
        }
    if (e->op == IR_ITEM)
        print_item(p, e);
    else if (e->op == IR_VARIABLE)
        print_variable(p, e);
    else if (!print_call(p, e) && !print_test(p, e, false, level))
        lems_refuse(writer(p), e->span, "`%s`", ir_op_spelling((IrOp)e->op));
}

const char *lems_expression_text(LemsScope *s, const IrExpr *e)
{
    size_t n;
    Printer p = {s, emitter_new(s->w->arena, 0)};
    print(&p, e, LEVEL_ANY);
    return s->w->failed ? NULL : emitter_text(p.out, &n);
}
