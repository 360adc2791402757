/* The syntax tree as S-expressions. Chains print flat with the operator before each term: a - b +
   c is (sum a - b + c); parentheses that were written print as (paren e), since they matter to
   what the tree means when it is printed back. */
#include "frontend/ast_print.h"
#include "ir/base/emit.h"

#include <string.h>

static void expr(Emitter *o, const AstExpr *e);
static void block(Emitter *o, const char *head, const AstBlock *b);
static void actions(Emitter *o, const AstActions *list);
static void items(Emitter *o, const AstItems *list);

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

static void names(Emitter *o, const AstNames *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, i ? " " : "");
        word(o, list->v[i].text);
    }
}

/* An expression, or - where there is none. */
static void optional(Emitter *o, const AstExpr *e)
{
    if (e)
        expr(o, e);
    else
        emit(o, "-");
}

static void exprs(Emitter *o, const AstExprs *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, " ");
        expr(o, list->v[i]);
    }
}

/* ---- expressions ---- */

static void params(Emitter *o, const AstParams *list)
{
    static const char *const star[] = {"", "*", "**"};
    emit(o, "(params");
    for (uint32_t i = 0; i < list->n; i++) {
        const AstParam *p = &list->v[i];
        emit(o, " (%s", star[p->kind]);
        word(o, p->name.text);
        if (p->note) {
            emit(o, " : ");
            expr(o, p->note);
        }
        if (p->init) {
            emit(o, " = ");
            expr(o, p->init);
        }
        emit(o, ")");
    }
    emit(o, ")");
}

static void chain(Emitter *o, const char *head, const AstTerms *terms)
{
    emit(o, "(%s", head);
    for (uint32_t i = 0; i < terms->n; i++) {
        if (i)
            emit(o, " %s", ast_operator_text(terms->v[i].op));
        emit(o, " ");
        expr(o, terms->v[i].operand);
    }
    emit(o, ")");
}

static void args(Emitter *o, const AstArgs *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        const AstArg *a = &list->v[i];
        emit(o, a->kind == AST_ARG_Named      ? " (= "
                : a->kind == AST_ARG_Star     ? " (* "
                : a->kind == AST_ARG_StarStar ? " (** "
                                              : " ");
        if (a->kind == AST_ARG_Named) {
            word(o, a->name.text);
            emit(o, " ");
        }
        expr(o, a->value);
        emit(o, a->kind == AST_ARG_Positional ? "" : ")");
    }
}

static void parts(Emitter *o, const AstStringParts *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        const AstStringPart *p = &list->v[i];
        emit(o, " ");
        if (p->text) {
            quoted(o, p->text);
            continue;
        }
        emit(o, "(value ");
        expr(o, p->expr);
        if (p->shown) {
            emit(o, " shown ");
            quoted(o, p->shown);
        }
        if (p->conversion)
            emit(o, " !%c", p->conversion);
        if (p->format.n) {
            emit(o, " (format");
            parts(o, &p->format);
            emit(o, ")");
        }
        emit(o, ")");
    }
}

static void pairs(Emitter *o, const AstPairs *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        const AstPair *p = &list->v[i];
        emit(o, p->key ? " (: " : " (** ");
        if (p->key) {
            expr(o, p->key);
            emit(o, " ");
        }
        expr(o, p->value);
        emit(o, ")");
    }
}

static void comprehension(Emitter *o, const AstExpr *e)
{
    static const char *const head[] = {"generator", "generator", "list-of", "set-of", "dict-of"};
    emit(o, "(%s ", head[e->as.comprehension.bracket]);
    expr(o, e->as.comprehension.element);
    if (e->as.comprehension.value) {
        emit(o, " ");
        expr(o, e->as.comprehension.value);
    }
    const AstClauses *clauses = &e->as.comprehension.clauses;
    for (uint32_t i = 0; i < clauses->n; i++) {
        const AstClause *c = &clauses->v[i];
        emit(o, c->target ? " (for " : " (if ");
        if (c->target) {
            expr(o, c->target);
            emit(o, " ");
        }
        expr(o, c->value);
        emit(o, ")");
    }
    emit(o, ")");
}

static const char *unary_head(AstOperator op)
{
    return op == AST_OP_Negate ? "neg" : op == AST_OP_Plus ? "pos" : ast_operator_text(op);
}

