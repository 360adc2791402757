/* Rules for what holds a text together: brackets, blocks, commas, colons. */
#include "frontend/parse_case.h"
#include "nn.tab.h"

bool rule_never_closed(const Case *c)
{
    if (!c->p->n_brackets)
        return false;
    const LexBracket b = lex_never_closed(c->p);
    if (!b.opener)
        return false;
    parser_fatal(c->p, DIAG_NNC0102, b.span, "'%c' is never closed", b.opener);
    return true;
}

bool rule_unexpected_indent(const Case *c)
{
    if (!case_found(c, "indented block"))
        return false;
    c->p->skip = LEX_SKIP_THIS_BLOCK;
    Diag *g = parser_error(c->p, DIAG_NNC0103, c->e->at, "unexpected indent");
    const Span above = c->before.span;
    const bool comma = above.lo && above.hi > c->p->source->base &&
                       parser_text(c->p, above)[(int)span_len(above) - 1] == ',';
    diag_help(
        case_diags(c), g,
        comma ? "the line above ends with a comma outside brackets: was a bracket closed too early?"
              : "a line goes on only inside brackets: put the expression in parentheses");
    return true;
}

bool rule_missing_block(const Case *c)
{
    if (!case_expects(c, "indented block"))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0103, c->e->at, "an indented block is expected here");
    diag_help(case_diags(c), g, "indent what belongs to the line above, or write 'pass'");
    return true;
}

bool rule_orphan(const Case *c)
{
    static const char *const heads[][2] = {
        {"else", "'if', 'for', 'while' or 'try'"},
        {"elif", "'if'"},
        {"except", "'try'"},
        {"finally", "'try'"},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (!case_found(c, heads[i][0]) || !case_starts_line(c->p, c->e->at))
            continue;
        if (c->p->errors) /* its head may be the line that was refused */
            return true;
        parser_error(c->p, DIAG_NNC0101, c->e->at, "'%s' has no %s above it", heads[i][0],
                     heads[i][1]);
        return true;
    }
    return false;
}

bool rule_strings(const Case *c)
{
    if (!case_found(c, "string") || c->before.kind != NN_STRING || c->p->n_brackets)
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "strings are joined only inside brackets");
    diag_help(case_diags(c), g, "put both in parentheses");
    return true;
}

bool rule_missing_comma(const Case *c)
{
    if (!c->p->n_brackets || !case_expects(c, "','") ||
        !(case_found_word(c) || case_found(c, "number") || case_found(c, "string")) ||
        lex_is_hard_keyword(c->text, (size_t)c->len))
        return false;
    const Span gap = {c->before.span.hi, c->before.span.hi};
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at,
                           "a comma or an operator is missing before '%.*s'",
                           c->len > 40 ? 40 : c->len, c->text);
    diag_fix(case_diags(c), g, gap, ",");
    return true;
}

bool rule_trailing_comma(const Case *c)
{
    if (!case_found(c, "end of line") || c->before.kind != ',')
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->before.span,
                           "nothing follows this comma: a line goes on only inside brackets");
    diag_help(case_diags(c), g,
              "write a line each, or, in an import or an expression, put the list in parentheses");
    return true;
}

bool rule_missing_colon(const Case *c)
{
    if (!case_found(c, "end of line") || !case_expects(c, "':'") || case_expects(c, "name") ||
        c->p->n_brackets)
        return false;
    const Span end = {c->before.span.hi, c->before.span.hi};
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "a ':' is missing at the end of the line");
    diag_fix(case_diags(c), g, end, ":");
    return true;
}
