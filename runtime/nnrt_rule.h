/* Rules of a generated program: values computed when it starts, of cells, of pairs of cells, of the space between them. */
#ifndef NNRT_RULE_H
#define NNRT_RULE_H
#include <stdbool.h>
#include <stdint.h>

typedef struct nnrt_rule_env {
    const void *params;
    double dt;
    uint64_t key; /* seed, purpose, path; draws at (i, j, m) */
    /* connectors; cells: n_pre = size, place in the view that is set */
    uint32_t n_pre, n_post, place;
    double distance; /* of the pair at hand, um */
    /* x y z of the pre cell (cells: of the cell) and the post cell, um */
    const double *pre_at, *post_at;
    const struct nnrt_data *data; /* of the program */
} nnrt_rule_env;
typedef double nnrt_rule_function(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m);

typedef struct nnrt_rule { /* {0}: none */
    bool given;
    double constant; /* where `at` is NULL */
    nnrt_rule_function
        *at; /* of cell i, or of the pair (i, j) and the m-th connection between them */
} nnrt_rule;

typedef struct nnrt_data { /* column-major */
    const char *name;
    uint64_t rows;
    uint32_t columns;
    const double *values;
} nnrt_data;

typedef struct
    nnrt_space_def { /* how distances are measured: pre - scale*(post + offset) along each axis that counts */
    unsigned axes;              /* 1: x, 2: y, 4: z */
    nnrt_rule scale, offset[3]; /* none: 1; 0 um */
    double period[3];           /* um; 0: the axis has no periodic boundaries */
    const char *where;
} nnrt_space_def;

static inline double nnrt_rule_value(const nnrt_rule *r, const nnrt_rule_env *e, uint32_t i,
                                     uint32_t j, uint64_t m)
{
    return r->at ? r->at(e, i, j, m) : r->constant;
}
#endif
