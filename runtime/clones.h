/* NNRT_CLONES: a function is compiled for several generations of x86-64, and the best one is taken
   when the program starts. Empty where compiler, machine or sanitizer do not allow it. */
#ifndef NNRT_CLONES_H
#define NNRT_CLONES_H

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NNRT_CLONES                                                                                \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define NNRT_CLONES
#endif
#endif
