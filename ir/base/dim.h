/* Dimensions, units and the exact scaling of decimal literals.
   A dimension has seven exponents, in halves (noise needs s^-1/2). A unit system is a power of ten
   per base dimension; `unit_native` (ms, mV, nA, nF, uS, um, mM, K) is coherent, so equations need
   no factors in it. All folded numbers of the IR are in the native system; a literal keeps its text
   and is rounded once. */
#ifndef NN_DIM_H
#define NN_DIM_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { DIM_KG, DIM_M, DIM_S, DIM_A, DIM_K, DIM_MOL, DIM_CD, DIM_BASES };

typedef struct Dim {
    int8_t half[DIM_BASES]; /* exponents times two */
    uint8_t var;            /* 0, or 1: times the dimension 'w of the model's weight */
} Dim;

extern const Dim DIM_NONE;                                       /* 1 */
Dim dim_of(int kg, int m, int s, int a, int k, int mol, int cd); /* whole exponents */
bool dim_equal(Dim a, Dim b);
bool dim_is_none(Dim d);
bool dim_mul(Dim a, Dim b, Dim *out); /* false: exponent out of range */
bool dim_div(Dim a, Dim b, Dim *out);
/* false: not a multiple of one half, or out of range */
bool dim_pow(Dim a, int numerator, int denominator, Dim *out);

/* A unit expression such as mV, mS/cm2, 1/ms, degC.
   The value of a number in base SI is number * factor * 10^exp10 + offset. */
typedef struct Unit {
    Dim dim;
    int exp10;
    double factor; /* 1 for everything but min, h, eV, deg, ... */
    double offset; /* degC: 273.15 (SI), else 0 */
    char text[48]; /* canonical spelling: "mS/cm2" */
} Unit;

/* The factor of units whose dimension has an odd half, such as 1/sqrt(ms). */
#define UNIT_SQRT10 3.1622776601683793

/* One name of the unit table, with its prefix: "mV". */
bool unit_name(const char *s, size_t len, Unit *out);
/* The names of the unit table without prefixes, for listings and suggestions; NULL after the last. */
const char *unit_table_name(unsigned index);
/* The unit that a word which is none was meant for: "mV" for "mvolt", "ms" for "msec". False: no guess. */
#define UNIT_GUESS 16
bool unit_guess(const char *s, size_t len, char out[UNIT_GUESS]);
/* A whole unit: name[digits][^n] {("/"|"*") ...}, also starting "1/" or "/". Returns the bytes
   used, 0 if none stands there. */
size_t unit_parse(const char *s, size_t len, Unit *out);
/* Length of the unit after a number in `.nn` text (language.md, section 2), with the blanks before
   it; 0 if none follows. */
size_t unit_length_after_number(const char *s, size_t len);
bool unit_mul(const Unit *a, const Unit *b, Unit *out);
bool unit_div(const Unit *a, const Unit *b, Unit *out);
bool unit_pow(const Unit *a, int n, Unit *out);

typedef struct UnitSystem {
    const char *name;
    int8_t exp10[DIM_BASES]; /* scale of each base dimension */
} UnitSystem;
extern const UnitSystem unit_native, unit_si;

/* The literal `text` (decimal, _ allowed) in `unit` as a number of `system`, rounded once (twice
   where factor != 1 or offset != 0). false: not finite (1e999999) or malformed. */
bool unit_scale_literal(const char *text, size_t len, const Unit *unit, const UnitSystem *system,
                        double *out);
/* Number of system units in one `unit`: native value = number * this (offset not included). */
double unit_factor_to(const Unit *unit, const UnitSystem *system);
/* A native value as a number of `unit`, with its offset: 298.15 as 25 of degC. */
double unit_number_of(const Unit *unit, double native);
/* The unit people expect for a dimension ("mV", "nA/ms", "1"), in the native system; the dimension
   of a weight is spelled "weight". For messages and defaults. */
void dim_describe(Dim d, char out[64]);
/* As what a value must be: "in mV/ms", "a pure number". */
void dim_say(Dim d, char out[72]);
/* The coherent unit of the native system for a dimension; its spelling leaves a weight out. */
Unit dim_native_unit(Dim d);

/* Shortest decimal that reads back as x ("0.1", "-65.0", "1e-09", "inf", "nan"). It always has a
   point or an exponent, or is not finite. */
void number_shortest(double x, char out[32]);
#endif
