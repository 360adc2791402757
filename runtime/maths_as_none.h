/* Ends what maths_as_double.h or maths_as_float.h began. */
#undef REAL
#undef WORD
#undef MANTISSA
#undef FN
#undef CONST
#undef LIBM
#undef LIMIT
