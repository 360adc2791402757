/* -D NAME=VALUE: variables of the program and of the files it imports that their assignments do not change. */
#include "frontend/sema/define.h"

#include "frontend/parse.h"

#include <string.h>

struct Definition {
    const Str *name;
    Value value;
    Span span; /* in a source file of its own */
    bool used;
};

static bool is_name(const char *s)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return *s && (*s < '0' || *s > '9') && !s[strspn(s, letters)];
}

static void read_one(Interp *in, const ElabDefinition *given)
{
    const SourceFile *file =
        sources_add(in->session->sources, arena_printf(in->arena, "-D %s", given->name),
                    given->value, strlen(given->value));
    const Span span = file ? (Span){file->base, file->base + file->len} : NOWHERE;
    if (!is_name(given->name)) {
        Diag *d = diag(in->diags, DIAG_NNC0707, NOWHERE, "'%s' is no name", given->name);
        diag_help(in->diags, d, "-D takes NAME=VALUE");
        return;
    }
    AstExpr *e = file ? parse_expression(in->session, file, span) : NULL;
    VEC_PUSH(in->arena, &in->definitions, ARENA_NEW(in->arena, Definition));
    Definition *d = VEC_LAST(&in->definitions);
    *d =
        (Definition){SEMA_NAME(in->sema, given->name), e ? eval(in, e) : value_poison, span, false};
    interp_bind(in, d->name, d->value);
}

void define_read(Interp *in)
{
    const ElabOptions *o = in->sema->options;
    map_init(&in->settable, in->arena);
    for (size_t i = 0; i < o->n_definitions; i++)
        read_one(in, &o->definitions[i]);
}

void define_bind(Interp *in)
{
    for (uint32_t i = 0; i < in->definitions.n; i++)
        interp_bind(in, in->definitions.v[i]->name, in->definitions.v[i]->value);
}

const Value *define_find(Interp *in, const Str *name)
{
    const Value *found = NULL;
    if (!in->definitions.n)
        return NULL;
    map_set(&in->settable, name, in);
    for (uint32_t i = 0; i < in->definitions.n; i++) /* the last one counts */
        if (in->definitions.v[i]->name == name) {
            in->definitions.v[i]->used = true;
            found = &in->definitions.v[i]->value;
        }
    return found;
}

void define_note_use(Interp *in, const Str *name)
{
    for (uint32_t i = 0; i < in->definitions.n; i++)
        in->definitions.v[i]->used |= in->definitions.v[i]->name == name;
}

void define_check(Interp *in)
{
    for (uint32_t i = 0; i < in->definitions.n; i++) {
        const Definition *d = in->definitions.v[i];
        if (d->used)
            continue;
        Diag *g = diag(in->diags, DIAG_NNC0707, d->span,
                       "the model has no name '%s' that -D could set", d->name->s);
        StrNearest near = str_nearest_start(d->name->s);
        for (uint32_t k = 0; k < in->settable.n; k++)
            str_nearest_offer(&near, ((const Str *)in->settable.entries[k].key)->s);
        if (near.best)
            diag_help(in->diags, g, "did you mean -D %s?", near.best);
        else
            diag_help(in->diags, g,
                      "-D sets a variable of the script, a `param`, or an option of get_simulator");
    }
}
