/* The mathematics of nnrt: what kernels, instantiation, elaboration and constant folding compute
   with. Not libm, whose bits differ between machines; see maths_base.h for the rules of the
   house. Each function states its largest error, which tests/unit/test_maths.c measures against
   quadruple precision. */
#ifndef NNRT_MATHS_H
#define NNRT_MATHS_H
#include "runtime/maths_area.h"
#include "runtime/maths_base.h"
#include "runtime/maths_erf.h"
#include "runtime/maths_exp.h"
#include "runtime/maths_factorial.h"
#include "runtime/maths_float.h"
#include "runtime/maths_log.h"
#include "runtime/maths_trig.h"

/* The factor by which a state with time constant tau decays in a time t, 0 where tau is 0. */
NNRT_INLINE double nnrt_decay(double t, double tau)
{
    return nnrt_select(tau == 0.0, 0.0, nnrt_exp(-t / tau));
}
#endif
