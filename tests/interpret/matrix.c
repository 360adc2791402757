/* Propagators. */
#include "runtime/expm.h"
#include "runtime/relax.h"
#include "tests/interpret/interpret.h"

#include <stdlib.h>

static void fill(const Frame *f, double *m, IrExpr *const *entry, uint32_t n, double factor)
{
    for (uint32_t i = 0; i < n; i++)
        m[i] = entry[i] ? factor * frame_value(f, entry[i]) : 0;
}

bool frame_run_matrix(Frame *f, const KStmt *s)
{
    double a[NNRT_EXPM_MAX * NNRT_EXPM_MAX], b[NNRT_EXPM_MAX * NNRT_EXPM_MAX],
        p[NNRT_EXPM_MAX * NNRT_EXPM_MAX];
    const KMatrix *m = s->matrix;
    if (m->n > NNRT_EXPM_MAX || m->n_inputs > NNRT_EXPM_MAX)
        abort(); /* the passes make none */
    const double h = m->kind == K_NOISE_FACTOR ? 1 : m->fraction * f->dt;
    const uint32_t width = m->kind == K_MOVE ? 1 : m->n;
    fill(f, a, m->entry, m->n * m->n, h);
    if (m->input)
        fill(f, b, m->input, m->n * m->n_inputs, h);
    if (m->kind == K_PROPAGATOR)
        nnrt_expm((int)m->n, a, p);
    else if (m->kind == K_NOISE_FACTOR)
        nnrt_noise_factor((int)m->n, a, b, (int)m->n_inputs, f->dt, p);
    else
        nnrt_relax((int)m->n, a, b, p);
    for (uint32_t i = 0; i < m->column.n; i++)
        frame_store(f, m->column.v[i], p[m->row.v[i] * width + m->col.v[i]]);
    return false;
}
