/* Pairs of cells that connections are of, and the keys of what they draw: those of the m-th further connection of a
   pair have the purpose "dynamics#m". */
#include "runtime/pairs.h"

#include "runtime/streams.h"

#include <stdio.h>

enum { COLUMNS = 3 }; /* pair.pre, pair.post, pair.again: in a row */

/* Of one row; returns the largest `again`. */
static uint32_t note_row(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, uint32_t i,
                         const nnrt_column *columns)
{
    uint32_t before = NNRT_NOWHERE, again = 0, most = 0;
    for (uint64_t c = b->row[i]; c < b->row[i + 1]; c++) {
        const uint32_t j = nnrt_post_position(s, p, b, c);
        again = j == before ? again + 1 : 0;
        most = again > most ? again : most;
        before = j;
        const double pair[COLUMNS] = {i, j, again};
        for (int k = 0; k < COLUMNS; k++)
            nnrt_column_set(b->synapses.self, &columns[k], (uint32_t)c, pair[k]);
    }
    return most;
}

bool nnrt_pairs_make(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b)
{
    const nnrt_synapse_class *class = p->def->synapse;
    const int32_t pre = nnrt_column_find(class->columns, class->n_columns, "pair.pre");
    nnrt_self *self = b->synapses.self;
    uint32_t most = 0;
    for (uint32_t i = 0; pre >= 0 && i < p->pre->n; i++) {
        const uint32_t again = note_row(s, p, b, i, &class->columns[pre]);
        most = again > most ? again : most;
    }
    self->n_further = most;
    self->further =
        most ? nnrt_memory_take(&s->memory, most, sizeof *self->further, p->def->label) : NULL;
    return !most || self->further;
}

void nnrt_pairs_key(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b)
{
    nnrt_self *self = b->synapses.self;
    self->key = nnrt_sim_key(s, NNRT_PURPOSE_DYNAMICS, p->def->label, s->noise);
    for (uint32_t m = 1; m <= self->n_further; m++) {
        char purpose[sizeof NNRT_PURPOSE_DYNAMICS + 16];
        snprintf(purpose, sizeof purpose, NNRT_PURPOSE_DYNAMICS "#%u", m);
        self->further[m - 1] = nnrt_sim_key(s, purpose, p->def->label, s->noise);
    }
}

void nnrt_pairs_free(nnrt_sim *s, nnrt_rows *b)
{
    nnrt_self *self = b->synapses.self;
    if (self)
        nnrt_memory_give(&s->memory, self->further);
}
