/* Programs in parts, each a module of LLVM: they are compiled at the same time, and become one object again (join.c). The
   division is a function of the program alone, so that the code is the same on any number of processors. */
#ifndef NN_LLVM_PARTS_H
#define NN_LLVM_PARTS_H
#include "codegen/program/program.h"

enum { PART_OF_CALLERS = 0xffffffff }; /* a function that has a copy in each part that calls it */

typedef struct Parts {
    uint32_t n;     /* at least 1; all that is not in another part is in part 0 */
    uint64_t *work; /* of each part, in nodes of the trees that are inlined in it */
    Map entries;    /* functions that are in one part alone -> their Entry */
} Parts;

/* `own`: the first object of the program that is not of the runtime. One part unless `divided`. */
Parts parts_divide(Program *p, uint32_t own, bool divided);
uint32_t parts_of(const Parts *parts, const ProgObject *function);
#endif
