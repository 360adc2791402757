/* What lexer, grammar and error messages share while one text is parsed. Internal to grammar/ and
   frontend/parse*.c.

   Tokens carry no values: the grammar reads names, numbers and strings from the source text by
   their spans. */
#ifndef NN_LEX_H
#define NN_LEX_H
#include "frontend/ast.h"
#include "ir/base/session.h"

#include <setjmp.h>

enum {
    LEX_BRACKETS_MAX = 200,
    LEX_BLOCKS_MAX = 100,
    LEX_NAME_MAX = 1024, /* bytes */
    LEX_LINE_MAX = 1024 * 1024,
    LEX_STRING_MAX = 10 * 1024 * 1024,
    LEX_FILE_MAX = 1024 * 1024 * 1024,
    PARSE_ERRORS_MAX = 50, /* then this text is given up */
    LEX_REFUSED = 256      /* the token of what has been reported already: bison's YYerror */
};

typedef struct LexToken {
    int kind; /* token code of nn.tab.h, 0 before the first */
    Span span;
} LexToken;

typedef struct LexIndent {
    unsigned wide, narrow; /* columns with tabs of 8 and of 1; they must order alike */
} LexIndent;

typedef struct LexBracket {
    char opener;
    Span span;
} LexBracket;

/* How the next tokens are to be dropped after an error. */
typedef enum LexSkip {
    LEX_SKIP_NOTHING,
    LEX_SKIP_NEXT_BLOCK, /* the block that follows a broken header */
    LEX_SKIP_THIS_BLOCK  /* the INDENT just seen was the error itself */
} LexSkip;

typedef struct Parser {
    Session *session;
    Arena *arena;
    const SourceFile *source;
    /* offsets into the source text: first byte, next, one past the last */
    uint32_t start, pos, end;
    int start_token; /* which entry of the grammar; given first */
    bool joined;     /* newlines are blanks: an expression inside a string */
    bool quiet;      /* a second look at the text: report and record nothing */

    LexIndent indents[LEX_BLOCKS_MAX];
    unsigned n_indents;
    int owed; /* INDENT (> 0) or DEDENT (< 0) tokens still to be given */
    LexBracket brackets[LEX_BRACKETS_MAX];
    unsigned n_brackets;
    LexToken last, before; /* the last two tokens */
    LexSkip skip;

    LexBracket unclosed; /* of lex_never_closed, once looked for */
    bool looked_for_unclosed;

    bool fatal;              /* no further token; the text is given up */
    jmp_buf *scanner_failed; /* out of the scanner, where flex would exit */
    unsigned errors;
    uint32_t error_line; /* location of the start of the line of the last error: one error a line */
    AstFile *file;       /* entry file */
    AstExpr *result;     /* entry expression */
} Parser;

/* ---- frontend/lex.c, lex_layout.c, lex_literal.c, lex_foreign.c: called by nn.l ---- */

uint32_t lex_text_start(const SourceFile *source); /* behind a byte order mark */
int lex_give(Parser *p, int kind, Span at);        /* remembers the token; returns its kind */
int lex_refuse(Parser *p, Span at);                /* gives LEX_REFUSED */
/* indent of a line: a token to give first, or 0 */
int lex_layout(Parser *p, const char *blanks, size_t len);
int lex_owed(Parser *p, Span *at); /* the next owed INDENT or DEDENT, or 0 */
int lex_bracket_open(Parser *p, char c, Span at);
int lex_bracket_close(Parser *p, char c, Span at);
int lex_end(Parser *p, Span *at); /* tokens at the end of the text */
void lex_comment(Parser *p, Span at);
int lex_number(Parser *p, const char *text, size_t len, Span at);
int lex_number_run_together(Parser *p, const char *text, size_t len, Span at);
int lex_number_two_points(Parser *p, Span at);
int lex_name(Parser *p, const char *text, size_t len, Span at);
int lex_backquoted(Parser *p, Span at);
int lex_string(Parser *p, const char *text, size_t len, Span at);
int lex_string_open(Parser *p, const char *text, size_t len, Span at, bool triple);
/* a character or sign that is none of the language */
int lex_foreign(Parser *p, const char *text, size_t len, Span at);
/* of " mS/cm2" after a number, 0 if none */
size_t lex_unit_length(const Parser *p, uint32_t offset);
LexBracket lex_never_closed(Parser *p); /* outermost bracket that stays open; opener 0 if none */
typedef VEC(LexToken) LexTokens;
/* the tokens of a file without errors, up to the end */
LexTokens lex_all(Session *s, const SourceFile *source);
_Noreturn void lex_scanner_failed(Parser *p, const char *message);

/* ---- frontend/lex_words.c ---- */

int lex_keyword(const char *text, size_t len); /* token code, 0 if none */
bool lex_is_hard_keyword(const char *text, size_t len);
void lex_offer_keywords(StrNearest *near);

/* ---- frontend/parse_text.c: checks of the bytes before lexing; false: give up ---- */

bool parse_check_text(Parser *p);

/* ---- frontend/parse_string.c: values of literals ---- */

AstExpr *parse_string_literal(Parser *p, Span at);

/* ---- frontend/parse.c ---- */

const char *parser_text(const Parser *p, Span at); /* the source at a span; span_len(at) bytes */
uint32_t span_len(Span at);
void parser_run(Parser *p);                                /* lexes and parses p->pos ... p->end */
AstExpr *parser_expression_within(Parser *p, Span within); /* of an f-string; NULL after an error */

/* Adds an error unless this line has one already or the parser is quiet; NULL then (diag_* accept
   it). */
Diag *parser_error(Parser *p, DiagCode code, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, and gives the text up. */
Diag *parser_fatal(Parser *p, DiagCode code, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- frontend/parse_node.c: what the actions of nn.y need beyond the constructors ---- */

AstName parser_name(Parser *p, Span at); /* without backquotes */
const Str *parser_str(Parser *p, Span at);
AstExpr *parser_checked(Parser *p, AstExpr *e); /* refuses what is too deep */
AstExpr *parser_number(Parser *p, Span at);
AstExpr *parser_quantity(Parser *p, Span number, Span unit);
AstExpr *parser_strings(Parser *p, const AstExprs *strings, Span at);
AstExpr *parser_items(Parser *p, const AstExprs *items, bool comma, Span at);
AstExpr *parser_parenthesised(AstExpr *e, Span at);
AstOperator parser_augmented(Parser *p, Span at); /* of "+=" */
/* block, stmt may be NULL: new, nothing */
AstBlock *parser_block_add(Parser *p, AstBlock *block, AstStmt *stmt);
AstBlock *parser_block_join(Parser *p, AstBlock *block, const AstBlock *more);
AstActions *parser_actions_add(Parser *p, AstActions *actions, AstAction *action);
AstActions *parser_actions_join(Parser *p, AstActions *actions, const AstActions *more);
AstFunction *parser_function(Parser *p, AstFunction content);
AstModel *parser_model(Parser *p, AstModel content);
AstName parser_path(Parser *p, const AstExpr *e); /* of a Name or Attribute: na.m as one name */
AstItem *parser_derivative(Parser *p, Span above, Span below, AstExpr *value, Span at);

/* ---- frontend/parse_error.c: a syntax error in words ---- */

typedef struct SyntaxError {
    const char *found; /* names of symbols as in nn.y */
    Span at;
    const char *const *expected; /* all that could stand here instead */
    int n_expected;
} SyntaxError;
void parser_syntax_error(Parser *p, const SyntaxError *e);
#endif
