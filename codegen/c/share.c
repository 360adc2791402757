/* Classes that differ in names, places and defaults have one struct and one set of functions: the code of a class is
   printed under the names of an earlier one, and where the text is the same it is that. Tables are each class's own. */
#include "codegen/c/internal.h"
#include "codegen/c/unify.h"

#include <string.h>

enum { INDENT = 4 }; /* as in the file that it becomes part of */

/* Its code, of the kernels `k`, under the name of the class `named`. */
static const char *code_text(CTarget *t, CClass *c, KClass *k, const CClass *named)
{
    CClass as = *c;
    size_t len;
    as.k = k;
    as.c_name = named->c_name;
    as.fields = names_new(t->a, t->strings, names_reserved_c, NULL);
    as.texts = ARENA_NEW(t->a, CTexts);
    Emitter *out = t->out;
    t->out = emitter_new(t->a, INDENT);
    ctarget_class_code(t, &as);
    const char *text = emitter_text(t->out, &len);
    t->out = out;
    if (named == c)
        c->texts = as.texts;
    return arena_strndup(t->a, text, len);
}

/* ---- equal texts ---- */
/* The next line that is no place in a model; NULL: there is none. */
static const char *next_line(const char *at)
{
    while (*at && strncmp(at + strspn(at, " "), "/*", 2) == 0) {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return *at ? at : NULL;
}

static bool is_same(const char *x, const char *y)
{
    for (;;) {
        x = next_line(x);
        y = next_line(y);
        const size_t n = x ? strcspn(x, "\n") : 0;
        if (!x || !y || n != strcspn(y, "\n") || memcmp(x, y, n) != 0)
            return !x && !y;
        x += n;
        y += n;
        x += *x == '\n';
        y += *y == '\n';
    }
}

/* ---- sharing ---- */
static const CClass *find_code(CTarget *t, CClass *c)
{
    for (uint32_t i = 0; i < t->classes.n && t->classes.v[i] != c; i++) {
        const CClass *a = t->classes.v[i];
        Map names;
        if (a->code == a && a->hash == c->hash && a->model->role == c->model->role &&
            unify_names(t->a, c->k, a->k, &names) &&
            is_same(code_text(t, c, unify_renamed(t->a, c->k, &names), a), a->text))
            return a;
    }
    return NULL;
}

void ctarget_class(CTarget *t, CClass *c)
{
    const char *text = code_text(t, c, c->k, c);
    c->hash = unify_hash(c->k);
    c->code = find_code(t, c);
    if (c->code) {
        emit(t->out, "/* ---- %s: as %s ---- */\n", c->c_name, c->code->c_name);
    } else {
        c->code = c;
        c->text = text;
        emit(t->out, "/* ---- %s ---- */\n", c->c_name);
        emit_text(t->out, c->text, strlen(c->text));
        emit(t->out, "\n");
    }
    ctarget_class_tables(t, c);
}
