/* What the functions of a generated program call, besides the mathematics. */
#ifndef NNRT_KERNEL_H
#define NNRT_KERNEL_H
/* A program of few cells says NNRT_FEW: it fills no vectors, and is compiled in half of the time. */
#ifndef NNRT_FEW
#define NNRT_LOOPS /* maths_base.h: inline all functions, so that loops vectorise */
#endif
#include "runtime/decays.h"
#include "runtime/expm.h"
#include "runtime/law.h"
#include "runtime/maths.h"
#include "runtime/nnrt.h"
#include "runtime/relax.h"
#include "runtime/time.h"

/* Cells per block of a kernel that collects events: its flags stay in the first-level cache, and few cells are looked at
   again where one has an event. */
enum { NNRT_BLOCK = 64 };

/* Cells that a loop over n, 1 to NNRT_BLOCK, takes when it fills its vectors: columns are padded to multiples of 64. So
   that compilers leave out what they make for the last few cells, they see that it is a multiple of 16 and not 0; that it
   is at most 1024 tells them little, where 64 would have them unroll the loop. */
#ifdef NNRT_FEW
#define NNRT_FILLED(n) ((size_t)(n))
#else
#define NNRT_FILLED(n) ((((n)-1) & 0x3f0) + 16)
#endif

/* What runs for few blocks of cells stays out of the loop over all. */
#if defined __GNUC__
#define NNRT_APART __attribute__((noinline))
#else
#define NNRT_APART
#endif

/* What runs once for a class or a cell is compiled in less time, to less code. */
#if defined __GNUC__
#define NNRT_SELDOM __attribute__((cold))
#else
#define NNRT_SELDOM
#endif

/* Not zero where x is infinite or no number. */
static inline uint64_t nnrt_not_finite(double x)
{
    return nnrt_bits(x - x);
}

static inline uint32_t nnrt_not_finitef(float x)
{
    return nnrt_bitsf(x - x);
}

/* Not zero where a cell is woken or x not finite. A choice is one instruction of vectors; in LLVM's code a test as a number
   would be two, in gcc's a choice takes longer. */
static inline uint64_t nnrt_wakes(bool woken, double x)
{
#if defined NNRT_LLVM || defined __clang__
    return woken ? 1 : nnrt_not_finite(x);
#else
    return (uint64_t)woken | nnrt_not_finite(x);
#endif
}

static inline uint32_t nnrt_wakesf(bool woken, float x)
{
#if defined NNRT_LLVM || defined __clang__
    return woken ? 1 : nnrt_not_finitef(x);
#else
    return (uint32_t)woken | nnrt_not_finitef(x);
#endif
}

/* Whether an argument of a block is large, in the highest bit. gcc takes as many cells at a time as the narrowest type of a
   loop has in a vector: of doubles two vectors, and while the long polynomials of one wait for their last operation, it
   computes those of the other. Narrowing would cost LLVM three instructions for gcc's one; how many cells it takes is told
   it in other ways (codegen/llvm/independent.c), or left to clang. */
#if defined NNRT_LLVM || defined __clang__
typedef uint64_t nnrt_large;
#else
typedef uint32_t nnrt_large;
#endif
typedef uint32_t nnrt_largef;
enum { NNRT_LARGE_BIT = 8 * sizeof(nnrt_large) - 1, NNRT_LARGE_BITF = 8 * sizeof(nnrt_largef) - 1 };

/* Large where |x| is beyond what the short polynomial of exprel is for; of no number it may be either. */
static inline nnrt_large nnrt_beyond_near(double x)
{
    return (nnrt_large)(nnrt_bits(NNRT_EXPREL_NEAR - fabs(x)) >> (63 - NNRT_LARGE_BIT));
}

static inline nnrt_largef nnrt_beyond_nearf(float x)
{
    return nnrt_bitsf(NNRT_EXPREL_NEARF - fabsf(x));
}

/* Of a double in a class of floats. */
static inline nnrt_largef nnrt_beyond_near_double(double x)
{
    return (nnrt_largef)(nnrt_beyond_near(x) >> (NNRT_LARGE_BIT - NNRT_LARGE_BITF));
}

/* Before a loop over cells: its rounds are independent, as columns never overlap. Without it compilers give up on the
   many pairs of pointers that they would have to compare. */
#if defined __clang__
#define NNRT_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined __GNUC__
#define NNRT_INDEPENDENT _Pragma("GCC ivdep")
#else
#define NNRT_INDEPENDENT
#endif

/* What a bit of a cell's flags means: bits 0 to 7 count its events, bit 8 + c says that check c failed. */
typedef struct nnrt_check {
    uint32_t what, where; /* texts of the class */
    uint32_t offset; /* in the struct: pointer to the column that is checked; 0: it is no column */
    bool single;     /* the column is of floats */
} nnrt_check;

/* Turns the flags of cells base ... end-1 into events, and the first failed check into *bad. Its value is that of the
   column, which is finite where an action has set it since: then it is not known. */
void nnrt_collect(const void *self, const uint64_t *flags, uint32_t base, uint32_t end,
                  nnrt_spikes *out, const nnrt_check *checks, nnrt_bad *bad);

/* Entries of a list (ascending times, ms) that lie on step k. */
double nnrt_list_count(nnrt_list times, int64_t k, double dt);
/* The value of the last time whose step is at most k; 0 before the first. */
double nnrt_list_lookup(nnrt_list times, nnrt_list values, int64_t k, double dt);

double nnrt_data_at(const nnrt_data *d, double row, double column);

/* A draw in an action, condition or source: the site-th of cell i in step k (address (i, 0, step 2^20 + site)). */
static inline double nnrt_kernel_draw(const nnrt_law *law, uint64_t key, uint32_t i, int64_t k,
                                      uint32_t site)
{
    return nnrt_draw(law, key, i, 0, (uint64_t)k << 20 | site);
}

/* nnrt_kernel_draw of the normal law, in loops that vectorise. */
static inline double nnrt_kernel_normal(double mean, double deviation, uint64_t key, uint32_t i,
                                        int64_t k, uint32_t site)
{
    return fma(deviation, nnrt_normal_at(key, i, 0, (uint64_t)k << 20 | site), mean);
}

/* count[i - lo] = nnrt_kernel_draw of a Poisson law for the cells lo ... hi-1, all with this mean. */
void nnrt_poisson_draws(double mean, uint64_t key, uint32_t lo, uint32_t hi, int64_t k,
                        uint32_t site, double *count);

/* The same of a connection: address (i, j, step 2^20 + site). The m-th further connection of a pair has a key of its own. */
static inline double nnrt_pair_draw(const nnrt_law *law, uint64_t key, const uint64_t *further,
                                    uint32_t i, uint32_t j, uint32_t again, int64_t k,
                                    uint32_t site)
{
    return nnrt_draw(law, again ? further[again - 1] : key, i, j, (uint64_t)k << 20 | site);
}

/* The standard normal of noise term `site` of cell i in step k (address (i, site, step)). */
static inline double nnrt_noise(uint64_t key, uint32_t i, int64_t k, uint32_t site)
{
    return nnrt_normal_at(key, i, site, (uint64_t)k);
}
#endif
