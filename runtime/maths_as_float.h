/* What maths_any*.h are written in, for floats: FN(exp) is nnrt_expf, CONST(TINY) is NNRT_TINYF, LIBM(fabs) is fabsf. */
#define REAL        float
#define WORD        uint32_t /* of the bits of a REAL ... */
#define MANTISSA    23       /* ... so many of which are behind its exponent */
#define FN(name)    nnrt_##name##f
#define CONST(name) NNRT_##name##F
#define LIBM(name)  name##f
#define LIMIT(name) FLT_##name
