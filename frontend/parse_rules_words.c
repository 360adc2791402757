/* Rules for words and signs where they do not belong: units, keywords, habits from other languages. */
#include "frontend/parse_case.h"
#include "nn.tab.h"

#include <string.h>

bool rule_unit_out_of_place(const Case *c)
{
    if (!case_found(c, "unit"))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "no unit may stand here");
    diag_help(case_diags(c), g, "write '*' for a product, or put the quantity in parentheses");
    return true;
}

bool rule_power_of_quantity(const Case *c)
{
    if (c->before.kind != NN_UNIT || !(case_found(c, "'^'") || case_found(c, "**")))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "a quantity has no power");
    diag_help(case_diags(c), g,
              "write 2 mV^2 for a power of the unit, (2 mV)^2 for one of the quantity");
    return true;
}

/* A word behind an expression: `known` where there is a unit of that name. */
static bool is_operand_behind(const Case *c, bool *known)
{
    Unit unit;
    const size_t len = (size_t)c->len;
    if (!case_found_word(c) || lex_is_hard_keyword(c->text, len) || !case_expects_operator(c))
        return false;
    *known = unit_name(c->text, len, &unit);
    return true;
}

/* 3 ms where no unit may follow, 3 foo. */
bool rule_no_unit(const Case *c)
{
    bool known;
    char guess[UNIT_GUESS];
    if (!is_operand_behind(c, &known) || !case_expects(c, "unit") || c->before.kind != NN_NUMBER)
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "'%.*s' is no unit%s", c->len, c->text,
                           known ? " here" : "");
    if (known) {
        diag_help(case_diags(c), g,
                  "a unit stands on the line of its number, with no bracket or dot behind it");
    } else if (unit_guess(c->text, (size_t)c->len, guess)) {
        diag_help(case_diags(c), g, "did you mean %s?", guess);
        diag_fix(case_diags(c), g, c->e->at, guess);
    } else {
        diag_help(case_diags(c), g, "write '%s*%.*s' for a product%s", case_before_text(c), c->len,
                  c->text, c->p->n_brackets ? "; or is a comma missing?" : "");
    }
    return true;
}

bool rule_unit_without_number(const Case *c)
{
    bool known;
    if (!is_operand_behind(c, &known) || !known || c->p->n_brackets ||
        (c->before.kind != NN_NAME && c->before.kind != ')'))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0108, c->e->at, "the unit '%.*s' stands behind no number",
                           c->len, c->text);
    diag_help(case_diags(c), g, "write '*' for a product: (1 + 2)*mV");
    return true;
}

static void report_keyword(const Case *c, Span at)
{
    const int len = (int)span_len(at);
    const char *text = parser_text(c->p, at);
    Diag *g = parser_error(c->p, DIAG_NNC0111, at, "'%.*s' is a keyword and no name", len, text);
    diag_help(case_diags(c), g, "in backquotes it is a name: `%.*s`", len, text);
    diag_fix(case_diags(c), g, at, arena_printf(c->p->arena, "`%.*s`", len, text));
}

/* `while`, `import`, ... where a statement of a model starts. */
bool rule_script_statement(const Case *c)
{
    if (!case_found_word(c) || !lex_is_hard_keyword(c->text, (size_t)c->len) ||
        !case_expects(c, "pass") || case_expects_expression(c))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0110, c->e->at, "'%.*s' is no statement of a model",
                           c->len, c->text);
    diag_help(case_diags(c), g,
              "models hold declarations, equations and actions; scripts around them hold the rest");
    return true;
}

bool rule_keyword_as_name(const Case *c)
{
    const Span before = c->before.span;
    if (case_found(c, "'='") && case_before_is_word(c) &&
        lex_is_hard_keyword(parser_text(c->p, before), span_len(before))) {
        report_keyword(c, before);
        return true;
    }
    if (case_found_word(c) && lex_is_hard_keyword(c->text, (size_t)c->len) &&
        case_expects(c, "name") && !case_expects_expression(c)) {
        report_keyword(c, c->e->at);
        return true;
    }
    if (case_expects(c, "'='") && !case_expects(c, "'+'") && case_before_is_word(c) &&
        c->p->n_brackets && lex_is_hard_keyword(parser_text(c->p, before), span_len(before))) {
        report_keyword(c, before); /* taken for the name of an argument */
        return true;
    }
    return false;
}

/* Words of Python that are kept free. */
bool rule_left_out(const Case *c)
{
    if (!case_found(c, "yield") && !case_found(c, "async") && !case_found(c, "await"))
        return false;
    parser_error(c->p, DIAG_NNC0110, c->e->at, "there is no '%s' in this language", c->e->found);
    return true;
}

