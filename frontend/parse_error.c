/* Syntax errors in words. A list of rules, each for one well-known mistake, tried in order; then
   what was expected. */
#include "frontend/lex.h"
#include "nn.tab.h"

#include <string.h>

typedef struct Case {
    Parser *p;
    const SyntaxError *e;
    const char *text; /* of the unexpected token */
    int len;
    LexToken found, before; /* it, and the token before it */
} Case;

static bool expects(const Case *c, const char *symbol)
{
    for (int i = 0; i < c->e->n_expected; i++)
        if (!strcmp(c->e->expected[i], symbol))
            return true;
    return false;
}

static bool found(const Case *c, const char *symbol)
{
    return !strcmp(c->e->found, symbol);
}

/* An expression could start here. */
static bool expects_expression(const Case *c)
{
    return expects(c, "number") && expects(c, "'('");
}

/* An expression has just ended and could go on. */
static bool expects_operator(const Case *c)
{
    return expects(c, "'+'") && expects(c, "'*'") && !expects(c, "number");
}

static bool is_word(const LexToken *token, const char *text)
{
    return token->kind == NN_NAME || (token->kind && lex_keyword(text, span_len(token->span)));
}

static bool found_word(const Case *c)
{
    return c->len > 0 && is_word(&c->found, c->text);
}

static bool before_is_word(const Case *c)
{
    return span_len(c->before.span) && is_word(&c->before, parser_text(c->p, c->before.span));
}

static bool starts_line(const Parser *p, Span at)
{
    if (p->joined)
        return false;
    const char *text = p->source->text;
    uint32_t i = at.lo - p->source->base;
    while (i > p->start && (text[i - 1] == ' ' || text[i - 1] == '\t'))
        i--;
    return i == p->start || text[i - 1] == '\n' || text[i - 1] == '\r';
}

static Diags *diags_of(const Case *c)
{
    return c->p->session->diags;
}

static const char *before_text(const Case *c)
{
    return arena_strndup(c->p->arena, parser_text(c->p, c->before.span), span_len(c->before.span));
}

/* ---- rules: true when they have reported ---- */

static bool rule_never_closed(const Case *c)
{
    if (!c->p->n_brackets)
        return false;
    const LexBracket b = lex_never_closed(c->p);
    if (!b.opener)
        return false;
    parser_fatal(c->p, DIAG_NNC0102, b.span, "'%c' is never closed", b.opener);
    return true;
}

static bool rule_unexpected_indent(const Case *c)
{
    if (!found(c, "indented block"))
        return false;
    c->p->skip = LEX_SKIP_THIS_BLOCK;
    Diag *g = parser_error(c->p, DIAG_NNC0103, c->e->at, "unexpected indent");
    const Span above = c->before.span;
    const bool comma = above.lo && above.hi > c->p->source->base &&
                       parser_text(c->p, above)[(int)span_len(above) - 1] == ',';
    diag_help(
        diags_of(c), g,
        comma ? "the line above ends with a comma outside brackets: was a bracket closed too early?"
              : "a line goes on only inside brackets: put the expression in parentheses");
    return true;
}

static bool rule_missing_block(const Case *c)
{
    if (!expects(c, "indented block"))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0103, c->e->at, "an indented block is expected here");
    diag_help(diags_of(c), g, "indent what belongs to the line above, or write 'pass'");
    return true;
}

