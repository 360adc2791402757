/* The syntax tree as S-expressions: the shapes of all nodes. Chains print flat with the operator before each
   term: a - b + c is (sum a - b + c); parentheses that were written print as (paren e), since they matter to
   what the tree means when it is printed back. */
#include "frontend/ast_print.h"

#include "frontend/ast_shape.h"

#include <stddef.h>
#include <string.h>

#define E(member) AT(AstExpr, as.member)
static const Shape EXPRS[AST_EXPR_KIND_COUNT] = {
    [AST_EXPR_Name] = {"%W", {E(name.text)}},
    [AST_EXPR_Number] = {"%r", {E(number.text)}},
    [AST_EXPR_Quantity] = {"(q %r %r)", {E(quantity.number), E(quantity.unit_text)}},
    [AST_EXPR_String] = {"%s", {0}},
    [AST_EXPR_FString] = {"(f%f)", {E(fstring.parts)}},
    [AST_EXPR_Joined] = {"(joined%E)", {E(joined.strings)}},
    [AST_EXPR_Constant] = {"%k", {E(constant.which)}},
    [AST_EXPR_Unary] = {"(%u %e)", {E(unary.op), E(unary.operand)}},
    [AST_EXPR_Power] = {"(^ %e %e)", {E(power.base), E(power.exponent)}},
    [AST_EXPR_Sum] = {"(sum%t)", {E(chain.terms)}},
    [AST_EXPR_Product] = {"(product%t)", {E(chain.terms)}},
    [AST_EXPR_BitAnd] = {"(bit-and%t)", {E(chain.terms)}},
    [AST_EXPR_BitOr] = {"(bit-or%t)", {E(chain.terms)}},
    [AST_EXPR_Compare] = {"(compare%t)", {E(chain.terms)}},
    [AST_EXPR_And] = {"(all%t)", {E(chain.terms)}},
    [AST_EXPR_Or] = {"(any%t)", {E(chain.terms)}},
    [AST_EXPR_Conditional] = {"(if %e %e %e)",
                              {E(conditional.condition), E(conditional.then),
                               E(conditional.otherwise)}},
    [AST_EXPR_Lambda] = {"(lambda %p %e)", {E(lambda.params), E(lambda.body)}},
    [AST_EXPR_Attribute] = {"(. %e %w)", {E(attribute.object), E(attribute.name)}},
    [AST_EXPR_Call] = {"(call %e%a)", {E(call.callee), E(call.args)}},
    [AST_EXPR_Index] = {"(index%x %e%E)", {E(index.tuple), E(index.object), E(index.items)}},
    [AST_EXPR_Slice] = {"(slice %o %o %o)", {E(slice.lower), E(slice.upper), E(slice.step)}},
    [AST_EXPR_List] = {"(list%E)", {E(list.items)}},
    [AST_EXPR_Tuple] = {"(tuple%E)", {E(tuple.items)}},
    [AST_EXPR_Set] = {"(set%E)", {E(set.items)}},
    [AST_EXPR_Dict] = {"(dict%d)", {E(dict.pairs)}},
    [AST_EXPR_Comprehension] = {"(%c %e%v%l)",
                                {E(comprehension.bracket), E(comprehension.element),
                                 E(comprehension.value), E(comprehension.clauses)}},
    [AST_EXPR_Star] = {"(* %e)", {E(star.operand)}},
};
#undef E

