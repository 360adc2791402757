/* What the actions of the grammar need beyond the constructors of ast.h: texts by span, joined
   suites, checked shapes. */
#include "frontend/lex.h"
#include "nn.tab.h"

#include <string.h>

const Str *parser_str(Parser *p, Span at)
{
    return at.lo ? str_intern(p->session->strings, parser_text(p, at), span_len(at)) : NULL;
}

AstName parser_name(Parser *p, Span at)
{
    const char *text = parser_text(p, at);
    const uint32_t quote = text[0] == '`';
    return (AstName){str_intern(p->session->strings, text + quote, span_len(at) - 2 * quote), at};
}

/* ---- expressions ---- */

AstExpr *parser_checked(Parser *p, AstExpr *e)
{
    if (e->depth > AST_DEPTH_MAX && !p->fatal) {
        Diag *g = parser_fatal(p, DIAG_NNC0501, e->span, "an expression nested more than %d deep",
                               AST_DEPTH_MAX);
        diag_help(p->session->diags, g, "name its parts on lines of their own");
    }
    return e;
}

AstExpr *parser_number(Parser *p, Span at)
{
    const char *text = parser_text(p, at);
    const uint32_t len = span_len(at);
    const bool radix = len > 1 && text[0] == '0' && strchr("xXbBoO", text[1]);
    bool integer = true;
    for (uint32_t i = 0; i < len && !radix; i++)
        integer = integer && text[i] != '.' && text[i] != 'e' && text[i] != 'E';
    return AST_NEW_EXPR(p->arena, Number, number, at, parser_str(p, at), integer);
}

AstExpr *parser_quantity(Parser *p, Span number, Span unit)
{
    Unit *u = ARENA_NEW(p->arena, Unit);
    const char *text = parser_text(p, unit);
    if (unit_parse(text, span_len(unit), u) != span_len(unit))
        parser_error(p, DIAG_NNC0108, unit, "'%.*s' is out of the range of units",
                     (int)span_len(unit), text);
    return AST_NEW_EXPR(p->arena, Quantity, quantity, span_join(number, unit),
                        parser_str(p, number), parser_str(p, unit), u);
}

AstExpr *parser_strings(Parser *p, const AstExprs *strings, Span at)
{
    return strings->n == 1
               ? strings->v[0]
               : parser_checked(p, AST_NEW_EXPR(p->arena, Joined, joined, at, *strings));
}

/* a alone is a; a, b and a, are tuples. */
AstExpr *parser_items(Parser *p, const AstExprs *items, bool comma, Span at)
{
    if (items->n == 1 && !comma)
        return items->v[0];
    return parser_checked(p, AST_NEW_EXPR(p->arena, Tuple, tuple, at, *items));
}

AstExpr *parser_parenthesised(AstExpr *e, Span at)
{
    e->parenthesised = true;
    e->span = at;
    return e;
}

AstOperator parser_augmented(Parser *p, Span at)
{
    const size_t len = span_len(at) - 1; /* without the = */
    const char *text = parser_text(p, at);
    if (len == 2 && !memcmp(text, "**", 2))
        return AST_OP_Power;
    for (int op = 0; op < AST_OP_COUNT; op++) {
        const char *name = ast_operator_text((AstOperator)op);
        if (strlen(name) == len && !memcmp(name, text, len))
            return (AstOperator)op;
    }
    return AST_OP_COUNT;
}

/* ---- suites ---- */

AstBlock *parser_block_add(Parser *p, AstBlock *block, AstStmt *stmt)
{
    if (!block)
        block = ARENA_NEW(p->arena, AstBlock);
    if (stmt) {
        VEC_PUSH(p->arena, &block->stmts, stmt);
        block->span = span_join(block->span, stmt->span);
    }
    return block;
}

AstBlock *parser_block_join(Parser *p, AstBlock *block, const AstBlock *more)
{
    for (uint32_t i = 0; i < more->stmts.n; i++)
        parser_block_add(p, block, more->stmts.v[i]);
    return block;
}

AstActions *parser_actions_add(Parser *p, AstActions *actions, AstAction *action)
{
    if (!actions)
        actions = ARENA_NEW(p->arena, AstActions);
    if (action) {
        VEC_PUSH(p->arena, &actions->list, action);
        actions->span = span_join(actions->span, action->span);
    }
    return actions;
}

AstActions *parser_actions_join(Parser *p, AstActions *actions, const AstActions *more)
{
    for (uint32_t i = 0; i < more->list.n; i++)
        parser_actions_add(p, actions, more->list.v[i]);
    return actions;
}

AstFunction *parser_function(Parser *p, AstFunction content)
{
    AstFunction *f = ARENA_NEW(p->arena, AstFunction);
    *f = content;
    return f;
}

AstModel *parser_model(Parser *p, AstModel content)
{
    AstModel *m = ARENA_NEW(p->arena, AstModel);
    *m = content;
    return m;
}

/* ---- derivatives ---- */

/* The order in "dt", "dt2"; 0 if it is neither. */
static unsigned order_below(const char *text, uint32_t len)
{
    if (len < 2 || memcmp(text, "dt", 2) != 0)
        return 0;
    if (len == 2)
        return 1;
    return len == 3 && text[2] >= '2' && text[2] <= '9' ? (unsigned)(text[2] - '0') : 0;
}

AstName parser_path(Parser *p, const AstExpr *e)
{
    if (e->kind != AST_EXPR_Attribute)
        return (AstName){e->as.name.text, e->span};
    const AstName object = parser_path(p, e->as.attribute.object);
    const Str *path =
        str_format(p->session->strings, "%s.%s", object.text->s, e->as.attribute.name.text->s);
    return (AstName){path, span_join(object.span, e->span)};
}

/* dv/dt, d2x/dt2. The order stands in dt2: dv2/dt is the derivative of a state v2. */
AstItem *parser_derivative(Parser *p, Span above, Span below, AstExpr *value, Span at)
{
    const char *a = parser_text(p, above), *b = parser_text(p, below);
    const unsigned order = order_below(b, span_len(below));
    const uint32_t skip = order > 1 ? 2 : 1;
    const bool fits = order && span_len(above) > skip && a[0] == 'd' &&
                      (order == 1 || a[1] == (char)('0' + order));
    if (!fits) {
        const Span target = span_join(above, below);
        Diag *g = parser_error(p, DIAG_NNC0109, target, "'%.*s/%.*s' is no derivative",
                               (int)span_len(above), a, (int)span_len(below), b);
        diag_help(p->session->diags, g,
                  "an equation starts with dv/dt for a state v, d2x/dt2 for a second order");
        return AST_NEW_ITEM(p->arena, Pass, pass, at, 0);
    }
    const AstName state = parser_name(p, (Span){above.lo + skip, above.hi});
    return AST_NEW_ITEM(p->arena, Derivative, derivative, at, state, order, value);
}
