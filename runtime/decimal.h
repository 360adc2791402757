/* Times on the grid and numbers as text.
   A time is k*dt with dt taken as the decimal that the user wrote (the shortest one that reads back
   as the double), so that step 3 at 0.1 ms is 0.3 and not 0.30000000000000004. */
#ifndef NNRT_DECIMAL_H
#define NNRT_DECIMAL_H
#include <stdint.h>

enum { NNRT_NUMBER_TEXT = 32 }; /* room for any double, with its NUL */

/* Shortest decimal that reads back as x: "0.1", "-65", "1e-09", "inf", "-inf", "nan". Returns its
   length. */
int nnrt_number_text(double x, char out[NNRT_NUMBER_TEXT]);

/* The same of the number rounded to single precision, in nine digits at most. */
int nnrt_single_text(double x, char out[NNRT_NUMBER_TEXT]);

int nnrt_whole_text(uint64_t n, char out[NNRT_NUMBER_TEXT]); /* in decimal; its length */

typedef struct nnrt_grid {
    double dt;       /* ms */
    uint64_t digits; /* dt = digits * 10^exponent, exactly as decimals */
    int exponent;
} nnrt_grid;

nnrt_grid nnrt_grid_of(double dt);
double nnrt_grid_time(const nnrt_grid *g, int64_t step); /* k*dt of the decimals, rounded once */
#endif
