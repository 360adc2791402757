/* Runs the C compiler on what a target wrote. No shell is involved: arguments are passed as they are. */
#ifndef NN_TOOLCHAIN_H
#define NN_TOOLCHAIN_H
#include "ir/base/session.h"
#include "ir/base/vec.h"

typedef struct Toolchain {
    const char *cc;       /* NULL: the environment's CC, else "cc" */
    const char *library;  /* folder of libnnrt.a and include/ */
    const char *optimize; /* "0" .. "3" */
    bool is_object;       /* what is built is an object file, to be linked */
    bool fast;            /* shorter polynomials (runtime/maths_exp_fast.h) */
    bool debug;           /* debug info, of the text that is compiled */
    bool save_temps;      /* keep the C next to the program */
    bool makes_object;    /* an object file, for programs and shared libraries, not a program */
    /* The name of the function of the object that hands its tables over (nnrt_hand_over); NULL: it is a program's, with main */
    const char *entry;
} Toolchain;

/* The program, or its object file, for one kind of processor. */
typedef struct ToolchainPart {
    const char *cpu; /* what its code may use: "native", "x86-64-v3" ... */
    const char *bytes;
    size_t n;
} ToolchainPart;

/* The name that `main` of a part has where there are several: of `entry`, NULL of a program. */
const char *toolchain_entry(Arena *a, const char *entry, const char *cpu);
/* What `main` calls in objects with an `entry`. */
#define TOOLCHAIN_HAND_OVER "nnrt_hand_over"

/* Compiles the parts (or takes them as they are) and links them with the runtime into `program`. Of several, in the order of
   their levels, the program picks one when it starts (runtime/level.h). False after a diagnostic (exit code 4): no compiler,
   a compiler that failed (its words are in the message), a file that cannot be written. */
bool toolchain_build(Session *s, const Toolchain *t, const ToolchainPart *parts, unsigned n,
                     const char *program);

/* Writes a file by temporary file and rename. False after a diagnostic. */
bool toolchain_write(Session *s, const char *path, const char *text, size_t len);
#endif
