/* Delayed states. delay(x, d) in a flat model becomes an input of the cell whose values at the start, in the middle and
   at the end of a step the runtime takes from the history of x (semantics.md 10). */
#ifndef NN_PASS_DELAY_H
#define NN_PASS_DELAY_H
#include "ir/build.h"

typedef struct FlatDelay {
    const Str *input;  /* "delay.0": x(t_k - d); ir_delay_name tells the other moments */
    const Str *source; /* the state or alias that is x */
    const Str *time;   /* the alias that is d */
    Span span;
} FlatDelay;
typedef VEC(FlatDelay) FlatDelays;

/* Replaces each delay of the model by an input with the flag `linear`; equal delays share one. */
void ir_delays(IrModule *m, IrModel *flat, FlatDelays *out);

typedef enum FlatMoment { FLAT_START, FLAT_MIDDLE, FLAT_END } FlatMoment;
const Str *ir_delay_name(StrTable *strings, const Str *input, FlatMoment moment);
/* The input (an ITEM) after that fraction of the step: linear between the three moments. */
IrExpr *ir_delay_at(IrModule *m, const IrExpr *input, double fraction);

/* Does the expression, aliases looked through, read an input that moves within a step? */
bool ir_reads_moving(const IrModel *flat, const IrExpr *e);
#endif
