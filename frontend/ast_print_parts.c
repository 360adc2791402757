/* Printers of the members of nodes: words, lists, blocks. Each has a letter, by which shapes name it. */
#include "frontend/ast_shape.h"

#include <stddef.h>
#include <string.h>

/* ---- words ---- */

static void quoted(Emitter *o, const Str *s)
{
    emit(o, "\"");
    for (uint32_t i = 0; i < s->len; i++) {
        const char c = s->s[i];
        if (c == '"' || c == '\\')
            emit(o, "\\%c", c);
        else if (c == '\n')
            emit(o, "\\n");
        else if ((unsigned char)c < 0x20 || c == 0x7f)
            emit(o, "\\x%02x", (unsigned)(unsigned char)c);
        else
            emit_text(o, &c, 1);
    }
    emit(o, "\"");
}

static bool is_plain(const Str *s)
{
    return s->len &&
           strspn(s->s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               s->len &&
           !(s->s[0] >= '0' && s->s[0] <= '9');
}

static void word(Emitter *o, const Str *s)
{
    if (!s)
        emit(o, "-");
    else if (is_plain(s))
        emit_text(o, s->s, s->len);
    else
        emit(o, "`%s`", s->s);
}

static const Str *str_at(const void *member)
{
    return *(const Str *const *)member;
}

static void print_str(Emitter *o, const void *member)
{
    word(o, str_at(member));
}

static void print_raw(Emitter *o, const void *member)
{
    emit(o, "%s", str_at(member)->s);
}

static void print_power(Emitter *o, const void *member)
{
    if (str_at(member))
        emit(o, " ^%s", str_at(member)->s);
}

static void print_name(Emitter *o, const void *member)
{
    word(o, ((const AstName *)member)->text);
}

static void print_names(Emitter *o, const void *member)
{
    const AstNames *list = member;
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, i ? " " : "");
        word(o, list->v[i].text);
    }
}

static void print_string(Emitter *o, const void *node)
{
    const AstExpr *e = node;
    emit(o, e->as.string.bytes ? "b" : "");
    quoted(o, e->as.string.value);
}

static void print_constant(Emitter *o, const void *member)
{
    static const char *const words[] = {"True", "False", "None", "..."};
    emit(o, "%s", words[*(const AstConstant *)member]);
}

static void print_operator(Emitter *o, const void *member)
{
    emit(o, "%s", ast_operator_text(*(const AstOperator *)member));
}

static void print_unary(Emitter *o, const void *member)
{
    const AstOperator op = *(const AstOperator *)member;
    emit(o, "%s", op == AST_OP_Negate ? "neg" : op == AST_OP_Plus ? "pos" : ast_operator_text(op));
}

static void print_model_kind(Emitter *o, const void *member)
{
    emit(o, "%s", ast_model_word(*(const AstModelKind *)member));
}

static void print_bracket(Emitter *o, const void *member)
{
    static const char *const heads[] = {"generator", "generator", "list-of", "set-of", "dict-of"};
    emit(o, "%s", heads[*(const AstBracket *)member]);
}

static void print_order(Emitter *o, const void *member)
{
    emit(o, "%u", *(const unsigned *)member);
}

/* ---- switches ---- */

static void choose(Emitter *o, const void *member, const char *on, const char *off)
{
    emit(o, "%s", *(const bool *)member ? on : off);
}

static void print_tuple(Emitter *o, const void *member)
{
    choose(o, member, "-tuple", "");
}

static void print_star(Emitter *o, const void *member)
{
    choose(o, member, " *", "");
}

static void print_to_pre(Emitter *o, const void *member)
{
    choose(o, member, " to-pre", "");
}

static void print_level(Emitter *o, const void *member)
{
    const bool *level = member; /* and behind it `edge` */
    emit(o, "%s", level[0] ? "whenever" : level[1] ? "trigger" : "when");
}

static void print_direction(Emitter *o, const void *member)
{
    choose(o, member, "in", "out");
}

static void print_reduction(Emitter *o, const void *member)
{
    choose(o, member, "product", "sum");
}

static void print_side(Emitter *o, const void *member)
{
    choose(o, member, "post", "pre");
}

/* ---- expressions ---- */

static const AstExpr *expr_at(const void *member)
{
    return *(const AstExpr *const *)member;
}

static void print_expr(Emitter *o, const void *member)
{
    shape_expr(o, expr_at(member));
}

static void print_optional(Emitter *o, const void *member)
{
    if (expr_at(member))
        shape_expr(o, expr_at(member));
    else
        emit(o, "-");
}

static void print_value(Emitter *o, const void *member)
{
    if (!expr_at(member))
        return;
    emit(o, " ");
    shape_expr(o, expr_at(member));
}

