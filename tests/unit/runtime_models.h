/* Hand-written classes in the shape of generated code, for tests of the runtime. */
#ifndef NN_TESTS_RUNTIME_MODELS_H
#define NN_TESTS_RUNTIME_MODELS_H
#include "runtime/maths.h"
#include "runtime/nnrt.h"
#include "runtime/rng.h"

#include <stddef.h>

/* Values of nnrt_rule */
#define CONSTANT(value)                                                                            \
    {                                                                                              \
        .given = true, .constant = value                                                           \
    }
#define RULE(function)                                                                             \
    {                                                                                              \
        .given = true, .at = function                                                              \
    }

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* ---- leaky cell: tau dv/dt = drive + input - v, events add to v, spike and v = 0 at v >= 1, hold
   for refractory ---- */
typedef struct lif {
    nnrt_self self;
    double tau, refractory, decay;
    double *drive, *v, *excitatory, *inhibitory, *input;
    uint32_t *hold;
} lif;

static const nnrt_column lif_columns[] = {
    {"tau", "ms", 1, 0, offsetof(lif, tau), NNRT_F64, NNRT_ONE, NNRT_PARAM, 10, 1e-9, INFINITY},
    {"refractory", "ms", 1, 0, offsetof(lif, refractory), NNRT_F64, NNRT_ONE, NNRT_PARAM, 2, 0,
     INFINITY},
    {"decay", "", 1, 0, offsetof(lif, decay), NNRT_F64, NNRT_ONE, NNRT_VALUE, 0, 0, 0},
    {"drive", "", 1, 0, offsetof(lif, drive), NNRT_F64, NNRT_EACH, NNRT_PARAM, 0, -(double)INFINITY,
     INFINITY},
    {"v", "V", 1000, 0, offsetof(lif, v), NNRT_F64, NNRT_EACH, NNRT_STATE, 0, -(double)INFINITY,
     INFINITY},
    {"excitatory", "", 1, 0, offsetof(lif, excitatory), NNRT_F64, NNRT_EACH, NNRT_DUE, 0, 0, 0},
    {"inhibitory", "", 1, 0, offsetof(lif, inhibitory), NNRT_F64, NNRT_EACH, NNRT_DUE, 0, 0, 0},
    {"input", "", 1, 0, offsetof(lif, input), NNRT_F64, NNRT_EACH, NNRT_INPUT, 0, 0, 0},
    {"hold", "", 1, 0, offsetof(lif, hold), NNRT_U32, NNRT_EACH, NNRT_HIDDEN, 0, 0, 0},
};

static const nnrt_port lif_ports[] = {{"excitatory", "", 1, 5, NULL, NULL, 0},
                                      {"inhibitory", "", 1, 6, NULL, NULL, 0}};

static inline void lif_derive(void *object, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad)
{
    lif *x = object;
    (void)lo, (void)hi, (void)bad;
    x->decay = nnrt_exp(-dt / x->tau);
}

static inline void lif_start(void *object, double dt, uint32_t lo, uint32_t hi)
{
    lif *x = object;
    (void)dt;
    for (uint32_t i = lo; i < hi; i++)
        x->v[i] = 0;
}

static inline void lif_update(void *object, const nnrt_step *s, uint32_t lo, uint32_t hi,
                              nnrt_spikes *out, nnrt_bad *bad)
{
    lif *x = object;
    for (uint32_t i = lo; i < hi; i++) {
        const double rest = x->drive[i] + x->input[i], sum = x->excitatory[i] - x->inhibitory[i];
        x->excitatory[i] = x->inhibitory[i] = 0;
        if (x->hold[i]) {
            x->hold[i]--;
            continue;
        }
        x->v[i] = rest + (x->v[i] - rest) * x->decay + sum;
        if (!(fabs(x->v[i]) < (double)INFINITY) && !bad->what)
            *bad = (nnrt_bad){"v", "lif.nn:3", i, x->v[i]};
        if (x->v[i] >= 1) {
            nnrt_spike(out, i, 1);
            x->v[i] = 0;
            x->hold[i] = (uint32_t)floor(x->refractory / s->dt + 0.5);
        }
    }
}

