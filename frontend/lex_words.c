/* Keywords. Hard ones are Python's; soft ones are names wherever the grammar has no use for the
   keyword. */
#include "frontend/lex.h"
#include "nn.tab.h"

#include <string.h>

typedef struct Word {
    const char *text;
    int token;
    bool hard;
} Word;

/* Sorted by text (bytes), for lex_keyword. */
static const Word words[] = {
    {"False", NN_FALSE, true},
    {"None", NN_NONE, true},
    {"True", NN_TRUE, true},
    {"and", NN_AND, true},
    {"as", NN_AS, true},
    {"assert", NN_ASSERT, true},
    {"async", NN_ASYNC, true},
    {"await", NN_AWAIT, true},
    {"break", NN_BREAK, true},
    {"cell", NN_CELL, false},
    {"channel", NN_CHANNEL, false},
    {"class", NN_CLASS, true},
    {"compartment", NN_COMPARTMENT, false},
    {"connect", NN_CONNECT, false},
    {"connector", NN_CONNECTOR, false},
    {"conserve", NN_CONSERVE, false},
    {"continue", NN_CONTINUE, true},
    {"current", NN_CURRENT, false},
    {"def", NN_DEF, true},
    {"del", NN_DEL, true},
    {"elif", NN_ELIF, true},
    {"else", NN_ELSE, true},
    {"enter", NN_ENTER, false},
    {"event", NN_EVENT, false},
    {"except", NN_EXCEPT, true},
    {"finally", NN_FINALLY, true},
    {"for", NN_FOR, true},
    {"from", NN_FROM, true},
    {"gate", NN_GATE, false},
    {"global", NN_GLOBAL, true},
    {"hold", NN_HOLD, false},
    {"if", NN_IF, true},
    {"import", NN_IMPORT, true},
    {"in", NN_IN, true},
    {"input", NN_INPUT, false},
    {"integrate", NN_INTEGRATE, false},
    {"ion", NN_ION, false},
    {"is", NN_IS, true},
    {"kinetic", NN_KINETIC, false},
    {"lambda", NN_LAMBDA, true},
    {"morphology", NN_MORPHOLOGY, false},
    {"noise", NN_NOISE, false},
    {"nonlocal", NN_NONLOCAL, true},
    {"not", NN_NOT, true},
    {"on", NN_ON, false},
    {"or", NN_OR, true},
    {"param", NN_PARAM, false},
    {"pass", NN_PASS, true},
    {"post", NN_POST, false},
    {"pre", NN_PRE, false},
    {"probability", NN_PROBABILITY, false},
    {"product", NN_PRODUCT, false},
    {"raise", NN_RAISE, true},
    {"receptor", NN_RECEPTOR, false},
    {"regime", NN_REGIME, false},
    {"return", NN_RETURN, true},
    {"send", NN_SEND, false},
    {"source", NN_SOURCE, false},
    {"spike", NN_SPIKE, false},
    {"state", NN_STATE, false},
    {"sum", NN_SUM, false},
    {"synapse", NN_SYNAPSE, false},
    {"to", NN_TO, false},
    {"trace", NN_TRACE, false},
    {"trigger", NN_TRIGGER, false},
    {"try", NN_TRY, true},
    {"when", NN_WHEN, false},
    {"whenever", NN_WHENEVER, false},
    {"while", NN_WHILE, true},
    {"wire", NN_WIRE, false},
    {"with", NN_WITH, true},
    {"yield", NN_YIELD, true},
};
enum { N_WORDS = sizeof words / sizeof *words };

static const Word *find(const char *text, size_t len)
{
    size_t lo = 0, hi = N_WORDS;
    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        int order = strncmp(text, words[mid].text, len);
        if (order == 0 && words[mid].text[len])
            order = -1;
        if (order == 0)
            return &words[mid];
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

int lex_keyword(const char *text, size_t len)
{
    const Word *w = find(text, len);
    return w ? w->token : 0;
}

bool lex_is_hard_keyword(const char *text, size_t len)
{
    const Word *w = find(text, len);
    return w && w->hard;
}

void lex_offer_keywords(StrNearest *near)
{
    for (size_t i = 0; i < N_WORDS; i++)
        str_nearest_offer(near, words[i].text);
}
