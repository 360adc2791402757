/* The verifier: all rules of docs/ir.md, model by model, then the network and its experiment. */
#include "ir/verify.h"

#include "ir/verifying.h"

#include <stdarg.h>

Diag *ir_verify_complain(IrVerifier *v, DiagCode code, Span at, const char *fmt, ...)
{
    va_list ap;
    v->failed = true;
    va_start(ap, fmt);
    Diag *g = diag(v->m->session->diags, code, at, "%s", arena_vprintf(v->m->arena, fmt, ap));
    va_end(ap);
    return g;
}

void ir_verify_unknown(IrVerifier *v, Span at, const char *what, const Str *name, StrNearest near)
{
    Diag *g = ir_verify_complain(v, DIAG_NNC0302, at, "unknown %s `%s`", what, name->s);
    if (near.best)
        diag_help(v->m->session->diags, g, "did you mean `%s`?", near.best);
}

void ir_verify_lacks(IrVerifier *v, Span at, const Str *owner, const char *what, const Str *name,
                     StrNearest near)
{
    Diag *g =
        ir_verify_complain(v, DIAG_NNC0302, at, "`%s` has no %s `%s`", owner->s, what, name->s);
    if (near.best)
        diag_help(v->m->session->diags, g, "did you mean `%s`?", near.best);
}

bool ir_verify(IrModule *m)
{
    IrVerifier v = {.m = m};
    if (!ir_verify_parts(&v))
        return false; /* nothing can be followed through models without end */
    for (uint32_t i = 0; i < m->models.n; i++) {
        ir_verify_model(&v, m->models.v[i]);
        ir_verify_bodies(&v, m->models.v[i]);
        ir_verify_model_parts(&v, m->models.v[i]);
        ir_verify_kinetic(&v, m->models.v[i]);
        v.failed |= !ir_type_model(m, m->models.v[i]);
        if (!v.failed)
            ir_verify_size(&v, m->models.v[i]);
        if (!v.failed)
            ir_verify_series(&v, m->models.v[i], NULL, true);
    }
    ir_verify_network(&v);
    ir_verify_experiment(&v);
    return !v.failed;
}
