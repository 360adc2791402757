/* The table of ways to integrate. */
#include "ir/method.h"

#include <string.h>

static const struct {
    const char *word, *what;
} methods[IR_METHOD_COUNT] = {
    [IR_METHOD_DEFAULT] = {"", ""},
#define METHOD(id, word, what) [IR_METHOD_##id] = {word, what},
#include "ir/methods.def"
#undef METHOD
};

const char *ir_method_word(IrMethod method)
{
    return methods[method].word;
}

const char *ir_method_what(IrMethod method)
{
    return methods[method].what;
}

IrMethod ir_method_find(const char *word)
{
    for (int i = 1; i < IR_METHOD_COUNT; i++)
        if (!strcmp(methods[i].word, word))
            return (IrMethod)i;
    return IR_METHOD_DEFAULT;
}

bool ir_method_check(Diags *diags, Arena *a, Span at, const Str *word)
{
    if (ir_method_find(word->s))
        return true;
    StrNearest near = str_nearest_start(word->s);
    const char *all = "";
    for (int i = 1; i < IR_METHOD_COUNT; i++) {
        str_nearest_offer(&near, methods[i].word);
        all = arena_printf(a, "%s%s%s", all, *all ? ", " : "", methods[i].word);
    }
    Diag *g = diag(diags, DIAG_NNC0811, at, "there is no method `%s`", word->s);
    if (near.best)
        diag_help(diags, g, "did you mean `%s`?", near.best);
    diag_note(diags, g, NOWHERE, "methods are %s", all);
    return false;
}