static void print_exprs(Emitter *o, const void *member)
{
    const AstExprs *list = member;
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, " ");
        shape_expr(o, list->v[i]);
    }
}

static void print_terms(Emitter *o, const void *member)
{
    const AstTerms *terms = member;
    for (uint32_t i = 0; i < terms->n; i++) {
        if (i)
            emit(o, " %s", ast_operator_text(terms->v[i].op));
        emit(o, " ");
        shape_expr(o, terms->v[i].operand);
    }
}

static void print_params(Emitter *o, const void *member)
{
    static const char *const stars[] = {"", "*", "**"};
    const AstParams *list = member;
    emit(o, "(params");
    for (uint32_t i = 0; i < list->n; i++) {
        const AstParam *p = &list->v[i];
        emit(o, " (%s", stars[p->kind]);
        word(o, p->name.text);
        emit(o, p->note ? " :" : "");
        print_value(o, &p->note);
        emit(o, p->init ? " =" : "");
        print_value(o, &p->init);
        emit(o, ")");
    }
    emit(o, ")");
}

static void print_args(Emitter *o, const void *member)
{
    static const Shape shapes[] = {
        [AST_ARG_Positional] = {" %e", {AT(AstArg, value)}},
        [AST_ARG_Named] = {" (= %w %e)", {AT(AstArg, name), AT(AstArg, value)}},
        [AST_ARG_Star] = {" (* %e)", {AT(AstArg, value)}},
        [AST_ARG_StarStar] = {" (** %e)", {AT(AstArg, value)}},
    };
    const AstArgs *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &shapes[list->v[i].kind], &list->v[i]);
}

static void print_parts(Emitter *o, const void *member)
{
    const AstStringParts *list = member;
    for (uint32_t i = 0; i < list->n; i++) {
        const AstStringPart *p = &list->v[i];
        emit(o, " ");
        if (p->text) {
            quoted(o, p->text);
            continue;
        }
        emit(o, "(value ");
        shape_expr(o, p->expr);
        if (p->shown) {
            emit(o, " shown ");
            quoted(o, p->shown);
        }
        if (p->conversion)
            emit(o, " !%c", p->conversion);
        if (p->format.n) {
            emit(o, " (format");
            print_parts(o, &p->format);
            emit(o, ")");
        }
        emit(o, ")");
    }
}

static void print_pairs(Emitter *o, const void *member)
{
    static const Shape pair = {" (: %e %e)", {AT(AstPair, key), AT(AstPair, value)}};
    static const Shape more = {" (** %e)", {AT(AstPair, value)}};
    const AstPairs *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, list->v[i].key ? &pair : &more, &list->v[i]);
}

static void print_clauses(Emitter *o, const void *member)
{
    static const Shape loop = {" (for %e %e)", {AT(AstClause, target), AT(AstClause, value)}};
    static const Shape test = {" (if %e)", {AT(AstClause, value)}};
    const AstClauses *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, list->v[i].target ? &loop : &test, &list->v[i]);
}

/* ---- declarations ---- */

static void print_decls(Emitter *o, const void *member)
{
    static const Shape decl = {
        "(%w %o %o %o)\n",
        {AT(AstDecl, name), AT(AstDecl, note), AT(AstDecl, init), AT(AstDecl, doc)}};
    static const Shape bounded = {"(%w %o %o from %e to %o %o)\n",
                                  {AT(AstDecl, name), AT(AstDecl, note), AT(AstDecl, init),
                                   AT(AstDecl, bounds.lo), AT(AstDecl, bounds.hi),
                                   AT(AstDecl, doc)}};
    const AstDecls *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, list->v[i].bounds.lo ? &bounded : &decl, &list->v[i]);
}

static void print_bindings(Emitter *o, const void *member)
{
    static const Shape binding = {" (= %w %e)", {AT(AstBinding, name), AT(AstBinding, value)}};
    const AstBindings *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &binding, &list->v[i]);
}

static void print_imports(Emitter *o, const void *member)
{
    static const Shape import = {" (%N as %w)", {AT(AstImport, path), AT(AstImport, alias)}};
    const AstImports *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &import, &list->v[i]);
}

static void print_species(Emitter *o, const void *member)
{
    const AstSpeciesList *list = member;
    emit(o, "(");
    for (uint32_t i = 0; i < list->n; i++) {
        const AstSpecies *s = &list->v[i];
        emit(o, i ? " " : "");
        if (s->count)
            emit(o, "%s%s", s->count->s, s->name.text ? "*" : "");
        if (s->name.text)
            word(o, s->name.text);
    }
    emit(o, ")");
}

