/* Which unit was meant: words written out ("msec", "mvolt", "millisiemens") and wrong capitals ("mv", "khz"). */
#include "ir/base/dim.h"

#include <stdio.h>
#include <string.h>

typedef struct Word {
    const char *word, *symbol;
} Word;

/* A symbol stands for itself in any capitals; longer words first. */
static const Word prefix_words[] = {
    {"milli", "m"}, {"micro", "u"}, {"nano", "n"},  {"pico", "p"}, {"femto", "f"}, {"kilo", "k"},
    {"mega", "M"},  {"giga", "G"},  {"centi", "c"}, {"m", "m"},    {"u", "u"},     {"n", "n"},
    {"p", "p"},     {"k", "k"},     {"M", "M"},     {"G", "G"},    {"c", "c"},     {"", ""},
};
static const Word unit_words[] = {
    {"second", "s"},  {"sec", "s"},    {"volt", "V"},  {"ampere", "A"}, {"amp", "A"},
    {"siemens", "S"}, {"siemen", "S"}, {"mho", "S"},   {"farad", "F"},  {"ohm", "Ohm"},
    {"hertz", "Hz"},  {"hz", "Hz"},    {"meter", "m"}, {"metre", "m"},  {"molar", "M"},
    {"litre", "L"},   {"liter", "L"},  {"gram", "g"},  {"kelvin", "K"}, {"celsius", "degC"},
    {"v", "V"},       {"a", "A"},      {"f", "F"},     {"s", "s"},      {"mole", "mol"},
};
enum {
    N_PREFIX_WORDS = sizeof prefix_words / sizeof *prefix_words,
    N_UNIT_WORDS = sizeof unit_words / sizeof *unit_words
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(const char *s, size_t len, const char *word)
{
    size_t i = 0;
    while (i < len && word[i] && lower(s[i]) == word[i])
        i++;
    return i == len && !word[i];
}

static const char *unit_of(const char *s, size_t len)
{
    for (int i = 0; i < N_UNIT_WORDS; i++) {
        const bool plural = len > 1 && lower(s[len - 1]) == 's' && len > strlen(unit_words[i].word);
        if (is_word(s, len - plural, unit_words[i].word))
            return unit_words[i].symbol;
    }
    return NULL;
}

bool unit_guess(const char *s, size_t len, char out[UNIT_GUESS])
{
    for (int p = 0; p < N_PREFIX_WORDS; p++) {
        const size_t skip = strlen(prefix_words[p].word);
        const char *unit = skip < len && !memcmp(s, prefix_words[p].word, skip)
                               ? unit_of(s + skip, len - skip)
                               : NULL;
        Unit known;
        const int n = unit ? snprintf(out, UNIT_GUESS, "%s%s", prefix_words[p].symbol, unit) : 0;
        if (n > 0 && unit_name(out, (size_t)n, &known) && strncmp(out, s, len) != 0)
            return true;
    }
    return false;
}