static void listed(Emitter *o, const char *head, const AstExprs *list)
{
    emit(o, "(%s", head);
    exprs(o, list);
    emit(o, ")");
}

/* Up to three operands, each ?, after a head. */
static void form(Emitter *o, const char *head, int n, const AstExpr *a, const AstExpr *b,
                 const AstExpr *c)
{
    const AstExpr *const operand[] = {a, b, c};
    emit(o, "(%s", head);
    for (int i = 0; i < n; i++) {
        emit(o, " ");
        optional(o, operand[i]);
    }
    emit(o, ")");
}

static void index_of(Emitter *o, const AstExpr *e)
{
    emit(o, e->as.index.tuple ? "(index-tuple " : "(index ");
    expr(o, e->as.index.object);
    exprs(o, &e->as.index.items);
    emit(o, ")");
}

static void bare(Emitter *o, const AstExpr *e)
{
    static const char *const constant[] = {"True", "False", "None", "..."};
    switch (e->kind) {
    case AST_EXPR_Name:
        word(o, e->as.name.text);
        break;
    case AST_EXPR_Number:
        emit(o, "%s", e->as.number.text->s);
        break;
    case AST_EXPR_Quantity:
        emit(o, "(q %s %s)", e->as.quantity.number->s, e->as.quantity.unit_text->s);
        break;
    case AST_EXPR_String:
        emit(o, e->as.string.bytes ? "b" : "");
        quoted(o, e->as.string.value);
        break;
    case AST_EXPR_FString:
        emit(o, "(f");
        parts(o, &e->as.fstring.parts);
        emit(o, ")");
        break;
    case AST_EXPR_Joined:
        listed(o, "joined", &e->as.joined.strings);
        break;
    case AST_EXPR_Constant:
        emit(o, "%s", constant[e->as.constant.which]);
        break;
    case AST_EXPR_Unary:
        form(o, unary_head(e->as.unary.op), 1, e->as.unary.operand, NULL, NULL);
        break;
    case AST_EXPR_Power:
        form(o, "^", 2, e->as.power.base, e->as.power.exponent, NULL);
        break;
    case AST_EXPR_Sum:
        chain(o, "sum", &e->as.chain.terms);
        break;
    case AST_EXPR_Product:
        chain(o, "product", &e->as.chain.terms);
        break;
    case AST_EXPR_BitAnd:
        chain(o, "bit-and", &e->as.chain.terms);
        break;
    case AST_EXPR_BitOr:
        chain(o, "bit-or", &e->as.chain.terms);
        break;
    case AST_EXPR_Compare:
        chain(o, "compare", &e->as.chain.terms);
        break;
    case AST_EXPR_And:
        chain(o, "all", &e->as.chain.terms);
        break;
    case AST_EXPR_Or:
        chain(o, "any", &e->as.chain.terms);
        break;
    case AST_EXPR_Conditional:
        form(o, "if", 3, e->as.conditional.condition, e->as.conditional.then,
             e->as.conditional.otherwise);
        break;
    case AST_EXPR_Lambda:
        emit(o, "(lambda ");
        params(o, &e->as.lambda.params);
        emit(o, " ");
        expr(o, e->as.lambda.body);
        emit(o, ")");
        break;
    case AST_EXPR_Attribute:
        emit(o, "(. ");
        expr(o, e->as.attribute.object);
        emit(o, " ");
        word(o, e->as.attribute.name.text);
        emit(o, ")");
        break;
    case AST_EXPR_Call:
        emit(o, "(call ");
        expr(o, e->as.call.callee);
        args(o, &e->as.call.args);
        emit(o, ")");
        break;
    case AST_EXPR_Index:
        index_of(o, e);
        break;
    case AST_EXPR_Slice:
        form(o, "slice", 3, e->as.slice.lower, e->as.slice.upper, e->as.slice.step);
        break;
    case AST_EXPR_List:
        listed(o, "list", &e->as.list.items);
        break;
    case AST_EXPR_Tuple:
        listed(o, "tuple", &e->as.tuple.items);
        break;
    case AST_EXPR_Set:
        listed(o, "set", &e->as.set.items);
        break;
    case AST_EXPR_Dict:
        emit(o, "(dict");
        pairs(o, &e->as.dict.pairs);
        emit(o, ")");
        break;
    case AST_EXPR_Comprehension:
        comprehension(o, e);
        break;
    case AST_EXPR_Star:
        form(o, "*", 1, e->as.star.operand, NULL, NULL);
        break;
    case AST_EXPR_KIND_COUNT:
        break;
    }
}