static void print_handler_params(Emitter *o, const void *node)
{
    const AstItem *i = node;
    if (!i->as.on.has_params)
        return;
    print_params(o, &i->as.on.params);
    emit(o, "\n");
}

/* ---- blocks ---- */

static void block(Emitter *o, const char *head, const void *member)
{
    const AstBlock *b = *(const AstBlock *const *)member;
    if (!b)
        return;
    emit_open(o, "(%s", head);
    for (uint32_t i = 0; i < b->stmts.n; i++)
        shape_stmt(o, b->stmts.v[i]);
    emit_close(o, ")");
}

static void print_body(Emitter *o, const void *member)
{
    block(o, "do", member);
}

static void print_else(Emitter *o, const void *member)
{
    block(o, "else", member);
}

static void print_finally(Emitter *o, const void *member)
{
    block(o, "finally", member);
}

static void print_arms(Emitter *o, const void *member)
{
    static const Shape arm = {"(when %e)\n%B", {AT(AstArm, condition), AT(AstArm, body)}};
    const AstArms *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &arm, &list->v[i]);
}

static void print_handlers(Emitter *o, const void *member)
{
    static const Shape handler = {
        "(except %o %w)\n%B", {AT(AstHandler, type), AT(AstHandler, name), AT(AstHandler, body)}};
    const AstHandlers *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &handler, &list->v[i]);
}

static void print_actions(Emitter *o, const void *member)
{
    const AstActions *actions = *(const AstActions *const *)member;
    for (uint32_t i = 0; i < actions->list.n; i++)
        shape_action(o, actions->list.v[i]);
}

static void print_action_arms(Emitter *o, const void *member)
{
    static const Shape arm = {"(when %e)\n(do{%C}",
                              {AT(AstActionArm, condition), AT(AstActionArm, body)}};
    const AstActionArms *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_print(o, &arm, &list->v[i]);
}

static void print_action_else(Emitter *o, const void *member)
{
    static const Shape otherwise = {"(else{%C}", {0}};
    if (*(const AstActions *const *)member)
        shape_print(o, &otherwise, member);
}

static void print_items(Emitter *o, const void *member)
{
    const AstItems *list = member;
    for (uint32_t i = 0; i < list->n; i++)
        shape_item(o, list->v[i]);
}

static void print_function(Emitter *o, const void *member)
{
    static const Shape function = {"(def %w{%p -> %o\n%B}",
                                   {AT(AstFunction, name), AT(AstFunction, params),
                                    AT(AstFunction, result), AT(AstFunction, body)}};
    shape_print(o, &function, *(const AstFunction *const *)member);
}

static void print_base(Emitter *o, const void *member)
{
    static const Shape base = {"(base %e)\n", {0}};
    if (expr_at(member))
        shape_print(o, &base, member);
}

static void print_model(Emitter *o, const void *member)
{
    static const Shape model = {
        "(%m %w{%b%I}",
        {AT(AstModel, kind), AT(AstModel, name), AT(AstModel, base), AT(AstModel, items)}};
    shape_print(o, &model, *(const AstModel *const *)member);
}

/* ---- letters ---- */

ShapePrinter *shape_printer(char letter)
{
    static ShapePrinter *const printers[128] = {
        ['*'] = print_star,        ['#'] = print_order,
        ['+'] = print_operator,    ['='] = print_bindings,
        ['>'] = print_to_pre,      ['^'] = print_power,
        ['A'] = print_arms,        ['B'] = print_body,
        ['C'] = print_actions,     ['D'] = print_decls,
        ['E'] = print_exprs,       ['F'] = print_function,
        ['H'] = print_handlers,    ['I'] = print_items,
        ['J'] = print_action_arms, ['K'] = print_action_else,
        ['L'] = print_else,        ['M'] = print_model,
        ['N'] = print_names,       ['P'] = print_handler_params,
        ['W'] = print_str,         ['Y'] = print_finally,
        ['a'] = print_args,        ['b'] = print_base,
        ['c'] = print_bracket,     ['d'] = print_pairs,
        ['e'] = print_expr,        ['f'] = print_parts,
        ['g'] = print_direction,   ['h'] = print_level,
        ['i'] = print_imports,     ['j'] = print_reduction,
        ['k'] = print_constant,    ['l'] = print_clauses,
        ['m'] = print_model_kind,  ['o'] = print_optional,
        ['p'] = print_params,      ['r'] = print_raw,
        ['s'] = print_string,      ['t'] = print_terms,
        ['u'] = print_unary,       ['v'] = print_value,
        ['w'] = print_name,        ['x'] = print_tuple,
        ['y'] = print_side,        ['z'] = print_species,
    };
    return printers[(unsigned char)letter];
}