static bool rule_unit(const Case *c)
{
    if (found(c, "unit")) {
        Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "no unit may stand here");
        diag_help(diags_of(c), g, "write '*' for a product, or put the quantity in parentheses");
        return true;
    }
    if (c->before.kind == NN_UNIT && (found(c, "'^'") || found(c, "**"))) {
        Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "a quantity has no power");
        diag_help(diags_of(c), g,
                  "write 2 mV^2 for a power of the unit, (2 mV)^2 for one of the quantity");
        return true;
    }
    Unit unit;
    if (!found_word(c) || lex_is_hard_keyword(c->text, (size_t)c->len) || !expects_operator(c))
        return false;
    const bool known = unit_name(c->text, (size_t)c->len, &unit),
               number = expects(c, "unit") && c->before.kind == NN_NUMBER;
    if (number) {
        Diag *g = known ? parser_error(c->p, DIAG_NNC0108, c->e->at, "'%.*s' is no unit here",
                                       c->len, c->text)
                        : parser_error(c->p, DIAG_NNC0108, c->e->at, "'%.*s' is no unit", c->len,
                                       c->text);
        char guess[UNIT_GUESS];
        if (known) {
            diag_help(diags_of(c), g,
                      "a unit stands on the line of its number, with no bracket or dot behind it");
        } else if (unit_guess(c->text, (size_t)c->len, guess)) {
            diag_help(diags_of(c), g, "did you mean %s?", guess);
            diag_fix(diags_of(c), g, c->e->at, guess);
        } else {
            diag_help(diags_of(c), g, "write '%s*%.*s' for a product%s", before_text(c), c->len,
                      c->text, c->p->n_brackets ? "; or is a comma missing?" : "");
        }
        return true;
    }
    if (known && !c->p->n_brackets && (c->before.kind == NN_NAME || c->before.kind == ')')) {
        Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at,
                               "the unit '%.*s' stands behind no number", c->len, c->text);
        diag_help(diags_of(c), g, "write '*' for a product: (1 + 2)*mV");
        return true;
    }
    return false;
}

static void report_keyword(const Case *c, Span at)
{
    const int len = (int)span_len(at);
    const char *text = parser_text(c->p, at);
    Diag *g = parser_error(c->p, DIAG_NNC0111, at, "'%.*s' is a keyword and no name", len, text);
    diag_help(diags_of(c), g, "in backquotes it is a name: `%.*s`", len, text);
    diag_fix(diags_of(c), g, at, arena_printf(c->p->arena, "`%.*s`", len, text));
}

/* `while`, `import`, ... where a statement of a model starts. */
static bool rule_script_statement(const Case *c)
{
    if (!found_word(c) || !lex_is_hard_keyword(c->text, (size_t)c->len) || !expects(c, "pass") ||
        expects_expression(c))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0110, c->e->at, "'%.*s' is no statement of a model",
                           c->len, c->text);
    diag_help(diags_of(c), g,
              "models hold declarations, equations and actions; scripts around them hold the rest");
    return true;
}

static bool rule_keyword_as_name(const Case *c)
{
    const Span before = c->before.span;
    if (found(c, "'='") && before_is_word(c) &&
        lex_is_hard_keyword(parser_text(c->p, before), span_len(before))) {
        report_keyword(c, before);
        return true;
    }
    if (found_word(c) && lex_is_hard_keyword(c->text, (size_t)c->len) && expects(c, "name") &&
        !expects_expression(c)) {
        report_keyword(c, c->e->at);
        return true;
    }
    if (expects(c, "'='") && !expects(c, "'+'") && before_is_word(c) && c->p->n_brackets &&
        lex_is_hard_keyword(parser_text(c->p, before), span_len(before))) {
        report_keyword(c, before); /* taken for the name of an argument */
        return true;
    }
    return false;
}

/* Words of Python that are kept free. */
static bool rule_left_out(const Case *c)
{
    if (!found(c, "yield") && !found(c, "async") && !found(c, "await"))
        return false;
    parser_error(c->p, DIAG_NNC0110, c->e->at, "there is no '%s' in this language", c->e->found);
    return true;
}

static bool rule_orphan(const Case *c)
{
    static const char *const heads[][2] = {
        {"else", "'if', 'for', 'while' or 'try'"},
        {"elif", "'if'"},
        {"except", "'try'"},
        {"finally", "'try'"},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (!found(c, heads[i][0]) || !starts_line(c->p, c->e->at))
            continue;
        if (c->p->errors) /* its head may be the line that was refused */
            return true;
        parser_error(c->p, DIAG_NNC0101, c->e->at, "'%s' has no %s above it", heads[i][0],
                     heads[i][1]);
        return true;
    }
    return false;
}

