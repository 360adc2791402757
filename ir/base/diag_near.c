/* "did you mean": the help, and the fix where the misspelled word stands once in the marked text. */
#include "ir/base/diag_list.h"

#include <string.h>

enum { SEARCHED_MOST = 1000 }; /* bytes of a marked text that are searched */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The place of the word in text[0, n), -1 where it is not there or there twice. */
static long find_once(const char *text, size_t n, const char *word)
{
    const size_t len = strlen(word);
    long found = -1;
    for (size_t i = 0; len && i + len <= n; i++) {
        const bool whole =
            (!i || !is_word_byte(text[i - 1])) && (i + len == n || !is_word_byte(text[i + len]));
        if (!whole || memcmp(text + i, word, len) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = (long)i;
    }
    return found;
}

void diag_did_you_mean(Diags *d, Diag *g, const char *wrong, const char *meant)
{
    SourcePlace place;
    diag_help(d, g, "did you mean '%s'?", meant);
    if (!g || !sources_place(d->sources, g->at.lo, &place))
        return;
    const uint32_t from = g->at.lo - place.file->base;
    size_t n = g->at.hi > g->at.lo ? g->at.hi - g->at.lo : 0;
    n = n < place.file->len - from ? n : place.file->len - from;
    const long at = n <= SEARCHED_MOST ? find_once(place.file->text + from, n, wrong) : -1;
    if (at < 0)
        return;
    const uint32_t lo = g->at.lo + (uint32_t)at;
    diag_fix(d, g, (Span){lo, lo + (uint32_t)strlen(wrong)}, meant);
}
