/* Draws of many cells at once: the values of nnrt_kernel_draw, bit for bit. */
#include "runtime/kernel.h"

#include "runtime/clones.h"
#include "runtime/counts.h"

enum {
    CHUNK = 256, /* cells whose uniforms are drawn before they become counts */
    FEW = 16     /* cells for which a table of the law is not worth its making */
};

/* First uniforms of the addresses (i, 0, n), (i + 1, 0, n), ... */
NNRT_CLONES static void draw_uniforms(uint64_t key, uint32_t i, uint64_t n, double u[CHUNK])
{
    for (uint32_t k = 0; k < CHUNK; k++)
        u[k] = nnrt_u53_at(key, i + k, 0, n);
}

/* nnrt_poisson_table_counts */
NNRT_CLONES static void count_chunk(const nnrt_poisson_table *t, const double *restrict u,
                                    double *restrict count)
{
    uint64_t more = 1;
    for (size_t i = 0; i < CHUNK; i++)
        count[i] = 0.0;
    for (size_t k = 0; more && k < t->n; k++) {
        const double f = t->f[k];
        more = 0;
        for (size_t i = 0; i < CHUNK; i++) {
            const uint64_t one = nnrt_bits(1.0) & -(uint64_t)(u[i] >= f);
            count[i] += nnrt_from_bits(one);
            more |= one;
        }
    }
}

static void draw_each(double mean, uint64_t key, uint32_t lo, uint32_t hi, int64_t k, uint32_t site,
                      double *count)
{
    const nnrt_law law = {.kind = NNRT_LAW_POISSON, .a = mean};
    for (uint32_t i = lo; i < hi; i++)
        count[i - lo] = nnrt_kernel_draw(&law, key, i, k, site);
}

void nnrt_poisson_draws(double mean, uint64_t key, uint32_t lo, uint32_t hi, int64_t k,
                        uint32_t site, double *count)
{
    nnrt_poisson_table table;
    if (hi - lo < FEW || !nnrt_poisson_table_fill(&table, mean)) {
        draw_each(mean, key, lo, hi, k, site, count);
        return;
    }
    for (uint32_t base = lo; base < hi; base += CHUNK) {
        double u[CHUNK], drawn[CHUNK];
        const uint32_t n = hi - base < CHUNK ? hi - base : CHUNK;
        draw_uniforms(key, base, (uint64_t)k << 20 | site, u);
        count_chunk(&table, u, drawn);
        for (uint32_t i = 0; i < n; i++)
            count[base - lo + i] = drawn[i];
    }
}
