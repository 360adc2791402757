/* Names that LEMS can spell: letters, digits and underscores, told apart by a number where two would be one. */
#include "codegen/lems/lems_writer.h"

#include <ctype.h>
#include <string.h>

void lems_naming_init(LemsNaming *n, Arena *a)
{
    map_init(&n->names, a);
    map_init(&n->taken, a);
}

void lems_naming_reserve(LemsWriter *w, LemsNaming *n, const char *name)
{
    const Str *s = str_from(w->session->strings, name);
    map_set(&n->taken, s, (void *)s);
}

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *spelled(LemsWriter *w, const char *wanted)
{
    const bool digit = isdigit((unsigned char)*wanted) || !*wanted;
    char *s = arena_printf(w->arena, "%s%s", digit ? "_" : "", wanted);
    for (char *c = s; *c; c++)
        if (!is_letter(*c))
            *c = '_';
    return s;
}

const char *lems_new_name(LemsWriter *w, LemsNaming *n, const char *wanted)
{
    const char *base = spelled(w, wanted);
    const Str *name = str_from(w->session->strings, base);
    for (unsigned k = 2; map_has(&n->taken, name); k++)
        name = str_format(w->session->strings, "%s_%u", base, k);
    map_set(&n->taken, name, (void *)name);
    return name->s;
}

const char *lems_name_of(LemsWriter *w, LemsNaming *n, const Str *name)
{
    const char *known = map_get(&n->names, name);
    if (!known) {
        known = lems_new_name(w, n, name->s);
        map_set(&n->names, name, (void *)known);
    }
    return known;
}

const char *lems_type_name(LemsWriter *w, const IrModel *model)
{
    const char *known = map_get(&w->types.names, model->name), *wanted = model->name->s;
    if (known)
        return known;
    if (w->is_core_type && w->is_core_type(spelled(w, wanted)))
        wanted = arena_printf(w->arena, "%s_%s", wanted, ir_role_word(model->role));
    known = lems_new_name(w, &w->types, wanted);
    map_set(&w->types.names, model->name, (void *)known);
    return known;
}
