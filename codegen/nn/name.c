/* Names: which have to be quoted, which variables scripts have for what. */
#include "codegen/nn/nn.h"
#include "ir/build.h"
#include "ir/words.h"

#include <string.h>

static bool is_hard_keyword(const NnWriter *w, const char *name)
{
    return w->w->words && w->w->words->hard_keyword(name, strlen(name));
}

/* `t` and `dt` are the time and its step in every model: an item of that name gets another one. */
static const char *free_of_time(NnWriter *w, const char *name)
{
    return strcmp(name, "t") && strcmp(name, "dt") ? name : arena_printf(w->a, "%s_", name);
}

static const char *quoted(NnWriter *w, const char *name)
{
    char *text = arena_strndup(w->a, name, strlen(name));
    for (char *c = text; *c; c++)
        if (*c == '`' || (unsigned char)*c < ' ')
            *c = '_';
    return arena_printf(w->a, "`%s`", text);
}

const char *nn_word(NnWriter *w, const char *name)
{
    return ir_is_word(name) && !is_hard_keyword(w, name) ? name : quoted(w, name);
}

const char *nn_plain_name(NnWriter *w, const char *word)
{
    const bool keyword = w->w->words && w->w->words->keyword(word, strlen(word));
    return keyword ? quoted(w, word) : word;
}

const char *nn_item(NnWriter *w, const char *name)
{
    return nn_word(w, free_of_time(w, name));
}

/* Behind a dot keywords are names. */
const char *nn_path(NnWriter *w, const Str *path)
{
    const char *text = "";
    for (const char *at = path->s; *at;) {
        const size_t n = strcspn(at, ".");
        const char *part = arena_strndup(w->a, at, n), *own = free_of_time(w, part);
        text = !*text            ? nn_item(w, part)
               : ir_is_word(own) ? arena_printf(w->a, "%s.%s", text, own)
                                 : arena_printf(w->a, "%s.%s", text, quoted(w, own));
        at += n + (at[n] == '.');
    }
    return text;
}

const char *nn_path_string(NnWriter *w, const Str *path)
{
    const char *text = "";
    for (const char *at = path->s; *at;) {
        const size_t n = strcspn(at, ".");
        text = arena_printf(w->a, "%s%s%s", text, *text ? "." : "",
                            free_of_time(w, arena_strndup(w->a, at, n)));
        at += n + (at[n] == '.');
    }
    return nn_string(w, text);
}

const char *nn_string(NnWriter *w, const char *text)
{
    Emitter *e = emitter_new(w->a, 0);
    emit(e, "\"");
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            emit(e, "\\%c", c);
        else if (c == '\n')
            emit(e, "\\n");
        else if (c < ' ' || c == 127)
            emit(e, "\\x%02x", c);
        else
            emit_text(e, text, 1);
    }
    emit(e, "\"");
    size_t n;
    return emitter_text(e, &n);
}

/* ---- variables ---- */
static bool is_taken(const NnWriter *w, const Str *word)
{
    return map_has(&w->words, word) || ir_find_model(w->m, word) ||
           (w->w->words && w->w->words->builtin(word->s));
}

/* Letters, digits and _ of the name: "hh_pop_2" of "hh pop#2". */
static const Str *word_like(NnWriter *w, const Str *name)
{
    char *text = arena_strndup(w->a, name->s, name->len);
    for (char *c = text; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *c))
            *c = '_';
    const bool digit = *text >= '0' && *text <= '9';
    return str_format(w->s->strings, "%s%s", digit || !*text ? "_" : "", text);
}

const char *nn_variable(NnWriter *w, const Str *entity)
{
    const Str *known = map_get(&w->variables, entity), *base, *word;
    if (known)
        return known->s;
    base = word = word_like(w, entity);
    for (unsigned k = 2; is_taken(w, word) || is_hard_keyword(w, word->s); k++)
        word = str_format(w->s->strings, "%s_%u", base->s, k);
    map_set(&w->words, word, (void *)word);
    map_set(&w->variables, entity, (void *)word);
    return word->s;
}

void nn_keep_variable(NnWriter *w, const Str *entity)
{
    map_set(&w->words, entity, (void *)entity);
    map_set(&w->variables, entity, (void *)str_from(w->s->strings, nn_word(w, entity->s)));
}

bool nn_has_variable(const NnWriter *w, const Str *entity)
{
    return map_has(&w->variables, entity);
}

/* What scripts call keeps its meaning: a model of that name gets another one. */
const char *nn_model_name(NnWriter *w, const Str *model)
{
    const Str *name = model;
    for (bool taken = w->w->words && w->w->words->builtin(model->s); taken;
         taken = ir_find_model(w->m, name))
        name = str_format(w->s->strings, "%s_", name->s);
    return nn_word(w, name->s);
}

/* The text of the IR does not say where a model comes from: then all are written. */
bool nn_is_library(const NnWriter *w, Span at)
{
    static const char library[] = "<stdlib>/", documents[] = "<stdlib>/neuroml2/";
    const SourceFile *file = at.lo ? sources_holding(w->s->sources, at.lo) : NULL;
    return file && !strncmp(file->name, library, sizeof library - 1) &&
           strncmp(file->name, documents, sizeof documents - 1) != 0;
}
