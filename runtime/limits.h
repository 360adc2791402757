/* What the runtime can hold at most, for the compiler to tell as well. */
#ifndef NNRT_LIMITS_H
#define NNRT_LIMITS_H

enum {
    NNRT_DELAY_MOST = 65535, /* steps of a delay: connections store it in 16 bits */
    NNRT_RELAX_MOST = 8      /* states of systems that nnrt_relax_block moves */
};
#endif
