/* Grammar of `.nn`: expressions, and three statement languages with their own suites: scripts
   (elaborated at compile time), model bodies (equations) and actions (what happens at conditions
   and events). No conflicts: soft keywords are tokens of their own and `name` takes them back
   wherever the grammar has no use for the keyword. README.md shows each rule. */
%require "3.8"
%define api.pure full
%define api.prefix {nn_yy}
%define api.token.prefix {NN_}
%define api.location.type {Span}
%define api.value.type union
%define lr.type ielr
%define parse.lac full
%define parse.error custom
%locations
%expect 0
%param {void *scanner}
%parse-param {struct Parser *p}

%code requires {
#include "frontend/lex.h"
}
%code provides {
/* What the parser calls: the scanner's tokens without the blocks to be dropped after an error. */
int lex_next(NN_YYSTYPE *value, Span *at, void *scanner);
}
%code {
#undef yylex            /* the prefix made it the scanner itself */
#define yylex lex_next

/* The stack stands on C's: no allocation, and a bound on nesting. Brackets and blocks have their
   own limits below it. */
#define YYINITDEPTH 4000
#define YYMAXDEPTH 4000

#define YYLLOC_DEFAULT(whole, parts, n)               \
    do {                                              \
        (whole).lo = (n) ? YYRHSLOC(parts, 1).lo : YYRHSLOC(parts, 0).hi; \
        (whole).hi = YYRHSLOC(parts, n).hi;           \
    } while (0)

/* After an error: give up, or go on behind the line and the block that may follow it. */
#define RECOVER                                       \
    do {                                              \
        if (p->fatal)                                 \
            YYABORT;                                  \
        yyerrok;                                      \
        p->skip = LEX_SKIP_NEXT_BLOCK;                \
    } while (0)

#define EXPR(Tag, field, at, ...) \
    parser_checked(p, AST_NEW_EXPR(p->arena, Tag, field, (at), __VA_ARGS__))
#define CHAIN(Tag, left, op, op_at, right) \
    parser_checked(p, ast_chain(p->arena, AST_EXPR_##Tag, (left), AST_OP_##op, (op_at), (right)))
#define STMT(Tag, field, at, ...) AST_NEW_STMT(p->arena, Tag, field, (at), __VA_ARGS__)
#define ITEM(Tag, field, at, ...) AST_NEW_ITEM(p->arena, Tag, field, (at), __VA_ARGS__)
#define ACTION(Tag, field, at, ...) AST_NEW_ACTION(p->arena, Tag, field, (at), __VA_ARGS__)
#define PUSH(list, ...) VEC_PUSH(p->arena, &(list), __VA_ARGS__)
#define FIRST(Type, list, ...) do { (list) = (Type){0}; PUSH(list, __VA_ARGS__); } while (0)
#define APPEND(list, more) \
    do { for (uint32_t k = 0; k < (more).n; k++) PUSH(list, (more).v[k]); } while (0)
#define NO_NAME ((AstName){NULL, NOWHERE})
#define NAME_AT(at) parser_name(p, (at))

static void yyerror(const Span *at, void *scanner, Parser *p, const char *message);
}

%token FILE_ENTRY EXPRESSION_ENTRY
%token NEWLINE "end of line" INDENT "indented block" DEDENT "end of block" END 0 "end of file"
%token NAME "name" NUMBER "number" UNIT "unit" STRING "string" MORE_STRING "second string"
%token AUGMENT "augmented assignment"
%token STARSTAR "**" FLOORDIV "//" LE "<=" GE ">=" EQ "==" NE "!=" REVERSIBLE "<->" ARROW "->"
%token ELLIPSIS "..."

%token FALSE "False" NONE "None" TRUE "True" AND "and" AS "as" ASSERT "assert" ASYNC "async"
%token AWAIT "await" BREAK "break"
%token CLASS "class" CONTINUE "continue" DEF "def" DEL "del" ELIF "elif" ELSE "else" EXCEPT "except"
%token FINALLY "finally"
%token FOR "for" FROM "from" GLOBAL "global" IF "if" IMPORT "import" IN "in" IS "is" LAMBDA "lambda"
%token NONLOCAL "nonlocal"
%token NOT "not" OR "or" PASS "pass" RAISE "raise" RETURN "return" TRY "try" WHILE "while"
%token WITH "with" YIELD "yield"

%token CELL "cell" CHANNEL "channel" RECEPTOR "receptor" SYNAPSE "synapse" CONNECTOR "connector"
%token SOURCE "source"
%token COMPARTMENT "compartment" MORPHOLOGY "morphology" PARAM "param" STATE "state" GATE "gate"
%token TRACE "trace"
%token WHEN "when" WHENEVER "whenever" ON "on" REGIME "regime" ENTER "enter" SPIKE "spike"
%token SEND "send" TO "to"
%token HOLD "hold" EVENT "event" CURRENT "current" KINETIC "kinetic" CONSERVE "conserve" ION "ion"
%token NOISE "noise"
%token INTEGRATE "integrate" CONNECT "connect" PROBABILITY "probability" PRE "pre" POST "post"
%token INPUT "input" SUM "sum" PRODUCT "product" WIRE "wire" TRIGGER "trigger"

%nterm <AstName> name attr
%nterm <AstNames> names dotted
%nterm <AstExpr *> test or_test and_test not_test comparison bit_or bit_and sum product factor
%nterm <AstExpr *> quantity power exponent
%nterm <AstExpr *> primary atom strings item items subscript opt_test targets result note init doc
%nterm <AstExpr *> base
%nterm <AstExprs> place_seq values string_seq item_seq subscript_seq target_seq assignment
%nterm <AstOperator> compare
%nterm <bool> comma level
%nterm <AstPair> pair
%nterm <AstPairs> pairs
%nterm <AstArg> arg
%nterm <AstArgs> args arg_seq
%nterm <AstClauses> comp_for
%nterm <AstParam> lparam parameter
%nterm <AstParams> lparams lparam_seq params param_seq
%nterm <AstBlock *> stmts suite line simples else_ finally
%nterm <AstStmt *> simple compound
%nterm <AstArms> if_arms
%nterm <AstHandler> except
%nterm <AstHandlers> excepts
%nterm <AstImport> module imported
%nterm <AstImports> modules imports
%nterm <AstFunction *> def
%nterm <AstDecl> decl
%nterm <AstBounds> bounds
%nterm <AstDecls> decls decl_lines decl_line decl_block
%nterm <AstModel *> model
%nterm <AstModelKind> kind
%nterm <AstItems> body model_stmts model_line model_simples trace_items reactions reaction_line
%nterm <AstItem *> model_simple model_stmt equation pairing trace_item reaction
%nterm <Span> power_of
%nterm <AstBinding> binding
%nterm <AstBindings> bindings binding_lines binding_line binding_block
%nterm <AstSpecies> species
%nterm <AstSpeciesList> side
%nterm <AstActions *> actions action_stmts action_line action_smalls action_simples action_else
%nterm <AstAction *> small action how action_stmt
%nterm <AstActionArms> action_arms
%nterm <AstExpr *> place

%%
start:
    FILE_ENTRY                              { }
  | FILE_ENTRY stmts  { p->file->stmts.v = $2->stmts.v; p->file->stmts.n = $2->stmts.n; }
  | EXPRESSION_ENTRY test NEWLINE           { p->result = $2; }
  ;

/* ---- names ---- */
name: NAME { $$ = NAME_AT(@1); } | soft { $$ = NAME_AT(@1); };
soft: CELL | CHANNEL | RECEPTOR | SYNAPSE | CONNECTOR | SOURCE | COMPARTMENT | MORPHOLOGY
  | PARAM | STATE | GATE | TRACE | WHEN | WHENEVER | ON | REGIME | ENTER | SPIKE | SEND | TO | HOLD
  | EVENT | CURRENT | KINETIC | CONSERVE | ION | NOISE | INTEGRATE | CONNECT | PROBABILITY | PRE
  | POST | INPUT | SUM | PRODUCT | WIRE | TRIGGER;
hard: FALSE | NONE | TRUE | AND | AS | ASSERT | ASYNC | AWAIT | BREAK | CLASS | CONTINUE | DEF
  | DEL | ELIF | ELSE | EXCEPT | FINALLY | FOR | FROM | GLOBAL | IF | IMPORT | IN | IS | LAMBDA
  | NONLOCAL | NOT | OR | PASS | RAISE | RETURN | TRY | WHILE | WITH | YIELD;
/* After a dot and before '=' in a call, keywords are names too: stdp(lambda=0.015). */
attr: name | hard { $$ = NAME_AT(@1); };
dotted: name { FIRST(AstNames, $$, $1); } | dotted '.' attr { $$ = $1; PUSH($$, $3); };
names: name { FIRST(AstNames, $$, $1); } | names ',' name { $$ = $1; PUSH($$, $3); };
comma: %empty { $$ = false; } | ',' { $$ = true; };

/* ---- expressions, from loose to tight ---- */
test: or_test
  | or_test IF or_test ELSE test            { $$ = EXPR(Conditional, conditional, @$, $1, $3, $5); }
  | LAMBDA lparams ':' test                 { $$ = EXPR(Lambda, lambda, @$, $2, $4); }
  ;
or_test: and_test | or_test OR and_test     { $$ = CHAIN(Or, $1, Or, @2, $3); };
and_test: not_test | and_test AND not_test  { $$ = CHAIN(And, $1, And, @2, $3); };
not_test: comparison | NOT not_test         { $$ = EXPR(Unary, unary, @$, AST_OP_Not, $2); };
comparison: bit_or
  | comparison compare bit_or
        { $$ = parser_checked(p, ast_chain(p->arena, AST_EXPR_Compare, $1, $2, @2, $3)); }
  ;
compare: '<' { $$ = AST_OP_Less; } | '>' { $$ = AST_OP_Greater; } | LE { $$ = AST_OP_LessEqual; }
  | GE { $$ = AST_OP_GreaterEqual; } | EQ { $$ = AST_OP_Equal; } | NE { $$ = AST_OP_NotEqual; }
  | IN { $$ = AST_OP_In; } | NOT IN { $$ = AST_OP_NotIn; } | IS { $$ = AST_OP_Is; }
  | IS NOT { $$ = AST_OP_IsNot; };
bit_or: bit_and | bit_or '|' bit_and        { $$ = CHAIN(BitOr, $1, BitOr, @2, $3); };
bit_and: sum | bit_and '&' sum              { $$ = CHAIN(BitAnd, $1, BitAnd, @2, $3); };
sum: product
  | sum '+' product                         { $$ = CHAIN(Sum, $1, Plus, @2, $3); }
  | sum '-' product                         { $$ = CHAIN(Sum, $1, Minus, @2, $3); }
  ;
product: factor
  | product '*' factor                      { $$ = CHAIN(Product, $1, Times, @2, $3); }
  | product '/' factor                      { $$ = CHAIN(Product, $1, Divide, @2, $3); }
  | product FLOORDIV factor                 { $$ = CHAIN(Product, $1, FloorDivide, @2, $3); }
  | product '%' factor                      { $$ = CHAIN(Product, $1, Modulo, @2, $3); }
  ;
factor: power | quantity
  | '-' factor                              { $$ = EXPR(Unary, unary, @$, AST_OP_Negate, $2); }
  | '+' factor                              { $$ = EXPR(Unary, unary, @$, AST_OP_Plus, $2); }
  | '~' factor                              { $$ = EXPR(Unary, unary, @$, AST_OP_Invert, $2); }
  ;
quantity: NUMBER UNIT                       { $$ = parser_quantity(p, @1, @2); };
power: primary
  | primary raise exponent                  { $$ = EXPR(Power, power, @$, $1, $3); }
  ;
raise: '^' | STARSTAR;
exponent: power                             /* no quantity here, and none as a base */
  | '-' exponent                            { $$ = EXPR(Unary, unary, @$, AST_OP_Negate, $2); }
  | '+' exponent                            { $$ = EXPR(Unary, unary, @$, AST_OP_Plus, $2); }
  ;
primary: atom
  | primary '.' attr                        { $$ = EXPR(Attribute, attribute, @$, $1, $3); }
  | primary '(' args ')'                    { $$ = EXPR(Call, call, @$, $1, $3); }
  | primary '[' subscript_seq comma ']'     { $$ = EXPR(Index, index, @$, $1, $3, $4 || $3.n > 1); }
  ;
atom: name                                  { $$ = EXPR(Name, name, @$, $1.text); }
  | NUMBER                                  { $$ = parser_number(p, @1); }
  | strings
  | TRUE  { $$ = EXPR(Constant, constant, @$, AST_CONSTANT_True); }
  | FALSE  { $$ = EXPR(Constant, constant, @$, AST_CONSTANT_False); }
  | NONE  { $$ = EXPR(Constant, constant, @$, AST_CONSTANT_None); }
  | ELLIPSIS  { $$ = EXPR(Constant, constant, @$, AST_CONSTANT_Ellipsis); }
  | '(' ')'  { $$ = EXPR(Tuple, tuple, @$, {0}); $$->parenthesised = true; }
  | '(' items ')'                           { $$ = parser_parenthesised($2, @$); }
  | '(' test comp_for ')'
        { $$ = EXPR(Comprehension, comprehension, @$, AST_BRACKET_Round, $2, NULL, $3); }
  | '[' ']'                                 { $$ = EXPR(List, list, @$, {0}); }
  | '[' item_seq comma ']'                  { $$ = EXPR(List, list, @$, $2); }
  | '[' test comp_for ']'
        { $$ = EXPR(Comprehension, comprehension, @$, AST_BRACKET_List, $2, NULL, $3); }
  | '{' '}'                                 { $$ = EXPR(Dict, dict, @$, {0}); }
  | '{' pairs comma '}'                     { $$ = EXPR(Dict, dict, @$, $2); }
  | '{' test ':' test comp_for '}'
        { $$ = EXPR(Comprehension, comprehension, @$, AST_BRACKET_Dict, $2, $4, $5); }
  | '{' item_seq comma '}'                  { $$ = EXPR(Set, set, @$, $2); }
  | '{' test comp_for '}'
        { $$ = EXPR(Comprehension, comprehension, @$, AST_BRACKET_Set, $2, NULL, $3); }
  ;
strings: string_seq                         { $$ = parser_strings(p, &$1, @$); };
string_seq: STRING                          { FIRST(AstExprs, $$, parse_string_literal(p, @1)); }
  | string_seq MORE_STRING                  { $$ = $1; PUSH($$, parse_string_literal(p, @2)); }
  ;
item: test | '*' bit_or                     { $$ = EXPR(Star, star, @$, $2); };
item_seq: item { FIRST(AstExprs, $$, $1); } | item_seq ',' item { $$ = $1; PUSH($$, $3); };
items: item_seq                             { $$ = parser_items(p, &$1, false, @$); }
  | item_seq ','                            { $$ = parser_items(p, &$1, true, @$); }
  ;
pair: test ':' test                         { $$ = (AstPair){$1, $3, @$}; }
  | STARSTAR bit_or                         { $$ = (AstPair){NULL, $2, @$}; }
  ;
pairs: pair { FIRST(AstPairs, $$, $1); } | pairs ',' pair { $$ = $1; PUSH($$, $3); };
args: %empty                                { $$ = (AstArgs){0}; }
  | arg_seq comma                           { $$ = $1; }
  | test comp_for                           {
        AstExpr *all = EXPR(Comprehension, comprehension, @$, AST_BRACKET_None, $1, NULL, $2);
        FIRST(AstArgs, $$, (AstArg){AST_ARG_Positional, NO_NAME, all, @$});
    }
  ;
arg_seq: arg { FIRST(AstArgs, $$, $1); } | arg_seq ',' arg { $$ = $1; PUSH($$, $3); };
arg: test                                   { $$ = (AstArg){AST_ARG_Positional, NO_NAME, $1, @$}; }
  | attr '=' test                           { $$ = (AstArg){AST_ARG_Named, $1, $3, @$}; }
  | '*' test                                { $$ = (AstArg){AST_ARG_Star, NO_NAME, $2, @$}; }
  | STARSTAR test                           { $$ = (AstArg){AST_ARG_StarStar, NO_NAME, $2, @$}; }
  ;
subscript_seq: subscript { FIRST(AstExprs, $$, $1); }
  | subscript_seq ',' subscript { $$ = $1; PUSH($$, $3); };
subscript: test
  | opt_test ':' opt_test                   { $$ = EXPR(Slice, slice, @$, $1, $3, NULL); }
  | opt_test ':' opt_test ':' opt_test      { $$ = EXPR(Slice, slice, @$, $1, $3, $5); }
  ;
opt_test: %empty { $$ = NULL; } | test;
comp_for: FOR targets IN or_test            { FIRST(AstClauses, $$, (AstClause){$2, $4, @$}); }
  | comp_for FOR targets IN or_test  { $$ = $1; PUSH($$, (AstClause){$3, $5, span_join(@2, @5)}); }
  | comp_for IF or_test  { $$ = $1; PUSH($$, (AstClause){NULL, $3, span_join(@2, @3)}); }
  ;
targets: target_seq comma                   { $$ = parser_items(p, &$1, $2, @$); };
target_seq: bit_or { FIRST(AstExprs, $$, $1); } | target_seq ',' bit_or { $$ = $1; PUSH($$, $3); };
lparams: %empty { $$ = (AstParams){0}; } | lparam_seq comma { $$ = $1; };
lparam_seq: lparam { FIRST(AstParams, $$, $1); } | lparam_seq ',' lparam { $$ = $1; PUSH($$, $3); };
lparam: name init                           { $$ = (AstParam){AST_PARAM_Plain, $1, NULL, $2, @$}; }
  | '*' name                                { $$ = (AstParam){AST_PARAM_Star, $2, NULL, NULL, @$}; }
  | STARSTAR name  { $$ = (AstParam){AST_PARAM_StarStar, $2, NULL, NULL, @$}; }
  ;

/* What the parser drops after an error, in every kind of block; not behind a colon, so that it drops
   the header too. */
broken: error NEWLINE                       { RECOVER; };

/* ---- statements of scripts ---- */
stmts: line
  | broken                                  { $$ = parser_block_add(p, NULL, NULL); }
  | stmts broken
  | compound                                { $$ = parser_block_add(p, NULL, $1); }
  | stmts line                              { $$ = parser_block_join(p, $1, $2); }
  | stmts compound                          { $$ = parser_block_add(p, $1, $2); }
  ;
suite: line | NEWLINE INDENT stmts DEDENT   { $$ = $3; };
line: simples NEWLINE | simples ';' NEWLINE;
simples: simple                             { $$ = parser_block_add(p, NULL, $1); }
  | simples ';' simple                      { $$ = parser_block_add(p, $1, $3); }
  ;
simple: items                               { $$ = STMT(Expr, expr, @$, $1); }
  | assignment                              {
        AstExprs targets = $1;
        targets.n--;
        $$ = STMT(Assign, assign, @$, targets, $1.v[targets.n]);
    }
  | items AUGMENT items  { $$ = STMT(Augment, augment, @$, $1, parser_augmented(p, @2), $3); }
  | PASS                                    { $$ = STMT(Pass, pass, @$, 0); }
  | BREAK                                   { $$ = STMT(Break, break_, @$, 0); }
  | CONTINUE                                { $$ = STMT(Continue, continue_, @$, 0); }
  | RETURN                                  { $$ = STMT(Return, return_, @$, NULL); }
  | RETURN items                            { $$ = STMT(Return, return_, @$, $2); }
  | RAISE                                   { $$ = STMT(Raise, raise, @$, NULL, NULL); }
  | RAISE test                              { $$ = STMT(Raise, raise, @$, $2, NULL); }
  | RAISE test FROM test                    { $$ = STMT(Raise, raise, @$, $2, $4); }
  | DEL items                               { $$ = STMT(Del, del, @$, $2); }
  | ASSERT test                             { $$ = STMT(Assert, assert_, @$, $2, NULL); }
  | ASSERT test ',' test                    { $$ = STMT(Assert, assert_, @$, $2, $4); }
  | GLOBAL names                            { $$ = STMT(Global, scope, @$, $2); }
  | NONLOCAL names                          { $$ = STMT(Nonlocal, scope, @$, $2); }
  | IMPORT modules                          { $$ = STMT(Import, import, @$, $2); }
  | FROM dotted IMPORT '*'  { $$ = STMT(FromImport, from_import, @$, $2, {0}, true); }
  | FROM dotted IMPORT imports  { $$ = STMT(FromImport, from_import, @$, $2, $4, false); }
  | FROM dotted IMPORT '(' imports comma ')'
        { $$ = STMT(FromImport, from_import, @$, $2, $5, false); }
  | PARAM decls                             { $$ = STMT(Params, decls, @$, $2); }
  ;
assignment: items '=' items                 { FIRST(AstExprs, $$, $1); PUSH($$, $3); }
  | assignment '=' items                    { $$ = $1; PUSH($$, $3); }
  ;
modules: module { FIRST(AstImports, $$, $1); } | modules ',' module { $$ = $1; PUSH($$, $3); };
module: dotted                              { $$ = (AstImport){$1, NO_NAME, @$}; }
  | dotted AS name                          { $$ = (AstImport){$1, $3, @$}; }
  ;
imports: imported { FIRST(AstImports, $$, $1); } | imports ',' imported { $$ = $1; PUSH($$, $3); };
imported: name  { $$ = (AstImport){{0}, NO_NAME, @$}; PUSH($$.path, $1); }
  | name AS name                            { $$ = (AstImport){{0}, $3, @$}; PUSH($$.path, $1); }
  ;
compound: if_arms else_                     { $$ = STMT(If, if_, @$, $1, $2); }
  | WHILE test ':' suite else_              { $$ = STMT(While, while_, @$, $2, $4, $5); }
  | FOR targets IN items ':' suite else_    { $$ = STMT(For, for_, @$, $2, $4, $6, $7); }
  | def                                     { $$ = STMT(Def, def, @$, $1); }
  | CLASS name ':' suite                    { $$ = STMT(Class, class_, @$, $2, {0}, $4); }
  | CLASS name '(' args ')' ':' suite       { $$ = STMT(Class, class_, @$, $2, $4, $7); }
  | TRY ':' suite excepts else_ finally     { $$ = STMT(Try, try_, @$, $3, $4, $5, $6); }
  | TRY ':' suite FINALLY ':' suite         { $$ = STMT(Try, try_, @$, $3, {0}, NULL, $6); }
  | WITH test ':' suite                     { $$ = STMT(With, with, @$, $2, NULL, $4); }
  | WITH test AS targets ':' suite          { $$ = STMT(With, with, @$, $2, $4, $6); }
  | PARAM ':' decl_block                    { $$ = STMT(Params, decls, @$, $3); }
  | model                                   { $$ = STMT(Model, model, @$, $1); }
  ;
if_arms: IF test ':' suite                  { FIRST(AstArms, $$, (AstArm){$2, $4, @$}); }
  | if_arms ELIF test ':' suite  { $$ = $1; PUSH($$, (AstArm){$3, $5, span_join(@2, @5)}); }
  ;
else_: %empty { $$ = NULL; } | ELSE ':' suite { $$ = $3; };
excepts: except { FIRST(AstHandlers, $$, $1); } | excepts except { $$ = $1; PUSH($$, $2); };
except: EXCEPT ':' suite                    { $$ = (AstHandler){NULL, NO_NAME, $3, @$}; }
  | EXCEPT test ':' suite                   { $$ = (AstHandler){$2, NO_NAME, $4, @$}; }
  | EXCEPT test AS name ':' suite           { $$ = (AstHandler){$2, $4, $6, @$}; }
  ;
finally: %empty { $$ = NULL; } | FINALLY ':' suite { $$ = $3; };
def: DEF name '(' params ')' result ':' suite
        { $$ = parser_function(p, (AstFunction){$2, $4, $6, $8, @$}); };
result: %empty { $$ = NULL; } | ARROW test  { $$ = $2; };
params: %empty { $$ = (AstParams){0}; } | param_seq comma { $$ = $1; };
param_seq: parameter { FIRST(AstParams, $$, $1); }
  | param_seq ',' parameter { $$ = $1; PUSH($$, $3); };
parameter: name note init                   { $$ = (AstParam){AST_PARAM_Plain, $1, $2, $3, @$}; }
  | '*' name                                { $$ = (AstParam){AST_PARAM_Star, $2, NULL, NULL, @$}; }
  | '*'  { $$ = (AstParam){AST_PARAM_Star, NO_NAME, NULL, NULL, @$}; }
  | STARSTAR name  { $$ = (AstParam){AST_PARAM_StarStar, $2, NULL, NULL, @$}; }
  ;
note: %empty { $$ = NULL; }
  | ':' test      { $$ = $2; };   /* a unit or a type: mS/cm2, 1/ms, weight, [ms] */
init: %empty { $$ = NULL; } | '=' test      { $$ = $2; };

/* ---- declarations: param, state ---- */
decls: decl { FIRST(AstDecls, $$, $1); } | decls ',' decl { $$ = $1; PUSH($$, $3); };
decl: name note init bounds doc             { $$ = (AstDecl){$1, $2, $3, $4, $5, @$}; };
bounds: %empty { $$ = (AstBounds){0}; } | FROM test { $$ = (AstBounds){$2, NULL}; }
  | FROM test TO test { $$ = (AstBounds){$2, $4}; };
doc: %empty { $$ = NULL; } | STRING         { $$ = parse_string_literal(p, @1); };
decl_block: NEWLINE INDENT decl_lines DEDENT  { $$ = $3; };
decl_lines: decl_line
  | decl_lines decl_line  { $$ = $1; APPEND($$, $2); }
  ;
decl_line: decls NEWLINE | broken  { $$ = (AstDecls){0}; };

/* ---- models ---- */
model: kind name ':' body  { $$ = parser_model(p, (AstModel){$1, $2, NULL, $4, @$}); }
  | kind name '(' base ')' ':' body  { $$ = parser_model(p, (AstModel){$1, $2, $4, $7, @$}); }
  ;
base: name                                  { $$ = EXPR(Name, name, @$, $1.text); }
  | base '.' attr                           { $$ = EXPR(Attribute, attribute, @$, $1, $3); }
  ;
kind: CELL { $$ = AST_MODEL_Cell; }
  | CHANNEL { $$ = AST_MODEL_Channel; } | RECEPTOR { $$ = AST_MODEL_Receptor; }
  | SYNAPSE { $$ = AST_MODEL_Synapse; } | CONNECTOR { $$ = AST_MODEL_Connector; }
  | SOURCE { $$ = AST_MODEL_Source; }
  | COMPARTMENT { $$ = AST_MODEL_Compartment; } | MORPHOLOGY { $$ = AST_MODEL_Morphology; };
body: model_line | NEWLINE INDENT model_stmts DEDENT  { $$ = $3; };
model_stmts: model_line
  | broken                                  { $$ = (AstItems){0}; }
  | model_stmts broken
  | model_stmt                              { FIRST(AstItems, $$, $1); }
  | model_stmts model_line                  { $$ = $1; APPEND($$, $2); }
  | model_stmts model_stmt                  { $$ = $1; PUSH($$, $2); }
  ;
model_line: model_simples NEWLINE | model_simples ';' NEWLINE;
model_simples: model_simple { FIRST(AstItems, $$, $1); }
  | model_simples ';' model_simple { $$ = $1; PUSH($$, $3); };
model_simple: STRING  { $$ = ITEM(Doc, doc, @$, parse_string_literal(p, @1)); }
  | PASS                                    { $$ = ITEM(Pass, pass, @$, 0); }
  | PARAM decls                             { $$ = ITEM(Params, decls, @$, $2); }
  | STATE decls                             { $$ = ITEM(States, decls, @$, $2); }
  | kind name '=' test                      { $$ = ITEM(Part, part, @$, $1, $2, $4); }
  | CURRENT name '=' test  { $$ = ITEM(Current, current, @$, $2, NO_NAME, false, $4); }
  | CURRENT name '(' name ')' '=' test      { $$ = ITEM(Current, current, @$, $2, $4, false, $7); }
  | CURRENT name TO PRE '=' test  { $$ = ITEM(Current, current, @$, $2, NO_NAME, true, $6); }
  | equation
  | NOISE names                             { $$ = ITEM(Noise, names, @$, $2); }
  | EVENT names                             { $$ = ITEM(Event, names, @$, $2); }
  | EVENT name '(' params ')'  { $$ = ITEM(Port, port, @$, $2, $4, false); }
  | EVENT IN name                           { $$ = ITEM(Port, port, @$, $3, {0}, true); }
  | EVENT IN name '(' params ')'            { $$ = ITEM(Port, port, @$, $3, $5, true); }
  | INPUT decls                             { $$ = ITEM(Inputs, decls, @$, $2); }
  | SUM name ':' test                       { $$ = ITEM(Reduce, reduce, @$, $2, false, $4); }
  | PRODUCT name ':' test                   { $$ = ITEM(Reduce, reduce, @$, $2, true, $4); }
  | name AUGMENT test  { $$ = ITEM(Feed, feed, @$, $1, parser_augmented(p, @2), $3); }
  | WIRE base ARROW base                    { $$ = ITEM(Wire, wire, @$, $2, $4); }
  | INTEGRATE names WITH test               { $$ = ITEM(Integrate, integrate, @$, $2, $4); }
  | INTEGRATE WITH test                     { $$ = ITEM(Integrate, integrate, @$, {0}, $3); }
  ;
equation: name '=' test                     { $$ = ITEM(Alias, alias, @$, $1, NULL, $3); }
  | NAME ':' test '=' test                  { $$ = ITEM(Alias, alias, @$, NAME_AT(@1), $3, $5); }
  | name '/' name '=' test                  { $$ = parser_derivative(p, @1, @3, $5, @$); }
  ;
model_stmt: model                           { $$ = ITEM(Model, model, @$, $1); }
  | def                                     { $$ = ITEM(Def, def, @$, $1); }
  | PARAM ':' decl_block                    { $$ = ITEM(Params, decls, @$, $3); }
  | STATE ':' decl_block                    { $$ = ITEM(States, decls, @$, $3); }
  | GATE name power_of ':' binding_block  { $$ = ITEM(Gate, gate, @$, $2, parser_str(p, $3), $5); }
  | ION name ':' binding_block              { $$ = ITEM(Ion, ion, @$, $2, $4); }
  | TRACE name ':' trace_items NEWLINE      { $$ = ITEM(Trace, trace, @$, $2, $4); }
  | TRACE name ':' NEWLINE INDENT model_stmts DEDENT  { $$ = ITEM(Trace, trace, @$, $2, $6); }
  | level test ':' actions                  { $$ = ITEM(When, when, @$, $2, $1, false, $4); }
  | TRIGGER test ':' actions                { $$ = ITEM(When, when, @$, $2, false, true, $4); }
  | ON base ':' actions  { $$ = ITEM(On, on, @$, parser_path(p, $2), {0}, false, $4); }
  | ON base '(' params ')' ':' actions
        { $$ = ITEM(On, on, @$, parser_path(p, $2), $4, true, $7); }
  | REGIME name ':' body                    { $$ = ITEM(Regime, regime, @$, $2, $4); }
  | KINETIC ':' NEWLINE INDENT reactions DEDENT  { $$ = ITEM(Kinetic, kinetic, @$, NO_NAME, $5); }
  | KINETIC name ':' NEWLINE INDENT reactions DEDENT  { $$ = ITEM(Kinetic, kinetic, @$, $2, $6); }
  | FOR pairing ':' actions                 { $$ = $2; $$->as.pairs.actions = $4; $$->span = @$; }
  ;
level: WHEN { $$ = false; } | WHENEVER { $$ = true; };
power_of: %empty { $$ = NOWHERE; } | raise NUMBER { $$ = @2; };
binding: name '=' test                      { $$ = (AstBinding){$1, $3, @$}; };
bindings: binding { FIRST(AstBindings, $$, $1); } | bindings ',' binding { $$ = $1; PUSH($$, $3); };
binding_block: bindings NEWLINE | NEWLINE INDENT binding_lines DEDENT  { $$ = $3; };
binding_lines: binding_line
  | binding_lines binding_line  { $$ = $1; APPEND($$, $2); }
  ;
binding_line: bindings NEWLINE | broken  { $$ = (AstBindings){0}; };
trace_items: trace_item { FIRST(AstItems, $$, $1); }
  | trace_items ',' trace_item { $$ = $1; PUSH($$, $3); };
trace_item: name '/' name '=' test          { $$ = parser_derivative(p, @1, @3, $5, @$); }
  | ON name ':' action_simples              { $$ = ITEM(On, on, @$, $2, {0}, false, $4); }
  ;
pairing: PRE name  { $$ = ITEM(Pairs, pairs, @$, $2, NO_NAME, false, NULL); }
  | POST name  { $$ = ITEM(Pairs, pairs, @$, NO_NAME, $2, true, NULL); }
  | PRE name ',' POST name                  { $$ = ITEM(Pairs, pairs, @$, $2, $5, false, NULL); }
  | POST name ',' PRE name                  { $$ = ITEM(Pairs, pairs, @$, $5, $2, true, NULL); }
  ;

/* ---- kinetic schemes ---- */
reactions: reaction_line | reactions reaction_line  { $$ = $1; APPEND($$, $2); };
reaction_line: reaction NEWLINE             { FIRST(AstItems, $$, $1); }
  | broken                                  { $$ = (AstItems){0}; }
  ;
reaction: side REVERSIBLE side '(' test ',' test ')'
        { $$ = ITEM(Reaction, reaction, @$, $1, $3, $5, $7); }
  | side ARROW side '(' test ')'            { $$ = ITEM(Reaction, reaction, @$, $1, $3, $5, NULL); }
  | CONSERVE side '=' test                  { $$ = ITEM(Conserve, conserve, @$, $2, $4); }
  | PARAM decls                             { $$ = ITEM(Params, decls, @$, $2); }
  | STATE decls                             { $$ = ITEM(States, decls, @$, $2); }
  | name '=' test                           { $$ = ITEM(Alias, alias, @$, $1, NULL, $3); }
  ;
side: species { FIRST(AstSpeciesList, $$, $1); } | side '+' species { $$ = $1; PUSH($$, $3); };
species: name                               { $$ = (AstSpecies){NULL, $1, @$}; }
  | NUMBER                                  { $$ = (AstSpecies){parser_str(p, @1), NO_NAME, @$}; }
  | NUMBER '*' name                         { $$ = (AstSpecies){parser_str(p, @1), $3, @$}; }
  ;

/* ---- actions ---- */
actions: action_line | NEWLINE INDENT action_stmts DEDENT  { $$ = $3; };
action_stmts: action_line
  | broken                                  { $$ = parser_actions_add(p, NULL, NULL); }
  | action_stmts broken
  | action_stmt                             { $$ = parser_actions_add(p, NULL, $1); }
  | action_stmts action_line                { $$ = parser_actions_join(p, $1, $2); }
  | action_stmts action_stmt                { $$ = parser_actions_add(p, $1, $2); }
  ;
action_line: action_smalls NEWLINE | action_smalls ';' NEWLINE;
action_smalls: small                        { $$ = parser_actions_add(p, NULL, $1); }
  | action_smalls ';' small                 { $$ = parser_actions_add(p, $1, $3); }
  ;
/* connect is not for trace lines: its commas would separate their items. */
small: action
  | CONNECT how                             { $$ = $2; $$->span = @$; }
  | NAME ',' place_seq '=' values  {
        $$ = ACTION(AssignAll, assign_all, @$, {0}, $5);
        PUSH($$->as.assign_all.places, EXPR(Name, name, @1, NAME_AT(@1).text));
        APPEND($$->as.assign_all.places, $3);
    }
  | CONNECT how ',' bindings  { $$ = $2; $$->span = @$; $$->as.connect.bindings = $4; }
  ;
place_seq: place { FIRST(AstExprs, $$, $1); } | place_seq ',' place { $$ = $1; PUSH($$, $3); };
values: test { FIRST(AstExprs, $$, $1); } | values ',' test { $$ = $1; PUSH($$, $3); };
action_simples: action                      { $$ = parser_actions_add(p, NULL, $1); }
  | action_simples ';' action               { $$ = parser_actions_add(p, $1, $3); }
  ;
action: place '=' test                      { $$ = ACTION(Assign, assign, @$, $1, $3); }
  | place AUGMENT test  { $$ = ACTION(Augment, augment, @$, $1, parser_augmented(p, @2), $3); }
  | PASS                                    { $$ = ACTION(Pass, pass, @$, 0); }
  | SPIKE                                   { $$ = ACTION(Spike, spike, @$, 0); }
  | SEND test                               { $$ = ACTION(Send, send, @$, $2, NO_NAME); }
  | SEND test TO base  { $$ = ACTION(Send, send, @$, $2, parser_path(p, $4)); }
  | SEND TO NAME                            { $$ = ACTION(Send, send, @$, NULL, NAME_AT(@3)); }
  | SEND TO NAME '.' attr  {
        AstExpr *part = EXPR(Name, name, @3, NAME_AT(@3).text);
        $$ = ACTION(Send, send, @$, NULL, parser_path(p, EXPR(Attribute, attribute, @5, part, $5)));
    }
  | HOLD names FOR test                     { $$ = ACTION(Hold, hold, @$, $2, $4); }
  | ENTER name                              { $$ = ACTION(Enter, enter, @$, $2); }
  ;
how: %empty                                 { $$ = ACTION(Connect, connect, @$, NULL, NULL, {0}); }
  | WITH PROBABILITY test                   { $$ = ACTION(Connect, connect, @$, $3, NULL, {0}); }
  | IF test                                 { $$ = ACTION(Connect, connect, @$, NULL, $2, {0}); }
  ;
place: name                                 { $$ = EXPR(Name, name, @$, $1.text); }
  | place '.' attr                          { $$ = EXPR(Attribute, attribute, @$, $1, $3); }
  | NAME '[' subscript_seq comma ']'        {
        AstExpr *object = EXPR(Name, name, @1, NAME_AT(@1).text);
        $$ = EXPR(Index, index, @$, object, $3, $4 || $3.n > 1);
    }
  ;
action_stmt: action_arms action_else        { $$ = ACTION(If, if_, @$, $1, $2); }
  | FOR targets IN test ':' actions         { $$ = ACTION(For, for_, @$, $2, $4, $6); }
  ;
action_arms: IF test ':' actions  { FIRST(AstActionArms, $$, (AstActionArm){$2, $4, @$}); }
  | action_arms ELIF test ':' actions
        { $$ = $1; PUSH($$, (AstActionArm){$3, $5, span_join(@2, @5)}); }
  ;
action_else: %empty { $$ = NULL; } | ELSE ':' actions { $$ = $3; };

%%
static void yyerror(const Span *at, void *scanner, Parser *p, const char *message)
{
    (void)scanner;
    (void)message;      /* the only one that bison sends here: no room on its stack */
    parser_fatal(p, DIAG_NNC0501, *at, "nested too deep for the parser");
}

static int yyreport_syntax_error(const yypcontext_t *context, void *scanner, Parser *p)
{
    (void)scanner;
    yysymbol_kind_t kinds[YYNTOKENS];
    const char *expected[YYNTOKENS];
    const yysymbol_kind_t found = yypcontext_token(context);
    if (found == YYSYMBOL_YYerror)
        return 0;       /* the lexer has reported it */
    const int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    for (int i = 0; i < n; i++)
        expected[i] = yysymbol_name(kinds[i]);
    const Span at = *yypcontext_location(context);
    const SyntaxError error = {yysymbol_name(found), at, expected, n < 0 ? 0 : n};
    parser_syntax_error(p, &error);
    return 0;
}