static bool rule_print_statement(const Case *c)
{
    if (c->before.kind != NN_NAME || !starts_line(c->p, c->before.span) ||
        strcmp(before_text(c), "print") != 0 ||
        !(found(c, "string") || found_word(c) || found(c, "number")))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "print is a function");
    diag_help(diags_of(c), g, "write print(...)");
    return true;
}

/* A word at the start of a line that no statement starts with, and then another: "cel AdEx:". */
static bool rule_unknown_word(const Case *c)
{
    if (c->before.kind != NN_NAME || !found_word(c) || !starts_line(c->p, c->before.span) ||
        lex_is_hard_keyword(c->text, (size_t)c->len))
        return false;
    const char *word = before_text(c);
    StrNearest near = str_nearest_start(word);
    lex_offer_keywords(&near);
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->before.span, "no statement starts with '%s %.*s'",
                           word, c->len, c->text);
    if (near.best) {
        diag_help(diags_of(c), g, "did you mean '%s'?", near.best);
        diag_fix(diags_of(c), g, c->before.span, near.best);
    }
    return true;
}

typedef struct Home {
    int token;
    const char *where;
} Home;

/* A soft keyword where its statement does not belong: it was taken for a name. */
static bool rule_misplaced(const Case *c)
{
    static const char body[] = "in the body of a model",
                      action[] = "in actions: under 'when', 'whenever', 'on' or 'for pre'";
    static const Home homes[] = {
        {NN_REGIME, body},
        {NN_GATE, body},
        {NN_TRACE, body},
        {NN_WHEN, body},
        {NN_WHENEVER, body},
        {NN_ON, body},
        {NN_KINETIC, body},
        {NN_ION, body},
        {NN_NOISE, body},
        {NN_EVENT, body},
        {NN_CURRENT, body},
        {NN_INTEGRATE, body},
        {NN_STATE, body},
        {NN_SPIKE, action},
        {NN_SEND, action},
        {NN_HOLD, action},
        {NN_ENTER, action},
        {NN_CONNECT, action},
        {NN_CONSERVE, "in a block 'kinetic:'"},
    };
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
        if (homes[i].token != c->before.kind || expects_expression(c) || expects(c, "name"))
            continue;
        if (!expects(c, "'='") && !expects(c, "augmented assignment"))
            continue;
        parser_error(c->p, DIAG_NNC0101, c->before.span, "'%s' does not stand here but %s",
                     before_text(c), homes[i].where);
        return true;
    }
    return false;
}

static bool rule_assignment(const Case *c)
{
    if (found(c, "augmented assignment") && expects(c, "'='") && expects(c, "'/'") &&
        !expects(c, "'+'")) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at,
                               "'%.*s' does not stand in the body of a model", c->len, c->text);
        diag_help(
            diags_of(c), g,
            "bodies hold equations; values change in actions: under 'when', 'whenever' or 'on'");
        return true;
    }
    if (found(c, "'='") && expects_operator(c)) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "'=' does not stand in an expression");
        diag_help(diags_of(c), g, "write '==' to compare");
        diag_fix(diags_of(c), g, c->e->at, "==");
        return true;
    }
    return false;
}

static bool rule_call_in_model(const Case *c)
{
    if (!found(c, "'('") || !before_is_word(c) ||
        !(expects(c, "'='") || expects(c, "augmented assignment")))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0110, c->before.span, "a call is no statement of a model");
    diag_help(diags_of(c), g,
              "bodies hold declarations and equations; actions hold assignments, spike, send, "
              "hold, enter");
    return true;
}

/* "x: int = 3", or "esle:" where a keyword was meant. */
static bool rule_annotation(const Case *c)
{
    if (!found(c, "':'") || !before_is_word(c) || !expects(c, "'='") || !expects(c, "end of line"))
        return false;
    const char *word = before_text(c);
    const char after = c->text[1];
    StrNearest near = str_nearest_start(word);
    lex_offer_keywords(&near);
    if (near.best && (after == '\n' || after == '\r') && starts_line(c->p, c->before.span)) {
        Diag *g =
            parser_error(c->p, DIAG_NNC0101, c->before.span, "no block starts with '%s'", word);
        diag_help(diags_of(c), g, "did you mean '%s'?", near.best);
        diag_fix(diags_of(c), g, c->before.span, near.best);
        return true;
    }
    Diag *g =
        parser_error(c->p, DIAG_NNC0110, c->e->at, "a variable of a script has no annotation");
    diag_help(diags_of(c), g,
              "write 'param %s: unit = value' for a parameter of the program, else leave it out",
              word);
    return true;
}

