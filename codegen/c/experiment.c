/* The table of the experiment: run, set, reset, ... in order. */
#include "codegen/c/internal.h"

#include <string.h>

static const char *const kinds[] = {
    [IR_ACTION_RUN] = "RUN",       [IR_ACTION_RUN_UNTIL] = "RUN_UNTIL",
    [IR_ACTION_SET] = "SET",       [IR_ACTION_INITIALIZE] = "INITIALIZE",
    [IR_ACTION_RECORD] = "RECORD", [IR_ACTION_STOP_RECORDING] = "STOP_RECORDING",
    [IR_ACTION_RESET] = "RESET",   [IR_ACTION_ANNOTATE] = "ANNOTATE",
    [IR_ACTION_SAVE] = "SAVE",     [IR_ACTION_PRINT] = "PRINT",
    [IR_ACTION_ASSERT] = "ASSERT", [IR_ACTION_EVERY] = "EVERY",
    [IR_ACTION_WRITE] = "WRITE"};

static void print_object(CTarget *t, const IrAction *a)
{
    if (a->kind == IR_ACTION_RECORD || a->kind == IR_ACTION_STOP_RECORDING) {
        emit(t->out, ".id = %u, ", a->recorder);
        return;
    }
    if (!a->target || !(a->kind == IR_ACTION_SET || a->kind == IR_ACTION_INITIALIZE ||
                        a->kind == IR_ACTION_SAVE || a->kind == IR_ACTION_WRITE))
        return;
    for (uint32_t i = 0; i < t->m->projections.n; i++)
        if (t->m->projections.v[i]->name == a->target) {
            emit(t->out, ".object = NNRT_OBJECT_PROJECTION, .id = %u, ", i);
            return;
        }
    for (uint32_t i = 0; i < t->m->inputs.n; i++)
        if (t->m->inputs.v[i]->name == a->target) {
            emit(t->out, ".object = NNRT_OBJECT_INPUT, .id = %u, ", i);
            return;
        }
    emit(t->out, ".object = NNRT_OBJECT_GROUP, .id = %u, ", ctarget_group(t, a->target));
}

static bool is_list(const IrAction *a)
{
    return a->value && a->value->op == IR_LIST;
}

/* A line of the table. */
typedef struct Row {
    const IrAction *action;
    const IrBind *note; /* an annotation of the action, or NULL: the action itself */
    const char *rule;   /* of its value; of a list: the fields that give it */
    uint32_t n_body;    /* of `every` */
} Row;
typedef VEC(Row) Rows;

static void print_action(CTarget *t, const Row *r)
{
    const IrAction *a = r->action;
    emit(t->out, "{.kind = NNRT_%s, ", kinds[a->kind]);
    print_object(t, a);
    if (a->name)
        emit(t->out, ".name = %s, .purpose = %s, ", ctarget_string(t, a->name->s),
             ctarget_string(t,
                            arena_printf(t->a, "%s %s",
                                         a->kind == IR_ACTION_INITIALIZE ? "initial" : "parameter",
                                         a->name->s)));
    const bool list = is_list(a);
    if (list)
        emit(t->out, "%s", r->rule);
    emit(t->out, ".rule = %s, .uniform = %d, .keep_weights = %d, .new_noise = %d, ",
         list ? CTARGET_NO_RULE : r->rule, list || ctarget_is_uniform(a->value), a->keep_weights,
         a->new_noise);
    if (r->n_body)
        emit(t->out, ".n_body = %u, ", r->n_body);
    ctarget_written(t, a);
    if (a->text)
        emit(t->out, ".text = %s, ", ctarget_string(t, a->text));
    emit(t->out, ".where = %s},\n", ctarget_string(t, ctarget_where(t, a->span)));
}

static void print_note(CTarget *t, const Row *r)
{
    emit(t->out, "{.kind = NNRT_ANNOTATE, .name = %s, .rule = %s, .uniform = true, .where = %s},\n",
         ctarget_string(t, r->note->name->s), r->rule,
         ctarget_string(t, ctarget_where(t, r->action->span)));
}

/* ---- rows ---- */
static void add_rows(CTarget *t, Rows *rows, const IrAction *actions, uint32_t n);

static void add_action(CTarget *t, Rows *rows, const IrAction *a)
{
    for (uint32_t k = 0; k < a->annotations.n;
         k++) { /* a reset's label the segment that it ends: they come before it */
        const IrBind *note = &a->annotations.v[k];
        VEC_PUSH(t->a, rows, ((Row){a, note, ctarget_rule(t, note->value, NULL), 0}));
    }
    if (ctarget_leaves_out(a))
        return;
    const uint32_t at = rows->n;
    const char *rule = is_list(a)
                           ? ctarget_list(t, a->value, arena_printf(t->a, "action_%u_list", at))
                           : ctarget_rule(t, a->value, NULL);
    VEC_PUSH(t->a, rows, ((Row){a, NULL, rule, 0}));
    add_rows(t, rows, a->body.v, a->body.n);
    rows->v[at].n_body = rows->n - at - 1;
}

static void add_rows(CTarget *t, Rows *rows, const IrAction *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        add_action(t, rows, &actions[i]);
}

void ctarget_experiment(CTarget *t)
{
    Rows rows = {0};
    add_rows(t, &rows, t->m->experiment.v, t->m->experiment.n);
    t->n_actions = rows.n;
    if (rows.n == 0)
        return;
    emit_open(t->out, "static const nnrt_action program_actions[] = {");
    for (uint32_t i = 0; i < rows.n; i++)
        (rows.v[i].note ? print_note : print_action)(t, &rows.v[i]);
    emit_close(t->out, "};");
}
