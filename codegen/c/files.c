/* Files that a script names: which of them the program writes, and in which format. */
#include "codegen/c/internal.h"
#include "ir/words.h"
#include "runtime/within.h"

#include <string.h>

/* The ending of a name, the --format that has its like, and whether the program writes such files. */
static const struct {
    const char *ending, *format;
    bool written;
} formats[] = {{".h5", "h5", true},   {".hdf5", "h5", true},  {".csv", "csv", true},
               {".npz", "npz", true}, {".dat", "dat", true},  {".nix", "h5", false},
               {".nwb", "h5", false}, {".npy", "npz", false}, {"", "csv", false}};

static size_t format_of(const Str *file)
{
    const char *dot = file ? strrchr(file->s, '.') : NULL;
    size_t i = 0;
    while (i + 1 < sizeof formats / sizeof *formats && (!dot || strcmp(dot, formats[i].ending)))
        i++;
    return i;
}

static void tell_not_written(CTarget *t, const IrAction *a, const char *format)
{
    Diag *d = diag(t->m->session->diags, DIAG_NNC0261, a->span,
                   "'%s' is not written: what is recorded goes to the output folder",
                   a->name ? a->name->s : "data");
    diag_help(t->m->session->diags, d,
              "the program writes .h5, .csv, .npz and .dat; or run it with --format %s -o FOLDER "
              "and read FOLDER/LABEL%s.%s",
              format, strcmp(format, "npz") ? ".VARIABLE" : "", format);
}

static void check_within(CTarget *t, const IrAction *a)
{
    Diags *diags = t->m->session->diags;
    const char *name = a->name ? a->name->s : "";
    if (nnrt_is_within(name))
        return;
    t->failed = true;
    if (nnrt_is_taken(name)) {
        diag(diags, DIAG_NNC0417, a->span, "'%s' is written by the program itself", name);
        return;
    }
    Diag *d =
        diag(diags, DIAG_NNC0417, a->span, "'%.200s' is no file within the output folder", name);
    diag_help(diags, d, "paths are relative to the folder that the program is given with -o");
}

static bool is_not_written(const IrAction *a)
{
    return a->kind == IR_ACTION_WRITE && !a->table && !formats[format_of(a->name)].written;
}

bool ctarget_leaves_out(const IrAction *a)
{
    if (a->kind == IR_ACTION_ANNOTATE)
        return !a->name; /* it is its annotations */
    return a->kind == IR_ACTION_PLOT || is_not_written(a);
}

void ctarget_check_file(CTarget *t, const IrAction *a)
{
    if (a->kind == IR_ACTION_PLOT)
        diag(t->m->session->diags, DIAG_NNC0261, a->span,
             "the program makes no figures: `nnc plot FOLDER` does, from its results");
    else if (is_not_written(a))
        tell_not_written(t, a, formats[format_of(a->name)].format);
    else if (a->kind == IR_ACTION_WRITE || a->kind == IR_ACTION_SAVE)
        check_within(t, a);
}

static void print_columns(CTarget *t, const IrAction *a)
{
    emit(t->out, ".columns = (const nnrt_table_column[]){");
    for (uint32_t i = 0; i < a->columns.n; i++) {
        const IrColumn *c = &a->columns.v[i];
        emit(t->out, "{%u, %s}, ", c->recorder, c->label ? ctarget_string(t, c->label->s) : "NULL");
    }
    emit(t->out, "}, .n_columns = %u, ", a->columns.n);
}

void ctarget_written(CTarget *t, const IrAction *a)
{
    if (a->kind != IR_ACTION_WRITE)
        return;
    emit(t->out, ".format = \"%s\", .clear = %d, ",
         a->table ? ir_table_words[a->table] : formats[format_of(a->name)].format, a->clear);
    if (a->columns.n)
        print_columns(t, a);
    if (!a->names.n)
        return;
    emit(t->out, ".names = (const char *const[]){");
    for (uint32_t i = 0; i < a->names.n; i++)
        emit(t->out, "%s, ", ctarget_string(t, a->names.v[i]->s));
    emit(t->out, "NULL}, ");
}
