/* Units of values that are given on the command line, and of what is written in SI. */
#ifndef NNRT_UNITS_H
#define NNRT_UNITS_H
#include <stdbool.h>
#include <stdint.h>

typedef struct nnrt_unit {
    double si, offset; /* SI value = x * si + offset */
    int8_t dim[7];     /* exponents of m kg s A K mol cd */
} nnrt_unit;

/* "", "ms", "mS/cm2", "uF/cm^2", "1/ms", "/ms", "nS*mV". False for text that is no unit. */
bool nnrt_unit_parse(const char *text, nnrt_unit *u);

/* Value of "12", "12ms" or "12 ms" in native units, where a bare number is in `unit` and one `unit`
   is `factor` native units. On failure `why` says so in words that follow the text: "is no number",
   "is no ms". */
bool nnrt_quantity_parse(const char *text, const char *unit, double factor, double *native,
                         char why[160]);
#endif
