/* The C target: the file from its head to `main`. */
#include "codegen/c/target.h"

#include "codegen/c/internal.h"

#include <string.h>

const char *ctarget_where(const CTarget *t, Span at)
{
    SourcePlace place;
    if (!sources_place(t->m->session->sources, at.lo, &place))
        return "";
    const char *name = place.file->name, *slash = strrchr(name, '/');
    if (slash &&
        *name !=
            '<') /* <stdlib>/cells.nn; the folder of a user's file is not part of the program */
        name = slash + 1;
    return arena_printf(t->a, "%s:%u:%u", name, place.line, place.column);
}

const char *ctarget_string(const CTarget *t, const char *text)
{
    return str_literal(t->a, text);
}

/* So few that vectors of cells would be mostly empty. */
static bool has_few_cells(const IrModule *m)
{
    enum { FEW = 8 };
    double cells = 0, size;
    for (uint32_t i = 0; i < m->populations.n; i++) {
        if (!ir_constant(m->populations.v[i]->size, &size))
            return false;
        cells += size;
    }
    return cells <= FEW;
}

static void print_head(CTarget *t)
{
    emit(t->out,
         "/* Made by %s from %s (SHA-256 %.16s). Native units: ms, mV, nA, nF, uS, um, mM. */\n",
         t->options->compiler, t->options->source_name, t->options->source_hash);
    if (has_few_cells(t->m))
        emit(t->out, "#define NNRT_FEW\n");
    emit(t->out, "#include \"runtime/nnrt.h\"\n#include \"runtime/kernel.h\"\n\n");
}

static void print_table(CTarget *t, const char *field, uint32_t n)
{
    if (n)
        emit(t->out, ".%s = program_%s,\n", field, field);
    emit(t->out, ".n_%s = %u,\n", field, n);
}

static void print_program(CTarget *t, const char *timestep, const char *min_delay, const char *seed)
{
    const IrModule *m = t->m;
    emit_open(t->out, "static const nnrt_program program = {");
    emit(t->out,
         ".abi = NNRT_ABI,\n.level = NNRT_LEVEL,\n.name = %s,\n.compiler = %s,\n.source_hash = "
         "%s,\n",
         ctarget_string(t, m->name->s), ctarget_string(t, t->options->compiler),
         ctarget_string(t, t->options->source_hash));
    emit(
        t->out,
        "#ifdef NNRT_LIBRARY\n.library = NNRT_LIBRARY,\n#endif\n"); /* known when this is compiled */
    emit(t->out,
         ".params_size = sizeof(struct params),\n.timestep = %s,\n.min_delay = %s,\n.seed = %s,\n",
         timestep, min_delay, seed);
    if (m->lems_euler)
        emit(t->out, ".in_turn = true,\n");
    if (passes_has(t->passes, PASS_SINGLE))
        emit(t->out, ".single = true,\n");
    emit(t->out, ".fast = NNRT_IS_FAST,\n");
    print_table(t, "params", m->params.n);
    print_table(t, "data", m->data.n);
    print_table(t, "populations", m->populations.n);
    print_table(t, "views", m->populations.n + m->views.n);
    print_table(t, "groups", t->groups.n);
    print_table(t, "projections", m->projections.n);
    print_table(t, "inputs", m->inputs.n);
    print_table(t, "recorders", m->recorders.n);
    print_table(t, "actions", t->n_actions);
    emit_close(t->out, "};");
    emit(t->out, "\nint main(int argc, char **argv)\n");
    emit_open(t->out, "{");
    emit(t->out, "return nnrt_main(&program, argc, argv);\n");
    emit_close(t->out, "}");
}

static void collect_report(CTarget *t, CTargetResult *result)
{
    for (uint32_t i = 0; i < t->classes.n; i++)
        for (uint32_t k = 0; t->classes.v[i]->k && k < t->classes.v[i]->k->report.n; k++)
            VEC_PUSH(t->a, &result->report, t->classes.v[i]->k->report.v[k]);
}

