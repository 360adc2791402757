/* Declared models and functions, units of notes, suggestions. */
#include "frontend/sema/sema.h"

ModelDecl *sema_declare_model(Sema *sema, const AstModel *ast, const Str *name, bool library)
{
    ModelDecl *decl = ARENA_NEW(sema->arena, ModelDecl);
    *decl = (ModelDecl){.ast = ast, .name = name, .library = library};
    const ModelDecl *other = map_get(&sema->models, name);
    if (other && other->library == library) {
        Diag *d = diag(sema->session->diags, DIAG_NNC0301, ast->name.span, "'%s' is declared twice",
                       name->s);
        diag_note(sema->session->diags, d, other->ast->name.span, "first declared here");
    }
    map_set(&sema->models, name, decl);
    return decl;
}

ModelDecl *sema_find_model(const Sema *sema, const Str *name)
{
    return map_get(&sema->models, name);
}

bool sema_is_connector(const ModelDecl *decl)
{
    return decl->ast->kind == AST_MODEL_Connector;
}

void sema_declare_file(Sema *sema, const AstFile *file, bool library)
{
    for (uint32_t i = 0; i < file->stmts.n; i++) {
        AstStmt *stmt = file->stmts.v[i];
        if (stmt->kind == AST_STMT_Model)
            sema_declare_model(sema, stmt->as.model.model, stmt->as.model.model->name.text,
                               library);
        else if (stmt->kind == AST_STMT_Def)
            map_set(&sema->functions, stmt->as.def.function->name.text, stmt->as.def.function);
    }
}

static bool unit_of_power(Sema *sema, const AstExpr *e, Unit *out);

static bool unit_of_product(Sema *sema, const AstExpr *e, Unit *out)
{
    const AstTerms *terms = &e->as.chain.terms;
    if (!unit_of_power(sema, terms->v[0].operand, out))
        return false;
    for (uint32_t i = 1; i < terms->n; i++) {
        const Unit left = *out;
        Unit right;
        if (!unit_of_power(sema, terms->v[i].operand, &right))
            return false;
        if (!(terms->v[i].op == AST_OP_Divide
                  ? unit_div(&left, &right, out)
                  : terms->v[i].op == AST_OP_Times && unit_mul(&left, &right, out)))
            return false;
    }
    return true;
}

/* mV, m^2, (mol/m), 1, and what the lexer has read as a quantity: 1/ms, 1 mV */
static bool unit_of_power(Sema *sema, const AstExpr *e, Unit *out)
{
    switch ((int)e->kind) {
    case AST_EXPR_Name:
        return unit_parse(e->as.name.text->s, e->as.name.text->len, out) == e->as.name.text->len;
    case AST_EXPR_Number:
        *out = (Unit){.factor = 1, .text = "1"};
        return str_is(e->as.number.text, "1");
    case AST_EXPR_Quantity:
        *out = *e->as.quantity.unit;
        return str_is(e->as.quantity.number, "1");
    case AST_EXPR_Product:
        return unit_of_product(sema, e, out);
    case AST_EXPR_Power: {
        Unit base;
        const AstExpr *n = e->as.power.exponent;
        const bool negative = n->kind == AST_EXPR_Unary && n->as.unary.op == AST_OP_Negate;
        if (negative)
            n = n->as.unary.operand;
        if (n->kind != AST_EXPR_Number || n->as.number.text->len > 1 ||
            !unit_of_power(sema, e->as.power.base, &base))
            return false;
        const int k = n->as.number.text->s[0] - '0';
        return k >= 0 && k <= 9 && unit_pow(&base, negative ? -k : k, out);
    }
    default:
        return false;
    }
}

bool sema_unit(Sema *sema, const AstExpr *note, Unit *out)
{
    if (unit_of_power(sema, note, out))
        return true;
    Diag *d = diag(sema->session->diags, DIAG_NNC0331, note->span, "this is no unit");
    diag_help(sema->session->diags, d, "a unit is written as mV, nS, 1/ms or mS/cm2");
    return false;
}

bool sema_comparison(AstOperator op, IrOp *out)
{
    static const struct {
        AstOperator op;
        IrOp ir;
    } OPS[] = {{AST_OP_Less, IR_LT},         {AST_OP_LessEqual, IR_LE}, {AST_OP_Greater, IR_GT},
               {AST_OP_GreaterEqual, IR_GE}, {AST_OP_Equal, IR_EQ},     {AST_OP_NotEqual, IR_NE}};
    for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
        if (OPS[i].op == op) {
            *out = OPS[i].ir;
            return true;
        }
    return false;
}

const char *sema_dim_words(Sema *sema, Dim dim)
{
    char text[64];
    dim_describe(dim, text);
    return arena_printf(sema->arena, "%s", text);
}

void sema_suggest(Sema *sema, Diag *d, const Str *name, const Map *const *maps, size_t n_maps)
{
    StrNearest near = str_nearest_start(name->s);
    for (size_t k = 0; k < n_maps; k++)
        for (uint32_t i = 0; i < maps[k]->n; i++)
            str_nearest_offer(&near, ((const Str *)maps[k]->entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(sema->session->diags, d, name->s, near.best);
}
