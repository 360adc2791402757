/* A syntax error as rules look at it: what bison found and expected, with the tokens around. Internal to
   frontend/parse_*.c. */
#ifndef NN_PARSE_CASE_H
#define NN_PARSE_CASE_H
#include "frontend/lex.h"

typedef struct Case {
    Parser *p;
    const SyntaxError *e;
    const char *text; /* of the unexpected token */
    int len;
    LexToken found, before; /* it, and the token before it */
} Case;

bool case_expects(const Case *c, const char *symbol); /* symbols are named as in nn.y */
bool case_found(const Case *c, const char *symbol);
bool case_expects_expression(const Case *c); /* one could start here */
bool case_expects_operator(const Case *c);   /* an expression has just ended and could go on */
bool case_found_word(const Case *c);         /* a name or a keyword */
bool case_before_is_word(const Case *c);
bool case_starts_line(const Parser *p, Span at);
const char *case_before_text(const Case *c);
Diags *case_diags(const Case *c);

/* A rule knows one mistake: true when it has reported it. */
typedef bool Rule(const Case *c);

/* parse_rules_layout.c: brackets, blocks, commas, colons, joined strings */
Rule rule_never_closed, rule_unexpected_indent, rule_missing_block, rule_orphan, rule_strings,
    rule_missing_comma, rule_trailing_comma, rule_missing_colon;
/* parse_rules_words.c: words and signs where they do not belong */
Rule rule_unit_out_of_place, rule_power_of_quantity, rule_no_unit, rule_unit_without_number,
    rule_script_statement, rule_keyword_as_name, rule_left_out, rule_print_statement,
    rule_unknown_word, rule_misplaced, rule_assignment, rule_call_in_model, rule_annotation,
    rule_habit;
#endif
