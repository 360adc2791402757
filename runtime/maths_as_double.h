/* What maths_any*.h are written in, for doubles: FN(exp) is nnrt_exp, CONST(TINY) is NNRT_TINY, LIBM(fabs) is fabs. */
#define REAL        double
#define WORD        uint64_t /* of the bits of a REAL ... */
#define MANTISSA    52       /* ... so many of which are behind its exponent */
#define FN(name)    nnrt_##name
#define CONST(name) NNRT_##name
#define LIBM(name)  name
#define LIMIT(name) DBL_##name
