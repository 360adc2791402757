/* Layout: indents and what they open and close. */
#include "frontend/lex.h"
#include "nn.tab.h"

static LexIndent measure(const char *blanks, size_t len)
{
    LexIndent at = {0, 0};
    for (size_t i = 0; i < len; i++) {
        if (blanks[i] == '\f') {
            at = (LexIndent){0, 0};
            continue;
        }
        at.wide = blanks[i] == '\t' ? (at.wide / 8 + 1) * 8 : at.wide + 1;
        at.narrow++;
    }
    return at;
}

static Span here(const Parser *p)
{
    return (Span){p->source->base + p->pos, p->source->base + p->pos};
}

static int indent_more(Parser *p, LexIndent indent)
{
    if (p->n_indents == LEX_BLOCKS_MAX) {
        Diag *g = parser_fatal(p, DIAG_NNC0501, here(p), "blocks nested more than %d deep",
                               LEX_BLOCKS_MAX);
        diag_help(p->session->diags, g, "move inner blocks into functions");
        return LEX_REFUSED;
    }
    p->indents[p->n_indents++] = indent;
    return NN_INDENT;
}

static int indent_less(Parser *p, unsigned wide)
{
    while (p->n_indents && p->indents[p->n_indents - 1].wide > wide) {
        p->n_indents--;
        p->owed--;
    }
    if ((p->n_indents ? p->indents[p->n_indents - 1].wide : 0) != wide) {
        Diag *g = parser_error(p, DIAG_NNC0103, here(p), "this indent matches no block above");
        diag_help(p->session->diags, g,
                  "indent the line as the first line of the block that it belongs to");
    }
    p->owed++;
    return NN_DEDENT;
}

int lex_layout(Parser *p, const char *blanks, size_t len)
{
    const LexIndent now = measure(blanks, len);
    const LexIndent top = p->n_indents ? p->indents[p->n_indents - 1] : (LexIndent){0, 0};
    if ((now.wide > top.wide) != (now.narrow > top.narrow) ||
        (now.wide < top.wide) != (now.narrow < top.narrow)) {
        Diag *g =
            parser_error(p, DIAG_NNC0103, here(p),
                         "tabs and spaces are mixed: this indent depends on the width of a tab");
        diag_help(p->session->diags, g, "indent with spaces only");
        return LEX_REFUSED;
    }
    if (now.wide == top.wide)
        return 0;
    return now.wide > top.wide ? indent_more(p, now) : indent_less(p, now.wide);
}

int lex_owed(Parser *p, Span *at)
{
    if (!p->owed)
        return 0;
    const int kind = p->owed > 0 ? NN_INDENT : NN_DEDENT;
    p->owed += p->owed > 0 ? -1 : 1;
    at->lo = at->hi = p->last.span.hi;
    return lex_give(p, kind, *at);
}
