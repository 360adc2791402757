/* What rules ask of a syntax error. */
#include "frontend/parse_case.h"
#include "nn.tab.h"

#include <string.h>

bool case_expects(const Case *c, const char *symbol)
{
    for (int i = 0; i < c->e->n_expected; i++)
        if (!strcmp(c->e->expected[i], symbol))
            return true;
    return false;
}

bool case_found(const Case *c, const char *symbol)
{
    return !strcmp(c->e->found, symbol);
}

/* An expression could start here. */
bool case_expects_expression(const Case *c)
{
    return case_expects(c, "number") && case_expects(c, "'('");
}

/* An expression has just ended and could go on. */
bool case_expects_operator(const Case *c)
{
    return case_expects(c, "'+'") && case_expects(c, "'*'") && !case_expects(c, "number");
}

static bool is_word(const LexToken *token, const char *text)
{
    return token->kind == NN_NAME || (token->kind && lex_keyword(text, span_len(token->span)));
}

bool case_found_word(const Case *c)
{
    return c->len > 0 && is_word(&c->found, c->text);
}

bool case_before_is_word(const Case *c)
{
    return span_len(c->before.span) && is_word(&c->before, parser_text(c->p, c->before.span));
}

bool case_starts_line(const Parser *p, Span at)
{
    if (p->joined)
        return false;
    const char *text = p->source->text;
    uint32_t i = at.lo - p->source->base;
    while (i > p->start && (text[i - 1] == ' ' || text[i - 1] == '\t'))
        i--;
    return i == p->start || text[i - 1] == '\n' || text[i - 1] == '\r';
}

Diags *case_diags(const Case *c)
{
    return c->p->session->diags;
}

const char *case_before_text(const Case *c)
{
    return arena_strndup(c->p->arena, parser_text(c->p, c->before.span), span_len(c->before.span));
}
