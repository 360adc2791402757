/* Propagators. */
#include "runtime/expm.h"
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
    if (m->n > NNRT_EXPM_MAX || m->n_noise > NNRT_EXPM_MAX)
        abort(); /* the passes make none */
    fill(f, a, m->entry, m->n * m->n, m->noise ? 1 : m->fraction * f->dt);
    if (m->noise) {
        fill(f, b, m->noise, m->n * m->n_noise, 1);
        nnrt_noise_factor((int)m->n, a, b, (int)m->n_noise, f->dt, p);
    } else {
        nnrt_expm((int)m->n, a, p);
    }
    for (uint32_t i = 0; i < m->column.n; i++)
        frame_store(f, m->column.v[i], p[m->row.v[i] * m->n + m->col.v[i]]);
    return false;
}
