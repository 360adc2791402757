/* Levels of x86-64: the instructions that code may have, x86-64-v2 to v4 of the psABI, by their numbers. 0 is any processor of
   any kind. */
#ifndef NNRT_LEVEL_H
#define NNRT_LEVEL_H
#include <stdbool.h>

/* What this text is compiled for. */
#ifndef NNRT_LEVEL
#if defined __AVX512F__ && defined __AVX512BW__ && defined __AVX512DQ__ && defined __AVX512VL__
#define NNRT_LEVEL 4
#elif defined __AVX2__ && defined __FMA__
#define NNRT_LEVEL 3
#elif defined __SSE4_2__
#define NNRT_LEVEL 2
#else
#define NNRT_LEVEL 0
#endif
#endif

/* Code of one program for processors of a level. */
typedef struct nnrt_level_main {
    unsigned level;
    int (*main)(int argc, char **argv);
} nnrt_level_main;

enum { NNRT_LEVEL_LONG = 4 };                /* the first whose vectors have 64 bytes */
unsigned nnrt_level_named(const char *name); /* "x86-64-v3": 3; 0: there is none of that name */
unsigned nnrt_level_of(const char *cpu);     /* the same, and of "native" that of this processor */
bool nnrt_level_runs(unsigned level);        /* on this processor */
unsigned nnrt_level_here(void);              /* the highest that does */
/* Calls the last main whose level runs here; they are in order. Exit code 4 where none does, after a message
   unless argc is 0. */
int nnrt_level_start(const nnrt_level_main *mains, unsigned n, int argc, char **argv);
#endif
