/* What connections read of cells, and the sums that they add to. */
#ifndef NNRT_COUPLE_H
#define NNRT_COUPLE_H
#include "runtime/snapshot.h"

struct nnrt_link {              /* of a block */
    const double **far[2];      /* per far, of even and odd times: by pre position, or by target */
    const double **mixed;       /* per far: some of one time, some of the other (turns.c) */
    double **sum;               /* per term: by target, or by pre position */
    const nnrt_snapshot **seen; /* per far of post */
};

struct nnrt_mirror { /* of a projection; per view: of the group that it is about */
    double **far[2]; /* of pre, by position; NULL where the group is a plain run of cells */
    const nnrt_snapshot **seen; /* fars of pre x views */
    double **sum;               /* terms that act on pre, by position */
    double **column;            /* terms x views: the column that the term adds to */
    uint32_t n_views;           /* the larger group */
};

bool nnrt_couplings_make(nnrt_sim *s);
void nnrt_couplings_begin(nnrt_sim *s, bool begin); /* before a run; `begin`: of a segment */
void nnrt_couplings_run(nnrt_sim *s, uint32_t thread, const nnrt_step *step, nnrt_barrier *barrier);
void nnrt_couplings_clear(nnrt_sim *s, uint32_t thread); /* sums */
/* What acts on pre cells of a view that are the thread's, as `far` of a block says. */
typedef nnrt_coupling nnrt_far_choice(const nnrt_projection *p, const nnrt_rows *b, int64_t k);
void nnrt_couple_view(nnrt_sim *s, nnrt_projection *p, uint32_t view, uint32_t thread,
                      const nnrt_step *step, nnrt_far_choice *choose, nnrt_couple *act);
/* Linear couplings see the cells of a thread as these are at t_k, for recorders, or `ahead` again, for steps. Is there any? */
bool nnrt_couplings_look(nnrt_sim *s, uint32_t thread, int64_t k, bool ahead);
/* Sums as they are at t_k, for recorders, when all threads have seen the cells of t_k. */
void nnrt_couplings_show(nnrt_sim *s, uint32_t thread, int64_t k);
void nnrt_couplings_see(nnrt_sim *s, uint32_t thread, int64_t k); /* states of t_k */
/* A handler of that connection runs next: it reads the cells as they were seen at t_k. */
void nnrt_far_load(const nnrt_projection *p, const nnrt_rows *b, uint32_t position, uint32_t target,
                   int64_t k);
void nnrt_couplings_free(nnrt_sim *s);
#endif
