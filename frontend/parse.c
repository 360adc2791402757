/* The entries of the parser: set up lexer and parser state, run them, keep the errors in order. */
#include "frontend/parse.h"
#include "frontend/lex.h"
#include "nn.tab.h"
#define YYSTYPE NN_YYSTYPE
#define YYLTYPE Span
#include "nn.lex.h"

/* ---- errors ---- */

uint32_t span_len(Span at)
{
    return at.hi - at.lo;
}

const char *parser_text(const Parser *p, Span at)
{
    return p->source->text + (at.lo - p->source->base);
}

static uint32_t line_start(const Parser *p, Span at)
{
    const char *text = p->source->text;
    uint32_t i = at.lo - p->source->base;
    while (i > 0 && text[i - 1] != '\n' && text[i - 1] != '\r')
        i--;
    return p->source->base + i;
}

static __attribute__((format(printf, 4, 0))) Diag *report(Parser *p, DiagCode code, Span at,
                                                          const char *fmt, va_list ap)
{
    if (p->quiet)
        return NULL;
    const uint32_t line = line_start(p, at);
    if (p->errors && line == p->error_line)
        return NULL;
    p->error_line = line;
    if (++p->errors >= PARSE_ERRORS_MAX)
        p->fatal = true;
    return diag(p->session->diags, code, at, "%s", arena_vprintf(p->arena, fmt, ap));
}

Diag *parser_error(Parser *p, DiagCode code, Span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Diag *g = report(p, code, at, fmt, ap);
    va_end(ap);
    return g;
}

Diag *parser_fatal(Parser *p, DiagCode code, Span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Diag *g = report(p, code, at, fmt, ap);
    va_end(ap);
    p->fatal = true;
    return g;
}

/* ---- running ---- */

_Noreturn void lex_scanner_failed(Parser *p, const char *message)
{
    (void)message;
    longjmp(*p->scanner_failed, 1);
}

/* Scans and parses p->pos ... p->end. */
void parser_run(Parser *p)
{
    jmp_buf failed;
    void *scanner;
    p->scanner_failed = &failed;
    if (setjmp(failed)) {
        parser_fatal(p, DIAG_NNC0502, (Span){p->source->base, p->source->base},
                     "the text is too large to be scanned");
        return;
    }
    if (!parse_check_text(p))
        return;
    nn_yylex_init_extra(p, &scanner);
    nn_yy_scan_bytes(p->source->text + p->pos, (int)(p->end - p->pos), scanner);
    nn_yyparse(scanner, p);
    nn_yylex_destroy(scanner);
}

AstFile *parse_file(Session *s, const SourceFile *source)
{
    AstFile *file = ARENA_NEW(s->arena, AstFile);
    Parser *p = ARENA_NEW(s->arena, Parser);
    file->source = source;
    p->session = s;
    p->arena = s->arena;
    p->source = source;
    p->start = lex_text_start(source);
    p->pos = p->start;
    p->end = source->len;
    p->start_token = NN_FILE_ENTRY;
    p->file = file;
    if (source->len > LEX_FILE_MAX)
        parser_fatal(p, DIAG_NNC0502, (Span){source->base, source->base},
                     "a file of %u bytes: the limit is %d", source->len, LEX_FILE_MAX);
    else
        parser_run(p);
    file->errors = p->errors;
    return file;
}

static Parser *expression_parser(Session *s, const SourceFile *source, Span within)
{
    Parser *p = ARENA_NEW(s->arena, Parser);
    p->session = s;
    p->arena = s->arena;
    p->source = source;
    p->start = p->pos = within.lo - source->base;
    p->end = within.hi - source->base;
    p->start_token = NN_EXPRESSION_ENTRY;
    p->joined = true;
    p->last.span = (Span){within.lo, within.lo};
    return p;
}

AstExpr *parse_expression(Session *s, const SourceFile *source, Span within)
{
    Parser *p = expression_parser(s, source, within);
    parser_run(p);
    return p->errors ? NULL : p->result;
}

AstExpr *parser_expression_within(Parser *outer, Span within)
{
    Parser *p = expression_parser(outer->session, outer->source, within);
    p->errors = outer->errors;
    p->error_line = outer->error_line;
    p->quiet = outer->quiet;
    parser_run(p);
    AstExpr *e = p->errors > outer->errors ? NULL : p->result;
    outer->errors = p->errors;
    outer->error_line = p->error_line;
    return e;
}