static void expr(Emitter *o, const AstExpr *e)
{
    const bool marked = e->parenthesised && e->kind != AST_EXPR_Tuple;
    emit(o, marked ? "(paren " : "");
    bare(o, e);
    emit(o, marked ? ")" : "");
}

/* ---- declarations ---- */

static void decls(Emitter *o, const char *head, const AstDecls *list)
{
    emit_open(o, "(%s", head);
    for (uint32_t i = 0; i < list->n; i++) {
        const AstDecl *d = &list->v[i];
        emit(o, "(");
        word(o, d->name.text);
        emit(o, " ");
        optional(o, d->note);
        emit(o, " ");
        optional(o, d->init);
        emit(o, " ");
        optional(o, d->doc);
        emit(o, ")\n");
    }
    emit_close(o, ")");
}

static void bindings(Emitter *o, const AstBindings *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, " (= ");
        word(o, list->v[i].name.text);
        emit(o, " ");
        expr(o, list->v[i].value);
        emit(o, ")");
    }
}

static void imports(Emitter *o, const AstImports *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        emit(o, " (");
        names(o, &list->v[i].path);
        emit(o, " as ");
        word(o, list->v[i].alias.text);
        emit(o, ")");
    }
}

/* "(head NAME": opens a line that has a name. */
static void named_open(Emitter *o, const char *head, const Str *name)
{
    emit_open(o, "(%s %s%s%s", head, name && !is_plain(name) ? "`" : "", name ? name->s : "-",
              name && !is_plain(name) ? "`" : "");
}

static void line_of(Emitter *o, const char *head, const AstExpr *e)
{
    emit(o, "(%s ", head);
    expr(o, e);
    emit(o, ")\n");
}

static void function(Emitter *o, const AstFunction *f)
{
    named_open(o, "def", f->name.text);
    params(o, &f->params);
    emit(o, " -> ");
    optional(o, f->result);
    emit(o, "\n");
    block(o, "do", f->body);
    emit_close(o, ")");
}

static void model(Emitter *o, const AstModel *m)
{
    named_open(o, ast_model_word(m->kind), m->name.text);
    if (m->base)
        line_of(o, "base", m->base);
    items(o, &m->items);
    emit_close(o, ")");
}

/* ---- statements of scripts ---- */

static void if_stmt(Emitter *o, const AstStmt *s)
{
    emit_open(o, "(if");
    for (uint32_t i = 0; i < s->as.if_.arms.n; i++) {
        const AstArm *arm = &s->as.if_.arms.v[i];
        line_of(o, "when", arm->condition);
        block(o, "do", arm->body);
    }
    block(o, "else", s->as.if_.otherwise);
    emit_close(o, ")");
}

static void try_stmt(Emitter *o, const AstStmt *s)
{
    emit_open(o, "(try");
    block(o, "do", s->as.try_.body);
    for (uint32_t i = 0; i < s->as.try_.handlers.n; i++) {
        const AstHandler *h = &s->as.try_.handlers.v[i];
        emit(o, "(except ");
        optional(o, h->type);
        emit(o, " ");
        word(o, h->name.text);
        emit(o, ")\n");
        block(o, "do", h->body);
    }
    block(o, "else", s->as.try_.otherwise);
    block(o, "finally", s->as.try_.finally);
    emit_close(o, ")");
}

/* A statement of one head, up to three expressions and a suite with its else. */
static void compound(Emitter *o, const char *head, int n, const AstExpr *a, const AstExpr *b,
                     const AstBlock *body, const AstBlock *otherwise)
{
    emit_open(o, "(%s", head);
    form(o, "head", n, a, b, NULL);
    emit(o, "\n");
    block(o, "do", body);
    block(o, "else", otherwise);
    emit_close(o, ")");
}

static void class_stmt(Emitter *o, const AstStmt *s)
{
    named_open(o, "class", s->as.class_.name.text);
    emit(o, "(bases");
    args(o, &s->as.class_.bases);
    emit(o, ")\n");
    block(o, "do", s->as.class_.body);
    emit_close(o, ")");
}