static const nnrt_class lif_class = {.name = "lif",
                                     .size = sizeof(lif),
                                     .n_columns = COUNT(lif_columns),
                                     .n_ports = COUNT(lif_ports),
                                     .columns = lif_columns,
                                     .ports = lif_ports,
                                     .derive = lif_derive,
                                     .start = lif_start,
                                     .update = lif_update};

/* ---- source: fires at multiples of `period` steps (0: never), from 0 on; and at random with
   `chance` per step ---- */
typedef struct ticker {
    nnrt_self self;
    double *period, *chance;
} ticker;

static const nnrt_column ticker_columns[] = {
    {"period", "", 1, 0, offsetof(ticker, period), NNRT_F64, NNRT_EACH, NNRT_PARAM, 0, 0, INFINITY},
    {"chance", "", 1, 0, offsetof(ticker, chance), NNRT_F64, NNRT_EACH, NNRT_PARAM, 0, 0, 1},
};

static inline void ticker_fire(ticker *x, int64_t stamp, uint32_t lo, uint32_t hi, nnrt_spikes *out)
{
    for (uint32_t i = lo; i < hi; i++) {
        const int64_t period = (int64_t)x->period[i];
        nnrt_spike(out, i, period && stamp % period == 0);
        nnrt_spike(out, i, nnrt_u53_at(x->self.key, i, 0, (uint64_t)stamp << 20) < x->chance[i]);
    }
}

static inline void ticker_begin(void *object, const nnrt_step *s, uint32_t lo, uint32_t hi,
                                nnrt_spikes *out)
{
    ticker_fire(object, s->k + 1, lo, hi, out);
}

static inline void ticker_update(void *object, const nnrt_step *s, uint32_t lo, uint32_t hi,
                                 nnrt_spikes *out, nnrt_bad *bad)
{
    (void)bad;
    ticker_fire(object, s->k + 1, lo, hi, out);
}

static const nnrt_class ticker_class = {.name = "ticker",
                                        .size = sizeof(ticker),
                                        .n_columns = COUNT(ticker_columns),
                                        .columns = ticker_columns,
                                        .begin = ticker_begin,
                                        .update = ticker_update};

/* ---- constant current ---- */
typedef struct current {
    nnrt_self self;
    double amplitude;
} current;

static const nnrt_column current_columns[] = {
    {"amplitude", "nA", 1, 0, offsetof(current, amplitude), NNRT_F64, NNRT_ONE, NNRT_PARAM, 1,
     -(double)INFINITY, INFINITY},
};

static inline void current_inject(void *object, const nnrt_step *s, uint32_t lo, uint32_t hi,
                                  bool shared, double *sum)
{
    const current *x = object;
    (void)s, (void)shared;
    for (uint32_t i = lo; i < hi; i++)
        sum[i] += x->amplitude;
}

static const nnrt_class current_class = {.name = "current",
                                         .size = sizeof(current),
                                         .n_columns = COUNT(current_columns),
                                         .columns = current_columns,
                                         .inject = current_inject};

/* ---- synapse that notes the order of its events: weight = weight * 10 + 1 (pre) or + 2 (post)
   ---- */
typedef struct noting {
    nnrt_self self;
    double *weight;
} noting;

static const nnrt_column noting_columns[] = {
    {"weight", "", 1, 0, offsetof(noting, weight), NNRT_F64, NNRT_EACH, NNRT_STATE, 0, 0, 0},
};

static inline int noting_pre(void *object, uint32_t c, int64_t n, double dt, double *sent)
{
    noting *x = object;
    (void)n, (void)dt;
    x->weight[c] = 10 * x->weight[c] + 1;
    *sent = 1.5;
    return 1;
}

static inline int noting_post(void *object, uint32_t c, int64_t n, double dt, double *sent)
{
    noting *x = object;
    (void)n, (void)dt, (void)sent;
    x->weight[c] = 10 * x->weight[c] + 2;
    return 0;
}

static const nnrt_synapse_class noting_class = {.name = "noting",
                                                .size = sizeof(noting),
                                                .n_columns = COUNT(noting_columns),
                                                .columns = noting_columns,
                                                .weight = 0,
                                                .pre = noting_pre,
                                                .post = noting_post};
#endif
