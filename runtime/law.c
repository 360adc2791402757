/* One function per law; each reads the address through sub-draws. Those with mathematics have clones, in which fma is an
   instruction; what they call is inlined into them. */
#define NNRT_LOOPS
#include "runtime/law.h"

#include "runtime/clones.h"
#include "runtime/counts.h"

#define ATTEMPTS 1000
#define TWO_PI   (2.0 * NNRT_PI)

typedef struct Address {
    nnrt_key key;
    uint32_t i, j;
    uint64_t n;
} Address;

NNRT_INLINE nnrt_uniforms sub_draw(const Address *at, uint32_t m)
{
    return nnrt_u53_both(at->key + m, at->i, at->j, at->n);
}

NNRT_INLINE double normal(const nnrt_law *law, const Address *at, uint32_t m)
{
    return fma(law->b, nnrt_normal_quantile(sub_draw(at, m).first), law->a);
}

NNRT_CLONES static double draw_uniform(const nnrt_law *law, const Address *at)
{
    return fma(law->high - law->low, sub_draw(at, 0).first, law->low);
}

NNRT_CLONES static double draw_normal(const nnrt_law *law, const Address *at)
{
    return normal(law, at, 0);
}

NNRT_INLINE double clip(const nnrt_law *law, double x)
{
    return nnrt_clamp(x, law->low, law->high);
}

NNRT_CLONES static double draw_normal_clipped(const nnrt_law *law, const Address *at)
{
    double x = 0.0;
    for (uint32_t m = 0; m < ATTEMPTS; m++) {
        x = normal(law, at, m);
        if (x >= law->low && x <= law->high)
            return x;
    }
    return clip(law, x);
}

NNRT_CLONES static double draw_normal_clipped_to_boundary(const nnrt_law *law, const Address *at)
{
    return clip(law, normal(law, at, 0));
}

NNRT_CLONES static double draw_lognormal(const nnrt_law *law, const Address *at)
{
    return nnrt_exp(normal(law, at, 0));
}

NNRT_CLONES static double draw_exponential(const nnrt_law *law, const Address *at)
{
    return -law->a * nnrt_log(sub_draw(at, 0).first);
}

/* Shape >= 1, scale 1 (Marsaglia and Tsang, 2000). */
NNRT_INLINE double standard_gamma(double shape, const Address *at)
{
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (uint32_t m = 1; m <= ATTEMPTS; m++) {
        const nnrt_uniforms u = sub_draw(at, m);
        const double x = nnrt_normal_quantile(u.first);
        const double root = fma(c, x, 1.0), v = root * root * root;
        if (v > 0.0 && nnrt_log(u.second) < 0.5 * x * x + d * (1.0 - v + nnrt_log(v)))
            return d * v;
    }
    return d; /* the chance of this is below 0.05^1000 */
}

NNRT_CLONES static double draw_gamma(const nnrt_law *law, const Address *at)
{
    if (!(law->a > 0.0))
        return law->a == 0.0 ? 0.0 : (double)NAN;
    if (law->a >= 1.0)
        return law->b * standard_gamma(law->a, at);
    const double shrink = nnrt_exp(nnrt_log(sub_draw(at, 0).first) / law->a);
    return law->b * standard_gamma(law->a + 1.0, at) * shrink;
}

static double draw_binomial(const nnrt_law *law, const Address *at)
{
    const nnrt_counts counts = nnrt_binomial_law(law->a, law->b);
    return nnrt_count(&counts, sub_draw(at, 0).first);
}

static double draw_poisson(const nnrt_law *law, const Address *at)
{
    return nnrt_poisson(sub_draw(at, 0).first, law->a);
}

static double draw_uniform_int(const nnrt_law *law, const Address *at)
{
    const double size = law->high - law->low;
    return law->low + nnrt_min(floor(sub_draw(at, 0).first * size), size - 1.0);
}

/* The angle from the mean direction, in [0, pi], concentration b in [1e-8, 1e6] (Best and
   Fisher, 1979). */
NNRT_INLINE double vonmises_angle(double b, const Address *at, uint32_t *attempt)
{
    const double r = 1.0 + sqrt(fma(4.0 * b, b, 1.0));
    const double rho = (r - sqrt(2.0 * r)) / (2.0 * b);
    const double s = b < 1e-5 ? 1.0 / b + b : fma(rho, rho, 1.0) / (2.0 * rho);
    for (uint32_t m = 0; m < ATTEMPTS; m++) {
        const nnrt_uniforms u = sub_draw(at, 2 * m);
        const double z = nnrt_cos(NNRT_PI * u.first);
        const double w = fma(s, z, 1.0) / (s + z), y = b * (s - w);
        *attempt = m;
        if (y * (2.0 - y) >= u.second || nnrt_log(y / u.second) + 1.0 >= y)
            return nnrt_acos(nnrt_clamp(w, -1.0, 1.0));
    }
    return 0.0; /* the chance of this is below 0.35^1000 */
}

NNRT_CLONES static double draw_vonmises(const nnrt_law *law, const Address *at)
{
    double angle;
    if (law->b < 1e-8) { /* flat: the density varies by less than 2e-8 */
        angle = NNRT_PI * fma(2.0, sub_draw(at, 0).first, -1.0);
    } else if (law->b > 1e6) { /* narrow: normal, to 1e-6 */
        angle = nnrt_normal_quantile(sub_draw(at, 0).first) / sqrt(law->b);
    } else {
        uint32_t attempt = 0;
        const double size = vonmises_angle(law->b, at, &attempt);
        angle = sub_draw(at, 2 * attempt + 1).first < 0.5 ? -size : size;
    }
    return nnrt_mod(law->a + angle + NNRT_PI, TWO_PI) - NNRT_PI;
}

double nnrt_draw(const nnrt_law *law, nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    static double (*const draws[])(const nnrt_law *, const Address *) = {
        [NNRT_LAW_UNIFORM] = draw_uniform,
        [NNRT_LAW_NORMAL] = draw_normal,
        [NNRT_LAW_NORMAL_CLIPPED] = draw_normal_clipped,
        [NNRT_LAW_NORMAL_CLIPPED_TO_BOUNDARY] = draw_normal_clipped_to_boundary,
        [NNRT_LAW_LOGNORMAL] = draw_lognormal,
        [NNRT_LAW_EXPONENTIAL] = draw_exponential,
        [NNRT_LAW_GAMMA] = draw_gamma,
        [NNRT_LAW_BINOMIAL] = draw_binomial,
        [NNRT_LAW_POISSON] = draw_poisson,
        [NNRT_LAW_UNIFORM_INT] = draw_uniform_int,
        [NNRT_LAW_VONMISES] = draw_vonmises,
    };
    const Address at = {key, i, j, n};
    return draws[law->kind](law, &at);
}