static void simple_line(Emitter *o, const char *head, int n, const AstExpr *a, const AstExpr *b)
{
    form(o, head, n, a, b, NULL);
    emit(o, "\n");
}

static void names_line(Emitter *o, const char *head, const AstNames *list)
{
    emit(o, "(%s ", head);
    names(o, list);
    emit(o, ")\n");
}

static void from_import(Emitter *o, const AstStmt *s)
{
    emit(o, "(from (");
    names(o, &s->as.from_import.module);
    emit(o, ")");
    imports(o, &s->as.from_import.names);
    emit(o, s->as.from_import.star ? " *)\n" : ")\n");
}

static void augment(Emitter *o, AstOperator op, const AstExpr *target, const AstExpr *value)
{
    emit(o, "(%s= ", ast_operator_text(op));
    expr(o, target);
    emit(o, " ");
    expr(o, value);
    emit(o, ")\n");
}

static void stmt(Emitter *o, const AstStmt *s)
{
    switch (s->kind) {
    case AST_STMT_Expr:
        line_of(o, "expr", s->as.expr.value);
        break;
    case AST_STMT_Assign:
        emit(o, "(=");
        exprs(o, &s->as.assign.targets);
        emit(o, " ");
        expr(o, s->as.assign.value);
        emit(o, ")\n");
        break;
    case AST_STMT_Augment:
        augment(o, s->as.augment.op, s->as.augment.target, s->as.augment.value);
        break;
    case AST_STMT_Pass:
        emit(o, "(pass)\n");
        break;
    case AST_STMT_Break:
        emit(o, "(break)\n");
        break;
    case AST_STMT_Continue:
        emit(o, "(continue)\n");
        break;
    case AST_STMT_Return:
        simple_line(o, "return", 1, s->as.return_.value, NULL);
        break;
    case AST_STMT_Raise:
        simple_line(o, "raise", 2, s->as.raise.value, s->as.raise.cause);
        break;
    case AST_STMT_Del:
        simple_line(o, "del", 1, s->as.del.target, NULL);
        break;
    case AST_STMT_Assert:
        simple_line(o, "assert", 2, s->as.assert_.condition, s->as.assert_.message);
        break;
    case AST_STMT_Global:
        names_line(o, "global", &s->as.scope.names);
        break;
    case AST_STMT_Nonlocal:
        names_line(o, "nonlocal", &s->as.scope.names);
        break;
    case AST_STMT_Import:
        emit(o, "(import");
        imports(o, &s->as.import.modules);
        emit(o, ")\n");
        break;
    case AST_STMT_FromImport:
        from_import(o, s);
        break;
    case AST_STMT_Params:
        decls(o, "param", &s->as.decls.decls);
        break;
    case AST_STMT_If:
        if_stmt(o, s);
        break;
    case AST_STMT_While:
        compound(o, "while", 1, s->as.while_.condition, NULL, s->as.while_.body,
                 s->as.while_.otherwise);
        break;
    case AST_STMT_For:
        compound(o, "for", 2, s->as.for_.target, s->as.for_.iterable, s->as.for_.body,
                 s->as.for_.otherwise);
        break;
    case AST_STMT_Def:
        function(o, s->as.def.function);
        break;
    case AST_STMT_Class:
        class_stmt(o, s);
        break;
    case AST_STMT_Try:
        try_stmt(o, s);
        break;
    case AST_STMT_With:
        compound(o, "with", 2, s->as.with.context, s->as.with.target, s->as.with.body, NULL);
        break;
    case AST_STMT_Model:
        model(o, s->as.model.model);
        break;
    case AST_STMT_KIND_COUNT:
        break;
    }
}

static void block(Emitter *o, const char *head, const AstBlock *b)
{
    if (!b)
        return;
    emit_open(o, "(%s", head);
    for (uint32_t i = 0; i < b->stmts.n; i++)
        stmt(o, b->stmts.v[i]);
    emit_close(o, ")");
}

/* ---- items of models ---- */

static void current(Emitter *o, const AstItem *i)
{
    emit(o, "(current ");
    word(o, i->as.current.name.text);
    emit(o, " ion ");
    word(o, i->as.current.ion.text);
    emit(o, i->as.current.to_pre ? " to-pre " : " ");
    expr(o, i->as.current.value);
    emit(o, ")\n");
}

