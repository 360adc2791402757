/* nnc info MODEL: what is in a model, for people, or as JSON with --json. */
#include "frontend/driver/commands.h"
#include "frontend/driver/json_module.h"
#include "frontend/driver/pipeline.h"
#include "ir/build.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <string.h>

/* Names and numbers as people write them; numbers are in the unit that stands before them. */
static bool print_plain(IrExprPrinter *p, const IrExpr *x)
{
    char digits[32];
    double number;
    if (x->op == IR_ITEM || x->op == IR_PARAM)
        emit(p->out, "%s", x->u.name->s);
    else if ((x->op == IR_NUMBER || x->op == IR_INTEGER) && ir_constant(x, &number)) {
        number_shortest(number, digits);
        char *zero = strstr(digits, ".0");
        emit(p->out, "%.*s", zero && !zero[2] ? (int)(zero - digits) : (int)sizeof digits, digits);
    } else
        return false;
    return true;
}

static void print_value(const IrExpr *value, Emitter *e)
{
    if (!value)
        return;
    IrExprPrinter p = {.out = e, .leaf = print_plain};
    emit(e, " = ");
    ir_print_expr_with(&p, value);
}

/* What can be set, and what can be recorded. */
static void print_item(const IrItem *item, JsonOut *o, Emitter *e)
{
    const bool variable = item->kind == IR_ITEM_ALIAS && item->out;
    if (!variable && item->kind != IR_ITEM_PARAM && item->kind != IR_ITEM_STATE)
        return;
    emit(e, "    %-9s %s : %s", variable ? "variable" : ir_item_word(item->kind), item->name->s,
         json_type_text(o, item->scalar, item->unit, item->dim, item->is_list));
    if (!variable)
        print_value(item->value, e);
    emit(e, "\n");
}

static void print_population(const IrPopulation *p, Emitter *e)
{
    double n;
    emit(e, "population %s: ", p->name->s);
    if (ir_constant(p->size, &n))
        emit(e, "%.0f", n);
    else
        ir_print_expr(e, p->size);
    emit(e, " of %s\n", p->model->s);
}

static void print_param(const IrParam *p, JsonOut *o, Emitter *e)
{
    emit(e, "param %s : %s", p->name->s, json_type_text(o, p->scalar, p->unit, p->dim, false));
    print_value(p->value, e);
    emit(e, "%s%s\n", p->help ? "    " : "", p->help ? p->help : "");
}

static void print_info(JsonOut *o, const IrModule *m, Emitter *e)
{
    for (uint32_t i = 0; i < m->params.n; i++)
        print_param(m->params.v[i], o, e);
    for (uint32_t i = 0; i < m->populations.n; i++)
        print_population(m->populations.v[i], e);
    for (uint32_t i = 0; i < m->projections.n; i++)
        emit(e, "projection %s: %s -> %s\n", m->projections.v[i]->name->s,
             m->projections.v[i]->pre->s, m->projections.v[i]->post->s);
    for (uint32_t i = 0; i < m->models.n; i++) {
        const IrModel *model = m->models.v[i];
        emit(e, "%s %s\n", ir_role_word(model->role), model->name->s);
        for (uint32_t k = 0; k < model->items.n; k++)
            print_item(model->items.v[k], o, e);
    }
}

static bool info(Pipeline *p, const Options *o)
{
    if (!pipeline_parse(p, o->arguments.v[0]) || !pipeline_elaborate(p, o, true) ||
        !ir_verify(p->module))
        return false;
    JsonOut out = {.arena = p->session->arena};
    if (!o->json) {
        size_t n;
        Emitter *e = emitter_new(p->session->arena, 0);
        print_info(&out, p->module, e);
        const char *text = emitter_text(e, &n);
        return pipeline_write(p, o, text, n);
    }
    json_info(&out, p->module);
    return pipeline_write_json(p, o, &out.json);
}

int cmd_info(const Options *options)
{
    return pipeline_run(options, info, NULL);
}
