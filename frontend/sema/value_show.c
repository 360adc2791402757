/* Values as text, as print() and repr() show them. */
#include "frontend/sema/object.h"
#include "ir/base/emit.h"

#include <inttypes.h>

enum { LEVELS_MAX = 100 };

typedef struct Shower {
    Emitter *out;
    const void *open[LEVELS_MAX]; /* containers around what is being shown, the outermost first */
    unsigned n_open;
} Shower;

static void show(Shower *s, Value v, bool repr);

static void show_number(Emitter *out, Value v)
{
    char text[32];
    Unit native;
    double x = v.as.real;
    const Unit *unit = v.unit;
    if (!dim_is_none(v.dim)) {
        if (!unit) {
            native = dim_native_unit(v.dim);
            unit = &native;
        }
        if (v.text) {
            emit(out, "%s %s", v.text->s, unit->text);
            return;
        }
        x = unit_number_of(unit, x);
    }
    number_shortest(x, text);
    emit(out, unit && !dim_is_none(v.dim) ? "%s %s" : "%s", text, unit ? unit->text : "");
}

/* Opens a container; false where it stands inside of itself, or too deep, and is left out. */
static bool enter(Shower *s, const void *container)
{
    bool known = s->n_open == LEVELS_MAX;
    for (unsigned i = 0; i < s->n_open && !known; i++)
        known = s->open[i] == container;
    if (!known)
        s->open[s->n_open++] = container;
    return !known;
}

static void show_elements(Shower *s, const ValueList *list)
{
    if (!enter(s, list)) {
        emit(s->out, "...");
        return;
    }
    for (uint32_t i = 0; i < list->n; i++) {
        emit(s->out, "%s", i ? ", " : "");
        show(s, list->v[i], true);
    }
    s->n_open--;
}

static void show_pairs(Shower *s, const ValueDict *dict)
{
    if (!enter(s, dict)) {
        emit(s->out, "...");
        return;
    }
    for (uint32_t i = 0; i < dict->n; i++) {
        emit(s->out, "%s", i ? ", " : "");
        show(s, dict->v[i].key, true);
        emit(s->out, ": ");
        show(s, dict->v[i].value, true);
    }
    s->n_open--;
}

static void show_container(Shower *s, Value v)
{
    const bool tuple = v.kind == VALUE_TUPLE, list = v.kind == VALUE_LIST;
    emit(s->out, tuple ? "(" : list ? "[" : "{");
    if (v.kind == VALUE_DICT)
        show_pairs(s, v.as.dict);
    else
        show_elements(s, v.as.list);
    emit(s->out, tuple && v.as.list->n == 1 ? ",)" : tuple ? ")" : list ? "]" : "}");
}

static void show(Shower *s, Value v, bool repr)
{
    switch ((int)v.kind) {
    case VALUE_NONE:
        emit(s->out, "None");
        break;
    case VALUE_BOOL:
        emit(s->out, v.as.boolean ? "True" : "False");
        break;
    case VALUE_INT:
        emit(s->out, "%" PRId64, v.as.integer);
        break;
    case VALUE_REAL:
        show_number(s->out, v);
        break;
    case VALUE_STRING:
        emit(s->out, repr ? "'%s'" : "%s", v.as.string->s);
        break;
    case VALUE_SET:
        if (!v.as.list->n) {
            emit(s->out, "set()");
            break;
        }
        show_container(s, v);
        break;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_DICT:
        show_container(s, v);
        break;
    case VALUE_RANGE:
        emit(s->out, "range(%" PRId64 ", %" PRId64 ", %" PRId64 ")", v.as.range.start,
             v.as.range.stop, v.as.range.step);
        break;
    case VALUE_OBJECT:
        emit(s->out, "%s(%s)", value_type(v), v.as.object->name ? v.as.object->name->s : "");
        break;
    default:
        emit(s->out, "<%s>", value_type(v));
        break;
    }
}

const char *value_show(Sema *sema, Value v, bool repr)
{
    if (v.kind == VALUE_STRING && !repr)
        return v.as.string->s;
    Shower s = {.out = emitter_new(sema->arena, 0)};
    show(&s, v, repr);
    return emitter_text(s.out, NULL);
}
