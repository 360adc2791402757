/* The same bits from the loops compiled without optimization and for x86-64, v2 (no fma), v3 and
   v4, over a million arguments of each function: half in the range of models, half any bits.
   Exits 1 when two sets differ. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runtime/maths.h"
#include "tests/maths/loops.h"

enum { BLOCK = 4096, BLOCKS = 250 };

extern const LoopSet loop_set_plain, loop_set_v2, loop_set_v3, loop_set_v4;

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void fill(double *x, LoopRow row, uint64_t *state)
{
    for (int i = 0; i < BLOCK; i++) {
        const uint64_t bits = random_bits(state);
        if (i & 1)
            memcpy(&x[i], &bits, sizeof x[i]);
        else
            x[i] = row.from + (row.to - row.from) * (double)(bits >> 11) * 0x1p-53;
    }
}

/* Index of the first difference, -1 when there is none. NaN has no sign or payload that counts. */
static int first_difference(const double *x, const double *y)
{
    for (int i = 0; i < BLOCK; i++)
        if (memcmp(&x[i], &y[i], sizeof x[i]) != 0 && !(isnan(x[i]) && isnan(y[i])))
            return i;
    return -1;
}

typedef struct Buffers {
    double a[BLOCK], b[BLOCK], want[BLOCK], got[BLOCK];
} Buffers;

/* The sets that this CPU can run. */
typedef struct Sets {
    const LoopSet *set[3];
    int count;
} Sets;

static Sets usable_sets(void)
{
    Sets sets = {{0}, 0};
    if (__builtin_cpu_supports("sse4.2"))
        sets.set[sets.count++] = &loop_set_v2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        sets.set[sets.count++] = &loop_set_v3;
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
        sets.set[sets.count++] = &loop_set_v4;
    return sets;
}

/* False, and a line on stderr, where m->got is not m->want. */
static bool same(const char *function, const LoopSet *set, const Buffers *m)
{
    const int at = first_difference(m->got, m->want);
    if (at >= 0)
        fprintf(stderr, "%s: %s gives %a, plain gives %a, at %a, %a\n", function, set->name,
                m->got[at], m->want[at], m->a[at], m->b[at]);
    return at < 0;
}

static bool compare_unary(const Sets *sets, int f, Buffers *m)
{
    uint64_t state = (uint64_t)f;
    bool ok = true;
    for (int block = 0; ok && block < BLOCKS; block++) {
        fill(m->a, unary_rows[f], &state);
        loop_set_plain.unary[f](m->want, m->a, BLOCK);
        for (int s = 0; ok && s < sets->count; s++) {
            sets->set[s]->unary[f](m->got, m->a, BLOCK);
            ok = same(unary_rows[f].name, sets->set[s], m);
        }
    }
    return ok;
}

static bool compare_binary(const Sets *sets, int f, Buffers *m)
{
    uint64_t state = (uint64_t)f + 1000;
    bool ok = true;
    for (int block = 0; ok && block < BLOCKS; block++) {
        fill(m->a, binary_rows[f], &state);
        fill(m->b, binary_rows[f], &state);
        loop_set_plain.binary[f](m->want, m->a, m->b, BLOCK);
        for (int s = 0; ok && s < sets->count; s++) {
            sets->set[s]->binary[f](m->got, m->a, m->b, BLOCK);
            ok = same(binary_rows[f].name, sets->set[s], m);
        }
    }
    return ok;
}

static void widen(double *to, const float *from)
{
    for (int i = 0; i < BLOCK; i++)
        to[i] = (double)from[i];
}

static bool compare_float(const Sets *sets, int f, Buffers *m)
{
    static float x[BLOCK], y[BLOCK];
    uint64_t state = (uint64_t)f + 2000;
    bool ok = true;
    for (int block = 0; ok && block < BLOCKS; block++) {
        fill(m->a, float_rows[f], &state);
        for (int i = 0; i < BLOCK; i++)
            x[i] = i & 1 ? nnrt_from_bitsf((uint32_t)random_bits(&state)) : (float)m->a[i];
        loop_set_plain.floats[f](y, x, BLOCK);
        widen(m->want, y);
        widen(m->a, x);
        for (int s = 0; ok && s < sets->count; s++) {
            sets->set[s]->floats[f](y, x, BLOCK);
            widen(m->got, y);
            ok = same(float_rows[f].name, sets->set[s], m);
        }
    }
    return ok;
}

static bool compare_draws(const Sets *sets, const char *name, bool normal, Buffers *m)
{
    bool ok = true;
    for (uint64_t n = 0; ok && n < BLOCKS; n++) {
        (normal ? loop_set_plain.normal : loop_set_plain.uniform)(m->want, n, n << 40, BLOCK);
        for (int s = 0; ok && s < sets->count; s++) {
            (normal ? sets->set[s]->normal : sets->set[s]->uniform)(m->got, n, n << 40, BLOCK);
            ok = same(name, sets->set[s], m);
        }
    }
    return ok;
}

int main(void)
{
    static Buffers buffers;
    const Sets sets = usable_sets();
    int failed = sets.count == 0;
    for (int s = 0; s < sets.count; s++)
        printf("%s ", sets.set[s]->name);
    for (int f = 0; f < LOOPS_UNARY; f++)
        failed += !compare_unary(&sets, f, &buffers);
    for (int f = 0; f < LOOPS_BINARY; f++)
        failed += !compare_binary(&sets, f, &buffers);
    for (int f = 0; f < LOOPS_FLOAT; f++)
        failed += !compare_float(&sets, f, &buffers);
    failed += !compare_draws(&sets, "u53_at", false, &buffers);
    failed += !compare_draws(&sets, "normal_at", true, &buffers);
    printf("compared with plain: %d functions differ\n", failed);
    return failed != 0;
}
