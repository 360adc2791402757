/* The table of the experiment: run, set, reset, ... in order. */
#include "codegen/c/internal.h"

static const char *const kinds[] = {
    [IR_ACTION_RUN] = "RUN", [IR_ACTION_RUN_UNTIL] = "RUN_UNTIL", [IR_ACTION_SET] = "SET",
    [IR_ACTION_INITIALIZE] = "INITIALIZE", [IR_ACTION_RECORD] = "RECORD", [IR_ACTION_STOP_RECORDING] = "STOP_RECORDING",
    [IR_ACTION_RESET] = "RESET", [IR_ACTION_ANNOTATE] = "ANNOTATE", [IR_ACTION_SAVE] = "SAVE", [IR_ACTION_PRINT] = "PRINT",
    [IR_ACTION_ASSERT] = "ASSERT", [IR_ACTION_WRITE] = NULL, [IR_ACTION_PLOT] = NULL, [IR_ACTION_EVERY] = NULL};

static void print_object(CTarget *t, const IrAction *a)
{
    if (a->kind == IR_ACTION_RECORD) {
        emit(t->out, ".id = %u, ", a->recorder);
        return;
    }
    if (!a->target || !(a->kind == IR_ACTION_SET || a->kind == IR_ACTION_INITIALIZE || a->kind == IR_ACTION_SAVE ||
                        a->kind == IR_ACTION_STOP_RECORDING))
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

static void print_action(CTarget *t, const IrAction *a, const char *rule)
{
    emit(t->out, "{.kind = NNRT_%s, ", kinds[a->kind]);
    print_object(t, a);
    if (a->name)
        emit(t->out, ".name = %s, .purpose = %s, ", ctarget_string(t, a->name->s),
             ctarget_string(t, arena_printf(t->a, "%s %s", a->kind == IR_ACTION_INITIALIZE ? "initial" : "parameter", a->name->s)));
    const bool list = a->value && a->value->op == IR_LIST;
    if (list)
        emit(t->out, "%s", rule);
    emit(t->out, ".rule = %s, .uniform = %d, .keep_weights = %d, .new_noise = %d, ", list ? "NULL" : rule, list || ctarget_is_uniform(a->value),
         a->keep_weights, a->new_noise);
    if (a->text)
        emit(t->out, ".text = %s, ", ctarget_string(t, a->text));
    emit(t->out, ".where = %s},\n", ctarget_string(t, ctarget_where(t, a->span)));
}

static const char *annotation_rule(CTarget *t, const IrBind *b)
{
    return b->value ? ctarget_rule(t, b->value, NULL) : "NULL";
}

/* A reset's annotations label the segment that it ends: they come before it. */
static void print_annotations(CTarget *t, const IrAction *a, const char *const *rule)
{
    for (uint32_t k = 0; k < a->annotations.n; k++)
        emit(t->out, "{.kind = NNRT_ANNOTATE, .name = %s, .rule = %s, .uniform = true, .where = %s},\n",
             ctarget_string(t, a->annotations.v[k].name->s), rule[k], ctarget_string(t, ctarget_where(t, a->span)));
}

void ctarget_experiment(CTarget *t)
{
    uint32_t n = t->m->experiment.n;
    const char **rule = ARENA_ARRAY(t->a, const char *, n + 1);
    const char ***notes = ARENA_ARRAY(t->a, const char **, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &t->m->experiment.v[i];
        rule[i] = a->value && a->value->op == IR_LIST
                      ? ctarget_list(t, a->value, arena_printf(t->a, "action_%u_list", i))
                      : ctarget_rule(t, a->value, NULL);
        notes[i] = ARENA_ARRAY(t->a, const char *, a->annotations.n + 1);
        for (uint32_t k = 0; k < a->annotations.n; k++)
            notes[i][k] = annotation_rule(t, &a->annotations.v[k]);
    }
    if (n == 0)
        return;
    emit_open(t->out, "static const nnrt_action program_actions[] = {");
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &t->m->experiment.v[i];
        print_annotations(t, a, notes[i]);
        if (kinds[a->kind])
            print_action(t, a, rule[i]);
        else if (a->kind == IR_ACTION_EVERY) {
            diag(t->m->session->diags, DIAG_NNC0802, a->span, "periodic actions cannot be run by the native target yet");
            t->failed = true;
        }
    }
    emit_close(t->out, "};");
}
