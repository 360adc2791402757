/* A module as a `.nn` file: models from the outer to the inner, then the script. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <stdarg.h>

void nn_refuse(NnWriter *w, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    const char *text = arena_vprintf(w->a, format, ap);
    va_end(ap);
    diag(w->s->diags, DIAG_NNC0711, at, "`.nn` has no words for this: %s", text);
    w->failed = true;
}

static void write_setup(NnWriter *w)
{
    const struct {
        const char *name;
        const IrExpr *value;
    } settings[] = {{"timestep", w->m->timestep},
                    {"min_delay", w->m->min_delay},
                    {"max_delay", w->m->max_delay},
                    {"seed", w->m->seed}};
    const char *list = "";
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (settings[i].value)
            list = arena_printf(w->a, "%s%s%s=%s", list, *list ? ", " : "", settings[i].name,
                                nn_value(w, settings[i].value, settings[i].value->span));
    if (*list)
        emit(w->e, "setup(%s)\n", list);
}

/* A model, and behind it those of its parts that are not written yet: as they are declared when the text is read. */
static void write_with_parts(NnWriter *w, Map *written, const IrModel *model)
{
    if (map_has(written, model->name))
        return;
    map_set(written, model->name, (void *)model);
    if (!nn_is_library(w, model->span) && !map_has(&w->nested, model->name)) {
        nn_write_model(w, model, nn_model_name(w, model->name));
        emit(w->e, "\n");
    }
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *part = model->items.v[i];
        const IrModel *inner = part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
        if (inner)
            write_with_parts(w, written, inner);
    }
}

static void write_named(NnWriter *w, Map *written, const Str *name)
{
    const IrModel *model = name ? ir_find_model(w->m, name) : NULL;
    if (model)
        write_with_parts(w, written, model);
}

/* In the order in which the script uses them; then those that it does not use. */
static void write_models(NnWriter *w)
{
    Map written;
    map_init(&written, w->a);
    for (uint32_t i = 0; i < w->m->populations.n; i++)
        write_named(w, &written, w->m->populations.v[i]->model);
    for (uint32_t i = 0; i < w->m->projections.n; i++)
        write_named(w, &written, w->m->projections.v[i]->synapse);
    for (uint32_t i = 0; i < w->m->inputs.n; i++)
        write_named(w, &written, w->m->inputs.v[i]->source);
    for (uint32_t i = 0; i < w->m->models.n; i++)
        if (!map_has(&w->nested, w->m->models.v[i]->name))
            write_with_parts(w, &written, w->m->models.v[i]);
    for (uint32_t i = 0; i < w->m->connectors.n; i++)
        nn_write_connector(w, w->m->connectors.v[i]);
}

static bool write_program(NnWriter *w)
{
    write_models(w);
    Emitter *file = w->e, *script = emitter_new(w->a, 4);
    w->e = script;
    write_setup(w);
    nn_write_network(w);
    emit(w->e, "\n");
    nn_write_experiment(w);
    if (w->data)
        emit(file, "from %s import %s\n\n", w->data_module, w->imported);
    size_t n;
    const char *text = emitter_text(script, &n);
    if (n)
        emit(file, "\n");
    emit_text(file, text, n);
    return !w->failed;
}

bool nn_write(Writing *writing)
{
    NnWriter w = {.w = writing,
                  .m = writing->module,
                  .s = writing->module->session,
                  .a = writing->module->arena};
    w.e = writer_add_file(writing, NULL);
    Map *const maps[] = {&w.variables, &w.words, &w.nested, &w.uses};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], w.a);
    nn_mark_nested(&w);
    for (uint32_t i = 0; i < w.m->models.n;
         i++) { /* models and variables have names of their own */
        const Str *name = str_from(w.s->strings, nn_model_name(&w, w.m->models.v[i]->name));
        map_set(&w.words, name, (void *)name);
    }
    return write_program(&w);
}