static void species(Emitter *o, const AstSpeciesList *list)
{
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

static void reaction(Emitter *o, const AstItem *i)
{
    emit(o, "(reaction ");
    species(o, &i->as.reaction.left);
    emit(o, " ");
    species(o, &i->as.reaction.right);
    emit(o, " ");
    expr(o, i->as.reaction.forward);
    emit(o, " ");
    optional(o, i->as.reaction.backward);
    emit(o, ")\n");
}

/* (head NAME extra bindings...) on one line. */
static void bound(Emitter *o, const char *head, const Str *name, const Str *extra,
                  const AstBindings *list)
{
    emit(o, "(%s ", head);
    word(o, name);
    if (extra)
        emit(o, " ^%s", extra->s);
    bindings(o, list);
    emit(o, ")\n");
}

static void on(Emitter *o, const AstItem *i)
{
    named_open(o, "on", i->as.on.port.text);
    if (i->as.on.has_params) {
        params(o, &i->as.on.params);
        emit(o, "\n");
    }
    actions(o, i->as.on.actions);
    emit_close(o, ")");
}

static void pairs_rule(Emitter *o, const AstItem *i)
{
    emit(o, "(for-pairs pre ");
    word(o, i->as.pairs.pre.text);
    emit(o, " post ");
    word(o, i->as.pairs.post.text);
    emit_open(o, i->as.pairs.post_first ? " by post" : " by pre");
    actions(o, i->as.pairs.actions);
    emit_close(o, ")");
}

static void alias(Emitter *o, const AstItem *i)
{
    emit(o, "(alias ");
    word(o, i->as.alias.name.text);
    emit(o, " ");
    optional(o, i->as.alias.unit);
    emit(o, " ");
    expr(o, i->as.alias.value);
    emit(o, ")\n");
}

static void derivative(Emitter *o, const AstItem *i)
{
    emit(o, "(derivative ");
    word(o, i->as.derivative.state.text);
    emit(o, " %u ", i->as.derivative.order);
    expr(o, i->as.derivative.value);
    emit(o, ")\n");
}

static void nested(Emitter *o, const char *head, const Str *name, const AstItems *list)
{
    named_open(o, head, name);
    items(o, list);
    emit_close(o, ")");
}

static void item(Emitter *o, const AstItem *i)
{
    switch (i->kind) {
    case AST_ITEM_Doc:
        line_of(o, "doc", i->as.doc.text);
        break;
    case AST_ITEM_Pass:
        emit(o, "(pass)\n");
        break;
    case AST_ITEM_Params:
        decls(o, "param", &i->as.decls.decls);
        break;
    case AST_ITEM_States:
        decls(o, "state", &i->as.decls.decls);
        break;
    case AST_ITEM_Part:
        emit(o, "(part %s ", ast_model_word(i->as.part.kind));
        word(o, i->as.part.name.text);
        emit(o, " ");
        expr(o, i->as.part.value);
        emit(o, ")\n");
        break;
    case AST_ITEM_Model:
        model(o, i->as.model.model);
        break;
    case AST_ITEM_Def:
        function(o, i->as.def.function);
        break;
    case AST_ITEM_Alias:
        alias(o, i);
        break;
    case AST_ITEM_Derivative:
        derivative(o, i);
        break;
    case AST_ITEM_Current:
        current(o, i);
        break;
    case AST_ITEM_Noise:
        names_line(o, "noise", &i->as.names.names);
        break;
    case AST_ITEM_Event:
        names_line(o, "event", &i->as.names.names);
        break;
    case AST_ITEM_Integrate:
        emit(o, "(integrate (");
        names(o, &i->as.integrate.states);
        emit(o, ") ");
        expr(o, i->as.integrate.method);
        emit(o, ")\n");
        break;
    case AST_ITEM_Gate:
        bound(o, "gate", i->as.gate.name.text, i->as.gate.power, &i->as.gate.bindings);
        break;
    case AST_ITEM_Ion:
        bound(o, "ion", i->as.ion.name.text, NULL, &i->as.ion.bindings);
        break;
    case AST_ITEM_Trace:
        nested(o, "trace", i->as.trace.name.text, &i->as.trace.items);
        break;
    case AST_ITEM_When:
        emit_open(o, i->as.when.level ? "(whenever" : "(when");
        line_of(o, "condition", i->as.when.condition);
        actions(o, i->as.when.actions);
        emit_close(o, ")");
        break;
    case AST_ITEM_On:
        on(o, i);
        break;
    case AST_ITEM_Regime:
        nested(o, "regime", i->as.regime.name.text, &i->as.regime.items);
        break;
    case AST_ITEM_Kinetic:
        nested(o, "kinetic", i->as.kinetic.name.text, &i->as.kinetic.items);
        break;
    case AST_ITEM_Reaction:
        reaction(o, i);
        break;
    case AST_ITEM_Conserve:
        emit(o, "(conserve ");
        species(o, &i->as.conserve.sum);
        emit(o, " ");
        expr(o, i->as.conserve.value);
        emit(o, ")\n");
        break;
    case AST_ITEM_Pairs:
        pairs_rule(o, i);
        break;
    case AST_ITEM_KIND_COUNT:
        break;
    }
}

static void items(Emitter *o, const AstItems *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        item(o, list->v[i]);
}

/* ---- actions ---- */

static void action_if(Emitter *o, const AstAction *a)
{
    emit_open(o, "(if");
    for (uint32_t i = 0; i < a->as.if_.arms.n; i++) {
        const AstActionArm *arm = &a->as.if_.arms.v[i];
        line_of(o, "when", arm->condition);
        emit_open(o, "(do");
        actions(o, arm->body);
        emit_close(o, ")");
    }
    if (a->as.if_.otherwise) {
        emit_open(o, "(else");
        actions(o, a->as.if_.otherwise);
        emit_close(o, ")");
    }
    emit_close(o, ")");
}

static void connect(Emitter *o, const AstAction *a)
{
    emit(o, "(connect probability ");
    optional(o, a->as.connect.probability);
    emit(o, " if ");
    optional(o, a->as.connect.condition);
    bindings(o, &a->as.connect.bindings);
    emit(o, ")\n");
}

static void action(Emitter *o, const AstAction *a)
{
    switch (a->kind) {
    case AST_ACTION_Assign:
        simple_line(o, "=", 2, a->as.assign.place, a->as.assign.value);
        break;
    case AST_ACTION_Augment:
        augment(o, a->as.augment.op, a->as.augment.place, a->as.augment.value);
        break;
    case AST_ACTION_Pass:
        emit(o, "(pass)\n");
        break;
    case AST_ACTION_Spike:
        emit(o, "(spike)\n");
        break;
    case AST_ACTION_Send:
        emit(o, "(send ");
        optional(o, a->as.send.value);
        emit(o, " to ");
        word(o, a->as.send.port.text);
        emit(o, ")\n");
        break;
    case AST_ACTION_Hold:
        emit(o, "(hold (");
        names(o, &a->as.hold.states);
        emit(o, ") ");
        expr(o, a->as.hold.duration);
        emit(o, ")\n");
        break;
    case AST_ACTION_Enter:
        emit(o, "(enter ");
        word(o, a->as.enter.regime.text);
        emit(o, ")\n");
        break;
    case AST_ACTION_Connect:
        connect(o, a);
        break;
    case AST_ACTION_If:
        action_if(o, a);
        break;
    case AST_ACTION_For:
        emit_open(o, "(for");
        simple_line(o, "head", 2, a->as.for_.target, a->as.for_.iterable);
        actions(o, a->as.for_.body);
        emit_close(o, ")");
        break;
    case AST_ACTION_KIND_COUNT:
        break;
    }
}

static void actions(Emitter *o, const AstActions *list)
{
    for (uint32_t i = 0; i < list->list.n; i++)
        action(o, list->list.v[i]);
}

/* ---- entries ---- */

const char *ast_print_file(Arena *a, const AstFile *file, size_t *len)
{
    Emitter *o = emitter_new(a, 2);
    for (uint32_t i = 0; i < file->stmts.n; i++)
        stmt(o, file->stmts.v[i]);
    return emitter_text(o, len);
}

const char *ast_print_expr(Arena *a, const AstExpr *e)
{
    Emitter *o = emitter_new(a, 2);
    expr(o, e);
    return emitter_text(o, NULL);
}