static bool rule_strings(const Case *c)
{
    if (!found(c, "string") || c->before.kind != NN_STRING || c->p->n_brackets)
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "strings are joined only inside brackets");
    diag_help(diags_of(c), g, "put both in parentheses");
    return true;
}

static bool rule_missing_comma(const Case *c)
{
    if (!c->p->n_brackets || !expects(c, "','") ||
        !(found_word(c) || found(c, "number") || found(c, "string")) ||
        lex_is_hard_keyword(c->text, (size_t)c->len))
        return false;
    const Span gap = {c->before.span.hi, c->before.span.hi};
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at,
                           "a comma or an operator is missing before '%.*s'",
                           c->len > 40 ? 40 : c->len, c->text);
    diag_fix(diags_of(c), g, gap, ",");
    return true;
}

static bool rule_trailing_comma(const Case *c)
{
    if (!found(c, "end of line") || c->before.kind != ',')
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->before.span,
                           "nothing follows this comma: a line goes on only inside brackets");
    diag_help(diags_of(c), g,
              "write a line each, or, in an import or an expression, put the list in parentheses");
    return true;
}

static bool rule_missing_colon(const Case *c)
{
    if (!found(c, "end of line") || !expects(c, "':'") || expects(c, "name") || c->p->n_brackets)
        return false;
    const Span end = {c->before.span.hi, c->before.span.hi};
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "a ':' is missing at the end of the line");
    diag_fix(diags_of(c), g, end, ":");
    return true;
}

/* ---- the general message ---- */

/* When a symbol is worth naming among those expected. */
typedef enum Worth {
    WORTH_ALWAYS,
    WORTH_WITHOUT_NAME, /* soft keywords and signs that any name could be followed or replaced by */
    WORTH_WITHOUT_OPERATOR /* what any expression could go on with */
} Worth;

/* What a statement could go on with, as people would name it, most telling first. */
static const struct {
    const char *symbol, *shown;
    Worth worth;
} choices[] = {
    {"':'", "':'", WORTH_WITHOUT_NAME},
    {"'='", "'='", WORTH_WITHOUT_NAME},
    {"')'", "')'", WORTH_ALWAYS},
    {"']'", "']'", WORTH_ALWAYS},
    {"'}'", "'}'", WORTH_ALWAYS},
    {"','", "','", WORTH_ALWAYS},
    {"->", "'->'", WORTH_ALWAYS},
    {"<->", "'<->'", WORTH_ALWAYS},
    {"else", "'else'", WORTH_ALWAYS},
    {"for", "'for'", WORTH_ALWAYS},
    {"with", "'with'", WORTH_ALWAYS},
    {"import", "'import'", WORTH_ALWAYS},
    {"except", "'except'", WORTH_ALWAYS},
    {"finally", "'finally'", WORTH_ALWAYS},
    {"number", "a number", WORTH_ALWAYS},
    {"pre", "'pre'", WORTH_WITHOUT_NAME},
    {"post", "'post'", WORTH_WITHOUT_NAME},
    {"probability", "'probability'", WORTH_WITHOUT_NAME},
    {"'/'", "'/'", WORTH_WITHOUT_OPERATOR},
    {"'('", "'('", WORTH_WITHOUT_OPERATOR},
    {"end of line", "the end of the line", WORTH_ALWAYS},
};
enum { NAMED_MAX = 4 };

static bool is_worth_naming(const Case *c, size_t i)
{
    if (!expects(c, choices[i].symbol))
        return false;
    switch (choices[i].worth) {
    case WORTH_ALWAYS:
        return true;
    case WORTH_WITHOUT_NAME:
        return !expects(c, "name");
    case WORTH_WITHOUT_OPERATOR:
        return !expects(c, "name") && !expects_operator(c);
    }
    return false;
}

