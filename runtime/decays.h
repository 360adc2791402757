/* Decays over whole numbers of steps, looked up: traces ask for few different ones. The numbers are those of nnrt_exp. */
#ifndef NNRT_DECAYS_H
#define NNRT_DECAYS_H
#include "runtime/maths.h"

enum {
    NNRT_DECAYS = 2048
}; /* steps: 16 kB, of which what is asked for stays in the first-level cache */

/* e^(rate k dt) for k = 0, 1, ... */
static inline void nnrt_decays_fill(double table[NNRT_DECAYS], double rate, double dt)
{
    for (int k = 0; k < NNRT_DECAYS; k++)
        table[k] = nnrt_exp(rate * ((double)k * dt));
}

/* e^(rate steps dt), whatever `steps` is. */
static inline double nnrt_decayed(const double table[NNRT_DECAYS], double rate, double steps,
                                  double dt)
{
    if (steps >= 0.0 && steps < NNRT_DECAYS) {
        const int k = (int)steps;
        if ((double)k >= steps)
            return table[k];
    }
    return nnrt_exp(rate * (steps * dt));
}
#endif
