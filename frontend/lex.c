/* The tokens of a text: what is remembered of them, brackets, the end, and what the parser is not
   shown after an error. */
#include "frontend/lex.h"
#include "nn.tab.h"
#define YYSTYPE NN_YYSTYPE
#define YYLTYPE Span
#include "nn.lex.h"

#include <string.h>

_Static_assert((int)LEX_REFUSED == (int)NN_NN_YYerror, "the token that bison keeps silent about");

int lex_give(Parser *p, int kind, Span at)
{
    p->before = p->last;
    p->last = (LexToken){kind, at};
    return kind;
}

int lex_refuse(Parser *p, Span at)
{
    return lex_give(p, LEX_REFUSED, at);
}

uint32_t lex_text_start(const SourceFile *source)
{
    return source->len >= 3 && !memcmp(source->text, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

int lex_end(Parser *p, Span *at)
{
    at->lo = at->hi = p->last.span.hi ? p->last.span.hi : p->source->base + p->pos;
    if (p->n_brackets) {
        const LexBracket b = p->brackets[0];
        parser_fatal(p, DIAG_NNC0102, b.span, "'%c' is never closed", b.opener);
        return LEX_REFUSED;
    }
    const int last = p->last.kind; /* NN_END, which is 0: nothing yet */
    if (last != NN_NEWLINE && last != NN_DEDENT && (last != NN_END || p->joined))
        return lex_give(p, NN_NEWLINE, *at);
    if (p->n_indents) {
        p->n_indents--;
        return lex_give(p, NN_DEDENT, *at);
    }
    return lex_give(p, NN_END, *at);
}

void lex_comment(Parser *p, Span at)
{
    if (p->quiet || !p->file)
        return;
    const char *text = p->source->text;
    uint32_t i = at.lo - p->source->base;
    while (i > p->start && (text[i - 1] == ' ' || text[i - 1] == '\t' || text[i - 1] == '\f'))
        i--;
    const bool own_line = i == p->start || text[i - 1] == '\n' || text[i - 1] == '\r';
    VEC_PUSH(p->arena, &p->file->comments, (AstComment){at, own_line});
}

/* ---- brackets ---- */

int lex_bracket_open(Parser *p, char c, Span at)
{
    if (p->n_brackets == LEX_BRACKETS_MAX) {
        parser_fatal(p, DIAG_NNC0501, at, "brackets nested more than %d deep", LEX_BRACKETS_MAX);
        return lex_refuse(p, at);
    }
    p->brackets[p->n_brackets++] = (LexBracket){c, at};
    return lex_give(p, c, at);
}

int lex_bracket_close(Parser *p, char c, Span at)
{
    if (!p->n_brackets) {
        parser_error(p, DIAG_NNC0102, at, "'%c' closes nothing", c);
        return lex_refuse(p, at);
    }
    const LexBracket b = p->brackets[--p->n_brackets];
    const char want = b.opener == '(' ? ')' : b.opener == '[' ? ']' : '}';
    if (c != want) {
        Diag *g = parser_error(p, DIAG_NNC0102, at, "'%c' does not close '%c'", c, b.opener);
        diag_note(p->session->diags, g, b.span, "'%c' is opened here", b.opener);
        return lex_refuse(p, at);
    }
    return lex_give(p, c, at);
}

/* A parser for a second, silent look at a file. */
static Parser *second_look(Session *s, const SourceFile *source, uint32_t start, void **scanner)
{
    Parser *p = ARENA_NEW(s->arena, Parser);
    *p = (Parser){.session = s,
                  .arena = s->arena,
                  .source = source,
                  .quiet = true,
                  .start = start,
                  .pos = start,
                  .end = source->len,
                  .start_token = NN_FILE_ENTRY};
    nn_yylex_init_extra(p, scanner);
    nn_yy_scan_bytes(source->text + start, (int)(source->len - start), *scanner);
    return p;
}

/* The natural place of the error is lines after the bracket, so the whole text is read again. */
LexBracket lex_never_closed(Parser *p)
{
    if (p->looked_for_unclosed || p->joined)
        return p->unclosed;
    void *scanner;
    NN_YYSTYPE value;
    Span at;
    Parser *again = second_look(p->session, p->source, p->start, &scanner);
    again->scanner_failed = p->scanner_failed;
    while (!again->fatal && nn_yylex(&value, &at, scanner) != NN_END)
        ;
    nn_yylex_destroy(scanner);
    const bool ended = again->pos == again->end, too_many = again->n_brackets == LEX_BRACKETS_MAX;
    if (again->n_brackets && (ended || too_many))
        p->unclosed = again->brackets[0];
    p->looked_for_unclosed = true;
    return p->unclosed;
}

LexTokens lex_all(Session *s, const SourceFile *source)
{
    LexTokens tokens = {0};
    jmp_buf failed;
    void *scanner;
    NN_YYSTYPE value;
    Parser *p = second_look(s, source, lex_text_start(source), &scanner);
    p->scanner_failed = &failed;
    if (setjmp(failed))
        return (LexTokens){0};
    LexToken token;
    do {
        token.kind = nn_yylex(&value, &token.span, scanner);
        VEC_PUSH(s->arena, &tokens, token);
    } while (token.kind != NN_END && !p->fatal);
    nn_yylex_destroy(scanner);
    return tokens;
}

/* ---- what the parser sees ---- */

/* Drops a block whose INDENT has been read. false: the text ended. */
static bool drop_block(Parser *p, NN_YYSTYPE *value, Span *at, void *scanner)
{
    for (int depth = 1; depth > 0;) {
        const int kind = nn_yylex(value, at, scanner);
        if (kind == NN_END || p->fatal)
            return false;
        depth += (kind == NN_INDENT) - (kind == NN_DEDENT);
    }
    return true;
}

int lex_next(NN_YYSTYPE *value, Span *at, void *scanner)
{
    Parser *p = nn_yyget_extra(scanner);
    at->lo = at->hi = p->last.span.hi;
    if (p->fatal)
        return NN_END;
    int kind = p->skip == LEX_SKIP_THIS_BLOCK ? NN_INDENT : nn_yylex(value, at, scanner);
    if (p->skip != LEX_SKIP_NOTHING && kind == NN_INDENT) {
        if (!drop_block(p, value, at, scanner))
            return NN_END;
        const bool own = p->skip == LEX_SKIP_THIS_BLOCK;
        p->skip = LEX_SKIP_NOTHING;
        kind = own ? NN_NEWLINE : nn_yylex(value, at, scanner);
    }
    if (kind != NN_NEWLINE)
        p->skip = LEX_SKIP_NOTHING;
    return kind;
}
