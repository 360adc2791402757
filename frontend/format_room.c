/* How much room two neighbours get: a matter of their classes; which sign is a prefix and which colon a
   slice, of the token before and the bracket around. */
#include "frontend/format_parts.h"
#include "ir/base/dim.h"
#include "nn.tab.h"

#include <string.h>

const char *format_text_of(const Formatter *f, const LexToken *t)
{
    return f->source->text + (t->span.lo - f->source->base);
}

static bool is_hard(const Formatter *f, const LexToken *t)
{
    return t->span.hi > t->span.lo && lex_is_hard_keyword(format_text_of(f, t), span_len(t->span));
}

static bool is_soft(const Formatter *f, const LexToken *t)
{
    return t->span.hi > t->span.lo && t->kind != NN_NAME &&
           lex_keyword(format_text_of(f, t), span_len(t->span)) && !is_hard(f, t);
}

/* Hard keywords that are values, as names are. */
static bool is_value_word(int kind)
{
    return kind == NN_TRUE || kind == NN_FALSE || kind == NN_NONE;
}

/* A token that an operand may end with: after it a sign is an operator and a bracket a call. */
static bool ends_operand(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    switch (t->kind) {
    case NN_NAME:
    case NN_NUMBER:
    case NN_UNIT:
    case NN_STRING:
    case NN_MORE_STRING:
    case NN_ELLIPSIS:
    case ')':
    case ']':
    case '}':
        return true;
    default:
        break;
    }
    if (is_hard(f, t))
        return is_value_word(t->kind) || (i > 0 && f->tokens.v[i - 1].kind == '.');
    return is_soft(f, t);
}

static bool blank_between(const LexToken *a, const LexToken *b)
{
    return a->span.hi < b->span.lo;
}

/* A sign or star before its operand. After a soft keyword, which may be a name, the blanks of the
   source decide. */
static bool is_prefix(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    if (t->kind == '~')
        return true;
    if (t->kind != '-' && t->kind != '+' && t->kind != '*' && t->kind != NN_STARSTAR)
        return false;
    if (i == 0 || !ends_operand(f, i - 1))
        return true;
    const LexToken *before = &f->tokens.v[i - 1];
    return is_soft(f, before) && blank_between(before, t) && !blank_between(t, &f->tokens.v[i + 1]);
}

static bool is_closer(int kind)
{
    return kind == ')' || kind == ']' || kind == '}';
}

static bool is_opener(int kind)
{
    return kind == '(' || kind == '[' || kind == '{';
}

static bool has_slash(const Formatter *f, const LexToken *t)
{
    return memchr(format_text_of(f, t), '/', span_len(t->span)) != NULL;
}

static bool is_word(const Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    return kind == NN_NAME || kind == NN_NUMBER || kind == NN_UNIT || kind == NN_STRING ||
           kind == NN_MORE_STRING || kind == NN_ELLIPSIS || is_hard(f, &f->tokens.v[i]) ||
           is_soft(f, &f->tokens.v[i]);
}

/* A name that would join the unit before it: `65 mV / s` divides by what is called s. */
static bool would_join_unit(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    Unit unit;
    return i > 0 && i + 1 < f->tokens.n && t[-1].kind == NN_UNIT && t->kind == '/' &&
           is_word(f, i + 1) && unit_name(format_text_of(f, &t[1]), span_len(t[1].span), &unit);
}

/* * and / have blanks where it would be hard to see how far a literal goes: `1 /ms * x`, `v / 10
   mV`. */
static bool is_spaced_product(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    if (i > 0 && t[-1].kind == NN_UNIT && has_slash(f, &t[-1]))
        return true;
    if (would_join_unit(f, i))
        return true;
    return t->kind == '/' && i + 2 < f->tokens.n && t[1].kind == NN_NUMBER && t[2].kind == NN_UNIT;
}

/* Operators with blanks around. Sums in subscripts have none: x[i+1:n]. */
static bool is_spaced_operator(const Formatter *f, uint32_t i)
{
    switch (f->tokens.v[i].kind) {
    case '+':
    case '-':
        return f->levels[f->level].opener != 's';
    case '<':
    case '>':
    case '&':
    case '|':
    case '%':
    case NN_LE:
    case NN_GE:
    case NN_EQ:
    case NN_NE:
    case NN_REVERSIBLE:
    case NN_ARROW:
    case NN_AUGMENT:
        return true;
    case '*':
    case '/':
    case NN_FLOORDIV:
        return is_spaced_product(f, i);
    default:
        return false;
    }
}

/* Operators that have no blanks around, unless they are spaced. */
static bool is_tight(int kind)
{
    return kind == '*' || kind == '/' || kind == NN_FLOORDIV || kind == '^' ||
           kind == NN_STARSTAR || kind == '+' || kind == '-';
}

/* name=value of a call or lambda; an annotated parameter has blanks. */
static bool is_argument_equals(const Formatter *f)
{
    const Level *level = &f->levels[f->level];
    return level->lambdas || (f->level > 0 && !level->annotated);
}

/* Room before the bracket tokens[i]: none for a call or subscript. */
static bool room_before_opener(const Formatter *f, uint32_t i)
{
    const LexToken *before = &f->tokens.v[i - 1];
    if (!ends_operand(f, i - 1))
        return !is_opener(before->kind);
    if (is_soft(f, before))
        return blank_between(before, &f->tokens.v[i]);
    return f->level == 0 && f->arrow && !f->is_def;
}

bool format_room_before(const Formatter *f, uint32_t i)
{
    const int before = f->tokens.v[i - 1].kind, kind = f->tokens.v[i].kind;
    if (kind == ',' || kind == ';' || is_closer(kind))
        return false;
    if (kind == '.' || before == '.')
        return kind == '.' && before == NN_NUMBER; /* `1 .x`, not the number `1.` */
    if (before == ',' || before == ';')
        return true;
    if (kind == ':')
        return false;
    if (before == ':')
        return f->levels[f->level].opener != 's' || f->lambda_colon;
    if (is_opener(before) || f->prefix)
        return false;
    if (kind == '=' || before == '=')
        return !is_argument_equals(f);
    const bool prefix = is_prefix(f, i);
    if ((!prefix && is_spaced_operator(f, i)) || is_spaced_operator(f, i - 1))
        return true;
    if ((!prefix && is_tight(kind)) || is_tight(before))
        return false;
    if (is_opener(kind))
        return room_before_opener(f, i);
    return prefix || is_word(f, i) || is_word(f, i - 1);
}

static void enter_bracket(Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    const bool subscript = kind == '[' && i > 0 && ends_operand(f, i - 1);
    if (f->level < LEX_BRACKETS_MAX)
        f->level++;
    f->levels[f->level] = (Level){.opener = subscript ? 's' : (char)kind};
}

void format_follow(Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    Level *level = &f->levels[f->level];
    f->prefix = is_prefix(f, i);
    f->lambda_colon = kind == ':' && level->lambdas;
    if (is_opener(kind))
        enter_bracket(f, i);
    else if (is_closer(kind) && f->level > 0)
        f->level--;
    else if (kind == NN_LAMBDA && (i == 0 || f->tokens.v[i - 1].kind != '.') &&
             f->tokens.v[i + 1].kind != '=')
        level->lambdas++;
    else if (f->lambda_colon)
        level->lambdas--;
    else if (kind == ':' && level->opener == '(')
        level->annotated = true;
    else if (kind == ',')
        level->annotated = false;
    if (f->level == 0 && (kind == NN_ARROW || kind == NN_REVERSIBLE))
        f->arrow = true;
    f->is_def = f->is_def || kind == NN_DEF;
}
