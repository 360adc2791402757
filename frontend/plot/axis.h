/* Axes: ticks at round numbers. */
#ifndef NN_PLOT_AXIS_H
#define NN_PLOT_AXIS_H

typedef struct Ticks {
    double first, step;
    int n, decimals; /* decimals: what the labels need */
} Ticks;

enum { TICK_TEXT = 32 };

/* Ticks within [lo, hi], about `about` of them, at multiples of 1, 2, 2.5 or 5 times a power of
   ten. */
Ticks axis_ticks(double lo, double hi, int about);
/* The k-th tick and its label ("−65", "0.25"; U+2212 is the minus sign). */
double axis_tick(const Ticks *t, int k);
void axis_label(const Ticks *t, int k, char out[TICK_TEXT]);
/* The smallest of 1, 2, 5 times a power of ten that is >= x. */
double axis_round_up(double x);
#endif
