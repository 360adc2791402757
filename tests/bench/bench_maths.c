/* Nanoseconds per element of loops over the functions of runtime/maths.h, best of many:
   bench_maths [FUNCTION...]. Compiled for the CPU at hand, as generated code is. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/maths/loops.h"

enum { N = 1024, REPEATS = 100, ROUNDS = 25 };

extern const LoopSet loop_set_native;

static double now(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fill(double *x, double from, double to)
{
    for (int i = 0; i < N; i++)
        x[i] = from + (to - from) * (i + 0.5) / N;
}

static bool wanted(const char *name, int count, char **names)
{
    for (int k = 0; k < count; k++)
        if (!strcmp(name, names[k]))
            return true;
    return count == 0;
}

typedef struct Work {
    double a[N], b[N], y[N];
} Work;

/* One of: a function of one argument, of two, draws. */
typedef struct Bench {
    const char *name;
    UnaryLoop *unary;
    BinaryLoop *binary;
    DrawLoop *draw;
    double from, to;
} Bench;

static void run_once(const Bench *bench, Work *w, int repeat)
{
    if (bench->unary)
        bench->unary(w->y, w->a, N);
    else if (bench->binary)
        bench->binary(w->y, w->a, w->b, N);
    else
        bench->draw(w->y, 1, (uint64_t)repeat, N);
}

static void measure(const Bench *bench, Work *w)
{
    fill(w->a, bench->from, bench->to);
    fill(w->b, bench->to, bench->from);
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (int repeat = 0; repeat < REPEATS; repeat++)
            run_once(bench, w, repeat);
        const double spent = now() - start;
        best = spent < best ? spent : best;
    }
    printf("%-16s %6.2f ns\n", bench->name, best / N / REPEATS * 1e9);
}

int main(int argc, char **argv)
{
    static Work work;
    const LoopSet *set = &loop_set_native;
    for (int f = 0; f < LOOPS_UNARY; f++)
        if (wanted(unary_rows[f].name, argc - 1, argv + 1))
            measure(&(Bench){unary_rows[f].name, set->unary[f], NULL, NULL, unary_rows[f].from,
                             unary_rows[f].to},
                    &work);
    for (int f = 0; f < LOOPS_BINARY; f++)
        if (wanted(binary_rows[f].name, argc - 1, argv + 1))
            measure(&(Bench){binary_rows[f].name, NULL, set->binary[f], NULL, binary_rows[f].from,
                             binary_rows[f].to},
                    &work);
    if (wanted("u53_at", argc - 1, argv + 1))
        measure(&(Bench){"u53_at", NULL, NULL, set->uniform, 0, 1}, &work);
    if (wanted("normal_at", argc - 1, argv + 1))
        measure(&(Bench){"normal_at", NULL, NULL, set->normal, 0, 1}, &work);
    return 0;
}