#define S(member) AT(AstStmt, as.member)
static const Shape STMTS[AST_STMT_KIND_COUNT] = {
    [AST_STMT_Expr] = {"(expr %e)\n", {S(expr.value)}},
    [AST_STMT_Assign] = {"(=%E %e)\n", {S(assign.targets), S(assign.value)}},
    [AST_STMT_Augment] = {"(%+= %e %e)\n", {S(augment.op), S(augment.target), S(augment.value)}},
    [AST_STMT_Pass] = {"(pass)\n", {0}},
    [AST_STMT_Break] = {"(break)\n", {0}},
    [AST_STMT_Continue] = {"(continue)\n", {0}},
    [AST_STMT_Return] = {"(return %o)\n", {S(return_.value)}},
    [AST_STMT_Raise] = {"(raise %o %o)\n", {S(raise.value), S(raise.cause)}},
    [AST_STMT_Del] = {"(del %e)\n", {S(del.target)}},
    [AST_STMT_Assert] = {"(assert %e %o)\n", {S(assert_.condition), S(assert_.message)}},
    [AST_STMT_Global] = {"(global %N)\n", {S(scope.names)}},
    [AST_STMT_Nonlocal] = {"(nonlocal %N)\n", {S(scope.names)}},
    [AST_STMT_Import] = {"(import%i)\n", {S(import.modules)}},
    [AST_STMT_FromImport] = {"(from (%N)%i%*)\n",
                             {S(from_import.module), S(from_import.names), S(from_import.star)}},
    [AST_STMT_Params] = {"(param{%D}", {S(decls.decls)}},
    [AST_STMT_If] = {"(if{%A%L}", {S(if_.arms), S(if_.otherwise)}},
    [AST_STMT_While] = {"(while{(head %e)\n%B%L}",
                        {S(while_.condition), S(while_.body), S(while_.otherwise)}},
    [AST_STMT_For] = {"(for{(head %e %e)\n%B%L}",
                      {S(for_.target), S(for_.iterable), S(for_.body), S(for_.otherwise)}},
    [AST_STMT_Def] = {"%F", {S(def.function)}},
    [AST_STMT_Class] = {"(class %w{(bases%a)\n%B}",
                        {S(class_.name), S(class_.bases), S(class_.body)}},
    [AST_STMT_Try] = {"(try{%B%H%L%Y}",
                      {S(try_.body), S(try_.handlers), S(try_.otherwise), S(try_.finally)}},
    [AST_STMT_With] = {"(with{(head %e %o)\n%B}", {S(with.context), S(with.target), S(with.body)}},
    [AST_STMT_Model] = {"%M", {S(model.model)}},
};
#undef S

#define I(member) AT(AstItem, as.member)
static const Shape ITEMS[AST_ITEM_KIND_COUNT] = {
    [AST_ITEM_Doc] = {"(doc %e)\n", {I(doc.text)}},
    [AST_ITEM_Pass] = {"(pass)\n", {0}},
    [AST_ITEM_Params] = {"(param{%D}", {I(decls.decls)}},
    [AST_ITEM_States] = {"(state{%D}", {I(decls.decls)}},
    [AST_ITEM_Part] = {"(part %m %w %e)\n", {I(part.kind), I(part.name), I(part.value)}},
    [AST_ITEM_Model] = {"%M", {I(model.model)}},
    [AST_ITEM_Def] = {"%F", {I(def.function)}},
    [AST_ITEM_Alias] = {"(alias %w %o %e)\n", {I(alias.name), I(alias.unit), I(alias.value)}},
    [AST_ITEM_Derivative] = {"(derivative %w %# %e)\n",
                             {I(derivative.state), I(derivative.order), I(derivative.value)}},
    [AST_ITEM_Current] = {"(current %w ion %w%> %e)\n",
                          {I(current.name), I(current.ion), I(current.to_pre), I(current.value)}},
    [AST_ITEM_Noise] = {"(noise %N)\n", {I(names.names)}},
    [AST_ITEM_Event] = {"(event %N)\n", {I(names.names)}},
    [AST_ITEM_Port] = {"(port %g %w %p)\n", {I(port.in), I(port.name), I(port.params)}},
    [AST_ITEM_Inputs] = {"(input{%D}", {I(decls.decls)}},
    [AST_ITEM_Reduce] = {"(%j %w %e)\n", {I(reduce.multiply), I(reduce.name), I(reduce.unit)}},
    [AST_ITEM_Feed] = {"(%+= %w %e)\n", {I(feed.op), I(feed.name), I(feed.value)}},
    [AST_ITEM_Wire] = {"(wire %e %e)\n", {I(wire.from), I(wire.to)}},
    [AST_ITEM_Integrate] = {"(integrate (%N) %e)\n", {I(integrate.states), I(integrate.method)}},
    [AST_ITEM_Gate] = {"(gate %w%^%=)\n", {I(gate.name), I(gate.power), I(gate.bindings)}},
    [AST_ITEM_Ion] = {"(ion %w%=)\n", {I(ion.name), I(ion.bindings)}},
    [AST_ITEM_Trace] = {"(trace %w{%I}", {I(trace.name), I(trace.items)}},
    [AST_ITEM_When] = {"(%h{(condition %e)\n%C}",
                       {I(when.level), I(when.condition), I(when.actions)}},
    [AST_ITEM_On] = {"(on %w{%P%C}", {I(on.port), 0, I(on.actions)}},
    [AST_ITEM_Regime] = {"(regime %w{%I}", {I(regime.name), I(regime.items)}},
    [AST_ITEM_Kinetic] = {"(kinetic %w{%I}", {I(kinetic.name), I(kinetic.items)}},
    [AST_ITEM_Reaction] = {"(reaction %z %z %e %o)\n",
                           {I(reaction.left), I(reaction.right), I(reaction.forward),
                            I(reaction.backward)}},
    [AST_ITEM_Conserve] = {"(conserve %z %e)\n", {I(conserve.sum), I(conserve.value)}},
    [AST_ITEM_Pairs] = {"(for-pairs pre %w post %w by %y{%C}",
                        {I(pairs.pre), I(pairs.post), I(pairs.post_first), I(pairs.actions)}},
};
#undef I

