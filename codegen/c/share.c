/* Classes that differ in names, places and defaults have one struct and one set of functions: the code of a class is
   printed under the names of an earlier one, and where the text is the same it is that. Tables are each class's own. */
#include "codegen/c/internal.h"

#include <string.h>

enum { INDENT = 4 }; /* as in the file that it becomes part of */

/* Its code under the name of the class `named`. */
static const char *code_text(CTarget *t, const CClass *c, const CClass *named, size_t *len)
{
    CClass as = *c;
    as.c_name = named->c_name;
    as.fields = names_new(t->a, t->strings, names_reserved_c, NULL);
    Emitter *out = t->out;
    t->out = emitter_new(t->a, INDENT);
    ctarget_class_code(t, &as);
    const char *text = emitter_text(t->out, len);
    t->out = out;
    return text;
}

/* Without this much in common there is no need to print it. */
static bool may_share(const CClass *a, const CClass *c)
{
    if (a->code != a || a->model->role != c->model->role || a->k->columns.n != c->k->columns.n ||
        a->k->ports.n != c->k->ports.n || a->k->signals.n != c->k->signals.n ||
        a->k->update.stmts.n != c->k->update.stmts.n)
        return false;
    for (uint32_t i = 0; i < a->k->columns.n; i++)
        if (a->k->columns.v[i].name != c->k->columns.v[i].name)
            return false;
    return true;
}

static const CClass *find_code(CTarget *t, const CClass *c)
{
    for (uint32_t i = 0; i < t->classes.n && t->classes.v[i] != c; i++) {
        const CClass *a = t->classes.v[i];
        size_t len;
        if (!may_share(a, c))
            continue;
        const char *text = code_text(t, c, a, &len);
        if (len == a->text_len && !memcmp(text, a->text, len))
            return a;
    }
    return NULL;
}

void ctarget_class(CTarget *t, CClass *c)
{
    c->code = find_code(t, c);
    if (c->code) {
        emit(t->out, "/* ---- %s: as %s ---- */\n", c->c_name, c->code->c_name);
    } else {
        c->code = c;
        c->text = code_text(t, c, c, &c->text_len);
        emit(t->out, "/* ---- %s ---- */\n", c->c_name);
        emit_text(t->out, c->text, c->text_len);
        emit(t->out, "\n");
    }
    ctarget_class_tables(t, c);
}
