/* Making the connections of a projection; internal to wire.c and its parts. */
#ifndef NNRT_WIRE_BUILD_H
#define NNRT_WIRE_BUILD_H
#include "runtime/wire.h"

#include <stdatomic.h>

typedef struct nnrt_place_in_block { /* of a post position */
    uint32_t block;
    uint16_t target;
} nnrt_place_in_block;

typedef struct nnrt_valued { /* a synapse parameter that each connection has */
    const nnrt_assign *assign;
    uint64_t key;
} nnrt_valued;

typedef struct nnrt_building { /* a projection, while its connections are made */
    nnrt_sim *s;
    nnrt_projection *p;
    nnrt_plan_of_rows plan;
    nnrt_place_in_block *where;
    nnrt_row *rows;        /* per thread */
    uint64_t **cursor;     /* per thread, per block: the next connection of the row at hand */
    _Atomic uint32_t next; /* row that nobody has taken */
    bool fill;             /* else connections are counted */
    bool valuing;          /* targets are known, their values are filled in */
    bool each_weight, each_delay;
    uint64_t weight_key, delay_key;
    nnrt_valued *values;
    _Atomic uint64_t clipped;
    _Atomic uint32_t longest; /* delay, steps */
} nnrt_building;

/* wire_blocks.c: the blocks that connections lie in. Functions that make are false with the error of the simulation. */
bool nnrt_blocks_make(nnrt_building *b);                  /* empty, with rows to count in */
bool nnrt_block_allocate(nnrt_building *b, nnrt_rows *r); /* counts become the starts of rows */
/* delays of at most 255 steps take one byte */
bool nnrt_blocks_narrow(nnrt_sim *s, nnrt_projection *p);
uint32_t nnrt_block_begin(const nnrt_building *b, uint32_t block); /* its first post position */
/* Post position of a target among positions [lo, hi), those of its block. */
uint32_t nnrt_block_position(const nnrt_building *b, uint32_t lo, uint32_t hi, uint16_t target);

/* wire_values.c: weights, delays and synapse parameters */
/* What is uniform is computed; the rest gets its keys. */
bool nnrt_values_plan(nnrt_building *b);
/* What the connections of a block share, and what synapses start from. */
bool nnrt_values_share(nnrt_building *b, nnrt_rows *r);
bool nnrt_has_values(const nnrt_building *b); /* of single connections */
/* Connection c of the block, the m-th of its pair; false with *e. Thread-safe. */
bool nnrt_value_connection(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                           const nnrt_pair *pair, uint64_t m, nnrt_error *e);

/* wire_pass.c */
/* All connections once, by all threads: counted, or filled in. */
bool nnrt_wire_pass(nnrt_building *b, bool fill);
bool nnrt_wire_is_by_post(const nnrt_building *b); /* in this pass */
#endif