#define A(member) AT(AstAction, as.member)
static const Shape ACTIONS[AST_ACTION_KIND_COUNT] = {
    [AST_ACTION_Assign] = {"(= %e %e)\n", {A(assign.place), A(assign.value)}},
    [AST_ACTION_Augment] = {"(%+= %e %e)\n", {A(augment.op), A(augment.place), A(augment.value)}},
    [AST_ACTION_AssignAll] = {"(= (%E) %E)\n", {A(assign_all.places), A(assign_all.values)}},
    [AST_ACTION_Pass] = {"(pass)\n", {0}},
    [AST_ACTION_Spike] = {"(spike)\n", {0}},
    [AST_ACTION_Send] = {"(send %o to %w)\n", {A(send.value), A(send.port)}},
    [AST_ACTION_Hold] = {"(hold (%N) %e)\n", {A(hold.states), A(hold.duration)}},
    [AST_ACTION_Enter] = {"(enter %w)\n", {A(enter.regime)}},
    [AST_ACTION_Connect] = {"(connect probability %o if %o%=)\n",
                            {A(connect.probability), A(connect.condition), A(connect.bindings)}},
    [AST_ACTION_If] = {"(if{%J%K}", {A(if_.arms), A(if_.otherwise)}},
    [AST_ACTION_For] = {"(for{(head %e %e)\n%C}", {A(for_.target), A(for_.iterable), A(for_.body)}},
};
#undef A

/* ---- printing by shape ---- */

void shape_print(Emitter *o, const Shape *shape, const void *node)
{
    unsigned n = 0;
    for (const char *c = shape->pattern; *c;) {
        const size_t text = strcspn(c, "{}%");
        emit(o, "%.*s", (int)text, c);
        c += text;
        if (*c == '%')
            shape_printer (*++c)(o, (const char *)node + shape->at[n++]);
        else if (*c == '{')
            emit_open(o, "%s", "");
        else if (*c == '}')
            emit_close(o, ")");
        c += *c != 0;
    }
}

void shape_expr(Emitter *o, const AstExpr *e)
{
    const bool marked = e->parenthesised && e->kind != AST_EXPR_Tuple;
    emit(o, marked ? "(paren " : "");
    shape_print(o, &EXPRS[e->kind], e);
    emit(o, marked ? ")" : "");
}

void shape_stmt(Emitter *o, const AstStmt *s)
{
    shape_print(o, &STMTS[s->kind], s);
}

void shape_item(Emitter *o, const AstItem *i)
{
    shape_print(o, &ITEMS[i->kind], i);
}

void shape_action(Emitter *o, const AstAction *a)
{
    shape_print(o, &ACTIONS[a->kind], a);
}

/* ---- entries ---- */

const char *ast_print_file(Arena *a, const AstFile *file, size_t *len)
{
    Emitter *o = emitter_new(a, 2);
    for (uint32_t i = 0; i < file->stmts.n; i++)
        shape_stmt(o, file->stmts.v[i]);
    return emitter_text(o, len);
}

const char *ast_print_expr(Arena *a, const AstExpr *e)
{
    Emitter *o = emitter_new(a, 2);
    shape_expr(o, e);
    return emitter_text(o, NULL);
}
