/* Syntax errors in words: the first rule that knows the mistake reports it; else what was expected. */
#include "frontend/parse_case.h"
#include "nn.tab.h"

#include <string.h>

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
    if (!case_expects(c, choices[i].symbol))
        return false;
    switch (choices[i].worth) {
    case WORTH_ALWAYS:
        return true;
    case WORTH_WITHOUT_NAME:
        return !case_expects(c, "name");
    case WORTH_WITHOUT_OPERATOR:
        return !case_expects(c, "name") && !case_expects_operator(c);
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
    if (case_expects_expression(c))
        return case_expects(c, "end of line") ? "" : "an expression";
    if (case_expects(c, "name")) {
        list = "a name";
        named++;
    }
    if (case_expects(c, "in") && !case_expects(c, "'<'")) { /* not as a comparison */
        list = add_choice(c, list, "'in'");
        named++;
    }
    for (size_t i = 0; i < sizeof choices / sizeof *choices && named < NAMED_MAX; i++) {
        if (is_worth_naming(c, i)) {
            list = add_choice(c, list, choices[i].shown);
            named++;
        }
    }
    return *list || !case_expects_operator(c) ? list : "an operator";
}

static const char *describe_found(const Case *c)
{
    const int shown = c->len > 40 ? 40 : c->len;
    if (c->found.kind == NN_NEWLINE && c->p->joined)
        return "end of the expression";
    if (c->found.kind == NN_NEWLINE || c->found.kind == NN_INDENT || c->found.kind == NN_DEDENT ||
        !c->len)
        return c->e->found;
    if (case_found(c, "name") || case_found(c, "number"))
        return arena_printf(c->p->arena, "%s '%.*s'", c->e->found, shown, c->text);
    if (case_found(c, "string") || case_found(c, "second string"))
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
            diag_help(case_diags(c), g, "a choice has both values: a if condition else b");
    } else
        parser_error(c->p, DIAG_NNC0101, c->e->at, "unexpected %s", what);
}

/* Tried in this order. */
static Rule *const rules[] = {
    rule_never_closed,
    rule_unexpected_indent,
    rule_missing_block,
    rule_unit_out_of_place,
    rule_power_of_quantity,
    rule_no_unit,
    rule_unit_without_number,
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