static const char *add_choice(const Case *c, const char *list, const char *choice)
{
    return *list ? arena_printf(c->p->arena, "%s or %s", list, choice) : choice;
}

static const char *describe_expected(const Case *c)
{
    const char *list = "";
    int named = 0;
    if (expects_expression(c))
        return expects(c, "end of line") ? "" : "an expression";
    if (expects(c, "name")) {
        list = "a name";
        named++;
    }
    if (expects(c, "in") && !expects(c, "'<'")) { /* not as a comparison */
        list = add_choice(c, list, "'in'");
        named++;
    }
    for (size_t i = 0; i < sizeof choices / sizeof *choices && named < NAMED_MAX; i++) {
        if (is_worth_naming(c, i)) {
            list = add_choice(c, list, choices[i].shown);
            named++;
        }
    }
    return *list || !expects_operator(c) ? list : "an operator";
}

static const char *describe_found(const Case *c)
{
    const int shown = c->len > 40 ? 40 : c->len;
    if (c->found.kind == NN_NEWLINE && c->p->joined)
        return "end of the expression";
    if (c->found.kind == NN_NEWLINE || c->found.kind == NN_INDENT || c->found.kind == NN_DEDENT ||
        !c->len)
        return c->e->found;
    if (found(c, "name") || found(c, "number"))
        return arena_printf(c->p->arena, "%s '%.*s'", c->e->found, shown, c->text);
    if (found(c, "string") || found(c, "second string"))
        return "string";
    return arena_printf(c->p->arena, "'%.*s'", shown, c->text);
}

static void report_unexpected(const Case *c)
{
    const char *expected = describe_expected(c), *what = describe_found(c);
    if (*expected) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "unexpected %s, expected %s", what,
                               expected);
        if (!strcmp(expected, "'else'"))
            diag_help(diags_of(c), g, "a choice has both values: a if condition else b");
    } else
        parser_error(c->p, DIAG_NNC0101, c->e->at, "unexpected %s", what);
}

/* `n++` at the end of a line. */
static bool is_increment(const Case *c)
{
    const uint32_t at = c->e->at.lo - c->p->source->base;
    const char *end = c->p->source->text + at;
    return found(c, "end of line") && expects_expression(c) && at - c->p->start >= 2 &&
           (end[-1] == '+' || end[-1] == '-') && end[-2] == end[-1];
}

/* What other languages write: `n++`, comments behind `:`, units behind equations. */
static bool rule_habit(const Case *c)
{
    if (is_increment(c)) {
        Diag *g = parser_error(c->p, DIAG_NNC0110, c->e->at, "there are no '++' and '--'");
        diag_help(diags_of(c), g, "write n += 1");
        return true;
    }
    if (!found(c, "':'"))
        return false;
    if (starts_line(c->p, c->e->at)) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "no line starts with ':'");
        diag_help(diags_of(c), g, "comments start with '#'");
        return true;
    }
    if (!expects_operator(c) || !expects(c, "end of line") || c->p->n_brackets)
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "an equation ends with its expression");
    diag_help(diags_of(c), g, "a unit stands where the name is declared: state v: mV = -65");
    return true;
}

typedef bool Rule(const Case *c);
static Rule *const rules[] = {
    rule_never_closed,
    rule_unexpected_indent,
    rule_missing_block,
    rule_unit,
    rule_left_out,
    rule_orphan,
    rule_script_statement,
    rule_keyword_as_name,
    rule_print_statement,
    rule_strings,
    rule_missing_comma,
    rule_trailing_comma,
    rule_unknown_word,
    rule_misplaced,
    rule_assignment,
    rule_call_in_model,
    rule_annotation,
    rule_missing_colon,
    rule_habit,
};

void parser_syntax_error(Parser *p, const SyntaxError *e)
{
    const Case c = {p, e, parser_text(p, e->at), (int)span_len(e->at), p->last, p->before};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i](&c))
            return;
    report_unexpected(&c);
}
