/* From times to steps: the one rule by which everything is rounded to the grid t_k = k dt. */
#ifndef NNRT_TIME_H
#define NNRT_TIME_H
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct nnrt_step_count {
    int64_t k;     /* floor(t/dt + 1/2); saturates, 0 for NaN */
    bool off_grid; /* t is no multiple of dt, or out of range */
} nnrt_step_count;

/* A fraction of t/dt within min(1e-3, 1e-9 max(1, t/dt)) of a half counts as a half and goes up,
   one within that bound of a whole as on the grid, so that 0.35 at dt 0.1 is 4 steps in every
   unit. dt > 0. */
static inline nnrt_step_count nnrt_steps(double t, double dt)
{
    const double x = t / dt;
    if (x != x)
        return (nnrt_step_count){0, true};
    if (x >= 0x1p63 || x < -0x1p63)
        return (nnrt_step_count){x > 0.0 ? INT64_MAX : INT64_MIN, true};
    const double size = fabs(x) > 1.0 ? fabs(x) : 1.0;
    const double bound = size < 1e6 ? 1e-9 * size : 1e-3;
    const double whole = floor(x), fraction = x - whole;
    const bool up = fraction >= 0.5 - bound;
    return (nnrt_step_count){(int64_t)whole + up, fraction > bound && fraction < 1.0 - bound};
}
#endif