bool rule_print_statement(const Case *c)
{
    if (c->before.kind != NN_NAME || !case_starts_line(c->p, c->before.span) ||
        strcmp(case_before_text(c), "print") != 0 ||
        !(case_found(c, "string") || case_found_word(c) || case_found(c, "number")))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "print is a function");
    diag_help(case_diags(c), g, "write print(...)");
    return true;
}

/* A word at the start of a line that no statement starts with, and then another: "cel AdEx:". */
bool rule_unknown_word(const Case *c)
{
    if (c->before.kind != NN_NAME || !case_found_word(c) ||
        !case_starts_line(c->p, c->before.span) || lex_is_hard_keyword(c->text, (size_t)c->len))
        return false;
    const char *word = case_before_text(c);
    StrNearest near = str_nearest_start(word);
    lex_offer_keywords(&near);
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->before.span, "no statement starts with '%s %.*s'",
                           word, c->len, c->text);
    if (near.best) {
        diag_help(case_diags(c), g, "did you mean '%s'?", near.best);
        diag_fix(case_diags(c), g, c->before.span, near.best);
    }
    return true;
}

typedef struct Home {
    int token;
    const char *where;
} Home;

/* A soft keyword where its statement does not belong: it was taken for a name. */
bool rule_misplaced(const Case *c)
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
        if (homes[i].token != c->before.kind || case_expects_expression(c) ||
            case_expects(c, "name"))
            continue;
        if (!case_expects(c, "'='") && !case_expects(c, "augmented assignment"))
            continue;
        parser_error(c->p, DIAG_NNC0101, c->before.span, "'%s' does not stand here but %s",
                     case_before_text(c), homes[i].where);
        return true;
    }
    return false;
}

bool rule_assignment(const Case *c)
{
    if (case_found(c, "'='") && case_expects_operator(c)) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "'=' does not stand in an expression");
        diag_help(case_diags(c), g, "write '==' to compare");
        diag_fix(case_diags(c), g, c->e->at, "==");
        return true;
    }
    return false;
}

bool rule_call_in_model(const Case *c)
{
    if (!case_found(c, "'('") || !case_before_is_word(c) ||
        !(case_expects(c, "'='") || case_expects(c, "augmented assignment")))
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0110, c->before.span, "a call is no statement of a model");
    diag_help(case_diags(c), g,
              "bodies hold declarations and equations; actions hold assignments, spike, send, "
              "hold, enter");
    return true;
}

/* "x: int = 3", or "esle:" where a keyword was meant. */
bool rule_annotation(const Case *c)
{
    if (!case_found(c, "':'") || !case_before_is_word(c) || !case_expects(c, "'='") ||
        !case_expects(c, "end of line"))
        return false;
    const char *word = case_before_text(c);
    const char after = c->text[1];
    StrNearest near = str_nearest_start(word);
    lex_offer_keywords(&near);
    if (near.best && (after == '\n' || after == '\r') && case_starts_line(c->p, c->before.span)) {
        Diag *g =
            parser_error(c->p, DIAG_NNC0101, c->before.span, "no block starts with '%s'", word);
        diag_help(case_diags(c), g, "did you mean '%s'?", near.best);
        diag_fix(case_diags(c), g, c->before.span, near.best);
        return true;
    }
    Diag *g =
        parser_error(c->p, DIAG_NNC0110, c->e->at, "a variable of a script has no annotation");
    diag_help(case_diags(c), g,
              "write 'param %s: unit = value' for a parameter of the program, else leave it out",
              word);
    return true;
}

/* `n++` at the end of a line. */
static bool is_increment(const Case *c)
{
    const uint32_t at = c->e->at.lo - c->p->source->base;
    const char *end = c->p->source->text + at;
    return case_found(c, "end of line") && case_expects_expression(c) && at - c->p->start >= 2 &&
           (end[-1] == '+' || end[-1] == '-') && end[-2] == end[-1];
}

/* What other languages write: `n++`, comments behind `:`, units behind equations. */
bool rule_habit(const Case *c)
{
    if (is_increment(c)) {
        Diag *g = parser_error(c->p, DIAG_NNC0110, c->e->at, "there are no '++' and '--'");
        diag_help(case_diags(c), g, "write n += 1");
        return true;
    }
    if (!case_found(c, "':'"))
        return false;
    if (case_starts_line(c->p, c->e->at)) {
        Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "no line starts with ':'");
        diag_help(case_diags(c), g, "comments start with '#'");
        return true;
    }
    if (!case_expects_operator(c) || !case_expects(c, "end of line") || c->p->n_brackets)
        return false;
    Diag *g = parser_error(c->p, DIAG_NNC0101, c->e->at, "an equation ends with its expression");
    diag_help(case_diags(c), g, "a unit stands where the name is declared: state v: mV = -65");
    return true;
}