static CTarget target_new(IrModule *m, const CTargetOptions *options, Emitter *out)
{
    StrTable *strings = m->session->strings;
    CTarget t = {.m = m, .a = m->arena, .strings = strings, .out = out, .options = options};
    t.passes = options->passes ? options->passes : passes_new(m->session, 3);
    t.globals = names_new(t.a, strings, names_reserved_c, NULL);
    t.params = names_new(t.a, strings, names_reserved_c, NULL);
    return t;
}

static bool bind_classes(CTarget *t)
{
    if (t->m->populations.n == 0) {
        diag(t->m->session->diags, DIAG_NNC0803, NOWHERE,
             "nothing to simulate: %s has no population", t->m->name->s);
        return false;
    }
    ctarget_bind_classes(t);
    return !t->failed;
}

/* Signals that no recorder, delay or synapse reads need no function: cells of many parts have hundreds. */
static void keep_recorded(CTarget *t)
{
    Map recorded;
    map_init(&recorded, t->a);
    for (uint32_t i = 0; i < t->m->recorders.n; i++)
        if (t->m->recorders.v[i]->path)
            map_set(&recorded, t->m->recorders.v[i]->path, (void *)t->m->recorders.v[i]);
    for (uint32_t i = 0; i < t->classes.n; i++) {
        const KClass *k = t->classes.v[i]->k;
        for (uint32_t r = 0; t->classes.v[i]->like && r < t->m->recorders.n; r++)
            if (t->m->recorders.v[r]->path)
                map_set(&recorded,
                        ctarget_kept_name(t, t->classes.v[i], t->m->recorders.v[r]->path),
                        (void *)k);
        for (uint32_t d = 0; d < k->delays.n; d++)
            map_set(&recorded, k->delays.v[d].source, (void *)k);
        for (uint32_t f = 0; f < k->fars.n; f++)
            map_set(&recorded, k->fars.v[f].item, (void *)k);
    }
    for (uint32_t i = 0; i < t->classes.n; i++) {
        KClass *k = t->classes.v[i]->k;
        uint32_t n = 0;
        for (uint32_t s = 0; s < k->signals.n; s++)
            if (map_has(&recorded, k->signals.v[s].name))
                k->signals.v[n++] = k->signals.v[s];
        k->signals.n = n;
    }
}

bool ctarget_classes(IrModule *m, const CTargetOptions *options, KClasses *classes)
{
    CTarget t = target_new(m, options, NULL);
    if (!bind_classes(&t))
        return false;
    for (uint32_t i = 0; i < t.classes.n; i++)
        VEC_PUSH(t.a, classes, t.classes.v[i]->k);
    return true;
}

static bool prepare(CTarget *t)
{
    if (!bind_classes(t))
        return false;
    keep_recorded(t);
    ctarget_check_all(t);
    return !t->failed;
}

bool ctarget_check(IrModule *m, const CTargetOptions *options)
{
    CTarget t = target_new(m, options, NULL);
    t.checking = true;
    return prepare(&t);
}

bool ctarget_emit(IrModule *m, const CTargetOptions *options, Emitter *out, CTargetResult *result)
{
    CTarget t = target_new(m, options, out);
    if (!prepare(&t))
        return false;
    passes_begin(t.passes);
    print_head(&t);
    ctarget_params(&t);
    for (uint32_t i = 0; i < t.classes.n; i++)
        ctarget_class(&t, t.classes.v[i]);
    ctarget_network(&t);
    const char *timestep = ctarget_rule(&t, m->timestep, NULL),
               *min_delay = ctarget_rule(&t, m->min_delay, NULL);
    print_program(&t, timestep, min_delay, ctarget_rule(&t, m->seed, NULL));
    passes_end(t.passes, PASS_PRINT);
    collect_report(&t, result);
    return true;
}

bool ctarget_emit_header(IrModule *m, const CTargetOptions *options, Emitter *out, const char *name)
{
    CTarget t = target_new(m, options, out);
    if (!prepare(&t))
        return false;
    ctarget_header(&t, name);
    return true;
}
